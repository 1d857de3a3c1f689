package mock_test

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// stoppable serves until told to stop; logged hands on each line of its log.
func stoppable(t *testing.T, within time.Duration) (s *mock.Server, stop func(), done <-chan error, logged <-chan string) {
	t.Helper()
	lines := make(logLines, 100)
	s, err := mock.NewAtTestDay(mock.Options{World: "small", StopTimeout: within, Log: slog.New(slog.NewTextHandler(lines, nil))})
	require.NoError(t, err)
	require.NoError(t, s.Listen())
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx) }()
	return s, stop, ended, lines
}

type logLines chan string

func (l logLines) Write(p []byte) (int, error) {
	l <- string(p)
	return len(p), nil
}

const slowHead = "POST /restapi/json/v1/resources HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 13\r\n\r\n"

// slow sends the header of a request and keeps its body back. It returns when the server waits for that.
func slow(t *testing.T, address string) (net.Conn, *bufio.Reader) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = io.WriteString(conn, slowHead)
	require.NoError(t, err)
	answers := bufio.NewReader(conn)
	line, err := answers.ReadString('\n')
	require.NoError(t, err)
	require.Contains(t, line, "100 Continue")
	_, err = answers.ReadString('\n')
	require.NoError(t, err)
	return conn, answers
}

// TestOnStoppingAllPortsCloseFirstAndASlowClientCostsTheOthersNothing: the slow one has its answer all the same.
func TestOnStoppingAllPortsCloseFirstAndASlowClientCostsTheOthersNothing(t *testing.T) {
	t.Parallel()
	s, stop, done, logged := stoppable(t, time.Hour)
	late, lateAnswer := slow(t, s.URL("pam360"))
	other, otherAnswer := slow(t, s.URL("code42"))
	stop()
	seen := <-logged + <-logged
	assert.Contains(t, seen, "still being answered")
	for _, port := range []string{"port=pam360", "port=code42"} {
		assert.Contains(t, seen, port, "both drain side by side")
	}
	for _, address := range []string{s.URL("code42"), s.URL("pam360"), s.ControlURL()} {
		_, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
		assert.Error(t, err, "nobody else is let in")
	}
	for _, each := range []struct {
		conn    net.Conn
		answers *bufio.Reader
	}{{other, otherAnswer}, {late, lateAnswer}} { // the other first: it does not wait for the slow one
		_, err := io.WriteString(each.conn, "INPUT_DATA={}")
		require.NoError(t, err)
		response, err := http.ReadResponse(each.answers, nil)
		require.NoError(t, err)
		_, err = io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		assert.True(t, response.Close, "the answer says that the connection ends")
		assert.NotZero(t, response.StatusCode)
	}
	assert.NoError(t, <-done)
	assert.Empty(t, logged, "nobody was cut off")
}

// TestWhatIsNotDoneInTimeIsCutOffAndIsNoError: the budget is one for all ports, not one for each.
func TestWhatIsNotDoneInTimeIsCutOffAndIsNoError(t *testing.T) {
	t.Parallel()
	s, stop, done, logged := stoppable(t, time.Millisecond)
	for _, address := range []string{s.URL("code42"), s.URL("pam360"), s.ControlURL()} {
		slow(t, address)
	}
	stop()
	assert.NoError(t, <-done)
	assert.Contains(t, <-logged, "requests=3")
}

// TestAPortCanBeOpenedWhileTheServerRuns: it answers at once, and ends with the others.
func TestAPortCanBeOpenedWhileTheServerRuns(t *testing.T) {
	t.Parallel()
	s, stop, done, _ := stoppable(t, time.Second)
	address, err := s.OpenPort("further", "127.0.0.1:0", "pam360")
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, call(t, client, "GET", address+"/restapi/json/v1/resources", "").status)
	_, err = s.OpenPort("further", strings.TrimPrefix(address, "http://"), "pam360")
	require.ErrorContains(t, err, "cannot listen")
	stop()
	require.NoError(t, <-done)
	_, err = net.Dial("tcp", strings.TrimPrefix(address, "http://"))
	require.Error(t, err)
	_, err = s.OpenPort("too-late", "127.0.0.1:0", "pam360")
	require.ErrorContains(t, err, "stopping")
}
