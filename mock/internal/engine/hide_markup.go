package engine

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// entities are the letters that HTML escapes, by what it writes for them.
var entities = map[string]string{"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": `"`, "&#34;": `"`, "&#39;": "'", "&apos;": "'"}

const longestEntity = len("&quot;")

// unescapeMarkup takes the escapes of HTML and JSON off a text, and tells where each of its bytes is then.
func unescapeMarkup(text string) (plain string, at []int32) {
	if !strings.ContainsAny(text, `&\`) {
		return text, nil
	}
	bytes := make([]byte, 0, len(text))
	at = make([]int32, len(text)+1)
	for i := 0; i < len(text); {
		letter, width := markup(text[i:])
		for range width {
			at[i] = int32(len(bytes))
			i++
		}
		bytes = append(bytes, letter...)
	}
	at[len(text)] = int32(len(bytes))
	return string(bytes), at
}

// markup is the letter that an escape stands for which a text begins with, else its first byte, and how many bytes were read.
func markup(text string) (letter string, width int) {
	switch {
	case text[0] == '&':
		end := strings.IndexByte(text[:min(len(text), longestEntity)], ';') + 1
		if letter, ok := entities[text[:end]]; ok {
			return letter, end
		}
	case text[0] == '\\' && len(text) >= 6 && text[1] == 'u':
		if n, err := strconv.ParseUint(text[2:6], 16, 16); err == nil && utf8.ValidRune(rune(n)) {
			return string(rune(n)), 6
		}
	case text[0] == '\\' && len(text) >= 2 && strings.IndexByte(`\"/`, text[1]) >= 0:
		return text[1:2], 2
	}
	return text[:1], 1
}
