package engine

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

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
	if width = space(text); width > 0 {
		return " ", width
	}
	switch {
	case text[0] == '&':
		return entity(text)
	case text[0] == '\\' && len(text) >= 2 && text[1] == 'u':
		if r := unit(text); utf16.IsSurrogate(r) {
			if r = utf16.DecodeRune(r, unit(text[6:])); r != utf8.RuneError {
				return string(r), 12
			}
		} else if r >= 0 {
			return string(r), 6
		}
	case text[0] == '\\' && len(text) >= 2 && strings.IndexByte(`\"/`, text[1]) >= 0:
		return text[1:2], 2
	}
	return text[:1], 1
}

// mostBackslashes is how many times what has blank space in it is escaped.
const mostBackslashes = 4

// space is how long an escape of JSON of a line, or of other blank space, is that a text begins with; 0 where it begins with none.
func space(text string) int {
	end := 0
	for end < min(len(text), mostBackslashes) && text[end] == '\\' {
		end++
	}
	if end == 0 || end == len(text) || strings.IndexByte("bfnrt", text[end]) < 0 {
		return 0
	}
	return end + 1
}

// unit is what stands behind \u at the beginning of a text; less than 0 where nothing does.
func unit(text string) rune {
	if len(text) < 6 || text[:2] != `\u` {
		return -1
	}
	n, err := strconv.ParseUint(text[2:6], 16, 16)
	if err != nil {
		return -1
	}
	return rune(n)
}

// longestEntity is how much of a name or a number is read.
const longestEntity = 32

// entity is the letter, or two, that an escape of HTML stands for.
func entity(text string) (letter string, width int) {
	end := 1
	for end < min(len(text), longestEntity) && (text[end] == '#' && end == 1 || '0' <= text[end] && text[end] <= '9' || 'a' <= text[end]|0x20 && text[end]|0x20 <= 'z') {
		end++
	}
	if end < len(text) && text[end] == ';' {
		end++
	}
	if plain := html.UnescapeString(text[:end]); plain != text[:end] && utf8.RuneCountInString(plain) <= 2 {
		return plain, end
	}
	return text[:1], 1
}
