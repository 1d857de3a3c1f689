package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// absent reports whether a refusal says that something is not there. One of any
// other kind says nothing of that.
func absent(err error) bool {
	said := new(refusal)
	return errors.As(err, said) && (said.status == http.StatusNotFound || said.status < http.StatusMultipleChoices)
}

// wrong reports whether a refusal says that the request was wrong, as one is
// that would take away what was never made.
func wrong(err error) bool {
	said := new(refusal)
	return errors.As(err, said) && slices.Contains([]int{http.StatusBadRequest, http.StatusConflict, http.StatusGone, http.StatusUnprocessableEntity}, said.status)
}

// Left is something that a run has not taken away altogether.
type Left struct {
	Kind string   `json:"kind"`
	Name string   `json:"name,omitempty"`
	IDs  []string `json:"ids,omitempty"`
	How  string   `json:"how"`  // deactivated, or why it is as it was
	Gone bool     `json:"gone"` // as far as the vendor can take it away
}

// String is what is left as a person reads it.
func (l Left) String() string {
	return fmt.Sprintf("left behind: %s %q (%s): %s", l.Kind, l.Name, strings.Join(l.IDs, ", "), l.How)
}

// undoOf takes away what a test has made.
func (t *Target) undoOf(test string) {
	if t.ledger == nil {
		return
	}
	var own []*thing
	for _, one := range t.ledger.all() {
		if one.Test == test {
			own = append(own, one)
		}
	}
	t.undo(own)
}

// Undo takes away whatever is left of the run. Each test does so for itself;
// this is for what could not be taken away then.
func (t *Target) Undo() {
	if t.ledger != nil {
		t.undo(t.ledger.all())
	}
}

// undo takes things away, the last first, and again as long as that helps:
// one may have to go before another, or before another can be seen.
func (t *Target) undo(things []*thing) {
	for helped := true; helped; {
		helped = false
		for _, one := range slices.Backward(things) {
			if one.State == made || one.State == intended {
				helped = t.undoOne(one) || helped
			}
		}
	}
	for _, one := range things {
		if one.unseen && one.State != undone {
			t.gone(one)
		}
	}
}

// never takes down that a thing was never made.
func (t *Target) never(one *thing) bool {
	one.unseen = false
	if err := t.ledger.became(one, refused); err != nil {
		one.why = err.Error()
		return false
	}
	return true
}

// gone takes down that a thing has been taken away.
func (t *Target) gone(one *thing) bool {
	if err := t.ledger.became(one, undone); err != nil {
		one.why = err.Error()
		return false
	}
	return true
}

// undoOne reports whether the thing is gone, as far as the vendor can take it away.
func (t *Target) undoOne(one *thing) bool {
	if one.effect.Undo.Operation == "" {
		one.why = "nothing takes it away"
		return false
	}
	if one.effect.Find.Operation != "" {
		there, err := t.find(one)
		if err != nil {
			one.why = err.Error()
			return false
		}
		if one.unseen = !there; !there {
			one.why = "it is not found"
			return one.State == intended && t.never(one)
		}
	}
	err := t.do(one.effect.Undo, one.Facts)
	if first := one.effect.Undo.First; err != nil && first != nil && t.do(*first, one.Facts) == nil {
		err = t.do(one.effect.Undo, one.Facts)
	}
	if err == nil || one.effect.Find.Operation == "" && (absent(err) || one.State == intended && wrong(err)) {
		return t.gone(one) // or it was never made, or is there no more
	}
	one.why = err.Error()
	return false
}

// do makes the call of a step.
func (t *Target) do(s step, facts map[string]any) error {
	facts = t.known(facts)
	for _, name := range s.wanted() {
		if facts[name] == nil {
			return fmt.Errorf("%s takes its %s, which nobody has told", s.Operation, name)
		}
	}
	request, err := t.request(s, facts)
	if err != nil {
		return err
	}
	_, err = t.send(request)
	return err
}

// known are a thing's facts, and what the API knows of the administrator.
func (t *Target) known(facts map[string]any) map[string]any {
	if t.API.Self == nil {
		return facts
	}
	all := maps.Clone(facts)
	_ = t.quietly("self", func(tb TB) { maps.Copy(all, t.API.Self(tb, t.Tenant(tb))) })
	return all
}

// find looks a thing up, and learns its ids. What is found under its name is
// the thing, whatever id the answer to its creation has told: else a wrong
// answer would have somebody else's taken away.
func (t *Target) find(one *thing) (bool, error) {
	if one.effect.Find.Operation == "" {
		return false, nil
	}
	request, err := t.request(one.effect.Find, one.Facts)
	if err != nil {
		return false, err
	}
	call, err := t.call(one.effect.Find.Operation)
	if err != nil {
		return false, err
	}
	body, err := t.send(request)
	if absent(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	for _, shown := range call.Shows {
		for _, row := range rows(body, shown.At) {
			if shown.Kind != one.Kind || !one.isNamed(shown, row) || t.ledger.another(one, row, shown.IDs) {
				continue
			}
			if !one.shares(row, shown.IDs) {
				one.IDs = nil
			}
			one.learn(row, shown.IDs)
			return true, nil
		}
	}
	return false, nil
}

// send sends a request as the administrator, for the harness and not for a
// test. A refusal is an error.
func (t *Target) send(r Request) (body any, err error) {
	r.derived = true
	fault := t.quietly("undo", func(tb TB) {
		s := t.API.Administrator(tb, t.Tenant(tb)).Loose()
		s.undoes = true
		answer := s.Do(r)
		decoder := json.NewDecoder(strings.NewReader(answer.Text()))
		decoder.UseNumber()
		_ = decoder.Decode(&body) // most have none, or none that counts
		if t.API.refuses(answer.StatusCode(), body) {
			err = refusal{answer.StatusCode(), fmt.Sprintf("%s %s: %d %s", r.Method, r.Path, answer.StatusCode(), excerpt(t.redactor.Clean(answer.Text())))}
		}
	})
	if fault != nil {
		return nil, fault
	}
	return body, err
}

// refusal is an answer that refuses.
type refusal struct {
	status int
	text   string
}

func (r refusal) Error() string { return r.text }

// remaining is how many things are as they were that could have been taken away.
func (t *Target) remaining() (n int) {
	if t.ledger == nil {
		return 0
	}
	for _, one := range t.ledger.all() {
		if (one.State == made || one.State == intended) && !one.effect.Forever {
			n++
		}
	}
	return n
}

// Left is what the run has not taken away altogether: first what is as it was.
func (t *Target) Left() (list []Left) {
	if t.ledger == nil {
		return nil
	}
	for _, gone := range []bool{false, true} {
		for _, one := range t.ledger.all() {
			left := Left{Kind: one.Kind, Name: one.Name, IDs: one.IDs, Gone: one.State == undone}
			switch {
			case gone && left.Gone && one.unseen && !one.used && one.effect.Leaves == "":
				left.How = "it is not found any more"
			case one.State == refused || left.Gone != gone || left.Gone && one.effect.Leaves == "":
				continue
			case left.Gone:
				left.How = one.effect.Leaves
			default:
				left.How = one.why
			}
			if slices.ContainsFunc(list, func(l Left) bool { return l.Kind == left.Kind && len(l.IDs) > 0 && slices.Equal(l.IDs, left.IDs) }) {
				continue // it was asked for twice
			}
			list = append(list, left)
		}
	}
	return list
}

// Summary is what a person reads at the end: the counts, why tests were
// skipped, and what is left behind.
func (t *Target) Summary() string {
	var out strings.Builder
	out.WriteString(t.Report.Summary())
	if t.Differences != nil {
		out.WriteString(t.Differences.Summary(t.Tally))
	}
	for _, left := range t.Left() {
		fmt.Fprintln(&out, left)
	}
	return out.String()
}
