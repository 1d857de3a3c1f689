package pam360

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/understudy/understudy/contract"
)

// BadInput is what every operation does with requests that are wrong: the envelope with Failed, never a server error, never an
// answer without a body. What is sent follows from the specification, so that a new operation is under test at once.
type BadInput struct {
	suite
	calls                   []contract.Call
	resource, name, account string // the administrator's; changed by no test
}

// SetupTest makes what the requests are aimed at.
func (s *BadInput) SetupTest() {
	s.suite.SetupTest()
	s.calls = s.Target().Calls(s.TB(), s.facts())
}

// each runs a test for every operation that is meant.
func (s *BadInput) each(meant func(contract.Call) bool, test func(contract.Call)) {
	for _, op := range s.calls {
		if meant(op) {
			s.Run(op.ID, func() { test(op) })
		}
	}
}

func every(contract.Call) bool         { return true }
func takesInput(op contract.Call) bool { return op.Input.Taken }
func hasTarget(op contract.Call) bool  { return len(targets(op)) > 0 }

// targets are the parameters that say what an operation is aimed at.
func targets(op contract.Call) (list []contract.Parameter) {
	for _, p := range op.Params {
		if p.In == "path" || p.Required {
			list = append(list, p)
		}
	}
	return list
}

// refused demands that an operation refuses a request.
func (s *BadInput) refused(op contract.Call, r contract.Request) *Reply {
	s.T().Helper()
	return s.caller(op).Bad().Do(r).Refused(op.WireName)
}

// unhurt demands that nothing has happened to what the requests were aimed at.
func (s *BadInput) unhurt() {
	s.T().Helper()
	s.Equal(strong, s.password(s.admin, s.resource, s.account))
}

// TestTheRequestsAreGoodButForWhatIsWrong is what gives the other tests their meaning. It spoils the world that it works in.
func (s *BadInput) TestTheRequestsAreGoodButForWhatIsWrong() {
	s.Needs(contract.CapFork, contract.CapSeedData)
	s.each(every, func(op contract.Call) {
		s.NotEmpty(op.WireName)
		for _, id := range append(slices.Clone(before[op.ID]), op.ID) {
			i := slices.IndexFunc(s.calls, func(c contract.Call) bool { return c.ID == id })
			if reply := s.caller(s.calls[i]).Do(s.calls[i].Request()); reply.Result().At("status").Str() != "Success" {
				reply.Fatalf("the document's own request does not work: say in facts.go which entities it is to name, or what must come before it")
			}
		}
		if op.Method != http.MethodGet {
			s.tenant.Reset(s.TB())
			s.calls = s.Target().Calls(s.TB(), s.facts())
		}
	})
}

func (s *BadInput) TestCallersWhoAreNotLetIn() {
	callers := map[string]*Session{"without a token": s.Anonymous(), "with a bad token": s.WithToken("7C2E91A0-3B5D-4E68-9F14-0A6D52B7E3C8")}
	if s.Target().Has(contract.CapSeedData) {
		callers["with an expired token"], callers["of a locked user"] = s.user("expired"), s.user("locked")
	}
	for who, caller := range callers {
		s.Run(who, func() {
			s.each(every, func(op contract.Call) {
				caller.Do(op.Request()).NotLetIn()
				caller.Bad().InputData("{").send(op.Method, op.Bare().Path, []contract.Query{op.Bare().Query}).NotLetIn()
			})
		})
	}
	s.unhurt()
}

// TestCallersWithoutTheRight: a Password User and an auditor may manage nothing, and see nothing of what is not shared.
func (s *BadInput) TestCallersWithoutTheRight() {
	s.calls = s.Target().Calls(s.TB(), s.own())
	for _, who := range []string{"guest", "auditor"} {
		caller := s.user(who)
		s.Run(who, func() {
			mayNot := func(op contract.Call) bool {
				role, may := everybodys[op.ID]
				return !may || role != "" && role != who
			}
			s.each(mayNot, func(op contract.Call) { caller.Do(op.Request()).Refused(op.WireName) })
			s.each(func(op contract.Call) bool { return !mayNot(op) && hasTarget(op) }, func(op contract.Call) {
				for _, r := range misdirected(op, "no such name", nobody) {
					caller.Do(r).Refused(op.WireName)
				}
			})
		})
	}
	s.unhurt()
}

func (s *BadInput) TestUnreadableInput() {
	for name, text := range map[string]string{
		"cut": `{"operation":{"Details":{`, "array": `[]`, "text": `"x"`, "nothing": `null`, "nonsense": `nonsense`, "number": `7`,
		"no operation": `{"Details":{}}`, "list of operations": `{"operation":[]}`,
		"details of text": `{"operation":{"Details":"x"}}`, "details of nothing": `{"operation":{"Details":null}}`,
		"invalid UTF-8": "{\"operation\":{\"Details\":{\"RESOURCENAME\":\"\xff\xfe\"}}}", "NUL": "{\"operation\":{\"Details\":{\"A\":\"\x00\"}}}",
		"deep": strings.Repeat(`{"operation":`, 5000) + "1" + strings.Repeat("}", 5000), "markup": "<operation><Details/></operation>",
	} {
		s.Run(name, func() {
			s.each(takesInput, func(op contract.Call) { s.refused(op, op.Saying(text)) })
		})
	}
}

// TestWrappingsAroundNothing: they are refused where input is needed. Elsewhere they must not do more than no input at all; that is
// not tried on the caller's own token, which would be another afterwards.
func (s *BadInput) TestWrappingsAroundNothing() {
	meant := func(op contract.Call) bool { return takesInput(op) && (op.Input.Required || op.Permission != "") }
	for name, text := range map[string]string{"empty": `{}`, "no details": `{"operation":{}}`} {
		s.Run(name, func() {
			s.each(meant, func(op contract.Call) {
				if op.Input.Required || s.admin.Do(op.Bare()).Result().At("status").Str() == "Failed" {
					s.admin.Bad().Do(op.Saying(text)).Refused(op.WireName)
				}
			})
		})
	}
}

func (s *BadInput) TestMissingFields() {
	s.each(takesInput, func(op contract.Call) {
		for _, member := range append(slices.Clone(op.Input.Needed), neededByRule[op.ID]...) {
			s.refused(op, op.Without(member))
		}
		if op.Input.Required {
			s.refused(op, op.Bare())
			s.refused(op, op.Saying(""))
		}
	})
}

func (s *BadInput) TestValuesOfAWrongType() {
	s.each(takesInput, func(op contract.Call) {
		for _, member := range op.Input.Names() {
			for i, value := range op.Input.Members[member].Wrong() {
				if _, text := value.(string); text && loneValues[op.ID] && op.Input.Members[member].Type == "array" {
					continue
				}
				s.Run(fmt.Sprintf("%s as %d", member, i), func() { s.refused(op, op.With(member, value)) })
			}
		}
	})
	s.unhurt()
}

func (s *BadInput) TestQueriesOfAWrongType() {
	optional := func(p contract.Parameter) bool { return p.In == "query" && !p.Required }
	s.each(func(op contract.Call) bool { return slices.ContainsFunc(op.Params, optional) }, func(op contract.Call) {
		for _, p := range op.Params {
			for _, value := range p.Schema.Wrong() {
				switch value.(type) {
				case string, int:
					s.refused(op, op.Asking(p.Name, value))
				}
			}
		}
	})
}

// misdirected are an operation's good requests with all that they are aimed at replaced, and each alone. Names are made of the text.
func misdirected(op contract.Call, name, id string) (list []contract.Request) {
	aims := targets(op)
	all := map[string]string{}
	for _, p := range aims {
		all[p.Name] = id
		if strings.HasSuffix(strings.ToLower(p.Name), "name") {
			all[p.Name] = name
		}
	}
	list = append(list, op.At(all))
	for _, p := range aims {
		if len(aims) > 1 {
			list = append(list, op.At(map[string]string{p.Name: all[p.Name]}))
		}
	}
	return list
}

func (s *BadInput) TestUnknownIDs() {
	s.each(hasTarget, func(op contract.Call) {
		for _, id := range []string{nobody, "0", "-1", "1.5", "1e3", "abc", "٣", "9223372036854775808", "99999999999999999999999", "1' OR '1'='1", "+7", " 7"} {
			for _, r := range misdirected(op, contract.Path("no such %v", id), contract.Path("%v", id)) {
				s.caller(op).Do(r).Refused(op.WireName)
			}
		}
	})
	s.unhurt()
}

// TestWrongPaths holds addresses that lead nowhere, and those that pretend to.
func (s *BadInput) TestWrongPaths() {
	s.each(hasTarget, func(op contract.Call) {
		for _, id := range []string{"..%2F..%2F..%2Fetc%2Fpasswd", "%2e%2e", "../../../etc/passwd", "..", "%00", "%FF%FE", "%2F", "a;b=c", strings.Repeat("9", 3000)} {
			for _, r := range misdirected(op, id, id) {
				reply := s.caller(op).Bad().Do(r)
				reply.Status(http.StatusOK, http.StatusNotFound, http.StatusMethodNotAllowed)
				s.Equal("Failed", reply.Result().At("status").Str(), "%s: %s", id, reply.Text())
				s.False(reply.Details().Exists())
			}
		}
	})
	s.unhurt()
}

func (s *BadInput) TestUnknownPathsAndMethodsKeepTheEnvelope() {
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{"GET", base + "/nowhere", 404}, {"GET", "/", 404}, {"GET", base + "/resources/1/2/3", 404}, {"POST", base + "/nowhere", 404},
		{"DELETE", resources, 405}, {"PUT", resources, 405}, {"POST", path("/resources/%v", s.resource), 405}, {"PATCH", resources, 405},
	} {
		reply := s.admin.Bad().send(c.method, c.path, nil)
		reply.Status(c.status)
		s.Equal("Failed", reply.Result().At("status").Str(), c.path)
		s.NotEmpty(reply.Message())
	}
}

// TestARepeatedSlashAndASlashAtTheEndAreTheSamePath: XSOAR's connection test asks so where the server's address ends in a slash.
func (s *BadInput) TestARepeatedSlashAndASlashAtTheEndAreTheSamePath() {
	rows := s.admin.Get(resources).Success().Details().Len()
	for _, path := range []string{"/" + resources, resources + "/", "//restapi//json///v1/resources//"} {
		s.Equal(rows, s.admin.Bad().send(http.MethodGet, path, nil).Success().Details().Len(), path)
	}
	s.admin.Bad().send(http.MethodGet, base+"/resources%2F", nil).Status(http.StatusNotFound)
}

// TestEveryTextHasABound: which it is with the vendor, is not known.
func (s *BadInput) TestEveryTextHasABound() {
	s.Needs(contract.CapFork)
	for bytes, refused := range map[int]bool{64 << 10: false, 64<<10 + 1: true, 3_900_000: true} {
		name := s.unused()
		reply := s.admin.Bad().Input(Details{"RESOURCENAME": name, "RESOURCETYPE": "Linux", "RESOURCEDESCRIPTION": strings.Repeat("x", bytes)}).Post(resources)
		if refused {
			reply.Refused(createResource)
			s.Contains(reply.Message(), "RESOURCEDESCRIPTION: has ")
		} else {
			reply.Success()
		}
	}
}

// TestFiveMegabytes: a build may take them or not, but it answers.
func (s *BadInput) TestFiveMegabytes() {
	long := contract.Raw{
		Type: "application/x-www-form-urlencoded",
		Text: field + "=" + url.QueryEscape(`{"operation":{"Details":{"NOTES":["`) + strings.Repeat("x", 5<<20),
	}
	s.each(func(op contract.Call) bool { return takesInput(op) && op.Method != http.MethodGet }, func(op contract.Call) {
		r := op.Bare()
		r.Body = long
		reply := s.admin.Bad().Do(r)
		reply.Status(http.StatusOK, http.StatusBadRequest, http.StatusRequestEntityTooLarge)
		s.Equal("Failed", reply.Result().At("status").Str())
		s.Equal(op.WireName, reply.Name())
	})
	s.unhurt()
}

// TestNumbersAtTheEdgesOfTheirTypes: each is taken or refused in the envelope, and no sum of them is a defect.
func (s *BadInput) TestNumbersAtTheEdgesOfTheirTypes() {
	s.Needs(contract.CapFork)
	s.each(every, func(op contract.Call) {
		for _, r := range op.Edges() {
			if reply := s.caller(op).Bad().Do(r); reply.StatusCode() >= 500 {
				reply.Fatalf("%s %s: a number is the client's mistake at most", r.Method, r.Path)
			}
		}
	})
}

// TestNoRefusalRepeatsASecret that the vault keeps, wherever it was sent. Other values are repeated as they are.
func (s *BadInput) TestNoRefusalRepeatsASecret() {
	s.Needs(contract.CapFork)
	const secret = `Qu4rtz#Vine "of" 8`
	s.addAccount(s.resource, Details{"ACCOUNTNAME": "planted", "PASSWORD": secret})
	s.each(every, func(op contract.Call) {
		for _, r := range op.Planted(secret) {
			reply := s.caller(op).Bad().Do(r)
			if text := reply.Text(); strings.Contains(text, `"Failed"`) {
				s.NotContains(strings.ReplaceAll(text, `\"`, `"`), secret, "%s %s %v %v", r.Method, r.Path, r.Query, r.Body)
			}
		}
	})
}
