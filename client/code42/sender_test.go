package code42

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTriesAgain(t *testing.T) {
	t.Parallel()
	sent := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		method      string
		status      int
		header      http.Header
		refusals    int
		retries     int
		waits       []time.Duration
		wantRefused bool
	}{
		"seconds":                {"GET", 429, http.Header{"Retry-After": {"7"}}, 1, 3, []time.Duration{7 * time.Second}, false},
		"zero":                   {"POST", 429, http.Header{"Retry-After": {"0"}}, 2, 3, []time.Duration{0, 0}, false},
		"date":                   {"GET", 503, http.Header{"Retry-After": {sent.Add(9 * time.Second).Format(http.TimeFormat)}, "Date": {sent.Format(http.TimeFormat)}}, 1, 3, []time.Duration{9 * time.Second}, false},
		"date gone by":           {"GET", 503, http.Header{"Retry-After": {sent.Add(-time.Hour).Format(http.TimeFormat)}, "Date": {sent.Format(http.TimeFormat)}}, 1, 3, []time.Duration{0}, false},
		"not said":               {"GET", 429, nil, 3, 3, []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}, false},
		"not understood":         {"GET", 429, http.Header{"Retry-After": {"soon"}}, 1, 3, []time.Duration{time.Second}, false},
		"too often":              {"GET", 429, http.Header{"Retry-After": {"1"}}, 9, 2, []time.Duration{time.Second, time.Second}, true},
		"too long":               {"GET", 429, http.Header{"Retry-After": {"61"}}, 1, 3, nil, true},
		"not at all":             {"GET", 429, http.Header{"Retry-After": {"1"}}, 1, 0, nil, true},
		"past every clock":       {"GET", 429, http.Header{"Retry-After": {"9223372036854775808"}}, 1, 3, nil, true},
		"past every duration":    {"GET", 429, http.Header{"Retry-After": {"9223372037"}}, 1, 3, nil, true},
		"past it, round to 0.3s": {"GET", 429, http.Header{"Retry-After": {"18446744074"}}, 1, 3, nil, true},
		"past every float":       {"POST", 503, http.Header{"Retry-After": {strings.Repeat("9", 400)}}, 1, 3, nil, true},
		"the last year":          {"GET", 429, http.Header{"Retry-After": {"Fri, 31 Dec 9999 23:59:59 GMT"}}, 1, 3, nil, true},
		"negative":               {"GET", 429, http.Header{"Retry-After": {"-5"}}, 1, 3, []time.Duration{time.Second}, false},
		"leading zeros":          {"GET", 429, http.Header{"Retry-After": {"0007"}}, 1, 3, []time.Duration{7 * time.Second}, false},
		"write may have been":    {"POST", 503, nil, 1, 3, nil, true},
		"write, asked for":       {"POST", 503, http.Header{"Retry-After": {"1"}}, 1, 3, []time.Duration{time.Second}, false},
		"write that is repeated": {"PUT", 503, nil, 1, 3, []time.Duration{time.Second}, false},
		"other failures":         {"GET", 500, http.Header{"Retry-After": {"1"}}, 1, 3, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant(t)
			refused := 0
			tenant.signed("/console/api/v1/User/", func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				if r.Method != http.MethodGet {
					assert.JSONEq(t, `{"notes":"a & b"}`, string(body), "each attempt has the whole body")
				}
				if refused++; refused <= c.refusals {
					for name, values := range c.header {
						w.Header()[name] = values
					}
					answer(w, c.status, `[]`)
					return
				}
				answer(w, 200, `{}`)
			})
			var waits []time.Duration
			api := tenant.api(t, WithRetries(c.retries, time.Minute), withTime(time.Now, func(_ context.Context, d time.Duration) error {
				waits = append(waits, d)
				return nil
			}))
			req, err := http.NewRequestWithContext(t.Context(), c.method, tenant.address()+"/api/v1/User/1", nil)
			require.NoError(t, err)
			if c.method != http.MethodGet {
				req, err = http.NewRequestWithContext(t.Context(), c.method, tenant.address()+"/api/v1/User/1", bytes.NewReader([]byte(`{"notes":"a & b"}`)))
				require.NoError(t, err)
			}
			resp, err := doer(api).Do(req)
			if c.wantRefused {
				var e *Error
				require.ErrorAs(t, err, &e)
				assert.Equal(t, c.status, e.Status)
				assert.GreaterOrEqual(t, e.RetryAfter, time.Duration(0))
			} else {
				require.NoError(t, err)
				_ = resp.Body.Close()
			}
			assert.Equal(t, c.waits, waits)
		})
	}
}

func doer(api *Client) HttpRequestDoer { return api.ClientInterface.(*RawClient).Client }

func TestABodyThatCannotBeReplayedIsSentOnce(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	calls := 0
	tenant.signed("POST /console/api/v1/User", func(w http.ResponseWriter, r *http.Request) {
		calls++
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Retry-After", "0")
		answer(w, 429, `[]`)
	})
	body := io.LimitReader(bytes.NewReader([]byte(`{}`)), 2)
	_, err := tenant.api(t).CreateUserWithBody(t.Context(), "application/json", body)
	assert.ErrorIs(t, err, ErrTooManyRequests)
	assert.Equal(t, 1, calls)
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	tenant.signed("GET /console/api/v3/customer/my", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "30")
		answer(w, 429, `[]`)
	})
	ctx, cancel := context.WithCancel(t.Context())
	api := tenant.api(t, withTime(time.Now, func(ctx context.Context, d time.Duration) error {
		cancel()
		return sleep(ctx, d)
	}))
	_, err := api.GetCurrentTenantWithResponse(ctx)
	assert.ErrorIs(t, err, context.Canceled)
	assert.ErrorIs(t, err, ErrTooManyRequests, "and what it was waiting for is told")

	ctx, cancel2 := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel2()
	api = tenant.api(t, withTime(time.Now, func(context.Context, time.Duration) error { return errors.New("slept past the deadline") }))
	_, err = api.GetCurrentTenantWithResponse(ctx)
	var e *Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, 30*time.Second, e.RetryAfter)
	assert.NotContains(t, err.Error(), "slept")
}

func TestErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		kind   error
		codes  []string
	}{
		"v1":               {400, `[{"name":"EMAIL_INVALID","description":"no","objects":[]}]`, ErrBadRequest, []string{"EMAIL_INVALID"}},
		"v1 failure":       {500, `[{"name":"USER_DUPLICATE","description":null}]`, ErrServer, []string{"USER_DUPLICATE"}},
		"wrapped list":     {400, `{"data":[{"name":"A"},{"name":"B"}]}`, ErrBadRequest, []string{"A", "B"}},
		"list as error":    {400, `{"data":null,"error":[{"name":"A"}],"warnings":null}`, ErrBadRequest, []string{"A"}},
		"problem":          {400, `{"problem":"NAME_EXISTS","description":null}`, ErrBadRequest, []string{"NAME_EXISTS"}},
		"problems":         {400, `{"problems":[{"type":"INVALID_PAGE_TOKEN","description":"x","badFilter":null}],"fileEvents":null}`, ErrBadRequest, []string{"INVALID_PAGE_TOKEN"}},
		"bulletin":         {400, `{"pop-bulletin":{"text$":"User already on list","details":[],"reason":"DUPLICATE"}}`, ErrBadRequest, []string{"DUPLICATE"}},
		"framework":        {404, `{"timestamp":"x","status":404,"error":"Not Found","message":"m","path":"/p"}`, ErrNotFound, nil},
		"text":             {404, `Watchlist not found`, ErrNotFound, nil},
		"empty":            {403, ``, ErrForbidden, nil},
		"conflict":         {409, `null`, ErrConflict, nil},
		"too many":         {429, `"slow down"`, ErrTooManyRequests, nil},
		"gateway":          {502, `<html>Bad Gateway</html>`, ErrServer, nil},
		"not modified":     {304, ``, nil, nil},
		"teapot":           {418, `[]`, nil, nil},
		"unexpected types": {400, `{"problem":7,"problems":{},"data":3}`, ErrBadRequest, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant(t)
			tenant.signed("GET /console/api/v1/User/{id}", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html") // as the v1 family's errors are labelled
				w.WriteHeader(c.status)
				_, _ = w.Write([]byte(c.body))
			})
			resp, err := tenant.api(t, WithRetries(0, 0)).GetUserWithResponse(t.Context(), "7 of 9", nil)
			assert.Nil(t, resp)
			var e *Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, c.status, e.Status)
			assert.Equal(t, c.body, string(e.Body))
			assert.Equal(t, tenant.address()+"/api/v1/User/7%20of%209", e.URL)
			for _, kind := range []error{ErrBadRequest, ErrUnauthorized, ErrForbidden, ErrNotFound, ErrConflict, ErrTooManyRequests, ErrServer} {
				assert.Equal(t, errors.Is(c.kind, kind), errors.Is(err, kind), "%v", kind)
			}
			for _, code := range c.codes {
				assert.True(t, HasCode(fmt.Errorf("wrapped: %w", err), code))
				assert.ErrorContains(t, err, code)
			}
			assert.False(t, HasCode(err, "SYSTEM"))
			assert.Len(t, e.Codes, len(c.codes))
		})
	}
	assert.False(t, HasCode(errors.New("other"), "SYSTEM"))
	assert.False(t, HasCode(nil, "SYSTEM"))
}

func TestSecretsInURLsAreNotShown(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	tenant.signed("GET /console/api/v1/User", func(w http.ResponseWriter, _ *http.Request) { answer(w, 400, `[]`) })
	api := tenant.api(t)
	withSecret := func(_ context.Context, req *http.Request) error {
		req.URL.RawQuery = "pgNum=2&accessToken=hunter2&dataKey=hunter2&X-Signature=hunter2&totp=hunter2&%zz=hunter2"
		return nil
	}
	_, err := api.ListUsersWithResponse(t.Context(), nil, withSecret)
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "hunter2")
	assert.ErrorContains(t, err, "pgNum=2")

	tenant.Close()
	_, err = api.ListUsersWithResponse(t.Context(), nil, withSecret)
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "hunter2")
}

func TestOwnAuthorizationIsLeftAlone(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	tenant.mux.HandleFunc("GET /console/api/v3/customer/my", func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "Bearer other", r.Header.Get("Authorization"))
		answerTenant(w, r)
	})
	_, err := tenant.api(t).GetCurrentTenantWithResponse(t.Context(), func(_ context.Context, req *http.Request) error {
		req.Header.Set("Authorization", "Bearer other")
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, []string{"GET /api/v3/customer/my"}, tenant.requests(), "no sign-in")
}

func TestOperationsBeforeSignInAreUnsigned(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	resp, err := tenant.api(t).GetLoginConfigurationWithResponse(t.Context(), &GetLoginConfigurationParams{Username: "casey@example.com"})
	require.NoError(t, err)
	assert.Equal(t, LOCAL2FA, resp.JSON200.Data.LoginType)
	assert.Equal(t, []string{"GET /api/v3/LoginConfiguration"}, tenant.requests())
}
