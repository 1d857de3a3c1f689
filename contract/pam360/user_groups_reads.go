package pam360

import "strconv"

// UserGroupReads is what the user groups of any tenant have in common. No call lists them: users say which they are in.
type UserGroupReads struct{ suite }

// TestTheGroupsOfUsersAreThere: each name leads to one id, which is a number.
func (s *UserGroupReads) TestTheGroupsOfUsersAreThere() {
	byName, byID := map[string]string{}, map[string]string{}
	for _, user := range s.sample(userList, 70) {
		for _, group := range user.At("USERGROUPS").Items() {
			name := group.Str()
			if byName[name] != "" || len(byName) > 15 {
				continue
			}
			id := strconv.FormatInt(s.admin.Get(groupLookUpPath, groupCalled(name)).Success().Says(getUserGroupID, "User group ID fetched successfully").
				Details().At("USERGROUPID").Int(), 10)
			s.Empty(byID[id], "one id, one name")
			byName[name], byID[id] = id, name
		}
	}
	s.admin.Get(groupLookUpPath, groupCalled(nothingHasThis)).Refused(getUserGroupID)
	s.admin.Bad().Get(groupLookUpPath).Refused(getUserGroupID)
	if len(byName) == 0 {
		s.Lacks("a user group with members")
	}
}
