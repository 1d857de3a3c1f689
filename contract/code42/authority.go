package code42

import (
	"net/http"
	"slices"

	"github.com/understudy/understudy/contract"
)

// Authority is who may do what to whom: every operation of the document, called by holders of every role that there is, alone and in
// pairs, on what is in their organization and on what is beside it.
type Authority struct{ suite }

// SetupTest gives the test a tenant to spoil.
func (s *Authority) SetupTest() {
	s.Needs(contract.CapFork, contract.CapSeedData)
	s.suite.SetupTest()
}

// rights are what a set of roles was seen to allow: the status by operation and target, and how many a list has.
type rights map[string][2]int

// allows tells whether a status is that of a call that did something.
func (r rights) allows(what string) bool {
	return r[what][0] != 0 && r[what][0] < http.StatusMultipleChoices
}

// settled tells whether trying is of no use: the roles alone agree in what they are given, or one of them may make the change, which
// would cost a new world.
func settled(alone []rights, what string, reads bool) bool {
	if len(alone) == 0 {
		return false
	}
	if reads {
		return alone[0].allows(what) && alone[0][what] == alone[1][what]
	}
	return slices.ContainsFunc(alone, func(r rights) bool { return r.allows(what) })
}

// of tries everything that is not settled as the seeded user of Ops with these roles.
func (s *Authority) of(calls map[string][]contract.Call, alone []rights, roles ...string) rights {
	s.T().Helper()
	give := func() *contract.Session {
		s.admin = s.Admin()
		done(s.admin.Put(rolesOf(orgAdminUID), map[string]any{"roleIds": roles}))
		return s.Tenant().SeededUser(orgAdmin).Bad()
	}
	found, caller := rights{}, give()
	for target, list := range calls {
		for _, op := range list {
			what, reads := op.ID+" "+target, op.Method == http.MethodGet
			if settled(alone, what, reads) {
				continue
			}
			answer := caller.Do(short(op))
			found[what] = [2]int{answer.StatusCode(), total(answer)}
			if !reads && found.allows(what) {
				s.Tenant().Reset(s.TB())
				caller = give()
			}
		}
	}
	return found
}

// short is a good request that asks for one of many: how many there are is told anyway.
func short(op contract.Call) contract.Request {
	if slices.ContainsFunc(op.Params, func(p contract.Parameter) bool { return p.Name == "pgSize" }) {
		return op.Asking("pgSize", 1)
	}
	for _, name := range []string{"pgSize", "pageSize"} {
		if _, ok := op.Input.Members[name]; ok {
			return op.With(name, 1)
		}
	}
	return op.Request()
}

// total is how many a list says that there are; 0 for all else.
func total(r *contract.Response) int {
	if r.StatusCode() != http.StatusOK || r.Text() == "" {
		return 0
	}
	for _, member := range [][]any{{"data", "totalCount"}, {"totalCount"}} {
		body := r.JSON()
		if _, object := body.Any().(map[string]any); !object {
			return 0
		}
		if n := body.At(member...); n.Exists() && !n.IsNull() {
			return int(n.Int())
		}
	}
	return 0
}

// calls are good requests of every operation that needs signing in, for what is in Ops and for what is beside it.
func (s *Authority) calls() map[string][]contract.Call {
	s.T().Helper()
	list := func(swapped map[any]any) []contract.Call {
		facts := s.facts()
		facts.Names = swap(facts.Names, swapped)
		for family, names := range facts.Families {
			facts.Families[family] = swap(names, swapped)
		}
		for id, asked := range facts.Asked {
			facts.Asked[id] = swap(asked, swapped)
		}
		return slices.DeleteFunc(s.Target().Calls(s.TB(), facts), func(op contract.Call) bool { return op.Public || op.SignIn })
	}
	device := data(s.admin.Get("/api/v1/Computer", contract.Query{"orgUid": opsOrgUID, "active": true})).At("computers", 0)
	told := data(s.admin.Get(agentStates, contract.Query{"orgId": opsOrgID, "propertyName": "fullDiskAccess"}))
	if told.Len() > 0 { // or the question for it finds nothing
		device = s.device(told.At(0, "deviceGuid").Str())
	}
	return map[string][]contract.Call{
		"inside": list(map[any]any{
			pinnedUserUID: basicUserUID, pinnedUserID: basicUserID,
			pinnedDeviceGUID: device.At("guid").Str(), pinnedDeviceID: device.At("computerId").Int(),
		}),
		"beside": list(map[any]any{opsOrgGUID: rootOrgGUID, opsOrgUID: rootOrgUID, opsOrgID: rootOrgID}),
	}
}

// swap copies names with some of their values taken for others.
func swap[M ~map[string]any](names M, swapped map[any]any) M {
	copied := M{}
	for name, value := range names {
		copied[name] = value
		if list, ok := value.([]string); ok && len(list) == 1 && swapped[list[0]] != nil {
			copied[name] = []any{swapped[list[0]]}
		} else if !ok && swapped[value] != nil {
			copied[name] = swapped[value]
		}
	}
	return copied
}

// What two roles allow together, one of them allows alone: a bound belongs to the role that has it, and a right to the bound that it
// came with.
func (s *Authority) TestWhatTwoRolesAllowOneOfThemAllowsAlone() {
	calls := s.calls()
	all := data(s.admin.Get("/api/v1/role")).Texts("roleId")
	alone := map[string]rights{}
	for _, role := range all {
		alone[role] = s.of(calls, nil, role)
	}
	s.permitTogether(calls, alone)
	tried := 0
	for i, one := range all {
		for _, other := range all[i+1:] {
			for what, got := range s.of(calls, []rights{alone[one], alone[other]}, one, other) {
				tried++
				a, b := alone[one][what], alone[other][what]
				s.True(got == a || got == b, "%s and %s: %s answers %v, but %v and %v alone", one, other, what, got, a, b)
				want := min(a[0], b[0])
				if want == http.StatusForbidden { // who is let in may find nothing
					want = max(a[0], b[0])
				}
				s.Equal(want, got[0], "%s and %s: %s is allowed by one of them", one, other, what)
			}
		}
	}
	s.T().Logf("%d roles, %d operations with each pair of them", len(all), tried)
	s.NotZero(tried)
}

// permitTogether demands of each role that it lets in to all operations of a permission, or to none of them: inside Ops, beside it, or both.
func (s *Authority) permitTogether(calls map[string][]contract.Call, alone map[string]rights) {
	s.T().Helper()
	for role, found := range alone {
		reached := map[string]bool{} // by permission: some call was not refused
		for target, list := range calls {
			for _, op := range list {
				reached[op.Permission] = reached[op.Permission] || found[op.ID+" "+target][0] != http.StatusForbidden
			}
		}
		for target, list := range calls {
			for _, op := range list {
				status := found[op.ID+" "+target][0]
				s.True(op.Permission != "" || status != http.StatusForbidden, "%s: %s asks for no permission", role, op.ID)
			}
		}
		for _, op := range calls["inside"] {
			in, out := found[op.ID+" inside"][0], found[op.ID+" beside"][0]
			s.True(!reached[op.Permission] || in != http.StatusForbidden || out != http.StatusForbidden, "%s: %s is refused: %d, %d", role, op.ID, in, out)
		}
	}
}

// Whoever can get hold of an account, or give its roles away, may do all that the account may.
func (s *Authority) TestNobodyTakesOverAnAccountThatMayMore() {
	calls := map[string][]contract.Call{"beside": s.calls()["beside"]}
	all := data(s.admin.Get("/api/v1/role")).Texts("roleId")
	allowed, taken := map[string]rights{}, 0
	for _, role := range all {
		allowed[role] = s.of(calls, nil, role)
	}
	for _, mine := range all {
		for _, theirs := range all {
			s.Tenant().Reset(s.TB())
			s.admin = s.Admin()
			done(s.admin.Put(rolesOf(orgAdminUID), map[string]any{"roleIds": []string{mine}}))
			done(s.admin.Put(rolesOf(basicUserUID), map[string]any{"roleIds": []string{theirs}}))
			for name, takeover := range takeovers {
				if takeover(s.Tenant().SeededUser(orgAdmin).Bad()).StatusCode() >= http.StatusMultipleChoices {
					continue
				}
				taken++
				for what := range allowed[theirs] {
					s.True(!allowed[theirs].allows(what) || allowed[mine].allows(what), "%s: %s gets hold of %s, who may %s", name, mine, theirs, what)
				}
			}
		}
	}
	s.NotZero(taken, "an administrator of an organization sets the passwords there")
}

// takeovers are the ways to get hold of an account.
var takeovers = map[string]func(*contract.Session) *contract.Response{
	"password": func(caller *contract.Session) *contract.Response {
		return caller.Put(byUID(basicUserUID), map[string]any{"password": newUserPassword}, idTypeUID)
	},
	"username": func(caller *contract.Session) *contract.Response {
		return caller.Put(byUID(basicUserUID), map[string]any{"username": "mine@example.com"}, idTypeUID)
	},
	"roles first, then the password": func(caller *contract.Session) *contract.Response {
		if lowered := caller.Put(rolesOf(basicUserUID), map[string]any{"roleIds": []string{desktopUser}}); lowered.StatusCode() >= http.StatusMultipleChoices {
			return lowered
		}
		return caller.Put(byUID(basicUserUID), map[string]any{"password": newUserPassword}, idTypeUID)
	},
	"email": func(caller *contract.Session) *contract.Response {
		return caller.Put(byUID(basicUserUID), map[string]any{"email": "mine2@example.com"}, idTypeUID)
	},
}

// An administrator of Ops who also reads everything still writes in Ops only.
func (s *Authority) TestABoundBelongsToTheRoleThatHasIt() {
	done(s.admin.Put(rolesOf(orgAdminUID), map[string]any{"roleIds": []string{"org-admin", "security-center-user"}}))
	caller := s.Tenant().SeededUser(orgAdmin)
	note := map[string]any{"notes": "seen"}
	data(caller.Get(byUID(pinnedUserUID), idTypeUID))
	s.Equal(data(s.admin.Get("/api/v1/User")).At("totalCount").Int(), data(caller.Get("/api/v1/User")).At("totalCount").Int(), "reads all")
	data(caller.Put(byUID(basicUserUID), note, idTypeUID))
	refusedTwice(func() *contract.Response { return caller.Put(byUID(pinnedUserUID), note, idTypeUID) }, 403)
	refusedTwice(func() *contract.Response { return caller.Post(byGUID(rootOrgGUID)+"/block", nil) }, 403)
	s.Equal("Active", s.org(rootOrgGUID).At("status").Str())
}

// An administrator of an organization cannot sign in as one of the whole tenant, nor let one in again.
func (s *Authority) TestAnOrgAdminGetsNoHoldOfATenantAdmin() {
	boss := s.newUser(s.org(opsOrgGUID))
	uid := boss.At("userUid").Str()
	done(s.admin.Put(rolesOf(uid), map[string]any{"roleIds": []string{"customer-cloud-admin"}}))
	caller := s.Tenant().SeededUser(orgAdmin)
	users := contract.Path("/api/v3/users/%v", uid)
	for member, value := range map[string]string{"password": "mine now 123", "username": "mine@example.com", "email": "mine@example.com"} {
		refusedTwice(func() *contract.Response { return caller.Put(byUID(uid), map[string]any{member: value}, idTypeUID) }, 403)
	}
	s.SignIn(boss.At("username").Str(), newUserPassword)
	data(caller.Put(byUID(uid), map[string]any{"notes": "x", "username": boss.At("username").Str()}, idTypeUID))

	done(caller.Post(users+"/deactivate", map[string]any{"block": true}))
	refusedTwice(func() *contract.Response { return caller.Post(users+"/unblock", nil) }, 403)
	refusedTwice(func() *contract.Response { return caller.Post(users+"/activate", map[string]any{"unblock": true}) }, 403)
	s.Equal("Deactivated, Blocked", s.user(uid).At("status").Str())
	done(s.admin.Post(users+"/activate", map[string]any{"unblock": true}))
}

// A token is worth what its user is by now: a role that is gone, another organization, and being out of service show at the next call.
func (s *Authority) TestATokenIsWorthWhatItsUserIsByNow() {
	elsewhere := s.newOrg(s.topOrg())
	mate := s.newUser(elsewhere).At("userUid").Str()
	caller, users := s.Tenant().SeededUser(orgAdmin), contract.Path("/api/v3/users/%v", orgAdminUID)
	read := func(uid string) func() *contract.Response {
		return func() *contract.Response { return caller.Get(byUID(uid), idTypeUID) }
	}
	data(read(basicUserUID)())
	refusedTwice(read(mate), 403)

	done(s.admin.Post(users+"/move", map[string]any{"orgId": elsewhere.At("orgId").Int()}))
	data(read(mate)())
	refusedTwice(read(basicUserUID), 403)
	refusedTwice(func() *contract.Response { return caller.Post(users+"/move", map[string]any{"orgId": opsOrgID}) }, 403)

	done(s.admin.Put(rolesOf(orgAdminUID), map[string]any{"roleIds": []string{desktopUser}}))
	refusedTwice(read(mate), 403)
	refusedTwice(func() *contract.Response {
		return caller.Put(rolesOf(orgAdminUID), map[string]any{"roleIds": []string{"org-admin"}})
	}, 403)
	done(s.admin.Put(rolesOf(orgAdminUID), map[string]any{"roleIds": []string{"org-admin"}}))
	done(s.admin.Post(users+"/deactivate", map[string]any{"block": false}))
	refusedTwice(read(mate), 401)
	refusedTwice(func() *contract.Response { return caller.Post(users+"/activate", map[string]any{"unblock": true}) }, 401)
	done(s.admin.Post(users+"/activate", map[string]any{"unblock": false}))
	data(read(mate)())
	done(s.admin.Post(byGUID(elsewhere.At("orgGuid").Str())+"/deactivate", nil))
	refusedTwice(read(mate), 401)
}
