package mock_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// over makes a client that trusts the server's own authority.
func over(t testing.TB, s *mock.Server) *http.Client {
	t.Helper()
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(s.CAPEM()))
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func TestEachAPIPortSpeaksHTTPAndHTTPS(t *testing.T) {
	t.Parallel()
	s := start(t)
	client := over(t, s)
	for _, plain := range []string{s.URL("code42") + "/api/v1/User/my", s.URL("pam360") + "/restapi/json/v1/resources"} {
		secure := strings.Replace(plain, "http://", "https://", 1)
		one, other := call(t, client, "GET", plain, ""), call(t, client, "GET", secure, "")
		assert.Equal(t, one.status, other.status)
		assert.Equal(t, one.body, other.body)
		assert.NotEmpty(t, one.body)
		named := strings.Replace(secure, "127.0.0.1", "localhost", 1)
		assert.Equal(t, one.body, call(t, client, "GET", named, "").body)
	}
}

func TestDiscoveryAnswersWithTheSchemeThatTheClientUsed(t *testing.T) {
	t.Parallel()
	s := start(t)
	secure := strings.Replace(s.URL("code42"), "http://", "https://", 1)
	bearer, _ := signIn(t, s.URL("code42"), "test.user@example.com", "password")
	for _, address := range []string{s.URL("code42"), secure} {
		got := call(t, over(t, s), "GET", address+"/api/v1/ServerEnv", "", "Authorization", bearer)
		require.Equal(t, http.StatusOK, got.status, got.body)
		assert.Contains(t, got.body, `"`+address+`"`)
	}
}

// TestACertificateHoldsForTheNamesOfAContainer: the name that was given, and the one that a client just asks for.
func TestACertificateHoldsForTheNamesOfAContainer(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *mock.Options) { o.TLSNames = []string{"mock.test", "192.0.2.7"} })
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(s.CAPEM()))
	for _, api := range []string{"code42", "pam360"} {
		address := strings.TrimPrefix(s.URL(api), "http://")
		for _, name := range []string{"mock.test", "192.0.2.7", "understudy", "localhost", "127.0.0.1"} {
			conn, err := tls.Dial("tcp", address, &tls.Config{RootCAs: pool, ServerName: name, MinVersion: tls.VersionTLS12})
			if assert.NoError(t, err, "%s at %s", name, api) {
				_ = conn.Close()
			}
		}
	}
	for want, opts := range map[string]mock.Options{
		`tls-name: certificate: "a b" is neither`: {TLSNames: []string{"a b"}},
		"tls-name is for the authority":           {TLSNames: []string{"a"}, TLSCert: "x.pem", TLSKey: "x.pem"},
	} {
		opts.World = "small"
		s, err := mock.NewAtTestDay(opts)
		require.NoError(t, err)
		require.ErrorContains(t, s.Listen(), want)
	}
}

func TestUnspecifiedAddressIsReachable(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *mock.Options) { o.Addresses = map[string]string{"code42": "0.0.0.0:0", "pam360": "[::]:0"} })
	for _, address := range []string{s.URL("code42"), s.URL("pam360")} {
		assert.True(t, strings.HasPrefix(address, "http://127.0.0.1:"), address)
		assert.NotZero(t, call(t, client, "GET", address+"/", "").status)
	}
}

// TestPortInUse: whichever of the three it is, the other two are free again.
func TestPortInUse(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = taken.Close() })
	names := []string{"control"}
	for _, head := range mock.Heads() {
		if head.On == "" {
			names = append(names, head.Name)
		}
	}
	for _, name := range names {
		opts := mock.Options{World: "small", Addresses: map[string]string{}}
		free := freeAddresses(t, len(names))
		for i, each := range names {
			address := free[i]
			if each == name {
				address = taken.Addr().String()
			}
			if opts.Addresses[each] = address; each == "control" {
				delete(opts.Addresses, each)
				opts.Control = address
			}
		}
		opts.TLSCAOut = filepath.Join(t.TempDir(), "ca.pem")
		s, err := mock.NewAtTestDay(opts)
		require.NoError(t, err)
		err = s.Listen()
		require.ErrorContains(t, err, name+" cannot listen")
		assert.NotContains(t, err.Error(), "\n")
		assert.NoFileExists(t, opts.TLSCAOut)
		for _, address := range append(slices.Collect(maps.Values(opts.Addresses)), opts.Control) {
			if address != taken.Addr().String() {
				again, err := net.Listen("tcp", address)
				if assert.NoError(t, err, "%s: nothing is half-started", name) {
					_ = again.Close()
				}
			}
		}
	}
}

func freeAddresses(t testing.TB, n int) (list []string) {
	t.Helper()
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer func() { _ = l.Close() }() // all at once, so that they differ
		list = append(list, l.Addr().String())
	}
	return list
}

func TestServeEndsWithItsContext(t *testing.T) {
	t.Parallel()
	s, err := mock.NewAtTestDay(mock.Options{World: "small"})
	require.NoError(t, err)
	require.NoError(t, s.Listen())
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	client := &http.Client{Transport: &http.Transport{}}
	assert.Equal(t, http.StatusOK, call(t, client, "GET", s.ControlURL()+"/_mock/health", "").status)
	stop()
	select {
	case err := <-done:
		assert.NoError(t, err)
	case <-time.After(10 * time.Second):
		t.Fatal("an idle connection keeps it from ending")
	}
	for _, address := range []string{s.URL("code42"), s.URL("pam360"), s.ControlURL()} {
		_, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
		assert.Error(t, err)
	}
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := func(name string) string { return filepath.Join(folder, name) }
	require.NoError(t, os.WriteFile(file("bad.pem"), []byte("no certificate"), 0o600))

	s := start(t, func(o *mock.Options) { o.TLSCAOut = file("ca.pem") })
	written, err := os.ReadFile(file("ca.pem"))
	require.NoError(t, err)
	assert.Equal(t, string(s.CAPEM()), string(written))

	for want, opts := range map[string]mock.Options{
		"tls-cert and tls-key are needed together": {TLSCert: file("bad.pem")},
		"tls-ca-out is for the authority":          {TLSCert: file("bad.pem"), TLSKey: file("bad.pem"), TLSCAOut: file("x.pem")},
		"bad.pem":                                  {TLSCert: file("bad.pem"), TLSKey: file("bad.pem")},
		"tls-ca-out: ":                             {TLSCAOut: filepath.Join(folder, "missing", "ca.pem")},
	} {
		opts.World = "small"
		s, err := mock.NewAtTestDay(opts)
		if err == nil {
			err = s.Listen()
		}
		assert.ErrorContains(t, err, want)
		assert.NotContains(t, err.Error(), "\n")
	}
}
