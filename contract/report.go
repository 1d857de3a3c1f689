package contract

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// Outcome is how a test ended. A test that was skipped has not passed, and a
// harness that broke says nothing about what it was to test.
type Outcome string

// The five outcomes. A disabled test was not asked for, or not reached before
// the run was stopped.
const (
	Passed   Outcome = "passed"
	Failed   Outcome = "failed"
	Skipped  Outcome = "skipped"
	Disabled Outcome = "disabled"
	Broke    Outcome = "harness broke"
)

// Report collects what became of each test of a run. It is safe for
// concurrent use.
type Report struct {
	API        string
	Target     Kind
	Operations *Tally

	mu       sync.Mutex
	tests    map[string]Result
	notes    map[string]note // why a running test, or part of one, is about to be skipped or given up
	troubles []string        // what broke the harness
	remarks  []string        // what a reader of the report should know
	telling  sync.Mutex
	redactor *Redactor
}

type note struct {
	outcome Outcome
	why     string
}

// Result is one test's line in the report, or that of a part which was skipped
// where others were not.
type Result struct {
	Name     string    `json:"name"` // suite/test, and /part
	Outcome  Outcome   `json:"outcome"`
	Why      string    `json:"why,omitempty"`
	Seconds  float64   `json:"seconds"`
	Failures []Failure `json:"failures,omitempty"`
	Parts    int       `json:"parts,omitempty"` // how many parts of one test were skipped for this reason, the first of which has the name
}

// Failure is one thing that was not as it had to be.
type Failure struct {
	Part string `json:"part,omitempty"` // of the test
	At   string `json:"at,omitempty"`   // the line of the test: users.go:57
	Text string `json:"text"`
}

func newReport(api string, redactor *Redactor) *Report {
	return &Report{API: api, tests: map[string]Result{}, notes: map[string]note{}, redactor: redactor}
}

// record is what is known of a test while it runs.
type record struct {
	report  *Report
	label   string
	name    string // the running test's own
	began   time.Time
	mu      sync.Mutex
	fails   []Failure
	parts   int
	skipped []Result // parts
}

// label is what the running test, or part of one, is called in reports.
func (r *Report) label(tb TB) string {
	if w, ok := Current(tb).(watched); ok {
		return w.record.label
	}
	return tb.Name()
}

// watch records what becomes of a test, under its label, when it has ended.
func (r *Report) watch(t Test, label string) *record {
	one := &record{report: r, label: label, name: t.Name(), began: time.Now()}
	t.Cleanup(func() { r.add(one.end(t)...) })
	return one
}

// run runs a test, and records what becomes of it under its label.
func (r *Report) run(t Test, label string, test func(Test)) {
	t.Helper()
	one := watched{t, r.watch(t, label)}
	defer one.guard()
	test(one)
}

// begin notes that a part of the test begins.
func (r *record) begin(part TB) {
	part.Cleanup(func() {
		why, noted := r.report.noted(part.Name())
		r.demandReason(part, noted)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.parts++
		if noted && !part.Failed() {
			r.skipped = append(r.skipped, Result{Name: r.label + r.part(part.Name()), Outcome: why.outcome, Why: why.why})
		}
	})
}

// part is what the name of a part has behind the test's own.
func (r *record) part(name string) string { return strings.TrimPrefix(name, r.name) }

func (r *record) failure(name, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fails = append(r.fails, Failure{strings.TrimPrefix(r.part(name), "/"), testLine(), r.report.redactor.Clean(plainly(text))})
}

// demandReason fails a test that skipped without naming what the target lacks:
// that is a test switched off.
func (r *record) demandReason(tb TB, noted bool) {
	if tb.Skipped() && !noted {
		const text = "skipped without a capability the target lacks; use Needs"
		r.failure(tb.Name(), text)
		tb.Errorf("%s", text)
	}
}

// end is how the test ended. One of which all parts were skipped was skipped.
func (r *record) end(t TB) []Result {
	why, noted := r.report.noted(r.name)
	r.demandReason(t, noted)
	r.mu.Lock()
	defer r.mu.Unlock()
	result := Result{Name: r.label, Outcome: Passed, Seconds: time.Since(r.began).Seconds(), Failures: r.fails}
	switch {
	case noted && (why.outcome == Broke || !t.Failed()):
		result.Outcome, result.Why, result.Failures = why.outcome, why.why, nil
	case t.Failed():
		result.Outcome = Failed
	case r.parts > 0 && len(r.skipped) == r.parts:
		result.Outcome, result.Why = Skipped, r.skipped[0].Why
	default:
		return append(together(r.skipped), result)
	}
	return []Result{result}
}

// together are skipped parts, those with one reason as one.
func together(parts []Result) (list []Result) {
	for _, part := range parts {
		i := slices.IndexFunc(list, func(r Result) bool { return r.Why == part.Why })
		if i < 0 {
			part.Parts = 1
			list = append(list, part)
			continue
		}
		list[i].Parts++
	}
	return list
}

// plainly is a failure without what testify puts around it: the places in the
// source, which are those of the machine that built it, and the test's name.
func plainly(text string) string {
	if !strings.Contains(text, "\tError:") {
		return strings.TrimSpace(text)
	}
	var kept []string
	keeps := false
	for line := range strings.SplitSeq(text, "\n") {
		if label := testifyLabel.FindStringSubmatch(line); label != nil {
			keeps, line = label[1] == "Error" || label[1] == "Messages", line[len(label[0]):]
		}
		if line = strings.TrimSpace(line); keeps && line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

var testifyLabel = regexp.MustCompile(`^\t(Error Trace|Error|Test|Messages):[ \t]*`)

func (r *Report) add(results ...Result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, result := range results {
		r.tests[result.Name] = result
	}
}

// note says why a running test is about to end.
func (r *Report) note(name string, outcome Outcome, why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notes[name] = note{outcome, why}
}

func (r *Report) noted(name string) (note, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	why, noted := r.notes[name]
	return why, noted
}

// trouble records that the harness broke.
func (r *Report) trouble(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.troubles = append(r.troubles, r.redactor.Clean(fmt.Sprintf(format, args...)))
}

// remark tells the reader something about the run as a whole.
func (r *Report) remark(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.remarks = append(r.remarks, r.redactor.Clean(fmt.Sprintf(format, args...)))
}

func (r *Report) broke(tb TB, format string, args ...any) {
	tb.Helper()
	why := r.redactor.Clean(fmt.Sprintf(format, args...))
	if _, before := tb.(*probe); before { // the tests; what it finds is said once
		tb.Fatalf("%s", why)
	}
	r.trouble("%s: %s", tb.Name(), why)
	r.note(tb.Name(), Broke, why)
	tb.Fatalf("%s: %s", Broke, why)
}

// Troubles are what broke the harness, if anything did.
func (r *Report) Troubles() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.troubles)
}

// Results are the tests' lines by name.
func (r *Report) Results() []Result {
	r.mu.Lock()
	defer r.mu.Unlock()
	results := make([]Result, 0, len(r.tests))
	for _, result := range r.tests {
		results = append(results, result)
	}
	slices.SortFunc(results, func(a, b Result) int { return strings.Compare(a.Name, b.Name) })
	return results
}

// Counts are the numbers of tests by outcome.
func (r *Report) Counts() map[Outcome]int {
	counts := map[Outcome]int{Passed: 0, Failed: 0, Skipped: 0, Disabled: 0, Broke: 0}
	for _, result := range r.Results() {
		counts[result.Outcome]++
	}
	return counts
}

// ran is how many tests were begun.
func (r *Report) ran() int {
	counts := r.Counts()
	return len(r.Results()) - counts[Disabled]
}

// Summary is one line of counts, and the reason of each skip.
func (r *Report) Summary() string {
	var out strings.Builder
	c := r.Counts()
	fmt.Fprintf(&out, "%s on the %s: %d passed, %d failed, %d skipped, %d disabled, %d where the harness broke\n",
		r.API, r.Target, c[Passed], c[Failed], c[Skipped], c[Disabled], c[Broke])
	r.mu.Lock()
	for _, remark := range r.remarks {
		fmt.Fprintln(&out, remark)
	}
	r.mu.Unlock()
	out.WriteString(r.skips())
	return out.String()
}

// skips are the reasons for which tests were skipped, the most frequent first,
// each with some of the tests.
func (r *Report) skips() string {
	of := map[string][]string{}
	for _, result := range r.Results() {
		if result.Outcome == Skipped {
			of[result.Why] = append(of[result.Why], result.Name)
		}
	}
	reasons := slices.SortedFunc(maps.Keys(of), func(a, b string) int {
		return cmp.Or(len(of[b])-len(of[a]), strings.Compare(a, b))
	})
	var out strings.Builder
	const some = 3
	for _, why := range reasons {
		names := of[why]
		fmt.Fprintf(&out, "skipped %d: %s (%s", len(names), why, strings.Join(names[:min(some, len(names))], ", "))
		if len(names) > some {
			out.WriteString(", ...")
		}
		out.WriteString(")\n")
	}
	return out.String()
}

// keep writes the report into a folder when the test ends. Until then the file
// says that the run did not finish, since a process that dies writes nothing.
func (r *Report) keep(tb TB, folder string, verdict func() Verdict) error {
	if folder == "" {
		return nil
	}
	if err := r.Begin(folder); err != nil {
		return err
	}
	tb.Cleanup(func() {
		if err := r.Write(folder, verdict()); err != nil {
			tb.Errorf("%s: %s: %v", Broke, EnvReport, err)
		}
	})
	return nil
}

// Begin writes a report that says that the run did not finish.
func (r *Report) Begin(folder string) error {
	if err := r.Write(folder, Verdict{Of: CouldNotRun, Why: "the run did not finish"}); err != nil {
		return fmt.Errorf("%s: %w", EnvReport, err)
	}
	return nil
}

// Write writes the report to <folder>/<api>.json.
func (r *Report) Write(folder string, verdict Verdict) error {
	text, err := json.MarshalIndent(struct {
		API        string          `json:"api"`
		Target     Kind            `json:"target"`
		Verdict    Verdict         `json:"verdict"`
		Counts     map[Outcome]int `json:"counts"`
		Tests      []Result        `json:"tests"`
		Operations *Tally          `json:"operations,omitempty"`
	}{r.API, r.Target, verdict, r.Counts(), r.Results(), r.Operations}, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, r.API+".json"), append(text, '\n'), 0o644)
}
