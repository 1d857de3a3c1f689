package pam360

import "github.com/understudy/understudy/contract"

// UserGroups is the contract of sets of users that something is shared with at once.
type UserGroups struct{ suite }

const (
	userGroups       = base + "/usergroup"
	groupLookUpPath  = users + "/getUserGroupId"
	getUserGroupID   = "GET_USERGROUPID"
	createUserGroup  = "CREATE USERGROUP"
	deleteUserGroups = "DELETE USERGROUPS"
	addToGroup       = "ADD USER TO USERGROUP"
	removeFromGroup  = "REMOVE USERS FROM USERGROUP"
)

func groupCalled(name string) contract.Query { return contract.Query{"USERGROUPNAME": name} }

// groupsOf are the names of a user's groups.
func (s *UserGroups) groupsOf(user string) any {
	s.T().Helper()
	return s.userRow(user).At("USERGROUPS").Any()
}

func (s *UserGroups) TestCreateUserGroup() {
	user, _, _ := s.newUser()
	name := s.unused()
	reply := s.admin.Input(Details{"USERGROUPNAME": name, "DESCRIPTION": "made by a test", "USERIDS": []string{user}}).Post(userGroups).
		Success().Says(createUserGroup, "User group "+name+" added successfully")
	id := reply.Details().At("USERGROUPID").Int()
	found := s.admin.Get(groupLookUpPath, groupCalled(name)).Success().Says(getUserGroupID, "User group ID fetched successfully")
	s.Equal(id, found.Details().At("USERGROUPID").Int(), "a number, both times")
	s.Equal([]any{name}, s.groupsOf(user))
	s.admin.Input(Details{"USERGROUPNAME": name}).Post(userGroups).Refused(createUserGroup)
	s.admin.Input(Details{"USERGROUPNAME": s.Name("half made"), "USERIDS": []string{user, nobody}}).Post(userGroups).Refused(createUserGroup)
	s.admin.Get(groupLookUpPath, groupCalled(s.Name("half made"))).Refused(getUserGroupID)
	s.admin.Input(Details{"USERGROUPNAMES": []string{name}}).Delete(userGroups).Success()
}

func (s *UserGroups) TestAddUserToUserGroup() {
	user, _, _ := s.newUser()
	id, name := s.newUserGroup()
	add := func(user string, fields Details) *Reply {
		s.T().Helper()
		return s.admin.Loose().Input(fields).Post(path("/user/%v/usergroup", user)) // of two the vendor documents none that counts
	}
	for _, fields := range []Details{{"USERGROUPID": id}, {"USERGROUPNAME": name}, {"USERGROUPID": id, "USERGROUPNAME": noGroup}} {
		add(user, fields).Success().Says(addToGroup, "User added to the user group successfully")
		s.Equal([]any{name}, s.groupsOf(user), "however often")
	}
	for _, fields := range []Details{{}, {"USERGROUPID": nobody}, {"USERGROUPNAME": noGroup}} {
		add(user, fields).Refused(addToGroup)
	}
	add(nobody, Details{"USERGROUPID": id}).Refused(addToGroup)
}

func (s *UserGroups) TestRemoveUsersReportsOnEach() {
	one, _, _ := s.newUser()
	two, name, _ := s.newUser()
	stranger, _, _ := s.newUser()
	id, _ := s.newUserGroup(one, two)
	remove := func(group string, fields Details) *Reply {
		s.T().Helper()
		return s.admin.Input(fields).Delete(path("/usergroup/%v/users", group))
	}
	reply := remove(id, Details{"USERIDS": []string{one, stranger, nobody}, "USERNAMES": []string{name, noOne}}).Success().
		Says(removeFromGroup, "User(s) removed from the user group successfully")
	s.Equal(5, reply.Details().Len())
	s.Equal([]string{one}, reply.Details().At(0).Keys())
	s.Equal([]string{name}, reply.Details().At(3).Keys(), "first the ids, then the names")
	s.Equal(reply.bulk(one), reply.bulk(name))
	for _, item := range []string{stranger, nobody, noOne} {
		s.NotEmpty(reply.bulk(item))
		s.NotEqual(reply.bulk(one), reply.bulk(item), item)
	}
	s.Equal([]any{}, s.groupsOf(one))
	s.Equal([]any{}, s.groupsOf(two))
	remove(id, Details{"USERIDS": []string{one}}).RefusedEach(removeFromGroup, one) // already gone
	remove(nobody, Details{"USERIDS": []string{one}}).Refused(removeFromGroup)
	remove(id, Details{}).Refused(removeFromGroup)
}

func (s *UserGroups) TestDeleteUserGroupsReportsOnEachAndEndsTheirShares() {
	user, _, caller := s.newUser()
	box, _ := s.newResource()
	id, _ := s.newUserGroup(user)
	second, name := s.newUserGroup(user)
	s.share(box, Details{"ACCESSTYPE": "view", "USERGROUPID": id}).Success()
	s.True(s.listed(caller, box).Exists())
	reply := s.admin.Input(Details{"USERGROUPIDS": []string{id, nobody}, "USERGROUPNAMES": []string{name, noGroup}}).Delete(userGroups).
		Success().Says(deleteUserGroups, "User group(s) deleted successfully")
	s.Equal(4, reply.Details().Len())
	s.Equal(reply.bulk(id), reply.bulk(name))
	s.NotEqual(reply.bulk(id), reply.bulk(nobody))
	s.NotEqual(reply.bulk(id), reply.bulk(noGroup))
	s.False(s.listed(caller, box).Exists())
	s.Equal([]any{}, s.groupsOf(user), "the users stay")
	s.admin.Get(groupLookUpPath, groupCalled(name)).Refused(getUserGroupID)
	s.share(box, Details{"ACCESSTYPE": "view", "USERGROUPID": second}).Refused(shareResource)
	s.admin.Input(Details{}).Delete(userGroups).Refused(deleteUserGroups)
}

// TestTheInputOfADeleteMayStandInTheQuery, as it must for clients that send no body with one.
func (s *UserGroups) TestTheInputOfADeleteMayStandInTheQuery() {
	id, _ := s.newUserGroup()
	reply := s.admin.Bad().Delete(userGroups, contract.Query{field: text(map[string]any{"operation": map[string]any{"Details": Details{"USERGROUPIDS": []string{id}}}})})
	s.NotEmpty(reply.Success().bulk(id))
}

func (s *UserGroups) TestOnlyAdministratorsManageUserGroups() {
	user, _, caller := s.newUser()
	_, _, password := s.newUser(Details{"ROLE": "Password Administrator"})
	id, name := s.newUserGroup()
	for _, session := range []*Session{caller, password} {
		session.Input(Details{"USERGROUPNAME": s.Name("x")}).Post(userGroups).Refused(createUserGroup)
		session.Input(Details{"USERGROUPID": id}).Post(path("/user/%v/usergroup", user)).Refused(addToGroup)
		session.Input(Details{"USERIDS": []string{user}}).Delete(path("/usergroup/%v/users", id)).Refused(removeFromGroup)
		session.Input(Details{"USERGROUPIDS": []string{id}}).Delete(userGroups).Refused(deleteUserGroups)
	}
	caller.Get(groupLookUpPath, groupCalled(name)).Success() // sharing by name begins with it
	password.Get(groupLookUpPath, groupCalled(name)).Success()
	s.Equal([]any{}, s.groupsOf(user))
}
