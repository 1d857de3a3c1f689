package listen

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// serve answers "tls" or "plain" on a dual port until the test ends.
func serve(t *testing.T) (address string, trusting *tls.Config) {
	t.Helper()
	authority, server := newAuthority(t)
	l := Dual(listenTCP(t), server)
	s := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		kind := "plain"
		if r.TLS != nil {
			kind = "tls"
		}
		_, _ = fmt.Fprintf(w, "%s %s %d", kind, r.Proto, len(body))
	})}
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	t.Cleanup(func() {
		require.NoError(t, s.Close())
		require.ErrorIs(t, <-served, http.ErrServerClosed)
	})
	return l.Addr().String(), clientConfig(authority)
}

func listenTCP(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return l
}

func TestOnePortSpeaksBoth(t *testing.T) {
	t.Parallel()
	address, trusting := serve(t)
	transport := &http.Transport{TLSClientConfig: trusting, ForceAttemptHTTP2: true} // it will ask for h2
	t.Cleanup(transport.CloseIdleConnections)
	client := &http.Client{Transport: transport}
	big := make([]byte, 1<<20)
	for scheme, kind := range map[string]string{"http": "plain", "https": "tls"} {
		for try, kept := range []bool{false, true, true} {
			var reused bool
			trace := &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) { reused = i.Reused }}
			r := &http.Request{Method: http.MethodPost, URL: &url.URL{Scheme: scheme, Host: address}, Body: io.NopCloser(bytes.NewReader(big))}
			response, err := client.Do(r.WithContext(httptrace.WithClientTrace(t.Context(), trace)))
			require.NoError(t, err)
			answer, err := io.ReadAll(response.Body)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			assert.Equal(t, fmt.Sprintf("%s HTTP/1.1 %d", kind, len(big)), string(answer))
			assert.Equal(t, kept, reused, "%s, request %d", scheme, try)
		}
	}
}

func TestSilentClientsHoldUpNobody(t *testing.T) {
	t.Parallel()
	address, trusting := serve(t)
	for range 20 {
		silent, err := net.Dial("tcp", address)
		require.NoError(t, err)
		t.Cleanup(func() { _ = silent.Close() })
	}
	conn, err := tls.Dial("tcp", address, trusting)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	require.NoError(t, err)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, http.StatusOK, response.StatusCode)
	assert.Equal(t, "http/1.1", negotiated(t, address, trusting, "h2", "http/1.1"))
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

// Close waits for everything the listener runs, so that returning at all is the proof that nothing is left behind.
func TestCloseDropsSilentAndUndelivered(t *testing.T) {
	t.Parallel()
	_, server := newAuthority(t)
	l := newDual(listenTCP(t), server, time.Hour)
	var clients []net.Conn
	for _, first := range []string{"", "G", "\x16"} { // nobody ever accepts these
		conn, err := net.Dial("tcp", l.Addr().String())
		require.NoError(t, err)
		_, err = io.WriteString(conn, first)
		require.NoError(t, err)
		clients = append(clients, conn)
	}
	require.NoError(t, l.Close())
	require.ErrorIs(t, l.Close(), net.ErrClosed)
	_, err := l.Accept()
	require.ErrorIs(t, err, net.ErrClosed)
	for _, conn := range clients {
		_, err := conn.Read(make([]byte, 1))
		require.Error(t, err)
		require.NoError(t, conn.Close())
	}
}

func TestCloseReleasesAccept(t *testing.T) {
	t.Parallel()
	_, server := newAuthority(t)
	l := Dual(listenTCP(t), server)
	result := make(chan error)
	go func() {
		_, err := l.Accept()
		result <- err
	}()
	require.NoError(t, l.Close())
	require.ErrorIs(t, <-result, net.ErrClosed)
}

func TestSilenceHasAnEnd(t *testing.T) {
	t.Parallel()
	_, server := newAuthority(t)
	l := newDual(listenTCP(t), server, time.Millisecond)
	t.Cleanup(func() { _ = l.Close() })
	conn, err := net.Dial("tcp", l.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = conn.Read(make([]byte, 1))
	require.Error(t, err)
}

func TestInnerErrorsReachTheCaller(t *testing.T) {
	t.Parallel()
	_, server := newAuthority(t)
	inner := &failing{Listener: listenTCP(t), errs: []error{errFull, errFull}}
	l := Dual(inner, server)
	t.Cleanup(func() { _ = l.Close() })
	for range 2 {
		_, err := l.Accept()
		require.ErrorIs(t, err, errFull)
	}
	conn, err := net.Dial("tcp", l.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = io.WriteString(conn, "hello")
	require.NoError(t, err)
	accepted, err := l.Accept()
	require.NoError(t, err, "an error must not end the listener")
	t.Cleanup(func() { _ = accepted.Close() })
	heard := make([]byte, 5)
	_, err = io.ReadFull(accepted, heard)
	require.NoError(t, err)
	assert.Equal(t, "hello", string(heard))
}

var errFull = errors.New("too many open files")

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
