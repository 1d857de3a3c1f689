package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// asked runs mockserver contract run.
func asked(t *testing.T, variables map[string]string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(context.Background(), append([]string{"contract", "run"}, args...), func(name string) string { return variables[name] }, &out, &errs)
	return code, out.String(), errs.String()
}

var administrator = map[string]string{
	"UNDERSTUDY_CODE42_USERNAME": "test.user@example.com", "UNDERSTUDY_CODE42_PASSWORD": "password",
	"UNDERSTUDY_PAM360_AUTHTOKEN": "2B7C4E10-9A53-4D8F-B6E1-5EED5EED5EED",
}

func but(variables map[string]string, name, value string) map[string]string {
	all := map[string]string{name: value}
	for other, value := range variables {
		if other != name {
			all[other] = value
		}
	}
	return all
}

func TestContractRunOfARealInstanceOnlyReads(t *testing.T) {
	t.Parallel()
	server := mock.Start(t, mock.Options{World: "small"})
	writes := atomic.Int32{}
	code42, err := url.Parse(server.URL("code42"))
	require.NoError(t, err)
	proxy := httputil.NewSingleHostReverseProxy(code42)
	witness := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut || r.Method == http.MethodDelete || r.Method == http.MethodPatch || strings.HasSuffix(r.URL.Path, "/User") && r.Method == http.MethodPost {
			writes.Add(1)
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(witness.Close)
	folder := t.TempDir()
	code, stdout, stderr := asked(t, administrator, "--code42-url", witness.URL, "--only", "Orgs", "--only", "Users/*", "--report", folder)
	assert.Zero(t, code, stderr)
	assert.Zero(t, writes.Load())
	assert.Contains(t, stdout, "code42: conformant")
	assert.Contains(t, stderr, "passed   code42 Orgs/TestEveryListedOrgHasAllThreeIDs")
	assert.Contains(t, stderr, "skipped  code42 Users/")
	assert.NotContains(t, stdout+stderr, "pam360")

	text, err := os.ReadFile(filepath.Join(folder, "code42.json"))
	require.NoError(t, err)
	var report struct {
		Target  string
		Verdict struct{ Of string }
	}
	require.NoError(t, json.Unmarshal(text, &report))
	assert.Equal(t, "real instance", report.Target)
	assert.Equal(t, "conformant", report.Verdict.Of)
	assert.NotContains(t, string(text), `"password"`)
}

func TestContractRunAgainstAMock(t *testing.T) {
	t.Parallel()
	server := mock.Start(t, mock.Options{World: "small"})
	code, stdout, stderr := asked(t, nil, "--control-url", server.ControlURL(), "--only", "Tenant/TestSignInIsNeeded", "--only", "Documented")
	assert.Zero(t, code, stderr)
	assert.Contains(t, stdout, "code42 on the mock: 1 passed")
	assert.Contains(t, stdout, "pam360: conformant")
}

// TestWhatCannotRunIsSaidInOneLine: with exit code 2, and after one try of each credential.
func TestWhatCannotRunIsSaidInOneLine(t *testing.T) {
	t.Parallel()
	server := mock.Start(t, mock.Options{World: "small"})
	closed := httptest.NewServer(nil)
	closed.Close()
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>welcome</html>")) }))
	t.Cleanup(plain.Close)
	for name, test := range map[string]struct {
		variables map[string]string
		args      []string
		want      string
		tries     int
	}{
		"a wrong password":           {but(administrator, "UNDERSTUDY_CODE42_PASSWORD", "not-it-at-all"), []string{"--code42-url", server.URL("code42")}, "the password of test.user@example.com is refused", 1},
		"a wrong client's secret":    {but(but(administrator, "UNDERSTUDY_CODE42_API_CLIENT_ID", "client_id"), "UNDERSTUDY_CODE42_API_CLIENT_SECRET", "not-it-at-all"), []string{"--code42-url", server.URL("code42")}, "the secret of the API client client_id is refused", 2},
		"a wrong token":              {but(administrator, "UNDERSTUDY_PAM360_AUTHTOKEN", "not-it-at-all"), []string{"--pam360-url", server.URL("pam360")}, "the token is refused", 0},
		"a second factor":            {but(administrator, "UNDERSTUDY_CODE42_USERNAME", "totp.user@example.com"), []string{"--code42-url", server.URL("code42")}, "an account with a second factor cannot be used", 1},
		"no password":                {nil, []string{"--code42-url", server.URL("code42"), "--code42-username", "x"}, "UNDERSTUDY_CODE42_PASSWORD", 0},
		"a closed port":              {administrator, []string{"--code42-url", closed.URL}, "nothing answers at", 0},
		"a closed port, PAM360":      {administrator, []string{"--pam360-url", closed.URL}, "nothing answers at", 0},
		"a plain web server":         {administrator, []string{"--code42-url", plain.URL}, "what answers is not Code42", 0},
		"a plain web server, PAM360": {administrator, []string{"--pam360-url", plain.URL}, "what answers is not PAM360", 0},
		"the other vendor":           {administrator, []string{"--code42-url", server.URL("pam360")}, "what answers is not Code42", 0},
		"the other vendor, PAM360":   {administrator, []string{"--pam360-url", server.URL("code42")}, "what answers is not PAM360", 0},
		"no control plane":           {nil, []string{"--control-url", closed.URL}, "no mock's control plane answers", 0},
		"nothing said":               {nil, nil, "nothing says what to run against", 0},
		"an unknown flag":            {nil, []string{"--password", "x"}, "see mockserver contract run -help", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tries := atomic.Int32{}
			at, err := url.Parse(server.URL("code42"))
			require.NoError(t, err)
			proxy := httputil.NewSingleHostReverseProxy(at)
			witness := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") != "" && strings.HasPrefix(r.Header.Get("Authorization"), "Basic") {
					tries.Add(1)
				}
				proxy.ServeHTTP(w, r)
			}))
			t.Cleanup(witness.Close)
			for i, arg := range test.args {
				if arg == server.URL("code42") && test.tries > 0 {
					test.args[i] = witness.URL
				}
			}
			code, stdout, stderr := asked(t, test.variables, test.args...)
			assert.Equal(t, 2, code)
			assert.Contains(t, stderr, test.want)
			assert.LessOrEqual(t, strings.Count(stderr, "\n"), 2, stderr)
			assert.NotContains(t, stdout+stderr, "not-it-at-all")
			assert.EqualValues(t, test.tries, tries.Load(), "each credential is tried once")
		})
	}
}

func TestContractWithoutACommandIsUsage(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	assert.Equal(t, exitUsage, run(context.Background(), []string{"contract"}, func(string) string { return "" }, &out, &errs))
	assert.Contains(t, errs.String(), "Usage: mockserver contract run")
	code, _, stderr := asked(t, nil, "-help")
	assert.Zero(t, code)
	assert.Contains(t, stderr, "-code42-url address")
	assert.NotContains(t, stderr, "-code42-password", "arguments can be seen by others")
}

func TestTheWorstExitCodeCounts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ a, b, want int }{{0, 0, 0}, {0, 3, 3}, {3, 1, 1}, {1, 2, 2}, {2, 3, 2}} {
		assert.Equal(t, test.want, worse(test.a, test.b))
		assert.Equal(t, test.want, worse(test.b, test.a))
	}
}
