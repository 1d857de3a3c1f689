package events

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// FuzzAPatternMatchesInNoMoreStepsThanItsPrice: however long it is. What matches is held against a matcher that goes back and forth.
func FuzzAPatternMatchesInNoMoreStepsThanItsPrice(f *testing.F) {
	for _, unit := range []string{"*", "*a", "a*", "?", "*?", "ab*", "a?a?b*", "*a?b", "é?", "?*?a*"} {
		for _, s := range []string{"aaaaaaaaaaaaaaaaaaaaab", "report.xlsx", "", "ééé", "abababaab", "aaxb"} {
			f.Add("", unit, uint16(3), "", s)
			f.Add("*", unit, uint16(1), "b", s)
			f.Add("a", unit, uint16(60_000), "?", s)
		}
	}
	f.Fuzz(func(t *testing.T, before, unit string, times uint16, after, s string) {
		text := strings.ToValidUTF8(before+strings.Repeat(unit, int(times)%(1+1<<18/(1+len(unit))))+after, "x")
		s = strings.ToValidUTF8(s[:min(len(s), 300)], "x")
		p := newPattern(text)
		ok, steps := p.like(s, bytesIn(s))
		if want := wordLike(text, s); ok != want {
			t.Fatalf("%q like %q: %v", s, text, ok)
		}
		if price := p.price(1, len(s), len(s)); steps > price || price > 8*(len(s)+2)*(len(s)+2) {
			t.Fatalf("%d steps for a price of %d and a text of %d bytes", steps, price, len(s))
		}
	})
}

// wordLike tells what a pattern means, slowly.
func wordLike(p, s string) bool {
	at, i, star, mark := 0, 0, -1, 0
	for i < len(s) {
		switch {
		case at < len(p) && p[at] == '*':
			star, mark = at, i
			at++
		case at < len(p) && p[at] == '?':
			at, i = at+1, next(s, i)
		case at < len(p) && p[at] == s[i]:
			at, i = at+1, i+1
		case star >= 0:
			mark = next(s, mark)
			at, i = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(p[at:], "*") == ""
}

func TestTwoHundredThousandStarsAreOne(t *testing.T) {
	t.Parallel()
	p := newPattern(strings.Repeat("*", 200_000) + "b" + strings.Repeat("*", 200_000))
	assert.Equal(t, newPattern("*b*"), p)
	s := strings.Repeat("a", 200) + "b"
	ok, steps := p.like(s, bytesIn(s))
	assert.True(t, ok)
	assert.Less(t, steps, 500)
}

func TestStarsAndQuestionMarksInARowSayTheSameInAnyOrder(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]string{"*?*?*7dz*": "??*7dz*", "a*?": "a?*", "?*?": "??*", "**": "*", "": "", "a?b": "a?b", "*a??*b?": "*a??*b?"} {
		assert.Equal(t, want, tidy(from))
	}
}

// FuzzCompilingTakesAFewStepsForEachByte counts how often a filter's value is looked at.
func FuzzCompilingTakesAFewStepsForEachByte(f *testing.F) {
	for _, unit := range []string{`{"term":"fileName","operator":"IS","value":"a*"},`, `{"term":"destinationName","operator":"IS_ANY","value":["a","b",1,true]},`, `{"term":"x"},`} {
		f.Add(`{"groups":[{"filters":[`, unit, `{"term":"source.ip","value":"x","operator":"IS"}]}]}`, uint16(900))
		f.Add(`{"groups":[{"filters":[`, unit, `]}]}`, uint16(1))
	}
	f.Add(`{"groups":[{"filters":[{"term":"fileName","operator":"IS_ANY","value":[`, `"a",`, `"b"]}]}]}`, uint16(60_000))
	f.Add("", `{"groups":[`, "", uint16(9000))
	l, err := New(Spec{Tenant: "none", From: theEnd, Until: theEnd})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, before, unit, after string, times uint16) {
		body := before + strings.Repeat(unit, int(times)%(1+1<<17/(1+len(unit)))) + after
		q, err := ParseQuery([]byte(body))
		if err != nil || q.check() != nil {
			return
		}
		for _, v := range []Version{V1, V2} {
			c := compiler{w: l.newWork(nil), version: v, now: later}
			if _, err := c.query(q); err == nil && c.steps > 4*len(body) {
				t.Fatalf("%d steps for %d bytes", c.steps, len(body))
			}
		}
	})
}

// FuzzASearchTakesNoMoreStepsThanItsPrice: the price is told before any is taken.
func FuzzASearchTakesNoMoreStepsThanItsPrice(f *testing.F) {
	f.Add(`{"groups":[{"filterClause":"OR","filters":[`, `{"term":"event.id","operator":"IS","value":"*?*?*?*7dz*"},`, `{"term":"source.ip","value":"*.?","operator":"IS"}]}]}`, uint16(900))
	f.Add(`{"groups":[`, `{"filterClause":"OR","filters":[{"term":"file.name","operator":"IS_NOT","value":"*e?o?*"},{"term":"riskScore","operator":"IS","value":"*1"}]},`, `{"filters":[{"term":"eventId","operator":"EXISTS"}]}]}`, uint16(400))
	f.Add(`{"groups":[{"filters":[{"term":"file.classifications","operator":"IS_NONE","value":[`, `"*a*e*",`, `"b"]}]}]}`, uint16(1000))
	f.Add(`{"groups":[{"filters":[`, `{"term":"fileUrl","operator":"EXISTS"},{"term":"insertionTimestamp","value":"2*0*?5*","operator":"IS"},`, `{"term":"tabUrls","value":"h*:?/*","operator":"IS"}]}]}`, uint16(300))
	l, err := New(office(200, 12))
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, before, unit, after string, times uint16) {
		q, err := ParseQuery([]byte(before + strings.Repeat(unit, int(times)%(1+1<<17/(1+len(unit)))) + after))
		if err != nil || q.check() != nil {
			return
		}
		for _, v := range []Version{V1, V2} {
			took, most, err := counted(t, l, v, q)
			if err == nil && (took > most || took > MaxSteps) {
				t.Fatalf("%d steps for a price of %d", took, most)
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

// hostile are searches that took seconds when each value was compared with each pattern, letter by letter.
func hostile(n int) map[string]Query {
	made := map[string]Query{}
	for term, form := range map[string]string{
		"event.id": "*?*?*?*?*?*?*%dz*", "file.hash.sha256": "*1*2*3*4*5*6*7*8*9*a*b*c*d*e*f*?%dz", "file.directory": "*a*e*i*o*u*%d*", "file.name": "*?a?e?%d?",
		"file.url": "*a*b*c*%d*", "event.inserted": "*0*0*0*0*0*0*%d*", "file.sizeInBytes": "*%d*", "source.name": "*e?????%d*",
	} {
		for clause, operator := range map[string]string{"OR": "IS", "AND": "IS_NOT"} {
			filters := make([]Filter, n)
			for i := range filters {
				filters[i] = Filter{term, operator, fmt.Sprintf(form, i)}
			}
			made[clause+" "+term] = all(where(clause, filters...))
			made[clause+" "+term+", other way"] = all(where(map[string]string{"OR": "AND", "AND": "OR"}[clause], filters...))
		}
	}
	return made
}

// counted carries out a search and tells how many steps it took, and how many it could have taken.
func counted(t testing.TB, l *Log, v Version, q Query) (took, most int, err error) {
	t.Helper()
	w := l.newWork(nil)
	c := compiler{w: w, version: v, now: later}
	n, err := c.query(q)
	if err != nil {
		return 0, 0, err
	}
	n, from, to := w.within(n, later)
	most = w.most(n, to-from)
	before := w.steps
	if most <= MaxSteps {
		w.scan(n, from, to)
	}
	return w.steps - before, most, nil
}

// TestNoSearchTakesMoreStepsThanItsPrice: one that could take more than MaxSteps is refused, and takes none.
func TestNoSearchTakesMoreStepsThanItsPrice(t *testing.T) {
	t.Parallel()
	l := standard()
	for name, q := range hostile(1024) {
		took, most, err := counted(t, l, V2, q)
		require.NoError(t, err)
		assert.LessOrEqual(t, took, most, name)
		if _, err = l.Search(V2, q, later); most <= MaxSteps {
			require.NoError(t, err, name)
			continue
		}
		assert.Zero(t, took, name)
		assert.ErrorContains(t, err, "MAX_FILTERS_EXCEEDED: comparing the values of so many events could take "+strconv.Itoa(most)+" steps, and a search takes 1073741824 at most", name)
	}
}

// TestALongSearchThatNobodyWaitsForStopsWithinAFewSteps: as long as one row is judged, it may go on.
func TestALongSearchThatNobodyWaitsForStopsWithinAFewSteps(t *testing.T) {
	t.Parallel()
	l, row, stopped := standard(), 1024*500, 0
	gone := make(chan struct{})
	close(gone)
	for name, q := range hostile(200) {
		q.Done = gone
		whole, most, err := counted(t, l, V2, q)
		require.NoError(t, err)
		if most > MaxSteps {
			continue
		}
		w := l.newWork(gone)
		_, err = w.find(V2, q, later)
		if whole < brief {
			require.NoError(t, err, "%s: a short one is done: the client may have ended its half of the connection only", name)
			continue
		}
		stopped++
		assert.ErrorIs(t, err, ErrStopped, name)
		assert.Less(t, w.steps, brief+stopEvery+row, name)
	}
	assert.Positive(t, stopped)
	_, err := handmade(t).Search(V1, Query{Done: gone}, later)
	require.NoError(t, err)
}

// TestASearchStopsWhereverItIs: while values are measured, while events are judged, while they are sorted.
func TestASearchStopsWhereverItIs(t *testing.T) {
	t.Parallel()
	l := newLog(t, office(20_000, 120))
	gone := make(chan struct{})
	close(gone)
	soon := func() *work {
		w := l.newWork(gone)
		w.look = 0
		return w
	}
	w := soon()
	assert.Zero(t, w.extent(fieldID))
	assert.Less(t, w.steps, 1000)
	_, measured := l.extents.Load(fieldID)
	assert.False(t, measured)
	for _, q := range []Query{{}, all(where("AND", Filter{"file.name", "IS", "*a*"})), all(where("AND", Filter{"event.id", "IS", "*a*"}))} {
		w = soon()
		_, err := w.find(V2, q, later)
		assert.ErrorIs(t, err, ErrStopped)
		assert.Less(t, w.steps, 1000)
	}
	found, err := l.newWork(nil).find(V2, Query{}, later)
	require.NoError(t, err)
	w = soon()
	_, err = l.sorted(w, found, fieldName, false)
	assert.ErrorIs(t, err, ErrStopped)
	assert.Less(t, w.steps, 1000)
}

// TestWhoWaitsForAnOrderOfALongHistoryMayLeave: it is made all the same, once.
func TestWhoWaitsForAnOrderOfALongHistoryMayLeave(t *testing.T) {
	t.Parallel()
	l := newLog(t, office(short+2000, 120))
	gone := make(chan struct{})
	close(gone)
	_, err := l.Search(V2, Query{Done: gone}, later)
	require.ErrorIs(t, err, ErrStopped, "for the history")
	require.NoError(t, l.Ready(nil))
	for _, key := range []string{"event.id", "event.inserted", "file.name"} {
		_, err := l.Search(V2, Query{Done: gone, SortKey: key}, later)
		require.ErrorIs(t, err, ErrStopped, key)
		r, err := l.Search(V2, Query{SortKey: key}, later)
		require.NoError(t, err, key)
		assert.Equal(t, l.Len(), r.Total)
		_, err = l.Search(V2, Query{Done: gone, SortKey: key}, later)
		require.NoError(t, err, key)
	}
}

// TestWhatEndsTheMakingOfAnOrderEndsThoseWhoWaitForIt, not the process.
func TestWhatEndsTheMakingOfAnOrderEndsThoseWhoWaitForIt(t *testing.T) {
	t.Parallel()
	for _, long := range []bool{false, true} {
		var l late[int]
		for range 2 {
			assert.PanicsWithValue(t, "broken", func() { _, _ = l.get(long, nil, func() int { panic("broken") }) })
		}
	}
}
