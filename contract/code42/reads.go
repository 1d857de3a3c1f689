package code42

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/understudy/understudy/contract"
)

// What the suites share that read whatever a tenant has: it may be nearly empty, or huge, and may change while it is looked at.

// Lacks ends the test: the tenant has nothing of the kind that it looks at. The default world has something of every kind.
func (s *suite) Lacks(what string) {
	s.T().Helper()
	if s.Target().Has(contract.CapPlenty) {
		s.T().Fatalf("the default world has %s", what)
	}
	s.Suite.Suite.Lacks(what)
}

// some are a few of the rows: the first, the last and what is evenly between.
func some(rows []contract.Value, n int) (list []contract.Value) {
	if len(rows) <= n {
		return rows
	}
	for i := range n {
		list = append(list, rows[i*(len(rows)-1)/(n-1)])
	}
	return list
}

// sample is rows of the beginning, the middle and the end of a list; there is at least one.
func (s *suite) sample(l listing) []contract.Value {
	s.T().Helper()
	rows, total, whole := s.head(l)
	if len(rows) == 0 {
		s.Lacks("a row of " + l.path)
	}
	if whole || l.reach > 0 || !l.counted {
		return rows
	}
	const size = 100
	last := (total + size - 1) / size
	for _, num := range []int{last / 2, last} {
		page, _ := l.of(s.admin.Do(l.request(map[string]any{l.num: num, l.size: size})))
		rows = append(rows, page.Items()...)
	}
	return rows
}

// filters demands that a filter finds those rows of the list that it is to keep, in their order, and no others, and that they are
// counted. It gives the number of them, or of those that were read where the answer does not tell.
func (s *suite) filters(l listing, filter contract.Query, keeps func(contract.Value) bool) int {
	s.T().Helper()
	rows, total, whole := s.head(l)
	want := l.idsOf(slices.DeleteFunc(slices.Clone(rows), func(row contract.Value) bool { return !keeps(row) }))
	found, count, _ := s.head(l.and(filter))
	ids := l.idsOf(found)
	if whole {
		s.Equal(want, ids, "%v", filter)
	} else {
		s.Equal(want, ids[:min(len(want), len(ids))], "%v", filter)
		for _, row := range found {
			s.True(keeps(row), "%v finds %s", filter, row.At(l.id).Text())
		}
	}
	if !l.counted {
		return len(ids)
	}
	s.LessOrEqual(count, total, "%v", filter)
	if len(found) < headSize {
		s.Len(found, count, "%v", filter)
	}
	return count
}

// halves demands that the two values of a boolean filter share the list between them.
func (s *suite) halves(l listing, filter string, is func(contract.Value) bool) {
	s.T().Helper()
	_, total, _ := s.head(l)
	yes := s.filters(l, contract.Query{filter: true}, is)
	no := s.filters(l, contract.Query{filter: false}, func(row contract.Value) bool { return !is(row) })
	if l.counted {
		s.Equal(total, yes+no, "%s: both halves are the whole", filter)
	}
}

// agree demands that two readings are the same. They are read again where they are not: others may change the tenant meanwhile.
func (s *suite) agree(one, other func() string, why ...any) {
	s.T().Helper()
	want, got := one(), other()
	for range 2 {
		if want != got {
			want, got = one(), other()
		}
	}
	s.Equal(want, got, why...)
}

// looksLikeATime finds the texts whose shape is judged.
var looksLikeATime = regexp.MustCompile(`^\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S*$`)

// milliseconds is the shape of the authority's times.
var milliseconds = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$`)

// fractions is the shape of an event's times: in UTC, and with as many decimals as there are.
var fractions = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3,9})?Z$`)

// times demands the shape of every time in a value.
func (s *suite) times(v contract.Value, shape *regexp.Regexp) {
	s.T().Helper()
	var walk func(at string, v any)
	walk = func(at string, v any) {
		switch x := v.(type) {
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(x)) {
				walk(at+"."+name, x[name])
			}
		case []any:
			for _, element := range x {
				walk(at, element)
			}
		case string:
			if looksLikeATime.MatchString(x) {
				s.Regexp(shape, x, at)
			}
		}
	}
	walk("", v.Any())
}

// without is a row without some of its members, for comparing.
func without(row contract.Value, members ...string) string {
	text := []string{}
	for _, name := range row.Keys() {
		if !slices.Contains(members, name) {
			text = append(text, name+": "+row.At(name).String())
		}
	}
	return strings.Join(text, "\n")
}

// state demands that a status says what the two switches say; a device's may say more.
func (s *suite) state(row contract.Value, more ...string) {
	s.T().Helper()
	want := "Deactivated"
	if row.At("active").Bool() {
		want = "Active"
	}
	if row.At("blocked").Bool() {
		want += ", Blocked"
	}
	status := row.At("status").Str()
	for _, word := range more {
		status = strings.TrimSuffix(status, ", "+word)
	}
	s.Equal(want, status)
}

// hasText tells whether a text is within one of the members, whatever its case.
func hasText(row contract.Value, text string, members ...string) bool {
	return slices.ContainsFunc(members, func(member string) bool {
		v := row.At(member)
		return v.Exists() && !v.IsNull() && strings.Contains(strings.ToLower(v.Str()), strings.ToLower(text))
	})
}

// is keeps the rows whose member has the text.
func is(member, text string) func(contract.Value) bool {
	return func(row contract.Value) bool { return !row.At(member).IsNull() && row.At(member).Text() == text }
}
