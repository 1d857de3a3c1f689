package store

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// primary is the name of the index by primary key; no other may have it.
const primary = "id"

// core is what a Table does without knowing the type of its rows: nearly all,
// or the program would have this code once for each table, and take as many
// times as long to compile. A value here is always a pointer to one of the type.
type core struct {
	name    string
	key     func(any) Key
	indexes []index
	glance  func(any) string
	sums    []summed
	most    int
	rolls   bool
	secrets int // the tree of Secrets; 0: there is none
	safe    func(any) []string
	fixed   int                   // bytes of a row that every row has
	texts   weigher               // of a value
	touches func(was, is any) Key // nil for no row
}

// index is an Index.
type index struct {
	name   string
	unique bool
	keys   func(any) []Key
}

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

func (t *core) addIndex(ix index) {
	mustName("index", ix.name)
	if ix.name == primary || slices.ContainsFunc(t.indexes, func(other index) bool { return other.name == ix.name }) {
		panic(fmt.Sprintf("store: table %s: index name %s is taken", t.name, ix.name))
	}
	t.indexes = append(t.indexes, ix)
}

// mustName keeps names plain: a dot would read as table and index, and
// "_prefix" as a way to look into an index.
func mustName(what, name string) {
	if name == "" || strings.Contains(name, ".") || strings.HasSuffix(name, "_prefix") {
		panic(fmt.Sprintf("store: %q cannot be the name of a %s", name, what))
	}
}

func (t *core) empty() *rows { return noRows(1+len(t.indexes), len(t.sums), t.glance != nil) }

func (t *core) get(tx *Tx, k Key) *row {
	r, _ := t.rows(tx).trees[0].Get(string(k))
	return t.open(tx, r)
}

func (t *core) one(tx *Tx, index string, k Key) *row {
	i := t.index(index)
	if i == 0 || t.indexes[i-1].unique || len(k) == 0 {
		r, _ := t.rows(tx).trees[i].Get(string(k))
		return t.open(tx, r)
	}
	return t.open(tx, t.first(tx, i, k))
}

func (t *core) has(tx *Tx, index string, k Key) bool { return t.first(tx, t.index(index), k) != nil }

// first is the first row of a tree whose key begins with k; nil if there is none.
func (t *core) first(tx *Tx, tree int, k Key) (first *row) {
	t.rows(tx).trees[tree].Ascend(string(k), func(key string, r *row) bool {
		if strings.HasPrefix(key, string(k)) {
			first = r
		}
		return false
	})
	return first
}

// each is for ranging from a key on, without the price of finding how many rows there are.
func (t *core) each(tx *Tx, tree int, lower, prefix Key, yield func(*row) bool) {
	r := t.rows(tx)
	defer tx.ranging(t.name, &r.ranging)()
	begin := string(prefix)
	r.trees[tree].Ascend(string(lower), func(key string, r *row) bool {
		return strings.HasPrefix(key, begin) && yield(t.open(tx, r))
	})
}

// put is Put of a row that has nothing but its value.
func (t *core) put(tx *Tx, fresh *row) error {
	tx.mustWrite()
	k := t.key(fresh.value)
	if len(k) == 0 {
		panic("store: table " + t.name + ": empty primary key")
	}
	var room, oldRoom [usualPlaces]place
	held := t.rows(tx)
	old, replaced := held.trees[0].Get(string(k))
	t.open(tx, old)
	fresh.sum = guarded(fresh.value)
	if replaced && t.secrets > 0 {
		fresh.earlier = t.earlier(old, fresh.value)
	}
	places := t.places(room[:0], k, fresh)
	for _, p := range places[1:] {
		if !t.indexes[p.tree-1].unique {
			continue
		}
		if other, taken := held.trees[p.tree].Get(p.key); taken && other != old {
			return &Duplicate{Table: t.name, Index: t.indexes[p.tree-1].name}
		}
	}
	if t.glance != nil {
		fresh.glance = t.glance(fresh.value)
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
	var was any
	if replaced {
		was = old.value
		t.add(held, was, -1)
		left = t.places(oldRoom[:0], k, old)
		for _, p := range left[1:] {
			if !slices.ContainsFunc(places, func(q place) bool { return q.tree == p.tree && q.key == p.key }) {
				held.trees[p.tree].Delete(p.key)
			}
		}
	}
	t.add(held, fresh.value, 1)
	for _, p := range places {
		held.trees[p.tree].Set(p.key, fresh)
	}
	if held.texts != nil {
		held.texts.noted(places[0].key, fresh)
	}
	t.noteSecrets(tx, left, -1)
	t.noteSecrets(tx, places, 1)
	t.touch(tx, was, fresh.value)
	return nil
}

// settle makes the trigrams of what is committed.
func (t *core) settle(r *rows) {
	if r.texts != nil {
		r.texts.made(&r.trees[0])
	}
}

func (t *core) delete(tx *Tx, k Key) bool {
	tx.mustWrite()
	r := t.get(tx, k)
	if r == nil {
		return false
	}
	held := t.ownRows(tx)
	tx.now.bytes, held.bytes = tx.now.bytes-r.bytes, held.bytes-r.bytes
	t.add(held, r.value, -1)
	left := t.places(nil, k, r)
	for _, p := range left {
		held.trees[p.tree].Delete(p.key)
	}
	if held.texts != nil {
		held.texts.noted(string(k), nil)
	}
	t.noteSecrets(tx, left, -1)
	t.touch(tx, r.value, nil)
	return true
}

func (t *core) len(tx *Tx) int { return t.rows(tx).trees[0].Len() }

// rows is what the transaction sees of the table.
func (t *core) rows(tx *Tx) *rows { return tx.now.tables[tx.slot(t.name)] }

// ownRows is the same, for writing. Whoever is ranging goes on with what there
// is, as everybody else does with what is committed.
func (t *core) ownRows(tx *Tx) *rows {
	tx.own()
	slot := tx.slot(t.name)
	r := tx.now.tables[slot]
	if !tx.owned(slot) || r.ranging > 0 {
		r = r.copied()
		tx.now.tables[slot] = r
	}
	return r
}

// open is the row itself, or nil for none, for somebody who looks at its value.
func (t *core) open(tx *Tx, r *row) *row {
	if r == nil {
		return nil
	}
	tx.db.tally.Load().open()
	if r.sum != 0 && r.sum != sum(r.value) {
		panic(fmt.Sprintf("store: the row %x of table %s was changed in place", t.key(r.value), t.name)) // whose values may be secret
	}
	return r
}

// index is the number of the index's tree.
func (t *core) index(name string) int {
	if name == primary {
		return 0
	}
	for i, ix := range t.indexes {
		if ix.name == name {
			return i + 1
		}
	}
	panic(fmt.Sprintf("store: table %s has no index %s", t.name, name))
}

func (t *core) mustHaveKey(v any, k Key) {
	if !bytes.Equal(t.key(v), k) {
		panic("store: table " + t.name + ": Change changed the primary key")
	}
}
