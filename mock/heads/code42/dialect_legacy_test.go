package code42

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/openapi"
)

// ask sends any request and returns the status and the body.
func ask(t testing.TB, bearer, method, url, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Authorization", bearer)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, string(text)
}

// member reads one value out of an answer.
func memberOf(t testing.TB, text string, path ...string) any {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal([]byte(text), &v), "%s", text)
	for _, name := range path {
		v = v.(map[string]any)[name]
	}
	return v
}

// TestOlderSpellings calls each spelling of py42 1.20 and reads the effect back.
func TestOlderSpellings(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	bearer := token(t, server.URL, "test.user@example.com", "password")
	user := func(name string) any {
		_, text := ask(t, bearer, "GET", server.URL+"/api/v1/User/1003?incRoles=True", "")
		return memberOf(t, text, "data", name)
	}
	org := func(name string) any {
		status, text := ask(t, bearer, "GET", server.URL+"/api/v1/Org/317?incCounts=True", "")
		require.Equal(t, 200, status, text)
		return memberOf(t, text, "data", name)
	}
	for _, c := range []struct {
		method, path, body string
		read               func(string) any
		name               string
		want               any
	}{
		{"PUT", "/api/v1/UserBlock/1003", "", user, "blocked", true},
		{"DELETE", "/api/v1/UserBlock/1003", "", user, "blocked", false},
		{"PUT", "/api/v1/UserDeactivation/1003", `{"blockUser": true}`, user, "status", "Deactivated, Blocked"},
		{"DELETE", "/api/v1/UserDeactivation/1003?unblockUser=True", "", user, "status", "Active"},
		{"PUT", "/api/v1/UserDeactivation/1003", "\ufeff{}", user, "status", "Deactivated"},
		{"DELETE", "/api/v1/UserDeactivation/1003", "", user, "status", "Active"},
		{"PUT", "/api/v1/UserDeactivation/1003", `{"blockUser": null}`, user, "status", "Deactivated"},
		{"DELETE", "/api/v1/UserDeactivation/1003", "", user, "status", "Active"},
		{"POST", "/api/v1/UserMoveProcess", `{"userId": 1003, "parentOrgId": 317}`, user, "orgId", 317.0},
		{"POST", "/api/v1/UserMoveProcess", `{"userId": "1003", "parentOrgId": "1"}`, user, "orgId", 1.0},
		{"POST", "/api/v1/UserRole", `{"userId": 1003, "roleName": "Desktop User"}`, user, "roles", []any{"Desktop User", "PROe User"}},
		{"POST", "/api/v1/UserRole", `{"userId": 1003, "roleName": "Org Admin"}`, user, "roles", []any{"Desktop User", "Org Admin", "PROe User"}},
		{"DELETE", "/api/v1/UserRole?userId=1003&roleName=Desktop User", "", user, "roles", []any{"Org Admin", "PROe User"}},
		{"DELETE", "/api/v1/UserRole?userId=1003&roleName=Desktop User", "", user, "roles", []any{"Org Admin", "PROe User"}},
		{"PUT", "/api/v1/OrgBlock/317", "", org, "blocked", true},
		{"DELETE", "/api/v1/OrgBlock/317", "", org, "blocked", false},
		{"PUT", "/api/v1/OrgDeactivation/317", "", org, "active", false},
		{"DELETE", "/api/v1/OrgDeactivation/317", "", org, "active", true},
	} {
		status, text := ask(t, bearer, c.method, server.URL+strings.ReplaceAll(c.path, " ", "%20"), c.body)
		assert.Contains(t, []int{200, 204}, status, "%s %s: %s", c.method, c.path, text)
		assert.Equal(t, c.want, c.read(c.name), "%s %s %s", c.method, c.path, c.body)
	}
}

func TestOlderSpellingsThatRead(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	bearer := token(t, server.URL, "test.user@example.com", "password")
	tenant := `"tenantId": "1d71796f-af5b-4231-9d8e-df6434da4663"`
	for _, c := range []struct{ method, path, body, want string }{
		{"GET", "/api/v1/UserRole/1001", "", `"roleId":"customer-cloud-admin"`},
		{"GET", "/api/v1/Org/956377780583791317?idType=orgUid", "", `"orgId":317`},
		{"GET", "/api/v1/Org/317?incSettings=true", "", `"orgId":317`},
		{"GET", "/api/v1/Org/my", "", `"orgId":1,`},
		{"POST", "/api/v1/Org/", `{"orgName": "New", "orgExtRef": "x", "notes": null, "parentOrgUid": "956377780583791317"}`, `"parentOrgId":317`},
		{"POST", "/api/v1/Org/", `{"orgName": "New", "orgExtRef": null, "notes": null, "parentOrgUid": null}`, `"parentOrgId":1,`},
		{"GET", "/api/LegalHoldEventReport?pgNum=1&pgSize=2", "", `"eventType":"HoldCreated"`},
		{"GET", "/api/v7/scim-user-data/collated-view?userId=984118686188300065", "", `"userId":"984118686188300065"`},
		{"GET", "/c42api/v3/LoginConfiguration?username=sso.user@example.com", "", `"loginType":"CLOUD_SSO"`},
		{"POST", "/v2/user/getbyid", `{` + tenant + `, "userId": "984118686188300065"}`, `"userName":"pinned.user@example.com"`},
		{"POST", "/v2/departingemployee/search", `{` + tenant + `, "filterType": "OPEN", "pgNum": 1, "pgSize": 1}`, `"DEPARTING_EMPLOYEE_V2"`},
		{"POST", "/v2/highriskemployee/search", `{` + tenant + `, "filterType": "OPEN", "pgNum": 1, "pgSize": 1}`, `"HIGH_RISK_EMPLOYEE_V2"`},
	} {
		status, text := ask(t, bearer, c.method, server.URL+c.path, c.body)
		assert.Equal(t, 200, status, "%s %s: %s", c.method, c.path, text)
		assert.Contains(t, text, c.want, "%s %s", c.method, c.path)
	}
}

// TestAnOlderSpellingThatWasForgivenIsInAResponseHeader.
func TestAnOlderSpellingThatWasForgivenIsInAResponseHeader(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	_, _, header := get(t, server.URL+"/api/v1/UserRole/1001", token(t, server.URL, "test.user@example.com", "password"))
	assert.Equal(t, "the older spelling GET /api/v1/UserRole/{userId} of GET /api/v3/users/{userUid}/roles", header.Get("X-Understudy-Forgave"))
}

func TestOlderSpellingsAreRefusedAsTheirOperationsAre(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	admin, basic := token(t, server.URL, "test.user@example.com", "password"), token(t, server.URL, "basic.user@example.com", "password")
	for _, c := range []struct {
		bearer, method, path, body string
		want                       int
	}{
		{"", "PUT", "/api/v1/UserBlock/1003", "", 401},
		{"Bearer garbage", "PUT", "/api/v1/UserBlock/1003", "", 401},
		{basic, "PUT", "/api/v1/UserBlock/1003", "", 403},
		{admin, "PUT", "/api/v1/UserBlock/99999", "", 404},
		{admin, "PUT", "/api/v1/UserBlock/a%2Fb", "", 404},
		{admin, "PUT", "/api/v1/UserBlock/", "", 404},
		{admin, "PUT", "/api/v1/UserBlock/1003/x", "", 404},
		{admin, "PATCH", "/api/v1/UserBlock/1003", "", 404},
		{admin, "GET", "/api/v1/Org/99999", "", 404},
		{admin, "PUT", "/api/v1/UserDeactivation/1003", `{"blockUser"`, 400},
		{admin, "PUT", "/api/v1/UserDeactivation/1003", `[1]`, 400},
		{admin, "DELETE", "/api/v1/UserDeactivation/1003?unblockUser=perhaps", "", 400},
		{admin, "POST", "/api/v1/UserRole", `{"userId": 1003}`, 400},
		{admin, "POST", "/api/v1/UserMoveProcess", `{"userId": 1003, "parentOrgId": 99999}`, 400},
	} {
		status, text := ask(t, c.bearer, c.method, server.URL+c.path, c.body)
		assert.Equal(t, c.want, status, "%s %s %s: %s", c.method, c.path, c.body, text)
	}
}

// TestAResourceThatTheVendorsScriptsCallIsNotServedRatherThanUnknown: each is called as the script spells it.
func TestAResourceThatTheVendorsScriptsCallIsNotServedRatherThanUnknown(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	bearer := token(t, server.URL, "test.user@example.com", "password")
	for _, call := range []string{
		"GET /api/DeviceBackupReport?&active=true&alerted=false&srtKey=lastCompletedBackupDate", "GET /api/v1/PlanSummary?userId=1003&planTypes=security",
		"POST /api/PushRestoreJob", "GET /api/Server", "GET /api/server/3", "GET /api/server/this", "POST /api/server", "GET /api/Destination",
		"GET /api/destinations", "GET /api/storePoint?q=x", "PUT /api/storePoint/2", "GET /api/ping", "GET /api/Ping",
		"GET /api/ArchiveMetadata/912100293346985227?decryptPaths=true", "GET /api/RestoreRecord", "GET /api/RestoreRecord/1",
		"GET /api/storedBytesHistory", "GET /api/StoredBytesHistory", "GET /api/EKR/984118686188300065", "PUT /api/EKR/984118686188300065",
		"GET /api/OrgSettings/317", "GET /api/FileMetadata/1", "GET /api/FileContent/1/2", "GET /c42api/v3/AccessLock/935873453596901068",
		"GET /c42api/v3/customerLicense", "POST /api/role", "POST /api/UserPasswordReset", "GET /api/permission", "GET /api/v1/login-user",
		"GET /api/Users", "PUT /api/DeviceUpgrade/251691", "GET /api/authToken/x", "POST /api/cli",
	} {
		method, path, _ := strings.Cut(call, " ")
		status, text := ask(t, bearer, method, server.URL+path, "")
		assert.Equal(t, http.StatusNotImplemented, status, "%s: %s", call, text)
		assert.Contains(t, text, "is not served:", call)
	}
}

// TestAPathOfAnotherAPIIsCalledNoOperationOfThisOne: Incydr has an API of its own.
func TestAPathOfAnotherAPIIsCalledNoOperationOfThisOne(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	bearer := token(t, server.URL, "test.user@example.com", "password")
	for _, call := range []string{"GET /v1/users", "GET /v1/devices", "POST /v2/file-events", "POST /v1/oauth", "GET /v1/actors/actor/id/1"} {
		method, path, _ := strings.Cut(call, " ")
		status, text := ask(t, bearer, method, server.URL+path, "")
		assert.Equal(t, http.StatusNotFound, status, "%s: %s", call, text)
		assert.Contains(t, text, "no operation of this API matches "+call, call)
	}
}

// TestAnOlderSpellingWithoutItsIDIsRefusedByThatName: the path of today's that it would go to is nobody's to hear of.
func TestAnOlderSpellingWithoutItsIDIsRefusedByThatName(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	bearer := token(t, server.URL, "test.user@example.com", "password")
	for _, s := range spellings {
		path, _, inPath := strings.Cut(s.path, "{")
		if strings.Contains(s.at, "{userUid}") && !inPath {
			for _, body := range []string{"", `{}`, `{"userId": null}`, `{"userId": ""}`, `{"userId": {}}`, `{"userId": [1]}`, `{"userId": true}`} {
				status, text := ask(t, bearer, s.method, server.URL+path, body)
				assert.Equal(t, 400, status, "%s %s %s: %s", s.method, path, body, text)
				assert.Contains(t, text, s.method+" "+s.path+" needs userId", body)
			}
		}
		if !inPath && strings.Contains(s.at, "{userUid}") {
			status, _ := ask(t, "", s.method, server.URL+path, `{}`)
			assert.Equal(t, 401, status, "who is calling comes first")
		}
		if inPath {
			for _, path := range []string{path, strings.TrimSuffix(path, "/")} {
				status, text := ask(t, bearer, s.method, server.URL+path, "")
				assert.Contains(t, []int{200, 404}, status, "%s %s", s.method, path) // GET /api/v1/Org is a list
				assert.NotContains(t, text, "/api/v3/users//", "%s %s", s.method, path)
				assert.False(t, status == 404 && !strings.Contains(text, strings.TrimSuffix(path, "/")), "%s %s: %s", s.method, path, text)
			}
		}
	}
}

func FuzzSpellings(f *testing.F) {
	for _, s := range spellings {
		f.Add(s.method, s.path, `{"userId": 1, "roleName": "x"}`)
	}
	server, _ := serve(f)
	bearer := token(f, server.URL, "test.user@example.com", "password")
	f.Fuzz(func(t *testing.T, method, path, body string) {
		req, err := http.NewRequest(method, server.URL+"/", strings.NewReader(body))
		if err != nil || !strings.HasPrefix(path, "/") {
			return
		}
		req.URL.Path = path
		req.Header.Set("Authorization", bearer)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return
		}
		defer func() { _ = res.Body.Close() }()
		assert.True(t, res.StatusCode < 500 || res.StatusCode == http.StatusNotImplemented, "%s %s: %d", method, path, res.StatusCode)
	})
}

// TestNoSpellingIsCalledUnserved: what an older client is let in by is not on the list of what is not served.
func TestNoSpellingIsCalledUnserved(t *testing.T) {
	t.Parallel()
	doc, err := openapi.Load("code42")
	require.NoError(t, err)
	require.NotEmpty(t, doc.Unserved)
	for _, s := range spellings {
		found, is := doc.FindUnserved(s.method, s.path)
		assert.False(t, is, "%s %s is served, yet openapi/code42/unserved.yaml has it as %s", s.method, s.path, found.ID)
	}
}

// TestWhatIsNotServedSaysWhy: in the header that is for developers, also where the path is another operation's by another method; where
// the family is served, with what comes nearest.
func TestWhatIsNotServedSaysWhy(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	bearer := token(t, server.URL, "test.user@example.com", "password")
	doc, err := openapi.Load("code42")
	require.NoError(t, err)
	for _, u := range doc.Unserved {
		path := strings.NewReplacer("{", "", "}", "").Replace(u.Path)
		found, ok := doc.FindUnserved(u.Method, path)
		if assert.True(t, ok, u.ID) {
			assert.Equal(t, u.ID, found.ID, "%s %s", u.Method, path)
		}
		req, err := http.NewRequest(u.Method, server.URL+path, nil)
		require.NoError(t, err)
		req.Header.Set("Authorization", bearer)
		res, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		assert.Equal(t, http.StatusNotImplemented, res.StatusCode, u.ID)
		assert.Contains(t, res.Header.Get("X-Understudy-Reason"), u.ID+" (family "+u.Family+") is not served: "+u.Reason)
	}
	_, _, header := get(t, server.URL+"/api/v3/roles", bearer)
	assert.Contains(t, header.Get("X-Understudy-Reason"), "Asked for was GET /api/v3/roles; the nearest is listAvailableRoles: GET /api/v1/role")
}
