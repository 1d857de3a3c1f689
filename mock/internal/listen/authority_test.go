package listen

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var now = time.Date(2026, time.March, 14, 9, 26, 53, 0, time.UTC)

func newAuthority(t *testing.T, hosts ...string) (*Authority, *tls.Config) {
	t.Helper()
	authority, err := NewAuthority(now)
	require.NoError(t, err)
	server, err := authority.ServerConfig(hosts...)
	require.NoError(t, err)
	return authority, server
}

// clientConfig trusts the authority and nobody else, at the time the tests live in.
func clientConfig(authority *Authority) *tls.Config {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority.CertPEM())
	return &tls.Config{RootCAs: roots, Time: func() time.Time { return now }, MinVersion: tls.VersionTLS12}
}

func parse(t *testing.T, der []byte) *x509.Certificate {
	t.Helper()
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return cert
}

// askedFor is the certificate that a client gets which asks for a name; without one it has come in at 192.0.2.9.
func askedFor(t testing.TB, server *tls.Config, name string) *tls.Certificate {
	t.Helper()
	got, err := server.GetCertificate(&tls.ClientHelloInfo{ServerName: name, Conn: addressed{}})
	require.NoError(t, err)
	return got
}

// addressed is a connection that came in at an address.
type addressed struct{ net.Conn }

func (addressed) LocalAddr() net.Addr { return &net.TCPAddr{IP: net.ParseIP("192.0.2.9"), Port: 8282} }

// TestACertificateIsMadeForTheNameThatAClientAsksFor: a container is asked for by a name that nobody told it.
func TestACertificateIsMadeForTheNameThatAClientAsksFor(t *testing.T) {
	t.Parallel()
	authority, server := newAuthority(t, "pam.example.com")
	roots := clientConfig(authority).RootCAs
	for asked, hosts := range map[string][]string{
		"understudy": {"understudy", "localhost", "pam.example.com"},
		"Mock.Test":  {"mock.test", "127.0.0.1"},
		"":           {"192.0.2.9", "localhost"}, // who dials an address names none
	} {
		got := askedFor(t, server, asked)
		for _, host := range hosts {
			_, err := got.Leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: roots, CurrentTime: now})
			assert.NoError(t, err, "%s for %s", host, asked)
		}
		assert.Same(t, got, askedFor(t, server, strings.ToUpper(asked)), "it is made once")
	}
	first := askedFor(t, server, "localhost")
	for _, asked := range []string{"pam.example.com", "LOCALHOST", "a b", "*.example.com", "x..y", "bücher.example", strings.Repeat("a", 64), strings.Repeat("a.", 127) + "a"} {
		assert.Same(t, first, askedFor(t, server, asked), asked)
	}
}

// TestCertificatesMadeOnDemandAreBounded: whoever connects chooses the name.
func TestCertificatesMadeOnDemandAreBounded(t *testing.T) {
	t.Parallel()
	authority, err := NewAuthority(now)
	require.NoError(t, err)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	i := &issuer{authority: authority, key: key, made: map[string]*tls.Certificate{}}
	i.first, err = i.sign(nil)
	require.NoError(t, err)
	for n := range maxMade + 3 {
		_, err := i.certificate(&tls.ClientHelloInfo{ServerName: fmt.Sprintf("host-%d", n)})
		require.NoError(t, err)
		require.LessOrEqual(t, len(i.made), maxMade)
	}
}

func TestAuthorityCertificate(t *testing.T) {
	t.Parallel()
	authority, _ := newAuthority(t)
	block, rest := pem.Decode(authority.CertPEM())
	require.NotNil(t, block)
	assert.Empty(t, rest)
	cert := parse(t, block.Bytes)
	assert.True(t, cert.IsCA)
	assert.True(t, cert.BasicConstraintsValid)
	assert.Equal(t, x509.KeyUsageCertSign|x509.KeyUsageCRLSign, cert.KeyUsage)
	assert.Len(t, cert.SubjectKeyId, 20)
	assert.Equal(t, now.Add(-24*time.Hour), cert.NotBefore)
	assert.Equal(t, now.Add(825*24*time.Hour), cert.NotAfter)
	require.NoError(t, cert.CheckSignatureFrom(cert))
}

func TestServerCertificate(t *testing.T) {
	t.Parallel()
	authority, server := newAuthority(t, "pam.example.com", "192.0.2.7", "*.lab.example.com", "localhost", "127.0.0.1", "my_service")
	leaf := askedFor(t, server, "localhost").Leaf
	roots := clientConfig(authority).RootCAs
	for _, host := range []string{"localhost", "127.0.0.1", "[::1]", "pam.example.com", "192.0.2.7", "a.lab.example.com", "my_service"} {
		_, err := leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: roots, CurrentTime: now})
		assert.NoError(t, err, host)
	}
	_, err := leaf.Verify(x509.VerifyOptions{DNSName: "elsewhere.example.com", Roots: roots, CurrentTime: now})
	require.Error(t, err)

	if machine, err := os.Hostname(); err == nil && isName(machine) {
		assert.Contains(t, leaf.DNSNames, machine)
	}
	assert.Len(t, leaf.IPAddresses, 3, "each once")
	assert.False(t, leaf.IsCA)
	assert.True(t, leaf.BasicConstraintsValid)
	assert.Equal(t, x509.KeyUsageDigitalSignature, leaf.KeyUsage)
	assert.Equal(t, authority.cert.SubjectKeyId, leaf.AuthorityKeyId)
	assert.Len(t, leaf.SubjectKeyId, 20)
	assert.NotEqual(t, authority.cert.SerialNumber, leaf.SerialNumber)
	assert.LessOrEqual(t, leaf.NotAfter.Sub(leaf.NotBefore), 825*24*time.Hour)
}

func TestServerConfigRefusesWhatIsNoHost(t *testing.T) {
	t.Parallel()
	authority, _ := newAuthority(t)
	for _, host := range []string{"", "a b", "localhost:8282", "https://x", "a..b", "*.", "bücher.example", "x*.example"} {
		_, err := authority.ServerConfig(host)
		assert.ErrorContains(t, err, "neither a host name nor an IP address", host)
	}
}

func TestLoadKeyPair(t *testing.T) {
	t.Parallel()
	authority, server := newAuthority(t)
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	made := askedFor(t, server, "localhost")
	der, err := x509.MarshalPKCS8PrivateKey(made.PrivateKey)
	require.NoError(t, err)
	write := func(file, kind string, content []byte) {
		require.NoError(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), 0o600))
	}
	write(certFile, "CERTIFICATE", made.Certificate[0])
	write(keyFile, "PRIVATE KEY", der)

	loaded, err := LoadKeyPair(certFile, keyFile)
	require.NoError(t, err)
	here, there := net.Pipe()
	go func() { _ = tls.Server(there, loaded).Handshake() }()
	trusting := clientConfig(authority)
	trusting.ServerName = "localhost"
	require.NoError(t, tls.Client(here, trusting).Handshake())

	_, err = LoadKeyPair(certFile, filepath.Join(dir, "absent.pem"))
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, err, "absent.pem")
}

// BenchmarkStart is what HTTPS adds to the start of the process; the budget is 10 ms.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		authority, err := NewAuthority(now)
		if err == nil {
			_, err = authority.ServerConfig("pam.example.com")
		}
		require.NoError(b, err)
	}
}
