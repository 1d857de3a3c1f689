package events

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sample are the events of a smaller history, for the oracle to go through.
var sample = sync.OnceValues(func() (*Log, []Event) {
	l, err := New(office(1500, 60))
	if err != nil {
		panic(err)
	}
	events := make([]Event, l.Len())
	for i := range events {
		events[i] = l.Event(uint32(i))
	}
	return l, events
})

func oracleTerms(v Version) map[string]func(Event) []string {
	if v == V1 {
		return oracle1
	}
	return oracle2
}

// TestTerms: there is data for every documented term, and a filter on it finds what has the value, and nothing else.
func TestTerms(t *testing.T) {
	t.Parallel()
	l, events := sample()
	for _, v := range []Version{V1, V2} {
		require.Len(t, terms[v], len(oracleTerms(v)), "version %d", v)
		for term, get := range oracleTerms(v) {
			require.Contains(t, terms[v], term)
			have, last := 0, ""
			for _, e := range events {
				if values := get(e); len(values) > 0 {
					have, last = have+1, values[len(values)-1]
				}
			}
			if terms[v][term] == nil {
				require.Zero(t, have, term)
				require.Zero(t, count(t, standard(), v, all(where("AND", Filter{term, "EXISTS", nil}))), term)
				continue
			}
			if have == 0 { // rare; the standard history has it
				require.NotZero(t, count(t, standard(), v, all(where("AND", Filter{term, "EXISTS", nil}))), term)
				continue
			}
			assert.Equal(t, have, count(t, l, v, all(where("AND", Filter{term, "EXISTS", nil}))), term)
			assert.Equal(t, len(events)-have, count(t, l, v, all(where("AND", Filter{term, "DOES_NOT_EXIST", nil}))), term)
			for _, op := range []string{"IS", "IS_NOT"} {
				for _, value := range []string{last, strings.ToUpper(last)} {
					q := all(where("AND", Filter{term, op, value}))
					assert.Equal(t, len(oracle(events, v, q, later)), count(t, l, v, q), "%s %s %s", term, op, value)
				}
			}
			assert.Equal(t, have, count(t, l, v, all(where("AND", Filter{term, "IS", "*"}))), "%s is anything", term)
		}
	}
}

func TestUnknownTermsAreAbsent(t *testing.T) {
	t.Parallel()
	l, _ := sample()
	for op, want := range map[string]int{
		"IS": 0, "IS_NOT": l.Len(), "EXISTS": 0, "DOES_NOT_EXIST": l.Len(), "GREATER_THAN": 0, "LESS_THAN": 0, "IS_ANY": 0, "IS_NONE": l.Len(),
	} {
		assert.Equal(t, want, count(t, l, V1, all(where("AND", Filter{"noSuchTerm", op, "1"}))), op)
		assert.Equal(t, want, count(t, l, V1, all(where("AND", Filter{"file.name", op, "1"}))), "%s: a term of the other version", op)
	}
	for _, op := range []string{"ON", "ON_OR_AFTER", "ON_OR_BEFORE"} {
		assert.Zero(t, count(t, l, V2, all(where("AND", Filter{"no.such", op, "2026-10-01"}))))
	}
}

// TestRandomQueries: whatever is asked, the search and the oracle agree, and every sort lists the same events.
func TestRandomQueries(t *testing.T) {
	t.Parallel()
	l, events := sample()
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 120 {
		v := Version(1 + n%2)
		names := []string{}
		for term := range oracleTerms(v) {
			names = append(names, term)
		}
		slices.Sort(names)
		q := Query{GroupClause: clause(r), Groups: randomGroups(r, events, v, names, 2), SortKey: names[r.IntN(len(names))], PageSize: MaxPageSize}
		now := later.Add(-time.Duration(r.IntN(2)*r.IntN(2000)) * time.Hour)
		want := oracle(events, v, q, now)
		var previous []uint32
		for _, dir := range []string{"asc", "desc"} {
			q.SortDir = dir
			got, err := l.Search(v, q, now)
			require.NoError(t, err, "%+v", q)
			assert.Equal(t, len(want), got.Total, "%+v", q)
			for _, row := range got.Rows {
				if !want[l.tables().id(row)] {
					t.Fatalf("%+v", q)
				}
			}
			checkOrder(t, l, v, q, got.Rows)
			rows := slices.Sorted(slices.Values(got.Rows))
			assert.True(t, previous == nil || slices.Equal(previous, rows), "%+v", q)
			previous = rows
		}
	}
}

func clause(r *rand.Rand) string { return []string{"AND", "OR"}[r.IntN(2)] }

// TestEveryTermSorts: by every term, in either direction, as the events show its values.
func TestEveryTermSorts(t *testing.T) {
	t.Parallel()
	l, _ := sample()
	for _, v := range []Version{V1, V2} {
		for term := range oracleTerms(v) {
			for _, dir := range []string{"asc", "desc"} {
				q := Query{SortKey: term, SortDir: dir, PageSize: MaxPageSize}
				r, err := l.Search(v, q, later)
				require.NoError(t, err, term)
				require.Len(t, r.Rows, l.Len(), term)
				checkOrder(t, l, v, q, r.Rows)
			}
		}
	}
}

func randomGroups(r *rand.Rand, events []Event, v Version, names []string, depth int) (groups []Group) {
	for range r.IntN(3) {
		g := Group{Clause: clause(r)}
		for range r.IntN(4) {
			g.Filters = append(g.Filters, randomFilter(r, events, v, names))
		}
		if depth > 0 && len(g.Filters) == 0 {
			g.Subgroups = randomGroups(r, events, v, names, depth-1)
		}
		groups = append(groups, g)
	}
	return groups
}

func randomFilter(r *rand.Rand, events []Event, v Version, names []string) Filter {
	dates := map[Version][]string{V1: {"eventTimestamp", "insertionTimestamp", "createTimestamp", "modifyTimestamp"}, V2: {"@timestamp", "event.inserted", "file.created", "file.modified"}}[v]
	numbers := map[Version][]string{V1: {"fileSize", "riskScore", "riskIndicatorWeights", "reportRecordCount"}, V2: {"file.sizeInBytes", "risk.score", "risk.indicators.weight", "report.count"}}[v]
	value := func(term string) string {
		if values := oracleTerms(v)[term](events[r.IntN(len(events))]); len(values) > 0 {
			return values[r.IntN(len(values))]
		}
		return "7"
	}
	switch r.IntN(6) {
	case 0:
		f := Filter{dates[r.IntN(len(dates))], []string{"ON", "ON_OR_AFTER", "ON_OR_BEFORE"}[r.IntN(3)], nil}
		f.Value = value(f.Term)
		return f
	case 1:
		return Filter{dates[r.IntN(len(dates))], "WITHIN_THE_LAST", []string{"P3D", "P7D", "P14D", "P30D"}[r.IntN(4)]}
	case 2:
		f := Filter{numbers[r.IntN(len(numbers))], []string{"GREATER_THAN", "LESS_THAN"}[r.IntN(2)], nil}
		f.Value = value(f.Term)
		return f
	}
	f := Filter{names[r.IntN(len(names))], []string{"IS", "IS", "IS_NOT", "EXISTS", "DOES_NOT_EXIST"}[r.IntN(5)], nil}
	if strings.HasPrefix(f.Operator, "IS") {
		f.Value = value(f.Term)
	}
	return f
}

// checkOrder holds a listing against the values that the events show.
func checkOrder(t *testing.T, l *Log, v Version, q Query, rows []uint32) {
	t.Helper()
	get := oracleTerms(v)[q.SortKey]
	f, err := sortKey(v, q.SortKey)
	require.NoError(t, err)
	for i := 1; i < len(rows); i++ {
		a, b := l.Event(rows[i-1]), l.Event(rows[i])
		va, vb := get(a), get(b)
		if len(va) == 0 || len(vb) == 0 {
			if len(va) == 0 && len(vb) > 0 {
				t.Fatalf("%s: no value before a value", q.SortKey)
			}
			if len(vb) == 0 && len(va) > 0 {
				continue
			}
			va, vb = []string{""}, []string{""}
		}
		c := strings.Compare(va[0], vb[0])
		if n := f.leaves()[0].nature; n == whole {
			c = len(va[0]) - len(vb[0])
			if c == 0 {
				c = strings.Compare(va[0], vb[0])
			}
		} else if n == moments {
			x, _ := time.Parse(time.RFC3339Nano, va[0])
			y, _ := time.Parse(time.RFC3339Nano, vb[0])
			c = x.Compare(y)
		}
		if c == 0 {
			c = strings.Compare(a.ID, b.ID)
		}
		if q.SortDir == "desc" {
			c = -c
		}
		if c >= 0 {
			t.Fatalf("%s %s: %v %s, %v %s", q.SortKey, q.SortDir, va, a.ID, vb, b.ID)
		}
	}
}

func FuzzQuery(f *testing.F) {
	for _, seed := range []string{
		`{}`, `[]`, `{"groups":null,"pgToken":""}`,
		`{"groupClause":"AND","groups":[{"filterClause":"OR","filters":[{"operator":"IS","term":"fileName","value":"*.t?t"}]}],"srtKey":"eventId","srtDir":"asc","pgSize":"10","pgToken":null}`,
		`{"groups":[{"subgroupClause":"OR","subgroups":[{"filters":[{"operator":"WITHIN_THE_LAST","term":"@timestamp","value":"P30D"}]},{}]}],"srtKey":"risk.score","srtDir":"desc","pgNum":3}`,
		`{"groups":[{"filters":[{"operator":"ON_OR_AFTER","term":"file.sizeInBytes","value":"1970-01-01T01:25:20.000Z"},{"operator":"IS_ANY","term":"user.email","value":["a",1,true]}]}]}`,
		`{"pgToken":"0_\"_1"}`, `{"pgNum":2147483647,"pgSize":10000,"groups":[{"filters":[{"operator":"GREATER_THAN","term":"riskScore","value":1e308}]}]}`,
	} {
		f.Add([]byte(seed))
	}
	l, err := New(office(200, 12))
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, data []byte) {
		q, err := ParseQuery(data)
		for _, v := range []Version{V1, V2} {
			var r Result
			if err == nil {
				r, err = l.Search(v, q, later)
			}
			var bad *QueryError
			if err != nil {
				require.ErrorAs(t, err, &bad)
				require.NotEmpty(t, bad.Type)
				_, err = json.Marshal(bad.BadFilter)
				require.NoError(t, err)
				return
			}
			require.LessOrEqual(t, len(r.Rows), r.Total)
			for _, row := range r.Rows {
				l.Event(row)
			}
		}
	})
}

// The numbers are those of the enumerations in the vendor's public mock, and four that its other SDK and API documents name.
func TestEveryDocumentedTermIsKnown(t *testing.T) {
	t.Parallel()
	assert.Len(t, terms[V1], 88)
	assert.Len(t, terms[V2], 84+4)
}
