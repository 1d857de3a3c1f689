package store

import (
	"encoding/binary"
	"hash"
	"hash/fnv"
	"io"
	"math"
	"reflect"
	"sync/atomic"
	"time"
)

var guard atomic.Bool

// Guard is a switch for tests, best set once in TestMain. While it is on, rows
// are hashed on their way in, with all they point to, and verified each time
// they are read: a row whose slice, map or pointed-to value was changed in
// place panics at the next look at it.
func Guard(on bool) { guard.Store(on) }

func guarded(v any) uint64 {
	if !guard.Load() {
		return 0
	}
	return sum(v)
}

func sum(v any) uint64 {
	h := fnv.New64a()
	hashValue(h, reflect.ValueOf(v).Elem(), 0)
	return h.Sum64() | 1
}

// maxDepth ends the walk of a value that points to itself.
const maxDepth = 32

func hashValue(h hash.Hash64, v reflect.Value, depth int) {
	if depth > maxDepth {
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			hashNumber(h, 1)
		} else {
			hashNumber(h, 0)
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		hashNumber(h, uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		hashNumber(h, v.Uint())
	case reflect.Float32, reflect.Float64:
		hashNumber(h, math.Float64bits(v.Float()))
	case reflect.String:
		hashNumber(h, uint64(v.Len()))
		_, _ = io.WriteString(h, v.String())
	case reflect.Pointer, reflect.Interface:
		if hashNil(h, v) {
			hashValue(h, v.Elem(), depth+1)
		}
	case reflect.Slice, reflect.Array:
		hashNumber(h, uint64(v.Len()))
		for i := range v.Len() {
			hashValue(h, v.Index(i), depth+1)
		}
	case reflect.Map:
		hashMap(h, v, depth)
	case reflect.Struct:
		hashStruct(h, v, depth)
	}
	// Channels, functions and complex numbers have no place in a row.
}

// hashMap adds up the hashes of the entries, whose order means nothing.
func hashMap(h hash.Hash64, v reflect.Value, depth int) {
	total := uint64(v.Len())
	for it := v.MapRange(); it.Next(); {
		entry := fnv.New64a()
		hashValue(entry, it.Key(), depth+1)
		hashValue(entry, it.Value(), depth+1)
		total += entry.Sum64()
	}
	hashNumber(h, total)
}

func hashStruct(h hash.Hash64, v reflect.Value, depth int) {
	fields := v.NumField()
	if v.Type() == reflect.TypeFor[time.Time]() {
		fields = 2 // the third is the time zone: long, shared and never changed
	}
	for i := range fields {
		hashValue(h, v.Field(i), depth+1)
	}
}

func hashNil(h hash.Hash64, v reflect.Value) (present bool) {
	if v.IsNil() {
		hashNumber(h, 0)
		return false
	}
	hashNumber(h, 1)
	return true
}

func hashNumber(h hash.Hash64, n uint64) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], n)
	_, _ = h.Write(b[:])
}
