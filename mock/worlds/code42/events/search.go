package events

import (
	"cmp"
	"errors"
	"math/bits"
	"sort"
	"time"

	"github.com/understudy/understudy/mock/internal/page"
)

// Result is one page of what a query found.
type Result struct {
	Total int // of all pages
	Rows  []uint32
	Next  string // the next page's token; empty on the last page, and when pages are asked for by number
	Log   *Log   // whose rows these are
}

// ErrStopped is the error of a search that nobody waits for any more.
var ErrStopped = errors.New("events: the search was stopped, as nobody waits for it")

// Search answers a query at a point in time: an event is found once it has been inserted. An error is a *QueryError, or ErrStopped.
// It takes MaxSteps at most, and a query that could take more is refused before that.
func (l *Log) Search(v Version, q Query, now time.Time) (Result, error) {
	if err := q.check(); err != nil {
		return Result{}, err
	}
	key, err := sortKey(v, q.SortKey)
	if err != nil {
		return Result{}, err
	}
	if err := l.Ready(q.Done); err != nil {
		return Result{}, err
	}
	w := l.newWork(q.Done)
	found, err := w.find(v, q, now)
	if err != nil {
		return Result{}, err
	}
	list, err := l.sorted(w, found, key, q.SortDir == "desc")
	if err != nil {
		return Result{}, err
	}
	return l.page(q, found, list)
}

// find finds the events that match a query.
func (w *work) find(v Version, q Query, now time.Time) (*matches, error) {
	c := compiler{w: w, version: v, now: now}
	n, err := c.query(q)
	if err != nil {
		return nil, err
	}
	if q.Whose != nil {
		whose := func(w *work, row uint32) bool { return q.Whose(w.people[row].uid) }
		n = and{newLeaf(w, ofPerson, whose, price{each: perPerson}), n}
	}
	n, from, to := w.within(n, now)
	if steps := w.most(n, to-from); steps > MaxSteps {
		return nil, wrong(MaxFiltersExceeded, "comparing the values of so many events could take %d steps, and a search takes %d at most: "+
			"ask for fewer terms, fewer values with wildcards, or less time", steps, MaxSteps)
	}
	found := w.scan(n, from, to)
	if w.stopped {
		return nil, ErrStopped
	}
	return found, nil
}

// page cuts the page that a query asks for.
func (l *Log) page(q Query, found *matches, list listing) (Result, error) {
	part := page.Numbered(q.PageNum, cmp.Or(q.PageSize, DefaultPageSize))
	if q.PageToken != nil {
		part.Skip = 0
		if *q.PageToken != "" {
			row, ok := l.tables().row(*q.PageToken)
			if !ok || !found.has(row) {
				return Result{}, &QueryError{Type: InvalidPageToken, Description: "the page token is no event that this query finds"}
			}
			part.Skip = list.placeOf(row) + 1
		}
	}
	r := Result{Total: found.total, Rows: []uint32{}, Log: l}
	from, to := part.Of(found.total)
	if from < to {
		r.Rows = list.cut(from, to-from)
	}
	if q.PageToken != nil && len(r.Rows) > 0 && to < found.total {
		r.Next = l.tables().id(r.Rows[len(r.Rows)-1])
	}
	return r, nil
}

// matches are the events that a query finds, as bits: of 64 events each, from the first on.
type matches struct {
	first uint32 // a multiple of 64
	words []uint64
	total int
}

func (m *matches) has(row uint32) bool {
	i := row/64 - m.first/64
	return row >= m.first && int(i) < len(m.words) && m.words[i]>>(row%64)&1 == 1
}

// within tells which events can match: from one on, up to another. The node looks at the rest of what time says.
func (w *work) within(n node, now time.Time) (all node, from, to int) {
	least, most := spanOf(n)
	seen := now.UnixMicro()
	if seen <= w.late { // some have not happened yet, or are still on their way
		most = min(most, seen)
		arrived := func(w *work, row uint32) bool { return w.arrived(row, now) }
		n = and{n, newLeaf(w, ofEvent, arrived, price{each: perRow})}
	}
	from = sort.Search(w.len(), func(i int) bool { return w.at[i]*1000 >= least })
	to = sort.Search(w.len(), func(i int) bool { return w.at[i]*1000 > most })
	return n, from, max(from, to)
}

// scan judges the events from one on up to another. It ends early when nobody waits for it any more.
func (w *work) scan(n node, from, to int) *matches {
	m := &matches{first: uint32(from) &^ 63}
	if from == to {
		return m
	}
	m.words = make([]uint64, (to-int(m.first)+63)/64)
	for i := range m.words {
		if w.ended() {
			return m
		}
		base := int(m.first) + i*64
		in := ^uint64(0)
		if base < from {
			in &= ^uint64(0) << (from - base)
		}
		if rest := to - base; rest < 64 {
			in &= 1<<rest - 1
		}
		m.words[i] = n.eval(uint32(base), in)
		m.total += bits.OnesCount64(m.words[i])
	}
	return m
}

// each gives the rows in ascending order until it is told to stop.
func (m *matches) each(more func(row uint32) bool) {
	for i, word := range m.words {
		for ; word != 0; word &= word - 1 {
			if !more(m.first + uint32(i*64+bits.TrailingZeros64(word))) {
				return
			}
		}
	}
}

// rank is how many rows come before one.
func (m *matches) rank(row uint32) int {
	n, last := 0, int(row/64-m.first/64)
	for _, word := range m.words[:last] {
		n += bits.OnesCount64(word)
	}
	return n + bits.OnesCount64(m.words[last]&(1<<(row%64)-1))
}

// cut gives some rows from the n-th on; whole words before them are skipped.
func (m *matches) cut(n, size int) []uint32 {
	rows := make([]uint32, 0, size)
	for i, word := range m.words {
		if count := bits.OnesCount64(word); n >= count {
			n -= count
			continue
		}
		for ; word != 0; word &= word - 1 {
			if n > 0 {
				n--
				continue
			}
			if rows = append(rows, m.first+uint32(i*64+bits.TrailingZeros64(word))); len(rows) == size {
				return rows
			}
		}
	}
	return rows
}
