// Package guard is what the clients have against a server that is hostile or broken: whatever it sends, credentials stay with it, and
// numbers and texts stay in bounds.
package guard

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// SameOrigin returns a copy of a client that follows no redirect to another origin: scheme, host and port. net/http would take along
// bodies and every header that it does not know, and to the same host at another port all of them. Not even from http to https is
// followed: what was asked has been in the clear by then, and the caller should learn of it.
func SameOrigin(c *http.Client) *http.Client {
	guarded := *c
	guarded.Transport = sameOrigin{c.Transport}
	return &guarded
}

// sameOrigin looks at answers before the client does, which would quote an address that it cannot read with all that is in it.
type sameOrigin struct{ next http.RoundTripper }

// RoundTrip refuses an answer that sends the client elsewhere.
func (t sameOrigin) RoundTrip(req *http.Request) (*http.Response, error) {
	next := t.next
	if next == nil {
		next = http.DefaultTransport
	}
	resp, err := next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if err := checkRedirect(req.URL, resp); err != nil {
		if resp.Body != nil {
			_ = resp.Body.Close()
		}
		return nil, err
	}
	return resp, nil
}

func checkRedirect(from *url.URL, resp *http.Response) error {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil
	}
	location := resp.Header.Get("Location")
	if location == "" {
		return nil
	}
	to, err := from.Parse(location)
	if err != nil {
		return errors.New("redirected to an address that is no URL") // the text is left out, it may hold a token
	}
	if origin(to) != origin(from) {
		return fmt.Errorf("redirected to another origin, %s, which must not get what was sent", Text(to.Scheme+"://"+to.Host, 100))
	}
	return nil
}

// origin is scheme, host and port in one spelling.
func origin(u *url.URL) string {
	scheme, port := strings.ToLower(u.Scheme), u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[scheme]
	}
	return scheme + " " + strings.ToLower(u.Hostname()) + " " + port
}
