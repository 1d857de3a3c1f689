package contract

import (
	"regexp"
	"slices"
	"sync"
)

// Redactor takes secrets out of text that ends up in logs and reports. It
// knows the secrets it was given, in the spellings they travel in, and what
// secrets generally look like.
type Redactor struct {
	mu     sync.RWMutex
	hidden []string // longest first, so that no secret survives as the rest of a shorter one
	known  []string // as they were given, folded; but for ordinary words
}

const hiddenText = "[hidden]"

// tooShort: a secret of fewer letters is not hidden by its text, which would
// blank ordinary words. It is still hidden where its name gives it away.
const tooShort = 6

// A token may have been wrapped, and its dots spelt in other ways. That what follows a break is its end is clear by its length only.
const (
	broken = `(?:[\s\x00\x{ad}\x{200b}\x{feff}]|\\+(?:[nrt]|u00(?:00|[aA][dD])|u200[bB])){1,4}`
	wrap   = `(?:` + broken + `[\w-]+)*`
	dot    = `=*(?:` + broken + `)?(?:[.\x{ff0e}\x{2024}]|\\+u002[eE]|&#(?:46|x2[eE]);|%2[eE])(?:` + broken + `)?`
)

// secretShapes are what secrets look like, whatever they are called.
var secretShapes = []struct {
	shape *regexp.Regexp
	with  string
}{
	{regexp.MustCompile(`eyJ[\w-]+` + wrap + dot + `[\w-]+` + wrap + dot + `[\w-]*(?:` + broken + `[\w-]{12,})*`), hiddenText},
	{regexp.MustCompile(`(?i)\b(basic|bearer|v3_user_token)(?: |%20)+[\w+/=.~%-]+`), "$1 " + hiddenText},
	// A header, and a name without quotes.
	{regexp.MustCompile(`(?i)((?:^|[^\w"'-])(?:(?:app_)?authtoken|totp-auth|x-api-key|x-auth-token|(?:set-)?cookie)\s*: *)[^\s"',;\[]\S*`), "$1" + hiddenText},
	{regexp.MustCompile(`(?i)([\[ ](?:(?:app_)?authtoken|totp-auth|x-api-key|x-auth-token|(?:set-)?cookie):\[)[^\]]+`), "${1}hidden"}, // as Go prints headers
	{regexp.MustCompile(`(?i)([{,]\s*\w*(?:password|passwd|secret|token)\s*:\s*)[^\s"',}\[{\\][^\s,}]*`), "$1" + hiddenText},
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
		if plain := fold(secret); !word.MatchString(secret) && !slices.Contains(r.known, plain) {
			r.known = append(r.known, plain)
		}
		for _, spelling := range spellings(secret) {
			if !slices.Contains(r.hidden, spelling) {
				r.hidden = append(r.hidden, spelling)
			}
		}
	}
	slices.SortStableFunc(r.hidden, func(a, b string) int { return len(b) - len(a) })
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
	text = hideSpelt(hideCoded(text, r.known), r.known)
	r.mu.RUnlock()
	for _, s := range secretShapes {
		text = s.shape.ReplaceAllString(text, s.with)
	}
	return hideNamed(text, 0)
}
