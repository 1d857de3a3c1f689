package contract

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTallyCountsEachName(t *testing.T) {
	t.Parallel()
	l := NewTally(libraryDocument(t))
	assert.Equal(t, []string{"createBook", "getBook", "listBooks", "searchBooks", "lendToReader", "lendToSchool"}, missing(l))

	l.Count("listBooks", "listBooks", 200)
	l.Count("listBooks", "listBooks", 302)
	l.Count("lendToReader", "lendToSchool", 204)
	l.Count("createBook", "someone", 201)
	l.Count("getBook", "getBook", 404)
	l.Count("getBook", "getBook", 500)
	assert.Equal(t, []string{"getBook", "searchBooks", "lendToReader"}, missing(l), "a refusal does not exercise, nor does another name")
	assert.Equal(t, "books/getBook: GET /books/{title} (only ever refused: 2 times)", l.Missing()[0].String())

	want := strings.TrimLeft(`
family  name          exercised  2xx  3xx  4xx  5xx
books   createBook    yes        1    0    0    0
books   getBook       no         0    0    1    1
books   listBooks     yes        1    1    0    0
books   searchBooks   no         0    0    0    0
desk    lendToReader  no         0    0    0    0
desk    lendToSchool  yes        1    0    0    0
library: 3 of 6 names exercised
`, "\n")
	assert.Equal(t, want, l.Report())

	text, err := json.Marshal(l)
	require.NoError(t, err)
	assert.Contains(t, string(text), `{"name":"getBook","operation":"getBook","family":"books","exercised":false,"answers":{"4xx":1,"5xx":1}}`)
}

func TestTallyIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	l := NewTally(libraryDocument(t))
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			l.Count("listBooks", "listBooks", 200)
			_ = l.Report()
		})
	}
	all.Wait()
	assert.Equal(t, 50, l.Entries()[2].Classes[2])
}
