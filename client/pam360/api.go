package pam360

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/understudy/understudy/client/internal/guard"
)

// Client calls one server as one API user. It is safe for concurrent use. The zero Client is not usable; New makes one.
type Client struct {
	*ClientWithResponses
	pageSize int

	// What the classes of the vendor's Python SDK do, by names as well as by ids.
	Resource      ResourceService
	AccessControl AccessControlService
	Account       AccountService
	Password      PasswordService
	User          UserService
	ResourceGroup ResourceGroupService
	Audit         AuditService
}

// New returns a client for the server at baseURL, such as "https://pam.example:8282", that signs its requests with an API
// user's token. Nothing is sent yet. A fault in the arguments is an *ArgumentError.
func New(baseURL, token string, opts ...Option) (*Client, error) {
	base, err := parseBase(baseURL)
	if err != nil {
		return nil, err
	}
	if token == "" || strings.ContainsAny(token, "\r\n\x00") {
		return nil, &ArgumentError{"token", "it is empty or cannot be a header"}
	}
	s := settings{agent: "understudy-pam360", pageSize: defaultPageSize}
	for _, opt := range opts {
		if err := opt(&s); err != nil {
			return nil, err
		}
	}
	client, err := s.httpClient()
	if err != nil {
		return nil, err
	}
	sender := &sender{client: guard.SameOrigin(client), base: base, token: token, orgName: s.orgName, agent: s.agent}
	calls, err := NewClientWithResponses(base.String(), WithHTTPClient(sender))
	if err != nil {
		return nil, err
	}
	c := &Client{ClientWithResponses: calls, pageSize: s.pageSize}
	c.Resource, c.AccessControl, c.Account = ResourceService{c}, AccessControlService{c}, AccountService{c}
	c.Password, c.User, c.ResourceGroup, c.Audit = PasswordService{c}, UserService{c}, ResourceGroupService{c}, AuditService{c}
	return c, nil
}

// Connect is New, and a first call to see whether the server lets the API user in. A *RegistrationError says that it does not.
func Connect(ctx context.Context, baseURL, token string, opts ...Option) (*Client, error) {
	c, err := New(baseURL, token, opts...)
	if err != nil {
		return nil, err
	}
	_, err = c.GetPasswordPoliciesWithResponse(ctx, nil)
	var refused *AuthenticationError
	if errors.As(err, &refused) {
		return nil, &RegistrationError{refused}
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

const defaultPageSize = 100

// settings are what options change.
type settings struct {
	client   *http.Client
	roots    *x509.CertPool
	insecure bool
	orgName  string
	agent    string
	pageSize int
}

// Option changes how an API behaves.
type Option func(*settings) error

// WithClient sends requests with a copy of c, which brings its own transport, proxy and timeout. (WithHTTPClient is the
// generated client's option and would go round everything that New sets up.)
func WithClient(c *http.Client) Option {
	return func(s *settings) error {
		if c == nil {
			return &ArgumentError{"WithClient", "the client is nil"}
		}
		s.client = c
		return nil
	}
}

// WithCAPool trusts the certificates in pool instead of the system's: the server ships with one that it signed itself.
func WithCAPool(pool *x509.CertPool) Option {
	return func(s *settings) error {
		if pool == nil {
			return &ArgumentError{"WithCAPool", "the pool is nil"}
		}
		s.roots = pool
		return nil
	}
}

// WithInsecureSkipVerify accepts any certificate, and with it anyone in between. Prefer WithCAPool.
func WithInsecureSkipVerify() Option {
	return func(s *settings) error {
		s.insecure = true
		return nil
	}
}

// WithOrgName works in the organisation with this display name instead of the one that the token's user belongs to. An OrgName
// in an operation's parameters goes before it.
func WithOrgName(name string) Option {
	return func(s *settings) error {
		if name == "" {
			return &ArgumentError{"WithOrgName", "the name is empty"}
		}
		s.orgName = name
		return nil
	}
}

// WithUserAgent sets the User-Agent header.
func WithUserAgent(agent string) Option {
	return func(s *settings) error {
		s.agent = agent
		return nil
	}
}

// WithPageSize sets how many rows the iterators ask for at a time where their query does not say; 100 without it.
func WithPageSize(n int) Option {
	return func(s *settings) error {
		if n < 1 {
			return &ArgumentError{"WithPageSize", "it is not positive"}
		}
		s.pageSize = n
		return nil
	}
}

// httpClient makes the client to send with, leaving the caller's own untouched.
func (s *settings) httpClient() (*http.Client, error) {
	client := &http.Client{}
	if s.client != nil {
		*client = *s.client
	}
	if s.roots == nil && !s.insecure {
		return client, nil
	}
	if client.Transport == nil {
		client.Transport = http.DefaultTransport
	}
	transport, ok := client.Transport.(*http.Transport)
	if !ok {
		return nil, &ArgumentError{"WithClient", "its transport is not an *http.Transport, so certificate options cannot be applied to it"}
	}
	transport = transport.Clone()
	if transport.TLSClientConfig == nil {
		transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	if s.roots != nil {
		transport.TLSClientConfig.RootCAs = s.roots
	}
	transport.TLSClientConfig.InsecureSkipVerify = s.insecure //nolint:gosec // the caller asked for it by name
	client.Transport = transport
	return client, nil
}

// parseBase accepts a base URL with or without a path, and returns it with one that ends in a slash.
func parseBase(baseURL string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(baseURL))
	switch {
	case err != nil:
		return nil, &ArgumentError{"baseURL", "it is not a URL"} // the text is left out, it may hold a password
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, &ArgumentError{"baseURL", "it does not begin with https:// or http://"}
	case u.Host == "":
		return nil, &ArgumentError{"baseURL", "it names no host"}
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, &ArgumentError{"baseURL", "it may have a host and a path only"}
	}
	if !strings.HasSuffix(u.Path, "/") {
		u = u.JoinPath("/")
	}
	return u, nil
}
