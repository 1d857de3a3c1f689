package events

import (
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"
)

const million = 1_000_000

// large is a history as big as the large world's.
var large = sync.OnceValue(func() *Log {
	l, err := New(office(million, 100_000))
	if err != nil {
		panic(err)
	}
	if _, err := l.orderBy(fieldID, nil); err != nil {
		panic(err)
	}
	return l
})

// BenchmarkGenerate tells the memory that a history takes for good (held-MB) and at most while it is made (peak-MB).
func BenchmarkGenerate(b *testing.B) {
	for _, size := range []int{2_000, 20_000, million} {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			for b.Loop() {
				spec := office(size, map[int]int{2_000: 22, 20_000: 220, million: 100_000}[size]) // as many people as the worlds have
				var before, peak, after runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&before)
				l, err := New(spec)
				if err != nil {
					b.Fatal(err)
				}
				l.tables()
				runtime.ReadMemStats(&peak)
				b.StopTimer()
				runtime.GC()
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "held-MB")
				b.ReportMetric(float64(peak.HeapSys-peak.HeapReleased)/1e6, "peak-MB")
				runtime.KeepAlive(l)
				b.StartTimer()
			}
		})
	}
}

// BenchmarkSearch is the first page of 100, or the page that is named, out of a million events.
func BenchmarkSearch(b *testing.B) {
	l := large()
	dayAgo := theEnd.Add(-9 * day).Format(time.RFC3339)
	span := []Group{
		where("AND", Filter{"@timestamp", "ON_OR_AFTER", dayAgo}, Filter{"@timestamp", "ON_OR_BEFORE", theEnd.Add(-8 * day).Format(time.RFC3339)}),
	}
	three := append(span, where("AND", Filter{"file.name", "IS", "*forecast*"}), where("OR", Filter{"file.category", "IS", "Spreadsheet"}, Filter{"file.category", "IS", "Document"}), where("AND", Filter{"event.observer", "IS", "Endpoint"}))
	wide := []Group{where("AND", Filter{"file.name", "IS", "*o*"}), where("AND", Filter{"risk.trusted", "IS", "FALSE"}), where("AND", Filter{"source.name", "IS_NOT", "nobody"})}
	many := []Filter{}
	for i := range MaxFilters {
		many = append(many, Filter{"file.hash.md5", "IS", l.Event(uint32(i * 7)).File.MD5})
	}
	ids, err := l.orderBy(fieldID, nil)
	if err != nil {
		b.Fatal(err)
	}
	last := l.Event(ids.rows[9000*100-1]).ID
	for _, c := range []struct {
		name string
		q    Query
	}{
		{"day and three filters", Query{Groups: three}},
		{"day and three filters, by time", Query{Groups: three, SortKey: "@timestamp", SortDir: "desc"}},
		{"day and three filters, by name", Query{Groups: three, SortKey: "file.name"}},
		{"everything", Query{}}, {"everything, page 9000", Query{PageNum: 9000}}, {"everything, token of page 9000", Query{PageToken: &last}},
		{"everything, page of 10000", Query{PageNum: 50, PageSize: MaxPageSize}},
		{"everything by insertion", Query{SortKey: "event.inserted"}}, {"everything by insertion, page 9000", Query{SortKey: "event.inserted", PageNum: 9000}},
		{"everything by name", Query{SortKey: "file.name"}},
		{"three filters, no time", Query{Groups: wide}}, {"three filters, no time, page 1000", Query{Groups: wide, PageNum: 1000}},
		{"name only", Query{Groups: wide[:1]}}, {"1024 hashes", Query{Groups: []Group{where("OR", many...)}}},
		{"one id", Query{Groups: []Group{where("AND", Filter{"event.id", "IS", last})}}},
		{"id with wildcard", Query{Groups: []Group{where("AND", Filter{"event.id", "IS", "*_7"})}}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := l.Search(V2, c.q, later); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkEvents is what a page of 10,000 costs beyond the search.
func BenchmarkEvents(b *testing.B) {
	l := large()
	for b.Loop() {
		for row := range uint32(MaxPageSize) {
			_ = l.Event(row)
		}
	}
}
