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
