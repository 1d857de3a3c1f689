package guard

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// redirecting is a client whose server answers the first request with a redirect, and what it was asked.
func redirecting(status int, location string) (c *http.Client, seen *[]string) {
	seen = new([]string)
	return &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		resp := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("")), Request: r}
		if *seen = append(*seen, r.Method+" "+r.URL.String()); len(*seen) == 1 {
			resp.StatusCode = status
			resp.Header.Set("Location", location)
		}
		return resp, nil
	})}, seen
}

var redirects = []int{301, 302, 303, 307, 308}

func TestARedirectToAnotherOriginIsNotFollowed(t *testing.T) {
	t.Parallel()
	for name, to := range map[string]string{
		"scheme up": "https://vendor.example/x", "scheme up, same port": "https://vendor.example:80/x", "port": "http://vendor.example:8080/x",
		"host": "http://other.example/x", "host below": "http://a.vendor.example/x", "host without a scheme": "//other.example/x",
		"host behind a user": "http://vendor.example@other.example/x", "another protocol": "ftp://vendor.example/x", "no host": "http:x",
		"longer host": "http://vendor.example.other.example/x", "long host": "http://" + strings.Repeat("a", 1<<16) + "/x",
	} {
		for _, status := range redirects {
			c, seen := redirecting(status, to+"?token=hunter2")
			_, err := SameOrigin(c).Post("http://vendor.example/a/b", "text/plain", strings.NewReader("hunter2"))
			if assert.Error(t, err, "%s, %d", name, status) {
				assert.Contains(t, err.Error(), "redirected to another origin", "%s, %d", name, status)
				assert.NotContains(t, err.Error(), "hunter2")
				assert.Less(t, len(err.Error()), 300)
			}
			assert.Len(t, *seen, 1, "%s, %d", name, status)
		}
	}
	for _, status := range redirects { // down
		c, seen := redirecting(status, "http://vendor.example/x")
		_, err := SameOrigin(c).Get("https://vendor.example/")
		assert.ErrorContains(t, err, "another origin, http://vendor.example,")
		assert.Len(t, *seen, 1)
	}
}

func TestARedirectWithinTheOriginIsFollowed(t *testing.T) {
	t.Parallel()
	for _, to := range []string{"/x", "x", "?x", "http://vendor.example/x", "HTTP://VENDOR.example:80/x", "//vendor.example/x", ""} {
		for _, status := range redirects {
			c, seen := redirecting(status, to)
			resp, err := SameOrigin(c).Get("http://vendor.example/a/b")
			require.NoError(t, err, "%s, %d", to, status)
			_ = resp.Body.Close()
			if to != "" { // nowhere to go
				assert.Len(t, *seen, 2, "%s, %d", to, status)
			}
		}
	}
	for _, status := range []int{200, 201, 300, 304, 305} { // whose Location is no redirect to net/http either
		c, seen := redirecting(status, "http://other.example/x")
		resp, err := SameOrigin(c).Get("http://vendor.example/")
		require.NoError(t, err)
		_ = resp.Body.Close()
		assert.Len(t, *seen, 1)
	}
}

func TestAnAddressThatIsNoURLIsNotQuoted(t *testing.T) {
	t.Parallel()
	c, _ := redirecting(302, "http://[hunter2?token=hunter2")
	_, err := SameOrigin(c).Get("http://vendor.example/")
	assert.ErrorContains(t, err, "no URL")
	assert.NotContains(t, err.Error(), "hunter2")
}

func TestTheCallersClientStaysAsItIs(t *testing.T) {
	t.Parallel()
	c, seen := redirecting(302, "/again")
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return errors.New("not at all") }
	before := *c
	guarded := SameOrigin(c)
	_, err := guarded.Get("http://vendor.example/")
	assert.ErrorContains(t, err, "not at all", "its own policy counts too")
	assert.Len(t, *seen, 1)
	assert.IsType(t, before.Transport, c.Transport)
	assert.NotSame(t, c, guarded)
}

// TestAClosedRedirectGivesItsConnectionBack: nobody else sees the body that is refused.
func TestAClosedRedirectGivesItsConnectionBack(t *testing.T) {
	t.Parallel()
	body := &closing{Reader: strings.NewReader("x")}
	guarded := sameOrigin{roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 302, Header: http.Header{"Location": {"http://other.example/"}}, Body: body}, nil
	})}
	_, err := guarded.RoundTrip(&http.Request{URL: &url.URL{Scheme: "http", Host: "vendor.example"}})
	require.Error(t, err)
	assert.True(t, body.closed)
}

type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error {
	c.closed = true
	return nil
}
