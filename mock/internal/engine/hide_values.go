package engine

import (
	"iter"
	"net/url"
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

// blank is what may stand around a value unseen.
func blank(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) }

// layers are a text and what is left of it without each layer of percent escapes. A secret may itself look like an escape.
func layers(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for range maxUnescape + 1 {
			if !yield(text) {
				return
			}
			plain, err := url.PathUnescape(text)
			if err != nil || plain == text {
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

// several is how long a secret is that the text begins with and that has ends in it; 0 where there is none. In prose it has no blanks:
// what came from the client stands in quotes there. Of a long text only the whole is asked about, and what of it would be a value.
func (ex *Exchange) several(text string, prose bool) (length int) {
	if prose {
		text = text[:until(text, " ")]
	}
	at := end(text)
	if at == len(text) || text[0] == ' ' {
		return 0
	}
	ask := func() {
		if at <= mostLong && text[at-1] != ' ' && ex.sent(text[:at]) {
			length = at
		}
	}
	for pieces := 1; pieces < mostPieces && at < mostBytes && at < len(text); pieces++ {
		at += width(text[at:])
		at += end(text[at:])
		ask()
	}
	for values := 0; values < mostValues && at < len(text); values++ {
		at += 1 + until(text[at+1:], "/&;")
		ask()
	}
	if at < len(text) {
		at = len(text)
		ask()
	}
	return length
}
