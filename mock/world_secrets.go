package mock

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/understudy/understudy/openapi"
)

// A complaint about a world file quotes what stands in it, but for passwords and the like: the file may be somebody's own.

// shown is what stands at a place of a file.
func shown(path string, node *yaml.Node) string {
	switch {
	case node.Kind == yaml.MappingNode:
		return "a mapping"
	case node.Kind == yaml.SequenceNode:
		return "a list"
	case openapi.SoundsSecret(path[strings.LastIndexByte(path, '.')+1:]):
		return "what is there"
	}
	return fmt.Sprintf("%.60q", node.Value)
}

// shownKey is a key that there is not, as it is told: what is no letter or digit begins a value whose blank or colon was left out.
func shownKey(key string) string {
	end := strings.IndexFunc(key, func(r rune) bool { return r != '_' && r != '-' && !unicode.In(r, unicode.L, unicode.N) })
	if end < 0 {
		return key
	}
	return key[:end] + "..."
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
	quotes = regexp.MustCompile("(?s)`.*`|'.*'")
)

// withoutPrefix takes the library's name from what it says, and what it quotes.
func withoutPrefix(err error) error {
	return errors.New(quotes.ReplaceAllString(strings.TrimPrefix(err.Error(), "yaml: "), "a value"))
}
