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

// summed is a Sums.
type summed struct {
	name string
	of   func(any) ([]Key, Amounts)
}

func (s Sums[V]) of(t *core) {
	mustName("sums", s.Name)
	t.sums = append(t.sums, summed{s.Name, func(v any) ([]Key, Amounts) { return s.Of(*v.(*V)) }})
}

// Sum is what the rows of a group add up to.
func (t *Table[V]) Sum(tx *Tx, name string, group Key) Amounts { return t.core.sum(tx, name, group) }

func (t *core) sum(tx *Tx, name string, group Key) Amounts {
	i := slices.IndexFunc(t.sums, func(s summed) bool { return s.name == name })
	if i < 0 {
		panic(fmt.Sprintf("store: table %s has no sums %s", t.name, name))
	}
	total, _ := t.rows(tx).sums[i].Get(string(group))
	return total
}

// add counts a row in, or out if the sign is -1.
func (t *core) add(held *rows, v any, sign int64) {
	for i, s := range t.sums {
		groups, adds := s.of(v)
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
