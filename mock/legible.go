package mock

import (
	"strconv"
	"strings"
	"unicode"
)

// The bounds of a complaint about a world file, in bytes. A name in the file may have a thousand, and be said twice.
const (
	maxWord      = 200
	maxComplaint = 800
)

// legible makes a complaint about a world file one line of bounded length that can be printed anywhere: what it says of the file came
// from the file. Of what is too long the beginning and the end are left, as the path stands at the one and the reason at the other.
func legible(text string) string {
	words := strings.Fields(text)
	for i, word := range words {
		words[i] = shortened(printable(word), maxWord)
	}
	return shortened(strings.Join(words, " "), maxComplaint)
}

// printable escapes what a terminal would obey, as Go does.
func printable(text string) string {
	var clean strings.Builder
	for _, r := range text {
		if unicode.IsPrint(r) {
			clean.WriteRune(r)
			continue
		}
		escaped := strconv.QuoteRune(r)
		clean.WriteString(escaped[1 : len(escaped)-1])
	}
	return clean.String()
}

func shortened(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most/2], "") + " ... " + strings.ToValidUTF8(text[len(text)-most/2:], "")
}
