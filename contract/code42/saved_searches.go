package code42

import (
	"fmt"

	"github.com/understudy/understudy/contract"
)

// SavedSearches is the contract of saved searches, which clients only read.
type SavedSearches struct{ suite }

func savedSearches(version int) string {
	return fmt.Sprintf("/forensic-search/queryservice/api/v%d/saved", version)
}

func (s *SavedSearches) TestEachVersionHasItsListAndEachSearchIsAListOfOne() {
	tenant, seen := data(s.admin.Get("/api/v3/customer/my")).At("tenantUid").Str(), 0
	for version, names := range map[int][]string{1: {"Archives on removable media", "Everything"}, 2: {"Critical this month", "Uploads or sticks"}} {
		answer := s.admin.Get(savedSearches(version)).Status(200).JSON()
		s.True(answer.At("problems").IsNull())
		list := answer.At("searches")
		if s.Target().Has(contract.CapSeedData) {
			s.ElementsMatch(names, list.Texts("name"))
		}
		for _, search := range some(list.Items(), 10) {
			seen++
			s.EqualValues(version, search.At("apiVersion").Int())
			s.Regexp(`^[0-9a-f-]{36}$`, search.At("id").Str())
			s.Equal(tenant, search.At("tenantId").Str())
			s.times(search, milliseconds)
			s.Positive(search.At("groups").Len())
			for _, column := range []string{"notes", "createdByUID", "createdByUsername", "creationTimestamp", "modifiedTimestamp", "srtKey", "srtDir"} {
				s.True(search.At(column).Exists(), column)
			}
			one := s.admin.Get(contract.Path(savedSearches(version)+"/%v", search.At("id").Str())).Status(200).JSON()
			s.True(one.At("problems").IsNull())
			s.Equal(1, one.At("searches").Len())
			s.Equal(search.String(), one.At("searches", 0).String())
		}
	}
	if seen == 0 {
		s.Lacks("a saved search")
	}
}

func (s *SavedSearches) TestGroupsAreWhatTheSDKRuns() {
	s.Needs(contract.CapSeedData)
	search := s.admin.Get(savedSearches(1)).Status(200).At("searches").Find("name", "Everything")
	s.Equal("AND", search.At("groupClause").Str())
	s.JSONEq(`[{"filterClause":"AND","filters":[{"operator":"IS","term":"fileName","value":"*"}]}]`, search.At("groups").String())
}

// TestTheSDKCanReadEverySavedSearch demands what py42 and code42cli read of each
// group and each filter, and fail without. A group of groups has none of it, so
// the default world has no search with one.
func (s *SavedSearches) TestTheSDKCanReadEverySavedSearch() {
	for _, version := range []int{1, 2} {
		for _, search := range s.admin.Get(savedSearches(version)).Status(200).At("searches").Items() {
			for _, g := range search.At("groups").Items() {
				if g.At("subgroups").Exists() && !s.Target().Has(contract.CapSeedData) {
					continue
				}
				s.Contains([]string{"AND", "OR"}, g.At("filterClause").Str())
				s.Positive(g.At("filters").Len())
				for _, f := range g.At("filters").Items() {
					s.NotEmpty(f.At("operator").Str())
					s.NotEmpty(f.At("term").Str())
					s.True(f.At("value").Exists())
				}
			}
		}
	}
}

func (s *SavedSearches) TestUnknownSearchesAre404s() {
	for version, other := range map[int]int{1: 2, 2: 1} {
		ids := []string{nobody, "00000000-0000-0000-0000-000000000000"}
		if one := s.admin.Get(savedSearches(other)).Status(200).At("searches", 0, "id"); one.Exists() {
			ids = append(ids, one.Str())
		}
		for _, id := range ids {
			send := func() *contract.Response { return s.admin.Get(contract.Path(savedSearches(version)+"/%v", id)) }
			s.Contains(saysTwice(send, 404), "not found")
		}
	}
}

func (s *SavedSearches) TestReadingTakesAPermission() {
	basic := s.basic()
	for _, version := range []int{1, 2} {
		for _, path := range []string{savedSearches(version), contract.Path(savedSearches(version)+"/%v", nobody)} {
			saysTwice(func() *contract.Response { return basic.Get(path) }, 403)
			saysTwice(func() *contract.Response { return s.Anonymous().Get(path) }, 401)
		}
		s.Run(fmt.Sprintf("who may read version %d", version), func() {
			s.Tenant().SeededUser("security.user@example.com").Get(savedSearches(version)).Status(200)
		})
	}
}
