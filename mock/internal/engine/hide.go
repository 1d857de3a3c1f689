package engine

import (
	"net/http"
	"slices"
	"strings"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/secret"
	"github.com/understudy/understudy/openapi"
)

// What a client sends is quoted in the journal, the log, the list of drift, the reasons and the headers for developers. This file takes
// the secrets out of it, for all of them.
//
// A value is hidden as a whole or not at all: a segment of a path, what stands behind a name that sounds like a secret, a word or a
// quoted text. A part of a word is never hidden, nor what the description itself has in a path, such as /password. Only a token that
// somebody has glued to other words is taken out of them.

const hidden = "[hidden]"

const (
	maxRead     = 2 << 10  // of a text; what follows is not shown
	maxWhole    = 64 << 10 // of a text in which a whole value is looked at before the rest is cut off
	maxUnescape = 3        // times that an escape may have been escaped
)

// joints are the bytes by which people glue words together. Tokens have some inside, but few.
const (
	joints    = "-_.+!*$~"
	mostParts = 6
)

// A secret that has ends in it, such as K7#x=2&y, mostly has few of them, and is not long. A longer one is found where a value ends.
const (
	mostPieces = 16
	mostBytes  = 256
	mostValues = 4
)

// A long one is also found where the text ends, or before what closes it there: a bracket, a quote, the end of a sentence.
const (
	closings    = ")]}>\"'`.,:; \n"
	mostClosing = 4
	mostLong    = 1 << 10 // behind the end of what is read
)

// valueEnds are the ends of what stands behind a name that sounds like a secret: whatever else is part of it.
const valueEnds = "/&; \t\r\n\"'`"

// Hide is a text without secrets, for what a vendor puts into an answer itself. The text may quote the request.
func (ex *Exchange) Hide(text string) string {
	if text == "" {
		return ""
	}
	u := ex.Request.URL
	if path := ex.path(); path != u.Path { // found with its own bounds, which the text does not show
		text = strings.ReplaceAll(strings.ReplaceAll(text, u.EscapedPath(), path), u.Path, path)
	}
	if len(text) <= maxWhole {
		text = ex.outermost(text)
	}
	return ex.words(ex.quoted(ex.cut(text)), true, 0)
}

// Repeated is a value of the request as an answer repeats it: as it is, or without its secrets.
func (ex *Exchange) Repeated(value string) string { return ex.value(value) }

// worded is a vendor's message without the secrets that it repeats: in quotes, or where the refusal tells. All else in it is the vendor's.
func (ex *Exchange) worded(e *fail.Error) string {
	text := e.Message
	if shown := ex.Repeated(e.Names); shown != e.Names {
		text = strings.ReplaceAll(text, e.Names, shown)
	}
	if strings.Contains(text, `"`) {
		text = ex.Hide(text)
	}
	return text
}

// path is the request's path without secrets. On a route, only its parameters are looked at: the rest is the description's. On none, the
// path is all that there is to tell, and is told several times.
func (ex *Exchange) path() string {
	switch {
	case ex.Op == nil:
		if ex.shown == "" {
			ex.shown = ex.cleanPath()
		}
		return ex.shown
	case ex.hasSecret():
		return ex.cleanPath()
	}
	return ex.Request.URL.Path
}

func (ex *Exchange) cleanPath() string {
	var template []string
	if ex.Op != nil {
		template = strings.Split(ex.Op.Path, "/")
	}
	sent := ex.cut(ex.withoutLong(ex.Request.URL.EscapedPath()))
	if ex.Op == nil {
		sent = ex.across(sent)
	}
	segments := strings.Split(sent, "/")
	for i, segment := range segments {
		plain, _ := unescape(segment)
		ours := ex.literal(plain) // or else of some path of the description
		if i < len(template) {
			ours = !strings.Contains(template[i], "{")
		}
		if segments[i] = plain; !ours && plain != "" {
			segments[i] = ex.value(plain)
		}
	}
	return strings.Join(segments, "/")
}

// withoutLong is a path without the secrets that are long segments: once it is cut, nobody knows them.
func (ex *Exchange) withoutLong(path string) string {
	if len(path) <= maxRead || len(path) > maxWhole {
		return path
	}
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		if len(segment) > mostLong && ex.sent(segment) {
			segments[i] = hidden
		}
	}
	return strings.Join(segments, "/")
}

// across is a path without the secrets that have slashes in them, and so stand in several segments, however often it was escaped.
func (ex *Exchange) across(path string) string {
	for depth, plain := 0, path; depth <= maxUnescape; depth++ {
		if clean, found := ex.joined(plain, depth); found {
			return clean
		}
		once, _ := unescape(plain)
		if once == plain {
			break
		}
		plain = once
	}
	return path
}

func (ex *Exchange) joined(path string, depth int) (clean string, found bool) {
	r := ex.read(path, depth)
	done, at, slash := 0, 0, -1
	for at < len(path) {
		if slash < at {
			slash = at + until(path[at:], "/")
		}
		if to := r.several(at, slash+1, false); to > 0 {
			clean, found = clean+path[done:at]+hidden, true
			done, at = to, to
			continue
		}
		at += end(path[at:])
		at += width(path[at:])
	}
	return clean + path[done:], found
}

// hasSecret looks at the parameters of the path. A number that was answered for is an id: to ask about each would cost every request.
func (ex *Exchange) hasSecret() bool {
	for _, value := range ex.Params {
		if ex.Reason == "" && strings.Trim(value, "0123456789") == "" {
			continue
		}
		if strings.ContainsFunc(value, func(r rune) bool { return isEnd(r) || r == '%' }) || ex.secret(value) {
			return true
		}
		if plain := ex.cut(value); ex.unglued(plain) != plain || ex.withoutTokens(plain, false) != plain {
			return true
		}
	}
	return false
}

// value is something that came from the client, as a whole.
func (ex *Exchange) value(text string) string {
	if ex.secret(text) && !ex.isName(text) {
		return hidden
	}
	return ex.words(text, false, 0)
}

// isName tells whether a text is what secrets are called, and not a value in the path of a route.
func (ex *Exchange) isName(text string) bool {
	if !openapi.NamesSecret(text) {
		return false
	}
	for _, value := range ex.Params {
		if value == text {
			return false
		}
	}
	return true
}

// literal tells whether the description has the segment in a path.
func (ex *Exchange) literal(segment string) bool {
	return ex.server != nil && ex.server.literals[segment]
}

// words hides the secrets among the words of a text, and what stands behind an equals sign and a name that sounds like a secret. In
// prose, a password that is an ordinary word is that word.
func (ex *Exchange) words(text string, prose bool, depth int) string {
	text = ex.cut(text)
	if depth == 0 {
		text = ex.withoutTokens(text, prose)
	}
	var clean strings.Builder
	behind := false // an equals sign and such a name
	r := ex.read(text, depth)
	for from := 0; from < len(text); {
		to := from + end(text[from:])
		if behind {
			to = from + until(text[from:], valueEnds)
		}
		word := text[from:to]
		if at := r.several(from, to, prose); at > to {
			to, word, behind = at, hidden, false
		} else {
			behind, word = ex.word(word, behind, prose, depth)
		}
		clean.WriteString(word)
		n := width(text[to:])
		behind = behind && text[to:to+n] == "="
		clean.WriteString(text[to : to+n])
		from = to + n
	}
	return clean.String()
}

// word is a word without its secrets, and whether what stands behind it and an equals sign is one.
func (ex *Exchange) word(word string, behind, prose bool, depth int) (again bool, clean string) {
	plain := unescaped(word)
	again = behind || openapi.SoundsSecret(plain)
	switch {
	case word == "":
		return again, word
	case behind, ex.sent(word) && !(prose && ordinary(strings.Trim(plain, joints))) && !ex.isName(plain):
		return again, hidden
	case plain == word || depth == maxUnescape:
		return again, ex.unglued(word)
	}
	once, _ := unescape(word)
	if clean := ex.words(once, false, depth+1); clean != once {
		return again, clean
	}
	return again, word
}

// unglued is a word without the secrets that are a few parts of it: those that were made by a machine, by their length and by not being
// letters only. So no ordinary word is cut.
func (ex *Exchange) unglued(word string) string {
	if len(word) <= machineMade || !strings.ContainsAny(word, joints) {
		return word
	}
	r := ex.read(word, maxUnescape)
	var clean strings.Builder
	done := 0
	for from := 0; len(word)-from >= machineMade; {
		to := r.parts(from)
		if to == 0 {
			from += until(word[from:], joints) + 1
			continue
		}
		clean.WriteString(word[done:from])
		clean.WriteString(hidden)
		done, from = to, to
	}
	clean.WriteString(word[done:])
	return clean.String()
}

// until is where the next of some bytes is, or the end.
func until(text, bytes string) int {
	if at := strings.IndexAny(text, bytes); at >= 0 {
		return at
	}
	return len(text)
}

// ordinary tells whether a word is letters only.
func ordinary(word string) bool {
	return !strings.ContainsFunc(word, func(r rune) bool { return r|0x20 < 'a' || r|0x20 > 'z' })
}

// cut shortens a text that is too long to be read, at the end of a word: half a token has no shape. Nor is a secret cut that has ends of
// words in it.
func (ex *Exchange) cut(text string) string {
	if len(text) <= maxRead {
		return text
	}
	text = text[:min(len(text), maxRead+mostLong)]
	at := strings.LastIndexFunc(text[:maxRead-len(more)], isEnd)
	if at < 0 {
		return more
	}
	at += width(text[at:])
	r := ex.read(text, 0)
	for from := max(0, at-mostLong); from < at; {
		if r.several(from, at+1, false) > 0 {
			at = from
		}
		from += end(text[from:])
		from += width(text[from:])
	}
	list, open := ex.tokens(text)
	for _, token := range append(list, secret.Place{From: open, To: len(text)}) {
		if 0 <= token.From && token.From < at && at < token.To {
			at = token.From
		}
	}
	return text[:at] + more
}

const more = "..."

// machineMade is the length from which a name may be a token.
const machineMade = 16

// methods are those that are no secret.
var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions}

// sentMethod is the method as it was sent, which a client may have made up.
func (ex *Exchange) sentMethod() string {
	if slices.Contains(methods, ex.method) || ex.value(ex.method) == ex.method {
		return ex.method
	}
	return hidden
}

// name is the name of a caller or a tenant. What people call themselves is no secret; what looks made by a machine may be.
func (ex *Exchange) name(given string) string {
	if len(given) >= machineMade && !strings.ContainsAny(given, "@ ") && ex.secret(given) {
		return hidden
	}
	return given
}

// literalsOf are the segments of the description's paths that are no parameters.
func literalsOf(doc *openapi.Document) map[string]bool {
	all := map[string]bool{}
	for _, op := range doc.Operations {
		for segment := range strings.SplitSeq(op.Path, "/") {
			if !strings.Contains(segment, "{") {
				all[segment] = true
			}
		}
	}
	return all
}
