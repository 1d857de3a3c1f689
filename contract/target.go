package contract

import (
	"net/http"
	"strings"

	"github.com/understudy/understudy/openapi"
)

// TB is what the kit asks of a test. *testing.T has it; the kit's own tests
// bring one that remembers what it was told.
type TB interface {
	Helper()
	Name() string
	Logf(format string, args ...any)
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Skipf(format string, args ...any)
	Failed() bool
	Skipped() bool
	Cleanup(func())
}

// Kind says what stands behind a target's addresses.
type Kind string

// The three kinds of target. The first two share everything but how the
// addresses are found.
const (
	InProcess Kind = "in-process mock"
	Mock      Kind = "mock"
	Real      Kind = "real instance"
)

// Capability is something a test may need that not every target offers.
type Capability string

// What a target may be able to do. A test names what it needs with
// [Suite.Needs]; where that is absent the test is reported as skipped.
const (
	CapFork      Capability = "fork"       // worlds of one's own, which may be reset and thrown away
	CapClock     Capability = "clock"      // the world's time can be moved
	CapSeedData  Capability = "seed-data"  // the entities pinned in the default world exist
	CapWrite     Capability = "write"      // the tenant may be changed
	CapAPIClient Capability = "api-client" // an API client's id and secret are known
)

// API is what the kit has to know about one of the APIs. It is data, given by
// contract/<api>, so that the kit names no vendor.
type API struct {
	Name     string   // the name of the specification, and of the tenant's member in the control plane's answers
	Required []string // the settings a real instance cannot do without: the ends of UNDERSTUDY_<API>_<END>
}

// Access is how a tenant is entered: the address, and the secrets of the
// administrator it was made with. An API uses the fields it has a use for.
type Access struct {
	URL             string `json:"url"`
	Username        string `json:"username"`
	Password        string `json:"password"`
	APIClientID     string `json:"apiClientId"`
	APIClientSecret string `json:"apiClientSecret"`
	AuthToken       string `json:"authToken"`
}

func (a Access) secrets() []string {
	return []string{a.Password, a.APIClientSecret, a.AuthToken}
}

// Endpoints are the addresses of a running mock.
type Endpoints struct {
	APIs    map[string]string // base URL by the API's name
	Control string
}

// Target is one API of one thing under test. It is safe for concurrent use.
type Target struct {
	API      API
	Kind     Kind
	Document *openapi.Document
	Ledger   *Ledger
	Report   *Report

	access   Access // real: the one tenant; mock: the address, if it overrides the control plane's
	control  control
	caps     map[Capability]bool
	base     http.RoundTripper
	redactor *Redactor
	calls    func() ([]Call, error) // reads the document at its first call
}

// Has reports whether the target offers all of the capabilities.
func (t *Target) Has(caps ...Capability) bool { return len(t.missing(caps)) == 0 }

// Needs skips the test, with the reason on record, where a capability is
// absent. It is the only way for a test to be skipped: [Run] fails a test that
// skips by itself.
func (t *Target) Needs(tb TB, caps ...Capability) {
	tb = Current(tb)
	tb.Helper()
	if missing := t.missing(caps); len(missing) > 0 {
		t.skip(tb, "the "+string(t.Kind)+" does not offer: "+strings.Join(missing, ", "))
	}
}

func (t *Target) missing(caps []Capability) []string {
	var missing []string
	for _, c := range caps {
		if !t.caps[c] {
			missing = append(missing, string(c))
		}
	}
	return missing
}

func (t *Target) skip(tb TB, why string) {
	tb.Helper()
	why = t.redactor.Clean(why)
	t.Report.note(tb.Name(), Skipped, why)
	tb.Skipf("%s", why)
}

// broke ends the test because the harness could not do its part, which says
// nothing about the API under test and is kept apart from its failures.
func (t *Target) broke(tb TB, format string, args ...any) {
	tb.Helper()
	t.Report.broke(tb, t.redactor, format, args...)
}

// Current is the test a TB stands for: itself, or the running one (see
// [Suite.TB]). What reports asks for it first, and calls Helper on the answer,
// so that failures are printed on the line of the test.
func Current(tb TB) TB {
	if now, ok := tb.(interface{ Current() TB }); ok {
		return now.Current()
	}
	return tb
}
