//go:build linux || darwin

package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// asProcess makes the test's binary be the command, with so many descriptors; 0 for as many as there are.
const asProcess = "MOCKSERVER_TEST_DESCRIPTORS"

func TestMain(m *testing.M) {
	if n, err := strconv.ParseUint(os.Getenv(asProcess), 10, 64); err == nil {
		if n > 0 {
			_ = syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: n, Max: n})
		}
		main()
	}
	os.Exit(m.Run())
}

// process is the command, running.
type process struct {
	*exec.Cmd
	code42, control string
	log             *bufio.Reader // its standard error
}

func command(t *testing.T, descriptors string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(os.Args[0], with(args...)...)}
	p.Env = append(os.Environ(), asProcess+"="+descriptors)
	stdout, err := p.StdoutPipe()
	require.NoError(t, err)
	stderr, err := p.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, p.Start())
	t.Cleanup(func() {
		_ = p.Process.Kill()
		_ = p.Wait()
	})
	p.log = bufio.NewReader(stderr)
	greeting := bufio.NewReader(stdout)
	address := regexp.MustCompile(`127\.0\.0\.1:\d+`)
	for p.control == "" {
		line, err := greeting.ReadString('\n')
		require.NoError(t, err)
		switch {
		case strings.HasPrefix(line, "  Code42"):
			p.code42 = address.FindString(line)
		case strings.HasPrefix(line, "  control"):
			p.control = address.FindString(line)
		}
	}
	go func() { _, _ = io.Copy(io.Discard, greeting) }()
	return p
}

// TestASecondSignalEndsAtOnce: the first lets a slow client take its time.
func TestASecondSignalEndsAtOnce(t *testing.T) {
	t.Parallel()
	p := command(t, "0", "--stop-timeout", "1h")
	conn, err := net.Dial("tcp", p.code42)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = io.WriteString(conn, "POST /api/v1/User HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n")
	require.NoError(t, err)
	_, err = conn.Read(make([]byte, 1)) // the server waits for the body now
	require.NoError(t, err)

	require.NoError(t, p.Process.Signal(syscall.SIGTERM))
	line, err := p.log.ReadString('\n')
	require.NoError(t, err)
	assert.Contains(t, line, "a second signal ends at once")
	require.NoError(t, p.Process.Signal(syscall.SIGTERM))
	var ended *exec.ExitError
	require.ErrorAs(t, p.Wait(), &ended)
	status, ok := ended.Sys().(syscall.WaitStatus)
	require.True(t, ok)
	assert.Equal(t, syscall.SIGTERM, status.Signal())
}

// TestAFloodAtAnAPIDoesNotLockTheOperatorOut: more connections than the process has descriptors, and the control plane answers. That
// they are all in use is logged once.
func TestAFloodAtAnAPIDoesNotLockTheOperatorOut(t *testing.T) {
	t.Parallel()
	p := command(t, "64")
	for range 200 {
		conn, err := net.Dial("tcp", p.code42)
		require.NoError(t, err)
		t.Cleanup(func() { _ = conn.Close() })
	}
	line, err := p.log.ReadString('\n')
	require.NoError(t, err)
	assert.Contains(t, line, "as many connections are open as are taken")
	for range 20 { // each on a connection of its own
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		res, err := client.Get("http://" + p.control + "/_mock/health")
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		assert.Equal(t, http.StatusOK, res.StatusCode)
	}
	require.NoError(t, p.Process.Signal(syscall.SIGTERM))
	rest, err := io.ReadAll(p.log)
	require.NoError(t, err)
	assert.NotContains(t, string(rest), "as many connections", "it is logged once")
	assert.NotContains(t, string(rest), "could not be accepted")
	assert.NoError(t, p.Wait(), "silent clients keep it from nothing")
}
