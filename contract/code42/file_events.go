package code42

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/understudy/understudy/contract"
)

// FileEvents is the contract of searches for file events: their pages, their
// refusals and their events. What the terms and operators of a query find is
// in [FileEventTerms].
type FileEvents struct{ eventSuite }

// eventSuite is what both suites share.
type eventSuite struct{ suite }

// generation is one of the two versions of the call.
type generation struct {
	version                    int
	id, at, email, hash, score string // terms; the first two are paths of the event as well
}

var generations = []generation{
	{1, "eventId", "eventTimestamp", "deviceUserName", "md5Checksum", "riskScore"},
	{2, "event.id", "@timestamp", "user.email", "file.hash.md5", "risk.score"},
}

func (g generation) path() string {
	return fmt.Sprintf("/forensic-search/queryservice/api/v%d/fileevent", g.version)
}

// idOf is the event's id, which is the same in both versions.
func (g generation) idOf(event contract.Value) string { return event.At(steps(g.id)...).Str() }

func (g generation) ids(page contract.Value) []string {
	return page.At("fileEvents").Texts(steps(g.id)...)
}

// steps are the steps of a path with dots.
func steps(path string) []any {
	var list []any
	for _, name := range strings.Split(path, ".") {
		list = append(list, name)
	}
	return list
}

// where is a filter; group joins filters, and query groups.
func where(term, operator string, value any) map[string]any {
	return map[string]any{"term": term, "operator": operator, "value": value}
}

func group(clause string, filters ...map[string]any) map[string]any {
	return map[string]any{"filterClause": clause, "filters": append([]map[string]any{}, filters...)}
}

// everything is a group that finds all events. There is no shorter way: a group
// has at least one filter.
func (g generation) everything() map[string]any { return group("AND", where(g.id, "EXISTS", nil)) }

// search is a query as the SDK sends it, with other members where with has them.
func (g generation) search(groups []map[string]any, with map[string]any) map[string]any {
	query := map[string]any{"groupClause": "AND", "groups": groups, "srtKey": g.id, "srtDir": "asc", "pgNum": 1, "pgSize": 500}
	if groups == nil {
		query["groups"] = []any{g.everything()}
	}
	maps.Copy(query, with)
	if query["pgToken"] != nil {
		delete(query, "pgNum")
	}
	return query
}

// find carries out a query.
func (s *eventSuite) find(g generation, with map[string]any, groups ...map[string]any) contract.Value {
	s.T().Helper()
	page := s.admin.Post(g.path(), g.search(groups, with)).Status(200).JSON()
	s.True(page.At("problems").IsNull())
	return page
}

// count is how many events a query finds.
func (s *eventSuite) count(g generation, groups ...map[string]any) int {
	s.T().Helper()
	return int(s.find(g, map[string]any{"pgSize": 1}, groups...).At("totalCount").Int())
}

// few is how many events are few: more than a page of them, and not too many to read one page after another.
const few = 30

// recent is a group that finds a few events, the same ones whatever happens meanwhile: not the newest, and none that comes in late.
func (s *eventSuite) recent(g generation) map[string]any {
	s.T().Helper()
	inserted := map[int]string{1: "insertionTimestamp", 2: "event.inserted"}[g.version]
	newest := func(num int) []contract.Value {
		return s.find(g, map[string]any{"srtKey": g.at, "srtDir": "desc", "pgNum": num, "pgSize": few}).At("fileEvents").Items()
	}
	events := newest(2)
	if len(events) < few {
		events = newest(1)
	}
	if len(events) == 0 {
		s.Lacks("a file event")
	}
	last := ""
	for _, e := range events {
		last = max(last, e.At(steps(inserted)...).Str())
	}
	return group("AND", where(g.at, "ON_OR_BEFORE", events[0].At(g.at).Str()), where(g.at, "ON_OR_AFTER", events[len(events)-1].At(g.at).Str()),
		where(inserted, "ON_OR_BEFORE", last))
}

func (s *FileEvents) TestPagesByNumber() {
	g := generations[0]
	query := g.search([]map[string]any{s.recent(g)}, nil)
	s.pages(listing{path: g.path(), key: "fileEvents", id: "eventId", paging: eventPages, body: query})
}

func (s *FileEvents) TestANumberedPageHasNoToken() {
	for _, g := range generations {
		his := s.recent(g)
		n := s.count(g, his)
		for _, size := range []int{1, max(1, n-1), n, n + 1} {
			for _, num := range []int{1, 2, 100} {
				page := s.find(g, map[string]any{"pgNum": num, "pgSize": size}, his)
				s.True(page.At("nextPgToken").IsNull(), "page %d of %d", num, size)
				s.Equal(min(size, max(0, n-min(num-1, n)*size)), page.At("fileEvents").Len(), "page %d of %d", num, size)
				s.EqualValues(n, page.At("totalCount").Int())
			}
		}
	}
}

// walkTokens reads page by page as the command line does: until there is no
// token. Each token is the id of the last event before it.
func (s *FileEvents) walkTokens(g generation, with map[string]any, groups ...map[string]any) (ids []string, sizes []int) {
	s.T().Helper()
	with = maps.Clone(with)
	for with["pgToken"] = ""; len(sizes) < mostPages; {
		page := s.find(g, with, groups...)
		found := g.ids(page)
		ids, sizes = append(ids, found...), append(sizes, len(found))
		next := page.At("nextPgToken")
		if next.IsNull() {
			return ids, sizes
		}
		s.Require().NotEmpty(found, "a page with a token has events")
		s.Require().Equal(found[len(found)-1], next.Str())
		with["pgToken"] = next.Str()
	}
	s.T().Fatalf("there is a token after page %d too: the list does not end", mostPages)
	return nil, nil
}

func (s *FileEvents) TestPagesByToken() {
	for _, g := range generations {
		his := s.recent(g)
		for key, dir := range map[string]string{g.id: "asc", g.at: "desc", g.score: "desc"} {
			with := map[string]any{"srtKey": key, "srtDir": dir, "pgSize": 10000}
			all := g.ids(s.find(g, with, his))
			sizes := []int{7}
			if key == g.id {
				sizes = []int{max(1, len(all)-1), len(all), len(all) + 1}
			}
			for _, size := range sizes {
				with["pgSize"] = size
				ids, sizes := s.walkTokens(g, with, his)
				s.Equal(all, ids, "%s %s, pages of %d", key, dir, size)
				s.Len(sizes, (len(all)+size-1)/size, "a full last page is the last")
			}
			with["pgToken"] = all[len(all)-1]
			after := s.find(g, with, his)
			s.Zero(after.At("fileEvents").Len(), "beyond the end is an empty page")
			s.True(after.At("nextPgToken").IsNull())
			s.EqualValues(len(all), after.At("totalCount").Int())
		}
		with := map[string]any{"pgToken": "", "pgNum": 3}
		s.Equal(s.find(g, map[string]any{"pgNum": 1}, his).At("fileEvents").String(), s.find(g, with, his).At("fileEvents").String(), "a token wins over a number")
	}
}

// TestIdsOfGoogleDriveAreTokensWithQuotesAndSlashes: such ids are good tokens as
// they are, and with a backslash before each quote, as py42 sends them.
func (s *FileEvents) TestIdsOfGoogleDriveAreTokensWithQuotesAndSlashes() {
	s.Needs(contract.CapSeedData)
	for _, g := range generations {
		cloud := map[int]string{1: "source", 2: "event.observer"}[g.version]
		drive := group("AND", where(cloud, "IS", "GoogleDrive"))
		with := map[string]any{"pgToken": "", "pgSize": 2}
		page := s.find(g, with, drive)
		s.Regexp(`^[\w-]{33}_"[\w-]+/[\w-]+"$`, page.At("nextPgToken").Str())
		with["pgToken"] = page.At("nextPgToken").Str()
		second := g.ids(s.find(g, with, drive))
		s.Equal(second, g.ids(s.find(g, map[string]any{"pgNum": 2, "pgSize": 2}, drive)))
		with["pgToken"] = strings.ReplaceAll(page.At("nextPgToken").Str(), `"`, `\"`)
		s.Equal(second, g.ids(s.find(g, with, drive)))
		s.Equal(second[:1], g.ids(s.find(g, nil, group("AND", where(g.id, "IS", second[0])))))
	}
}

func (s *FileEvents) TestAnEmptyResultIsAPage() {
	for _, g := range generations {
		for _, with := range []map[string]any{{}, {"pgToken": ""}, {"pgNum": 2}} {
			page := s.find(g, with, group("AND", where(g.hash, "IS", strings.Repeat("0", 32))))
			s.Zero(page.At("fileEvents").Len())
			s.Zero(page.At("totalCount").Int())
			s.True(page.At("nextPgToken").IsNull())
		}
	}
}

func (s *FileEvents) TestPagesOfTenThousand() {
	s.Needs(contract.CapPlenty)
	g := generations[1]
	last := s.find(g, map[string]any{"srtKey": g.at, "srtDir": "desc", "pgNum": 10_000, "pgSize": 1}).At("fileEvents", 0, g.at).Str()
	since, err := time.Parse(time.RFC3339, last)
	s.Require().NoError(err)
	lately := group("AND", where(g.at, "ON_OR_AFTER", since.AddDate(0, 0, -7).Format(time.RFC3339)))
	total := s.count(g, lately)
	s.Require().Greater(total, 10_000)
	ids, sizes := s.walkTokens(g, map[string]any{"pgSize": 10000, "srtKey": g.at}, lately)
	s.Len(ids, total)
	s.Equal(10000, sizes[0])
	s.Len(sizes, (total+9999)/10000)
	slices.Sort(ids)
	s.Len(slices.Compact(ids), total, "each event once")
}

// TestOnlyATokenReachesPastTenThousandResults is documented; that a number
// which would is refused, and with which problem, is inferred.
func (s *FileEvents) TestOnlyATokenReachesPastTenThousandResults() {
	s.Needs(contract.CapPlenty)
	for _, g := range generations {
		for num, size := range map[int]int{100: 100, 20: 500} {
			s.Equal(size, s.find(g, map[string]any{"pgNum": num, "pgSize": size}).At("fileEvents").Len())
			s.Contains(s.refusal(g, g.search(nil, map[string]any{"pgNum": num + 1, "pgSize": size})), "INVALID_PAGE_NUMBER")
		}
		for _, num := range []int{2, 1_000_000_000} {
			s.Contains(s.refusal(g, g.search(nil, map[string]any{"pgNum": num, "pgSize": 10000})), "INVALID_PAGE_NUMBER")
		}
	}
}

// refusal is what a query is refused with, twice the same.
func (s *eventSuite) refusal(g generation, query map[string]any) string {
	s.T().Helper()
	return saysTwice(func() *contract.Response { return s.admin.Bad().Post(g.path(), query) }, 400)
}

func (s *FileEvents) TestWhatIsLeftOut() {
	for _, g := range generations {
		his := s.recent(g)
		got := s.admin.Post(g.path(), map[string]any{"groups": []any{his}}).Status(200).JSON()
		s.Equal(s.find(g, map[string]any{"srtDir": "desc", "pgSize": 100}, his).String(), got.String(), "the first hundred, the last id first")
		bare := map[string]any{"filters": []any{map[string]any{"term": g.score, "value": 0}}}
		s.Equal(s.count(g, group("AND", where(g.score, "IS", "0"))), s.count(g, bare), "AND, and IS")
	}
}

// TestTheSeedPagesQuery is the query of py42's page of basics: the events of
// the past fourteen days, of which it prints the checksums.
func (s *FileEvents) TestTheSeedPagesQuery() {
	s.Needs(contract.CapSeedData)
	g := generations[0]
	newest := s.find(g, map[string]any{"srtKey": g.at, "srtDir": "desc", "pgSize": 1}).At("fileEvents", 0, g.at).Str()
	last, err := time.Parse(time.RFC3339, newest)
	s.Require().NoError(err)
	since := last.AddDate(0, 0, -14).Format("2006-01-02T15:04:05.000Z")
	page := s.find(g, map[string]any{"pgSize": 500}, group("AND", where(g.at, "ON_OR_AFTER", since)))
	s.Positive(page.At("totalCount").Int())
	s.Less(int(page.At("totalCount").Int()), s.count(g))
	for _, event := range page.At("fileEvents").Items() {
		if hash := event.At("md5Checksum"); hash.Any() != nil {
			s.Regexp(`^[0-9a-f]{32}$`, hash.Str())
		} else { // nobody has looked at the bytes
			s.Nil(event.At("fileSize").Any())
		}
		s.GreaterOrEqual(event.At(g.at).Str(), since)
	}
}

func (s *FileEvents) TestSavedSearchesFindSomething() {
	for _, g := range generations {
		for _, search := range some(s.admin.Get(savedSearches(g.version)).Status(200).At("searches").Items(), 10) {
			query := map[string]any{"pgNum": 1, "pgSize": 100}
			for _, member := range []string{"groupClause", "groups", "srtKey", "srtDir"} {
				query[member] = search.At(member).Any()
			}
			found := s.admin.Post(g.path(), query).Status(200).JSON()
			if s.Target().Has(contract.CapSeedData) {
				s.Positive(found.At("totalCount").Int(), search.At("name").Str())
			}
			s.LessOrEqual(found.At("fileEvents").Len(), int(found.At("totalCount").Int()))
		}
	}
}

// TestPinnedEvents are those that the SDK's own tests are configured with.
func (s *FileEvents) TestPinnedEvents() {
	s.Needs(contract.CapSeedData)
	g := generations[1]
	for term, hash := range map[string]string{
		"file.hash.md5": "202cb962ac59075b964b07152d234b70", "file.hash.sha256": "a665a45920422f9d417e4867efdc4fb8a04a1f3fff1fa07e998e86f7f7a27ae3",
	} {
		found := s.find(g, map[string]any{"srtKey": "@timestamp", "srtDir": "desc"}, group("AND", where(term, "IS", hash)))
		s.Equal(1, found.At("fileEvents").Len())
		event := found.At("fileEvents", 0)
		s.Equal(pinnedDeviceGUID, event.At("user", "deviceUid").Str())
		s.EqualValues(3, event.At("file", "sizeInBytes").Int())
		for _, path := range []string{"file.hash.md5", "file.hash.sha256", "file.name", "file.directory"} { // or the SDK does not download it
			s.NotEmpty(event.At(steps(path)...).Str(), path)
		}
	}
	const id = "0_1d71796f-af5b-4231-9d8e-df6434da4663_984418168383179707_986472569691401170_12"
	for _, g := range generations {
		s.Equal([]string{id}, g.ids(s.find(g, nil, group("AND", where(g.id, "IS", id)))))
	}
}

func (s *FileEvents) TestLocationsOfAFile() {
	s.Needs(contract.CapSeedData)
	const path = "/forensic-search/queryservice/api/v1/filelocations"
	pinned := "a665a45920422f9d417e4867efdc4fb8a04a1f3fff1fa07e998e86f7f7a27ae3"
	found := s.admin.Get(path, contract.Query{"sha256": pinned}).Status(200).At("locations")
	s.Equal(1, found.Len())
	s.Equal(pinnedDeviceGUID, found.At(0, "deviceUid").Str())
	s.Equal(pinned, found.At(0, "sha256Checksum").Str())
	for _, unknown := range []string{strings.Repeat("0", 64), "*", "?", "", pinned[:63] + "?"} {
		s.Zero(s.admin.Get(path, contract.Query{"sha256": unknown}).Status(200).At("locations").Len(), unknown)
	}
	g := generations[1]
	often := s.find(g, map[string]any{"srtKey": "file.hash.sha256"}, group("AND", where("user.deviceUid", "EXISTS", nil))).At("fileEvents", -1, "file", "hash", "sha256").Str()
	places := map[string]bool{}
	for _, e := range s.find(g, map[string]any{"pgSize": 10000}, group("AND", where("file.hash.sha256", "IS", often), where("user.deviceUid", "EXISTS", nil))).At("fileEvents").Items() {
		places[e.At("user", "deviceUid").Text()+" "+e.At("file", "directory").Text()+e.At("file", "name").Text()] = true
	}
	s.Equal(len(places), s.admin.Get(path, contract.Query{"sha256": often}).Status(200).At("locations").Len())
}

func (s *FileEvents) TestTheHistoryIsTheSameForEverybody() {
	s.Needs(contract.CapSeedData, contract.CapFork)
	for _, g := range generations {
		query := g.search(nil, map[string]any{"pgNum": 7, "pgSize": 100})
		first := s.admin.Post(g.path(), query).Status(200).Text()
		s.Equal(first, s.admin.Post(g.path(), query).Status(200).Text())
		fork := s.Fork()
		done(fork.Admin().Post(contract.Path("/api/v3/users/%v/block", pinnedUserUID), nil))
		s.Equal(first, fork.Admin().Post(g.path(), query).Status(200).Text())
		fork.Reset(s.TB())
		s.Equal(first, fork.Admin().Post(g.path(), query).Status(200).Text())
	}
}

// TestDetectionListsCountRiskyEvents: time only takes events out of the last
// thirty days, so that what is counted lies between two counts.
func (s *FileEvents) TestDetectionListsCountRiskyEvents() {
	s.Needs(contract.CapSeedData)
	g := generations[1]
	tenant := data(s.admin.Get("/api/v3/customer/my")).At("tenantUid").Str()
	risky := func(uid string, more ...map[string]any) int {
		return s.count(g, group("AND", append(more, where("user.id", "IS", uid), where(g.score, "GREATER_THAN", 0), where(g.at, "WITHIN_THE_LAST", "P30D"))...))
	}
	sized := where("file.sizeInBytes", "GREATER_THAN", 0) // of a report from a cloud nobody knows how big it is
	for _, list := range []string{departing, highRisk} {
		query := map[string]any{"tenantId": tenant, "filterType": "EXFILTRATION_30_DAYS", "srtKey": "NUM_EVENTS", "srtDirection": "DESC", "pgNum": 1, "pgSize": 100}
		ask := func() contract.Value {
			return s.admin.Post(detection+list+"/search", query).Status(200).At("items")
		}
		before := map[string]int{}
		for _, uid := range ask().Texts("userId") {
			before[uid] = risky(uid)
		}
		items, last := ask(), int64(1<<62)
		s.Positive(items.Len(), list)
		for _, item := range items.Items() {
			n := item.At("numEvents").Int()
			s.LessOrEqual(n, last, "sorted")
			last = n
			s.Positive(n)
			if risky(item.At("userId").Str(), sized) > 0 {
				s.Positive(item.At("totalBytes").Int())
			}
			s.LessOrEqual(int(n), before[item.At("userId").Str()])
			s.GreaterOrEqual(int(n), risky(item.At("userId").Str()))
		}
	}
}

func (s *FileEvents) TestWhoMayNot() {
	basic := s.basic()
	for _, g := range generations {
		saysTwice(func() *contract.Response { return basic.Post(g.path(), g.search(nil, nil)) }, 403)
		saysTwice(func() *contract.Response { return s.Anonymous().Post(g.path(), g.search(nil, nil)) }, 401)
	}
	saysTwice(func() *contract.Response {
		return basic.Get("/forensic-search/queryservice/api/v1/filelocations", contract.Query{"sha256": strings.Repeat("0", 64)})
	}, 403)
}
