package contract

import (
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/openapi"
)

// largeLibrary are the calls of the invented document that has everything: wrappers, forms, JSON in the query.
func largeLibrary(t *testing.T, facts Facts) map[string]Call {
	t.Helper()
	source, err := os.ReadFile("../openapi/testdata/library.yaml")
	require.NoError(t, err)
	document, err := openapi.Parse("library", source)
	require.NoError(t, err)
	target := &Target{calls: func() ([]Call, error) { return readCalls(document, source) }}
	calls := map[string]Call{}
	for _, c := range target.Calls(t, facts) {
		calls[c.ID] = c
	}
	assert.Len(t, calls, len(document.Operations), "every operation is there")
	return calls
}

func TestGoodRequestsFollowFromTheDocument(t *testing.T) {
	t.Parallel()
	calls := largeLibrary(t, Facts{
		Names:      map[string]any{"bookId": 7, "title": "Emma"},
		Families:   map[string]map[string]any{"loans": {"reader": "Grace"}},
		Operations: map[string]map[string]any{"createLoan": {"bookId": 8}, "createBook": {"title": "Persuasion"}, "changeBook": {"shelf": 3}},
		Asked:      map[string]Query{"listBooks": {"limit": 2}},
	})
	for id, want := range map[string]Request{
		"getBook":    {Method: "GET", Path: "/books/7", Query: Query{}},
		"listBooks":  {Method: "GET", Path: "/books", Query: Query{"limit": 2, "FILTER": "{}"}},
		"createBook": {Method: "POST", Path: "/books", Query: Query{}, Body: map[string]any{"title": "Persuasion"}},
		"changeBook": {Method: "PATCH", Path: "/books/7", Query: Query{}, Body: map[string]any{"shelf": 3}},
		"createLoan": {Method: "POST", Path: "/loans", Query: Query{}, Body: Form{"PAYLOAD": `{"bookId":8,"reader":"Grace"}`}},
		"endLoans":   {Method: "DELETE", Path: "/loans", Query: Query{}, Body: Form{"PAYLOAD": `{}`}},
		"signIn":     {Method: "POST", Path: "/session", Query: Query{}}, // a form without JSON is none of the kit's inputs
	} {
		want.derived = true // and so exercises nothing
		assert.Equal(t, want, calls[id].Request(), id)
	}
	assert.Equal(t, "Problem", calls["getBook"].Refusal)
	assert.Empty(t, calls["getCover"].Refusal)
	assert.True(t, calls["getBook"].Knows("bookId"))
	assert.False(t, calls["getBook"].Knows("shelf"))
}

func TestARequestWithOneThingChanged(t *testing.T) {
	t.Parallel()
	calls := largeLibrary(t, Facts{Names: map[string]any{"bookId": 7}})
	loan, get, list := calls["createLoan"], calls["getBook"], calls["listBooks"]
	assert.Equal(t, Form{"PAYLOAD": `{"bookId":"x","reader":"Ada"}`}, loan.With("bookId", "x").Body)
	assert.Equal(t, Form{"PAYLOAD": `{"reader":"Ada"}`}, loan.Without("bookId").Body)
	assert.Equal(t, Form{"PAYLOAD": `{`}, loan.Saying("{").Body)
	assert.Nil(t, loan.Bare().Body)
	assert.Equal(t, Form{"PAYLOAD": `{"bookId":7,"reader":"Ada"}`}, loan.Request().Body, "nothing of that is kept")
	assert.Equal(t, "/books/%2e%2e", get.At(map[string]string{"bookId": "%2e%2e"}).Path)
	assert.Equal(t, Query{"limit": "a b", "FILTER": "{}"}, list.At(map[string]string{"limit": "a%20b"}).Query)
	assert.Equal(t, "many", list.Asking("limit", "many").Query["limit"])
	assert.Equal(t, "[", list.Saying("[").Query["FILTER"])
	assert.Equal(t, Raw{Type: "application/json", Text: "["}, calls["createBook"].Saying("[").Body)
	assert.Equal(t, http.MethodGet, list.Saying("[").Method)
}

func TestEdgesAreOfEveryNumberThatARequestHas(t *testing.T) {
	t.Parallel()
	calls := largeLibrary(t, Facts{Names: map[string]any{"bookId": 7}})
	var paths, bodies []any
	for _, r := range calls["getBook"].Edges() {
		paths = append(paths, r.Path)
	}
	for _, r := range calls["createLoan"].Edges() {
		bodies = append(bodies, r.Body)
	}
	assert.Len(t, paths, len(edges))
	assert.Subset(t, paths, []any{"/books/-1", "/books/9223372036854775808", "/books/1e400", "/books/%EF%BC%92", "/books/NaN"})
	assert.Subset(t, bodies, []any{Form{"PAYLOAD": `{"bookId":1e400,"reader":"Ada"}`}, Form{"PAYLOAD": `{"bookId":"1e400","reader":"Ada"}`}, Form{"PAYLOAD": `{"bookId":"NaN","reader":"Ada"}`}})
	assert.NotContains(t, bodies, Form{"PAYLOAD": `{"bookId":NaN,"reader":"Ada"}`}, "that would be no JSON")
	assert.NotContains(t, bodies, Form{"PAYLOAD": `{"bookId":7,"reader":"-1"}`}, "no number is asked for there")
}

func TestMembersAreThoseInsideTheWrappers(t *testing.T) {
	t.Parallel()
	const source = `
openapi: 3.0.3
info: {title: Library, version: "1"}
tags: [{name: books}]
paths:
  /books:
    post:
      operationId: createBook
      tags: [books]
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, required: [IN], properties: {IN: {type: object, required: [call], properties: {call: {$ref: "#/components/schemas/Call"}}}}}
            encoding: {IN: {contentType: application/json}}
            example: {IN: {call: {With: {title: Emma}}}}
      responses: {"204": {description: made}}
components:
  schemas:
    Call: {type: object, required: [With], properties: {With: {$ref: "#/components/schemas/Book"}}}
    Book:
      type: object
      required: [title]
      properties:
        title: {type: string, nullable: true}
        parts: {type: array, minItems: 1, items: {$ref: "#/components/schemas/Book"}}
`
	document, err := openapi.Parse("library", []byte(source))
	require.NoError(t, err)
	calls, err := readCalls(document, []byte(source))
	require.NoError(t, err)
	in := calls[0].Input
	assert.Equal(t, Input{
		Taken: true, Carrier: "IN", Required: true, Wrapper: []string{"call", "With"}, Needed: []string{"title"}, Good: map[string]any{"title": "Emma"},
		Members: map[string]Schema{
			"title": {Type: "string", Nullable: true},
			"parts": {Type: "array", MinItems: 1, Items: &Schema{Type: "object", Needed: []string{"title"}}},
		},
	}, in)
	assert.Equal(t, []string{"parts", "title"}, in.Names())
	assert.Equal(t, Form{"IN": `{"call":{"With":{}}}`}, calls[0].Without("title").Body)
}

func TestWrongValues(t *testing.T) {
	t.Parallel()
	one, nine := 1, 9
	for name, test := range map[string]struct {
		schema Schema
		among  []any
		n      int
	}{
		"text":           {Schema{Type: "string"}, []any{[]string{"a"}}, 2},
		"choice":         {Schema{Type: "string", Enum: []any{"a"}}, []any{"none of them", 7}, 4},
		"number":         {Schema{Type: "integer", Minimum: &one, Maximum: &nine}, []any{"many", 0, 10}, 8},
		"truth":          {Schema{Type: "boolean"}, []any{"perhaps"}, 4},
		"list":           {Schema{Type: "array", MinItems: 1}, []any{[]any{}, []any{map[string]any{}}}, 6},
		"free objects":   {Schema{Type: "array", Items: &Schema{Type: "object"}}, []any{[]any{"text"}}, 5},
		"object":         {Schema{Type: "object"}, []any{"a"}, 3},
		"whatever it is": {Schema{}, nil, 0},
	} {
		assert.Len(t, test.schema.Wrong(), test.n, name)
		for _, value := range test.among {
			assert.Contains(t, test.schema.Wrong(), value, name)
		}
	}
}

func TestADocumentThatCannotBeReadBreaksTheHarness(t *testing.T) {
	t.Parallel()
	document := libraryDocument(t)
	target := &Target{Report: newReport("library", NewRedactor()), redactor: NewRedactor(), calls: func() ([]Call, error) { return readCalls(document, []byte("\t")) }}
	assert.Contains(t, attempt(func(tb TB) { target.Calls(tb, Facts{}) }).text(), "harness broke: the specification")
}
