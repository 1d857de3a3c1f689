package contract

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/understudy/understudy/openapi"
)

// Covered is one name's line in the report: how often it was asked for, and
// what was used of what the document declares.
type Covered struct {
	Name      string         `json:"name"`
	Operation string         `json:"operation"`
	Family    string         `json:"family"`
	Method    string         `json:"method"`
	Path      string         `json:"path"`
	Exercised bool           `json:"exercised"`
	Answers   map[string]int `json:"answers,omitempty"` // by class of status: 2xx

	// Coverage is by aspect. Where an operation has several names, the first has it.
	Coverage []openapi.Used `json:"coverage,omitempty"`
}

// Covered are all names of the document, in the document's order.
func (l *Tally) Covered() []Covered {
	var list []Covered
	for _, e := range l.Entries() {
		one := Covered{e.Name, e.Operation, e.Family, e.Method, e.Path, e.Exercised(), e.Classes.named(), nil}
		if op, ok := l.document.ByID(e.Operation); ok && e.Name == e.Operation {
			one.Coverage = l.coverage.Used(op)
		}
		list = append(list, one)
	}
	return list
}

// totals are how much of a family was covered, or of all.
type totals struct {
	Family string
	Shares []share // of the operations, then of each aspect
}

// share is so many of so many.
type share struct{ Met, All int }

// String is the share as a person reads it.
func (s share) String() string {
	if s.All == 0 {
		return "-"
	}
	return fmt.Sprintf("%d/%d", s.Met, s.All)
}

// add counts a name's line in.
func (t *totals) add(one Covered) {
	met := 0
	if one.Exercised {
		met = 1
	}
	if t.Shares == nil {
		t.Shares = make([]share, 1+len(openapi.Aspects))
	}
	t.Shares[0].Met, t.Shares[0].All = t.Shares[0].Met+met, t.Shares[0].All+1
	for i, aspect := range one.Coverage {
		of := &t.Shares[1+i]
		of.Met, of.All = of.Met+len(aspect.Met), of.All+aspect.All()
	}
}

// totalsOf are those of each family, and of all under the name of the API.
func totalsOf(api string, lines []Covered) []totals {
	var list []totals
	all := totals{Family: api}
	for _, one := range lines {
		if len(list) == 0 || list[len(list)-1].Family != one.Family {
			list = append(list, totals{Family: one.Family})
		}
		list[len(list)-1].add(one)
		all.add(one)
	}
	return append(list, all)
}

// headings are what the columns of a table of coverage are called.
var headings = []string{"operations", "statuses", "parameters", "content types", "answers' members"}

// Report is what was covered as a table, a line for each family.
func (l *Tally) Report() string {
	var out strings.Builder
	table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "covered\t"+strings.Join(headings, "\t"))
	for _, line := range totalsOf(l.document.API, l.Covered()) {
		fmt.Fprint(table, line.Family)
		for _, of := range line.Shares {
			fmt.Fprint(table, "\t", of)
		}
		fmt.Fprintln(table)
	}
	table.Flush()
	return out.String()
}
