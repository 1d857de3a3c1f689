package secret

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Blank tells what may stand around a secret, or in it, unseen.
func Blank(r rune) bool {
	switch {
	case 'a' <= r|0x20 && r|0x20 <= 'z', '0' <= r && r <= '9':
		return false
	}
	return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// joint tells what people and encodings put between the groups of a secret, and behind it.
func joint(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
		return false
	case r < utf8.RuneSelf:
		return strings.IndexByte("-_.+=", byte(r)) >= 0
	}
	return dash(r)
}

// dash tells whether a letter is a hyphen of whatever kind.
func dash(r rune) bool {
	return r == '-' || r == '\u2212' || r >= utf8.RuneSelf && unicode.Is(unicode.Pd, r)
}

// read adds the letter that a text begins with, and tells how many bytes it takes. A byte that is no UTF-8 is a letter of Latin-1.
func (s sums) read(text string) (after sums, width int) {
	c := rune(text[0])
	switch {
	case c >= utf8.RuneSelf:
		if r, n := utf8.DecodeRuneInString(text); n > 1 {
			return s.unfolded(r), n
		}
		return s.unfolded(c), 1
	case 'A' <= c && c <= 'Z':
		c |= 0x20
	case Blank(c):
		return s, 1
	}
	return s.and(c), 1
}

// unfolded adds what a letter is made of. Those of Latin-1 are known beforehand: bytes that are no text are read as such.
func (s sums) unfolded(letter rune) sums {
	var room [18]piece // the longest, U+FDFA, has as many
	pieces := room[:0]
	if n := int(letter) - utf8.RuneSelf; n < len(latin) {
		pieces = latin[n]
	} else {
		pieces = appendPieces(pieces, letter)
	}
	for _, p := range pieces {
		if p.mark {
			s = s.with(p.letter)
		} else {
			s = s.and(p.letter)
		}
	}
	return s
}

// piece is a plain letter, or a mark on the one before it.
type piece struct {
	letter rune
	mark   bool
}

// latin are the pieces of the letters from U+0080 to U+00FF.
var latin = func() (of [0x80][]piece) {
	for n := range of {
		of[n] = appendPieces(nil, rune(utf8.RuneSelf+n))
	}
	return of
}()

// appendPieces appends the plain letters of one that is wide or two in one, and the marks on one, all in lower case. So all forms of
// Unicode are one.
func appendPieces(pieces []piece, letter rune) []piece {
	var one [utf8.UTFMax]byte
	var room [8 * utf8.UTFMax]byte
	for parts := norm.NFKD.Append(room[:0], utf8.AppendRune(one[:0], letter)...); len(parts) > 0; {
		r, n := utf8.DecodeRune(parts)
		class := norm.NFKD.Properties(parts).CCC()
		parts = parts[n:]
		switch r = unicode.ToLower(unicode.ToUpper(r)); {
		case Blank(r):
		case r == 'ß':
			pieces = append(pieces, piece{letter: 's'}, piece{letter: 's'})
		default:
			pieces = append(pieces, piece{r, class > 0 && unicode.Is(unicode.M, r)})
		}
	}
	return pieces
}
