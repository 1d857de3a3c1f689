package openapi

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

// TestLinks: tools follow them from what is made or listed to what can be done with it. Each leads to an operation and to a parameter that
// there are, and what it takes along is in the example; an operation on one thing is led to.
func TestLinks(t *testing.T) {
	t.Parallel()
	for _, api := range Names() {
		t.Run(api, func(t *testing.T) {
			t.Parallel()
			data, err := Bundle(api)
			require.NoError(t, err)
			doc, err := openapi3.NewLoader().LoadFromData(data)
			require.NoError(t, err)
			l := linker{T: t, all: map[string]linked{}}
			for path, item := range doc.Paths.Map() {
				for _, op := range item.Operations() {
					l.all[op.OperationID] = linked{op, slices.Concat(op.Parameters, item.Parameters), strings.Contains(path, "{")}
				}
			}
			reached := map[string]bool{"getStoredValue": true} // by the keys that a client knows
			for _, id := range slices.Sorted(maps.Keys(l.all)) {
				for _, status := range []string{"200", "201"} {
					if response := l.all[id].Responses.Value(status); response != nil {
						for name, link := range response.Value.Links {
							reached[link.Value.OperationID] = true
							l.link(id+" "+status+" "+name, l.all[id], response.Value, link.Value)
						}
					}
				}
			}
			for id, op := range l.all {
				if op.ofOne && !reached[id] {
					t.Errorf("%s: no link leads to it; give one to the operation that makes or lists what its path names", id)
				}
			}
		})
	}
}

// linked is an operation, which may be one on the thing that its path names.
type linked struct {
	*openapi3.Operation
	parameters openapi3.Parameters
	ofOne      bool
}

type linker struct {
	*testing.T
	all map[string]linked
}

func (l linker) link(where string, from linked, response *openapi3.Response, link *openapi3.Link) {
	l.Helper()
	to, found := l.all[link.OperationID]
	if !found {
		l.Errorf("%s: there is no operation %s", where, link.OperationID)
		return
	}
	for name, value := range link.Parameters {
		if !to.takes(name) {
			l.Errorf("%s: %s has no parameter %s", where, link.OperationID, name)
		}
		l.expression(where+"."+name, from, response, value)
	}
	l.body(where, from, response, link.RequestBody)
}

// body looks at every text in what a link sends: one with a dollar is an expression.
func (l linker) body(where string, from linked, response *openapi3.Response, value any) {
	l.Helper()
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			l.body(where+"."+name, from, response, member)
		}
	case string:
		if strings.HasPrefix(value, "$") {
			l.expression(where, from, response, value)
		}
	}
}

func (op linked) takes(name string) bool {
	return slices.ContainsFunc(op.parameters, func(p *openapi3.ParameterRef) bool { return p.Value.Name == name })
}

// expression finds in the examples what an expression stands for.
func (l linker) expression(where string, from linked, response *openapi3.Response, value any) {
	l.Helper()
	text := fmt.Sprint(value)
	ok := false
	switch kind, rest, _ := strings.Cut(text, "#/"); {
	case kind == "$response.body":
		ok = has(response.Content.Get("application/json").Example, rest)
	case kind == "$request.body":
		for _, media := range from.RequestBody.Value.Content {
			ok = has(media.Example, rest)
		}
	case strings.HasPrefix(text, "$request."):
		ok = from.takes(text[strings.LastIndex(text, ".")+1:])
	}
	if !ok {
		l.Errorf("%s: the example has nothing at %s", where, text)
	}
}

// has says whether there is something at the end of a path of names and indexes.
func has(value any, path string) bool {
	for _, step := range strings.Split(path, "/") {
		switch v := value.(type) {
		case map[string]any:
			value = v[step]
		case []any:
			if step != "0" || len(v) == 0 {
				return false
			}
			value = v[0]
		default:
			return false
		}
	}
	return value != nil
}
