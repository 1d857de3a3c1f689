package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// checkBounds refuses a document in which a list that a client sends has no maxItems, or an object whose members the client may name has no
// maxProperties: work is done for each entry, so that somebody must have said how much there may be.
func checkBounds(data []byte) error {
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		return err
	}
	b := bounds{seen: map[*openapi3.Schema]bool{}}
	for _, template := range doc.Paths.InMatchingOrder() {
		item := doc.Paths.Value(template)
		for _, method := range slices.Sorted(maps.Keys(item.Operations())) {
			op := item.GetOperation(method)
			for _, p := range slices.Concat(item.Parameters, op.Parameters) {
				b.visit(op.OperationID+": "+p.Value.Name, p.Value.Schema)
				b.content(op.OperationID+": "+p.Value.Name, p.Value.Content)
			}
			if op.RequestBody != nil {
				b.content(op.OperationID, op.RequestBody.Value.Content)
			}
		}
	}
	return errors.Join(b.missing...)
}

type bounds struct {
	seen    map[*openapi3.Schema]bool
	missing []error
}

func (b *bounds) content(where string, content openapi3.Content) {
	for _, media := range slices.Sorted(maps.Keys(content)) {
		b.visit(where, content[media].Schema)
	}
}

func (b *bounds) visit(where string, ref *openapi3.SchemaRef) {
	if ref == nil || b.seen[ref.Value] {
		return
	}
	s := ref.Value
	b.seen[s] = true
	if (s.Items != nil || s.Type.Is(openapi3.TypeArray)) && s.MaxItems == nil {
		b.missing = append(b.missing, fmt.Errorf("%s: a list that clients send needs maxItems", where))
	}
	if s.AdditionalProperties.Schema != nil && s.MaxProps == nil {
		b.missing = append(b.missing, fmt.Errorf("%s: an object whose members clients name needs maxProperties", where))
	}
	b.visit(where+"[]", s.Items)
	b.visit(where+".*", s.AdditionalProperties.Schema)
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		b.visit(where+"."+name, s.Properties[name])
	}
	for _, list := range []openapi3.SchemaRefs{s.OneOf, s.AnyOf, s.AllOf} {
		for _, one := range list {
			b.visit(where, one)
		}
	}
}
