package code42

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/understudy/understudy/contract"
)

// BadInput sends every operation everything that is wrong, and demands that it
// is refused with the right status, in the vendor's list of errors, twice the
// same way, and that nothing has changed. What is sent follows from the
// document.
type BadInput struct {
	suite
	calls []contract.Call
}

// SetupTest reads the document.
func (s *BadInput) SetupTest() {
	s.Needs(contract.CapFork, contract.CapSeedData)
	s.suite.SetupTest()
	s.calls = s.Target().Calls(s.TB(), s.facts())
}

// caller is who may use the operation.
func (s *BadInput) caller(op contract.Call) *contract.Session {
	a := s.Tenant().Access
	switch {
	case op.ID == "createOauthToken":
		return s.Anonymous().With("Authorization", contract.Basic(a.APIClientID, a.APIClientSecret))
	case op.SignIn:
		return s.Anonymous().With("Authorization", contract.Basic(a.Username, a.Password))
	case op.Public:
		return s.Anonymous()
	}
	return s.admin
}

// attempt is one thing that is wrong.
type attempt struct {
	name    string
	op      contract.Call
	request contract.Request
	caller  *contract.Session // nil is one who may
	status  int               // where it is this one's alone
}

// or are the statuses that the attempt may be refused with.
func (a attempt) or(statuses []int) []int {
	if a.status != 0 {
		return []int{a.status}
	}
	return statuses
}

// refuse makes the attempts and compares the world before and after.
func (s *BadInput) refuse(attempts []attempt, statuses ...int) {
	s.T().Helper()
	s.NotEmpty(attempts)
	before := s.everything()
	for _, a := range attempts {
		if a.caller == nil {
			a.caller = s.caller(a.op)
		}
		s.Run(strings.ReplaceAll(a.op.ID+" "+a.name, "/", "|"), func() {
			saysTwice(func() *contract.Response { return a.caller.Bad().Do(a.request) }, a.or(statuses)...)
		})
	}
	s.Equal(before, s.everything(), "a refused request has changed something")
}

// each makes attempts for every operation.
func (s *BadInput) each(make func(op contract.Call) []attempt) (all []attempt) {
	for _, op := range s.calls {
		for _, a := range make(op) {
			a.op = op
			all = append(all, a)
		}
	}
	return all
}

// TestTheRequestsAreGoodButForWhatIsWrong is what gives the other tests their
// meaning. It spoils the world that it works in.
func (s *BadInput) TestTheRequestsAreGoodButForWhatIsWrong() {
	tenant := s.Tenant()
	for _, op := range s.calls {
		s.Run(op.ID, func() {
			request := op.Request()
			if op.ID == "deactivateOrg" { // which a custodian in Ops would keep from it
				request = op.At(map[string]string{"orgGuid": s.newOrg(s.topOrg()).At("orgGuid").Str()})
			}
			if answer := s.caller(op).Do(request); !slices.Contains([]int{200, 201, 204}, answer.StatusCode()) {
				answer.Fatalf("the document's own request does not work: say in facts which entities of the default world it is to name")
			}
			if op.Method != http.MethodGet {
				tenant.Reset(s.TB())
				s.admin = tenant.Admin()
			}
		})
	}
}

func (s *BadInput) TestMalformedJSON() {
	s.refuse(s.each(func(op contract.Call) (list []attempt) {
		for i, text := range []string{
			`{"`, `{"a":1`, `{"a":1}}`, `{"a":1}{"b":2}`, `{'a':1}`, `{a:1}`, `not json`, `[`, `[]`, `[1,2]`, `"text"`, `1`, `true`, `{"a":01}`, `{"a":NaN}`, "\x00",
			strings.Repeat("[", 100_000), strings.Repeat(`{"a":`, 100_000), "\ufeff{}x",
		} {
			if op.Input.Taken {
				list = append(list, attempt{name: fmt.Sprintf("text %d", i), request: op.Saying(text)})
			}
		}
		return list
	}), 400)
}

func (s *BadInput) TestNoBodyWhereOneIsNeeded() {
	s.refuse(s.each(func(op contract.Call) (list []attempt) {
		if op.Input.Required {
			for i, body := range []any{nil, contract.Raw{Type: "application/json"}, contract.Raw{Type: "application/json", Text: "null"}} {
				r := op.Request()
				r.Body = body
				list = append(list, attempt{name: fmt.Sprintf("body %d", i), request: r})
			}
		}
		return list
	}), 400)
}

func (s *BadInput) TestWrongContentType() {
	s.refuse(s.each(func(op contract.Call) (list []attempt) {
		for i, body := range []any{
			contract.Raw{Type: "application/xml", Text: "<user><name>casey</name></user>"},
			contract.Form{"orgName": "x", "username": "casey@example.com"},
			contract.Raw{Type: "text/plain", Text: "orgName=x"},
			contract.Raw{Type: "x", Text: "%%%"},
			contract.Multipart{Files: []contract.File{{Field: "a", Name: "a.json", Text: `{"orgName":"x"}`}}},
		} {
			if op.Input.Taken {
				r := op.Request()
				r.Body = body
				list = append(list, attempt{name: fmt.Sprintf("body %d", i), request: r})
			}
		}
		return list
	}), 400, 415)
}

func (s *BadInput) TestWrongType() {
	s.refuse(s.each(func(op contract.Call) (list []attempt) {
		for _, member := range op.Input.Names() {
			for i, value := range op.Input.Members[member].Wrong() {
				list = append(list, attempt{name: fmt.Sprintf("%s as %d", member, i), request: op.With(member, value)})
			}
		}
		for _, p := range op.In("query") {
			if p.Schema.Type == "integer" || p.Schema.Type == "boolean" {
				list = append(list, attempt{name: p.Name + " in words", request: op.Asking(p.Name, "perhaps so")})
			}
		}
		return list
	}), 400)
}

func (s *BadInput) TestMissingRequiredField() {
	s.refuse(s.each(func(op contract.Call) (list []attempt) {
		for _, member := range op.Input.Needed {
			list = append(list, attempt{name: "without " + member, request: op.Without(member)})
			if !op.Input.Members[member].Nullable {
				list = append(list, attempt{name: "null " + member, request: op.With(member, nil)})
			}
		}
		for _, p := range op.In("query") {
			if p.Required {
				list = append(list, attempt{name: "without " + p.Name, request: op.Asking(p.Name, nil)})
			}
		}
		return list
	}), 400)
}

func (s *BadInput) TestUnknownID() {
	s.refuse(s.each(func(op contract.Call) (list []attempt) {
		for _, p := range op.In("path") {
			for _, id := range []string{nobody, "00000000-0000-0000-0000-000000000000", "%00", "%20", "a%0d%0ab", strings.Repeat("9", 2000), "%F0%9F%92%A9"} {
				list = append(list, attempt{name: fmt.Sprintf("%s %.20s", p.Name, id), request: op.At(map[string]string{p.Name: id}), status: unknownID(op)})
			}
		}
		for _, p := range op.In("query") {
			if op.Knows(p.Name) && p.Required && op.ID != "getConnectedServerUrl" { // which answers null
				list = append(list, attempt{name: p.Name, request: op.Asking(p.Name, nobody), status: unknownID(op)})
			}
		}
		return list
	}), 404)
}

// unknownID is the status by which an operation refuses an id that nothing has.
func unknownID(op contract.Call) int {
	switch {
	case strings.HasPrefix(op.Family, "legalhold-"):
		return 403 // whether it is unknown or out of reach, clients look for this one
	case op.ID == "addIncludedUsers" || op.ID == "deleteIncludedUsers":
		return 400 // with a text that they look for
	}
	return 404
}

func (s *BadInput) TestPathTraversal() {
	s.refuse(s.each(func(op contract.Call) (list []attempt) {
		for i, up := range []string{
			"%2e%2e%2f", "%2e%2e%2f%2e%2e%2fUser%2fmy", "..%2f..%2fetc%2fpasswd", "%2e%2e", "%2e%2e%5c", "..;", "%252e%252e%252f", "%2e%2e%2fmy", "..",
		} {
			for _, p := range op.In("path") {
				list = append(list, attempt{name: fmt.Sprintf("%s %d", p.Name, i), request: op.At(map[string]string{p.Name: up})})
			}
			r := op.Request()
			r.Path += "/" + up + "/x"
			list = append(list, attempt{name: fmt.Sprintf("below %d", i), request: r})
		}
		return list
	}), 400, 403, 404)
}

func (s *BadInput) TestInvalidUTF8() {
	s.refuse(s.each(func(op contract.Call) (list []attempt) {
		for _, p := range op.In("path") {
			list = append(list, attempt{name: p.Name, request: op.At(map[string]string{p.Name: "a%ff%fe"})})
		}
		for _, p := range op.In("query") {
			list = append(list, attempt{name: p.Name, request: op.Asking(p.Name, "a\xff\xfe")})
		}
		for _, member := range op.Input.Names() {
			if op.Input.Members[member].Type == "string" {
				list = append(list, attempt{name: member, request: op.Saying(`{"` + member + `":"a` + "\xff\xfe" + `"}`)})
			}
		}
		return list
	}), 400, 404)
}

func (s *BadInput) TestNoToken() {
	s.refuse(s.each(func(op contract.Call) []attempt {
		if op.Public {
			return nil
		}
		return []attempt{
			{name: "none", request: op.Request(), caller: s.Anonymous()},
			{name: "garbage", request: op.Request(), caller: s.Anonymous().With("Authorization", "Bearer garbage")},
			{name: "of another make", request: op.Request(), caller: s.Anonymous().With("Authorization", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.")},
			{name: "wrong password", request: op.Request(), caller: s.Anonymous().With("Authorization", contract.Basic(s.Tenant().Access.Username, "wrong"))},
		}
	}), 401)
}

func (s *BadInput) TestExpiredToken() {
	s.Needs(contract.CapClock)
	tenant := s.Fork()
	old := tenant.Admin()
	tenant.Advance(s.TB(), 24*time.Hour)
	s.admin = tenant.Admin()
	s.refuse(s.each(func(op contract.Call) []attempt {
		if op.Public || op.SignIn {
			return nil
		}
		return []attempt{{name: "expired", request: op.Request(), caller: old}}
	}), 401)
}

func (s *BadInput) TestMissingPermission() {
	basic := s.Tenant().SeededUser(basicUser)
	s.refuse(s.each(func(op contract.Call) []attempt {
		if op.Permission == "" {
			return nil
		}
		bad := op.Request()
		bad.Body = contract.Raw{Type: "application/json", Text: "{"}
		return []attempt{
			{name: "a good request", request: op.Request(), caller: basic},
			{name: "a bad request", request: bad, caller: basic}, // who may not is not told what is wrong
		}
	}), 403)
}

func (s *BadInput) TestFiveMegabytes() {
	long := contract.Raw{Type: "application/json", Text: `{"notes":"` + strings.Repeat("x", 5<<20) + `"}`}
	s.refuse(s.each(func(op contract.Call) []attempt {
		if !op.Input.Taken && op.Method == http.MethodGet {
			return nil
		}
		r := op.Request()
		r.Body = long
		return []attempt{{name: "of notes", request: r}}
	}), 413)
}

// TestEveryTextHasABound: also where the description takes anything, and in what it does not know.
func (s *BadInput) TestEveryTextHasABound() {
	long := `{"notKnown":{"at":["` + strings.Repeat("x", 64<<10+1) + `"]}}`
	s.refuse(s.each(func(op contract.Call) []attempt {
		if !op.Input.Taken {
			return nil
		}
		return []attempt{{name: "that is not known", request: op.Saying(long)}}
	}), 400, 500)
	reply := s.admin.Bad().Do(contract.Request{Method: http.MethodPost, Path: watchlists, Body: contract.Raw{
		Type: "application/json", Text: `{"watchlistType":"CUSTOM","title":"` + strings.Repeat("x", 3_900_000) + `"}`,
	}})
	reply.Status(400)
	s.Contains(reply.Text(), "title: has 3900000 bytes; a text has at most 65536")
}

func (s *BadInput) TestMethodThatIsNotServed() {
	s.refuse(s.each(func(op contract.Call) []attempt {
		r := op.Request()
		r.Method = http.MethodPatch
		if _, served := s.Target().Document.Find(r.Method, op.Path); served {
			r.Method = http.MethodPut
		}
		return []attempt{{name: r.Method, request: r}}
	}), 404)
}

// TestAKnownPathByAnotherMethodIsNotFound: as one that nobody has.
func (s *BadInput) TestAKnownPathByAnotherMethodIsNotFound() {
	for _, c := range []struct{ method, path string }{
		{"POST", "/v1/oauth"}, {"POST", "/v1/cases"}, {"PUT", "/api/v1/Computer"}, {"DELETE", "/api/v3/orgs"},
		{"POST", "/v1/CASES_API-URL"}, {"PATCH", "/api/v1/User/my"}, {"OPTIONS", "/api/v1/User"}, {"TRACE", "/api/v1/User"}, {"get", "/api/v1/User"},
	} {
		s.Run(c.method+strings.ReplaceAll(c.path, "/", "|"), func() {
			refusedTwice(func() *contract.Response { return s.admin.Bad().Do(contract.Request{Method: c.method, Path: c.path}) }, 404)
		})
	}
}

// TestARepeatedSlashAndASlashAtTheEndAreTheSamePath: a base address that ends in a slash gives two.
func (s *BadInput) TestARepeatedSlashAndASlashAtTheEndAreTheSamePath() {
	my := s.admin.Get("/api/v1/User/my").Status(200).At("data", "userUid").Str()
	for _, path := range []string{"//api/v1/User/my", "/api//v1/User/my", "/api/v1/User/my/", "//api/v1///User/my//"} {
		s.Equal(my, s.admin.Bad().Get(path).Status(200).At("data", "userUid").Str(), path)
	}
	refusedTwice(func() *contract.Response { return s.admin.Bad().Get("/api/v1/User%2Fmy") }, 404)
}

// TestAPathWithoutAVersionIsOfVersionOneInWhateverCase: recorded of the vendor, and called by py42 1.19.
func (s *BadInput) TestAPathWithoutAVersionIsOfVersionOneInWhateverCase() {
	uid := s.admin.Get(my).Status(200).At("data", "userUid").Str()
	for _, path := range []string{"/api/User/my", "/api/user/my", "/api/v1/user/my"} {
		s.Equal(uid, s.admin.Bad().Get(path).Status(200).At("data", "userUid").Str(), path)
	}
	s.admin.Bad().Get("/c42api/v3/customer/my").Status(200)
}

func (s *BadInput) TestPathThatIsNotServed() {
	for _, path := range []string{
		"/", "/api", "/api/v1", "/api/v1/Nothing", "/api/v1/people", "/api/nothing", "/api/v2/User", "/v1/", "/v1/a/b", "/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
	} {
		refusedTwice(func() *contract.Response { return s.admin.Bad().Get(path) }, 404)
	}
}

// TestNumbersAtTheEdgesOfTheirTypes: each is taken or refused by the vendor's own name for it; a defect has none.
func (s *BadInput) TestNumbersAtTheEdgesOfTheirTypes() {
	for _, op := range s.calls {
		s.Run(op.ID, func() {
			for _, r := range op.Edges() {
				if answer := s.caller(op).Bad().Do(r); answer.StatusCode() >= 500 {
					s.NotContains(answer.Text(), "SYSTEM", "%s %s %v %v", r.Method, r.Path, r.Query, r.Body)
				}
			}
		})
	}
}

// TestNoRefusalRepeatsASecret: not what somebody signs in with, wherever it was sent. Other values are repeated as they are.
func (s *BadInput) TestNoRefusalRepeatsASecret() {
	const secret = `Qu4rtz#Vine "of" 8`
	org := data(s.admin.Get("/api/v1/Org/my")).At("orgUid").Str()
	done(s.admin.Post("/api/v1/User", map[string]any{"orgUid": org, "username": s.unused(), "password": secret}))
	for _, op := range s.calls {
		s.Run(op.ID, func() {
			for _, r := range op.Planted(secret) {
				if answer := s.caller(op).Bad().Do(r); answer.StatusCode() >= 400 {
					s.NotContains(strings.ReplaceAll(answer.Text(), `\"`, `"`), secret, "%s %s %v %v", r.Method, r.Path, r.Query, r.Body)
				}
			}
		})
	}
	list := map[string]any{"watchlistType": "NOPE and " + secret[:3]}
	s.Contains(s.admin.Bad().Post(watchlists, list).Status(400).Text(), `\"NOPE and Qu4\"`)
}
