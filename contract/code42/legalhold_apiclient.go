package code42

import "github.com/understudy/understudy/contract"

// LegalHoldAPIClient is the contract of legal hold as API clients call it: the
// same matters, in other forms.
type LegalHoldAPIClient struct {
	suite
	client *contract.Session
}

const v27 = "/api/v27/legal-hold-"

// SetupTest signs the API client in, too. The lists are read as the client.
func (s *LegalHoldAPIClient) SetupTest() {
	s.suite.SetupTest()
	s.client = s.APIClient()
}

var (
	v27Matters     = listing{path: v27 + "matter/list", id: "legalHoldUid", paging: v27Pages}
	v27Memberships = listing{path: v27 + "membership/list", id: "legalHoldMembershipUid", paging: v27Pages}
)

func matterUID(uid string) contract.Query { return contract.Query{"legalHoldUid": uid} }

// policy is one that the client makes, or one that is there where none can be taken away again.
func (s *LegalHoldAPIClient) policy(name string) string {
	s.T().Helper()
	if !s.Target().Has(contract.CapDestructive) {
		return s.newPolicy()
	}
	return data(s.client.Post(v27+"policy/create", map[string]any{"name": name})).At("legalHoldPolicyUid").Str()
}

func (s *LegalHoldAPIClient) create(name string) contract.Value {
	s.T().Helper()
	name = s.Name(name)
	return data(s.client.Post(v27+"matter/create", map[string]any{
		"policyId": s.policy(name), "name": name, "description": "d", "notes": nil, "externalReference": "REF-" + name,
	}))
}

func (s *LegalHoldAPIClient) add(matter, user string) contract.Value {
	s.T().Helper()
	return data(s.client.Post(v27+"membership/create", map[string]any{"legalHoldUid": matter, "userUid": user}))
}

func (s *LegalHoldAPIClient) state(matter, what string) *contract.Response {
	s.T().Helper()
	return s.client.Post(v27+"matter/"+what, map[string]any{"legalHoldUid": matter})
}

func (s *LegalHoldAPIClient) TestAPolicyIsReadBackEveryWay() {
	policy := data(s.client.Post(v27+"policy/create", map[string]any{"name": s.Name("Plain")}))
	uid := policy.At("legalHoldPolicyUid").Str()
	s.Equal(s.Name("Plain"), policy.At("name").Str())
	s.True(policy.At("policy").IsNull())
	s.True(policy.At("creatorUser").IsNull(), "an API client is no user")
	s.Equal(policy.String(), data(s.client.Get(v27+"policy/view", contract.Query{"legalHoldPolicyUid": uid})).String())
	s.Equal(policy.String(), data(s.client.Get(v27+"policy/list")).Find("legalHoldPolicyUid", uid).String())
	s.Equal(policy.String(), data(s.admin.Get(policies+"view", contract.Query{"legalHoldPolicyUid": uid})).String(), "and users see it")
}

func (s *LegalHoldAPIClient) TestMatterIsReadBackEveryWay() {
	matter := s.create("Plain matter")
	uid, want := matter.At("legalHoldUid").Str(), matter.String()
	s.True(matter.At("active").Bool())
	s.Equal("REF-"+s.Name("Plain matter"), matter.At("externalReference").Str())
	s.Equal(s.Tenant().Access.APIClientID, matter.At("creator", "principalId").Str())
	s.False(matter.At("creator").IsNull(), "the command line reads it")
	s.False(matter.At("creator", "user").Exists())
	s.Equal(want, data(s.client.Get(v27+"matter/view", matterUID(uid))).String())
	for name, filter := range map[string]contract.Query{
		"all": nil, "true": {"active": "true"}, "none": {"active": "none"}, "name": {"name": "PLAIN"}, "reference": {"externalReference": "REF-" + s.Name("Plain matter")},
		"creator": {"creatorPrincipalId": s.Tenant().Access.APIClientID},
	} {
		list := data(s.client.Get(v27+"matter/list", filter, contract.Query{"page": 1, "pageSize": 500}))
		s.Equal(want, list.Find("legalHoldUid", uid).String(), name)
	}
	for name, filter := range map[string]contract.Query{
		"false": {"active": "false"}, "name": {"name": "nothing like it"}, "reference": {"externalReference": "REF"}, "creator": {"creatorPrincipalId": nobody},
	} {
		s.NotContains(s.all(v27Matters.where(filter)), uid, name)
	}
}

// Clients iterate over what is under data.
func (s *LegalHoldAPIClient) TestTheDataOfAListIsAnArrayEvenWhenEmpty() {
	for path, filter := range map[string]contract.Query{
		v27 + "matter/list": {"name": "nothing like it"}, v27 + "membership/list": {"legalHoldUid": nobody},
	} {
		s.Equal("[]", data(s.client.Get(path, filter, contract.Query{"page": 1, "pageSize": 500})).String(), path)
	}
}

func (s *LegalHoldAPIClient) TestWhatIsUnknownIsA403AndNotA404() {
	for name, send := range map[string]func() *contract.Response{
		"policy": func() *contract.Response {
			return s.client.Get(v27+"policy/view", contract.Query{"legalHoldPolicyUid": nobody})
		},
		"matter":     func() *contract.Response { return s.client.Get(v27+"matter/view", matterUID(nobody)) },
		"activate":   func() *contract.Response { return s.state(nobody, "activate") },
		"deactivate": func() *contract.Response { return s.state(nobody, "deactivate") },
		"add": func() *contract.Response {
			return s.client.Post(v27+"membership/create", map[string]any{"legalHoldUid": nobody, "userUid": nobody})
		},
		"remove": func() *contract.Response {
			return s.client.Post(v27+"membership/deactivate", map[string]any{"legalHoldMembershipUid": nobody})
		},
	} {
		s.Contains(saysTwice(send, 403), "SYSTEM", name)
	}
}

func (s *LegalHoldAPIClient) TestWhatCannotBeMade() {
	for path, body := range map[string]map[string]any{
		"policy/create":     {"name": " "},
		"matter/create":     {"policyId": nobody, "name": s.Name("x")},
		"membership/create": {"legalHoldUid": s.create("x").At("legalHoldUid").Str(), "userUid": nobody},
	} {
		saysTwice(func() *contract.Response { return s.client.Post(v27+path, body) }, 400)
	}
}

func (s *LegalHoldAPIClient) TestActivationsMayNotBeRepeated() {
	uid := s.create("Once").At("legalHoldUid").Str()
	s.Contains(saysTwice(func() *contract.Response { return s.state(uid, "activate") }, 400), "ALREADY_ACTIVE")
	s.False(data(s.state(uid, "deactivate")).At("active").Bool(), "the answer is the matter")
	s.Contains(saysTwice(func() *contract.Response { return s.state(uid, "deactivate") }, 400), "ALREADY_DEACTIVATED")
	s.False(data(s.client.Get(v27+"matter/view", matterUID(uid))).At("active").Bool())
	s.Equal(uid, data(s.state(uid, "activate")).At("legalHoldUid").Str())
	s.True(data(s.client.Get(v27+"matter/view", matterUID(uid))).At("active").Bool())
}

func (s *LegalHoldAPIClient) TestMembershipsAndTheirTraps() {
	user := s.newUser(s.home())
	uid, matter := user.At("userUid").Str(), s.create("Members").At("legalHoldUid").Str()
	member := s.add(matter, uid)
	id := member.At("legalHoldMembershipUid").Str()
	again := map[string]any{"legalHoldUid": matter, "userUid": uid}
	s.Contains(saysTwice(func() *contract.Response { return s.client.Post(v27+"membership/create", again) }, 400), "USER_ALREADY_IN_HOLD")
	s.Equal(s.Name("Members"), data(s.client.Get(v27+"matter/view", matterUID(matter))).At("name").Str(), "which the SDK reads next")
	for _, filter := range []contract.Query{{"userUid": uid}, {"legalHoldUid": matter}, {"user": user.At("username").Str()}} {
		for state, want := range map[any][]string{"ACTIVE": {id}, "ALL": {id}, nil: {id}, "INACTIVE": {}} {
			list := data(s.client.Get(v27+"membership/list", filter, contract.Query{"active": state}))
			s.ElementsMatch(want, list.Texts("legalHoldMembershipUid"), "%v %v", filter, state)
		}
	}
	for _, filter := range []contract.Query{nil, {"active": "ALL", "page": 1, "pageSize": 500}} {
		text := saysTwice(func() *contract.Response { return s.client.Get(v27+"membership/list", filter) }, 400)
		s.Contains(text, "At least one criteria must be specified")
	}
	for range 2 {
		ended := data(s.client.Post(v27+"membership/deactivate", map[string]any{"legalHoldMembershipUid": id}))
		s.Equal(id, ended.At("legalHoldMembershipUid").Str())
		s.False(ended.At("active").Bool(), "the answer is the membership")
	}
	s.Equal([]string{id}, s.all(v27Memberships.where(contract.Query{"legalHoldUid": matter, "active": "INACTIVE"})))
	s.True(s.add(matter, uid).At("active").Bool(), "and may be added again")
}

func (s *LegalHoldAPIClient) TestOneTruthForUsersAndAPIClients() {
	uid, matter := s.custodian(), s.create("Shared").At("legalHoldUid").Str()
	local := s.matter(matter)
	s.Equal(s.Name("Shared"), local.At("name").Str())
	s.Equal("REF-"+s.Name("Shared"), local.At("holdExtRef").Str())
	s.False(local.At("creator").IsNull())
	id := s.add(matter, uid).At("legalHoldMembershipUid").Str()
	s.Equal([]string{id}, s.all(allMemberships.where(contract.Query{"legalHoldUid": matter, "activeState": "ACTIVE"})))
	held := func() *contract.Response {
		return s.admin.Post(contract.Path("/api/v3/users/%v/deactivate", uid), map[string]any{"block": nil})
	}
	s.Contains(saysTwice(held, 400), "ACTIVE_LEGAL_HOLD")
	s.admin.Post(closeMatter, map[string]any{"legalHoldUid": matter}).Status(204)
	s.Contains(saysTwice(func() *contract.Response { return s.state(matter, "deactivate") }, 400), "ALREADY_DEACTIVATED")
	s.Equal([]string{id}, s.all(v27Memberships.where(contract.Query{"legalHoldUid": matter, "active": "INACTIVE"})))
	done(s.state(matter, "activate"))
	s.True(s.matter(matter).At("active").Bool())
	done(held())
	theirs := s.newMatter("A user's").At("legalHoldUid").Str()
	creator := data(s.client.Get(v27+"matter/view", matterUID(theirs))).At("creator")
	s.Equal(s.Tenant().Access.Username, creator.At("user", "email").Str())
	s.Equal(creator.At("user", "userUid").Str(), creator.At("principalId").Str())
}
