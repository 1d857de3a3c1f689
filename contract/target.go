package contract

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/understudy/understudy/openapi"
)

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
	CapPlenty    Capability = "plenty"     // there is so much that every kind of row and event occurs
	CapWrite     Capability = "write"      // the tenant may be changed
	CapAPIClient Capability = "api-client" // an API client's id and secret are known

	CapDestructive Capability = "destructive" // what cannot be undone may be done
	CapDevice      Capability = "device"      // there is a device that tests may change
	CapUser        Capability = "user"        // there is a user who may do nothing but sign in, or one can be made
)

// API is what the kit has to know about one of the APIs. It is data, given by
// contract/<api>, so that the kit names no vendor.
type API struct {
	Name     string   // the name of the specification, and of the tenant's member in the control plane's answers
	Required []string // the settings a real instance cannot do without: the ends of UNDERSTUDY_<API>_<END>
	Optional []string // those that it can do without

	// Check signs in once with each of the credentials, and looks who that is, before any test of a real instance. It ends tb with one line.
	Check func(tb TB, tenant *Tenant)
	// Needs are the capabilities that exercising an operation takes besides that of writing.
	Needs func(op *openapi.Operation) []Capability
	// Administrator is the session of who may take away what a run has made.
	Administrator func(tb TB, tenant *Tenant) *Session
	// Provided are the ids of what a real tenant provides for its tests to change, by kind. It ends tb where that is not there.
	Provided func(tb TB, tenant *Tenant) map[string][]string
	// Production says what of a tenant looks like production, "" where nothing does.
	Production func(tb TB, tenant *Tenant) string
	// Self are facts about that session's user which steps of x-writes take; nil where none does.
	Self func(tb TB, tenant *Tenant) map[string]any
	// Nobody are ids that no entity has, which tests of refusals name.
	Nobody []string
	// Refused says whether an answer whose status is that of a success refuses in its body, which was read as JSON.
	Refused func(body any) bool
}

// refuses reports whether an answer refuses, by its status or in its body.
func (api API) refuses(status int, body any) bool {
	return status >= http.StatusMultipleChoices || api.Refused != nil && api.Refused(body)
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

	// What else a real tenant provides for its tests.
	Device       string `json:"-"` // which they may change and put back
	UserUsername string `json:"-"` // who may do nothing but sign in
	UserPassword string `json:"-"`
}

func (a Access) secrets() []string {
	return []string{a.Password, a.APIClientSecret, a.AuthToken, a.UserPassword}
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
	Tally    *Tally
	Report   *Report

	Differences *Differences // between the answers and the document

	access   Access // real: the one tenant; mock: the address, if it overrides the control plane's
	control  control
	lacks    map[Capability]string // what the target does not offer, and why
	base     http.RoundTripper
	redactor *Redactor
	calls    func() ([]Call, error) // reads the document at its first call
	least    float64                // the part of the permitted operations that a run must exercise
	run      string                 // a name for this run, "" in this process
	ledger   *Ledger                // nil where each test has a tenant of its own, or nothing may be written
	ratchet  *ratchet               // nil where nothing is asked of coverage but least
	cut      atomic.Bool            // somebody has stopped the run
	halted   atomic.Bool            // the run has been ended
	only     func() *Tenant         // real: the one tenant
}

// Has reports whether the target offers all of the capabilities.
func (t *Target) Has(caps ...Capability) bool { return len(t.missing(caps)) == 0 }

// Needs skips the test, with the reason on record, where a capability is
// absent. It is, with [Suite.Lacks], the only way for a test to be skipped: one
// that skips by itself has failed.
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
		if why, lacks := t.lacks[c]; lacks {
			missing = append(missing, fmt.Sprintf("%s (%s)", c, why))
		}
	}
	return missing
}

// GiveUp says why nothing is run, where nothing else has.
func (t *Target) GiveUp(why string) {
	if len(t.Report.Troubles()) == 0 {
		t.Report.trouble("%s", why)
	}
}

// stop ends the run: no further test begins.
func (t *Target) stop(tb TB, why string) {
	tb.Helper()
	t.halted.Store(true)
	t.broke(tb, "the run is ended: %s", why)
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
	t.Report.broke(tb, format, args...)
}
