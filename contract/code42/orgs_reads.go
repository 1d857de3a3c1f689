package code42

import (
	"fmt"
	"strings"

	"github.com/understudy/understudy/contract"
)

// OrgReads is the contract of the organizations that a tenant has, whichever they are.
type OrgReads struct{ suite }

// orgTree are the organizations by their UIDs. A tenant with more than a page of them says too little about who is below whom.
type orgTree map[string]contract.Value

func (s *suite) orgTree() orgTree {
	s.T().Helper()
	rows, _, whole := s.head(allOrgs)
	if !whole {
		s.Lacks("so few organizations that they fit on a page")
	}
	tree := orgTree{}
	for _, org := range rows {
		tree[org.At("orgUid").Str()] = org
	}
	return tree
}

// within tells whether an organization is another or below it.
func (t orgTree) within(org, other string) bool {
	for range len(t) {
		if org == other || t[org].At("parentOrgUid").IsNull() {
			break
		}
		org = t[org].At("parentOrgUid").Text()
	}
	return org == other
}

// text is several values as one.
func text(values ...any) string { return fmt.Sprint(values...) }

func (s *OrgReads) TestEveryOrgIsWhole() {
	tree := s.orgTree()
	for i, org := range s.sample(allOrgs) {
		s.Positive(org.At("orgId").Int())
		s.Regexp(`^\d{1,19}$`, org.At("orgUid").Str())
		s.Regexp(uuid, org.At("orgGuid").Str())
		s.NotEmpty(org.At("orgName").Str())
		s.NotEmpty(org.At("registrationKey").Str())
		s.state(org)
		s.times(org, milliseconds)
		s.Equal(!org.At("active").Bool(), !org.At("deactivationDate").IsNull(), org.At("orgName").Str())
		for _, member := range []string{"orgExtRef", "notes", "classification", "type", "settings", "settingsInherited", "settingsSummary"} {
			s.True(org.At(member).Exists(), member)
		}
		if above := org.At("parentOrgUid"); !above.IsNull() {
			parent, ok := tree[above.Str()]
			s.Require().True(ok, "the organization above %s is listed", org.At("orgName").Str())
			s.Equal(parent.At("orgId").Int(), org.At("parentOrgId").Int())
			s.Equal(parent.At("orgGuid").Str(), org.At("parentOrgGuid").Str())
		} else {
			s.True(org.At("parentOrgId").IsNull())
			s.True(org.At("parentOrgGuid").IsNull())
			s.Zero(i, "the one at the top is the first of the list")
		}
	}
}

func (s *OrgReads) TestAnOrgReadsTheSameEveryWay() {
	for _, org := range some(s.sample(allOrgs), 6) {
		s.Equal(org.String(), s.org(org.At("orgGuid").Str()).String())
		found := s.filters(allOrgs, contract.Query{"q": org.At("registrationKey").Str()}, is("orgUid", org.At("orgUid").Str()))
		s.Equal(1, found)
	}
}

func (s *OrgReads) TestFiltersKeepWhatTheyAsk() {
	s.halves(allOrgs, "active", func(o contract.Value) bool { return o.At("active").Bool() })
	s.halves(allOrgs, "blocked", func(o contract.Value) bool { return o.At("blocked").Bool() })
	rows := s.sample(allOrgs)
	name := rows[len(rows)-1].At("orgName").Str()
	for _, part := range []string{name, strings.ToUpper(name), name[len(name)/2:]} {
		s.Positive(s.filters(allOrgs, contract.Query{"q": part}, func(o contract.Value) bool {
			return hasText(o, part, "orgName", "registrationKey", "orgExtRef")
		}), part)
	}
	s.Zero(s.filters(allOrgs, contract.Query{"q": "no organization is called so"}, func(contract.Value) bool { return false }))
}

func (s *OrgReads) TestCountsAreThoseOfTheLists() {
	tree := s.orgTree()
	count := func(path string, org contract.Value, more contract.Query) int64 {
		return data(s.admin.Get(path, contract.Query{"orgUid": org.At("orgUid").Str(), "pgSize": 1}, more)).At("totalCount").Int()
	}
	for _, org := range some(s.sample(allOrgs), 5) {
		counted := data(s.admin.Get(byGUID(org.At("orgGuid").Str()), contract.Query{"incCounts": true}))
		below := int64(0)
		for other := range tree {
			if tree.within(other, org.At("orgUid").Str()) {
				below++
			}
		}
		s.Equal(below, counted.At("orgCount").Int(), "itself included")
		s.Equal(count("/api/v1/User", org, nil), counted.At("userCount").Int(), org.At("orgName").Str())
		s.Equal(count("/api/v1/Computer", org, nil), counted.At("computerCount").Int(), org.At("orgName").Str())
	}
}

func (s *OrgReads) TestAgentStatesAreThoseOfTheDevices() {
	for _, org := range some(s.sample(allOrgs), 4) {
		states := data(s.admin.Get(agentStates, contract.Query{"orgId": org.At("orgId").Text(), "propertyName": "fullDiskAccess"}))
		for _, state := range some(states.Items(), 3) {
			guid := state.At("deviceGuid").Str()
			one := data(s.admin.Get("/api/v14/agent-state/view-by-device-guid", contract.Query{"deviceGuid": guid, "propertyName": "fullDiskAccess"}))
			s.Equal("fullDiskAccess", one.At("name").Str())
			s.Equal(state.At("value").Str(), one.At("value").Str(), "text, not a boolean")
			s.Equal(state.At("name").Str(), one.At("name").Str())
			s.Equal(guid, s.device(guid).At("guid").Str())
		}
		query := contract.Query{"orgId": org.At("orgId").Text(), "propertyName": "noSuchProperty"}
		s.Zero(data(s.admin.Get(agentStates, query)).Len())
	}
	for _, id := range []string{"999999999", "no-number"} {
		refusedTwice(func() *contract.Response {
			return s.admin.Get(agentStates, contract.Query{"orgId": id, "propertyName": "fullDiskAccess"})
		}, 404)
	}
}
