package engine_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/fail"
)

func TestJournalKeepsTheNewestInOrder(t *testing.T) {
	t.Parallel()
	shop := open(t, nil) // its journal has room for eight
	none, total := shop.journal.Last(10)
	assert.Empty(t, none)
	assert.Zero(t, total)
	for i := 1; i <= 21; i++ {
		shop.ask("GET", fmt.Sprintf("/books/%d", i), "")
		entries, total := shop.journal.Last(100)
		require.Len(t, entries, min(i, 8))
		require.Equal(t, uint64(i), total)
		for j, e := range entries {
			require.Equal(t, fmt.Sprintf("/books/%d", i-len(entries)+1+j), e.Path, "oldest first")
			require.Equal(t, uint64(i-len(entries)+1+j), e.Seq)
		}
	}
	last, _ := shop.journal.Last(2)
	require.Len(t, last, 2)
	assert.Equal(t, []string{"/books/20", "/books/21"}, []string{last[0].Path, last[1].Path})
}

func TestJournalSaysWhoAskedWhatAndWhyNot(t *testing.T) {
	t.Parallel()
	shop := open(t, handlers{"getBook": failing(fail.New(fail.NotFound, "GONE", "No such book").Because("none has the isbn 42"))})
	shop.ask("GET", "/books/42;card=anna", "", "X-Card", "")
	entries, _ := shop.journal.Last(1)
	assert.Equal(t, engine.Entry{
		Seq: 1, Time: noon, API: "bookshop", Operation: "getBook", Method: "GET", Path: "/books/42", Status: 404,
		Tenant: "main street", Number: 7, Caller: "anna", Reason: "none has the isbn 42", Forgiven: []string{"the card in the path"},
	}, entries[0])
	shop.ask("GET", "/nowhere", "")
	entries, _ = shop.journal.Last(1)
	assert.Empty(t, entries[0].Operation)
	assert.Empty(t, entries[0].Caller)
}

// TestJournalHoldsNoSecret: no header, no query, no body; and a secret in the path is gone before anything is written down, even
// where the body cannot be taken.
func TestJournalHoldsNoSecret(t *testing.T) {
	t.Parallel()
	shop := open(t, nil)
	shop.ask("GET", "/books/1?pin=hunter2", "", "Authorization", "hunter2", "Cookie", "a=hunter2")
	shop.ask("POST", "/books", `{"title":"hunter2"}`)
	shop.ask("GET", "/books/1;card=hunter2", "", "X-Card", "member")
	shop.ask("POST", "/nowhere;card=hunter2", strings.Repeat("x", 5000), "X-Card", "member")
	shop.ask("POST", "/books", `{"title":1,"pages":"hunter2"`)
	shop.ask("POST", "/books/1;pin=1;card=hunter2", strings.Repeat("x", 5000))
	entries, total := shop.journal.Last(100)
	require.Equal(t, uint64(6), total)
	for _, e := range entries {
		e.Caller = "" // the card's name is the caller's here
		text, err := json.Marshal(e)
		require.NoError(t, err)
		assert.NotContains(t, string(text), "hunter2")
	}
}
