package pam360

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const basePath = "/vault"

// serve starts a server below a base path, so that an address put together from the host alone misses it.
func serve(t *testing.T, handler http.HandlerFunc, opts ...Option) (*Client, *httptest.Server) {
	t.Helper()
	server := httptest.NewServer(http.StripPrefix(basePath, handler))
	t.Cleanup(server.Close)
	api, err := New(server.URL+basePath, "TOKEN-1", opts...)
	require.NoError(t, err)
	return api, server
}

// reply answers as the vendor does: status 200 and compact JSON, whatever happened.
func reply(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	_, _ = io.WriteString(w, body)
}

const changed = `{"operation":{"result":{"message":"Password changed successfully","status":"Success"},"name":"CHANGE PASSWORD"}}`

func TestPasswordsSurviveTheForm(t *testing.T) {
	t.Parallel()
	for _, password := range []string{
		"plain", "a&b", "a+b", "100%", "50%41", "k=v", "two words", " edges ", "a&b+c%d=e f", `q"u\o'te`, "<tag>", "{}", "ünïcødé ☃", "#;?/", "\ttab",
	} {
		t.Run(password, func(t *testing.T) {
			t.Parallel()
			api, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
				assert.Equal(t, "PUT", r.Method)
				assert.Equal(t, "/restapi/json/v1/resources/303/accounts/307/password", r.URL.Path)
				assert.Empty(t, r.URL.RawQuery)
				assert.Equal(t, "application/x-www-form-urlencoded", r.Header.Get("Content-Type"))
				body, err := io.ReadAll(r.Body)
				assert.NoError(t, err)
				assert.Equal(t, int64(len(body)), r.ContentLength)
				form, err := url.ParseQuery(string(body))
				assert.NoError(t, err)
				assert.Len(t, form, 1)
				var input ChangePasswordInput
				assert.NoError(t, json.Unmarshal([]byte(form.Get("INPUT_DATA")), &input))
				assert.Equal(t, password, *input.Operation.Details.NewPassword)
				// A reader that takes the body for a URL component sees the same.
				text, err := url.PathUnescape(strings.TrimPrefix(string(body), "INPUT_DATA="))
				assert.NoError(t, err)
				assert.Equal(t, form.Get("INPUT_DATA"), text)
				reply(w, changed)
			})
			change := ChangePasswordInput{Operation: ChangePasswordInputOperation{Details: PasswordChange{NewPassword: &password}}}
			resp, err := api.ChangePasswordWithResponse(t.Context(), "303", "307", nil, change)
			require.NoError(t, err)
			assert.Equal(t, "Password changed successfully", resp.JSON200.Operation.Result.Message)
		})
	}
}

func TestWireForm(t *testing.T) {
	t.Parallel()
	var got string
	api, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = fmt.Sprintf("%s %s\n%s", r.Method, r.URL.RequestURI(), body)
		assert.Equal(t, "TOKEN-1", r.Header.Get("AUTHTOKEN"))
		assert.Equal(t, "probe/1.0", r.Header.Get("User-Agent"))
		reply(w, `{"operation":{"result":{"message":"done","status":"Success"},"name":"X"}}`)
	}, WithUserAgent("probe/1.0"))
	for name, c := range map[string]struct {
		call func() error
		want string
	}{
		"query": {func() error {
			reason := "on call & tired"
			input := GetPasswordInput{Operation: GetPasswordInputOperation{Details: PasswordAccess{Reason: &reason}}}
			_, err := api.GetPasswordWithResponse(t.Context(), "1", "2", &GetPasswordParams{InputData: &input})
			return err
		}, "GET /restapi/json/v1/resources/1/accounts/2/password?INPUT_DATA=" + url.QueryEscape(`{"operation":{"Details":{"REASON":"on call \u0026 tired"}}}`) + "\n"},
		"no input": {func() error { _, err := api.DeleteResourceWithResponse(t.Context(), "1", nil); return err }, "DELETE /restapi/json/v1/resources/1\n"},
		"name in the path": {func() error {
			_, err := api.GetResourceIdByNameWithResponse(t.Context(), "web 01 (a/b)+100%.example", nil)
			return err
		}, "GET /restapi/json/v1/resources/resourcename/web%2001%20%28a%2Fb%29+100%25.example\n"},
		"form": {func() error {
			input := CreateResourceInput{Operation: CreateResourceInputOperation{Details: NewResource{ResourceName: "web 01"}}}
			_, err := api.CreateResourceWithResponse(t.Context(), nil, input)
			return err
		}, "POST /restapi/json/v1/resources\nINPUT_DATA=%7B%22operation%22%3A%7B%22Details%22%3A%7B%22RESOURCENAME%22%3A%22web%2001%22%7D%7D%7D"},
		"other bodies": {func() error {
			_, err := api.CreateResourceWithBodyWithResponse(t.Context(), nil, "text/plain", strings.NewReader("as it is"))
			return err
		}, "POST /restapi/json/v1/resources\nas it is"},
	} {
		require.NoError(t, c.call(), name)
		assert.Equal(t, c.want, got, name)
	}
}

func TestOrgName(t *testing.T) {
	t.Parallel()
	var got []string
	api, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header.Get("orgName"))
		reply(w, changed)
	}, WithOrgName("North"))
	own := "South"
	for _, params := range []*DeleteResourceParams{nil, {OrgName: &own}} {
		_, err := api.DeleteResourceWithResponse(t.Context(), "1", params)
		require.NoError(t, err)
	}
	assert.Equal(t, []string{"North", "South"}, got)
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status      int
		contentType string
		body        string
		want        OperationError
		caller      bool
	}{
		"with status 200": {200, "application/json", `{"operation":{"result":{"message":"No such resource found","status":"Failed"},"name":"DELETE RESOURCE"}}`,
			OperationError{"DELETE RESOURCE", "No such resource found", 0, 200}, false},
		"with the vendor's code": {200, "application/json", `{"operation":{"result":{"message":"m","status":"Failed","statusCode":40000},"name":"N"}}`,
			OperationError{"N", "m", 40000, 200}, false},
		"with status 400": {400, "application/json", `{"operation":{"result":{"message":"m","status":"Failed"},"name":"N"}}`, OperationError{"N", "m", 0, 400}, false},
		"success with status 500": {500, "application/json", `{"operation":{"result":{"message":"m","status":"Success"},"name":"N"}}`,
			OperationError{"N", "m", 0, 500}, false},
		"labelled as text": {200, "text/html", `{"operation":{"result":{"message":"m","status":"Failed"},"name":"N"}}`, OperationError{"N", "m", 0, 200}, false},
		"of unexpected type": {200, "application/json", `{"operation":{"result":{"message":"m","status":"Failed","statusCode":[]},"name":"N"}}`,
			OperationError{"N", "m", 0, 200}, false},
		"nameless": {200, "application/json", `{"operation":{"result":{"message":"m","status":"Failed"}}}`,
			OperationError{"DELETE /vault/restapi/json/v1/resources/1", "m", 0, 200}, false},
		"of the caller": {200, "application/json", `{"operation":{"result":{"message":"User is not allowed to access from this host","status":"Failed"},"name":"Authentication"}}`,
			OperationError{"Authentication", "User is not allowed to access from this host", 0, 200}, true},
		"empty": {200, "", ``,
			OperationError{"DELETE /vault/restapi/json/v1/resources/1", "the answer is empty; the host name configured for the API user may not resolve", 0, 200}, true},
		"unauthorized": {401, "text/html", `no`, OperationError{"DELETE /vault/restapi/json/v1/resources/1", `"no"`, 0, 401}, true},
		"filtered":     {599, "text/html", `x`, OperationError{"DELETE /vault/restapi/json/v1/resources/1", "the server's security filter took the input to be harmful", 0, 599}, false},
		"gateway":      {502, "text/html", `<html>`, OperationError{"DELETE /vault/restapi/json/v1/resources/1", `"<html>"`, 0, 502}, false},
		"file":         {404, "application/octet-stream", `gone`, OperationError{"DELETE /vault/restapi/json/v1/resources/1", `"gone"`, 0, 404}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Type"] = []string{c.contentType}
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			})
			resp, err := api.DeleteResourceWithResponse(t.Context(), "1", nil)
			assert.Nil(t, resp)
			var refused *OperationError
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, c.want, *refused)
			var authentication *AuthenticationError
			assert.Equal(t, c.caller, errors.As(err, &authentication))
			assert.ErrorContains(t, err, c.want.Message)
		})
	}
}

func TestSuccesses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		contentType, body string
	}{
		"as documented":      {"application/json;charset=UTF-8", changed},
		"labelled as text":   {"text/plain", changed},
		"labelled as a file": {"application/octet-stream", changed},
		"status true":        {"application/json", `{"operation":{"result":{"message":"m","status":"true","statusCode":20000},"name":"N"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", c.contentType)
				_, _ = io.WriteString(w, c.body)
			})
			resp, err := api.DeleteResourceWithResponse(t.Context(), "1", nil)
			require.NoError(t, err)
			assert.Equal(t, c.body, string(resp.Body))
			assert.NotNil(t, resp.JSON200)
		})
	}
}

// TestARefusalIsOneWhateverItsLabelSays, and JSON that is not the vendor's is no success.
func TestARefusalIsOneWhateverItsLabelSays(t *testing.T) {
	t.Parallel()
	for body, refused := range map[string]bool{
		`{"operation":{"result":{"status":"Failed","message":"No"},"name":"N"}}`: true, "\ufeff " + `{"operation":{"result":{"status":"Failed","message":"No"}}}`: true,
		`{"name":"x"}`: false, `{"error":"bad gateway"}`: false,
	} {
		for _, kind := range []string{"application/json", "text/plain", "application/octet-stream", ""} {
			api, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", kind)
				_, _ = io.WriteString(w, body)
			})
			_, err := api.DeleteResourceWithResponse(t.Context(), "1", nil)
			var refusal *OperationError
			var wrong *AnswerError
			assert.Equal(t, refused, errors.As(err, &refusal), "%s as %q: %v", body, kind, err)
			assert.Equal(t, !refused, errors.As(err, &wrong), "%s as %q: %v", body, kind, err)
		}
	}
}

func TestConnectionError(t *testing.T) {
	t.Parallel()
	api, server := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	input := ValidatePasswordInput{Operation: ValidatePasswordInputOperation{Details: PasswordCandidate{Password: "hunter2"}}}
	_, err := api.ValidatePasswordWithResponse(t.Context(), &ValidatePasswordParams{InputData: input})
	var lost *ConnectionError
	require.ErrorAs(t, err, &lost)
	assert.Equal(t, server.URL+basePath+"/restapi/json/v1/passwords/validate", lost.URL)
	assert.NotContains(t, err.Error(), "hunter2", "which is in the query")
	assert.NotContains(t, fmt.Sprintf("%+v", errors.Unwrap(err)), "hunter2")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = api.DeleteResourceWithResponse(ctx, "1", nil)
	assert.ErrorAs(t, err, &lost)
	assert.ErrorIs(t, err, context.Canceled)
}

func TestRedirectsDoNotCarryTheToken(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("reached with the token %q", r.Header.Get("AUTHTOKEN"))
	}))
	t.Cleanup(other.Close)
	api, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/restapi/json/v1/resources/1":
			http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
		case "/restapi/json/v1/resources/2":
			http.Redirect(w, r, basePath+"/restapi/json/v1/resources/3", http.StatusTemporaryRedirect)
		case "/restapi/json/v1/resources/3":
			assert.Equal(t, "TOKEN-1", r.Header.Get("AUTHTOKEN"))
			reply(w, changed)
		default:
			http.Redirect(w, r, basePath+r.URL.Path, http.StatusTemporaryRedirect)
		}
	})
	_, err := api.DeleteResourceWithResponse(t.Context(), "1", nil)
	var lost *ConnectionError
	assert.ErrorAs(t, err, &lost)
	assert.ErrorContains(t, err, "another origin")
	_, err = api.DeleteResourceWithResponse(t.Context(), "2", nil)
	assert.NoError(t, err)
	_, err = api.DeleteResourceWithResponse(t.Context(), "round and round", nil)
	assert.ErrorContains(t, err, "10 redirects")
}

func TestTheClientsOwnRedirectPolicyCountsToo(t *testing.T) {
	t.Parallel()
	own := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("not at all") }}
	api, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, basePath+r.URL.Path, http.StatusTemporaryRedirect)
	}, WithClient(own))
	_, err := api.DeleteResourceWithResponse(t.Context(), "1", nil)
	assert.ErrorContains(t, err, "not at all")
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { reply(w, changed) }))
	t.Cleanup(server.Close)
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	own := &http.Client{Transport: &http.Transport{}}
	for name, c := range map[string]struct {
		opts []Option
		ok   bool
	}{
		"none":                 {nil, false},
		"pool":                 {[]Option{WithCAPool(pool)}, true},
		"other pool":           {[]Option{WithCAPool(x509.NewCertPool())}, false},
		"insecure":             {[]Option{WithInsecureSkipVerify()}, true},
		"pool and own client":  {[]Option{WithClient(own), WithCAPool(pool)}, true},
		"own client as it was": {[]Option{WithClient(own)}, false},
	} {
		api, err := New(server.URL, "TOKEN-1", c.opts...)
		require.NoError(t, err, name)
		_, err = api.DeleteResourceWithResponse(t.Context(), "1", nil)
		if c.ok {
			assert.NoError(t, err, name)
			continue
		}
		var unknown x509.UnknownAuthorityError
		assert.ErrorAs(t, err, &unknown, name)
	}
}

func TestArguments(t *testing.T) {
	t.Parallel()
	ok := "https://pam.example:8282"
	other := &http.Client{Transport: http.NewFileTransport(http.Dir("."))}
	for name, c := range map[string]struct {
		baseURL, token string
		opts           []Option
	}{
		"no URL":          {"", "T", nil},
		"no scheme":       {"pam.example:8282", "T", nil},
		"no host":         {"https://", "T", nil},
		"credentials":     {"https://admin:hunter2@pam.example", "T", nil},
		"control bytes":   {"https://pam.example/\x7fhunter2", "T", nil},
		"query":           {"https://pam.example/?AUTHTOKEN=hunter2", "T", nil},
		"no token":        {ok, "", nil},
		"two-line token":  {ok, "hunter2\nX: y", nil},
		"nil client":      {ok, "T", []Option{WithClient(nil)}},
		"nil pool":        {ok, "T", []Option{WithCAPool(nil)}},
		"empty org name":  {ok, "T", []Option{WithOrgName("")}},
		"empty pages":     {ok, "T", []Option{WithPageSize(0)}},
		"other transport": {ok, "T", []Option{WithClient(other), WithInsecureSkipVerify()}},
	} {
		_, err := New(c.baseURL, c.token, c.opts...)
		var argument *ArgumentError
		if assert.ErrorAs(t, err, &argument, name) {
			assert.NotContains(t, err.Error(), "hunter2", name)
		}
	}

	api, _ := serve(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s was sent", r.URL) })
	for name, call := range map[string]func() error{
		"empty id":     func() error { _, err := api.GetResourceWithResponse(t.Context(), "", nil); return err },
		"empty middle": func() error { _, err := api.ListAccountsWithResponse(t.Context(), "", nil); return err },
		"dots":         func() error { _, err := api.DeleteResourceWithResponse(t.Context(), "..", nil); return err },
		"empty name":   func() error { _, err := api.ResourceID(t.Context(), " "); return err },
		"dot name":     func() error { _, err := api.ResourceID(t.Context(), ".."); return err },
		"no resource":  func() error { _, _, err := api.ResourceAndAccountID(t.Context(), "", "root"); return err },
		"no account":   func() error { _, _, err := api.ResourceAndAccountID(t.Context(), "web-01", ""); return err },
		"other address": func() error {
			_, err := api.GetResourceWithResponse(t.Context(), "1", nil, func(_ context.Context, r *http.Request) error {
				r.URL.Host = "other.example"
				return nil
			})
			return err
		},
	} {
		var argument *ArgumentError
		assert.ErrorAs(t, call(), &argument, name)
	}
	for _, err := range api.Accounts(t.Context(), "", ListAccountsQuery{}) {
		var argument *ArgumentError
		assert.ErrorAs(t, err, &argument)
	}
}

func TestTheTokenIsNotPrinted(t *testing.T) {
	t.Parallel()
	api, err := New("https://pam.example", "hunter2")
	require.NoError(t, err)
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		assert.NotContains(t, fmt.Sprintf(format, api), "hunter2")
		assert.NotContains(t, fmt.Sprintf(format, *api), "hunter2")
	}
}
