package contract

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// What a secret's name gives away is found by reading JSON, forms and queries as such, whatever text they stand in and however deep one is
// packed in another. The text may begin and end anywhere: a report shows excerpts.

// soundsSecret tells of a name, however it is written, that its value is a secret.
func soundsSecret(name string) bool {
	plain := plainName(name)
	if !slices.ContainsFunc(stems, func(stem string) bool { return strings.Contains(plain, stem) }) {
		return false
	}
	plain = qualified.ReplaceAllString(plain, "$1")
	return plain == "pass" || slices.ContainsFunc(secretNames, func(end string) bool { return strings.HasSuffix(plain, end) })
}

var (
	secretNames = []string{"password", "passwd", "pwd", "passphrase", "secretkey", "privatekey", "apikey", "secret", "token", "credential"}
	// stems are the beginnings of those names: one that has none is most names, and costs little.
	stems = []string{"pass", "pwd", "key", "secret", "token", "credential"}
	// qualified is what stands behind such a name and changes nothing: password_new, PASSWORD1, tokens.
	qualified = regexp.MustCompile(`^(.*(?:password|passwd|pwd|passphrase|key|secret|token|credential))(?:s|new|old|current|confirm|confirmation|again|repeat|value|text|[0-9]+)+$`)
	escaped   = regexp.MustCompile(`\\+u([0-9A-Fa-f]{4})`)
)

// plainName is a name in lower case without its escapes, its joints and what it is a part of.
func plainName(name string) string {
	if strings.Contains(name, `\`) {
		name = unescapedName(name)
	}
	for n := 0; n < 2 && strings.ContainsAny(name, "%+"); n++ {
		if plain, err := url.QueryUnescape(name); err == nil {
			name = plain
		}
	}
	name = strings.TrimRight(name, "]\\ ")
	if at := strings.LastIndexFunc(name, func(c rune) bool { return !strings.ContainsRune("_- ", c) && !letterOrDigit(c) }); at >= 0 {
		name = name[at+1:]
	}
	return joints.Replace(strings.ToLower(name))
}

var joints = strings.NewReplacer("_", "", "-", "", " ", "")

// unescapedName is a name without JSON's escapes.
func unescapedName(name string) string {
	return escaped.ReplaceAllStringFunc(name, func(code string) string {
		n, _ := strconv.ParseUint(code[len(code)-4:], 16, 32) // four hexadecimal digits
		return string(rune(n))
	})
}

func letterOrDigit(c rune) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c > 0x7f
}

// deepest is how often a text is unpacked that is packed in another.
const deepest = 4

func hideNamed(text string, depth int) string {
	if strings.ContainsAny(text, `"'`) {
		text = (&members{text: text}).clean()
	}
	return hidePairs(text, depth)
}

// hidePairs hides the values of forms and queries, be they escaped as a whole or not.
func hidePairs(text string, depth int) string {
	var clean strings.Builder
	whole, unpacked := len(text), 0 // values are looked into once, however many equals signs are in them
	for {
		at, level := equals(text)
		if at < 0 {
			clean.WriteString(text)
			return clean.String()
		}
		begin := at + len(levels[level])
		secret := soundsSecret(text[at-nameLength(text[:at]) : at])
		clean.WriteString(text[:begin])
		if before := whole - len(text) + begin; !secret && (before < unpacked || depth == deepest) {
			text = text[begin:]
			continue
		}
		end := begin + pairEnd(text[begin:], level, beforeName(text[:at]))
		unpacked = whole - len(text) + end
		value := text[begin:end]
		switch {
		case value == "":
		case secret:
			value = hiddenText
		case packed.MatchString(value):
			value = repacked(value, depth)
		default: // in which another name may stand
			end, value = begin, ""
		}
		clean.WriteString(value)
		text = text[end:]
	}
}

// levels are how an equals sign is written in a query, in one that was escaped, and in one that was escaped twice.
var levels = []string{"=", "%3D", "%253D"}

var (
	packed = regexp.MustCompile(`(?i)%(?:25)?(?:22|7b|3d|27)`)
	ends   = []*regexp.Regexp{
		nil,
		regexp.MustCompile(`(?i)%(?:2[0236f7]|3[bcef])`),
		regexp.MustCompile(`(?i)%(?:25)?(?:2[0236f7]|3[bcef])`),
	}
)

// equals finds the first equals sign.
func equals(text string) (at, level int) {
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '=':
			return i, 0
		case text[i] != '%':
		case len(text) >= i+3 && strings.EqualFold(text[i:i+3], levels[1]):
			return i, 1
		case len(text) >= i+5 && strings.EqualFold(text[i:i+5], levels[2]):
			return i, 2
		}
	}
	return -1, 0
}

// longestName is how far back a name is looked for.
const longestName = 100

func nameLength(before string) (n int) {
	for n < min(len(before), longestName) {
		if c := rune(before[len(before)-1-n]); !letterOrDigit(c) && !strings.ContainsRune("_.%+-[]", c) {
			break
		}
		n++
	}
	return n
}

func beforeName(before string) byte {
	if n := nameLength(before); n < len(before) {
		return before[len(before)-1-n]
	}
	return 0
}

// pairEnd is where a value ends. One that stands in a path, as its name does, ends with the segment.
func pairEnd(text string, level int, before byte) int {
	stops := " \t\r\n\"'`&#<>"
	if before == '/' || before == ';' || level > 0 {
		stops += "/?;"
	}
	end := len(text)
	if at := strings.IndexAny(text, stops); at >= 0 {
		end = at
	}
	if level > 0 {
		if at := ends[level].FindStringIndex(text[:end]); at != nil {
			end = at[0]
		}
	}
	if at := escapedEnd.FindStringIndex(text[:min(end+1, len(text))]); at != nil {
		end = at[0]
	}
	return end
}

// escapedEnd is a delimiter that JSON has escaped.
var escapedEnd = regexp.MustCompile(`\\+(?:["'nrt]|u0026)`)

// repacked unpacks a value, cleans it and packs it again.
func repacked(value string, depth int) string {
	plain, err := url.QueryUnescape(value)
	if err != nil {
		return value
	}
	clean := hideNamed(plain, depth+1)
	if clean == plain {
		return value
	}
	return strings.ReplaceAll(url.QueryEscape(clean), url.QueryEscape(hiddenText), hiddenText)
}
