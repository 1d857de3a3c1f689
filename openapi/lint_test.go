package openapi

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The house rules for the descriptions in this directory. Each message says what to change.

func TestHouseRules(t *testing.T) {
	t.Parallel()
	for _, api := range Names() {
		t.Run(api, func(t *testing.T) {
			t.Parallel()
			data, err := Bundle(api)
			require.NoError(t, err)
			doc, err := openapi3.NewLoader().LoadFromData(data)
			require.NoError(t, err)
			// This validates every example against its schema as well.
			assert.NoError(t, doc.Validate(t.Context(), openapi3.EnableMultiError()))
			l := linter{T: t, api: api, ids: map[string]string{}, hosted: map[string]bool{}, vendors: len(doc.Security) > 0}
			for _, template := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
				l.path(template, doc.Paths.Value(template))
			}
			for _, name := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
				l.schema("schema "+name, doc.Components.Schemas[name].Value)
			}
			for _, name := range slices.Sorted(maps.Keys(doc.Components.Responses)) {
				l.content("response "+name, doc.Components.Responses[name].Value.Content)
			}
			l.tags(doc.Tags)
		})
	}
}

func TestEverySourceIsEmbedded(t *testing.T) {
	t.Parallel()
	roots, err := filepath.Glob("*/root.yaml")
	require.NoError(t, err)
	var apis []string
	for _, root := range roots {
		apis = append(apis, filepath.Dir(root))
	}
	assert.Equal(t, Names(), apis, "run go run ./openapi/gen")
}

var evidence = regexp.MustCompile(`Evidence:\s+(documented|client-code|inferred)`)

type linter struct {
	*testing.T
	api string
	ids map[string]string // operationId or x-also -> where
	// vendors says whether the API is a vendor's, which has a sign-in: only there a fact can be better or less well known.
	vendors bool
	// family and first segment of a path -> whether its operations name a host
	hosted map[string]bool
}

func (l *linter) rule(ok bool, where, format string, args ...any) {
	l.Helper()
	if !ok {
		l.Errorf("%s: %s", where, fmt.Sprintf(format, args...))
	}
}

func (l *linter) tags(tags openapi3.Tags) {
	for _, tag := range tags {
		_, err := os.Stat(filepath.Join(l.api, tag.Name+".yaml"))
		l.rule(err == nil, "tag "+tag.Name, "has no source file of that name")
		l.rule(tag.Description != "", "tag "+tag.Name, "has no description")
	}
}

func (l *linter) path(template string, item *openapi3.PathItem) {
	for _, segment := range segments(template) {
		_, isParameter := parameterName(segment)
		l.rule(isParameter || !strings.ContainsAny(segment, "{}"), template, "a parameter must be a whole segment")
	}
	for method, op := range item.Operations() {
		l.operation(method+" "+template, op)
		l.host(method+" "+template, fmt.Sprint(op.Tags, segments(template)[0]), op.Extensions["x-host"])
	}
}

// host demands of operations that are alike that all of them say which host they are on, or none.
func (l *linter) host(where, alike string, host any) {
	says := host != nil
	others, seen := l.hosted[alike]
	l.rule(!seen || others == says, where, "says an x-host, or does not, unlike others of its family whose paths begin alike")
	l.hosted[alike] = says
	_, isText := host.(string)
	l.rule(!says || isText && host != "", where, "its x-host is no name")
}

func (l *linter) operation(where string, op *openapi3.Operation) {
	l.rule(op.OperationID != "", where, "has no operationId")
	names := []string{op.OperationID}
	if also, ok := op.Extensions["x-also"].([]any); ok {
		for _, name := range also {
			names = append(names, fmt.Sprint(name))
		}
	}
	for _, name := range names {
		l.rule(l.ids[name] == "", where, "%s is also the name of %s", name, l.ids[name])
		l.ids[name] = where
	}
	if l.rule(len(op.Tags) == 1, where, "must have one tag, its family"); len(op.Tags) == 1 {
		_, err := os.Stat(filepath.Join(l.api, op.Tags[0]+".yaml"))
		l.rule(err == nil, where, "tag %s is not the name of a source file", op.Tags[0])
	}
	l.rule(op.Summary != "", where, "has no summary")
	l.rule(op.ExternalDocs != nil && op.ExternalDocs.URL != "", where, "has no externalDocs.url that says where its facts come from")
	open := op.Security != nil // it says itself who may
	l.rule(!l.vendors || open || op.Extensions["x-permission"] != nil, where, "does not say its x-permission; what any signed-in caller may do says none")
	l.rule(!l.vendors || evidence.MatchString(op.Description), where, "its description does not say \"Evidence: documented\", \"client-code\" or \"inferred\"")
	refusals := slices.DeleteFunc(slices.Collect(maps.Keys(op.Responses.Map())), func(status string) bool { return status[0] != '4' })
	l.rule(len(refusals) > 0, where, "declares no 4xx response")
	l.rule(!l.vendors || !slices.Contains(refusals, "4XX"), where, "declares 4XX; which of them it is matters to clients: 404 is not 410")
	if op.RequestBody != nil {
		l.content(where+" request", op.RequestBody.Value.Content)
	}
	if body := op.RequestBody; body != nil && body.Ref == "" {
		for media, content := range body.Value.Content {
			l.rule(content.Example != nil || content.Examples != nil, where+" "+media, "the request has no example, from which the contract suites make theirs")
		}
	}
	for status, response := range op.Responses.Map() {
		if response.Ref != "" {
			continue // a component, which is looked at once
		}
		l.content(where+" "+status, response.Value.Content)
		for media, content := range response.Value.Content {
			l.rule(!isJSON(media) || content.Example != nil || content.Examples != nil, where+" "+status, "has no example")
		}
	}
}

func (l *linter) content(where string, content openapi3.Content) {
	for media, m := range content {
		where := where + " " + media
		l.rule(m.Schema != nil, where, "has no schema")
		switch {
		case m.Schema == nil || m.Schema.Ref != "" || m.Schema.Value.Type.Is(openapi3.TypeString):
		case media == formType || media == multipartType: // the form itself may be spelled out; what is in it may not
			l.schema(where, m.Schema.Value)
		default:
			l.rule(false, where, "the body's schema must be a named component")
		}
	}
}

func (l *linter) schema(where string, s *openapi3.Schema) {
	l.rule(s.Not == nil && s.Discriminator == nil && s.XML == nil && s.Const == nil && s.Always == nil, where,
		"uses a keyword that document.go does not know")
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		property := s.Properties[name]
		if strings.ContainsAny(name, " @#-./$") {
			l.rule(property.Extensions["x-go-name"] != nil || property.Value.Extensions["x-go-name"] != nil, where, "property %q needs an x-go-name", name)
		}
		l.nested(where+"."+name, property)
	}
	for _, name := range s.Required {
		l.rule(s.Properties[name] != nil, where, "requires %q, which it does not have", name)
	}
	l.nested(where+"[]", s.Items)
	l.nested(where+".*", s.AdditionalProperties.Schema)
	for _, list := range []openapi3.SchemaRefs{s.OneOf, s.AnyOf, s.AllOf} {
		for _, one := range list {
			l.nested(where, one)
		}
	}
}

func (l *linter) nested(where string, ref *openapi3.SchemaRef) {
	if ref == nil || ref.Ref != "" {
		return
	}
	l.rule(!ref.Value.Type.Is(openapi3.TypeObject) && len(ref.Value.Properties) == 0, where, "an object must be a named component")
	l.schema(where, ref.Value)
}
