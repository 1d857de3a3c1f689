package contract

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/understudy/understudy/openapi"
)

var (
	guess   = regexp.MustCompile(`\binferred\b`)
	guessed = regexp.MustCompile(`Evidence:\s+\*?inferred`)
)

// readSource reads a document as it was written.
func readSource(source []byte) (reader, error) {
	var d reader
	err := yaml.Unmarshal(source, &d.root)
	return d, err
}

// guesses reports whether the document says that it only guesses what an
// answer is like at a place (see [Inferred]).
func (d reader) guesses(op *openapi.Operation, status int, of place) bool {
	spec := d.at(d.root, "paths", op.Path, strings.ToLower(op.Method))
	if guessed.MatchString(d.text(spec, "description")) {
		return true
	}
	response := d.response(spec, status)
	if response == nil {
		return false
	}
	if guess.MatchString(d.text(response, "description") + " " + d.text(response, "headers", of.Place, "description")) {
		return true
	}
	content, _ := d.at(response, "content").(map[string]any)
	for _, media := range slices.Sorted(maps.Keys(content)) {
		if d.guessesAt(d.at(content, media, "schema"), of.Place) {
			return true
		}
	}
	return false
}

// response is what the document declares for a status, nil for nothing.
func (d reader) response(spec any, status int) any {
	responses, _ := d.at(spec, "responses").(map[string]any)
	for _, name := range []string{strconv.Itoa(status), fmt.Sprintf("%dXX", status/100), "default"} {
		if one, declared := responses[name]; declared {
			return d.deref(one)
		}
	}
	return nil
}

// guessesAt looks at the descriptions of the value at a JSON pointer and of
// the object that it is in.
func (d reader) guessesAt(schema any, pointer string) bool {
	says := []string{d.text(schema, "description")}
	for name := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		below := d.below(schema, pointerNames.Replace(name))
		if below == nil {
			break
		}
		own, _ := below.(map[string]any)
		text, _ := own["description"].(string)
		schema, says = below, append(says, text+" "+d.text(below, "description"))
	}
	return guess.MatchString(strings.Join(says[max(0, len(says)-2):], " "))
}

var pointerNames = strings.NewReplacer("~1", "/", "~0", "~")

// below is the schema of a member or, by *, of the items.
func (d reader) below(schema any, name string) any {
	within, _ := d.deref(schema).(map[string]any)
	if property := d.property(within, name); property != nil || name != "*" {
		return property
	}
	if items, ok := within["items"]; ok {
		return items
	}
	return within["additionalProperties"]
}

func (d reader) property(within map[string]any, name string) any {
	properties, _ := within["properties"].(map[string]any)
	return properties[name]
}
