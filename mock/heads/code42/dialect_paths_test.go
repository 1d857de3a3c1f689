package code42

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/openapi"
)

// TestAPathWithoutAVersionIsOfVersionOneAndItsNameIsReadWithoutRegardToCase. The paths are those of recorded answers, of py42 1.19 and of
// the vendor's example scripts.
func TestAPathWithoutAVersionIsOfVersionOneAndItsNameIsReadWithoutRegardToCase(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	bearer := token(t, server.URL, "test.user@example.com", "password")
	basic := "Basic dGVzdC51c2VyQGV4YW1wbGUuY29tOnBhc3N3b3Jk" // test.user@example.com:password
	for _, c := range []struct{ as, method, path, body, want string }{
		{basic, "GET", "/c42api/v3/auth/jwt", "", `"v3_user_token"`},
		{bearer, "GET", "/c42api/v3/customer/my", "", `"tenantUid"`},
		{basic, "GET", "/api/user/my", "", `"userId":1001`},
		{bearer, "GET", "/c42api/user/my", "", `"userId":1001`},
		{bearer, "GET", "/api/v1/USER/my", "", `"userId":1001`},
		{bearer, "GET", "/api/user/1003", "", `"userId":1003`},
		{bearer, "GET", "/api/User?q=pinned", "", `"userId":1003`},
		{bearer, "PUT", "/api/user/1003", `{"firstName": "New"}`, `"firstName":"New"`},
		{bearer, "GET", "/api/userRole/1001", "", `"roleId":"customer-cloud-admin"`},
		{bearer, "GET", "/api/role", "", `"roleId"`},
		{bearer, "GET", "/api/v1/Role", "", `"roleId"`},
		{bearer, "GET", "/api/org", "", `"orgId":317`},
		{bearer, "GET", "/api/org/my", "", `"orgId":1,`},
		{bearer, "GET", "/api/Org/317", "", `"orgId":317`},
		{bearer, "GET", "/api/Computer?pgSize=1", "", `"computerId"`},
		{bearer, "GET", "/api/computer?pgSize=1", "", `"computerId"`},
		{bearer, "GET", "/api/LegalHold", "", `"legalHolds"`},
		{bearer, "GET", "/api/LegalHoldMembership?user=x", "", `"legalHoldMemberships"`},
		{bearer, "PUT", "/api/UserBlock/1003", "", ""},
		{bearer, "DELETE", "/api/userblock/1003", "", ""},
		{bearer, "PUT", "/api/UserDeactivation/1003", `{"blockUser": false}`, ""},
		{bearer, "DELETE", "/api/UserDeactivation/1003?unblockUser=false", "", ""},
		{bearer, "PUT", "/api/ComputerBlock/251691", "", ""},
		{bearer, "DELETE", "/api/ComputerBlock/251691", "", ""},
		{bearer, "PUT", "/api/ComputerDeactivation/251691", "", ""},
		{bearer, "DELETE", "/api/ComputerDeactivation/251691", "", ""},
		{bearer, "PUT", "/api/OrgDeactivation/317", "{}", ""},
		{bearer, "DELETE", "/api/OrgDeactivation/317", "", ""},
	} {
		status, text := ask(t, c.as, c.method, server.URL+c.path, c.body)
		assert.Contains(t, []int{200, 201, 204}, status, "%s %s: %s", c.method, c.path, text)
		assert.Contains(t, text, c.want, "%s %s", c.method, c.path)
	}
}

// TestAPathWithoutAVersionIsForgivenByThatName, so that strict mode refuses it; and nothing else of the path is repeated.
func TestAPathWithoutAVersionIsForgivenByThatName(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	bearer := token(t, server.URL, "test.user@example.com", "password")
	for path, want := range map[string]string{
		"/api/v1/User/my":     "",
		"/api/user/my":        "the older spelling /api/user of /api/v1/User",
		"/c42api/v1/user/my":  "the older spelling /c42api of /api; the older spelling /api/v1/user of /api/v1/User",
		"/c42api/v3/rules":    "the older spelling /c42api of /api",
		"/api/UserRole/1001":  "the older spelling /api/UserRole of /api/v1/UserRole; the older spelling GET /api/v1/UserRole/{userId} of GET /api/v3/users/{userUid}/roles",
		"/api/nobody/my":      "",
		"/api/v3/Users":       "",
		"/api/User%2Fmy":      "",
		"/api/user/my%20user": "the older spelling /api/user of /api/v1/User",
	} {
		_, _, header := get(t, server.URL+path, bearer)
		assert.Equal(t, want, header.Get("X-Understudy-Forgave"), path)
	}
}

// TestWhatIsNotServedSaysWhyUnderAnOlderSpelling too.
func TestWhatIsNotServedSaysWhyUnderAnOlderSpelling(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	bearer := token(t, server.URL, "test.user@example.com", "password")
	doc, err := openapi.Load("code42")
	require.NoError(t, err)
	asked := 0
	for _, u := range doc.Unserved {
		path, _, _ := strings.Cut(strings.NewReplacer("{", "", "}", "").Replace(u.Path), "?")
		older := []string{strings.Replace(path, "/api/", "/c42api/", 1)}
		if head, rest, ok := headOf(path); ok {
			older = append(older, strings.ToLower(head)+rest)
			if name, ok := strings.CutPrefix(head, "/api/v1/"); ok {
				older = append(older, "/api/"+strings.ToLower(name)+rest)
			}
		}
		for _, spelling := range older {
			if !strings.HasPrefix(path, "/api/") {
				continue
			}
			asked++
			req, err := http.NewRequest(u.Method, server.URL+spelling, nil)
			require.NoError(t, err)
			req.Header.Set("Authorization", bearer)
			res, err := http.DefaultClient.Do(req)
			require.NoError(t, err)
			require.NoError(t, res.Body.Close())
			assert.Equal(t, http.StatusNotImplemented, res.StatusCode, "%s %s", u.Method, spelling)
			assert.Contains(t, res.Header.Get("X-Understudy-Reason"), "(family "+u.Family+") is not served: "+u.Reason, "%s %s", u.Method, spelling)
		}
	}
	assert.Greater(t, asked, 50)
}
