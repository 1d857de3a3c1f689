package secret

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Place is where something stands in a text.
type Place struct{ From, To int }

// Tokens are the JSON web tokens of a text, by their shape: three parts in base64, of which the first begins a JSON object, with dots
// between them. What cannot be seen may be in one, as where it was wrapped, and what follows a blank cannot be told from its last part.
// Beginnings are told too: open is where one begins that the text may have a part of only, or less than 0.
func Tokens(text string) (list []Place, open int) {
	var t token
	free := true // nothing before it makes what follows a part of a word
	for at := 0; at < len(text); {
		c, width := plain(text[at:])
		if t.size+t.dots > 0 && !t.takes(c, at+width) {
			if t.whole() {
				list = append(list, t.Place)
			}
			t = token{}
		}
		if t.dots == 0 && t.size == len(beginning) && c == 'j' {
			t.named = text[at] == 'j'
		}
		if t.size+t.dots == 0 && free && c == beginning[0] {
			t = token{Place: Place{at, at + width}, size: 1}
		}
		free = !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == foreign)
		at += width
	}
	switch {
	case t.whole():
		return append(list, t.Place), t.From
	case t.dots > 0 || t.size >= len(beginning):
		return list, t.From
	}
	return list, -1
}

// IsToken tells whether a text is a JSON web token and nothing else, but for what cannot be seen.
func IsToken(text string) bool {
	list, _ := Tokens(text)
	if len(list) != 1 {
		return false
	}
	for at := 0; at < len(text); {
		c, width := plain(text[at:])
		if c != unseen && (at < list[0].From || at >= list[0].To) {
			return false
		}
		at += width
	}
	return true
}

// beginning is {" in base64, in lower case. Names begin like that too, with no capital, and are shorter than leastSignature behind their last
// dot.
const (
	beginning      = "eyj"
	leastSignature = 20
)

// token is what was read of one.
type token struct {
	Place
	dots, size int // and letters of the part that is being read
	padded     bool
	named      bool // it begins as names do
}

// whole tells whether all parts were read.
func (t *token) whole() bool { return t.dots == 2 && (t.size >= leastSignature || !t.named) }

// takes tells whether a letter, which ends at a byte, goes on with the token.
func (t *token) takes(c byte, end int) bool {
	switch {
	case c == unseen:
		return true
	case t.dots == 0 && t.size < len(beginning):
		if c != beginning[t.size] {
			return false
		}
		t.size++
	case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '_':
		if t.padded {
			return false
		}
		t.size++
	case c == '=':
		t.padded = true
	case c == '.' && t.dots < 2 && t.size > 0 && (t.dots > 0 || t.size > len(beginning)):
		t.dots, t.size, t.padded = t.dots+1, 0, false
	default:
		return false
	}
	t.To = end
	return true
}

// What a letter is that is none of ASCII.
const (
	unseen  = 0
	foreign = 0x80 + iota // a letter or a digit
	sign
)

// plain is the letter that a text begins with as ASCII has it, in lower case, and how many bytes it takes.
func plain(text string) (letter byte, width int) {
	r, width := rune(text[0]), 1
	if r >= utf8.RuneSelf {
		if long, n := utf8.DecodeRuneInString(text); n > 1 {
			r, width = long, n
		}
		var one [utf8.UTFMax]byte
		var room [8 * utf8.UTFMax]byte
		parts := norm.NFKD.Append(room[:0], utf8.AppendRune(one[:0], r)...)
		if first, n := utf8.DecodeRune(parts); n == len(parts) {
			r = first
		}
	}
	switch {
	case 'A' <= r && r <= 'Z':
		return byte(r) | 0x20, width
	case Blank(r):
		return unseen, width
	case r < utf8.RuneSelf:
		return byte(r), width
	case dash(r):
		return '-', width
	case unicode.In(r, unicode.L, unicode.N, unicode.M):
		return foreign, width
	}
	return sign, width
}
