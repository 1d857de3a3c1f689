package listen

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// kind answers what a request came by, and how long its body was.
func kind(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	by := "plain"
	if r.TLS != nil {
		by = "tls"
	}
	w.WriteHeader(http.StatusOK)
	_, _ = fmt.Fprintf(w, "%s %s %d", by, r.Proto, len(body))
}

// serve answers on a port until the test ends.
func serve(t *testing.T, l net.Listener, change func(*Config)) (s *Server, trusting *tls.Config) {
	t.Helper()
	authority, config := newAuthority(t)
	bounds := Patience
	bounds.LastCall = 0
	cfg := Config{Name: "library", Handler: http.HandlerFunc(kind), TLS: config, Bounds: bounds, Log: slog.New(slog.DiscardHandler)}
	if change != nil {
		change(&cfg)
	}
	s = New(l, cfg)
	ended := make(chan error, 1)
	go func() { ended <- s.Run() }()
	t.Cleanup(func() {
		s.Drain(canceled(t), nil)
		assert.NoError(t, <-ended)
	})
	return s, clientConfig(authority)
}

func listenTCP(t *testing.T) net.Listener {
	t.Helper()
	l, err := Open("127.0.0.1:0")
	require.NoError(t, err)
	return l
}

func dial(t *testing.T, s *Server) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func TestOnePortSpeaksBoth(t *testing.T) {
	t.Parallel()
	s, trusting := serve(t, listenTCP(t), nil)
	transport := &http.Transport{TLSClientConfig: trusting, ForceAttemptHTTP2: true} // it will ask for h2
	t.Cleanup(transport.CloseIdleConnections)
	client := &http.Client{Transport: transport}
	big := make([]byte, 1<<20)
	for scheme, kind := range map[string]string{"http": "plain", "https": "tls"} {
		for try, kept := range []bool{false, true, true} {
			var reused bool
			trace := &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) { reused = i.Reused }}
			r := &http.Request{Method: http.MethodPost, URL: &url.URL{Scheme: scheme, Host: s.Addr().String()}, Body: io.NopCloser(bytes.NewReader(big))}
			response, err := client.Do(r.WithContext(httptrace.WithClientTrace(t.Context(), trace)))
			require.NoError(t, err)
			answer, err := io.ReadAll(response.Body)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			assert.Equal(t, fmt.Sprintf("%s HTTP/1.1 %d", kind, len(big)), string(answer))
			assert.Equal(t, kept, reused, "%s, request %d", scheme, try)
			assert.Empty(t, response.Header.Get("Connection"))
		}
	}
}

func TestSilentClientsHoldUpNobody(t *testing.T) {
	t.Parallel()
	s, trusting := serve(t, listenTCP(t), nil)
	for range 20 {
		dial(t, s)
	}
	conn, err := tls.Dial("tcp", s.Addr().String(), trusting)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	assert.Equal(t, "tls HTTP/1.1 0", ask(t, conn))
	assert.Equal(t, "http/1.1", negotiated(t, s.Addr().String(), trusting, "h2", "http/1.1"))
}

// ask sends a request over a connection and returns the answer's body.
func ask(t *testing.T, conn net.Conn) string {
	t.Helper()
	_, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	require.NoError(t, err)
	return read(t, conn).body
}

// reply is an answer that was read to its end.
type reply struct {
	body  string
	close bool
}

func read(t *testing.T, conn net.Conn) reply {
	t.Helper()
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return reply{string(body), response.Close}
}

func negotiated(t *testing.T, address string, trusting *tls.Config, protocols ...string) string {
	t.Helper()
	config := trusting.Clone()
	config.NextProtos = protocols
	conn, err := tls.Dial("tcp", address, config)
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	return conn.ConnectionState().NegotiatedProtocol
}

// TestARefusalReachesAClientThatIsStillSending: the socket is half closed first, else the system would throw the answer away.
func TestARefusalReachesAClientThatIsStillSending(t *testing.T) {
	t.Parallel()
	s, _ := serve(t, listenTCP(t), func(c *Config) {
		c.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	})
	conn := dial(t, s)
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		_, _ = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n")
		_, _ = conn.Write(make([]byte, 9000000))
	}()
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, http.StatusTeapot, response.StatusCode)
	_ = conn.Close()
	<-sent
}

// TestRunningOutOfDescriptorsIsLoggedOnce: and the port goes on when there are some again.
func TestRunningOutOfDescriptorsIsLoggedOnce(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer // written by one goroutine, and read when that has accepted
	full := &net.OpError{Op: "accept", Net: "tcp", Err: syscall.EMFILE}
	inner := &failing{Listener: listenTCP(t), errs: []error{full, full, full}}
	s, _ := serve(t, inner, func(c *Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	assert.Equal(t, "plain HTTP/1.1 0", ask(t, dial(t, s)), "an error must not end the port")
	assert.Equal(t, 1, strings.Count(log.String(), "could not be accepted"), log.String())
	assert.Contains(t, log.String(), "too many open files")
	assert.Contains(t, log.String(), "port=library")
}

// failing answers the given errors before it accepts anybody.
type failing struct {
	net.Listener
	errs []error
}

func (f *failing) Accept() (net.Conn, error) {
	if len(f.errs) > 0 {
		err := f.errs[0]
		f.errs = f.errs[1:]
		return nil, err
	}
	return f.Listener.Accept()
}

func TestAListenerThatFailedForGoodEndsTheServer(t *testing.T) {
	t.Parallel()
	l := listenTCP(t)
	s := New(l, Config{Handler: http.HandlerFunc(kind), Log: slog.New(slog.DiscardHandler)})
	ended := make(chan error, 1)
	go func() { ended <- s.Run() }()
	require.NoError(t, l.Close())
	require.ErrorIs(t, <-ended, net.ErrClosed)
	s.Drain(canceled(t), nil)
}

// TestACrowdOnOnePortWaits: nobody is refused, it is logged once, and what another port has is not touched.
func TestACrowdOnOnePortWaits(t *testing.T) {
	t.Parallel()
	said := make(chan string, 9)
	together := NewSlots(3)
	s, _ := serve(t, listenTCP(t), func(c *Config) {
		c.Slots, c.Bounds.Spare = []*Slots{NewSlots(2), together}, time.Hour
		c.Log = slog.New(slog.NewTextHandler(lines(said), nil))
	})
	crowd := []net.Conn{dial(t, s), dial(t, s), dial(t, s), dial(t, s)}
	assert.Contains(t, <-said, "as many connections are open as are taken")
	assert.True(t, together.Take(), "one port does not take all")
	for i, conn := range crowd {
		assert.Equal(t, "plain HTTP/1.1 0", ask(t, conn), "client %d", i)
		require.NoError(t, conn.Close()) // which makes room
	}
	assert.Empty(t, said, "it is logged once")
}

// lines hands each line of a log on.
type lines chan string

func (l lines) Write(p []byte) (int, error) {
	l <- string(p)
	return len(p), nil
}

func TestDescriptorsAreShared(t *testing.T) {
	t.Parallel()
	for descriptors, want := range map[int]Shares{
		20000:   {Together: 16384, Each: 8192, Control: 32, Further: 4096},
		1024:    {Together: 960, Each: 480, Control: 32, Further: 240},
		64:      {Together: 32, Each: 16, Control: 16, Further: 8},
		1:       {Together: 2, Each: 1, Control: 1},
		1 << 30: {Together: 16384, Each: 8192, Control: 32, Further: 4096},
	} {
		assert.Equal(t, want, share(descriptors), descriptors)
	}
	assert.Positive(t, Share().Each)
}
