package events

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// handmade is a history of a few events: what each is follows from its letter.
func handmade(t *testing.T) *Log {
	t.Helper()
	spec := office(2, 3)
	l := newLog(t, spec)
	_, err := l.history.get(false, nil, func() *tables {
		spec.Size, spec.Pins = 0, nil
		m := newMaker(spec)
		b, x, y := m.newBatch(0, 1), &habits{n: 0, p: &m.t.people[0]}, &habits{n: 1, p: &m.t.people[1]}
		y.p.medium = m.mediumOf(1)
		x.p.username, y.p.username = "person0@example.com", "person1@example.com"
		on := m.workers[1].firstDevice
		at := func(s string) step {
			when, err := time.Parse(time.RFC3339Nano, s)
			require.NoError(t, err)
			return step{at: when.UnixMilli(), off: when.Hour() == 23}
		}
		file := func(name string, size int64) uint32 {
			k := kindOf(name)
			return b.addFile(file{
				name: b.texts.of(name), directory: b.texts.of("C:/Users/x/"), owner: b.texts.of("x"), kind: k, disguise: k,
				content: b.content(paper{key: uint64(len(b.contents)), size: size}), key: uint64(len(b.files)),
				created: at("2026-10-01T00:00:00Z").at, modified: at("2026-10-02T00:00:00Z").at,
			})
		}
		b.add(y, on, file("a.txt", 100), b.local(windows, creation, "", "notepad.exe"), at("2026-10-10T23:59:59.998Z"))
		b.add(y, on, file("B.TXT", 5120), b.upload(windows, &elsewhere[0], 0, "chrome.exe", false), at("2026-10-11T00:00:00Z"))
		b.add(x, 0, file("cé.py", 5121), b.shareInside(googleDrive, "legal@example.com", others), at("2026-10-11T12:00:00Z"))
		b.add(y, on, file("d[1]*.zip", 1<<33), b.removable(windows, creation, false), at("2026-10-11T23:59:59.998Z"))
		b.add(y, on, file("e.txt.png", 0), b.syncApp(windows, 2, personalAccount, creation), at("2026-10-12T00:00:00Z"))
		j := newJoint(m.t, 5)
		j.take(b)
		m.enter(spec, j.end())
		return m.t
	})
	require.NoError(t, err)
	return l
}

// letters are the first letters of the names of the files of the events that a query finds.
func letters(t *testing.T, l *Log, v Version, q Query) string {
	t.Helper()
	q.SortKey = map[Version]string{V1: "eventTimestamp", V2: "@timestamp"}[v]
	r, err := l.Search(v, q, later)
	require.NoError(t, err, "%+v", q)
	found := ""
	for _, row := range r.Rows {
		found += l.Event(row).File.Name[:1]
	}
	assert.Equal(t, len(found), r.Total)
	return found
}

func TestOperators(t *testing.T) {
	t.Parallel()
	l := handmade(t)
	for _, c := range []struct {
		term, operator string
		value          any
		want           string
	}{
		{"fileName", "IS", "a.txt", "a"}, {"fileName", "IS", "A.TXT", "a"}, {"fileName", "IS", "b.txt", "B"}, {"fileName", "IS", "*.txt", "aB"},
		{"fileName", "IS", "*.txt*", "aBe"}, {"fileName", "IS", "?.txt", "aB"}, {"fileName", "IS", "c?.py", "c"}, {"fileName", "IS", "CÉ.py", "c"},
		{"fileName", "IS", "?", ""}, {"fileName", "IS", "", ""}, {"fileName", "IS", "d[1]*.zip", "d"}, {"fileName", "IS", "**z?p", "d"}, {"fileName", "IS", "*", "aBcde"},
		{"fileName", "IS_NOT", "*.txt", "cde"}, {"fileName", "IS_NOT", "*", ""}, {"emailSender", "IS_NOT", "x", "aBcde"},
		{"fileName", "IS_ANY", []any{"A.txt", "*.py", json.Number("7"), true}, "ac"}, {"fileName", "IS_ANY", "a.txt", "a"},
		{"fileName", "IS_NONE", []any{"A.txt", "*.py"}, "Bde"}, {"exposure", "IS_NONE", []any{"RemovableMedia"}, "aBce"},
		{"exposure", "IS", "applicationread", "B"}, {"tabUrls", "IS", "*dropbox*", "B"}, {"tabUrls", "EXISTS", nil, "B"}, {"tabUrls", "DOES_NOT_EXIST", nil, "acde"},
		{"privateIpAddresses", "IS", "127.0.0.1", "aBde"}, {"privateIpAddresses", "IS_NOT", "127.0.0.1", "c"},
		{"sharedWith", "IS", "legal@example.com", "c"}, {"shared", "IS", "TRUE", "c"}, {"shared", "IS", true, "c"}, {"shared", "IS", "FALSE", ""},
		{"shared", "DOES_NOT_EXIST", nil, "aBde"}, {"trusted", "IS", "TRUE", "c"}, {"trusted", "IS_NOT", "true", "aBde"},
		{"fileSize", "IS", "5120", "B"}, {"fileSize", "IS", json.Number("5120"), "B"}, {"fileSize", "IS", 5.12e3, "B"}, {"fileSize", "IS", "512?", "Bc"},
		{"fileSize", "GREATER_THAN", "5120", "cd"}, {"fileSize", "GREATER_THAN", 5119.5, "Bcd"}, {"fileSize", "LESS_THAN", json.Number("5120"), "ae"},
		{"fileSize", "LESS_THAN", 1e300, "aBcde"}, {"fileName", "GREATER_THAN", "1", ""}, {"riskScore", "GREATER_THAN", 0, "Bde"},
		// py42's file.Size.on_or_after(5120) and the like
		{"fileSize", "ON_OR_AFTER", "1970-01-01T01:25:20.000Z", "Bcd"}, {"fileSize", "ON_OR_BEFORE", "1970-01-01T01:25:20.000Z", "aBe"},
		{"fileSize", "ON_OR_AFTER", json.Number("5121"), "cd"}, {"fileSize", "WITHIN_THE_LAST", "P30D", ""}, {"fileSize", "ON", "1970-01-01", "aBce"},
		{"eventTimestamp", "ON_OR_AFTER", "2026-10-11T00:00:00.000Z", "Bcde"}, {"eventTimestamp", "ON_OR_BEFORE", "2026-10-11T00:00:00.000Z", "aB"},
		{"eventTimestamp", "ON_OR_AFTER", "2026-10-11T02:00:00.000+02:00", "Bcde"}, {"eventTimestamp", "ON_OR_AFTER", "2026-10-11", "Bcde"},
		{"eventTimestamp", "ON_OR_AFTER", "2026-10-11T00:00:00.000001Z", "cde"}, {"eventTimestamp", "ON_OR_AFTER", "1791676800", "Bcde"},
		{"eventTimestamp", "ON_OR_AFTER", json.Number("1791676800000"), "Bcde"},
		{"eventTimestamp", "ON", "2026-10-11", "Bcd"}, {"eventTimestamp", "ON", "2026-10-11T17:00:00Z", "Bcd"}, {"eventTimestamp", "ON", "2026-10-09", ""},
		{"eventTimestamp", "IS", "2026-10-11T12:00:00.000Z", "c"}, {"eventTimestamp", "IS", "2026-10-11*", "Bcd"}, {"eventTimestamp", "IS_NOT", "2026-10-11T12:00:00Z", "aBde"},
		{"eventTimestamp", "GREATER_THAN", "2026-10-11T00:00:00Z", "cde"}, {"eventTimestamp", "LESS_THAN", "2026-10-11T00:00:00Z", "a"},
		{"eventTimestamp", "WITHIN_THE_LAST", "P30D", "aBcde"}, {"eventTimestamp", "WITHIN_THE_LAST", "PT593H", "cde"}, {"eventTimestamp", "WITHIN_THE_LAST", "PT15M", ""},
		{"fileName", "ON", "2026-10-11", ""}, {"modifyTimestamp", "ON", "2026-10-02", "aBcde"}, {"insertionTimestamp", "ON_OR_BEFORE", "2026-10-11T00:00:00.000Z", ""},
		{"fileCategory", "IS", "SourceCode", "c"}, {"fileCategory", "IS", "SOURCE_CODE", "c"}, {"fileCategory", "IS", "source code", "c"}, {"fileCategory", "IS", "Archive", "d"},
		{"riskIndicatorNames", "IS", "removable media", "d"}, {"riskSeverity", "IS", "NO_RISK_INDICATED", "ac"}, {"syncDestination", "IS", "Dropbox", "e"},
		{"deviceUserName", "IS", "person1@example.com", "aBde"}, {"deviceUserName", "DOES_NOT_EXIST", nil, "c"}, {"actor", "IS", "person0@*", "c"},
		{"publicIpAddress", "EXISTS", nil, "aBde"}, {"syncDestinationUsername", "IS", "*@mail.example.net", "e"}, {"processOwner", "IS_NOT", "nobody", "aBcde"},
	} {
		f := Filter{c.term, c.operator, c.value}
		assert.Equal(t, c.want, letters(t, l, V1, all(where("AND", f))), "%v", f)
	}
	e := l.Event(2)
	for _, value := range []string{e.ID, e.ID[:len(e.ID)-3] + "*"} {
		assert.Equal(t, "c", letters(t, l, V1, all(where("AND", Filter{"eventId", "IS", value}))))
		assert.Equal(t, "aBde", letters(t, l, V1, all(where("AND", Filter{"eventId", "IS_NOT", value}))))
	}
	assert.Equal(t, "", letters(t, l, V1, all(where("AND", Filter{"eventId", "IS", "0_x_1"}))))
}

func TestClauses(t *testing.T) {
	t.Parallel()
	l := handmade(t)
	name := func(s string) Filter { return Filter{"file.name", "IS", s} }
	not := func(s string) Filter { return Filter{"file.name", "IS_NOT", s} }
	sized := Filter{"file.sizeInBytes", "GREATER_THAN", "5000"}
	for want, q := range map[string]Query{
		"aBcde": {}, "c": all(where("AND", name("c*"), sized)), "ac": all(where("OR", name("a*"), name("c*"))),
		"aBcd": all(where("OR", name("a*"), sized)), "Bcd": all(where("AND"), where("", sized)), "e": all(where("AND", not("?.txt"), not("c*")), where("OR", not("d*"), name("nothing")), where("AND")),
		"aBd":  {GroupClause: "OR", Groups: []Group{where("AND", name("*.txt")), where("AND", name("d*"))}},
		"":     all(where("AND", name("a*"), name("B*"))),
		"aBce": all(where("AND", not("d*"))),
		"aB": {Groups: []Group{{Clause: "OR", Subgroups: []Group{
			where("AND", name("a*"), Filter{"event.observer", "IS", "Endpoint"}), where("AND", name("b*"), sized), where("AND", name("c*"), name("d*")),
		}}, where("AND", not("d*"))}},
		"Bd": {Groups: []Group{{Filters: []Filter{sized}, Subgroups: []Group{where("OR", name("b*"), name("d*"), name("a*"))}}}},
	} {
		assert.Equal(t, want, letters(t, l, V2, q), "%+v", q)
	}
	assert.Equal(t, "aBcde", letters(t, l, V2, Query{GroupClause: "OR", Groups: []Group{where("AND", name("a*")), where("OR")}}), "an empty group matches everything")
}

func TestBadQueries(t *testing.T) {
	t.Parallel()
	l := handmade(t)
	token := ""
	many := make([]Filter, MaxFilters+1)
	for i := range many {
		many[i] = Filter{"fileName", "IS", fmt.Sprint(i)}
	}
	deep := Group{}
	for range maxDepth + 2 {
		deep = Group{Subgroups: []Group{deep}}
	}
	bad := func(term, operator string, value any) Query { return all(where("AND", Filter{term, operator, value})) }
	for name, c := range map[string]struct {
		q    Query
		kind string
	}{
		"group clause": {Query{GroupClause: "XOR"}, IllegalGroup}, "filter clause": {all(where("NOT")), IllegalGroup}, "too many": {all(where("OR", many...)), MaxFiltersExceeded},
		"subgroup": {Query{Groups: []Group{{Subgroups: []Group{where("-")}}}}, IllegalGroup}, "too deep": {all(deep), IllegalGroup}, "sort dir": {Query{SortDir: "up"}, IllegalSort},
		"page size": {Query{PageSize: 10001}, InvalidPageSize}, "negative size": {Query{PageSize: -1}, InvalidPageSize}, "negative page": {Query{PageNum: -1}, InvalidPageNumber},
		"sort key": {Query{SortKey: "nothing"}, IllegalSort}, "other version's sort key": {Query{SortKey: "@timestamp"}, IllegalSort},
		"operator": {bad("fileName", "LIKE", "x"), IllegalOperator}, "no operator": {bad("fileName", "", "x"), IllegalOperator}, "operator, unknown term": {bad("x", "LIKE", "x"), IllegalOperator},
		"null": {bad("fileName", "IS", nil), MissingValue}, "null, many fields": {bad("publicIpAddress", "IS", nil), MissingValue}, "object": {bad("fileName", "IS", map[string]any{}), IllegalValue}, "empty list": {bad("fileName", "IS_ANY", []any{}), IllegalValue},
		"list": {bad("fileName", "IS_NOT", []any{"x"}), IllegalValue}, "list of lists": {bad("fileName", "IS_NONE", []any{[]any{}}), IllegalValue}, "number": {bad("fileSize", "GREATER_THAN", "big"), IllegalValue},
		"no number": {bad("fileSize", "LESS_THAN", nil), MissingValue}, "infinite": {bad("fileSize", "LESS_THAN", "Inf"), IllegalValue}, "date": {bad("eventTimestamp", "ON", "yesterday"), IllegalValue},
		"no date": {bad("eventTimestamp", "ON_OR_AFTER", nil), MissingValue}, "far date": {bad("eventTimestamp", "ON", "1e300"), IllegalValue}, "duration": {bad("eventTimestamp", "WITHIN_THE_LAST", "P1Y"), IllegalValue},
		"empty duration": {bad("eventTimestamp", "WITHIN_THE_LAST", "PT"), IllegalValue}, "no duration": {bad("eventTimestamp", "WITHIN_THE_LAST", nil), MissingValue},
	} {
		c.q.PageToken = &token
		_, err := l.Search(V1, c.q, later)
		var problem *QueryError
		require.ErrorAs(t, err, &problem, name)
		assert.Equal(t, c.kind, problem.Type, "%s: %v", name, err)
		assert.NotEmpty(t, problem.Description, name)
		assert.Equal(t, slices.Contains([]string{IllegalOperator, IllegalValue, MissingValue}, c.kind), problem.BadFilter != nil, name)
	}
	assert.Equal(t, MaxFilters, len(many[1:]))
	assert.Equal(t, "", letters(t, l, V1, all(where("OR", many[1:]...))))
}

func TestParseQuery(t *testing.T) {
	t.Parallel()
	q, err := ParseQuery([]byte(`{"groupClause":"OR","groups":[{"filterClause":"AND","display":1,"filters":[{"operator":"IS","term":"fileName","value":"*.txt","id":7}]},
		{"subgroupClause":"OR","subgroups":[{"filterClause":"AND","filters":null}]}],"srtKey":"eventId","srtDir":"desc","pgNum":"2","pgSize":50,"pgToken":"a\"b","tenantId":"x"}`))
	require.NoError(t, err)
	token := `a"b`
	assert.Equal(t, Query{
		GroupClause: "OR", SortKey: "eventId", SortDir: "desc", PageNum: 2, PageSize: 50, PageToken: &token,
		Groups: []Group{where("AND", Filter{"fileName", "IS", "*.txt"}), {Clause: "OR", Subgroups: []Group{{Clause: "AND"}}}},
	}, q)
	q, err = ParseQuery([]byte(`{"groups":null,"pgToken":null,"pgNum":null,"srtKey":null}`))
	require.NoError(t, err)
	assert.Equal(t, Query{}, q)
	for _, bad := range []string{``, `[]`, `"x"`, `{"groups":7}`, `{"pgNum":0}`, `{"pgSize":0}`, `{"pgSize":"x"}`, `{"pgNum":1.5}`, `{"groups":[{"filters":[7]}]}`, `{} {}`, `{"pgNum":99999999999}`} {
		_, err := ParseQuery([]byte(bad))
		var problem *QueryError
		require.ErrorAs(t, err, &problem, bad)
		assert.Contains(t, []string{UnexpectedValue, InvalidPageNumber, InvalidPageSize}, problem.Type, bad)
	}
}
