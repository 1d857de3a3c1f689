package contract

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
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
	getenv, err := withFile(os.Getenv)
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
	getenv, err := withFile(getenv)
	t := newTarget(api)
	if err == nil {
		err = environmentOf(api, getenv).describe(t)
	}
	if err == nil && t.Kind == InProcess {
		err = fmt.Errorf("nothing says what to run against: set %sURL, or %s for a mock", prefix(api), EnvControlURL)
	}
	if err == nil {
		err = environmentOf(api, getenv).open(t)
	}
	if err != nil {
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
	access, err := mock.control.firstTenant(api.Name)
	if err != nil {
		mock.broke(tb, "%v", err)
	}
	e := environmentOf(api, func(name string) string { return settings[name] })
	given := map[string]string{
		EnvTarget: "real", e.prefix + "URL": access.URL, e.prefix + "USERNAME": access.Username, e.prefix + "PASSWORD": access.Password,
		e.prefix + "API_CLIENT_ID": access.APIClientID, e.prefix + "API_CLIENT_SECRET": access.APIClientSecret, e.prefix + "AUTHTOKEN": access.AuthToken,
	}
	e.getenv = func(name string) string {
		if value, said := settings[name]; said {
			return value
		}
		return given[name]
	}
	t := e.target(tb, api, nil)
	if err := e.open(t); err != nil {
		t.broke(tb, "%v", err)
	}
	return t
}

func prefix(api API) string { return "UNDERSTUDY_" + strings.ToUpper(api.Name) + "_" }

func environmentOf(api API, getenv func(string) string) environment {
	return environment{getenv: getenv, load: openapi.Load, source: openapi.Bundle, prefix: prefix(api)}
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
	t.only = sync.OnceValue(func() *Tenant { return &Tenant{Target: t, Access: t.access} })
	return t
}

// describe fills in what kind of target it is, what it can do and how it is reached.
func (e environment) describe(t *Target) error {
	t.access = e.access()
	t.redactor.Hide(t.access.secrets()...)
	document, err := e.load(t.API.Name)
	if err != nil {
		return fmt.Errorf("the specification: %w", err)
	}
	t.Document, t.Tally = document, NewTally(document)
	t.Report.Operations = t.Tally
	t.calls = sync.OnceValues(func() ([]Call, error) {
		source, err := e.source(t.API.Name)
		if err != nil {
			return nil, err
		}
		return readCalls(document, source)
	})
	if t.base, err = e.roundTripper(); err != nil {
		return err
	}
	kind := e.getenv(EnvTarget)
	switch kind {
	case "":
		err = e.describeInProcess(t)
	case "mock":
		err = e.describeMock(t)
	case "real":
		err = e.describeReal(t)
	default:
		err = fmt.Errorf("%s is %q; it may be mock, real, or absent for a mock in this process", EnvTarget, kind)
	}
	t.Report.Target = t.Kind
	if t.Kind != InProcess {
		t.run = newRun()
	}
	return errors.Join(err, e.describeWrites(t), e.describePace(t))
}

// describePace says how much a real instance may be asked.
func (e environment) describePace(t *Target) error {
	perSecond, err := strconv.ParseFloat(cmp.Or(e.getenv(EnvRate), "10"), 64)
	if err != nil || !(perSecond >= 0 && perSecond <= 1e6) {
		return fmt.Errorf("%s is %q; it is a number of requests a second", EnvRate, e.getenv(EnvRate))
	}
	budget, err := strconv.ParseInt(cmp.Or(e.getenv(EnvBudget), "20000"), 10, 64)
	if err != nil || budget < 0 {
		return fmt.Errorf("%s is %q; it is a number of requests", EnvBudget, e.getenv(EnvBudget))
	}
	if t.Kind == Real {
		t.base = newPace(t.base, perSecond, budget)
	}
	return nil
}

// confirm asks once whether the tests may write to what looks like production.
func (e environment) confirm(t *Target) error {
	if t.Kind != Real || !t.Has(CapWrite) || t.API.Production == nil {
		return nil
	}
	at, err := url.Parse(t.access.URL)
	if err != nil || e.getenv(EnvConfirm) == at.Host {
		return err
	}
	why := ""
	if err := t.quietly("look at the size", func(tb TB) { why = t.API.Production(tb, t.Tenant(tb)) }); err != nil || why == "" {
		return err
	}
	return fmt.Errorf("%s looks like production (%s), and the tests would write there; if they may, set %s=%s", t.access.URL, why, EnvConfirm, at.Host)
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

// describeInProcess refuses addresses, since who sets one has forgotten to say
// what is there, and would take the in-process run for the one they wanted.
func (e environment) describeInProcess(t *Target) error {
	for _, name := range []string{EnvControlURL, e.prefix + "URL"} {
		if e.getenv(name) != "" {
			return fmt.Errorf("%s is set but %s is not: say mock or real", name, EnvTarget)
		}
	}
	t.Kind = InProcess
	return nil
}

func (e environment) describeMock(t *Target) error {
	t.Kind = Mock
	if err := e.require(EnvTarget+"=mock", EnvControlURL); err != nil {
		return err
	}
	t.control = newControl(e.getenv(EnvControlURL), t.base)
	return e.addresses(EnvControlURL, e.prefix+"URL")
}

func (e environment) describeReal(t *Target) error {
	t.Kind = Real
	t.lacks[CapFork] = "a real instance has one tenant"
	t.lacks[CapClock] = "nobody moves a real instance's clock"
	t.lacks[CapSeedData] = "what a mock's world pins is not there"
	t.lacks[CapPlenty] = "nobody knows how much there is"
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
	if t.access.Device == "" {
		t.lacks[CapDevice] = fmt.Sprintf("set %sDEVICE", e.prefix)
	}
	if !id {
		t.lacks[CapAPIClient] = fmt.Sprintf("set %[1]sAPI_CLIENT_ID and %[1]sAPI_CLIENT_SECRET", e.prefix)
	}
	return e.addresses(e.prefix + "URL")
}

// describeWrites says whether the tests may write, which has to be asked for at a real instance, and how much they must exercise.
func (e environment) describeWrites(t *Target) error {
	writes, err := e.flag(EnvAllowWrites, t.Kind != Real)
	if err != nil {
		return err
	}
	t.least = 1
	if !writes && t.Kind == Real && t.access.UserUsername == "" {
		t.lacks[CapUser] = fmt.Sprintf("set %[1]sUSER_USERNAME and %[1]sUSER_PASSWORD, or %s=true", e.prefix, EnvAllowWrites)
	}
	if !writes {
		t.lacks[CapWrite] = "set " + EnvAllowWrites + "=true"
	}
	if !writes || t.Kind == Real {
		t.least = enough
	}
	if destructive, err := e.flag(EnvDestructive, t.Kind != Real); err != nil {
		return err
	} else if !destructive {
		t.lacks[CapDestructive] = "set " + EnvDestructive + "=true"
	}
	text := e.getenv(EnvMin)
	if text == "" {
		return nil
	}
	percent, err := strconv.ParseFloat(strings.TrimSuffix(text, "%"), 64)
	if err != nil || !(percent >= 0 && percent <= 100) {
		return fmt.Errorf("%s is %q; it is a part of the operations in per cent, from 0 to 100", EnvMin, text)
	}
	t.least = percent / 100
	return nil
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

func (e environment) flag(name string, unset bool) (bool, error) {
	text := e.getenv(name)
	if text == "" {
		return unset, nil
	}
	on, err := strconv.ParseBool(text)
	if err != nil {
		return false, fmt.Errorf("%s is %q; it may be true or false", name, text)
	}
	return on, nil
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
