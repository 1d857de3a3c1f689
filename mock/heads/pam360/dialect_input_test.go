package pam360

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/worlds/pam360/state"
	"github.com/understudy/understudy/openapi"
)

// raw sends a path and query to the byte.
func (v vault) raw(method, address string, headers ...string) reply {
	v.t.Helper()
	path, query, _ := strings.Cut(address, "?")
	req, err := http.NewRequest(method, v.url, nil)
	require.NoError(v.t, err)
	req.URL.Opaque, req.URL.RawQuery = req.URL.String()+path, query
	req.Header.Set("AUTHTOKEN", adminToken)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if req.Header.Set(name, value); value == "" {
			req.Header.Del(name)
		}
	}
	return v.send(req)
}

// TestALowerCaseFieldLostThePassword: a change of password to "newpassword" generated one and answered with success.
func TestALowerCaseFieldLostThePassword(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	path := base + "/resources/7/accounts/12/password"
	v.ask("PUT", path, form(input(`{"newpassword":"Kx7#vbQ2!m","ResetType":"local"}`)), formType).succeeded(t, "change")
	assert.Contains(t, v.ask("GET", path, "").text, `"PASSWORD":"Kx7#vbQ2!m"`)
	got := v.ask("GET", base+"/resources?"+form(input(`{"limit":"3","viewtype":"allmypassword"}`)), "")
	got.succeeded(t, "list")
	var list []json.RawMessage
	require.NoError(t, json.Unmarshal(got.Operation.Details, &list))
	assert.Len(t, list, 3)

	strict := open(t, openapi.Strict)
	strict.ask("PUT", path, form(input(`{"newpassword":"Kx7#vbQ2!m"}`)), formType).refused(t, "CHANGE PASSWORD", "newpassword: is documented as NEWPASSWORD")
	strict.ask("GET", base+"/resources?"+form(input(`{"limit":3}`)), "").refused(t, "GET RESOURCES", "limit: is documented as LIMIT")
}

func TestPlainParametersWithASemicolonOrABarePercentSignWereDropped(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	for _, name := range []string{"a;b", "50%", "c%zz;"} {
		body := form(input(`{"RESOURCENAME":"` + name + `","ACCOUNTNAME":"root","PASSWORD":"Kx7#vbQ2!m"}`))
		v.ask("POST", base+"/resources", body, formType).succeeded(t, "create "+name)
		v.raw("GET", base+"/resources/getResourceIdAccountId?RESOURCENAME="+name+"&ACCOUNTNAME=root").succeeded(t, name)
		v.raw("GET", base+"/resources/getResourceIdAccountId?RESOURCENAME="+name+"&ACCOUNTNAME=root&AUTHTOKEN="+adminToken, "AUTHTOKEN: ").succeeded(t, name)
	}
	got := open(t, openapi.Strict).raw("GET", base+"/resources/getResourceIdAccountId?RESOURCENAME=50%&ACCOUNTNAME=root")
	got.refused(t, "GET_RESOURCEACCOUNTID", "Invalid request")
	assert.Contains(t, got.header.Get("X-Understudy-Reason"), "a percent sign in the query that escapes nothing")
}

func TestStrictModeTookAnUnescapedObjectInAForm(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Strict)
	got := v.ask("POST", base+"/resources", "INPUT_DATA="+input(`{"RESOURCENAME":"x"}`), formType)
	got.refused(t, "CREATE RESOURCE", "Invalid request")
	assert.Contains(t, got.header.Get("X-Understudy-Reason"), "INPUT_DATA not escaped in a form")
	v.ask("POST", base+"/resources", form(input(`{"RESOURCENAME":"x"}`)), "Content-Type: Application/X-WWW-Form-Urlencoded; charset=UTF-8").
		succeeded(t, "media types have no case")
}

func TestEmptyAndSingleValuesWereRefused(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	v.ask("GET", base+"/resources?"+form(input(`{"STARTINDEX":"","LIMIT":"","VIEWTYPE":""}`)), "").succeeded(t, "list")
	v.ask("GET", base+"/resources/7/accounts?"+form(input(`{"GROUPID":""}`)), "").succeeded(t, "accounts")
	v.ask("GET", base+"/resources/resourcetypes?"+form(input(`{"RESOURCETYPE_CONTAINING":"win"}`)), "").succeeded(t, "types")
	v.ask("PUT", base+"/resources/7", form(input(`{"RESOURCETYPEID":"","DISABLE_TAB_DUPLICATION":"","RESOURCECUSTOMFIELD":""}`)), formType).succeeded(t, "edit")
	got := v.ask("POST", base+"/resources/7/accounts", form(input(`{"ACCOUNTLIST":{"ACCOUNTNAME":"single","PASSWORD":"Kx7#vbQ2!m"}}`)), formType)
	got.succeeded(t, "add")
	assert.Contains(t, got.text, "Account added successfully")
}

func TestWrappingsAroundNothingWereRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{}`, `{"operation":{}}`, `{"operation":{"Details":{}}}`} {
		v := open(t, openapi.Lenient)
		v.ask("GET", base+"/resources?"+form(text), "").succeeded(t, text)
		v.ask("GET", base+"/resources/7/accounts/12/password?"+form(text), "").succeeded(t, text)
		v.ask("POST", base+"/resources", form(text), formType).refused(t, "CREATE RESOURCE", "Invalid request")
	}
	doc, err := openapi.Load("pam360")
	require.NoError(t, err)
	regenerate, ok := doc.ByID("regenerateAuthToken")
	require.True(t, ok)
	for _, body := range []string{"a=b", form(`{}`), form(`{"operation":{}}`), ""} {
		open(t, openapi.Lenient).ask(regenerate.Method, regenerate.Path, body, formType).succeeded(t, body)
	}
}

func TestTheHintForAFamilyThatIsNotServedMisled(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	const unknown = "neither one that is served nor one that is known; `mockserver routes` lists what is served"
	assert.Contains(t, v.ask("POST", "/api/json/request", "").header.Get("X-Understudy-Reason"), "an operation of the family legacy-rpc is not served: The legacy RPC")
	for path, why := range map[string]string{
		"/api/pki/restapi/getAllCertificates": unknown, "/api/json/request": unknown, base + "/certificates": unknown, base + "/certificates/7/renew": unknown,
	} {
		got := v.ask("GET", path, "")
		assert.Equal(t, http.StatusNotFound, got.status, path)
		assert.Contains(t, got.header.Get("X-Understudy-Reason"), why, path)
	}
	known := v.ask("GET", "/scim/v2/Users", "")
	assert.Equal(t, http.StatusNotImplemented, known.status)
	assert.Contains(t, known.header.Get("X-Understudy-Reason"), "scimListUsers (family scim) is not served: The SCIM tree")
	for path, id := range map[string]string{base + "/resource": "listResources", "/resources/7": "getResource", base + "/resources/7/acounts": "listAccounts"} {
		assert.Contains(t, v.ask("GET", path, "").header.Get("X-Understudy-Reason"), "the nearest is "+id+":", path)
	}
}

// TestEscapedCharactersBesideAnEscapedSlashFindTheirOperation: net/http keeps the path as it was sent only where it must.
func TestEscapedCharactersBesideAnEscapedSlashFindTheirOperation(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	for _, id := range []string{"a%20b%2f", "a%2Fb", "a%20b", "%2f%2F", "%25%2f", "x%2fapprove"} {
		for _, move := range []string{"approve", "approvepasswordrequest"} {
			for _, method := range []string{"PUT", "POST"} {
				got := v.ask(method, "/"+base+"//accounts/"+id+"/"+move+"/", "")
				assert.Equal(t, http.StatusOK, got.status, "%s %s %s: %s", method, id, move, got.header.Get("X-Understudy-Reason"))
				assert.Equal(t, "ADMIN REQUEST APPROVE", got.Operation.Name, "%s %s", id, move)
			}
		}
	}
}

func TestATokenInThePathWasCutTooLoosely(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	for _, name := range []string{"a/b", "AUTHTOKEN=x", "c/AUTHTOKEN=x"} {
		v.ask("POST", base+"/resources", form(input(`{"RESOURCENAME":"`+name+`"}`)), formType).succeeded(t, name)
		escaped := strings.ReplaceAll(url.PathEscape(name), "=", "%3D")
		v.raw("GET", base+"/resources/resourcename/"+escaped).succeeded(t, name)
		v.raw("GET", base+"/resources/resourcename/"+escaped+"/AUTHTOKEN="+adminToken, "AUTHTOKEN: ").succeeded(t, name+" with the token behind it")
	}
	v.raw("GET", base+"/resources/AUTHTOKEN=nonsense", "AUTHTOKEN: ").refused(t, "Authentication", "API key received")
	entries, _ := v.server.Journal.Last(1)
	assert.Equal(t, base+"/resources", entries[0].Path)
}

func TestARepeatedParameterWasRefusedWithoutAWord(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	v.ask("GET", base+"/resources/getResourceIdAccountId?RESOURCENAME=web-01&RESOURCENAME=x&ACCOUNTNAME=root", "").
		refused(t, "GET_RESOURCEACCOUNTID", "Invalid request: query RESOURCENAME: is given more than once")
	req, err := http.NewRequest("GET", v.url+base+"/resources", nil)
	require.NoError(t, err)
	req.Header = http.Header{"Authtoken": {adminToken}, "Orgname": {"Example Co", "b"}}
	v.send(req).refused(t, "GET RESOURCES", "Invalid request: Expected one value for orgName, got 2")
}

func TestALowerCaseBearerWasNotLetIn(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	for _, scheme := range []string{"bearer", "BEARER", "Bearer "} {
		v.ask("GET", base+"/resources", "", "AUTHTOKEN: ", "Authorization: "+scheme+" "+adminToken).succeeded(t, scheme)
	}
	v.ask("GET", base+"/resources", "", "AUTHTOKEN: ", "Authorization: Basic "+adminToken).refused(t, "Authentication", "API key received")
}

// TestAByteOrderMarkIsRefusedByThatName: org.json, which the vendor's tolerance points to, takes it for what is no brace.
func TestAByteOrderMarkIsRefusedByThatName(t *testing.T) {
	t.Parallel()
	for _, mode := range []openapi.Mode{openapi.Lenient, openapi.Strict} {
		v := open(t, mode)
		document := "\ufeff" + input(`{"RESOURCENAME":"marked"}`)
		for _, body := range []string{document, "\ufeffINPUT_DATA=" + input(`{}`), "INPUT_DATA=" + document, form(document)} {
			got := v.ask("POST", base+"/resources", body, formType)
			got.refused(t, "CREATE RESOURCE", "INPUT_DATA could not be read")
			assert.Contains(t, got.header.Get("X-Understudy-Reason"), "byte order mark")
		}
		v.ask("GET", base+"/resources?"+form("\ufeff{}"), "").refused(t, "GET RESOURCES", "INPUT_DATA could not be read")
	}
}

func TestPythonsEscapesWereUnreadable(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	v.ask("POST", base+"/resources", form(`{'operation': {'Details': {'RESOURCENAME': 'no\xa0break'}}}`), formType).succeeded(t, "escape")
	v.ask("GET", base+"/resources/resourcename/no%C2%A0break", "").succeeded(t, "escape")
}

func TestAnUnknownPolicyWithoutAnAccountWasIgnored(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	v.ask("POST", base+"/resources", form(input(`{"RESOURCENAME":"bare","ACCOUNTPASSWORDPOLICY":"None such"}`)), formType).
		refused(t, "CREATE RESOURCE", "No such password policy found")
	v.ask("POST", base+"/resources", form(input(`{"RESOURCENAME":"bare","ACCOUNTPASSWORDPOLICY":"Low","PASSWORD":"x"}`)), formType).succeeded(t, "goes nowhere")
}

func TestOldPasswordsWereHandedOutWithoutAReason(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Strict)
	path := base + "/resources/7/accounts/12/passwordhistory"
	require.NoError(t, v.world.Write(state.System, func(tx *state.Tx) error { return tx.SetAccessRules(12, state.AccessRules{Reason: true}) }))
	v.ask("GET", path, "").refused(t, "GET PASSWORD HISTORY", "Reason is mandatory to retrieve the password")
	v.ask("GET", path+"?"+form(input(`{"REASON":" "}`)), "").refused(t, "GET PASSWORD HISTORY", "Reason is mandatory")
	v.ask("GET", path+"?"+form(input(`{"REASON":"restore"}`)), "").succeeded(t, "with a reason")
}

// TestEveryWrapperIsSpelledAsItsOperationsPageHasIt: the specification says how, and both spellings are taken.
func TestEveryWrapperIsSpelledAsItsOperationsPageHasIt(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	doc, err := openapi.Load("pam360")
	require.NoError(t, err)
	spelled := map[string]int{}
	for _, op := range doc.Operations {
		wrapped := op.InputProperties("operation")
		if op.InputProperties() == nil {
			assert.Empty(t, wrapped, op.ID)
			continue
		}
		require.Len(t, wrapped, 1, "%s: what is in INPUT_DATA has one wrapper", op.ID)
		spelled[wrapped[0]]++
	}
	assert.Len(t, spelled, 2)
	assert.Positive(t, spelled["Details"])
	assert.Positive(t, spelled["details"])

	for _, key := range []string{"Details", "details", "DETAILS"} {
		in := `{"operation":{"` + key + `":{"SEARCHVALUE":"none such"}}}`
		v.ask("GET", base+"/resources?"+form(in), "").succeeded(t, key)
		in = `{"operation":{"` + key + `":{"searchValue":"none such"}}}`
		v.ask("GET", base+"/resourcegroup?"+form(in), "").succeeded(t, key)
		v.ask("GET", base+"/resources/1?"+form(in), "").succeeded(t, key) // which takes none
		assert.Equal(t, http.StatusNotFound, v.ask("GET", base+"/nothing?"+form(in), "").status)
	}
}
