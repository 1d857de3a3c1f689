package events

import (
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// test tells whether a row of a table satisfies a filter.
type test func(w *work, row uint32) bool

// condition is a filter on a field.
type condition struct {
	test  test
	set   *wordSet // the words that the test compares with; nil is none
	makes bool     // for each row, the test writes out what is not kept as a text
	// bounded conditions hold for numbers between least and most, both included, and for no others.
	bounded     bool
	least, most int64
}

// operator makes a condition of a filter's value.
type operator func(f *field, value any, now time.Time) (condition, error)

// operators are the vendor's. A negation holds where there is no value.
var operators = map[string]operator{
	"IS": is, "IS_ANY": isAny,
	"IS_NOT":         negated(is),
	"IS_NONE":        negated(isAny),
	"EXISTS":         exists,
	"DOES_NOT_EXIST": negated(exists),
	"GREATER_THAN":   compared(func(bound float64) (float64, float64) { return math.Nextafter(bound, math.Inf(1)), math.Inf(1) }, 1),
	"LESS_THAN":      compared(func(bound float64) (float64, float64) { return math.Inf(-1), math.Nextafter(bound, math.Inf(-1)) }, -1),
	"ON_OR_AFTER":    dated(func(at int64) (int64, int64) { return at, math.MaxInt64 }),
	"ON_OR_BEFORE":   dated(func(at int64) (int64, int64) { return math.MinInt64, at }),
	"ON": dated(func(at int64) (int64, int64) {
		midnight := floor(at, day.Microseconds())
		return midnight, midnight + day.Microseconds() - 1
	}),
	"WITHIN_THE_LAST": withinTheLast,
}

// negative operators are true where there is no value.
var negative = map[string]bool{"IS_NOT": true, "IS_NONE": true, "DOES_NOT_EXIST": true}

// never is the condition that nothing meets.
var never = condition{test: func(*work, uint32) bool { return false }}

func negated(of operator) operator {
	return func(f *field, value any, now time.Time) (condition, error) {
		positive, err := of(f, value, now)
		return condition{test: func(w *work, row uint32) bool { return !positive.test(w, row) }, set: positive.set, makes: positive.makes}, err
	}
}

func exists(f *field, _ any, _ time.Time) (condition, error) {
	reads := f.made && !f.isID && f.hash == nil
	return condition{test: func(w *work, row uint32) bool { return f.exists(w.tables, row) }, makes: reads}, nil
}

func is(f *field, value any, _ time.Time) (condition, error) {
	s, ok := scalar(value)
	if !ok {
		return condition{}, fmt.Errorf("the value must be one text, number or boolean")
	}
	return f.equals([]string{s}), nil
}

func isAny(f *field, value any, _ time.Time) (condition, error) {
	values, ok := scalars(value)
	if !ok {
		return condition{}, fmt.Errorf("the value must be a list of texts, numbers or booleans")
	}
	return f.equals(values), nil
}

// equals compares with values, any of which will do.
func (f *field) equals(values []string) condition {
	switch f.nature {
	case whole:
		return f.numbered(values, func(s string) (int64, bool) {
			n, ok := parseNumber(s)
			return int64(n), ok && n == math.Trunc(n) && math.Abs(n) < math.MaxInt64
		}, func(n int64) string { return strconv.FormatInt(n, 10) })
	case moments:
		return f.numbered(values, parseMoment, func(at int64) string { return time.UnixMicro(at).UTC().Format(shownMoment) })
	}
	set := newWordSet(values, f.loose)
	switch {
	case f.isID && len(set.patterns) == 0:
		return condition{test: isOneOf(values)}
	case f.hash != nil && len(set.patterns) == 0:
		return condition{test: f.hashIn(values)}
	case f.code != nil:
		return condition{test: f.oncePerCode(set), set: set}
	}
	return condition{test: f.wordIn(set), set: set, makes: f.made}
}

// wordIn compares words, and counts the steps.
func (f *field) wordIn(set *wordSet) test {
	return func(w *work, row uint32) bool {
		return f.eachWord(w.tables, row, func(s string) bool {
			ok, steps := set.has(s)
			w.steps += steps
			return ok
		})
	}
}

// oncePerCode compares each word once, however many rows have it.
func (f *field) oncePerCode(set *wordSet) test {
	var known []uint8
	compare := f.wordIn(set)
	return func(w *work, row uint32) bool {
		if known == nil {
			known = make([]uint8, f.codes(w.tables))
		}
		code := f.code(w.tables, row)
		if known[code] == notTested {
			known[code] = failed
			if f.made {
				w.steps += perMade
			}
			if compare(w, row) {
				known[code] = passed
			}
		}
		return known[code] == passed
	}
}

// hashIn compares hashes as bytes.
func (f *field) hashIn(values []string) test {
	wanted := map[string]bool{}
	for _, v := range values {
		if b, err := hex.DecodeString(v); err == nil && len(b) == f.hashSize {
			wanted[string(b)] = true
		}
	}
	return func(w *work, row uint32) bool {
		file := &w.files[row]
		return wanted[string(f.hash(&w.contents[file.content]))] && file.kind != unread
	}
}

// isOneOf tests whether an event is one of those with these ids. Writing out the id of every event would take longer.
func isOneOf(values []string) test {
	var rows map[uint32]bool
	return func(w *work, row uint32) bool {
		if rows == nil {
			rows = map[uint32]bool{}
			for _, id := range values {
				if row, ok := w.row(id); ok {
					rows[row] = true
				}
			}
		}
		return rows[row]
	}
}

// shownMoment is how events show a point in time.
const shownMoment = "2006-01-02T15:04:05.999999Z"

// numbered compares numbers. Those with wildcards are compared with the number as events show it.
func (f *field) numbered(values []string, parse func(string) (int64, bool), show func(int64) string) condition {
	wanted, patterns := map[int64]bool{}, []string{}
	for _, v := range values {
		if n, ok := parse(v); ok {
			wanted[n] = true
		} else if strings.ContainsAny(v, wildcards) {
			patterns = append(patterns, v)
		}
	}
	if len(patterns) == 0 {
		return condition{test: func(w *work, row uint32) bool {
			return f.eachNumber(w.tables, row, func(n int64) bool { return wanted[n] })
		}}
	}
	set := newWordSet(patterns, false)
	return condition{set: set, makes: true, test: func(w *work, row uint32) bool {
		return f.eachNumber(w.tables, row, func(n int64) bool {
			if wanted[n] {
				return true
			}
			ok, steps := set.has(show(n))
			w.steps += steps
			return ok
		})
	}}
}

// compared is for the operators that compare numbers: between gives the limits for numbers; step is what separates a point in
// time from the next.
func compared(between func(float64) (float64, float64), step int64) operator {
	return func(f *field, value any, _ time.Time) (condition, error) {
		s, ok := scalar(value)
		if !ok {
			return condition{}, fmt.Errorf("the value must be a number")
		}
		if at, ok := parseMoment(s); ok && f.nature == moments {
			if step > 0 {
				return f.within(at+step, math.MaxInt64), nil
			}
			return f.within(math.MinInt64, at+step), nil
		}
		n, ok := parseNumber(s)
		if !ok {
			return condition{}, fmt.Errorf("%q is not a number", s)
		}
		if f.nature != whole {
			return never, nil
		}
		least, most := between(n)
		return f.between(least, most), nil
	}
}

// within tests whether a number is between two limits, both included.
func (f *field) within(least, most int64) condition {
	return condition{bounded: true, least: least, most: most, test: func(w *work, row uint32) bool {
		return f.eachNumber(w.tables, row, func(n int64) bool { return n >= least && n <= most })
	}}
}

// between is within for limits that need not be whole.
func (f *field) between(least, most float64) condition {
	return condition{test: func(w *work, row uint32) bool {
		return f.eachNumber(w.tables, row, func(n int64) bool { return float64(n) >= least && float64(n) <= most })
	}}
}

// dated is for the operators that compare points in time. py42 makes its filter for sizes of them, and turns the number of bytes
// into a date by taking it for seconds since 1970; so that is what a date means to a number.
func dated(between func(at int64) (least, most int64)) operator {
	return func(f *field, value any, _ time.Time) (condition, error) {
		s, ok := scalar(value)
		if !ok {
			return condition{}, fmt.Errorf("the value must be a date")
		}
		if n, ok := parseNumber(s); ok && f.nature == whole { // a number may be meant as it stands
			least, most := between(int64(math.Max(-latest, math.Min(latest, n)) * 1e6))
			return f.between(float64(least)/1e6, float64(most)/1e6), nil
		}
		at, ok := parseMoment(s)
		if !ok {
			return condition{}, fmt.Errorf("%q is not a date", s)
		}
		least, most := between(at)
		switch f.nature {
		case moments:
			return f.within(least, most), nil
		case whole:
			return f.between(float64(least)/1e6, float64(most)/1e6), nil
		}
		return never, nil
	}
}

func withinTheLast(f *field, value any, now time.Time) (condition, error) {
	s, _ := scalar(value)
	d, ok := parseDuration(s)
	if !ok {
		return condition{}, fmt.Errorf("%q is not a duration such as PT15M, PT12H or P30D", s)
	}
	if f.nature != moments {
		return never, nil // what py42's filter for sizes can say, and nobody can mean
	}
	return f.within(now.Add(-d).UnixMicro(), now.UnixMicro()), nil
}

// floor rounds down to a multiple.
func floor(n, multiple int64) int64 {
	rest := n % multiple
	if rest < 0 {
		rest += multiple
	}
	return n - rest
}
