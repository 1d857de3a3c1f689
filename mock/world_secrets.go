package mock

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/understudy/understudy/openapi"
)

// A complaint about a world file quotes what stands in it, but for passwords and the like: the file may be somebody's own. A blank that was
// forgotten makes one word of a key and its value, and a line that is set in too far belongs to the value before it. So of what stands in a
// wrong place, and of what is no key, only what cannot hold a secret is told.

// untoldValue stands for a value that is, or may be, a secret.
const untoldValue = "what is there"

// shown is what stands at a place of a file that takes a single value: its first word.
func shown(path string, node *yaml.Node) string {
	first := strings.TrimSpace(node.Value)
	end := strings.IndexFunc(first, unicode.IsSpace)
	if end >= 0 {
		first = first[:end]
	}
	switch {
	case node.Kind == yaml.MappingNode:
		return "a mapping"
	case node.Kind == yaml.SequenceNode:
		return "a list"
	case openapi.SoundsSecret(path[strings.LastIndexByte(path, '.')+1:]), openapi.SoundsSecret(first):
		return untoldValue
	case end >= 0:
		first += "..."
	}
	return fmt.Sprintf("%.60q", first)
}

// shownInstead is what stands where keys or a list have to: a key that there is, and nothing behind it.
func shownInstead(node *yaml.Node, keys []string) string {
	if node.Kind != yaml.ScalarNode {
		return shown("", node)
	}
	first := node.Value[:endOfWord(node.Value)]
	switch {
	case !slices.Contains(keys, first):
		return "a single value"
	case first != node.Value:
		first += "..."
	}
	return strconv.Quote(first)
}

// shownKey is a key that there is not, as it is told: whole if it is nearly one that there is, or has letters only. What is no letter or digit
// begins a value whose blank or colon was left out.
func shownKey(key string, keys []string) string {
	if end := endOfWord(key); end < len(key) {
		return strings.TrimSuffix(shownPart(key[:end], keys), "...") + "..."
	}
	if slices.Contains(keys, key) || openapi.Resembling(key, keys) != "" {
		return key
	}
	return shownPart(key, keys)
}

// shownPart is the beginning of a key as far as there is one that is called so, where it begins with what secrets are called; else as far as
// it has letters only.
func shownPart(key string, keys []string) string {
	for _, known := range keys {
		if strings.HasPrefix(key, known) && openapi.SoundsSecret(known) && key != known {
			return known + "..."
		}
	}
	if strings.ContainsFunc(key, unicode.IsDigit) {
		return "..."
	}
	return key
}

func endOfWord(text string) int {
	end := strings.IndexFunc(text, func(r rune) bool { return r != '_' && r != '-' && !unicode.In(r, unicode.L, unicode.N) })
	if end < 0 {
		return len(text)
	}
	return end
}

// untold takes out of a complaint what was set behind a name by a colon or an equals sign without a blank: all of it in the name that the
// complaint is about, and what is a secret by its name everywhere.
func untold(complaint, about string) string {
	if end := strings.IndexAny(about, ":="); end >= 0 {
		complaint = strings.ReplaceAll(complaint, inQuotes(about), inQuotes(about[:end])+"...")
	}
	words := strings.Split(complaint, " ")
	for i, word := range words {
		end := strings.IndexAny(word, ":=")
		if end < 0 || end == len(word)-1 || !openapi.SoundsSecret(word[:end]) {
			continue
		}
		words[i] = word[:end] + "..."
		if quote := strings.LastIndexByte(word, '"'); quote > end {
			words[i] += word[quote:]
		}
	}
	return strings.Join(words, " ")
}

func inQuotes(text string) string {
	quoted := strconv.Quote(text)
	return quoted[1 : len(quoted)-1]
}

// unread words what is wrong with YAML. The library names the line in which what is unfinished begins, and none of an alias.
func unread(err error, data []byte) string {
	unknown := anchor.FindStringSubmatch(err.Error())
	if unknown == nil {
		return lineOf.ReplaceAllString(withoutPrefix(err).Error(), "from line $1 on: ")
	}
	before, _, _ := strings.Cut(string(data), "*"+unknown[1])
	return fmt.Sprintf("line %d: behind a * stands the name of no & before it; a text that begins with * has to be in quotes", 1+strings.Count(before, "\n"))
}

var (
	anchor = regexp.MustCompile(`^yaml: unknown anchor '(.*)' referenced$`)
	lineOf = regexp.MustCompile(`^line (\d+): `)
	quotes = regexp.MustCompile("(?s)`.*`|'.*'|\".*\"")
)

// withoutPrefix takes the library's name from what it says, and what it quotes.
func withoutPrefix(err error) error {
	return errors.New(quotes.ReplaceAllString(strings.TrimPrefix(err.Error(), "yaml: "), "a value"))
}
