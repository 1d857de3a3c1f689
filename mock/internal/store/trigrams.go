package store

import (
	"math/bits"
	"slices"
	"strings"
	"sync/atomic"
)

// trigrams find the rows whose glance may hold a text: for each three bytes that
// stand side by side in glances, the rows they occur in. A text can only be in a
// row that all its trigrams lead to. They are made of the rows of one moment and
// never changed, so that forks share them; see texts for what is written later.
//
// The three bytes are hashed, so a list may name rows that have other bytes.
// It does no harm: each row that is found is looked at before it is believed.
type trigrams struct {
	shift  int      // of a hash, which makes it the number of a list
	begins []int    // of each list in lists, and of none after the last
	lists  []uint32 // places of the rows, in order
}

// ground is trigrams with the rows that they were made of.
type ground struct {
	*trigrams
	keys []string // primary keys, in order
	rows []*row   // the same rows
}

// texts is what a table knows of its glances: the trigrams of most rows, and
// which rows were written after these were made.
type texts struct {
	found   atomic.Pointer[ground] // nil: not made yet
	written tree                   // nil for a row that was deleted
}

const (
	// fewRows are looked at one by one as quickly as they are looked up.
	fewRows = 64
	// mostLists is how many trigrams of a text are looked up. More find nothing
	// that these do not.
	mostLists = 64
	// fewFound are looked at rather than looked up once more.
	fewFound = 4
)

// noted keeps in mind that a row was written, or deleted if it is nil. Once this
// is much to go through, the trigrams are forgotten; the next search makes new
// ones.
func (x *texts) noted(key string, r *row) {
	made := x.found.Load()
	if made == nil {
		return
	}
	x.written.Set(key, r)
	if x.written.Len() > fewRows+len(made.rows)/32 {
		x.found.Store(nil)
		x.written.Clear()
	}
}

// copied is for a copy of the table, which goes its own way.
func (x *texts) copied() *texts {
	if x == nil {
		return nil
	}
	c := &texts{written: x.written}
	c.found.Store(x.found.Load())
	c.written.IsoCopy() // see rows.copied
	return c
}

// made are the trigrams, which it makes if there are none; nil if there are few
// rows. Who reads what is committed may do so beside others: each finds the same.
func (x *texts) made(t *tree) *ground {
	if made := x.found.Load(); made != nil || t.Len() < fewRows {
		return made
	}
	made := &ground{keys: make([]string, 0, t.Len()), rows: make([]*row, 0, t.Len())}
	glances := make([]string, 0, t.Len())
	t.Scan(func(key string, r *row) bool {
		made.keys, made.rows, glances = append(made.keys, key), append(made.rows, r), append(glances, r.glance)
		return true
	})
	made.trigrams = newTrigrams(glances)
	x.found.Store(made)
	return made
}

func newTrigrams(glances []string) *trigrams {
	size := min(16, bits.Len(uint(len(glances)))+4)
	x := &trigrams{shift: 32 - size, begins: make([]int, 1<<size+1)}
	seen := make([]int, 1<<size) // the last row that each list was counted for, from 1
	each := func(visit func(list, row int)) {
		clear(seen)
		var of []uint32
		for i, glance := range glances {
			of = x.of(of[:0], glance)
			for _, list := range of {
				if seen[list] != i+1 {
					seen[list] = i + 1
					visit(int(list), i)
				}
			}
		}
	}
	each(func(list, _ int) { x.begins[list+1]++ })
	for i := range 1 << size {
		x.begins[i+1] += x.begins[i]
	}
	x.lists = make([]uint32, x.begins[1<<size])
	next := slices.Clone(x.begins)
	each(func(list, row int) {
		x.lists[next[list]] = uint32(row) //nolint:gosec // a table has MostRows at most
		next[list]++
	})
	return x
}

// of appends the numbers of the lists of a text. Zero bytes stand between the
// texts of a glance, and nobody looks for what goes across.
func (x *trigrams) of(lists []uint32, text string) []uint32 {
	for i := 2; i < len(text); i++ {
		a, b, c := text[i-2], text[i-1], text[i]
		if a != 0 && b != 0 && c != 0 {
			lists = append(lists, (uint32(a)<<16|uint32(b)<<8|uint32(c))*0x9e3779b1>>x.shift)
		}
	}
	return lists
}

// having are the places of the rows that may hold a text; ok is false if the
// text is too short to tell.
func (x *trigrams) having(text string) (places []uint32, ok bool) {
	var room [mostLists]uint32
	numbers := x.of(room[:0], text[:min(len(text), mostLists+2)])
	if len(numbers) == 0 {
		return nil, false
	}
	list := func(n uint32) []uint32 { return x.lists[x.begins[n]:x.begins[n+1]] }
	slices.SortFunc(numbers, func(a, b uint32) int { return len(list(a)) - len(list(b)) })
	places = list(numbers[0])
	for _, n := range numbers[1:] {
		if len(places) <= fewFound {
			break
		}
		places = both(places, list(n))
	}
	return places, true
}

// both are the numbers that two lists share, of which the first is the shorter.
// Both are in order.
func both(short, long []uint32) []uint32 {
	shared := make([]uint32, 0, len(short))
	for _, n := range short {
		step := 1
		for step < len(long) && long[step] < n {
			step *= 2
		}
		at, there := slices.BinarySearch(long[step/2:min(step+1, len(long))], n)
		if long = long[step/2+at:]; there {
			shared = append(shared, n)
		}
		if len(long) == 0 {
			break
		}
	}
	return shared
}

// havingAny is having for any of several texts.
func (x *trigrams) havingAny(texts []string) (places []uint32, ok bool) {
	for i, text := range texts {
		more, ok := x.having(text)
		if !ok {
			return nil, false
		}
		if places = slices.Concat(places, more); i > 0 {
			slices.Sort(places)
			places = slices.Compact(places)
		}
	}
	return places, true
}

// led are the places in the trigrams of the rows that may hold one of the texts,
// and how many rows there are to look at with those that were written since. x is
// nil where trigrams do not help: then it is all.
func (r *rows) led(texts []string) (x *ground, places []uint32, most int) {
	if x = r.texts.made(&r.trees[0]); x != nil {
		var ok bool
		if places, ok = x.havingAny(texts); ok {
			return x, places, len(places) + r.texts.written.Len()
		}
	}
	return nil, nil, r.trees[0].Len()
}

// holding are the rows of a table whose glance holds one of the texts, by
// primary key. It gives up, which ok tells, where walking over so many rows as
// walk takes no longer.
func (r *rows) holding(texts []string, walk int, tally *Tally) (found []*row, ok bool) {
	x, places, most := r.led(texts)
	if x == nil || most >= walk {
		return nil, false
	}
	written := &r.texts.written
	look := func(r *row) {
		if tally.glance(); holds(r.glance, texts) {
			found = append(found, r)
		}
	}
	before := func(key string) { // what the trigrams lead to that comes before a key
		for ; len(places) > 0 && (key == "" || x.keys[places[0]] < key); places = places[1:] {
			if _, since := written.Get(x.keys[places[0]]); !since {
				look(x.rows[places[0]])
			}
		}
	}
	written.Scan(func(key string, r *row) bool {
		if before(key); r != nil {
			look(r)
		}
		return true
	})
	before("")
	return found, true
}

// holds tells whether a glance holds one of the texts.
func holds(glance string, texts []string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(glance, text) })
}
