package openapi

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// What a request has and the description has not is ignored, as it cannot be bound to anything: a misspelt name answers with success. So
// it is told, by its name alone; in Strict mode it is refused.

// undocumented tells of a member of an object that no property is described for. One that a schema forbids is refused.
func (r *reader) undocumented(name string, schema *openapi3.Schema, at *place) {
	switch {
	case len(schema.OneOf)+len(schema.AnyOf)+len(schema.AllOf) > 0:
	case r.mode == Strict, closed(schema):
		r.refuse(at, "has %s, which is not documented", QuotedName(name))
	case len(r.forgiven) < mostForgiven: // there may be many thousands, which nobody quotes
		r.tell(at, "%s ignored, as it is not documented", QuotedName(name))
	}
}

// undocumented tells of the names in a query that are no parameters of the operation.
func (o *Operation) undocumented(query url.Values, mode Mode) (notes []string, wrong Violations) {
	if len(query) == 0 {
		return nil, nil
	}
	var names []string
	for name := range query {
		if !o.hasQuery(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names[:min(len(names), mostForgiven)] {
		if mode == Strict {
			wrong = append(wrong, &Violation{Where: "query", Reason: "has " + QuotedName(name) + ", which is not documented"})
			continue
		}
		notes = append(notes, "query: "+QuotedName(name)+" ignored, as it is not documented")
	}
	return notes, wrong
}

func (o *Operation) hasQuery(name string) bool {
	return slices.ContainsFunc(o.params, func(p *openapi3.Parameter) bool { return p.In == openapi3.ParameterInQuery && p.Name == name })
}

// longestName is the longest name that is told.
const longestName = 60

// QuotedName is a name that a client has chosen, if it is one: what is no word may be the second half of a value that was not escaped.
// It is quoted, so that whoever hides secrets sees where it begins and ends; but not where it is only what secrets are called, which some
// people take for a password: the one who sent password=x is to read that password was ignored.
func QuotedName(name string) string {
	if len(name) > longestName || strings.ContainsFunc(name, notInNames) {
		return "a name that is no word"
	}
	if NamesSecret(name) {
		return name
	}
	return fmt.Sprintf("%q", name)
}

func notInNames(c rune) bool {
	return (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && !strings.ContainsRune("_-.$:[]", c)
}
