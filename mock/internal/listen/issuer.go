package listen

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"strings"
	"sync"
)

// issuer makes the certificates of one set of ports, all for one key.
type issuer struct {
	authority *Authority
	key       *ecdsa.PrivateKey
	hosts     []string         // that every certificate is for
	first     *tls.Certificate // which is for no others

	mu   sync.Mutex
	made map[string]*tls.Certificate // by what was asked for
}

// maxMade bounds the certificates that are kept. They are forgotten all at once: a client that asks for so many names is not one that
// a cache helps.
const maxMade = 256

// certificate finds or makes the one for a client. What cannot stand in a certificate gets the first: the client will say why not.
func (i *issuer) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	host := strings.ToLower(hello.ServerName)
	if host == "" && hello.Conn != nil {
		if local, ok := hello.Conn.LocalAddr().(*net.TCPAddr); ok {
			host = local.IP.String()
		}
	}
	if net.ParseIP(host) == nil && (!isName(host) || strings.HasPrefix(host, "*")) || covers(i.first.Leaf, host) {
		return i.first, nil
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if found, ok := i.made[host]; ok {
		return found, nil
	}
	made, err := i.sign(append([]string{host}, i.hosts...))
	if err != nil {
		return nil, err
	}
	if len(i.made) >= maxMade {
		clear(i.made)
	}
	i.made[host] = made
	return made, nil
}

func covers(leaf *x509.Certificate, host string) bool {
	if net.ParseIP(host) != nil {
		host = "[" + host + "]"
	}
	return leaf.VerifyHostname(host) == nil
}

// sign makes a certificate for this machine and for hosts.
//
// Both key identifiers, critical basic constraints and key usage are there because Python 3.13 verifies with VERIFY_X509_STRICT by
// default, which asks for all of them.
func (i *issuer) sign(hosts []string) (*tls.Certificate, error) {
	names, addresses, err := subjects(hosts)
	if err != nil {
		return nil, err
	}
	id, err := keyID(&i.key.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("server key: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber:          serial(),
		Subject:               pkix.Name{Organization: []string{"Understudy"}, CommonName: "localhost"},
		NotBefore:             i.authority.now.Add(-backdated),
		NotAfter:              i.authority.now.Add(leafLife),
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		SubjectKeyId:          id,
		DNSNames:              names,
		IPAddresses:           addresses,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, i.authority.cert, &i.key.PublicKey, i.authority.key)
	if err != nil {
		return nil, fmt.Errorf("server certificate: %w", err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("server certificate: %w", err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: i.key, Leaf: leaf}, nil
}
