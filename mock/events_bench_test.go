package mock

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/tenant"
	"github.com/understudy/understudy/mock/worlds/code42/events"
	c42state "github.com/understudy/understudy/mock/worlds/code42/state"
)

const megabyte = 1 << 20

// BenchmarkFileEvents is the large world's million of file events: making them, searching them, and asking for them over HTTP.
func BenchmarkFileEvents(b *testing.B) {
	s := Start(b, Options{World: "large", CheckResponses: "sample"})
	world := tenant.WorldOf[*c42state.World](s.tenants.Default())
	generate(b, world)
	log, now := world.FileEvents(), world.Clock().Now()
	from := log.Event(uint32(log.Len() / 2)).Time.Truncate(24 * time.Hour)
	byTime := func(at, operator string) events.Filter {
		return events.Filter{Term: "@timestamp", Operator: operator, Value: at}
	}
	wide := []events.Group{
		{Filters: []events.Filter{{Term: "file.name", Operator: "IS", Value: "*o*"}}},
		{Filters: []events.Filter{{Term: "risk.trusted", Operator: "IS", Value: "FALSE"}, {Term: "source.name", Operator: "IS_NOT", Value: "nobody"}}},
	}
	day := append([]events.Group{{Filters: []events.Filter{
		byTime(from.Format(time.RFC3339), "ON_OR_AFTER"), byTime(from.Add(24*time.Hour).Format(time.RFC3339), "ON_OR_BEFORE"),
	}}}, wide...)
	find := func(q events.Query) func() int {
		return func() int {
			found, err := log.Search(events.V2, q, now)
			require.NoError(b, err)
			require.NotEmpty(b, found.Rows)
			return found.Total
		}
	}
	first, later := find(events.Query{SortKey: "@timestamp"}), find(events.Query{SortKey: "@timestamp", PageNum: 9000})
	firstByID, laterByID := find(events.Query{}), find(events.Query{PageNum: 9000})
	middle := log.Event(uint32(log.Len() / 2)).ID
	ask := asking(b, s)
	body := fmt.Sprintf(`{"groups":[{"filters":[{"term":"@timestamp","operator":"ON_OR_AFTER","value":%q},{"term":"@timestamp","operator":"ON_OR_BEFORE","value":%q}]},
		{"filters":[{"term":"file.name","value":"*o*"},{"term":"risk.trusted","value":"FALSE"},{"term":"source.name","operator":"IS_NOT","value":"nobody"}]}],
		"srtKey":"@timestamp"}`, from.Format(time.RFC3339), from.Add(24*time.Hour).Format(time.RFC3339))
	figures := []struct {
		name string
		do   func() int
		most time.Duration // 0 where nothing is asked for
	}{
		{"a day and three filters, first page", find(events.Query{Groups: day, SortKey: "@timestamp"}), 5 * time.Millisecond},
		{"all of them and three filters, first page", find(events.Query{Groups: wide, SortKey: "@timestamp"}), 150 * time.Millisecond},
		{"page 1 by time", first, 0}, {"page 9000 by time", later, 0}, {"page 1 by id", firstByID, 0}, {"page 9000 by id", laterByID, 0},
		{"a day and three filters, over HTTP", func() int { return ask(body) }, 0},
		{"a page of 10,000, over HTTP", func() int {
			return ask(`{"groups":[{"filters":[{"term":"event.id","operator":"EXISTS","value":null}]}],"pgSize":10000,"srtKey":"event.id","pgToken":"` + middle + `"}`)
		}, 0},
	}
	took, found := make([][]time.Duration, len(figures)), make([]int, len(figures))
	for b.Loop() {
		for i, f := range figures {
			begin := time.Now()
			found[i] = f.do()
			took[i] = append(took[i], time.Since(begin))
		}
	}
	b.ReportMetric(0, "ns/op")
	for i, f := range figures {
		slices.Sort(took[i])
		median := took[i][len(took[i])/2]
		b.ReportMetric(float64(median.Nanoseconds())/1e6, "ms/"+strings.ReplaceAll(f.name, " ", "-"))
		if f.most == 0 {
			b.Logf("%s: %.3f ms, median of %d; %d found", f.name, median.Seconds()*1000, len(took[i]), found[i])
			continue
		}
		b.Logf("%s: %.3f ms, median of %d; %d found; at most %d ms are asked for: %s",
			f.name, median.Seconds()*1000, len(took[i]), found[i], f.most.Milliseconds(), verdict(median <= f.most))
	}
}

func verdict(good bool) string {
	if good {
		return "PASS"
	}
	return "OVER TARGET"
}

// generate makes the history and tells what that took. The most memory that it had is what the heap had grown to.
func generate(b *testing.B, world *c42state.World) {
	var before, peak, after runtime.MemStats
	debug.FreeOSMemory()
	runtime.ReadMemStats(&before)
	begin := time.Now()
	log := world.FileEvents()
	log.Event(0)
	took := time.Since(begin)
	runtime.ReadMemStats(&peak)
	runtime.GC()
	runtime.ReadMemStats(&after)
	most := int(peak.HeapSys-peak.HeapReleased)/megabyte - int(before.HeapSys-before.HeapReleased)/megabyte
	held := (int(after.HeapAlloc) - int(before.HeapAlloc)) / megabyte
	b.Logf("%d events in %.1f s, at most 10 are asked for: %s", log.Len(), took.Seconds(), verdict(took <= 10*time.Second))
	b.Logf("%d MB for good and %d MB while it was made; at most 600 are asked for: %s", held, most, verdict(most <= 600))
}

// asking searches over HTTP and tells the total.
func asking(b *testing.B, s *Server) func(body string) int {
	access := s.Access().Code42
	send := func(method, path, body string, authorize func(*http.Request)) []byte {
		req, err := http.NewRequestWithContext(context.Background(), method, access.URL+path, strings.NewReader(body))
		require.NoError(b, err)
		req.Header.Set("Content-Type", "application/json")
		authorize(req)
		res, err := http.DefaultClient.Do(req)
		require.NoError(b, err)
		text, err := io.ReadAll(res.Body)
		require.NoError(b, err)
		require.NoError(b, res.Body.Close())
		require.Equal(b, 200, res.StatusCode, "%.300s", text)
		return text
	}
	var signedIn struct {
		Data struct {
			Token string `json:"v3_user_token"`
		}
	}
	text := send("GET", "/api/v3/auth/jwt?useBody=true", "", func(r *http.Request) { r.SetBasicAuth(access.Username, access.Password) })
	require.NoError(b, json.Unmarshal(text, &signedIn))
	return func(body string) (total int) {
		text := send("POST", "/forensic-search/queryservice/api/v2/fileevent", body, func(r *http.Request) {
			r.Header.Set("Authorization", "Bearer "+signedIn.Data.Token)
		})
		_, err := fmt.Sscanf(string(text[:min(len(text), 40)]), `{"totalCount":%d`, &total) // decoding all of it would take longer than asking
		require.NoError(b, err)
		return total
	}
}
