package openapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// longestText is how long a text, a number or a name in a request may be, in bytes, whether its schema has a maxLength or not; no schema
// has one that is longer. What is stored is bounded in rows, and this bounds the texts in them. The text that carries a whole JSON value,
// such as a form's field, is none of these.
const longestText = 64 << 10

// longText tells of JSON, before anybody looks into it, whether there may be a text in it that is too long. Escapes count in full here.
func longText(data []byte) bool {
	begun, inText := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case inText && c == '\\':
			i++
		case c == '"':
			inText, begun = !inText, i+1
		case !inText && strings.IndexByte("[]{},: \t\r\n", c) >= 0:
			begun = i + 1
		}
		if i-begun >= longestText {
			return true
		}
	}
	return false
}

// longTexts are the first texts in a decoded value that are too long. root is its name where it is a parameter's.
func longTexts(where string, data []byte, value any, root string) Violations {
	if len(data) <= longestText || !longText(data) {
		return nil
	}
	return findLong(where, value, &place{name: root})
}

func findLong(where string, value any, root *place) (wrong Violations) {
	var visit func(value any, at *place)
	visit = func(value any, at *place) {
		if len(wrong) >= mostViolations {
			return
		}
		switch value := value.(type) {
		case string:
			wrong = append(wrong, tooLongAText(where, at, len(value))...)
		case json.Number:
			wrong = append(wrong, tooLongAText(where, at, len(value))...)
		case []any:
			for i, item := range value {
				visit(item, at.item(i))
			}
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(value)) {
				member := at.member(name)
				wrong = append(wrong, tooLongAText(where, member, len(name))...)
				visit(value[name], member)
			}
		}
	}
	visit(value, root)
	return wrong
}

// longParameters are the parameters with a text that is too long. One that carries JSON is looked into later.
func (o *Operation) longParameters(r *http.Request, query url.Values, pathParams map[string]string) (wrong Violations) {
	if max(len(r.URL.RawQuery), len(r.URL.Path), longestHeader(r.Header)) <= longestText {
		return nil
	}
	for _, p := range o.params {
		var texts []string
		switch {
		case p.Content != nil:
		case p.In == openapi3.ParameterInQuery:
			texts = query[p.Name]
		case p.In == openapi3.ParameterInPath:
			texts = []string{pathParams[p.Name]}
		case p.In == openapi3.ParameterInHeader:
			texts = r.Header.Values(p.Name)
		}
		for _, text := range texts {
			wrong = append(wrong, tooLongAText(p.In, &place{name: p.Name}, len(text))...)
		}
	}
	return wrong[:min(len(wrong), mostViolations)]
}

// longestHeader is the length of the longest value.
func longestHeader(h http.Header) (bytes int) {
	for _, values := range h {
		for _, value := range values {
			bytes = max(bytes, len(value))
		}
	}
	return bytes
}

func tooLongAText(where string, at *place, bytes int) Violations {
	if bytes <= longestText {
		return nil
	}
	return Violations{{Where: where, Field: at.String(), Reason: fmt.Sprintf("has %d bytes; a text has at most %d", bytes, longestText), Rule: RuleMaxLength}}
}
