package contract

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/understudy/understudy/openapi"
)

// guarded is a request on its way to a tenant that is not the test's to throw
// away: what it is about to make is in the ledger already.
type guarded struct {
	target *Target
	call   Call
	said   []map[string]any
	things []*thing
}

// guard looks at a request before it is sent, and at the operation that it
// meets, nil where it meets none. One that would change what the run has not
// made ends the run; one that the target does not permit skips its test. It is
// nil where nothing needs to be watched.
func (s *Session) guard(r Request, op *openapi.Operation, params map[string]string) *guarded {
	t, tb := s.target, s.T()
	tb.Helper()
	if t.ledger == nil || s.undoes {
		return nil
	}
	if op == nil {
		if !safe(r.Method) {
			t.skip(tb, "nobody knows what a request changes that meets no operation")
		}
		return nil
	}
	call, err := t.call(op.ID)
	if err != nil {
		t.broke(tb, "the specification: %v", err)
	}
	g := &guarded{target: t, call: call, said: call.said(r, unescapedAll(params))}
	if call.Writes == nil {
		return g
	}
	if call.Writes.Forever {
		t.Needs(tb, CapDestructive)
	}
	if call.Writes.Caller && s.given() {
		t.skip(tb, "what changes who asks is only done as a user whom the run has made")
	}
	if r.derived {
		t.skip(tb, "requests made of the document's examples do not write to a tenant of others")
	}
	for _, entry := range g.said {
		g.touch(s, entry)
		g.rename(s, entry)
		g.intend(s, entry)
	}
	if err := g.revive(); err != nil {
		t.broke(tb, "the ledger: %v; the request was not sent", err)
	}
	t.ledger.wrote(Write{Test: t.Report.label(tb), Operation: call.ID, Makes: call.Writes.Makes, Name: g.name(), Undo: call.Writes.Undo.Operation, Leaves: call.Writes.Leaves})
	return g
}

// name is what the things that the request makes are called.
func (g *guarded) name() string {
	var names []string
	for _, one := range g.things {
		names = append(names, one.Name)
	}
	return strings.Join(names, ", ")
}

// given reports whether the caller is one that the target was described with.
func (s *Session) given() bool {
	for _, values := range s.header {
		for _, value := range values {
			if slices.Contains(s.target.access.secrets(), value) && value != "" {
				return true
			}
		}
	}
	return false
}

// touch ends the run where an entry names what the run has not made.
func (g *guarded) touch(s *Session, entry map[string]any) {
	t, tb := g.target, s.T()
	tb.Helper()
	for _, touched := range g.call.Writes.Touches {
		for _, called := range touched.in(entry) {
			if strings.TrimSpace(called) == "" || t.nobodys(called) || slices.ContainsFunc(touched.Kinds, func(kind string) bool { return g.owned(kind, called) }) {
				continue
			}
			t.stop(tb, fmt.Sprintf("%s would change the %s %q, which this run has not made; the request was not sent", g.call.ID, strings.Join(touched.Kinds, "|"), called))
		}
	}
}

// rename refuses a name without the run's for what the run has made before: it
// could not be found again.
func (g *guarded) rename(s *Session, entry map[string]any) {
	t, tb := g.target, s.T()
	tb.Helper()
	for _, one := range t.ledger.all() {
		if name := g.newName(one, entry); strings.TrimSpace(name) != "" && !t.carries(name) {
			t.broke(tb, "%s would call the %s %q, without the run's name, %s; the request was not sent", g.call.ID, one.Kind, name, t.run)
		}
	}
}

// newName is what an entry says that a thing is to be called, "" where it says nothing.
func (g *guarded) newName(one *thing, entry map[string]any) string {
	member := one.effect.Named
	says := slices.ContainsFunc(g.call.Writes.Touches, func(t touched) bool { return slices.Contains(t.Names, member) }) // which thing it is about
	if member == "" || says || g.call.Writes.Makes != "" || !g.touches(one) {
		return ""
	}
	return strings.Join(texts(entry[member]), " ")
}

// nobodys reports whether an id or a name is one that no entity of others can have.
func (t *Target) nobodys(called string) bool {
	return slices.Contains(t.API.Nobody, called) || t.carries(called)
}

// carries reports whether a name has the run's in it, whatever its case.
func (t *Target) carries(name string) bool {
	return strings.Contains(strings.ToLower(name), t.run)
}

// owned asks for the ids of things that are known by their name only, where it has to.
func (g *guarded) owned(kind, called string) bool {
	if g.target.ledger.owns(kind, called) {
		return true
	}
	for _, one := range g.target.ledger.all() {
		if one.Kind == kind && one.State == made && len(one.IDs) == 0 {
			if found, _ := g.target.find(one); found && slices.Contains(one.IDs, called) {
				return true
			}
		}
	}
	return false
}

// intend puts what an entry makes into the ledger.
func (g *guarded) intend(s *Session, entry map[string]any) {
	t, tb, e := g.target, s.T(), g.call.Writes
	tb.Helper()
	if e.Makes == "" {
		return
	}
	name := ""
	if e.Named != "" {
		name = strings.Join(texts(entry[e.Named]), " ")
		if strings.TrimSpace(name) == "" {
			t.Needs(tb, CapDestructive) // what has no name cannot be found again
		} else if !t.carries(name) {
			t.broke(tb, "%s makes a %s whose name %q does not carry the run's, %s; the request was not sent", g.call.ID, e.Makes, name, t.run)
		}
	}
	facts := map[string]any{}
	for _, wanted := range e.wanted() {
		if value, has := entry[wanted]; has {
			facts[wanted] = value
		}
	}
	if name != "" {
		facts["name"] = name
	}
	one := &thing{Kind: e.Makes, Name: name, Operation: g.call.ID, Test: t.Report.label(tb), Facts: facts, effect: e}
	if err := t.ledger.intend(one); err != nil {
		t.broke(tb, "the ledger: %v; the request was not sent", err)
	}
	g.things = append(g.things, one)
}

// answered takes down what became of the request.
func (g *guarded) answered(tb TB, status int, body any) {
	if g == nil {
		return
	}
	if err := g.take(!g.target.API.refuses(status, body), status >= http.StatusInternalServerError, body); err != nil {
		g.target.broke(tb, "the ledger: %v", err)
	}
}

func (g *guarded) take(success, broken bool, body any) error {
	for i, one := range g.things {
		now := refused
		if broken {
			now = intended // it may have been made all the same
		}
		if success {
			now = made
			if list := rows(body, one.effect.At); len(list) > 0 {
				one.learn(list[min(i, len(list)-1)], one.effect.IDs)
			}
		}
		if err := g.target.ledger.became(one, now); err != nil {
			return err
		}
	}
	if !success {
		return nil
	}
	g.see(body)
	if g.call.Writes == nil {
		return nil
	}
	return g.settle()
}

// learn adds the ids that a row has.
func (t *thing) learn(row map[string]any, ids []string) {
	for _, id := range ids {
		for _, text := range texts(walk(row, id)) {
			t.Facts[id] = text
			if !slices.Contains(t.IDs, text) {
				t.IDs = append(t.IDs, text)
			}
		}
	}
}

// see learns of what an answer shows of the run's things.
func (g *guarded) see(body any) {
	for _, shown := range g.call.Shows {
		for _, row := range rows(body, shown.At) {
			for _, one := range g.target.ledger.all() {
				switch {
				case len(shown.Of) > 0 && g.belongs(shown, one):
					one.part(shown, row)
				case len(shown.By) > 0 && one.Kind == shown.Kind && one.is(shown, row) && !g.target.ledger.another(one, row, shown.IDs):
					one.learn(row, shown.IDs)
				}
			}
		}
	}
}

// belongs reports whether what the request asked for is a part of the thing.
func (g *guarded) belongs(shown shown, one *thing) bool {
	for kind, name := range shown.Of {
		for _, called := range texts(g.said[0][name]) {
			if one.Kind == kind && one.called(called) {
				return true
			}
		}
	}
	return false
}

// part adds a part of the thing, which goes away with it.
func (t *thing) part(shown shown, row map[string]any) {
	if t.parts == nil {
		t.parts = map[string][]string{}
	}
	for _, id := range shown.IDs {
		t.parts[shown.Kind] = append(t.parts[shown.Kind], texts(walk(row, id))...)
	}
}

// is reports whether a row is the thing: it has one of its ids or, where none
// is known, its name.
func (t *thing) is(shown shown, row map[string]any) bool {
	if len(t.IDs) > 0 {
		return t.shares(row, shown.IDs)
	}
	return t.isNamed(shown, row)
}

// isNamed reports whether a row has what is known of the thing besides its ids.
func (t *thing) isNamed(shown shown, row map[string]any) bool {
	for path, fact := range shown.By {
		if !slices.Equal(texts(walk(row, path)), texts(t.Facts[fact])) {
			return false
		}
	}
	return true
}

// shares reports whether a row has an id of the thing.
func (t *thing) shares(row map[string]any, ids []string) bool {
	return slices.ContainsFunc(ids, func(id string) bool {
		return slices.ContainsFunc(texts(walk(row, id)), func(text string) bool { return slices.Contains(t.IDs, text) })
	})
}

// revive takes down, before the request goes out, that it may bring back what has been taken away.
func (g *guarded) revive() error {
	for _, one := range g.target.ledger.all() {
		if one.State == undone && g.touches(one) && !g.undoes(one) {
			if err := g.target.ledger.became(one, made); err != nil {
				return err
			}
		}
	}
	return nil
}

// renamed takes down a thing's new name.
func (g *guarded) renamed(one *thing) error {
	name := g.newName(one, g.said[0])
	if !g.target.carries(name) || name == one.Name {
		return nil
	}
	one.Name, one.Facts["name"] = name, name
	return g.target.ledger.became(one, made)
}

// settle notes what a successful request has taken away.
func (g *guarded) settle() error {
	for _, one := range g.target.ledger.all() {
		if err := g.renamed(one); err != nil {
			return err
		}
		one.used = one.used || !slices.Contains(g.things, one) && g.touches(one)
		if one.State == made && !slices.Contains(g.things, one) && g.undoes(one) {
			if err := g.target.ledger.became(one, undone); err != nil {
				return err
			}
		}
	}
	return nil
}

// undoes reports whether the request has taken the thing away.
func (g *guarded) undoes(one *thing) bool {
	if one.effect.Undo.Operation != g.call.ID && (g.call.Writes.Unmakes == "" || g.call.Writes.Unmakes != one.Kind) {
		return false
	}
	for name, value := range one.effect.Undo.With {
		want := texts(filled(value, one.Facts))
		for _, entry := range g.said {
			if said := texts(entry[name]); len(said) > 0 && !slices.ContainsFunc(said, func(text string) bool { return slices.Contains(want, text) }) {
				return false
			}
		}
	}
	return true
}

// touches reports whether the request has changed the thing.
func (g *guarded) touches(one *thing) bool {
	for _, touched := range g.call.Writes.Touches {
		for _, entry := range g.said {
			if slices.Contains(touched.Kinds, one.Kind) && slices.ContainsFunc(touched.in(entry), one.called) {
				return true
			}
		}
	}
	return false
}

// in are the ids and names by which an entry names the things.
func (t touched) in(entry map[string]any) (list []string) {
	for _, name := range t.Names {
		list = append(list, texts(entry[name])...)
	}
	return list
}
