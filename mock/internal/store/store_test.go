package store_test

import (
	"errors"
	"iter"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/store"
)

func TestMain(m *testing.M) {
	store.Guard(true)
	os.Exit(m.Run())
}

// A library, because no API the mock stands in for lends books.
type book struct {
	ID     int64
	ISBN   string // unique, may be missing
	Title  string
	Shelf  int64
	Tags   []string
	Copies int64
}

func (b book) isbn() []store.Key {
	if b.ISBN == "" {
		return nil
	}
	return []store.Key{store.Fold(b.ISBN)}
}

func (b book) tags() (keys []store.Key) {
	for _, tag := range b.Tags {
		keys = append(keys, store.Str(tag))
	}
	return keys
}

var books = store.NewTable("books", func(b book) store.Key { return store.Int(b.ID) },
	store.Index[book]{Name: "isbn", Unique: true, Keys: book.isbn},
	store.Index[book]{Name: "tag", Keys: book.tags},
	store.Index[book]{Name: "shelf", Keys: func(b book) []store.Key {
		return []store.Key{store.Join(store.Int(b.Shelf), store.Str(b.Title))}
	}},
)

var readers = store.NewTable("readers", func(name string) store.Key { return store.Str(name) })

func library() *store.DB { return store.New(books, readers) }

// stocked is a library that holds the books.
func stocked(t testing.TB, stock ...book) *store.DB {
	t.Helper()
	db := library()
	write(t, db, func(tx *store.Tx) {
		for _, b := range stock {
			require.NoError(t, books.Put(tx, b))
		}
	})
	return db
}

func write(t testing.TB, db *store.DB, fn func(*store.Tx)) {
	t.Helper()
	tx := db.Write()
	defer tx.Abort()
	fn(tx)
	tx.Commit()
}

func ids(rows iter.Seq[book]) []int64 {
	found := []int64{}
	for b := range rows {
		found = append(found, b.ID)
	}
	return found
}

func TestRowsComeBackByEveryKey(t *testing.T) {
	t.Parallel()
	db := stocked(t,
		book{ID: 2, ISBN: "B-2", Title: "Beta", Shelf: 1, Tags: []string{"x", "y"}},
		book{ID: -1, ISBN: "b-1", Title: "Alpha", Shelf: 2, Tags: []string{"y"}},
		book{ID: 30, Title: "Gamma", Shelf: 1},
	)
	inWrite := db.Write()
	defer inWrite.Abort()
	for name, tx := range map[string]*store.Tx{"read": db.Read(), "write": inWrite} {
		t.Run(name, func(t *testing.T) {
			b, ok := books.Get(tx, store.Int(2))
			require.True(t, ok)
			assert.Equal(t, "Beta", b.Title)
			_, ok = books.Get(tx, store.Int(3))
			assert.False(t, ok)
			_, ok = books.Get(tx, nil)
			assert.False(t, ok, "no key finds no row")

			b, ok = books.One(tx, "isbn", store.Fold("B-1"))
			require.True(t, ok, "folded")
			assert.EqualValues(t, -1, b.ID)
			_, ok = books.One(tx, "isbn", store.Fold("b"))
			assert.False(t, ok)
			b, ok = books.One(tx, "tag", store.Str("y"))
			require.True(t, ok)
			assert.EqualValues(t, -1, b.ID, "the first by primary key")
			_, ok = books.One(tx, "tag", nil)
			assert.False(t, ok)

			assert.Equal(t, []int64{-1, 2, 30}, ids(books.All(tx)))
			assert.Equal(t, []int64{2, 30}, ids(books.Scan(tx, "shelf", store.Int(1))))
			assert.Equal(t, []int64{2, 30, -1}, ids(books.Scan(tx, "shelf", nil)))
			assert.Equal(t, []int64{30, -1}, ids(books.From(tx, "shelf", store.Join(store.Int(1), store.Str("C")))))
			assert.Equal(t, []int64{-1, 2}, ids(books.Scan(tx, "isbn", nil)), "rows without a key are not in the index")
			assert.Equal(t, 3, books.Len(tx))
			assert.Zero(t, readers.Len(tx))
		})
	}
}

func TestScanMatchesWholeKeysOnly(t *testing.T) {
	t.Parallel()
	db := stocked(t,
		book{ID: 1, Tags: []string{"a"}}, book{ID: 2, Tags: []string{"ab"}}, book{ID: 3, Tags: []string{"a\x00"}},
		book{ID: 4, Tags: []string{"a\x01"}}, book{ID: 5, Tags: []string{""}}, book{ID: 6, Tags: []string{"a", "a"}},
	)
	tx := db.Read()
	for tag, want := range map[string][]int64{
		"a": {1, 6}, "ab": {2}, "a\x00": {3}, "a\x01": {4}, "": {5}, "b": {},
	} {
		assert.Equal(t, want, ids(books.Scan(tx, "tag", store.Str(tag))), "%q", tag)
	}
	assert.Equal(t, []int64{5, 1, 6, 3, 4, 2}, ids(books.Scan(tx, "tag", nil)), "in the order of texts")
}

func TestRangingStopsWhenAsked(t *testing.T) {
	t.Parallel()
	tx := stocked(t, book{ID: 1}, book{ID: 2}, book{ID: 3}).Read()
	var seen []int64
	for b := range books.All(tx) {
		if seen = append(seen, b.ID); len(seen) == 2 {
			break
		}
	}
	assert.Equal(t, []int64{1, 2}, seen)
}

func TestUniqueIndexes(t *testing.T) {
	t.Parallel()
	first := book{ID: 1, ISBN: "one", Title: "kept"}
	for name, c := range map[string]struct {
		before func(t *testing.T, tx *store.Tx)
		put    book
		taken  bool
	}{
		"taken":                    {put: book{ID: 2, ISBN: "one"}, taken: true},
		"taken in another case":    {put: book{ID: 2, ISBN: "ONE"}, taken: true},
		"free":                     {put: book{ID: 2, ISBN: "two"}},
		"no value":                 {put: book{ID: 2}},
		"own value kept":           {put: book{ID: 1, ISBN: "one", Title: "new"}},
		"own value changed":        {put: book{ID: 1, ISBN: "two"}},
		"freed by delete":          {put: book{ID: 2, ISBN: "one"}, before: func(t *testing.T, tx *store.Tx) { require.True(t, books.Delete(tx, store.Int(1))) }},
		"freed by change":          {put: book{ID: 2, ISBN: "one"}, before: func(t *testing.T, tx *store.Tx) { require.NoError(t, books.Put(tx, book{ID: 1, ISBN: "other"})) }},
		"freed by losing it":       {put: book{ID: 2, ISBN: "one"}, before: func(t *testing.T, tx *store.Tx) { require.NoError(t, books.Put(tx, book{ID: 1})) }},
		"taken in the transaction": {put: book{ID: 2, ISBN: "three"}, taken: true, before: func(t *testing.T, tx *store.Tx) { require.NoError(t, books.Put(tx, book{ID: 3, ISBN: "three"})) }},
		"freed and taken again": {put: book{ID: 2, ISBN: "one"}, taken: true, before: func(t *testing.T, tx *store.Tx) {
			require.True(t, books.Delete(tx, store.Int(1)))
			require.NoError(t, books.Put(tx, book{ID: 4, ISBN: "one"}))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := stocked(t, first)
			tx := db.Write()
			defer tx.Abort()
			if c.before != nil {
				c.before(t, tx)
			}
			before, held := slices.Collect(books.All(tx)), books.Len(tx)
			err := books.Put(tx, c.put)
			if !c.taken {
				require.NoError(t, err)
				got, ok := books.Get(tx, store.Int(c.put.ID))
				require.True(t, ok)
				assert.Equal(t, c.put, got)
				if c.put.ISBN != "" {
					got, ok = books.One(tx, "isbn", store.Fold(c.put.ISBN))
					require.True(t, ok)
					assert.Equal(t, c.put, got)
				}
				return
			}
			var duplicate *store.Duplicate
			require.ErrorAs(t, err, &duplicate)
			assert.Equal(t, store.Duplicate{Table: "books", Index: "isbn"}, *duplicate)
			assert.Contains(t, err.Error(), "isbn")
			assert.Equal(t, before, slices.Collect(books.All(tx)), "nothing has changed")
			assert.Equal(t, held, books.Len(tx))
		})
	}
}

func TestReplacingMovesTheRowInEveryIndex(t *testing.T) {
	t.Parallel()
	db := stocked(t, book{ID: 1, ISBN: "one", Shelf: 1, Tags: []string{"a", "b", "c"}})
	write(t, db, func(tx *store.Tx) {
		require.NoError(t, books.Put(tx, book{ID: 1, ISBN: "two", Shelf: 2, Tags: []string{"c", "d"}}))
	})
	tx := db.Read()
	for tag, want := range map[string][]int64{"a": {}, "b": {}, "c": {1}, "d": {1}} {
		assert.Equal(t, want, ids(books.Scan(tx, "tag", store.Str(tag))), tag)
	}
	assert.Empty(t, ids(books.Scan(tx, "shelf", store.Int(1))))
	_, ok := books.One(tx, "isbn", store.Fold("one"))
	assert.False(t, ok)
	assert.Equal(t, 1, books.Len(tx))

	write(t, db, func(tx *store.Tx) {
		assert.True(t, books.Delete(tx, store.Int(1)))
		assert.False(t, books.Delete(tx, store.Int(1)))
		assert.False(t, books.Delete(tx, store.Int(9)))
	})
	tx = db.Read()
	for _, index := range []string{"isbn", "tag", "shelf"} {
		assert.Empty(t, ids(books.Scan(tx, index, nil)), index)
	}
	assert.Zero(t, books.Len(tx))
}

func TestKeysMayShareMemory(t *testing.T) {
	t.Parallel()
	type word struct{ text string }
	// Both keys are cut from one array with room behind them: appending to
	// the first in place would overwrite the second.
	words := store.NewTable("words", func(w word) store.Key { return store.Str(w.text) },
		store.Index[word]{Name: "part", Keys: func(w word) []store.Key {
			all := store.Join(store.Int(1), store.Int(2))
			return []store.Key{all[:8], all[8:]}
		}})
	db := store.New(words)
	write(t, db, func(tx *store.Tx) { require.NoError(t, words.Put(tx, word{"w"})) })
	for _, part := range []int64{1, 2} {
		_, ok := words.One(db.Read(), "part", store.Int(part))
		assert.True(t, ok, part)
	}
}

func TestChange(t *testing.T) {
	t.Parallel()
	refused := errors.New("refused")
	for name, c := range map[string]struct {
		id   int64
		fn   func(*book) error
		want book
		err  error
	}{
		"changed":   {id: 1, fn: func(b *book) error { b.Title = "new"; return nil }, want: book{ID: 1, ISBN: "one", Title: "new"}},
		"no row":    {id: 7, fn: func(*book) error { return nil }, err: store.ErrNotFound},
		"refused":   {id: 1, fn: func(b *book) error { b.Title = "new"; return refused }, err: refused},
		"duplicate": {id: 1, fn: func(b *book) error { b.ISBN = "two"; return nil }, err: &store.Duplicate{Table: "books", Index: "isbn"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stock := []book{{ID: 1, ISBN: "one", Title: "old"}, {ID: 2, ISBN: "two"}}
			tx := stocked(t, stock...).Write()
			defer tx.Abort()
			got, err := books.Change(tx, store.Int(c.id), c.fn)
			assert.Equal(t, c.want, got)
			if c.err != nil {
				assert.Equal(t, c.err, err)
				assert.Equal(t, stock, slices.Collect(books.All(tx)))
				return
			}
			require.NoError(t, err)
			got, _ = books.Get(tx, store.Int(c.id))
			assert.Equal(t, c.want, got)
		})
	}
}
