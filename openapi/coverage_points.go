package openapi

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// operationPoints are what a description declares of an operation, ready to be counted.
type operationPoints struct {
	list    []Point // by aspect and name
	at      map[pointKey]int
	paths   []int    // the path parameters
	headers []string // the names of those in headers
	body    *member  // of the request; nil where there is none of JSON
	answer  *member  // of what does not refuse, whatever the status
}

type pointKey struct {
	aspect Aspect
	name   string
}

func (p *operationPoints) find(aspect Aspect, name string) (at int, declared bool) {
	at, declared = p.at[pointKey{aspect, name}]
	return at, declared
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
	p := &operationPoints{at: map[pointKey]int{}, answer: &member{}}
	add := func(aspect Aspect, name string) {
		key := pointKey{aspect, name}
		if _, known := p.at[key]; !known {
			p.at[key] = 0
			p.list = append(p.list, Point{Aspect: aspect, Name: name})
		}
	}
	for _, param := range o.params {
		add(AspectParameter, param.In+" "+param.Name)
		if param.In == openapi3.ParameterInHeader {
			p.headers = append(p.headers, param.Name)
		}
	}
	if o.spec.RequestBody != nil {
		p.body = &member{}
		for media, declared := range o.spec.RequestBody.Value.Content {
			if o.form != "" {
				media = formType
			}
			add(AspectType, "request "+media)
			p.body.grow(declared.Schema, "body ", nil, func(name string) { add(AspectParameter, name) })
		}
	}
	for status, declared := range o.spec.Responses.Map() {
		add(AspectStatus, status)
		for media, content := range declared.Value.Content {
			add(AspectType, status+" "+media)
			if status < "4" && isJSON(media) {
				p.answer.grow(content.Schema, "", nil, func(name string) { add(AspectMember, name) })
			}
		}
	}
	slices.SortFunc(p.list, func(a, b Point) int {
		return cmp.Or(cmp.Compare(slices.Index(Aspects, a.Aspect), slices.Index(Aspects, b.Aspect)), strings.Compare(a.Name, b.Name))
	})
	for i, point := range p.list {
		p.at[pointKey{point.Aspect, point.Name}] = i
		if point.Aspect == AspectParameter && strings.HasPrefix(point.Name, "path ") {
			p.paths = append(p.paths, i)
		}
	}
	p.body.place(p, AspectParameter)
	p.answer.place(p, AspectMember)
	return p
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
func (m *member) place(p *operationPoints, aspect Aspect) {
	if m == nil {
		return
	}
	m.at, _ = p.find(aspect, m.name)
	m.items.place(p, aspect)
	for _, one := range m.members {
		one.place(p, aspect)
	}
}

// mark marks the members that a value has, once however often it has them, and of a long value those that come first.
func (m *member) mark(value any, mark func(at int, declared bool)) {
	seen, left := map[*member]bool{}, mostValues
	m.visit(value, seen, &left)
	for one := range seen {
		mark(one.at, one.name != "")
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
