package state

import "iter"

// Page asks for a part of a list: Num counts from 1. The zero Page is the whole list.
type Page struct{ Num, Size int }

// DefaultPageSize is the size of a page whose request names none. Inferred: no client leaves it out where it matters.
const DefaultPageSize = 100

// cut keeps the rows that match and returns those of the page, with the number of all that match. A page past the end is empty.
func cut[V any](rows iter.Seq[V], matches func(V) bool, page Page) (items []V, total int) {
	items = make([]V, 0, min(max(page.Size, 0), 1024))
	for row := range rows {
		if !matches(row) {
			continue
		}
		if page.Size <= 0 || total/page.Size == max(page.Num, 1)-1 {
			items = append(items, row)
		}
		total++
	}
	return items, total
}
