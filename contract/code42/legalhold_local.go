package code42

import (
	"time"

	"github.com/understudy/understudy/contract"
)

// LegalHoldLocal is the contract of legal hold as users call it.
type LegalHoldLocal struct{ suite }

const (
	policies      = "/api/v4/legal-hold-policy/"
	matters       = "/api/v1/LegalHold"
	memberships   = "/api/v1/LegalHoldMembership"
	holdReport    = "/api/v1/LegalHoldEventReport"
	closeMatter   = "/api/v4/legal-hold-deactivation/update"
	endMembership = "/api/v1/LegalHoldMembershipDeactivation"
)

var (
	allMatters     = listing{path: matters, key: "legalHolds", id: "legalHoldUid", paging: holdPages}
	allMemberships = listing{path: memberships, key: "legalHoldMemberships", id: "legalHoldMembershipUid", paging: holdPages}
	allHoldEvents  = listing{path: holdReport, key: "legalHoldEvents", id: "eventUid", paging: holdPages}
)

// made is what a v1 resource answers with when it has made something: 201, unlike elsewhere.
func made(r *contract.Response) contract.Value {
	r.T().Helper()
	return r.Status(201).At("data")
}

// newPolicy creates a policy without content. None can be taken away again, so on a tenant of others it is one that is there, unless
// the tests may do what cannot be undone.
func (s *suite) newPolicy() string {
	s.T().Helper()
	if !s.Target().Has(contract.CapDestructive) {
		there := data(s.admin.Get(policies + "list")).Items()
		if len(there) == 0 {
			s.Lacks("a legal hold policy")
		}
		return there[0].At("legalHoldPolicyUid").Str()
	}
	return data(s.admin.Post(policies+"create", map[string]any{"name": s.Name(s.T().Name()), "policy": nil})).At("legalHoldPolicyUid").Str()
}

// newMatter creates a matter with a policy of its own.
func (s *suite) newMatter(name string) contract.Value {
	s.T().Helper()
	return made(s.admin.Post(matters, map[string]any{
		"name": s.Name(name), "holdPolicyUid": s.newPolicy(), "description": nil, "notes": nil, "holdExtRef": nil,
	}))
}

// hold makes a user a custodian.
func (s *suite) hold(matter, user string) contract.Value {
	s.T().Helper()
	return made(s.admin.Post(memberships, map[string]any{"legalHoldUid": matter, "userUid": user}))
}

// release ends a membership.
func (s *suite) release(membership string) {
	s.T().Helper()
	s.admin.Post(endMembership, map[string]any{"legalHoldMembershipUid": membership}).Status(204)
}

// matter reads a matter back.
func (s *suite) matter(uid string) contract.Value {
	s.T().Helper()
	return data(s.admin.Get(contract.Path(matters+"/%v", uid)))
}

// custodian creates a user to be held.
func (s *suite) custodian() string {
	s.T().Helper()
	return s.newUser(s.home()).At("userUid").Str()
}

func (s *LegalHoldLocal) TestTheDataOfThePolicyListIsTheArrayItself() {
	uid := s.newPolicy()
	list := data(s.admin.Get(policies + "list"))
	s.Positive(list.Len())
	s.Contains(list.Texts("legalHoldPolicyUid"), uid)
}

func (s *LegalHoldLocal) TestAPolicyShowsEveryMemberOfPublishedOnes() {
	s.Needs(contract.CapSeedData)
	content := data(s.admin.Get(policies+"list")).Find("name", "Documents and mail").At("policy")
	for _, member := range []string{
		"backupOpenFiles", "compression", "dataDeDupAutoMaxFileSizeForLan", "dataDeDupAutoMaxFileSizeForWan", "dataDeDuplication", "encryptionEnabled",
		"scanIntervalMillis", "scanTime", "watchFiles", "destinations", "backupRunWindow", "backupPaths", "retentionPolicy",
	} {
		s.True(content.At(member).Exists(), member)
	}
	s.Positive(content.At("backupPaths", "paths").Len())
	s.Positive(content.At("retentionPolicy", "versionLastYearIntervalMinutes").Int())
}

func (s *LegalHoldLocal) TestPolicyIsReadBack() {
	content := map[string]any{"backupOpenFiles": true, "compression": "ON", "nested": map[string]any{"list": []int{1, 2}}}
	policy := data(s.admin.Post(policies+"create", map[string]any{"name": s.Name("Keep <all> & \"more\""), "policy": content}))
	s.Equal(s.Name("Keep <all> & \"more\""), policy.At("name").Str())
	s.JSONEq(`{"backupOpenFiles":true,"compression":"ON","nested":{"list":[1,2]}}`, policy.At("policy").String())
	s.Equal(s.Tenant().Access.Username, policy.At("creatorUser", "username").Str())
	s.Positive(policy.At("creatorUser", "userId").Int())
	uid := policy.At("legalHoldPolicyUid").Str()
	s.Equal(policy.String(), data(s.admin.Get(policies+"view", contract.Query{"legalHoldPolicyUid": uid})).String())
	s.Equal(policy.String(), data(s.admin.Get(policies+"list")).Find("legalHoldPolicyUid", uid).String())
	s.True(data(s.admin.Get(policies+"view", contract.Query{"legalHoldPolicyUid": s.newPolicy()})).At("policy").IsNull(), "none was given")
}

func (s *LegalHoldLocal) TestMatterIs201AndReadBackEveryWay() {
	policy := s.newPolicy()
	matter := made(s.admin.Post(matters, map[string]any{
		"name": s.Name("Gadget dispute"), "holdPolicyUid": policy, "description": "Who knew", "notes": "a\nb", "holdExtRef": "EXT-4711",
	}))
	s.True(matter.At("active").Bool())
	for field, want := range map[string]string{
		"name": s.Name("Gadget dispute"), "holdPolicyUid": policy, "description": "Who knew", "notes": "a\nb", "holdExtRef": "EXT-4711",
	} {
		s.Equal(want, matter.At(field).Str(), field)
	}
	me := data(s.admin.Get(my)).At("userUid").Str()
	s.Equal(me, matter.At("creator", "userUid").Str())
	uid, want := matter.At("legalHoldUid").Str(), matter.String()
	s.Equal(want, s.matter(uid).String())
	for name, filter := range map[string]contract.Query{
		"all": nil, "active": {"activeState": "ACTIVE"}, "any state": {"activeState": "ALL"}, "creator": {"creatorUserUid": me},
		"small letters": {"activeState": "active"}, "small letters for all": {"activeState": "all"}, "uid": {"legalHoldUid": uid},
		"part of the name": {"name": "gadget"}, "reference": {"holdExtRef": "EXT-4711"},
	} {
		page, _ := allMatters.of(s.admin.Get(matters, filter, contract.Query{"pgNum": 1, "pgSize": 500}))
		s.Equal(want, page.Find("legalHoldUid", uid).String(), name)
	}
	for name, filter := range map[string]contract.Query{
		"inactive": {"activeState": "INACTIVE"}, "inactive in small letters": {"activeState": "inactive"}, "uid": {"legalHoldUid": nobody},
		"creator": {"creatorUserUid": nobody}, "name": {"name": "gizmo"}, "reference": {"holdExtRef": "EXT-47"},
	} {
		s.NotContains(s.all(allMatters.where(filter)), uid, name)
	}
}

// The vendor's example scripts ask for one matter by its UID, in the list.
func (s *LegalHoldLocal) TestAMatterIsListedByItsUID() {
	first, second := s.newMatter("one"), s.newMatter("two")
	for _, m := range []contract.Value{first, second} {
		uid := m.At("legalHoldUid").Str()
		s.Equal([]string{uid}, s.all(allMatters.where(contract.Query{"legalHoldUid": uid})))
	}
	s.Empty(s.all(allMatters.where(contract.Query{"legalHoldUid": first.At("legalHoldUid").Str(), "name": "two"})))
}

func (s *LegalHoldLocal) TestMatterWithoutANameOrWithAnUnknownPolicyIsRefused() {
	before := s.all(allMatters)
	for _, body := range []map[string]any{
		{"name": s.Name("x"), "holdPolicyUid": nobody}, {"name": " ", "holdPolicyUid": s.newPolicy()}, {"name": "", "holdPolicyUid": nobody},
	} {
		saysTwice(func() *contract.Response { return s.admin.Post(matters, body) }, 400)
	}
	saysTwice(func() *contract.Response {
		return s.admin.Post(policies+"create", map[string]any{"name": " ", "policy": nil})
	}, 400)
	s.Equal(before, s.all(allMatters))
}

func (s *LegalHoldLocal) TestWhatIsUnknownReadsAs403AndNotAs404() {
	for name, send := range map[string]func() *contract.Response{
		"matter": func() *contract.Response { return s.admin.Get(contract.Path(matters+"/%v", nobody)) },
		"policy": func() *contract.Response {
			return s.admin.Get(policies+"view", contract.Query{"legalHoldPolicyUid": nobody})
		},
	} {
		s.Contains(saysTwice(send, 403), "SYSTEM", name)
	}
}

func (s *LegalHoldLocal) TestWhatIsUnknownIsNotChangedWithA403() {
	for name, send := range map[string]func() *contract.Response{
		"custodian of no matter": func() *contract.Response {
			return s.admin.Post(memberships, map[string]any{"legalHoldUid": nobody, "userUid": nobody})
		},
		"membership": func() *contract.Response {
			return s.admin.Post(endMembership, map[string]any{"legalHoldMembershipUid": nobody})
		},
		"closing": func() *contract.Response { return s.admin.Post(closeMatter, map[string]any{"legalHoldUid": nobody}) },
		"reopening": func() *contract.Response {
			return s.admin.Put(contract.Path("/api/v1/LegalHoldReactivation/%v", nobody), nil)
		},
	} {
		s.Contains(saysTwice(send, 403), "SYSTEM", name)
	}
}

func (s *LegalHoldLocal) TestMembershipIsFoundByEachCriterion() {
	user := s.newUser(s.home())
	uid := user.At("userUid").Str()
	matter := s.newMatter("Criteria")
	member := s.hold(matter.At("legalHoldUid").Str(), uid)
	s.True(member.At("active").Bool())
	s.Equal(matter.At("legalHoldUid").Str(), member.At("legalHold", "legalHoldUid").Str())
	s.Equal(s.Name("Criteria"), member.At("legalHold", "name").Str())
	s.Equal(user.At("username").Str(), member.At("user", "username").Str())
	id := member.At("legalHoldMembershipUid").Str()
	for name, value := range map[string]string{
		"legalHoldMembershipUid": id, "legalHoldUid": matter.At("legalHoldUid").Str(), "userUid": uid, "user": user.At("username").Str(),
	} {
		for state, want := range map[any][]string{"ACTIVE": {id}, "ALL": {id}, nil: {id}, "INACTIVE": nil} {
			page, _ := allMemberships.of(s.admin.Get(memberships, contract.Query{name: value, "activeState": state}))
			s.ElementsMatch(want, page.Texts("legalHoldMembershipUid"), "%s %v", name, state)
			if len(want) > 0 {
				s.Equal(member.String(), page.At(0).String(), name)
			}
		}
	}
	for _, filter := range []contract.Query{
		{"legalHoldUid": matter.At("holdPolicyUid").Str()}, {"userUid": matter.At("legalHoldUid").Str()}, {"legalHoldUid": nobody}, {"user": "nobody-at-all"},
		{"legalHoldMembershipUid": nobody}, {"legalHoldUid": matter.At("legalHoldUid").Str(), "userUid": nobody},
	} {
		s.Empty(s.all(allMemberships.where(filter)), "%v", filter)
	}
}

// TestCustodiansWithoutACriterionAreRefusedInTheWordsThatWereReported: py42's issue 228 shows them.
func (s *LegalHoldLocal) TestCustodiansWithoutACriterionAreRefusedInTheWordsThatWereReported() {
	for _, filter := range []contract.Query{nil, {"activeState": "ALL"}, {"pgNum": 1, "pgSize": 500}, {"legalHoldUid": ""}} {
		text := saysTwice(func() *contract.Response { return s.admin.Get(memberships, filter) }, 400)
		s.Equal("SYSTEM Invalid request: SYSTEM com.code42.core.BuilderException: At least one criteria must be specified; "+
			"holdMembershipUid, holdUid, userUid, or userSearch", text)
	}
}

func (s *LegalHoldLocal) TestACustodianCannotBeAddedTwiceUntilRemoved() {
	uid, matter := s.custodian(), s.newMatter("Twice").At("legalHoldUid").Str()
	add := map[string]any{"legalHoldUid": matter, "userUid": uid}
	id := s.hold(matter, uid).At("legalHoldMembershipUid").Str()
	s.Contains(saysTwice(func() *contract.Response { return s.admin.Post(memberships, add) }, 400), "USER_ALREADY_IN_HOLD")
	s.Equal(s.Name("Twice"), s.matter(matter).At("name").Str(), "which the SDK reads next")
	for range 2 {
		s.release(id)
		s.Empty(s.all(allMemberships.where(contract.Query{"legalHoldUid": matter, "activeState": "ACTIVE"})))
		s.Equal([]string{id}, s.all(allMemberships.where(contract.Query{"legalHoldUid": matter, "activeState": "INACTIVE"})))
	}
	s.True(s.hold(matter, uid).At("active").Bool())
	s.Len(s.all(allMemberships.where(contract.Query{"legalHoldUid": matter, "activeState": "ACTIVE"})), 1)
}

func (s *LegalHoldLocal) TestCustodiansThatCannotBe() {
	matter := s.newMatter("Closed").At("legalHoldUid").Str()
	unknown := map[string]any{"legalHoldUid": matter, "userUid": nobody}
	s.Contains(saysTwice(func() *contract.Response { return s.admin.Post(memberships, unknown) }, 400), "User not found")
	s.admin.Post(closeMatter, map[string]any{"legalHoldUid": matter}).Status(204)
	closed := map[string]any{"legalHoldUid": matter, "userUid": s.custodian()}
	saysTwice(func() *contract.Response { return s.admin.Post(memberships, closed) }, 400)
	s.Empty(s.all(allMemberships.where(contract.Query{"legalHoldUid": matter})))
}

func (s *LegalHoldLocal) TestAHeldUserAndTheDevicesStayInService() {
	s.Needs(contract.CapSeedData)
	s.fork()
	matter := s.newMatter("Blocks").At("legalHoldUid").Str()
	id := s.hold(matter, pinnedUserUID).At("legalHoldMembershipUid").Str()
	user := func() *contract.Response {
		return s.admin.Post(contract.Path("/api/v3/users/%v/deactivate", pinnedUserUID), map[string]any{"block": nil})
	}
	device := func() *contract.Response {
		return s.admin.Post("/api/v4/computer-deactivation/update", map[string]any{"id": pinnedDeviceID})
	}
	for _, held := range []func() *contract.Response{user, device} {
		s.Contains(saysTwice(held, 400), "ACTIVE_LEGAL_HOLD")
	}
	s.Equal("Active", s.user(pinnedUserUID).At("status").Str())
	s.True(s.device(pinnedDeviceGUID).At("active").Bool())
	s.release(id)
	done(device())
	done(user())
	s.False(s.user(pinnedUserUID).At("active").Bool())
}

func (s *LegalHoldLocal) TestClosingAMatterReleasesItsCustodiansForGood() {
	uid, matter := s.custodian(), s.newMatter("Closing").At("legalHoldUid").Str()
	id := s.hold(matter, uid).At("legalHoldMembershipUid").Str()
	for range 2 {
		s.admin.Post(closeMatter, map[string]any{"legalHoldUid": matter}).Status(204)
		s.False(s.matter(matter).At("active").Bool(), "it stays readable")
	}
	s.Equal([]string{id}, s.all(allMemberships.where(contract.Query{"legalHoldUid": matter, "activeState": "INACTIVE"})))
	s.Contains(s.all(allMatters.where(contract.Query{"activeState": "INACTIVE"})), matter)
	for range 2 {
		answer := s.admin.Put(contract.Path("/api/v1/LegalHoldReactivation/%v", matter), contract.Raw{}).Status(201)
		s.False(answer.At("data", "membershipsChanged").Bool(), "the custodians stay released")
		s.True(s.matter(matter).At("active").Bool())
	}
	s.Empty(s.all(allMemberships.where(contract.Query{"legalHoldUid": matter, "activeState": "ACTIVE"})))
	done(s.admin.Post(contract.Path("/api/v3/users/%v/deactivate", uid), map[string]any{"block": nil}))
	s.False(s.user(uid).At("active").Bool())
}

func (s *LegalHoldLocal) TestTheReportTellsWhatHappened() {
	tenant := s.fork()
	start := s.matter(s.newMatter("Report").At("legalHoldUid").Str())
	matter, uid := start.At("legalHoldUid").Str(), s.custodian()
	tenant.Advance(s.TB(), 10*time.Minute)
	later := s.admin.Get(my).At("metadata", "timestamp").Str()
	id := s.hold(matter, uid).At("legalHoldMembershipUid").Str()
	s.release(id)
	s.hold(matter, uid)
	s.admin.Post(closeMatter, map[string]any{"legalHoldUid": matter}).Status(204)
	s.admin.Put(contract.Path("/api/v1/LegalHoldReactivation/%v", matter), nil).Status(201)
	types := func(filter contract.Query) []string {
		page, _ := allHoldEvents.of(s.admin.Get(holdReport, filter, contract.Query{"legalHoldUid": matter}))
		return page.Texts("eventType")
	}
	all := []string{
		"HoldCreated", "MembershipCreated", "MembershipDeactivated", "MembershipReactivated", "MembershipDeactivated", "HoldDeactivated", "HoldReactivated",
	}
	s.Equal(all, types(nil))
	s.Equal(all[1:], types(contract.Query{"minEventDate": later}))
	s.Equal(all[:1], types(contract.Query{"maxEventDate": start.At("creationDate").Str()}))
	s.Empty(types(contract.Query{"maxEventDate": "2001-01-01T00:00:00.000Z"}))
	page, _ := allHoldEvents.of(s.admin.Get(holdReport, contract.Query{"legalHoldUid": matter}))
	created, member := page.At(0), page.At(1)
	for _, none := range []string{"legalHoldMembershipUid", "custodianUserUid", "custodianUsername"} {
		s.True(created.At(none).IsNull(), none)
	}
	s.Equal(id, member.At("legalHoldMembershipUid").Str())
	s.Equal(uid, member.At("custodianUserUid").Str())
	s.Equal(s.user(uid).At("username").Str(), member.At("custodianUsername").Str())
	s.Equal(tenant.Access.Username, member.At("actorUsername").Str())
	s.Equal(s.Name("Report"), member.At("legalHoldName").Str())
	s.Empty(s.all(allHoldEvents.where(contract.Query{"legalHoldUid": nobody})))
}

func (s *LegalHoldLocal) TestBoundsOfTheReportAreTimes() {
	for _, bound := range []string{"minEventDate", "maxEventDate"} {
		for _, text := range []string{"yesterday", "2023-13-01T00:00:00.000Z", ""} {
			saysTwice(func() *contract.Response { return s.admin.Bad().Get(holdReport, contract.Query{bound: text}) }, 400)
		}
	}
}

// threeLists are the lists of legal hold: the last two are of a matter that has custodians.
func (s *LegalHoldLocal) threeLists() map[string]listing {
	s.T().Helper()
	matter, _ := s.held()
	in := contract.Query{"legalHoldUid": matter.At("legalHoldUid").Str()}
	return map[string]listing{"matters": allMatters, "custodians": allMemberships.where(in), "events": allHoldEvents.where(in)}
}

func (s *LegalHoldLocal) TestThreeListsPageByPage() {
	for name, l := range s.threeLists() {
		s.Run(name, func() { s.pages(l) })
	}
}

func (s *LegalHoldLocal) TestPagesThatMeanNothing() {
	for name, l := range s.threeLists() {
		s.Run(name, func() { s.noPages(l) })
	}
}

func (s *LegalHoldLocal) TestTheOrderOfTheSDKsOwnTests() {
	// Section 27: added, removed, added again, the matter closed, read and reopened, and then the user is deactivated.
	uid, matter := s.custodian(), s.newMatter("The SDK's").At("legalHoldUid").Str()
	s.release(s.hold(matter, uid).At("legalHoldMembershipUid").Str())
	s.hold(matter, uid)
	s.Empty(s.all(allMemberships.where(contract.Query{"legalHoldUid": s.matter(matter).At("holdPolicyUid").Str(), "userUid": matter})))
	s.admin.Post(closeMatter, map[string]any{"legalHoldUid": matter}).Status(204)
	s.matter(matter)
	s.admin.Put(contract.Path("/api/v1/LegalHoldReactivation/%v", matter), nil).Status(201)
	done(s.admin.Post(contract.Path("/api/v3/users/%v/deactivate", uid), map[string]any{"block": nil}))
}
