// Package secret says when two texts are one secret, and keeps neither.
//
// It knows no tenant and no API: worlds say what of their rows is secret, and package tenant looks for it in all of them.
package secret

import (
	"encoding/binary"
	"hash/maphash"
)

var seed = maphash.MakeSeed()

// Shortest is the length from which a text is looked at without what stands between its groups. Shorter ones are what they are.
const Shortest = 4

// Length is how many bytes a Hash has.
const Length = 8

// Hash is eight bytes that the spellings of a secret have in common: its letters in any case, with or without the blanks, hyphens, plus
// and equals signs that people and encodings put between and behind. The secret does not follow from it, and each process has another.
func Hash(text string) string {
	var room [128]byte
	bare := room[:0]
	for i := range len(text) {
		switch c := text[i]; c {
		case ' ', '\t', '\r', '\n', '-', '+', '=':
		default:
			bare = append(bare, lower(c))
		}
	}
	if len(bare) < Shortest {
		bare = room[:0]
		for i := range len(text) {
			bare = append(bare, lower(text[i]))
		}
	}
	var hash [Length]byte
	binary.BigEndian.PutUint64(hash[:], maphash.Bytes(seed, bare))
	return string(hash[:])
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c |= 0x20
	}
	return c
}
