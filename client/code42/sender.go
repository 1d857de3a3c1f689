package code42

import (
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/understudy/understudy/client/internal/guard"
)

// sender is the one path that every request takes. It is the generated client's HttpRequestDoer.
type sender struct {
	settings
	base     *url.URL
	session  *session
	services *directory
}

func newSender(base *url.URL, auth Auth, opts settings) *sender {
	opts.client = guard.SameOrigin(opts.client)
	s := &sender{settings: opts, base: base}
	unsigned := wire{server: base.String(), send: s.send}
	s.session = newSession(auth, unsigned, opts.now)
	s.services = newDirectory(wire{server: base.String(), send: s.Do}, unsigned)
	return s
}

// Do sends a request to where it belongs, signed when it is to be signed.
func (s *sender) Do(req *http.Request) (*http.Response, error) {
	resp, err := s.do(req)
	if err != nil && req.Body != nil {
		_ = req.Body.Close() // an http.Client would have closed it
	}
	return resp, err
}

func (s *sender) do(req *http.Request) (*http.Response, error) {
	req, signed, err := s.route(req)
	if err != nil {
		return nil, err
	}
	if !signed || req.Header.Get("Authorization") != "" { // an editor's own Authorization is left alone
		return s.send(req)
	}
	token, err := s.session.current(req.Context())
	if err != nil {
		return nil, err
	}
	resp, err := s.send(sign(req, token))
	if !errors.Is(err, ErrUnauthorized) || !replayable(req) {
		return resp, err
	}
	if token, err = s.session.renew(req.Context(), token); err != nil {
		return nil, err
	}
	return s.send(sign(req, token))
}

// route sends a service's path to the service's host. A request for another host than the console's, such as the absolute
// address of a download, stays as it is and is not signed.
func (s *sender) route(req *http.Request) (*http.Request, bool, error) {
	path, ours := s.pathOf(req.URL)
	if !ours {
		return req, false, nil
	}
	operation := routeOf(req.Method, path)
	signed := !operation.unsigned
	if operation.host == "" {
		return req, signed, nil
	}
	host, err := s.services.host(req.Context(), operation.host)
	if err != nil {
		return nil, false, err
	}
	// As the vendor's SDK has it, a path in the service's address does not count: the operation's path is complete.
	moved := req.Clone(req.Context())
	moved.URL.Scheme, moved.URL.Host, moved.Host = host.Scheme, host.Host, ""
	if moved.URL.Path, err = url.PathUnescape(path); err != nil {
		return nil, false, err
	}
	moved.URL.RawPath = path
	return moved, signed, nil
}

// pathOf returns a URL's path below the console's address, escaped, and whether it is below it at all.
func (s *sender) pathOf(u *url.URL) (string, bool) {
	rest, below := strings.CutPrefix(u.EscapedPath(), s.base.EscapedPath())
	return "/" + rest, below && u.Scheme == s.base.Scheme && u.Host == s.base.Host
}

func sign(req *http.Request, token string) *http.Request {
	signed := req.Clone(req.Context())
	signed.Header.Set("Authorization", "Bearer "+token)
	return signed
}

// replayable says whether a request can be sent a second time.
func replayable(req *http.Request) bool {
	return req.Body == nil || req.Body == http.NoBody || req.GetBody != nil
}

// send sends a request as it is, again when the vendor put it off.
func (s *sender) send(req *http.Request) (*http.Response, error) {
	for attempt := 0; ; attempt++ {
		resp, err := s.once(req)
		wait, again := s.waitAfter(req, err, attempt)
		if !again {
			return resp, err
		}
		if stopped := s.sleep(req.Context(), wait); stopped != nil {
			return nil, fmt.Errorf("%w; gave up waiting: %w", err, stopped)
		}
	}
}

// once sends a copy of the request, so that it can be sent again.
func (s *sender) once(req *http.Request) (*http.Response, error) {
	out := req.Clone(req.Context())
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		out.Body = body
	}
	out.Header.Set("User-Agent", s.agent)
	if out.Header.Get("Accept") == "" {
		out.Header.Set("Accept", "application/json")
	}
	resp, err := s.client.Do(out)
	if err != nil {
		return nil, fmt.Errorf("code42: %s %s: %w", req.Method, guard.Text(printable(req.URL), mostOfAURL), guard.Error(guard.WithoutURL(err)))
	}
	if resp.StatusCode >= 200 && resp.StatusCode <= 299 {
		return resp, nil
	}
	defer func() { _ = resp.Body.Close() }()
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody)) // what was read of it is better than nothing
	return nil, newError(req, resp, body, s.now())
}

const maxErrorBody = 1 << 20

// waitAfter says whether a request is to be sent again, and after how long.
func (s *sender) waitAfter(req *http.Request, err error, attempt int) (time.Duration, bool) {
	var refused *Error
	if attempt >= s.retries || !errors.As(err, &refused) || !replayable(req) {
		return 0, false
	}
	switch {
	case refused.Status == http.StatusTooManyRequests:
	case refused.Status == http.StatusServiceUnavailable && (refused.asksToWait || idempotent(req.Method)):
		// A write answered 503 may have been done. Only where the vendor itself asks for it is it sent again.
	default:
		return 0, false
	}
	wait := guard.Seconds(math.Ldexp(firstWait, attempt))
	if refused.asksToWait {
		wait = refused.RetryAfter
	}
	if deadline, ok := req.Context().Deadline(); ok && time.Until(deadline) < wait {
		return 0, false // the refusal says more than an expired context would
	}
	return wait, wait <= s.maxWait
}

// firstWait is the wait in seconds where the vendor names none; it doubles each time.
const firstWait = 1

func idempotent(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPut, http.MethodDelete:
		return true
	}
	return false
}

var _ HttpRequestDoer = (*sender)(nil)
