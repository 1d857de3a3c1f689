package contract

import (
	"bytes"
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// mostMarkup is how much of a letter is read that HTML escapes.
const mostMarkup = 12

// reading is a text as its letters are meant: in lower case, without escapes, without what cannot be seen, and without what people put
// between the groups of a secret. It knows where each of them stands.
type reading struct {
	letters  []byte
	from, to []int32
}

func readingOf(text string) (s reading) {
	for at := 0; at < len(text); {
		r, width := meant(text[at:])
		parts := string(r)
		if r >= utf8.RuneSelf {
			parts = norm.NFKD.String(string(unicode.ToLower(r)))
		}
		for _, part := range parts {
			if between(part) {
				continue
			}
			before := len(s.letters)
			s.letters = utf8.AppendRune(s.letters, unicode.ToLower(part))
			for range len(s.letters) - before {
				s.from, s.to = append(s.from, int32(at)), append(s.to, int32(at+width))
			}
		}
		at += width
	}
	return s
}

// between tells what stands between the groups of a secret, or is not seen.
func between(r rune) bool {
	return strings.ContainsRune("-_.+=\u2212", r) || unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Pd)
}

// meant is the letter that a text begins with, escaped or not, and how many bytes it takes.
func meant(text string) (r rune, width int) {
	switch text[0] {
	case '%':
		var plain []byte
		for at := 0; at+2 < len(text) && text[at] == '%' && len(plain) < utf8.UTFMax; at += 3 {
			c, err := strconv.ParseUint(text[at+1:at+3], 16, 8)
			if err != nil {
				break
			}
			plain = append(plain, byte(c))
		}
		if r, n := utf8.DecodeRune(plain); n > 0 {
			return r, 3 * n
		}
	case '\\':
		n := len(text) - len(strings.TrimLeft(text, `\`)) // in a text of JSON in JSON there are several
		switch behind := text[n:]; {
		case len(behind) >= 5 && behind[0] == 'u':
			if c, err := strconv.ParseUint(behind[1:5], 16, 16); err == nil {
				return rune(c), n + 5
			}
		case behind != "" && strings.IndexByte("nrt", behind[0]) >= 0:
			return ' ', n + 1
		}
	case '&':
		if end := strings.IndexByte(text[:min(len(text), mostMarkup)], ';') + 1; end > 0 {
			if plain := html.UnescapeString(text[:end]); utf8.RuneCountInString(plain) == 1 {
				r, _ := utf8.DecodeRuneInString(plain)
				return r, end
			}
		}
	}
	return utf8.DecodeRuneInString(text)
}

// hideSpelt hides the long ones of the known secrets in whatever spelling they are, such as a token that was wrapped.
func hideSpelt(text string, known []string) string {
	var s reading
	for _, secret := range known {
		plain := readingOf(secret).letters
		if len(plain) < longWord {
			continue
		}
		if s.letters == nil {
			s = readingOf(text)
		}
		var clean strings.Builder
		done, from := 0, 0
		for at := bytes.Index(s.letters, plain); at >= 0; at = bytes.Index(s.letters[from:], plain) {
			at += from
			from = at + len(plain)
			clean.WriteString(text[done:max(done, int(s.from[at]))]) // one letter may be the end of one and the beginning of the next
			clean.WriteString(hiddenText)
			done = int(s.to[from-1])
		}
		if done > 0 {
			text = clean.String() + text[done:]
			s = readingOf(text)
		}
	}
	return text
}
