package code42

import (
	"regexp"
	"slices"
	"strings"

	"github.com/understudy/understudy/contract"
)

// DetectionReads is the contract of the lists that came before watchlists, with whoever is on them.
type DetectionReads struct{ detectionSuite }

// ticks is the shape of the times of these lists.
var ticks = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$`)

// both runs a test for either list.
func (s *DetectionReads) both(test func(list string)) {
	s.T().Helper()
	for _, list := range []string{departing, highRisk} {
		s.Run(list, func() { test(list) })
	}
}

func (s *DetectionReads) TestEveryItemReadsTheSameAndKnowsThePerson() {
	s.both(func(list string) {
		rows := s.sample(s.search(list, nil))
		for _, item := range rows {
			s.Equal("OPEN", item.At("status").Str())
			s.Equal(s.tenant, item.At("tenantId").Str())
			s.Regexp(ticks, item.At("createdAt").Str())
			s.GreaterOrEqual(item.At("riskFactors").Len(), 0, "there, though it may be empty")
			if date := item.At("departureDate"); date.Exists() {
				s.Regexp(`^\d{4}-\d\d-\d\d$`, date.Str())
			}
		}
		for _, item := range some(rows, 4) {
			id := item.At("userId").Str()
			one := s.about(list+"/get", id).Status(200).JSON()
			for _, member := range one.Keys() {
				s.Equal(item.At(member).Any(), one.At(member).Any(), "%s %s", id, member)
			}
			s.knowsThePerson(item)
			s.Equal(s.user(id).At("username").Str(), item.At("userName").Str())
		}
	})
}

func (s *DetectionReads) TestOrdersCountsAndFilters() {
	kinds := map[string]string{departing: "DEPARTING_EMPLOYEE_SEARCH_RESPONSE", highRisk: "HIGH_RISK_SEARCH_RESPONSE_V2"}
	s.both(func(list string) {
		s.searches(list, kinds[list])
		ask := func(with map[string]any) contract.Value {
			return s.admin.Do(s.search(list, with).request(map[string]any{"pgNum": 1, "pgSize": 100})).Status(200).JSON()
		}
		everybody := ask(nil).At("items").Texts("userId")
		for _, key := range []string{"NUM_EVENTS", "TOTAL_BYTES"} {
			for _, filter := range []string{"EXFILTRATION_30_DAYS", "EXFILTRATION_24_HOURS"} {
				answer := ask(map[string]any{"filterType": filter, "srtKey": key, "srtDirection": "DESC"})
				member, last := map[string]string{"NUM_EVENTS": "numEvents", "TOTAL_BYTES": "totalBytes"}[key], int64(1<<62)
				for _, item := range answer.At("items").Items() {
					s.Positive(item.At("numEvents").Int(), "they have had risky events lately")
					s.LessOrEqual(item.At(member).Int(), last, "sorted")
					last = item.At(member).Int()
					if len(everybody) < 100 {
						s.Contains(everybody, item.At("userId").Str())
					}
				}
				s.EqualValues(answer.At("totalCount").Int(), answer.At("rollups").Find("filterType", filter).At("totalCount").Int(), filter)
			}
		}
	})
	today := s.admin.Get(my).Status(200).At("metadata", "timestamp").Str()[:len("2006-01-02")]
	leaving, _ := s.page(s.search(departing, map[string]any{"filterType": "LEAVING_TODAY"}), 1, 100)
	for _, id := range leaving {
		s.Equal(today, s.about(departing+"/get", id).Status(200).At("departureDate").Str())
	}
}

func (s *DetectionReads) TestAWatchlistHasTheSamePeople() {
	list := s.typed("DEPARTING_EMPLOYEE")
	if !list.Exists() {
		s.Lacks("a watchlist of departing employees")
	}
	_, total := s.page(s.search(departing, nil), 1, 100)
	ids, same := s.page(included(list.At("watchlistId").Str()), 1, 100)
	s.Equal(total, same)
	if total <= 100 {
		s.ElementsMatch(ids, s.all(s.search(departing, nil)))
	}
	for _, id := range ids[:min(3, len(ids))] {
		item := s.about(departing+"/get", id).Status(200).JSON()
		profile := s.profile(id)
		s.Equal(profile.At("notes").Str(), item.At("notes").Str())
		if day := profile.At("endDate"); !day.IsNull() {
			s.Equal(day.At("day").Text(), strings.TrimLeft(item.At("departureDate").Str()[8:], "0"))
		} else {
			s.False(item.At("departureDate").Exists())
		}
	}
}

func (s *DetectionReads) TestEveryUserIsFoundByIDAndByName() {
	for _, user := range some(s.sample(allUsers), 6) {
		id, name := user.At("userUid").Str(), user.At("username").Str()
		p := s.about("user/getbyid", id).Status(200).JSON()
		s.Equal("USER_V2", p.At("type$").Str())
		s.Equal(s.tenant, p.At("tenantId").Str())
		s.Equal(name, p.At("userName").Str())
		s.Equal(p.String(), s.ask("user/getbyusername", map[string]any{"username": name}).Status(200).JSON().String())
		profile := s.profile(id)
		for theirs, ours := range map[string]string{"notes": "notes", "managerUid": "managerId", "title": "title", "department": "department", "city": "locality", "state": "region", "country": "country"} {
			s.Equal(profile.At(ours).Str(), orEmpty(p.At(theirs)), "%s of %s", theirs, id)
		}
		s.ElementsMatch(profile.At("cloudAliases").Any(), p.At("cloudUsernames").Any())
	}
}

func (s *DetectionReads) TestWhatIsUnknown() {
	for _, list := range []string{departing, highRisk} {
		s.Contains(saysTwice(func() *contract.Response { return s.about(list+"/get", nobody) }, 404), "Could not find item for user: "+nobody)
	}
	users := slices.Values([]*contract.Response{s.about("user/getbyid", nobody), s.ask("user/getbyusername", map[string]any{"username": "nobody@nowhere.example"})})
	for answer := range users {
		s.Contains(says(answer, 400), "Could not find user")
	}
}
