package mock_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// TestAPageOfAnotherSiteCannotWrite: a browser sends such a form without asking anybody. Programs and the port's own pages may.
func TestAPageOfAnotherSiteCannotWrite(t *testing.T) {
	t.Parallel()
	s := start(t)
	token := []string{"AUTHTOKEN", s.Access().PAM360.AuthToken}
	write := input(`{"operation":{"Details":{"RESOURCENAME":"r","RESOURCETYPE":"Linux","ACCOUNTNAME":"root","PASSWORD":"Kx7#vbQ2!m"}}}`)
	base := s.URL("pam360")
	for _, headers := range [][]string{
		{"Origin", "http://evil.example.com"},
		{"Origin", "null"},
		{"Origin", strings.Replace(base, "http://127.0.0.1", "http://localhost", 1)}, // another host to a browser
		{"Origin", "http://127.0.0.1:1"},
		{"Sec-Fetch-Site", "cross-site"},
		{"Sec-Fetch-Site", "same-site", "Origin", "http://127.0.0.1:1"},
		{"Sec-Fetch-Site", "cross-site", "Origin", base},
	} {
		got := call(t, client, "POST", base+"/restapi/json/v1/resources", write, append(headers, token...)...)
		assert.Equal(t, http.StatusForbidden, got.status, "%v: %s", headers, got.body)
		assert.Equal(t, "Failed", got.field(t, "operation", "result", "status"), "the body is the vendor's")
		assert.Contains(t, got.header.Get("X-Understudy-Reason"), "--cors")
		got = call(t, client, "POST", s.URL("code42")+"/api/v1/User", "{}", headers...)
		assert.Equal(t, http.StatusForbidden, got.status, "%v: %s", headers, got.body)
		assert.Contains(t, got.body, `[{"name":"SYSTEM","description":"Forbidden"`)
	}
	read := call(t, client, "GET", base+"/restapi/json/v1/resources", "", append(token, "Origin", "http://evil.example.com", "Sec-Fetch-Site", "cross-site")...)
	assert.Equal(t, http.StatusOK, read.status, "reading is for the browser to hide")
	assert.Empty(t, read.header.Get("Access-Control-Allow-Origin"))
	assert.Empty(t, read.header.Get("Vary"))
	for i, headers := range [][]string{
		nil,
		{"Origin", base},
		{"Sec-Fetch-Site", "same-origin", "Origin", base},
		{"Sec-Fetch-Site", "none"},
	} {
		body := strings.Replace(write, "%22r%22", "%22r"+string(rune('0'+i))+"%22", 1)
		got := call(t, client, "POST", base+"/restapi/json/v1/resources", body, append(headers, token...)...)
		assert.Equal(t, "Success", got.field(t, "operation", "result", "status"), "%v: %s", headers, got.body)
	}
}

// TestCORSLetsTheNamedOriginIn: and no other, whichever is asked first.
func TestCORSLetsTheNamedOriginIn(t *testing.T) {
	t.Parallel()
	const page, other = "http://localhost:3000", "https://app.example.com"
	s := start(t, func(o *mock.Options) { o.CORS = []string{page, other} })
	address := s.URL("code42") + "/api/v1/User"
	for _, origin := range []string{page, other} {
		asked := call(t, client, "OPTIONS", address, "", "Origin", origin, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type")
		assert.Equal(t, http.StatusNoContent, asked.status)
		assert.Equal(t, origin, asked.header.Get("Access-Control-Allow-Origin"))
		assert.Equal(t, "true", asked.header.Get("Access-Control-Allow-Credentials"))
		assert.Contains(t, asked.header.Get("Access-Control-Allow-Methods"), "POST")
		assert.Equal(t, "authorization,content-type", asked.header.Get("Access-Control-Allow-Headers"))
		assert.Equal(t, []string{"Origin", "Access-Control-Request-Method, Access-Control-Request-Headers"}, asked.header.Values("Vary"))

		wrote := call(t, client, "POST", address, "{}", "Origin", origin, "Sec-Fetch-Site", "cross-site")
		assert.Equal(t, http.StatusUnauthorized, wrote.status, "it came as far as the API: %s", wrote.body)
		assert.Equal(t, origin, wrote.header.Get("Access-Control-Allow-Origin"), "a page may read a refusal too")
		assert.Contains(t, wrote.header.Get("Access-Control-Expose-Headers"), "X-Understudy-Reason")
	}
	for _, origin := range []string{"http://localhost:3001", "https://localhost:3000", "http://localhost:3000.evil.example.com", "null", "HTTP://LOCALHOST:3000"} {
		asked := call(t, client, "OPTIONS", address, "", "Origin", origin, "Access-Control-Request-Method", "POST")
		assert.Equal(t, http.StatusForbidden, asked.status, origin)
		wrote := call(t, client, "POST", address, "{}", "Origin", origin)
		assert.Equal(t, http.StatusForbidden, wrote.status, origin)
		for _, got := range []answer{asked, wrote} {
			assert.Equal(t, "Origin", got.header.Get("Vary"), "what one origin gets must not be cached for another")
			for name := range got.header {
				assert.False(t, strings.HasPrefix(name, "Access-Control-"), "%s: %s", origin, name)
			}
		}
	}
	program := call(t, client, "GET", s.URL("code42")+"/api/v1/User/my", "")
	assert.Empty(t, program.header.Get("Access-Control-Allow-Origin"))
	preflight := control(t, s, "OPTIONS", "/tenants", "", "Origin", page, "Access-Control-Request-Method", "POST")
	assert.Empty(t, preflight.header.Get("Access-Control-Allow-Origin"), "the control plane is for no page")
	assert.Equal(t, http.StatusForbidden, control(t, s, "POST", "/tenants", "{}", "Origin", page).status)
}

func TestCORSTakesOriginsOnly(t *testing.T) {
	t.Parallel()
	for _, origin := range []string{"*", "null", "localhost:3000", "http://localhost:3000/", "http://localhost/app", "HTTP://localhost", "http://u@localhost", "http://", ""} {
		_, err := mock.NewAtTestDay(mock.Options{World: "small", CORS: []string{origin}})
		require.ErrorContains(t, err, "is no origin", origin)
	}
}
