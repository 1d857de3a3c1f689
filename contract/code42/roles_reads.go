package code42

import "github.com/understudy/understudy/contract"

// RoleReads is the contract of the roles that a tenant has, and of what the caller says of itself.
type RoleReads struct{ suite }

func (s *RoleReads) TestTheCallerIsAUserLikeOthers() {
	me := data(s.admin.Get(my))
	id := me.At("userUid").Str()
	s.Equal(s.Tenant().Access.Username, me.At("username").Str())
	s.Equal(me.String(), data(s.admin.Get(byUID(id), idTypeUID)).String())
	s.True(me.At("active").Bool())
	s.False(me.At("blocked").Bool())
	org := data(s.admin.Get("/api/v1/Org/my"))
	s.Equal(org.At("orgUid").Str(), me.At("orgUid").Str())
	s.Equal(org.At("orgName").Str(), me.At("orgName").Str())
	s.Equal(org.String(), s.org(org.At("orgGuid").Str()).String())
	tenant := data(s.admin.Get("/api/v3/customer/my"))
	s.Equal(tenant.At("tenantUid").Str(), s.profile(id).At("tenantId").Str())
	parts := contract.Query{"incAll": true}
	s.agree(func() string { return data(s.admin.Get(my, parts)).String() }, func() string { return data(s.admin.Get(byUID(id), idTypeUID, parts)).String() })
}

func (s *RoleReads) TestRolesOfAUserAreOfTheListOfRoles() {
	listed := data(s.admin.Get("/api/v1/role"))
	users := append(some(s.sample(allUsers.where(contract.Query{"incRoles": true})), 6), data(s.admin.Get(my, contract.Query{"incRoles": true})))
	held := 0
	for _, user := range users {
		roles := data(s.admin.Get(rolesOf(user.At("userUid").Str())))
		s.ElementsMatch(texts(user.At("roles")), roles.Texts("roleName"), "names in one place, roles in the other")
		s.times(roles, milliseconds)
		for _, role := range roles.Items() {
			held++
			s.NotEmpty(role.At("roleId").Str(), "ids are text")
			s.Equal(texts(role.At("permissionIds")), role.At("permissions").Texts("permission"))
			if same := listed.Find("roleId", role.At("roleId").Str()); same.Exists() { // the list has those that the caller may give
				s.Equal(same.At("roleName").Str(), role.At("roleName").Str())
				s.Equal(same.At("locked").Bool(), role.At("locked").Bool())
				s.Equal(same.At("permissions").String(), role.At("permissions").String())
				s.Positive(same.At("numberOfUsers").Int())
			}
		}
	}
	s.Positive(held, "the caller at least has a role")
	refusedTwice(func() *contract.Response { return s.admin.Get(rolesOf(nobody)) }, 404)
}

func (s *RoleReads) TestHoldersOfARoleAreCounted() {
	roles := data(s.admin.Get("/api/v1/role"))
	s.times(roles, milliseconds)
	s.Positive(roles.Len())
	with := allUsers.where(contract.Query{"incRoles": true})
	for _, role := range some(roles.Items(), 10) {
		name, id := role.At("roleName").Str(), role.At("roleId").Str()
		n := s.filters(with, contract.Query{"roleId": id}, func(u contract.Value) bool {
			for _, held := range u.At("roles").Items() {
				if held.Str() == name {
					return true
				}
			}
			return false
		})
		s.EqualValues(role.At("numberOfUsers").Int(), n, id)
	}
	refusedTwice(func() *contract.Response {
		return s.admin.Get("/api/v1/User", contract.Query{"roleId": "no-such-role"})
	}, 400)
}
