package openapi

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// What stands in this file is only reached by a value that is not as documented: its name, its spelling, its being one
// instead of a list of one.

// fold finds the documented property that an unknown name means: one that differs from it in case only. Servers of more
// than one vendor look names up so, and so does encoding/json, which would otherwise bind behind the check's back.
// An exact spelling wins. property is nil if there is nothing to go on with.
func (r *reader) fold(object map[string]any, name string, schema *openapi3.Schema, at *place) (documented string, property *openapi3.SchemaRef) {
	var free, taken string
	for candidate := range schema.Properties {
		if !strings.EqualFold(candidate, name) {
			continue
		}
		// Where two documented names differ in case only, the first one in the alphabet counts.
		if _, sent := object[candidate]; sent {
			taken = first(taken, candidate)
		} else {
			free = first(free, candidate)
		}
	}
	switch {
	case free == "" && taken == "":
		r.undocumented(name, schema, at)
		return name, nil
	case r.mode == Strict || closed(schema):
		r.refuse(at.member(name), "is documented as %s", first(free, taken))
		return name, nil
	case free == "":
		delete(object, name)
		r.note(at.member(name), "ignored beside %s", taken)
		return name, nil
	}
	object[free] = object[name]
	delete(object, name)
	r.note(at.member(name), "read as %s", free)
	return free, schema.Properties[free]
}

func first(a, b string) string {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

// isMap tells whether an object's names are data, so that there is no documented spelling.
func isMap(schema *openapi3.Schema) bool {
	other := schema.AdditionalProperties
	return other.Schema != nil || other.Has != nil && *other.Has
}

// readEmpty takes "" for an optional value that cannot be a text as a value that was left out: forms send every field.
func (r *reader) readEmpty(object map[string]any, name string, schema, property *openapi3.Schema, at *place) bool {
	if r.mode == Strict || property.Type == nil || property.Type.Is(openapi3.TypeString) || slices.Contains(schema.Required, name) {
		return false
	}
	delete(object, name)
	r.note(at.member(name), `"" read as left out`)
	return true
}

// single tells whether a value is what each item of the list that is asked for should be.
func single(value any, items *openapi3.SchemaRef) bool {
	if items == nil {
		return false
	}
	asked := items.Value.Type
	switch value := value.(type) {
	case map[string]any:
		return asked.Is(openapi3.TypeObject)
	case string:
		return value != "" && asked.Is(openapi3.TypeString)
	}
	return false
}

// readEnum gives one of the documented words the case of letters that it is documented in.
func (r *reader) readEnum(value string, schema *openapi3.Schema, at *place) string {
	found := ""
	for _, word := range schema.Enum {
		switch word, _ := word.(string); {
		case word == value:
			return value
		case found == "" && strings.EqualFold(word, value):
			found = word
		}
	}
	if found == "" {
		return value
	}
	r.note(at, "%q read as %q", value, found)
	return found
}

// hollow tells whether a value is an object with nothing in it but documented objects of that kind: wrappings around
// nothing.
func hollow(value any, schema *openapi3.Schema) bool {
	object, ok := value.(map[string]any)
	ok = ok && schema.Type.Is(openapi3.TypeObject)
	for name, inner := range object {
		property := schema.Properties[name]
		ok = ok && property != nil && hollow(inner, property.Value)
	}
	return ok
}
