package listen

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"slices"
	"strings"
	"time"
)

const (
	// backdated lets a client whose clock is behind ours believe the certificate.
	backdated = 24 * time.Hour
	// caLife ends the authority, leafLife the certificates it signs. The leaf stays, with the day it is backdated,
	// within the 825 days that Apple's verifier allows a server certificate (support.apple.com/103769).
	caLife   = 825 * 24 * time.Hour
	leafLife = 820 * 24 * time.Hour
)

// Authority is a self-signed certificate authority that lives as long as the process. Its keys are the one thing
// here that is random on purpose: a private key anybody can derive from a seed would be trusted by whoever installs
// the authority.
type Authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	now  time.Time
}

// NewAuthority makes an authority valid from a day before now. now must be wall time, whatever time it is in the
// mocked world: clients verify against their own clocks.
func NewAuthority(now time.Time) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("authority key: %w", err)
	}
	id, err := keyID(&key.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("authority key: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber:          serial(),
		Subject:               pkix.Name{Organization: []string{"Understudy"}, CommonName: "Understudy mock authority"},
		NotBefore:             now.Add(-backdated),
		NotAfter:              now.Add(caLife),
		IsCA:                  true,
		BasicConstraintsValid: true,
		MaxPathLenZero:        true, // it signs servers, never another authority
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		SubjectKeyId:          id,
		AuthorityKeyId:        id,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("authority certificate: %w", err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("authority certificate: %w", err)
	}
	return &Authority{key: key, cert: cert, now: now}, nil
}

// CertPEM is the certificate to hand to clients: requests' verify=, SSL_CERT_FILE, curl --cacert.
func (a *Authority) CertPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

// ServerConfig has certificates for localhost, the loopback addresses, this machine's name, the given hosts (names, wildcards or
// addresses; no ports), and for whatever else a client asks for: the name in its greeting, or the address at which it came in where it
// names none. A container is asked for by a name that nobody told it.
func (a *Authority) ServerConfig(hosts ...string) (*tls.Config, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("server key: %w", err)
	}
	i := &issuer{authority: a, key: key, hosts: hosts, made: map[string]*tls.Certificate{}}
	if i.first, err = i.sign(hosts); err != nil {
		return nil, err
	}
	config := serverConfig()
	config.GetCertificate = i.certificate
	return config, nil
}

// LoadKeyPair is the configuration for a certificate of the user's own, read from two PEM files.
func LoadKeyPair(certFile, keyFile string) (*tls.Config, error) {
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, fmt.Errorf("certificate %s with key %s: %w", certFile, keyFile, err)
	}
	config := serverConfig()
	config.Certificates = []tls.Certificate{pair}
	return config, nil
}

func serverConfig() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}
}

// subjects sorts what the certificate is for into names and addresses, each once and in the order given. A machine
// name that cannot stand in a certificate is left out: nobody asked for it by name.
func subjects(hosts []string) (names []string, addresses []net.IP, err error) {
	all := []string{"localhost", "127.0.0.1", "::1"}
	if machine, err := os.Hostname(); err == nil && isName(machine) {
		all = append(all, machine)
	}
	for _, host := range append(all, hosts...) {
		address := net.ParseIP(host)
		switch {
		case address != nil:
			if !slices.ContainsFunc(addresses, address.Equal) {
				addresses = append(addresses, address)
			}
		case !isName(host):
			return nil, nil, fmt.Errorf("certificate: %q is neither a host name nor an IP address", host)
		case !slices.Contains(names, host):
			names = append(names, host)
		}
	}
	return names, addresses, nil
}

func isName(host string) bool {
	host = strings.TrimPrefix(host, "*.")
	if host == "" || len(host) > 253 {
		return false
	}
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, nameBytes) != "" {
			return false
		}
	}
	return true
}

const nameBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

// keyID is the identifier of RFC 7093, method 1: the SHA-256 of the public key, cut to 160 bits.
func keyID(key *ecdsa.PublicKey) ([]byte, error) {
	point, err := key.Bytes()
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(point)
	return sum[:20], nil
}

func serial() *big.Int {
	b := make([]byte, 16)
	_, _ = rand.Read(b)     // never fails (crypto/rand)
	b[0] = b[0]&0x7f | 0x40 // positive, and never zero
	return new(big.Int).SetBytes(b)
}
