package openapi

import "github.com/getkin/kin-openapi/openapi3"

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
