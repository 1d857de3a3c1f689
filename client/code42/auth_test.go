package code42

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSignsInOnFirstUseOnly(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	tenant.signed("GET /console/api/v3/customer/my", func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "probe/1.0", r.Header.Get("User-Agent"))
		assert.Equal(t, "application/json", r.Header.Get("Accept"))
		answerTenant(w, r)
	})
	api := tenant.api(t, WithUserAgent("probe/1.0"))
	assert.Empty(t, tenant.requests())
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			resp, err := api.GetCurrentTenantWithResponse(t.Context())
			if assert.NoError(t, err) {
				assert.Equal(t, "Example Co", resp.JSON200.Data.Name)
			}
		})
	}
	all.Wait()
	assert.Equal(t, 1, tenant.signIns)
}

func TestRenewsARefusedToken(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	tenant.signed("GET /console/api/v3/customer/my", answerTenant)
	api := tenant.api(t)
	_, err := api.GetCurrentTenantWithResponse(t.Context())
	require.NoError(t, err)
	tenant.revoke()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			_, err := api.GetCurrentTenantWithResponse(t.Context())
			assert.NoError(t, err)
		})
	}
	all.Wait()
	assert.Equal(t, 2, tenant.signIns, "one renewal serves all")
}

func TestRenewsOnceThenGivesUp(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	calls := 0
	tenant.mux.HandleFunc("GET /console/api/v3/customer/my", func(w http.ResponseWriter, _ *http.Request) {
		calls++
		answer(w, 401, `[{"name":"SYSTEM","description":"no"}]`)
	})
	_, err := tenant.api(t).GetCurrentTenantWithResponse(t.Context())
	assert.ErrorIs(t, err, ErrUnauthorized)
	var login *LoginError
	assert.NotErrorAs(t, err, &login, "the sign-in itself was fine")
	assert.Equal(t, 2, calls)
	assert.Equal(t, 2, tenant.signIns)
}

func TestRenewsBeforeExpiry(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	tenant.life = 15 * time.Minute
	tenant.signed("GET /console/api/v3/customer/my", answerTenant)
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC) // far from the instants in the token
	api := tenant.api(t, withTime(func() time.Time { return now }, sleep))
	for _, step := range []struct {
		pass    time.Duration
		signIns int
	}{{0, 1}, {14 * time.Minute, 1}, {45 * time.Second, 2}, {14 * time.Minute, 2}, {time.Hour, 3}} {
		now = now.Add(step.pass)
		_, err := api.GetCurrentTenantWithResponse(t.Context())
		require.NoError(t, err)
		assert.Equal(t, step.signIns, tenant.signIns, "after another %s", step.pass)
	}
}

func TestLoginErrorTellsTheLoginType(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	api, err := New(tenant.address(), LocalUser("casey@example.com", "wr0ng"))
	require.NoError(t, err)
	_, err = api.GetCurrentTenantWithResponse(t.Context())
	var login *LoginError
	require.ErrorAs(t, err, &login)
	assert.Equal(t, LOCAL2FA, login.LoginType)
	assert.Equal(t, "casey@example.com", login.Username)
	assert.ErrorIs(t, err, ErrUnauthorized)
	assert.ErrorContains(t, err, "LOCAL_2FA")
	assert.NotContains(t, err.Error(), "wr0ng")
	assert.Equal(t, []string{"GET /api/v3/auth/jwt", "GET /api/v3/LoginConfiguration"}, tenant.requests())
}

func TestOneTimeCodeIsAskedForAtEachSignIn(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	var codes []string
	tenant.mux.HandleFunc("GET /console/two/api/v3/auth/jwt", func(w http.ResponseWriter, r *http.Request) {
		codes = append(codes, r.Header.Get("totp-auth"))
		assert.Equal(t, "true", r.URL.Query().Get("useBody"))
		answer(w, 200, `{"v3_user_token":"bare"}`) // without the envelope, as it has been seen
	})
	refuse := true
	tenant.mux.HandleFunc("GET /console/two/api/v3/customer/my", func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "Bearer bare", r.Header.Get("Authorization"))
		if refuse {
			refuse = false
			w.WriteHeader(401)
			return
		}
		answerTenant(w, r)
	})
	n := 0
	api, err := New(tenant.address()+"/two", LocalUserWithCode("casey@example.com", "pass word", func(context.Context) (string, error) {
		n++
		return fmt.Sprintf("00000%d", n), nil
	}))
	require.NoError(t, err)
	_, err = api.GetCurrentTenantWithResponse(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"000001", "000002"}, codes)
}

func TestAPIClient(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	signIns := 0
	tenant.mux.HandleFunc("POST /console/api/v3/oauth/token", func(w http.ResponseWriter, r *http.Request) {
		id, secret, _ := r.BasicAuth()
		assert.Equal(t, "client_credentials", r.URL.Query().Get("grant_type"))
		if id != "key-1" || secret != "s3cret" {
			answer(w, 401, `[{"name":"SYSTEM","description":"bad client"}]`)
			return
		}
		signIns++
		answer(w, 200, `{"access_token":"e30.oauth","token_type":"bearer","expires_in":900}`)
	})
	tenant.signed("GET /console/api/v3/customer/my", answerTenant)
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	api, err := New(tenant.address(), APIClient("key-1", "s3cret"), withTime(func() time.Time { return now }, sleep))
	require.NoError(t, err)
	for range 2 {
		_, err = api.GetCurrentTenantWithResponse(t.Context())
		require.NoError(t, err)
	}
	assert.Equal(t, 1, signIns)
	now = now.Add(899 * time.Second)
	_, err = api.GetCurrentTenantWithResponse(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 2, signIns, "expires_in counts")

	api, err = New(tenant.address(), APIClient("key-1", "other"))
	require.NoError(t, err)
	_, err = api.GetCurrentTenantWithResponse(t.Context())
	var login *LoginError
	require.ErrorAs(t, err, &login)
	assert.Empty(t, login.LoginType)
	assert.NotContains(t, tenant.requests(), "GET /api/v3/LoginConfiguration")
}

func TestToken(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	tenant.signed("GET /console/api/v3/customer/my", answerTenant)
	given := []string{"stale", "e30.fresh"}
	api, err := New(tenant.address(), Token(func(context.Context) (string, error) {
		if len(given) == 0 {
			return "", errors.New("vault sealed")
		}
		next := given[0]
		given = given[1:]
		return next, nil
	}))
	require.NoError(t, err)
	_, err = api.GetCurrentTenantWithResponse(t.Context())
	require.NoError(t, err, "the stale token is exchanged for the next one")
	tenant.mu.Lock()
	tenant.revoked["Bearer e30.fresh"] = true
	tenant.mu.Unlock()
	_, err = api.GetCurrentTenantWithResponse(t.Context())
	assert.ErrorContains(t, err, "vault sealed")
}

func TestSignInCanBeGivenUp(t *testing.T) {
	t.Parallel()
	started, release := make(chan struct{}), make(chan struct{})
	api, err := New("tenant.example", Token(func(context.Context) (string, error) {
		close(started)
		<-release
		return "", errors.New("too late")
	}))
	require.NoError(t, err)
	first := make(chan error, 1)
	go func() {
		_, err := api.GetCurrentTenantWithResponse(context.WithoutCancel(t.Context()))
		first <- err
	}()
	<-started
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = api.GetCurrentTenantWithResponse(ctx)
	assert.ErrorIs(t, err, context.Canceled, "a caller need not wait for another's sign-in")
	close(release)
	assert.ErrorContains(t, <-first, "too late")
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	code := func(context.Context) (string, error) { return "123456", nil }
	tokens := Token(func(context.Context) (string, error) { return "hunter2", nil })
	for _, auth := range []Auth{LocalUser("casey", "hunter2"), LocalUserWithCode("casey", "hunter2", code), APIClient("key-1", "hunter2"), tokens} {
		api, err := New("tenant.example", auth)
		require.NoError(t, err)
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			for _, value := range []any{auth, &auth, struct{ A Auth }{auth}, []Auth{auth}, api, *api} {
				assert.NotContains(t, fmt.Sprintf(format, value), "hunter2", "%s of %T", format, value)
				assert.NotContains(t, fmt.Sprintf(format, value), "68756e74657232", "%s of %T", format, value)
			}
		}
	}
	assert.Equal(t, `code42.LocalUser("casey", [redacted])`, fmt.Sprint(LocalUser("casey", "hunter2")))
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	auth := APIClient("id", "secret")
	for name, c := range map[string]struct {
		address string
		auth    Auth
		opts    []Option
	}{
		"no host":        {"", auth, nil},
		"other scheme":   {"ftp://tenant.example", auth, nil},
		"credentials":    {"https://casey:hunter2@tenant.example", auth, nil},
		"control bytes":  {"https://tenant.example/\x7fhunter2", auth, nil},
		"query":          {"https://tenant.example/?token=hunter2", auth, nil},
		"no auth":        {"tenant.example", nil, nil},
		"nil client":     {"tenant.example", auth, []Option{WithClient(nil)}},
		"empty pages":    {"tenant.example", auth, []Option{WithPageSize(0)}},
		"negative tries": {"tenant.example", auth, []Option{WithRetries(-1, 0)}},
	} {
		_, err := New(c.address, c.auth, c.opts...)
		if assert.Error(t, err, name) {
			assert.NotContains(t, err.Error(), "hunter2", name)
		}
	}
	for address, want := range map[string]string{
		"tenant.example":             "https://tenant.example/",
		" localhost:4200 ":           "https://localhost:4200/",
		"http://127.0.0.1:4200/base": "http://127.0.0.1:4200/base/",
	} {
		base, err := parseAddress(address)
		require.NoError(t, err)
		assert.Equal(t, want, base.String())
	}
}

// tokens is an Auth with one token that never changes.
func tokens(token string) Auth {
	return Token(func(context.Context) (string, error) { return token, nil })
}
