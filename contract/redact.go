package contract

import (
	"encoding/base64"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf16"
)

// Redactor takes secrets out of text that ends up in logs and reports. It
// knows the secrets it was given, in the spellings they travel in, and what
// secrets generally look like.
type Redactor struct {
	mu     sync.RWMutex
	hidden []string // longest first, so that no secret survives as the rest of a shorter one
}

const hiddenText = "[hidden]"

// tooShort: a secret of fewer letters is not hidden by its text, which would
// blank ordinary words. It is still hidden where its name gives it away.
const tooShort = 6

// named is a name that gives its value away, in quotes or before an equals sign.
const named = `[\w -]*(?:password|passwd|passphrase|secret[ _-]?key|private[ _-]?key|api[ _-]?key|secret|token)`

var secretShapes = []struct {
	shape *regexp.Regexp
	with  string
}{
	{regexp.MustCompile(`eyJ[\w-]+\.[\w-]+\.[\w-]*`), hiddenText},
	{regexp.MustCompile(`(?i)\b(basic|bearer|v3_user_token)(?: |%20)+[\w+/=.~%-]+`), "$1 " + hiddenText},
	{regexp.MustCompile(`(?i)("` + named + `"\s*:\s*)"(?:[^"\\]|\\.)*"`), `$1"` + hiddenText + `"`},
	// A list of texts, a number, a text in the quotes that the vendor's samples have, JSON in a text of JSON, and JSON in a URL.
	{regexp.MustCompile(`(?i)("` + named + `"\s*:\s*)\[\s*"(?:[^"\\]|\\.)*"(?:\s*,\s*"(?:[^"\\]|\\.)*")*\s*\]`), `$1["` + hiddenText + `"]`},
	{regexp.MustCompile(`(?i)("` + named + `"\s*:\s*)[0-9]{6,}`), "$1" + hiddenText},
	{regexp.MustCompile(`(?i)('` + named + `'\s*:\s*)'[^']*'`), `$1'` + hiddenText + `'`},
	{regexp.MustCompile(`(?i)(\\"` + named + `\\"\s*:\s*)\\".*?[^\\]\\"`), `$1\"` + hiddenText + `\"`},
	{regexp.MustCompile(`(?i)(%22[\w+%-]*(?:password|passphrase|secret|token)%22(?:\+|%20)*(?::|%3A)(?:\+|%20)*)%22.*?%22`), "$1%22" + hiddenText + "%22"},
	{regexp.MustCompile(`(?i)((?:^|[^\w-])[\w-]*(?:password|passphrase|secret|token)(?:=|%3d|%253d))[^&\s"/?#;%]+`), "$1" + hiddenText},
	// A header, and a custom field whose type gives it away, on either side of its value.
	{regexp.MustCompile(`(?i)((?:^|[^\w"'-])(?:app_)?authtoken\s*: *)[^\s"',;\[]\S*`), "$1" + hiddenText},
	{regexp.MustCompile(`(?i)("custom(?:field)?type"\s*:\s*"password"[^{}]*?"custom(?:field)?value"\s*:\s*)"(?:[^"\\]|\\.)*"`), `$1"` + hiddenText + `"`},
	{regexp.MustCompile(`(?i)("custom(?:field)?value"\s*:\s*)"(?:[^"\\]|\\.)*"([^{}]*?"custom(?:field)?type"\s*:\s*"password")`), `$1"` + hiddenText + `"$2`},
}

// NewRedactor is one that knows no secret yet.
func NewRedactor() *Redactor { return &Redactor{} }

// Hide adds secrets. Empty and very short ones are not hidden.
func (r *Redactor) Hide(secrets ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, secret := range secrets {
		if len(secret) < tooShort {
			continue
		}
		for _, spelling := range spellings(secret) {
			if !slices.Contains(r.hidden, spelling) {
				r.hidden = append(r.hidden, spelling)
			}
		}
	}
	slices.SortStableFunc(r.hidden, func(a, b string) int { return len(b) - len(a) })
}

func spellings(secret string) []string {
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

// Clean is the text without the secrets.
func (r *Redactor) Clean(text string) string {
	r.mu.RLock()
	for _, secret := range r.hidden {
		if word.MatchString(secret) {
			text = hideValue(text, secret)
			continue
		}
		text = replaceFold(text, secret)
	}
	r.mu.RUnlock()
	for _, s := range secretShapes {
		text = s.shape.ReplaceAllString(text, s.with)
	}
	return text
}

// replaceFold hides a secret in any case of letters: tokens and escapes are
// the same in each.
func replaceFold(text, secret string) string {
	var clean strings.Builder
	folded, secret := fold(text), fold(secret)
	for {
		at := strings.Index(folded, secret)
		if at < 0 {
			clean.WriteString(text)
			return clean.String()
		}
		clean.WriteString(text[:at])
		clean.WriteString(hiddenText)
		text, folded = text[at+len(secret):], folded[at+len(secret):]
	}
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
