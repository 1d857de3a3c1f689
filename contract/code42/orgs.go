package code42

import "github.com/understudy/understudy/contract"

// Orgs is the contract of organizations: making, finding and changing them.
type Orgs struct{ suite }

func byGUID(guid string) string { return contract.Path("/api/v3/orgs/%v", guid) }

func (s *Orgs) listed(uid string) contract.Value {
	s.T().Helper()
	return data(s.admin.Get("/api/v1/Org", contract.Query{"pgNum": 1, "pgSize": 500})).At("orgs").Find("orgUid", uid)
}

func (s *Orgs) TestCreateOrgIsExactly200AndListedAtOnce() {
	top := s.topOrg()
	answer := s.admin.Post("/api/v3/orgs", map[string]any{
		"orgName": s.Name("Field Ops"), "orgExtRef": "ref-1", "notes": "opened in spring", "parentOrgGuid": top.At("orgGuid").Str(),
	}).Status(200)
	s.True(answer.At("error").IsNull())
	org := answer.At("data")
	s.Equal(s.Name("Field Ops"), org.At("orgName").Str())
	s.Equal("ref-1", org.At("orgExtRef").Str())
	s.Equal("opened in spring", org.At("notes").Str())
	s.Equal("Active", org.At("status").Str())
	s.Equal(top.At("orgId").Int(), org.At("parentOrgId").Int(), "the SDK's tests move a user there")
	s.Equal(top.At("orgUid").Str(), org.At("parentOrgUid").Str())
	s.Equal(top.At("orgGuid").Str(), org.At("parentOrgGuid").Str())
	s.Regexp(`^\w{4}(-\w{4}){3}$`, org.At("registrationKey").Str())
	s.Equal(org.String(), s.org(org.At("orgGuid").Str()).String())
	s.Equal(org.String(), s.listed(org.At("orgUid").Str()).String())
}

func (s *Orgs) TestTheRootIsTheFirstOfTheList() {
	s.Needs(contract.CapSeedData)
	s.True(s.topOrg().At("parentOrgId").IsNull())
	s.Equal(rootOrgUID, s.topOrg().At("orgUid").Str())
	s.newOrg(s.topOrg())
	s.Equal(rootOrgUID, s.topOrg().At("orgUid").Str())
}

func (s *Orgs) TestOrgsMayBeNested() {
	child := s.newOrg(s.topOrg())
	grandchild := s.newOrg(child)
	s.Equal(child.At("orgGuid").Str(), grandchild.At("parentOrgGuid").Str())
	s.Equal(child.At("orgId").Int(), s.listed(grandchild.At("orgUid").Str()).At("parentOrgId").Int())
}

func (s *Orgs) TestWithoutAParentItIsTheRoot() {
	s.Needs(contract.CapSeedData)
	for _, body := range []map[string]any{
		{"orgName": "Orphan"}, {"orgName": "Orphan", "orgExtRef": nil, "notes": nil, "parentOrgGuid": nil},
	} {
		s.Equal(rootOrgGUID, data(s.admin.Post("/api/v3/orgs", body)).At("parentOrgGuid").Str())
	}
}

func (s *Orgs) TestCreateOrgRefusals() {
	s.Needs(contract.CapFork)
	before := s.all(allOrgs)
	for _, body := range []map[string]any{
		{"orgName": "x", "parentOrgGuid": nobodysGUID}, {"orgName": "x", "parentOrgGuid": "no-guid"},
		{"orgName": "x", "parentOrgGuid": ""}, {"orgName": ""}, {"orgName": " \t"},
	} {
		refusedTwice(func() *contract.Response { return s.admin.Post("/api/v3/orgs", body) }, 400)
	}
	s.Equal(before, s.all(allOrgs))
}

func (s *Orgs) TestOrgNotFound() {
	for _, guid := range []string{nobodysGUID, "no-guid", nobody, " "} {
		s.Equal("SYSTEM", refusedTwice(func() *contract.Response { return s.admin.Get(byGUID(guid)) }, 404).At("name").Str())
	}
}

func (s *Orgs) TestAnOrgThatIsNotThereIsNotChanged() {
	for _, guid := range []string{nobodysGUID, "no-guid", nobody, " "} {
		for _, send := range []func() *contract.Response{
			func() *contract.Response { return s.admin.Put(byGUID(guid), map[string]any{"notes": "x"}) },
			func() *contract.Response { return s.admin.Post(byGUID(guid)+"/block", nil) },
			func() *contract.Response { return s.admin.Post(byGUID(guid)+"/unblock", nil) },
			func() *contract.Response { return s.admin.Post(byGUID(guid)+"/deactivate", nil) },
			func() *contract.Response { return s.admin.Post(byGUID(guid)+"/activate", nil) },
		} {
			s.Equal("SYSTEM", refusedTwice(send, 404).At("name").Str())
		}
	}
}

func (s *Orgs) TestUpdateOrgIsReadBack() {
	org := s.newOrg(s.topOrg())
	guid := org.At("orgGuid").Str()
	want := map[string]any{"orgName": s.Name("Renamed"), "orgExtRef": "ref-2", "notes": "second floor"}
	answer := data(s.admin.Put(byGUID(guid), want))
	for field, value := range want {
		s.Equal(value, answer.At(field).Str())
		s.Equal(value, s.org(guid).At(field).Str())
		s.Equal(value, s.listed(org.At("orgUid").Str()).At(field).Str())
	}
	user := s.newUser(s.org(guid))
	s.Equal(s.Name("Renamed"), user.At("orgName").Str())
}

func (s *Orgs) TestNullFieldsOfAnUpdateMeanUnchanged() {
	org := s.newOrg(s.topOrg())
	guid := org.At("orgGuid").Str()
	data(s.admin.Put(byGUID(guid), map[string]any{"orgExtRef": "ref", "notes": "kept"}))
	before := s.org(guid)
	for _, body := range []map[string]any{{"orgName": nil, "orgExtRef": nil, "notes": nil}, {}} {
		data(s.admin.Put(byGUID(guid), body))
		for _, field := range before.Keys() {
			if field != "modificationDate" {
				s.Equal(before.At(field).String(), s.org(guid).At(field).String(), field)
			}
		}
	}
	refusedTwice(func() *contract.Response {
		return s.admin.Put(byGUID(guid), map[string]any{"orgName": " ", "notes": "half"})
	}, 400)
	s.Equal("kept", s.org(guid).At("notes").Str())
}

func (s *Orgs) TestPagesOfOrgs() {
	s.pages(allOrgs)
}

func (s *Orgs) TestNoCapOnPageSizes() {
	s.Needs(contract.CapFork)
	s.noCap(allOrgs)
}

func (s *Orgs) TestPagesThatMeanNothing() { s.noPages(allOrgs) }

func (s *Orgs) TestCurrentOrgIsTheUsersOwn() {
	s.Equal(data(s.admin.Get(my)).At("orgUid").Str(), data(s.admin.Get("/api/v1/Org/my")).At("orgUid").Str())
	s.Needs(contract.CapSeedData)
	ops := data(s.Tenant().SeededUser(basicUser).Get("/api/v1/Org/my"))
	s.Equal(opsOrgUID, ops.At("orgUid").Str())
	s.Equal(s.org(opsOrgGUID).At("registrationKey").Str(), ops.At("registrationKey").Str())
}

func (s *Orgs) TestTheOrganizationAboveIsNotToldToWhoMayNotReadIt() {
	s.Needs(contract.CapSeedData)
	s.Equal(rootOrgUID, s.org(opsOrgGUID).At("parentOrgUid").Str())
	for _, name := range []string{basicUser, orgAdmin} {
		ops := data(s.Tenant().SeededUser(name).Get("/api/v1/Org/my", contract.Query{"incInheritedOrgInfo": true}))
		for _, member := range []string{"parentOrgUid", "parentOrgGuid", "parentOrgId"} {
			s.True(ops.At(member).IsNull(), "%s: %s", name, member)
		}
		s.True(ops.At("orgInheritDto", "orgUidProvidingDestinations").IsNull(), name)
	}
}

const agentStates = "/api/v14/agent-state/view-by-organization-id"

func (s *Orgs) TestAgentStatesOfANewOrgAreAnEmptyList() {
	org := s.newOrg(s.topOrg())
	s.Zero(data(s.admin.Get(agentStates, contract.Query{"orgId": org.At("orgId").Text(), "propertyName": "fullDiskAccess"})).Len())
}

func (s *Orgs) TestAgentStatesOfAnOrgsDevices() {
	s.Needs(contract.CapSeedData)
	query := contract.Query{"orgId": s.topOrg().At("orgId").Text(), "propertyName": "fullDiskAccess"}
	states := data(s.admin.Get(agentStates, query))
	pinned := states.Find("deviceGuid", pinnedDeviceGUID)
	s.Equal("fullDiskAccess", pinned.At("name").Str())
	s.Equal("true", pinned.At("value").Str(), "text, not a boolean")
	inOrg := s.all(allDevices.where(contract.Query{"orgUid": rootOrgUID}))
	s.Subset(inOrg, states.Texts("deviceGuid"))
}

func (s *Orgs) TestAnUnchangedOrgReadsTheSameByteForByte() {
	guid := s.newOrg(s.topOrg()).At("orgGuid").Str()
	first := s.org(guid).String()
	s.Equal(first, s.org(guid).String())
}

// TestABodyWithAByteOrderMarkIsTakenOrRefusedByThatName: Jackson, which reads bytes, passes over it (inferred).
func (s *Orgs) TestABodyWithAByteOrderMarkIsTakenOrRefusedByThatName() {
	guid := s.newOrg(s.topOrg()).At("orgGuid").Str()
	body := contract.Raw{Type: "application/json", Text: "\ufeff{\"notes\":\"marked\"}"}
	answer := s.admin.Bad().Put(contract.Path("/api/v3/orgs/%v", guid), body)
	if answer.StatusCode() < 300 {
		s.Equal("marked", data(s.admin.Get(contract.Path("/api/v3/orgs/%v", guid))).At("notes").Str())
	}
	s.Contains([]int{200, 204, 400}, answer.StatusCode())
}
