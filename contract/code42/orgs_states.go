package code42

import "github.com/understudy/understudy/contract"

// OrgStates is the contract of an organization's state and of what it does to
// everything inside, and of administrators who are bound to one.
type OrgStates struct{ suite }

func (s *OrgStates) act(guid, what string) {
	s.T().Helper()
	done(s.admin.Post(byGUID(guid)+"/"+what, nil))
}

func (s *OrgStates) TestBlockOrgReachesEverythingInIt() {
	org := s.newOrg(s.topOrg())
	child, beside := s.newOrg(org), s.newOrg(s.topOrg())
	user, below, other := s.newUser(org), s.newUser(child), s.newUser(beside)
	caller := s.SignIn(user.At("username").Str(), newUserPassword)
	guid := org.At("orgGuid").Str()

	for range 2 { // it may be repeated
		s.act(guid, "block")
		s.Equal("Active, Blocked", s.org(guid).At("status").Str())
		s.True(s.org(guid).At("blocked").Bool())
		s.True(s.org(child.At("orgGuid").Str()).At("blocked").Bool())
		for _, u := range []contract.Value{user, below} {
			s.Equal("Active, Blocked", s.user(u.At("userUid").Str()).At("status").Str())
			refusedTwice(func() *contract.Response { return s.Tenant().Login(u.At("username").Str(), newUserPassword) }, 401)
		}
	}
	refusedTwice(func() *contract.Response { return caller.Get(my) }, 401)
	s.False(s.org(beside.At("orgGuid").Str()).At("blocked").Bool())
	s.False(s.user(other.At("userUid").Str()).At("blocked").Bool())
	s.SignIn(other.At("username").Str(), newUserPassword).Get(my).Status(200)
}

func (s *OrgStates) TestUnblockOrgFreesItsDescendantsButNoUser() {
	org := s.newOrg(s.topOrg())
	child := s.newOrg(org)
	user := s.newUser(child)
	guid := org.At("orgGuid").Str()
	s.act(guid, "block")
	for range 2 {
		s.act(guid, "unblock")
		s.Equal("Active", s.org(guid).At("status").Str())
		s.Equal("Active", s.org(child.At("orgGuid").Str()).At("status").Str())
		s.True(s.user(user.At("userUid").Str()).At("blocked").Bool(), "users are unblocked one by one")
	}
	done(s.admin.Post(contract.Path("/api/v3/users/%v/unblock", user.At("userUid").Str()), nil))
	s.SignIn(user.At("username").Str(), newUserPassword).Get(my).Status(200)
}

func (s *OrgStates) TestDeactivateOrgReachesEverythingInIt() {
	org := s.newOrg(s.topOrg())
	child := s.newOrg(org)
	user, below := s.newUser(org), s.newUser(child)
	guid := org.At("orgGuid").Str()
	s.True(s.org(guid).At("deactivationDate").IsNull())
	for range 2 {
		s.act(guid, "deactivate")
		s.Equal("Deactivated", s.org(guid).At("status").Str())
		s.False(s.org(guid).At("active").Bool())
		s.False(s.org(guid).At("deactivationDate").IsNull())
		s.False(s.org(child.At("orgGuid").Str()).At("active").Bool())
		for _, u := range []contract.Value{user, below} {
			s.Equal("Deactivated", s.user(u.At("userUid").Str()).At("status").Str())
		}
	}
	refusedTwice(func() *contract.Response { return s.Tenant().Login(user.At("username").Str(), newUserPassword) }, 401)
	for range 2 {
		s.act(guid, "activate")
		s.Equal("Active", s.org(guid).At("status").Str())
		s.True(s.org(guid).At("deactivationDate").IsNull())
	}
}

func (s *OrgStates) TestDevicesFollowTheirOrg() {
	s.Needs(contract.CapSeedData)
	s.fork()
	org := s.newOrg(s.topOrg())
	guid := org.At("orgGuid").Str()
	done(s.admin.Post(contract.Path("/api/v3/users/%v/move", pinnedUserUID), map[string]any{"orgId": org.At("orgId").Int()}))
	s.act(guid, "block")
	s.Equal("Active, Blocked", s.device(pinnedDeviceGUID).At("status").Str())
	s.act(guid, "unblock")
	s.act(guid, "deactivate")
	s.False(s.device(pinnedDeviceGUID).At("active").Bool())
}

func (s *OrgStates) TestBodyLessPostWithoutContentType() {
	guid := s.newOrg(s.topOrg()).At("orgGuid").Str()
	for _, step := range []struct{ what, status string }{
		{"block", "Active, Blocked"}, {"deactivate", "Deactivated, Blocked"}, {"unblock", "Deactivated"}, {"activate", "Active"},
	} {
		done(s.admin.Post(byGUID(guid)+"/"+step.what, contract.Raw{}))
		s.Equal(step.status, s.org(guid).At("status").Str())
	}
}

func (s *OrgStates) TestOrgBoundAdministratorsReach() {
	s.Needs(contract.CapSeedData)
	below, beside := s.newOrg(s.org(opsOrgGUID)), s.newOrg(s.org(rootOrgGUID))
	inside, outside := s.newUser(below), s.newUser(beside)
	caller := s.Tenant().SeededUser(orgAdmin)
	for _, user := range []contract.Value{inside, s.user(basicUserUID)} {
		data(caller.Get(byUID(user.At("userUid").Str()), idTypeUID))
		data(caller.Put(byUID(user.At("userUid").Str()), map[string]any{"notes": "seen"}, idTypeUID))
		s.Equal("seen", s.user(user.At("userUid").Str()).At("notes").Str())
	}
	data(caller.Get(byGUID(below.At("orgGuid").Str())))

	before := s.everything()
	uid := outside.At("userUid").Str()
	users := "/api/v3/users/" + uid
	for name, send := range map[string]func() *contract.Response{
		"read a user":       func() *contract.Response { return caller.Get(byUID(uid), idTypeUID) },
		"change a user":     func() *contract.Response { return caller.Put(byUID(uid), map[string]any{"notes": "x"}, idTypeUID) },
		"block a user":      func() *contract.Response { return caller.Post(users+"/block", nil) },
		"unblock a user":    func() *contract.Response { return caller.Post(users+"/unblock", nil) },
		"deactivate a user": func() *contract.Response { return caller.Post(users+"/deactivate", map[string]any{"block": true}) },
		"activate a user":   func() *contract.Response { return caller.Post(users+"/activate", map[string]any{"unblock": true}) },
		"take a user over":  func() *contract.Response { return caller.Post(users+"/move", map[string]any{"orgId": opsOrgID}) },
		"give a user away": func() *contract.Response {
			return caller.Post(contract.Path("/api/v3/users/%v/move", basicUserUID), map[string]any{"orgId": 1})
		},
		"read roles": func() *contract.Response { return caller.Get(rolesOf(uid)) },
		"create a user": func() *contract.Response {
			return caller.Post("/api/v1/User", map[string]any{"orgUid": rootOrgUID, "username": "mole@example.com"})
		},
		"directory's data": func() *contract.Response {
			return caller.Get("/api/v18/scim-user-data/collated-view", contract.Query{"userId": uid})
		},
		"read an org":       func() *contract.Response { return caller.Get(byGUID(rootOrgGUID)) },
		"change an org":     func() *contract.Response { return caller.Put(byGUID(rootOrgGUID), map[string]any{"notes": "x"}) },
		"block an org":      func() *contract.Response { return caller.Post(byGUID(rootOrgGUID)+"/block", nil) },
		"deactivate an org": func() *contract.Response { return caller.Post(byGUID(rootOrgGUID)+"/deactivate", nil) },
		"create an org":     func() *contract.Response { return caller.Post("/api/v3/orgs", map[string]any{"orgName": "x"}) },
		"create a child": func() *contract.Response {
			return caller.Post("/api/v3/orgs", map[string]any{"orgName": "x", "parentOrgGuid": rootOrgGUID})
		},
		"agents of an org": func() *contract.Response {
			return caller.Get(agentStates, contract.Query{"orgId": 1, "propertyName": "fullDiskAccess"})
		},
		"read a device": func() *contract.Response { return caller.Get(contract.Path("/api/v1/Computer/%v", pinnedDeviceID)) },
		"block a device": func() *contract.Response {
			return caller.Put(contract.Path("/api/v1/ComputerBlock/%v", pinnedDeviceID), nil)
		},
		"deactivate a device": func() *contract.Response {
			return caller.Post("/api/v4/computer-deactivation/update", map[string]any{"id": pinnedDeviceID})
		},
		"upgrade a device": func() *contract.Response {
			return caller.Post("/api/v4/device-upgrade/upgrade-device", map[string]any{"deviceGuid": pinnedDeviceGUID})
		},
	} {
		s.Contains(refusedTwice(send, 403).At("description").Str(), "permission", name)
	}
	s.Equal(before, s.everything())

	s.admin = caller // from here on the lists are what the administrator of Ops sees
	s.NotContains(s.all(allOrgs), rootOrgUID)
	s.Equal(opsOrgUID, s.all(allOrgs)[0])
	s.Contains(s.all(allUsers), inside.At("userUid").Str())
	s.NotContains(s.all(allUsers), uid)
	s.Empty(s.all(allDevices.where(contract.Query{"guid": pinnedDeviceGUID})))
	s.Zero(s.lookUp(caller, outside.At("username").Str()).Len())
}
