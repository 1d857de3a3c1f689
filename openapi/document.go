package openapi

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
)

// The types in this file are the part of an OpenAPI 3.0 document that matters at run time, as plain structs.
//
// kin-openapi's own loader decodes every level of nesting several times over (each of its types first into a struct
// and then into a map of extensions), which for a document of this size is most of a server's start-up time. One pass
// into these and a copy into kin-openapi's types costs a seventh. They serve as the filter for the embedded document as
// well: what they do not know (summaries, examples, Go names) is not written to it. lint_test.go refuses schema
// keywords that they would lose.

type rawDocument struct {
	Paths       map[string]rawPath `json:"paths"`
	Components  rawComponents      `json:"components,omitzero"`
	Security    []rawSecurity      `json:"security,omitempty"`
	Unserved    []Unserved         `json:"x-unserved,omitempty"`
	OtherMethod int                `json:"x-other-method,omitempty"`
}

type rawSecurity map[string][]string

type rawComponents struct {
	Schemas       map[string]*rawSchema    `json:"schemas,omitempty"`
	Parameters    map[string]*rawParameter `json:"parameters,omitempty"`
	Headers       map[string]*rawParameter `json:"headers,omitempty"`
	RequestBodies map[string]*rawBody      `json:"requestBodies,omitempty"`
	Responses     map[string]*rawResponse  `json:"responses,omitempty"`
}

type rawPath struct {
	Parameters []*rawParameter `json:"parameters,omitempty"`
	Get        *rawOperation   `json:"get,omitempty"`
	Put        *rawOperation   `json:"put,omitempty"`
	Post       *rawOperation   `json:"post,omitempty"`
	Delete     *rawOperation   `json:"delete,omitempty"`
	Patch      *rawOperation   `json:"patch,omitempty"`
	Head       *rawOperation   `json:"head,omitempty"`
	Options    *rawOperation   `json:"options,omitempty"`
}

type rawOperation struct {
	ID          string                  `json:"operationId"`
	Tags        []string                `json:"tags"`
	Parameters  []*rawParameter         `json:"parameters,omitempty"`
	RequestBody *rawBody                `json:"requestBody,omitempty"`
	Responses   map[string]*rawResponse `json:"responses"`
	Security    *[]rawSecurity          `json:"security,omitempty"` // [] says "public", with {} in it "as you like", absent says "as the document"
	Permission  string                  `json:"x-permission,omitempty"`
	Also        []string                `json:"x-also,omitempty"`
	SignIn      bool                    `json:"x-sign-in,omitempty"`
	Printed     []string                `json:"x-printed,omitempty"`
	WireName    string                  `json:"x-operation-name,omitempty"`
	Form        string                  `json:"x-form,omitempty"` // written by Lower
}

type rawParameter struct {
	Ref             string              `json:"$ref,omitempty"`
	Name            string              `json:"name,omitempty"`
	In              string              `json:"in,omitempty"`
	Required        bool                `json:"required,omitempty"`
	Style           string              `json:"style,omitempty"`
	Explode         *bool               `json:"explode,omitempty"`
	AllowEmptyValue bool                `json:"allowEmptyValue,omitempty"`
	Schema          *rawSchema          `json:"schema,omitempty"`
	Content         map[string]rawMedia `json:"content,omitempty"`
}

type rawBody struct {
	Ref      string              `json:"$ref,omitempty"`
	Required bool                `json:"required,omitempty"`
	Content  map[string]rawMedia `json:"content,omitempty"`
}

type rawResponse struct {
	Ref       string                   `json:"$ref,omitempty"`
	Headers   map[string]*rawParameter `json:"headers,omitempty"`
	Content   map[string]rawMedia      `json:"content,omitempty"`
	ErrorForm string                   `json:"x-error-form,omitempty"`
}

type rawMedia struct {
	Schema *rawSchema `json:"schema,omitempty"`
}

type rawSchema struct {
	Ref                  string                `json:"$ref,omitempty"`
	Type                 string                `json:"type,omitempty"`
	Format               string                `json:"format,omitempty"`
	Nullable             bool                  `json:"nullable,omitempty"`
	ReadOnly             bool                  `json:"readOnly,omitempty"`
	WriteOnly            bool                  `json:"writeOnly,omitempty"`
	Enum                 []any                 `json:"enum,omitempty"`
	Minimum              *float64              `json:"minimum,omitempty"`
	Maximum              *float64              `json:"maximum,omitempty"`
	ExclusiveMinimum     *bool                 `json:"exclusiveMinimum,omitempty"`
	ExclusiveMaximum     *bool                 `json:"exclusiveMaximum,omitempty"`
	MultipleOf           *float64              `json:"multipleOf,omitempty"`
	MinLength            uint64                `json:"minLength,omitempty"`
	MaxLength            *uint64               `json:"maxLength,omitempty"`
	Pattern              string                `json:"pattern,omitempty"`
	AlsoText             bool                  `json:"x-also-text,omitempty"`
	AtMost               int64                 `json:"x-at-most,omitempty"`
	Beside               string                `json:"x-beside,omitempty"`
	Items                *rawSchema            `json:"items,omitempty"`
	MinItems             uint64                `json:"minItems,omitempty"`
	MaxItems             *uint64               `json:"maxItems,omitempty"`
	UniqueItems          bool                  `json:"uniqueItems,omitempty"`
	Properties           map[string]*rawSchema `json:"properties,omitempty"`
	Required             []string              `json:"required,omitempty"`
	MinProperties        uint64                `json:"minProperties,omitempty"`
	MaxProperties        *uint64               `json:"maxProperties,omitempty"`
	AdditionalProperties json.RawMessage       `json:"additionalProperties,omitempty"` // a boolean or a schema
	OneOf                []*rawSchema          `json:"oneOf,omitempty"`
	AnyOf                []*rawSchema          `json:"anyOf,omitempty"`
	AllOf                []*rawSchema          `json:"allOf,omitempty"`
}

// load builds a document from lowered JSON.
func load(api string, data []byte) (*Document, error) {
	var raw rawDocument
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, fmt.Errorf("openapi: %s: %w", api, err)
	}
	b := builder{components: raw.Components, schemas: make(map[string]*openapi3.SchemaRef, len(raw.Components.Schemas))}
	b.answers = &builder{components: raw.Components, schemas: map[string]*openapi3.SchemaRef{}, closes: true, open: &b}
	doc := &Document{API: api, Unserved: raw.Unserved, byID: map[string]*Operation{}, byRoute: map[route]*Operation{}, byLength: map[int][]*Operation{}}
	doc.OtherMethod = cmp.Or(raw.OtherMethod, http.StatusMethodNotAllowed)
	doc.indexUnserved()
	spec := &openapi3.T{OpenAPI: "3.0.3"}
	for _, template := range slices.Sorted(maps.Keys(raw.Paths)) {
		item := raw.Paths[template]
		for method, op := range item.operations() {
			built, err := b.operation(item, op)
			if err != nil {
				return nil, fmt.Errorf("openapi: %s: %s %s: %w", api, method, template, err)
			}
			built.Method, built.Path = method, template
			if built.patterns, err = pathPatterns(built.params); err != nil {
				return nil, fmt.Errorf("openapi: %s: %s %s: %w", api, method, template, err)
			}
			built.Public = public(raw.Security, op.Security)
			built.route = &routers.Route{Spec: spec, Path: template, PathItem: &openapi3.PathItem{}, Method: method, Operation: built.spec}
			if err := doc.add(built); err != nil {
				return nil, err
			}
		}
	}
	doc.sort()
	return doc, nil
}

// public tells whether an operation may be called without signing in: where nothing is asked for, or where nothing is one of the ways.
func public(usual []rawSecurity, own *[]rawSecurity) bool {
	if own != nil {
		usual = *own
	}
	return len(usual) == 0 || slices.ContainsFunc(usual, func(way rawSecurity) bool { return len(way) == 0 })
}

func (p rawPath) operations() map[string]*rawOperation {
	all := map[string]*rawOperation{
		"GET": p.Get, "PUT": p.Put, "POST": p.Post, "DELETE": p.Delete, "PATCH": p.Patch, "HEAD": p.Head, "OPTIONS": p.Options,
	}
	maps.DeleteFunc(all, func(_ string, op *rawOperation) bool { return op == nil })
	return all
}

// builder turns raw types into kin-openapi's and resolves references on the way.
//
// Answers have schemas of their own. There an object has the members that are declared and no others, unless its schema says
// additionalProperties: a description declares all that the server answers, but a request may bring more than that.
type builder struct {
	components rawComponents
	schemas    map[string]*openapi3.SchemaRef
	answers    *builder // builds the schemas of answers
	closes     bool     // it is that one
	open       *builder // of one that closes: builds the parts of an allOf, none of which has all members
}

func (b *builder) operation(item rawPath, raw *rawOperation) (*Operation, error) {
	if raw.ID == "" {
		return nil, errors.New("the operation has no operationId")
	}
	if len(raw.Tags) != 1 {
		return nil, fmt.Errorf("operation %q has %d tags; its one tag is its family", raw.ID, len(raw.Tags))
	}
	if raw.Permission == noPermission {
		raw.Permission = ""
	}
	op := &Operation{ID: raw.ID, Family: raw.Tags[0], Also: raw.Also, Permission: raw.Permission, SignIn: raw.SignIn, WireName: raw.WireName, Printed: raw.Printed, form: raw.Form}
	op.spec = &openapi3.Operation{OperationID: raw.ID, Tags: raw.Tags}
	for _, list := range [][]*rawParameter{raw.Parameters, item.Parameters} {
		for _, p := range list {
			built, err := b.parameter(p, b.components.Parameters)
			if err != nil {
				return nil, err
			}
			// A path item's parameter yields to the operation's own of the same name.
			if op.spec.Parameters.GetByInAndName(built.In, built.Name) == nil {
				op.spec.Parameters = append(op.spec.Parameters, &openapi3.ParameterRef{Value: built})
				op.params = append(op.params, built)
			}
		}
	}
	if raw.RequestBody != nil {
		body, err := deref(raw.RequestBody, raw.RequestBody.Ref, b.components.RequestBodies)
		if err != nil {
			return nil, err
		}
		content, err := b.content(body.Content)
		if err != nil {
			return nil, err
		}
		op.spec.RequestBody = &openapi3.RequestBodyRef{Value: &openapi3.RequestBody{Required: body.Required, Content: content}}
	}
	op.spec.Responses = openapi3.NewResponsesWithCapacity(len(raw.Responses))
	for status, r := range raw.Responses {
		response, err := b.response(r)
		if err != nil {
			return nil, err
		}
		op.spec.Responses.Set(status, &openapi3.ResponseRef{Value: response})
	}
	var err error
	op.ErrorForm, err = b.errorForm(raw.Responses)
	return op, err
}

// errorForm is the one form that an operation's refusals have.
func (b *builder) errorForm(responses map[string]*rawResponse) (form string, err error) {
	for _, status := range slices.Sorted(maps.Keys(responses)) {
		r, err := deref(responses[status], responses[status].Ref, b.components.Responses)
		switch {
		case err != nil:
			return "", err
		case r.ErrorForm != "" && form != "" && r.ErrorForm != form:
			return "", fmt.Errorf("operation refuses in two forms, %s and %s", form, r.ErrorForm)
		case r.ErrorForm != "":
			form = r.ErrorForm
		}
	}
	return form, nil
}

// noPermission is the x-permission of what any signed-in caller may do: that it is free is said, not left out.
const noPermission = "none"

// deref follows one reference into a section of the components. (References to references do not occur: the
// generator refuses them.)
func deref[T any](value *T, ref string, section map[string]*T) (*T, error) {
	if ref == "" {
		return value, nil
	}
	if found := section[ref[strings.LastIndexByte(ref, '/')+1:]]; found != nil {
		return found, nil
	}
	return nil, fmt.Errorf("%s does not exist", ref)
}

func (b *builder) parameter(raw *rawParameter, section map[string]*rawParameter) (*openapi3.Parameter, error) {
	raw, err := deref(raw, raw.Ref, section)
	if err != nil {
		return nil, err
	}
	built := &openapi3.Parameter{Name: raw.Name, In: raw.In, Required: raw.Required, Style: raw.Style, Explode: raw.Explode, AllowEmptyValue: raw.AllowEmptyValue}
	if raw.Schema != nil {
		if built.Schema, err = b.schema(raw.Schema); err != nil {
			return nil, err
		}
	}
	if raw.Content != nil {
		built.Content, err = b.content(raw.Content)
	}
	return built, err
}

func (b *builder) response(raw *rawResponse) (*openapi3.Response, error) {
	raw, err := deref(raw, raw.Ref, b.components.Responses)
	if err != nil {
		return nil, err
	}
	content, err := b.answers.content(raw.Content)
	if err != nil {
		return nil, err
	}
	built := &openapi3.Response{Content: content}
	for name, h := range raw.Headers {
		header, err := b.parameter(h, b.components.Headers)
		if err != nil {
			return nil, err
		}
		if built.Headers == nil {
			built.Headers = openapi3.Headers{}
		}
		built.Headers[name] = &openapi3.HeaderRef{Value: &openapi3.Header{Parameter: *header}}
	}
	return built, nil
}

func (b *builder) content(raw map[string]rawMedia) (openapi3.Content, error) {
	content := make(openapi3.Content, len(raw))
	for name, media := range raw {
		built := &openapi3.MediaType{}
		if media.Schema != nil {
			var err error
			if built.Schema, err = b.schema(media.Schema); err != nil {
				return nil, err
			}
		}
		content[name] = built
	}
	return content, nil
}

func (b *builder) schema(raw *rawSchema) (*openapi3.SchemaRef, error) {
	if raw.Ref == "" {
		value := &openapi3.Schema{}
		return &openapi3.SchemaRef{Value: value}, b.fill(value, raw)
	}
	name := strings.TrimPrefix(raw.Ref, "#/components/schemas/")
	if known := b.schemas[name]; known != nil {
		return known, nil
	}
	target := b.components.Schemas[name]
	if target == nil {
		return nil, fmt.Errorf("%s does not exist", raw.Ref)
	}
	ref := &openapi3.SchemaRef{Ref: raw.Ref, Value: &openapi3.Schema{}}
	b.schemas[name] = ref // before filling it, because schemas may be recursive
	if target.Ref != "" {
		return nil, fmt.Errorf("%s is only a reference to %s", raw.Ref, target.Ref)
	}
	return ref, b.fill(ref.Value, target)
}

func (b *builder) fill(s *openapi3.Schema, raw *rawSchema) (err error) {
	if raw.Type != "" {
		s.Type = &openapi3.Types{raw.Type}
	}
	s.Format, s.Nullable, s.ReadOnly, s.WriteOnly, s.Enum = raw.Format, raw.Nullable, raw.ReadOnly, raw.WriteOnly, raw.Enum
	s.Min, s.Max, s.MultipleOf = raw.Minimum, raw.Maximum, raw.MultipleOf
	s.ExclusiveMin.Bool, s.ExclusiveMax.Bool = raw.ExclusiveMinimum, raw.ExclusiveMaximum
	s.MinLength, s.MaxLength, s.Pattern = raw.MinLength, raw.MaxLength, raw.Pattern
	s.MinItems, s.MaxItems, s.UniqueItems = raw.MinItems, raw.MaxItems, raw.UniqueItems
	s.Required, s.MinProps, s.MaxProps = raw.Required, raw.MinProperties, raw.MaxProperties
	s.Extensions = raw.marks()
	if raw.Items != nil {
		if s.Items, err = b.schema(raw.Items); err != nil {
			return err
		}
	}
	if len(raw.Properties) > 0 {
		s.Properties = make(openapi3.Schemas, len(raw.Properties))
	}
	for name, property := range raw.Properties {
		if s.Properties[name], err = b.schema(property); err != nil {
			return err
		}
	}
	if s.AdditionalProperties, err = b.additional(raw.AdditionalProperties); err != nil {
		return err
	}
	parts := b
	if b.closes && len(raw.AllOf) > 0 {
		parts = b.open
	} else if b.closes && len(raw.Properties) > 0 && raw.AdditionalProperties == nil {
		s.AdditionalProperties.Has = new(bool)
	}
	for list, raws := range map[*openapi3.SchemaRefs][]*rawSchema{&s.OneOf: raw.OneOf, &s.AnyOf: raw.AnyOf, &s.AllOf: raw.AllOf} {
		for _, r := range raws {
			built, err := parts.schema(r)
			if err != nil {
				return err
			}
			*list = append(*list, built)
		}
	}
	return nil
}

func (b *builder) additional(raw json.RawMessage) (built openapi3.AdditionalProperties, err error) {
	switch text := string(raw); text {
	case "":
	case "true", "false":
		has := text == "true"
		built.Has = &has
	default:
		var schema rawSchema
		if err = json.Unmarshal(raw, &schema); err == nil {
			built.Schema, err = b.schema(&schema)
		}
	}
	return built, err
}
