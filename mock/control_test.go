package mock_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
	"github.com/understudy/understudy/openapi"
)

func TestControlPlaneListensOnLoopbackOnly(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:4299", "example.com:4299", "4299"} {
		_, err := mock.NewAtTestDay(mock.Options{World: "small", Control: address})
		assert.ErrorContains(t, err, "control", address)
	}
	for _, address := range []string{"localhost:0", "127.0.0.1:0", "127.0.0.2:0"} {
		_, err := mock.NewAtTestDay(mock.Options{World: "small", Control: address})
		assert.NoError(t, err, address)
	}
}

// TestControlPlaneRefusesWhatABrowserWasSentToDo: a foreign Host is DNS rebinding, a foreign Origin is another site's page.
func TestARepeatedSlashAndASlashAtTheEndAreTheSamePathOnTheControlPlane(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, path := range []string{"/health/", "//health", "///health//"} {
		assert.Equal(t, http.StatusOK, control(t, s, "GET", path, "").status, path)
	}
	assert.Equal(t, http.StatusNotFound, control(t, s, "GET", "%2Fhealth", "").status)
}

func TestControlPlaneRefusesWhatABrowserWasSentToDo(t *testing.T) {
	t.Parallel()
	s := start(t)
	own := strings.TrimPrefix(s.ControlURL(), "http://")
	_, port, _ := strings.Cut(own, ":")
	for _, c := range []struct {
		headers []string
		status  int
	}{
		{nil, 201},
		{[]string{"Host", "localhost:" + port}, 201},
		{[]string{"Host", "[::1]:" + port}, 201},
		{[]string{"Origin", s.ControlURL()}, 201},
		{[]string{"Host", "localhost:" + port, "Origin", "http://localhost:" + port}, 201},
		{[]string{"Host", "evil.example.com"}, 403},
		{[]string{"Host", "127.0.0.1.evil.example.com:" + port}, 403},
		{[]string{"Host", "localhost.evil.example.com:" + port}, 403},
		{[]string{"Host", "192.0.2.1:" + port}, 403},
		{[]string{"Origin", "http://evil.example.com"}, 403},
		{[]string{"Origin", "null"}, 403},
		{[]string{"Origin", "http://127.0.0.1:1"}, 403},
		{[]string{"Host", "evil.example.com", "Origin", "http://evil.example.com"}, 403},
		{[]string{"Sec-Fetch-Site", "same-origin"}, 201},
		{[]string{"Sec-Fetch-Site", "none"}, 201},
		{[]string{"Sec-Fetch-Site", "cross-site"}, 403},
		{[]string{"Sec-Fetch-Site", "same-site"}, 403},
		{[]string{"Sec-Fetch-Site", "cross-site", "Origin", s.ControlURL()}, 403},
	} {
		got := control(t, s, "POST", "/tenants", "", c.headers...)
		assert.Equal(t, c.status, got.status, "%v: %s", c.headers, got.body)
		assert.Contains(t, got.header.Get("Content-Type"), "application/json")
		for name := range got.header {
			assert.False(t, strings.HasPrefix(name, "Access-Control-"), "%v: %s", c.headers, name)
		}
	}
	preflight := control(t, s, "OPTIONS", "/tenants", "", "Origin", "http://evil.example.com", "Access-Control-Request-Method", "POST")
	assert.Equal(t, http.StatusMethodNotAllowed, preflight.status)
	assert.Empty(t, preflight.header.Get("Access-Control-Allow-Origin"))
	assert.Len(t, control(t, s, "GET", "/tenants", "").field(t, "tenants"), 8, "the default one and seven forks")
}

func TestTenantIsDescribedInOneShape(t *testing.T) {
	t.Parallel()
	s := start(t)
	got := control(t, s, "GET", "/tenants/default", "")
	require.Equal(t, http.StatusOK, got.status)
	for _, part := range []string{
		`{"name":"default","code42":{"url":"` + s.URL("code42") + `","username":"test.user@example.com","password":"password","apiClientId":"client_id","apiClientSecret":"secret"}`,
		`,"pam360":{"url":"` + s.URL("pam360") + `","authToken":"2B7C4E10-9A53-4D8F-B6E1-5EED5EED5EED"}`,
	} {
		assert.Contains(t, got.body, part)
	}
	assert.Len(t, got.field(t), 1+len(mock.Heads()), "a name, and a member for each API")
	var exact mock.Access
	require.NoError(t, json.Unmarshal([]byte(got.body), &exact))
	assert.Equal(t, s.Access().Code42, exact.Code42)
	assert.Equal(t, s.Access().PAM360, exact.PAM360)

	made := control(t, s, "POST", "/tenants", `{"name":"checkout"}`)
	require.Equal(t, http.StatusCreated, made.status)
	tag := regexp.MustCompile(`-[0-9a-fA-F]{12}"`)
	assert.Equal(t, tag.ReplaceAllString(strings.Replace(got.body, `"default"`, `"checkout"`, 1), `"`), tag.ReplaceAllString(made.body, `"`))
	secrets := 0
	for _, head := range mock.Heads() {
		its, ok := s.Access().Head(head.Name)
		require.True(t, ok)
		for _, c := range its.Credentials {
			if c.Name != "username" {
				secrets++
			}
		}
	}
	assert.Len(t, tag.FindAllString(made.body, -1), secrets, "each ends in the fork's tag")
	assert.Equal(t, made.body, control(t, s, "GET", "/tenants/checkout", "").body)
	assert.Len(t, control(t, s, "GET", "/tenants", "").field(t, "tenants"), 2)
}

func TestTenantsNames(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, c := range []struct {
		body, want string
		status     int
	}{
		{"", "tenant-1", 201},
		{"{}", "tenant-2", 201},
		{`{"name":"tenant-4"}`, "tenant-4", 201},
		{`{}`, "tenant-5", 201}, // the fourth is taken by name
		{`{"name":"a"}`, "a", 201},
		{`{"name":"a"}`, `tenant "a" exists already`, 409},
		{`{"name":"default"}`, `tenant "default" exists already`, 409},
		{`{"name":"Bad Name"}`, "name", 400},
		{`{"name":"-a"}`, "name", 400},
		{`{"name":""}`, "name", 400},
		{`{"name":"` + strings.Repeat("a", 64) + `"}`, "name", 400},
		{`{"name":["a"]}`, "name", 400},
		{`{"name":"b","ports":null}`, "ports", 400},
		{`{"name":`, "JSON", 400},
	} {
		got := control(t, s, "POST", "/tenants", c.body)
		assert.Equal(t, c.status, got.status, "%s: %s", c.body, got.body)
		if c.status == 201 {
			assert.Equal(t, c.want, got.field(t, "name"))
		} else {
			assert.Contains(t, got.field(t, "error"), c.want, c.body)
		}
	}
}

func TestEndingATenant(t *testing.T) {
	t.Parallel()
	s := start(t)
	tenant(t, s, `{"name":"a"}`)
	assert.Equal(t, answer{http.StatusNoContent, nil, ""}, bare(control(t, s, "DELETE", "/tenants/a", "")))
	for _, c := range [][2]string{{"DELETE", ""}, {"GET", ""}, {"POST", "/reset"}, {"GET", "/clock"}} {
		got := control(t, s, c[0], "/tenants/a"+c[1], "")
		assert.Equal(t, http.StatusNotFound, got.status)
		assert.JSONEq(t, `{"error":"no tenant is called \"a\""}`, got.body)
	}
	assert.Equal(t, http.StatusConflict, control(t, s, "DELETE", "/tenants/default", "").status)
	tenant(t, s, `{"name":"a"}`) // the name is free again
}

func bare(a answer) answer { return answer{a.status, nil, a.body} }

func TestClockOfATenant(t *testing.T) {
	t.Parallel()
	s := start(t)
	tenant(t, s, `{"name":"a"}`)
	now := func(name string) any { return control(t, s, "GET", "/tenants/"+name+"/clock", "").field(t, "now") }
	instant := s.Options().Clock
	began, err := time.Parse(time.RFC3339Nano, instant)
	require.NoError(t, err)
	after := func(d time.Duration) string { return began.Add(d).Format(time.RFC3339Nano) }
	assert.Equal(t, instant, now("a"))
	for _, c := range []struct{ body, want string }{
		{`{"advance":"31m"}`, after(31 * time.Minute)},
		{`{"advance":"-1h"}`, after(-29 * time.Minute)},
		{`{"set":"2027-01-01T00:00:00+01:00"}`, "2026-12-31T23:00:00Z"},
		{`{"advance":"1ms"}`, "2026-12-31T23:00:00.001Z"},
	} {
		got := control(t, s, "POST", "/tenants/a/clock", c.body)
		assert.Equal(t, http.StatusOK, got.status, got.body)
		assert.Equal(t, c.want, got.field(t, "now"))
		assert.Equal(t, c.want, now("a"))
	}
	for _, body := range []string{
		"", "{}", `{"advance":"1h","set":"2027-01-01T00:00:00Z"}`, `{"advance":"soon"}`, `{"set":"tomorrow"}`, `{"advance":"9999999h"}`,
		`{"set":"9999-12-31T23:59:59Z"}`, `{"set":"0001-01-01T00:00:00Z"}`,
	} {
		got := control(t, s, "POST", "/tenants/a/clock", body)
		assert.Equal(t, http.StatusBadRequest, got.status, "%s: %s", body, got.body)
		assert.NotEmpty(t, got.field(t, "error"))
	}
	assert.Equal(t, "2026-12-31T23:00:00.001Z", now("a"), "what was refused has moved nothing")
	assert.Equal(t, `advance: "1d" is not a duration such as 31m, 36h or -90s`, control(t, s, "POST", "/tenants/a/clock", `{"advance":"1d"}`).field(t, "error"))
	assert.Equal(t, instant, now("default"))
	assert.Equal(t, http.StatusNoContent, control(t, s, "POST", "/tenants/a/reset", "").status)
	assert.Equal(t, instant, now("a"))
}

// TestAClockThatRanPastTheLastYearIsStillRead: it cannot be set so far, but nobody stops it.
func TestAClockThatRanPastTheLastYearIsStillRead(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *mock.Options) { o.Clock = "real" })
	require.Equal(t, 200, control(t, s, "POST", "/tenants/default/clock", `{"set":"9000-12-31T23:59:59.999999999Z"}`).status)
	for now := ""; !strings.HasPrefix(now, "9001-01-01"); { // which is a nanosecond away
		got := control(t, s, "GET", "/tenants/default/clock", "")
		require.Equal(t, 200, got.status, got.body)
		now = got.field(t, "now").(string)
	}
	assert.Equal(t, 400, control(t, s, "POST", "/tenants/default/clock", `{"advance":"1h"}`).status)
	assert.Equal(t, 200, control(t, s, "POST", "/tenants/default/clock", `{"advance":"-24h"}`).status)
}

// TestTheStartAndTheControlPlaneTakeTheSameYears: what one refuses the other must not let in, but for the years before the first epoch,
// which a clock may be moved to.
func TestTheStartAndTheControlPlaneTakeTheSameYears(t *testing.T) {
	t.Parallel()
	s := start(t)
	const outside, early = "is not between 1970 and 9000", "is before 1990"
	for instant, refused := range map[string]string{
		"1969-12-31T23:59:59Z": outside, "1970-01-01T00:00:00Z": early, "1970-01-01T00:00:00+01:00": outside, "1989-12-31T23:59:59Z": early,
		"1990-01-01T00:00:00Z": "", "9000-12-31T23:59:59Z": "", "9001-01-01T00:00:00Z": outside, "0001-01-01T00:00:00Z": outside,
		"9999-12-31T23:59:59Z": outside,
	} {
		_, err := mock.NewAtTestDay(mock.Options{World: "small", Clock: instant})
		status := control(t, s, "POST", "/tenants/default/clock", `{"set":"`+instant+`"}`).status
		if refused == "" {
			require.NoError(t, err, instant)
		} else {
			require.ErrorContains(t, err, refused, instant)
		}
		assert.Equal(t, refused == outside, status == http.StatusBadRequest, instant)
	}
}

// TestClockCannotLeaveTheCalendar: once past the year 9999, no answer with a time in it could be written.
func TestClockCannotLeaveTheCalendar(t *testing.T) {
	t.Parallel()
	s := start(t)
	tenant(t, s, `{"name":"a"}`)
	var last answer
	for range 40 {
		last = control(t, s, "POST", "/tenants/a/clock", `{"advance":"2540000h"}`)
	}
	assert.Equal(t, http.StatusBadRequest, last.status)
	assert.Equal(t, http.StatusOK, control(t, s, "GET", "/tenants/a/clock", "").status)
}

func TestOperationsAreCounted(t *testing.T) {
	t.Parallel()
	s := start(t)
	calls := func(id string) any {
		for _, each := range control(t, s, "GET", "/operations", "").field(t, "operations").([]any) {
			if op := each.(map[string]any); op["operationId"] == id {
				assert.NotEmpty(t, op["family"])
				return op["calls"]
			}
		}
		return nil
	}
	assert.EqualValues(t, 0, calls("getCurrentUser"))
	bearer, _ := signIn(t, s.URL("code42"), "test.user@example.com", "password")
	call(t, client, "GET", s.URL("code42")+"/api/v1/User/my", "", "Authorization", bearer)
	call(t, client, "GET", s.URL("code42")+"/api/v1/User/my", "")
	assert.EqualValues(t, 2, calls("getCurrentUser"))
	assert.EqualValues(t, 1, calls("getJwt"))
	assert.Len(t, control(t, s, "GET", "/operations", "").field(t, "operations"), len(s.Operations()))
}

func TestJournalSaysWhatHappened(t *testing.T) {
	t.Parallel()
	s := start(t)
	a := tenant(t, s, `{"name":"a"}`)
	bearer, _ := signIn(t, s.URL("code42"), a.Code42.Username, a.Code42.Password)
	call(t, client, "GET", s.URL("code42")+"/api/v1/User/7?idType=uid", "", "Authorization", bearer)
	call(t, client, "GET", s.URL("pam360")+"/restapi/json/v1/resources?AUTHTOKEN="+a.PAM360.AuthToken, "")
	call(t, client, "GET", s.URL("pam360")+"/restapi/json/v1/resources/AUTHTOKEN="+a.PAM360.AuthToken, "")
	call(t, client, "GET", s.URL("code42")+"/api/v1/User/my", "")

	all := control(t, s, "GET", "/journal", "")
	assert.EqualValues(t, 5, all.field(t, "total"))
	entries := func(query string) []any {
		return control(t, s, "GET", "/journal"+query, "").field(t, "entries").([]any)
	}
	require.Len(t, entries(""), 5)
	require.Len(t, entries("?last=2"), 2)
	require.Len(t, entries("?tenant=a"), 4)
	require.Len(t, entries("?tenant=a&last=1"), 1)
	missed := entries("?tenant=a")[1].(map[string]any)
	assert.Equal(t, "/api/v1/User/7", missed["path"])
	assert.EqualValues(t, 404, missed["status"])
	assert.Equal(t, a.Code42.Username, missed["caller"])
	assert.NotEmpty(t, missed["reason"])
	for _, secret := range []string{a.Code42.Password, a.PAM360.AuthToken, strings.TrimPrefix(bearer, "Bearer ")} {
		assert.NotContains(t, all.body, secret)
	}
	assert.Equal(t, http.StatusBadRequest, control(t, s, "GET", "/journal?last=0", "").status)
	assert.Equal(t, http.StatusBadRequest, control(t, s, "GET", "/journal?last=x", "").status)
}

// TestTheJournalOfATenantCountsThatTenantsExchanges: over both APIs and without a gap, whatever the others do meanwhile.
func TestTheJournalOfATenantCountsThatTenantsExchanges(t *testing.T) {
	t.Parallel()
	s := start(t)
	a, b := tenant(t, s, `{"name":"a"}`), tenant(t, s, `{"name":"b"}`)
	resources := func(of access) {
		call(t, client, "GET", s.URL("pam360")+"/restapi/json/v1/resources", "", "AUTHTOKEN", of.PAM360.AuthToken)
	}
	seqs := func(query string) (list []int) {
		for _, e := range control(t, s, "GET", "/journal"+query, "").field(t, "entries").([]any) {
			list = append(list, int(e.(map[string]any)["seq"].(float64)))
		}
		return list
	}
	resources(a)
	resources(b)
	signIn(t, s.URL("code42"), a.Code42.Username, a.Code42.Password)
	resources(b)
	call(t, client, "GET", s.URL("code42")+"/api/v1/User/my", "")
	resources(a)
	assert.Equal(t, []int{1, 2, 3}, seqs("?tenant=a"))
	assert.Equal(t, []int{1, 2}, seqs("?tenant=b"))
	call(t, client, "GET", s.URL("code42")+"/nowhere", "")
	assert.Equal(t, []int{1, 1, 2, 2, 1, 3, 1}, seqs(""), "the fifth is the default tenant's, the last is nobody's")
	for query, want := range map[string]int{"?tenant=a": 3, "?tenant=b": 2, "?tenant=a&last=1": 3, "": 7, "?tenant=default": 1} {
		assert.EqualValues(t, want, control(t, s, "GET", "/journal"+query, "").field(t, "total"), query)
	}
	require.Equal(t, 204, control(t, s, "POST", "/tenants/a/reset", "").status)
	resources(a)
	assert.Equal(t, []int{1, 2, 3, 4}, seqs("?tenant=a"), "a reset forgets none")
	require.Equal(t, 204, control(t, s, "DELETE", "/tenants/a", "").status)
	assert.EqualValues(t, 4, control(t, s, "GET", "/journal?tenant=a", "").field(t, "total"), "of the last that had the name")
	resources(tenant(t, s, `{"name":"a"}`))
	assert.Equal(t, []int{1}, seqs("?tenant=a"), "another has the name, and counts for itself")
}

func TestHealthNamesSeedAndWorld(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *mock.Options) { o.Seed = 7 })
	assert.JSONEq(t, `{"status":"ok","seed":7,"world":"small"}`, control(t, s, "GET", "/health", "").body)
}

func TestTheControlPlaneIgnoredWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, c := range []struct{ method, path, body, want string }{
		{"POST", "/tenants", `{"title":"x"}`, "title"},
		{"POST", "/tenants/default/clock", `{"advance":"1m","zone":"UTC"}`, "zone"},
		{"POST", "/tenants/default/faults", `{"api":"code42","operation":"getUser","status":500,"time":2}`, "time"},
		{"GET", "/journal?lats=1", "", `takes no parameter \"lats\" in the query; it takes last, tenant`},
		{"POST", "/tenants?name=x", "{}", `takes no parameter \"name\" in the query; it takes none`},
	} {
		got := control(t, s, c.method, c.path, c.body)
		assert.Equal(t, http.StatusBadRequest, got.status, got.body)
		assert.Contains(t, got.body, c.want)
	}
	assert.Len(t, control(t, s, "GET", "/tenants", "").field(t, "tenants"), 1)
}

func TestAHostInCapitalsWasForeign(t *testing.T) {
	t.Parallel()
	s := start(t)
	_, port, _ := strings.Cut(strings.TrimPrefix(s.ControlURL(), "http://"), ":")
	got := control(t, s, "GET", "/health", "", "Host", "LocalHost:"+port, "Origin", "http://localhost:"+port)
	assert.Equal(t, http.StatusOK, got.status, got.body)
}

func TestAClockSetFarAheadWentBackCenturies(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *mock.Options) { o.Clock = "real" })
	year := func(body string) string {
		got := control(t, s, "POST", "/tenants/default/clock", body)
		require.Equal(t, http.StatusOK, got.status, got.body)
		return got.field(t, "now").(string)[:4]
	}
	assert.Equal(t, "8000", year(`{"set":"8000-01-01T00:00:00Z"}`))
	assert.Equal(t, "8000", year(`{"advance":"24h"}`))
	_, signedIn := signIn(t, s.URL("code42"), "test.user@example.com", "password")
	assert.Equal(t, http.StatusOK, signedIn.status)
}

// The vendor's index names two operations for one method and path, and so does whoever looks for them.
func TestBothNamesOfAnOperationAreListed(t *testing.T) {
	t.Parallel()
	s := start(t)
	found := map[string]string{}
	for _, op := range s.Operations() {
		if op.API == "pam360" {
			found[op.ID] = op.Method + " " + op.Path
		}
	}
	for one, other := range map[string]string{
		"createUser": "createApiUser", "shareResourceToUser": "shareResourceToUserGroup", "shareAccountToUser": "shareAccountToUserGroup",
		"shareResourceGroupsToUsers": "shareResourceGroupsToUserGroups",
	} {
		assert.NotEmpty(t, found[one], one)
		assert.Equal(t, found[one], found[other], other)
	}
}

// TestTheControlPlaneTakesJSONWithAByteOrderMark, and says so.
func TestTheControlPlaneTakesJSONWithAByteOrderMark(t *testing.T) {
	t.Parallel()
	s := start(t)
	made := control(t, s, "POST", "/tenants", "\ufeff{\"name\":\"marked\"}", "Content-Type", "application/json")
	assert.Equal(t, http.StatusCreated, made.status, made.body)
	assert.Equal(t, "marked", made.field(t, "name"))
	assert.Equal(t, "body: a byte order mark before the JSON", made.header.Get("X-Understudy-Forgave"))
}

// TestAnUnknownTenantIsNotFoundWhateverIsAskedOfIt: every operation of the control plane that takes a tenant's name, the journal too.
func TestAnUnknownTenantIsNotFoundWhateverIsAskedOfIt(t *testing.T) {
	t.Parallel()
	s := start(t)
	doc, err := openapi.Load("control")
	require.NoError(t, err)
	bodies := map[string]string{"setTenantClock": `{"advance":"1m"}`, "addFault": `{"api":"code42","operation":"getUser","status":500}`}
	asked := 0
	for _, op := range doc.Operations {
		path := strings.TrimPrefix(strings.ReplaceAll(op.Path, "{name}", "nobody"), "/_mock")
		if slices.Contains(op.QueryNames(), "tenant") {
			path += "?tenant=nobody"
		}
		if !strings.Contains(path, "nobody") {
			continue
		}
		asked++
		got := control(t, s, op.Method, path, bodies[op.ID])
		assert.Equal(t, 404, got.status, op.ID)
		assert.JSONEq(t, `{"error":"no tenant is called \"nobody\""}`, got.body, op.ID)
	}
	assert.Equal(t, 9, asked)
}

// TestTheControlPlaneNamesItsPathsWhereNoneIsNear: `mockserver routes` lists the APIs' only.
func TestTheControlPlaneNamesItsPathsWhereNoneIsNear(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, path := range []string{"/", "/restapi/json/v1/resources", "/_mock"} {
		got := call(t, client, "GET", s.ControlURL()+path, "")
		assert.Equal(t, 404, got.status)
		assert.Contains(t, got.body, "this is the control plane, and it has /_mock/coverage, /_mock/health, /_mock/journal, /_mock/operations, /_mock/stories, /_mock/tenants, /_mock/tenants/{name}, ")
		assert.NotContains(t, got.body, "mockserver routes")
	}
	assert.Contains(t, call(t, client, "GET", s.ControlURL()+"/_mock/journl", "").body, "the nearest is getJournal: GET /_mock/journal")
}
