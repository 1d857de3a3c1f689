package store

import (
	"iter"

	"github.com/understudy/understudy/mock/internal/page"
)

// Span is the rows of an index that stand next to each other: found, but not
// opened. How many there are, and where the n-th is, costs the same however
// many there are: the trees count what is in their branches.
//
// It is for reading; after a write to the table it must be made anew.
type Span[V any] struct{ span span }

type span struct {
	t        *core
	tx       *Tx
	tree     int
	from, to int // places in the tree
}

// Whole is all rows, in the order of primary keys.
func (t *Table[V]) Whole(tx *Tx) Span[V] { return Span[V]{t.core.whole(tx)} }

func (t *core) whole(tx *Tx) span { return span{t, tx, 0, 0, t.len(tx)} }

// Span is the rows whose key in the index begins with prefix: a whole key, or
// the first parts of a Join; nil for all. The index by primary key is "id".
func (t *Table[V]) Span(tx *Tx, index string, prefix Key) Span[V] {
	return t.Between(tx, index, prefix, after(prefix))
}

// Between is the rows whose key in the index is lower or greater, and less than
// upper; nil is no bound.
func (t *Table[V]) Between(tx *Tx, index string, lower, upper Key) Span[V] {
	return Span[V]{t.core.between(tx, index, lower, upper)}
}

func (t *core) between(tx *Tx, index string, lower, upper Key) span {
	s := span{t: t, tx: tx, tree: t.index(index)}
	tree := &t.rows(tx).trees[s.tree]
	if lower != nil {
		s.from = rank(tree, string(lower))
	}
	s.to = tree.Len()
	if upper != nil {
		s.to = max(s.from, rank(tree, string(upper)))
	}
	return s
}

// after is the first key that begins with none of these bytes; nil if there is
// none.
func after(prefix Key) Key {
	for i := len(prefix) - 1; i >= 0; i-- {
		if prefix[i] < 0xff {
			end := append(make(Key, 0, i+1), prefix[:i+1]...)
			end[i]++
			return end
		}
	}
	return nil
}

// rank is how many keys of a tree are less than one.
func rank(t *tree, key string) int {
	low, high := 0, t.Len()
	for low < high {
		middle := int(uint(low+high) / 2)
		if at, _, _ := t.GetAt(middle); at < key {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// Len is how many rows there are, and opens none.
func (s Span[V]) Len() int { return s.span.len() }

func (s span) len() int { return s.to - s.from }

// Rows yields the rows of a page, and opens no others. It yields the rows as
// they are when ranging starts; the caller may write to the same transaction
// meanwhile.
func (s Span[V]) Rows(p page.Page) iter.Seq[V] {
	return func(yield func(V) bool) { s.span.rows(p, func(r *row) bool { return yield(*r.value.(*V)) }) }
}

func (s span) rows(p page.Page, yield func(*row) bool) {
	s.each(p, func(r *row) bool { return yield(s.t.open(s.tx, r)) })
}

// seen yields the rows whose glance holds one of the texts. It looks at all, and
// opens no others.
func (s span) seen(texts []string, yield func(*row) bool) {
	tally := s.tx.db.tally.Load()
	s.each(page.All, func(r *row) bool {
		tally.glance()
		return !holds(r.glance, texts) || yield(s.t.open(s.tx, r))
	})
}

func (s span) each(p page.Page, yield func(*row) bool) {
	from, to := p.Of(s.len())
	if from == to {
		return
	}
	held := s.t.rows(s.tx)
	defer s.tx.ranging(s.t.name, &held.ranging)()
	first, _, _ := held.trees[s.tree].GetAt(s.from + from)
	left := to - from
	held.trees[s.tree].Ascend(first, func(_ string, r *row) bool {
		left--
		return yield(r) && left > 0
	})
}
