package code42

import "github.com/understudy/understudy/contract"

// DeviceLists is the contract of the list of devices: its filters and its pages.
type DeviceLists struct{ suite }

func (s *DeviceLists) TestPagesOfDevices() {
	s.pages(allDevices)
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
		if int64(page.At("computers").Len()) == page.At("totalCount").Int() {
			s.Equal(alerts["1"], page.At("warningCount").Int())
			s.Equal(alerts["2"], page.At("criticalCount").Int())
		}
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

func (s *DeviceLists) TestTheHistoryOfABackupHasItsSizeByDays() {
	s.Needs(contract.CapSeedData)
	usage := data(s.admin.Get("/api/v1/Computer", contract.Query{"guid": pinnedDeviceGUID, "incBackupUsage": true, "incHistory": true})).At("computers", 0, "backupUsage", 0)
	days := usage.At("history")
	s.Positive(days.Len())
	s.Regexp(`^\d{4}-\d\d-\d\d$`, days.At(0, "date").Str())
	s.Equal(usage.At("archiveBytes").Int(), days.At(days.Len()-1, "archiveBytes").Int(), "today's is the size that it has")
	s.False(s.device(pinnedDeviceGUID).At("backupUsage", 0, "history").Exists())
}
