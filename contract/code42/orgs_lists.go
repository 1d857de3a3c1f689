package code42

import (
	"strings"

	"github.com/understudy/understudy/contract"
)

// The vendor's Ruby client recorded the search by name, its example scripts send a registration key.
func (s *Orgs) TestAnOrgIsFoundByAPartOfItsNameOrByItsRegistrationKey() {
	org, other := s.newOrg(s.topOrg()), s.newOrg(s.topOrg())
	name := s.Name("Field Ops of " + s.T().Name())
	s.admin.Put(byGUID(org.At("orgGuid").Str()), map[string]any{"orgName": name, "orgExtRef": "HR-4711", "notes": nil}).Status(200)
	found := func(q string) []string { return s.all(allOrgs.where(contract.Query{"q": q})) }
	for _, q := range []string{name, strings.ToUpper(name), name[3:], org.At("registrationKey").Str(), "hr-4711"} {
		s.Contains(found(q), org.At("orgUid").Str(), q)
		s.NotContains(found(q), other.At("orgUid").Str(), q)
	}
	s.Empty(found("no organization is called so"))
}

func (s *Orgs) TestOrgsAreFilteredByTheirState() {
	org := s.newOrg(s.topOrg())
	act := func(what string) {
		done(s.admin.Post(contract.Path("/api/v3/orgs/%v/"+what, org.At("orgGuid").Str()), nil))
	}
	listed := func(filter, value string) bool {
		return strings.Contains(strings.Join(s.all(allOrgs.where(contract.Query{filter: value})), " "), org.At("orgUid").Str())
	}
	is := func(active, blocked bool) {
		s.Equal(active, listed("active", "True"))
		s.Equal(!active, listed("active", "False"))
		s.Equal(blocked, listed("blocked", "true"))
		s.Equal(!blocked, listed("blocked", "false"))
	}
	is(true, false)
	act("deactivate")
	is(false, false)
	act("block")
	is(false, true)
	gone := s.all(allOrgs.where(contract.Query{"active": false, "q": org.At("registrationKey").Str()}))
	s.Equal([]string{org.At("orgUid").Str()}, gone, "filters narrow together")
}

func (s *Orgs) TestIncAllBringsEveryPartOfAnOrg() {
	parts := contract.Query{
		"incCounts": true, "incSettings": true, "incDeviceDefaults": true, "incInheritedOrgInfo": true, "incBackupUsage": true, "incWindowsUsmtFiles": true,
	}
	read := func(path string, query contract.Query) func() string {
		return func() string { return data(s.admin.Loose().Get(path, query, contract.Query{"pgSize": 20})).String() }
	}
	for _, path := range []string{byGUID(s.topOrg().At("orgGuid").Str()), "/api/v1/Org/my", "/api/v1/Org"} {
		for _, yes := range []string{"true", "True", "1"} {
			s.agree(read(path, parts), read(path, contract.Query{"incAll": yes}), path)
		}
	}
	but := data(s.admin.Get("/api/v1/Org/my", contract.Query{"incAll": true, "incCounts": false}))
	s.False(but.At("userCount").Exists(), "what is refused stays out")
	s.True(but.At("backupUsage").Exists())
}
