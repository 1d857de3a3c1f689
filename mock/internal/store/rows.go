package store

import (
	"fmt"
	"slices"

	"github.com/tidwall/btree"

	"github.com/understudy/understudy/mock/internal/secret"
)

// row is never changed and never handed out.
type row struct {
	value  any    // see core
	sum    uint64 // of value when it came in; 0: not guarded
	glance string
	bytes  int64 // see weight

	earlier []secret.Hash // of the secrets that the row had before
}

// rows is what a table holds: a tree by primary key, then one for each index.
type rows struct {
	trees   []tree
	texts   *texts // nil: the table has no Glance
	sums    []totals
	bytes   int64 // that they take up
	ranging int   // how many are ranging over the trees while they may be written to
}

type tree = btree.Map[string, *row]

// degree is half the number of rows in a node, at most. Smaller nodes are
// cheaper to copy on write, larger ones to search.
const degree = 16

func noRows(trees, sums int, glances bool) *rows {
	r := &rows{trees: make([]tree, trees), sums: make([]totals, sums)}
	if glances {
		r.texts = &texts{written: *btree.NewMap[string, *row](degree)}
	}
	for i := range r.trees {
		r.trees[i] = *btree.NewMap[string, *row](degree)
	}
	for i := range r.sums {
		r.sums[i] = *btree.NewMap[string, Amounts](degree)
	}
	return r
}

// copied shares every node with r, and writing to it copies the node first.
func (r *rows) copied() *rows {
	c := &rows{trees: slices.Clone(r.trees), texts: r.texts.copied(), sums: slices.Clone(r.sums), bytes: r.bytes}
	for i := range c.trees {
		// This makes a copy and gives the tree it is called on a new identity
		// too, so it is only ever called on one that nobody else holds.
		c.trees[i].IsoCopy()
	}
	for i := range c.sums {
		c.sums[i].IsoCopy()
	}
	return c
}

// usualPlaces is how many places a row has without costing memory for them.
const usualPlaces = 12

// minimum is the first row of a tree that has one.
func minimum(t *tree) *row {
	_, first, _ := t.Min()
	return first
}

// place is where a row is: a tree and the key in it.
type place struct {
	tree       int
	begin, end int // of key, in the memory it shares with the others
	key        string
}

// places appends the places of a row whose primary key is k, that one first.
// The keys share one piece of memory, which spares the garbage collector most
// of its work on them. In an index that is not unique they end in the primary
// key, so that rows with equal keys are told apart and sorted by it.
// What was a secret of the row has its place among those that are.
func (t *core) places(at []place, k Key, r *row) []place {
	var room [256]byte
	text := append(room[:0], k...)
	at = append(at, place{end: len(k)})
	for i, ix := range t.indexes {
		list := ix.keys(r.value)
		if i+1 == t.secrets {
			list = withEarlier(list, r.earlier)
		}
		for _, key := range list {
			if len(key) == 0 {
				panic(fmt.Sprintf("store: table %s: empty key in index %s", t.name, ix.name))
			}
			begin := len(text)
			text = append(text, key...)
			if !ix.unique {
				text = append(text, k...)
			}
			at = append(at, place{tree: i + 1, begin: begin, end: len(text)})
		}
	}
	keys := string(text)
	for i := range at {
		at[i].key = keys[at[i].begin:at[i].end]
	}
	return at
}
