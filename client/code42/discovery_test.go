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

	"github.com/understudy/understudy/client/internal/hostile"
	"github.com/understudy/understudy/mock"
)

func textResponse(r *http.Request, status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}
}

// distributed answers for a console below /base and a key-value store, each on a host of its own, and for any other host. It
// returns a client and what the hosts have seen.
func distributed(t *testing.T, values map[string]string) (*Client, func() []string) {
	t.Helper()
	var mu sync.Mutex
	var seen []string
	transport := hostile.RoundTrip(func(r *http.Request) (*http.Response, error) {
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
	return api, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(seen)
	}
}

// ask sends a request to a path below the console's address.
func ask(t *testing.T, api *Client, method, path string) error {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, "https://console.example/base"+path, nil)
	require.NoError(t, err)
	resp, err := doer(api).Do(req)
	if err == nil {
		_ = resp.Body.Close()
	}
	return err
}

func TestServicesAreSentToTheirHosts(t *testing.T) {
	t.Parallel()
	values := map[string]string{
		"FORENSIC_SEARCH-API_URL": "forensics.example", "watchlists-API_URL": "lists.example", "employeecasemanagementV2-API_URL": "employees.example",
		"AlertService-API_URL": "alerts.example", "FedObserver-API_URL": "rules.example", "CASES_API-URL": "cases.example",
	}
	api, seen := distributed(t, values)
	for request, want := range map[string]string{
		"POST /forensic-search/queryservice/api/v2/fileevent":  "https://forensics.example/forensic-search/queryservice/api/v2/fileevent",
		"GET /forensic-search/queryservice/api/v1/saved/7":     "https://forensics.example/forensic-search/queryservice/api/v1/saved/7",
		"POST /svc/api/v2/user/getbyid":                        "https://employees.example/svc/api/v2/user/getbyid",
		"POST /svc/api/v1/query-alerts":                        "https://alerts.example/svc/api/v1/query-alerts", // not served here, and yet there
		"POST /svc/api/v1/rules/query-rule-metadata":           "https://alerts.example/svc/api/v1/rules/query-rule-metadata",
		"POST /svc/api/v1/Rules/add-users":                     "https://rules.example/svc/api/v1/Rules/add-users",
		"POST /api/v1/case":                                    "https://cases.example/api/v1/case",
		"GET /v1/watchlists":                                   "https://lists.example/v1/watchlists",
		"GET /v1/watchlists/":                                  "https://lists.example/v1/watchlists/", // its id is empty
		"GET /v1/watchlists/7/members/a%2Fb?x=1":               "https://lists.example/v1/watchlists/7/members/a%2Fb?x=1",
		"GET /v1/user-risk-profiles/7":                         "https://lists.example/v1/user-risk-profiles/7",
		"GET /api/v1/User":                                     "https://console.example/base/api/v1/User",
		"GET /v1/watchlistsofmine/7":                           "https://console.example/base/v1/watchlistsofmine/7", // no operation
		"POST /forensic-search/queryservice/api/v2/fileevents": "https://console.example/base/forensic-search/queryservice/api/v2/fileevents",
	} {
		method, path, _ := strings.Cut(request, " ")
		for range 2 {
			require.NoError(t, ask(t, api, method, path), request)
			assert.Equal(t, want, last(seen()))
		}
	}
	count := func(part string) int {
		return len(slices.DeleteFunc(seen(), func(u string) bool { return !strings.Contains(u, part) }))
	}
	assert.Equal(t, 1, count("ServerEnv"), "asked once")
	assert.Equal(t, len(values), count("simple-key-value-store"), "each key once")
}

func last(list []string) string { return list[len(list)-1] }

func TestAddressesOfServices(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"lists.example":               "https://lists.example",
		"https://lists.example:8080":  "https://lists.example:8080",
		"https://lists.example/path/": "https://lists.example", // a path does not count
		`"lists.example"`:             "https://lists.example", // a JSON string
		"lists.example\n":             "https://lists.example",
	} {
		api, seen := distributed(t, map[string]string{"watchlists-API_URL": value})
		require.NoError(t, ask(t, api, "GET", "/v1/watchlists/7?x=1"), value)
		assert.Equal(t, want+"/v1/watchlists/7?x=1", last(seen()))
	}

	api, _ := distributed(t, nil)
	err := ask(t, api, "GET", "/v1/watchlists")
	assert.ErrorIs(t, err, ErrUnavailable)
	assert.ErrorIs(t, err, ErrNotFound)
	assert.ErrorContains(t, err, "watchlists-API_URL")
}

// TestATokenForAConsoleByHTTPSDoesNotGoToAServiceInTheClear: neither the address of a service nor that of the store leads there.
func TestATokenForAConsoleByHTTPSDoesNotGoToAServiceInTheClear(t *testing.T) {
	t.Parallel()
	api, seen := distributed(t, map[string]string{"watchlists-API_URL": "HTTP://lists.example"})
	assert.ErrorContains(t, ask(t, api, "GET", "/v1/watchlists"), "in the clear")
	for _, address := range seen() {
		assert.Regexp(t, "^https://", address)
	}
	for console, refused := range map[string]bool{"https://console.example": true, "console.example": true, "http://console.example": false} {
		transport := hostile.RoundTrip(func(r *http.Request) (*http.Response, error) {
			switch r.URL.Host {
			case "console.example":
				return textResponse(r, 200, `{"stsBaseUrl":"http://sts.example"}`), nil
			case "simple-key-value-store.example":
				return textResponse(r, 200, "http://lists.example"), nil
			}
			return textResponse(r, 200, `{}`), nil
		})
		api, err := New(console, tokens("tok"), WithClient(&http.Client{Transport: transport}))
		require.NoError(t, err)
		resp, err := api.ListWatchlists(t.Context(), nil)
		if refused {
			assert.ErrorContains(t, err, "in the clear", console)
		} else if assert.NoError(t, err, console) {
			assert.Equal(t, "http://lists.example/v1/watchlists", resp.Request.URL.String())
			_ = resp.Body.Close()
		}
	}
}

func TestEachOperationCanBeReached(t *testing.T) {
	t.Parallel()
	for _, r := range routes {
		assert.Equal(t, r, routeOf(r.method, r.path), "no entry above it hides it")
	}
	assert.Equal(t, route{"GET", "/v1/{key}", keyValueStore, true}, routeOf("GET", "/v1/CASES_API-URL"))
	assert.Zero(t, routeOf("GET", "/v1/a/b"))
}

func TestWhatNeedsNoTokenIsUnsigned(t *testing.T) {
	t.Parallel()
	var unsigned []string
	for _, r := range routes {
		if r.unsigned {
			unsigned = append(unsigned, r.method+" "+r.path)
		}
	}
	assert.Equal(t, []string{ // two ask for a token, two are asked before there is one
		"GET /api/v3/LoginConfiguration", "GET /api/v3/auth/jwt", "POST /api/v3/oauth/token", "GET /v1/{key}",
	}, unsigned)
}

// TestEachHostIsAKeyOfTheStore: a host whose name is misspelt in the specification would never be found.
func TestEachHostIsAKeyOfTheStore(t *testing.T) {
	t.Parallel()
	server := mock.Start(t, mock.Options{})
	access := server.Access().Code42
	api, err := New(access.URL, LocalUser(access.Username, access.Password))
	require.NoError(t, err)
	hosts := 0
	for _, r := range routes {
		if r.host != "" && r.host != keyValueStore {
			hosts++
			_, err := api.GetStoredValueWithResponse(t.Context(), r.host)
			assert.NoError(t, err, "%s %s: x-host", r.method, r.path)
		}
	}
	assert.NotZero(t, hosts)
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
