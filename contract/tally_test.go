package contract

import (
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/openapi"
)

func TestTallyCountsEachName(t *testing.T) {
	t.Parallel()
	l := NewTally(libraryDocument(t))
	assert.Equal(t, []string{"createBook", "getBook", "listBooks", "searchBooks", "lendToReader", "lendToSchool"}, missing(l))

	count := func(operation, name string, status int, media string, body any, query string) {
		op, ok := l.document.ByID(operation)
		require.True(t, ok)
		request := httptest.NewRequest(op.Method, "/?"+query, nil)
		l.Count(op, name, openapi.Exchanged{Request: request, Status: status, Type: media, Body: body})
	}
	books := map[string]any{"books": []any{map[string]any{"id": 1}, map[string]any{"title": "Emma"}}}
	count("listBooks", "listBooks", 200, "application/json; charset=utf-8", books, "limit=1&page=2")
	count("listBooks", "listBooks", 302, "", nil, "")
	count("lendToReader", "lendToSchool", 204, "", nil, "")
	count("createBook", "someone", 201, "", nil, "")
	count("getBook", "getBook", 404, "text/plain", nil, "")
	count("getBook", "getBook", 500, "", nil, "")
	assert.Equal(t, []string{"getBook", "searchBooks", "lendToReader"}, missing(l), "a refusal does not exercise, nor does another name")
	assert.Equal(t, "books/getBook: GET /books/{title} (only ever refused: 2 times)", l.Missing()[0].String())

	want := strings.TrimLeft(`
covered  operations  statuses  parameters  content types  answers' members
books    2/4         3/7       1/7         2/9            3/14
desk     1/2         1/1       1/1         -              -
library  3/6         4/8       2/8         2/9            3/14
`, "\n")
	assert.Equal(t, want, l.Report())

	lines := l.Covered()
	assert.Equal(t, Covered{Name: "listBooks", Operation: "listBooks", Family: "books", Method: "GET", Path: "/books", Exercised: true, Answers: map[string]int{"2xx": 1, "3xx": 1},
		Coverage: []openapi.Used{
			{Of: openapi.AspectStatus, Met: []string{"200"}, Missing: []string{}},
			{Of: openapi.AspectParameter, Met: []string{"query limit"}, Missing: []string{}},
			{Of: openapi.AspectType, Met: []string{"200 application/json"}, Missing: []string{}},
			{Of: openapi.AspectMember, Met: []string{"books", "books[].id", "books[].title"}, Missing: []string{"books[].token"}},
		}}, lines[2])
	assert.Equal(t, []string{"404"}, lines[1].Coverage[0].Met, "a status counts whatever it says")
	assert.Empty(t, lines[1].Coverage[1].Met, "what was refused has used no parameter")
	assert.Empty(t, lines[5].Coverage, "another name of an operation has none of its own")
}

func TestTallyIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	l := NewTally(libraryDocument(t))
	op, _ := l.document.ByID("listBooks")
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			l.Count(op, "listBooks", openapi.Exchanged{Request: httptest.NewRequest("GET", "/", nil), Status: 200})
			_ = l.Report()
		})
	}
	all.Wait()
	assert.Equal(t, 50, l.Entries()[2].Classes[2])
}
