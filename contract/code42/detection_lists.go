package code42

import (
	"maps"
	"strings"

	"github.com/understudy/understudy/contract"
)

// DetectionLists is the contract of the lists that came before watchlists, and
// of the users' profiles in them.
type DetectionLists struct {
	suite
	tenant string
}

const (
	detection = "/svc/api/v2/"
	departing = "departingemployee"
	highRisk  = "highriskemployee"
)

// SetupTest asks for the tenant's id, as the SDK does: every body carries it.
func (s *DetectionLists) SetupTest() {
	s.suite.SetupTest()
	s.tenant = data(s.admin.Get("/api/v3/customer/my")).At("tenantUid").Str()
}

func (s *DetectionLists) ask(what string, body map[string]any) *contract.Response {
	s.T().Helper()
	whole := map[string]any{"tenantId": s.tenant}
	maps.Copy(whole, body)
	return s.admin.Post(detection+what, whole)
}

// about asks about a user.
func (s *DetectionLists) about(what, uid string) *contract.Response {
	s.T().Helper()
	return s.ask(what, map[string]any{"userId": uid})
}

func (s *DetectionLists) search(list string, body map[string]any) listing {
	whole := map[string]any{"tenantId": s.tenant, "filterType": "OPEN", "srtKey": "CREATED_AT", "srtDirection": "DESC"}
	maps.Copy(whole, body)
	return listing{path: detection + list + "/search", key: "items", id: "userId", paging: searchedList, body: whole}
}

func (s *DetectionLists) TestProfileOfAUser() {
	user := s.newUser(s.newOrg(s.topOrg()))
	uid, name := user.At("userUid").Str(), user.At("username").Str()
	p := s.about("user/getbyid", uid).Status(200).JSON()
	s.Equal("USER_V2", p.At("type$").Str())
	s.Equal(s.tenant, p.At("tenantId").Str())
	s.Equal(uid, p.At("userId").Str())
	s.Equal(name, p.At("userName").Str())
	s.Equal([]any{name}, p.At("cloudUsernames").Any())
	s.Zero(p.At("riskFactors").Len())
	s.Empty(p.At("notes").Str())
	s.True(p.At("managerUid").IsNull())
	s.Equal(p.String(), s.ask("user/getbyusername", map[string]any{"username": name}).Status(200).JSON().String())
	s.Equal(p.String(), s.about("user/refresh", uid).Status(200).JSON().String())
}

func (s *DetectionLists) TestWhatIsKnownOfAUserIsChangedAndReadBack() {
	user := s.newUser(s.newOrg(s.topOrg()))
	uid, name := user.At("userUid").Str(), user.At("username").Str()
	change := func(what string, member string, value any) contract.Value {
		s.T().Helper()
		p := s.ask("user/"+what, map[string]any{"userId": uid, member: value}).Status(200).JSON()
		s.Equal(p.String(), s.about("user/getbyid", uid).Status(200).JSON().String())
		return p
	}
	s.Equal("a\nb", change("updatenotes", "notes", "a\nb").At("notes").Str())
	s.Empty(change("updatenotes", "notes", nil).At("notes").Str())
	for range 2 {
		tagged := change("addriskfactors", "riskFactors", []string{"POOR_SECURITY_PRACTICES", "FLIGHT_RISK"})
		s.ElementsMatch([]any{"POOR_SECURITY_PRACTICES", "FLIGHT_RISK"}, tagged.At("riskFactors").Any())
	}
	for range 2 {
		s.Equal([]any{"POOR_SECURITY_PRACTICES"}, change("removeriskfactors", "riskFactors", []string{"FLIGHT_RISK"}).At("riskFactors").Any())
	}
	s.Equal([]any{name, "x@cloud.example"}, change("addcloudusernames", "cloudUsernames", []string{"x@cloud.example"}).At("cloudUsernames").Any())
	tooMany := func() *contract.Response {
		return s.ask("user/addcloudusernames", map[string]any{"userId": uid, "cloudUsernames": []string{"y@cloud.example"}})
	}
	s.Contains(form(bulletin).twice(tooMany, 400), "Cloud usernames must be less than or equal to")
	for range 2 {
		s.Equal([]any{name}, change("removecloudusernames", "cloudUsernames", []string{"x@cloud.example"}).At("cloudUsernames").Any())
	}
	for _, what := range []string{"addriskfactors", "removeriskfactors"} {
		form(bulletin).twice(func() *contract.Response {
			return s.ask("user/"+what, map[string]any{"userId": uid, "riskFactors": []string{"FLIGHT_RISK", "BAD_TASTE"}})
		}, 400)
	}
	s.Equal([]any{"POOR_SECURITY_PRACTICES"}, s.about("user/getbyid", uid).At("riskFactors").Any(), "all or none")
}

func (s *DetectionLists) TestNobodyHasAProfile() {
	for what, body := range map[string]map[string]any{
		"getbyid": {"userId": nobody}, "getbyusername": {"username": "nobody@nowhere.example"}, "refresh": {"userId": nobody},
		"updatenotes": {"userId": nobody, "notes": "x"}, "addriskfactors": {"userId": nobody, "riskFactors": []string{"FLIGHT_RISK"}},
		"removeriskfactors": {"userId": nobody, "riskFactors": []string{}}, "addcloudusernames": {"userId": nobody, "cloudUsernames": []string{"x"}},
		"removecloudusernames": {"userId": nobody, "cloudUsernames": []string{"x"}},
	} {
		s.Contains(form(bulletin).twice(func() *contract.Response { return s.ask("user/"+what, body) }, 400), "Could not find user", what)
	}
}

func (s *DetectionLists) TestAListFromAddingToRemoving() {
	for _, list := range []string{departing, highRisk} {
		s.Run(list, func() {
			user := s.newUser(s.newOrg(s.topOrg()))
			uid := user.At("userUid").Str()
			item := s.about(list+"/add", uid).Status(200).JSON()
			s.Equal(map[string]string{departing: "DEPARTING_EMPLOYEE_V2", highRisk: "HIGH_RISK_EMPLOYEE_V2"}[list], item.At("type$").Str())
			s.Equal(user.At("username").Str(), item.At("userName").Str())
			s.Equal("OPEN", item.At("status").Str())
			s.Regexp(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$`, item.At("createdAt").Str())
			s.False(item.At("departureDate").Exists())
			s.Equal(item.String(), s.about(list+"/get", uid).Status(200).JSON().String())
			s.Contains(s.all(s.search(list, nil)), uid)
			s.Contains(form(bulletin).twice(func() *contract.Response { return s.about(list+"/add", uid) }, 400), "User already on list")
			s.Empty(s.about(list+"/remove", uid).Status(200).Text())
			s.NotContains(s.all(s.search(list, nil)), uid)
			for _, what := range []string{"/remove", "/get"} {
				s.Contains(form(bulletin).twice(func() *contract.Response { return s.about(list+what, uid) }, 404), "not on list", what)
				form(bulletin).twice(func() *contract.Response { return s.about(list+what, nobody) }, 404)
			}
			s.Contains(form(bulletin).twice(func() *contract.Response { return s.about(list+"/add", nobody) }, 400), "Could not find user")
			s.about(list+"/add", uid).Status(200)
			for _, enabled := range []bool{false, false, true} {
				s.Empty(s.ask(list+"/setalertstate", map[string]any{"alertsEnabled": enabled}).Status(200).Text())
			}
		})
	}
}

func (s *DetectionLists) TestDepartureDates() {
	uid := s.custodian()
	on := func(what string, date any) *contract.Response {
		return s.ask(departing+"/"+what, map[string]any{"userId": uid, "departureDate": date})
	}
	form(bulletin).twice(func() *contract.Response { return on("update", "2031-01-31") }, 404)
	form(bulletin).twice(func() *contract.Response { return on("add", "2031-02-30") }, 400)
	s.NotContains(s.all(s.search(departing, nil)), uid)
	s.Equal("2031-01-31", on("add", "2031-01-31").Status(200).At("departureDate").Str())
	s.Equal("2031-03-01", on("update", "2031-03-01").Status(200).At("departureDate").Str())
	s.Equal("2031-03-01", s.about(departing+"/get", uid).Status(200).At("departureDate").Str())
	for _, date := range []string{"tomorrow", "2031-13-01", "2031-2-1", ""} {
		form(bulletin).twice(func() *contract.Response { return on("update", date) }, 400)
	}
	s.Equal("2031-03-01", s.about(departing+"/get", uid).Status(200).At("departureDate").Str())
	s.False(on("update", nil).Status(200).At("departureDate").Exists())
	s.False(s.about(departing+"/get", uid).Status(200).At("departureDate").Exists())
}

func (s *DetectionLists) TestSearchesSortFilterAndCount() {
	s.Needs(contract.CapSeedData)
	for list, kind := range map[string]string{departing: "DEPARTING_EMPLOYEE_SEARCH_RESPONSE", highRisk: "HIGH_RISK_SEARCH_RESPONSE_V2"} {
		for _, sort := range []map[string]any{
			{"srtKey": "CREATED_AT", "srtDirection": "ASC"}, {"srtKey": "DISPLAY_NAME", "srtDirection": "DESC"},
			{"srtKey": "NUM_EVENTS", "srtDirection": "DESC"}, {"srtKey": "TOTAL_BYTES", "srtDirection": "ASC"}, {"srtKey": nil, "srtDirection": nil},
		} {
			s.sorted(list, kind, sort)
		}
		for _, bad := range []map[string]any{
			{"filterType": "CLOSED"}, {"srtKey": "AGE"}, {"srtDirection": "UP"},
		} {
			request := s.search(list, bad).request(map[string]any{"pgNum": 1, "pgSize": 10})
			form(bulletin).twice(func() *contract.Response { return s.admin.Do(request) }, 400)
		}
	}
	uid, today := s.custodian(), s.admin.Get(my).At("metadata", "timestamp").Str()[:len("2006-01-02")]
	s.ask(departing+"/add", map[string]any{"userId": uid, "departureDate": today}).Status(200)
	leaving := s.all(s.search(departing, map[string]any{"filterType": "LEAVING_TODAY"}))
	s.Contains(leaving, uid)
	s.Less(len(leaving), len(s.all(s.search(departing, nil))))
	request := s.search(highRisk, map[string]any{"filterType": "LEAVING_TODAY"}).request(map[string]any{"pgNum": 1, "pgSize": 10})
	form(bulletin).twice(func() *contract.Response { return s.admin.Do(request) }, 400)
}

// sorted demands that a search answers in the order asked for, with the counts of every filter.
func (s *DetectionLists) sorted(list, kind string, sort map[string]any) {
	s.T().Helper()
	l := s.search(list, sort)
	answer := s.admin.Do(l.request(map[string]any{"pgNum": 1, "pgSize": 100})).Status(200).JSON()
	s.Equal(kind, answer.At("type$").Str())
	s.Equal("OPEN", answer.At("filterType").Str())
	s.EqualValues(1, answer.At("pgNum").Int())
	s.EqualValues(100, answer.At("pgSize").Int())
	s.EqualValues(answer.At("items").Len(), answer.At("totalCount").Int())
	s.Equal(answer.At("totalCount").Int(), answer.At("rollups").Find("filterType", "OPEN").At("totalCount").Int())
	if sort["srtKey"] != nil {
		s.Equal(sort["srtKey"], answer.At("srtKey").Str())
		s.Equal(sort["srtDirection"], answer.At("srtDirection").Str())
	}
	if sort["srtKey"] == "CREATED_AT" {
		s.IsNonDecreasing(answer.At("items").Texts("createdAt"))
	}
	if sort["srtKey"] == "DISPLAY_NAME" {
		names := answer.At("items").Texts("displayName")
		for i := range names {
			names[i] = strings.ToLower(names[i])
		}
		s.IsNonIncreasing(names)
	}
}

func (s *DetectionLists) TestSearchesPageByPage() {
	s.Needs(contract.CapSeedData)
	for _, list := range []string{departing, highRisk} {
		for _, key := range []string{"CREATED_AT", "DISPLAY_NAME"} {
			s.pages(s.search(list, map[string]any{"srtKey": key}))
		}
		s.noPages(s.search(list, nil))
	}
	s.pages(s.search(departing, map[string]any{"srtKey": "DEPARTURE_DATE"}))
}

func (s *DetectionLists) TestHighRiskEmployeesByRiskFactor() {
	s.Needs(contract.CapSeedData)
	s.fork()
	uid := s.custodian()
	s.about(highRisk+"/add", uid).Status(200)
	s.ask("user/addriskfactors", map[string]any{"userId": uid, "riskFactors": []string{"SUSPICIOUS_SYSTEM_ACTIVITY"}}).Status(200)
	s.Equal([]any{"SUSPICIOUS_SYSTEM_ACTIVITY"}, s.about(highRisk+"/get", uid).At("riskFactors").Any())
	s.Equal([]string{uid}, s.all(s.search(highRisk, map[string]any{"riskFactors": []string{"SUSPICIOUS_SYSTEM_ACTIVITY"}})))
	s.Greater(len(s.all(s.search(highRisk, map[string]any{"riskFactors": nil}))), 1)
}

func (s *DetectionLists) TestAnotherTenantsIdIsRefusedEverywhere() {
	uid := s.custodian()
	for what, body := range map[string]map[string]any{
		"user/getbyid": {"userId": uid}, "user/getbyusername": {"username": "x"}, "user/updatenotes": {"userId": uid, "notes": "x"},
		"user/addriskfactors": {"userId": uid, "riskFactors": []string{"FLIGHT_RISK"}}, "user/removeriskfactors": {"userId": uid, "riskFactors": []string{}},
		"user/addcloudusernames": {"userId": uid, "cloudUsernames": []string{"x"}}, "user/removecloudusernames": {"userId": uid, "cloudUsernames": []string{"x"}},
		"user/refresh": {"userId": uid}, departing + "/add": {"userId": uid}, departing + "/remove": {"userId": uid}, departing + "/get": {"userId": uid},
		departing + "/update": {"userId": uid}, departing + "/setalertstate": {"alertsEnabled": true},
		departing + "/search": {"filterType": "OPEN", "pgNum": 1, "pgSize": 1}, highRisk + "/add": {"userId": uid}, highRisk + "/remove": {"userId": uid},
		highRisk + "/get": {"userId": uid}, highRisk + "/setalertstate": {"alertsEnabled": true},
		highRisk + "/search": {"filterType": "OPEN", "pgNum": 1, "pgSize": 1},
	} {
		body["tenantId"] = "00000000-0000-0000-0000-000000000000"
		s.Contains(form(bulletin).twice(func() *contract.Response { return s.admin.Post(detection+what, body) }, 403), "permission", what)
	}
	s.NotContains(s.all(s.search(departing, nil)), uid)
}

func (s *DetectionLists) TestOneTruthUnderWatchlistsProfilesAndLists() {
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
	form(bulletin).twice(func() *contract.Response { return s.about(departing+"/get", uid) }, 404)
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

func (s *DetectionLists) TestListsTakeAPermission() {
	reader := s.Tenant().SeededUser("security.user@example.com")
	body := map[string]any{"tenantId": s.tenant, "userId": basicUserUID}
	reader.Post(detection+"user/getbyid", body).Status(200)
	for _, list := range []string{departing, highRisk} {
		form(bulletin).twice(func() *contract.Response { return reader.Post(detection+list+"/add", body) }, 403)
		form(bulletin).twice(func() *contract.Response { return s.Tenant().SeededUser(basicUser).Post(detection+list+"/get", body) }, 403)
		form(bulletin).twice(func() *contract.Response { return s.Anonymous().Post(detection+list+"/get", body) }, 401)
	}
}
