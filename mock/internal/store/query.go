package store

import (
	"iter"
	"slices"

	"github.com/understudy/understudy/mock/internal/page"
)

// Query picks rows by conditions that must all be met. Where one of them is a
// span and nothing else is asked, a page costs its own rows and the total
// nothing; where there are several, the smallest span is walked and the others
// are tests. All spans must have the rows in the same order: by primary key,
// where the spans are of whole keys.
type Query[V any] struct {
	span  Span[V]
	in    int // which of the conditions the span is; -1: none, it is the whole table
	tests []func(V) bool
	seen  []string // texts of which a glance holds one
}

// Query picks all rows, until conditions are added.
func (t *Table[V]) Query(tx *Tx) *Query[V] { return &Query[V]{span: t.Whole(tx), in: -1} }

// In keeps the rows of a span, which are those that pass the test.
func (q *Query[V]) In(span Span[V], test func(V) bool) {
	if q.in < 0 || span.Len() < q.span.Len() {
		q.span, q.in = span, len(q.tests)
	}
	q.tests = append(q.tests, test)
}

// If keeps the rows that pass a test.
func (q *Query[V]) If(test func(V) bool) { q.tests = append(q.tests, test) }

// Seen keeps the rows whose glance holds one of the texts. It may be asked for
// once.
func (q *Query[V]) Seen(texts ...string) { q.seen = texts }

// Exact says whether the rows are those of one span: then they are counted
// without looking at any.
func (q *Query[V]) Exact() bool { return q.seen == nil && len(q.left()) == 0 }

// Most is how many rows Rows opens or looks at, at most, to find those that are
// picked.
func (q *Query[V]) Most() int {
	most := q.span.Len()
	if q.seen != nil {
		_, _, led := q.span.t.rows(q.span.tx).led(q.seen)
		most = min(most, led)
	}
	return most
}

// left are the tests that the span does not answer.
func (q *Query[V]) left() []func(V) bool {
	if q.in < 0 {
		return q.tests
	}
	return slices.Concat(q.tests[:q.in], q.tests[q.in+1:])
}

// Rows yields every row that is picked.
func (q *Query[V]) Rows() iter.Seq[V] {
	if q.seen != nil {
		return q.looked
	}
	return fitting(q.span.Rows(page.All), q.left())
}

// looked yields the rows by their glances: those that trigrams lead to, or those
// of the span if these are fewer.
func (q *Query[V]) looked(yield func(V) bool) {
	s := q.span
	found, ok := s.t.rows(s.tx).holding(q.seen, s.Len(), s.tx.db.tally.Load())
	if !ok {
		fitting(s.seen(q.seen), q.left())(yield)
		return
	}
	fitting(func(yield func(V) bool) {
		for _, f := range found {
			if v, _ := s.t.open(s.tx, f, true); !yield(v) {
				return
			}
		}
	}, q.tests)(yield)
}

// fitting are the rows that pass all tests.
func fitting[V any](rows iter.Seq[V], tests []func(V) bool) iter.Seq[V] {
	if len(tests) == 0 {
		return rows
	}
	return func(yield func(V) bool) {
		for v := range rows {
			if !slices.ContainsFunc(tests, func(test func(V) bool) bool { return !test(v) }) && !yield(v) {
				return
			}
		}
	}
}

// Page is a part of the rows that are picked, and how many there are in all.
func (q *Query[V]) Page(p page.Page) (rows []V, total int) {
	if q.Exact() {
		from, to := p.Of(q.span.Len())
		rows = slices.AppendSeq(make([]V, 0, to-from), q.span.Rows(p))
		return rows, q.span.Len()
	}
	return Cut(q.Rows(), p)
}

// Cut is a part of a sequence, and how many rows there are in all.
func Cut[V any](all iter.Seq[V], p page.Page) (rows []V, total int) {
	rows = []V{}
	for v := range all {
		if p.Has(total) {
			rows = append(rows, v)
		}
		total++
	}
	return rows, total
}
