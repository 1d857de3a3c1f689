package contract

import (
	"cmp"
	"fmt"
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

	Differences *Differences

	mu       sync.Mutex
	tests    map[string]Result
	notes    map[string]note // why a running test, or part of one, is about to be skipped or given up
	troubles []string        // what broke the harness
	remarks  []string        // what a reader of the report should know
	telling  sync.Mutex
	redactor *Redactor
	left     func() []Left          // nil where nothing can be
	source   func() ([]byte, error) // the document as it was written; nil where it could not be read
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
	Part      string `json:"part,omitempty"`      // of the test
	At        string `json:"at,omitempty"`        // the line of the test: users.go:57
	Operation string `json:"operation,omitempty"` // that the test had asked for last, by its operationId
	Text      string `json:"text"`
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
	last    string // the operation that was asked for last
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

// failure puts a failure on record, and says how many there are.
func (r *record) failure(name, text string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fails = append(r.fails, Failure{strings.TrimPrefix(r.part(name), "/"), testLine(), r.last, r.report.redactor.Clean(plainly(text))})
	return len(r.fails)
}

// asks takes down which operation a test is about to ask for.
func asks(tb TB, operation string) {
	if w, ok := Current(tb).(watched); ok {
		w.record.mu.Lock()
		defer w.record.mu.Unlock()
		w.record.last = operation
	}
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

// Summary is one line of counts, what failed and why, and the reason of each skip.
func (r *Report) Summary() string {
	var out strings.Builder
	c := r.Counts()
	fmt.Fprintf(&out, "%s on the %s: %d passed, %d failed, %d skipped, %d disabled, %d where the harness broke\n",
		r.API, r.Target, c[Passed], c[Failed], c[Skipped], c[Disabled], c[Broke])
	out.WriteString(failures(r.Results()))
	r.mu.Lock()
	for _, remark := range r.remarks {
		fmt.Fprintln(&out, remark)
	}
	r.mu.Unlock()
	for _, of := range skipsOf(r.Results()) {
		fmt.Fprintf(&out, "skipped %d: %s (%s)\n", len(of.Names), of.Why, someOf(of.Names, 3))
	}
	return printable(r.redactor.Clean(out.String()))
}

// failures are the tests that failed, each with the first line of why.
func failures(results []Result) string {
	var list []string
	for _, one := range results {
		switch {
		case one.Outcome == Broke:
			list = append(list, fmt.Sprintf("%s %s: %s", Broke, one.Name, firstLine(one.Why)))
		case len(one.Failures) > 0:
			list = append(list, fmt.Sprintf("failed %s: %s", one.Name, firstLine(one.Failures[0].String())))
		}
	}
	const most = 20
	var out strings.Builder
	for _, line := range list[:min(most, len(list))] {
		if len(line) > longestLine {
			line = strings.ToValidUTF8(line[:longestLine], "") + "..."
		}
		fmt.Fprintln(&out, line)
	}
	if len(list) > most {
		fmt.Fprintf(&out, "and %d more\n", len(list)-most)
	}
	return out.String()
}

// longestLine is how much of a failure the terminal shows; the reports have all of it.
const longestLine = 300

func someOf(names []string, n int) string {
	text := strings.Join(names[:min(n, len(names))], ", ")
	if len(names) > n {
		text += ", ..."
	}
	return text
}

// skips are the tests that were skipped for one reason.
type skips struct {
	Why   string
	Names []string
}

// skipsOf are the reasons for which tests were skipped, the most frequent first.
func skipsOf(results []Result) (list []skips) {
	of := map[string][]string{}
	for _, result := range results {
		if result.Outcome == Skipped {
			of[result.Why] = append(of[result.Why], result.Name)
		}
	}
	for why, names := range of {
		list = append(list, skips{why, names})
	}
	slices.SortFunc(list, func(a, b skips) int {
		return cmp.Or(len(b.Names)-len(a.Names), strings.Compare(a.Why, b.Why))
	})
	return list
}
