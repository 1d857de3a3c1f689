package events

import (
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// scalar reads a filter's value as text; booleans as filters write them.
func scalar(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	case int:
		return strconv.Itoa(v), true
	case bool:
		return yesNo(v), true
	}
	return "", false
}

// scalars reads a list of values; a single one is a list of one.
func scalars(value any) ([]string, bool) {
	var texts []string
	switch v := value.(type) {
	case []string:
		return v, len(v) > 0
	case []any:
		for _, element := range v {
			s, ok := scalar(element)
			if !ok {
				return nil, false
			}
			texts = append(texts, s)
		}
		return texts, len(texts) > 0
	}
	s, ok := scalar(value)
	return []string{s}, ok
}

func parseNumber(s string) (float64, bool) {
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil && !math.IsNaN(n) && !math.IsInf(n, 0)
}

var dateFormats = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02"}

// latest is the last second that microseconds since 1970 have room for, with some to spare.
const latest = 1 << 42

// parseMoment reads a point in time, in microseconds since 1970: as filters write it, as a date, or as seconds since 1970.
func parseMoment(s string) (int64, bool) {
	for _, format := range dateFormats {
		if t, err := time.Parse(format, s); err == nil {
			return t.UnixMicro(), true
		}
	}
	n, ok := parseNumber(s)
	if !ok || math.Abs(n) > latest*1000 {
		return 0, false
	}
	if math.Abs(n) >= 1e11 { // no second of an event, but a millisecond
		n /= 1000
	}
	return int64(n * 1e6), true
}

var durations = regexp.MustCompile(`^P(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?)?$`)

// parseDuration reads the ISO 8601 durations that the vendor documents, and others of their kind.
func parseDuration(s string) (time.Duration, bool) {
	parts := durations.FindStringSubmatch(s)
	if parts == nil || parts[1]+parts[2]+parts[3] == "" {
		return 0, false
	}
	var d time.Duration
	for i, unit := range []time.Duration{day, time.Hour, time.Minute} {
		n, _ := strconv.Atoi("0" + parts[i+1])
		d += time.Duration(n) * unit
	}
	return d, true
}

const wildcards = "*?"

// wordSet is what values are compared with: words, which may have wildcards.
type wordSet struct {
	loose    bool
	only     string // the one word, if it is one without wildcards
	exact    map[string]struct{}
	patterns []pattern
}

func newWordSet(values []string, loose bool) *wordSet {
	w := &wordSet{loose: loose, exact: map[string]struct{}{}}
	for _, v := range values {
		v = w.fold(v)
		if strings.ContainsAny(v, wildcards) {
			w.patterns = append(w.patterns, newPattern(v))
		} else {
			w.exact[v] = struct{}{}
			w.only = v
		}
	}
	return w
}

var spelling = strings.NewReplacer("_", "", " ", "")

// fold takes away what does not count in a comparison.
func (w *wordSet) fold(s string) string {
	s = strings.ToLower(s)
	if w.loose {
		s = spelling.Replace(s)
	}
	return s
}

// has compares a text with the words, and tells in how many steps.
func (w *wordSet) has(s string) (ok bool, steps int) {
	if len(w.exact) == 1 && len(w.patterns) == 0 && len(s) == len(w.only) && s == w.only {
		return true, perText
	}
	steps = perText + 2*len(s)
	s = w.fold(s)
	if _, ok := w.exact[s]; ok {
		return true, steps
	}
	if len(w.patterns) == 0 {
		return false, steps
	}
	in := bytesIn(s)
	for i := range w.patterns {
		ok, took := w.patterns[i].like(s, in)
		if steps += took; ok {
			return true, steps
		}
	}
	return false, steps
}

// price is the most steps that comparing with so many texts takes, see pattern.price.
func (w *wordSet) price(texts, bytes, longest int) int {
	steps := texts*perText + 2*bytes
	for i := range w.patterns {
		steps += w.patterns[i].price(texts, bytes, longest)
	}
	return steps
}
