package code42

import (
	"regexp"

	"github.com/understudy/understudy/contract"
)

// WatchlistReads is the contract of the watchlists that a tenant has, and of who is on them.
type WatchlistReads struct{ suite }

// microseconds is the shape of a watchlist's times, which have no zone.
var microseconds = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$`)

func (s *WatchlistReads) TestEveryWatchlistReadsTheSameTwice() {
	tenant, types := data(s.admin.Get("/api/v3/customer/my")).At("tenantUid").Str(), map[string]int{}
	for i, list := range s.sample(allWatchlists) {
		id, kind := list.At("watchlistId").Str(), list.At("listType").Str()
		s.Regexp(uuid, id)
		s.Equal(tenant, list.At("tenantId").Str())
		if types[kind]++; kind == "CUSTOM" {
			s.NotEmpty(list.At("title").Str())
		} else {
			s.Equal(1, types[kind], "there is one of each type but custom: %s", kind)
		}
		s.False(list.At("title").IsNull() || list.At("description").IsNull(), "a null is left out")
		if i < 15 {
			s.Equal(list.String(), s.admin.Get(watchlistAt(id)).Status(200).JSON().String())
		}
	}
}

// peopled are a few watchlists that have somebody.
func (s *suite) peopled() (list []contract.Value) {
	s.T().Helper()
	for _, one := range s.sample(allWatchlists) {
		if n := one.At("stats", "includedUsersCount"); n.Exists() && n.Int() > 0 {
			list = append(list, one)
		}
	}
	if len(list) == 0 {
		s.Lacks("a watchlist with somebody on it")
	}
	return some(list, 4)
}

func (s *WatchlistReads) TestEverybodyOnAListIsCountedAndIsAUser() {
	for _, list := range s.peopled() {
		id := list.At("watchlistId").Str()
		put, total, whole := s.head(included(id))
		s.EqualValues(list.At("stats", "includedUsersCount").Int(), total, "%s", list)
		on, all, _ := s.head(members(id))
		s.GreaterOrEqual(all, total, "who is put on a list is on it")
		if whole {
			s.Subset(members(id).idsOf(on), included(id).idsOf(put))
		}
		for _, member := range some(on, 3) {
			uid := member.At("userId").Str()
			s.Equal(s.user(uid).At("username").Str(), member.At("username").Str())
			s.Regexp(microseconds, member.At("addedTime").Str())
			s.Equal(member.String(), s.admin.Get(members(id).path+"/"+uid).Status(200).JSON().String())
			s.Equal(uid, s.profile(uid).At("userId").Str())
		}
	}
}

func (s *WatchlistReads) TestWhatIsUnknownIs404() {
	paths := []string{watchlistAt(nobody), included(nobody).path, members(nobody).path, members(nobody).path + "/" + nobody, profileOf(nobody), profileOf("1001")}
	for _, path := range paths {
		s.Contains(saysTwice(func() *contract.Response { return s.admin.Get(path) }, 404), "not found", path)
	}
	path := members(s.sample(allWatchlists)[0].At("watchlistId").Str()).path + "/" + nobody
	s.Contains(saysTwice(func() *contract.Response { return s.admin.Get(path) }, 404), "not found")
}
