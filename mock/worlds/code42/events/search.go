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
}

// ErrStopped is the error of a search that nobody waits for any more.
var ErrStopped = errors.New("events: the search was stopped, as nobody waits for it")

// Search answers a query at a point in time: an event is found once it has been inserted. An error is a *QueryError, or ErrStopped.
// It looks at each event at most once for each filter and each value with wildcards, of which a query has at most MaxFilters.
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
	t := l.tables()
	c := compiler{t: t, version: v, now: now}
	n, err := c.query(q)
	if err != nil {
		return Result{}, err
	}
	if q.Whose != nil {
		n = and{&leaf{t: t, in: ofPerson, test: func(t *tables, row uint32) bool { return q.Whose(t.people[row].uid) }}, n}
	}
	found, ended := t.scan(n, now, q.Done)
	if ended {
		return Result{}, ErrStopped
	}
	list := l.sorted(found, key, q.SortDir == "desc")
	return l.page(q, found, list)
}

// page cuts the page that a query asks for.
func (l *Log) page(q Query, found *matches, list listing) (Result, error) {
	part := page.Numbered(q.PageNum, cmp.Or(q.PageSize, DefaultPageSize))
	if q.PageToken != nil {
		part.Skip = 0
		if *q.PageToken != "" {
			row, ok := l.t.row(*q.PageToken)
			if !ok || !found.has(row) {
				return Result{}, &QueryError{Type: InvalidPageToken, Description: "the page token is no event that this query finds"}
			}
			part.Skip = list.placeOf(row) + 1
		}
	}
	r := Result{Total: found.total, Rows: []uint32{}}
	from, to := part.Of(found.total)
	if from < to {
		r.Rows = list.cut(from, to-from)
	}
	if q.PageToken != nil && len(r.Rows) > 0 && to < found.total {
		r.Next = l.t.id(r.Rows[len(r.Rows)-1])
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

// stopEvery is after how many times 64 events a scan finds out whether anybody waits for it. A client that has ended its half of the
// connection, and waits, looks like one that has gone: a search of no more events than that is always done.
const stopEvery = 4096

// scan judges all events that can match. It ends early when done is closed.
func (t *tables) scan(n node, now time.Time, done <-chan struct{}) (m *matches, ended bool) {
	least, most := spanOf(n)
	seen := now.UnixMicro()
	if seen < t.late { // some have not happened yet, or are still on their way
		most = min(most, seen)
		n = and{n, &leaf{t: t, in: ofEvent, test: func(t *tables, row uint32) bool { return t.inserted(row) <= seen }}}
	}
	from := sort.Search(t.len(), func(i int) bool { return t.at[i]*1000 >= least })
	to := sort.Search(t.len(), func(i int) bool { return t.at[i]*1000 > most })
	m = &matches{first: uint32(from) &^ 63}
	if from >= to {
		return m, false
	}
	m.words = make([]uint64, (to-int(m.first)+63)/64)
	for i := range m.words {
		if i%stopEvery == stopEvery-1 {
			select {
			case <-done:
				return nil, true
			default:
			}
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
	return m, false
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
