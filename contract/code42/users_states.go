package code42

import (
	"slices"

	"github.com/understudy/understudy/contract"
)

// UserStates is the contract of a user's state: blocked, deactivated, moved.
type UserStates struct{ suite }

func (s *UserStates) act(uid, what string, body any) {
	s.T().Helper()
	done(s.admin.Post(contract.Path("/api/v3/users/%v/"+what, uid), body))
}

// is demands a state, in both the words and the flags.
func (s *UserStates) is(uid, status string, active, blocked bool) {
	s.T().Helper()
	user := s.user(uid)
	s.Equal(status, user.At("status").Str())
	s.Equal(active, user.At("active").Bool())
	s.Equal(blocked, user.At("blocked").Bool())
}

func (s *UserStates) TestBlockAndUnblockMayBeRepeated() {
	uid := s.newUser(s.home()).At("userUid").Str()
	for range 2 {
		s.act(uid, "block", nil)
		s.is(uid, "Active, Blocked", true, true)
	}
	for range 2 {
		s.act(uid, "unblock", nil)
		s.is(uid, "Active", true, false)
	}
}

func (s *UserStates) TestDeactivateAndActivateMayBeRepeated() {
	uid := s.newUser(s.home()).At("userUid").Str()
	for range 2 {
		s.act(uid, "deactivate", map[string]any{"block": nil})
		s.is(uid, "Deactivated", false, false)
	}
	for range 2 {
		s.act(uid, "activate", map[string]any{"unblock": nil})
		s.is(uid, "Active", true, false)
	}
}

func (s *UserStates) TestDeactivateMayBlockAndActivateMayUnblock() {
	uid := s.newUser(s.home()).At("userUid").Str()
	s.act(uid, "deactivate", map[string]any{"block": true})
	s.is(uid, "Deactivated, Blocked", false, true)
	s.act(uid, "activate", map[string]any{"unblock": false})
	s.is(uid, "Active, Blocked", true, true)
	s.act(uid, "deactivate", map[string]any{"block": false})
	s.is(uid, "Deactivated, Blocked", false, true)
	s.act(uid, "activate", map[string]any{"unblock": true})
	s.is(uid, "Active", true, false)
}

func (s *UserStates) TestBodyLessPostWithoutContentType() {
	uid := s.newUser(s.home()).At("userUid").Str()
	for _, step := range []struct {
		what, status    string
		active, blocked bool
	}{
		{"block", "Active, Blocked", true, true}, {"unblock", "Active", true, false},
		{"deactivate", "Deactivated", false, false}, {"activate", "Active", true, false},
	} {
		s.act(uid, step.what, contract.Raw{})
		s.is(uid, step.status, step.active, step.blocked)
	}
}

func (s *UserStates) TestBlockedAndInactiveUsersStayInTheLists() {
	org := s.newOrg(s.topOrg())
	uid := s.newUser(org).At("userUid").Str()
	s.act(uid, "deactivate", map[string]any{"block": true})
	in := contract.Query{"orgUid": org.At("orgUid").Str()}
	s.Equal([]string{uid}, s.all(allUsers.where(in)))
	in["active"] = true
	s.Empty(s.all(allUsers.where(in)))
}

func (s *UserStates) TestDeactivatingAUserTakesTheDevicesAlong() {
	s.Needs(contract.CapSeedData)
	s.fork()
	s.act(pinnedUserUID, "deactivate", map[string]any{"block": nil})
	device := s.device(pinnedDeviceGUID)
	s.False(device.At("active").Bool())
	s.Equal("Deactivated", device.At("status").Str())
}

// TestADeviceOfADeactivatedUserIsNotReactivated: the user has to be activated first.
func (s *UserStates) TestADeviceOfADeactivatedUserIsNotReactivated() {
	s.Needs(contract.CapSeedData)
	s.fork()
	reactivate := func() *contract.Response {
		return s.admin.Post("/api/v4/computer-deactivation/remove", map[string]any{"id": pinnedDeviceID})
	}
	s.act(pinnedUserUID, "deactivate", map[string]any{"block": nil})
	s.Contains(saysTwice(reactivate, 400), "USER_IS_DEACTIVATED")
	s.False(s.device(pinnedDeviceGUID).At("active").Bool())
	s.act(pinnedUserUID, "activate", map[string]any{"unblock": nil})
	reactivate().Status(204)
	s.True(s.device(pinnedDeviceGUID).At("active").Bool())
	s.act(pinnedUserUID, "deactivate", map[string]any{"block": nil})
	s.False(s.device(pinnedDeviceGUID).At("active").Bool(), "a second time too")
}

func (s *UserStates) TestMoveIsReadBackAndTakesTheDevicesAlong() {
	s.Needs(contract.CapSeedData)
	s.fork()
	in := func(org string, there bool) {
		s.T().Helper()
		users := s.all(allUsers.where(contract.Query{"orgUid": org, "userId": pinnedUserUID, "idType": "uid"}))
		devices := s.all(allDevices.where(contract.Query{"orgUid": org, "userUid": pinnedUserUID}))
		s.Equal(there, slices.Contains(users, pinnedUserUID), org)
		s.Equal(there, slices.Contains(devices, pinnedDeviceGUID), org)
	}
	in(opsOrgUID, false)
	s.act(pinnedUserUID, "move", map[string]any{"orgId": opsOrgID})
	user, device := s.user(pinnedUserUID), s.device(pinnedDeviceGUID)
	s.EqualValues(opsOrgID, user.At("orgId").Int())
	s.Equal(opsOrgUID, user.At("orgUid").Str())
	s.Equal("Ops", user.At("orgName").Str())
	s.EqualValues(opsOrgID, device.At("orgId").Int())
	s.Equal(opsOrgUID, device.At("orgUid").Str())
	in(opsOrgUID, true)

	s.act(pinnedUserUID, "move", map[string]any{"orgId": s.newOrg(s.topOrg()).At("orgId").Int()})
	in(opsOrgUID, false)
	in(rootOrgUID, true) // all are below the top
}

func (s *UserStates) TestMoveTakesNumbersWrittenAsText() {
	top := s.topOrg()
	user := s.newUser(s.newOrg(top))
	path := contract.Path("/api/v3/users/%v/move", user.At("userUid").Str())
	done(s.admin.Loose().Post(path, map[string]any{"orgId": top.At("orgId").Text()}))
	s.Equal(top.At("orgId").Int(), s.user(user.At("userUid").Str()).At("orgId").Int())
}

func (s *UserStates) TestMoveToNowhereLeavesTheUser() {
	user := s.newUser(s.home())
	path := contract.Path("/api/v3/users/%v/move", user.At("userUid").Str())
	refusal := refusedTwice(func() *contract.Response { return s.admin.Post(path, map[string]any{"orgId": 999999999}) }, 400, 404)
	s.Contains(refusal.At("description").Str(), "Organization was not found")
	s.Equal(user.At("orgId").Int(), s.user(user.At("userUid").Str()).At("orgId").Int())
}

func (s *UserStates) TestStatesOfNobody() {
	for what, body := range map[string]any{
		"block": nil, "unblock": nil, "deactivate": map[string]any{"block": nil}, "activate": map[string]any{"unblock": nil}, "move": map[string]any{"orgId": 1},
	} {
		refusal := refusedTwice(func() *contract.Response { return s.admin.Post(contract.Path("/api/v3/users/%v/"+what, nobody), body) }, 404)
		s.Equal("SYSTEM", refusal.At("name").Str(), what)
	}
}

func (s *UserStates) TestTheLifeThatTheSDKsOwnTestsLead() {
	// Section 27: the user's organization was deactivated and blocked before, and every step has to succeed all the same.
	org := s.newOrg(s.topOrg())
	user := s.newUser(org)
	uid, guid := user.At("userUid").Str(), org.At("orgGuid").Str()
	for _, step := range []string{"deactivate", "activate", "block", "unblock"} {
		done(s.admin.Post(contract.Path("/api/v3/orgs/%v/"+step, guid), nil))
	}
	s.is(uid, "Deactivated, Blocked", false, true)
	roles := contract.Path("/api/v3/users/%v/roles", uid)
	data(s.admin.Put(roles, map[string]any{"roleIds": []string{"desktop-user"}}))
	s.act(uid, "unblock", nil)
	s.act(uid, "block", nil)
	s.act(uid, "move", map[string]any{"orgId": org.At("parentOrgId").Int()})
	s.act(uid, "deactivate", map[string]any{"block": nil})
	data(s.admin.Put(roles, map[string]any{"roleIds": []string{}}))
	s.Zero(data(s.admin.Get(roles)).Len())
	s.Equal(org.At("parentOrgId").Int(), s.user(uid).At("orgId").Int())
}
