package store

import (
	"iter"
	"reflect"
)

// Table describes one kind of rows. It holds none: they are in a DB, and the
// same Table serves any number of databases.
type Table[V any] struct{ core *core }

// Part is what a table has besides its primary key: an Index, a Glance, Sums,
// Secrets, a Rolling or a Touches.
type Part[V any] interface{ of(*core) }

// Index is a further way to find rows. Keys returns the places of a row in it:
// none (the row is not in this index), one or several. Rows with equal keys are
// sorted by primary key. If Unique, no two rows may have a key in common.
//
// Keys must depend on nothing but the row.
type Index[V any] struct {
	Name   string
	Unique bool
	Keys   func(V) []Key
}

// Glance makes of a row what a search within texts looks at: kept beside the
// row, so that looking at it opens no row, and indexed by every three bytes that
// stand side by side, so that not all are looked at. Several texts in it have
// zero bytes between them.
//
// It must depend on nothing but the row.
type Glance[V any] func(V) string

// Rolling is a bound on a table that keeps a history: how many rows it holds at
// most. The first rows by primary key make room for the next, so that key must
// count up: a time does not where a clock can be set back.
type Rolling[V any] int

// NewTable describes a table by its name, the primary key of a row, and the
// further indexes.
func NewTable[V any](name string, key func(V) Key, parts ...Part[V]) *Table[V] {
	mustName("table", name)
	t := &core{
		name: name, most: MostRows, key: func(v any) Key { return key(*v.(*V)) },
		fixed: int(reflect.TypeFor[box[V]]().Size()), texts: weigherOf(reflect.TypeFor[V](), 0),
	}
	for _, p := range parts {
		p.of(t)
	}
	return &Table[V]{t}
}

func (ix Index[V]) of(t *core) {
	t.addIndex(index{ix.Name, ix.Unique, func(v any) []Key { return ix.Keys(*v.(*V)) }})
}

func (g Glance[V]) of(t *core) { t.glance = func(v any) string { return g(*v.(*V)) } }

func (r Rolling[V]) of(t *core) { t.most, t.rolls = int(r), true }

// box is a row with its value, in one piece of memory.
type box[V any] struct {
	row
	v V
}

// unboxed is the value of a row, if there is one.
func unboxed[V any](r *row) (v V, ok bool) {
	if r == nil {
		return v, false
	}
	return *r.value.(*V), true
}

func (t *Table[V]) untyped() *core { return t.core }

// Bound is how many rows the table holds at most, and whether the first make
// room for the next or the next is refused.
func (t *Table[V]) Bound() (rows int, rolls bool) { return t.core.most, t.core.rolls }

// Len is the number of rows. It counts nothing: it looks the number up.
func (t *Table[V]) Len(tx *Tx) int { return t.core.len(tx) }

// Has says whether there is a row whose key in the index begins with k, and
// opens none.
func (t *Table[V]) Has(tx *Tx, index string, k Key) bool { return t.core.has(tx, index, k) }

// Get returns the row with this primary key.
func (t *Table[V]) Get(tx *Tx, k Key) (V, bool) { return unboxed[V](t.core.get(tx, k)) }

// One returns the row with this key in the index; in an index that is not
// unique, the first of them.
func (t *Table[V]) One(tx *Tx, index string, k Key) (V, bool) {
	return unboxed[V](t.core.one(tx, index, k))
}

// All yields every row in the order of primary keys. Like Scan and From it
// yields the rows as they are when ranging starts; the caller may write to the
// same transaction meanwhile.
func (t *Table[V]) All(tx *Tx) iter.Seq[V] { return t.each(tx, 0, nil, nil) }

// Scan yields the rows whose key in the index begins with prefix (a whole key,
// or the first parts of a Join; nil for all), in the order of keys.
func (t *Table[V]) Scan(tx *Tx, index string, prefix Key) iter.Seq[V] {
	return t.each(tx, t.core.index(index), prefix, prefix)
}

// From yields the rows whose key in the index is lower or greater, in the order
// of keys, to the end of the index.
func (t *Table[V]) From(tx *Tx, index string, lower Key) iter.Seq[V] {
	return t.each(tx, t.core.index(index), lower, nil)
}

func (t *Table[V]) each(tx *Tx, tree int, lower, prefix Key) iter.Seq[V] {
	return func(yield func(V) bool) {
		t.core.each(tx, tree, lower, prefix, func(r *row) bool { return yield(*r.value.(*V)) })
	}
}

// Put inserts the row, or replaces the one with the same primary key. If the
// error is a *Duplicate, a *Full or a *Heavy, nothing has changed but for what a
// history has forgotten.
func (t *Table[V]) Put(tx *Tx, v V) error {
	fresh := &box[V]{v: v}
	fresh.value = &fresh.v
	return t.core.put(tx, &fresh.row)
}

// Delete removes the row with this primary key and says whether there was one.
func (t *Table[V]) Delete(tx *Tx, k Key) bool { return t.core.delete(tx, k) }

// Change puts back what fn makes of a copy of the row, and returns it. If there
// is no row, or fn or Put fails, nothing has changed. The primary key stays.
func (t *Table[V]) Change(tx *Tx, k Key, fn func(*V) error) (V, error) {
	tx.mustWrite()
	var none V
	v, ok := t.Get(tx, k)
	if !ok {
		return none, ErrNotFound
	}
	if err := fn(&v); err != nil {
		return none, err
	}
	t.core.mustHaveKey(&v, k)
	if err := t.Put(tx, v); err != nil {
		return none, err
	}
	return v, nil
}
