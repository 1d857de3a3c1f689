package engine

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/understudy/understudy/mock/internal/secret"
)

// JSON web tokens are the one kind of token that any API may have. They are found by their shape, whoever they let in.

// withoutTokens is a text without those in it, however often it was escaped. In prose they have no blanks, as in reading.several.
func (ex *Exchange) withoutTokens(text string, prose bool) string {
	if !mayHaveToken(text) {
		return text
	}
	pieces := []string{text}
	if prose {
		pieces = strings.Split(text, " ")
	}
	for i, piece := range pieces {
		list, _ := ex.tokens(piece)
		var clean strings.Builder
		done := 0
		for _, at := range list {
			if at.From >= done {
				clean.WriteString(piece[done:at.From])
				clean.WriteString(hidden)
			}
			done = max(done, at.To)
		}
		clean.WriteString(piece[done:])
		pieces[i] = clean.String()
	}
	return strings.Join(pieces, " ")
}

// tokens are where they stand in a text, in the order of their beginnings, and where one begins of which the end may be missing; see
// secret.Tokens.
func (ex *Exchange) tokens(text string) (list []secret.Place, open int) {
	open = -1
	if !mayHaveToken(text) {
		return nil, open
	}
	for _, p := range peel(text, maxUnescape) {
		ex.steps += len(p.plain)
		found, begun := secret.Tokens(p.plain)
		for _, at := range found {
			list = append(list, secret.Place{From: p.sent(at.From), To: p.sent(at.To)})
		}
		if begun >= 0 && (open < 0 || p.sent(begun) < open) {
			open = p.sent(begun)
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].From < list[j].From })
	return list, open
}

// isToken tells whether a value is a token and nothing else.
func isToken(value string) bool {
	return (value[0]|0x20 == 'e' || value[0] >= utf8.RuneSelf) && mayHaveToken(value) && secret.IsToken(value)
}

// mayHaveToken spares most texts the search. A rare letter is in the beginning of each, unless it is escaped or in another alphabet.
func mayHaveToken(text string) bool {
	return strings.ContainsAny(text, `jJ%&\`) || strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
}
