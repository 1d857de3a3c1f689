// Package secret says when two texts are one secret, and keeps neither.
//
// It knows no tenant and no API: worlds say what of their rows is secret, package tenant looks for it in all of them, and the engine asks.
package secret

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
)

// Shortest is how many letters make a text that is looked at without what stands between its groups. One of fewer is what it is.
const Shortest = 4

// Length is how many bytes a Hash has.
const Length = 8

// Hash is eight bytes that the spellings of a secret have in common: its letters in any case, with or without the blanks, dashes, dots,
// underscores, plus and equals signs that people and encodings put between and behind, in any form of Unicode or in Latin-1, and whatever
// cannot be seen in it. The secret does not follow from it, and each process has another.
type Hash [Length]byte

// Of is the hash of a text.
func Of(text string) Hash {
	var s sums
	for at := 0; at < len(text); {
		var width int
		s, width = s.read(text[at:])
		at += width
	}
	return s.hash()
}

// sums are what is to be known of the beginning of a text, so that any part of it has a hash: two polynomials at a random place, of all
// letters and of those that count, and how many these are.
type sums struct {
	all, bare   uint64
	size, count int32
}

func (s sums) and(letter rune) sums {
	s.all = onto(s.all, letter)
	s.size++
	if !joint(letter) {
		s.bare = onto(s.bare, letter)
		s.count++
	}
	return s
}

// with adds a mark to the letter before it. The order of two does not matter: Unicode has one for them, which not everybody keeps.
func (s sums) with(mark rune) sums {
	weight := mul(marks, uint64(mark))
	s.all, s.bare = reduced(s.all+weight), reduced(s.bare+weight)
	return s
}

// after are the sums of what came after an earlier place.
func (s sums) after(before sums) sums {
	size, count := s.size-before.size, s.count-before.count
	return sums{all: sub(s.all, mul(before.all, power(size))), bare: sub(s.bare, mul(before.bare, power(count))), size: size, count: count}
}

func (s sums) hash() (h Hash) {
	sum := s.bare
	if s.count < Shortest {
		sum = s.all
	}
	var room [Length]byte
	binary.BigEndian.PutUint64(room[:], sum)
	binary.BigEndian.PutUint64(h[:], maphash.Bytes(seed, room[:])) // from which the polynomial does not follow
	return h
}

var (
	seed  = maphash.MakeSeed()
	base  = place("base")
	marks = place("marks")
	// The first powers of the base, and those between which there are so many.
	near = powersOf(base)
	far  = powersOf(mul(near[len(near)-1], base))
)

func place(of string) uint64 { return maphash.String(seed, of)%(prime-1<<32) + 1<<32 }

// prime is that of Mersenne, by which a division is a sum.
const prime = 1<<61 - 1

func mul(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return reduced(low&prime + (low>>61 | high<<3))
}

func sub(a, b uint64) uint64 { return reduced(a + prime - b) }

func onto(sum uint64, letter rune) uint64 { return reduced(mul(sum, base) + uint64(letter) + 1) }

func reduced(sum uint64) uint64 {
	if sum >= prime {
		sum -= prime
	}
	return sum
}

func powersOf(base uint64) (list [256]uint64) {
	list[0] = 1
	for i := 1; i < len(list); i++ {
		list[i] = mul(list[i-1], base)
	}
	return list
}

func power(n int32) uint64 { return mul(near[n&255], far[n>>8]) }
