package mock_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// start serves the small world, its time standing still.
func start(t testing.TB, change ...func(*mock.Options)) *mock.Server {
	t.Helper()
	opts := mock.Options{World: "small"}
	for _, f := range change {
		f(&opts)
	}
	return mock.Start(t, opts)
}

var client = http.DefaultClient

type answer struct {
	status int
	header http.Header
	body   string
}

// field digs a value out of a JSON answer.
func (a answer) field(t testing.TB, names ...string) any {
	t.Helper()
	var value any
	require.NoError(t, json.Unmarshal([]byte(a.body), &value), a.body)
	for _, name := range names {
		object, ok := value.(map[string]any)
		require.True(t, ok, "%s in %s", name, a.body)
		value = object[name]
	}
	return value
}

// call sends a request; the body is JSON where it looks like it, else a form. Headers come in pairs.
func call(t testing.TB, client *http.Client, method, address, body string, headers ...string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	require.NoError(t, err)
	switch {
	case strings.HasPrefix(body, "{"):
		req.Header.Set("Content-Type", "application/json")
	case body != "":
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
		}
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := client.Do(req)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return answer{res.StatusCode, res.Header, string(text)}
}

// access is the control plane's answer about a tenant.
type access struct {
	Name   string
	Code42 struct{ URL, Username, Password, APIClientID, APIClientSecret string }
	PAM360 struct{ URL, AuthToken string }
}

// tenant makes a fork of the default tenant.
func tenant(t testing.TB, s *mock.Server, body string) (a access) {
	t.Helper()
	made := control(t, s, "POST", "/tenants", body)
	require.Equal(t, http.StatusCreated, made.status, made.body)
	require.NoError(t, json.Unmarshal([]byte(made.body), &a))
	return a
}

func control(t testing.TB, s *mock.Server, method, path, body string, headers ...string) answer {
	t.Helper()
	return call(t, client, method, s.ControlURL()+"/_mock"+path, body, headers...)
}

// signIn gets a Code42 token with a name and a password; the answer is the refusal where there is none.
func signIn(t testing.TB, address, username, password string) (bearer string, refused answer) {
	t.Helper()
	req := http.Request{Header: http.Header{}}
	req.SetBasicAuth(username, password)
	got := call(t, client, "GET", address+"/api/v3/auth/jwt?useBody=true", "", "Authorization", req.Header.Get("Authorization"))
	if got.status != http.StatusOK {
		return "", got
	}
	token, _ := got.field(t, "data", "v3_user_token").(string)
	return "Bearer " + token, got
}

// input is a PAM360 form.
func input(document string) string { return url.Values{"INPUT_DATA": {document}}.Encode() }
