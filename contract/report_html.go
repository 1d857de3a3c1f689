package contract

import (
	"bytes"
	_ "embed" // for the page
	"html/template"
	"slices"
	"strings"
)

//go:embed report.tmpl
var page string

// inHTML is the report as a page that needs nothing besides: no script, no
// other file, no address.
func inHTML(a account) ([]byte, error) {
	t, err := template.New("report").Funcs(template.FuncMap{
		"join": func(list []string) string { return strings.Join(list, ", ") },
	}).Parse(page)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = t.Execute(&out, pageData{a, a.totals()})
	return out.Bytes(), err
}

// pageData is a report as the page asks for it.
type pageData struct {
	account
	Totals []totals
}

func (a account) totals() []totals {
	if len(a.Operations) == 0 {
		return nil
	}
	return totalsOf(a.API, a.Operations)
}

// Grade is the verdict as a style: good, bad, or neither.
func (s pageData) Grade() string {
	switch s.Verdict.Of {
	case Conformant:
		return "good"
	case Drift:
		return "bad"
	}
	return "unsure"
}

// Outcomes are the counts in an order that does not change.
func (s pageData) Outcomes() (list []counted) {
	for _, outcome := range []Outcome{Failed, Broke, Passed, Skipped, Disabled} {
		list = append(list, counted{outcome, s.Counts[outcome]})
	}
	return list
}

type counted struct {
	Outcome Outcome
	Times   int
}

// Headings are those of the table of coverage.
func (s pageData) Headings() []string { return headings }

// Failed are the tests that failed, and those where the harness broke.
func (s pageData) Failed() []Result {
	return slices.DeleteFunc(slices.Clone(s.Tests), func(r Result) bool { return r.Outcome != Failed && r.Outcome != Broke })
}

// Suites are all tests.
func (s pageData) Suites() []suite { return s.suites() }

// Skips are the reasons for which tests were skipped.
func (s pageData) Skips() []skips { return skipsOf(s.Tests) }

// Bad is how many tests of a suite failed or broke.
func (s suite) Bad() (n int) {
	for _, test := range s.Tests {
		if test.Outcome == Failed || test.Outcome == Broke {
			n++
		}
	}
	return n
}

// Seconds is how long the tests of a suite took together.
func (s suite) Seconds() (total float64) {
	for _, test := range s.Tests {
		total += test.Seconds
	}
	return total
}
