package contract

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
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

var secretShapes = []struct {
	shape *regexp.Regexp
	with  string
}{
	{regexp.MustCompile(`eyJ[\w-]+\.[\w-]+\.[\w-]*`), hiddenText},
	{regexp.MustCompile(`(?i)\b(basic|bearer|v3_user_token) +[\w+/=.~-]+`), "$1 " + hiddenText},
	{regexp.MustCompile(`(?i)("[\w -]*(?:password|passphrase|secret|token)"\s*:\s*)"(?:[^"\\]|\\.)*"`), `$1"` + hiddenText + `"`},
	{regexp.MustCompile(`(?i)((?:^|[^\w-])[\w-]*(?:password|passphrase|secret|token)(?:=|%3d|%253d))[^&\s"/?#;%]+`), "$1" + hiddenText},
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
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(secret)
	return []string{
		secret,
		quoted,
		url.QueryEscape(secret),
		url.PathEscape(secret),
		base64.StdEncoding.EncodeToString([]byte(secret)),
	}
}

// Clean is the text without the secrets.
func (r *Redactor) Clean(text string) string {
	r.mu.RLock()
	for _, secret := range r.hidden {
		if word.MatchString(secret) {
			text = hideValue(text, secret)
			continue
		}
		text = strings.ReplaceAll(text, secret, hiddenText)
	}
	r.mu.RUnlock()
	for _, s := range secretShapes {
		text = s.shape.ReplaceAllString(text, s.with)
	}
	return text
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
