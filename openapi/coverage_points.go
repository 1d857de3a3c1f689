package openapi

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// operationPoints are what a description declares of an operation, ready to be counted: a list by aspect and name, and where in it what is.
type operationPoints struct {
	list     []point
	at       map[point]int
	statuses map[int]*statusPoint // a class by its digit, the default by 0
	paths    []int
	query    map[string]int
	headers  map[string]int // by the canonical name
	takes    map[string]int // by content type
	body     *member        // of the request; nil where there is none
	answer   *member        // of what does not refuse, whatever the status
}

// point is one thing that a description declares of an operation, by the name that Used has.
type point struct {
	aspect Aspect
	name   string
}

type statusPoint struct {
	at    int
	types map[string]int
}

// member is a place in a body: a member of an object, or what a list has.
type member struct {
	name    string // as points have it; empty where it is none
	at      int    // among the points
	members map[string]*member
	items   *member
}

// Bounds of what is counted of a body: how deep, and how many values of one.
const (
	deepestMember = 12
	mostValues    = 10_000
)

func (o *Operation) findPoints() *operationPoints {
	p := &operationPoints{at: map[point]int{}, answer: &member{}}
	for _, param := range o.params {
		p.add(AspectParameter, param.In+" "+param.Name)
	}
	if o.spec.RequestBody != nil {
		p.body = &member{}
		for media, declared := range o.spec.RequestBody.Value.Content {
			if o.form != "" {
				media = formType
			}
			p.add(AspectType, "request "+media)
			p.body.grow(declared.Schema, "body ", nil, func(name string) { p.add(AspectParameter, name) })
		}
	}
	for status, declared := range o.spec.Responses.Map() {
		p.add(AspectStatus, status)
		for media, content := range declared.Value.Content {
			p.add(AspectType, status+" "+media)
			if status < "4" && isJSON(media) {
				p.answer.grow(content.Schema, "", nil, func(name string) { p.add(AspectMember, name) })
			}
		}
	}
	slices.SortFunc(p.list, func(a, b point) int {
		return cmp.Or(cmp.Compare(slices.Index(Aspects, a.aspect), slices.Index(Aspects, b.aspect)), strings.Compare(a.name, b.name))
	})
	p.lookUp()
	return p
}

func (p *operationPoints) add(aspect Aspect, name string) {
	key := point{aspect, name}
	if _, known := p.at[key]; !known {
		p.at[key] = 0
		p.list = append(p.list, key)
	}
}

// lookUp says where in the list what is.
func (p *operationPoints) lookUp() {
	p.statuses, p.query, p.headers, p.takes = map[int]*statusPoint{}, map[string]int{}, map[string]int{}, map[string]int{}
	for i, one := range p.list {
		p.at[one] = i
		where, name, _ := strings.Cut(one.name, " ")
		switch {
		case one.aspect == AspectStatus:
			p.statuses[numbered(where)] = &statusPoint{i, map[string]int{}}
		case one.aspect == AspectType && where == "request":
			p.takes[name] = i
		case one.aspect == AspectType:
			p.statuses[numbered(where)].types[name] = i
		case one.aspect != AspectParameter: // a member, which its place in the body leads to
		case where == openapi3.ParameterInPath:
			p.paths = append(p.paths, i)
		case where == openapi3.ParameterInQuery:
			p.query[name] = i
		case where == openapi3.ParameterInHeader:
			p.headers[http.CanonicalHeaderKey(name)] = i
		}
	}
	p.body.place(p.at, AspectParameter)
	p.answer.place(p.at, AspectMember)
}

// numbered is a declared status as a number: 404, 4 for 4XX, 0 for the default.
func numbered(status string) int {
	n, _ := strconv.Atoi(strings.TrimSuffix(strings.ToUpper(status), "XX"))
	return n
}

// grow adds what a schema declares. A schema within itself adds nothing.
func (m *member) grow(ref *openapi3.SchemaRef, path string, within []*openapi3.Schema, add func(name string)) {
	if ref == nil || len(within) > deepestMember || slices.Contains(within, ref.Value) {
		return
	}
	schema := ref.Value
	within = append(slices.Clip(within), schema)
	for _, list := range []openapi3.SchemaRefs{schema.AllOf, schema.OneOf, schema.AnyOf} {
		for _, part := range list {
			m.grow(part, path, within, add)
		}
	}
	if schema.Items != nil {
		if m.items == nil {
			m.items = &member{}
		}
		m.items.grow(schema.Items, strings.TrimSuffix(path, ".")+"[].", within, add)
	}
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		if m.members == nil {
			m.members = map[string]*member{}
		}
		one := m.members[name]
		if one == nil {
			one = &member{name: path + name}
			m.members[name] = one
		}
		add(one.name)
		one.grow(schema.Properties[name], one.name+".", within, add)
	}
}

// place looks up where the members are among the points.
func (m *member) place(at map[point]int, aspect Aspect) {
	if m == nil {
		return
	}
	m.at = at[point{aspect, m.name}]
	m.items.place(at, aspect)
	for _, one := range m.members {
		one.place(at, aspect)
	}
}

// mark marks the members that a value has, once however often it has them, and of a long value those that come first.
func (m *member) mark(value any, counts pointCounts) {
	if value == nil {
		return
	}
	seen, left := map[*member]bool{}, mostValues
	m.visit(value, seen, &left)
	for one := range seen {
		counts.mark(one.at, one.name != "")
	}
}

func (m *member) visit(value any, seen map[*member]bool, left *int) {
	if *left--; m == nil || *left < 0 {
		return
	}
	switch value := value.(type) {
	case []any:
		for _, entry := range value {
			m.items.visit(entry, seen, left)
			if *left < 0 {
				return
			}
		}
	case map[string]any:
		for name, one := range m.members {
			if inner, there := value[name]; there {
				seen[one] = true
				one.visit(inner, seen, left)
			}
		}
	}
}
