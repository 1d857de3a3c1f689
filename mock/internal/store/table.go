package store

import (
	"bytes"
	"fmt"
	"iter"
	"reflect"
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
	glance  func(V) string
	sums    []Sums[V]
	most    int
	rolls   bool
	secrets int // the tree of Secrets; 0: there is none
	safe    Secrets[V]
	fixed   int     // bytes of a row that every row has
	texts   weigher // of a value
	touches Touches[V]
}

// Part is what a table has besides its primary key: an Index, a Glance, Sums,
// Secrets, a Rolling or a Touches.
type Part[V any] interface{ of(*Table[V]) }

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

// MostRows is how many rows a table holds at most that is not Rolling. A row
// beyond is refused with a *Full.
const MostRows = 1_000_000

// Full is returned by Table.Put where there is no room for a further row.
type Full struct {
	Table string
	Most  int
}

func (f *Full) Error() string {
	return fmt.Sprintf("store: table %s holds %d rows, and no more", f.Table, f.Most)
}

// NewTable describes a table by its name, the primary key of a row, and the
// further indexes.
func NewTable[V any](name string, key func(V) Key, parts ...Part[V]) *Table[V] {
	mustName("table", name)
	t := &Table[V]{
		name: name, key: key, most: MostRows, fixed: int(reflect.TypeFor[row[V]]().Size()), texts: weigherOf(reflect.TypeFor[V](), 0),
	}
	for _, p := range parts {
		p.of(t)
	}
	return t
}

func (ix Index[V]) of(t *Table[V]) {
	mustName("index", ix.Name)
	if ix.Name == primary || slices.ContainsFunc(t.indexes, func(other Index[V]) bool { return other.Name == ix.Name }) {
		panic(fmt.Sprintf("store: table %s: index name %s is taken", t.name, ix.Name))
	}
	t.indexes = append(t.indexes, ix)
}

func (g Glance[V]) of(t *Table[V]) { t.glance = g }

func (r Rolling[V]) of(t *Table[V]) { t.most, t.rolls = int(r), true }

// Bound is how many rows the table holds at most, and whether the first make
// room for the next or the next is refused.
func (t *Table[V]) Bound() (rows int, rolls bool) { return t.most, t.rolls }

// mustName keeps names plain: a dot would read as table and index, and
// "_prefix" as a way to look into an index.
func mustName(what, name string) {
	if name == "" || strings.Contains(name, ".") || strings.HasSuffix(name, "_prefix") {
		panic(fmt.Sprintf("store: %q cannot be the name of a %s", name, what))
	}
}

func (t *Table[V]) empty() (name string, rows any) {
	return t.name, noRows[V](1+len(t.indexes), len(t.sums), t.glance != nil)
}

// Get returns the row with this primary key.
func (t *Table[V]) Get(tx *Tx, k Key) (V, bool) {
	r, ok := t.rows(tx).trees[0].Get(string(k))
	return t.open(tx, r, ok)
}

// Has says whether there is a row whose key in the index begins with k, and
// opens none.
func (t *Table[V]) Has(tx *Tx, index string, k Key) (found bool) {
	t.rows(tx).trees[t.index(index)].Ascend(string(k), func(key string, _ *row[V]) bool {
		found = strings.HasPrefix(key, string(k))
		return false
	})
	return found
}

// One returns the row with this key in the index; in an index that is not
// unique, the first of them.
func (t *Table[V]) One(tx *Tx, index string, k Key) (V, bool) {
	i := t.index(index)
	tree := &t.rows(tx).trees[i]
	if i == 0 || t.indexes[i-1].Unique || len(k) == 0 {
		r, ok := tree.Get(string(k))
		return t.open(tx, r, ok)
	}
	var first *row[V]
	tree.Ascend(string(k), func(key string, r *row[V]) bool {
		if strings.HasPrefix(key, string(k)) {
			first = r
		}
		return false
	})
	return t.open(tx, first, first != nil)
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

// each is for ranging from a key on, without the price of finding how many rows there are.
func (t *Table[V]) each(tx *Tx, tree int, lower, prefix Key) iter.Seq[V] {
	return func(yield func(V) bool) {
		r := t.rows(tx)
		defer tx.ranging(t.name, &r.ranging)()
		begin := string(prefix)
		r.trees[tree].Ascend(string(lower), func(key string, r *row[V]) bool {
			if !strings.HasPrefix(key, begin) {
				return false
			}
			v, _ := t.open(tx, r, true)
			return yield(v)
		})
	}
}

// Put inserts the row, or replaces the one with the same primary key. If the
// error is a *Duplicate, a *Full or a *Heavy, nothing has changed but for what a
// history has forgotten.
func (t *Table[V]) Put(tx *Tx, v V) error {
	tx.mustWrite()
	k := t.key(v)
	if len(k) == 0 {
		panic("store: table " + t.name + ": empty primary key")
	}
	var room, oldRoom [usualPlaces]place
	held := t.rows(tx)
	old, replaced := held.trees[0].Get(string(k))
	was, _ := t.open(tx, old, replaced)
	fresh := &row[V]{value: v, sum: guarded(v)}
	if replaced && t.secrets > 0 {
		fresh.earlier = t.earlier(old, v)
	}
	places := t.places(room[:0], k, v, fresh.earlier)
	for _, p := range places[1:] {
		if !t.indexes[p.tree-1].Unique {
			continue
		}
		if other, taken := held.trees[p.tree].Get(p.key); taken && other != old {
			return &Duplicate{Table: t.name, Index: t.indexes[p.tree-1].Name}
		}
	}
	if t.glance != nil {
		fresh.glance = t.glance(v)
	}
	fresh.bytes = t.weight(fresh, places)
	if !replaced && held.trees[0].Len() >= t.most {
		if !t.rolls {
			return &Full{t.name, t.most}
		}
		t.dropFirst(tx)
	}
	more := fresh.bytes
	if replaced {
		more -= old.bytes
	}
	if err := t.fits(tx, more, t.rolls && !replaced); err != nil {
		return err
	}
	held = t.ownRows(tx)
	tx.now.bytes, held.bytes = tx.now.bytes+more, held.bytes+more
	var left []place
	if replaced {
		t.add(held, was, -1)
		left = t.places(oldRoom[:0], k, was, old.earlier)
		for _, p := range left[1:] {
			if !slices.ContainsFunc(places, func(q place) bool { return q.tree == p.tree && q.key == p.key }) {
				held.trees[p.tree].Delete(p.key)
			}
		}
	}
	t.add(held, v, 1)
	for _, p := range places {
		held.trees[p.tree].Set(p.key, fresh)
	}
	if held.texts != nil {
		held.texts.noted(places[0].key, fresh)
	}
	t.noteSecrets(tx, left, -1)
	t.noteSecrets(tx, places, 1)
	t.touch(tx, was, v)
	return nil
}

// settle makes the trigrams of what is committed.
func (t *Table[V]) settle(held any) {
	if r := held.(*rows[V]); r.texts != nil {
		r.texts.made(&r.trees[0])
	}
}

// Delete removes the row with this primary key and says whether there was one.
func (t *Table[V]) Delete(tx *Tx, k Key) bool {
	tx.mustWrite()
	r, ok := t.rows(tx).trees[0].Get(string(k))
	old, _ := t.open(tx, r, ok)
	if !ok {
		return false
	}
	held := t.ownRows(tx)
	tx.now.bytes, held.bytes = tx.now.bytes-r.bytes, held.bytes-r.bytes
	t.add(held, old, -1)
	left := t.places(nil, k, old, r.earlier)
	for _, p := range left {
		held.trees[p.tree].Delete(p.key)
	}
	if held.texts != nil {
		held.texts.noted(string(k), nil)
	}
	t.noteSecrets(tx, left, -1)
	var none V
	t.touch(tx, old, none)
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

func (t *Table[V]) open(tx *Tx, r *row[V], ok bool) (v V, _ bool) {
	if !ok {
		return v, false
	}
	tx.db.tally.Load().open()
	if r.sum != 0 && r.sum != sum(r.value) {
		panic(fmt.Sprintf("store: the row %x of table %s was changed in place", t.key(r.value), t.name)) // whose values may be secret
	}
	return r.value, true
}

// index is the number of the index's tree.
func (t *Table[V]) index(name string) int {
	if name == primary {
		return 0
	}
	for i, ix := range t.indexes {
		if ix.Name == name {
			return i + 1
		}
	}
	panic(fmt.Sprintf("store: table %s has no index %s", t.name, name))
}
