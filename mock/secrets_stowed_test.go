package mock_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// vaultPassword has what ends a word in a path, a query and a sentence.
const vaultPassword = "Zz9#x=2&y/B:c@Q"

func defaultTenant(t testing.TB, s *mock.Server) (a access) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(control(t, s, "GET", "/tenants/default", "").body), &a))
	return a
}

// vault sends a PAM360 call that must succeed.
func vault(t testing.TB, who access, method, path, details string) answer {
	t.Helper()
	form := ""
	if details != "" {
		form = input(`{"operation":{"Details":` + details + `}}`)
	}
	got := call(t, client, method, who.PAM360.URL+path, form, "AUTHTOKEN", who.PAM360.AuthToken)
	require.Equal(t, http.StatusOK, got.status, got.body)
	require.Contains(t, got.body, `"Success"`, details)
	return got
}

// stow makes an account in a tenant's vault, with more members.
func stow(t testing.TB, who access, more string) {
	t.Helper()
	vault(t, who, "POST", "/restapi/json/v1/resources", `{"RESOURCENAME":"box","RESOURCETYPE":"Linux","ACCOUNTNAME":"root","PASSWORD":"Aa1!aaaa-y"}`)
	resource, _ := stowed(t, who, "root")
	vault(t, who, "POST", "/restapi/json/v1/resources/"+resource+"/accounts", `{"ACCOUNTLIST":[{"ACCOUNTNAME":"ops",`+more+`}]}`)
}

func stowed(t testing.TB, who access, account string) (resourceID, accountID string) {
	t.Helper()
	details := vault(t, who, "GET", "/restapi/json/v1/resources/getResourceIdAccountId?RESOURCENAME=box&ACCOUNTNAME="+account, "").
		field(t, "operation", "Details").(map[string]any)
	return details["RESOURCEID"].(string), details["ACCOUNTID"].(string)
}

// changeStowed gives that account another password.
func changeStowed(t testing.TB, who access, password string) {
	t.Helper()
	resource, account := stowed(t, who, "ops")
	vault(t, who, "PUT", "/restapi/json/v1/resources/"+resource+"/accounts/"+account+"/password", `{"NEWPASSWORD":"`+password+`","RESETTYPE":"LOCAL"}`)
}

// TestANumberThatIsASecretIsHiddenWhereItWasNoId: a number that was answered for is an id, and stays.
func TestANumberThatIsASecretIsHiddenWhereItWasNoId(t *testing.T) {
	t.Parallel()
	s := start(t)
	at := defaultTenant(t, s)
	stow(t, at, `"PASSWORD":"Aa1!aaaa-x","TOTP_SECRET":"829 198 461"`)
	call(t, client, "GET", at.PAM360.URL+"/restapi/json/v1/resources/829198461/accounts", "", "AUTHTOKEN", at.PAM360.AuthToken)
	resource, _ := stowed(t, at, "ops")
	vault(t, at, "GET", "/restapi/json/v1/resources/"+resource+"/accounts", "")
	journal := control(t, s, "GET", "/journal?last=3", "").body
	require.NotContains(t, journal, "829198461")
	require.Contains(t, journal, "/resources/[hidden]/accounts")
	require.Contains(t, journal, "/resources/"+resource+"/accounts")
}

// TestANameIsNoValue: a misspelt parameter is told by its name, though somebody signs in with that very word; a value is not.
func TestANameIsNoValue(t *testing.T) {
	t.Parallel()
	s := start(t)
	bearer, _ := signIn(t, s.URL("code42"), s.Access().Code42.Username, s.Access().Code42.Password)
	got := call(t, client, "GET", s.URL("code42")+"/api/v1/User?password=1&secret=y", "", "Authorization", bearer)
	assert.Equal(t, "query: password ignored, as it is not documented; query: secret ignored, as it is not documented", got.header.Get("X-Understudy-Forgave"))
	got = call(t, client, "GET", s.URL("code42")+"/api/v3/orgs/secret", "", "Authorization", bearer)
	assert.Equal(t, `no organization has the orgGuid "[hidden]"`, got.header.Get("X-Understudy-Reason"))
}

// TestWhatIsForgivenInARefusedRequestTellsNoValue: nobody keeps the value then, and so nobody knows that it is a secret.
func TestWhatIsForgivenInARefusedRequestTellsNoValue(t *testing.T) {
	t.Parallel()
	s := start(t)
	got := call(t, client, "PUT", s.URL("pam360")+`/restapi/json/v1/resources/999999`,
		`INPUT_DATA={"operation":{"Details":{"RESOURCECUSTOMFIELD":[{"CUSTOMLABEL":"BIOS password","CUSTOMVALUE":665544332211}]}}}`,
		"AUTHTOKEN", s.Access().PAM360.AuthToken, "Content-Type", "application/x-www-form-urlencoded")
	assert.Contains(t, got.body, "Failed")
	assert.Contains(t, got.header.Get("X-Understudy-Forgave"), "CUSTOMVALUE: a number read as string")
	assert.NotContains(t, control(t, s, "GET", "/journal?last=1", "").body, "665544332211")
}

// TestEarlierTOTPSecretsAndPasswordFieldsStayHidden, as earlier passwords do, at every port.
func TestEarlierTOTPSecretsAndPasswordFieldsStayHidden(t *testing.T) {
	t.Parallel()
	s := start(t)
	fork := tenant(t, s, `{"name":"side"}`)
	for i, at := range []access{defaultTenant(t, s), fork} {
		stow(t, at, `"PASSWORD":"Aa1!aaaa-x","TOTP_SECRET":"`+[]string{"JBSWY3DPEHPK3PXP", "829 198 461"}[i]+`","ACCOUNTCUSTOMFIELD":[{"CUSTOMLABEL":"PIN","CUSTOMVALUE":"Early#`+at.Name+`"}]`)
		resource, account := stowed(t, at, "ops")
		path := "/restapi/json/v1/resources/" + resource
		vault(t, at, "PUT", path+"/accounts/"+account, `{"TOTP_SECRET":"GEZDGNBVGY3TQOJQ","ACCOUNTCUSTOMFIELD":[{"CUSTOMLABEL":"PIN","CUSTOMVALUE":"Later#1"}]}`)
		vault(t, at, "PUT", path, `{"RESOURCECUSTOMFIELD":[{"CUSTOMLABEL":"BIOS password","CUSTOMVALUE":"Bios#`+at.Name+`"}]}`)
		vault(t, at, "PUT", path, `{"RESOURCECUSTOMFIELD":[{"CUSTOMLABEL":"BIOS password","CUSTOMVALUE":""}]}`)
	}
	for _, secret := range []string{
		"JBSWY3DPEHPK3PXP", "jbsw-y3dp-ehpk-3pxp", "829198461", "GEZDGNBVGY3TQOJQ", "Early#default", "Early#side", "Later#1", "Bios#default", "Bios#side",
	} {
		for _, port := range []string{s.URL("code42"), s.URL("pam360"), s.ControlURL()} {
			got := call(t, client, "GET", port+"/nosuch/"+url.PathEscape(secret)+"/x", "")
			told := got.body + got.header.Get("X-Understudy-Reason") + control(t, s, "GET", "/journal?last=1", "").body
			assert.NotContains(t, told, secret, port)
		}
	}
	assert.Contains(t, control(t, s, "GET", "/journal?last=30", "").body, "/nosuch/[hidden]/x")
}

// TestTheControlPlaneTellsTheNameOfAParameterUnlessItIsASecret, or may be half of one that was not escaped, and which it takes instead.
func TestTheControlPlaneTellsTheNameOfAParameterUnlessItIsASecret(t *testing.T) {
	t.Parallel()
	s := start(t)
	token, short := s.Access().PAM360.AuthToken, s.Access().Code42.APIClientSecret
	require.Equal(t, "secret", short)
	for query, name := range map[string]string{
		"lats=1": `\"lats\"`, "zz=1&lats=1": `\"lats\"`, "secret=1": "secret", "Password=1": "Password", "last=2&x_y-z.1=": `\"x_y-z.1\"`,
		token + "=1": `\"[hidden]\"`, strings.ToLower(token) + "=1": `\"[hidden]\"`, "last=1&" + token: `\"[hidden]\"`, "s%65cret=": "secret",
		"eyJhbGci.eyJz.c2ln": `\"[hidden]\"`, url.QueryEscape(basic("x", short)): "a name that is no word", "tenant=Zz9%23x=2&y/B:c@Q": "a name that is no word",
		strings.Repeat("a", 4000) + "=1": "a name that is no word",
	} {
		got := control(t, s, "GET", "/journal?"+query, "")
		assert.Equal(t, http.StatusBadRequest, got.status)
		assert.JSONEq(t, `{"error":"getJournal takes no parameter `+name+` in the query; it takes last, tenant"}`, got.body, query)
	}
	for _, c := range []struct{ path, body, want, hidden string }{
		{"/tenants", `{"secret":1}`, "has secret, which", ""},
		{"/tenants", `{"` + token + `":1}`, `[hidden]`, token},
		{"/tenants/default/faults", `{"api":"code42","operation":"getUser","status":500,"password":2}`, "has password, which", ""},
		{"/tenants/default/faults", `{"api":"code42","operation":"` + token + `","status":500}`, "[hidden]", token},
		{"/tenants/default/faults", `{"api":"` + token + `","operation":"getUser","status":500}`, "[hidden]", token},
		{"/tenants/" + token + "/faults", `{"api":"code42","operation":"getUser","status":500}`, "[hidden]", token},
	} {
		got := control(t, s, "POST", c.path, c.body)
		assert.Contains(t, got.body, c.want)
		if c.hidden != "" {
			assert.NotContains(t, got.body, c.hidden)
		}
	}
}
