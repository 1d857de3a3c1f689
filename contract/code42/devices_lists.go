package code42

import (
	"slices"
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
		"active":       {contract.Query{"active": "True"}, is("active", "true")},
		"inactive":     {contract.Query{"active": "False"}, is("active", "false")},
		"blocked":      {contract.Query{"blocked": "True"}, is("blocked", "true")},
		"not blocked":  {contract.Query{"blocked": "False"}, is("blocked", "false")},
		"org":          {contract.Query{"orgUid": opsOrgUID}, is("orgUid", opsOrgUID)},
		"guid":         {contract.Query{"guid": pinnedDeviceGUID}, is("guid", pinnedDeviceGUID)},
		"org's number": {contract.Query{"orgId": opsOrgID}, is("orgUid", opsOrgUID)},
		"org alone":    {contract.Query{"orgId": opsOrgID, "incChildOrgs": false}, is("orgUid", opsOrgUID)},
		"user":         {contract.Query{"userUid": owner}, is("userUid", owner)},
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

// Alerts are counted of the list that is asked for, whatever narrows it.
func (s *DeviceLists) TestAnOrgIsNamedByNumberToo() {
	s.Needs(contract.CapSeedData)
	s.fork()
	top := s.newOrg(s.topOrg())
	child := s.newOrg(top)
	done(s.admin.Post(contract.Path("/api/v3/users/%v/move", pinnedUserUID), map[string]any{"orgId": child.At("orgId").Int()}))
	list := func(query contract.Query) string {
		page := data(s.admin.Get("/api/v1/Computer", query))
		alerts := map[string]int64{}
		for _, d := range page.At("computers").Items() {
			alerts[d.At("alertState").Text()]++
		}
		s.Equal(alerts["1"], page.At("warningCount").Int())
		s.Equal(alerts["2"], page.At("criticalCount").Int())
		return page.String()
	}
	id := func(org contract.Value) contract.Query {
		return contract.Query{"orgId": org.At("orgId").Int(), "pgSize": 1000}
	}
	alone := func(org contract.Value) contract.Query {
		return contract.Query{"orgId": org.At("orgId").Int(), "incChildOrgs": "False", "pgSize": 1000}
	}
	s.Contains(list(id(child)), pinnedDeviceGUID)
	s.Equal(list(id(child)), list(id(top)))
	s.Equal(list(id(child)), list(alone(child)))
	s.NotContains(list(alone(top)), pinnedDeviceGUID)
	list(alone(s.topOrg()))
	s.Equal(list(contract.Query{"pgSize": 1000}), list(contract.Query{"orgId": 0, "pgSize": 1000}), "0 is no filter")
	refusal := refusedTwice(func() *contract.Response {
		return s.admin.Get("/api/v1/Computer", contract.Query{"orgId": 987654321, "pgNum": 1, "pgSize": 500})
	}, 400)
	s.Contains(refusal.At("description").Str(), "Unable to find org")
}

func (s *DeviceLists) TestNoDeviceHasAGUIDThatIsUnknown() {
	page := data(s.admin.Get("/api/v1/Computer", contract.Query{"guid": nobody}))
	s.Zero(page.At("computers").Len())
	s.Zero(page.At("totalCount").Int())
}

func (s *DeviceLists) TestDevicesAreSortedByNameOrByTheirLastBackup() {
	s.Needs(contract.CapSeedData)
	latest := func(d contract.Value) (last string) {
		for _, use := range d.At("backupUsage").Items() {
			if !use.At("lastBackup").IsNull() {
				last = max(last, use.At("lastBackup").Str())
			}
		}
		return last
	}
	for key, of := range map[string]func(contract.Value) string{
		"name": func(d contract.Value) string { return strings.ToLower(d.At("name").Str()) }, "lastBackup": latest,
	} {
		for name, filter := range map[string]contract.Query{"all": {}, "active": {"active": true}, "in one org": {"orgId": opsOrgID}} {
			asked := contract.Query{"incBackupUsage": true, "srtKey": key, "pgSize": 1000}
			for k, v := range filter {
				asked[k] = v
			}
			rising := data(s.admin.Get("/api/v1/Computer", asked)).At("computers").Items()
			keys := []string{}
			for _, d := range rising {
				keys = append(keys, of(d))
			}
			s.True(slices.IsSorted(keys), "%s by %s", name, key)
			s.ElementsMatch(s.all(allDevices.where(filter)), guids(rising), "%s by %s", name, key)
			asked["srtDir"] = "asc"
			s.Equal(guids(rising), guids(data(s.admin.Get("/api/v1/Computer", asked)).At("computers").Items()))
			asked["srtDir"] = "desc"
			falling := guids(rising)
			slices.Reverse(falling)
			s.Equal(falling, guids(data(s.admin.Get("/api/v1/Computer", asked)).At("computers").Items()))
			asked["pgSize"], asked["pgNum"] = 3, 2
			s.Equal(falling[3:6], guids(data(s.admin.Get("/api/v1/Computer", asked)).At("computers").Items()))
		}
	}
}

func guids(devices []contract.Value) (list []string) {
	for _, d := range devices {
		list = append(list, d.At("guid").Str())
	}
	return list
}

func (s *DeviceLists) TestIncAllBringsEveryPartOfADevice() {
	s.Needs(contract.CapSeedData)
	parts := contract.Query{"incBackupUsage": true, "incHistory": true, "incSettings": true}
	want := data(s.admin.Get(byNumber(pinnedDeviceID), parts))
	s.True(want.At("settings", "userHome").Exists(), "a script reads it in the list")
	s.True(want.At("availableDestinations").Exists())
	for _, yes := range []string{"true", "True", "1"} {
		s.Equal(want.String(), data(s.admin.Loose().Get(byNumber(pinnedDeviceID), contract.Query{"incAll": yes})).String())
		s.Equal(want.String(), data(s.admin.Loose().Get("/api/v1/Computer", contract.Query{"guid": pinnedDeviceGUID, "incAll": yes})).At("computers", 0).String())
	}
	plain := data(s.admin.Get(byNumber(pinnedDeviceID), contract.Query{"incAll": false}))
	s.False(plain.At("backupUsage").Exists())
	s.False(plain.At("settings").Exists())
}

func (s *DeviceLists) TestTheHistoryOfABackupHasItsSizeByDays() {
	s.Needs(contract.CapSeedData)
	usage := data(s.admin.Get("/api/v1/Computer", contract.Query{"guid": pinnedDeviceGUID, "incBackupUsage": true, "incHistory": true})).At("computers", 0, "backupUsage", 0)
	days := usage.At("history")
	s.Positive(days.Len())
	s.Regexp(`^\d{4}-\d\d-\d\d$`, days.At(0, "date").Str())
	s.Equal(usage.At("archiveBytes").Int(), days.At(days.Len()-1, "archiveBytes").Int(), "today's is the size that it has")
	s.False(s.device(pinnedDeviceGUID).At("backupUsage", 0, "history").Exists())
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
