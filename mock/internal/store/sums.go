package store

import (
	"fmt"
	"slices"

	"github.com/tidwall/btree"
)

// Sums add up amounts of rows by group, and are kept: what a group adds up to is
// looked up, and no row is opened for it. Of gives the groups that a row belongs
// to and what it adds to each of them; a row without groups adds nothing.
//
// Of must depend on nothing but the row.
type Sums[V any] struct {
	Name string
	Of   func(V) (groups []Key, adds Amounts)
}

// Amounts are what a row adds, each for itself.
type Amounts [8]int64

func (s Sums[V]) of(t *Table[V]) {
	mustName("sums", s.Name)
	t.sums = append(t.sums, s)
}

// Sum is what the rows of a group add up to.
func (t *Table[V]) Sum(tx *Tx, name string, group Key) Amounts {
	i := slices.IndexFunc(t.sums, func(s Sums[V]) bool { return s.Name == name })
	if i < 0 {
		panic(fmt.Sprintf("store: table %s has no sums %s", t.name, name))
	}
	total, _ := t.rows(tx).sums[i].Get(string(group))
	return total
}

// add counts a row in, or out if the sign is -1.
func (t *Table[V]) add(held *rows[V], v V, sign int64) {
	for i, s := range t.sums {
		groups, adds := s.Of(v)
		for _, group := range groups {
			total, _ := held.sums[i].Get(string(group))
			for n := range total {
				total[n] += sign * adds[n]
			}
			if total == (Amounts{}) {
				held.sums[i].Delete(string(group)) // or groups that are gone would stay
			} else {
				held.sums[i].Set(string(group), total)
			}
		}
	}
}

type totals = btree.Map[string, Amounts]
