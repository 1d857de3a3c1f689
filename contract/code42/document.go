package code42

import (
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/understudy/understudy/contract"
	"github.com/understudy/understudy/openapi"
)

// known are entities of the default world by the names that the document has
// for their ids, in paths, queries and bodies alike. Facts add to them.
var known = map[string]any{
	"userId": pinnedUserID, "userUid": pinnedUserUID, "orgGuid": opsOrgGUID, "orgUid": opsOrgUID, "orgId": opsOrgID, "parentOrgGuid": opsOrgGUID,
	"deviceId": pinnedDeviceID, "id": pinnedDeviceID, "deviceGuid": pinnedDeviceGUID, "guid": pinnedDeviceGUID, "key": "CASES_API-URL",
}

// operation is one of the document's, with a request that is good: made of the
// document's own examples, with ids that exist.
type operation struct {
	*openapi.Operation
	path, query []parameter
	body        map[string]any // nil where there is none
	bodyNeeded  bool
	members     map[string]string // the body's members and their types
	needed      []string          // the members that must be there
	nullable    map[string]bool
	known       map[string]any
	asked       contract.Query // what a good request asks for besides what the document requires
}

type parameter struct {
	Name, In string
	Required bool
	Type     string
	example  any
}

// operations reads the families' operations from the document.
func operations(tb contract.TB, document *openapi.Document, facts facts, families ...string) []operation {
	tb.Helper()
	bundle, err := openapi.Bundle(document.API)
	if err != nil {
		tb.Fatalf("%v", err)
	}
	var d reader
	if err := yaml.Unmarshal(bundle, &d.root); err != nil {
		tb.Fatalf("%v", err)
	}
	var list []operation
	for _, op := range document.Operations {
		if slices.Contains(families, op.Family) {
			list = append(list, d.operation(op, facts))
		}
	}
	return list
}

// reader finds its way in a document that was read as plain maps.
type reader struct{ root map[string]any }

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

func (d reader) operation(op *openapi.Operation, facts facts) operation {
	made := operation{Operation: op, members: map[string]string{}, nullable: map[string]bool{}, known: facts.of(op), asked: facts.asked[op.ID]}
	spec := d.at(d.root, "paths", op.Path, strings.ToLower(op.Method))
	parameters, _ := d.at(spec, "parameters").([]any)
	for _, p := range parameters {
		required, _ := d.at(p, "required").(bool)
		one := parameter{d.text(p, "name"), d.text(p, "in"), required, d.text(p, "schema", "type"), d.at(p, "example")}
		switch one.In {
		case "path":
			made.path = append(made.path, one)
		case "query":
			made.query = append(made.query, one)
		}
	}
	made.bodyNeeded, _ = d.at(spec, "requestBody", "required").(bool)
	media := d.at(spec, "requestBody", "content", "application/json")
	example, _ := d.at(media, "example").(map[string]any)
	made.body = maps.Clone(example)
	properties, _ := d.at(media, "schema", "properties").(map[string]any)
	for name, schema := range properties {
		made.members[name] = d.text(schema, "type")
		made.nullable[name], _ = d.at(schema, "nullable").(bool)
		if id, ok := made.known[name]; ok && made.body[name] != nil {
			made.body[name] = id
		}
	}
	needed, _ := d.at(media, "schema", "required").([]any)
	for _, name := range needed {
		made.needed = append(made.needed, name.(string))
	}
	return made
}

// request is the good one.
func (op operation) request() contract.Request {
	r := contract.Request{Method: op.Method, Path: op.Path, Query: contract.Query{}}
	for _, p := range op.path {
		r.Path = op.at(p.Name, contract.Path("%v", op.known[p.Name]))
	}
	for _, p := range op.query {
		if p.Required {
			r.Query[p.Name] = p.example
			if id, ok := op.known[p.Name]; ok {
				r.Query[p.Name] = id
			}
		}
	}
	maps.Copy(r.Query, op.asked)
	if op.body != nil {
		r.Body = op.body
	}
	return r
}

// at is the path with one parameter replaced by text that is escaped already.
func (op operation) at(name, escaped string) string {
	path := op.Path
	for _, p := range op.path {
		value := contract.Path("%v", op.known[p.Name])
		if p.Name == name {
			value = escaped
		}
		path = strings.ReplaceAll(path, "{"+p.Name+"}", value)
	}
	return path
}

// with is the good request with one member of its body replaced.
func (op operation) with(member string, value any) contract.Request {
	r := op.request()
	body := maps.Clone(op.body)
	body[member] = value
	r.Body = body
	return r
}

// without is the good request without one member of its body.
func (op operation) without(member string) contract.Request {
	r := op.request()
	body := maps.Clone(op.body)
	delete(body, member)
	r.Body = body
	return r
}

// asking is the good request with one query parameter replaced; nil leaves it out.
func (op operation) asking(name string, value any) contract.Request {
	r := op.request()
	r.Query[name] = value
	return r
}
