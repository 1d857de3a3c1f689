package store_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/store"
)

// The model test's trees fit into a few nodes. These are several levels deep,
// and nodes split and merge on every one of them.
func TestDeepTreesForkWhileTheyGrowAndShrink(t *testing.T) {
	t.Parallel()
	type world struct {
		db    *store.DB
		truth map[int64]book
	}
	const span, generations = 6_000, 6
	chance := rand.New(rand.NewPCG(3, 1))
	now := world{library(), map[int64]book{}}
	var past []world
	for generation := range generations {
		growing := generation < generations/2
		write(t, now.db, func(tx *store.Tx) {
			for range span / 2 {
				id := chance.Int64N(span)
				if _, held := now.truth[id]; held && (!growing || chance.IntN(4) == 0) {
					require.True(t, books.Delete(tx, store.Int(id)))
					delete(now.truth, id)
				} else if growing {
					b := book{ID: id, ISBN: fmt.Sprint(id), Shelf: chance.Int64N(50), Copies: int64(generation)}
					require.NoError(t, books.Put(tx, b))
					now.truth[id] = b
				}
			}
		})
		past = append(past, world{now.db.Fork(), maps.Clone(now.truth)})
	}
	for _, w := range append(past, now) {
		tx := w.db.Read()
		want := slices.Sorted(maps.Keys(w.truth))
		require.Equal(t, want, ids(books.All(tx)))
		require.Equal(t, len(want), books.Len(tx))
		byShelf := ids(books.Scan(tx, "shelf", nil))
		slices.Sort(byShelf)
		require.Equal(t, want, byShelf)
		for id, b := range w.truth {
			got, ok := books.One(tx, "isbn", store.Fold(b.ISBN))
			require.True(t, ok)
			require.Equal(t, b, got)
			require.Equal(t, id, got.ID)
		}
	}
}

// Run with -race: no fork's first write may touch what the others read.
func TestForksOfOneOriginWriteAtTheSameTime(t *testing.T) {
	t.Parallel()
	const n, forks = 1500, 5
	var stock []book
	for i := range int64(n) {
		stock = append(stock, book{ID: i, ISBN: fmt.Sprint(i), Shelf: i % 40})
	}
	origin := stocked(t, stock...)
	var all sync.WaitGroup
	for f := range int64(forks) {
		all.Go(func() {
			for range 2 {
				fork := origin.Fork()
				tx := fork.Write()
				for i := range int64(n / 10) {
					books.Delete(tx, store.Int(i*7))
					assert.NoError(t, books.Put(tx, book{ID: n + i, Shelf: f}))
				}
				for range books.All(tx) {
					tx.Next("seen")
				}
				tx.Commit()
				assert.Equal(t, n, books.Len(fork.Read()))
				assert.Len(t, ids(books.Scan(origin.Read(), "shelf", nil)), n)
			}
		})
	}
	all.Wait()
	assert.Equal(t, stock, slices.Collect(books.All(origin.Read())))
}

func TestCommittingWhileRanging(t *testing.T) {
	t.Parallel()
	db := library()
	tx := db.Write()
	for i := range int64(100) {
		require.NoError(t, books.Put(tx, book{ID: i}))
	}
	seen := 0
	for range books.All(tx) {
		if seen++; seen == 1 {
			tx.Commit()
		}
		write(t, db, func(tx *store.Tx) { require.NoError(t, books.Put(tx, book{ID: 100 + int64(seen)})) })
	}
	assert.Equal(t, 100, seen, "as it was when ranging began")
	assert.Equal(t, 200, books.Len(db.Read()))
}
