package openapi

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRoutePath(t *testing.T) {
	t.Parallel()
	for template, want := range map[string]string{
		"/books":                   "/books",
		"/books/{bookId}":          "/books/:bookId",
		"/books/{bookId}/cover":    "/books/:bookId/cover",
		"/v1/{a}/x/{b}":            "/v1/:a/x/:b",
		"/books:sell/{bookId}/now": `/books\:sell/:bookId/now`,
	} {
		assert.Equal(t, want, RoutePath(template))
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	doc := library(t)
	op, ok := doc.Find("PATCH", "/books/{bookId}")
	require.True(t, ok)
	assert.Equal(t, "changeBook", op.ID)
	_, ok = doc.Find("PATCH", "/books/7")
	assert.False(t, ok)
}

func TestMatch(t *testing.T) {
	t.Parallel()
	doc := library(t)
	for _, tt := range []struct {
		method, path, id string
		params           map[string]string
	}{
		{"GET", "/books", "listBooks", map[string]string{}},
		{"GET", "/books/7", "getBook", map[string]string{"bookId": "7"}},
		{"GET", "/books/newest", "getNewestBook", map[string]string{}},
		{"PATCH", "/books/newest", "changeBook", map[string]string{"bookId": "newest"}},
		{"GET", "/books/7/cover", "getCover", map[string]string{"bookId": "7"}},
		{"GET", "/books/7/x", "", nil},
		{"GET", "/books//cover", "", nil},
		{"PUT", "/books", "", nil},
		{"GET", "/", "", nil},
	} {
		op, params, ok := doc.Match(tt.method, tt.path)
		require.Equal(t, tt.id != "", ok, "%s %s", tt.method, tt.path)
		if ok {
			assert.Equal(t, tt.id, op.ID)
			assert.Equal(t, tt.params, params)
		}
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	doc := library(t)
	for _, tt := range []struct{ method, path, id string }{
		{"GET", "/book", "listBooks"},
		{"GET", "/Books", "listBooks"},
		{"PUT", "/books/7", "changeBook"},
		{"GET", "/books/7/covers", "getCover"},
		{"GET", "/books/newst", "getNewestBook"},
		{"GET", "/api/books/7/cover", "getCover"},
		{"DELETE", "/loan", "endLoans"},
	} {
		op := doc.Nearest(tt.method, tt.path)
		if assert.NotNil(t, op, "%s %s", tt.method, tt.path) {
			assert.Equal(t, tt.id, op.ID, "%s %s", tt.method, tt.path)
		}
	}
	assert.Nil(t, doc.Nearest("GET", "/quite/another/thing/altogether"))
}

// TestNearestNamesNoOperationOfAnotherFamily: where all paths began alike, every path resembled every other.
func TestNearestNamesNoOperationOfAnotherFamily(t *testing.T) {
	t.Parallel()
	const ok = "responses: {'204': {description: Done.}}"
	doc, err := Parse("x", []byte(`
openapi: 3.0.3
info: {title: x, version: '1'}
paths:
  /rest/json/v1/books: {get: {operationId: listBooks, tags: [books], `+ok+`}, post: {operationId: addBook, tags: [books], `+ok+`}}
  /rest/json/v1/books/{book}: {parameters: [&book {name: book, in: path, required: true, schema: {type: string}}], get: {operationId: getBook, tags: [books], `+ok+`}, delete: {operationId: dropBook, tags: [books], `+ok+`}}
  /rest/json/v1/books/{book}/pages/{page}: {parameters: [*book, {name: page, in: path, required: true, schema: {type: string}}], put: {operationId: setPage, tags: [books], `+ok+`}}
  /rest/json/v1/keys/generate: {get: {operationId: makeKey, tags: [keys], `+ok+`}}
`))
	require.NoError(t, err)
	for _, tt := range []struct{ method, path, id string }{
		{"GET", "/rest/json/v1/users", ""},
		{"GET", "/rest/json/v1/users/7", ""},
		{"GET", "/rest/json/v1/user/getUserId", ""},
		{"PUT", "/rest/json/v1/users/7/lock", ""},
		{"GET", "/api/pki/rest/getCertificates", ""},
		{"GET", "/scim/v2/Users", ""},
		{"POST", "/api/json/request", ""},
		{"GET", "/user/getUserId", ""},
		{"GET", "/", ""},
		{"GET", "/rest/json/v1", ""},
		{"GET", "/rest/json/v1/book", "listBooks"},
		{"POST", "/rest/json/v1/book", "addBook"},
		{"GET", "/books", "listBooks"},
		{"DELETE", "/books/7", "dropBook"},
		{"PUT", "/rest/json/v1/books/7/page/3", "setPage"},
		{"DELETE", "/rest/json/v1/books/7/some/thing/else/again", "dropBook"},
		{"GET", "/rest/json/v2/books", "listBooks"},
	} {
		id := ""
		if op := doc.Nearest(tt.method, tt.path); op != nil {
			id = op.ID
		}
		assert.Equal(t, tt.id, id, "%s %s", tt.method, tt.path)
	}
}
