// Package limits holds a decoded file against the limits that stand beside its fields, and says where it is over one.
//
// A field's limit is its tag: `limit:"1..100"` for a number or for the length of a list, a map or a text in bytes,
// `limit:"0s..24h"` for a duration, and `limit:"one|two"` for a text that can only be one of these, or empty. The tag `each`
// says the same of a list's entries. A field without the tag has the limit of its type; nothing is without one. The zero value
// is always in order: it is what was left out.
package limits

import (
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
	// Years is how many there may be in a duration.
	Years = 100
)

// The years that a file and a clock may name: beyond these neither RFC 3339 nor milliseconds can write the time down.
const (
	FirstYear = 1970
	LastYear  = 9000
)

const year = 365 * 24 * time.Hour

// Check returns an error that begins with the path of the first value that is over its limit: users[3].id.
func Check(v any) error { return check("", reflect.ValueOf(v), "", "", 0) }

// limit is for the value, each for the entries if it is a list.
func check(path string, v reflect.Value, limit, each string, depth int) error {
	if depth > Depth {
		return fmt.Errorf("%s: lists and maps stand more than %d deep in each other", path, Depth)
	}
	if v.Kind() == reflect.Interface && !v.IsNil() {
		if at, ok := v.Interface().(time.Time); ok {
			return fmt.Errorf("%s: the instant %s has no place where JSON may stand; put it in quotes", path, at.Format(time.RFC3339))
		}
	}
	switch value := v.Interface().(type) {
	case time.Time:
		return checkTime(path, value)
	case time.Duration:
		return checkDuration(path, value, limit)
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		if at, ok := v.Elem().Interface().(time.Time); ok && at.IsZero() { // what was left out is nil
			return fmt.Errorf("%s: the year 1 is not between %d and %d", path, FirstYear, LastYear)
		}
		return check(path, v.Elem(), limit, each, depth)
	case reflect.Int, reflect.Int64:
		return between(path, "", v.Int(), limit, Number)
	case reflect.Uint64: // an integer that fits into nothing smaller
		return fmt.Errorf("%s: %d is not between 0 and %d", path, v.Uint(), int64(Number))
	case reflect.Float64:
		if math.IsNaN(v.Float()) || math.IsInf(v.Float(), 0) {
			return fmt.Errorf("%s: %v is no number that JSON has", path, v.Float())
		}
	case reflect.String:
		return checkText(path, v.String(), limit)
	case reflect.Struct:
		return checkFields(path, v, depth)
	case reflect.Slice:
		if err := between(path, "number of entries", int64(v.Len()), limit, Entries); err != nil {
			return err
		}
		for i := range v.Len() {
			if err := check(fmt.Sprintf("%s[%d]", path, i), v.Index(i), each, "", depth+1); err != nil {
				return err
			}
		}
	case reflect.Map:
		return checkMap(path, v, limit, depth)
	}
	return nil // a switch
}

func checkFields(path string, v reflect.Value, depth int) error {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Anonymous && !field.IsExported() { // its fields are as good as this one's own
			if err := checkFields(path, v.Field(i), depth); err != nil {
				return err
			}
			continue
		}
		if !field.IsExported() {
			continue
		}
		at := path
		if name, _, _ := strings.Cut(field.Tag.Get("yaml"), ","); name != "" {
			at = strings.TrimPrefix(path+"."+name, ".")
		}
		if err := check(at, v.Field(i), field.Tag.Get("limit"), field.Tag.Get("each"), depth+1); err != nil {
			return err
		}
	}
	return nil
}

func checkMap(path string, v reflect.Value, limit string, depth int) error {
	if err := between(path, "number of entries", int64(v.Len()), limit, Entries); err != nil {
		return err
	}
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	for _, key := range keys {
		if key.Kind() == reflect.Interface && (key.IsNil() || key.Elem().Kind() != reflect.String) {
			return fmt.Errorf("%s: the key %.60s is no text; put it in quotes", path, fmt.Sprint(key))
		}
		if err := checkText(path+" key", fmt.Sprint(key), ""); err != nil {
			return err
		}
		if err := check(fmt.Sprintf("%s.%v", path, key), v.MapIndex(key), "", "", depth+1); err != nil {
			return err
		}
	}
	return nil
}

func checkText(path, text, limit string) error {
	if !utf8.ValidString(text) {
		return fmt.Errorf("%s: is not valid UTF-8", path)
	}
	if limit == "" || strings.Contains(limit, "..") {
		return between(path, "length in bytes", int64(len(text)), limit, Text)
	}
	if words := strings.Split(limit, "|"); text != "" && !slices.Contains(words, text) {
		return fmt.Errorf("%s: %.60q is none of %s", path, text, strings.Join(words, ", "))
	}
	return nil
}

func checkTime(path string, t time.Time) error {
	if t.IsZero() {
		return nil
	}
	if err := InCalendar(t); err != nil {
		return fmt.Errorf("%s: %w", path, err)
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
		return fmt.Errorf("%s: %s is not between %s and %s", path, d, least, most)
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
	return fmt.Errorf("%s: %s%d is not between %d and %d", path, what, n, least, most)
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

// Unique refuses a list in which two entries have the same key. The zero key is none: it was left out.
func Unique[V any, K comparable](path string, list []V, key func(V) K) error {
	var none K
	seen := make(map[K]int, len(list))
	for i, entry := range list {
		k := key(entry)
		if first, taken := seen[k]; taken && k != none {
			return fmt.Errorf("%s[%d]: %.60q is that of %s[%d] already", path, i, fmt.Sprint(k), path, first)
		}
		seen[k] = i
	}
	return nil
}

// Known refuses a list of names with one that is not known.
func Known(path, what string, names []string, known func(string) bool) error {
	for i, name := range names {
		if !known(name) {
			return fmt.Errorf("%s[%d]: there is no %s %.60q", path, i, what, name)
		}
	}
	return nil
}
