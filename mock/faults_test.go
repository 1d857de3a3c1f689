package mock_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/openapi"
)

func TestAFaultIsTheVendorsOwnRefusal(t *testing.T) {
	t.Parallel()
	s := start(t)
	own, other := tenant(t, s, `{"name":"own"}`), tenant(t, s, `{"name":"other"}`)
	bearer, _ := signIn(t, own.Code42.URL, own.Code42.Username, own.Code42.Password)
	others, _ := signIn(t, other.Code42.URL, other.Code42.Username, other.Code42.Password)
	const faults = "/tenants/own/faults"

	made := control(t, s, "POST", faults, `{"api":"code42","operation":"getCurrentUser","status":500,"times":2}`)
	require.Equal(t, 201, made.status, made.body)
	mine := func(bearer string) answer {
		return call(t, client, "GET", own.Code42.URL+"/api/v1/User/my", "", "Authorization", bearer)
	}
	assert.Equal(t, 200, mine(others).status, "the other tenant's")
	for range 2 {
		refused := mine(bearer)
		assert.Equal(t, 500, refused.status)
		assert.JSONEq(t, `[{"name":"FAULT","description":"Internal Server Error","objects":[]}]`, refused.body)
		assert.Contains(t, refused.header.Get("X-Understudy-Reason"), "a fault was asked for")
	}
	assert.Equal(t, 200, mine(bearer).status, "the rule has struck twice")
	assert.Equal(t, 2.0, control(t, s, "GET", faults, "").field(t, "faults").([]any)[0].(map[string]any)["struck"])

	require.Equal(t, 201, control(t, s, "POST", faults, `{"api":"pam360","operation":"listResources","status":503,"retryAfter":7}`).status)
	list := func() answer {
		return call(t, client, "GET", own.PAM360.URL+"/restapi/json/v1/resources", "", "AUTHTOKEN", own.PAM360.AuthToken)
	}
	refused := list()
	assert.Equal(t, 503, refused.status)
	assert.Equal(t, "7", refused.header.Get("Retry-After"))
	assert.Equal(t, "GET RESOURCES", refused.field(t, "operation", "name"))
	assert.Equal(t, 204, control(t, s, "DELETE", faults, "").status)
	assert.Equal(t, 200, list().status)
}

func TestAFaultForWhatIsNotServedIsRefused(t *testing.T) {
	t.Parallel()
	s := start(t)
	for body, want := range map[string]int{
		`{"api":"code42","operation":"listResources","status":500}`: 400,
		`{"api":"nobody","operation":"getUser","status":500}`:       400,
		`{"api":"code42","operation":"getUser","status":200}`:       400,
		`{"api":"code42","operation":"getUser"}`:                    400,
		`{"api":"code42","operation":"getUser","status":429}`:       201,
	} {
		assert.Equal(t, want, control(t, s, "POST", "/tenants/default/faults", body).status, body)
	}
	assert.Equal(t, 404, control(t, s, "POST", "/tenants/none/faults", `{"api":"code42","operation":"getUser","status":500}`).status)
	assert.Equal(t, 204, control(t, s, "POST", "/tenants/default/reset", "").status)
	assert.Empty(t, control(t, s, "GET", "/tenants/default/faults", "").field(t, "faults"), "a reset forgets them")
}

// TestAFaultForWhatIsNotServedIsToldWhatIs: what it was probably meant for, or that nothing answers there yet.
func TestAFaultForWhatIsNotServedIsToldWhatIs(t *testing.T) {
	t.Parallel()
	s := start(t)
	refused := func(api, operation string) string {
		got := control(t, s, "POST", "/tenants/default/faults", `{"api":"`+api+`","operation":"`+operation+`","status":500}`)
		assert.Equal(t, 400, got.status, got.body)
		return got.field(t, "error").(string)
	}
	assert.Equal(t, `no API is called "code43"; there are code42, pam360`, refused("code43", "getUser"))
	assert.Equal(t, `code42 has no operation "getUsr"; GET /_mock/operations lists what it has; did you mean "getUser"?`, refused("code42", "getUsr"))
	assert.Equal(t, `code42 has no operation "GetUser"; GET /_mock/operations lists what it has; did you mean "getUser"?`, refused("code42", "GetUser"))
	assert.Equal(t, `code42 has no operation "listResources"; GET /_mock/operations lists what it has; it is one of pam360`, refused("code42", "listResources"))
	assert.Equal(t, `code42 has no operation "makeTea"; GET /_mock/operations lists what it has`, refused("code42", "makeTea"))
	for _, api := range []string{"code42", "pam360"} {
		doc, err := openapi.Load(api)
		require.NoError(t, err)
		require.NotEmpty(t, doc.Unserved)
		u := doc.Unserved[0]
		assert.Equal(t, api+" does not serve "+u.String()+", so it cannot fail: "+u.Reason, refused(api, u.ID))
	}
}

// TestAFaultMayNameAnOperationByAnyNameThatTheVendorHasForIt: the list of operations has them all.
func TestAFaultMayNameAnOperationByAnyNameThatTheVendorHasForIt(t *testing.T) {
	t.Parallel()
	s := start(t)
	doc, err := openapi.Load("pam360")
	require.NoError(t, err)
	i := slices.IndexFunc(doc.Operations, func(op *openapi.Operation) bool { return len(op.Also) > 0 })
	require.GreaterOrEqual(t, i, 0)
	made := control(t, s, "POST", "/tenants/default/faults", `{"api":"pam360","operation":"`+doc.Operations[i].Also[0]+`","status":500}`)
	assert.Equal(t, 201, made.status, made.body)
	assert.Equal(t, doc.Operations[i].ID, made.field(t, "operation"), "the name that the journal has, and by which it strikes")
}

// TestFaultRulesAreBounded: every call in the tenant walks through them.
func TestFaultRulesAreBounded(t *testing.T) {
	t.Parallel()
	s := start(t)
	tenant(t, s, `{"name":"a"}`)
	const rule = `{"api":"code42","operation":"getUser","status":429}`
	for range 100 {
		require.Equal(t, 201, control(t, s, "POST", "/tenants/a/faults", rule).status)
	}
	refused := control(t, s, "POST", "/tenants/a/faults", rule)
	assert.Equal(t, 409, refused.status)
	assert.JSONEq(t, `{"error":"a tenant has at most 100 fault rules, and this one has them; delete them first"}`, refused.body)
	assert.Len(t, control(t, s, "GET", "/tenants/a/faults", "").field(t, "faults"), 100)
	assert.Equal(t, 201, control(t, s, "POST", "/tenants/default/faults", rule).status, "another tenant has its own")
	assert.Equal(t, 204, control(t, s, "DELETE", "/tenants/a/faults", "").status)
	assert.Equal(t, 201, control(t, s, "POST", "/tenants/a/faults", rule).status)
	for _, field := range []string{`"after":1000001`, `"times":1000001`, `"retryAfter":86401`, `"after":-1`, `"times":9223372036854775808`} {
		got := control(t, s, "POST", "/tenants/a/faults", rule[:len(rule)-1]+","+field+"}")
		assert.Equal(t, 400, got.status, "%s: %s", field, got.body)
	}
	long := `{"api":"code42","operation":"` + strings.Repeat("x", 101) + `","status":429}`
	assert.Contains(t, control(t, s, "POST", "/tenants/a/faults", long).body, "100")
}

// TestAFaultRuleIsTheTenantsOwnAndNotItsNames: who takes over the name of a tenant takes over no rule.
func TestAFaultRuleIsTheTenantsOwnAndNotItsNames(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, api := range [][2]string{{"code42", "getCurrentUser"}, {"pam360", "listResources"}} {
		tenant(t, s, `{"name":"a"}`)
		made := control(t, s, "POST", "/tenants/a/faults", `{"api":"`+api[0]+`","operation":"`+api[1]+`","status":500}`)
		require.Equal(t, 201, made.status, made.body)
		require.Equal(t, 204, control(t, s, "DELETE", "/tenants/a", "").status)
		again := tenant(t, s, `{"name":"a"}`)
		assert.Empty(t, control(t, s, "GET", "/tenants/a/faults", "").field(t, "faults"))
		bearer, _ := signIn(t, again.Code42.URL, again.Code42.Username, again.Code42.Password)
		assert.Equal(t, 200, call(t, client, "GET", again.Code42.URL+"/api/v1/User/my", "", "Authorization", bearer).status)
		assert.Equal(t, 200, call(t, client, "GET", again.PAM360.URL+"/restapi/json/v1/resources", "", "AUTHTOKEN", again.PAM360.AuthToken).status)
		require.Equal(t, 204, control(t, s, "DELETE", "/tenants/a", "").status)
	}
}

// TestWhoSignsInWhereNobodyNeedsToAsksAboutTheirOwnTenant: a fork's faults strike what is said to its users there, and nobody else.
func TestWhoSignsInWhereNobodyNeedsToAsksAboutTheirOwnTenant(t *testing.T) {
	t.Parallel()
	s := start(t)
	fork := tenant(t, s, `{"name":"side"}`)
	bearer, _ := signIn(t, fork.Code42.URL, fork.Code42.Username, fork.Code42.Password)
	require.Equal(t, http.StatusCreated, control(t, s, "POST", "/tenants/side/faults", `{"api":"code42","operation":"getServerEnv","status":503,"times":100}`).status)
	for authorization, want := range map[string]int{bearer: http.StatusServiceUnavailable, "": http.StatusOK, "Bearer none": http.StatusOK} {
		assert.Equal(t, want, call(t, client, "GET", fork.Code42.URL+"/api/v1/ServerEnv", "", "Authorization", authorization).status, authorization)
	}
}
