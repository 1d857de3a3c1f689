package company

import (
	"strings"
	"unicode"

	"github.com/brianvoe/gofakeit/v7"
	"golang.org/x/text/unicode/norm"
)

// english names are gofakeit's; those of all other languages are lists of the model.
const english = "english"

// nameList is first and family names of a language, the most frequent first.
type nameList struct{ first, family []string }

// readNames reads a list: after "first:" a first name on each line, after "family:" a family name. Lines that begin with # are remarks.
func readNames(text string) (n nameList) {
	list := &n.first
	for line := range strings.Lines(text) {
		switch line = strings.TrimSpace(line); {
		case line == "" || strings.HasPrefix(line, "#"):
		case line == "first:":
			list = &n.first
		case line == "family:":
			list = &n.family
		default:
			*list = append(*list, line)
		}
	}
	return n
}

// name makes up a name of a language.
func (m *Model) name(s *stream, fake func() *gofakeit.Faker, language string) (first, last string) {
	list, ok := m.names[language]
	if !ok {
		f := fake()
		return f.FirstName(), f.LastName()
	}
	return often(s, list.first), often(s, list.family)
}

// often picks one of a list: what comes first more often.
func often(s *stream, list []string) string {
	p := s.Part()
	return list[int(p*(0.4+0.6*p)*float64(len(list)))]
}

// spelt are letters that take more than the loss of a mark to become ASCII.
var spelt = strings.NewReplacer("ß", "ss", "ł", "l", "Ł", "L", "ø", "o", "Ø", "O", "đ", "d", "Đ", "D", "ı", "i", "æ", "ae", "Æ", "Ae", "œ", "oe", "Œ", "Oe", "þ", "th", "ð", "d")

// umlauts are written out in German.
var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue")

// ascii writes a name in small letters of ASCII and hyphens.
func ascii(name, language string) string {
	if language == "german" {
		name = umlauts.Replace(name)
	}
	name = spelt.Replace(name)
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r == '-':
			return r
		case r >= 'A' && r <= 'Z':
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFD.String(name))
}
