package contract

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Outcome is how a test ended. A test that was skipped has not passed, and a
// harness that broke says nothing about what it was to test.
type Outcome string

// The four outcomes.
const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"
	Skipped Outcome = "skipped"
	Broke   Outcome = "harness broke"
)

// Report collects what became of each test of a run. It is safe for
// concurrent use.
type Report struct {
	API        string
	Target     Kind
	Operations *Ledger

	mu       sync.Mutex
	tests    map[string]Result
	notes    map[string]Result // why a test is about to be skipped or given up
	troubles []string          // what broke the harness
}

// Result is one test's line in the report.
type Result struct {
	Name    string  `json:"name"`
	Outcome Outcome `json:"outcome"`
	Why     string  `json:"why,omitempty"`
}

func newReport(api string) *Report {
	return &Report{API: api, tests: map[string]Result{}, notes: map[string]Result{}}
}

// watch records the test's outcome when it has ended.
func (r *Report) watch(tb TB) {
	tb.Cleanup(func() { r.end(tb, r.outcome(tb)) })
}

// watchSuite records the suite itself only where its own set-up or tear-down
// went wrong; otherwise its tests speak for it.
func (r *Report) watchSuite(tb TB) {
	tb.Cleanup(func() {
		result := r.outcome(tb)
		if result.Outcome == Passed || result.Outcome == Failed && r.inside(tb.Name(), Failed, Broke) {
			return
		}
		r.end(tb, result)
	})
}

// outcome is how the test ended. One that skipped without naming the
// capability it lacks is failed: that is a test switched off.
func (r *Report) outcome(tb TB) Result {
	r.mu.Lock()
	note, noted := r.notes[tb.Name()]
	r.mu.Unlock()
	if tb.Skipped() && !noted {
		tb.Errorf("skipped without a capability the target lacks; use Needs")
	}
	switch {
	case noted && (note.Outcome == Broke || !tb.Failed()):
		return note
	case tb.Failed():
		return Result{Name: tb.Name(), Outcome: Failed}
	default:
		return Result{Name: tb.Name(), Outcome: Passed}
	}
}

func (r *Report) end(tb TB, result Result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tests[tb.Name()] = result
}

// inside reports whether a test below the name ended in one of the ways.
func (r *Report) inside(name string, outcomes ...Outcome) bool {
	return slices.ContainsFunc(r.Results(), func(result Result) bool {
		return strings.HasPrefix(result.Name, name+"/") && slices.Contains(outcomes, result.Outcome)
	})
}

func (r *Report) note(name string, outcome Outcome, why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notes[name] = Result{name, outcome, why}
}

// trouble records that the harness broke.
func (r *Report) trouble(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.troubles = append(r.troubles, fmt.Sprintf(format, args...))
}

func (r *Report) broke(tb TB, redactor *Redactor, format string, args ...any) {
	tb.Helper()
	why := redactor.Clean(fmt.Sprintf(format, args...))
	r.trouble("%s: %s", tb.Name(), why)
	r.note(tb.Name(), Broke, why)
	tb.Fatalf("%s: %s", Broke, why)
}

// Results are the tests' lines by name. A note without a test of its own is
// that of a sub-test, and is a line too.
func (r *Report) Results() []Result {
	r.mu.Lock()
	defer r.mu.Unlock()
	var results []Result
	for _, result := range r.tests {
		results = append(results, result)
	}
	for name, note := range r.notes {
		if _, ok := r.tests[name]; !ok {
			results = append(results, note)
		}
	}
	slices.SortFunc(results, func(a, b Result) int { return strings.Compare(a.Name, b.Name) })
	return results
}

// Counts are the numbers of tests by outcome.
func (r *Report) Counts() map[Outcome]int {
	counts := map[Outcome]int{Passed: 0, Failed: 0, Skipped: 0, Broke: 0}
	for _, result := range r.Results() {
		counts[result.Outcome]++
	}
	return counts
}

// Summary is one line of counts, and the reason of each skip.
func (r *Report) Summary() string {
	var out strings.Builder
	c := r.Counts()
	fmt.Fprintf(&out, "%s on the %s: %d passed, %d failed, %d skipped, %d where the harness broke\n",
		r.API, r.Target, c[Passed], c[Failed], c[Skipped], c[Broke])
	for _, result := range r.Results() {
		if result.Outcome == Skipped {
			fmt.Fprintf(&out, "skipped %s: %s\n", result.Name, result.Why)
		}
	}
	return out.String()
}

// keep writes the report to <directory>/<api>.json when the test ends. Until
// then the file says that the run did not finish, since a process that dies
// writes nothing.
func (r *Report) keep(tb TB, directory string) {
	tb.Helper()
	if directory == "" {
		return
	}
	path := filepath.Join(directory, r.API+".json")
	if err := r.write(path, Broke, "the run did not finish"); err != nil {
		tb.Fatalf("%s: %s: %v", Broke, EnvReport, err)
	}
	tb.Cleanup(func() {
		if err := r.WriteJSON(path, tb.Failed()); err != nil {
			tb.Errorf("%s: %s: %v", Broke, EnvReport, err)
		}
	})
}

// WriteJSON writes the report. The run as a whole has failed if a test did, or
// if it is told so (operations that were never exercised are no test's fault).
func (r *Report) WriteJSON(path string, failed bool) error {
	counts := r.Counts()
	r.mu.Lock()
	troubles := strings.Join(r.troubles, "\n")
	r.mu.Unlock()
	switch {
	case troubles != "":
		return r.write(path, Broke, troubles)
	case failed || counts[Failed] > 0:
		return r.write(path, Failed, "")
	case counts[Passed] == 0:
		return r.write(path, Skipped, "no test ran to its end")
	default:
		return r.write(path, Passed, "")
	}
}

func (r *Report) write(path string, outcome Outcome, why string) error {
	text, err := json.MarshalIndent(struct {
		API        string          `json:"api"`
		Target     Kind            `json:"target"`
		Outcome    Outcome         `json:"outcome"`
		Why        string          `json:"why,omitempty"`
		Counts     map[Outcome]int `json:"counts"`
		Tests      []Result        `json:"tests"`
		Operations *Ledger         `json:"operations,omitempty"`
	}{r.API, r.Target, outcome, why, r.Counts(), r.Results(), r.Operations}, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}
