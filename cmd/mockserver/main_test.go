package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

type result struct {
	status         int
	stdout, stderr string
}

// execute runs the command with an environment of these pairs. Whatever listens ends at once.
func execute(t *testing.T, environment map[string]string, args ...string) result {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var stdout, stderr bytes.Buffer
	status := run(ctx, args, func(name string) string { return environment[name] }, &stdout, &stderr)
	return result{status, stdout.String(), stderr.String()}
}

// free are flags for ports that nobody has.
var free = func() []string {
	flags := []string{"--control", "127.0.0.1:0", "--world", "small"}
	for _, head := range mock.Heads() {
		if head.On == "" {
			flags = append(flags, "--"+head.Name, "127.0.0.1:0")
		}
	}
	return flags
}()

func with(args ...string) []string { return append(append([]string{}, free...), args...) }

// TestWhatCannotStartSaysWhyInOneLine: and with exit status 2, and nothing on standard output.
func TestWhatCannotStartSaysWhyInOneLine(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = taken.Close() })
	broken := filepath.Join(t.TempDir(), "broken.yaml")
	require.NoError(t, os.WriteFile(broken, []byte("extends: small\na: 1\n"), 0o600))
	for name, c := range map[string]struct {
		environment map[string]string
		args        []string
		want        string
	}{
		"unknown flag":        {nil, with("--colour"), "-colour"},
		"bad number":          {nil, with("--seed", "many"), `"many" for flag -seed`},
		"negative number":     {nil, with("--seed", "-1"), "-seed"},
		"missing value":       {nil, with("--seed"), "-seed"},
		"bad level":           {nil, with("--log-level", "loud"), "loud"},
		"stray argument":      {nil, with("now"), `unexpected argument "now"`},
		"bad clock":           {nil, with("--clock", "noon"), `clock "noon"`},
		"clock too late":      {nil, with("--clock", "9999-12-31T23:59:59Z"), "the year 9999 is not between 1970 and 9000"},
		"clock too early":     {nil, with("--clock", "1969-12-31T23:59:59Z"), "the year 1969"},
		"no time to stop":     {nil, with("--stop-timeout", "0s"), "--stop-timeout 0s"},
		"bad time to stop":    {map[string]string{"UNDERSTUDY_STOP_TIMEOUT": "-1s"}, with(), "--stop-timeout -1s"},
		"bad host":            {nil, with("--tls-name", "a b"), `"a b" is neither a host name nor an IP address`},
		"empty host":          {map[string]string{"UNDERSTUDY_TLS_NAME": "a,,b"}, with(), `UNDERSTUDY_TLS_NAME="a,,b"`},
		"names of another":    {nil, with("--tls-name", "a", "--tls-key", "x.pem", "--tls-cert", "x.pem"), "tls-name is for the authority"},
		"any origin":          {nil, with("--cors", "*"), `cors "*" is no origin`},
		"bad sampling":        {nil, with("--check-responses", "some"), `"some"`},
		"bad world":           {nil, with("--world", "tiny"), `world "tiny"`},
		"broken world":        {nil, with("--world", broken), "line 2"},
		"key alone":           {nil, with("--tls-key", "x.pem"), "needed together"},
		"bad certificate":     {nil, with("--tls-key", "x.pem", "--tls-cert", "x.pem"), "x.pem"},
		"open control":        {nil, with("--control", "0.0.0.0:0"), "loopback only"},
		"host with a port":    {nil, with("--host", "127.0.0.1:99"), `--host "127.0.0.1:99" is a host without a port`},
		"host in brackets":    {nil, with("--host", "[::1]"), `--host "[::1]" is a host without a port`},
		"no address":          {nil, with("--code42", "4200"), "4200"},
		"port in use":         {nil, with("--pam360", taken.Addr().String()), "address already in use"},
		"bad environment":     {map[string]string{"UNDERSTUDY_SEED": "many"}, with(), `UNDERSTUDY_SEED="many"`},
		"two bad of them":     {map[string]string{"UNDERSTUDY_SEED": "many", "UNDERSTUDY_STRICT": "very"}, with(), `UNDERSTUDY_STRICT="very"`},
		"routes, bad format":  {nil, []string{"routes", "--format", "xml"}, `"xml"`},
		"routes, stray":       {nil, []string{"routes", "now"}, `"now"`},
		"routes, unknown":     {nil, []string{"routes", "--colour"}, "-colour"},
		"environment's clock": {map[string]string{"UNDERSTUDY_CLOCK": "noon"}, with(), `clock "noon"`},
	} {
		got := execute(t, c.environment, c.args...)
		assert.Equal(t, 2, got.status, name)
		assert.Empty(t, got.stdout, name)
		assert.Contains(t, got.stderr, c.want, name)
		assert.Equal(t, 1, strings.Count(got.stderr, "\n"), "%s: %q", name, got.stderr)
		assert.True(t, strings.HasPrefix(got.stderr, "mockserver: "), "%s: %q", name, got.stderr)
	}
}

// TestTheMistakesOfAWorldFileHaveALineEach: whoever wrote it mends them all before the next start.
func TestTheMistakesOfAWorldFileHaveALineEach(t *testing.T) {
	t.Parallel()
	broken := filepath.Join(t.TempDir(), "broken.yaml")
	require.NoError(t, os.WriteFile(broken, []byte("extends: small\na: 1\nb: 2\n"), 0o600))
	got := execute(t, nil, "--world", broken)
	assert.Equal(t, 2, got.status)
	assert.Regexp(t, `^mockserver: world ".*broken.yaml" has 2 mistakes\n  line 2: a: there is no such key; .*\n  line 3: b: there is no such key; .*\n$`, got.stderr)
}

// TestHelpNamesEveryFlag: and asking for help is no mistake, so the exit status is 0.
func TestHelpNamesEveryFlag(t *testing.T) {
	t.Parallel()
	for _, flag := range []string{"-h", "--help"} {
		got := execute(t, nil, flag)
		assert.Zero(t, got.status)
		for _, head := range mock.Heads() {
			assert.Regexp(t, `(?m)^  -`+head.Name+` address$`, got.stderr, flag)
		}
		for _, name := range []string{
			"host", "control", "seed", "world", "clock", "strict", "check-responses", "tls-cert", "tls-key", "tls-ca-out", "tls-name", "cors", "stop-timeout", "log-level",
		} {
			assert.Regexp(t, `(?m)^  -`+name+`( |$)`, got.stderr, flag)
		}
		assert.Contains(t, got.stderr, "127.0.0.1:4200")
		assert.Contains(t, got.stderr, "UNDERSTUDY_")
		assert.Zero(t, execute(t, nil, "routes", flag).status)
	}
}

func TestTheFlagWinsOverTheEnvironment(t *testing.T) {
	t.Parallel()
	environment := map[string]string{"UNDERSTUDY_SEED": "5", "UNDERSTUDY_CHECK_RESPONSES": "off", "UNDERSTUDY_STRICT": "true"}
	opts, err := parse([]string{"--seed", "6"}, func(name string) string { return environment[name] }, io.Discard)
	require.NoError(t, err)
	assert.Equal(t, uint64(6), opts.Seed)
	assert.Equal(t, "off", opts.CheckResponses)
	assert.True(t, opts.Strict)
}

// TestABadVariableDoesNotBeatAGoodFlag: nobody asks for a variable whose flag is given.
func TestABadVariableDoesNotBeatAGoodFlag(t *testing.T) {
	t.Parallel()
	environment := map[string]string{"UNDERSTUDY_SEED": "many", "UNDERSTUDY_CORS": ",", "UNDERSTUDY_STOP_TIMEOUT": "soon", "UNDERSTUDY_STRICT": "very"}
	getenv := func(name string) string { return environment[name] }
	opts, err := parse([]string{"--seed", "6", "--cors", "http://a", "--stop-timeout", "3s", "--strict=false"}, getenv, io.Discard)
	require.NoError(t, err)
	assert.Equal(t, uint64(6), opts.Seed)
	assert.Equal(t, []string{"http://a"}, opts.CORS)
	assert.Equal(t, 3*time.Second, opts.StopTimeout)
	assert.False(t, opts.Strict)
	for _, question := range []string{"--version", "--help"} {
		assert.Zero(t, execute(t, environment, question).status, "a question is answered whatever the environment says")
	}
}

// TestAFlagThatCanBeGivenMoreThanOnce: a variable cannot, so it takes commas.
func TestAFlagThatCanBeGivenMoreThanOnce(t *testing.T) {
	t.Parallel()
	environment := map[string]string{"UNDERSTUDY_TLS_NAME": "a, b", "UNDERSTUDY_CORS": "http://c"}
	getenv := func(name string) string { return environment[name] }
	opts, err := parse(nil, getenv, io.Discard)
	require.NoError(t, err)
	assert.Equal(t, []string{"a", "b"}, opts.TLSNames)
	assert.Equal(t, []string{"http://c"}, opts.CORS)
	opts, err = parse([]string{"--tls-name", "d", "--tls-name", "e,f"}, getenv, io.Discard)
	require.NoError(t, err)
	assert.Equal(t, []string{"d", "e", "f"}, opts.TLSNames, "the flag wins; the two are not mixed")
}

// TestTheGreetingNamesTheSeedThatIsServed: 0 stands for 1.
func TestTheGreetingNamesTheSeedThatIsServed(t *testing.T) {
	t.Parallel()
	got := execute(t, nil, with("--seed", "0")...)
	assert.Zero(t, got.status, got.stderr)
	assert.Contains(t, got.stdout, "seed 1,")
}

// TestTheHostIsThatOfAPIsWithoutAnAddress: whichever way the address of another was given.
func TestTheHostIsThatOfAPIsWithoutAnAddress(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		environment map[string]string
		args        []string
		host        string
		given       map[string]string
	}{
		"nothing given":      {nil, nil, "127.0.0.1", nil},
		"the host":           {nil, []string{"--host", "0.0.0.0"}, "0.0.0.0", nil},
		"and an address":     {map[string]string{"UNDERSTUDY_HOST": "::"}, []string{"--pam360", "127.0.0.1:1"}, "[::]", map[string]string{"pam360": "127.0.0.1:1"}},
		"all by environment": {map[string]string{"UNDERSTUDY_HOST": "0.0.0.0", "UNDERSTUDY_CODE42": "127.0.0.1:4200"}, nil, "0.0.0.0", map[string]string{"code42": "127.0.0.1:4200"}},
	} {
		opts, err := parse(c.args, func(name string) string { return c.environment[name] }, io.Discard)
		require.NoError(t, err, name)
		for _, head := range mock.Heads() {
			if head.On == "" {
				_, port, _ := net.SplitHostPort(head.Address)
				assert.Equal(t, cmp.Or(c.given[head.Name], c.host+":"+port), opts.Addresses[head.Name], name)
			}
		}
		assert.Equal(t, "127.0.0.1:4299", opts.Control, "the control plane stays on loopback")
	}
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	got := execute(t, nil, "routes", "--format", "tsv")
	require.Zero(t, got.status, got.stderr)
	assert.Empty(t, got.stderr)
	lines := strings.Split(strings.TrimSuffix(got.stdout, "\n"), "\n")
	assert.Equal(t, "api\tfamily\toperation_id\tmethod\tpath", lines[0])
	assert.Contains(t, lines, "code42\tusers\tgetUser\tGET\t/api/v1/User/{userId}")
	seen := map[string]bool{}
	var names []string
	for _, head := range mock.Heads() {
		names = append(names, head.Name)
	}
	row := regexp.MustCompile(`^(` + strings.Join(names, "|") + `)\t[a-z0-9-]+\t[a-z][A-Za-z0-9]+\t(GET|POST|PUT|PATCH|DELETE)\t/\S+$`)
	for _, line := range lines[1:] {
		assert.Regexp(t, row, line)
		assert.False(t, seen[line], line)
		seen[line] = true
	}
	assert.Greater(t, len(lines), 50)

	table := execute(t, nil, "routes")
	assert.Equal(t, len(lines), strings.Count(table.stdout, "\n"))
	assert.NotContains(t, table.stdout, "\t")
}

// pipe collects what is printed, and lets a test wait for a part of it.
type pipe struct {
	mu   sync.Mutex
	text strings.Builder
	came chan struct{}
}

func (p *pipe) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer func() {
		select {
		case p.came <- struct{}{}:
		default:
		}
	}()
	return p.text.Write(b)
}

func (p *pipe) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

func TestServesUntilItIsToldToStop(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stdout, stderr := &pipe{came: make(chan struct{}, 1)}, &pipe{came: make(chan struct{}, 1)}
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, with("--seed", "7", "--clock", mock.TestDay), func(string) string { return "" }, stdout, stderr)
	}()
	control := regexp.MustCompile(`http://127\.0\.0\.1:\d+/_mock/health`)
	for !control.MatchString(stdout.String()) {
		select {
		case <-stdout.came:
		case status := <-done:
			t.Fatalf("ended with %d: %s", status, stderr)
		}
	}
	res, err := (&http.Client{Transport: &http.Transport{}}).Get(control.FindString(stdout.String()))
	require.NoError(t, err)
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Equal(t, `{"status":"ok","seed":7,"world":"small"}`, string(body))
	for _, word := range []string{
		`"small"`, "seed 7", mock.TestDay, "test.user@example.com", "client_id", "AUTHTOKEN", "py42.sdk.from_local_account(", "curl ", "code42.New(",
	} {
		assert.Contains(t, stdout.String(), word)
	}
	stop()
	select {
	case status := <-done:
		assert.Zero(t, status, stderr.String())
	case <-time.After(10 * time.Second):
		t.Fatal("does not stop")
	}
	assert.Empty(t, stderr.String())
	_, err = http.Get(fmt.Sprint(control.FindString(stdout.String())))
	assert.Error(t, err)
}

func TestMistakesOnTheCommandLineWereUnhelpful(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = taken.Close() })
	for want, args := range map[string][]string{
		"-colour; see mockserver -help":           with("--colour"),
		"--world is empty; see mockserver -help":  with("--world", ""),
		"--code42 is empty; see mockserver -help": with("--code42="),
		"choose another with --pam360":            with("--pam360", taken.Addr().String()),
	} {
		got := execute(t, nil, args...)
		assert.Equal(t, 2, got.status, want)
		assert.Contains(t, got.stderr, want)
		assert.Equal(t, 1, strings.Count(got.stderr, "\n"), got.stderr)
	}
	assert.Zero(t, execute(t, map[string]string{"UNDERSTUDY_WORLD": ""}, free...).status, "an empty variable is as good as none")
	assert.Regexp(t, `(?m)^  -log-level level$`, execute(t, nil, "-help").stderr)
}

func TestThereWasNoVersion(t *testing.T) {
	t.Parallel()
	got := execute(t, map[string]string{"UNDERSTUDY_VERSION": "7"}, "--version")
	assert.Zero(t, got.status)
	assert.Empty(t, got.stderr)
	assert.Regexp(t, `^mockserver \S+.* go1\.\S+\n$`, got.stdout)
}

// TestTheREADMEHasEveryFlagWithItsDefault: as -help lists them.
func TestTheREADMEHasEveryFlagWithItsDefault(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	_, table, _ := strings.Cut(string(readme), "## Flags")
	help := execute(t, nil, "-help").stderr
	flags := regexp.MustCompile(`(?m)^  -(\S+)[^\n]*\n([^\n]*)`).FindAllStringSubmatch(help, -1)
	assert.Greater(t, len(flags), 15)
	for _, flag := range flags {
		row := regexp.MustCompile("(?m)^\\|.*`--" + flag[1] + "`.*$").FindString(table)
		if !assert.NotEmpty(t, row, flag[1]) {
			continue
		}
		if said := regexp.MustCompile(`\(default "?([^")]+)"?\)`).FindStringSubmatch(flag[2]); said != nil {
			assert.Contains(t, strings.ReplaceAll(row, "`:", "`127.0.0.1:"), "`"+strings.ToLower(said[1])+"`", flag[1])
		}
	}
}
