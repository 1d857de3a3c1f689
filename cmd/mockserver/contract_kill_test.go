//go:build linux || darwin

package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// moments is at how many moments each run is killed; make soak asks for more.
func moments(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(cmp.Or(os.Getenv("UNDERSTUDY_KILLS"), "6"))
	require.NoError(t, err)
	return n
}

// TestAKilledRunIsSweptClean: a run that writes is killed (SIGKILL) at some moment, sometimes after the service has done what was asked
// and before the answer has come. Sweep then leaves the tenant as it was, but for what the vendor can only deactivate.
func TestAKilledRunIsSweptClean(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		api     string
		suites  []string
		longest int // requests until the kill
		state   func(t *testing.T, server *mock.Server) map[string]string
	}{
		{"code42", []string{"Orgs", "Users", "LegalHold*", "Watchlists", "DepartingEmployee"}, 500, stateOfCode42},
		{"pam360", []string{"Resources", "ResourceGroups", "Users", "UserGroups", "Trash", "Sharing"}, 900, stateOfPAM360},
	} {
		t.Run(test.api, func(t *testing.T) {
			t.Parallel()
			server := mock.Start(t, mock.Options{World: "small"})
			before := test.state(t, server)
			chance := rand.New(rand.NewPCG(9, uint64(len(test.api)+test.longest)))
			for moment := range moments(t) {
				at, answered := 1+chance.IntN(test.longest), chance.IntN(2) == 0
				folder := t.TempDir()
				address := killedAt(t, server.URL(test.api), at, answered, func(url string) *exec.Cmd {
					args := []string{"contract", "run", "--allow-writes", "--" + test.api + "-url", url, "--report", folder}
					for _, suite := range test.suites {
						args = append(args, "--only", suite)
					}
					return exec.Command(os.Args[0], args...)
				})
				ledgers, err := filepath.Glob(filepath.Join(folder, "*.ledger"))
				require.NoError(t, err)
				for _, ledger := range ledgers {
					var out, errs bytes.Buffer
					asked := []string{"contract", "sweep", "--" + test.api + "-url", address, ledger}
					require.Zero(t, run(context.Background(), asked, environment, &out, &errs), "moment %d, request %d: %s%s", moment, at, out.String(), errs.String())
				}
				require.Equal(t, before, test.state(t, server), "moment %d, request %d", moment, at)
			}
		})
	}
}

func environment(name string) string {
	return but(administrator, "UNDERSTUDY_PAM360_USERNAME", "admin")[name]
}

// killedAt runs a command against a service, through a proxy that kills it at a request: before the service gets it, or else before its
// answer comes. It returns an address of the service that is the proxy's own.
func killedAt(t *testing.T, service string, at int, answered bool, command func(url string) *exec.Cmd) string {
	t.Helper()
	to, err := url.Parse(service)
	require.NoError(t, err)
	proxy := httputil.NewSingleHostReverseProxy(to)
	var asked atomic.Int32
	var process *exec.Cmd
	started := make(chan struct{})
	kill := sync.OnceFunc(func() { <-started; _ = process.Process.Kill() })
	witness := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if int(asked.Add(1)) == at {
			if answered {
				proxy.ServeHTTP(httptest.NewRecorder(), r)
			}
			kill()
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(witness.Close)
	process = command(witness.URL)
	process.Env = append(os.Environ(), asProcess+"=0")
	for _, name := range []string{"UNDERSTUDY_CODE42_USERNAME", "UNDERSTUDY_CODE42_PASSWORD", "UNDERSTUDY_PAM360_AUTHTOKEN", "UNDERSTUDY_PAM360_USERNAME", "UNDERSTUDY_RATE"} {
		process.Env = append(process.Env, name+"="+environment(name))
	}
	var said bytes.Buffer
	process.Stdout, process.Stderr = &said, &said
	require.NoError(t, process.Start())
	close(started)
	_ = process.Wait()
	require.GreaterOrEqual(t, int(asked.Load()), min(at, 20), said.String())
	return witness.URL
}

// asker reads an API as its administrator.
type asker struct {
	t      *testing.T
	base   string
	header http.Header
	state  map[string]string
}

var ofARun = regexp.MustCompile(`us-[a-z2-7]{8}`)

func (a asker) get(path string) map[string]any {
	a.t.Helper()
	request, err := http.NewRequest(http.MethodGet, a.base+path, nil)
	require.NoError(a.t, err)
	request.Header = a.header
	answer, err := http.DefaultClient.Do(request)
	require.NoError(a.t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(a.t, err)
	require.Equal(a.t, http.StatusOK, answer.StatusCode, "%s: %s", path, text)
	var body map[string]any
	require.NoError(a.t, json.Unmarshal(text, &body), "%s: %s", path, text)
	return body
}

// note keeps what there is of a kind. What a run has made may be there no more, or must be out of service.
func (a asker) note(kind, id string, list any) (ids []string) {
	a.t.Helper()
	rows, _ := list.([]any)
	for _, row := range rows {
		object := row.(map[string]any)
		text, err := json.Marshal(object)
		require.NoError(a.t, err)
		if ofARun.Match(text) {
			assert.Equal(a.t, false, object["active"], "%s %s is left", kind, text)
			continue
		}
		ids = append(ids, fmt.Sprint(object[id]))
		a.state[kind+" "+fmt.Sprint(object[id])] = string(text)
	}
	return ids
}

func in(body map[string]any, path ...string) any {
	var v any = body
	for _, name := range path {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	return v
}

func stateOfCode42(t *testing.T, server *mock.Server) map[string]string {
	t.Helper()
	a := asker{t, server.URL("code42"), http.Header{}, map[string]string{}}
	request, err := http.NewRequest(http.MethodGet, a.base+"/api/v3/auth/jwt?useBody=true", nil)
	require.NoError(t, err)
	request.SetBasicAuth(administrator["UNDERSTUDY_CODE42_USERNAME"], administrator["UNDERSTUDY_CODE42_PASSWORD"])
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer answer.Body.Close()
	var token struct {
		Data struct {
			Token string `json:"v3_user_token"`
		}
		Token string `json:"v3_user_token"`
	}
	require.NoError(t, json.NewDecoder(answer.Body).Decode(&token))
	a.header.Set("Authorization", "Bearer "+token.Token+token.Data.Token)

	a.note("user", "userUid", in(a.get("/api/v1/User?pgSize=1000&incRoles=true"), "data", "users"))
	a.note("org", "orgUid", in(a.get("/api/v1/Org?pgSize=1000"), "data", "orgs"))
	a.note("device", "guid", in(a.get("/api/v1/Computer?pgSize=1000"), "data", "computers"))
	for _, matter := range a.note("matter", "legalHoldUid", in(a.get("/api/v1/LegalHold?activeState=ALL&pgSize=1000"), "data", "legalHolds")) {
		a.note("membership of "+matter, "legalHoldMembershipUid", in(a.get("/api/v1/LegalHoldMembership?activeState=ALL&pgSize=1000&legalHoldUid="+matter), "data", "legalHoldMemberships"))
	}
	for _, list := range a.note("watchlist", "watchlistId", in(a.get("/v1/watchlists?page_size=100"), "watchlists")) {
		a.note("member of "+list, "userId", in(a.get("/v1/watchlists/"+list+"/members?page_size=100"), "watchlistMembers"))
	}
	return a.state
}

func stateOfPAM360(t *testing.T, server *mock.Server) map[string]string {
	t.Helper()
	a := asker{t, server.URL("pam360"), http.Header{"Authtoken": {administrator["UNDERSTUDY_PAM360_AUTHTOKEN"]}}, map[string]string{}}
	const base = "/restapi/json/v1"
	for _, id := range a.note("resource", "RESOURCE ID", in(a.get(base+"/resources"), "operation", "Details")) {
		details := in(a.get(base+"/resources/"+id+"/accounts"), "operation", "Details").(map[string]any)
		a.note("account of "+id, "ACCOUNT ID", details["ACCOUNT LIST"])
	}
	limit := "?INPUT_DATA=" + url.QueryEscape(`{"operation":{"Details":{"LIMIT":100}}}`)
	a.note("user", "USERID", in(a.get(base+"/user"+limit), "operation", "Details"))
	a.note("resource group", "resourceGroupId", in(a.get(base+"/resourcegroup"), "operation", "Details"))
	for _, kind := range []string{"resource", "account"} {
		a.note("trash", "trashId", in(a.get(base+"/trash?type="+kind), "operation", "Details"))
	}
	require.NotEmpty(t, a.state)
	require.False(t, strings.Contains(fmt.Sprint(a.state), "never"))
	return a.state
}
