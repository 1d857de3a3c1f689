package openapi

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// What stands in this file is of values that are taken for others, or not at all: a client that is told nothing of it goes on with what it
// thinks it has asked for. Each is told by its name; in Strict mode it is refused.

const (
	// atMost marks a number that a greater one is read as (x-at-most): how much is answered at once. Where the vendor refuses a greater
	// one, that is a maximum.
	atMost = "x-at-most"
	// beside marks a property that says nothing where another one is there too (x-beside).
	beside = "x-beside"
)

// marks are what a schema says besides what JSON Schema has words for; nil if it says nothing.
func (raw *rawSchema) marks() map[string]any {
	if !raw.AlsoText && raw.AtMost == 0 && raw.Beside == "" {
		return nil
	}
	marks := map[string]any{}
	if raw.AlsoText {
		marks[alsoText] = true
	}
	if raw.AtMost != 0 {
		marks[atMost] = raw.AtMost
	}
	if raw.Beside != "" {
		marks[beside] = raw.Beside
	}
	return marks
}

// cut reads a number that is greater than what is answered at once as that.
func (r *reader) cut(number json.Number, schema *openapi3.Schema, at *place) json.Number {
	most, ok := schema.Extensions[atMost].(int64)
	if n, err := number.Int64(); !ok || err != nil || n <= most {
		return number
	}
	if r.mode == Strict {
		r.refuse(at, "is more than %d, which is the most that is answered at once", most)
		return number
	}
	r.note(at, "cut to %d, which is the most that is answered at once", most)
	return json.Number(strconv.FormatInt(most, 10))
}

// unread tells of a member that nobody looks at, as another one is there, too.
func (r *reader) unread(object map[string]any, name string, property *openapi3.Schema, at *place) {
	other, ok := property.Extensions[beside].(string)
	if !ok || object[name] == "" || object[other] == nil || object[other] == "" {
		return
	}
	at = at.member(name)
	if r.mode == Strict {
		r.refuse(at, "stands beside %s, which counts", other)
	} else {
		r.tell(at, "ignored beside %s", other)
	}
}

// readQuery does so with the text of a parameter. Numbers and switches have spellings there that JSON has not. True is none of them: it
// is how Python spells the value that is meant.
func (r *reader) readQuery(query url.Values, p *openapi3.Parameter) {
	if p.Schema == nil || len(query[p.Name]) != 1 {
		return
	}
	schema, text := p.Schema.Value, query[p.Name][0]
	if schema.Type.Is(openapi3.TypeBoolean) {
		if is, err := strconv.ParseBool(text); err == nil && !strings.EqualFold(text, strconv.FormatBool(is)) {
			r.respelt(p.Name, strconv.FormatBool(is))
		}
	}
	if !schema.Type.Is(openapi3.TypeInteger) {
		return
	}
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return // which is refused
	}
	if !wholeNumber(text) {
		r.respelt(p.Name, "a number without plus sign and leading zeros")
	}
	if most, ok := schema.Extensions[atMost].(int64); ok && number > most {
		query.Set(p.Name, r.cut(json.Number(text), schema, &place{name: p.Name}).String())
	}
}

func (r *reader) respelt(name, as string) {
	if at := (&place{name: name}); r.mode == Strict {
		r.refuse(at, "is documented as %s", as)
	} else {
		r.tell(at, "read as %s", as)
	}
}
