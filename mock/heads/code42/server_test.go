package code42

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/understudy/understudy/fixtures"
	"github.com/understudy/understudy/mock/internal/clock"
	firms "github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/head"
	"github.com/understudy/understudy/mock/internal/tenant"
	"github.com/understudy/understudy/mock/worlds/code42/seed"
	"github.com/understudy/understudy/mock/worlds/code42/state"
	"github.com/understudy/understudy/openapi"
)

// standard is what the standard world is made from.
func standard(t testing.TB) seed.World {
	t.Helper()
	data, err := fixtures.World("standard")
	require.NoError(t, err)
	var file struct {
		Code42 seed.World
	}
	require.NoError(t, yaml.Unmarshal(data, &file))
	return file.Code42
}

// serve makes the API over the standard world, changed as a test wants it, its time standing still.
func serve(t testing.TB, changes ...func(*seed.World)) (*httptest.Server, *tenant.Registry) {
	t.Helper()
	from := standard(t)
	for _, change := range changes {
		change(&from)
	}
	model, err := firms.Read(fixtures.Company())
	require.NoError(t, err)
	spec := from.Spec()
	spec.Seed, spec.Now = 1, firms.DateOf(clock.AtTestDay())
	firm, err := firms.New(model, spec)
	require.NoError(t, err)
	world := state.New(1, clock.At(clock.AtTestDay()))
	given, err := seed.Fill(world, from, firm, nil)
	require.NoError(t, err)
	world.Seal()
	require.NoError(t, seed.FileEvents(world, from, firm, nil, nil))
	tenants := tenant.NewRegistry(tenant.PartOf(world, given))
	server, err := Open(head.Config{Tenants: tenants, Seed: 1, Config: engine.Config{
		Journal: engine.NewJournal(100), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: time.Now, Check: engine.CheckAll,
	}})
	require.NoError(t, err)
	listener := httptest.NewServer(server)
	t.Cleanup(func() {
		listener.Close()
		assert.Empty(t, server.Drift())
	})
	return listener, tenants
}

// get asks with a token and returns the status and the body.
func get(t testing.TB, url, authorization string) (int, []byte, http.Header) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, url, nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", authorization)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, body, res.Header
}

func token(t testing.TB, base, username, password string) string {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, base+"/api/v3/auth/jwt?useBody=True", nil)
	require.NoError(t, err)
	req.SetBasicAuth(username, password)
	status, body, header := get(t, req.URL.String(), req.Header.Get("Authorization"))
	require.Equal(t, 200, status, "%s %v", body, header)
	var answer struct {
		Data struct {
			Token string `json:"v3_user_token"`
		}
	}
	require.NoError(t, json.Unmarshal(body, &answer))
	return "Bearer " + answer.Data.Token
}

func TestSignInAndRead(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	bearer := token(t, server.URL, "test.user@example.com", "password")
	for _, path := range []string{
		"/api/v1/User/my", "/api/v1/User?pgNum=1&pgSize=500&incRoles=True", "/api/v1/Org?pgNum=1&pgSize=500&incCounts=true", "/api/v1/Org/my",
		"/api/v1/Computer?pgNum=1&pgSize=500&incBackupUsage=True", "/api/v1/Computer/935873453596901068?idType=guid&incSettings=true", "/api/v3/customer/my",
		"/api/v1/role", "/api/v1/ServerEnv", "/v1/AlertService-API_URL", "/api/v1/connectedServerUrl?guid=935873453596901068",
		"/api/v14/agent-state/view-by-device-guid?deviceGuid=935873453596901068&propertyName=fullDiskAccess",
	} {
		status, body, header := get(t, server.URL+path, bearer)
		assert.Equal(t, 200, status, "%s: %s %v", path, body, header)
		assert.Empty(t, header.Get("X-Understudy-Drift"), path)
		t.Logf("%s %.300s", path, body)
	}
}

func TestAnErrorHasItsListOfObjectsThoughEmpty(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	status, body, _ := get(t, server.URL+"/api/v1/User/my", "")
	assert.Equal(t, 401, status)
	assert.JSONEq(t, `[{"name":"SYSTEM","description":"Invalid credentials were supplied, or none at all","objects":[]}]`, string(body))
}

func TestAnEscapedSlashAtTheEndBelongsToTheID(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	bearer := token(t, server.URL, "test.user@example.com", "password")
	for path, want := range map[string]int{
		"/api/v1/User/1001/": 200, "/api/v1/User/1001//": 200, "/api/v1/User/1001%2f": 404, "/api/v1/User/%2e%2e%2f": 404, "/api/v1/User/%2f": 404,
	} {
		status, body, _ := get(t, server.URL+path, bearer)
		assert.Equal(t, want, status, "%s: %s", path, body)
	}
}

func TestWhatIsNotUTF8IsRefusedRatherThanLookedFor(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	bearer := token(t, server.URL, "test.user@example.com", "password")
	for _, path := range []string{"/api/v1/User?username=%ff", "/api/v1/User?%ff=1", "/api/v1/Computer?q=a%c3", "/api/v1/User/%ff"} {
		status, body, _ := get(t, server.URL+path, bearer)
		assert.Equal(t, 400, status, "%s: %s", path, body)
	}
}

func TestWhatIsNotServedLookedLikeTheVendorsWord(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	bearer := token(t, server.URL, "test.user@example.com", "password")
	for path, want := range map[string]string{
		"/svc/api/v9/alarms": "no operation of this API matches GET /svc/api/v9/alarms",
		"/v1/alarms":         "no operation of this API matches GET /v1/alarms",
		"/api/v1/User/777":   "",
		"/v1/ALARM-API_URL":  "",
	} {
		status, body, _ := get(t, server.URL+path, bearer)
		assert.Equal(t, 404, status, path)
		assert.Equal(t, want != "", strings.Contains(string(body), "no operation of this API matches"), "%s: %s", path, body)
		assert.Contains(t, string(body), want)
	}
}

func TestAForksCredentialAfterItsEndWasAWrongPassword(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	for _, c := range []struct{ path, name, secret, want string }{
		{"/api/v3/auth/jwt?useBody=True", "test.user@example.com", "password-0123456789ab", "no tenant has the tag 0123456789ab"},
		{"/api/v3/auth/jwt?useBody=True", "test.user@example.com", "password-0123456789", "the password is wrong"},
		{"/api/v3/auth/jwt?useBody=True", "test.user@example.com", "wrong", "the password is wrong"},
	} {
		req, err := http.NewRequest(http.MethodGet, server.URL, nil)
		require.NoError(t, err)
		req.SetBasicAuth(c.name, c.secret)
		status, _, header := get(t, server.URL+c.path, req.Header.Get("Authorization"))
		assert.Equal(t, 401, status)
		assert.Contains(t, header.Get("X-Understudy-Reason"), c.want)
	}
	req, err := http.NewRequest(http.MethodPost, server.URL+"/api/v3/oauth/token?grant_type=client_credentials", nil)
	require.NoError(t, err)
	req.SetBasicAuth("client_id-0123456789ab", "secret-0123456789ab")
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Contains(t, res.Header.Get("X-Understudy-Reason"), "no tenant has the tag 0123456789ab")
}

func TestTheNearestOperationWasAnotherWord(t *testing.T) {
	t.Parallel()
	doc, err := openapi.Load("code42")
	require.NoError(t, err)
	assert.Nil(t, doc.Nearest("GET", "/api/v1/Nothing/7"))
	assert.Equal(t, "getUser", doc.Nearest("GET", "/api/v1/Users/7").ID)
}
