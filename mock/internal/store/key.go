package store

import (
	"encoding/binary"
	"strings"
	"time"
)

// Key is where a row stands in an index. Keys compare as bytes, and no key
// made by Int, Time, Str or Fold is the beginning of another one made by the same
// function; so a scan by the first parts of a Join finds the rows with exactly
// these parts.
//
// A key handed to this package is kept by it and must not be changed later.
type Key []byte

// Int sorts by value, negative numbers first.
func Int(n int64) Key {
	return binary.BigEndian.AppendUint64(make(Key, 0, 8), uint64(n)^1<<63)
}

// Time sorts moments of any year, to the nanosecond. The nanoseconds since 1970
// would not do: they end in 2262, and a clock can be moved further.
func Time(t time.Time) Key {
	k := binary.BigEndian.AppendUint64(make(Key, 0, 12), uint64(t.Unix())^1<<63)
	return binary.BigEndian.AppendUint32(k, uint32(t.Nanosecond()))
}

// Flag sorts false before true.
func Flag(on bool) Key {
	if on {
		return Int(1)
	}
	return Int(0)
}

// Str sorts bytewise and finds the exact text only: Str("a") does not find a
// row whose key is Str("ab").
func Str(s string) Key {
	k := make(Key, 0, len(s)+1)
	if strings.IndexByte(s, 0) < 0 && strings.IndexByte(s, 1) < 0 {
		return append(append(k, s...), 0)
	}
	// 0 ends a text; inside one, 0 is written 1 1 and 1 is written 1 2, which
	// keeps the order.
	for i := range len(s) {
		switch c := s[i]; c {
		case 0, 1:
			k = append(k, 1, c+1)
		default:
			k = append(k, c)
		}
	}
	return append(k, 0)
}

// Fold is Str of the text in lower case.
func Fold(s string) Key { return Str(strings.ToLower(s)) }

// Join makes one key of several parts, sorted by the first, then the second,
// and so on. All keys of an index should have the same kinds of parts.
func Join(parts ...Key) Key {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	k := make(Key, 0, n)
	for _, p := range parts {
		k = append(k, p...)
	}
	return k
}
