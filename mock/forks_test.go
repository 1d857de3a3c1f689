package mock_test

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

const testUser = "test.user@example.com"

// landsIn is the tenant that a login lands in at an address, by the journal; empty where it is refused.
func landsIn(t testing.TB, s *mock.Server, address, username, password string) string {
	t.Helper()
	bearer, refused := signIn(t, address, username, password)
	if bearer == "" {
		assert.Equal(t, http.StatusUnauthorized, refused.status, refused.body)
		return ""
	}
	entries := control(t, s, "GET", "/journal?last=1", "").field(t, "entries").([]any)
	return entries[0].(map[string]any)["tenant"].(string)
}

// setPassword gives a Code42 user of a tenant another password, as a client does.
func setPassword(t testing.TB, who access, username, password string) {
	t.Helper()
	bearer, refused := signIn(t, who.Code42.URL, who.Code42.Username, who.Code42.Password)
	require.NotEmpty(t, bearer, refused.body)
	found := call(t, client, "GET", who.Code42.URL+"/api/v1/User?username="+username, "", "Authorization", bearer)
	uid := found.field(t, "data", "users").([]any)[0].(map[string]any)["userUid"].(string)
	got := call(t, client, "PUT", who.Code42.URL+"/api/v1/User/"+uid+"?idType=uid", `{"password":"`+password+`"}`, "Authorization", bearer)
	require.Equal(t, http.StatusOK, got.status, got.body)
}

// addUser makes a Code42 user in a tenant, as a client does.
func addUser(t testing.TB, who access, username, password string) {
	t.Helper()
	bearer, refused := signIn(t, who.Code42.URL, who.Code42.Username, who.Code42.Password)
	require.NotEmpty(t, bearer, refused.body)
	got := call(t, client, "POST", who.Code42.URL+"/api/v1/User",
		`{"orgUid":"956377780583791269","username":"`+username+`","email":"`+username+`","password":"`+password+`"}`, "Authorization", bearer)
	require.Equal(t, http.StatusOK, got.status, got.body)
}

// TestAForkNeverChangesWhatSignsInToTheDefaultTenant: the ordinary test of a password change sets the very password that the default
// tenant has.
func TestAForkNeverChangesWhatSignsInToTheDefaultTenant(t *testing.T) {
	t.Parallel()
	s := start(t)
	shared := s.URL("code42")
	for _, name := range []string{"one", "two"} {
		setPassword(t, tenant(t, s, `{"name":"`+name+`"}`), testUser, "password")
		assert.Equal(t, "default", landsIn(t, s, shared, testUser, "password"))
		assert.Equal(t, "default", landsIn(t, s, shared, strings.ToUpper(testUser), "password"))
	}
	_, said := signIn(t, shared, testUser, "password")
	assert.Equal(t, http.StatusOK, said.status)
	const want = `this is the default tenant; tenant one has this user with this password too; a fork with ports of its own is never mistaken: POST /_mock/tenants {"ports":true}`
	assert.Equal(t, want, said.header.Get("X-Understudy-Reason"))
	entry := control(t, s, "GET", "/journal?last=1", "").field(t, "entries").([]any)[0].(map[string]any)
	assert.Equal(t, want, entry["reason"])

	for _, name := range []string{"one", "two"} {
		require.Equal(t, 204, control(t, s, "DELETE", "/tenants/"+name, "").status)
	}
	_, said = signIn(t, shared, testUser, "password")
	assert.Empty(t, said.header.Get("X-Understudy-Reason"))

	def := access{Code42: s.Access().Code42}
	fork := tenant(t, s, `{"name":"three"}`)
	setPassword(t, def, testUser, fork.Code42.Password)
	assert.Equal(t, "default", landsIn(t, s, shared, testUser, fork.Code42.Password), "whatever it looks like")
	assert.Empty(t, landsIn(t, s, shared, testUser, "password"), "it is no longer the default tenant's, and was never a fork's")
}

// TestTwoForksThatHoldTheSameLoginAreToldApartByPortsOfTheirOwn: on the port of all they are refused, and the refusal says what helps.
func TestTwoForksThatHoldTheSameLoginAreToldApartByPortsOfTheirOwn(t *testing.T) {
	t.Parallel()
	s := start(t)
	shared := s.URL("code42")
	one, two, own := tenant(t, s, `{"name":"one"}`), tenant(t, s, `{"name":"two"}`), tenant(t, s, `{"name":"own","ports":true}`)
	assert.Empty(t, landsIn(t, s, shared, "new@example.com", "let me in 7"))
	addUser(t, one, "New@example.com", "let me in 7")
	assert.Equal(t, "one", landsIn(t, s, shared, "new@example.com", "let me in 7"))
	addUser(t, two, "new@example.com", "let me in 7")
	_, refused := signIn(t, shared, "new@example.com", "let me in 7")
	assert.Equal(t, http.StatusUnauthorized, refused.status)
	assert.Equal(t, `tenants one and two both have this user with this password; give one of them another password; `+
		`a fork with ports of its own is never mistaken: POST /_mock/tenants {"ports":true}`, refused.header.Get("X-Understudy-Reason"))

	addUser(t, own, "new@example.com", "let me in 7")
	assert.Equal(t, "own", landsIn(t, s, own.Code42.URL, "new@example.com", "let me in 7"))
	setPassword(t, two, "new@example.com", "let me in 8")
	assert.Equal(t, "two", landsIn(t, s, shared, "new@example.com", "let me in 8"))
	require.Equal(t, 204, control(t, s, "DELETE", "/tenants/own", "").status)
	assert.Equal(t, "one", landsIn(t, s, shared, "new@example.com", "let me in 7"), "nobody else has it now")
	require.Equal(t, 204, control(t, s, "POST", "/tenants/one/reset", "").status)
	assert.Empty(t, landsIn(t, s, shared, "new@example.com", "let me in 7"), "a reset forgets it")
	setPassword(t, two, testUser, one.Code42.Password)
	assert.Equal(t, "one", landsIn(t, s, shared, testUser, one.Code42.Password), "the tag in it is one's")
}

// TestAForksOwnPortsAnswerThatForkAlone: by HTTP and HTTPS, and whatever else signs in is refused there.
func TestAForksOwnPortsAnswerThatForkAlone(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *mock.Options) { o.CORS = []string{"http://localhost:3000"} })
	own, other := tenant(t, s, `{"name":"own","ports":true}`), tenant(t, s, `{"name":"other","ports":true}`)
	seen := map[string]bool{}
	for _, address := range []string{s.URL("code42"), s.URL("pam360"), own.Code42.URL, own.PAM360.URL, other.Code42.URL, other.PAM360.URL} {
		assert.False(t, seen[address], address)
		seen[address] = true
		assert.True(t, strings.HasPrefix(address, "http://127.0.0.1:"), address)
	}
	assert.Equal(t, own, tenantNamed(t, s, "own"))
	assert.Equal(t, s.URL("code42"), tenant(t, s, `{"ports":false}`).Code42.URL)

	assert.Equal(t, "own", landsIn(t, s, own.Code42.URL, testUser, own.Code42.Password))
	assert.Equal(t, "own", landsIn(t, s, s.URL("code42"), testUser, own.Code42.Password), "the port of all knows it too")
	setPassword(t, own, testUser, "password")
	assert.Equal(t, "own", landsIn(t, s, own.Code42.URL, testUser, "password"), "like the default tenant's, but its own here")
	for _, password := range []string{other.Code42.Password, own.Code42.Password} {
		assert.Empty(t, landsIn(t, s, own.Code42.URL, testUser, password), "another tenant's, or its own until a moment ago")
	}
	assert.Equal(t, 401, call(t, client, "GET", other.Code42.URL+"/api/v3/auth/jwt?useBody=true", "", "Authorization", "Basic "+basic(testUser, "password")).status)

	bearer, _ := signIn(t, own.Code42.URL, testUser, "password")
	others, _ := signIn(t, s.URL("code42"), testUser, "password")
	mine := func(address, bearer string) answer {
		return call(t, over(t, s), "GET", address+"/api/v1/User/my", "", "Authorization", bearer)
	}
	assert.Equal(t, 200, mine(own.Code42.URL, bearer).status)
	assert.Equal(t, 200, mine(strings.Replace(own.Code42.URL, "http:", "https:", 1), bearer).status)
	assert.Equal(t, 200, mine(s.URL("code42"), bearer).status)
	refused := mine(own.Code42.URL, others)
	assert.Equal(t, 401, refused.status)
	assert.Equal(t, "the token is one of tenant default; this port is own's alone", refused.header.Get("X-Understudy-Reason"))
	assert.Equal(t, 401, mine(other.Code42.URL, bearer).status)
	for _, c := range []struct {
		id, secret string
		status     int
	}{{own.Code42.APIClientID, own.Code42.APIClientSecret, 200}, {other.Code42.APIClientID, other.Code42.APIClientSecret, 401}, {"client_id", "secret", 401}} {
		got := call(t, client, "POST", own.Code42.URL+"/api/v3/oauth/token?grant_type=client_credentials", "", "Authorization", "Basic "+basic(c.id, c.secret))
		assert.Equal(t, c.status, got.status, c.id)
	}
	list := func(token string, headers ...string) answer {
		return call(t, client, "GET", own.PAM360.URL+"/restapi/json/v1/resources", "", append(headers, "AUTHTOKEN", token)...)
	}
	assert.Equal(t, "Success", list(own.PAM360.AuthToken).field(t, "operation", "result", "status"))
	for _, token := range []string{other.PAM360.AuthToken, s.Access().PAM360.AuthToken} {
		assert.Equal(t, "Failed", list(token).field(t, "operation", "result", "status"))
	}
	assert.Equal(t, "the token is one of tenant other; this port is own's alone", list(other.PAM360.AuthToken).header.Get("X-Understudy-Reason"))
	assert.Equal(t, "http://localhost:3000", list(own.PAM360.AuthToken, "Origin", "http://localhost:3000").header.Get("Access-Control-Allow-Origin"))
	page := call(t, client, "POST", own.PAM360.URL+"/restapi/json/v1/resources", input(`{}`), "AUTHTOKEN", own.PAM360.AuthToken, "Origin", "http://evil.example.com")
	assert.Equal(t, http.StatusForbidden, page.status, "the same rules for pages of other sites")

	addUser(t, access{Code42: s.Access().Code42}, "late@example.com", "let me in 7")
	for address, want := range map[string]string{s.URL("code42"): "LOCAL", own.Code42.URL: "LOCAL_2FA"} {
		got := call(t, client, "GET", address+"/api/v3/LoginConfiguration?username=late@example.com", "")
		assert.Equal(t, want, got.field(t, "data", "loginType"), "who asks there asks one tenant")
	}
}

func tenantNamed(t testing.TB, s *mock.Server, name string) (a access) {
	t.Helper()
	got := control(t, s, "GET", "/tenants/"+name, "")
	require.Equal(t, http.StatusOK, got.status)
	require.NoError(t, json.Unmarshal([]byte(got.body), &a))
	return a
}

// TestAForksPortsCloseWithIt: nobody is let in any more, and what was accepted has its answer.
func TestAForksPortsCloseWithIt(t *testing.T) {
	t.Parallel()
	s := start(t)
	own := tenant(t, s, `{"name":"own","ports":true}`)
	late, answers := slow(t, own.PAM360.URL)
	require.Equal(t, 204, control(t, s, "DELETE", "/tenants/own", "").status)
	for _, address := range []string{own.Code42.URL, own.PAM360.URL} {
		_, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
		assert.Error(t, err)
	}
	_, err := late.Write([]byte("INPUT_DATA={}"))
	require.NoError(t, err)
	response, err := http.ReadResponse(answers, nil)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.True(t, response.Close)
	assert.Equal(t, "tenant own has ended", response.Header.Get("X-Understudy-Reason"))
	again := tenant(t, s, `{"name":"own","ports":true}`)
	assert.Equal(t, "own", landsIn(t, s, again.Code42.URL, testUser, again.Code42.Password))
	assert.Empty(t, landsIn(t, s, again.Code42.URL, testUser, own.Code42.Password))
	s.WaitForPorts()
	assert.Equal(t, 5, s.OpenPorts(), "two of all, two of a fork, and the control plane's")
}

// TestOnStoppingTheForksPortsDrainWithTheOthers: also those of a fork that has just ended.
func TestOnStoppingTheForksPortsDrainWithTheOthers(t *testing.T) {
	t.Parallel()
	s, stop, done, _ := stoppable(t, 10e9)
	own, ended := tenant(t, s, `{"name":"own","ports":true}`), tenant(t, s, `{"name":"ended","ports":true}`)
	late, answers := slow(t, own.Code42.URL)
	last, lastAnswers := slow(t, ended.Code42.URL)
	require.Equal(t, 204, control(t, s, "DELETE", "/tenants/ended", "").status)
	stop()
	for _, each := range []struct {
		conn    net.Conn
		answers interface{ ReadString(byte) (string, error) }
	}{{late, answers}, {last, lastAnswers}} {
		_, err := each.conn.Write([]byte("INPUT_DATA={}"))
		require.NoError(t, err)
		line, err := each.answers.ReadString('\n')
		require.NoError(t, err)
		assert.Contains(t, line, "HTTP/1.1 4")
	}
	require.NoError(t, <-done)
	_, err := net.Dial("tcp", strings.TrimPrefix(own.PAM360.URL, "http://"))
	assert.Error(t, err)
}

// TestForksWithPortsAreBounded: a port costs a descriptor, and so do clients.
func TestForksWithPortsAreBounded(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.BoundFurtherPorts(3)
	first := tenant(t, s, `{"name":"first","ports":true}`)
	refused := control(t, s, "POST", "/tenants", `{"name":"second","ports":true}`)
	assert.Equal(t, http.StatusConflict, refused.status)
	assert.Equal(t, "forks have 3 ports of their own, and there can be no more; end those that are done, or make the fork without", refused.field(t, "error"))
	assert.Equal(t, 404, control(t, s, "GET", "/tenants/second", "").status, "what was refused has left nothing")
	assert.Equal(t, "first", landsIn(t, s, first.Code42.URL, testUser, first.Code42.Password))
	tenant(t, s, `{"name":"second"}`)
	require.Equal(t, 204, control(t, s, "DELETE", "/tenants/first", "").status)
	s.WaitForPorts()
	tenant(t, s, `{"name":"third","ports":true}`)
}

// TestAGoTestForksAServer: the fork is described like the default tenant, and ends with the test.
func TestAGoTestForksAServer(t *testing.T) {
	t.Parallel()
	s := start(t)
	var own mock.Access
	t.Run("a test", func(t *testing.T) {
		own = mock.Fork(t, s, mock.ForkOptions{Name: "checkout", Ports: true})
		plain := mock.Fork(t, s, mock.ForkOptions{})
		assert.Equal(t, "checkout", own.Tenant)
		assert.Equal(t, "tenant-2", plain.Tenant)
		assert.Equal(t, "default", s.Access().Tenant)
		assert.Equal(t, s.URL("pam360"), plain.PAM360.URL)
		assert.NotEqual(t, s.URL("pam360"), own.PAM360.URL)
		assert.Equal(t, "checkout", landsIn(t, s, own.Code42.URL, testUser, own.Code42.Password))
	})
	assert.Len(t, control(t, s, "GET", "/tenants", "").field(t, "tenants"), 1)
	_, err := net.Dial("tcp", strings.TrimPrefix(own.PAM360.URL, "http://"))
	assert.Error(t, err)
}

// complaint is a test that ends with the first thing it is told.
type complaint struct {
	testing.TB
	said string
}

func (c *complaint) Helper() {}

func (c *complaint) Fatalf(format string, args ...any) {
	c.said = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// TestAForksNameIsTheSameFromGoAndFromTheControlPlane: neither lets in what the other refuses.
func TestAForksNameIsTheSameFromGoAndFromTheControlPlane(t *testing.T) {
	t.Parallel()
	s := start(t)
	for name, good := range map[string]bool{
		"a": true, "0-": true, strings.Repeat("a", 63): true, strings.Repeat("a", 64): false, "A": false, "-a": false, "a/b": false, "..": false,
		"a\n": false, "x\ny": false, "é": false, "\xff": false, strings.Repeat("a", 60_000): false,
	} {
		body, err := json.Marshal(map[string]string{"name": name})
		require.NoError(t, err)
		made := control(t, s, "POST", "/tenants", string(body))
		assert.Equal(t, map[bool]int{true: 201, false: 400}[good], made.status, "%.80q", name)
		if good {
			require.Equal(t, 204, control(t, s, "DELETE", "/tenants/"+name, "").status)
		}
		told := &complaint{TB: t}
		var done sync.WaitGroup
		done.Go(func() { mock.Fork(told, s, mock.ForkOptions{Name: name}) })
		done.Wait()
		assert.Equal(t, good, told.said == "", "%.80q: %s", name, told.said)
		assert.Less(t, len(told.said), 500)
	}
}
