package mock_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// kept is all that a client can have of a fork to come back with.
type kept struct {
	access
	user, password string // made by the client
	bearer, robot  string
	tokens         []string
}

// keep makes a client's own credentials in a fork, beside those that it was given.
func keep(t *testing.T, who access) kept {
	t.Helper()
	k := kept{access: who, user: "kept@example.com", password: "let me in 7"}
	addUser(t, who, k.user, k.password)
	k.bearer, _ = signIn(t, who.Code42.URL, testUser, who.Code42.Password)
	got := call(t, client, "POST", who.Code42.URL+"/api/v3/oauth/token?grant_type=client_credentials", "",
		"Authorization", "Basic "+basic(who.Code42.APIClientID, who.Code42.APIClientSecret))
	k.robot = "Bearer " + got.field(t, "access_token").(string)
	made := call(t, client, "POST", who.PAM360.URL+"/restapi/json/v1/user", input(
		`{"operation":{"Details":{"FIRSTNAME":"K","LASTNAME":"E","USERNAME":"kept","PASSWORD":"Lq7%hs-Wd","POLICY":"Strong","ROLE":"Administrator","EMAIL":"k@example.com","RESTAPIACCESS":"true","EXPIRYDATE":"NeverExpires"}}}`),
		"AUTHTOKEN", who.PAM360.AuthToken)
	token := made.field(t, "operation", "Details", "AUTHTOKEN").(string)
	again := call(t, client, "PUT", who.PAM360.URL+"/restapi/json/v1/user/regenerateAuthtoken", "", "AUTHTOKEN", token)
	k.tokens = []string{who.PAM360.AuthToken, token, again.field(t, "operation", "Details", "AUTHTOKEN").(string)}
	return k
}

// lets lists what of it lets a client in to a server, at the given addresses.
func (k kept) lets(t *testing.T, s *mock.Server, code42, pam360 string) (in []string) {
	t.Helper()
	note := func(what string, ok bool) {
		if ok {
			in = append(in, what)
		}
	}
	note("password", landsIn(t, s, code42, testUser, k.Code42.Password) != "")
	note("own password", landsIn(t, s, code42, k.user, k.password) != "")
	note("client", call(t, client, "POST", code42+"/api/v3/oauth/token?grant_type=client_credentials", "",
		"Authorization", "Basic "+basic(k.Code42.APIClientID, k.Code42.APIClientSecret)).status == 200)
	for what, bearer := range map[string]string{"bearer": k.bearer, "client's bearer": k.robot} {
		note(what, call(t, client, "GET", code42+"/api/v1/Org?pgSize=1", "", "Authorization", bearer).status == 200)
	}
	for i, token := range k.tokens {
		got := call(t, client, "GET", pam360+"/restapi/json/v1/resources", "", "AUTHTOKEN", token)
		note("token "+strconv.Itoa(i), got.field(t, "operation", "result", "status") == "Success")
	}
	return in
}

// TestTheCredentialsOfAForkEndWithIt: those it was given, and those that clients made in it. A fork of the same name takes none of them.
func TestTheCredentialsOfAForkEndWithIt(t *testing.T) {
	t.Parallel()
	s := start(t)
	k := keep(t, tenant(t, s, `{"name":"checkout"}`))
	assert.ElementsMatch(t, []string{"password", "own password", "client", "bearer", "client's bearer", "token 0", "token 2"},
		k.lets(t, s, k.Code42.URL, k.PAM360.URL), "all but the token that was replaced")
	require.Equal(t, 204, control(t, s, "DELETE", "/tenants/checkout", "").status)
	assert.Empty(t, k.lets(t, s, k.Code42.URL, k.PAM360.URL))
	again := tenant(t, s, `{"name":"checkout","ports":true}`)
	assert.Empty(t, k.lets(t, s, k.Code42.URL, k.PAM360.URL), "on the port of all")
	assert.Empty(t, k.lets(t, s, again.Code42.URL, again.PAM360.URL), "on the ports of the fork that has the name now")
}

// TestTheCredentialsOfAForkEndWithTheProcess: another process with the same seed takes those of the default tenant alone, for a fork of
// the same name and number also.
func TestTheCredentialsOfAForkEndWithTheProcess(t *testing.T) {
	t.Parallel()
	first, second := start(t), start(t)
	k := keep(t, tenant(t, first, `{"name":"checkout"}`))
	tenant(t, second, `{"name":"checkout"}`)
	assert.Empty(t, k.lets(t, second, second.URL("code42"), second.URL("pam360")))
	assert.Equal(t, first.Access().PAM360.AuthToken, second.Access().PAM360.AuthToken)
	bearer, _ := signIn(t, first.URL("code42"), testUser, "password")
	assert.Equal(t, 200, call(t, client, "GET", second.URL("code42")+"/api/v1/User/my", "", "Authorization", bearer).status)
}

// TestForkTagsCanFollowFromTheSeed: for those who replay what they recorded. Within a process no tag comes twice all the same.
func TestForkTagsCanFollowFromTheSeed(t *testing.T) {
	t.Parallel()
	fixed := func(o *mock.Options) { o.ForkTags = "seed" }
	first, second := start(t, fixed), start(t, fixed)
	one, same := tenant(t, first, `{"name":"a"}`), tenant(t, second, `{"name":"b"}`)
	assert.Equal(t, one.PAM360.AuthToken, same.PAM360.AuthToken)
	assert.Equal(t, one.Code42.Password, same.Code42.Password)
	require.Equal(t, 409, control(t, first, "POST", "/tenants", `{"name":"a"}`).status)
	assert.Equal(t, tenant(t, first, `{"name":"c"}`).PAM360.AuthToken, tenant(t, second, `{"name":"c"}`).PAM360.AuthToken, "what was refused does not count")
	require.Equal(t, 204, control(t, first, "DELETE", "/tenants/a", "").status)
	assert.NotEqual(t, one.PAM360.AuthToken, tenant(t, first, `{"name":"a"}`).PAM360.AuthToken)
	_, err := mock.NewAtTestDay(mock.Options{World: "small", ForkTags: "fixed"})
	assert.EqualError(t, err, `fork-tags "fixed" is neither random nor seed`)
}

// TestAReCreatedTenantDoesNotInheritItsPredecessorsJournal: a name passes on, what was done under it does not. Until somebody takes the
// name, what happened in the tenant that ended can still be read.
func TestAReCreatedTenantDoesNotInheritItsPredecessorsJournal(t *testing.T) {
	t.Parallel()
	s := start(t)
	entries := func() []any {
		return control(t, s, "GET", "/journal?tenant=checkout", "").field(t, "entries").([]any)
	}
	for range 2 {
		who := tenant(t, s, `{"name":"checkout"}`)
		assert.Empty(t, entries())
		signIn(t, who.Code42.URL, testUser, who.Code42.Password)
		call(t, client, "GET", who.PAM360.URL+"/restapi/json/v1/resources", "", "AUTHTOKEN", who.PAM360.AuthToken)
		assert.Len(t, entries(), 2)
		require.Equal(t, 204, control(t, s, "DELETE", "/tenants/checkout", "").status)
		assert.Len(t, entries(), 2, "of the last that had the name")
	}
	assert.Len(t, control(t, s, "GET", "/journal", "").field(t, "entries"), 4)
	call(t, client, "GET", s.URL("code42")+"/nowhere", "")
	assert.Empty(t, control(t, s, "GET", "/journal?tenant=default", "").field(t, "entries"), "what has no tenant is nobody's")
}

// TestSigningInAsksAsManyTenantsAmongThousandsAsAmongTwo counts the rows that all tenants read together, which are the same on every
// machine.
func TestSigningInAsksAsManyTenantsAmongThousandsAsAmongTwo(t *testing.T) {
	t.Parallel()
	costs := map[int]map[string]int64{}
	for _, forks := range []int{2, 2000} {
		s := start(t)
		one, two := tenant(t, s, `{"name":"one"}`), tenant(t, s, `{"name":"two"}`)
		for range forks - 2 {
			_, err := s.Fork()
			require.NoError(t, err)
		}
		addUser(t, one, "alone@example.com", "let me in 7")
		addUser(t, one, "both@example.com", "let me in 7")
		addUser(t, two, "both@example.com", "let me in 7")
		read := s.CountRows()
		costs[forks] = map[string]int64{}
		for what, login := range map[string][2]string{
			"default": {testUser, "password"}, "a fork": {testUser, one.Code42.Password}, "made in a fork": {"alone@example.com", "let me in 7"},
			"made in two": {"both@example.com", "let me in 7"}, "wrong": {testUser, "wrong password"}, "nobody": {"nobody@example.com", "password"},
			"a fork that there is not": {testUser, "password-0123456789ab"},
		} {
			before := read.Opened()
			request := httptest.NewRequest(http.MethodGet, "/api/v3/auth/jwt?useBody=true", nil)
			request.SetBasicAuth(login[0], login[1])
			s.Handler("code42").ServeHTTP(httptest.NewRecorder(), request)
			costs[forks][what] = read.Opened() - before
		}
		for what, name := range map[string]string{"default's name": testUser, "a fork's name": "alone@example.com", "two forks' name": "both@example.com", "nobody's name": "x@example.com"} {
			before := read.Opened()
			s.Handler("code42").ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/api/v3/LoginConfiguration?username="+name, nil))
			costs[forks][what] = read.Opened() - before
		}
		for what, token := range map[string]string{"default's token": s.Access().PAM360.AuthToken, "a fork's token": one.PAM360.AuthToken, "nobody's token": "7C2E91A0-3B5D-4E68-9F14-0C1D2E3F4A5B"} {
			before := read.Opened()
			request := httptest.NewRequest(http.MethodGet, "/restapi/json/v1/passwords/policies", nil)
			request.Header.Set("AUTHTOKEN", token)
			s.Handler("pam360").ServeHTTP(httptest.NewRecorder(), request)
			costs[forks][what] = read.Opened() - before
		}
	}
	assert.Equal(t, costs[2], costs[2000])
	for what, rows := range costs[2000] {
		t.Logf("%-25s opens %d rows", what, rows)
	}
	assert.Positive(t, costs[2]["made in two"])
}
