package code42

import (
	"encoding/json"
	"fmt"

	"github.com/understudy/understudy/contract"
)

// Watchlists is the contract of watchlists and of who is on them.
type Watchlists struct{ suite }

const watchlists = "/v1/watchlists"

var allWatchlists = listing{path: watchlists, key: "watchlists", id: "watchlistId", paging: watchPages}

func watchlistAt(id string) string { return contract.Path(watchlists+"/%v", id) }

// included and members are the two lists of who is on a watchlist.
func included(id string) listing {
	return listing{path: watchlistAt(id) + "/included-users", key: "includedUsers", id: "userId", paging: watchPages}
}

func members(id string) listing {
	return listing{path: watchlistAt(id) + "/members", key: "watchlistMembers", id: "userId", paging: watchPages}
}

// newWatchlist creates a custom watchlist.
func (s *suite) newWatchlist(title string) string {
	s.T().Helper()
	return s.admin.Post(watchlists, map[string]any{
		"watchlistType": "CUSTOM", "title": s.Name(title), "description": nil,
	}).Status(200).At("watchlistId").Str()
}

// include puts users on a watchlist or, with "delete", takes them off.
func (s *suite) include(what, id string, users ...any) *contract.Response {
	s.T().Helper()
	return s.admin.Loose().Post(watchlistAt(id)+"/included-users/"+what, map[string]any{"userIds": append([]any{}, users...), "watchlistId": id})
}

// typed finds the watchlist of a type, as the SDK does.
func (s *suite) typed(kind string) contract.Value {
	s.T().Helper()
	return s.admin.Get(watchlists, contract.Query{"page": 1, "page_size": 100}).Status(200).At("watchlists").Find("listType", kind)
}

func (s *Watchlists) TestCustomWatchlistFromCreationToDeletion() {
	list := s.admin.Post(watchlists, map[string]any{
		"watchlistType": "CUSTOM", "title": s.Name("Team <A>"), "description": "d",
	}).Status(200).JSON()
	id := list.At("watchlistId").Str()
	s.Equal("CUSTOM", list.At("listType").Str())
	s.Equal(s.Name("Team <A>"), list.At("title").Str())
	s.Equal("d", list.At("description").Str())
	s.Equal(data(s.admin.Get("/api/v3/customer/my")).At("tenantUid").Str(), list.At("tenantId").Str())
	s.Equal("{}", list.At("stats").String(), "counts of zero are left out")
	s.Equal(list.String(), s.admin.Get(watchlistAt(id)).Status(200).JSON().String())
	page, _ := allWatchlists.of(s.admin.Get(watchlists))
	s.Equal(list.String(), page.Find("watchlistId", id).String())
	s.admin.Delete(watchlistAt(id)).Status(200)
	s.NotContains(s.all(allWatchlists), id)
	for _, send := range []func() *contract.Response{
		func() *contract.Response { return s.admin.Get(watchlistAt(id)) },
		func() *contract.Response { return s.admin.Delete(watchlistAt(id)) },
	} {
		s.Equal("Watchlist not found", saysTwice(send, 404))
	}
}

func (s *Watchlists) TestThereIsOneOfEachTypeButCustom() {
	s.Needs(contract.CapSeedData)
	s.fork()
	for _, kind := range []string{
		"CONTRACT_EMPLOYEE", "DEPARTING_EMPLOYEE", "ELEVATED_ACCESS_PRIVILEGES", "FLIGHT_RISK", "HIGH_IMPACT_EMPLOYEE", "NEW_EMPLOYEE",
		"PERFORMANCE_CONCERNS", "POOR_SECURITY_PRACTICES", "SUSPICIOUS_SYSTEM_ACTIVITY",
	} {
		if list := s.typed(kind); list.Exists() {
			s.admin.Delete(watchlistAt(list.At("watchlistId").Str())).Status(200)
		}
		body := map[string]any{"watchlistType": kind, "title": nil, "description": nil}
		list := s.admin.Post(watchlists, body).Status(200).JSON()
		s.Equal(kind, list.At("listType").Str())
		s.False(list.At("title").Exists(), "a null is left out")
		s.Equal(list.String(), s.typed(kind).String())
		saysTwice(func() *contract.Response { return s.admin.Post(watchlists, body) }, 409)
	}
	s.NotEqual(s.newWatchlist("Same"), s.newWatchlist("Same"))
}

func (s *Watchlists) TestTheTextOfAnInvalidTypeIsQuotedInTheBody() {
	for _, kind := range []string{"SOME_LIST", "custom", "<b>&'\u2028"} {
		send := func() *contract.Response { return s.admin.Post(watchlists, map[string]any{"watchlistType": kind}) }
		s.Contains(saysTwice(send, 400), fmt.Sprintf(`Error converting value "%s" to type 'WatchlistSdk.Model.WatchlistType'.`, kind))
	}
	raw := s.admin.Post(watchlists, map[string]any{"watchlistType": "SOME_LIST"}).Status(400).Text()
	s.Contains(raw, `Error converting value \"SOME_LIST\" to type 'WatchlistSdk.Model.WatchlistType'.`, "the SDK looks for it with the backslashes")
	var any map[string]any
	s.NoError(json.Unmarshal([]byte(raw), &any))
}

func (s *Watchlists) TestWatchlistsThatCannotBeMade() {
	before := s.all(allWatchlists)
	for _, body := range []map[string]any{
		{}, {"watchlistType": nil, "title": s.Name("x")}, {"watchlistType": ""}, {"watchlistType": "CUSTOM"}, {"watchlistType": "CUSTOM", "title": "  "},
	} {
		saysTwice(func() *contract.Response { return s.admin.Post(watchlists, body) }, 400)
	}
	s.Equal(before, s.all(allWatchlists))
}

func (s *Watchlists) TestUsersComeAndGo() {
	id := s.newWatchlist("Come and go")
	org := s.home()
	one, two := s.newUser(org), s.newUser(org)
	a, b := one.At("userUid").Str(), two.At("userUid").Str()
	is := func(want ...string) {
		s.T().Helper()
		s.ElementsMatch(want, s.all(included(id)))
		s.ElementsMatch(want, s.all(members(id)))
		stats := s.admin.Get(watchlistAt(id)).Status(200).At("stats")
		if len(want) == 0 {
			s.Equal("{}", stats.String())
			return
		}
		s.EqualValues(len(want), stats.At("includedUsersCount").Int())
	}
	is()
	s.include("add", id, a).Status(200)
	is(a)
	member := s.admin.Get(watchlistAt(id) + "/members/" + a).Status(200).JSON()
	s.Equal(a, member.At("userId").Str())
	s.Equal(one.At("username").Str(), member.At("username").Str())
	s.Regexp(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$`, member.At("addedTime").Str())
	s.include("add", id, a, json.Number(b), b).Status(200)
	is(a, b)
	page, _ := included(id).of(s.admin.Get(included(id).path))
	s.Equal(member.String(), page.At(0).String(), "adding twice changes nothing")
	s.include("delete", id, json.Number(a)).Status(200)
	s.include("delete", id, a).Status(200)
	is(b)
	s.include("add", id).Status(200)
	is(b)
	gone := func() *contract.Response { return s.admin.Get(watchlistAt(id) + "/members/" + a) }
	s.Contains(saysTwice(gone, 404), "not found")
}

func (s *Watchlists) TestUnknownListsAndUsersAre400sWithTheTextThatClientsKnow() {
	id, uid := s.newWatchlist("Unknown"), s.custodian()
	for _, what := range []string{"add", "delete"} {
		s.Contains(saysTwice(func() *contract.Response { return s.include(what, nobody, uid) }, 400), "Watchlist not found")
		s.Contains(saysTwice(func() *contract.Response { return s.include(what, id, uid, nobody) }, 400), "User not found")
		s.Empty(s.all(included(id)), "all or nobody")
	}
}

func (s *Watchlists) TestUnknownListsAndMembersAre404sWhereTheyAreRead() {
	id, uid := s.newWatchlist("Read"), s.custodian()
	for _, path := range []string{
		watchlistAt(nobody), included(nobody).path, members(nobody).path, members(nobody).path + "/" + uid, members(id).path + "/" + uid,
		members(id).path + "/" + nobody,
	} {
		s.Contains(saysTwice(func() *contract.Response { return s.admin.Get(path) }, 404), "not found", path)
	}
}

func (s *Watchlists) TestListsPageByPage() {
	s.pages(allWatchlists)
	s.noPages(allWatchlists)
}

func (s *Watchlists) TestPagesOfWhoIsPutOnAList() {
	l := included(s.peopled()[0].At("watchlistId").Str())
	s.pages(l)
	s.noPages(l)
}

func (s *Watchlists) TestPagesOfWhoIsOnAList() {
	l := members(s.peopled()[0].At("watchlistId").Str())
	s.pages(l)
	s.noPages(l)
}

func (s *Watchlists) TestWatchingTakesAPermission() {
	s.Run("who may read", func() {
		reader := s.Tenant().SeededUser("security.user@example.com")
		reader.Get(watchlists).Status(200)
		saysTwice(func() *contract.Response {
			return reader.Post(watchlists, map[string]any{"watchlistType": "CUSTOM", "title": s.Name("x")})
		}, 403)
	})
	basic := s.basic()
	saysTwice(func() *contract.Response { return basic.Get(watchlists) }, 403)
	saysTwice(func() *contract.Response { return s.Anonymous().Get(watchlists) }, 401)
}
