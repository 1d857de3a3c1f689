package store

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// primary is the name of the index by primary key; no other may have it.
const primary = "id"

// Table describes one kind of rows. It holds none: they are in a DB, and the
// same Table serves any number of databases.
type Table[V any] struct {
	name    string
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
	return &Table[V]{name: name, key: key, indexes: indexes}
}

// mustName keeps names plain: a dot would read as table and index, and
// "_prefix" as a way to look into an index.
func mustName(what, name string) {
	if name == "" || strings.Contains(name, ".") || strings.HasSuffix(name, "_prefix") {
		panic(fmt.Sprintf("store: %q cannot be the name of a %s", name, what))
	}
}

func (t *Table[V]) empty() (name string, rows any) { return t.name, noRows[V](1 + len(t.indexes)) }

// Get returns the row with this primary key.
func (t *Table[V]) Get(tx *Tx, k Key) (V, bool) { return t.open(t.rows(tx).trees[0].Get(string(k))) }

// One returns the row with this key in the index; in an index that is not
// unique, the first of them.
func (t *Table[V]) One(tx *Tx, index string, k Key) (V, bool) {
	i := t.index(index)
	tree := &t.rows(tx).trees[i]
	if t.indexes[i-1].Unique || len(k) == 0 {
		return t.open(tree.Get(string(k)))
	}
	var first *row[V]
	tree.Ascend(string(k), func(key string, r *row[V]) bool {
		if strings.HasPrefix(key, string(k)) {
			first = r
		}
		return false
	})
	return t.open(first, first != nil)
}

// All yields every row in the order of primary keys. Like Scan and From it
// yields the rows as they are when ranging starts; the caller may write to the
// same transaction meanwhile.
func (t *Table[V]) All(tx *Tx) iter.Seq[V] { return t.each(tx, 0, nil, nil) }

// Scan yields the rows whose key in the index begins with prefix (a whole key,
// or the first parts of a Join; nil for all), in the order of keys.
func (t *Table[V]) Scan(tx *Tx, index string, prefix Key) iter.Seq[V] {
	return t.each(tx, t.index(index), prefix, prefix)
}

// From yields the rows whose key in the index is lower or greater, in the order
// of keys, to the end of the index.
func (t *Table[V]) From(tx *Tx, index string, lower Key) iter.Seq[V] {
	return t.each(tx, t.index(index), lower, nil)
}

func (t *Table[V]) each(tx *Tx, tree int, lower, prefix Key) iter.Seq[V] {
	return func(yield func(V) bool) {
		r := t.rows(tx)
		if tx.owned(tx.slot(t.name)) {
			r.ranging++
			defer func() { r.ranging-- }()
		}
		begin := string(prefix)
		r.trees[tree].Ascend(string(lower), func(key string, r *row[V]) bool {
			if !strings.HasPrefix(key, begin) {
				return false
			}
			v, _ := t.open(r, true)
			return yield(v)
		})
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
	var room, oldRoom [8]place
	places := t.places(room[:0], k, v)
	held := t.rows(tx)
	old, replaced := held.trees[0].Get(places[0].key)
	was, _ := t.open(old, replaced)
	for _, p := range places[1:] {
		if !t.indexes[p.tree-1].Unique {
			continue
		}
		if other, taken := held.trees[p.tree].Get(p.key); taken && other != old {
			return &Duplicate{Table: t.name, Index: t.indexes[p.tree-1].Name}
		}
	}
	held = t.ownRows(tx)
	if replaced {
		for _, p := range t.places(oldRoom[:0], k, was)[1:] {
			if !slices.ContainsFunc(places, func(q place) bool { return q.tree == p.tree && q.key == p.key }) {
				held.trees[p.tree].Delete(p.key)
			}
		}
	}
	fresh := &row[V]{value: v, sum: guarded(v)}
	for _, p := range places {
		held.trees[p.tree].Set(p.key, fresh)
	}
	return nil
}

// Delete removes the row with this primary key and says whether there was one.
func (t *Table[V]) Delete(tx *Tx, k Key) bool {
	tx.mustWrite()
	old, ok := t.Get(tx, k)
	if !ok {
		return false
	}
	held := t.ownRows(tx)
	for _, p := range t.places(nil, k, old) {
		held.trees[p.tree].Delete(p.key)
	}
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
func (t *Table[V]) Len(tx *Tx) int { return t.rows(tx).trees[0].Len() }

// rows is what the transaction sees of the table.
func (t *Table[V]) rows(tx *Tx) *rows[V] { return tx.now.tables[tx.slot(t.name)].(*rows[V]) }

// ownRows is the same, for writing. Whoever is ranging goes on with what there
// is, as everybody else does with what is committed.
func (t *Table[V]) ownRows(tx *Tx) *rows[V] {
	tx.own()
	slot := tx.slot(t.name)
	r := tx.now.tables[slot].(*rows[V])
	if !tx.owned(slot) || r.ranging > 0 {
		r = r.copied()
		tx.now.tables[slot] = r
	}
	return r
}

func (t *Table[V]) open(r *row[V], ok bool) (v V, _ bool) {
	if !ok {
		return v, false
	}
	if r.sum != 0 && r.sum != sum(r.value) {
		panic(fmt.Sprintf("store: a row of table %s was changed in place: %+v", t.name, r.value))
	}
	return r.value, true
}

// index is the number of the index's tree.
func (t *Table[V]) index(name string) int {
	for i, ix := range t.indexes {
		if ix.Name == name {
			return i + 1
		}
	}
	panic(fmt.Sprintf("store: table %s has no index %s", t.name, name))
}
