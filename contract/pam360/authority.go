package pam360

import (
	"fmt"
	"maps"
	"slices"

	"github.com/understudy/understudy/contract"
)

// Authority is who may do what to whom: nobody passes on, through whatever holds it, more than they have.
type Authority struct{ suite }

// SetupTest gives the test a tenant to spoil.
func (s *Authority) SetupTest() {
	s.Needs(contract.CapFork, contract.CapSeedData)
	s.suite.SetupTest()
}

// What is neither a user's own nor shared with them is out of reach of every operation that names it, whatever their role.
func (s *Authority) TestWhatIsNotSharedIsOutOfReachOfEveryRole() {
	objects := map[string]any{
		"resourceId": pinnedDC, "RESOURCEID": pinnedDC, "resourceName": "dc-01", "RESOURCENAME": "dc-01", "accountId": pinnedSync, "ACCOUNTID": pinnedSync,
		"accountName": "svc_sync", "ACCOUNTNAME": "svc_sync", "RESOURCEIDS": numbers([]string{pinnedDC}), "ids": numbers([]string{pinnedDC}),
		"trashIds": numbers([]string{pinnedDC}),
	}
	facts := contract.Facts{Names: maps.Clone(objects), Operations: map[string]map[string]any{
		"configureMsSqlRemotePasswordReset": {"RESOURCEIDS": []string{pinnedDC}},
	}}
	maps.Copy(facts.Names, map[string]any{"USERID": johnID, "USERNAME": guest, "resourceGroupId": pinnedInterns})
	callers := map[string]*Session{"admin": s.admin}
	for _, name := range []string{"passadmin", "cloudadmin", "auditor", "anderson", "john"} {
		callers[name] = s.user(name)
	}
	_, _, callers["a user manager"] = s.newUser(Details{"ROLE": userManager})
	owner := s.user("privadmin")
	secret := s.password(owner, pinnedDC, pinnedSync)
	tried := 0
	for _, op := range s.Target().Calls(s.TB(), facts) {
		named := slices.ContainsFunc(op.Params, func(p contract.Parameter) bool { return objects[p.Name] != nil }) ||
			slices.ContainsFunc(op.Input.Names(), func(name string) bool { return objects[name] != nil })
		if !named || op.ID == "createResource" { // which names what is not there yet
			continue
		}
		tried++
		for name, caller := range callers {
			reply := caller.Bad().Do(op.Request())
			s.Equal("Failed", reply.Result().At("status").Str(), "%s does %s to what is privadmin's", name, op.ID)
		}
	}
	s.Greater(tried, 25)
	s.Equal(secret, s.password(owner, pinnedDC, pinnedSync))
}

// A group that a caller cannot see is told from none that there is in no answer: not as one of a resource's groups, as what another
// stands under, as what a list is narrowed to, or as what an account, a resource or a group is put into.
func (s *Authority) TestAGroupThatACallerCannotSeeIsAsOneThatThereIsNot() {
	me, _, caller := s.newUser(Details{"ROLE": "Password Administrator"})
	box, _ := s.newResource(Details{"ACCOUNTNAME": "root", "PASSWORD": strong})
	hidden, hiddenName := s.newGroup()
	child, childName := s.newGroup(Details{"parentGroupName": hiddenName})
	s.admin.Input(Details{"RESOURCEIDS": numbers([]string{box})}).Post(path("/resourcegroup/%v/associateResources", hidden)).Success()
	s.share(box, Details{"ACCESSTYPE": "fullaccess", "USERID": me}).Success()
	s.admin.Input(Details{"resourceGroupIds": []string{child}, "userIds": []string{me}, "accessType": "fullaccess"}).
		Put(path("/resourcegroup/share")).Success()

	s.Len(s.associated(s.admin, box), 2)
	s.Equal([]string{"Default Group"}, s.associated(caller, box))
	row := caller.Get(groups).Success().Details().Find("resourceGroupId", child)
	s.Equal(childName, row.At("resourceGroupName").Str())
	s.False(row.At("parentGroupId").Exists() || row.At("parentGroupName").Exists())

	same := func(about string, ask func(group, name string) *Reply) {
		s.T().Helper()
		unseen, unknown := ask(hidden, hiddenName), ask(nobody, s.unused())
		s.Equal(unknown.Result().Any(), unseen.Result().Any(), about)
		s.Equal(unknown.Operation().At("Details").Any(), unseen.Operation().At("Details").Any(), about)
	}
	same("accounts of a resource in the group", func(group, _ string) *Reply {
		return caller.Input(Details{"GROUPID": numbers([]string{group})[0]}).Get(path("/resources/%v/accounts", box))
	})
	same("an account's groups", func(group, _ string) *Reply {
		return caller.Input(Details{"ACCOUNTLIST": []Details{{"ACCOUNTNAME": "other", "PASSWORD": strong, "ACCOUNT_RESOURCE_GROUP_IDS": []string{group}}}}).
			Post(path("/resources/%v/accounts", box))
	})
	same("a new resource's group", func(_, name string) *Reply {
		return caller.Input(Details{"RESOURCENAME": s.unused(), "RESOURCEGROUPNAME": name}).Post(resources)
	})
	same("what a group goes under", func(_, name string) *Reply {
		return caller.InputLower(Details{"parentGroupName": name}).Put(path("/resourcegroup/%v", child))
	})
	same("its id", func(_, name string) *Reply { return caller.Get(resGroupIDPath, resGroupCalled(name)) })
	same("what is shared", func(group, _ string) *Reply {
		return caller.Input(Details{"resourceGroupIds": []string{group}, "userIds": []string{guestID}, "accessType": "view"}).Put(path("/resourcegroup/share"))
	})
	same("what is deleted", func(group, _ string) *Reply { return caller.Delete(path("/resourcegroup/%v", group)) })
}

// associated are the names of the groups that a resource is in, as far as a caller is told.
func (s *Authority) associated(caller *Session, resource string) (names []string) {
	s.T().Helper()
	for _, g := range caller.Get(path("/resources/%v/associatedGroups", resource)).Success().Details().At("ASSOCIATED GROUPS").Items() {
		names = append(names, g.At("GROUP NAME").Str())
	}
	return names
}

// A password administrator makes a dynamic group over everything and shares it fully. What he never saw stays unseen.
func (s *Authority) TestADynamicGroupPassesOnWhatItsMakerManages() {
	caller := s.user("passadmin")
	own := s.listed(caller, pinnedSwitch)
	s.True(own.Exists())
	made := caller.InputLower(Details{
		"resourceGroupName": s.unused(), "groupType": "dynamic", "criteria": criteria("resourceName contains -"),
	}).Post(groups).Success().Details().At("resourceGroupId").Str()
	id, _, friend := s.newUser(Details{"ROLE": "Password User"})
	caller.Input(Details{"resourceGroupIds": []string{made}, "userIds": []string{id, passadminID}, "accessType": "fullaccess"}).
		Put(path("/resourcegroup/share")).Success()

	s.True(s.listed(friend, pinnedSwitch).Exists(), "what passadmin owns is shared")
	for _, out := range []*Session{friend, caller} {
		s.False(s.listed(out, pinnedDC).Exists())
		out.Get(passwordPath(pinnedDC, pinnedSync)).Failed()
		s.change(out, pinnedDC, pinnedSync, strong).Failed()
	}
}

// Full access to a resource is none to an account that is shared at less: who throws the resource away would take the account along.
func (s *Authority) TestWhoHasLessOnAnAccountDoesNotTakeItAlong() {
	id, _, caller := s.newUser(Details{"ROLE": "Password Administrator"})
	box, _ := s.newResource(Details{"ACCOUNTNAME": "root", "PASSWORD": strong})
	root := s.accountID(box, "root")
	s.share(box, Details{"ACCESSTYPE": "fullaccess", "USERID": id}).Success()
	s.shareAccount(box, root, Details{"ACCESSTYPE": "view", "USERID": id}).Success()
	caller.Delete(path("/resources/%v", box)).Failed()
	caller.Input(Details{"RESOURCETYPE": "Windows"}).Put(path("/resources/%v", box)).Failed()
	s.password(s.admin, box, root)
	s.shareAccount(box, root, Details{"ACCESSTYPE": "fullaccess", "USERID": id}).Success()
	caller.Delete(path("/resources/%v", box)).Success()
}

// A call has a bound: of a list 10,000 items, of two lists 10,000 pairs, of a dynamic group 100 criteria.
func (s *Authority) TestACallHasTenThousandItemsAtMost() {
	many := make([]string, 10_001)
	for i := range many {
		many[i] = fmt.Sprint(900_000 + i)
	}
	s.admin.Bad().Input(Details{"type": "resource", "ids": numbers(many)}).Put(trashPath + "/move").Failed()
	pairs := Details{"resourceGroupIds": many[:101], "userIds": many[:100], "accessType": "view"}
	s.admin.Input(pairs).Put(path("/resourcegroup/share")).Failed()
	conditions := make([]string, 101)
	for i := range conditions {
		conditions[i] = "resourceName contains x"
	}
	group := Details{"resourceGroupName": s.unused(), "groupType": "dynamic", "criteria": criteria(conditions...)}
	s.admin.Bad().InputLower(group).Post(groups).Failed()
	group["criteria"] = criteria(conditions[1:]...)
	s.admin.InputLower(group).Post(groups).Success()
}

// A leaver's group asks for everything. What the heir had before the transfer is none of it; what was handed over stays shared.
func (s *Authority) TestATransferPassesOnNothingThatTheHeirHadBefore() {
	leaver, _, owner := s.newUser(Details{"ROLE": "Password Administrator"})
	friendID, _, friend := s.newUser(Details{"ROLE": "Password User"})
	box := owner.Input(Details{"RESOURCENAME": s.unused()}).Post(resources).Success().Details().At("RESOURCEID").Str()
	made := owner.InputLower(Details{
		"resourceGroupName": s.unused(), "groupType": "dynamic", "criteria": criteria("resourceName notContains zzzzqq"),
	}).Post(groups).Success().Details().At("resourceGroupId").Str()
	owner.Input(Details{"resourceGroupIds": []string{made}, "userIds": []string{friendID}, "accessType": "fullaccess"}).
		Put(path("/resourcegroup/share")).Success()

	s.True(s.listed(friend, box).Exists())
	ids := numbers([]string{leaver, passadminID})
	s.admin.Input(Details{"oldUserId": ids[0], "newUserId": ids[1]}).Post(transferPath).Success()
	s.True(s.listed(friend, box).Exists())
	s.True(s.listed(s.user("passadmin"), pinnedSwitch).Exists())
	s.False(s.listed(friend, pinnedSwitch).Exists())
}

// An administrator, who sees what is his, shares the group of everything: what is another's stays so.
func (s *Authority) TestDefaultGroupPassesOnWhatItsGrantorManages() {
	id, _, friend := s.newUser(Details{"ROLE": "Password User"})
	s.admin.Input(Details{"resourceGroupIds": []string{pinnedDefault}, "userIds": []string{id}, "accessType": "modify"}).
		Put(path("/resourcegroup/share")).Success()
	s.password(friend, pinnedLinux, pinnedDeploy)
	friend.Get(passwordPath(pinnedDC, pinnedSync)).Failed()
	s.False(s.listed(friend, pinnedDC).Exists())
}

// Whom something is shared with fully cannot take it from its owner, nor give it to another. Its owner can.
func (s *Authority) TestFullAccessIsNoOwnership() {
	me, login, caller := s.newUser(Details{"ROLE": "Password Administrator"})
	box, _ := s.newResource(Details{"ACCOUNTNAME": "root", "PASSWORD": strong})
	group, _ := s.newGroup()
	root := s.accountID(box, "root")
	s.share(box, Details{"ACCESSTYPE": "fullaccess", "USERID": me}).Success()
	s.admin.Input(Details{"resourceGroupIds": []string{group}, "userIds": []string{me}, "accessType": "fullaccess"}).
		Put(path("/resourcegroup/share")).Success()
	for _, to := range []string{login, "passadmin"} {
		caller.Input(Details{"OWNERNAME": to}).Put(path("/resources/%v", box)).Failed()
		caller.Input(Details{"OWNERNAME": to}).Put(accountPath(box, root)).Failed()
		caller.InputLower(Details{"ownerName": to}).Put(path("/resourcegroup/%v", group)).Failed()
	}
	caller.Input(Details{"OWNERNAME": "admin", "LOCATION": "Pune"}).Put(path("/resources/%v", box)).Success()
	s.admin.Input(Details{"OWNERNAME": login}).Put(path("/resources/%v", box)).Success()
	s.admin.InputLower(Details{"ownerName": login}).Put(path("/resourcegroup/%v", group)).Success()
	caller.Input(Details{"OWNERNAME": "admin"}).Put(path("/resources/%v", box)).Success()
}

// Another administrator has to do that.
func (s *Authority) TestNobodyChangesTheirOwnRoleOrScope() {
	me := path("/user/%v", "1")
	for _, fields := range []Details{{"ROLE": "Privileged Administrator"}, {"ISSUPERADMIN": "true"}} {
		s.admin.Input(fields).Put(me).Failed()
	}
	s.admin.Input(Details{"ROLE": "Administrator", "LOCATION": "Pune"}).Put(me).Success()
}

// userManager is a role of one's own that looks after users and their groups, and nothing else.
const userManager = "User Manager"

// Who manages user groups, but is no administrator, admits nobody to what they could not share themselves, nor to those who approve
// requests.
func (s *Authority) TestAUserManagerAdmitsNobodyToWhatIsNotTheirs() {
	_, _, caller := s.newUser(Details{"ROLE": userManager})
	friend, _, _ := s.newUser(Details{"ROLE": "Password User"})
	admit := func(by *Session, group string) *Reply {
		s.T().Helper()
		return by.Input(Details{"USERGROUPNAME": group}).Post(path("/user/%v/usergroup", friend))
	}
	for _, group := range []string{"Approvers", "SDP Group", "System Administration"} {
		admit(caller, group).Failed()
		caller.Input(Details{"USERGROUPNAME": group}).Put(path("/user/%v", friend)).Failed()
		s.Equal([]any{}, s.userRow(friend).At("USERGROUPS").Any())
	}
	admit(caller, "Interns and Trainees").Success()
	admit(s.admin, "Approvers").Success()
}

// Less on an account beats more on its resource. Whoever a group holds back so does not get the rest by leaving it.
func (s *Authority) TestAUserManagerGetsNoMoreByLeavingAUserGroup() {
	id, _, caller := s.newUser(Details{"ROLE": userManager})
	team, _ := s.newUserGroup(id)
	box, _ := s.newResource(Details{"ACCOUNTNAME": "root", "PASSWORD": strong})
	root := s.accountID(box, "root")
	s.share(box, Details{"ACCESSTYPE": "fullaccess", "USERID": id}).Success()
	s.shareAccount(box, root, Details{"ACCESSTYPE": "view", "USERGROUPID": team}).Success()
	leave := func(by *Session) *Reply {
		s.T().Helper()
		return by.Input(Details{"USERIDS": []string{id}}).Delete(path("/usergroup/%v/users", team))
	}
	leave(caller).Failed()
	caller.Input(Details{"USERGROUPIDS": []string{team}}).Delete(userGroups).Failed()
	s.change(caller, box, root, strong+"1").Failed()
	leave(s.admin).Success()
	s.change(caller, box, root, strong+"1").Success()
}

// Nobody gets hold of a user who may more, at once or by taking the role away first.
func (s *Authority) TestAUserManagerGetsNoHoldOfWhoMayMore() {
	_, _, caller := s.newUser(Details{"ROLE": userManager})
	boss, login, session := s.newUser(Details{"ROLE": "Password Administrator"})
	for _, fields := range []Details{
		{"PASSWORD": strong + "1"}, {"EMAIL": "mine@example.com"}, {"USERNAME": "gone"}, {"RESTAPIACCESS": false}, {"ROLE": "Password User"},
	} {
		caller.Input(fields).Put(path("/user/%v", boss)).Failed()
	}
	caller.Input(Details{"ROLE": "Administrator"}).Put(path("/user/%v", boss)).Failed()
	session.Get(resources).Success()
	caller.Input(Details{"LOCATION": "Pune"}).Put(path("/user/%v", boss)).Success()
	s.Equal(login, s.userRow(boss).At("USERNAME").Str())
}

// Deleting takes away all that somebody may, so it asks no less than taking away some of it. That lockers get hold of nothing is why
// locking asks for less.
func (s *Authority) TestAUserManagerDeletesNobodyWhoMayMore() {
	_, _, caller := s.newUser(Details{"ROLE": userManager})
	super, _, _ := s.newUser(Details{"ROLE": "Administrator", "ISSUPERADMIN": "true"})
	admin, _, _ := s.newUser(Details{"ROLE": "Administrator"})
	boss, login, session := s.newUser(Details{"ROLE": "Password Administrator"})
	peer, _, _ := s.newUser(Details{"ROLE": userManager})
	for _, user := range []string{super, admin, boss} {
		caller.Delete(path("/user/%v", user)).Failed()
	}
	session.Get(resources).Success()
	caller.Put(lockPath, called(login)).Success()
	caller.Delete(path("/user/%v", boss)).Failed()
	caller.Delete(path("/user/%v", peer)).Success()
	for _, user := range []string{super, admin, boss} {
		s.admin.Delete(path("/user/%v", user)).Success()
	}
}

// Only administrators get hold of a user who owns something, or hand it over. That takes a token and a transfer in, not the name alone.
// Full access makes nobody the owner, so it does not help; to what the user is only shared it does.
func (s *Authority) TestAUserManagerGetsNoHoldOfWhatAUserHas() {
	me, _, caller := s.newUser(Details{"ROLE": userManager})
	heir, _, _ := s.newUser(Details{"ROLE": "Password User"})
	user, login, _ := s.newUser(Details{"ROLE": "Password User", "RESTAPIACCESS": false})
	edit := func(by *Session, fields Details) *Reply {
		s.T().Helper()
		return by.Input(fields).Put(path("/user/%v", user))
	}
	handOver := func(by *Session, to string) *Reply {
		s.T().Helper()
		return by.Input(Details{"oldUserId": numbers([]string{user})[0], "newUserId": numbers([]string{to})[0]}).Post(transferPath)
	}
	edit(caller, Details{"PASSWORD": strong + "1"}).Success() // the user has nothing yet
	box, _ := s.newResource(Details{"ACCOUNTNAME": "root", "PASSWORD": strong, "OWNERNAME": login})
	root := s.accountID(box, "root")
	for _, fields := range []Details{
		{"RESTAPIACCESS": true}, {"PASSWORD": strong + "2"}, {"EMAIL": "mine@example.com"}, {"USERNAME": "mine"}, {"EXPIRYDATE": "2099-12-31"},
	} {
		s.False(edit(caller, fields).Failed().Operation().At("Details").Exists(), "no token is shown")
	}
	handOver(caller, me).Failed()
	handOver(caller, heir).Failed()
	caller.Get(passwordPath(box, root)).Failed()
	edit(caller, Details{"LOCATION": "Pune"}).Success()
	owner := s.tenant.WithToken(edit(s.admin, Details{"RESTAPIACCESS": true}).Success().Details().At("AUTHTOKEN").Str())
	owner.Input(Details{"ACCESSTYPE": "fullaccess", "USERID": me}).Put(path("/resources/%v/share", box)).Success()
	caller.Get(passwordPath(box, root)).Success()
	edit(caller, Details{"PASSWORD": strong + "2"}).Failed()
	handOver(caller, me).Failed()
	handOver(s.admin, heir).Success()
	edit(caller, Details{"PASSWORD": strong + "2"}).Success()
	handOver(caller, heir).Success()
}

// What a dynamic group holds at the moment says nothing of what it gives tomorrow: what meets its criteria may be in the trash. So only
// administrators get hold of somebody who is shared one, or let somebody into a user group that is.
func (s *Authority) TestAUserManagerGetsNoHoldOfWhatADynamicGroupMayComeToHold() {
	me, _, caller := s.newUser(Details{"ROLE": userManager})
	user, _, _ := s.newUser(Details{"ROLE": "Password User"})
	other, _, _ := s.newUser(Details{"ROLE": "Password User"})
	team, _ := s.newUserGroup()
	department := s.unused()
	box, _ := s.newResource(Details{"ACCOUNTNAME": "root", "PASSWORD": strong, "DEPARTMENT": department})
	made := s.admin.InputLower(Details{
		"resourceGroupName": s.unused(), "groupType": "dynamic", "criteria": criteria("department equals " + department),
	}).Post(groups).Success().Details().At("resourceGroupId").Str()
	for _, with := range []Details{{"userIds": []string{me, user}}, {"userGroupIds": []string{team}}} {
		with["resourceGroupIds"], with["accessType"] = []string{made}, "fullaccess"
		s.admin.Input(with).Put(path("/resourcegroup/share")).Success()
	}
	s.shareAccount(box, s.accountID(box, "root"), Details{"ACCESSTYPE": "view", "USERID": me}).Success()
	takeOver := func(by *Session) *Reply {
		s.T().Helper()
		return by.Input(Details{"RESTAPIACCESS": false}).Put(path("/user/%v", user))
	}
	admit := func(by *Session) *Reply {
		s.T().Helper()
		return by.Input(Details{"USERGROUPID": team}).Post(path("/user/%v/usergroup", other))
	}
	takeOver(caller).Failed()
	s.admin.Input(Details{"type": "resource", "ids": numbers([]string{box})}).Put(trashPath + "/move").Success()
	takeOver(caller).Failed()
	admit(caller).Failed()
	takeOver(s.admin).Success()
	admit(s.admin).Success()
}

// Without the group that is asked, everybody with full access would approve. So only administrators take it away, or anybody out of it.
func (s *Authority) TestAUserManagerTakesNoApproverAway() {
	_, _, caller := s.newUser(Details{"ROLE": userManager})
	approver, _, _ := s.newUser(Details{"ROLE": "Password Administrator"})
	s.admin.Input(Details{"USERGROUPNAME": "Approvers"}).Post(path("/user/%v/usergroup", approver)).Success()
	group := s.admin.Get(groupLookUpPath, groupCalled("Approvers")).Success().Details().At("USERGROUPID").Int()
	caller.Input(Details{"USERGROUPIDS": []string{fmt.Sprint(group)}}).Delete(userGroups).Failed()
	caller.Input(Details{"USERIDS": []string{approver}}).Delete(path("/usergroup/%v/users", group)).Failed()
	caller.Delete(path("/user/%v", approver)).Failed()

	owner := s.user(oneApprover)
	for user, access := range map[string]string{guestID: "view", passadminID: "fullaccess"} {
		owner.Input(Details{"ACCESSTYPE": access, "USERID": user}).Put(path("/resources/%v/accounts/%v/share", pinnedDC, pinnedSync)).Success()
	}
	s.user(guest).Post(path("/accounts/%v/requestpassword", pinnedSync)).Success()
	approve := func(by *Session) *Reply {
		s.T().Helper()
		return by.Input(Details{"USERNAME": guest}).Post(path("/accounts/%v/approvepasswordrequest", pinnedSync))
	}
	approve(s.user("passadmin")).Failed()
	s.admin.Delete(path("/user/%v", approver)).Success()
	approve(owner).Success()
}

// A token is worth what its user is by now: another role, a share that is gone and a lock show at the next call.
func (s *Authority) TestATokenIsWorthWhatItsUserIsByNow() {
	id, login, caller := s.newUser(Details{"ROLE": "Administrator", "ISSUPERADMIN": "true"})
	caller.Get(users).Success()
	s.password(caller, pinnedDC, pinnedSync)
	edit := func(fields Details) { s.T().Helper(); s.admin.Input(fields).Put(path("/user/%v", id)).Success() }
	edit(Details{"ISSUPERADMIN": "false"})
	caller.Get(passwordPath(pinnedDC, pinnedSync)).Failed()
	caller.Input(Details{"ISSUPERADMIN": "true"}).Put(path("/user/%v", id)).Failed()
	edit(Details{"ISSUPERADMIN": "true"})
	s.password(caller, pinnedDC, pinnedSync)
	edit(Details{"ROLE": "Password User"})
	caller.Get(users).Failed()
	caller.Get(passwordPath(pinnedDC, pinnedSync)).Failed() // the scope is an administrator's
	s.admin.Input(Details{"ISSUPERADMIN": "true"}).Put(path("/user/%v", id)).Failed()
	caller.Input(Details{"ROLE": "Administrator"}).Put(path("/user/%v", id)).Failed()
	s.admin.Put(lockPath, called(login)).Success()
	caller.Get(resources).NotLetIn()
}
