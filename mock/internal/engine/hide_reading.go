package engine

import (
	"sort"
	"strings"

	"github.com/understudy/understudy/mock/internal/secret"
	"github.com/understudy/understudy/openapi"
)

// reading is a text in which secrets are looked for that stand between any two ends of words. There may be many such places: so all that
// is asked about them is made ready once, when the first is asked about, and then each costs the same, however long it is.
type reading struct {
	ex     *Exchange
	text   string
	depth  int // how often it was unescaped already
	layers []layer
	// Where the next end of a word, end of a value and blank are, from each byte on.
	ends, stops, blanks []int32
}

func (ex *Exchange) read(text string, depth int) *reading {
	return &reading{ex: ex, text: text, depth: depth}
}

func (r *reading) open() {
	if r.layers != nil {
		return
	}
	size := len(r.text)
	r.ends, r.stops, r.blanks = make([]int32, size+1), make([]int32, size+1), make([]int32, size+1)
	known := 0
	for at, c := range r.text {
		for ; isEnd(c) && known <= at; known++ {
			r.ends[known] = int32(at)
		}
	}
	for ; known <= size; known++ {
		r.ends[known] = int32(size)
	}
	r.stops[size], r.blanks[size] = int32(size), int32(size)
	for at := size - 1; at >= 0; at-- {
		r.stops[at], r.blanks[at] = r.stops[at+1], r.blanks[at+1]
		switch r.text[at] {
		case '/', '&', ';':
			r.stops[at] = int32(at)
		case ' ':
			r.blanks[at] = int32(at)
		}
	}
	r.layers = layersOf(r.text, maxUnescape-r.depth)
	r.ex.steps += size * (1 + len(r.layers))
}

// several is where a secret ends that begins at a place in the text and has ends of words in it; 0 where there is none. Those that end
// before some other place are not asked about. In prose it has no blanks: what came from the client stands in quotes there. Of a long text
// only the whole is asked about, and what of it would be a value. A name of secrets before an equals sign is none.
func (r *reading) several(from, least int, prose bool) (found int) {
	at := from + end(r.text[from:])
	if at == len(r.text) || r.text[from] == ' ' || prose && r.text[at] == ' ' {
		return 0
	}
	r.open()
	word, limit := at, len(r.text)
	if prose {
		limit = int(r.blanks[from])
	}
	ask := func() {
		if at >= least && at > max(word, found) && r.text[at-1] != ' ' && r.secret(from, at) && !openapi.NamesSecret(strings.TrimRight(r.text[from:at], "=")) {
			found = at
		}
	}
	for pieces := 1; pieces < mostPieces && at-from < mostBytes && at < limit; pieces++ {
		at = min(int(r.ends[at+width(r.text[at:])]), limit)
		ask()
	}
	for values := 0; values < mostValues && at < limit; values++ {
		at = min(int(r.stops[at+1]), limit)
		ask()
	}
	// The rest, and without what closes something.
	for range mostClosing {
		if at != limit {
			at = limit
			ask()
		}
		if limit == from+1 || strings.IndexByte(closings, r.text[limit-1]) < 0 {
			break
		}
		limit--
	}
	return found
}

// parts is where a secret ends that begins at a place in the text and is a few parts of a word; 0 where there is none.
func (r *reading) parts(from int) int {
	to := from
	for range mostParts {
		to += until(r.text[to:], joints)
		if to-from >= machineMade && !ordinary(r.text[from:to]) {
			if r.open(); r.secret(from, to) {
				return to
			}
		}
		if to == len(r.text) {
			break
		}
		to++
	}
	return 0
}

// secret tells whether what stands between two places is a secret, however often it was escaped, also in base64, alone or behind a name.
func (r *reading) secret(from, to int) bool {
	was := -1
	for i := range r.layers {
		l := &r.layers[i]
		from, to := l.place(from), l.place(to)
		if to-from == was {
			continue // there is nothing to unescape in it
		}
		was = to - from
		if l.codes == nil {
			l.codes = newCodes(l.text.String(), &r.ex.steps)
		}
		whole, behind := l.codes.spans(from, to)
		if r.asks(span{l.text, from, to}) || r.asks(whole) || r.asks(behind) {
			return true
		}
	}
	return false
}

func (r *reading) asks(v span) bool {
	if v.to-v.from < minSecret {
		return false
	}
	r.ex.steps++
	return r.ex.kept(v.in.Part(v.from, v.to))
}

// span is a part of a text.
type span struct {
	in       *secret.Text
	from, to int
}

// layer is a text without so many layers of escapes, made ready.
type layer struct {
	peeled
	text  *secret.Text
	codes *codes
}

func layersOf(text string, most int) (list []layer) {
	for _, p := range peel(text, most) {
		list = append(list, layer{peeled: p, text: secret.NewText(p.plain)})
	}
	return list
}

// peeled is a text without so many layers of escapes.
type peeled struct {
	plain string
	at    []int32 // where what stands at each byte of the text as it was sent is now; nil: there
}

func (p peeled) place(sent int) int {
	if p.at == nil {
		return sent
	}
	return int(p.at[sent])
}

// sent is where what begins at a place stands in the text as it was sent.
func (p peeled) sent(place int) int {
	if p.at == nil {
		return place
	}
	return sort.Search(len(p.at), func(i int) bool { return int(p.at[i]) >= place })
}

// peel makes of a text what is left of it without each layer of percent escapes, and then without those of HTML and JSON.
func peel(text string, most int) []peeled {
	list := []peeled{{plain: text}}
	add := func(plain string, at []int32) {
		if before := list[len(list)-1].at; before != nil {
			all := make([]int32, len(before))
			for i, b := range before {
				all[i] = at[b]
			}
			at = all
		}
		list = append(list, peeled{plain, at})
	}
	for range most {
		plain, at := unescape(text)
		if plain == text {
			break
		}
		add(plain, at)
		text = plain
	}
	if plain, at := unescapeMarkup(text); plain != text {
		add(plain, at)
	}
	return list
}

// unescape takes a layer of escapes off a text, and tells where each of its bytes is then. What is no escape stays as it is.
func unescape(text string) (plain string, at []int32) {
	if !strings.Contains(text, "%") {
		return text, nil
	}
	bytes := make([]byte, 0, len(text))
	at = make([]int32, len(text)+1)
	for i := 0; i < len(text); i++ {
		at[i] = int32(len(bytes))
		c := text[i]
		if c == '%' && i+2 < len(text) {
			high, low := hexDigit(text[i+1]), hexDigit(text[i+2])
			if high >= 0 && low >= 0 {
				c = byte(high<<4 | low)
				at[i+1], at[i+2] = int32(len(bytes)), int32(len(bytes))
				i += 2
			}
		}
		bytes = append(bytes, c)
	}
	at[len(text)] = int32(len(bytes))
	return string(bytes), at
}

func hexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
