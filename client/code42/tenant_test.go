package code42

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fakeTenant is a console below a base path, so that an address put together from the host alone misses it.
type fakeTenant struct {
	*httptest.Server
	mux *http.ServeMux

	mu      sync.Mutex
	seen    []string // method and path of each request, in order
	signIns int
	life    time.Duration // of the tokens; 0: they do not say
	revoked map[string]bool
}

const basePath = "/console"

func newTenant(t *testing.T) *fakeTenant {
	t.Helper()
	f := &fakeTenant{mux: http.NewServeMux(), revoked: map[string]bool{}}
	f.mux.HandleFunc("GET /console/api/v3/auth/jwt", f.getJwt)
	f.mux.HandleFunc("GET /console/api/v3/LoginConfiguration", func(w http.ResponseWriter, r *http.Request) {
		assert.Empty(t, r.Header.Get("Authorization"))
		answer(w, 200, `{"data":{"loginType":"LOCAL_2FA"},"error":null,"warnings":null}`)
	})
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		f.seen = append(f.seen, r.Method+" "+strings.TrimPrefix(r.URL.Path, basePath))
		f.mu.Unlock()
		f.mux.ServeHTTP(w, r)
	}))
	t.Cleanup(f.Close)
	return f
}

func (f *fakeTenant) address() string { return f.URL + basePath }

// api returns a client that signs in as casey and never waits.
func (f *fakeTenant) api(t *testing.T, opts ...Option) *Client {
	t.Helper()
	noWait := withTime(time.Now, func(ctx context.Context, _ time.Duration) error { return ctx.Err() })
	api, err := New(f.address(), LocalUser("casey@example.com", "pass word"), append([]Option{noWait}, opts...)...)
	require.NoError(t, err)
	return api
}

func (f *fakeTenant) getJwt(w http.ResponseWriter, r *http.Request) {
	user, password, _ := r.BasicAuth()
	if user != "casey@example.com" || password != "pass word" {
		answer(w, 401, `[{"name":"SYSTEM","description":"Invalid credentials"}]`)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.signIns++
	answer(w, 200, fmt.Sprintf(`{"data":{"v3_user_token":%q},"error":null,"warnings":null}`, f.token(f.signIns)))
}

// token is the nth token given out. Its instants lie in the past, since only their distance counts.
func (f *fakeTenant) token(n int) string {
	claims := fmt.Sprintf(`{"n":%d}`, n)
	if f.life > 0 {
		claims = fmt.Sprintf(`{"n":%d,"iat":1000,"exp":%d}`, n, 1000+int(f.life.Seconds()))
	}
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln"
}

// revoke makes the tenant refuse every token given out so far.
func (f *fakeTenant) revoke() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for n := 1; n <= f.signIns; n++ {
		f.revoked["Bearer "+f.token(n)] = true
	}
}

// signed registers a handler that is reached with a good token only.
func (f *fakeTenant) signed(pattern string, h http.HandlerFunc) {
	f.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		token := r.Header.Get("Authorization")
		f.mu.Lock()
		bad := !strings.HasPrefix(token, "Bearer e30.") || f.revoked[token]
		f.mu.Unlock()
		if bad {
			answer(w, 401, `[{"name":"SYSTEM","description":"not signed in"}]`)
			return
		}
		h(w, r)
	})
}

func (f *fakeTenant) requests() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.seen...)
}

func answer(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}

const tenantBody = `{"data":{"name":"Example Co","tenantUid":"1d71796f-af5b-4231-9d8e-df6434da4663"},"error":null,"warnings":null}`

func answerTenant(w http.ResponseWriter, _ *http.Request) { answer(w, 200, tenantBody) }
