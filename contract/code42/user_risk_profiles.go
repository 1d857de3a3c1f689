package code42

import (
	"strings"

	"github.com/understudy/understudy/contract"
)

// UserRiskProfiles is the contract of user risk profiles.
type UserRiskProfiles struct{ suite }

const profiles = "/v1/user-risk-profiles"

var allProfiles = listing{path: profiles, key: "userRiskProfiles", id: "userId", paging: watchPages}

func profileOf(uid string) string { return contract.Path(profiles+"/%v", uid) }

// profile reads a profile back.
func (s *suite) profile(uid string) contract.Value {
	s.T().Helper()
	return s.admin.Get(profileOf(uid)).Status(200).JSON()
}

func (s *UserRiskProfiles) patch(uid, paths string, body map[string]any) *contract.Response {
	s.T().Helper()
	return s.admin.Do(contract.Request{Method: "PATCH", Path: profileOf(uid), Query: contract.Query{"paths": paths}, Body: body})
}

func day(year, month, day int) map[string]any {
	return map[string]any{"year": year, "month": month, "day": day}
}

func (s *UserRiskProfiles) TestEveryUserHasAProfile() {
	user := s.newUser(s.home())
	uid, name := user.At("userUid").Str(), user.At("username").Str()
	p := s.profile(uid)
	s.Equal(uid, p.At("userId").Str())
	s.Equal(name, p.At("username").Str())
	s.Equal(data(s.admin.Get("/api/v3/customer/my")).At("tenantUid").Str(), p.At("tenantId").Str())
	s.Equal([]any{name}, p.At("cloudAliases").Any())
	s.True(p.At("startDate").IsNull())
	s.True(p.At("endDate").IsNull())
	s.True(p.At("active").Bool())
	for _, empty := range []string{"notes", "managerId", "title", "division", "department", "employmentType", "country", "region", "locality"} {
		s.Empty(p.At(empty).Str(), empty)
	}
	done(s.admin.Post(contract.Path("/api/v3/users/%v/deactivate", uid), map[string]any{"block": nil}))
	s.False(s.profile(uid).At("active").Bool())
}

func (s *UserRiskProfiles) TestUpdateChangesWhatThePathsNameAndNothingElse() {
	uid := s.custodian()
	all := map[string]any{"startDate": day(2020, 2, 29), "endDate": day(2031, 12, 1), "notes": "line\n\"two\""}
	answer := s.patch(uid, "startDate, endDate, notes", all).Status(200).JSON()
	s.Equal(answer.String(), s.profile(uid).String())
	s.JSONEq(`{"year":2020,"month":2,"day":29}`, answer.At("startDate").String())
	s.JSONEq(`{"year":2031,"month":12,"day":1}`, answer.At("endDate").String())
	s.Equal("line\n\"two\"", answer.At("notes").Str())
	s.patch(uid, "notes", map[string]any{"notes": "new", "endDate": day(1999, 1, 1)}).Status(200)
	s.Equal("new", s.profile(uid).At("notes").Str())
	s.Equal(answer.At("endDate").String(), s.profile(uid).At("endDate").String(), "the paths do not name it")
	s.patch(uid, "endDate,notes", map[string]any{"endDate": nil, "notes": nil}).Status(200)
	p := s.profile(uid)
	s.True(p.At("endDate").IsNull())
	s.Empty(p.At("notes").Str())
	s.Equal(answer.At("startDate").String(), p.At("startDate").String())
}

func (s *UserRiskProfiles) TestBadUpdatesChangeNothing() {
	uid := s.custodian()
	s.patch(uid, "notes, startDate", map[string]any{"notes": "kept", "startDate": day(2020, 1, 1)}).Status(200)
	before := s.profile(uid).String()
	for paths, body := range map[string]map[string]any{
		"startDate":        {"startDate": day(2023, 2, 29)},
		"notes, endDate":   {"notes": "lost", "endDate": day(2023, 13, 1)},
		"notes, startDate": {"notes": "lost", "startDate": day(0, 1, 1)},
		"notes, title":     {"notes": "lost", "title": "Boss"},
		"":                 {"notes": "lost"},
		"Notes":            {"notes": "lost"},
	} {
		saysTwice(func() *contract.Response {
			return s.admin.Bad().Do(contract.Request{Method: "PATCH", Path: profileOf(uid), Query: contract.Query{"paths": paths}, Body: body})
		}, 400)
	}
	s.Equal(before, s.profile(uid).String())
}

func (s *UserRiskProfiles) TestCloudAliases() {
	user := s.newUser(s.home())
	uid, name := user.At("userUid").Str(), user.At("username").Str()
	change := func(what string, aliases ...string) *contract.Response {
		return s.admin.Post(profileOf(uid)+"/"+what+"-cloud-aliases", map[string]any{"cloudAliases": append([]string{}, aliases...), "userId": uid})
	}
	is := func(r *contract.Response, want ...any) {
		s.T().Helper()
		s.Equal(want, r.Status(200).At("cloudAliases").Any())
		s.Equal(want, s.profile(uid).At("cloudAliases").Any())
	}
	is(change("add", "casey@cloud.example"), name, "casey@cloud.example")
	is(change("add", "casey@cloud.example", strings.ToUpper(name)), name, "casey@cloud.example")
	text := saysTwice(func() *contract.Response { return change("add", "third@cloud.example") }, 400)
	s.Contains(text, "Cloud usernames must be less than or equal to 2")
	is(change("delete", "not there"), name, "casey@cloud.example")
	is(change("delete", "casey@cloud.example"), name)
	saysTwice(func() *contract.Response { return change("delete", name) }, 400)
	saysTwice(func() *contract.Response { return change("add", " ") }, 400)
	saysTwice(func() *contract.Response { return change("add", "a@x.example", "b@x.example") }, 400)
	is(change("add"), name)
}

func (s *UserRiskProfiles) TestProfilesOfNobody() {
	aliases := map[string]any{"cloudAliases": []string{"x"}, "userId": nobody}
	for name, send := range map[string]func() *contract.Response{
		"update": func() *contract.Response { return s.patch(nobody, "notes", map[string]any{"notes": "x"}) },
		"add":    func() *contract.Response { return s.admin.Post(profileOf(nobody)+"/add-cloud-aliases", aliases) },
		"delete": func() *contract.Response { return s.admin.Post(profileOf(nobody)+"/delete-cloud-aliases", aliases) },
	} {
		s.Contains(saysTwice(send, 404), "not found", name)
	}
}

// A blank text is one that was not given. That is inferred: the refusals of this API are those of a framework that reads it so.
func (s *UserRiskProfiles) TestABlankTextNarrowsNothing() {
	_, total := allProfiles.of(s.admin.Get(profiles, contract.Query{"page": 1, "page_size": 1}))
	for _, filter := range []string{"manager_id", "title", "division", "department", "employment_type", "country", "region", "locality"} {
		_, found := allProfiles.of(s.admin.Get(profiles, contract.Query{"page": 1, "page_size": 1, filter: ""}))
		s.Equal(total, found, filter)
	}
}

func (s *UserRiskProfiles) TestProfilesPageByPage() {
	s.pages(allProfiles)
	s.noPages(allProfiles)
	s.Needs(contract.CapSeedData)
	s.noCap(allProfiles)
}
