package store

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type leaf struct {
	N    int64
	Text string
}

var (
	leaves  = NewTable("leaf", func(p leaf) Key { return Int(p.N) })
	history = NewTable("history", func(p leaf) Key { return Int(p.N) }, Rolling[leaf](100))
)

// tight has room for so many bytes.
func tight(room int64) *DB {
	db := New(leaves, history)
	db.Settle()
	db.most = room
	return db
}

func of(n int64, bytes int) leaf { return leaf{n, strings.Repeat("x", bytes)} }

// TestATenantKeepsNoMoreBytesThanItsBound has a database with a small bound, as no caller can make one.
func TestATenantKeepsNoMoreBytesThanItsBound(t *testing.T) {
	t.Parallel()
	db := tight(10_000)
	tx := db.Write()
	require.NoError(t, leaves.Put(tx, of(1, 6000)))
	var heavy *Heavy
	require.ErrorAs(t, leaves.Put(tx, of(2, 6000)), &heavy)
	assert.Equal(t, Heavy{10_000}, *heavy)
	assert.Equal(t, 1, leaves.Len(tx))
	require.ErrorAs(t, leaves.Put(tx, of(1, 12_000)), &heavy, "a row that grows needs room too")
	require.NoError(t, leaves.Put(tx, of(1, 5000)), "to replace a row takes no more than what it has grown")
	require.NoError(t, leaves.Put(tx, of(2, 4000)))
	tx.Commit()
	assert.Less(t, db.now.Load().bytes, int64(10_000))

	tx = db.Write()
	leaves.Delete(tx, Int(1))
	require.NoError(t, leaves.Put(tx, of(3, 5000)), "what was deleted has made room")
	tx.Abort()
	require.ErrorAs(t, leaves.Put(db.Write(), of(3, 5000)), &heavy, "what was given up has not")
}

func TestAHistoryForgetsWhereThereIsNoRoomInBytes(t *testing.T) {
	t.Parallel()
	tx := tight(80_000).Write()
	for n := range int64(20) {
		require.NoError(t, history.Put(tx, of(n, 1500)))
	}
	assert.Equal(t, 6, history.Len(tx), "it takes an eighth of the room")
	require.NoError(t, leaves.Put(tx, of(1, 69_000)), "the rest is for others")
	require.NoError(t, history.Put(tx, of(20, 3000)), "whoever deletes something at the bound leaves a trace")
	_, first := history.Get(tx, Int(15))
	_, last := history.Get(tx, Int(20))
	assert.Equal(t, [2]bool{false, true}, [2]bool{first, last})
	var heavy *Heavy
	require.ErrorAs(t, history.Put(tx, of(21, 20_000)), &heavy)
}

// TestTheBoundInBytesIsForWhatATenantAddsToItsWorld: a world file may ask for more, and has bounds of its own.
func TestTheBoundInBytesIsForWhatATenantAddsToItsWorld(t *testing.T) {
	t.Parallel()
	db := New(leaves, history)
	fill := func(db *DB, n int64) error {
		tx := db.Write()
		defer tx.Commit()
		return leaves.Put(tx, of(n, 6000))
	}
	for n := range int64(30) {
		require.NoError(t, fill(db, n))
	}
	fork := db.Fork()
	assert.Equal(t, [2]int64{db.now.Load().bytes, db.now.Load().bytes + MostBytes}, [2]int64{fork.began, fork.most})
	fork.most = fork.began + 10_000
	require.NoError(t, fill(fork, 30))
	var heavy *Heavy
	require.ErrorAs(t, fill(fork, 31), &heavy)
	require.NoError(t, fill(db.Fork(), 31), "no fork takes another's room")
	require.NoError(t, fill(db, 31))
	db.Settle()
	assert.Greater(t, db.began, fork.began+6000)
	assert.Equal(t, db.began+MostBytes, db.most)
}

func TestTheWeightOfARowIsThatOfAllTextsItKeeps(t *testing.T) {
	t.Parallel()
	text := "12345678"
	type inner struct {
		A, B string
		n    int
	}
	for name, c := range map[string]struct {
		value any
		want  int
	}{
		"a text":                {struct{ S string }{text}, 8},
		"numbers":               {struct{ A, B int64 }{1, 2}, 0},
		"a time":                {struct{ T time.Time }{time.Now()}, 0},
		"a pointer":             {struct{ S *string }{&text}, 16 + 8},
		"no pointer":            {struct{ S *string }{}, 0},
		"a pointer to a number": {struct{ N *int64 }{new(int64)}, 8},
		"bytes":                 {struct{ B []byte }{[]byte(text)}, 8},
		"texts":                 {struct{ L []string }{[]string{text, text}}, 2*16 + 16},
		"rows in a row":         {struct{ L []inner }{[]inner{{A: text, n: 1}}}, 40 + 8},
		"a map":                 {struct{ M map[string]string }{map[string]string{text: text}}, entryBytes + 16},
		"a document": {
			struct{ D map[string]any }{map[string]any{text: []any{text, 1.0, nil}}}, entryBytes + 8 + entryBytes + 2*entryBytes + 8,
		},
	} {
		weigh, got := weigherOf(reflect.TypeOf(c.value), 0), 0
		if weigh != nil {
			got = weigh(reflect.ValueOf(c.value))
		}
		assert.Equal(t, c.want, got, name)
	}
	type ring struct{ Next *ring }
	assert.NotPanics(t, func() { weigherOf(reflect.TypeFor[ring](), 0) })
}

func TestWhatRowsAddUpToIsKeptWithoutOpeningThem(t *testing.T) {
	t.Parallel()
	type sale struct {
		N      int64
		Shop   string
		Amount int64
	}
	sales := NewTable("sale", func(s sale) Key { return Int(s.N) }, Sums[sale]{Name: "turnover", Of: func(s sale) ([]Key, Amounts) {
		return []Key{Str(s.Shop), Str("all")}, Amounts{s.Amount, 1}
	}})
	db := New(sales)
	total := func(tx *Tx) string {
		tally := &Tally{}
		tx.db.Count(tally)
		defer tx.db.Count(nil)
		a, b, all := sales.Sum(tx, "turnover", Str("a")), sales.Sum(tx, "turnover", Str("b")), sales.Sum(tx, "turnover", Str("all"))
		assert.Zero(t, tally.Opened())
		return fmt.Sprint(a[:2], b[:2], all[:2])
	}
	tx := db.Write()
	for _, s := range []sale{{1, "a", 5}, {2, "a", 7}, {3, "b", 1}} {
		require.NoError(t, sales.Put(tx, s))
	}
	tx.Commit()
	fork := db.Fork()
	tx = fork.Write()
	require.NoError(t, sales.Put(tx, sale{2, "b", 8}), "moved")
	assert.Equal(t, "[5 1] [9 2] [14 3]", total(tx))
	sales.Delete(tx, Int(1))
	assert.Equal(t, "[0 0] [9 2] [9 2]", total(tx))
	assert.Equal(t, 2, tx.now.tables[0].sums[0].Len(), "a group without rows takes no room")
	tx.Commit()
	assert.Equal(t, "[12 2] [1 1] [13 3]", total(db.Read()), "of the origin nothing has changed")
	assert.Panics(t, func() { sales.Sum(db.Read(), "profit", Str("a")) })
	assert.Panics(t, func() { NewTable("t", func(sale) Key { return nil }, Sums[sale]{Name: "a.b"}) })
}
