package openapi

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// QueryNames are the documented query parameters. CheckRequest lets others pass, as servers do.
func (o *Operation) QueryNames() []string {
	var names []string
	for _, p := range o.params {
		if p.In == openapi3.ParameterInQuery {
			names = append(names, p.Name)
		}
	}
	return names
}

// InputProperties are the names of the properties that the JSON input of an operation has at a path of properties, sorted. There
// are none where it has no such place. The input is the body, or else the first query parameter that carries JSON.
func (o *Operation) InputProperties(path ...string) []string {
	schema := o.input()
	for _, name := range path {
		if schema != nil {
			schema = schema.Value.Properties[name]
		}
	}
	if schema == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(schema.Value.Properties))
}

func (o *Operation) input() *openapi3.SchemaRef {
	if body := o.spec.RequestBody; body != nil {
		return jsonSchema(body.Value.Content)
	}
	for _, p := range o.params {
		if schema := jsonSchema(p.Content); p.In == openapi3.ParameterInQuery && schema != nil {
			return schema
		}
	}
	return nil
}

func jsonSchema(content openapi3.Content) *openapi3.SchemaRef {
	if media := content[jsonType]; media != nil {
		return media.Schema
	}
	return nil
}
