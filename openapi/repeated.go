package openapi

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/getkin/kin-openapi/openapi3"
)

// A name that is given twice has two values, and which of them counts is anyone's guess (RFC 8259, section 4). Go takes the last one of an
// object. So it is told, and refused in Strict mode and where the whole is closed.

// members counts the members of all objects in a value. A text that has more of them, as it was written, has one twice.
func members(value any) (n int) {
	switch value := value.(type) {
	case map[string]any:
		n = len(value)
		for _, member := range value {
			n += members(member)
		}
	case []any:
		for _, item := range value {
			n += members(item)
		}
	}
	return n
}

// repeated tells of names that are given more than once in an object. written is how many members the text has.
func (r *reader) repeated(data []byte, written int, value any, schema *openapi3.Schema, root string) {
	if written == members(value) {
		return
	}
	look := repeats{decoder: json.NewDecoder(bytes.NewReader(data)), most: mostForgiven}
	look.decoder.UseNumber()
	_ = look.value(place{name: root}) // it was decoded before
	r.steps += look.steps
	for _, found := range look.found {
		if r.mode == Strict || closed(schema) {
			r.refuse(found.at, "has %s more than once", QuotedName(found.name))
		} else {
			r.tell(found.at, "%s is given more than once, and the last value taken", QuotedName(found.name))
		}
	}
}

// closed tells of an object that may have the documented names only, in the documented spelling.
func closed(schema *openapi3.Schema) bool {
	return schema.AdditionalProperties.Has != nil && !*schema.AdditionalProperties.Has
}

// repeats walks over JSON text that is known to have a name twice.
type repeats struct {
	decoder *json.Decoder
	found   []repeat
	most    int
	steps   int
	seen    []map[string]int // by depth, to be used again
	depth   int
}

type repeat struct {
	at   *place
	name string
}

var errEnough = errors.New("enough was found")

// value reads one value. Where it stands is kept for those only that something is in.
func (r *repeats) value(at place) error {
	token, err := r.next()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('{'):
		here := at
		err = r.object(&here)
	case json.Delim('['):
		here := at
		for i := 0; err == nil && r.decoder.More(); i++ {
			err = r.value(place{in: &here, index: i})
		}
	default:
		return nil
	}
	if err == nil {
		_, err = r.next()
	}
	return err
}

func (r *repeats) object(at *place) error {
	seen := r.names()
	defer func() { r.depth-- }()
	for r.decoder.More() {
		token, err := r.next()
		if err != nil {
			return err
		}
		name, _ := token.(string)
		if seen[name]++; seen[name] == 2 {
			r.found = append(r.found, repeat{at, name})
		}
		if len(r.found) == r.most {
			return errEnough
		}
		if err := r.value(place{in: at, name: name}); err != nil {
			return err
		}
	}
	return nil
}

// fewNames is how many names are forgotten at no cost.
const fewNames = 8

// names is an empty set of names. Those of the object before it at the same depth are forgotten, unless they were so many that this would
// cost more than a new one.
func (r *repeats) names() map[string]int {
	if r.depth++; r.depth > len(r.seen) {
		r.seen = append(r.seen, map[string]int{})
	}
	last := &r.seen[r.depth-1]
	if len(*last) > fewNames {
		*last = map[string]int{}
	}
	clear(*last)
	return *last
}

func (r *repeats) next() (json.Token, error) {
	r.steps++
	return r.decoder.Token()
}
