package openapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Mode says what happens to a request that is not quite what the description asks for.
type Mode int

const (
	// Lenient reads a request as the vendors' servers do: a number may come as text, text as a number, JSON without
	// its content type. Everything forgiven is reported.
	Lenient Mode = iota
	// Strict takes the description at its word.
	Strict
)

// reader walks a decoded JSON value along its schema. In Lenient mode it turns scalars into the type that is asked
// for; in either mode it finds integers that no Go integer can hold, which kin-openapi (comparing as floating point)
// lets through.
type reader struct {
	mode  Mode
	where string
	// carried: the JSON came as the text of a parameter or of a form's field. Those who write such text by hand get away with more
	// than a serializer's body does.
	carried  bool
	forgiven []string // the first of them
	changed  bool     // something was read as what it was meant as, forgiven or not
	wrong    Violations
	steps    int
}

// note remembers a tolerance. Only of the first few it is said which they were.
func (r *reader) note(at *place, format string, args ...any) {
	r.changed = true
	r.tell(at, format, args...)
}

// tell is note where the value goes on as it came.
func (r *reader) tell(at *place, format string, args ...any) {
	if len(r.forgiven) < mostForgiven {
		r.forgiven = append(r.forgiven, strings.TrimSuffix(r.where+" "+at.String(), " ")+": "+fmt.Sprintf(format, args...))
	}
}

func (r *reader) refuse(at *place, format string, args ...any) {
	if len(r.wrong) < mostViolations {
		r.wrong = append(r.wrong, &Violation{Where: r.where, Field: at.String(), Reason: fmt.Sprintf(format, args...)})
	}
}

// read returns the value to go on with. Objects and arrays are changed in place.
func (r *reader) read(value any, schema *openapi3.Schema, at *place) any {
	r.steps++
	if r.carried && r.mode == Lenient && schema.Type.Is(openapi3.TypeArray) && single(value, schema.Items) {
		r.note(at, "one value read as a list of one")
		value = []any{value}
	}
	switch value := value.(type) {
	case map[string]any:
		r.readObject(value, schema, at)
	case []any:
		if schema.Items == nil || tooMany(value, schema) {
			return value
		}
		for i, item := range value {
			switch item.(type) {
			case nil, bool: // nothing to find in these
			default:
				value[i] = r.read(item, schema.Items.Value, at.item(i))
			}
		}
	case string, json.Number, bool:
		return r.readScalar(value, schema, at)
	}
	return value
}

func (r *reader) readObject(object map[string]any, schema *openapi3.Schema, at *place) {
	others := schema.AdditionalProperties.Schema
	if len(schema.Properties) == 0 && others == nil {
		return
	}
	for _, name := range sortedIfMany(object) {
		r.steps++
		property := schema.Properties[name]
		switch {
		case property != nil:
		case isMap(schema):
			property = others
		default:
			name, property = r.fold(object, name, schema, at)
		}
		if property == nil {
			continue
		}
		switch object[name] {
		case nil:
			r.readNull(object, name, schema, property.Value, at)
			continue
		case "":
			if r.readEmpty(object, name, schema, property.Value, at) {
				continue
			}
		}
		r.unread(object, name, property.Value, at)
		object[name] = r.read(object[name], property.Value, at.member(name))
	}
}

// readNull takes a null for an optional value that cannot be null as a value that was left out, but where the whole is closed.
func (r *reader) readNull(object map[string]any, name string, schema, property *openapi3.Schema, at *place) {
	if r.mode == Strict || closed(schema) || property.Nullable || property.Type == nil || slices.Contains(schema.Required, name) {
		return
	}
	delete(object, name)
	r.note(at.member(name), "null read as left out")
}

// sortedIfMany gives an object's names in an order that makes the report deterministic.
func sortedIfMany(object map[string]any) []string {
	names := make([]string, 0, len(object))
	for name := range maps.Keys(object) {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (r *reader) readScalar(value any, schema *openapi3.Schema, at *place) any {
	if schema.Type.Is(openapi3.TypeInteger) {
		if number, ok := value.(json.Number); ok {
			integer, ok := whole(number)
			if !ok {
				return value
			}
			r.checkRange(integer, schema, at)
			r.changed = r.changed || integer != number
			return r.cut(integer, schema, at)
		}
	}
	_, isText := value.(string)
	documented := isText && schema.Extensions[alsoText] != nil
	if r.mode == Strict && !documented {
		return value
	}
	if text, ok := value.(string); ok && r.carried && len(schema.Enum) > 0 && schema.Type.Is(openapi3.TypeString) {
		return r.readEnum(text, schema, at)
	}
	read, ok := convert(value, schema)
	if !ok {
		return value
	}
	if r.changed = true; !documented {
		r.forgive(at, value, schema)
	}
	if number, isNumber := read.(json.Number); isNumber && schema.Type.Is(openapi3.TypeInteger) {
		r.checkRange(number, schema, at)
		return r.cut(number, schema, at)
	}
	return read
}

// alsoText marks a number or a switch that the vendor's own page sends as text (x-also-text): nothing is forgiven there.
const alsoText = "x-also-text"

// forgive says where and what was read as what, and never the value: whether it is a secret is known where it is kept.
func (r *reader) forgive(at *place, value any, schema *openapi3.Schema) {
	was := openapi3.TypeString
	switch value.(type) {
	case json.Number:
		was = openapi3.TypeNumber
	case bool:
		was = openapi3.TypeBoolean
	}
	r.note(at, "a %s read as %s", was, schema.Type.Slice()[0])
}

func (r *reader) checkRange(number json.Number, schema *openapi3.Schema, at *place) {
	bits := 64
	if schema.Format == "int32" {
		bits = 32
	}
	if _, err := strconv.ParseInt(number.String(), 10, bits); err != nil {
		r.refuse(at, "does not fit into %d bits", bits)
	}
}

// convert gives a scalar the one type its schema asks for; false if it has it already or cannot have it.
func convert(value any, schema *openapi3.Schema) (any, bool) {
	if schema.Type == nil || len(*schema.Type) != 1 {
		return nil, false
	}
	asked := (*schema.Type)[0]
	switch value := value.(type) {
	case string:
		switch text := strings.TrimSpace(value); {
		case asked == openapi3.TypeInteger && wholeNumber(text):
			return json.Number(text), true
		case asked == openapi3.TypeNumber && isNumber(text):
			return json.Number(text), true
		case asked == openapi3.TypeBoolean && strings.EqualFold(text, "true"):
			return true, true
		case asked == openapi3.TypeBoolean && strings.EqualFold(text, "false"):
			return false, true
		}
	case json.Number:
		if asked == openapi3.TypeString {
			return value.String(), true
		}
	case bool:
		if asked == openapi3.TypeString {
			return strconv.FormatBool(value), true
		}
	}
	return nil, false
}

// wholeNumber reports whether text is an integer as JSON spells it: no plus sign, no leading zeros.
func wholeNumber(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	if digits == "" || digits[0] == '0' && len(digits) > 1 {
		return false
	}
	return strings.Trim(digits, "0123456789") == ""
}

func isNumber(text string) bool {
	if text == "" || text[0] != '-' && (text[0] < '0' || text[0] > '9') {
		return false
	}
	return json.Valid([]byte(text))
}
