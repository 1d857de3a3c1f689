package openapi

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A check takes at most so many steps for each byte of what it checks, whatever that is: the bounds below are looked at before the work
// is done that they bound. Violations and tolerances beyond the first few are not even looked for.
const (
	mostViolations = 20
	mostForgiven   = 20
	// deepest is how deep JSON may nest. The deepest request that an API takes nests by far less.
	deepest = 100
	// fewMembers is how many members an object may have of which all that are too many are named.
	fewMembers = 200
	// longestPlace is how much is told of where a value stands, whose names the client may have chosen.
	longestPlace = 400
)

var errTooDeep = fmt.Errorf("is nested more than %d deep", deepest)

// unreadable is what is wrong with JSON that decode refuses.
func unreadable(where, field string, err error) *Violation {
	v := &Violation{Where: where, Field: field, Reason: err.Error()}
	if errors.Is(err, errTooDeep) {
		v.Rule = RuleDepth
	}
	return v
}

// measure looks at a text before it is decoded: how many members its objects have, and whether it nests deeper than any JSON here may.
func measure(data []byte) (members int, tooDeep bool) {
	depth, inText := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case inText && c == '\\':
			i++
		case c == '"':
			inText = !inText
		case inText:
		case c == '{' || c == '[':
			if depth++; depth > deepest {
				return members, true
			}
		case c == '}' || c == ']':
			depth--
		case c == ':':
			members++
		}
	}
	return members, false
}

// place is where a value stands. It is spelled out only for what is told of it.
type place struct {
	in    *place // nil for the whole, whose name is that of a parameter, or empty
	name  string
	index int  // of a list's item, which has no name
	free  bool // the name is not the description's
}

func (p *place) String() string {
	var names []string
	for ; p.in != nil; p = p.in {
		if p.name == "" {
			names = append(names, "["+strconv.Itoa(p.index)+"]")
		} else {
			names = append(names, "."+p.name)
		}
	}
	slices.Reverse(names)
	var text strings.Builder
	text.WriteString(p.name)
	for _, name := range names {
		if text.Len()+len(name) > longestPlace {
			name = "..."
		}
		if name != "..." || !strings.HasSuffix(text.String(), name) {
			text.WriteString(name)
		}
	}
	return strings.TrimPrefix(text.String(), ".")
}

// pointer is where the value stands in every answer of its kind.
func (p *place) pointer() string {
	var names []string
	for ; p.in != nil; p = p.in {
		if p.name == "" || p.free {
			names = append(names, "/*")
		} else {
			names = append(names, "/"+pointerEscapes.Replace(p.name))
		}
	}
	slices.Reverse(names)
	text := strings.Join(names, "")
	return text[:min(len(text), longestPlace)]
}

// pointerEscapes are those of RFC 6901.
var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

func (p *place) item(i int) *place         { return &place{in: p, index: i} }
func (p *place) member(name string) *place { return &place{in: p, name: name} }

// collector finds the first violations of a value that is known to have some. kin-openapi collects either one or all of them; so it is
// asked about each container without what is in it, and then about that.
type collector struct {
	where   string
	options []openapi3.SchemaValidationOption
	wrong   Violations
	hollow  map[*openapi3.Schema]*openapi3.Schema
	steps   int
	answer  map[string]bool // of an answer: the rules broken by place; what is wrong in each item of a list is told once
}

// checkValue validates a value; root is its name where it is a parameter's.
func checkValue(where, root string, value any, schema *openapi3.Schema, options []openapi3.SchemaValidationOption) (wrong Violations, steps int) {
	if schema.VisitJSON(value, append(slices.Clip(options), openapi3.FailFast())...) == nil {
		return nil, 0
	}
	c := collector{where: where, options: options, hollow: map[*openapi3.Schema]*openapi3.Schema{}}
	c.visit(value, schema, &place{name: root})
	return c.wrong, c.steps
}

// checkAnswer validates what an answer says.
func checkAnswer(value any, schema *openapi3.Schema) Violations {
	if schema.VisitJSON(value, append(slices.Clip(asResponse), openapi3.FailFast())...) == nil {
		return nil
	}
	c := collector{where: "response", options: asResponse, hollow: map[*openapi3.Schema]*openapi3.Schema{}, answer: map[string]bool{}}
	c.visit(value, schema, &place{})
	return c.wrong
}

func (c *collector) visit(value any, schema *openapi3.Schema, at *place) {
	c.steps++
	if len(c.wrong) >= mostViolations {
		return
	}
	if len(schema.OneOf)+len(schema.AnyOf)+len(schema.AllOf) > 0 {
		c.ask(value, schema, at, c.options)
		return
	}
	all := append(slices.Clip(c.options), openapi3.MultiErrors())
	switch value := value.(type) {
	case []any:
		c.ask(value, c.without(schema), at, all)
		if schema.Items == nil || !schema.Type.Permits(openapi3.TypeArray) || tooMany(value, schema) {
			return
		}
		for i, item := range value {
			if c.visit(item, schema.Items.Value, at.item(i)); len(c.wrong) >= mostViolations {
				return
			}
		}
	case map[string]any:
		if len(value) > fewMembers {
			all = c.options // each member may be one too many
		}
		c.ask(value, c.without(schema), at, all)
		if !schema.Type.Permits(openapi3.TypeObject) {
			return
		}
		for _, name := range slices.Sorted(maps.Keys(value)) {
			property, member := schema.Properties[name], at.member(name)
			if property == nil {
				property, member.free = schema.AdditionalProperties.Schema, true
			}
			if property == nil && c.answer != nil && closed(schema) {
				member.free = false
				c.add(member, &Violation{Where: c.where, Field: member.String(), Reason: "is not declared", Rule: RuleMember})
			}
			if property == nil {
				continue
			}
			if c.visit(value[name], property.Value, member); len(c.wrong) >= mostViolations {
				return
			}
		}
	default:
		c.ask(value, schema, at, all)
	}
}

// ask adds what kin-openapi says.
func (c *collector) ask(value any, schema *openapi3.Schema, at *place, options []openapi3.SchemaValidationOption) {
	err := schema.VisitJSON(value, options...)
	if err == nil {
		return
	}
	if c.answer == nil {
		c.wrong = append(c.wrong, violations(c.where, at.String(), err)...)
		c.wrong = c.wrong[:min(len(c.wrong), mostViolations)]
		return
	}
	var many openapi3.MultiError
	if !errors.As(err, &many) {
		many = openapi3.MultiError{err}
	}
	for _, err := range many {
		var of *openapi3.SchemaError
		below := at
		if errors.As(err, &of) {
			for _, name := range of.JSONPointer() {
				below = below.member(name)
			}
		}
		for _, wrong := range violations(c.where, at.String(), err) {
			c.add(below, wrong)
		}
	}
}

// add adds what is wrong in an answer, once for all places that are alike.
func (c *collector) add(at *place, wrong *Violation) {
	wrong.Place = at.pointer()
	key := wrong.Rule + " " + wrong.Place
	if len(c.wrong) < mostViolations && !c.answer[key] {
		c.answer[key] = true
		c.wrong = append(c.wrong, wrong)
	}
}

// without is a schema that asks nothing of what is in a list or an object.
func (c *collector) without(schema *openapi3.Schema) *openapi3.Schema {
	if known := c.hollow[schema]; known != nil {
		return known
	}
	hollow := *schema
	hollow.Items = nil
	hollow.Properties = make(openapi3.Schemas, len(schema.Properties))
	for name, property := range schema.Properties {
		anything := &openapi3.Schema{Nullable: true, ReadOnly: property.Value.ReadOnly, WriteOnly: property.Value.WriteOnly}
		hollow.Properties[name] = &openapi3.SchemaRef{Value: anything}
	}
	if schema.AdditionalProperties.Schema != nil || c.answer != nil {
		hollow.AdditionalProperties = openapi3.AdditionalProperties{}
	}
	c.hollow[schema] = &hollow
	return &hollow
}

// tooMany tells of a list that it is longer than its schema allows, so that nobody looks at its items.
func tooMany(list []any, schema *openapi3.Schema) bool {
	return schema.MaxItems != nil && uint64(len(list)) > *schema.MaxItems
}
