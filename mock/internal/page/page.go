// Package page turns the numbers with which a client asks for a part of a list into a part of that list. It is the one place that
// computes with them: a client may send any number, and a sum or a product of two of them can overflow.
//
// It is not a list and knows no API: which number is the first, and what an absent one means, its callers say. Everything in mock may
// import it.
package page

import "math"

// Page is a part of a list: so many rows are left out, and so many taken at most. The zero Page takes nothing.
type Page struct{ Skip, Take int }

// How many rows a client gets at once, whatever it asks for: the memory that a request takes must end somewhere.
const (
	// MostPaged is for clients that say how large a page shall be.
	MostPaged = 10_000
	// MostListed is for those that want all, or all from some row on.
	MostListed = 50_000
)

// All is the whole list, for those who keep none of it. No client's numbers make it.
var All = Page{Take: math.MaxInt}

// Numbered is the page of a list that is cut into pages of one size; numbers count from 1, and lower ones mean the first.
// A size below 1 is no size: the page is the whole list, up to MostListed. A size above MostPaged is that.
func Numbered(number, size int) Page {
	if size < 1 {
		return Page{Take: MostListed}
	}
	size = min(size, MostPaged)
	before := max(number, 1) - 1
	if before > math.MaxInt/size {
		return Page{Skip: math.MaxInt, Take: size} // further away than any list is long
	}
	return Page{Skip: before * size, Take: size}
}

// From is the part that begins after start rows; negative ones mean none. A limit below 1, or above MostListed, is MostListed.
func From(start, limit int) Page {
	if limit < 1 || limit > MostListed {
		limit = MostListed
	}
	return Page{Skip: max(start, 0), Take: limit}
}

// FromFirst is From for clients that call the first row 1; lower numbers mean it too.
func FromFirst(start, limit int) Page { return From(max(start, 1)-1, limit) }

// Last is the end of a list of so many rows; without a count, or with a negative one, it is the whole list.
func Last(count *int, total int) Page {
	if count == nil || *count < 0 || *count >= total {
		return All
	}
	return Page{Skip: total - *count, Take: *count}
}

// Of is where the page begins and ends in a list of so many rows: 0 <= from <= to <= total, whatever the page.
func (p Page) Of(total int) (from, to int) {
	total = max(total, 0)
	from = min(max(p.Skip, 0), total)
	return from, from + min(max(p.Take, 0), total-from)
}

// FromTheEnd is where the page is in a list of so many rows that is read from its end: what it covers there, counted from the beginning.
func (p Page) FromTheEnd(total int) Page {
	from, to := p.Of(total)
	return Page{Skip: max(total, 0) - to, Take: to - from}
}

// Has tells whether the row with so many before it is on the page.
func (p Page) Has(place int) bool {
	skip := max(p.Skip, 0)
	return place >= skip && place-skip < p.Take
}

// Cut is the page of a list that is there. It shares its memory.
func Cut[V any](list []V, p Page) []V {
	from, to := p.Of(len(list))
	return list[from:to]
}
