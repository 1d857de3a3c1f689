package store_test

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/store"
)

// model is the plainest thing that could be right: the test compares the tables
// with it after every transaction of a long random walk.
type model map[int64]book

func (m model) sorted(keep func(book) bool, order func(a, b book) int) []int64 {
	var found []book
	for _, b := range m {
		if keep(b) {
			found = append(found, b)
		}
	}
	slices.SortFunc(found, func(a, b book) int { return cmp.Or(order(a, b), cmp.Compare(a.ID, b.ID)) })
	return ids(slices.Values(found))
}

func (m model) taken(b book) bool {
	for _, other := range m {
		if other.ID != b.ID && b.ISBN != "" && strings.EqualFold(other.ISBN, b.ISBN) {
			return true
		}
	}
	return false
}

func TestAgainstAModel(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			chance := rand.New(rand.NewPCG(seed, 1))
			db, truth := library(), model{}
			type world struct {
				db    *store.DB
				truth model
			}
			var asleep []world // forks that must not change until they are woken
			for range 150 {
				tx, draft := db.Write(), maps.Clone(truth)
				for range chance.IntN(12) {
					step(t, chance, tx, draft)
				}
				compare(t, chance, tx, draft)
				if chance.IntN(4) == 0 {
					tx.Abort()
				} else {
					tx.Commit()
					truth = draft
				}
				compare(t, chance, db.Read(), truth)
				switch chance.IntN(5) {
				case 0:
					asleep = append(asleep, world{db.Fork(), maps.Clone(truth)})
				case 1:
					if n := len(asleep); n > 0 {
						i := chance.IntN(n)
						asleep[i], db, truth = world{db, truth}, asleep[i].db, asleep[i].truth
						compare(t, chance, db.Read(), truth)
					}
				}
			}
		})
	}
}

func step(t *testing.T, chance *rand.Rand, tx *store.Tx, m model) {
	id := chance.Int64N(60) - 30
	_, held := m[id]
	if chance.IntN(4) == 0 {
		require.Equal(t, held, books.Delete(tx, store.Int(id)))
		delete(m, id)
		return
	}
	b := book{ID: id, Title: word(chance), Shelf: chance.Int64N(5) - 2}
	if chance.IntN(3) > 0 {
		b.ISBN = word(chance)
	}
	for range chance.IntN(3) {
		b.Tags = append(b.Tags, word(chance))
	}
	err := books.Put(tx, b)
	if m.taken(b) {
		require.Error(t, err)
		return
	}
	require.NoError(t, err)
	m[id] = b
}

// word is short, so that words collide and begin with each other.
func word(chance *rand.Rand) string {
	const letters = "aAb\x00\x01\xff"
	w := make([]byte, chance.IntN(4))
	for i := range w {
		w[i] = letters[chance.IntN(len(letters))]
	}
	return string(w)
}

func compare(t *testing.T, chance *rand.Rand, tx *store.Tx, m model) {
	t.Helper()
	same := func(what string, want []int64, got iter.Seq[book]) {
		t.Helper()
		require.Equal(t, want, ids(got), what)
	}
	every := func(book) bool { return true }
	byShelf := func(a, b book) int { return cmp.Or(cmp.Compare(a.Shelf, b.Shelf), strings.Compare(a.Title, b.Title)) }
	require.Equal(t, len(m), books.Len(tx))
	same("all", m.sorted(every, func(a, b book) int { return 0 }), books.All(tx))
	same("shelf", m.sorted(every, byShelf), books.Scan(tx, "shelf", nil))

	shelf, title, w := chance.Int64N(5)-2, word(chance), word(chance)
	same("one shelf", m.sorted(func(b book) bool { return b.Shelf == shelf }, byShelf), books.Scan(tx, "shelf", store.Int(shelf)))
	from := book{Shelf: shelf, Title: title}
	same("from a title", m.sorted(func(b book) bool { return byShelf(b, from) >= 0 }, byShelf),
		books.From(tx, "shelf", store.Join(store.Int(shelf), store.Str(title))))
	same("tag", m.sorted(func(b book) bool { return slices.Contains(b.Tags, w) }, func(a, b book) int { return 0 }),
		books.Scan(tx, "tag", store.Str(w)))

	id := chance.Int64N(60) - 30
	b, ok := books.Get(tx, store.Int(id))
	require.Equal(t, m[id], b)
	_, held := m[id]
	require.Equal(t, held, ok)
	b, ok = books.One(tx, "isbn", store.Fold(w))
	if w != "" {
		require.Equal(t, m.taken(book{ID: 1 << 40, ISBN: w}), ok)
		require.Equal(t, ok, strings.EqualFold(b.ISBN, w) && b.ISBN != "")
	}
}
