package contract

import (
	"encoding/base64"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"
)

// spellings are the ways in which a secret travels. Those in which each of its bytes may be coded are not among them, see hideCoded.
func spellings(secret string) []string {
	var list []string
	for _, form := range []string{secret, norm.NFC.String(secret), norm.NFD.String(secret), strings.ToLower(secret), strings.ToUpper(secret)} {
		if form == secret && list != nil || form != secret && fold(form) == fold(secret) {
			continue // replaceFold knows the other case of ASCII's letters
		}
		list = append(list, serialized(form)...)
	}
	return list
}

func serialized(secret string) []string {
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(secret)
	slashed := strings.ReplaceAll(quoted, "/", `\/`)
	list := []string{
		secret,
		quoted,
		strings.NewReplacer("&", `\u0026`, "<", `\u003c`, ">", `\u003e`).Replace(quoted), // as encoding/json writes it
		slashed,       // as PHP and older Java write it
		ascii(quoted), // as Python writes it
		ascii(slashed),
		html.EscapeString(secret),
		strings.ReplaceAll(html.EscapeString(secret), "&#34;", "&quot;"),
		strings.NewReplacer("&#34;", "&quot;", "&#39;", "&#x27;").Replace(html.EscapeString(secret)),
		url.QueryEscape(secret),
		url.PathEscape(secret),
		strings.ReplaceAll(url.QueryEscape(secret), "+", "%20"),
		url.QueryEscape(url.QueryEscape(secret)),
		url.QueryEscape(url.PathEscape(secret)),
		base64.StdEncoding.EncodeToString([]byte(secret)),
	}
	if quoted != secret { // in a text of JSON in JSON
		list = append(list, strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(quoted))
	}
	return list
}

// ascii is a text of JSON in which every other letter is escaped.
func ascii(text string) string {
	var plain strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		if unit < 0x80 {
			plain.WriteByte(byte(unit))
			continue
		}
		fmt.Fprintf(&plain, `\u%04x`, unit)
	}
	return plain.String()
}

// replaceFold hides a secret in any case of letters: tokens and escapes are
// the same in each.
func replaceFold(text, secret string) string {
	var clean strings.Builder
	folded, secret := fold(text), fold(secret)
	whole := len(secret) < longWord && !strings.ContainsFunc(secret, func(c rune) bool { return !letterOrDigit(c) })
	done := 0
	for from := 0; ; {
		at := strings.Index(folded[from:], secret)
		if at < 0 {
			clean.WriteString(text[done:])
			return clean.String()
		}
		at += from
		from = at + 1
		if whole && !wholeWord(text, at, at+len(secret)) {
			continue
		}
		clean.WriteString(text[done:at])
		clean.WriteString(hiddenText)
		done, from = at+len(secret), at+len(secret)
	}
}

// longWord is from how many letters on a secret is hidden wherever it stands: it is not part of a longer number or word by chance.
const longWord = 16

// wholeWord tells that no letter or digit stands before or behind a word, save one that ends an escape.
func wholeWord(text string, begin, end int) bool {
	if end < len(text) && letterOrDigit(rune(text[end])) {
		return false
	}
	return begin == 0 || !letterOrDigit(rune(text[begin-1])) || escape.MatchString(text[max(0, begin-8):begin])
}

// escape is one of a URL's, or of a text of JSON's, at the end of a text.
var escape = regexp.MustCompile(`(?:%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\[nrtbf])$`)

var (
	inBase64  = regexp.MustCompile(`[A-Za-z0-9+/_-]{8,}`)
	inPercent = regexp.MustCompile(`[^\s"'&=?#<>/;,]*%[0-9A-Fa-f]{2}[^\s"'&=?#<>/;,]*`)
	toURL     = strings.NewReplacer("+", "-", "/", "_")
)

// hideCoded hides what is a known secret, or has one in it, once it is decoded: base64 of more than the secret alone, and escapes of letters
// that need none.
func hideCoded(text string, known []string) string {
	if len(known) == 0 {
		return text
	}
	holds := func(plain string) bool {
		plain = fold(plain)
		for _, secret := range known {
			if strings.Contains(plain, secret) {
				return true
			}
		}
		return false
	}
	text = inBase64.ReplaceAllStringFunc(text, func(coded string) string {
		if plain, err := base64.RawURLEncoding.DecodeString(toURL.Replace(coded)); err == nil && holds(string(plain)) {
			return hiddenText
		}
		parts := strings.Split(coded, "/") // a path, in which one may be a segment
		for i, part := range parts {
			if plain, err := base64.RawURLEncoding.DecodeString(toURL.Replace(part)); err == nil && holds(string(plain)) {
				parts[i] = hiddenText
			}
		}
		return strings.Join(parts, "/")
	})
	return inPercent.ReplaceAllStringFunc(text, func(coded string) string {
		plain := coded
		for range 2 {
			next, err := url.PathUnescape(plain)
			if err != nil {
				break
			}
			if plain = next; holds(plain) && !holds(coded) {
				return hiddenText
			}
		}
		return coded
	})
}

// fold is the text with the ASCII letters in lower case; its length stays.
func fold(text string) string {
	folded := []byte(text)
	for i, c := range folded {
		if 'A' <= c && c <= 'Z' {
			folded[i] = c | 0x20
		}
	}
	return string(folded)
}

// word is a secret that may as well be an ordinary word, such as password. It
// is hidden where it is a whole value, in quotes or behind an equals sign; not in
// a sentence, in a path or as the name of a member.
var word = regexp.MustCompile(`^[A-Za-z]+$`)

func hideValue(text, secret string) string {
	var clean strings.Builder
	for {
		at := strings.Index(text, secret)
		if at < 0 {
			clean.WriteString(text)
			return clean.String()
		}
		before, after := text[:at], text[at+len(secret):]
		clean.WriteString(before)
		name := strings.HasPrefix(strings.TrimLeft(strings.TrimPrefix(after, `"`), " "), ":")
		quoted := strings.HasSuffix(before, `"`) && strings.HasPrefix(after, `"`) && !name
		given := strings.HasSuffix(before, "=") && (after == "" || strings.ContainsAny(after[:1], "&; \t\n\"#"))
		if quoted || given {
			clean.WriteString(hiddenText)
		} else {
			clean.WriteString(secret)
		}
		text = after
	}
}
