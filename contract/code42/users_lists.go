package code42

import (
	"slices"

	"github.com/understudy/understudy/contract"
)

// UserLists is the contract of the list of users: its filters and its pages.
type UserLists struct{ suite }

func (s *UserLists) TestPagesOfUsers() {
	org := s.newOrg(s.topOrg())
	for range 4 {
		s.newUser(org)
	}
	s.pages(allUsers.where(contract.Query{"orgUid": org.At("orgUid").Str()}))
}

func (s *UserLists) TestNoCapOnPageSizes() {
	s.Needs(contract.CapSeedData)
	s.noCap(allUsers)
}

func (s *UserLists) TestPagesThatMeanNothing() { s.noPages(allUsers) }

func (s *UserLists) TestAnEmptyListKeepsItsKey() {
	org := s.newOrg(s.topOrg())
	page := data(s.admin.Get("/api/v1/User", contract.Query{"orgUid": org.At("orgUid").Str(), "pgNum": 1, "pgSize": 500}))
	s.Zero(page.At("users").Len())
	s.Zero(page.At("totalCount").Int())
}

// The command line says of its filter that child organizations are included.
func (s *UserLists) TestAnOrgFilterTakesInChildOrganizations() {
	top := s.newOrg(s.topOrg())
	child, beside := s.newOrg(top), s.newOrg(s.topOrg())
	grandchild := s.newOrg(child)
	made := map[string]contract.Value{}
	for name, org := range map[string]contract.Value{"grandchild": grandchild, "top": top, "beside": beside, "child": child} {
		made[name] = s.newUser(org)
	}
	for _, c := range []struct {
		org  contract.Value
		want []string
	}{
		{top, []string{"top", "child", "grandchild"}}, {child, []string{"child", "grandchild"}},
		{grandchild, []string{"grandchild"}}, {beside, []string{"beside"}},
	} {
		want := []string{}
		for _, name := range c.want {
			want = append(want, made[name].At("userUid").Str())
		}
		s.ElementsMatch(want, s.all(allUsers.where(contract.Query{"orgUid": c.org.At("orgUid").Str()})), c.want)
	}
	s.pages(allUsers.where(contract.Query{"orgUid": top.At("orgUid").Str()}))
	named := contract.Query{"orgUid": top.At("orgUid").Str(), "username": made["grandchild"].At("username").Str()}
	s.Len(s.all(allUsers.where(named)), 1)
	named["orgUid"] = beside.At("orgUid").Str()
	s.Empty(s.all(allUsers.where(named)))
}

// The vendor's example scripts name organizations by number, leave children out with incChildOrgs=false, and mean everything by 0.
func (s *UserLists) TestAnOrgIsNamedByNumberToo() {
	top := s.newOrg(s.topOrg())
	child := s.newOrg(top)
	above, below := s.newUser(top).At("userUid").Str(), s.newUser(child).At("userUid").Str()
	in := func(query contract.Query) []string {
		query["orgId"] = top.At("orgId").Int()
		return s.all(allUsers.where(query))
	}
	s.Equal([]string{above, below}, in(contract.Query{}))
	s.Equal([]string{above, below}, in(contract.Query{"incChildOrgs": true, "active": true}))
	s.Equal([]string{above}, in(contract.Query{"incChildOrgs": "false"}))
	s.Equal([]string{above}, s.all(allUsers.where(contract.Query{"orgUid": top.At("orgUid").Str(), "incChildOrgs": false})))
	s.Equal(s.all(allUsers), s.all(allUsers.where(contract.Query{"orgId": 0})), "0 is no filter")
	s.Equal(s.all(allUsers), s.all(allUsers.where(contract.Query{"incChildOrgs": false})), "nor is this, without an organization")
	refusal := refusedTwice(func() *contract.Response {
		return s.admin.Get("/api/v1/User", contract.Query{"orgId": 987654321, "pgNum": 1, "pgSize": 500})
	}, 400)
	s.Contains(refusal.At("description").Str(), "Organization was not found")
}

func (s *UserLists) TestAUserIsListedByEitherID() {
	user := s.newUser(s.topOrg())
	uid, number := user.At("userUid").Str(), user.At("userId").Text()
	for _, query := range []contract.Query{{"userId": number}, {"userId": number, "idType": "id"}, {"userId": uid, "idType": "uid"}} {
		s.Equal([]string{uid}, s.all(allUsers.where(query)))
	}
	for _, query := range []contract.Query{{"userId": uid}, {"userId": number, "idType": "uid"}, {"userId": "casey"}, {"userId": number, "active": false}} {
		s.Empty(s.all(allUsers.where(query)))
	}
}

// The vendor's example scripts name the kind of a number too.
func (s *UserLists) TestANumberMayBeCalledAnID() {
	user := s.newUser(s.topOrg())
	one := contract.Path("/api/v1/User/%v", user.At("userId").Text())
	s.Equal(user.At("userUid").Str(), data(s.admin.Get(one, contract.Query{"idType": "id"})).At("userUid").Str())
	changed := s.admin.Put(one, map[string]any{"notes": "by number"}, contract.Query{"idType": "id"})
	s.Equal("by number", data(changed).At("notes").Str())
	refusedTwice(func() *contract.Response {
		return s.admin.Get(contract.Path("/api/v1/User/%v", user.At("userUid").Str()), contract.Query{"idType": "id"})
	}, 404)
}

func (s *UserLists) TestIncAllBringsEveryPartOfAUser() {
	s.Needs(contract.CapSeedData)
	uid := s.device(pinnedDeviceGUID).At("userUid").Str()
	one := contract.Path("/api/v1/User/%v", uid)
	parts := contract.Query{"idType": "uid", "incRoles": true, "incBackupUsage": true, "incComputerCount": true}
	want := data(s.admin.Get(one, parts))
	s.Positive(want.At("roles").Len())
	s.Positive(want.At("computerCount").Int())
	s.Positive(want.At("backupUsage", 0, "archiveBytes").Int())
	s.Equal(want.String(), data(s.admin.Loose().Get(one, contract.Query{"idType": "uid", "incAll": "1"})).String())
	for _, query := range []contract.Query{{"userId": uid, "idType": "uid", "incAll": true}, {"username": want.At("username").Str(), "incAll": "true"}} {
		s.Equal(want.String(), data(s.admin.Get("/api/v1/User", query)).At("users", 0).String())
	}
	s.True(data(s.admin.Get("/api/v1/User/my", contract.Query{"incAll": true})).At("computerCount").Exists())
	plain := data(s.admin.Get(one, contract.Query{"idType": "uid"}))
	for _, part := range []string{"roles", "computerCount", "backupUsage"} {
		s.False(plain.At(part).Exists(), part)
	}
}

func (s *UserLists) TestBackupUsageOfAUserAddsUpTheDevicesThatAreInUse() {
	s.Needs(contract.CapSeedData)
	s.fork()
	device := s.device(pinnedDeviceGUID)
	all := contract.Query{"userUid": device.At("userUid").Str(), "incBackupUsage": true, "active": true}
	read := func() (contract.Value, int64, int64) {
		sum, count := int64(0), int64(0)
		for _, d := range data(s.admin.Get("/api/v1/Computer", all)).At("computers").Items() {
			count++
			for _, use := range d.At("backupUsage").Items() {
				sum += use.At("archiveBytes").Int()
			}
		}
		return data(s.admin.Get(contract.Path("/api/v1/User/%v", device.At("userUid").Str()), contract.Query{"idType": "uid", "incAll": true})), sum, count
	}
	is := func() {
		user, want, devices := read()
		got := int64(0)
		for _, use := range user.At("backupUsage").Items() {
			got += use.At("archiveBytes").Int()
		}
		s.Equal(want, got)
		s.Equal(devices, user.At("computerCount").Int())
	}
	is()
	done(s.admin.Post("/api/v4/computer-deactivation/update", map[string]any{"id": pinnedDeviceID}))
	is()
}

func (s *UserLists) TestTheTopOrgHoldsAllUsers() {
	everybody := func(contract.Value) bool { return true }
	_, total, _ := s.head(allUsers)
	s.Equal(total, s.filters(allUsers, contract.Query{"orgUid": s.topOrg().At("orgUid").Str()}, everybody))
}

func (s *UserLists) TestUnknownOrgIs400ThatSaysSo() {
	refusal := refusedTwice(func() *contract.Response {
		return s.admin.Get("/api/v1/User", contract.Query{"orgUid": nobody, "pgNum": 1, "pgSize": 500})
	}, 400)
	s.Contains(refusal.At("description").Str(), "Organization was not found")
}

func (s *UserLists) TestBooleansInPythonsSpelling() {
	org := s.newOrg(s.topOrg())
	active, gone := s.newUser(org), s.newUser(org)
	done(s.admin.Post(contract.Path("/api/v3/users/%v/deactivate", gone.At("userUid").Str()), map[string]any{"block": nil}))
	in := contract.Query{"orgUid": org.At("orgUid").Str()}
	for spelling, want := range map[string][]string{
		"True": {active.At("userUid").Str()}, "true": {active.At("userUid").Str()},
		"False": {gone.At("userUid").Str()}, "false": {gone.At("userUid").Str()},
	} {
		in["active"] = spelling
		s.Equal(want, s.all(allUsers.where(in)), spelling)
	}
	delete(in, "active")
	s.Len(s.all(allUsers.where(in)), 2)
	refusedTwice(func() *contract.Response {
		return s.admin.Bad().Get("/api/v1/User", contract.Query{"active": "perhaps"})
	}, 400)
}

func (s *UserLists) TestRolesOnlyWhenAskedFor() {
	user := s.newUser(s.home())
	name := contract.Query{"username": user.At("username").Str()}
	s.False(data(s.admin.Get("/api/v1/User", name)).At("users", 0, "roles").Exists())
	name["incRoles"] = "True"
	with := data(s.admin.Get("/api/v1/User", name)).At("users", 0, "roles")
	s.True(with.Exists())

	done(s.admin.Put(contract.Path("/api/v3/users/%v/roles", user.At("userUid").Str()), map[string]any{"roleIds": []string{}}))
	s.Zero(data(s.admin.Get("/api/v1/User", name)).At("users", 0, "roles").Len(), "a user without roles has an empty list")
}

func (s *UserLists) TestFiltersNarrowTogether() {
	s.Needs(contract.CapSeedData)
	everyone := data(s.admin.Get("/api/v1/User", contract.Query{"pgSize": 1000, "incRoles": true})).At("users").Items()
	for name, filter := range map[string]struct {
		query contract.Query
		keeps func(contract.Value) bool
	}{
		"active":   {contract.Query{"active": true}, func(u contract.Value) bool { return u.At("active").Bool() }},
		"inactive": {contract.Query{"active": false}, func(u contract.Value) bool { return !u.At("active").Bool() }},
		"org":      {contract.Query{"orgUid": opsOrgUID}, func(u contract.Value) bool { return u.At("orgUid").Str() == opsOrgUID }},
		"both": {contract.Query{"orgUid": opsOrgUID, "active": true}, func(u contract.Value) bool {
			return u.At("orgUid").Str() == opsOrgUID && u.At("active").Bool()
		}},
		"role": {contract.Query{"roleId": "customer-cloud-admin"}, func(u contract.Value) bool {
			return slices.Contains(texts(u.At("roles")), "Customer Cloud Admin")
		}},
		"email": {contract.Query{"email": basicUser}, func(u contract.Value) bool { return u.At("email").Text() == basicUser }},
	} {
		want := []string{}
		for _, user := range everyone {
			if filter.keeps(user) {
				want = append(want, user.At("userUid").Str())
			}
		}
		s.NotEmpty(want, name)
		s.Less(len(want), len(everyone), name)
		s.Equal(want, s.all(allUsers.where(filter.query)), name)
	}
}

// texts are the elements of a list of texts.
func texts(list contract.Value) []string {
	list.Len()
	all := []string{}
	for _, item := range list.Items() {
		all = append(all, item.Str())
	}
	return all
}

func (s *UserLists) TestAnythingIsLookedForWithinNames() {
	s.Needs(contract.CapSeedData)
	for _, part := range []string{basicUser, "basic.us", "BLAKE", "Basi"} {
		s.Contains(s.all(allUsers.where(contract.Query{"q": part})), basicUserUID, part)
	}
	s.Empty(s.all(allUsers.where(contract.Query{"q": "no such text anywhere"})))
	s.NotContains(s.all(allUsers.where(contract.Query{"q": "Pinned"})), basicUserUID)
}

func (s *UserLists) TestRoleFilterTakesTheIDsOfTheRoleList() {
	s.Needs(contract.CapSeedData)
	for _, role := range data(s.admin.Get("/api/v1/role")).Items() {
		s.Len(s.all(allUsers.where(contract.Query{"roleId": role.At("roleId").Str()})), int(role.At("numberOfUsers").Int()), role.At("roleId").Str())
	}
	refusedTwice(func() *contract.Response {
		return s.admin.Get("/api/v1/User", contract.Query{"roleId": "no-such-role"})
	}, 400)
}
