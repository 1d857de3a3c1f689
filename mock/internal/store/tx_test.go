package store_test

import (
	"fmt"
	"iter"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/store"
)

func TestTransactions(t *testing.T) {
	t.Parallel()
	db := stocked(t, book{ID: 1})
	before := db.Read()
	assert.False(t, before.Writable())

	tx := db.Write()
	assert.True(t, tx.Writable())
	require.NoError(t, books.Put(tx, book{ID: 2}))
	assert.Equal(t, 2, books.Len(tx), "a transaction sees its own writes")
	assert.Equal(t, 1, books.Len(db.Read()), "nobody else does")
	tx.Abort()
	tx.Abort()
	assert.Equal(t, []int64{1}, ids(books.All(db.Read())))
	assert.Equal(t, 1, books.Len(db.Read()))

	tx = db.Write()
	require.NoError(t, books.Put(tx, book{ID: 3}))
	tx.Commit()
	tx.Abort()
	assert.Equal(t, []int64{1, 3}, ids(books.All(db.Read())))
	assert.Equal(t, 2, books.Len(db.Read()))
	assert.Equal(t, []int64{1}, ids(books.All(before)), "a reader keeps seeing what it saw")
	assert.Equal(t, 1, books.Len(before))
	before.Commit()
	before.Abort()
	assert.Equal(t, 1, books.Len(before), "a read transaction has no end")
}

func TestRangingWhileWriting(t *testing.T) {
	t.Parallel()
	const n = 1000
	db := library()
	write(t, db, func(tx *store.Tx) {
		for i := range int64(n) {
			require.NoError(t, books.Put(tx, book{ID: i, ISBN: fmt.Sprint("i", i), Shelf: i % 7}))
		}
	})
	for name, ranged := range map[string]func(*store.Tx) iter.Seq[book]{
		"All":  books.All,
		"Scan": func(tx *store.Tx) iter.Seq[book] { return books.Scan(tx, "shelf", nil) },
		"From": func(tx *store.Tx) iter.Seq[book] { return books.From(tx, "isbn", store.Str("")) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tx := db.Fork().Write()
			defer tx.Abort()
			require.NoError(t, books.Put(tx, book{ID: n, ISBN: "extra"})) // the indexes are touched already
			seen := map[int64]bool{}
			for b := range ranged(tx) {
				require.False(t, seen[b.ID], "each row once")
				require.Zero(t, b.Copies, "as it was when ranging began")
				seen[b.ID] = true
				other := (b.ID + n/2) % n
				books.Delete(tx, store.Int(other))
				require.NoError(t, books.Put(tx, book{ID: b.ID, ISBN: b.ISBN + "x", Shelf: b.Shelf + 1, Copies: 1}))
				require.NoError(t, books.Put(tx, book{ID: 2*n + b.ID, Copies: 1}))
				_, ok := books.Get(tx, store.Int(other))
				require.False(t, ok, "the transaction itself sees the writes")
			}
			assert.Len(t, seen, n+1)
			assert.Len(t, ids(ranged(db.Read())), n, "the origin of the fork is untouched")
		})
	}
}

func TestLookUpsInLongTransactions(t *testing.T) {
	t.Parallel()
	const n = 20_000 // with two keys each, more than a transaction keeps pending
	db := library()
	tx := db.Write()
	for i := range int64(n) {
		require.NoError(t, books.Put(tx, book{ID: i, ISBN: fmt.Sprint(i)}))
	}
	for i := range int64(n) {
		if i%2 == 0 {
			require.True(t, books.Delete(tx, store.Int(i)))
		}
	}
	for i := range int64(n) {
		_, byKey := books.Get(tx, store.Int(i))
		_, byISBN := books.One(tx, "isbn", store.Fold(fmt.Sprint(i)))
		require.Equal(t, i%2 == 1, byKey, i)
		require.Equal(t, i%2 == 1, byISBN, i)
	}
	require.Error(t, books.Put(tx, book{ID: n, ISBN: "1"}))
	require.NoError(t, books.Put(tx, book{ID: n, ISBN: "0"}))
	assert.Equal(t, n/2+1, books.Len(tx))
	tx.Commit()
	assert.Equal(t, n/2+1, books.Len(db.Read()))
	assert.Len(t, ids(books.All(db.Read())), n/2+1)
}

func TestSequences(t *testing.T) {
	t.Parallel()
	db := library()
	next := func(db *store.DB, kind string, commit bool) (n uint64) {
		tx := db.Write()
		defer tx.Abort()
		if n = tx.Next(kind); commit {
			tx.Commit()
		}
		return n
	}
	assert.EqualValues(t, 1, next(db, "a", true))
	assert.EqualValues(t, 2, next(db, "a", true))
	assert.EqualValues(t, 1, next(db, "b", true), "kinds count separately")
	assert.EqualValues(t, 3, next(db, "a", false))
	assert.EqualValues(t, 3, next(db, "a", true), "an aborted transaction draws nothing")
	tx := db.Write()
	tx.Reach("far", 9_007_199_254_740_991)
	tx.Reach("far", 7)
	tx.Commit()
	assert.EqualValues(t, 9_007_199_254_740_992, next(db, "far", true), "it does not count up to there, nor ever back")
	fork := db.Fork()
	assert.EqualValues(t, 4, next(fork, "a", true))
	assert.EqualValues(t, 5, next(fork, "a", true))
	assert.EqualValues(t, 4, next(db, "a", true), "a fork counts for itself")
	assert.EqualValues(t, 1, next(db, "books", true), "no row count is a sequence")
	assert.Zero(t, books.Len(db.Read()), "no sequence is a row count")
}

func TestForksAreIndependent(t *testing.T) {
	t.Parallel()
	db := stocked(t, book{ID: 1, ISBN: "one"})
	open := db.Write()
	require.NoError(t, books.Put(open, book{ID: 99}))
	fork := db.Fork()
	// The other side's open transaction neither blocks this one nor is in it.
	write(t, fork, func(tx *store.Tx) {
		require.True(t, books.Delete(tx, store.Int(1)))
		require.NoError(t, books.Put(tx, book{ID: 2, ISBN: "one"}))
	})
	open.Commit()
	assert.Equal(t, []int64{1, 99}, ids(books.All(db.Read())))
	assert.Equal(t, []int64{2}, ids(books.All(fork.Read())))
	again := fork.Fork()
	write(t, again, func(tx *store.Tx) { require.NoError(t, books.Put(tx, book{ID: 3})) })
	assert.Equal(t, 2, books.Len(again.Read()))
	assert.Equal(t, 1, books.Len(fork.Read()))
	assert.Equal(t, 2, books.Len(db.Read()))
}

// Run with -race.
func TestForksAndReadersAtTheSameTime(t *testing.T) {
	t.Parallel()
	const forks, writes = 6, 150
	var stock []book
	for i := range int64(500) {
		stock = append(stock, book{ID: i, ISBN: fmt.Sprint(i), Shelf: i % 5, Tags: []string{"t"}})
	}
	db := stocked(t, stock...)
	shared := db.Read()
	var all sync.WaitGroup
	for f := range int64(forks) {
		world := db
		if f > 0 {
			world = db.Fork()
		}
		all.Go(func() {
			for i := range int64(writes) {
				tx := world.Write()
				assert.NoError(t, books.Put(tx, book{ID: 1000 + i, ISBN: fmt.Sprint("f", f, "-", i)}))
				_, err := books.Change(tx, store.Int(i), func(b *book) error { b.Shelf = 100 + f; return nil })
				assert.NoError(t, err)
				tx.Next("n")
				tx.Commit()
			}
		})
		all.Go(func() {
			for range writes / 10 {
				tx := world.Read()
				n := books.Len(tx)
				assert.Len(t, ids(books.All(tx)), n, "one view")
				assert.Len(t, ids(books.All(shared)), len(stock))
				assert.Equal(t, len(stock), books.Len(shared))
				world.Fork()
			}
		})
	}
	all.Wait()
	assert.Equal(t, len(stock)+writes, books.Len(db.Read()))
	assert.Len(t, ids(books.Scan(db.Read(), "shelf", store.Int(100))), writes)
	for f := range int64(forks - 1) {
		assert.Empty(t, ids(books.Scan(db.Read(), "shelf", store.Int(101+f))))
	}
}

func TestMistakesPanic(t *testing.T) {
	t.Parallel()
	key := func(s string) store.Key { return store.Key(s) }
	named := func(name string) store.Index[string] { return store.Index[string]{Name: name} }
	db := stocked(t, book{ID: 1})
	ended := db.Fork().Write()
	ended.Commit()
	open := func() *store.Tx { return db.Fork().Write() }
	odd := store.NewTable("odd", key, store.Index[string]{Name: "empty", Keys: func(string) []store.Key { return []store.Key{{}} }})
	for name, mistake := range map[string]func(){
		"no name":              func() { store.NewTable("", key) },
		"dotted table":         func() { store.NewTable("a.b", key) },
		"prefix index":         func() { store.NewTable("a", key, named("b_prefix")) },
		"index named id":       func() { store.NewTable("a", key, named("id")) },
		"two indexes":          func() { store.NewTable("a", key, named("b"), named("b")) },
		"two tables":           func() { store.New(books, books) },
		"unknown table":        func() { readers.Get(store.New(books).Read(), store.Str("x")) },
		"unknown index":        func() { books.Scan(db.Read(), "nope", nil) },
		"unknown index in One": func() { books.One(db.Read(), "nope", store.Int(1)) },
		"put in a read":        func() { _ = books.Put(db.Read(), book{}) },
		"delete in a read":     func() { books.Delete(db.Read(), store.Int(1)) },
		"change in a read":     func() { _, _ = books.Change(db.Read(), store.Int(1), nil) },
		"next in a read":       func() { db.Read().Next("n") },
		"reach in a read":      func() { db.Read().Reach("n", 1) },
		"commit twice":         ended.Commit,
		"get after the end":    func() { books.Get(ended, store.Int(1)) },
		"all after the end":    func() { ids(books.All(ended)) },
		"len after the end":    func() { books.Len(ended) },
		"put after the end":    func() { _ = books.Put(ended, book{}) },
		"empty primary key":    func() { _ = odd.Put(store.New(odd).Write(), "") },
		"empty index key":      func() { _ = odd.Put(store.New(odd).Write(), "x") },
		"another primary key":  func() { _, _ = books.Change(open(), store.Int(1), func(b *book) error { b.ID = 2; return nil }) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Panics(t, mistake)
		})
	}
}
