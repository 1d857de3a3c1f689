package contract

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/understudy/understudy/openapi"
)

// Grade says how much a difference matters to those who use the API.
type Grade string

// The three grades. On a mock all of them fail the test that meets them; on a
// real instance, unless UNDERSTUDY_FAIL_ON says more, breaking ones do.
const (
	// Breaking: a member is missing, null or of the wrong type or shape, a
	// status, a header or a media type is not the declared one.
	Breaking Grade = "breaking"
	// Additive: a member or a value of an enumeration that is not declared.
	// Vendors add them any day, and clients ignore them.
	Additive Grade = "additive"
	// Inferred: it would be breaking, but the specification only guesses there:
	// the description of the member, of the object that it is in or of the
	// response says "inferred", or the operation's evidence is.
	Inferred Grade = "inferred"
)

var grades = []Grade{Breaking, Additive, Inferred}

// Difference is one way in which answers differ from the specification. All
// that have its operation, place and kind are one.
type Difference struct {
	Operation string `json:"operation"`
	Place     string `json:"place"` // JSON pointer with * for indexes and free names; the status or the header of one about that; else ""
	Kind      string `json:"kind"`  // one of kinds
	Grade     Grade  `json:"grade"`
	Status    int    `json:"status"` // of the first answer
	Text      string `json:"text"`   // what was wrong with the first answer
	Answers   int    `json:"answers"`
	First     string `json:"first"` // the test that met it first
	Accepted  string `json:"accepted,omitempty"`

	failed map[string]bool // the tests that it has failed
}

func (d Difference) place() place { return place{d.Operation, d.Place, d.Kind} }

// Kinds of differences, by the rule that an answer breaks. All other rules are bounds.
var kinds = map[string]string{
	"required":          "missing",
	"nullable":          "null",
	"type":              "type",
	"enum":              "enum",
	"pattern":           "format",
	"format":            "format",
	openapi.RuleMember:  "member",
	openapi.RuleStatus:  "status",
	openapi.RuleContent: "content",
	openapi.RuleHeader:  "header",
}

const kindBound = "bound"

// mostDifferences is how many are kept. A server that is not the vendor at all
// has any number of them.
const mostDifferences = 1000

// Differences collects the differences of a run. It is safe for concurrent use.
type Differences struct {
	fails    []Grade
	accepted []Acceptance
	source   func() (reader, error)
	report   *Report

	mu   sync.Mutex
	list map[place]*Difference // by the place before secrets are hidden
	more int                   // answers with differences that were not kept
}

// place is what makes differences the same.
type place struct{ Operation, Place, Kind string }

// met takes the differences of one answer and returns those that fail the test.
func (d *Differences) met(tb TB, op *openapi.Operation, status int, found openapi.Violations) error {
	var failing openapi.Violations
	for _, violation := range found {
		if d.fail(tb, op, status, violation) {
			failing = append(failing, violation)
		}
	}
	if len(failing) == 0 {
		return nil
	}
	return failing
}

// fail reports whether a difference fails the test, which it does once.
func (d *Differences) fail(tb TB, op *openapi.Operation, status int, violation *openapi.Violation) bool {
	of := place{op.ID, violation.Place, cmp.Or(kinds[violation.Rule], kindBound)}
	if of.Kind == kinds[openapi.RuleStatus] {
		of.Place = strconv.Itoa(status)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	one := d.list[of]
	if one == nil {
		one = &Difference{Operation: of.Operation, Place: d.report.redactor.Clean(of.Place), Kind: of.Kind, Grade: d.grade(op, status, of),
			Status: status, Text: d.report.redactor.Clean(violation.Error()), First: d.report.label(tb), failed: map[string]bool{}}
		one.Accepted = d.acceptance(one.place())
		if len(d.list) < mostDifferences {
			d.list[of] = one
		} else {
			d.more++
		}
	}
	one.Answers++
	test := d.report.label(tb)
	if one.Accepted != "" || !slices.Contains(d.fails, one.Grade) || one.failed[test] {
		return false
	}
	one.failed[test] = true
	return true
}

func (d *Differences) grade(op *openapi.Operation, status int, of place) Grade {
	if of.Kind == kinds[openapi.RuleMember] || of.Kind == kinds["enum"] {
		return Additive
	}
	if source, err := d.source(); err == nil && source.guesses(op, status, of) {
		return Inferred
	}
	return Breaking
}

func (d *Differences) acceptance(of place) string {
	for _, one := range d.accepted {
		if one.place() == of {
			return one.Why
		}
	}
	return ""
}

// List are the differences: the grades in their order, then by operation,
// place and kind.
func (d *Differences) List() []Difference {
	d.mu.Lock()
	defer d.mu.Unlock()
	list := make([]Difference, 0, len(d.list))
	for _, one := range d.list {
		list = append(list, *one)
	}
	slices.SortFunc(list, func(a, b Difference) int {
		return cmp.Or(slices.Index(grades, a.Grade)-slices.Index(grades, b.Grade),
			strings.Compare(a.Operation, b.Operation), strings.Compare(a.Place, b.Place), strings.Compare(a.Kind, b.Kind))
	})
	return list
}

// Summary tells of the differences, each with its line for the file of
// accepted ones, and of lines of that file that nothing met. A line whose
// operation had no answer is not among these.
func (d *Differences) Summary(tally *Tally) string {
	var out strings.Builder
	accepted := 0
	for _, one := range d.List() {
		if one.Accepted != "" {
			accepted++
			continue
		}
		fmt.Fprintf(&out, "%s: %s: %d: %s (answers: %d, first in %s)\n    %s\n",
			one.Grade, one.Operation, one.Status, one.Text, one.Answers, one.First, one.line())
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.more > 0 {
		fmt.Fprintf(&out, "differences beyond the first %d are not listed\n", mostDifferences)
	}
	if accepted > 0 {
		fmt.Fprintf(&out, "accepted differences: %d\n", accepted)
	}
	met := map[place]bool{}
	for _, one := range d.list {
		met[one.place()] = true
	}
	answered := map[string]bool{}
	for _, entry := range tally.Entries() {
		answered[entry.Operation] = answered[entry.Operation] || entry.Classes != Classes{}
	}
	for _, one := range d.accepted {
		if answered[one.Operation] && !met[one.place()] {
			fmt.Fprintf(&out, "accepted, but not met any more: %s\n", one.line())
		}
	}
	return out.String()
}

func (d Difference) line() string {
	return Acceptance{d.Operation, d.Place, d.Kind, "seen, not yet looked at"}.line()
}

// grades reads which grades of differences fail a test. Breaking ones always do.
func (e environment) grades(t *Target) ([]Grade, error) {
	text := e.getenv(EnvFailOn)
	if text == "" && t.Kind != Real {
		return grades, nil
	}
	fails := []Grade{Breaking}
	for name := range strings.SplitSeq(cmp.Or(text, string(Breaking)), ",") {
		if !slices.Contains(grades, Grade(strings.TrimSpace(name))) {
			return nil, fmt.Errorf("%s is %q; it is a list of grades: breaking, additive, inferred", EnvFailOn, text)
		}
		fails = append(fails, Grade(strings.TrimSpace(name)))
	}
	return fails, nil
}

// describeDrift makes the collection of differences.
func (e environment) describeDrift(t *Target) error {
	fails, err := e.grades(t)
	accepted, wrong := readAcceptances(e.getenv(EnvAccepted))
	t.Differences = &Differences{fails: fails, accepted: accepted, report: t.Report, list: map[place]*Difference{},
		source: sync.OnceValues(func() (reader, error) {
			text, err := e.source(t.API.Name)
			if err != nil {
				return reader{}, err
			}
			return readSource(text)
		})}
	t.Report.Differences = t.Differences
	return errors.Join(err, wrong)
}

// kindNames are all kinds, sorted.
func kindNames() []string {
	names := slices.Collect(maps.Values(kinds))
	names = append(names, kindBound)
	slices.Sort(names)
	return slices.Compact(names)
}
