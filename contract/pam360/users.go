package pam360

import (
	"time"

	"github.com/understudy/understudy/contract"
)

// Users is the contract of people and applications that call the product.
type Users struct{ suite }

const (
	users          = base + "/user"
	listUsers      = "GET USERS"
	createUser     = "CREATE USER"
	editUser       = "EDIT USER"
	deleteUser     = "DELETE USER"
	getUserID      = "GET_USERID"
	lockUser       = "LOCK USER"
	unlockUser     = "UNLOCK USER"
	resetTFA       = "RESET TFA"
	transfer       = "TRANSFER USER ACCOUNTABILITIES"
	tokenForm      = `^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$`
	noOne          = "no.such.user"
	apiCall        = base + "/resources"
	lockPath       = users + "/lock"
	unlockPath     = users + "/unlock"
	resetPath      = users + "/resetTFA"
	transferPath   = users + "/transferUserAccountabilities"
	userLookUpPath = users + "/getUserId"
)

func called(name string) contract.Query { return contract.Query{"USERNAME": name} }

// userRow finds a user in the list, or a value that does not exist.
func (s *suite) userRow(id string) contract.Value {
	s.T().Helper()
	return s.admin.Get(users).Success().Details().Find("USERID", id)
}

func (s *Users) TestCreateUserShowsEverywhereAtOnce() {
	s.gives()
	_, groupName := s.newUserGroup()
	id, name, caller := s.newUser(Details{
		"FIRSTNAME": "Tess", "LASTNAME": "Ting", "EMAIL": "tess@example.com", "SECONDARYEMAILID": "t@example.net", "POLICY": "Strong",
		"ROLE": "Password Administrator", "DEPARTMENT": "QA", "LOCATION": "Berlin", "USERGROUPNAME": groupName, "EXPIRYDATE": "2099-12-31",
		"OWNERNAMEOPTION": true, "WEBACCESS": true, "LANGUAGECODE": "english", "MOBILEACCESS": true, "ADDONACCESS": true, "ISSUPERADMIN": "false",
		"HOSTCHECK": false, "HOSTNAME": "",
	})
	row := s.userRow(id)
	for key, want := range map[string]string{
		"USERNAME": name, "FIRSTNAME": "Tess", "LASTNAME": "Ting", "FULLNAME": "Tess Ting", "EMAIL": "tess@example.com",
		"SECONDARYEMAILID": "t@example.net", "ROLE": "Password Administrator", "DEPARTMENT": "QA", "LOCATION": "Berlin",
		"LANGUAGECODE": "english", "ISSUPERADMIN": "false", "ISAPIUSER": "false", "ISLOCKED": "false", "RESTAPIACCESS": "true",
		"SDKACCESS": "false", "WEBACCESS": "true", "MOBILEACCESS": "true", "ADDONACCESS": "true", "OWNERNAMEOPTION": "true",
		"EXPIRYDATE": "2099-12-31", "HOSTCHECK": "false", "HOSTNAME": "",
	} {
		s.Equal(want, row.At(key).Str(), key)
	}
	s.Equal([]any{groupName}, row.At("USERGROUPS").Any())
	s.Equal(id, s.admin.Get(userLookUpPath, called(name)).Success().Says(getUserID, "").Details().At("USERID").Str())
	caller.Get(apiCall).Success()
	caller.Input(Details{"RESOURCENAME": s.unused()}).Post(resources).Success() // as the role allows
}

func (s *Users) TestCreateAPIUser() {
	name := s.unused()
	reply := s.admin.As("createApiUser").Input(Details{
		"USERNAME": name, "FIRSTNAME": "Build", "LASTNAME": "Server", "EMAIL": "build@example.com", "ISAPIUSER": true, "RESTAPIACCESS": true,
		"TOKENVALIDITYDAYS": 30,
	}).Post(users).Success().Says(createUser, "User "+name+" added successfully")
	s.Regexp(tokenForm, reply.Details().At("AUTHTOKEN").Str())
	row := s.userRow(reply.Details().At("USERID").Str())
	s.Equal("true", row.At("ISAPIUSER").Str())
	s.Equal("Password User", row.At("ROLE").Str(), "the default")
	s.NotEqual("NeverExpires", row.At("EXPIRYDATE").Str())
	s.tenant.WithToken(reply.Details().At("AUTHTOKEN").Str()).Get(apiCall).Success()
	s.NotContains(s.admin.Get(users).Text(), reply.Details().At("AUTHTOKEN").Str(), "it is shown once")
}

func (s *Users) TestAUserWithoutAPIAccessHasNoToken() {
	id, _, caller := s.newUser(Details{"RESTAPIACCESS": false})
	s.Nil(caller)
	s.Equal("false", s.userRow(id).At("RESTAPIACCESS").Str())
}

func (s *Users) TestCreateUserRefusals() {
	_, taken, _ := s.newUser()
	for reason, fields := range map[string]Details{
		"taken": {"USERNAME": taken}, "role": {"ROLE": "Chief Wizard"}, "role id": {"ROLEID": 999999}, "weak": {"PASSWORD": "weak", "POLICY": "Strong"},
		"policy": {"POLICY": "No such policy"}, "no password": {"PASSWORD": "", "RESTAPIACCESS": false}, "past": {"EXPIRYDATE": "2001-01-01"},
		"date": {"EXPIRYDATE": "tomorrow"}, "host": {"HOSTCHECK": true}, "group": {"USERGROUPNAME": "No such group"}, "blank": {"USERNAME": " "},
	} {
		s.Run(reason, func() {
			all := Details{"USERNAME": s.login("never.made"), "FIRSTNAME": "N", "LASTNAME": "M", "EMAIL": "n@example.com", "RESTAPIACCESS": true, "PASSWORD": strong}
			for key, value := range fields {
				all[key] = value
			}
			s.admin.Input(all).Post(users).Refused(createUser)
		})
	}
	s.admin.Get(userLookUpPath, called(s.login("never.made"))).Refused(getUserID)
}

func (s *Users) TestSearchFindsANewUser() {
	id, name, _ := s.newUser(Details{"EMAIL": "findme@example.org"})
	for _, text := range []string{name, "FINDME@"} {
		s.Equal([]string{id}, s.admin.Input(Details{"SEARCHVALUE": text}).Get(users).Success().Details().Texts("USERID"))
	}
}

func (s *Users) TestEditUserChangesWhatIsGiven() {
	id, name, caller := s.newUser(Details{"DEPARTMENT": "before", "LOCATION": "stays"})
	reply := s.admin.Input(Details{"DEPARTMENT": "after", "EXPIRYDATE": "2099-01-31"}).Put(path("/user/%v", id)).Success().
		Says(editUser, "User "+name+" modified successfully")
	s.Equal(id, reply.Details().At("USERID").Str())
	s.False(reply.Details().At("AUTHTOKEN").Exists(), "the token is the same")
	row := s.userRow(id)
	s.Equal("after", row.At("DEPARTMENT").Str())
	s.Equal("stays", row.At("LOCATION").Str())
	s.Equal("2099-01-31", row.At("EXPIRYDATE").Str())
	caller.Get(apiCall).Success()
	s.admin.Input(Details{"RESTAPIACCESS": false}).Put(path("/user/%v", id)).Success()
	caller.Get(apiCall).NotLetIn()
	again := s.admin.Input(Details{"RESTAPIACCESS": true}).Put(path("/user/%v", id)).Success().Details().At("AUTHTOKEN").Str()
	caller.Get(apiCall).NotLetIn()
	s.tenant.WithToken(again).Get(apiCall).Success()
	renamed := name + ".renamed"
	s.admin.Input(Details{"USERNAME": renamed}).Put(path("/user/%v", id)).Success().Says(editUser, "User "+renamed+" modified successfully")
	s.admin.Get(userLookUpPath, called(name)).Refused(getUserID)
	s.admin.Get(userLookUpPath, called(renamed)).Success()
}

// TestTheTokenEndsWithRESTAccessWhateverElseTheUserHas: SDKs are another matter, and an application is a user like others.
func (s *Users) TestTheTokenEndsWithRESTAccessWhateverElseTheUserHas() {
	for _, fields := range []Details{{"SDKACCESS": true}, {"ISAPIUSER": true}, {"ISAPIUSER": true, "RESTAPIACCESS": nil}} {
		id, _, caller := s.newUser(fields)
		s.Equal("true", s.userRow(id).At("RESTAPIACCESS").Str())
		caller.Get(apiCall).Success()
		s.admin.Input(Details{"RESTAPIACCESS": false}).Put(path("/user/%v", id)).Success()
		caller.Get(apiCall).NotLetIn()
		reply := s.admin.Input(Details{"SDKACCESS": true}).Put(path("/user/%v", id)).Success()
		s.False(reply.Details().At("AUTHTOKEN").Exists())
		s.Equal("false", s.userRow(id).At("RESTAPIACCESS").Str())
	}
	_, _, none := s.newUser(Details{"RESTAPIACCESS": nil, "SDKACCESS": true})
	s.Nil(none, "no token is shown")
}

func (s *Users) TestEditUserRefusals() {
	id, _, _ := s.newUser()
	_, taken, _ := s.newUser()
	before := s.userRow(id).String()
	for reason, fields := range map[string]Details{
		"taken": {"USERNAME": taken}, "role": {"ROLE": "Chief Wizard"}, "weak": {"PASSWORD": "weak"}, "past": {"EXPIRYDATE": "2001-01-01"},
		"group": {"USERGROUPNAME": "No such group"}, "host": {"HOSTCHECK": true},
	} {
		s.Run(reason, func() { s.admin.Input(fields).Put(path("/user/%v", id)).Refused(editUser) })
	}
	s.Equal(before, s.userRow(id).String())
	s.admin.Input(Details{"LOCATION": "x"}).Put(path("/user/%v", nobody)).Refused(editUser)
}

func (s *Users) TestDeleteUserEndsTheTokenAndTheShares() {
	id, name, caller := s.newUser()
	box, _ := s.newResource()
	s.share(box, Details{"ACCESSTYPE": "view", "USERID": id}).Success()
	s.admin.Delete(path("/user/%v", id)).Success().Says(deleteUser, "User deleted successfully")
	caller.Get(apiCall).NotLetIn()
	s.admin.Get(userLookUpPath, called(name)).Refused(getUserID)
	s.False(s.userRow(id).Exists())
	s.admin.Delete(path("/user/%v", id)).Refused(deleteUser)
	s.share(box, Details{"ACCESSTYPE": "view", "USERID": id}).Refused(shareResource)
	again, _, _ := s.newUser(Details{"USERNAME": name})
	s.NotEqual(id, again, "the name is free again")
}

func (s *Users) TestNobodyDeletesOrLocksHimself() {
	_, name, self := s.newUser(Details{"ROLE": "Administrator"})
	id := self.Get(userLookUpPath, called(name)).Success().Details().At("USERID").Str()
	self.Delete(path("/user/%v", id)).Refused(deleteUser)
	self.Put(lockPath, called(name)).Refused(lockUser)
	self.Get(apiCall).Success()
}

// TestOwnersTransferFirst: what a deleted user owned would be nobody's.
func (s *Users) TestOwnersTransferFirst() {
	s.gives()
	id, _, owner := s.newUser(Details{"ROLE": "Password Administrator"})
	heir, _, _ := s.newUser(Details{"ROLE": "Password Administrator"})
	name := s.unused()
	box := owner.Input(Details{"RESOURCENAME": name, "ACCOUNTNAME": "root", "PASSWORD": strong}).Post(resources).Success().Details().At("RESOURCEID").Str()
	s.admin.Delete(path("/user/%v", id)).Refused(deleteUser)
	move := func(from, to string) *Reply {
		s.T().Helper()
		return s.admin.Input(Details{"oldUserId": numbers([]string{from})[0], "newUserId": numbers([]string{to})[0]}).Post(transferPath)
	}
	for _, pair := range [][2]string{{id, nobody}, {nobody, heir}, {id, id}} {
		move(pair[0], pair[1]).Refused(transfer)
	}
	move(id, heir).Success().Says(transfer, "User accountabilities transferred successfully")
	s.False(s.listed(owner, box).Exists())
	s.share(box, Details{"ACCESSTYPE": "view", "USERID": id}).Refused(shareResource) // nobody but the heir has full access
	s.admin.Delete(path("/user/%v", id)).Success()
}

// TestAccountabilitiesGoToASimilarOrHigherRoleAndNeverFromOneself is what the vendor's help says of them. Nor may everybody transfer: see
// TestOnlyAdministratorsManageUsers.
func (s *Users) TestAccountabilitiesGoToASimilarOrHigherRoleAndNeverFromOneself() {
	s.gives()
	leaver, _, owner := s.newUser(Details{"ROLE": "Password Administrator"})
	plain, _, _ := s.newUser(Details{"ROLE": "Password User"})
	auditor, _, _ := s.newUser(Details{"ROLE": "Password Auditor"})
	chief, _, own := s.newUser(Details{"ROLE": "Administrator"})
	second, _, _ := s.newUser(Details{"ROLE": "Administrator"})
	box := owner.Input(Details{"RESOURCENAME": s.unused()}).Post(resources).Success().Details().At("RESOURCEID").Str()
	give := func(caller *Session, from, to string) *Reply {
		s.T().Helper()
		return caller.Input(Details{"oldUserId": numbers([]string{from})[0], "newUserId": numbers([]string{to})[0]}).Post(transferPath)
	}
	give(s.admin, leaver, plain).Refused(transfer)
	give(s.admin, leaver, auditor).Refused(transfer)
	give(owner, leaver, chief).Refused(transfer)
	s.True(s.listed(owner, box).Exists())
	give(s.admin, leaver, chief).Success()
	s.True(s.listed(own, box).Exists())
	give(own, chief, second).Refused(transfer)
	s.True(s.listed(own, box).Exists())
	give(s.admin, plain, auditor).Success()
}

// TestNobodyChangesTheirOwnRoleOrScope: the vendor's help has administrators ask another one.
func (s *Users) TestNobodyChangesTheirOwnRoleOrScope() {
	id, _, self := s.newUser(Details{"ROLE": "Administrator"})
	for reason, fields := range map[string]Details{
		"role": {"ROLE": "Password User"}, "scope": {"ISSUPERADMIN": "true"}, "mobile": {"MOBILEACCESS": true}, "extension": {"ADDONACCESS": true},
	} {
		s.Run(reason, func() {
			self.Input(fields).Put(path("/user/%v", id)).Refused(editUser)
			s.admin.Input(fields).Put(path("/user/%v", id)).Success()
			s.admin.Input(Details{"ROLE": "Administrator", "ISSUPERADMIN": "false", "MOBILEACCESS": false, "ADDONACCESS": false}).Put(path("/user/%v", id)).Success()
		})
	}
	self.Input(Details{"ROLE": "Administrator", "ISSUPERADMIN": "false", "LOCATION": "Lab"}).Put(path("/user/%v", id)).Success()
}

func (s *Users) TestLockedUsersAreNotLetInUntilUnlocked() {
	id, name, caller := s.newUser()
	for range 2 {
		s.admin.Put(lockPath, called(name)).Success().Says(lockUser, "User locked successfully")
		caller.Get(apiCall).NotLetIn()
	}
	s.Equal("true", s.userRow(id).At("ISLOCKED").Str())
	for range 2 {
		s.admin.Put(unlockPath, called(name)).Success().Says(unlockUser, "User unlocked successfully")
		caller.Get(apiCall).Success()
	}
	s.Equal("false", s.userRow(id).At("ISLOCKED").Str())
	s.admin.Put(lockPath, called(noOne)).Refused(lockUser)
	s.admin.Put(unlockPath, called(noOne)).Refused(unlockUser)
	s.admin.Bad().Put(lockPath).Refused(lockUser)
	s.admin.Bad().Put(unlockPath).Refused(unlockUser)
}

func (s *Users) TestResetMultiFactorAuthentication() {
	id, name, caller := s.newUser()
	for range 2 {
		s.admin.Put(resetPath, called(name)).Success().Says(resetTFA, "Two factor authentication reset successfully")
		s.Equal("false", s.userRow(id).At("ISMFACONFIGURED").Str())
	}
	caller.Get(apiCall).Success()
	s.admin.Put(resetPath, called(noOne)).Refused(resetTFA)
	s.admin.Bad().Put(resetPath).Refused(resetTFA)
}

func (s *Users) TestATokenEndsWithItsLastDay() {
	s.Needs(contract.CapClock)
	tenant := s.fork()
	today := tenant.Now(s.TB()).Format(time.DateOnly)
	id, _, caller := s.newUser(Details{"EXPIRYDATE": today})
	caller.Get(apiCall).Success()
	tenant.Advance(s.TB(), 24*time.Hour)
	caller.Get(apiCall).NotLetIn()
	tomorrow := tenant.Now(s.TB()).AddDate(0, 0, 1).Format(time.DateOnly)
	s.admin.Input(Details{"EXPIRYDATE": tomorrow}).Put(path("/user/%v", id)).Success()
	caller.Get(apiCall).Success()
}

func (s *Users) TestOnlyAdministratorsManageUsers() {
	id, name, caller := s.newUser()
	for who, session := range map[string]*Session{"a Password User": caller, "a Password Administrator": func() *Session {
		_, _, session := s.newUser(Details{"ROLE": "Password Administrator"})
		return session
	}()} {
		s.Run(who, func() {
			session.Input(Details{"USERNAME": s.login("x"), "FIRSTNAME": "x", "LASTNAME": "x", "EMAIL": "x"}).Post(users).Refused(createUser)
			session.Input(Details{"LOCATION": "x"}).Put(path("/user/%v", id)).Refused(editUser)
			session.Delete(path("/user/%v", id)).Refused(deleteUser)
			session.Put(lockPath, called(name)).Refused(lockUser)
			session.Put(unlockPath, called(name)).Refused(unlockUser)
			session.Put(resetPath, called(name)).Refused(resetTFA)
			session.Loose().Input(Details{"oldUserId": id, "newUserId": nobody}).Post(transferPath).Refused(transfer)
		})
	}
	caller.Get(users).Refused(listUsers)
	caller.Get(userLookUpPath, called(name)).Success() // sharing by name begins with it
	s.True(s.userRow(id).Exists())
}
