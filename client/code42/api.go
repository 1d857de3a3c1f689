package code42

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/understudy/understudy/client/internal/guard"
)

// Client calls one tenant as one caller. It is safe for concurrent use. The zero Client is not usable; New makes one.
type Client struct {
	*ClientWithResponses
	pageSize int
}

// New returns a client for the console at address, such as "console.us.code42.com"; https is assumed unless the address says
// otherwise. Nothing is sent yet: the first request signs in.
func New(address string, auth Auth, opts ...Option) (*Client, error) {
	base, err := parseAddress(address)
	if err != nil {
		return nil, err
	}
	if auth == nil {
		return nil, errors.New("code42: no Auth given")
	}
	s := settings{
		client: &http.Client{}, agent: "understudy-code42", pageSize: defaultPageSize,
		retries: defaultRetries, maxWait: defaultMaxWait, now: time.Now, sleep: sleep,
	}
	for _, opt := range opts {
		if err := opt(&s); err != nil {
			return nil, fmt.Errorf("code42: %w", err)
		}
	}
	calls, err := NewClientWithResponses(base.String(), WithHTTPClient(newSender(base, auth, s)))
	if err != nil {
		return nil, err
	}
	return &Client{ClientWithResponses: calls, pageSize: s.pageSize}, nil
}

const (
	defaultPageSize = 500 // what the vendor's SDK asks for
	defaultRetries  = 3
	defaultMaxWait  = time.Minute
)

// settings are what options change.
type settings struct {
	client   *http.Client
	agent    string
	pageSize int
	retries  int
	maxWait  time.Duration
	now      func() time.Time
	sleep    func(context.Context, time.Duration) error
}

// Option changes how an API behaves.
type Option func(*settings) error

// WithClient sends requests with a copy of c, which brings its own transport, proxy, timeout and cookie jar. (WithHTTPClient is the
// generated client's option and would go round everything that New sets up.)
func WithClient(c *http.Client) Option {
	return func(s *settings) error {
		if c == nil {
			return errors.New("WithClient: nil client")
		}
		s.client = c
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

// WithRetries sets how often a request that the vendor put off (429, 503) is sent again, and how long a single wait may be.
// When the vendor asks for a longer wait, the error is returned at once; its RetryAfter says how long. Zero retries turn
// waiting off. Without this option it is 3 retries and one minute.
func WithRetries(n int, maxWait time.Duration) Option {
	return func(s *settings) error {
		if n < 0 || maxWait < 0 {
			return errors.New("WithRetries: negative value")
		}
		s.retries, s.maxWait = n, maxWait
		return nil
	}
}

// WithPageSize sets how many entries the iterators ask for at a time where their parameters do not say; 500 without it.
func WithPageSize(n int) Option {
	return func(s *settings) error {
		if n < 1 {
			return fmt.Errorf("WithPageSize: %d is not positive", n)
		}
		s.pageSize = n
		return nil
	}
}

// withTime replaces the clock, for tests.
func withTime(now func() time.Time, sleep func(context.Context, time.Duration) error) Option {
	return func(s *settings) error {
		s.now, s.sleep = now, sleep
		return nil
	}
}

// parseAddress accepts a host or a base URL and returns a URL whose path ends in a slash.
func parseAddress(address string) (*url.URL, error) {
	text := strings.TrimSpace(address)
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("code42: the address is not a host or URL: %w", guard.WithoutURL(err))
	}
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("code42: the address has the scheme %q; http and https are known", u.Scheme)
	case u.Host == "":
		return nil, errors.New("code42: the address names no host")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("code42: the address may have a host and a path only; credentials belong in Auth")
	}
	if !strings.HasSuffix(u.Path, "/") {
		u = u.JoinPath("/")
	}
	return u, nil
}

// sleep waits for d, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
