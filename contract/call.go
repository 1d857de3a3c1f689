package contract

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/understudy/understudy/openapi"
)

// Call is one operation of the document with a request that is good: made of
// the document's own examples, with entities that exist where [Facts] name
// them. Its methods give the same request with one thing changed, which is
// then the one thing that is wrong.
type Call struct {
	*openapi.Operation
	Params  []Parameter // of path and query, but for the one that carries the input
	Input   Input
	Refusal string // the name of the schema that its 4XX answers have
	Writes  *Effect
	Shows   []shown
	known   map[string]any
	asked   Query
}

// Parameter is one of the path's or the query's.
type Parameter struct {
	Name, In string
	Required bool
	Schema   Schema
	Example  any
}

// Input is the JSON that an operation takes.
type Input struct {
	Taken bool // false where the operation takes none; the rest is empty then
	// Carrier is the form's field or the query's parameter that the JSON is in; "" where it is the body itself.
	Carrier  string
	InQuery  bool
	Required bool
	Wrapper  []string // the members, each in the one before it, that the others are in
	Members  map[string]Schema
	Needed   []string       // the members that must be there
	Good     map[string]any // what a good request says
}

// Names are the members' names, sorted.
func (in Input) Names() []string { return slices.Sorted(maps.Keys(in.Members)) }

// Facts are what does not follow from a document: which entities a good
// request names. The later of the first three have precedence. Members that
// the example does not have are only said where an operation's own facts do.
type Facts struct {
	Names      map[string]any            // by the name of a parameter or a member
	Families   map[string]map[string]any // the same, by family
	Operations map[string]map[string]any // and by operation
	Asked      map[string]Query          // by operation: what a good request asks for besides what is required
}

// of is the call with the entities it is to name.
func (f Facts) of(c Call) Call {
	c.known, c.asked = maps.Clone(f.Names), f.Asked[c.ID]
	if c.known == nil {
		c.known = map[string]any{}
	}
	maps.Copy(c.known, f.Families[c.Family])
	maps.Copy(c.known, f.Operations[c.ID])
	c.Input.Good = maps.Clone(c.Input.Good)
	for name := range c.Input.Members {
		value, said := f.Operations[c.ID][name]
		if _, exemplary := c.Input.Good[name]; exemplary && !said {
			value, said = c.known[name]
		}
		if said {
			c.Input.Good[name] = value
		}
	}
	return c
}

// Calls are all operations of the document, in its order.
func (t *Target) Calls(tb TB, facts Facts) []Call {
	tb.Helper()
	read, err := t.calls()
	if err != nil {
		t.broke(Current(tb), "the specification: %v", err)
	}
	list := make([]Call, len(read))
	for i, c := range read {
		list[i] = facts.of(c)
	}
	return list
}

// call is an operation as the document describes it.
func (t *Target) call(id string) (Call, error) {
	calls, err := t.calls()
	if err != nil {
		return Call{}, err
	}
	if i := slices.IndexFunc(calls, func(c Call) bool { return c.ID == id }); i >= 0 {
		return calls[i], nil
	}
	return Call{}, fmt.Errorf("the specification has no operation %q", id)
}

// In are the parameters of the path, or of the query.
func (c Call) In(where string) (list []Parameter) {
	for _, p := range c.Params {
		if p.In == where {
			list = append(list, p)
		}
	}
	return list
}

// Knows says whether the facts have an entity for a name.
func (c Call) Knows(name string) bool {
	_, ok := c.known[name]
	return ok
}

// Request is the good one.
func (c Call) Request() Request {
	r := c.Bare()
	if c.Input.Taken {
		c.Input.put(&r, c.Input.wrapped(c.Input.Good))
	}
	return r
}

// Bare is the request without its input.
func (c Call) Bare() Request {
	r := Request{Method: c.Method, Path: c.path(nil), Query: Query{}, derived: true}
	for _, p := range c.In("query") {
		if p.Required {
			r.Query[p.Name] = c.value(p)
		}
	}
	maps.Copy(r.Query, c.asked)
	return r
}

// value is what a good request has for a parameter.
func (c Call) value(p Parameter) any {
	if value, ok := c.known[p.Name]; ok {
		return value
	}
	return p.Example
}

// path is the path with some parameters replaced by text that is escaped already.
func (c Call) path(replaced map[string]string) string {
	path := c.Path
	for _, p := range c.In("path") {
		value, ok := replaced[p.Name]
		if !ok {
			value = Path("%v", c.value(p))
		}
		path = strings.ReplaceAll(path, "{"+p.Name+"}", value)
	}
	return path
}

// At is the good request with some parameters of path and query replaced by
// text that is escaped already, as in a path.
func (c Call) At(replaced map[string]string) Request {
	r := c.Request()
	r.Path = c.path(replaced)
	for _, p := range c.In("query") {
		if value, ok := replaced[p.Name]; ok {
			r.Query[p.Name] = value
			if plain, err := url.PathUnescape(value); err == nil {
				r.Query[p.Name] = plain
			}
		}
	}
	return r
}

// Asking is the good request with one parameter of the query replaced; nil
// leaves it out.
func (c Call) Asking(name string, value any) Request {
	r := c.Request()
	r.Query[name] = value
	return r
}

// With is the good request with one member of its input replaced.
func (c Call) With(member string, value any) Request {
	said := maps.Clone(c.Input.Good)
	said[member] = value
	return c.Saying(c.Input.wrapped(said))
}

// Without is the good request without one member of its input.
func (c Call) Without(member string) Request {
	said := maps.Clone(c.Input.Good)
	delete(said, member)
	return c.Saying(c.Input.wrapped(said))
}

// Saying is the good request with another input. A string is sent as it is,
// for what is not even JSON.
func (c Call) Saying(input any) Request {
	r := c.Bare()
	c.Input.put(&r, input)
	return r
}

// wrapped are members where the document has them.
func (in Input) wrapped(members map[string]any) any {
	var whole any = members
	for _, name := range slices.Backward(in.Wrapper) {
		whole = map[string]any{name: whole}
	}
	return whole
}

// put gives a request its input.
func (in Input) put(r *Request, input any) {
	text, raw := input.(string)
	if in.Carrier == "" {
		r.Body = input
		if raw {
			r.Body = Raw{Type: jsonType, Text: text}
		}
		return
	}
	if !raw {
		_, encoded, err := encode(input)
		if err != nil {
			panic(fmt.Sprintf("input that cannot be JSON: %v", err)) // a mistake in the test itself
		}
		text = string(encoded)
	}
	if in.InQuery {
		r.Query[in.Carrier] = text
		return
	}
	r.Body = Form{in.Carrier: text}
}
