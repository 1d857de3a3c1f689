package engine

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// isEnd tells whether a letter ends a value in a path, a query, a header or a sentence. What is no letter and no digit in any script does,
// such as a byte order mark; but for what tokens, base64 and escapes have inside.
func isEnd(r rune) bool {
	switch {
	case 'a' <= r|0x20 && r|0x20 <= 'z', '0' <= r && r <= '9':
		return false
	case r < utf8.RuneSelf:
		return r != '%' && strings.IndexByte(joints, byte(r)) < 0
	}
	return !unicode.In(r, unicode.L, unicode.N, unicode.M)
}

// end is where the first value of a text ends.
func end(text string) int {
	if at := strings.IndexFunc(text, isEnd); at >= 0 {
		return at
	}
	return len(text)
}

// width is how many bytes the first letter of a text has; 0 where there is none.
func width(text string) int {
	_, n := utf8.DecodeRuneInString(text)
	return n
}

// layers are a text and what is left of it without each layer of percent escapes. A secret may itself look like an escape.
func layers(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for range maxUnescape + 1 {
			if !yield(text) {
				return
			}
			plain, _ := unescape(text)
			if plain == text {
				return
			}
			text = plain
		}
	}
}

// unescaped is a word without its percent escapes, however often it was escaped.
func unescaped(word string) string {
	for plain := range layers(word) {
		word = plain
	}
	return word
}

// sent tells whether a value as it was sent is a secret, however often it was escaped.
func (ex *Exchange) sent(value string) bool {
	for plain := range layers(value) {
		if ex.secret(plain) {
			return true
		}
	}
	return false
}
