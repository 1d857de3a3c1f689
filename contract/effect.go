package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Effect is what an operation changes (x-writes in the document).
type Effect struct {
	Makes   string    // the kind of thing that a successful call makes; "" where it makes none
	Named   string    // the member of the input that is the thing's name
	At      string    // where the answer has the thing, member by member
	IDs     []string  // the members of it, there, by which the thing is called
	Undo    step      // takes the thing away
	Find    step      // looks for it, where no answer told its ids
	Leaves  string    // what is left of the thing then; "" where nothing is
	Unmakes string    // the kind of thing that this operation takes away in another way
	Touches []touched // the things which are changed
	Caller  bool      // it changes who asks
	Forever bool      // nothing undoes it, or it changes the tenant as a whole
}

// touched are things that an operation changes: of one of the kinds, and named
// by parameters and by members of the input.
type touched struct {
	Kinds []string
	Names []string
}

// step is a call that belongs to a thing: an operation, and what it says. A
// text with a $ before it is what the thing has by that name.
type step struct {
	Operation string
	With      map[string]any
	First     *step // what to try before, where the call is refused
}

// shown are things that an answer shows (x-shows in the document).
type shown struct {
	Kind string
	At   string            // where the rows are; one row where it is an object
	By   map[string]string // a row's member, and what the thing has in it
	Of   map[string]string // kind of the thing that the rows belong to, and the parameter that names it
	IDs  []string          // the members of a row by which the thing is called
}

// effect reads x-writes; nil where there is none.
func (d reader) effect(spec any) *Effect {
	writes, ok := d.at(spec, "x-writes").(map[string]any)
	if !ok {
		return nil
	}
	e := &Effect{Makes: d.text(writes, "makes"), Named: d.text(writes, "named"), At: d.text(writes, "at"), IDs: d.names(writes, "ids"),
		Undo: d.step(writes, "undo"), Find: d.step(writes, "find"), Leaves: d.text(writes, "leaves"), Unmakes: d.text(writes, "unmakes"),
		Caller: d.truth(writes, "caller"), Forever: d.truth(writes, "forever")}
	touches, _ := d.at(writes, "touches").(map[string]any)
	for _, kinds := range slices.Sorted(maps.Keys(touches)) {
		e.Touches = append(e.Touches, touched{strings.Split(kinds, "|"), d.names(touches, kinds)})
	}
	return e
}

func (d reader) step(v any, name string) step {
	with, _ := d.at(v, name, "with").(map[string]any)
	one := step{Operation: d.text(v, name, "operation"), With: with}
	if d.at(v, name, "first") != nil {
		first := d.step(d.at(v, name), "first")
		one.First = &first
	}
	return one
}

// shows reads x-shows.
func (d reader) shows(spec any) (list []shown) {
	for _, v := range d.list(spec, "x-shows") {
		list = append(list, shown{Kind: d.text(v, "kind"), At: d.text(v, "at"), By: d.pairs(v, "by"), Of: d.pairs(v, "of"), IDs: d.names(v, "ids")})
	}
	return list
}

func (d reader) pairs(v any, name string) map[string]string {
	object, _ := d.at(v, name).(map[string]any)
	pairs := map[string]string{}
	for key := range object {
		pairs[key] = d.text(object, key)
	}
	return pairs
}

// said is what a request says: the parameters of path and query and the
// members of the input, by name, once for each entry of an input that is a
// list.
func (c Call) said(r Request, params map[string]string) (entries []map[string]any) {
	common := map[string]any{}
	for name, value := range params {
		common[name] = value
	}
	for name, value := range r.Query {
		if value != nil && name != c.Input.Carrier {
			common[name] = value
		}
	}
	inputs, _ := c.input(r).([]any)
	if one, ok := c.input(r).(map[string]any); ok {
		inputs = []any{one}
	}
	for _, input := range inputs {
		entry := maps.Clone(common)
		members, _ := input.(map[string]any)
		maps.Copy(entry, members)
		entries = append(entries, entry)
	}
	if len(entries) == 0 {
		entries = append(entries, common)
	}
	return entries
}

// input is the JSON that a request carries, without its wrappers; nil where it
// carries none.
func (c Call) input(r Request) any {
	var text []byte
	switch body := r.Body.(type) {
	case nil:
		carried, _ := r.Query[c.Input.Carrier].(string)
		text = []byte(carried)
	case Form:
		text = []byte(body[c.Input.Carrier])
	case Raw:
		text = []byte(body.Text)
	default:
		text, _ = json.Marshal(body)
	}
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.UseNumber()
	var v any
	if decoder.Decode(&v) != nil {
		return nil
	}
	for _, wrapper := range c.Input.Wrapper {
		object, _ := v.(map[string]any)
		for name, inner := range object {
			if len(object) == 1 && strings.EqualFold(name, wrapper) {
				v = inner
			}
		}
	}
	return v
}

// walk goes down an answer; names are joined by dots.
func walk(v any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		if name == "" {
			continue
		}
		object, _ := v.(map[string]any)
		v = object[name]
	}
	return v
}

// rows are what stands at a place of an answer: the entries of a list, or the
// one object.
func rows(body any, at string) (list []map[string]any) {
	switch v := walk(body, at).(type) {
	case map[string]any:
		return []map[string]any{v}
	case []any:
		for _, entry := range v {
			if row, ok := entry.(map[string]any); ok {
				list = append(list, row)
			}
		}
	}
	return list
}

// texts are a value, or the entries of a list, as they read.
func texts(v any) (list []string) {
	switch v := v.(type) {
	case nil:
	case []any:
		for _, entry := range v {
			list = append(list, texts(entry)...)
		}
	case []string:
		list = append(list, v...)
	default:
		list = append(list, fmt.Sprint(v))
	}
	return list
}

// request is the call that a step asks for, about a thing that has these facts.
func (t *Target) request(s step, facts map[string]any) (Request, error) {
	call, err := t.call(s.Operation)
	if err != nil {
		return Request{}, err
	}
	said := map[string]any{}
	for name, value := range s.With {
		said[name] = filled(value, facts)
	}
	c := Facts{Operations: map[string]map[string]any{call.ID: said}}.of(call)
	for name, value := range said {
		if value == nil { // of the example it is not said
			delete(c.Input.Good, name)
		}
	}
	r := c.Request()
	for _, p := range c.In("query") {
		if value, asked := said[p.Name]; asked {
			r.Query[p.Name] = value
		}
	}
	return r, nil
}

// filled is a value with what it takes from the facts put in.
func filled(value any, facts map[string]any) any {
	switch v := value.(type) {
	case string:
		if name, found := strings.CutPrefix(v, "$"); found {
			return facts[name]
		}
	case []any:
		list := []any{}
		for _, entry := range v {
			one := filled(entry, facts)
			if many, ok := one.([]any); ok {
				list = append(list, many...)
				continue
			}
			list = append(list, one)
		}
		return list
	}
	return value
}

// wanted are the names of the facts that a step takes.
func (s step) wanted() (names []string) {
	for _, value := range s.With {
		for _, text := range texts(value) {
			if name, found := strings.CutPrefix(text, "$"); found {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// wanted are the names of the facts that taking a thing away may take.
func (e *Effect) wanted() []string {
	names := slices.Concat(e.Undo.wanted(), e.Find.wanted())
	if e.Undo.First != nil {
		names = append(names, e.Undo.First.wanted()...)
	}
	return names
}

// safe are the methods that change nothing.
func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// unescapedAll are parameters of a path as they read.
func unescapedAll(params map[string]string) map[string]string {
	plain := map[string]string{}
	for name, value := range params {
		plain[name] = value
		if text, err := url.PathUnescape(value); err == nil {
			plain[name] = text
		}
	}
	return plain
}
