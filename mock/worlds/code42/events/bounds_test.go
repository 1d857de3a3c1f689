package events

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// FuzzAPatternTakesNoMoreStepsThanTheTextAsksFor: however long the pattern is.
func FuzzAPatternTakesNoMoreStepsThanTheTextAsksFor(f *testing.F) {
	for _, unit := range []string{"*", "*a", "a*", "?", "*?", "ab*", "\xff*", "é?"} {
		for _, s := range []string{"aaaaaaaaaaaaaaaaaaaaab", "report.xlsx", "", "ééé"} {
			f.Add(unit, uint16(3), s)
			f.Add(unit, uint16(60_000), s)
		}
	}
	f.Add("*", uint16(3), "0***\xa9") // a star skipped the odd byte along with the character before it
	f.Fuzz(func(t *testing.T, unit string, times uint16, s string) {
		s = s[:min(len(s), 300)]
		p := newPattern(strings.Repeat(unit, int(times)%(1+1<<18/(1+len(unit)))))
		if _, steps := p.like(s); steps > (len(s)+1)*(2*len(s)+2) {
			t.Fatalf("%d steps for a text of %d bytes", steps, len(s))
		}
		if ok, _ := newPattern("*" + s + "**").like(s); !ok && !strings.Contains(s, "?") {
			t.Fatalf("%q does not match itself", s)
		}
	})
}

func TestTwoHundredThousandStarsAreOne(t *testing.T) {
	t.Parallel()
	p := newPattern(strings.Repeat("*", 200_000) + "b" + strings.Repeat("*", 200_000))
	assert.Equal(t, pattern{"*b*", 1}, p)
	ok, steps := p.like(strings.Repeat("a", 200) + "b")
	assert.True(t, ok)
	assert.Less(t, steps, 500)
}

// FuzzCompilingTakesAFewStepsForEachByte counts how often a filter's value is looked at.
func FuzzCompilingTakesAFewStepsForEachByte(f *testing.F) {
	for _, unit := range []string{`{"term":"fileName","operator":"IS","value":"a*"},`, `{"term":"destinationName","operator":"IS_ANY","value":["a","b",1,true]},`, `{"term":"x"},`} {
		f.Add(`{"groups":[{"filters":[`, unit, `{"term":"source.ip","value":"x","operator":"IS"}]}]}`, uint16(900))
		f.Add(`{"groups":[{"filters":[`, unit, `]}]}`, uint16(1))
	}
	f.Add(`{"groups":[{"filters":[{"term":"fileName","operator":"IS_ANY","value":[`, `"a",`, `"b"]}]}]}`, uint16(60_000))
	f.Add("", `{"groups":[`, "", uint16(9000))
	l, err := New(Spec{Tenant: "none", End: later})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, before, unit, after string, times uint16) {
		body := before + strings.Repeat(unit, int(times)%(1+1<<17/(1+len(unit)))) + after
		q, err := ParseQuery([]byte(body))
		if err != nil || q.check() != nil {
			return
		}
		for _, v := range []Version{V1, V2} {
			c := compiler{t: l.tables(), version: v, now: later}
			if _, err := c.query(q); err == nil && c.steps > 4*len(body) {
				t.Fatalf("%d steps for %d bytes", c.steps, len(body))
			}
		}
	})
}

func TestValuesWithWildcardsCountAsFilters(t *testing.T) {
	t.Parallel()
	of := func(n int, value string) Query {
		values := make([]any, n)
		for i := range values {
			values[i] = value
		}
		return Query{Groups: []Group{{Subgroups: []Group{{Filters: []Filter{{"fileName", "IS_ANY", values}}}}}}}
	}
	assert.NoError(t, of(MaxFilters, "a*").check())
	assert.NoError(t, of(50_000, "a").check(), "those without are looked up")
	assert.ErrorContains(t, of(MaxFilters+1, "?").check(), "MAX_FILTERS_EXCEEDED: 1025 values with wildcards are more than 1024")
}

func TestALongSearchThatNobodyWaitsForStops(t *testing.T) {
	t.Parallel()
	gone := make(chan struct{})
	close(gone)
	_, err := handmade(t).Search(V1, Query{Done: gone}, later)
	require.NoError(t, err, "a short one is done: the client may have ended its half of the connection only")
	long := newLog(t, office(stopEvery*64+1, 20))
	_, err = long.Search(V1, Query{Done: gone}, later)
	assert.ErrorIs(t, err, ErrStopped)
}
