package contract

import (
	"context"
	"fmt"
	"path"
	"runtime"
	"strings"
	"sync"
)

// Options say which tests run, and who is told of them.
type Options struct {
	Only  []string     // patterns of suite/test, as path.Match has them; without a slash, of suites. None is all. Of a part no least number of operations is asked.
	Told  func(Result) // each result as it comes, one at a time
	Width int          // how many tests run side by side where each has a tenant of its own; 0 is as many as there are cores
}

// RunAlone runs the suites without go test. Where ctx ends, the tests that have
// begun end first, with all that they undo. Errors are those of a plan that
// cannot run: a pattern that matches no test.
func (t *Target) RunAlone(ctx context.Context, options Options, suites ...func() Family) error {
	list, err := plan(suites)
	if err != nil {
		return err
	}
	asked, err := t.asked(list, options)
	if err != nil {
		return err
	}
	if len(options.Only) > 0 {
		t.least, t.ratchet = 0, nil
	}
	width := 1
	if t.Has(CapFork) {
		width = max(options.Width, 1)
		if options.Width == 0 {
			width = runtime.GOMAXPROCS(0)
		}
	}
	var group sync.WaitGroup
	next := make(chan planned)
	for range width {
		group.Go(func() {
			for test := range next {
				t.alone(test)
				t.Report.tell(test.label(), options.Told)
			}
		})
	}
	for _, test := range asked {
		if ctx.Err() != nil {
			t.cut.Store(true)
			t.Report.disable(test, "the run was stopped before")
			continue
		}
		next <- test
	}
	close(next)
	group.Wait()
	t.Undo()
	return nil
}

// asked are the tests that the patterns ask for. The others are put on record.
func (t *Target) asked(list []planned, options Options) (asked []planned, err error) {
	for _, test := range list {
		yes := len(options.Only) == 0
		for _, pattern := range options.Only {
			name := test.label()
			if !strings.Contains(pattern, "/") {
				name = test.suite
			}
			matches, err := path.Match(pattern, name)
			if err != nil {
				return nil, fmt.Errorf("the pattern %q: %w", pattern, err)
			}
			yes = yes || matches
		}
		if yes {
			asked = append(asked, test)
			continue
		}
		t.Report.disable(test, "not asked for")
	}
	return asked, nil
}

func (r *Report) disable(test planned, why string) {
	r.add(Result{Name: test.label(), Outcome: Disabled, Why: why})
}

// tell hands a test's result over, one after another.
func (r *Report) tell(label string, told func(Result)) {
	if told == nil {
		return
	}
	r.telling.Lock()
	defer r.telling.Unlock()
	r.mu.Lock()
	result := r.tests[label]
	r.mu.Unlock()
	told(result)
}

func (t *Target) alone(test planned) {
	begin(&lone{name: t.API.Name + "/" + test.label()}, func(lone Test) { test.run(lone, t) })
}

// lone is a test that no go test runs. Its ways are those of testing.T:
// FailNow and Skipf end the goroutine of the test, whose clean-ups run then.
type lone struct {
	name     string
	mu       sync.Mutex
	failed   bool
	skipped  bool
	cleanups []func()
}

// begin runs a test, or a part of one, to its end.
func begin(l *lone, test func(Test)) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer l.cleanUp()
		test(l)
	}()
	<-done
}

// cleanUp runs what is to be run at the end, the last first. Each of them may
// end its goroutine, so that the next is deferred.
func (l *lone) cleanUp() {
	l.mu.Lock()
	if len(l.cleanups) == 0 {
		l.mu.Unlock()
		return
	}
	last := l.cleanups[len(l.cleanups)-1]
	l.cleanups = l.cleanups[:len(l.cleanups)-1]
	l.mu.Unlock()
	defer l.cleanUp()
	last()
}

// Run implements [Test].
func (l *lone) Run(name string, part func(Test)) bool {
	one := &lone{name: l.name + "/" + strings.ReplaceAll(name, " ", "_")}
	begin(one, part)
	if one.Failed() {
		l.fail()
	}
	return !one.Failed()
}

// Helper implements [TB]; failures find their line by themselves.
func (l *lone) Helper() {}

// Name implements [TB].
func (l *lone) Name() string { return l.name }

// Logf implements [TB]. Reports have no place for it.
func (l *lone) Logf(string, ...any) {}

// Errorf implements [TB]. The text is on record already (see [watched]).
func (l *lone) Errorf(string, ...any) { l.fail() }

// Fatalf implements [TB].
func (l *lone) Fatalf(string, ...any) { l.FailNow() }

// FailNow implements [TB].
func (l *lone) FailNow() {
	l.fail()
	runtime.Goexit()
}

// Skipf implements [TB].
func (l *lone) Skipf(string, ...any) {
	l.mu.Lock()
	l.skipped = true
	l.mu.Unlock()
	runtime.Goexit()
}

func (l *lone) fail() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failed = true
}

// Failed implements [TB].
func (l *lone) Failed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.failed
}

// Skipped implements [TB].
func (l *lone) Skipped() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.skipped
}

// Cleanup implements [TB].
func (l *lone) Cleanup(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cleanups = append(l.cleanups, f)
}
