package mock_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
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
