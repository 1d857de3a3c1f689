package code42

import (
	"strings"

	"github.com/understudy/understudy/contract"
)

// DeviceLists is the contract of the list of devices: its filters and its pages.
type DeviceLists struct{ suite }

func (s *DeviceLists) TestPagesOfDevices() {
	s.Needs(contract.CapSeedData)
	s.pages(allDevices.where(contract.Query{"active": false}))
}

func (s *DeviceLists) TestNoCapOnPageSizes() {
	s.Needs(contract.CapSeedData)
	s.noCap(allDevices)
}

func (s *DeviceLists) TestPagesThatMeanNothing() { s.noPages(allDevices) }

func (s *DeviceLists) TestUnknownOrgIs400ThatSaysSo() {
	refusal := refusedTwice(func() *contract.Response {
		return s.admin.Get("/api/v1/Computer", contract.Query{"orgUid": nobody, "pgNum": 1, "pgSize": 500})
	}, 400)
	s.Contains(refusal.At("description").Str(), "Unable to find org")
}

func (s *DeviceLists) TestAnEmptyListKeepsItsKey() {
	org := s.newOrg(s.topOrg())
	user := s.newUser(org)
	for _, query := range []contract.Query{
		{"orgUid": org.At("orgUid").Str()}, {"userUid": user.At("userUid").Str()}, {"userUid": nobody}, {"targetComputerGuid": nobody}, {"q": "no such text"},
	} {
		page := data(s.admin.Get("/api/v1/Computer", query))
		s.Zero(page.At("computers").Len())
		s.Zero(page.At("totalCount").Int())
	}
}

func (s *DeviceLists) TestFiltersNarrowTogether() {
	s.Needs(contract.CapSeedData)
	everything := data(s.admin.Get("/api/v1/Computer", contract.Query{"pgSize": 1000, "incBackupUsage": true})).At("computers").Items()
	is := func(member, text string) func(contract.Value) bool {
		return func(d contract.Value) bool { return d.At(member).Text() == text }
	}
	owner := everything[10].At("userUid").Str()
	for name, filter := range map[string]struct {
		query contract.Query
		keeps func(contract.Value) bool
	}{
		"active":      {contract.Query{"active": "True"}, is("active", "true")},
		"inactive":    {contract.Query{"active": "False"}, is("active", "false")},
		"blocked":     {contract.Query{"blocked": "True"}, is("blocked", "true")},
		"not blocked": {contract.Query{"blocked": "False"}, is("blocked", "false")},
		"org":         {contract.Query{"orgUid": opsOrgUID}, is("orgUid", opsOrgUID)},
		"user":        {contract.Query{"userUid": owner}, is("userUid", owner)},
		"both": {contract.Query{"orgUid": opsOrgUID, "active": true}, func(d contract.Value) bool {
			return d.At("orgUid").Str() == opsOrgUID && d.At("active").Bool()
		}},
		"destination": {contract.Query{"targetComputerGuid": pinnedTarget}, func(d contract.Value) bool {
			return d.At("backupUsage").Find("targetComputerGuid", pinnedTarget).Exists()
		}},
		"anything": {contract.Query{"q": "mac-"}, func(d contract.Value) bool {
			return strings.Contains(strings.ToLower(d.At("name").Str()+"\n"+d.At("osHostname").Str()), "mac-")
		}},
	} {
		want := []string{}
		for _, device := range everything {
			if filter.keeps(device) {
				want = append(want, device.At("guid").Str())
			}
		}
		s.NotEmpty(want, name)
		s.Less(len(want), len(everything), name)
		s.Equal(want, s.all(allDevices.where(filter.query)), name)
	}
}

// The command line says of its filter that child organizations are included.
func (s *DeviceLists) TestAnOrgFilterTakesInChildOrganizations() {
	s.Needs(contract.CapSeedData)
	in := func(org contract.Value) []string {
		return s.all(allDevices.where(contract.Query{"orgUid": org.At("orgUid").Str()}))
	}
	s.Equal(s.all(allDevices), in(s.topOrg()), "everything is below the organization at the top")

	s.fork()
	top := s.newOrg(s.topOrg())
	child := s.newOrg(top)
	beside := s.newOrg(s.topOrg())
	done(s.admin.Post(contract.Path("/api/v3/users/%v/move", pinnedUserUID), map[string]any{"orgId": child.At("orgId").Int()}))
	s.Contains(in(child), pinnedDeviceGUID)
	s.Equal(in(child), in(top))
	s.Empty(in(beside))
	mine := contract.Query{"orgUid": top.At("orgUid").Str(), "userUid": pinnedUserUID}
	s.Equal(in(top), s.all(allDevices.where(mine)))
	mine["orgUid"] = beside.At("orgUid").Str()
	s.Empty(s.all(allDevices.where(mine)))
}

func (s *DeviceLists) TestADeviceIsFoundByName() {
	s.Needs(contract.CapSeedData)
	for _, q := range []string{"PINNED-LAPTOP", "pinned-lap", pinnedDeviceGUID} {
		s.Equal([]string{pinnedDeviceGUID}, s.all(allDevices.where(contract.Query{"q": q})), q)
	}
}

func (s *DeviceLists) TestCountsOfAlertsAreThoseOfAllPages() {
	s.Needs(contract.CapSeedData)
	states := map[string]int64{}
	for _, device := range data(s.admin.Get("/api/v1/Computer", contract.Query{"pgSize": 1000})).At("computers").Items() {
		states[device.At("alertState").Text()]++
		s.Equal(device.At("alertState").Text() == "0", device.At("alertStates", 0).Str() == "OK")
	}
	page := data(s.admin.Get("/api/v1/Computer", contract.Query{"pgSize": 1, "incCounts": "True"}))
	s.Equal(states["1"], page.At("warningCount").Int())
	s.Equal(states["2"], page.At("criticalCount").Int())
	s.False(data(s.admin.Get("/api/v1/Computer", contract.Query{"pgSize": 1, "incCounts": "False"})).At("warningCount").Exists())
}
