package contract

import (
	"flag"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/suite"
)

// Suite is the base of a family's tests: embed it, directly or through the
// vendor's, and write methods whose names begin with Test. The suite has a
// tenant to itself, shared by its tests, which run one after the other; suites
// run in parallel. A test that needs an untouched world, or that moves the
// clock, takes its own with [Suite.Fork].
type Suite struct {
	suite.Suite
	target *Target
	tenant *Tenant
	outer  *testing.T
}

// Family is a suite with [Suite] in it.
type Family interface {
	suite.TestingSuite
	begin(t *testing.T, target *Target)
}

// Of makes the suite S, for a list of suites: []func() Family{Of[Users], ...}.
func Of[S any, P interface {
	*S
	Family
}]() Family {
	return P(new(S))
}

func (s *Suite) begin(t *testing.T, target *Target) {
	s.outer, s.target = t, target
	s.tenant = target.Tenant(t)
}

// SetT is how testify hands over the running test. Each test is put on record
// here, before any set-up of its suite can fail.
func (s *Suite) SetT(t *testing.T) {
	s.Suite.SetT(t)
	if s.target != nil && t != s.outer {
		s.target.Report.watch(t)
	}
}

// Target is what is under test.
func (s *Suite) Target() *Target { return s.target }

// Tenant is the suite's own.
func (s *Suite) Tenant() *Tenant { return s.tenant }

// Fork is a tenant for the running test alone. Where the target cannot fork
// the test is skipped.
func (s *Suite) Fork() *Tenant {
	s.T().Helper()
	s.Needs(CapFork)
	return s.target.Tenant(s.TB())
}

// Needs skips the running test where the target lacks one of the capabilities.
func (s *Suite) Needs(caps ...Capability) {
	s.T().Helper()
	s.target.Needs(s.TB(), caps...)
}

// TB stands for whichever test is running when it is used, so that a session
// made in SetupSuite reports to the right test.
func (s *Suite) TB() TB { return running{s} }

type running struct{ s *Suite }

func (r running) Current() TB                       { return r.s.T() }
func (r running) Helper()                           { r.s.T().Helper() }
func (r running) Name() string                      { return r.s.T().Name() }
func (r running) Logf(format string, args ...any)   { r.s.T().Logf(format, args...) }
func (r running) Errorf(format string, args ...any) { r.s.T().Errorf(format, args...) }
func (r running) Fatalf(format string, args ...any) { r.s.T().Fatalf(format, args...) }
func (r running) Skipf(format string, args ...any)  { r.s.T().Skipf(format, args...) }
func (r running) Failed() bool                      { return r.s.T().Failed() }
func (r running) Skipped() bool                     { return r.s.T().Skipped() }
func (r running) Cleanup(f func())                  { r.s.T().Cleanup(f) }

// Run runs the suites in parallel against the target, and then holds the
// ledger against the specification: on a mock, every name must have been
// exercised. A real instance may lack features and rights, so there the list is
// only logged, as it is when only some of the tests were asked for.
func Run(t *testing.T, target *Target, suites ...func() Family) {
	t.Helper()
	t.Run(target.API.Name, func(t *testing.T) {
		for _, create := range suites {
			family := create()
			t.Run(reflect.TypeOf(family).Elem().Name(), func(t *testing.T) {
				t.Parallel()
				target.Report.watchSuite(t)
				family.begin(t, target)
				suite.Run(t, family)
			})
		}
	})
	t.Run("every operation is exercised", func(t *testing.T) {
		t.Log("\n" + target.Report.Summary() + target.Ledger.Report())
		target.settle(t, partial())
	})
}

// settle fails a run that exercised too little.
func (t *Target) settle(tb TB, partial bool) {
	tb.Helper()
	counts := t.Report.Counts()
	if !partial && counts[Passed]+counts[Failed] == 0 {
		tb.Errorf("no test ran to its end: %d skipped, %d where the harness broke", counts[Skipped], counts[Broke])
	}
	if partial || t.Kind == Real || !t.Has(CapWrite) {
		return
	}
	var lines []string
	for _, entry := range t.Ledger.Missing() {
		lines = append(lines, entry.String())
	}
	if len(lines) > 0 {
		tb.Errorf("%d never exercised:\n%s", len(lines), strings.Join(lines, "\n"))
	}
}

// partial reports whether some tests were left out by a flag. (A -run that
// names one suite leaves the check on the ledger out by itself.)
func partial() bool {
	for _, name := range []string{"test.skip", "testify.m"} {
		if f := flag.Lookup(name); f != nil && f.Value.String() != "" {
			return true
		}
	}
	return false
}
