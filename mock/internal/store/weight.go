package store

import (
	"fmt"
	"math"
	"reflect"
	"time"

	"github.com/understudy/understudy/mock/internal/secret"
)

// MostBytes is how much may be written to a database beyond what it began with,
// see Settle and Fork. A row that would make it more is refused with a *Heavy.
const MostBytes = 1 << 30

// Heavy is returned by Table.Put where there is no room for what a row keeps.
type Heavy struct{ Most int64 }

func (h *Heavy) Error() string {
	return fmt.Sprintf("store: the database has grown by %d bytes, and may by no more", h.Most)
}

// unbounded is for a database that is being filled: what fills it has bounds of
// its own.
const unbounded = math.MaxInt64

const (
	// placeBytes is what a place costs in a tree besides its key.
	placeBytes = 40
	// glanceBytes is what a byte of a glance costs, with its place in trigrams.
	glanceBytes = 5
)

// weight is what a row takes up, near enough: the row, its places, and all texts
// it keeps. It is counted when the row comes in.
func (t *core) weight(r *row, places []place) int64 {
	n := t.fixed + len(r.earlier)*secret.Length + len(places)*placeBytes + len(r.glance)*glanceBytes
	for _, p := range places {
		n += p.end - p.begin
	}
	if t.texts != nil {
		n += t.texts(reflect.ValueOf(r.value).Elem())
	}
	return int64(n)
}

// historyPart is which part of the room a history may take: the rest is for what
// people make.
const historyPart = 8

// fits makes room for a row that makes the database so much heavier, if it may
// forget the first rows for it.
func (t *core) fits(tx *Tx, more int64, forget bool) error {
	room := tx.db.most - tx.db.began
	for more > 0 && (tx.now.bytes+more > tx.db.most || t.rolls && t.rows(tx).bytes+more > room/historyPart) {
		if !forget || t.len(tx) == 0 {
			return &Heavy{room}
		}
		t.dropFirst(tx)
	}
	return nil
}

func (t *core) dropFirst(tx *Tx) {
	if first := t.open(tx, minimum(&t.rows(tx).trees[0])); first != nil {
		t.delete(tx, t.key(first.value))
	}
}

// weigher tells how many bytes a value keeps elsewhere; nil: none ever.
type weigher func(reflect.Value) int

// weigherOf is made once for a type of rows, so that nobody looks at fields that
// keep nothing. A value that points to itself is weighed to a depth.
func weigherOf(t reflect.Type, depth int) weigher {
	if depth > maxDepth/4 || t == reflect.TypeFor[time.Time]() { // zones are shared
		return nil
	}
	switch t.Kind() {
	case reflect.String:
		return reflect.Value.Len
	case reflect.Pointer:
		return pointerWeigher(int(t.Elem().Size()), weigherOf(t.Elem(), depth+1))
	case reflect.Slice:
		return sliceWeigher(int(t.Elem().Size()), weigherOf(t.Elem(), depth+1))
	case reflect.Struct:
		return structWeigher(t, depth)
	case reflect.Map, reflect.Interface:
		return func(v reflect.Value) int { return document(v, 0) }
	}
	return nil // numbers; arrays, channels and functions have no place in a row
}

func pointerWeigher(size int, inner weigher) weigher {
	return func(v reflect.Value) int {
		if v.IsNil() {
			return 0
		}
		if inner == nil {
			return size
		}
		return size + inner(v.Elem())
	}
}

func sliceWeigher(size int, inner weigher) weigher {
	return func(v reflect.Value) int {
		n := size * v.Len()
		if inner != nil {
			for i := range v.Len() {
				n += inner(v.Index(i))
			}
		}
		return n
	}
}

func structWeigher(t reflect.Type, depth int) weigher {
	type field struct {
		at    int
		weigh weigher
	}
	var fields []field
	for i := range t.NumField() {
		if w := weigherOf(t.Field(i).Type, depth+1); w != nil {
			fields = append(fields, field{i, w})
		}
	}
	if fields == nil {
		return nil
	}
	return func(v reflect.Value) (n int) {
		for _, f := range fields {
			n += f.weigh(v.Field(f.at))
		}
		return n
	}
}

// entryBytes is what an entry of a map, or a value of any type, costs besides
// its texts.
const entryBytes = 64

// document weighs what has been read from JSON, the types of which nobody knows
// before.
func document(v reflect.Value, depth int) (n int) {
	if depth > maxDepth {
		return 0
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if !v.IsNil() {
			return entryBytes + document(v.Elem(), depth+1)
		}
	case reflect.String:
		return v.Len()
	case reflect.Slice:
		for i := range v.Len() {
			n += document(v.Index(i), depth+1)
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			n += entryBytes + document(it.Key(), depth+1) + document(it.Value(), depth+1)
		}
	}
	return n
}
