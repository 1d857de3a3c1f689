package mock_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/understudy/understudy/mock"
	"github.com/understudy/understudy/mock/internal/page"
	"github.com/understudy/understudy/openapi"
)

// TestWhatARequestHasAndTheDescriptionHasNotIsToldByItsName: a misspelt name answers with success, as with the vendors. Names are told,
// values never; --strict refuses.
func TestWhatARequestHasAndTheDescriptionHasNotIsToldByItsName(t *testing.T) {
	t.Parallel()
	lenient, strict := start(t), start(t, func(o *mock.Options) { o.Strict = true })
	const details = `{"operation":{"Details":`
	for name, c := range map[string]struct{ head, method, path, body, told, refused string }{
		"a member misspelt": {"pam360", "POST", "/restapi/json/v1/resources",
			input(details + `{"RESOURCENAME":"told-1","RESOURCETYPE":"Linux","ACCOUNTNAME":"root","PASSWORD":"Aa1!aaaa9z","RESOURCEDESC":"hunter22","ACCOUNTLIST":[]}}}`),
			`body operation.Details: "ACCOUNTLIST" ignored, as it is not documented; body operation.Details: "RESOURCEDESC" ignored, as it is not documented`,
			`body operation.Details: has "ACCOUNTLIST", which is not documented; body operation.Details: has "RESOURCEDESC", which is not documented`},
		"a member beside the wrapper": {"pam360", "POST", "/restapi/json/v1/resources",
			input(`{"operation":{"Detail":{"x":"hunter22"},"Details":{"RESOURCENAME":"told-2","RESOURCETYPE":"Linux","ACCOUNTNAME":"root","PASSWORD":"Aa1!aaaa9z"}}}`),
			`body operation: "Detail" ignored, as it is not documented`, `body operation: has "Detail", which is not documented`},
		"a parameter": {"pam360", "GET", "/restapi/json/v1/resources?pagesize=hunter22", "",
			`query: "pagesize" ignored, as it is not documented`, `query: has "pagesize", which is not documented`},
		"a name that is no word": {"pam360", "GET", "/restapi/json/v1/resources?" + url.QueryEscape(`hunter22"}}`) + "=1", "",
			`query: a name that is no word ignored, as it is not documented`, `query: has a name that is no word, which is not documented`},
		"a body where none is taken": {"code42", "GET", "/api/v1/User/1001", `{"active":"hunter22"}`,
			"body: ignored, as the operation takes none", "body: the operation takes no body"},
		"a member of a user": {"code42", "POST", "/api/v1/User",
			`{"orgUid":"956377780583791269","username":"told@example.com","email":"told@example.com","firstname":"T","nickName":"hunter22"}`,
			`body firstname: read as firstName; body: "nickName" ignored, as it is not documented`,
			`body: has "nickName", which is not documented; body firstname: is documented as firstName`},
		"a parameter of a list": {"code42", "GET", "/api/v1/User?pgSize=1&pagesize=hunter22&incRoles=true&z=", "",
			`query: "pagesize" ignored, as it is not documented; query: "z" ignored, as it is not documented`,
			`query: has "pagesize", which is not documented; query: has "z", which is not documented`},
		"a page that is cut": {"code42", "GET", "/api/v1/User?pgSize=20000", "",
			"query pgSize: cut to 10000, which is the most that is answered at once", "query pgSize: is more than 10000, which is the most that is answered at once"},
		"a limit that is cut": {"pam360", "GET", "/restapi/json/v1/resources?" + inputQuery(details+`{"LIMIT":60000}}}`), "",
			"query INPUT_DATA.operation.Details.LIMIT: cut to 50000, which is the most that is answered at once",
			"query INPUT_DATA.operation.Details.LIMIT: is more than 50000, which is the most that is answered at once"},
		"a switch in another spelling": {"code42", "GET", "/api/v1/User?active=1", "", "query active: read as true", "query active: is documented as true"},
		"the SDK's spelling of it":     {"code42", "GET", "/api/v1/User?active=True", "", "", ""},
		"a number in another spelling": {"code42", "GET", "/api/v1/User?pgNum=01", "",
			"query pgNum: read as a number without plus sign and leading zeros", "query pgNum: is documented as a number without plus sign and leading zeros"},
		"of two organizations": {"code42", "POST", "/api/v1/User", `{"orgUid":"956377780583791269","orgId":317,"username":"two@example.com","email":"two@example.com"}`,
			"body orgId: ignored beside orgUid", "body orgId: stands beside orgUid, which counts"},
		"all that is documented": {"code42", "GET", "/api/v1/User?pgSize=1&pgNum=1&incRoles=true&q=x", "", "", ""},
	} {
		for _, s := range []*mock.Server{lenient, strict} {
			bearer, _ := signIn(t, s.URL("code42"), s.Access().Code42.Username, s.Access().Code42.Password)
			got := call(t, client, c.method, s.URL(c.head)+c.path, c.body, "Authorization", bearer, "AUTHTOKEN", s.Access().PAM360.AuthToken)
			ok := got.status < 300 && !strings.Contains(got.body, `"Failed"`)
			told, refused := got.header.Get("X-Understudy-Forgave"), got.header.Get("X-Understudy-Reason")
			if s == lenient {
				assert.True(t, ok, "%s: %s", name, got.body)
				assert.Equal(t, c.told, told, name)
			} else {
				assert.Equal(t, c.refused == "", ok, "%s: %s", name, got.body)
				assert.Equal(t, c.refused, refused, name)
				assert.Empty(t, told, name)
			}
			assert.NotContains(t, told+refused, "hunter22", name)
		}
	}
}

func inputQuery(data string) string { return url.Values{"INPUT_DATA": {data}}.Encode() }

// TestAMisspeltTermOfASearchIsTold: it finds nothing, as with the vendor, and that looks like an answer.
func TestAMisspeltTermOfASearchIsTold(t *testing.T) {
	t.Parallel()
	lenient, strict := start(t), start(t, func(o *mock.Options) { o.Strict = true })
	const groups = `{"groups":[{"filters":[{"term":"%s","operator":"EXISTS","value":null}]}]}`
	for name, c := range map[string]struct{ path, body, told string }{
		"version 1":                 {"/forensic-search/queryservice/api/v1/fileevent", fmt.Sprintf(groups, "filename"), `the term "filename" of a filter, which is none of version 1, so that no event has it`},
		"version 2":                 {"/forensic-search/queryservice/api/v2/fileevent", fmt.Sprintf(groups, "fileName"), `the term "fileName" of a filter, which is none of version 2, so that no event has it`},
		"in a subgroup":             {"/forensic-search/queryservice/api/v2/fileevent", `{"groups":[{"subgroups":` + fmt.Sprintf(groups, "file.nam")[len(`{"groups":`):] + `]}`, `the term "file.nam" of a filter, which is none of version 2, so that no event has it`},
		"a value in a term's place": {"/forensic-search/queryservice/api/v2/fileevent", fmt.Sprintf(groups, strings.Repeat("hunter22", 8)), `a term of a filter, which is none of version 2, so that no event has it`},
		"a term that there is":      {"/forensic-search/queryservice/api/v2/fileevent", fmt.Sprintf(groups, "file.name"), ""},
	} {
		for _, s := range []*mock.Server{lenient, strict} {
			bearer, _ := signIn(t, s.URL("code42"), s.Access().Code42.Username, s.Access().Code42.Password)
			got := call(t, client, "POST", s.URL("code42")+c.path, c.body, "Authorization", bearer, "Content-Type", "application/json")
			told, refused := got.header.Get("X-Understudy-Forgave"), got.header.Get("X-Understudy-Reason")
			switch {
			case s == lenient:
				assert.Equal(t, 200, got.status, "%s: %s", name, got.body)
				assert.Equal(t, c.told, told, name)
				assert.Equal(t, c.told != "", strings.Contains(got.body, `"totalCount":0`), name)
			case c.told == "":
				assert.Equal(t, 200, got.status, "%s: %s", name, got.body)
			default:
				assert.Equal(t, 400, got.status, name)
				assert.Equal(t, "strict mode does not forgive "+c.told, refused, name)
				assert.Empty(t, told, name)
			}
		}
	}
}

// notAsked are places of sizes that nobody asks for, or that reach everything.
var notAsked = regexp.MustCompile("EmployeePage|udit")

// TestAPageIsCutToWhatTheDescriptionSays: every size of a page that a client may send without end has its bound in the description. Of
// audit records there are never as many.
func TestAPageIsCutToWhatTheDescriptionSays(t *testing.T) {
	t.Parallel()
	sizes := map[string]int{"pgSize": page.MostPaged, "pageSize": page.MostPaged, "page_size": page.MostPaged, "LIMIT": page.MostListed, "limit": page.MostListed}
	for api, atLeast := range map[string]int{"code42": 3, "pam360": 4} {
		bundle, err := openapi.Bundle(api)
		require.NoError(t, err)
		var document map[string]any
		require.NoError(t, yaml.Unmarshal(bundle, &document))
		var look func(where, name string, value any)
		look = func(where, name string, value any) {
			switch value := value.(type) {
			case []any:
				for _, item := range value {
					look(where, name, item)
				}
			case map[string]any:
				if schema, ok := value["schema"].(map[string]any); ok && value["in"] == "query" {
					look(where, fmt.Sprint(value["name"]), schema)
				}
				if most := sizes[name]; most > 0 && value["minimum"] != nil && value["maximum"] == nil && !notAsked.MatchString(where) {
					atLeast--
					assert.Equal(t, most, value["x-at-most"], "%s: %s", api, where)
				}
				for name, member := range value {
					look(where+" "+name, name, member)
				}
			}
		}
		look("", "", document)
		assert.LessOrEqual(t, atLeast, 0, "%s: pages were found", api)
	}
}

// TestWhatIsGivenMoreThanOnceIsToldAndStrictRefusesIt: which was meant is anyone's guess. The control plane always refuses it, and names in
// another case of letters.
func TestWhatIsGivenMoreThanOnceIsToldAndStrictRefusesIt(t *testing.T) {
	t.Parallel()
	lenient, strict := start(t), start(t, func(o *mock.Options) { o.Strict = true })
	const org = `"orgUid":"956377780583791269"`
	const resource = `"RESOURCETYPE":"Linux","ACCOUNTNAME":"root","PASSWORD":"Aa1!aaaa9z"`
	for name, c := range map[string]struct{ head, method, path, body, more, told, refused string }{
		"a member of a body": {"code42", "POST", "/api/v1/User", `{` + org + `,"username":"once@example.com","username":"twice@example.com"}`, "",
			`body: "username" is given more than once, and the last value taken`, `body: has "username" more than once`},
		"a member of INPUT_DATA": {"pam360", "POST", "/restapi/json/v1/resources", input(`{"operation":{"Details":{"RESOURCENAME":"o1","RESOURCENAME":"o2",` + resource + `}}}`), "",
			`body operation.Details: "RESOURCENAME" is given more than once, and the last value taken`, `body operation.Details: has "RESOURCENAME" more than once`},
		"INPUT_DATA": {"pam360", "POST", "/restapi/json/v1/resources", input(`{"operation":{"Details":{"RESOURCENAME":"o3",`+resource+`}}}`) + "&INPUT_DATA={}", "",
			"INPUT_DATA is given more than once, and the first value taken", "strict mode does not forgive INPUT_DATA is given more than once, and the first value taken"},
		"a token": {"pam360", "GET", "/restapi/json/v1/resources", "", "AUTHTOKEN",
			"another token besides the one that is taken", "strict mode does not forgive another token besides the one that is taken"},
		"a declared header": {"pam360", "GET", "/restapi/json/v1/resources", "", "orgName",
			"header orgName is given more than once, and the first value taken", "header orgName: is given more than once"},
		"a sign-in": {"code42", "GET", "/api/v1/User?pgSize=1", "", "Authorization",
			"the header Authorization is given more than once, and the first value taken", "strict mode does not forgive the header Authorization is given more than once, and the first value taken"},
	} {
		for _, s := range []*mock.Server{lenient, strict} {
			bearer, _ := signIn(t, s.URL("code42"), s.Access().Code42.Username, s.Access().Code42.Password)
			r, err := http.NewRequest(c.method, s.URL(c.head)+c.path, strings.NewReader(c.body))
			require.NoError(t, err)
			r.Header.Set("Authorization", bearer)
			r.Header.Set("AUTHTOKEN", s.Access().PAM360.AuthToken)
			if c.more == "orgName" {
				r.Header.Add(c.more, "Example Co")
			}
			if c.more != "" {
				r.Header.Add(c.more, "another")
			}
			if c.body != "" {
				r.Header.Set("Content-Type", map[bool]string{true: "application/json", false: "application/x-www-form-urlencoded"}[c.head == "code42"])
			}
			res, err := client.Do(r)
			require.NoError(t, err)
			require.NoError(t, res.Body.Close())
			told, refused := res.Header.Get("X-Understudy-Forgave"), res.Header.Get("X-Understudy-Reason")
			if s == lenient {
				assert.Contains(t, told, c.told, name)
			} else {
				assert.Contains(t, refused, c.refused, name)
				assert.Empty(t, told, name)
			}
		}
	}
	for body, refused := range map[string]string{
		`{"NAME":"zz"}`:             "body NAME: is documented as name",
		`{"name":"zz","NAME":"yy"}`: "body NAME: is documented as name",
		`{"name":"zz","name":"yy"}`: `body: has "name" more than once`,
		`{"port\u017f":true}`:       "is documented as ports",
		`{"name":"zz","nane":"yy"}`: "nane",
	} {
		got := call(t, client, "POST", lenient.ControlURL()+"/_mock/tenants", body, "Content-Type", "application/json")
		assert.Equal(t, http.StatusBadRequest, got.status, body)
		assert.Contains(t, got.body, strings.ReplaceAll(refused, `"`, `\"`), body)
	}
	for status, accepted := range map[string]bool{"500": true, "500.0": true, "5e2": true, "500.5": false} {
		got := call(t, client, "POST", lenient.ControlURL()+"/_mock/tenants/default/faults", `{"api":"code42","operation":"getUser","status":`+status+`}`, "Content-Type", "application/json")
		assert.Equal(t, accepted, got.status < 300, "%s: %s", status, got.body)
	}
	got := call(t, client, "POST", lenient.ControlURL()+"/_mock/tenants/default/faults", `{"api":"code42","operation":"getUser","status":500,"times":1000001}`, "Content-Type", "application/json")
	assert.Contains(t, got.body, "at most 1000000, not 1000001")
}

// TestAStrictRefusalForgaveNothing, so nothing is told as forgiven, wherever the request was refused.
func TestAStrictRefusalForgaveNothing(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *mock.Options) { o.Strict = true })
	bearer, _ := signIn(t, s.URL("code42"), s.Access().Code42.Username, s.Access().Code42.Password)
	require.NotEmpty(t, bearer)
	for address, headers := range map[string][]string{
		s.URL("code42") + "/api/user/my":                                                        {"Authorization", bearer},
		s.URL("code42") + "//api/v1/User/my/":                                                   {"Authorization", bearer},
		s.URL("code42") + "/c42api/nosuch":                                                      {"Authorization", bearer},
		s.URL("code42") + "//api/v1/User?pgSize=%zz":                                            {"Authorization", "Bearer none"},
		s.URL("code42") + "/c42api/v1/case":                                                     {"Authorization", bearer},
		s.URL("pam360") + "/restapi/json/v1/resources?AUTHTOKEN=" + s.Access().PAM360.AuthToken: nil,
		s.URL("pam360") + "//restapi/json/v1/resources/":                                        {"AUTHTOKEN", s.Access().PAM360.AuthToken},
		s.URL("pam360") + "//restapi/json/v1/nosuch":                                            {"AUTHTOKEN", s.Access().PAM360.AuthToken},
	} {
		got := call(t, client, "GET", address, "", headers...)
		assert.Empty(t, got.header.Values("X-Understudy-Forgave"), address)
		assert.NotEmpty(t, got.header.Get("X-Understudy-Reason"), address)
	}
}
