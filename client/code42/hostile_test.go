package code42

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/client/internal/hostile"
)

func TestAnErrorOfManyCodesIsOneShortLine(t *testing.T) {
	t.Parallel()
	item := ErrorItem{Name: strings.Repeat("N\x1b[31m", 500)}
	item.Description = &item.Name
	codes := make([]ErrorItem, 70_000)
	for i := range codes {
		codes[i] = item
	}
	err := &Error{Method: "GET", URL: "https://tenant.example/" + strings.Repeat("a", 1<<20), Status: 400, Codes: codes}
	hostile.OneLine(t, err, 6000)
	assert.ErrorContains(t, err, "; and 69990 more")
	assert.True(t, HasCode(err, item.Name), "all are there")
	hostile.OneLine(t, &Error{Method: "GET", URL: "https://tenant.example/", Status: 400, Body: []byte(strings.Repeat("\x1b", 1<<20))}, 1000)
	hostile.OneLine(t, &LoginError{Username: strings.Repeat("\r", 1<<20), LoginType: LoginType(strings.Repeat("\x1b", 1<<20)), Err: io.EOF}, 1000)
}

// TestAnErrorQuotesABoundedPartOfAnyAnswer, whoever wrote its text: this layer, net/http, net/url or encoding/json.
func TestAnErrorQuotesABoundedPartOfAnyAnswer(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("1", 100_000)
	for name, c := range map[string]struct{ env, value, answer string }{
		"environment":           {env: `{"stsBaseUrl":` + long + `}`},
		"address of the store":  {env: `{"stsBaseUrl":` + strconv.Quote("a"+long+"://x") + `}`},
		"address of a service":  {value: "https://x:" + long + "x"},
		"scheme of a service":   {value: "a" + long + "://x"},
		"control characters":    {value: "\x1b\r\n://x"},
		"a number, decoded":     {answer: `{"totalCount":"` + long + `","watchlists":` + long + `}`},
		"a text, decoded":       {answer: `{"watchlists":[{"tenantId":7,"createdAt":"` + long + `"}],"totalCount":"\u001b"}`},
		"a byte of no encoding": {answer: "\x1b" + long},
	} {
		transport := hostile.RoundTrip(func(r *http.Request) (*http.Response, error) {
			switch {
			case strings.HasSuffix(r.URL.Path, "/ServerEnv"):
				if c.env == "" {
					return textResponse(r, 200, `{"stsBaseUrl":"https://sts.example"}`), nil
				}
				return textResponse(r, 200, c.env), nil
			case strings.HasSuffix(r.URL.Path, "_URL"):
				if c.value == "" {
					return textResponse(r, 200, "lists.example"), nil
				}
				return textResponse(r, 200, c.value), nil
			}
			resp := textResponse(r, 200, c.answer)
			resp.Header.Set("Content-Type", "\x1b"+long)
			return resp, nil
		})
		api, err := New("console.example", tokens("tok"), WithClient(&http.Client{Transport: transport}))
		require.NoError(t, err)
		_, err = api.ListWatchlistsWithResponse(t.Context(), nil)
		hostile.OneLine(t, err, 2500)
		assert.NotContains(t, err.Error(), long[:2000], name)
	}
}

func TestAnErrorOfTheTransportIsOneLineWithoutAnyURL(t *testing.T) {
	t.Parallel()
	inner := errors.New("malformed MIME header line: \x1b[31m" + strings.Repeat("x", 1<<20))
	transport := hostile.RoundTrip(func(r *http.Request) (*http.Response, error) {
		return nil, fmt.Errorf("proxy: %w", &url.Error{Op: "Get", URL: "https://proxy.example/?token=hunter2", Err: inner})
	})
	api, err := New("console.example", tokens("tok"), WithClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	_, err = api.GetCurrentTenantWithResponse(t.Context())
	hostile.OneLine(t, err, 1500)
	assert.ErrorIs(t, err, inner)
	assert.NotContains(t, err.Error(), "hunter2")
}

func TestALongTokenOrAddressIsNotRead(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	tenant.mux.HandleFunc("GET /console/long/api/v3/auth/jwt", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, `{"v3_user_token":"`+strings.Repeat("a", maxOwnAnswer)+`"}`)
	})
	api, err := New(tenant.address()+"/long", LocalUser("casey@example.com", "pass word"))
	require.NoError(t, err)
	_, err = api.GetCurrentTenantWithResponse(t.Context())
	var wrong *AnswerError
	require.ErrorAs(t, err, &wrong)
	assert.Equal(t, fmt.Sprintf("the body is longer than %d bytes", maxOwnAnswer), wrong.Reason)
}
