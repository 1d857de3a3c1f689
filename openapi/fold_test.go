package openapi

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// forgiving checks what Lenient mode makes of a body, and that Strict mode refuses it.
func forgiving(t *testing.T, sent, read, refusal string, forgiven ...string) {
	t.Helper()
	op := operation(t, "createBook")
	r := jsonRequest(sent)
	got, err := op.CheckRequest(r, nil, Lenient)
	require.NoError(t, err, sent)
	assert.Equal(t, forgiven, got, sent)
	assert.Equal(t, read, bodyOf(t, r))
	_, err = op.CheckRequest(jsonRequest(sent), nil, Strict)
	assert.ErrorContains(t, err, refusal, sent)
}

// TestNamesInAnotherCaseWereLost: they were unknown names, whose values nobody looked at.
func TestNamesInAnotherCaseWereLost(t *testing.T) {
	t.Parallel()
	forgiving(t, `{"TITLE":"x","Shelf":"4"}`, `{"shelf":4,"title":"x"}`, `body Shelf: is documented as shelf; body TITLE: is documented as title`,
		`body Shelf: read as shelf`, `body shelf: a string read as integer`, `body TITLE: read as title`)
	forgiving(t, `{"title":"x","Title":"y"}`, `{"title":"x"}`, `body Title: is documented as title`, `body Title: ignored beside title`)
	forgiving(t, `{"TITLE":"x","Title":"y"}`, `{"title":"x"}`, `body TITLE: is documented as title`,
		`body TITLE: read as title`, `body Title: ignored beside title`)
	forgiving(t, `{"title":"x","authors":[{"Name":"A"}]}`, `{"authors":[{"name":"A"}],"title":"x"}`, `body authors[0].Name: is documented as name`,
		`body authors[0].Name: read as name`)
	forgiving(t, `{"title":"x","AdminPassword":123456789012}`, `{"adminPassword":"123456789012","title":"x"}`, `body AdminPassword: is documented as adminPassword`,
		`body AdminPassword: read as adminPassword`, `body adminPassword: a number read as string`)

	_, err := operation(t, "createBook").CheckRequest(jsonRequest(`{"title":"x","SHELF":"top"}`), nil, Lenient)
	require.EqualError(t, err, `body shelf: value must be an integer, not "top"`)
	for _, mode := range []Mode{Lenient, Strict} {
		sent := `{"title":"x","labels":{"A":1,"a":2,"Labels":3}}`
		r := jsonRequest(sent)
		notes, err := operation(t, "createBook").CheckRequest(r, nil, mode)
		require.NoError(t, err, "the names of a map are data")
		assert.Empty(t, notes)
		assert.Equal(t, sent, bodyOf(t, r))
	}
}

// TestNamesOfAQuerysJSONEscapedTheCheck: encoding/json reads names in any case, after a check that had not seen them.
func TestNamesOfAQuerysJSONEscapedTheCheck(t *testing.T) {
	t.Parallel()
	op := operation(t, "listBooks")
	r := httptest.NewRequest(http.MethodGet, "/books?"+url.Values{"FILTER": {`{"Shelf":"3"}`}}.Encode(), nil)
	forgiven, err := op.CheckRequest(r, nil, Lenient)
	require.NoError(t, err)
	assert.Equal(t, []string{"query FILTER.Shelf: read as shelf", `query FILTER.shelf: a string read as integer`}, forgiven)
	assert.Equal(t, `{"shelf":3}`, r.URL.Query().Get("FILTER"))
}

// TestDocumentedNamesThatDifferInCaseAreNotMixedUp: each exact name is its own; what is neither goes to the first that is free.
func TestDocumentedNamesThatDifferInCaseAreNotMixedUp(t *testing.T) {
	t.Parallel()
	doc, err := Parse("x", []byte(`
openapi: 3.0.3
info: {title: x, version: '1'}
paths:
  /a:
    post:
      operationId: a
      tags: [x]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
      responses: {'204': {description: Done.}}
components: {schemas: {A: {type: object, properties: {ID: {type: integer}, id: {type: integer}}}}}
`))
	require.NoError(t, err)
	op, _ := doc.ByID("a")
	for sent, read := range map[string]string{
		`{"id":1,"ID":2}`:        `{"id":1,"ID":2}`,
		`{"Id":1}`:               `{"ID":1}`,
		`{"Id":1,"ID":2}`:        `{"ID":2,"id":1}`,
		`{"Id":1,"ID":2,"id":3}`: `{"ID":2,"id":3}`,
	} {
		r := jsonRequest(sent)
		_, err := op.CheckRequest(r, nil, Lenient)
		require.NoError(t, err, sent)
		assert.Equal(t, read, bodyOf(t, r))
	}
}

// TestEmptyTextsForOtherTypesWereRefused: forms send every field.
func TestEmptyTextsForOtherTypesWereRefused(t *testing.T) {
	t.Parallel()
	forgiving(t, `{"title":"x","shelf":"","weight":"","lendable":"","authors":"","labels":"","pinToken":""}`, `{"title":"x"}`, `body authors: value must be an array; body labels: value must be an object`,
		`body authors: "" read as left out`, `body labels: "" read as left out`, `body lendable: "" read as left out`,
		`body pinToken: "" read as left out`, `body shelf: "" read as left out`, `body weight: "" read as left out`)
	for sent, want := range map[string]string{
		`{"title":""}`:              `body title: minimum string length is 1, not ""`,
		`{"title":"x","genre":""}`:  `body genre: value is not one of the allowed values ["novel","drama"], not ""`,
		`{"title":"x","shelf":" "}`: `body shelf: value must be an integer, not " "`,
	} {
		_, err := operation(t, "createBook").CheckRequest(jsonRequest(sent), nil, Lenient)
		assert.EqualError(t, err, want)
	}
	r := formRequest(http.MethodPost, url.Values{"PAYLOAD": {`{"bookId":""}`}})
	_, err := operation(t, "createLoan").CheckRequest(r, nil, Lenient)
	require.EqualError(t, err, `body bookId: value must be an integer, not ""`, "what is required stays so")
}

// filter checks what a mode makes of JSON in a query.
func filter(t *testing.T, mode Mode, sent string) (read string, forgiven []string, err error) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/books?"+url.Values{"FILTER": {sent}}.Encode(), nil)
	forgiven, err = operation(t, "listBooks").CheckRequest(r, nil, mode)
	return r.URL.Query().Get("FILTER"), forgiven, err
}

// TestOneValueInsteadOfAListWasRefused: scripts that have one leave out the brackets.
func TestOneValueInsteadOfAListWasRefused(t *testing.T) {
	t.Parallel()
	const sent = `{"shelf":1,"authors":{"name":1},"words":"x"}`
	read, forgiven, err := filter(t, Lenient, sent)
	require.NoError(t, err)
	assert.Equal(t, `{"authors":[{"name":"1"}],"shelf":1,"words":["x"]}`, read)
	assert.Equal(t, []string{`query FILTER.authors: one value read as a list of one`, `query FILTER.authors[0].name: a number read as string`,
		`query FILTER.words: one value read as a list of one`}, forgiven)
	_, _, err = filter(t, Strict, sent)
	require.ErrorContains(t, err, "value must be an array")
	for _, sent := range []string{`{"shelf":1,"authors":"A"}`, `{"shelf":1,"words":{"a":1}}`, `{"shelf":1,"words":true}`} {
		_, _, err := filter(t, Lenient, sent)
		assert.ErrorContains(t, err, "value must be an array", sent)
	}
	_, err = operation(t, "createBook").CheckRequest(jsonRequest(`{"title":"x","authors":{"name":"A"}}`), nil, Lenient)
	require.ErrorContains(t, err, "value must be an array", "a body is written by a serializer")
}

func TestWordsInAnotherCaseWereRefused(t *testing.T) {
	t.Parallel()
	const sent = `{"shelf":1,"genre":"Novel"}`
	read, forgiven, err := filter(t, Lenient, sent)
	require.NoError(t, err)
	assert.Equal(t, `{"genre":"novel","shelf":1}`, read)
	assert.Equal(t, []string{`query FILTER.genre: "Novel" read as "novel"`}, forgiven)
	for mode, sent := range map[Mode]string{Strict: sent, Lenient: `{"shelf":1,"genre":"poem"}`} {
		_, _, err = filter(t, mode, sent)
		require.ErrorContains(t, err, "value is not one of the allowed values")
	}
	_, err = operation(t, "createBook").CheckRequest(jsonRequest(`{"title":"x","genre":"Novel"}`), nil, Lenient)
	require.ErrorContains(t, err, "value is not one of the allowed values", "a body is written by a serializer")
}

// TestNothingInWrappingsWasRefusedWhereNothingIsNeeded: clients send the wrapping whether or not they have something to say.
func TestNothingInWrappingsWasRefusedWhereNothingIsNeeded(t *testing.T) {
	t.Parallel()
	op := operation(t, "endLoans")
	for name, c := range map[string]struct {
		form     url.Values
		forgiven string
	}{
		"empty object":       {url.Values{"PAYLOAD": {`{}`}}, "body: nothing in it, so taken as absent"},
		"a form without it":  {url.Values{"a": {"b"}}, "body: a form without PAYLOAD, so taken as absent"},
		"field without text": {url.Values{"PAYLOAD": {""}}, ""},
	} {
		r := formRequest(http.MethodDelete, c.form)
		forgiven, err := op.CheckRequest(r, nil, Lenient)
		require.NoError(t, err, name)
		assert.Equal(t, c.forgiven, strings.Join(forgiven, ","), name)
		assert.Empty(t, bodyOf(t, r), name)
		_, err = op.CheckRequest(formRequest(http.MethodDelete, c.form), nil, Strict)
		assert.Equal(t, c.forgiven == "", err == nil, name)
	}
	for _, text := range []string{`{"reader":"x"}`, `{"reader":{}}`, `{"a":{}}`, `[]`} {
		_, err := op.CheckRequest(formRequest(http.MethodDelete, url.Values{"PAYLOAD": {text}}), nil, Lenient)
		assert.Error(t, err, text)
	}

	r := httptest.NewRequest(http.MethodGet, "/books?FILTER=%7B%7D&title=x", nil)
	forgiven, err := operation(t, "listBooks").CheckRequest(r, nil, Lenient)
	require.NoError(t, err)
	assert.Equal(t, []string{"query FILTER: nothing in it, so taken as absent"}, forgiven)
	assert.Equal(t, "title=x", r.URL.RawQuery)
}

// TestARepeatedQueryParameterWasRefusedWithoutAReason: the generated code, which knows neither, was the first to mind.
func TestARepeatedQueryParameterWasRefusedWithoutAReason(t *testing.T) {
	t.Parallel()
	for _, mode := range []Mode{Lenient, Strict} {
		_, err := operation(t, "listBooks").CheckRequest(httptest.NewRequest(http.MethodGet, "/books?title=x&title=y", nil), nil, mode)
		require.EqualError(t, err, "query title: is given more than once")
	}
}
