package pam360

import (
	"fmt"

	"github.com/understudy/understudy/contract"
)

// Sharing is the contract of shares: who sees, uses and changes what somebody else owns.
type Sharing struct{ suite }

const (
	shareResource = "SHARE RESOURCE"
	shareAccount  = "SHARE ACCOUNT"
	shareGroups   = "SHARE RESOURCE GROUPS"
)

// change lets a caller set a password.
func (s *suite) change(caller *Session, resource, account, password string) *Reply {
	s.T().Helper()
	return caller.Input(Details{"NEWPASSWORD": password, "RESETTYPE": "LOCAL"}).Put(passwordPath(resource, account))
}

const other = "Zc4!uP-k9WqX7b"

// TestShareResourceToUserGoesAsFarAsItSays walks one share through its levels.
func (s *Sharing) TestShareResourceToUserGoesAsFarAsItSays() {
	id, name := s.newResource()
	account := s.accountID(id, "root")
	user, _, caller := s.newUser()
	unseen := func() {
		s.T().Helper()
		s.False(s.listed(caller, id).Exists())
		s.lookUp(caller, name).Refused(getResourceID)
		caller.Get(passwordPath(id, account)).Refused(getPassword)
	}
	unseen()
	s.share(id, Details{"ACCESSTYPE": "view", "USERID": user}).Success().Says(shareResource, "Resource shared successfully")
	s.Equal("1", s.listed(caller, id).At("NOOFACCOUNTS").Str())
	s.Equal(strong, s.password(caller, id, account))
	s.change(caller, id, account, other).Refused(changePassword)
	s.share(id, Details{"ACCESSTYPE": "modify", "USERID": user}).Success()
	s.change(caller, id, account, other).Success()
	s.Equal(other, s.password(s.admin, id, account))
	onwards := caller.Input(Details{"ACCESSTYPE": "view", "USERGROUPID": deskGroup})
	if s.Target().Has(contract.CapSeedData) {
		onwards.Put(path("/resources/%v/share", id)).Refused(shareResource)
		s.share(id, Details{"ACCESSTYPE": "fullaccess", "USERID": user}).Success()
		onwards.Put(path("/resources/%v/share", id)).Success()
		s.True(s.listed(s.user("guest"), id).Exists(), "shared further")
	}
	s.share(id, Details{"ACCESSTYPE": "revoke", "USERID": user}).Success()
	unseen()
	s.share(id, Details{"ACCESSTYPE": "revoke", "USERID": user}).Success()
}

func (s *Sharing) TestShareResourceToUserGroupReachesItsMembers() {
	id, _ := s.newResource()
	user, _, caller := s.newUser()
	group, _ := s.newUserGroup(user)
	s.admin.As("shareResourceToUserGroup").Input(Details{"ACCESSTYPE": "view", "USERGROUPID": group}).Put(path("/resources/%v/share", id)).
		Success().Says(shareResource, "")
	s.True(s.listed(caller, id).Exists())
	late, _, latecomer := s.newUser()
	s.False(s.listed(latecomer, id).Exists())
	s.admin.Input(Details{"USERGROUPID": group}).Post(path("/user/%v/usergroup", late)).Success()
	s.True(s.listed(latecomer, id).Exists(), "whoever joins sees it too")
	s.share(id, Details{"ACCESSTYPE": "modify", "USERID": late}).Success()
	s.share(id, Details{"ACCESSTYPE": "revoke", "USERGROUPID": group}).Success()
	s.False(s.listed(caller, id).Exists())
	s.True(s.listed(latecomer, id).Exists(), "another grant remains")
}

func (s *Sharing) TestShareAccountShowsThatAccountAlone() {
	id, _ := s.newResource()
	shared, hidden := s.addAccount(id, Details{"ACCOUNTNAME": "shared", "PASSWORD": strong}), s.accountID(id, "root")
	user, _, caller := s.newUser()
	s.shareAccount(id, shared, Details{"ACCESSTYPE": "view", "USERID": user}).Success().Says(shareAccount, "Account shared successfully")
	s.Equal("1", s.listed(caller, id).At("NOOFACCOUNTS").Str())
	s.Equal([]string{"shared"}, s.resource(caller, id).At("ACCOUNT LIST").Texts("ACCOUNT NAME"))
	s.Equal(strong, s.password(caller, id, shared))
	caller.Get(passwordPath(id, hidden)).Refused(getPassword)
	group, _ := s.newUserGroup(user)
	s.admin.As("shareAccountToUserGroup").Input(Details{"ACCESSTYPE": "modify", "USERGROUPID": group}).
		Put(path("/resources/%v/accounts/%v/share", id, hidden)).Success().Says(shareAccount, "")
	s.change(caller, id, hidden, other).Success()
	s.shareAccount(id, shared, Details{"ACCESSTYPE": "revoke", "USERID": user}).Success()
	s.Equal([]string{"root"}, s.resource(caller, id).At("ACCOUNT LIST").Texts("ACCOUNT NAME"))
}

// TestWhatIsOnAnAccountBeatsItsResourceBeatsAGroup, even when it is less.
func (s *Sharing) TestWhatIsOnAnAccountBeatsItsResourceBeatsAGroup() {
	id, _ := s.newResource()
	root, deploy := s.accountID(id, "root"), s.addAccount(id, Details{"ACCOUNTNAME": "deploy", "PASSWORD": strong})
	group, _ := s.newGroup()
	s.associate(group, id)
	user, _, caller := s.newUser()
	changes := func(account string, may bool) {
		s.T().Helper()
		s.made++
		reply := s.change(caller, id, account, fmt.Sprintf("%s-%d", other, s.made))
		if may {
			reply.Success()
		} else {
			reply.Refused(changePassword)
		}
	}
	s.admin.Input(Details{"resourceGroupIds": []string{group}, "userIds": []string{user}, "accessType": "modify"}).Put(groups+"/share").
		Success().Says(shareGroups, "Resource groups shared successfully")
	changes(root, true)
	s.share(id, Details{"ACCESSTYPE": "view", "USERID": user}).Success()
	changes(root, false)
	changes(deploy, false)
	s.shareAccount(id, deploy, Details{"ACCESSTYPE": "modify", "USERID": user}).Success()
	changes(root, false)
	changes(deploy, true)
	s.share(id, Details{"ACCESSTYPE": "fullaccess", "USERID": user}).Success()
	s.shareAccount(id, deploy, Details{"ACCESSTYPE": "view", "USERID": user}).Success()
	changes(root, true)
	changes(deploy, false)
	s.shareAccount(id, deploy, Details{"ACCESSTYPE": "revoke", "USERID": user}).Success()
	changes(deploy, true)
	s.share(id, Details{"ACCESSTYPE": "revoke", "USERID": user}).Success()
	changes(deploy, true) // by the group
}

func (s *Sharing) TestShareResourceGroupsFollowsTheirMembers() {
	id, _ := s.newResource()
	later, _ := s.newResource()
	group, _ := s.newGroup()
	empty, _ := s.newGroup()
	s.associate(group, id)
	one, _, first := s.newUser()
	two, _, second := s.newUser()
	s.admin.Input(Details{"resourceGroupIds": []string{group, empty}, "userIds": []string{one, two}, "accessType": "view"}).Put(groups + "/share").Success()
	for _, caller := range []*Session{first, second} {
		s.True(s.listed(caller, id).Exists())
		s.False(s.listed(caller, later).Exists())
		s.EqualValues(2, caller.Get(groups).Success().TotalRows())
	}
	s.associate(group, later)
	s.True(s.listed(first, later).Exists(), "who joins is shared")
	s.admin.Input(Details{"resourceGroupIds": []string{group}, "userIds": []string{one}, "accessType": "revoke"}).Put(groups + "/share").Success()
	s.False(s.listed(first, id).Exists())
	s.True(s.listed(second, id).Exists())
	users, _ := s.newUserGroup(one)
	s.admin.As("shareResourceGroupsToUserGroups").
		Input(Details{"resourceGroupIds": []string{group}, "userGroupIds": []string{users}, "accessType": "modify"}).Put(groups + "/share").Success()
	s.change(first, id, s.accountID(id, "root"), other).Success()
}

func (s *Sharing) TestRefusedShares() {
	id, _ := s.newResource()
	account := s.accountID(id, "root")
	user, _, _ := s.newUser()
	group, _ := s.newUserGroup()
	for reason, fields := range map[string]Details{
		"unknown user": {"ACCESSTYPE": "view", "USERID": nobody}, "unknown group": {"ACCESSTYPE": "view", "USERGROUPID": nobody},
		"both": {"ACCESSTYPE": "view", "USERID": user, "USERGROUPID": group}, "neither": {"ACCESSTYPE": "view"},
	} {
		s.Run(reason, func() {
			s.share(id, fields).Refused(shareResource)
			s.shareAccount(id, account, fields).Refused(shareAccount)
		})
	}
	bad := s.admin.Bad().Input(Details{"ACCESSTYPE": "everything", "USERID": user})
	bad.Put(path("/resources/%v/share", id)).Refused(shareResource)
	bad.Put(path("/resources/%v/accounts/%v/share", id, account)).Refused(shareAccount)
	view := Details{"ACCESSTYPE": "view", "USERID": user}
	s.share(nobody, view).Refused(shareResource)
	s.shareAccount(id, nobody, view).Refused(shareAccount)
	elsewhere, _ := s.newResource()
	s.shareAccount(elsewhere, account, view).Refused(shareAccount)
	if s.Target().Has(contract.CapSeedData) {
		guest := s.user("guest")
		guest.Input(view).Put(path("/resources/%v/share", pinnedLinux)).Refused(shareResource)
		guest.Input(view).Put(path("/resources/%v/accounts/%v/share", pinnedLinux, pinnedDeploy)).Refused(shareAccount)
		guest.Input(Details{"resourceGroupIds": []string{pinnedInterns}, "userIds": []string{user}, "accessType": "view"}).
			Put(groups + "/share").Refused(shareGroups)
	}
}

// TestSharingGroupsIsAllOrNothing: one group or user that is refused refuses the call.
func (s *Sharing) TestSharingGroupsIsAllOrNothing() {
	id, _ := s.newResource()
	group, _ := s.newGroup()
	s.associate(group, id)
	user, _, caller := s.newUser()
	for reason, fields := range map[string]Details{
		"group":      {"resourceGroupIds": []string{group, nobody}, "userIds": []string{user}, "accessType": "view"},
		"user":       {"resourceGroupIds": []string{group}, "userIds": []string{user, nobody}, "accessType": "view"},
		"user group": {"resourceGroupIds": []string{group}, "userGroupIds": []string{nobody}, "accessType": "view"},
		"both":       {"resourceGroupIds": []string{group}, "userIds": []string{user}, "userGroupIds": []string{nobody}, "accessType": "view"},
		"nobody":     {"resourceGroupIds": []string{group}, "accessType": "view"},
	} {
		s.Run(reason, func() { s.admin.Input(fields).Put(groups + "/share").Refused(shareGroups) })
	}
	s.False(s.listed(caller, id).Exists())
	s.Run("the vendor's own group", func() {
		s.Needs(contract.CapFork)
		all := Details{"resourceGroupIds": []string{defaultGroup}, "userIds": []string{user}, "accessType": "fullaccess"}
		s.admin.Input(all).Put(groups + "/share").Refused(shareGroups)
		all["accessType"] = "view"
		s.admin.Input(all).Put(groups + "/share").Success()
		s.True(s.listed(caller, id).Exists(), "everything is in it")
	})
}
