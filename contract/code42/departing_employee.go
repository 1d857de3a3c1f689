package code42

import "github.com/understudy/understudy/contract"

// DepartingEmployee is the contract of the list of those who leave, and of its being one truth with watchlists and profiles.
type DepartingEmployee struct{ detectionSuite }

func (s *DepartingEmployee) TestFromAddingToRemoving() {
	s.fromAddingToRemoving(departing, "DEPARTING_EMPLOYEE_V2")
}

func (s *DepartingEmployee) TestEveryAnswerKnowsManagerAndPlaceOfTheUser() {
	s.everyAnswerKnowsThePerson(departing)
	uid := s.all(s.search(departing, nil))[0]
	s.knowsThePerson(s.ask(departing+"/update", map[string]any{"userId": uid, "departureDate": "2031-03-01"}).Status(200).JSON())
}

func (s *DepartingEmployee) TestDepartureDates() {
	uid := s.custodian()
	on := func(what string, date any) *contract.Response {
		return s.ask(departing+"/"+what, map[string]any{"userId": uid, "departureDate": date})
	}
	saysTwice(func() *contract.Response { return on("update", "2031-01-31") }, 404)
	saysTwice(func() *contract.Response { return on("add", "2031-02-30") }, 400)
	s.NotContains(s.all(s.search(departing, nil)), uid)
	s.Equal("2031-01-31", on("add", "2031-01-31").Status(200).At("departureDate").Str())
	s.Equal("2031-03-01", on("update", "2031-03-01").Status(200).At("departureDate").Str())
	s.Equal("2031-03-01", s.about(departing+"/get", uid).Status(200).At("departureDate").Str())
	for _, date := range []string{"tomorrow", "2031-13-01", "2031-2-1", ""} {
		saysTwice(func() *contract.Response { return on("update", date) }, 400)
	}
	s.Equal("2031-03-01", s.about(departing+"/get", uid).Status(200).At("departureDate").Str())
	s.False(on("update", nil).Status(200).At("departureDate").Exists())
	s.False(s.about(departing+"/get", uid).Status(200).At("departureDate").Exists())
}

func (s *DepartingEmployee) TestWhoLeavesToday() {
	uid, today := s.custodian(), s.admin.Get(my).At("metadata", "timestamp").Str()[:len("2006-01-02")]
	s.ask(departing+"/add", map[string]any{"userId": uid, "departureDate": today}).Status(200)
	leaving := s.all(s.search(departing, map[string]any{"filterType": "LEAVING_TODAY"}))
	s.Contains(leaving, uid)
	s.Less(len(leaving), len(s.all(s.search(departing, nil))))
}

func (s *DepartingEmployee) TestPagesThatMeanNothing() { s.noPages(s.search(departing, nil)) }

func (s *DepartingEmployee) TestSearchesPageByPage() {
	s.pageByPage(departing)
}

func (s *DepartingEmployee) TestSearchesByDatePageByPage() {
	s.pages(s.search(departing, map[string]any{"srtKey": "DEPARTURE_DATE"}))
}

func (s *DepartingEmployee) TestAnotherTenantsIdIsRefusedEverywhere() {
	uid := s.custodian()
	s.anotherTenantsID(map[string]map[string]any{
		departing + "/add": {"userId": uid}, departing + "/remove": {"userId": uid}, departing + "/get": {"userId": uid},
		departing + "/update": {"userId": uid}, departing + "/setalertstate": {"alertsEnabled": true},
		departing + "/search": {"filterType": "OPEN", "pgNum": 1, "pgSize": 1},
	})
	s.NotContains(s.all(s.search(departing, nil)), uid)
}

func (s *DepartingEmployee) TestAPageHasAHundredEntriesAtMost() { s.aPageHasAHundredAtMost(departing) }

func (s *DepartingEmployee) TestTheListTakesAPermission() { s.takesAPermission(departing) }

func (s *DepartingEmployee) TestOneTruthUnderWatchlistsProfilesAndLists() {
	s.Needs(contract.CapFork)
	s.fork()
	uid := s.custodian()
	s.ask(departing+"/add", map[string]any{"userId": uid, "departureDate": "2031-01-31"}).Status(200)
	s.ask("user/updatenotes", map[string]any{"userId": uid, "notes": "told us"}).Status(200)
	s.ask("user/addcloudusernames", map[string]any{"userId": uid, "cloudUsernames": []string{"x@cloud.example"}}).Status(200)
	s.ask("user/addriskfactors", map[string]any{"userId": uid, "riskFactors": []string{"SUSPICIOUS_SYSTEM_ACTIVITY"}}).Status(200)
	p := s.profile(uid)
	s.JSONEq(`{"year":2031,"month":1,"day":31}`, p.At("endDate").String())
	s.Equal("told us", p.At("notes").Str())
	s.Contains(p.At("cloudAliases").Any(), "x@cloud.example")
	for _, kind := range []string{"DEPARTING_EMPLOYEE", "SUSPICIOUS_SYSTEM_ACTIVITY"} {
		s.Contains(s.all(included(s.typed(kind).At("watchlistId").Str())), uid, kind)
	}
	s.include("delete", s.typed("DEPARTING_EMPLOYEE").At("watchlistId").Str(), uid).Status(200)
	saysTwice(func() *contract.Response { return s.about(departing+"/get", uid) }, 404)
	s.include("add", s.typed("FLIGHT_RISK").At("watchlistId").Str(), uid).Status(200)
	s.admin.Do(contract.Request{Method: "PATCH", Path: profileOf(uid), Query: contract.Query{"paths": "notes, endDate"}, Body: map[string]any{
		"notes": "changed", "endDate": day(2032, 2, 29),
	}}).Status(200)
	s.admin.Post(profileOf(uid)+"/delete-cloud-aliases", map[string]any{"cloudAliases": []string{"x@cloud.example"}, "userId": uid}).Status(200)
	s.about(departing+"/add", uid).Status(200)
	item := s.about(departing+"/get", uid).Status(200).JSON()
	s.Equal("2032-02-29", item.At("departureDate").Str())
	s.Equal("changed", item.At("notes").Str())
	s.Equal(1, item.At("cloudUsernames").Len())
	s.ElementsMatch([]any{"FLIGHT_RISK", "SUSPICIOUS_SYSTEM_ACTIVITY"}, item.At("riskFactors").Any())
	s.about(highRisk+"/add", uid).Status(200)
	lists, _ := allWatchlists.of(s.admin.Get(watchlists))
	s.Contains(s.all(included(lists.Find("title", "High risk employees").At("watchlistId").Str())), uid)
}
