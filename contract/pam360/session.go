// Package pam360 is the contract suite of the PAM360 API: what its clients
// rely on, one file per family, run against any [contract.Target]. It speaks
// plain HTTP through the checking kit and knows neither the mock nor the
// generated client. Anyone may import it who has an instance to test.
package pam360

import (
	"encoding/json"
	"net/http"

	"github.com/understudy/understudy/contract"
)

// API is what the kit has to know about this API.
var API = contract.API{Name: "pam360", Required: []string{"URL", "AUTHTOKEN"}, Optional: []string{"USERNAME"}, Check: check, Needs: needs, Refused: refused,
	Administrator: func(tb contract.TB, tenant *contract.Tenant) *contract.Session { return At(tb, tenant).Admin().Plain() },
	Self:          self,
	Production:    production,
	Nobody:        []string{nobody, nobodyElse, noOne, noGroup}}

// World is a PAM360 installation, to which the callers' sessions belong.
type World struct {
	*contract.Tenant
	tb contract.TB
}

// At is the tenant with sessions that report to tb.
func At(tb contract.TB, tenant *contract.Tenant) World { return World{tenant, tb} }

// Anonymous is a caller without a token.
func (t World) Anonymous() *Session { return &Session{s: t.Session(t.tb)} }

// WithToken is the API user the token belongs to.
func (t World) WithToken(token string) *Session {
	s := t.Anonymous().With("AUTHTOKEN", token)
	s.s.Hide(token)
	return s
}

// Admin is the session of the API user the tenant was made with.
func (t World) Admin() *Session { return t.WithToken(t.Access.AuthToken) }

// Session sends requests as one API user. Structured input goes along with
// [Session.Input]; the rest is [contract.Session]'s, which [Session.Plain] gives.
type Session struct {
	s     *contract.Session
	input any
}

// Plain is the session without this API's input and envelope, for files,
// foreign content types and the SCIM tree.
func (s *Session) Plain() *contract.Session { return s.s }

func (s *Session) like(other *contract.Session) *Session { return &Session{s: other, input: s.input} }

// With adds a header to every request.
func (s *Session) With(name, value string) *Session { return s.like(s.s.With(name, value)) }

// Bad declares that the next requests break the specification on purpose.
func (s *Session) Bad() *Session { return s.like(s.s.Bad()) }

// Loose declares that the next requests are tolerated rather than documented.
func (s *Session) Loose() *Session { return s.like(s.s.Loose()) }

// As declares which of its names an operation is exercised under.
func (s *Session) As(name string) *Session { return s.like(s.s.As(name)) }

// Details are the fields of an operation's input.
type Details map[string]any

// Input gives the next requests INPUT_DATA={"operation":{"Details":...}}: in
// the query of a GET, in a form otherwise. Details is a [Details], or a list of
// them where an operation takes several.
func (s *Session) Input(details any) *Session { return s.operation("Details", details) }

// InputLower is Input with the wrapper the newer operations document, "details".
func (s *Session) InputLower(details any) *Session { return s.operation("details", details) }

func (s *Session) operation(wrapper string, details any) *Session {
	return s.InputData(map[string]any{"operation": map[string]any{wrapper: details}})
}

// InputData gives the next requests an INPUT_DATA of any shape. A string is
// sent as it is, for input that is not even JSON.
func (s *Session) InputData(input any) *Session { return &Session{s: s.s, input: input} }

// Get sends a GET.
func (s *Session) Get(path string, query ...contract.Query) *Reply {
	s.s.T().Helper()
	return s.send(http.MethodGet, path, query)
}

// Post sends a POST.
func (s *Session) Post(path string, query ...contract.Query) *Reply {
	s.s.T().Helper()
	return s.send(http.MethodPost, path, query)
}

// Put sends a PUT.
func (s *Session) Put(path string, query ...contract.Query) *Reply {
	s.s.T().Helper()
	return s.send(http.MethodPut, path, query)
}

// Delete sends a DELETE.
func (s *Session) Delete(path string, query ...contract.Query) *Reply {
	s.s.T().Helper()
	return s.send(http.MethodDelete, path, query)
}

// Do sends a request that is complete: it has its own input.
func (s *Session) Do(r contract.Request) *Reply {
	s.s.T().Helper()
	return &Reply{s.s.Do(r)}
}

func (s *Session) send(method, path string, queries []contract.Query) *Reply {
	s.s.T().Helper()
	r := contract.Request{Method: method, Path: path, Query: contract.Query{}}
	for _, query := range queries {
		for name, value := range query {
			r.Query[name] = value
		}
	}
	switch {
	case s.input == nil:
	case method == http.MethodGet:
		r.Query[field] = text(s.input)
	default:
		r.Body = contract.Form{field: text(s.input)}
	}
	return &Reply{s.s.Do(r)}
}

// field is the one parameter that carries all structured input (REST API
// documentation, "INPUT_DATA").
const field = "INPUT_DATA"

func text(input any) string {
	if s, ok := input.(string); ok {
		return s
	}
	encoded, err := json.Marshal(input)
	if err != nil {
		panic("input that cannot be JSON: " + err.Error()) // a mistake in the test itself
	}
	return string(encoded)
}

// Reply is an answer in this API's envelope: {"operation":{"name","result","totalRows","Details"}},
// or, in the PKI tree, the same members without the wrapper.
type Reply struct{ *contract.Response }

// Operation is the envelope.
func (r *Reply) Operation() contract.Value {
	r.T().Helper()
	body := r.JSON()
	if operation := body.At("operation"); operation.Exists() {
		return operation
	}
	return body
}

// Name is the operation's name on the wire.
func (r *Reply) Name() string {
	r.T().Helper()
	return r.Operation().At("name").Str()
}

// Result is the envelope's result: status, message, statusCode.
func (r *Reply) Result() contract.Value {
	r.T().Helper()
	return r.Operation().At("result")
}

// Message is the result's message.
func (r *Reply) Message() string {
	r.T().Helper()
	return r.Result().At("message").Str()
}

// Details are the envelope's details, which are absent where there are none.
func (r *Reply) Details() contract.Value {
	r.T().Helper()
	if lower := r.Operation().At("details"); lower.Exists() {
		return lower
	}
	return r.Operation().At("Details")
}

// TotalRows is the size of the whole list, of which the details are a page.
func (r *Reply) TotalRows() int64 {
	r.T().Helper()
	return r.Operation().At("totalRows").Int()
}

// Success demands that the operation succeeded.
func (r *Reply) Success() *Reply {
	r.T().Helper()
	r.Status(http.StatusOK)
	if r.Result().At("status").Str() != "Success" {
		r.Fatalf("the operation did not succeed")
	}
	return r
}

// Failed demands that the operation was refused, which is HTTP 200 as well:
// clients look at the result's status.
func (r *Reply) Failed() *Reply {
	r.T().Helper()
	r.Status(http.StatusOK)
	if r.Result().At("status").Str() != "Failed" {
		r.Fatalf("the operation was not refused")
	}
	return r
}

// Suite is the base of this API's suites. The sessions it gives belong to the
// tenant the suite has to itself.
type Suite struct{ contract.Suite }

// Tenant is the suite's tenant.
func (s *Suite) Tenant() World { return At(s.TB(), s.Suite.Tenant()) }

// Fork is a tenant for the running test alone.
func (s *Suite) Fork() World {
	s.T().Helper()
	return At(s.TB(), s.Suite.Fork())
}

// Anonymous is a caller without a token.
func (s *Suite) Anonymous() *Session { return s.Tenant().Anonymous() }

// Admin is the session of the API user the tenant was made with.
func (s *Suite) Admin() *Session { return s.Tenant().Admin() }

// WithToken is the API user the token belongs to.
func (s *Suite) WithToken(token string) *Session { return s.Tenant().WithToken(token) }
