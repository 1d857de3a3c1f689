package pam360

// A way in that a user manager opened would stay when an administrator closes another.
func (s *Authority) TestAUserManagerOpensNoWayInToWhoMayMore() {
	_, _, caller := s.newUser(Details{"ROLE": userManager})
	boss, _, session := s.newUser(Details{"ROLE": "Password Administrator"})
	peer, _, _ := s.newUser(Details{"ROLE": userManager})
	for _, field := range []string{"SDKACCESS", "ISAPIUSER", "WEBACCESS", "MOBILEACCESS", "ADDONACCESS"} {
		caller.Input(Details{field: true}).Put(path("/user/%v", boss)).Failed()
		s.Equal("false", s.userRow(boss).At(field).Str(), field)
		caller.Input(Details{field: true}).Put(path("/user/%v", peer)).Success()
	}
	s.admin.Input(Details{"RESTAPIACCESS": false}).Put(path("/user/%v", boss)).Success()
	session.Get(apiCall).NotLetIn()
}

// Who is bound to a host or a day is so by an administrator's will, and does not unbind themselves.
func (s *Authority) TestAUserManagerDoesNotLiftTheirOwnRestrictions() {
	me, _, caller := s.newUser(Details{"ROLE": userManager, "HOSTCHECK": true, "HOSTNAME": "sam-7276", "EXPIRYDATE": "2099-06-30"})
	edit := func(by *Session, fields Details) *Reply {
		s.T().Helper()
		return by.Input(fields).Put(path("/user/%v", me))
	}
	for _, fields := range []Details{
		{"HOSTCHECK": false}, {"HOSTNAME": "ci-runner-01"}, {"EXPIRYDATE": "2099-07-01"}, {"EXPIRYDATE": "NeverExpires"}, {"TOKENVALIDITYDAYS": 36500},
		{"SDKACCESS": true}, {"ISAPIUSER": true}, {"WEBACCESS": true},
	} {
		edit(caller, fields).Failed()
	}
	edit(caller, Details{"EXPIRYDATE": "2099-06-29", "HOSTCHECK": true, "HOSTNAME": "sam-7276"}).Success()
	edit(s.admin, Details{"HOSTCHECK": false, "EXPIRYDATE": "NeverExpires", "SDKACCESS": true}).Success()
}

// Who may not delete a user is not told whether the user owns anything.
func (s *Authority) TestARefusedDeletionDoesNotTellWhoOwnsSomething() {
	_, _, caller := s.newUser(Details{"ROLE": userManager})
	user, _, owner := s.newUser(Details{"ROLE": "Password Administrator"})
	remove := func(by *Session) any {
		s.T().Helper()
		return by.Delete(path("/user/%v", user)).Failed().Result().Any()
	}
	before := remove(caller)
	owner.Input(Details{"RESOURCENAME": s.unused()}).Post(resources).Success()
	s.Equal(before, remove(caller))
	s.NotEqual(before, remove(s.admin))
}

// A direct share of a resource beats whatever a dynamic group may take up, so leaving a group that is shared its account brings no more.
func (s *Authority) TestAUserManagerTakesOutOfAGroupWhoGetsNoMoreByIt() {
	_, _, caller := s.newUser(Details{"ROLE": userManager})
	user, _, member := s.newUser(Details{"ROLE": "Password User"})
	team, _ := s.newUserGroup(user)
	department := s.unused()
	box, _ := s.newResource(Details{"ACCOUNTNAME": "root", "PASSWORD": strong})
	root := s.accountID(box, "root")
	made := s.admin.InputLower(Details{
		"resourceGroupName": s.unused(), "groupType": "dynamic", "criteria": criteria("department equals " + department),
	}).Post(groups).Success().Details().At("resourceGroupId").Str()
	s.admin.Input(Details{"resourceGroupIds": []string{made}, "userIds": []string{user}, "accessType": "modify"}).Put(path("/resourcegroup/share")).Success()
	s.shareAccount(box, root, Details{"ACCESSTYPE": "view", "USERGROUPID": team}).Success()
	leave := func() *Reply {
		s.T().Helper()
		return caller.Input(Details{"USERIDS": []string{user}}).Delete(path("/usergroup/%v/users", team))
	}
	leave().Failed()
	s.share(box, Details{"ACCESSTYPE": "view", "USERID": user}).Success()
	leave().Success()
	s.admin.Input(Details{"DEPARTMENT": department}).Put(path("/resources/%v", box)).Success()
	s.change(member, box, root, strong+"1").Failed()
}

// Whoever put a resource into a group may be gone. It is passed on no longer, until somebody puts it there anew.
func (s *Authority) TestAResourceIsPutAnewIntoAGroupWhereNobodyAnswersForIt() {
	friendID, _, friend := s.newUser(Details{"ROLE": "Password User"})
	colleague, _, caller := s.newUser(Details{"ROLE": "Password Administrator"})
	box, _ := s.newResource()
	group, _ := s.newGroup()
	s.share(box, Details{"ACCESSTYPE": "fullaccess", "USERID": colleague}).Success()
	for user, access := range map[string]string{colleague: "fullaccess", friendID: "view"} {
		s.admin.Input(Details{"resourceGroupIds": []string{group}, "userIds": []string{user}, "accessType": access}).Put(path("/resourcegroup/share")).Success()
	}
	put := func(by *Session) *Reply {
		s.T().Helper()
		return by.Input(Details{"RESOURCEIDS": numbers([]string{box})}).Post(path("/resourcegroup/%v/associateResources", group))
	}
	put(caller).Success()
	put(s.admin).Failed()
	s.True(s.listed(friend, box).Exists())
	s.admin.Delete(path("/user/%v", colleague)).Success()
	s.False(s.listed(friend, box).Exists())
	put(s.admin).Success()
	s.True(s.listed(friend, box).Exists())
	put(s.admin).Failed()
}
