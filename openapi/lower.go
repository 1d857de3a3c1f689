package openapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v3"
)

// Parse reads a description, YAML or JSON, as its authors wrote it. It takes the same way as the generator, so what
// is parsed here behaves like what is embedded.
func Parse(api string, data []byte) (*Document, error) {
	root, err := Read(data)
	if err != nil {
		return nil, fmt.Errorf("openapi: %s: %w", api, err)
	}
	if err := Lower(root); err != nil {
		return nil, fmt.Errorf("openapi: %s: %w", api, err)
	}
	full, err := JSON(root)
	if err != nil {
		return nil, fmt.Errorf("openapi: %s: %w", api, err)
	}
	checked, err := openapi3.NewLoader().LoadFromData(full)
	if err != nil {
		return nil, fmt.Errorf("openapi: %s: %w", api, err)
	}
	// Examples are the linter's business; a document that merely illustrates itself badly can still be served.
	if err := checked.Validate(context.Background(), openapi3.DisableExamplesValidation()); err != nil {
		return nil, fmt.Errorf("openapi: %s: %w", api, err)
	}
	return load(api, full)
}

// Read parses YAML or JSON into a tree that keeps the order of the source. Aliases are replaced by what they stand for,
// and a key that is given twice is an error.
func Read(data []byte) (*yaml.Node, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, err
	}
	var plain any
	if err := doc.Decode(&plain); err != nil { // a node takes duplicate keys, a map does not; nor endless aliases
		return nil, err
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, errors.New("the document is not a mapping")
	}
	return withoutAliases(doc.Content[0]), nil
}

func withoutAliases(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return withoutAliases(n.Alias)
	}
	plain := *n
	plain.Anchor, plain.Content = "", nil
	for _, child := range n.Content {
		plain.Content = append(plain.Content, withoutAliases(child))
	}
	return &plain
}

// Lower rewrites JSON in a form into plain JSON.
//
// Some APIs take a form of one field whose text is a JSON document. OpenAPI can say so (encoding.<field>.contentType:
// application/json), but neither the code generator nor the validator follows: the one binds a zero value, the other
// refuses the body. So before either sees the document, such a body becomes an application/json body with the field's
// schema, and x-form remembers the field's name for CheckRequest, which makes the same turn with the request.
func Lower(doc *yaml.Node) error {
	schemas := get(get(doc, "components"), "schemas")
	bodies := get(get(doc, "components"), "requestBodies")
	var wrappers []string
	for _, item := range pairs(get(doc, "paths")) {
		for _, member := range pairs(item.value) {
			op := member.value
			body := get(op, "requestBody")
			if body == nil {
				continue
			}
			if ref := get(body, "$ref"); ref != nil {
				// A shared body may be lowered for one operation before another refers to it.
				shared := get(bodies, componentName(ref.Value))
				if shared == nil {
					return fmt.Errorf("%s does not exist", ref.Value)
				}
				if form := get(shared, "x-form"); form != nil {
					set(op, "x-form", form)
					continue
				}
				body = shared
			}
			field, wrapper, err := lowerBody(body, schemas)
			if err != nil {
				return fmt.Errorf("%s %s: %w", strings.ToUpper(member.key), item.key, err)
			}
			if field == "" {
				continue
			}
			form := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: field}
			set(op, "x-form", form)
			if get(op, "requestBody") != body {
				set(body, "x-form", form)
			}
			if wrapper != "" {
				wrappers = append(wrappers, wrapper)
			}
		}
	}
	dropUnused(doc, schemas, wrappers)
	return nil
}

// lowerBody turns one request body, if it is a form around JSON. It returns the field's name, and the name of the
// component that described the form.
func lowerBody(body, schemas *yaml.Node) (field, wrapper string, err error) {
	var inner, example *yaml.Node
	media := get(body, "content")
	for _, m := range pairs(media) {
		if m.key != formType && m.key != multipartType {
			return "", "", nil
		}
		schema := get(m.value, "schema")
		if ref := get(schema, "$ref"); ref != nil {
			wrapper = componentName(ref.Value)
			schema = get(schemas, wrapper)
		}
		properties := pairs(get(schema, "properties"))
		if len(properties) != 1 {
			return "", "", nil
		}
		name := properties[0].key
		if encoding := get(get(get(m.value, "encoding"), name), "contentType"); encoding == nil || encoding.Value != jsonType {
			return "", "", nil
		}
		if field != "" && field != name {
			return "", "", fmt.Errorf("the form's field is %s in one media type and %s in another", field, name)
		}
		field, inner = name, properties[0].value
		if found := get(get(m.value, "example"), name); found != nil {
			example = found
		}
	}
	if field == "" {
		return "", "", nil
	}
	plain := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	set(plain, "schema", inner)
	if example != nil {
		set(plain, "example", example)
	}
	media.Content = nil
	set(media, jsonType, plain)
	return field, wrapper, nil
}

// dropUnused removes the schemas that described nothing but a form, so that no type is generated for them.
func dropUnused(doc, schemas *yaml.Node, names []string) {
	if len(names) == 0 {
		return
	}
	used := map[string]bool{}
	var visit func(*yaml.Node)
	visit = func(n *yaml.Node) {
		if ref := get(n, "$ref"); ref != nil {
			used[componentName(ref.Value)] = true
		}
		for _, child := range n.Content {
			visit(child)
		}
	}
	visit(doc)
	for _, name := range names {
		if !used[name] {
			remove(schemas, name)
		}
	}
}

// Compact is the lowered document reduced to what CheckRequest and CheckResponse need, as one line of JSON.
func Compact(root *yaml.Node) ([]byte, error) {
	full, err := JSON(root)
	if err != nil {
		return nil, err
	}
	var raw rawDocument
	if err := json.Unmarshal(full, &raw); err != nil {
		return nil, err
	}
	return encode(raw)
}

// JSON spells a YAML document as JSON, members in the order of the source. A bare date stays the text it is.
func JSON(root *yaml.Node) ([]byte, error) {
	var buf bytes.Buffer
	err := writeJSON(&buf, root)
	return buf.Bytes(), err
}

func writeJSON(buf *bytes.Buffer, n *yaml.Node) error {
	switch n.Kind {
	case yaml.MappingNode:
		for i, pair := range pairs(n) {
			buf.WriteByte("{,"[min(i, 1)])
			if err := writeScalar(buf, pair.key); err != nil {
				return err
			}
			buf.WriteByte(':')
			if err := writeJSON(buf, pair.value); err != nil {
				return err
			}
		}
		if len(n.Content) == 0 {
			buf.WriteByte('{')
		}
		buf.WriteByte('}')
	case yaml.SequenceNode:
		buf.WriteByte('[')
		for i, item := range n.Content {
			if i > 0 {
				buf.WriteByte(',')
			}
			if err := writeJSON(buf, item); err != nil {
				return err
			}
		}
		buf.WriteByte(']')
	case yaml.ScalarNode:
		if tag := n.ShortTag(); tag == "!!str" || tag == "!!timestamp" {
			return writeScalar(buf, n.Value)
		}
		var value any
		if err := n.Decode(&value); err != nil {
			return fmt.Errorf("line %d: %w", n.Line, err)
		}
		return writeScalar(buf, value)
	default:
		return fmt.Errorf("line %d: not a value", n.Line)
	}
	return nil
}

func writeScalar(buf *bytes.Buffer, value any) error {
	text, err := encode(value)
	buf.Write(text)
	return err
}

type pair struct {
	key   string
	value *yaml.Node
}

func pairs(n *yaml.Node) []pair {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	list := make([]pair, 0, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		list = append(list, pair{n.Content[i].Value, n.Content[i+1]})
	}
	return list
}

func get(n *yaml.Node, key string) *yaml.Node {
	for _, p := range pairs(n) {
		if p.key == key {
			return p.value
		}
	}
	return nil
}

func set(n *yaml.Node, key string, value *yaml.Node) {
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, value)
}

func remove(n *yaml.Node, key string) {
	for i, p := range pairs(n) {
		if p.key == key {
			n.Content = slices.Delete(n.Content, 2*i, 2*i+2)
			return
		}
	}
}

func componentName(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }
