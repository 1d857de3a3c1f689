package contract

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/understudy/understudy/openapi"
)

// keepLedger begins the list of what a run makes, where it is not thrown away with a tenant.
func (e environment) keepLedger(t *Target) error {
	if t.Has(CapFork) || !t.Has(CapWrite) {
		return nil
	}
	folder := cmp.Or(e.getenv(EnvLedger), e.getenv(EnvReport))
	if folder == "" {
		caches, err := os.UserCacheDir()
		if err != nil {
			return fmt.Errorf("%s: %w", EnvLedger, err)
		}
		folder = filepath.Join(caches, "understudy")
	}
	var err error
	if t.ledger, err = newLedger(folder, t.run, t.API.Name, t.access.URL); err != nil {
		return fmt.Errorf("%s: %w", EnvLedger, err)
	}
	if t.API.Provided != nil {
		err := t.quietly("what is provided", func(tb TB) { t.ledger.provided = t.API.Provided(tb, t.Tenant(tb)) })
		if err != nil {
			return err
		}
	}
	t.Report.remark("what is made is listed in %s; if the run is killed, mockserver contract sweep takes it away", t.ledger.Path)
	return nil
}

// Starter starts a mock that stops in tb's Cleanup. contract/inprocess has it;
// it is handed in so that a user with a real instance does not link the mock.
type Starter func(tb TB) Endpoints

// FromEnv is the target that the environment describes (see [Settings]). It ends the test when
// the description is incomplete or contradicts itself, or when what it describes cannot be
// reached and entered: a run that could not start must not look like one that found nothing.
func FromEnv(tb TB, api API, start Starter) *Target {
	tb.Helper()
	getenv, err := WithFile(os.Getenv)
	t := environmentOf(api, getenv).target(tb, api, start)
	if err == nil {
		err = environmentOf(api, getenv).open(t)
	}
	if err != nil {
		t.broke(tb, "%v", err)
	}
	return t
}

// open makes the target ready for tests.
func (e environment) open(t *Target) error {
	if err := t.ready(); err != nil {
		return err
	}
	if err := e.confirm(t); err != nil {
		return err
	}
	return e.keepLedger(t)
}

// FromSettings is the target that settings from elsewhere describe, by their names in the environment. It is none in this process.
// Its report is there even where an error is.
func FromSettings(api API, getenv func(name string) string) (*Target, error) {
	getenv, err := WithFile(getenv)
	t := newTarget(api)
	if err == nil {
		err = environmentOf(api, getenv).describe(t)
	}
	if err == nil && t.Kind == InProcess {
		err = fmt.Errorf("nothing says what to run against: set %s, or %s for a mock", api.Setting("URL"), EnvControlURL)
	}
	if err == nil {
		err = environmentOf(api, getenv).open(t)
	}
	if err != nil {
		err = errors.New(t.redactor.Clean(err.Error()))
		t.Report.trouble("%v", err)
	}
	return t, err
}

// OfTheMock is a mock in this process, whatever the environment describes: for what is about the mock alone.
func OfTheMock(tb TB, api API, start Starter) *Target {
	tb.Helper()
	t := environmentOf(api, func(string) string { return "" }).target(tb, api, start)
	if err := t.ready(); err != nil {
		t.broke(tb, "%v", err)
	}
	return t
}

// AsReal is a mock in this process that stands for a real instance, of which settings say what may be done to it.
func AsReal(tb TB, api API, start Starter, settings map[string]string) *Target {
	tb.Helper()
	mock := OfTheMock(tb, api, start)
	given, err := StandIn(mock.control.url, api)
	if err != nil {
		mock.broke(tb, "%v", err)
	}
	maps.Copy(given, settings)
	e := environmentOf(api, func(name string) string { return given[name] })
	t := e.target(tb, api, nil)
	if err := e.open(t); err != nil {
		t.broke(tb, "%v", err)
	}
	return t
}

// StandIn are the settings, by their names in the environment, under which the mock of a control plane stands for a real instance:
// with the credentials of the tenant that it was started with, and asked as fast and as often as the tests like.
func StandIn(controlURL string, api API) (map[string]string, error) {
	access, err := newControl(controlURL, http.DefaultTransport).firstTenant(api.Name)
	if err != nil {
		return nil, err
	}
	_, host, _ := strings.Cut(access.URL, "://")
	return map[string]string{
		EnvTarget: "real", EnvConfirm: host, EnvRate: "0", EnvBudget: "0",
		api.Setting("URL"): access.URL, api.Setting("USERNAME"): access.Username, api.Setting("PASSWORD"): access.Password,
		api.Setting("API_CLIENT_ID"): access.APIClientID, api.Setting("API_CLIENT_SECRET"): access.APIClientSecret,
		api.Setting("AUTHTOKEN"): access.AuthToken,
	}, nil
}

// Setting is the name in the environment of one of the API's own settings, such as URL.
func (api API) Setting(name string) string {
	return "UNDERSTUDY_" + strings.ToUpper(api.Name) + "_" + name
}

func environmentOf(api API, getenv func(string) string) environment {
	return environment{getenv: getenv, load: openapi.Load, source: openapi.Bundle, prefix: api.Setting("")}
}

// environment reads the settings of one API.
type environment struct {
	getenv func(string) string
	load   func(api string) (*openapi.Document, error)
	source func(api string) ([]byte, error) // the document as it was written, with its examples
	prefix string
}

// target is the one described, whose report is written when the test ends.
func (e environment) target(tb TB, api API, start Starter) *Target {
	tb.Helper()
	t := newTarget(api)
	err := t.Report.keep(tb, e.getenv(EnvReport), t.Verdict)
	if err == nil {
		err = e.describe(t)
	}
	if err != nil {
		t.broke(tb, "%v", err)
	}
	if t.Kind == InProcess {
		t.at(start(tb))
	}
	return t
}

func newTarget(api API) *Target {
	redactor := NewRedactor()
	t := &Target{API: api, Report: newReport(api.Name, redactor), redactor: redactor, lacks: map[Capability]string{}}
	t.Report.left = t.Left
	t.only = sync.OnceValue(func() *Tenant { return &Tenant{Target: t, Access: t.access} })
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
		Device:          e.getenv(e.prefix + "DEVICE"),
		UserUsername:    e.getenv(e.prefix + "USER_USERNAME"),
		UserPassword:    e.getenv(e.prefix + "USER_PASSWORD"),
	}
}

func (e environment) roundTripper() (http.RoundTripper, error) {
	insecure, err := e.flag(EnvInsecure, false)
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
