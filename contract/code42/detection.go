package code42

import (
	"maps"
	"strings"

	"github.com/understudy/understudy/contract"
)

// detectionSuite is what the suites of the lists that came before watchlists share, and what both lists do.
type detectionSuite struct {
	suite
	tenant string
}

const (
	detection = "/svc/api/v2/"
	departing = "departingemployee"
	highRisk  = "highriskemployee"
)

// SetupTest asks for the tenant's id, as the SDK does: every body carries it.
func (s *detectionSuite) SetupTest() {
	s.suite.SetupTest()
	s.tenant = data(s.admin.Get("/api/v3/customer/my")).At("tenantUid").Str()
}

func (s *detectionSuite) ask(what string, body map[string]any) *contract.Response {
	s.T().Helper()
	whole := map[string]any{"tenantId": s.tenant}
	maps.Copy(whole, body)
	return s.admin.Post(detection+what, whole)
}

// about asks about a user.
func (s *detectionSuite) about(what, uid string) *contract.Response {
	s.T().Helper()
	return s.ask(what, map[string]any{"userId": uid})
}

func (s *detectionSuite) search(list string, body map[string]any) listing {
	whole := map[string]any{"tenantId": s.tenant, "filterType": "OPEN", "srtKey": "CREATED_AT", "srtDirection": "DESC"}
	maps.Copy(whole, body)
	return listing{path: detection + list + "/search", key: "items", id: "userId", paging: searchedList, body: whole}
}

// fromAddingToRemoving follows a user onto a list and off it again.
func (s *detectionSuite) fromAddingToRemoving(list, kind string) {
	s.T().Helper()
	user := s.newUser(s.home())
	uid := user.At("userUid").Str()
	item := s.about(list+"/add", uid).Status(200).JSON()
	s.Equal(kind, item.At("type$").Str())
	s.Equal(user.At("username").Str(), item.At("userName").Str())
	s.Equal("OPEN", item.At("status").Str())
	s.Regexp(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$`, item.At("createdAt").Str())
	s.False(item.At("departureDate").Exists())
	s.Equal("[]", item.At("riskFactors").String(), "empty, and there")
	s.knowsThePerson(item)
	s.Equal(item.String(), s.about(list+"/get", uid).Status(200).JSON().String())
	s.Contains(s.all(s.search(list, nil)), uid)
	s.Contains(saysTwice(func() *contract.Response { return s.about(list+"/add", uid) }, 400), "User already on list")
	s.Empty(s.about(list+"/remove", uid).Status(200).Text())
	s.NotContains(s.all(s.search(list, nil)), uid)
	for _, what := range []string{"/remove", "/get"} {
		s.Contains(saysTwice(func() *contract.Response { return s.about(list+what, uid) }, 404), "Could not find item for user: "+uid, what)
		s.Contains(saysTwice(func() *contract.Response { return s.about(list+what, nobody) }, 404), "Could not find item for user: "+nobody, what)
	}
	s.Contains(saysTwice(func() *contract.Response { return s.about(list+"/add", nobody) }, 400), "Could not find user")
	s.about(list+"/add", uid).Status(200)
	for _, enabled := range []bool{false, false, true} {
		s.Empty(s.ask(list+"/setalertstate", map[string]any{"alertsEnabled": enabled}).Status(200).Text())
	}
}

// ofAPerson are what an item says of a person, as the profile does.
var ofAPerson = []string{
	"managerUid", "managerUsername", "managerDisplayName", "title", "division", "department", "employmentType", "city", "state", "country",
}

// knowsThePerson demands that an item says of the user what the profile says.
func (s *detectionSuite) knowsThePerson(item contract.Value) {
	s.T().Helper()
	profile := s.about("user/getbyid", item.At("userId").Str()).Status(200).JSON()
	for _, member := range ofAPerson {
		s.True(item.At(member).Exists(), member)
		s.Equal(profile.At(member).Any(), item.At(member).Any(), member)
	}
	s.ElementsMatch(profile.At("riskFactors").Any(), item.At("riskFactors").Any())
}

// everyAnswerKnowsThePerson demands it of every call that answers with items, for somebody of whom something is known.
func (s *detectionSuite) everyAnswerKnowsThePerson(list string) {
	s.T().Helper()
	s.Needs(contract.CapSeedData)
	s.fork()
	s.about(list+"/add", pinnedUserUID).Status(200) // of a department without a division
	filled := map[string]int{}
	page, _ := s.search(list, nil).of(s.admin.Do(s.search(list, nil).request(map[string]any{"pgNum": 1, "pgSize": 100})))
	for _, item := range page.Items() {
		s.knowsThePerson(item)
		got := s.about(list+"/get", item.At("userId").Str()).Status(200).JSON()
		s.knowsThePerson(got)
		for _, member := range ofAPerson {
			if !got.At(member).IsNull() {
				s.NotEmpty(got.At(member).Str())
				filled[member]++
			}
		}
		if boss := got.At("managerUid"); !boss.IsNull() {
			s.Equal(s.user(boss.Str()).At("username").Str(), got.At("managerUsername").Str(), "a user of the tenant")
		}
	}
	for _, member := range ofAPerson {
		s.enough(filled[member] > 0, "nobody on the list has a "+member)
	}
	s.Less(filled["division"], page.Len(), "and somebody has no division")
	uid := page.At(0, "userId").Str()
	s.about(list+"/remove", uid).Status(200)
	s.knowsThePerson(s.about(list+"/add", uid).Status(200).JSON())
}

// searches demands the orders, the counts and the refusals of a list's search.
func (s *detectionSuite) searches(list, kind string) {
	s.T().Helper()
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
		saysTwice(func() *contract.Response { return s.admin.Do(request) }, 400)
	}
}

// sorted demands that a search answers in the order asked for, with the counts of every filter.
func (s *detectionSuite) sorted(list, kind string, sort map[string]any) {
	s.T().Helper()
	l := s.search(list, sort)
	answer := s.admin.Do(l.request(map[string]any{"pgNum": 1, "pgSize": 100})).Status(200).JSON()
	s.Equal(kind, answer.At("type$").Str())
	s.Equal("OPEN", answer.At("filterType").Str())
	s.EqualValues(1, answer.At("pgNum").Int())
	s.EqualValues(100, answer.At("pgSize").Int())
	s.EqualValues(answer.At("items").Len(), min(100, answer.At("totalCount").Int()))
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

// pageByPage reads a list in pages of every kind.
func (s *detectionSuite) pageByPage(list string) {
	s.T().Helper()
	for _, key := range []string{"CREATED_AT", "DISPLAY_NAME"} {
		s.pages(s.search(list, map[string]any{"srtKey": key}))
	}
}

// aPageHasAHundredAtMost is documented, and what an early release of the SDK ran into: it asked for more and was refused each time.
func (s *detectionSuite) aPageHasAHundredAtMost(list string) {
	s.T().Helper()
	s.page(s.search(list, nil), 1, 100)
	tooLarge := s.search(list, nil).request(map[string]any{"pgNum": 1, "pgSize": 101})
	saysTwice(func() *contract.Response { return s.admin.Bad().Do(tooLarge) }, 400)
}

// anotherTenantsID demands that the calls refuse bodies with another tenant's id.
func (s *detectionSuite) anotherTenantsID(bodies map[string]map[string]any) {
	s.T().Helper()
	for what, body := range bodies {
		body["tenantId"] = "00000000-0000-0000-0000-000000000000"
		s.Contains(saysTwice(func() *contract.Response { return s.admin.Post(detection+what, body) }, 403), "permission", what)
	}
}

// takesAPermission demands that a list is changed and read only by those who may.
func (s *detectionSuite) takesAPermission(list string) {
	s.T().Helper()
	basic := s.basic()
	body := map[string]any{"tenantId": s.tenant, "userId": data(basic.Get(my)).At("userUid").Str()}
	s.Run("who may read", func() {
		reader := s.Tenant().SeededUser("security.user@example.com")
		reader.Post(detection+"user/getbyid", body).Status(200)
		saysTwice(func() *contract.Response { return reader.Post(detection+list+"/add", body) }, 403)
	})
	saysTwice(func() *contract.Response { return basic.Post(detection+list+"/get", body) }, 403)
	saysTwice(func() *contract.Response { return s.Anonymous().Post(detection+list+"/get", body) }, 401)
}
