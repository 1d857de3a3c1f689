package pam360

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/understudy/understudy/fixtures"
	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/head"
	"github.com/understudy/understudy/mock/internal/tenant"
	"github.com/understudy/understudy/mock/worlds/pam360/seed"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
	"github.com/understudy/understudy/openapi"
)

// adminToken is that of the first pinned user.
const adminToken = "2B7C4E10-9A53-4D8F-B6E1-5EED5EED5EED"

const base = "/restapi/json/v1"

// vault is the API over the standard world, its time standing still.
type vault struct {
	t       testing.TB
	url     string
	world   *state.World
	tenants *tenant.Registry
	server  *engine.Server
}

// standard is what the standard world is made from.
func standard(t testing.TB) seed.World {
	t.Helper()
	data, err := fixtures.World("standard")
	require.NoError(t, err)
	var file struct {
		PAM360 seed.World `yaml:"pam360"`
	}
	require.NoError(t, yaml.Unmarshal(data, &file))
	return file.PAM360
}

func open(t testing.TB, mode openapi.Mode) vault {
	t.Helper()
	from := standard(t)
	model, err := company.Read(fixtures.Company())
	require.NoError(t, err)
	firm, err := company.New(model, company.Spec{
		Seed: 1, Now: company.DateOf(clock.AtTestDay()), People: 210, Units: 10, Named: []string{from.Organization.Name}, Cast: from.Cast(),
	})
	require.NoError(t, err)
	world := state.New(1, clock.At(clock.AtTestDay()))
	given, err := seed.Fill(world, from, firm, firm.Cast, nil)
	require.NoError(t, err)
	world.Seal()
	tenants := tenant.NewRegistry(tenant.PartOf(world, given))
	server, err := Open(head.Config{Tenants: tenants, Config: engine.Config{
		Journal: engine.NewJournal(100), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: time.Now, Check: engine.CheckAll, Mode: mode,
	}})
	require.NoError(t, err)
	listener := httptest.NewServer(server)
	t.Cleanup(func() {
		listener.Close()
		assert.Empty(t, server.Drift())
	})
	return vault{t, listener.URL, world, tenants, server}
}

// reply is an answer with its envelope read.
type reply struct {
	status int
	header http.Header
	text   string

	Operation struct {
		Name      string
		Result    struct{ Status, Message string }
		TotalRows *int
		Details   json.RawMessage
	}
}

// ask sends a request; a header value is "Name: value". Without a token among them it is the administrator's.
func (v vault) ask(method, path, body string, headers ...string) reply {
	v.t.Helper()
	req, err := http.NewRequest(method, v.url+path, strings.NewReader(body))
	require.NoError(v.t, err)
	req.Header.Set("AUTHTOKEN", adminToken)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if req.Header.Set(name, value); value == "" {
			req.Header.Del(name)
		}
	}
	return v.send(req)
}

func (v vault) send(req *http.Request) reply {
	v.t.Helper()
	res, err := http.DefaultClient.Do(req)
	require.NoError(v.t, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	require.NoError(v.t, err)
	got := reply{status: res.StatusCode, header: res.Header, text: string(body)}
	require.NoError(v.t, json.Unmarshal(body, &got), "%s %s: %s", req.Method, req.URL.Path, body)
	return got
}

func (r reply) succeeded(t testing.TB, what string) {
	t.Helper()
	assert.Equal(t, http.StatusOK, r.status, what)
	assert.Equal(t, "Success", r.Operation.Result.Status, "%s: %s (%s)", what, r.text, r.header.Get("X-Understudy-Reason"))
}

func (r reply) refused(t testing.TB, name, message string) {
	t.Helper()
	assert.Equal(t, http.StatusOK, r.status, message)
	assert.Equal(t, "Failed", r.Operation.Result.Status, "%s: %s", message, r.text)
	assert.Equal(t, name, r.Operation.Name)
	assert.Contains(t, r.Operation.Result.Message, message, r.header.Get("X-Understudy-Reason"))
	assert.Nil(t, r.Operation.Details)
}

// input is INPUT_DATA as the documentation has it.
func input(details string) string { return `{"operation":{"Details":` + details + `}}` }

func form(text string) string { return url.Values{"INPUT_DATA": {text}}.Encode() }

const formType = "Content-Type: application/x-www-form-urlencoded"

func TestEveryReadOfTheSampleResourceSucceeds(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Strict)
	for _, path := range []string{
		"/resources", "/resources/7", "/resources/7/accounts", "/resources/7/accounts/12", "/resources/7/accounts/12/password",
		"/resources/7/accounts/12/passwordhistory", "/resources/7/associatedGroups", "/resources/10/remoteapps", "/resources/resourcetypes",
		"/resources/websiteurls", "/resources/resourcename/web-01", "/resources/resourcename/web-01/accounts/accountname/root",
		"/resources/getResourceIdAccountId?RESOURCENAME=web-01&ACCOUNTNAME=root", "/passwords/policies",
		"/resources/getResourceAccountDetails?RESOURCEID=7&ACCOUNTID=12", "/accounts/21/totp",
		"/accounts/passwordaccessrequests", "/user", "/user/getUserId?USERNAME=guest", "/user/getUserGroupId?USERGROUPNAME=SDP%20Group",
		"/resourcegroup", "/resourcegroup/getResourceGroupId?RESOURCEGROUPNAME=Linux%20Servers", "/audit", "/audit?DURATION=TODAY", "/trash",
		"/trash?type=account",
		"/accounts/18/validateHelpDeskID?" + form(input(`{"TICKETID":"1047"}`)),
		"/passwords/generate?" + form(input(`{"POLICY":"Strong"}`)), "/passwords/validate?" + form(input(`{"POLICY":"Low","PASSWORD":"x"}`)),
	} {
		got := v.ask("GET", base+path, "")
		got.succeeded(t, path)
		assert.Equal(t, "application/json;charset=UTF-8", got.header.Get("Content-Type"), path)
		t.Logf("%s %.400s", path, got.text)
	}
}
