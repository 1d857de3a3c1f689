package mock_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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
