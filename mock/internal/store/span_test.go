package store_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/page"
	"github.com/understudy/understudy/mock/internal/store"
)

type thing struct {
	ID, Kind int64
	Name     string
}

var things = store.NewTable("thing", func(v thing) store.Key { return store.Int(v.ID) },
	store.Index[thing]{Name: "kind", Keys: func(v thing) []store.Key { return []store.Key{store.Int(v.Kind)} }},
	store.Index[thing]{Name: "odd", Keys: func(v thing) []store.Key {
		if v.ID%2 == 0 {
			return nil
		}
		return []store.Key{store.Int(1)}
	}},
	store.Glance[thing](func(v thing) string { return strings.ToLower(v.Name) }))

// manyThings are a few hundred, put in and taken out in no order.
func manyThings(t *testing.T, n int) (*store.DB, []thing) {
	t.Helper()
	db := store.New(things)
	tx := db.Write()
	chance := rand.New(rand.NewPCG(1, 2))
	held := map[int64]thing{}
	for range 3 * n {
		v := thing{ID: chance.Int64N(int64(n)), Kind: chance.Int64N(7) - 3, Name: fmt.Sprint("Thing ", chance.IntN(n))}
		if chance.IntN(4) == 0 {
			delete(held, v.ID)
			things.Delete(tx, store.Int(v.ID))
			continue
		}
		held[v.ID] = v
		require.NoError(t, things.Put(tx, v))
	}
	tx.Commit()
	var list []thing
	for id := range int64(n) {
		if v, ok := held[id]; ok {
			list = append(list, v)
		}
	}
	return db, list
}

func keep(list []thing, fits func(thing) bool) []thing {
	return slices.DeleteFunc(slices.Clone(list), func(v thing) bool { return !fits(v) })
}

func TestASpanIsTheRowsOfAScanCountedAndCutWithoutOpeningOthers(t *testing.T) {
	t.Parallel()
	db, list := manyThings(t, 700)
	var tally store.Tally
	db.Count(&tally)
	for kind := int64(-5); kind < 6; kind++ {
		want := keep(list, func(v thing) bool { return v.Kind == kind })
		span := things.Span(db.Read(), "kind", store.Int(kind))
		before := tally.Opened()
		assert.Equal(t, len(want), span.Len())
		assert.Equal(t, before, tally.Opened(), "counting opens nothing")
		for _, p := range []page.Page{page.All, page.From(3, 5), page.From(len(want)-1, 9), page.From(math.MaxInt, 3), {}} {
			before := tally.Opened()
			got := slices.AppendSeq([]thing{}, span.Rows(p))
			assert.Equal(t, page.Cut(append([]thing{}, want...), p), got)
			assert.EqualValues(t, len(got), tally.Opened()-before, "a page opens its own rows")
		}
	}
	assert.Equal(t, keep(list, func(v thing) bool { return v.ID >= 100 && v.ID < 300 }),
		slices.Collect(things.Between(db.Read(), "id", store.Int(100), store.Int(300)).Rows(page.All)))
	assert.Zero(t, things.Between(db.Read(), "id", store.Int(300), store.Int(100)).Len())
	assert.Equal(t, len(list), things.Whole(db.Read()).Len())
}

func TestAQueryOfOneSpanOpensItsPageAndOneOfSeveralWalksTheSmallest(t *testing.T) {
	t.Parallel()
	db, list := manyThings(t, 700)
	var tally store.Tally
	db.Count(&tally)
	isOdd, isTwo := func(v thing) bool { return v.ID%2 == 1 }, func(v thing) bool { return v.Kind == 2 }
	tx := db.Read()

	q := things.Query(tx)
	q.In(things.Span(tx, "odd", nil), isOdd)
	require.True(t, q.Exact())
	rows, total := q.Page(page.From(10, 5))
	assert.Equal(t, page.Cut(keep(list, isOdd), page.From(10, 5)), rows)
	assert.Equal(t, len(keep(list, isOdd)), total)
	assert.EqualValues(t, 5, tally.Opened())

	before := tally.Opened()
	q.In(things.Span(tx, "kind", store.Int(2)), isTwo)
	require.False(t, q.Exact())
	want := keep(keep(list, isOdd), isTwo)
	rows, total = q.Page(page.All)
	assert.Equal(t, want, rows)
	assert.Equal(t, len(want), total)
	assert.EqualValues(t, len(keep(list, isTwo)), tally.Opened()-before, "the smaller of the two")

	before = tally.Opened()
	text := func(v thing) bool { return strings.Contains(v.Name, "12") }
	q = things.Query(tx)
	q.Seen("12")
	most := q.Most()
	rows, total = q.Page(page.From(0, 2))
	assert.Equal(t, keep(list, text)[:2], rows)
	assert.Equal(t, len(keep(list, text)), total)
	assert.EqualValues(t, total, tally.Opened()-before, "only those whose glance fits")
	assert.EqualValues(t, len(list), tally.Glances())
	assert.Equal(t, len(list), most)
}

func TestAFullTableRefusesTheNextRowAndARollingOneForgetsTheFirst(t *testing.T) {
	t.Parallel()
	key := func(v thing) store.Key { return store.Int(v.ID) }
	kinds := store.Index[thing]{Name: "kind", Keys: func(v thing) []store.Key { return []store.Key{store.Int(v.Kind)} }}
	rolling := store.NewTable("history", key, kinds, store.Rolling[thing](3))
	db := store.New(rolling)
	tx := db.Write()
	for id := range int64(10) {
		require.NoError(t, rolling.Put(tx, thing{ID: id}))
		require.NoError(t, rolling.Put(tx, thing{ID: id, Name: "again"}), "to replace a row takes no room")
	}
	assert.Equal(t, 3, rolling.Len(tx))
	assert.Equal(t, 3, rolling.Span(tx, "kind", store.Int(0)).Len())
	assert.False(t, rolling.Has(tx, "id", store.Int(6)))
	assert.True(t, rolling.Has(tx, "id", store.Int(7)))
	rows, rolls := rolling.Bound()
	assert.Equal(t, 3, rows)
	assert.True(t, rolls)

	rows, rolls = things.Bound()
	assert.Equal(t, store.MostRows, rows)
	assert.False(t, rolls)
}
