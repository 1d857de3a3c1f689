package code42

import (
	"slices"
	"strconv"
	"strings"

	"github.com/understudy/understudy/contract"
)

// FileEventReads is the contract of searches for the file events that a tenant has, whatever they are.
type FileEventReads struct{ eventSuite }

// common are terms that events of every tenant have, in both versions: each with one value at most, or with a list.
var common = map[int][]string{
	1: {"eventType", "source", "fileCategory", "riskSeverity", "deviceUid", "fileName", "exposure", "privateIpAddresses"},
	2: {"event.action", "event.observer", "file.category", "risk.severity", "user.id", "file.name", "risk.indicators.name", "source.privateIp"},
}

// window is a group that finds a few events, and these.
func (s *FileEventReads) window(g generation) (group map[string]any, events []contract.Value) {
	s.T().Helper()
	group = s.recent(g)
	page := s.find(g, map[string]any{"srtKey": g.id}, group)
	events = page.At("fileEvents").Items()
	s.Len(events, int(page.At("totalCount").Int()))
	return group, events
}

// TestATermFindsWhatAFilterOverTheEventsFinds: and its negation finds the rest.
func (s *FileEventReads) TestATermFindsWhatAFilterOverTheEventsFinds() {
	for _, g := range generations {
		few, events := s.window(g)
		for _, term := range common[g.version] {
			path := strings.Split(g.terms()[term], ".")
			has := func(e contract.Value, value string) bool {
				return slices.ContainsFunc(valuesAt(e.Any(), path), func(v string) bool { return fold(v) == fold(value) })
			}
			for _, e := range events {
				values := valuesAt(e.Any(), path)
				if len(values) == 0 || strings.ContainsAny(values[0], "*?") {
					continue
				}
				for operator, finds := range map[string]bool{"IS": true, "IS_NOT": false} {
					want := []string{}
					for _, other := range events {
						if has(other, values[0]) == finds {
							want = append(want, g.idOf(other))
						}
					}
					s.Equal(want, g.ids(s.find(g, map[string]any{"srtKey": g.id}, few, group("AND", where(term, operator, values[0])))), "%s %s %s", term, operator, values[0])
				}
				break
			}
		}
	}
}

func (s *FileEventReads) TestWhatExistsAndWhatDoesNotAreTheWhole() {
	for _, g := range generations {
		few, events := s.window(g)
		for _, term := range common[g.version][4:] {
			path, want := strings.Split(g.terms()[term], "."), 0
			for _, e := range events {
				if len(valuesAt(e.Any(), path)) > 0 {
					want++
				}
			}
			s.Equal(want, s.count(g, few, group("AND", where(term, "EXISTS", nil))), term)
			s.Equal(len(events)-want, s.count(g, few, group("AND", where(term, "DOES_NOT_EXIST", nil))), term)
		}
	}
}

// TestCountsOfGroupsAddUp: events by where they were seen, by day and by risk.
func (s *FileEventReads) TestCountsOfGroupsAddUp() {
	for _, g := range generations {
		few, events := s.window(g)
		for _, term := range []string{common[g.version][1], common[g.version][3]} {
			counts := map[string]int{}
			for _, e := range events {
				for _, value := range valuesAt(e.Any(), strings.Split(g.terms()[term], ".")) {
					counts[value]++
				}
			}
			sum, none := 0, s.count(g, few, group("AND", where(term, "DOES_NOT_EXIST", nil)))
			for value, want := range counts {
				n := s.count(g, few, group("AND", where(term, "IS", value)))
				s.Equal(want, n, "%s %s", term, value)
				sum += n
			}
			s.Equal(len(events), sum+none, term)
		}
		at := events[len(events)/2].At(g.at).Str()
		before, same, after := 0, 0, 0
		for _, e := range events {
			switch strings.Compare(e.At(g.at).Str(), at) {
			case -1:
				before++
			case 0:
				same++
			default:
				after++
			}
		}
		s.Equal(before+same, s.count(g, few, group("AND", where(g.at, "ON_OR_BEFORE", at))))
		s.Equal(after+same, s.count(g, few, group("AND", where(g.at, "ON_OR_AFTER", at))))
		total := s.count(g)
		score := func(operator string) int { return s.count(g, group("AND", where(g.score, operator, 0))) }
		s.agree(func() string { return text(s.count(g)) }, func() string {
			return text(score("IS") + score("GREATER_THAN") + s.count(g, group("AND", where(g.score, "DOES_NOT_EXIST", nil))))
		}, total)
	}
}

func (s *FileEventReads) TestSortOrders() {
	sizes := map[int]string{1: "fileSize", 2: "file.sizeInBytes"}
	for _, g := range generations {
		few, _ := s.window(g)
		for _, term := range []string{g.id, g.at, g.score, sizes[g.version]} {
			there := group("AND", where(term, "EXISTS", nil))
			path := strings.Split(g.terms()[term], ".")
			sorted := func(dir string) (values, ids []string) {
				page := s.find(g, map[string]any{"srtKey": term, "srtDir": dir}, few, there)
				for _, e := range page.At("fileEvents").Items() {
					values = append(values, valuesAt(e.Any(), path)...)
				}
				return values, g.ids(page)
			}
			values, up := sorted("asc")
			_, down := sorted("desc")
			s.Len(up, s.count(g, few, there))
			slices.Reverse(down)
			s.Equal(up, down, "%s: ties are broken by id in either direction", term)
			s.True(slices.IsSortedFunc(values, compareValues), "%s: %v", term, values)
		}
	}
}

// TestBothVersionsShowTheSameEvents: each member that both have.
func (s *FileEventReads) TestBothVersionsShowTheSameEvents() {
	first, second := generations[0], generations[1]
	for _, num := range []int{1, 3} { // the newest may be followed by others, so that they are asked for by id
		page := s.find(second, map[string]any{"srtKey": second.at, "srtDir": "desc", "pgNum": num, "pgSize": 200})
		ids := second.ids(page)
		if len(ids) == 0 {
			continue
		}
		old := s.find(first, nil, group("AND", where(first.id, "IS_ANY", ids))).At("fileEvents")
		s.Equal(len(ids), old.Len())
		for _, e := range page.At("fileEvents").Items() {
			s.sameInBoth(old.Find(first.id, second.idOf(e)), e)
		}
	}
}

func (s *FileEventReads) TestAnEventIsOfAUserAndADevice() {
	g := generations[1]
	_, events := s.window(g)
	for _, e := range some(events, 6) {
		s.times(e, fractions)
		if id := e.At("user", "id"); !id.IsNull() {
			s.Equal(e.At("user", "email").Str(), s.profile(id.Str()).At("username").Str())
		}
		if id := e.At("user", "deviceUid"); !id.IsNull() {
			s.Equal(e.At("user", "id").Str(), s.device(id.Str()).At("userUid").Str())
		}
	}
}

func (s *FileEventReads) TestLocationsAreWhereEventsWere() {
	const path = "/forensic-search/queryservice/api/v1/filelocations"
	g := generations[1]
	seen := 0
	_, events := s.window(g)
	for _, e := range some(events, 8) {
		hash, device := e.At("file", "hash", "sha256"), e.At("user", "deviceUid")
		if hash.IsNull() || device.IsNull() {
			continue
		}
		seen++
		locations := s.admin.Get(path, contract.Query{"sha256": hash.Str()}).Status(200).At("locations")
		found := locations.Find("deviceUid", device.Str())
		s.True(found.Exists(), "%s is on %s", hash.Str(), device.Str())
		for _, l := range locations.Items() {
			s.Equal(hash.Str(), l.At("sha256Checksum").Str())
		}
	}
	if seen == 0 {
		s.Lacks("an event with a checksum")
	}
	for _, unknown := range []string{strings.Repeat("0", 64), "*", "?", ""} {
		s.Zero(s.admin.Get(path, contract.Query{"sha256": unknown}).Status(200).At("locations").Len(), unknown)
	}
}

// TestALongerSpanFindsNoLess: and a span finds what its bounds find.
func (s *FileEventReads) TestALongerSpanFindsNoLess() {
	for _, g := range generations {
		longest := 0
		for _, span := range []string{"PT15M", "PT3H", "P1D", "P7D", "P30D"} {
			n := s.count(g, group("AND", where(g.at, "WITHIN_THE_LAST", span)))
			s.GreaterOrEqual(n, longest-longest/100, span) // time takes some out meanwhile
			longest = n
		}
		s.GreaterOrEqual(s.count(g), longest)
		few, events := s.window(g)
		day := events[0].At(g.at).Str()[:10]
		want := 0
		for _, e := range events {
			if strings.HasPrefix(e.At(g.at).Str(), day) {
				want++
			}
		}
		s.Equal(want, s.count(g, few, group("AND", where(g.at, "ON", day))), day)
	}
}

// TestEveryEventIsWhole demands the ids and numbers that clients rely on.
func (s *FileEventReads) TestEveryEventIsWhole() {
	newest := s.find(generations[0], map[string]any{"srtKey": "eventTimestamp", "srtDir": "desc", "pgSize": 100}).At("fileEvents").Items()
	if len(newest) == 0 {
		s.Lacks("a file event")
	}
	ids, decimals := map[string]bool{}, false
	for _, e := range newest {
		s.NotEmpty(e.At("eventId").Str())
		s.False(ids[e.At("eventId").Str()], "each event once")
		ids[e.At("eventId").Str()] = true
		decimals = decimals || milliseconds.MatchString(e.At("eventTimestamp").Str())
		s.times(e, fractions)
		for member, shape := range map[string]string{"md5Checksum": `^[0-9a-f]{32}$`, "sha256Checksum": `^[0-9a-f]{64}$`, "userUid": uid, "deviceUid": `^\d{1,19}$`} {
			if v := e.At(member); !v.IsNull() {
				s.Regexp(shape, v.Str(), member)
			}
		}
		if size := e.At("fileSize"); !size.IsNull() {
			_, err := strconv.ParseInt(size.Num().String(), 10, 64)
			s.NoError(err)
		}
		e.At("riskScore").Int()
		s.NotEmpty(e.At("riskSeverity").Str())
		for _, list := range []string{"exposure", "tabs", "sharedWith", "riskIndicators", "privateIpAddresses"} {
			e.At(list).Len()
		}
	}
	s.True(decimals || len(newest) < 20, "some of so many times have milliseconds")
}
