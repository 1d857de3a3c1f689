package store

import (
	"maps"
	"slices"
)

// Touches says what a write to a row bears on besides the row itself, as a key
// that means something to the caller; an empty one is nothing. was is the zero
// row where there was none, and is where the row is deleted. A transaction
// remembers the keys until it ends, so that what follows from its writes can be
// found without looking at everything that may.
type Touches[V any] func(was, is V) Key

func (f Touches[V]) of(t *core) {
	row := func(v any) (row V) {
		if v != nil {
			row = *v.(*V)
		}
		return row
	}
	t.touches = func(was, is any) Key { return f(row(was), row(is)) }
}

// touch notes what a write bears on.
func (t *core) touch(tx *Tx, was, is any) {
	if t.touches == nil {
		return
	}
	if key := t.touches(was, is); len(key) > 0 {
		if tx.touched == nil {
			tx.touched = map[string]int{}
		}
		tx.touched[string(key)]++
	}
}

// Touched lists what the writes of the transaction bear on so far, in order.
func (tx *Tx) Touched() []Key {
	var keys []Key
	for _, key := range slices.Sorted(maps.Keys(tx.touched)) {
		keys = append(keys, Key(key))
	}
	return keys
}

// TimesTouched is how many writes of the transaction bear on a key so far.
func (tx *Tx) TimesTouched(k Key) int { return tx.touched[string(k)] }
