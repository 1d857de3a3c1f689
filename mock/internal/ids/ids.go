// Package ids makes identifiers from a seed, a kind and an ordinal: the same
// three give the same identifier, on every machine and in every version.
//
// It is not a source of secrets: whoever knows the seed knows every identifier.
// It keeps no count; the ordinals come from the caller (store.Tx.Next).
//
// The packages of the mock may import it.
package ids

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/understudy/understudy/mock/internal/chance"
)

// Source makes the identifiers of one world. Two sources with the same seed are
// equal.
type Source struct{ seed uint64 }

// New takes any seed.
func New(seed uint64) Source { return Source{seed} }

// A UID has 17 digits after the leading 9. They are a number in two halves, of
// 8 and of 9 digits.
const (
	upper = 100_000_000
	lower = 1_000_000_000
	// UIDs is how many different UIDs a kind has.
	UIDs = uint64(upper) * lower
)

// rounds of a Feistel network; four are the least that hides the order.
const rounds = 6

// UID is a decimal number of 18 digits, the first of them 9. No two ordinals of
// a kind have the same; n must be less than UIDs.
func (s Source) UID(kind string, n uint64) string {
	if n >= UIDs {
		panic(fmt.Sprintf("ids: there is no UID number %d", n))
	}
	key := s.key("uid", kind)
	// A Feistel network over two ranges that are no powers of two: each step
	// adds a number that depends on the other half only, so each can be undone
	// and the whole is a permutation.
	l, r := n/lower, n%lower
	for i := uint64(0); i < rounds; i += 2 {
		l = (l + mix(key+i, r)) % upper
		r = (r + mix(key+i+1, l)) % lower
	}
	return fmt.Sprintf("9%08d%09d", l, r)
}

// UUID has the shape of a random (version 4) UUID, in lower case.
func (s Source) UUID(kind string, n uint64) string { return uuid(s.key("uuid", kind), n) }

// Token has the shape of a UUID in upper case. It is not the UUID of the same
// kind and ordinal.
func (s Source) Token(kind string, n uint64) string {
	return strings.ToUpper(uuid(s.key("token", kind), n))
}

// Hex is as many bytes, in lower-case hexadecimal digits. From eight bytes on,
// no two ordinals of a kind have the same.
func (s Source) Hex(kind string, n uint64, bytes int) string {
	return hex.EncodeToString(fill(s.key("hex", kind), n, make([]byte, bytes)))
}

// Uint64 spreads over all numbers. No two ordinals of a kind have the same.
func (s Source) Uint64(kind string, n uint64) uint64 { return mix(s.key("uint64", kind), n) }

func uuid(key, n uint64) string {
	b := fill(key, n, make([]byte, 16))
	b[6] = b[6]&0x0f | 0x40 // version 4, RFC 9562 section 5.4
	b[8] = b[8]&0x3f | 0x80 // variant
	h := hex.EncodeToString(b)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

func fill(key, n uint64, b []byte) []byte {
	var word [8]byte
	for i := 0; i < len(b); i += len(word) {
		binary.BigEndian.PutUint64(word[:], mix(key+uint64(i), n))
		copy(b[i:], word[:])
	}
	return b
}

// key is different for each form of identifier, so that no id of a kind gives
// away another one.
func (s Source) key(form, kind string) uint64 {
	// FNV-1a, 64 bits.
	h := uint64(14695981039346656037)
	for _, text := range [...]string{form, "\x00", kind} {
		for i := range len(text) {
			h = (h ^ uint64(text[i])) * 1099511628211
		}
	}
	return mix(s.seed, h)
}

// mix is, for one key, a permutation of all n.
func mix(key, n uint64) uint64 {
	return chance.Mixed(n + chance.Mixed(key+chance.Golden))
}
