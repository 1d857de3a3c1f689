// Package limits holds a decoded file against the limits that stand beside its fields, and says where it is over one.
//
// A field's limit is its tag: `limit:"1..100"` for a number or for the length of a list, a map or a text in bytes,
// `limit:"0s..24h"` for a duration, and `limit:"one|two"` for a text that can only be one of these, or empty. The tag `each`
// says the same of a list's entries. A field without the tag has the limit of its type; nothing is without one. The zero value
// is always in order: it is what was left out.
package limits

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The limits of fields that have no tag.
const (
	// Number is the greatest integer that every JSON reader keeps exactly.
	Number = 1<<53 - 1
	// Text is the greatest length of a text in bytes.
	Text = 1000
	// Entries is the greatest length of a list or a map.
	Entries = 10_000
	// Depth is how deep lists and maps may stand in each other where a file may say anything.
	Depth = 32
	// Most is how many mistakes are looked for.
	Most = 1000
	// Years is how many there may be in a duration.
	Years = 100
)

// The years that a file and a clock may name: beyond these neither RFC 3339 nor milliseconds can write the time down.
const (
	FirstYear = 1970
	LastYear  = 9000
)

const year = 365 * 24 * time.Hour

// Check returns an error for each value that is over its limit, joined, the first Most of them. Each begins with its path: users[3].id.
func Check(v any) error {
	c := &checker{}
	c.check("", reflect.ValueOf(v), "", "", 0)
	return errors.Join(c.wrong...)
}

// checker goes through a value.
type checker struct{ wrong []error }

func (c *checker) add(err error) {
	if err != nil {
		c.wrong = append(c.wrong, err)
	}
}

// check looks at a value and at what is in it. The limit is for the value, each for the entries if it is a list.
func (c *checker) check(path string, v reflect.Value, limit, each string, depth int) {
	if len(c.wrong) >= Most {
		return
	}
	if depth > Depth {
		c.add(Wrong(path, "lists and maps stand more than %d deep in each other", Depth))
		return
	}
	if v.Kind() == reflect.Interface && !v.IsNil() {
		if at, ok := v.Interface().(time.Time); ok {
			c.add(Wrong(path, "the instant %s has no place where JSON may stand; put it in quotes", at.Format(time.RFC3339)))
			return
		}
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		c.checkInside(path, v, limit, each, depth)
	case reflect.Struct:
		if at, ok := v.Interface().(time.Time); ok {
			c.add(checkTime(path, at))
			return
		}
		c.checkFields(path, v, depth)
	case reflect.Slice:
		if err := between(path, "number of entries", int64(v.Len()), limit, Entries); err != nil {
			c.add(err)
			return // so many are not gone through
		}
		for i := range v.Len() {
			c.check(fmt.Sprintf("%s[%d]", path, i), v.Index(i), each, "", depth+1)
		}
	case reflect.Map:
		c.checkMap(path, v, limit, depth)
	default:
		c.add(checkOne(path, v, limit))
	}
}

// checkInside looks at what a pointer points at, if it does.
func (c *checker) checkInside(path string, v reflect.Value, limit, each string, depth int) {
	if v.IsNil() {
		return
	}
	if at, ok := v.Elem().Interface().(time.Time); ok && at.IsZero() { // what was left out is nil
		c.add(Wrong(path, "the year 1 is not between %d and %d", FirstYear, LastYear))
		return
	}
	c.check(path, v.Elem(), limit, each, depth)
}

// checkOne looks at a value that nothing is in.
func checkOne(path string, v reflect.Value, limit string) error {
	if d, ok := v.Interface().(time.Duration); ok {
		return checkDuration(path, d, limit)
	}
	switch v.Kind() {
	case reflect.Int, reflect.Int64:
		return between(path, "", v.Int(), limit, Number)
	case reflect.Uint64: // an integer that fits into nothing smaller
		return Wrong(path, "%d is not between 0 and %d", v.Uint(), int64(Number))
	case reflect.Float64:
		if math.IsNaN(v.Float()) || math.IsInf(v.Float(), 0) {
			return Wrong(path, "%v is no number that JSON has", v.Float())
		}
	case reflect.String:
		return checkText(path, v.String(), limit)
	}
	return nil // a switch
}

func (c *checker) checkFields(path string, v reflect.Value, depth int) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Anonymous && !field.IsExported() { // its fields are as good as this one's own
			c.checkFields(path, v.Field(i), depth)
			continue
		}
		if !field.IsExported() {
			continue
		}
		at := path
		if name, _, _ := strings.Cut(field.Tag.Get("yaml"), ","); name != "" {
			at = strings.TrimPrefix(path+"."+name, ".")
		}
		c.check(at, v.Field(i), field.Tag.Get("limit"), field.Tag.Get("each"), depth+1)
	}
}

func (c *checker) checkMap(path string, v reflect.Value, limit string, depth int) {
	if err := between(path, "number of entries", int64(v.Len()), limit, Entries); err != nil {
		c.add(err)
		return
	}
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	for _, key := range keys {
		if key.Kind() == reflect.Interface && (key.IsNil() || key.Elem().Kind() != reflect.String) {
			c.add(Wrong(path, "the key %.60s is no text; put it in quotes", fmt.Sprint(key)))
			continue
		}
		if err := checkText(path+" key", fmt.Sprint(key), ""); err != nil {
			c.add(err)
			continue // a path that long helps nobody
		}
		c.check(fmt.Sprintf("%s.%v", path, key), v.MapIndex(key), "", "", depth+1)
	}
}

func checkText(path, text, limit string) error {
	if !utf8.ValidString(text) {
		return Wrong(path, "is not valid UTF-8")
	}
	if limit == "" || strings.Contains(limit, "..") {
		return between(path, "length in bytes", int64(len(text)), limit, Text)
	}
	if words := strings.Split(limit, "|"); text != "" && !slices.Contains(words, text) {
		return Wrong(path, "%.60q is none of %s", text, strings.Join(words, ", "))
	}
	return nil
}

func checkTime(path string, t time.Time) error {
	if t.IsZero() {
		return nil
	}
	if err := InCalendar(t); err != nil {
		return At(path, err)
	}
	return nil
}

// InCalendar refuses an instant that no clock may show, whoever sets it.
func InCalendar(t time.Time) error {
	if year := t.UTC().Year(); year < FirstYear || year > LastYear {
		return fmt.Errorf("the year %d is not between %d and %d", year, FirstYear, LastYear)
	}
	return nil
}

func checkDuration(path string, d time.Duration, limit string) error {
	least, most := time.Duration(0), Years*year
	if low, high, ok := strings.Cut(limit, ".."); ok {
		least, most = mustDuration(low), mustDuration(high)
	}
	if d != 0 && (d < least || d > most) {
		return Wrong(path, "%s is not between %s and %s", d, least, most)
	}
	return nil
}

func between(path, what string, n int64, limit string, most int64) error {
	least := int64(0)
	if low, high, ok := strings.Cut(limit, ".."); ok {
		least, most = mustNumber(low), mustNumber(high)
	}
	if n == 0 || n >= least && n <= most {
		return nil
	}
	if what != "" {
		what += " "
	}
	return Wrong(path, "%s%d is not between %d and %d", what, n, least, most)
}

// mustNumber reads a number of a tag, which is ours.
func mustNumber(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n == math.MinInt64 {
		panic("limits: a tag has the number " + text)
	}
	return n
}

func mustDuration(text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil {
		panic("limits: a tag has the duration " + text)
	}
	return d
}

// Unique refuses a list in which two entries have the same value of a key. The zero value is none: it was left out.
func Unique[V any, K comparable](path, key string, list []V, of func(V) K) error {
	var none K
	seen := make(map[K]bool, len(list))
	return Each(path, list, func(entry V) error {
		value := of(entry)
		if seen[value] && value != none {
			return Wrong(key, "%.60q is that of an entry before it already", fmt.Sprint(value))
		}
		seen[value] = true
		return nil
	})
}
