package store_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/page"
	"github.com/understudy/understudy/mock/internal/store"
)

// named fills a database with things that are all called something else.
func named(t testing.TB, n int) *store.DB {
	t.Helper()
	db := store.New(things)
	tx := db.Write()
	for id := range int64(n) {
		require.NoError(t, things.Put(tx, thing{ID: id, Kind: id % 3, Name: fmt.Sprintf("Thing number %06d", id)}))
	}
	tx.Commit()
	return db
}

func search(tx *store.Tx, texts ...string) []thing {
	q := things.Query(tx)
	q.Seen(texts...)
	return slices.AppendSeq([]thing{}, q.Rows())
}

// TestASearchLooksAtRowsThatItsTrigramsLeadToNotAtAll holds the cost of a search to its matches, whatever the size of the table.
func TestASearchLooksAtRowsThatItsTrigramsLeadToNotAtAll(t *testing.T) {
	t.Parallel()
	for _, n := range []int{300, 3_000, 30_000} {
		db := named(t, n)
		db.Settle()
		var tally store.Tally
		db.Count(&tally)
		looked := func(want int, texts ...string) int64 {
			opened, before := tally.Opened(), tally.Glances()
			require.Len(t, search(db.Read(), texts...), want, "%d rows, %q", n, texts)
			require.EqualValues(t, want, tally.Opened()-opened, "only matches are opened")
			return tally.Glances() - before
		}
		assert.LessOrEqual(t, looked(1, "number 000123"), int64(5), "%d rows", n)
		assert.LessOrEqual(t, looked(2, "number 000123", "number 000045"), int64(20), "%d rows", n)
		assert.LessOrEqual(t, looked(0, "nothing of the kind"), int64(5), "%d rows", n)
		assert.EqualValues(t, n, looked(n, "thing"), "all match")
		assert.EqualValues(t, n, looked(n, "er"), "two bytes are too few")

		q := things.Query(db.Read())
		q.In(things.Span(db.Read(), "kind", store.Int(1)), func(v thing) bool { return v.Kind == 1 })
		q.Seen("number 000123", "number 000124", "number 000125")
		rows, total := q.Page(page.All)
		assert.Equal(t, 1, total, "both conditions count")
		assert.EqualValues(t, 124, rows[0].ID)
	}
}

// TestASearchFindsWhatAWalkFinds compares the two after every transaction of a long random walk, in forks too.
func TestASearchFindsWhatAWalkFinds(t *testing.T) {
	t.Parallel()
	chance := rand.New(rand.NewPCG(3, 4))
	name := func() string {
		const letters = "abAB\x00ä"
		w := make([]byte, chance.IntN(12))
		for i := range w {
			w[i] = letters[chance.IntN(len(letters))]
		}
		return string(w)
	}
	type world struct {
		db    *store.DB
		truth map[int64]thing
	}
	agree := func(tx *store.Tx, truth map[int64]thing) {
		t.Helper()
		for range 3 {
			texts := []string{strings.ToLower(name()), strings.ToLower(name())}[:1+chance.IntN(2)]
			want := []thing{}
			for _, id := range slices.Sorted(maps.Keys(truth)) {
				glance := strings.ToLower(truth[id].Name)
				if slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(glance, text) }) {
					want = append(want, truth[id])
				}
			}
			require.Equal(t, want, search(tx, texts...), "%q", texts)
		}
	}
	worlds := []world{{store.New(things), map[int64]thing{}}}
	for range 400 {
		i := chance.IntN(len(worlds))
		w := worlds[i]
		tx, draft := w.db.Write(), maps.Clone(w.truth)
		for range chance.IntN(60) {
			v := thing{ID: chance.Int64N(900), Name: name()}
			if chance.IntN(8) == 0 {
				things.Delete(tx, store.Int(v.ID))
				delete(draft, v.ID)
				continue
			}
			require.NoError(t, things.Put(tx, v))
			draft[v.ID] = v
		}
		if chance.IntN(3) == 0 {
			agree(tx, draft)
		}
		if chance.IntN(4) == 0 {
			tx.Abort()
		} else {
			tx.Commit()
			worlds[i].truth = draft
		}
		agree(w.db.Read(), worlds[i].truth)
		if chance.IntN(10) == 0 && len(worlds) < 6 {
			worlds = append(worlds, world{w.db.Fork(), maps.Clone(worlds[i].truth)})
		}
	}
}

// TestReadersMakeTrigramsBesideAWriter is for the race detector.
func TestReadersMakeTrigramsBesideAWriter(t *testing.T) {
	t.Parallel()
	db := named(t, 600)
	var wg sync.WaitGroup
	for range 4 {
		fork := db.Fork()
		wg.Go(func() {
			for range 20 {
				assert.Len(t, search(db.Read(), "number 0001"), 100)
				assert.Len(t, search(fork.Read(), "number 0001"), 100)
			}
		})
	}
	for id := range int64(400) {
		tx := db.Write()
		assert.NoError(t, things.Put(tx, thing{ID: 1000 + id, Name: "another"}))
		tx.Commit()
	}
	wg.Wait()
	assert.Len(t, search(db.Read(), "another"), 400)
}

func BenchmarkSearch(b *testing.B) {
	for _, n := range []int{300, 100_000} {
		db := named(b, n)
		db.Settle()
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				search(db.Read(), "number 000123")
			}
		})
	}
}
