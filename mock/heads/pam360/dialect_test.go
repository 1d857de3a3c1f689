package pam360

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/worlds/pam360/state"
	"github.com/understudy/understudy/openapi"
)

func TestEveryCarrierOfTheTokenIsAccepted(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	for name, c := range map[string]struct{ path, header string }{
		"header":                       {"/resources", "AUTHTOKEN: " + adminToken},
		"header, other case":           {"/resources", "authtoken: " + adminToken},
		"query":                        {"/resources?AUTHTOKEN=" + adminToken, "AUTHTOKEN: "},
		"query before input":           {"/resources?AUTHTOKEN=" + adminToken + "&" + form(input(`{}`)), "AUTHTOKEN: "},
		"query behind raw input":       {"/resources?INPUT_DATA=" + input(`{}`) + "&AUTHTOKEN=" + adminToken, "AUTHTOKEN: "},
		"header of an application":     {"/resources", "APP_AUTHTOKEN: " + adminToken},
		"query of an application":      {"/resources?APP_AUTHTOKEN=" + adminToken + "&APP_NAME=Ansible", "AUTHTOKEN: "},
		"query, application shouting":  {"/resources?APP_AUTHTOKEN=" + adminToken + "&APP_NAME=ANSIBLE", "AUTHTOKEN: "},
		"last segment of the path":     {"/resources/AUTHTOKEN=" + adminToken, "AUTHTOKEN: "},
		"bearer":                       {"/resources", "Authorization: Bearer " + adminToken},
		"header beats a query's wrong": {"/resources?AUTHTOKEN=nonsense", "AUTHTOKEN: " + adminToken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := v
			v.t = t
			headers := []string{c.header}
			if !strings.HasPrefix(strings.ToUpper(c.header), "AUTHTOKEN") {
				headers = append(headers, "AUTHTOKEN: ", "APP_TYPE: 17")
			}
			got := v.ask("GET", base+c.path, "", headers...)
			got.succeeded(t, name)
			require.NotNil(t, got.Operation.TotalRows)
		})
	}
}

// secrets are passwords that a form decoder, a template or a shell would damage.
var secrets = []string{"a+B1%2Fc&d=e#", `q"u'o\te9A!`, "50%&=+ +=&%A1b", "{Br4ces}[1]", "über-Pä55wörter", "Tab\tIn1!Side", "C0mma,;:=!x"}

// carried is one way of sending INPUT_DATA.
type carried struct {
	query, body string
	headers     []string
}

func multipartOf(t *testing.T, text string) carried {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	require.NoError(t, w.WriteField("INPUT_DATA", text))
	require.NoError(t, w.Close())
	return carried{body: body.String(), headers: []string{"Content-Type: " + w.FormDataContentType()}}
}

// carriers are the ways that clients were seen to use. Those whose name begins with "raw" escape nothing.
func carriers(t *testing.T) map[string]func(text string) carried {
	t.Helper()
	ways := map[string]func(string) carried{
		"query": func(text string) carried { return carried{query: "?" + form(text)} },
		"query, other body": func(text string) carried {
			return carried{query: "?" + form(text), body: "x=1", headers: []string{formType}}
		},
		"multipart": func(text string) carried { return multipartOf(t, text) },
	}
	for name, headers := range map[string][]string{"form": {formType}, "text/json": {"Content-Type: text/json"}, "JSON": {"Content-Type: application/json"}, "no type": nil} {
		ways["form, "+name] = func(text string) carried { return carried{body: form(text), headers: headers} }
		ways["raw, "+name] = func(text string) carried { return carried{body: "INPUT_DATA=" + text, headers: headers} }
	}
	return ways
}

// decoded is what a form decoder makes of a password in the text of an input that nobody escaped; false where it cannot be decoded, or
// is no input any more.
func decoded(text string) (password string, ok bool) {
	text, _, _ = strings.Cut(text, "&")
	var in struct {
		Operation struct{ Details struct{ NEWPASSWORD string } }
	}
	plain, err := url.QueryUnescape(text)
	return in.Operation.Details.NEWPASSWORD, err == nil && json.Unmarshal([]byte(plain), &in) == nil && in.Operation.Details.NEWPASSWORD != ""
}

// TestAPasswordIsStoredAsFormDecodingHasItOrRefused sets each password in each way and reads it back: what was escaped is stored to the
// byte, of what was not a plus is a blank, %41 an A, and an ampersand cuts it. There is no third value.
func TestAPasswordIsStoredAsFormDecodingHasItOrRefused(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	created := v.ask("POST", base+"/resources", form(input(`{"RESOURCENAME":"bag","ACCOUNTNAME":"a","ACCOUNTPASSWORDPOLICY":"Low"}`)), formType)
	created.succeeded(t, "create")
	var made struct{ RESOURCEID string }
	require.NoError(t, json.Unmarshal(created.Operation.Details, &made))
	path := base + "/resources/" + made.RESOURCEID + "/accounts/" + v.account("bag", "a") + "/password"
	kept := "Start-1!"
	v.ask("PUT", path, form(input(`{"NEWPASSWORD":"`+kept+`"}`)), formType).succeeded(t, "start")
	refused := 0
	for name, carry := range carriers(t) {
		for _, secret := range secrets {
			var quoted bytes.Buffer
			plain := json.NewEncoder(&quoted)
			plain.SetEscapeHTML(false)
			require.NoError(t, plain.Encode(secret))
			text, want, ok := input(`{"NEWPASSWORD":`+strings.TrimSpace(quoted.String())+`,"RESETTYPE":"LOCAL","TICKETID":7}`), secret, true
			raw := strings.HasPrefix(name, "raw")
			if raw {
				want, ok = decoded(text)
			}
			c := carry(text)
			got := v.ask("PUT", path+c.query, c.body, c.headers...)
			if ok {
				got.succeeded(t, name+" "+secret)
				kept = want
			} else {
				refused++
				got.refused(t, "CHANGE PASSWORD", "INPUT_DATA could not be read")
			}
			assert.Equal(t, raw && ok, strings.Contains(got.header.Get("X-Understudy-Forgave"), "INPUT_DATA not escaped in a form: a plus in it is a blank"), name)
			var details struct{ PASSWORD string }
			require.NoError(t, json.Unmarshal(v.ask("GET", path, "").Operation.Details, &details))
			assert.Equal(t, kept, details.PASSWORD, name+" "+secret)
		}
	}
	assert.Positive(t, refused)
}

// TestARefusedFormSaysWhatWasNotEscaped: that a password was cut in two is not to be guessed from where the rest broke off.
func TestARefusedFormSaysWhatWasNotEscaped(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	for body, why := range map[string]string{
		"INPUT_DATA=" + input(`{"RESOURCENAME":"a&b"}`): "an ampersand ended it, which has to be written %26",
		"INPUT_DATA=" + input(`{"RESOURCENAME":"50%"}`): "a percent sign in INPUT_DATA escapes nothing",
		input(`{"RESOURCENAME":"x"}`):                   "the body is JSON and no form: there is no INPUT_DATA in it",
	} {
		for _, kind := range []string{formType, "Content-Type: text/json", "Content-Type: application/json"} {
			got := v.ask("POST", base+"/resources", body, kind)
			got.refused(t, "CREATE RESOURCE", "INPUT_DATA could not be read")
			assert.Contains(t, got.header.Get("X-Understudy-Reason"), why)
		}
	}
	got := v.raw("GET", base+`/resources?INPUT_DATA={"operation":{"Details":{"SEARCHVALUE":"50%"}}}`)
	assert.Contains(t, got.header.Get("X-Understudy-Reason"), "a percent sign in INPUT_DATA escapes nothing")
	v.ask("GET", base+"/resources/7", "{}", "Content-Type: application/json").succeeded(t, "where no input is taken nobody looks at the body")
}

// account finds an account's id.
func (v vault) account(resource, name string) string {
	v.t.Helper()
	got := v.ask("GET", base+"/resources/getResourceIdAccountId?"+url.Values{"RESOURCENAME": {resource}, "ACCOUNTNAME": {name}}.Encode(), "")
	var ids struct{ ACCOUNTID string }
	require.NoError(v.t, json.Unmarshal(got.Operation.Details, &ids), got.text)
	return ids.ACCOUNTID
}

// TestEveryDialectOfInputIsUnderstood creates a resource with each spelling, by POST, and reads it back by name.
func TestEveryDialectOfInputIsUnderstood(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	n := 0
	for name, text := range map[string]string{
		"documented":           `{"operation":{"Details":{"RESOURCENAME":"@","ENABLEPRIVATEKEY":true}}}`,
		"lower-case wrapper":   `{"operation":{"details":{"RESOURCENAME":"@"}}}`,
		"shouted wrapper":      `{"OPERATION":{"DETAILS":{"RESOURCENAME":"@"}}}`,
		"single quotes":        `{'operation': {'Details': {'RESOURCENAME': '@', 'RESOURCETYPE': '', 'LOCATION': "it's here"}}}`,
		"unquoted":             `{operation:{Details:{RESOURCENAME:@,RESOURCETYPE:Linux}}}`,
		"Python's literals":    `{'operation': {'Details': {'RESOURCENAME': '@', 'ENABLEPRIVATEKEY': True, 'DISABLE_TAB_DUPLICATION': False}}}`,
		"switches as text":     `{"operation":{"Details":{"RESOURCENAME":"@","ENABLEPRIVATEKEY":"true","DISABLE_TAB_DUPLICATION":"False"}}}`,
		"a trailing comma":     `{"operation":{"Details":{"RESOURCENAME":"@",},},}`,
		"empty texts":          `{"operation":{"Details":{"RESOURCENAME":"@","ACCOUNTNAME":"","RESOURCETYPE":"","RESOURCEGROUPNAME":"","OWNERNAME":"","RESOURCEPASSWORDPOLICY":""}}}`,
		"a blank on each side": " \n" + `{ "operation" : { "Details" : { "RESOURCENAME" : "@" } } }` + "\n ",
	} {
		for way, carry := range carriers(t) {
			n++
			resource := "box-" + strconv.Itoa(n)
			c := carry(strings.ReplaceAll(text, "@", resource))
			v.ask("POST", base+"/resources"+c.query, c.body, c.headers...).succeeded(t, name+", "+way)
			v.ask("GET", base+"/resources/resourcename/"+resource, "").succeeded(t, name+", "+way)
		}
	}
}

func TestNumbersMayComeAsText(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	for _, page := range []string{`{"STARTINDEX":"0","LIMIT":"2"}`, `{"STARTINDEX":0,"LIMIT":2}`, `{'STARTINDEX': '0', 'LIMIT': 2}`} {
		got := v.ask("GET", base+"/resources?"+form(input(page)), "")
		got.succeeded(t, page)
		var list []json.RawMessage
		require.NoError(t, json.Unmarshal(got.Operation.Details, &list))
		assert.Len(t, list, 2)
		assert.Greater(t, *got.Operation.TotalRows, 2)
	}
	v.ask("GET", base+"/resources/11/accounts/18/password?"+form(input(`{"TICKETID":1047}`)), "").succeeded(t, "a ticket as a number")
}

// TestAnUnencodedQueryIsRead sends what no URL library would: blanks apart, nothing is escaped.
func TestAnUnencodedQueryIsRead(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	req, err := http.NewRequest("GET", v.url, nil)
	require.NoError(t, err)
	req.URL.Opaque = req.URL.String() + base + `/resources?INPUT_DATA={"operation":{"Details":{"SEARCHVALUE":"web-01","SEARCHCOLUMN":"RESOURCENAME"}}}&AUTHTOKEN=` + adminToken
	got := v.send(req)
	got.succeeded(t, "raw query")
	assert.Equal(t, 1, *got.Operation.TotalRows)
}

func TestNamesInQueriesMayHaveAnyEncoding(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	v.ask("POST", base+"/resources", form(input(`{"RESOURCENAME":"disk (b) v1.2 & co","ACCOUNTNAME":"a b","PASSWORD":"Aa1!aaaaaa"}`)), formType).succeeded(t, "create")
	for _, query := range []string{
		"RESOURCENAME=disk%20(b)%20v1.2%20%26%20co&ACCOUNTNAME=a%20b", "RESOURCENAME=disk+(b)+v1.2+%26+co&ACCOUNTNAME=a+b",
		"RESOURCENAME=disk%20%28b%29%20v1%2E2%20%26%20co&ACCOUNTNAME=a%20b",
	} {
		v.ask("GET", base+"/resources/getResourceIdAccountId?"+query, "").succeeded(t, query)
	}
	for _, path := range []string{"disk%20(b)%20v1.2%20&%20co", "disk%20%28b%29%20v1.2%20%26%20co"} {
		v.ask("GET", base+"/resources/resourcename/"+path, "").succeeded(t, path)
		v.ask("GET", base+"/resources/resourcename/"+path+"/accounts/accountname/a%20b", "").succeeded(t, path)
	}
}

func TestStrictModeTakesOnlyWhatIsDocumented(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Strict)
	document := input(`{"RESOURCENAME":"strict"}`)
	v.ask("POST", base+"/resources", form(document), formType).succeeded(t, "documented")
	v.ask("GET", base+"/resources", "", "AUTHTOKEN: ", "APP_AUTHTOKEN: "+adminToken).succeeded(t, "an application's token")
	for reason, c := range map[string]carried{
		"single-quoted string":               {body: form(`{'operation': {'Details': {'RESOURCENAME': 'x'}}}`), headers: []string{formType}},
		"unquoted key":                       {body: form(`{operation:{"Details":{"RESOURCENAME":"x"}}}`), headers: []string{formType}},
		`key "details" read as "Details"`:    {body: form(`{"operation":{"details":{"RESOURCENAME":"x"}}}`), headers: []string{formType}},
		"INPUT_DATA in the query of a POST":  {query: "?" + form(document)},
		`of content type "text/json"`:        {body: form(document), headers: []string{"Content-Type: text/json"}},
		`of content type ""`:                 {body: form(document)},
		"the token in the query":             {query: "?AUTHTOKEN=" + adminToken, body: form(document), headers: []string{formType, "AUTHTOKEN: "}},
		"operation.Details.ENABLEPRIVATEKEY": {body: form(input(`{"RESOURCENAME":"x","ENABLEPRIVATEKEY":"true"}`)), headers: []string{formType}},
	} {
		got := v.ask("POST", base+"/resources"+c.query, c.body, c.headers...)
		got.refused(t, "CREATE RESOURCE", "Invalid request")
		assert.Contains(t, got.header.Get("X-Understudy-Reason"), reason)
	}
}

// TestTokensLeadToTheirFork: the last twelve digits choose the tenant.
func TestTokensLeadToTheirFork(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	token := v.world.Fork("0123456789ab").Credential(adminToken)
	assert.Equal(t, "2B7C4E10-9A53-4D8F-B6E1-0123456789AB", token)
	v.ask("GET", base+"/resources", "", "AUTHTOKEN: "+token).refused(t, "Authentication", "API key received")
	_, err := v.tenants.Fork("fork", "0123456789ab")
	require.NoError(t, err)
	v.ask("POST", base+"/resources", form(input(`{"RESOURCENAME":"only here"}`)), formType, "AUTHTOKEN: "+token).succeeded(t, "in the fork")
	v.ask("GET", base+"/resources/resourcename/only%20here", "", "AUTHTOKEN: "+token).succeeded(t, "in the fork")
	v.ask("GET", base+"/resources/resourcename/only%20here", "").refused(t, "GET_RESOURCEID", "No such resource found")
	v.ask("GET", base+"/resources", "", "AUTHTOKEN: "+strings.ToLower(token)).refused(t, "Authentication", "API key received")
}

// TestTimesAreTheServersWithoutAZone is about the clock that only a test can set to an afternoon.
func TestTimesAreTheServersWithoutAZone(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	v.world.Clock().Set(time.Date(2026, 11, 3, 16, 5, 59, 0, time.UTC))
	v.ask("GET", base+"/resources/7/accounts/12/password", "").succeeded(t, "fetch")
	assert.Contains(t, v.ask("GET", base+"/resources/7/accounts/12", "").text, `"LAST ACCESSED TIME":"Nov 3, 2026 04:05 PM"`)
	v.world.Clock().Set(time.Date(2026, 11, 13, 0, 5, 0, 0, time.FixedZone("", 3600)))
	v.ask("GET", base+"/resources/7/accounts/12/password", "").succeeded(t, "fetch")
	assert.Contains(t, v.ask("GET", base+"/resources/7/accounts/12", "").text, `"LAST ACCESSED TIME":"Nov 12, 2026 11:05 PM"`)
}

// TestACallerWhoseHostIsUnknownHearsNoReason: the vendor answers with nothing at all; an envelope without a message stands for it.
func TestACallerWhoseHostIsUnknownHearsNoReason(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	const token = "D62B7F41-A8E0-453C-B3D7-5EED5EED5EED"
	require.NoError(t, v.world.Write(state.System, func(tx *state.Tx) error {
		_, err := tx.CreateUser(state.NewUser{Name: "stray", Role: "Password User", HostCheck: true, HostName: "no-such-host", Token: token})
		return err
	}))
	got := v.ask("GET", base+"/resources", "", "AUTHTOKEN: "+token)
	got.refused(t, "Authentication", "")
	assert.Empty(t, got.Operation.Result.Message)
	assert.Contains(t, got.header.Get("X-Understudy-Reason"), "no-such-host")
}

// FuzzNoRequestBreaksTheServer sends any bytes as any operation's query and body: the answer is an envelope that the specification
// allows, and no server error.
func FuzzNoRequestBreaksTheServer(f *testing.F) {
	v := open(f, openapi.Lenient)
	doc, err := openapi.Load("pam360")
	require.NoError(f, err)
	operations := slices.DeleteFunc(slices.Clone(doc.Operations), func(op *openapi.Operation) bool { return op.ID == "regenerateAuthToken" })
	f.Add(0, "", "application/x-www-form-urlencoded", []byte("INPUT_DATA="+input(`{"RESOURCENAME":"fuzz","ACCOUNTNAME":"a","PASSWORD":"x"}`)))
	f.Add(1, "INPUT_DATA={'operation':{details:{LIMIT:-0,STARTINDEX:9e99}}}", "", []byte{})
	f.Add(2, "RESOURCENAME=%FF&ACCOUNTNAME=%00", "text/json", []byte("INPUT_DATA=%7B%22operation"))
	f.Add(3, "AUTHTOKEN=x&INPUT_DATA=", "multipart/form-data; boundary=b", []byte("--b\r\nContent-Disposition: form-data; name=INPUT_DATA\r\n\r\n{}\r\n--b--"))
	f.Fuzz(func(t *testing.T, which int, query, contentType string, body []byte) {
		op := operations[uint(which)%uint(len(operations))]
		path := strings.NewReplacer("{resourceId}", "7", "{accountId}", "12", "{resourceName}", "web-01", "{accountName}", "root",
			"{userId}", "8", "{userGroupId}", "3", "{resourceGroupId}", "305").Replace(op.Path)
		req := httptest.NewRequest(op.Method, path, bytes.NewReader(body))
		req.URL.RawQuery = query
		req.Header.Set("Content-Type", contentType)
		req.Header.Set("AUTHTOKEN", adminToken)
		got := httptest.NewRecorder()
		v.server.ServeHTTP(got, req)
		require.Equal(t, http.StatusOK, got.Code, got.Body.String())
		var read reply
		require.NoError(t, json.Unmarshal(got.Body.Bytes(), &read), got.Body.String())
		require.Equal(t, op.WireName, read.Operation.Name)
		require.Contains(t, []string{"Success", "Failed"}, read.Operation.Result.Status)
		require.Empty(t, v.server.Drift())
	})
}
