package engine

import (
	"encoding/json"
	"strconv"
	"strings"
)

// quoted hides the secrets that stand in a text in quotes, whole, and those between two such texts, should somebody have left a quote out.
func (ex *Exchange) quoted(text string) string {
	var clean strings.Builder
	for text != "" {
		at := opening(text)
		before, literal := text[:at], closed(text[at:])
		text = text[at+len(literal):]
		if bare := strings.Trim(before, " ,:."); !ordinary(bare) && ex.secret(bare) {
			before = hidden
		}
		clean.WriteString(before)
		if literal == "" {
			break
		}
		if plain := unquoted(literal); plain != "" {
			if clean := ex.value(plain); clean != plain {
				literal = strconv.Quote(clean)
			}
		}
		clean.WriteString(literal)
	}
	clean.WriteString(text)
	return clean.String()
}

// outermost is a text without the secret that stands between its first quote and its last, whatever quotes are in it.
func (ex *Exchange) outermost(text string) string {
	from, to := until(text, `"`), strings.LastIndexByte(text, '"')
	if to > from && ex.secret(text[from+1:to]) && !ex.isName(text[from+1:to]) {
		return text[:from+1] + hidden + text[to:]
	}
	return text
}

// opening is where the first quote is that begins a text, or the end. One that is itself in quotes begins none.
func opening(text string) int {
	from := 0
	for {
		at := from + until(text[from:], `"`)
		if at == 0 || at+1 >= len(text) || text[at-1] != '\'' || text[at+1] != '\'' {
			return at
		}
		from = at + 1
	}
}

// closed is a text in quotes that another begins with, or nothing. What is escaped in it may be nothing that Go escapes.
func closed(text string) string {
	for at := 1; at < len(text); at++ {
		switch text[at] {
		case '\\':
			at++
		case '"':
			return text[:at+1]
		}
	}
	return ""
}

// unquoted is what stands in quotes, as %q, JSON or somebody else writes it.
func unquoted(literal string) (plain string) {
	if plain, err := strconv.Unquote(literal); err == nil {
		return plain
	}
	if json.Unmarshal([]byte(literal), &plain) == nil {
		return plain
	}
	return literal[1 : len(literal)-1]
}
