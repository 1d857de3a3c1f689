package client_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/client/code42"
	"github.com/understudy/understudy/client/pam360"
)

// trusting is a client of the caller's own, which reaches servers of tests by https as well.
func trusting() *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // servers of this test
}

// callers call the server at an address with credentials and secrets of every kind, each for itself.
func callers(t *testing.T, own *http.Client) map[string]func(address string) error {
	t.Helper()
	ctx, password := t.Context(), "hunter2"
	tenant := func(address string, auth code42.Auth) *code42.Client {
		var opts []code42.Option
		if own != nil {
			opts = append(opts, code42.WithClient(own))
		}
		c, err := code42.New(address, auth, opts...)
		require.NoError(t, err)
		return c
	}
	vault := func(address string) *pam360.Client {
		var opts []pam360.Option
		if own != nil {
			opts = append(opts, pam360.WithClient(own))
		}
		c, err := pam360.New(address, "hunter2", opts...)
		require.NoError(t, err)
		return c
	}
	code := func(context.Context) (string, error) { return "hunter2", nil }
	token := code42.Token(func(context.Context) (string, error) { return "hunter2", nil })
	return map[string]func(string) error{
		"code42, sign-in": func(address string) error {
			_, err := tenant(address, code42.LocalUserWithCode("casey", "hunter2", code)).GetCurrentUserWithResponse(ctx, nil)
			return err
		},
		"code42, sign-in of an API client": func(address string) error {
			_, err := tenant(address, code42.APIClient("key-1", "hunter2")).GetCurrentTenantWithResponse(ctx)
			return err
		},
		"code42, signed": func(address string) error {
			_, err := tenant(address, token).GetCurrentUserWithResponse(ctx, nil)
			return err
		},
		"code42, signed with a body": func(address string) error {
			_, err := tenant(address, token).CreateUserWithResponse(ctx, code42.CreateUserJSONRequestBody{Username: "a@example.com", Password: &password})
			return err
		},
		"code42, a service's": func(address string) error {
			_, err := tenant(address, token).SearchFileEventsV2WithResponse(ctx, code42.SearchFileEventsV2JSONRequestBody{})
			return err
		},
		"pam360": func(address string) error {
			_, err := vault(address).GetPasswordWithResponse(ctx, "1", "2", nil)
			return err
		},
		"pam360 with a body": func(address string) error {
			change := pam360.ChangePasswordInput{Operation: pam360.ChangePasswordInputOperation{Details: pam360.PasswordChange{NewPassword: &password}}}
			_, err := vault(address).ChangePasswordWithResponse(ctx, "1", "2", nil, change)
			return err
		},
	}
}

// TestCredentialsDoNotFollowARedirectToAnotherOrigin, whatever carries them, by whatever status, with whatever http.Client.
func TestCredentialsDoNotFollowARedirectToAnotherOrigin(t *testing.T) {
	t.Parallel()
	thief := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s was reached: %v", r.Method, r.Host, r.Header)
	})
	plain, secure := httptest.NewServer(thief), httptest.NewTLSServer(thief)
	t.Cleanup(plain.Close)
	t.Cleanup(secure.Close)
	for name, to := range map[string]string{
		"port": plain.URL, "host": strings.Replace(plain.URL, "127.0.0.1", "localhost", 1), "scheme": secure.URL,
	} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			vendor := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", to+r.URL.Path+"?token=hunter2")
				w.WriteHeader(status)
			}))
			t.Cleanup(vendor.Close)
			own := trusting()
			own.CheckRedirect = func(*http.Request, []*http.Request) error { return nil } // and lets everything pass
			for _, client := range []*http.Client{nil, own} {
				for caller, call := range callers(t, client) {
					err := call(vendor.URL)
					assert.ErrorContains(t, err, "another origin", "%s, %d, %s", name, status, caller)
					assert.NotContains(t, fmt.Sprint(err), "hunter2", "%s, %d, %s", name, status, caller)
				}
			}
			assert.NoError(t, own.CheckRedirect(nil, nil), "the caller's client is as it was")
			assert.IsType(t, &http.Transport{}, own.Transport, "the caller's client is as it was")
		}
	}
}

// TestARedirectWithinTheOriginIsFollowed, up to net/http's bound or the caller's own.
func TestARedirectWithinTheOriginIsFollowed(t *testing.T) {
	t.Parallel()
	vendor := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Path, http.StatusTemporaryRedirect)
	}))
	t.Cleanup(vendor.Close)
	for caller, call := range callers(t, nil) {
		assert.ErrorContains(t, call(vendor.URL), "stopped after 10 redirects", caller)
	}
	own := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("not at all") }}
	for caller, call := range callers(t, own) {
		assert.ErrorContains(t, call(vendor.URL), "not at all", caller)
	}
}
