package mock_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
	"github.com/understudy/understudy/openapi"
)

// guestToken is how that of the standard world's guest begins, who must ask for some passwords.
const guestToken = "4D92E6B8-1F57-4CA3-9A4E-"

// asGuest are the operations that only somebody has a use for who must ask, with what must have happened.
var asGuest = map[string][]string{
	"requestPassword":  nil,
	"checkoutPassword": {"requestPassword", "approvePasswordRequest"},
	"checkinPassword":  {"requestPassword", "approvePasswordRequest", "checkoutPassword"},
}

// afterOthers are the operations that undo or decide something, with what must have happened: a world begins without it.
var afterOthers = map[string][]string{
	"approvePasswordRequest": {"requestPassword"},
	"rejectPasswordRequest":  {"requestPassword"},
	"listPasswordRequests":   {"requestPassword"},
	"adminCheckinPassword":   {"requestPassword", "approvePasswordRequest", "checkoutPassword"},
	"restoreFromTrash":       {"moveResourcesToTrash"},
	"deleteFromTrash":        {"moveResourcesToTrash"},
	"deleteTenant":           {"createTenant"},
}

// oneOfMany are the operations that want one of several parameters, whichever: OpenAPI cannot say so, and one that says nothing is refused.
var oneOfMany = map[string]bool{"listLegalHoldMemberships": true, "v27ListLegalHoldMemberships": true}

// TestEveryExampleIsTrueInTheStandardWorld: whoever sends the specification's own request as the administrator is not refused, and is answered
// with the ids that the answer's example has. Each is sent to a world in which nothing has happened, once with everything that it may ask for
// and once with what it must.
func TestEveryExampleIsTrueInTheStandardWorld(t *testing.T) {
	t.Parallel()
	for _, api := range openapi.Names() {
		t.Run(api, func(t *testing.T) {
			t.Parallel()
			s := start(t, func(o *mock.Options) { o.World = "standard" })
			doc := described(t, api)
			for _, id := range slices.Sorted(maps.Keys(doc)) {
				op := doc[id]
				for _, all := range []bool{true, oneOfMany[id]} {
					if api == "control" {
						s = start(t)
					}
					e := example{t: t, s: s, api: api, doc: doc}
					e.enter()
					for _, before := range append(asGuest[id], afterOthers[id]...) {
						e.send(doc[before], false)
					}
					got := e.send(op, all)
					assert.True(t, got.good(), "%s: %s: %d %s", id, e.sent, got.status, got.body)
					if all && !passing[id] {
						for _, one := range op.ids(got.status) {
							assert.Contains(t, got.body, one, "%s: the answer's example has an id that the answer has not", id)
						}
					}
				}
			}
		})
	}
}

// good is a 2xx that is no refusal of PAM360's, which have status 200.
func (a answer) good() bool {
	return a.status/100 == 2 && !strings.Contains(a.body, `"status":"Failed"`)
}

// operation is one of a specification.
type operation struct {
	*openapi3.Operation
	method, path string
	parameters   openapi3.Parameters
}

// described are an API's operations with their examples, by id.
func described(t *testing.T, api string) map[string]operation {
	t.Helper()
	data, err := openapi.Bundle(api)
	require.NoError(t, err)
	doc, err := openapi3.NewLoader().LoadFromData(data)
	require.NoError(t, err)
	all := map[string]operation{}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			all[op.OperationID] = operation{op, method, path, slices.Concat(op.Parameters, item.Parameters)}
		}
	}
	return all
}

// passing are the operations whose answers have other ids on another day or in another fork.
var passing = map[string]bool{
	"searchFileEventsV1": true, "searchFileEventsV2": true, "getOrgAgentState": true, "searchHighRiskEmployees": true, "searchDepartingEmployees": true,
	"getDepartingEmployee": true, "updateDepartingEmployee": true, // who is somebody's manager
	"createTenant": true, "getTenant": true, "getAudit": true,
}

// ids are what the example of an answer has in members that are called so.
func (o operation) ids(status int) (found []string) {
	var look func(name string, value any)
	look = func(name string, value any) {
		switch value := value.(type) {
		case map[string]any:
			for name, member := range value {
				look(name, member)
			}
		case []any:
			for _, item := range value {
				look(name, item)
			}
		case string, float64:
			if strings.HasSuffix(strings.ToLower(name), "id") {
				found = append(found, fmt.Sprint(value))
			}
		}
	}
	if answer := o.Responses.Status(status); answer != nil && answer.Value.Content.Get("application/json") != nil {
		look("", answer.Value.Content.Get("application/json").Example)
	}
	return found
}

// example sends examples to a tenant of its own.
type example struct {
	t      *testing.T
	s      *mock.Server
	api    string
	doc    map[string]operation
	access access
	bearer string
	sent   string
}

func (e *example) enter() {
	e.t.Helper()
	if e.api != "control" {
		e.access = tenant(e.t, e.s, "{}")
	}
	if e.api == "code42" {
		e.bearer, _ = signIn(e.t, e.access.Code42.URL, e.access.Code42.Username, e.access.Code42.Password)
	}
}

// send sends an operation's examples, those of its optional parameters where all are asked for.
func (e *example) send(op operation, all bool) answer {
	e.t.Helper()
	path, query, headers := op.path, url.Values{}, []string{}
	for _, ref := range op.parameters {
		p := ref.Value
		value, given := text(p)
		switch {
		case !given && p.Required:
			e.t.Errorf("%s: %s has no example", op.OperationID, p.Name)
		case !given || !p.Required && !all:
		case p.In == openapi3.ParameterInPath:
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(value))
		case p.In == openapi3.ParameterInQuery:
			query.Set(p.Name, value)
		case p.In == openapi3.ParameterInHeader:
			headers = append(headers, p.Name, value)
		}
	}
	address, by := e.caller(op)
	body := ""
	if op.RequestBody != nil {
		for _, media := range op.RequestBody.Value.Content {
			body = e.body(media)
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	e.sent = fmt.Sprintf("%s %s %v %s", op.method, path, headers, body)
	return call(e.t, client, op.method, address+path, body, append(headers, by...)...)
}

// text is a parameter's example as it is sent.
func text(p *openapi3.Parameter) (string, bool) {
	value, content := p.Example, p.Content.Get("application/json")
	if content != nil {
		value = content.Example
	}
	if value == nil {
		return "", false
	}
	if s, ok := value.(string); ok {
		return s, true
	}
	encoded, _ := json.Marshal(value)
	return string(encoded), true
}

// body is a body's example as it is sent: JSON, or a form whose one field is JSON.
func (e *example) body(media *openapi3.MediaType) string {
	e.t.Helper()
	value := media.Example
	form, isForm := media.Encoding["INPUT_DATA"], media.Encoding != nil
	if isForm && form != nil {
		value = media.Example.(map[string]any)["INPUT_DATA"]
	}
	encoded, err := json.Marshal(value)
	require.NoError(e.t, err)
	if isForm {
		return input(string(encoded))
	}
	return string(encoded)
}

// caller is where an operation is, and what its caller signs in with.
func (e *example) caller(op operation) (address string, headers []string) {
	switch e.api {
	case "control":
		return e.s.ControlURL(), nil
	case "pam360":
		token := e.access.PAM360.AuthToken
		if _, asked := asGuest[op.OperationID]; asked {
			token = guestToken + token[24:]
		}
		return e.access.PAM360.URL, []string{"AUTHTOKEN", token}
	}
	a := e.access.Code42
	switch op.OperationID {
	case "getJwt":
		return a.URL, []string{"Authorization", "Basic " + basic(a.Username, a.Password)}
	case "createOauthToken":
		return a.URL, []string{"Authorization", "Basic " + basic(a.APIClientID, a.APIClientSecret)}
	}
	return a.URL, []string{"Authorization", e.bearer}
}
