package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/understudy/understudy/openapi"
)

// jsonType is the media type of JSON.
const jsonType = "application/json"

// formType is the media type of a form.
const formType = "application/x-www-form-urlencoded"

// reader finds its way in a document that was read as plain maps. It reads the
// source and not [openapi.Document], which has no examples.
type reader struct{ root map[string]any }

// readCalls reads the document's operations from its source.
func readCalls(document *openapi.Document, source []byte) ([]Call, error) {
	d, err := readSource(source)
	if err != nil {
		return nil, err
	}
	var list []Call
	for _, op := range document.Operations {
		c, err := d.call(op)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", op.ID, err)
		}
		list = append(list, c)
	}
	return list, nil
}

// at walks down, through references.
func (d reader) at(v any, path ...string) any {
	for _, name := range path {
		object, _ := d.deref(v).(map[string]any)
		v = object[name]
	}
	return d.deref(v)
}

func (d reader) deref(v any) any {
	object, _ := v.(map[string]any)
	if ref, ok := object["$ref"].(string); ok {
		return d.at(d.root, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
	}
	return v
}

func (d reader) text(v any, path ...string) string {
	text, _ := d.at(v, path...).(string)
	return text
}

func (d reader) truth(v any, path ...string) bool {
	truth, _ := d.at(v, path...).(bool)
	return truth
}

func (d reader) call(op *openapi.Operation) (Call, error) {
	c := Call{Operation: op}
	item := d.at(d.root, "paths", op.Path)
	spec := d.at(item, strings.ToLower(op.Method))
	c.Refusal, c.Writes, c.Shows = d.refusal(spec), d.effect(spec), d.shows(spec)
	for _, p := range slices.Concat(d.list(item, "parameters"), d.list(spec, "parameters")) {
		if content := d.at(p, "content", jsonType); content != nil {
			c.Input = d.input(d.at(content, "schema"), d.at(content, "example"))
			c.Input.Carrier, c.Input.InQuery, c.Input.Required = d.text(p, "name"), d.text(p, "in") == "query", d.truth(p, "required")
			continue
		}
		one := Parameter{d.text(p, "name"), d.text(p, "in"), d.truth(p, "required"), d.schema(d.at(p, "schema")), d.at(p, "example")}
		if one.In == "path" || one.In == "query" {
			c.Params = append(c.Params, one)
		}
	}
	if input := d.body(d.at(spec, "requestBody")); input.Taken {
		if c.Input.Taken {
			return c, fmt.Errorf("takes input in the query and in the body; which of them a good request uses is not known here")
		}
		c.Input = input
	}
	return c, nil
}

// body is the input in a body: JSON, or a form with a field that is JSON.
func (d reader) body(v any) Input {
	var input Input
	if media := d.at(v, "content", jsonType); media != nil {
		input = d.input(d.at(media, "schema"), d.at(media, "example"))
	} else if media := d.at(v, "content", formType); media != nil {
		fields, _ := d.at(media, "encoding").(map[string]any)
		for _, field := range slices.Sorted(maps.Keys(fields)) {
			if d.text(fields[field], "contentType") == jsonType {
				input = d.input(d.at(media, "schema", "properties", field), d.at(media, "example", field))
				input.Carrier = field
			}
		}
	}
	input.Required = d.truth(v, "required")
	return input
}

// input reads what JSON an operation takes. An object with one member that is
// an object too is a wrapper: what counts is inside.
func (d reader) input(schema, example any) Input {
	input := Input{Taken: true, Members: map[string]Schema{}, Good: map[string]any{}}
	for {
		properties, _ := d.at(schema, "properties").(map[string]any)
		name := slices.Collect(maps.Keys(properties))
		if len(name) != 1 || d.text(properties[name[0]], "type") != "object" {
			for name, member := range properties {
				input.Members[name] = d.schema(member)
			}
			break
		}
		input.Wrapper = append(input.Wrapper, name[0])
		schema, example = properties[name[0]], d.at(example, name[0])
	}
	input.Needed = d.names(schema, "required")
	if good, ok := example.(map[string]any); ok {
		input.Good = good
	}
	return input
}

// refusal is the name of the schema of an operation's 4XX answers: of the
// first status of which one is known.
func (d reader) refusal(spec any) string {
	responses, _ := d.at(spec, "responses").(map[string]any)
	for _, status := range slices.Sorted(maps.Keys(responses)) {
		if !strings.HasPrefix(status, "4") {
			continue
		}
		media, _ := d.at(responses, status, "content", jsonType).(map[string]any)
		schema, _ := media["schema"].(map[string]any)
		if ref, ok := schema["$ref"].(string); ok {
			return ref[strings.LastIndexByte(ref, '/')+1:]
		}
	}
	return ""
}
