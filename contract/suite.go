package contract

import (
	"flag"
	"reflect"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/stretchr/testify/suite"
)

// Suite is the base of a family's tests: embed it, directly or through the
// vendor's, and write methods whose names begin with Test. What each of them
// needs is made in SetupTest, and undone with s.T().Cleanup.
//
// Every test has a suite of its own, and a tenant of its own where the target
// can fork. So tests see nothing of each other and run in parallel. Where the
// target cannot fork, the tests of a suite run one after the other.
type Suite struct {
	suite.Suite
	target *Target
	tenant *Tenant
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
	s.target = target
	s.SetT(t)
	s.tenant = target.Tenant(t)
}

// SetT is how the running test is handed over. It is put on record here,
// before any set-up can fail. (Its parts, which [suite.Suite.Run] makes, are not.)
func (s *Suite) SetT(t *testing.T) {
	s.Suite.SetT(t)
	s.target.Report.watch(t)
}

// Target is what is under test.
func (s *Suite) Target() *Target { return s.target }

// Tenant is the test's own, where the target can fork.
func (s *Suite) Tenant() *Tenant { return s.tenant }

// Fork is one more tenant for the running test, untouched by what it has done
// in its own. Where the target cannot fork the test is skipped.
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

// TB stands for whichever part of the test is running when it is used, so that
// a session made in SetupTest reports to the right one.
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

// Run runs the suites against the target, and then holds the ledger against
// the specification: on a mock, every name must have been exercised. A real
// instance may lack features and rights, so there the list is only logged, as
// it is when only some of the tests were asked for.
func Run(t *testing.T, target *Target, suites ...func() Family) {
	t.Helper()
	RunPart(t, target, suites...)
	t.Run("every operation is exercised", func(t *testing.T) {
		t.Log("\n" + target.Report.Summary() + target.Ledger.Report())
		target.settle(t, partial())
	})
}

// RunPart runs some of the suites: nothing is said of what they leave out.
func RunPart(t *testing.T, target *Target, suites ...func() Family) {
	t.Helper()
	t.Run(target.API.Name, func(t *testing.T) {
		for _, create := range suites {
			family := reflect.TypeOf(create())
			t.Run(family.Elem().Name(), func(t *testing.T) {
				t.Parallel()
				target.Report.watchSuite(t)
				refuseHooks(t, create())
				list := tests(t, family)
				if len(list) == 0 && flagged("testify.m") == "" {
					t.Fatalf("the suite has no tests: their names begin with Test")
				}
				for _, test := range list {
					t.Run(test.Name, func(t *testing.T) {
						if target.Has(CapFork) {
							t.Parallel()
						}
						one(t, target, create(), test)
					})
				}
			})
		}
	})
}

// tests are a suite's methods that are tests and were asked for.
func tests(tb TB, family reflect.Type) []reflect.Method {
	tb.Helper()
	asked, err := regexp.Compile(flagged("testify.m"))
	if err != nil {
		tb.Fatalf("-testify.m: %v", err)
	}
	var list []reflect.Method
	for i := range family.NumMethod() {
		if m := family.Method(i); strings.HasPrefix(m.Name, "Test") && asked.MatchString(m.Name) {
			list = append(list, m)
		}
	}
	return list
}

// one runs one test of a suite that was made for it alone. It is not testify
// who runs it, because testify knows no test that runs in parallel.
func one(t *testing.T, target *Target, family Family, test reflect.Method) {
	defer func() {
		if what := recover(); what != nil { // or the other tests would end with it
			t.Fatalf("panic: %v\n%s", what, debug.Stack())
		}
	}()
	family.begin(t, target)
	family.SetS(family)
	if with, ok := family.(suite.SetupTestSuite); ok {
		with.SetupTest()
	}
	test.Func.Call([]reflect.Value{reflect.ValueOf(family)})
}

// refuseHooks fails a suite that counts on what nobody calls.
func refuseHooks(tb TB, family Family) {
	tb.Helper()
	switch family.(type) {
	case suite.SetupAllSuite, suite.TearDownAllSuite, suite.TearDownTestSuite, suite.BeforeTest, suite.AfterTest:
		tb.Fatalf("a suite is made anew for each test: use SetupTest and s.T().Cleanup")
	}
}

// settle fails a run that exercised too little.
func (t *Target) settle(tb TB, partial bool) {
	tb.Helper()
	counts := t.Report.Counts()
	if !partial && counts[Passed]+counts[Failed] == 0 {
		tb.Errorf("no test ran to its end: %d skipped, %d where the harness broke", counts[Skipped], counts[Broke])
	}
	if counts[Passed]+counts[Failed]+counts[Skipped]+counts[Broke] == 0 {
		tb.Errorf("no test was run: -run or -testify.m matches none")
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

// partial reports whether some tests were left out by a flag: a -run with a
// slash names some of what is below the run as a whole.
func partial() bool {
	return flagged("test.skip") != "" || flagged("testify.m") != "" || strings.Contains(flagged("test.run"), "/")
}

// flagged is the value of a flag of the test binary.
func flagged(name string) string {
	if f := flag.Lookup(name); f != nil {
		return f.Value.String()
	}
	return ""
}
