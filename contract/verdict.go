package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/understudy/understudy/openapi"
)

// Finding is what a run as a whole has found out.
type Finding string

// The four findings. Each has an exit code: 0, 1, 2 and 3.
const (
	Conformant   Finding = "conformant"
	Drift        Finding = "drift"
	CouldNotRun  Finding = "could not run"
	Inconclusive Finding = "inconclusive"
)

// Verdict is a run's finding and what it rests on.
type Verdict struct {
	Of        Finding `json:"of"`
	Why       string  `json:"why,omitempty"`
	Exercised int     `json:"exercised"` // operations that did what they are for
	Permitted int     `json:"permitted"` // operations that the target's capabilities let the run exercise

	// Missing are the names of those that it did not exercise.
	Missing []string `json:"missing,omitempty"`
}

// ExitCode is the finding as programs tell it.
func (v Verdict) ExitCode() int {
	switch v.Of {
	case Conformant:
		return 0
	case Drift:
		return 1
	case Inconclusive:
		return 3
	}
	return 2
}

// String is the verdict in a sentence.
func (v Verdict) String() string {
	text := fmt.Sprintf("%s: %d of the %d operations exercised that the target's capabilities permit", v.Of, v.Exercised, v.Permitted)
	if v.Why != "" {
		text += "; " + v.Why
	}
	return text
}

// enough is the part of the permitted operations that a run on a tenant that
// is not ours to shape must have exercised.
const enough = 0.8

// Verdict is what the tests that have ended say together.
func (t *Target) Verdict() Verdict {
	v := Verdict{Of: Conformant}
	var missing []string
	if t.Tally != nil {
		for _, entry := range t.Tally.Entries() {
			switch {
			case !t.permits(entry):
			case entry.Exercised():
				v.Permitted++
				v.Exercised++
			default:
				v.Permitted++
				v.Missing = append(v.Missing, entry.Name)
				missing = append(missing, entry.String())
			}
		}
	}
	counts, troubles, remaining := t.Report.Counts(), t.Report.Troubles(), t.remaining()
	switch {
	case counts[Failed] > 0:
		v.Of, v.Why = Drift, fmt.Sprintf("%d tests failed", counts[Failed])
	case len(troubles) > 0:
		v.Of, v.Why = CouldNotRun, strings.Join(troubles, "\n")
	case remaining > 0:
		v.Of, v.Why = CouldNotRun, fmt.Sprintf("%d things that the run has made are as they were", remaining)
	case t.cut.Load():
		v.Of, v.Why = CouldNotRun, "the run was stopped"
	case counts[Passed] == 0:
		v.Of, v.Why = Inconclusive, "no test ran to its end"
	case float64(v.Exercised) < t.least*float64(v.Permitted):
		v.Of = Inconclusive
		v.Why = fmt.Sprintf("%.0f %% are asked for; never exercised:\n%s", t.least*100, strings.Join(missing, "\n"))
	case t.ratchet != nil:
		if lost := t.ratchet.lost(t.Tally.ratchetLines()); len(lost) > 0 {
			v.Of, v.Why = Inconclusive, fmt.Sprintf("covered before, and not now (see %s):\n%s", t.ratchet.path, strings.Join(lost, "\n"))
		}
	}
	return v
}

// permits reports whether the target's capabilities let a run exercise a name.
func (t *Target) permits(entry Entry) bool {
	op, ok := t.Document.ByID(entry.Operation)
	if !ok || !op.Reads() && !t.Has(CapWrite) {
		return false
	}
	if t.API.Needs != nil && !t.Has(t.API.Needs(op)...) {
		return false
	}
	return t.ledger == nil || t.mayChange(op)
}

// mayChange reports whether a run on a tenant of others may exercise what an
// operation changes: that can be undone, and is something that runs make.
func (t *Target) mayChange(op *openapi.Operation) bool {
	calls, err := t.calls()
	if err != nil {
		return false
	}
	made := slices.Collect(maps.Keys(t.ledger.provided))
	var writes *Effect
	for _, call := range calls {
		if call.Operation == op {
			writes = call.Writes
		}
		if call.Writes != nil {
			made = append(made, call.Writes.Makes)
		}
		for _, shown := range call.Shows {
			made = append(made, shown.Kind)
		}
	}
	if writes == nil {
		return true
	}
	if writes.Forever && !t.Has(CapDestructive) {
		return false
	}
	for _, touched := range writes.Touches {
		if !slices.ContainsFunc(touched.Kinds, func(kind string) bool { return slices.Contains(made, kind) }) {
			return false
		}
	}
	return !writes.Caller
}
