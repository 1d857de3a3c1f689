package main

import (
	"go/parser"
	"go/token"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/openapi"
)

func TestRoutes(t *testing.T) {
	t.Parallel()
	doc, err := openapi.Read([]byte(`
security: [{usual: []}]
paths:
  /books/{id}:
    parameters: [{name: id, in: path}]
    get: {x-host: archive}
  /books/new:
    put: {security: [{usual: []}, {other: []}]}
    get: {security: [{other: []}]}
  /hours:
    get: {security: []}
`))
	require.NoError(t, err)
	list := routesOf(doc)
	assert.Equal(t, []route{
		{"GET", "/books/new", "", true}, {"PUT", "/books/new", "", false}, {"GET", "/books/{id}", "archive", false}, {"GET", "/hours", "", true},
	}, list, "literal segments first")

	text, err := writeRoutes("library", list)
	require.NoError(t, err)
	assert.Contains(t, string(text), `{method: "GET", path: "/books/{id}", host: "archive"},`)
	assert.Contains(t, string(text), `{method: "PUT", path: "/books/new"},`)
	assert.Contains(t, string(text), `{method: "GET", path: "/hours", unsigned: true},`)
	_, err = parser.ParseFile(token.NewFileSet(), "", text, 0)
	require.NoError(t, err)

	text, err = writeRoutes("library", []route{{method: "GET", path: "/hours"}})
	require.NoError(t, err)
	assert.Nil(t, text, "there is nothing to look up")
}
