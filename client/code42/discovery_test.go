package code42

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// roundTrip answers every host from one function, so that a test can have hosts of any name.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func textResponse(r *http.Request, status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}
}

func TestServicesAreSentToTheirHosts(t *testing.T) {
	t.Parallel()
	values := map[string]string{
		"FORENSIC_SEARCH-API_URL": "forensics.example",            // no scheme: https
		"CASES_API-URL":           "http://cases.example:8080",    // as it is
		"AlertService-API_URL":    "https://alerts.example/path/", // a path does not count
		"FedObserver-API_URL":     `"rules.example"`,              // a JSON string
		"watchlists-API_URL":      "lists.example\n",
	}
	var mu sync.Mutex
	var seen []string
	transport := roundTrip(func(r *http.Request) (*http.Response, error) {
		mu.Lock()
		seen = append(seen, r.URL.String())
		mu.Unlock()
		if r.Host != "" {
			assert.Equal(t, r.URL.Host, r.Host)
		}
		signed := r.Header.Get("Authorization") == "Bearer tok"
		key, isKey := strings.CutPrefix(r.URL.Path, "/v1/")
		switch {
		case r.URL.Host == "simple-key-value-store-east.sts.example" && isKey:
			assert.Empty(t, r.Header.Get("Authorization"))
			assert.Equal(t, "*/*", r.Header.Get("Accept"))
			value, ok := values[key]
			if !ok {
				return textResponse(r, 404, "no such key"), nil
			}
			return textResponse(r, 200, value), nil
		case !signed:
			return textResponse(r, 401, "[]"), nil
		case r.URL.Host == "console.example" && r.URL.Path == "/base/api/v1/ServerEnv":
			return textResponse(r, 200, `{"stsBaseUrl":"https://sts-east.sts.example"}`), nil
		}
		return textResponse(r, 200, `{}`), nil
	})
	api, err := New("console.example/base", tokens("tok"), WithClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	for path, want := range map[string]string{
		"/forensic-search/queryservice/api/v2/fileevent": "https://forensics.example/forensic-search/queryservice/api/v2/fileevent",
		"/api/v1/case/7/fileevent/a%2Fb?x=1":             "http://cases.example:8080/api/v1/case/7/fileevent/a%2Fb?x=1",
		"/svc/api/v1/query-alerts":                       "https://alerts.example/svc/api/v1/query-alerts",
		"/svc/api/v1/rules/query-rule-metadata":          "https://alerts.example/svc/api/v1/rules/query-rule-metadata",
		"/svc/api/v1/Rules/add-users":                    "https://rules.example/svc/api/v1/Rules/add-users",
		"/v1/watchlists":                                 "https://lists.example/v1/watchlists",
		"/v1/user-risk-profiles/7":                       "https://lists.example/v1/user-risk-profiles/7",
		"/api/v1/User":                                   "https://console.example/base/api/v1/User",
		"/api/v1/caseload":                               "https://console.example/base/api/v1/caseload",
	} {
		for range 2 {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://console.example/base"+path, nil)
			require.NoError(t, err)
			resp, err := doer(api).Do(req)
			require.NoError(t, err, path)
			_ = resp.Body.Close()
			assert.Equal(t, want, seen[len(seen)-1])
		}
	}
	count := func(part string) int {
		return len(slices.DeleteFunc(slices.Clone(seen), func(u string) bool { return !strings.Contains(u, part) }))
	}
	assert.Equal(t, 1, count("ServerEnv"), "asked once")
	assert.Equal(t, len(values), count("simple-key-value-store"), "each key once")

	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://console.example/base/rpc/search/search-audit-log", nil)
	require.NoError(t, err)
	_, err = doer(api).Do(req)
	assert.ErrorIs(t, err, ErrUnavailable)
	assert.ErrorIs(t, err, ErrNotFound)
	assert.ErrorContains(t, err, "AUDIT-LOG_API-URL")
}

func TestStoredValue(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "/v1/CASES_API-URL", r.URL.Path)
		assert.Empty(t, r.Header.Get("Authorization"))
		_, _ = io.WriteString(w, "cases.example")
	}))
	t.Cleanup(store.Close)
	tenant.signed("GET /console/api/v1/ServerEnv", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, fmt.Sprintf(`{"metadata":{},"data":{"stsBaseUrl":%q}}`, store.URL))
	})
	resp, err := tenant.api(t).GetStoredValueWithResponse(t.Context(), "CASES_API-URL")
	require.NoError(t, err)
	assert.Equal(t, "cases.example", string(resp.Body))
}

func TestTenantWithoutServices(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	up := false
	tenant.signed("GET /console/api/v1/ServerEnv", func(w http.ResponseWriter, _ *http.Request) {
		if !up {
			answer(w, 500, `[]`)
			return
		}
		answer(w, 200, `{"data":{"stsBaseUrl":null}}`)
	})
	api := tenant.api(t)
	_, err := api.GetStoredValueWithResponse(t.Context(), "CASES_API-URL")
	assert.ErrorIs(t, err, ErrServer)
	assert.NotErrorIs(t, err, ErrUnavailable, "it may come back")
	up = true
	_, err = api.GetStoredValueWithResponse(t.Context(), "CASES_API-URL")
	assert.ErrorIs(t, err, ErrUnavailable)
}

func TestEachServiceCanBeReached(t *testing.T) {
	t.Parallel()
	for _, service := range services {
		key, ok := serviceOf(service.prefix + "/x")
		assert.True(t, ok)
		assert.Equal(t, service.key, key, "no entry above %s hides it", service.prefix)
	}
}

func TestForeignHostsGetNoToken(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		assert.Empty(t, r.Header.Get("Authorization"))
	}))
	t.Cleanup(other.Close)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, other.URL+"/api/v1/User", nil)
	require.NoError(t, err)
	resp, err := doer(tenant.api(t)).Do(req)
	require.NoError(t, err)
	_ = resp.Body.Close()
	assert.Empty(t, tenant.requests())
}
