package code42

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/openapi"
)

func TestEveryFormOfRefusal(t *testing.T) {
	t.Parallel()
	broken := fail.New(fail.Invalid, "", "Invalid request").Because("body: is required but missing")
	known := fail.New(fail.Invalid, "", "User already on list").Because("only the developer reads this")
	coded := fail.New(fail.Invalid, "INVALID_PAGE_TOKEN", "No event has this token")
	nobody := fail.New(fail.Unauthenticated, "SYSTEM", "Who are you?")
	defect := fail.From(errors.New("the till is on fire"))
	for _, c := range []struct {
		form func(*fail.Error) any
		e    *fail.Error
		want string
	}{
		{errorList, broken, `[{"name":"SYSTEM","description":"Invalid request: body: is required but missing","objects":[]}]`},
		{errorList, coded, `[{"name":"INVALID_PAGE_TOKEN","description":"No event has this token","objects":[]}]`},
		{errorList, defect, `[{"name":"SYSTEM","description":"Internal error","objects":[]}]`},
		{problemDetails, broken, `{"type":"about:blank","title":"Bad Request","status":400,"detail":"Invalid request: body: is required but missing"}`},
		{problemDetails, known, `{"type":"about:blank","title":"Bad Request","status":400,"detail":"User already on list"}`},
		{problemDetails, nobody, `{"type":"about:blank","title":"Unauthorized","status":401,"detail":"Who are you?"}`},
		{popBulletin, known, `{"pop-bulletin":{"type$":"ERROR","text$":"User already on list","details":[],"reason":null}}`},
		{searchProblems, coded, `{"problems":[{"type":"INVALID_PAGE_TOKEN","description":"No event has this token","badFilter":null}],"totalCount":null,"fileEvents":null}`},
		{searchProblems, nobody, `{"problems":[{"type":"UNAUTHENTICATED","description":"Who are you?","badFilter":null}],"totalCount":null,"fileEvents":null}`},
		{searchProblems, defect, `{"problems":[{"type":"SEARCH_FAILED","description":"Internal error","badFilter":null}],"totalCount":null,"fileEvents":null}`},
	} {
		text, err := json.Marshal(c.form(c.e))
		require.NoError(t, err)
		assert.JSONEq(t, c.want, string(text))
	}
}

// TestEveryFormIsAskedFor: a form that no operation has is dead, and so is one that only a typing error asks for.
func TestEveryFormIsAskedFor(t *testing.T) {
	t.Parallel()
	doc, err := openapi.Load("code42")
	require.NoError(t, err)
	require.NoError(t, doc.CheckErrorForms(slices.Sorted(maps.Keys(forms))...))
	asked := map[string]bool{}
	for _, op := range doc.Operations {
		asked[op.ErrorForm] = true
	}
	assert.ElementsMatch(t, slices.Collect(maps.Keys(forms)), slices.Collect(maps.Keys(asked)))
}

// TestARefusalHasTheFormOfItsOperation: also one that comes before the operation, or without any.
func TestARefusalHasTheFormOfItsOperation(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	for call, want := range map[string]string{
		"GET /api/v1/User/1001":                          `[{"name":`,
		"GET /no/such/path":                              `[{"name":`,
		"GET /v1/watchlists":                             `{"type":"about:blank"`,
		"POST /svc/api/v2/user/getbyid":                  `{"pop-bulletin":`,
		"GET /forensic-search/queryservice/api/v2/saved": `{"problems":`,
	} {
		method, path, _ := strings.Cut(call, " ")
		_, text := ask(t, "", method, server.URL+path, "")
		assert.True(t, strings.HasPrefix(text, want), "%s: %s", call, text)
	}
}
