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
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
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
	"UNDERSTUDY_PAM360_AUTHTOKEN": "2B7C4E10-9A53-4D8F-B6E1-5EED5EED5EED", "UNDERSTUDY_RATE": "0",
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

// witness passes on what goes to a service, and remembers what it was asked.
type witness struct {
	*httptest.Server
	mu     sync.Mutex
	writes []string
	names  map[string]int // who has signed in with a password, and how often
}

func watch(t *testing.T, service string) *witness {
	t.Helper()
	to, err := url.Parse(service)
	require.NoError(t, err)
	proxy := httputil.NewSingleHostReverseProxy(to)
	w := &witness{names: map[string]int{}}
	w.Server = httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		reads := r.Method == http.MethodGet || r.Method == http.MethodPost && regexp.MustCompile(`/(search|get|getbyid|getbyusername|fileevent|token)$`).MatchString(r.URL.Path)
		if !reads {
			w.writes = append(w.writes, r.Method+" "+r.URL.Path)
		}
		if name, password, basic := r.BasicAuth(); basic {
			w.names[name+" "+password]++
		}
		w.mu.Unlock()
		proxy.ServeHTTP(answer, r)
	}))
	t.Cleanup(w.Close)
	return w
}

// TestContractRunOfARealInstanceOnlyReads: without being told more, with ordinary credentials, which are used once.
func TestContractRunOfARealInstanceOnlyReads(t *testing.T) {
	t.Parallel()
	server := mock.Start(t, mock.Options{})
	code42, pam360 := watch(t, server.URL("code42")), watch(t, server.URL("pam360"))
	folder := t.TempDir()
	code, stdout, stderr := asked(t, administrator, "--code42-url", code42.URL, "--pam360-url", pam360.URL, "--report", folder)
	assert.Zero(t, code, stderr)
	assert.Empty(t, append(code42.writes, pam360.writes...))
	for who, times := range code42.names {
		name, password, _ := strings.Cut(who, " ")
		if name == administrator["UNDERSTUDY_CODE42_USERNAME"] {
			assert.Equal(t, administrator["UNDERSTUDY_CODE42_PASSWORD"], password, "a wrong password locks the account")
			assert.LessOrEqual(t, times, 10, "the tests share a token; those of signing in have their own")
		}
	}
	assert.Contains(t, stderr, "passed   code42 Orgs")
	for _, api := range []string{"code42", "pam360"} {
		assert.Contains(t, stdout, api+": conformant")
		text, err := os.ReadFile(filepath.Join(folder, api+".json"))
		require.NoError(t, err)
		var report struct {
			Target  string
			Verdict struct {
				Of                   string
				Exercised, Permitted int
			}
		}
		require.NoError(t, json.Unmarshal(text, &report))
		holdToSchema(t, string(text))
		for _, end := range []string{".json", ".junit.xml", ".sarif", ".html"} {
			text, err := os.ReadFile(filepath.Join(folder, api+end))
			require.NoError(t, err)
			assert.NotContains(t, string(text), administrator["UNDERSTUDY_PAM360_AUTHTOKEN"], end)
		}
		assert.Equal(t, "real instance", report.Target)
		assert.Equal(t, "conformant", report.Verdict.Of)
		assert.GreaterOrEqual(t, float64(report.Verdict.Exercised), 0.8*float64(report.Verdict.Permitted))
	}
	ledgers, err := filepath.Glob(filepath.Join(folder, "*.ledger"))
	require.NoError(t, err)
	assert.Empty(t, ledgers)
}

// holdToSchema holds a report against the schema that is published for it.
func holdToSchema(t *testing.T, report string) {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("../../contract/report.schema.json")
	require.NoError(t, err)
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(report))
	require.NoError(t, err)
	assert.NoError(t, schema.Validate(value))
}

// TestContractRunsThatWriteAreGreenOneAfterTheOther: and leave what the vendor can only deactivate.
func TestContractRunsThatWriteAreGreenOneAfterTheOther(t *testing.T) {
	t.Parallel()
	server := mock.Start(t, mock.Options{World: "small"})
	for range 2 {
		code, stdout, stderr := asked(t, but(administrator, "UNDERSTUDY_PAM360_USERNAME", "admin"), "--allow-writes", "--ledger", t.TempDir(),
			"--code42-url", server.URL("code42"), "--pam360-url", server.URL("pam360"))
		require.Zero(t, code, stdout+stderr)
		for line := range strings.SplitSeq(stdout, "\n") {
			if strings.HasPrefix(line, "left behind") {
				assert.Regexp(t, `^left behind: (user|organization|legal matter|legal hold membership) .*: deactivated$`, line)
			}
		}
	}
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

// TestASettingsFileIsEnoughToRun: and what one API lacks is said of the other too, over the report of an earlier run.
func TestASettingsFileIsEnoughToRun(t *testing.T) {
	t.Parallel()
	server := mock.Start(t, mock.Options{World: "small"})
	folder := t.TempDir()
	file := filepath.Join(folder, "target.yaml")
	settings := "target: real\nrate: 0\nreport: " + folder + "\ncode42:\n  url: " + server.URL("code42") + "\n  username: test.user@example.com\n  password: password\n"
	verdict := func(api string) (of, why string) {
		text, err := os.ReadFile(filepath.Join(folder, api+".json"))
		require.NoError(t, err)
		var report struct{ Verdict struct{ Of, Why string } }
		require.NoError(t, json.Unmarshal(text, &report))
		return report.Verdict.Of, report.Verdict.Why
	}
	require.NoError(t, os.WriteFile(file, []byte(settings), 0o600))
	code, stdout, stderr := asked(t, nil, "--settings", file, "--only", "Orgs")
	require.Zero(t, code, stdout+stderr)
	of, _ := verdict("code42")
	assert.Equal(t, "conformant", of)

	require.NoError(t, os.WriteFile(file, []byte(settings+"pam360:\n  url: "+server.URL("pam360")+"\n  authtoken: not-it-at-all\n"), 0o600))
	code, stdout, stderr = asked(t, nil, "--settings", file, "--only", "Orgs")
	assert.Equal(t, 2, code)
	assert.Empty(t, stdout)
	assert.Equal(t, 1, strings.Count(stderr, "\n"), stderr)
	of, why := verdict("code42")
	assert.Equal(t, []string{"could not run", "it was not run, as another API could not be"}, []string{of, why})
	of, why = verdict("pam360")
	assert.Equal(t, "could not run", of)
	assert.Contains(t, why, "the token is refused")
}
