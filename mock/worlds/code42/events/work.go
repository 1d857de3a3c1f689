package events

import (
	"strings"
	"sync"
)

// MaxSteps is how much a search may take. A step is the reading of a few bytes, about a nanosecond; what takes longer counts as many.
// A query that could take more is refused before it takes any. That many are some hundred file names with a * at each end in a million
// events, and more than a thousand in twenty thousand.
const MaxSteps = 1 << 30

// How many steps it is
const (
	perLook   = 8    // to look up what is known of a row already
	perSorted = 8    // to look up the place of an event's value among all
	perFlag   = 8    // to keep what is known of a row, for as long as the search takes
	perRow    = 16   // to read a row of a table, or to compare its numbers
	perText   = 32   // to compare a text with any words
	perMade   = 256  // to write out what is not kept as a text: an id, a hash, a point in time
	perPerson = 1024 // to ask the world about a person
)

const (
	// brief is how many steps a search takes that is always done. A client that has ended its half of the connection, and waits, looks
	// like one that has gone.
	brief = 1 << 24
	// stopEvery is after how many steps a longer one finds out whether anybody waits for it.
	stopEvery = 1 << 20
)

// work is what a search has done so far.
type work struct {
	*tables
	extents *sync.Map // *field -> extent, of the whole history
	done    <-chan struct{}
	steps   int
	look    int // at how many steps done is looked at next
	stopped bool
}

func (l *Log) newWork(done <-chan struct{}) *work {
	return &work{tables: l.tables(), extents: &l.extents, done: done, look: brief}
}

// ended tells whether nobody waits for the search any more.
func (w *work) ended() bool {
	if w.steps >= w.look && !w.stopped {
		w.look = w.steps + stopEvery
		select {
		case <-w.done:
			w.stopped = true
		default:
		}
	}
	return w.stopped
}

// price is what a test takes.
type price struct {
	each int      // steps for each row
	of   *field   // whose values
	set  *wordSet // are compared with these words; nil is none
}

func priceOf(f *field, c condition) price {
	if c.makes {
		return price{perRow + perMade, f, c.set}
	}
	return price{perRow, f, c.set}
}

// most is the most steps that testing so many rows takes.
func (p price) most(w *work, rows int) int {
	steps := rows * p.each
	if p.set == nil {
		return steps
	}
	e := w.extent(p.of)
	texts, bytes := min(e.texts, rows*e.most), min(e.bytes, rows*e.most*e.longest)
	if p.of.code != nil {
		steps += p.of.codes(w.tables) * perFlag
		if p.of.made { // each text once
			steps += texts * perMade
		}
	}
	return steps + p.set.price(texts, bytes, e.longest)
}

// most is the most steps that it takes to judge so many events.
func (w *work) most(n node, events int) int {
	steps := 0
	switch n := n.(type) {
	case and:
		for _, part := range n {
			steps += w.most(part, events)
		}
	case or:
		for _, part := range n {
			steps += w.most(part, events)
		}
	case *either:
		steps = w.most(n.choice, events) + w.most(n.yes, events) + w.most(n.no, events)
	case *leaf:
		rows := min(w.rows(n.in), events)
		for _, p := range n.prices {
			steps += p.most(w, rows)
		}
		if n.in != ofEvent {
			steps += events*perLook + w.rows(n.in)*perFlag
		}
	case *span:
		steps = events
	}
	return steps
}

// extent is how much text the different values of a field are.
type extent struct {
	texts, bytes int
	longest      int // bytes of one
	most         int // values in a row
}

// shownNumber is how long a number is, or a point in time, as events show it.
const shownNumber = len(shownMoment)

// extent measures a field, once for a history. What is measured for a search that ends is none.
func (w *work) extent(f *field) extent {
	if e, ok := w.extents.Load(f); ok {
		return e.(extent)
	}
	var e extent
	seen := []bool(nil)
	if f.code != nil {
		seen = make([]bool, f.codes(w.tables))
	}
	each := priceOf(f, condition{makes: f.made}).each
	for row := range uint32(w.rows(f.in)) {
		if w.steps += each; w.ended() {
			return extent{}
		}
		if seen != nil {
			code := f.code(w.tables, row)
			if seen[code] {
				continue
			}
			seen[code] = true
		}
		n := 0
		add := func(bytes int) { n, e.bytes, e.longest = n+1, e.bytes+bytes, max(e.longest, bytes) }
		if f.nature == words {
			f.eachWord(w.tables, row, func(s string) bool { add(len(strings.ToLower(s))); return false })
		} else {
			f.eachNumber(w.tables, row, func(int64) bool { add(shownNumber); return false })
		}
		e.texts, e.most = e.texts+n, max(e.most, n)
	}
	w.extents.Store(f, e)
	return e
}
