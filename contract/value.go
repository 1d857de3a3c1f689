package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Value is a place in a JSON body. Walking to a place that is not there gives a
// value that does not exist; asking a value for what it is not ends the test,
// naming the place and quoting the body. Numbers keep the digits they came with.
type Value struct {
	at     string
	from   *Response
	v      any
	exists bool
}

// At walks from here: a text is a member's name, an int an index (from the end
// if negative).
func (v Value) At(path ...any) Value {
	for _, step := range path {
		v = v.step(step)
	}
	return v
}

func (v Value) step(step any) Value {
	next := Value{from: v.from}
	switch s := step.(type) {
	case string:
		next.at = v.at + "." + s
		object, _ := v.v.(map[string]any)
		next.v, next.exists = object[s]
	case int:
		next.at = fmt.Sprintf("%s[%d]", v.at, s)
		array, _ := v.v.([]any)
		if s < 0 {
			s += len(array)
		}
		if s >= 0 && s < len(array) {
			next.v, next.exists = array[s], true
		}
	default:
		v.from.tb.Helper()
		v.from.Fatalf("a path has names and indexes, not %T", step)
	}
	return next
}

// Exists reports whether the place is there; a null is.
func (v Value) Exists() bool { return v.exists }

// IsNull reports whether the place is there and holds null.
func (v Value) IsNull() bool { return v.exists && v.v == nil }

// Str is a string.
func (v Value) Str() string {
	v.from.tb.Helper()
	return want[string](v, "a string")
}

// Bool is a boolean.
func (v Value) Bool() bool {
	v.from.tb.Helper()
	return want[bool](v, "a boolean")
}

// Num is a number with the digits it came with.
func (v Value) Num() json.Number {
	v.from.tb.Helper()
	return want[json.Number](v, "a number")
}

// Int is an integer.
func (v Value) Int() int64 {
	v.from.tb.Helper()
	n, err := want[json.Number](v, "an integer").Int64()
	if err != nil {
		v.fatal("an integer")
	}
	return n
}

// Float is a number.
func (v Value) Float() float64 {
	v.from.tb.Helper()
	n, err := want[json.Number](v, "a number").Float64()
	if err != nil {
		v.fatal("a number that fits")
	}
	return n
}

// Text is a string, a number or a boolean as it reads, for the next request:
// vendors do not agree with themselves on whether an id is a number.
func (v Value) Text() string {
	v.from.tb.Helper()
	switch x := v.v.(type) {
	case string:
		return x
	case json.Number, bool:
		return fmt.Sprint(x)
	}
	v.fatal("a string, a number or a boolean")
	return ""
}

// Len is the length of an array.
func (v Value) Len() int {
	v.from.tb.Helper()
	return len(want[[]any](v, "an array"))
}

// Items are the elements of an array.
func (v Value) Items() []Value {
	v.from.tb.Helper()
	items := make([]Value, len(want[[]any](v, "an array")))
	for i := range items {
		items[i] = v.step(i)
	}
	return items
}

// Texts are a member of each element of an array, as [Value.Text].
func (v Value) Texts(path ...any) []string {
	v.from.tb.Helper()
	texts := []string{}
	for _, item := range v.Items() {
		texts = append(texts, item.At(path...).Text())
	}
	return texts
}

// Find is the first element of an array whose member has the text, or a value
// that does not exist.
func (v Value) Find(member, text string) Value {
	v.from.tb.Helper()
	for _, item := range v.Items() {
		if m := item.At(member); m.exists && fmt.Sprint(m.v) == text {
			return item
		}
	}
	return Value{from: v.from, at: fmt.Sprintf("%s[%s=%s]", v.at, member, text)}
}

// Keys are the names of an object's members, sorted.
func (v Value) Keys() []string {
	v.from.tb.Helper()
	return slices.Sorted(maps.Keys(want[map[string]any](v, "an object")))
}

// Any is the value as encoding/json decodes it, with [json.Number], for
// assertions on a whole; nil if it does not exist.
func (v Value) Any() any { return v.v }

// String is the value as JSON, for messages.
func (v Value) String() string {
	if !v.exists {
		return v.at + " does not exist"
	}
	text, err := json.Marshal(v.v)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func want[T any](v Value, what string) T {
	v.from.tb.Helper()
	got, ok := v.v.(T)
	if !ok {
		v.fatal(what)
	}
	return got
}

func (v Value) fatal(what string) {
	v.from.tb.Helper()
	if !v.exists {
		v.from.Fatalf("%s does not exist, want %s", v.at, what)
		return
	}
	// Cleaned together with its name, which is what gives a secret away.
	name := strconv.Quote(v.at[strings.LastIndexByte(v.at, '.')+1:]) + ":"
	value := strings.TrimPrefix(v.from.redactor.Clean(name+v.String()), name)
	v.from.Fatalf("%s is %s, want %s", v.at, excerpt(value), what)
}
