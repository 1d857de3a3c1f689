package events

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// everyOrder are the kinds of order that pages can be cut from, each over all events, many of them and a few.
func everyOrder() (queries []Query) {
	filters := map[string][]Group{
		"all": nil, "many": {where("AND", Filter{"source", "IS", "Endpoint"})}, "few": {where("AND", Filter{"eventType", "IS", typeDeleted})},
	}
	for _, name := range []string{"all", "many", "few"} {
		for _, key := range []string{"", "eventId", "eventTimestamp", "insertionTimestamp", "fileName", "riskScore", "fileSize", "sourceName", "emailSubject", "publicIpAddress"} {
			for _, dir := range []string{"", "asc", "desc"} {
				queries = append(queries, Query{Groups: filters[name], SortKey: key, SortDir: dir})
			}
		}
	}
	return queries
}

// walk pages through all that a query finds.
func walk(t *testing.T, l *Log, q Query, byToken bool) (rows []uint32) {
	t.Helper()
	token := ""
	for n := 1; ; n++ {
		q.PageNum, q.PageToken = n, nil
		if byToken {
			q.PageNum, q.PageToken = 0, &token
		}
		r, err := l.Search(V1, q, later)
		require.NoError(t, err)
		rows = append(rows, r.Rows...)
		last := len(rows) == r.Total
		if byToken {
			assert.Equal(t, last, r.Next == "")
		} else {
			assert.Empty(t, r.Next, "a page by number has no next token")
		}
		if last {
			return rows
		}
		require.Len(t, r.Rows, q.PageSize)
		token = r.Next
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	l, _ := sample()
	for _, q := range everyOrder() {
		q.PageSize = MaxPageSize
		whole, err := l.Search(V1, q, later)
		require.NoError(t, err)
		require.Len(t, whole.Rows, whole.Total)
		require.Len(t, slices.Compact(slices.Sorted(slices.Values(whole.Rows))), whole.Total)
		for _, size := range []int{max(whole.Total/3, 1), whole.Total/4 + 1} {
			q.PageSize = size
			assert.Equal(t, whole.Rows, walk(t, l, q, false), "%+v", q)
			assert.Equal(t, whole.Rows, walk(t, l, q, true), "%+v", q)
		}
		assert.Equal(t, whole.Rows[:min(DefaultPageSize, whole.Total)], must(t, l, Query{Groups: q.Groups, SortKey: q.SortKey, SortDir: q.SortDir}).Rows)
		for _, beyond := range []int{whole.Total/q.PageSize + 2, 1 << 31} {
			q.PageNum = beyond
			r := must(t, l, q)
			assert.Equal(t, whole.Total, r.Total)
			assert.NotNil(t, r.Rows)
			assert.Empty(t, r.Rows)
		}
	}
}

func must(t *testing.T, l *Log, q Query) Result {
	t.Helper()
	r, err := l.Search(V1, q, later)
	require.NoError(t, err)
	return r
}

func TestFullLastPage(t *testing.T) {
	t.Parallel()
	l, events := sample()
	first1000 := []Group{where("AND", Filter{"eventTimestamp", "ON_OR_BEFORE", stamp(events[999].Time)[0]})}
	token := ""
	q := Query{Groups: first1000, PageSize: 500, PageToken: &token}
	first := must(t, l, q)
	require.Equal(t, 1000, first.Total)
	assert.NotEmpty(t, first.Next)
	last := must(t, l, Query{Groups: first1000, PageSize: 500, PageToken: &first.Next})
	assert.Len(t, last.Rows, 500)
	assert.Empty(t, last.Next)
	end := l.Event(last.Rows[len(last.Rows)-1]).ID
	after := must(t, l, Query{Groups: first1000, PageSize: 10, PageToken: &end})
	assert.Empty(t, after.Rows)
	assert.Empty(t, after.Next, "a token of the last event is good, and nothing comes after it")
	assert.Empty(t, must(t, l, Query{Groups: first1000, PageSize: 500, PageNum: 3}).Rows)
}

func TestEmptyResult(t *testing.T) {
	t.Parallel()
	l, _ := sample()
	token := ""
	for _, q := range everyOrder() {
		q.Groups, q.PageToken = []Group{where("AND", Filter{"fileName", "IS", "no such file"})}, &token
		assert.Equal(t, Result{Rows: []uint32{}, Log: l}, must(t, l, q))
	}
	none := newLog(t, Spec{Tenant: tenant, From: theEnd, Until: theEnd})
	for _, q := range everyOrder() {
		assert.Equal(t, Result{Rows: []uint32{}, Log: none}, must(t, none, q))
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	l, events := sample()
	var mailed, read string
	for _, e := range events {
		switch e.Type {
		case typeEmailed:
			mailed = e.ID
		case typeRead:
			read = e.ID
		}
	}
	q := Query{Groups: []Group{where("AND", Filter{"eventType", "IS", typeEmailed})}, PageSize: 5}
	for token, good := range map[string]bool{
		mailed: true, read: false, "x": false, `a"b`: false, mailed + "0": false, "1" + mailed[1:]: false, pinnedID: false,
		"0_" + tenant + "_1_99999999999999999999_1": false, "0_" + tenant + "_1_999999999999999999_1": false, "0_" + tenant + "_1_5_1": false,
	} {
		q.PageToken = &token
		_, err := l.Search(V1, q, later)
		if good {
			assert.NoError(t, err)
			continue
		}
		var problem *QueryError
		require.ErrorAs(t, err, &problem, token)
		assert.Equal(t, InvalidPageToken, problem.Type)
		assert.Contains(t, err.Error(), "INVALID_PAGE_TOKEN")
	}
	id := pinnedID
	assert.NotEmpty(t, must(t, l, Query{PageToken: &id, PageSize: 3, SortDir: "desc"}).Rows, "a pinned id is a token like any other")
}

// TestEventsArriveWithTheClock: moving the clock is enough.
func TestEventsArriveWithTheClock(t *testing.T) {
	t.Parallel()
	l, events := sample()
	for _, now := range []time.Time{theEnd.Add(-Days*day - time.Hour), theEnd.Add(-40 * day), events[1000].Inserted, events[1000].Inserted.Add(-1), events[1400].Time, theEnd} {
		want := 0
		for _, e := range events {
			if !e.Inserted.After(now) {
				want++
			}
		}
		r, err := l.Search(V1, Query{SortKey: "eventTimestamp"}, now)
		require.NoError(t, err)
		assert.Equal(t, want, r.Total)
		_, ok := l.ByID(events[1000].ID, now)
		assert.Equal(t, !events[1000].Inserted.After(now), ok)
	}
	q := Query{Groups: []Group{where("AND", Filter{"eventTimestamp", "WITHIN_THE_LAST", "P7D"})}}
	then, err := l.Search(V1, q, theEnd.Add(-23*day))
	require.NoError(t, err)
	assert.Positive(t, then.Total)
	assert.NotEqual(t, must(t, l, q).Total, then.Total)
}
