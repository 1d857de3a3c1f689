package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// account is a report as its files have it. Nothing in it is secret, and the
// same results are the same bytes, but for how long the tests took.
type account struct {
	API      string          `json:"api"`
	Target   Kind            `json:"target,omitempty"`
	Verdict  Verdict         `json:"verdict"`
	Counts   map[Outcome]int `json:"counts"`
	Remarks  []string        `json:"remarks,omitempty"`
	Troubles []string        `json:"troubles,omitempty"` // what broke the harness
	Left     []Left          `json:"left,omitempty"`     // what was left behind
	Tests    []Result        `json:"tests"`

	Differences []Difference `json:"differences,omitempty"`
	Operations  []Covered    `json:"operations,omitempty"`

	lines map[string]int // of the operations in the bundle, by operationId
}

// forms are the files that a report is written to, by what follows the API's
// name in theirs.
var forms = map[string]func(account) ([]byte, error){
	".json": inJSON, ".junit.xml": inJUnit, ".sarif": inSARIF, ".html": inHTML,
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

// Write writes the report to the folder: <api>.json (of contract/report.schema.json),
// <api>.junit.xml, <api>.sarif (2.1.0) and <api>.html.
func (r *Report) Write(folder string, verdict Verdict) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	whole := r.account(verdict)
	for _, end := range slices.Sorted(maps.Keys(forms)) {
		text, err := forms[end](whole)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, r.API+end), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// account is what there is to tell. All texts are cleaned once more: a secret
// may have become known after a text was taken down.
func (r *Report) account(verdict Verdict) account {
	clean := func(text string) string { return printable(r.redactor.Clean(text)) }
	a := account{API: r.API, Target: r.Target, Verdict: verdict, Counts: r.Counts(), Tests: r.Results(), Troubles: r.Troubles()}
	r.mu.Lock()
	a.Remarks = slices.Clone(r.remarks)
	r.mu.Unlock()
	a.Verdict.Why = clean(a.Verdict.Why)
	for _, texts := range [][]string{a.Remarks, a.Troubles} {
		for i := range texts {
			texts[i] = clean(texts[i])
		}
	}
	for i := range a.Tests {
		test := &a.Tests[i]
		test.Name, test.Why, test.Failures = clean(test.Name), clean(test.Why), slices.Clone(test.Failures)
		for j, failure := range test.Failures {
			failure.Part, failure.Text = clean(failure.Part), clean(failure.Text)
			test.Failures[j] = failure
		}
	}
	if r.left != nil {
		a.Left = r.left()
	}
	for i := range a.Left {
		a.Left[i].Name, a.Left[i].How, a.Left[i].IDs = clean(a.Left[i].Name), clean(a.Left[i].How), slices.Clone(a.Left[i].IDs)
		for j, id := range a.Left[i].IDs {
			a.Left[i].IDs[j] = clean(id)
		}
	}
	if r.Differences != nil {
		a.Differences = r.Differences.List()
	}
	for i := range a.Differences {
		one := &a.Differences[i]
		one.Place, one.Text, one.First, one.Accepted = clean(one.Place), clean(one.Text), clean(one.First), clean(one.Accepted)
	}
	if r.Operations != nil {
		a.Operations = r.Operations.Covered()
	}
	if r.source != nil {
		a.lines = linesOf(r.source)
	}
	return a
}

// printable is the text without the control characters that pages and XML have
// no place for, and terminals take for orders.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// linesOf are the lines of a document on which its operations are named.
func linesOf(source func() ([]byte, error)) map[string]int {
	text, err := source()
	if err != nil {
		return nil // a report without lines is better than none
	}
	lines, n := map[string]int{}, 0
	for line := range strings.SplitSeq(string(text), "\n") {
		n++
		if id, names := strings.CutPrefix(strings.TrimSpace(line), "operationId: "); names {
			lines[id] = n
		}
	}
	return lines
}

func inJSON(a account) ([]byte, error) {
	text, err := json.MarshalIndent(a, "", "  ")
	return append(text, '\n'), err
}

// suite is a suite's part of a report.
type suite struct {
	Name  string
	Tests []Result // their names without the suite's
}

// suites are the tests by suite.
func (a account) suites() (list []suite) {
	for _, test := range a.Tests {
		of, name, _ := strings.Cut(test.Name, "/")
		if len(list) == 0 || list[len(list)-1].Name != of {
			list = append(list, suite{Name: of})
		}
		last := &list[len(list)-1]
		test.Name = name
		last.Tests = append(last.Tests, test)
	}
	return list
}
