package store

import (
	"bytes"
	"fmt"
	"iter"
	"strings"

	"github.com/hashicorp/go-memdb"
)

// primary is memdb's fixed name for the index by primary key.
const primary = "id"

// Table describes one kind of rows. It holds none: they are in a DB, and the
// same Table serves any number of databases.
type Table[V any] struct {
	name    string
	counter string
	key     func(V) Key
	indexes []Index[V]
}

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

// row is never changed and never handed out.
type row[V any] struct {
	value V
	sum   uint64 // of value when it came in; 0: not guarded
}

// NewTable describes a table by its name, the primary key of a row, and the
// further indexes.
func NewTable[V any](name string, key func(V) Key, indexes ...Index[V]) *Table[V] {
	mustName("table", name)
	seen := map[string]bool{primary: true}
	for _, ix := range indexes {
		mustName("index", ix.Name)
		if seen[ix.Name] {
			panic(fmt.Sprintf("store: table %s: index name %s is taken", name, ix.Name))
		}
		seen[ix.Name] = true
	}
	return &Table[V]{name: name, counter: rows + name, key: key, indexes: indexes}
}

// mustName refuses what memdb reads as something else: it joins table and
// index by a dot, and cuts "_prefix" off.
func mustName(what, name string) {
	if name == "" || strings.Contains(name, ".") || strings.HasSuffix(name, "_prefix") {
		panic(fmt.Sprintf("store: %q cannot be the name of a %s", name, what))
	}
}

// schema declares every index unique to memdb: it enforces nothing by that, and
// the keys of the others already end in the primary key.
func (t *Table[V]) schema() *memdb.TableSchema {
	s := &memdb.TableSchema{Name: t.name, Indexes: map[string]*memdb.IndexSchema{primary: {
		Name: primary, Unique: true,
		Indexer: single(func(r any) Key { return t.key(r.(*row[V]).value) }),
	}}}
	for _, ix := range t.indexes {
		s.Indexes[ix.Name] = &memdb.IndexSchema{
			Name: ix.Name, Unique: true, AllowMissing: true,
			Indexer: multi(func(r any) [][]byte { return t.places(ix, r.(*row[V]).value) }),
		}
	}
	return s
}

func (t *Table[V]) places(ix Index[V], v V) [][]byte {
	keys := ix.Keys(v)
	if len(keys) == 0 {
		return nil
	}
	var suffix Key
	if !ix.Unique {
		suffix = t.key(v)
	}
	places := make([][]byte, len(keys))
	for i, k := range keys {
		if len(k) == 0 {
			panic(fmt.Sprintf("store: table %s: empty key in index %s", t.name, ix.Name))
		}
		if places[i] = k; !ix.Unique {
			places[i] = suffixed(k, suffix)
		}
	}
	return places
}

// Get returns the row with this primary key.
func (t *Table[V]) Get(tx *Tx, k Key) (V, bool) { return t.open(tx.find(t.name, primary, k)) }

// One returns the row with this key in the index; in an index that is not
// unique, the first of them.
func (t *Table[V]) One(tx *Tx, index string, k Key) (V, bool) {
	if t.index(index).Unique {
		return t.open(tx.find(t.name, index, k))
	}
	if len(k) == 0 {
		return t.open(nil)
	}
	for v := range t.Scan(tx, index, k) {
		return v, true
	}
	return t.open(nil)
}

// All yields every row in the order of primary keys. Like Scan and From it
// yields the rows as they are when ranging starts; the caller may write to the
// same transaction meanwhile.
func (t *Table[V]) All(tx *Tx) iter.Seq[V] {
	return t.each(tx, func(view *memdb.Txn) (memdb.ResultIterator, error) { return view.Get(t.name, primary) })
}

// Scan yields the rows whose key in the index begins with prefix (a whole key,
// or the first parts of a Join; nil for all), in the order of keys.
func (t *Table[V]) Scan(tx *Tx, index string, prefix Key) iter.Seq[V] {
	t.index(index)
	return t.each(tx, func(view *memdb.Txn) (memdb.ResultIterator, error) { return view.Get(t.name, index, prefix) })
}

// From yields the rows whose key in the index is lower or greater, in the order
// of keys, to the end of the index.
func (t *Table[V]) From(tx *Tx, index string, lower Key) iter.Seq[V] {
	t.index(index)
	return t.each(tx, func(view *memdb.Txn) (memdb.ResultIterator, error) { return view.LowerBound(t.name, index, lower) })
}

func (t *Table[V]) each(tx *Tx, start func(*memdb.Txn) (memdb.ResultIterator, error)) iter.Seq[V] {
	return func(yield func(V) bool) {
		it, err := start(tx.view())
		must(err)
		for r := it.Next(); r != nil; r = it.Next() {
			if v, _ := t.open(r); !yield(v) {
				return
			}
		}
	}
}

// Put inserts the row, or replaces the one with the same primary key. If the
// error is a *Duplicate, nothing has changed.
func (t *Table[V]) Put(tx *Tx, v V) error {
	tx.mustWrite()
	k := t.key(v)
	if len(k) == 0 {
		panic("store: table " + t.name + ": empty primary key")
	}
	if err := t.free(tx, k, v); err != nil {
		return err
	}
	old, replaced := t.Get(tx, k)
	fresh := &row[V]{value: v, sum: guarded(v)}
	must(tx.write.Insert(t.name, fresh))
	if replaced {
		t.note(tx, k, old, nil)
	} else {
		tx.add(t.counter, 1)
	}
	t.note(tx, k, v, fresh)
	tx.settle()
	return nil
}

// Delete removes the row with this primary key and says whether there was one.
func (t *Table[V]) Delete(tx *Tx, k Key) bool {
	tx.mustWrite()
	r := tx.find(t.name, primary, k)
	old, ok := t.open(r)
	if !ok {
		return false
	}
	must(tx.write.Delete(t.name, r))
	tx.add(t.counter, -1)
	t.note(tx, k, old, nil)
	tx.settle()
	return true
}

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
	if !bytes.Equal(t.key(v), k) {
		panic("store: table " + t.name + ": Change changed the primary key")
	}
	if err := t.Put(tx, v); err != nil {
		return none, err
	}
	return v, nil
}

// Len is the number of rows. It counts nothing: it looks the number up.
func (t *Table[V]) Len(tx *Tx) int { return int(tx.count(t.counter)) }

// free looks whether another row holds one of v's unique keys; memdb does not.
func (t *Table[V]) free(tx *Tx, k Key, v V) error {
	for _, ix := range t.indexes {
		if !ix.Unique {
			continue
		}
		for _, place := range ix.Keys(v) {
			other, taken := t.open(tx.find(t.name, ix.Name, place))
			if taken && !bytes.Equal(t.key(other), k) {
				return &Duplicate{Table: t.name, Index: ix.Name}
			}
		}
	}
	return nil
}

// note tells the transaction what became of each key that find may ask for.
func (t *Table[V]) note(tx *Tx, k Key, v V, r any) {
	tx.note(t.name, primary, k, r)
	for _, ix := range t.indexes {
		if !ix.Unique {
			continue
		}
		for _, place := range ix.Keys(v) {
			tx.note(t.name, ix.Name, place, r)
		}
	}
}

func (t *Table[V]) open(r any) (v V, ok bool) {
	if r == nil {
		return v, false
	}
	held := r.(*row[V])
	if held.sum != 0 && held.sum != sum(held.value) {
		panic(fmt.Sprintf("store: a row of table %s was changed in place: %+v", t.name, held.value))
	}
	return held.value, true
}

func (t *Table[V]) index(name string) Index[V] {
	for _, ix := range t.indexes {
		if ix.Name == name {
			return ix
		}
	}
	panic(fmt.Sprintf("store: table %s has no index %s", t.name, name))
}
