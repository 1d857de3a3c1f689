package code42

import (
	"slices"

	"github.com/understudy/understudy/contract"
)

// Roles is the contract of the roles there are, and of who holds them.
type Roles struct{ suite }

const desktopUser = "desktop-user"

func rolesOf(uid string) string { return contract.Path("/api/v3/users/%v/roles", uid) }

func (s *Roles) held(uid string) []string {
	s.T().Helper()
	return data(s.admin.Get(rolesOf(uid))).Texts("roleId")
}

func (s *Roles) replace(uid string, ids ...string) contract.Value {
	s.T().Helper()
	return data(s.admin.Put(rolesOf(uid), map[string]any{"roleIds": append([]string{}, ids...)}))
}

// available is a role of the list of roles.
func (s *Roles) available(id string) contract.Value {
	s.T().Helper()
	return data(s.admin.Get("/api/v1/role")).Find("roleId", id)
}

func (s *Roles) TestAvailableRolesHaveTheIDsOfTheV3Calls() {
	roles := data(s.admin.Get("/api/v1/role"))
	for _, role := range roles.Items() {
		s.NotEmpty(role.At("roleId").Str(), "ids are text")
		s.NotEmpty(role.At("roleName").Str())
		role.At("numberOfUsers").Int()
		for _, permission := range role.At("permissions").Items() {
			s.NotEmpty(permission.At("permission").Str())
		}
	}
	s.Equal("Desktop User", roles.Find("roleId", desktopUser).At("roleName").Str())
	uid := s.newUser(s.home()).At("userUid").Str()
	for _, id := range s.held(uid) {
		s.True(roles.Find("roleId", id).Exists(), id)
	}
}

func (s *Roles) TestRolesOfAUserAreAList() {
	uid := s.newUser(s.home()).At("userUid").Str()
	s.replace(uid, desktopUser)
	answer := s.admin.Get(rolesOf(uid)).Status(200)
	s.True(answer.At("error").IsNull())
	role := answer.At("data", 0)
	s.Equal(desktopUser, role.At("roleId").Str())
	s.Equal("Desktop User", role.At("roleName").Str())
	s.Contains(texts(role.At("permissionIds")), "cpd.login")
	s.NotEmpty(answer.At("metadata", "timestamp").Str())
	s.Regexp(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$`, role.At("creationDate").Str(), "an offset, not Z")
}

// The list of all roles and that of a user's own know the same of each role.
func (s *Roles) TestARoleOfAUserSaysWhetherItIsLockedAndWhatItPermits() {
	uid := s.newUser(s.home()).At("userUid").Str()
	s.replace(uid, desktopUser)
	role, listed := data(s.admin.Get(rolesOf(uid))).At(0), s.available(desktopUser)
	s.Equal(listed.At("locked").Bool(), role.At("locked").Bool())
	s.Equal(listed.At("permissions").String(), role.At("permissions").String())
	s.Equal(texts(role.At("permissionIds")), role.At("permissions").Texts("permission"))
}

func (s *Roles) TestAddAndRemoveARoleAsTheSDKDoes() {
	s.Needs(contract.CapFork) // nobody else may change a role's number of users
	user := s.newUser(s.home())
	uid := user.At("userUid").Str()
	s.replace(uid, desktopUser)
	holders := s.available("proe-user").At("numberOfUsers").Int()

	added := s.replace(uid, append(s.held(uid), "proe-user")...)
	s.Equal([]string{desktopUser, "proe-user"}, texts(added.At("processedReplacementRoleIds")))
	s.Equal([]string{"proe-user"}, texts(added.At("newlyAssignedRoleIds")))
	s.Empty(texts(added.At("unassignedRoleIds")))
	s.Empty(texts(added.At("ignoredRoleIds")))
	s.Equal([]string{desktopUser, "proe-user"}, s.held(uid))
	s.Equal([]string{"Desktop User", "PROe User"}, texts(s.user(uid).At("roles")))
	s.Equal(holders+1, s.available("proe-user").At("numberOfUsers").Int(), "the number of users follows")
	s.Contains(s.all(allUsers.where(contract.Query{"roleId": "proe-user"})), uid)

	removed := s.replace(uid, desktopUser)
	s.Equal([]string{"proe-user"}, texts(removed.At("unassignedRoleIds")))
	s.Equal([]string{desktopUser}, s.held(uid))
	s.Equal(holders, s.available("proe-user").At("numberOfUsers").Int())
	s.NotContains(s.all(allUsers.where(contract.Query{"roleId": "proe-user"})), uid)
}

func (s *Roles) TestReplacingMayBeRepeated() {
	uid := s.newUser(s.home()).At("userUid").Str()
	s.replace(uid, desktopUser)
	again := s.replace(uid, desktopUser, desktopUser)
	s.Equal([]string{desktopUser}, texts(again.At("processedReplacementRoleIds")))
	s.Empty(texts(again.At("newlyAssignedRoleIds")))
	s.Empty(texts(again.At("unassignedRoleIds")))
	s.Equal([]string{desktopUser}, s.held(uid))
}

func (s *Roles) TestNoRolesIsAnEmptyList() {
	uid := s.newUser(s.home()).At("userUid").Str()
	s.replace(uid)
	s.Empty(s.held(uid))
	s.Zero(data(s.admin.Get(rolesOf(uid))).Len())
}

func (s *Roles) TestUnknownRolesAreReportedAsIgnored() {
	uid := s.newUser(s.home()).At("userUid").Str()
	answer := s.replace(uid, desktopUser, "no-such-role")
	s.Equal([]string{"no-such-role"}, texts(answer.At("ignoredRoleIds")))
	s.Equal([]string{desktopUser}, s.held(uid))
}

func (s *Roles) TestBlockedAndDeactivatedUsersTakeRolesToo() {
	uid := s.newUser(s.home()).At("userUid").Str()
	done(s.admin.Post(contract.Path("/api/v3/users/%v/deactivate", uid), map[string]any{"block": true}))
	s.replace(uid)
	s.replace(uid, desktopUser)
	s.Equal([]string{desktopUser}, s.held(uid))
	s.Equal("Deactivated, Blocked", s.user(uid).At("status").Str())
}

func (s *Roles) TestRolesOfNobody() {
	refusedTwice(func() *contract.Response { return s.admin.Get(rolesOf(nobody)) }, 404)
	refusedTwice(func() *contract.Response {
		return s.admin.Put(rolesOf(nobody), map[string]any{"roleIds": []string{desktopUser}})
	}, 404)
}

func (s *Roles) TestWhatAUserMayDoFollowsTheRoles() {
	s.Needs(contract.CapSeedData)
	user := s.newUser(s.home())
	uid := user.At("userUid").Str()
	caller := s.SignIn(user.At("username").Str(), newUserPassword)
	list := func() *contract.Response { return caller.Get("/api/v1/User", contract.Query{"pgSize": 1}) }
	refusedTwice(list, 403)
	s.replace(uid, "security-center-user")
	list().Status(200)
	refusedTwice(func() *contract.Response { return caller.Post(contract.Path("/api/v3/users/%v/block", uid), nil) }, 403)
	s.replace(uid, "customer-cloud-admin")
	done(caller.Put(rolesOf(uid), map[string]any{"roleIds": []string{desktopUser}}))
	refusedTwice(list, 403)
}

func (s *Roles) TestRoleListCountsTheHoldersWithinTheReadersReach() {
	s.Needs(contract.CapSeedData)
	want, got := data(s.admin.Get("/api/v1/role")), data(s.Tenant().SeededUser(orgAdmin).Get("/api/v1/role"))
	s.True(slices.IsSorted(want.Texts("roleId")))
	s.Equal(want.Texts("roleId"), got.Texts("roleId"))
	s.Zero(got.Find("roleId", "customer-cloud-admin").At("numberOfUsers").Int(), "they are not in Ops")
	everybody := want.Find("roleId", desktopUser).At("numberOfUsers").Int()
	s.Less(got.Find("roleId", desktopUser).At("numberOfUsers").Int(), everybody)
	s.NotZero(got.Find("roleId", desktopUser).At("numberOfUsers").Int())
}
