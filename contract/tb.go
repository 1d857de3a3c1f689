package contract

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

// TB is what the kit asks of a running test. Tests of go test have it, and so
// have those that run without go test (see [Target.RunAlone]).
type TB interface {
	Helper()
	Name() string
	Logf(format string, args ...any)
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	FailNow()
	Skipf(format string, args ...any)
	Failed() bool
	Skipped() bool
	Cleanup(func())
}

// Test is a test that can have parts, each run to its end before the next.
type Test interface {
	TB
	Run(name string, part func(Test)) bool
}

// goTest is a test of go test.
type goTest struct{ *testing.T }

// Run implements [Test].
func (g goTest) Run(name string, part func(Test)) bool {
	g.Helper()
	return g.T.Run(name, func(t *testing.T) { part(goTest{t}) })
}

// watched is a test whose failures are put on record as well. What is said of
// a part is said of the whole test.
type watched struct {
	Test
	record *record
}

// Run implements [Test].
func (w watched) Run(name string, part func(Test)) bool {
	w.Helper()
	return w.Test.Run(name, func(t Test) {
		w.record.begin(t)
		one := watched{t, w.record}
		defer one.guard()
		part(one)
	})
}

// Errorf implements [TB].
func (w watched) Errorf(format string, args ...any) {
	w.Helper()
	n := w.record.failure(w.Name(), fmt.Sprintf(format, args...))
	w.Test.Errorf(format, args...)
	if n == mostFailures {
		w.Test.Fatalf("the test is ended: it has failed %d times", n)
	}
}

// mostFailures is how often a test fails before it is ended: what is wrong
// everywhere need not be said in each place.
const mostFailures = 50

// Fatalf implements [TB].
func (w watched) Fatalf(format string, args ...any) {
	w.Helper()
	w.record.failure(w.Name(), fmt.Sprintf(format, args...))
	w.Test.Fatalf(format, args...)
}

// Cleanup implements [TB].
func (w watched) Cleanup(f func()) {
	w.Test.Cleanup(func() {
		defer w.guard()
		f()
	})
}

// guard makes a panic a failure, or the other tests would end with it.
func (w watched) guard() {
	if what := recover(); what != nil {
		w.Errorf("panic: %v\n%s", what, debug.Stack())
	}
}

// testLine is the place in the source, as suite.go:57, at which the running
// test is; "" where none is.
func testLine() string {
	frames := make([]uintptr, 64)
	list := runtime.CallersFrames(frames[:runtime.Callers(2, frames)])
	for {
		frame, more := list.Next()
		function := frame.Function[strings.LastIndexByte(frame.Function, '/')+1:]
		if strings.Contains(function, ").Test") {
			folders := strings.Split(frame.File, "/")
			return fmt.Sprintf("%s:%d", strings.Join(folders[max(0, len(folders)-2):], "/"), frame.Line)
		}
		if !more {
			return ""
		}
	}
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
