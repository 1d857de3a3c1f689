package code42

import "github.com/understudy/understudy/contract"

// UserLists is the contract of the list of users: its filters and its pages.
type UserLists struct{ suite }

func (s *UserLists) TestPagesOfUsers() {
	s.pages(allUsers)
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

// texts are the elements of a list of texts.
func texts(list contract.Value) []string {
	list.Len()
	all := []string{}
	for _, item := range list.Items() {
		all = append(all, item.Str())
	}
	return all
}
