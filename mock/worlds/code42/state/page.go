package state

import (
	"strings"

	"github.com/understudy/understudy/mock/internal/page"
)

// Page asks for a part of a list: Num counts from 1. The zero Page is the whole list.
type Page struct{ Num, Size int }

// DefaultPageSize is the size of a page whose request names none. Inferred: no client leaves it out where it matters.
const DefaultPageSize = 100

func (p Page) part() page.Page { return page.Numbered(p.Num, p.Size) }

// cut is the page of a list that is there.
func cut[V any](list []V, p Page) []V { return page.Cut(list, p.part()) }

// glanceOf joins texts for searching within them, without regard to case. No text that a client sends has the byte between them: it
// is not UTF-8, so nothing is found across two.
func glanceOf(texts ...*string) string {
	var joined strings.Builder
	for _, text := range texts {
		if text != nil {
			joined.WriteString(strings.ToLower(*text))
			joined.WriteByte(0xFF)
		}
	}
	return joined.String()
}
