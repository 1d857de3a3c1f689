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
type Query[V any] struct{ query query }

type query struct {
	span  span
	in    int // which of the conditions the span is; -1: none, it is the whole table
	tests []test
	seen  []string // texts of which a glance holds one
}

// test is a condition on the value of a row.
type test func(any) bool

func testOf[V any](passes func(V) bool) test { return func(v any) bool { return passes(*v.(*V)) } }

// Query picks all rows, until conditions are added.
func (t *Table[V]) Query(tx *Tx) *Query[V] { return &Query[V]{query{span: t.Whole(tx).span, in: -1}} }

// In keeps the rows of a span, which are those that pass the test.
func (q *Query[V]) In(span Span[V], test func(V) bool) {
	q.query.within(span.span, testOf(test))
}

func (q *query) within(s span, passes test) {
	if q.in < 0 || s.len() < q.span.len() {
		q.span, q.in = s, len(q.tests)
	}
	q.tests = append(q.tests, passes)
}

// If keeps the rows that pass a test.
func (q *Query[V]) If(test func(V) bool) {
	q.query.tests = append(q.query.tests, testOf(test))
}

// Seen keeps the rows whose glance holds one of the texts. It may be asked for
// once.
func (q *Query[V]) Seen(texts ...string) { q.query.seen = texts }

// Exact says whether the rows are those of one span: then they are counted
// without looking at any.
func (q *Query[V]) Exact() bool { return q.query.exact() }

func (q *query) exact() bool { return q.seen == nil && len(q.left()) == 0 }

// Most is how many rows Rows opens or looks at, at most, to find those that are
// picked.
func (q *Query[V]) Most() int { return q.query.most() }

func (q *query) most() int {
	most := q.span.len()
	if q.seen != nil {
		_, _, led := q.span.t.rows(q.span.tx).led(q.seen)
		most = min(most, led)
	}
	return most
}

// left are the tests that the span does not answer.
func (q *query) left() []test {
	if q.in < 0 {
		return q.tests
	}
	return slices.Concat(q.tests[:q.in], q.tests[q.in+1:])
}

// Rows yields every row that is picked.
func (q *Query[V]) Rows() iter.Seq[V] {
	return func(yield func(V) bool) { q.query.rows(func(r *row) bool { return yield(*r.value.(*V)) }) }
}

func (q *query) rows(yield func(*row) bool) {
	if q.seen == nil {
		q.span.rows(page.All, fitting(q.left(), yield))
		return
	}
	// By their glances: those that trigrams lead to, or those of the span if these are fewer.
	s := q.span
	found, ok := s.t.rows(s.tx).holding(q.seen, s.len(), s.tx.db.tally.Load())
	if !ok {
		s.seen(q.seen, fitting(q.left(), yield))
		return
	}
	fits := fitting(q.tests, yield)
	for _, r := range found {
		if !fits(s.t.open(s.tx, r)) {
			return
		}
	}
}

// fitting yields the rows that pass all tests.
func fitting(tests []test, yield func(*row) bool) func(*row) bool {
	return func(r *row) bool {
		return slices.ContainsFunc(tests, func(passes test) bool { return !passes(r.value) }) || yield(r)
	}
}

// Page is a part of the rows that are picked, and how many there are in all.
func (q *Query[V]) Page(p page.Page) (rows []V, total int) {
	if !q.Exact() {
		return Cut(q.Rows(), p)
	}
	span := Span[V]{q.query.span}
	from, to := p.Of(span.Len())
	return slices.AppendSeq(make([]V, 0, to-from), span.Rows(p)), span.Len()
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
