package contract

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/understudy/understudy/openapi"
)

// Environment variables that choose and describe the target. Those of one API
// are UNDERSTUDY_<API>_URL, _USERNAME, _PASSWORD, _API_CLIENT_ID,
// _API_CLIENT_SECRET and _AUTHTOKEN.
const (
	EnvTarget     = "UNDERSTUDY_TARGET"      // "" (a mock in this process), "mock" or "real"
	EnvControlURL = "UNDERSTUDY_CONTROL_URL" // mock: the control plane, which hands out tenants
	EnvCAFile     = "UNDERSTUDY_CA_FILE"     // PEM certificates to trust besides the system's
	EnvInsecure   = "UNDERSTUDY_INSECURE"    // true: do not verify certificates (the vendors ship self-signed ones)
	EnvReadOnly   = "UNDERSTUDY_READ_ONLY"   // true: no test may change anything
	EnvReport     = "UNDERSTUDY_REPORT"      // directory for <api>.json; give an absolute path, go test changes directory
)

// Starter starts a mock that stops in tb's Cleanup. contract/inprocess has it;
// it is handed in so that a user with a real instance does not link the mock.
type Starter func(tb TB) Endpoints

// FromEnv is the target the environment describes. It ends the test when the
// description is incomplete or contradicts itself: a run that could not start
// must not look like one that found nothing.
func FromEnv(tb TB, api API, start Starter) *Target {
	tb.Helper()
	t := environmentOf(api, os.Getenv).target(tb, api, start)
	t.reach(tb)
	return t
}

// OfTheMock is a mock in this process, whatever the environment describes: for what is about the mock alone.
func OfTheMock(tb TB, api API, start Starter) *Target {
	tb.Helper()
	return environmentOf(api, func(string) string { return "" }).target(tb, api, start)
}

func environmentOf(api API, getenv func(string) string) environment {
	return environment{getenv: getenv, load: openapi.Load, source: openapi.Bundle, prefix: "UNDERSTUDY_" + strings.ToUpper(api.Name) + "_"}
}

// environment reads the settings of one API.
type environment struct {
	getenv func(string) string
	load   func(api string) (*openapi.Document, error)
	source func(api string) ([]byte, error) // the document as it was written, with its examples
	prefix string
}

func (e environment) target(tb TB, api API, start Starter) *Target {
	tb.Helper()
	t := &Target{API: api, Report: newReport(api.Name), redactor: NewRedactor(), access: e.access()}
	t.redactor.Hide(t.access.secrets()...)
	t.Report.keep(tb, e.getenv(EnvReport))

	document, err := e.load(api.Name)
	if err != nil {
		t.broke(tb, "the specification: %v", err)
	}
	t.Document, t.Ledger = document, NewLedger(document)
	t.Report.Operations = t.Ledger
	t.calls = sync.OnceValues(func() ([]Call, error) {
		source, err := e.source(api.Name)
		if err != nil {
			return nil, err
		}
		return readCalls(document, source)
	})
	if err := e.describe(t); err != nil {
		t.broke(tb, "%v", err)
	}
	t.Report.Target = t.Kind
	if t.Kind == InProcess {
		t.at(start(tb))
	}
	return t
}

// at points the target at a mock whose addresses are known.
func (t *Target) at(e Endpoints) {
	t.access.URL = e.APIs[t.API.Name]
	t.control = newControl(e.Control, t.base)
}

func (e environment) access() Access {
	return Access{
		URL:             e.getenv(e.prefix + "URL"),
		Username:        e.getenv(e.prefix + "USERNAME"),
		Password:        e.getenv(e.prefix + "PASSWORD"),
		APIClientID:     e.getenv(e.prefix + "API_CLIENT_ID"),
		APIClientSecret: e.getenv(e.prefix + "API_CLIENT_SECRET"),
		AuthToken:       e.getenv(e.prefix + "AUTHTOKEN"),
	}
}

// describe fills in what kind of target it is, what it can do and how it is reached.
func (e environment) describe(t *Target) error {
	readOnly, err := e.flag(EnvReadOnly)
	if err != nil {
		return err
	}
	if t.base, err = e.roundTripper(); err != nil {
		return err
	}
	t.caps = map[Capability]bool{CapWrite: !readOnly}
	switch choice := e.getenv(EnvTarget); choice {
	case "":
		return e.describeInProcess(t)
	case "mock":
		return e.describeMock(t)
	case "real":
		return e.describeReal(t)
	default:
		return fmt.Errorf("%s is %q; it may be mock, real, or absent for a mock in this process", EnvTarget, choice)
	}
}

// describeInProcess refuses addresses, since who sets one has forgotten to say
// what is there, and would take the in-process run for the one they wanted.
func (e environment) describeInProcess(t *Target) error {
	for _, name := range []string{EnvControlURL, e.prefix + "URL"} {
		if e.getenv(name) != "" {
			return fmt.Errorf("%s is set but %s is not: say mock or real", name, EnvTarget)
		}
	}
	t.Kind = InProcess
	t.grantMock()
	return nil
}

func (e environment) describeMock(t *Target) error {
	t.Kind = Mock
	t.grantMock()
	if err := e.require(EnvTarget+"=mock", EnvControlURL); err != nil {
		return err
	}
	t.control = newControl(e.getenv(EnvControlURL), t.base)
	return e.addresses(EnvControlURL, e.prefix+"URL")
}

func (e environment) describeReal(t *Target) error {
	t.Kind = Real
	var names []string
	for _, end := range t.API.Required {
		names = append(names, e.prefix+end)
	}
	if err := e.require(EnvTarget+"=real", names...); err != nil {
		return err
	}
	id, secret := t.access.APIClientID != "", t.access.APIClientSecret != ""
	if id != secret {
		return fmt.Errorf("%[1]sAPI_CLIENT_ID and %[1]sAPI_CLIENT_SECRET belong together; only one is set", e.prefix)
	}
	t.caps[CapAPIClient] = id
	return e.addresses(e.prefix + "URL")
}

func (t *Target) grantMock() {
	for _, c := range []Capability{CapFork, CapClock, CapSeedData, CapAPIClient} {
		t.caps[c] = true
	}
}

func (e environment) require(because string, names ...string) error {
	var missing []string
	for _, name := range names {
		if e.getenv(name) == "" {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("%s needs %s", because, strings.Join(missing, ", "))
	}
	return nil
}

func (e environment) addresses(names ...string) error {
	for _, name := range names {
		text := e.getenv(name)
		if u, err := url.Parse(text); text != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
			return fmt.Errorf("%s is not an http or https address", name)
		}
	}
	return nil
}

func (e environment) flag(name string) (bool, error) {
	text := e.getenv(name)
	if text == "" {
		return false, nil
	}
	on, err := strconv.ParseBool(text)
	if err != nil {
		return false, fmt.Errorf("%s is %q; it may be true or false", name, text)
	}
	return on, nil
}

func (e environment) roundTripper() (http.RoundTripper, error) {
	insecure, err := e.flag(EnvInsecure)
	if err != nil {
		return nil, err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableCompression = true // bodies are looked at as sent
	transport.MaxIdleConnsPerHost = 32  // suites run side by side against one address
	transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: insecure}
	file := e.getenv(EnvCAFile)
	if file == "" {
		return transport, nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", EnvCAFile, err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s: no certificate in %s", EnvCAFile, file)
	}
	transport.TLSClientConfig.RootCAs = pool
	return transport, nil
}
