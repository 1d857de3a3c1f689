package contract

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/stretchr/testify/require"
)

// Suite is the base of a family's tests: embed it, directly or through the
// vendor's, and write methods whose names begin with Test. What each of them
// needs is made in a method SetupTest, and undone with s.T().Cleanup.
//
// Every test has a suite of its own, and a tenant of its own where the target
// can fork. So tests see nothing of each other and run in parallel. Where the
// target cannot fork, all tests run one after the other.
//
// Assertions are the suite's own methods: s.Equal(want, got).
type Suite struct {
	Assertions
	target *Target
	tenant *Tenant
	test   Test
}

// Family is a suite with [Suite] in it.
type Family interface {
	begin(test Test, target *Target)
}

// Of makes the suite S, for a list of suites: []func() Family{Of[Users], ...}.
func Of[S any, P interface {
	*S
	Family
}]() Family {
	return P(new(S))
}

func (s *Suite) begin(test Test, target *Target) {
	s.target = target
	s.set(test)
	s.tenant = target.Tenant(test)
}

// set makes a test, or one of its parts, the one that is running.
func (s *Suite) set(test Test) {
	s.test, s.Assertions.t = test, test
}

// T is the running test, or the part of it that is running.
func (s *Suite) T() TB { return s.test }

// Require are the assertions that end the test where they fail.
func (s *Suite) Require() *require.Assertions { return require.New(s.test) }

// Run runs a part of the test and reports whether it passed.
func (s *Suite) Run(name string, part func()) bool {
	whole := s.test
	whole.Helper()
	defer s.set(whole)
	return whole.Run(name, func(test Test) {
		s.set(test)
		part()
	})
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

// Name is a name for what the test makes. Where others use the target it
// carries the run's name: no two runs meet, and what was made is found again.
func (s *Suite) Name(name string) string {
	if s.target.run == "" {
		return name
	}
	return name + " " + s.target.run
}

// Run is the run's name, "" at a mock in this process, which nobody else uses.
func (t *Target) Run() string { return t.run }

// Needs skips the running test where the target lacks one of the capabilities.
func (s *Suite) Needs(caps ...Capability) {
	s.T().Helper()
	s.target.Needs(s.TB(), caps...)
}

// Lacks skips the running test because the tenant has nothing of the kind that
// it looks at. What says which kind, in the vendor's words: "a legal matter".
func (s *Suite) Lacks(what string) {
	s.T().Helper()
	s.target.skip(s.T(), "the tenant has nothing to look at: it lacks "+what)
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
func (r running) FailNow()                          { r.s.T().FailNow() }
func (r running) Skipf(format string, args ...any)  { r.s.T().Skipf(format, args...) }
func (r running) Failed() bool                      { return r.s.T().Failed() }
func (r running) Skipped() bool                     { return r.s.T().Skipped() }
func (r running) Cleanup(f func())                  { r.s.T().Cleanup(f) }

// planned is one test of a suite.
type planned struct {
	suite  string
	name   string
	create func() Family
	method reflect.Method
}

// label is what reports call the test.
func (p planned) label() string { return p.suite + "/" + p.name }

// plan are the tests of the suites, in their order.
func plan(suites []func() Family) (list []planned, err error) {
	for _, create := range suites {
		family := reflect.TypeOf(create())
		suite := planned{suite: family.Elem().Name(), create: create}
		before := len(list)
		for i := range family.NumMethod() {
			method := family.Method(i)
			if strings.HasPrefix(method.Name, "Test") {
				suite.name, suite.method = method.Name, method
				list = append(list, suite)
			}
		}
		if len(list) == before {
			return nil, fmt.Errorf("the suite %s has no tests: their names begin with Test", suite.suite)
		}
		if hook := uncalled(family); hook != "" {
			return nil, fmt.Errorf("the suite %s has a method %s, which nobody calls: a suite is made anew for each test, use SetupTest and s.T().Cleanup", suite.suite, hook)
		}
	}
	return list, nil
}

// uncalled is a hook of testify's suites that the kit's do not have.
func uncalled(family reflect.Type) string {
	for _, hook := range []string{"SetupSuite", "TearDownSuite", "TearDownTest", "SetupSubTest", "TearDownSubTest", "BeforeTest", "AfterTest"} {
		if _, has := family.MethodByName(hook); has {
			return hook
		}
	}
	return ""
}

// run runs the test, of a suite that was made for it alone.
func (p planned) run(t Test, target *Target) {
	t.Helper()
	target.Report.run(t, p.label(), func(test Test) {
		if target.halted.Load() {
			target.skip(test, "the run was ended before")
		}
		test.Cleanup(func() { target.undoOf(p.label()) })
		family := p.create()
		family.begin(test, target)
		if with, ok := family.(interface{ SetupTest() }); ok {
			with.SetupTest()
		}
		p.method.Func.Call([]reflect.Value{reflect.ValueOf(family)})
	})
}
