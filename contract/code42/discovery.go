package code42

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/understudy/understudy/contract"
)

// Discovery is the contract of finding the tenant's other hosts.
type Discovery struct{ suite }

// serviceKeys are all that clients ask for; the separators before URL differ.
var serviceKeys = []string{
	"FORENSIC_SEARCH-API_URL", "AlertService-API_URL", "FedObserver-API_URL", "EXFILTRATED-DATA-SERVICE_API-URL", "AUDIT-LOG_API-URL",
	"CASES_API-URL", "TRUSTED-DOMAINS_API-URL", "watchlists-API_URL", "employeecasemanagementV2-API_URL", "PRESERVATION-DATA-SERVICE_API-URL",
}

func (s *Discovery) TestServerEnvNamesTheAddressTheClientUsed() {
	env := s.admin.Get("/api/v1/ServerEnv").Status(200)
	s.NotEmpty(env.At("stsBaseUrl").Str())
	s.Needs(contract.CapSeedData) // a stand-in plays all hosts on one origin
	s.Equal(s.origin(), env.At("stsBaseUrl").Str())
}

// Two calls of the first version answer without the envelope that the others have.
func (s *Discovery) TestServerEnvAndConnectedServerHaveNoEnvelope() {
	env := s.admin.Get("/api/v1/ServerEnv").Status(200)
	s.True(env.At("serverType", "master").Bool(), "it runs the console")
	s.True(env.At("stsEnabled").Bool())
	s.Positive(env.At("httpPort").Int())
	for _, answer := range []*contract.Response{env, s.admin.Get("/api/v1/connectedServerUrl", contract.Query{"guid": nobody}).Status(200)} {
		s.False(answer.At("data").Exists())
		s.False(answer.At("metadata").Exists())
	}
}

// TestServerEnvNeedsNoSignIn: a public script that signs an agent in asks first, and takes any refusal for the end.
func (s *Discovery) TestServerEnvNeedsNoSignIn() {
	s.Equal(s.admin.Get("/api/v1/ServerEnv").Status(200).Text(), s.Anonymous().Get("/api/v1/ServerEnv").Status(200).Text())
}

func (s *Discovery) origin() string {
	u, err := url.Parse(s.Tenant().Access.URL)
	s.Require().NoError(err)
	return u.Scheme + "://" + u.Host
}

func (s *Discovery) TestEveryServiceKeyIsBareText() {
	for _, key := range serviceKeys {
		answer := s.Anonymous().With("Accept", "*/*").Get(contract.Path("/v1/%v", key)).Status(200)
		s.Equal("text/plain", mediaType(answer), key)
		s.Equal(strings.TrimSpace(answer.Text()), answer.Text(), key)
		at, err := url.Parse(answer.Text())
		s.Require().NoError(err)
		s.NotEmpty(at.Host, "%s is %q", key, answer.Text())
		if !s.Target().Has(contract.CapSeedData) { // whose hosts are others
			continue
		}
		s.True(strings.HasPrefix(answer.Text(), s.origin()), "%s is %q", key, answer.Text())
		if key != "employeecasemanagementV2-API_URL" {
			s.Equal(s.origin(), answer.Text(), "clients drop a path, but for the detection lists: %s", key)
		}
	}
}

func mediaType(r *contract.Response) string {
	media, _, _ := strings.Cut(r.Header("Content-Type"), ";")
	return media
}

func (s *Discovery) TestKeysAreSpelledExactly() {
	s.Needs(contract.CapSeedData)
	for _, key := range []string{"NO-SUCH_API-URL", "CASES-API_URL"} {
		refusedTwice(func() *contract.Response { return s.Anonymous().Get(contract.Path("/v1/%v", key)) }, 404)
	}
	for _, other := range []string{"cases_api-url", "my", "URLs", "cases"} { // no key ends so: another path
		refusedTwice(func() *contract.Response { return s.Anonymous().Bad().Get(contract.Path("/v1/%v", other)) }, 404)
	}
}

// seenAs asks at the tenant's socket under another name, as behind a port
// mapping or a proxy, or over TLS.
func (s *Discovery) seenAs(scheme, host, path, authorization string) string {
	s.T().Helper()
	at, err := url.Parse(s.origin())
	s.Require().NoError(err)
	request, err := http.NewRequest(http.MethodGet, scheme+"://"+at.Host+path, nil)
	s.Require().NoError(err)
	request.Host = host
	if authorization != "" {
		request.Header.Set("Authorization", authorization)
	}
	client := &http.Client{Transport: &contract.Transport{
		T: s.TB(), Document: s.Target().Document, Tally: s.Target().Tally, Redactor: contract.NewRedactor(),
		// The certificate is not the point here; what the server says of itself is.
		Base: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}, //nolint:gosec // see above
	}}
	answer, err := client.Do(request)
	s.Require().NoError(err)
	defer func() { _ = answer.Body.Close() }()
	s.Require().Equal(200, answer.StatusCode)
	text, err := io.ReadAll(answer.Body)
	s.Require().NoError(err)
	return string(text)
}

func (s *Discovery) TestAnotherHostHeaderIsAnsweredInKind() {
	s.Needs(contract.CapSeedData)
	a := s.Tenant().Access
	basic := contract.Basic(a.Username, a.Password)
	for _, scheme := range []string{"http", "https"} {
		for _, host := range []string{"localhost:14200", "mock.example", "[::1]:8080"} {
			want := scheme + "://" + host
			s.Equal(want, s.seenAs(scheme, host, "/v1/CASES_API-URL", ""))

			var env struct {
				StsBaseURL string
				SSL        bool
			}
			s.Require().NoError(json.Unmarshal([]byte(s.seenAs(scheme, host, "/api/v1/ServerEnv", basic)), &env))
			s.Equal(want, env.StsBaseURL)
			s.Equal(scheme == "https", env.SSL)

			var node struct{ ServerURL string }
			text := s.seenAs(scheme, host, "/api/v1/connectedServerUrl?guid="+pinnedDeviceGUID, basic)
			s.Require().NoError(json.Unmarshal([]byte(text), &node))
			s.Equal(want, node.ServerURL)
		}
	}
}

func (s *Discovery) node(guid string) contract.Value {
	s.T().Helper()
	return s.admin.Get("/api/v1/connectedServerUrl", contract.Query{"guid": guid}).Status(200).At("serverUrl")
}

func (s *Discovery) TestConnectedServerOfADeviceThatIsOnline() {
	s.Needs(contract.CapSeedData)
	s.Equal(s.origin(), s.node(pinnedDeviceGUID).Str())
}

func (s *Discovery) TestConnectedServerIsNullRatherThanAnError() {
	s.True(s.node(nobody).IsNull(), "a device that does not exist")
	s.Needs(contract.CapSeedData)
	s.fork()
	done(s.admin.Post("/api/v4/computer-deactivation/update", map[string]any{"id": pinnedDeviceID}))
	s.True(s.node(pinnedDeviceGUID).IsNull(), "a deactivated device")
	done(s.admin.Post("/api/v4/computer-deactivation/remove", map[string]any{"id": pinnedDeviceID}))
	s.False(s.node(pinnedDeviceGUID).IsNull(), "a device that is back")
}

func (s *Discovery) TestSomeDevicesAreOffline() {
	devices := data(s.admin.Get("/api/v1/Computer", contract.Query{"active": true, "incBackupUsage": true, "pgSize": 500})).At("computers")
	online, offline := 0, 0
	for _, device := range devices.Items() {
		if device.At("backupUsage").Len() == 0 {
			continue
		}
		connected := device.At("backupUsage", 0, "activity", "connected").Bool()
		if connected {
			online++
		} else {
			offline++
		}
		if guid := device.At("guid").Str(); online+offline <= 10 {
			s.agree(func() string { return text(s.device(guid).At("backupUsage", 0, "activity", "connected").Bool()) },
				func() string { return text(!s.node(guid).IsNull()) }, guid)
		}
	}
	s.Needs(contract.CapSeedData)
	s.Positive(online)
	s.Positive(offline)
}
