package openapi

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func library(t testing.TB) *Document {
	t.Helper()
	data, err := os.ReadFile("testdata/library.yaml")
	require.NoError(t, err)
	doc, err := Parse("library", data)
	require.NoError(t, err)
	return doc
}

func operation(t testing.TB, id string) *Operation {
	t.Helper()
	op, ok := library(t).ByID(id)
	require.True(t, ok, id)
	return op
}

func TestDocument(t *testing.T) {
	t.Parallel()
	doc := library(t)
	var ids []string
	for _, op := range doc.Operations {
		ids = append(ids, op.Family+"/"+op.ID)
	}
	assert.Equal(t, []string{
		"books/changeBook", "books/createBook", "books/getBook", "books/getCover", "books/getNewestBook", "books/listBooks",
		"loans/createLoan", "loans/endLoans", "loans/replaceLoans", "loans/signIn",
	}, ids)

	list, _ := doc.ByID("listBooks")
	assert.Equal(t, []string{"searchBooks"}, list.Also)
	assert.False(t, list.Public)
	create, _ := doc.ByID("createBook")
	assert.Equal(t, "books.write", create.Permission)
	assert.Equal(t, []string{"a title in capitals"}, create.Printed)
	signIn, _ := doc.ByID("signIn")
	assert.True(t, signIn.Public)
	assert.True(t, signIn.SignIn)
	assert.Equal(t, "problem", create.ErrorForm)
	assert.Empty(t, signIn.ErrorForm)
	_, ok := doc.ByID("burnBook")
	assert.False(t, ok)
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	const head = "openapi: 3.0.3\ninfo: {title: x, version: '1'}\n"
	const ok = "responses: {'204': {description: Done.}}"
	for name, text := range map[string]string{
		"no YAML":                 "a: [",
		"not a mapping":           "- 1",
		"an empty document":       "",
		"a key given twice":       "a: 1\na: 2\n",
		"no OpenAPI":              "a: 1\n",
		"an operation without id": head + "paths: {/a: {get: {tags: [x], " + ok + "}}}",
		"two tags":                head + "paths: {/a: {get: {operationId: a, tags: [x, y], " + ok + "}}}",
		"one id for two":          head + "paths: {/a: {get: {operationId: a, tags: [x], " + ok + "}}, /b: {get: {operationId: a, tags: [x], " + ok + "}}}",
		"a reference to nothing":  head + "paths: {/a: {get: {operationId: a, tags: [x], responses: {'200': {$ref: '#/components/responses/No'}}}}}",
		"two forms of refusal":    head + "paths: {/a: {get: {operationId: a, tags: [x], responses: {'400': {description: No., x-error-form: a}, 4XX: {description: No., x-error-form: b}}}}}",
		"a body that is nowhere":  head + "paths: {/a: {post: {operationId: a, tags: [x], requestBody: {$ref: '#/components/requestBodies/No'}, " + ok + "}}}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse("x", []byte(text))
			assert.Error(t, err)
		})
	}
}

// TestErrorForms: a form is said once, on a component, and whoever cannot write it must notice before anybody is refused.
func TestErrorForms(t *testing.T) {
	t.Parallel()
	doc := library(t)
	require.NoError(t, doc.CheckErrorForms("problem", ""))
	require.ErrorContains(t, doc.CheckErrorForms("problem"), `getCover refuses in the form ""`)
	require.ErrorContains(t, doc.CheckErrorForms("", "list"), `changeBook refuses in the form "problem"; there are: , list`)
}

func TestInputProperties(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		id   string
		path []string
		want []string
	}{
		{"changeBook", nil, []string{"author", "shelf", "title"}},
		{"changeBook", []string{"author"}, []string{"born", "name"}},
		{"changeBook", []string{"author", "name"}, nil},
		{"changeBook", []string{"reader", "name"}, nil},
		{"listBooks", nil, []string{"author", "authors", "copies", "genre", "shelf", "words"}}, // in the query
		{"createLoan", nil, []string{"bookId", "reader"}},                                      // in a form
		{"endLoans", nil, []string{"bookId", "reader"}},
		{"signIn", nil, nil}, // a form without JSON
		{"getBook", nil, nil},
	} {
		assert.Equal(t, c.want, operation(t, c.id).InputProperties(c.path...), "%s %v", c.id, c.path)
	}
}

func TestEmbedded(t *testing.T) {
	t.Parallel()
	_, err := Load("nonesuch")
	require.ErrorContains(t, err, "nonesuch")
	require.NotEmpty(t, Names())
	for _, api := range Names() {
		doc, err := Load(api)
		require.NoError(t, err)
		assert.Equal(t, api, doc.API)
		assert.NotEmpty(t, doc.Operations)
		again, err := Load(api)
		require.NoError(t, err)
		assert.Same(t, doc, again)
		bundle, err := Bundle(api)
		require.NoError(t, err)
		onDisk, err := os.ReadFile(api + ".yaml")
		require.NoError(t, err)
		assert.Equal(t, string(onDisk), string(bundle), "run go run ./openapi/gen")
	}
}

// The hand-written loader must build what kin-openapi's own would have built from the same bytes.
func TestLoadAgreesWithKinOpenAPI(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/library.yaml")
	require.NoError(t, err)
	root, err := Read(data)
	require.NoError(t, err)
	require.NoError(t, Lower(root))
	compact, err := Compact(root)
	require.NoError(t, err)
	documents := map[string][]byte{"library": compact}
	for _, api := range Names() {
		documents[api], err = unpack(api + ".json")
		require.NoError(t, err)
	}
	for api, data := range documents {
		t.Run(api, func(t *testing.T) {
			t.Parallel()
			ours, err := load(api, data)
			require.NoError(t, err)
			theirs, err := openapi3.NewLoader().LoadFromData(data)
			require.NoError(t, err)
			for _, op := range ours.Operations {
				item := theirs.Paths.Value(op.Path)
				want := item.GetOperation(op.Method)
				require.NotNil(t, want, op.ID)
				for _, p := range op.params {
					declared := want.Parameters.GetByInAndName(p.In, p.Name)
					if declared == nil {
						declared = item.Parameters.GetByInAndName(p.In, p.Name)
					}
					require.NotNil(t, declared, "%s %s", op.ID, p.Name)
					sameJSON(t, declared, p)
				}
				assert.Len(t, op.params, len(want.Parameters)+len(item.Parameters))
				if want.RequestBody != nil {
					sameContent(t, want.RequestBody.Value.Content, op.spec.RequestBody.Value.Content, false)
				} else {
					assert.Nil(t, op.spec.RequestBody)
				}
				require.Equal(t, want.Responses.Len(), op.spec.Responses.Len())
				for status, response := range want.Responses.Map() {
					sameContent(t, response.Value.Content, op.spec.Responses.Value(status).Value.Content, true)
				}
			}
		})
	}
}

func sameContent(t *testing.T, want, got openapi3.Content, answer bool) {
	t.Helper()
	require.Len(t, got, len(want))
	seen := map[*openapi3.Schema]bool{}
	for media, content := range want {
		sameSchema(t, content.Schema, got[media].Schema, answer, seen)
	}
}

// sameSchema follows references, which a plain comparison of the JSON would not. In answers, objects are closed.
func sameSchema(t *testing.T, want, got *openapi3.SchemaRef, answer bool, seen map[*openapi3.Schema]bool) {
	t.Helper()
	if want == nil || seen[want.Value] {
		return
	}
	seen[want.Value] = true
	expected := *want.Value
	if more := expected.AdditionalProperties; answer && len(expected.Properties) > 0 && more.Has == nil && more.Schema == nil {
		expected.AdditionalProperties.Has = new(bool)
	}
	sameJSON(t, &expected, got.Value)
	for name, property := range want.Value.Properties {
		sameSchema(t, property, got.Value.Properties[name], answer, seen)
	}
	sameSchema(t, want.Value.Items, got.Value.Items, answer, seen)
	sameSchema(t, want.Value.AdditionalProperties.Schema, got.Value.AdditionalProperties.Schema, answer, seen)
}

func sameJSON(t *testing.T, want, got any) {
	t.Helper()
	left, err := json.Marshal(want)
	require.NoError(t, err)
	right, err := json.Marshal(got)
	require.NoError(t, err)
	require.JSONEq(t, string(left), string(right))
}

func TestLower(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/library.yaml")
	require.NoError(t, err)
	root, err := Read(data)
	require.NoError(t, err)
	require.NoError(t, Lower(root))
	full, err := JSON(root)
	require.NoError(t, err)
	text := string(full)

	assert.NotContains(t, text, "LoanForm", "the form's own schema is not needed any more")
	assert.NotContains(t, text, "multipart/form-data")
	assert.Contains(t, text, `"application/json":{"schema":{"$ref":"#/components/schemas/Loan"},"example":{"bookId":7,"reader":"Ada"}}`)
	assert.Contains(t, text, `"x-form":"PAYLOAD"`)
	assert.Contains(t, text, `"printed":"1815-12-23"`, "a date stays text")
	assert.Contains(t, text, `"application/x-www-form-urlencoded":{"schema":{"$ref":"#/components/schemas/SignIn"}}`, "a real form stays a form")
	assert.Less(t, strings.Index(text, "/books/newest"), strings.Index(text, "/loans"), "the order of the source is kept")

	compact, err := Compact(root)
	require.NoError(t, err)
	assert.NotContains(t, string(compact), "What it is about")
	assert.NotContains(t, string(compact), "x-go-name")
	assert.Contains(t, string(compact), `"description":{"type":"string","nullable":true}`, "a property may be called description")
}

func TestLowerRefusesTwoFieldNames(t *testing.T) {
	t.Parallel()
	root, err := Read([]byte(`
paths:
  /a:
    post:
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {properties: {A: {}}}
            encoding: {A: {contentType: application/json}}
          multipart/form-data:
            schema: {properties: {B: {}}}
            encoding: {B: {contentType: application/json}}
`))
	require.NoError(t, err)
	require.ErrorContains(t, Lower(root), "POST /a")
}
