package pam360

import (
	"strconv"
	"time"

	"github.com/understudy/understudy/contract"
)

// Audit is the contract of the trail: everything that was done has left its record.
type Audit struct{ suite }

const (
	auditPath    = base + "/audit"
	getAudit     = "GET_AUDIT"
	auditMessage = "Audits fetched successfully."
	ofResources  = "Resource"
	ofUsers      = "User"
)

func (s *suite) trail(query Details) *Reply {
	s.T().Helper()
	return s.admin.Input(query).Get(auditPath).Success().Says(getAudit, auditMessage)
}

// last is the newest record of a trail.
func (s *Audit) last(kind string) contract.Value {
	s.T().Helper()
	list := s.trail(Details{"AUDITTYPE": kind}).Details()
	return list.At(list.Len() - 1)
}

func (s *Audit) TestARecordSaysWhoDidWhatAndWhy() {
	s.Needs(contract.CapSeedData, contract.CapClock)
	tenant := s.fork()
	now := tenant.Now(s.TB()).UTC()
	s.user(guest).Input(Details{"REASON": "Patching"}).Get(passwordPath(pinnedLinux, pinnedRoot)).Success()
	record := s.last(ofResources)
	for key, want := range map[string]string{
		"Resource Name": "web-01", "Operation Type": "Password Retrieved", "User Account": "root", "User Name": guest, "User Account ID": pinnedRoot,
		"Reason": "Patching", "Operated by": guest, "Resource ID": pinnedLinux, "User's Full Name": "Guest User", "Ticket ID": "",
		"Client Type": "REST API",
	} {
		s.Equal(want, record.At(key).Str(), key)
	}
	millis, err := strconv.ParseInt(record.At("TIME").Str(), 10, 64)
	s.NoError(err)
	s.WithinDuration(now, time.UnixMilli(millis), time.Minute)
	s.Equal(time.UnixMilli(millis).UTC().Format("2006-01-02 15:04:05.000"), record.At("Time Stamp").Str())
	s.NotEmpty(record.At("IP Address").Str())
	s.Regexp(`^\d+$`, record.At("Audit ID").Str())
	s.admin.Put(lockPath, called("john")).Success()
	record = s.last(ofUsers)
	s.Equal([]string{"User Locked", "john", "admin"},
		[]string{record.At("Operation Type").Str(), record.At("User Name").Str(), record.At("Operated by").Str()})
	s.False(record.At("Resource ID").Exists(), "in the trail of resources only")
}

// TestEveryActionLeavesItsRecord does one of everything and holds the operation types against what was done.
func (s *Audit) TestEveryActionLeavesItsRecord() {
	s.Needs(contract.CapSeedData)
	s.fork()
	id, _ := s.newResource()
	account := s.accountID(id, "root")
	group, _ := s.newGroup()
	user, name, _ := s.newUser()
	members, _ := s.newUserGroup()
	heir := passadminID
	spare := s.addAccount(id, Details{"ACCOUNTNAME": "spare", "PASSWORD": strong})
	for _, c := range []struct {
		kind, want string
		act        func() *Reply
	}{
		{ofResources, "Resource Modified", func() *Reply { return s.admin.Input(Details{"LOCATION": "x"}).Put(path("/resources/%v", id)) }},
		{ofResources, "Account Modified", func() *Reply { return s.admin.Input(Details{"NOTES": "x"}).Put(accountPath(id, account)) }},
		{ofResources, "Password Retrieved", func() *Reply { return s.admin.Get(passwordPath(id, account)) }},
		{ofResources, "Password Changed", func() *Reply { return s.change(s.admin, id, account, other) }},
		{ofResources, "Shared", func() *Reply { return s.share(id, Details{"ACCESSTYPE": "view", "USERID": user}) }},
		{ofResources, "Share Revoked", func() *Reply { return s.share(id, Details{"ACCESSTYPE": "revoke", "USERID": user}) }},
		{ofResources, "Shared", func() *Reply { return s.shareAccount(id, account, Details{"ACCESSTYPE": "view", "USERID": user}) }},
		{ofResources, "Resource Added To Group", func() *Reply { return s.associate(group, id) }},
		{ofResources, "Resource Group Modified", func() *Reply {
			return s.admin.InputLower(Details{"resourceGroupDescription": "x"}).Put(path("/resourcegroup/%v", group))
		}},
		{ofResources, "Resource Removed From Group", func() *Reply {
			return s.admin.Input(Details{"RESOURCEIDS": numbers([]string{id})}).Post(path("/resourcegroup/%v/dissociateResources", group))
		}},
		{ofResources, "Resource Group Deleted", func() *Reply { return s.admin.Delete(path("/resourcegroup/%v", group)) }},
		{ofResources, "Account Deleted", func() *Reply { return s.admin.Delete(accountPath(id, spare)) }},
		{ofResources, "Resource Moved To Trash", func() *Reply {
			return s.admin.Input(Details{"type": "resource", "ids": numbers([]string{id})}).Put(trashPath + "/move")
		}},
		{ofResources, "Resource Restored", func() *Reply {
			return s.admin.Input(Details{"type": "resource", "trashIds": numbers([]string{id})}).Put(trashPath + "/restore")
		}},
		{ofResources, "Account Moved To Trash", func() *Reply {
			return s.admin.Input(Details{"type": "account", "ids": numbers([]string{account})}).Put(trashPath + "/move")
		}},
		{ofResources, "Account Restored", func() *Reply {
			return s.admin.Input(Details{"type": "account", "trashIds": numbers([]string{account})}).Put(trashPath + "/restore")
		}},
		{ofResources, "Resource Deleted", func() *Reply { return s.admin.Delete(path("/resources/%v", id)) }},
		{ofResources, "Password Requested", func() *Reply { return s.user(guest).Post(movePath(pinnedOnce, "requestpassword")) }},
		{ofResources, "Password Request Approved", func() *Reply {
			return s.admin.Input(Details{"USERNAME": guest}).Post(movePath(pinnedOnce, "approvepasswordrequest"))
		}},
		{ofResources, "Password Checked Out", func() *Reply { return s.user(guest).Post(movePath(pinnedOnce, "checkoutpassword")) }},
		{ofResources, "Password Checked In", func() *Reply { return s.user(guest).Post(movePath(pinnedOnce, "checkinpassword")) }},
		{ofResources, "Password Requested", func() *Reply { return s.user(guest).Post(movePath(pinnedOnce, "requestpassword")) }},
		{ofResources, "Password Request Rejected", func() *Reply {
			return s.admin.Input(Details{"USERNAME": guest}).Post(movePath(pinnedOnce, "rejectpasswordrequest"))
		}},
		{ofResources, "Password Requested", func() *Reply { return s.user(guest).Post(movePath(pinnedAtOnce, "requestpassword")) }},
		{ofResources, "Password Checked In By Administrator", func() *Reply {
			return s.admin.Input(Details{"USERNAME": guest}).Post(movePath(pinnedAtOnce, "admincheckin"))
		}},
		{ofResources, "Shared", func() *Reply {
			return s.admin.Input(Details{"resourceGroupIds": []string{pinnedInterns}, "userIds": []string{user}, "accessType": "view"}).Put(groups + "/share")
		}},
		{ofUsers, "User Modified", func() *Reply { return s.admin.Input(Details{"LOCATION": "x"}).Put(path("/user/%v", user)) }},
		{ofUsers, "User Locked", func() *Reply { return s.admin.Put(lockPath, called(name)) }},
		{ofUsers, "User Unlocked", func() *Reply { return s.admin.Put(unlockPath, called(name)) }},
		{ofUsers, "User MFA Reset", func() *Reply { return s.admin.Put(resetPath, called(name)) }},
		{ofUsers, "User Added To Group", func() *Reply {
			return s.admin.Input(Details{"USERGROUPID": members}).Post(path("/user/%v/usergroup", user))
		}},
		{ofUsers, "User Removed From Group", func() *Reply {
			return s.admin.Input(Details{"USERIDS": []string{user}}).Delete(path("/usergroup/%v/users", members))
		}},
		{ofUsers, "User Group Deleted", func() *Reply { return s.admin.Input(Details{"USERGROUPIDS": []string{members}}).Delete(userGroups) }},
		{ofUsers, "User Accountabilities Transferred", func() *Reply {
			return s.admin.Input(Details{"oldUserId": numbers([]string{user})[0], "newUserId": numbers([]string{heir})[0]}).Post(transferPath)
		}},
		{ofUsers, "Auth Token Regenerated", func() *Reply { return s.user(guest).Put(regenerate) }},
		{ofUsers, "User Deleted", func() *Reply { return s.admin.Delete(path("/user/%v", user)) }},
	} {
		before := s.trail(Details{"AUDITTYPE": c.kind}).TotalRows()
		c.act().Success()
		s.Equal(before+1, s.trail(Details{"AUDITTYPE": c.kind}).TotalRows(), c.want)
		s.Equal(c.want, s.last(c.kind).At("Operation Type").Str())
	}
	made := s.trail(Details{}).Details().Texts("Operation Type")
	for _, want := range []string{"Resource Added", "Account Added", "Resource Group Added", "User Added", "User Group Added"} {
		s.Contains(made, want)
	}
}

func (s *Audit) TestWhatIsRefusedOrOnlyReadLeavesNoRecord() {
	s.fork()
	id, name := s.newResource()
	before := s.trail(Details{}).TotalRows()
	s.admin.Input(Details{"RESOURCENAME": name}).Post(resources).Refused(createResource)
	s.admin.Get(resources).Success()
	s.admin.Get(path("/resources/%v/accounts", id)).Success()
	s.admin.Delete(path("/user/%v", nobody)).Refused(deleteUser)
	s.Equal(before, s.trail(Details{}).TotalRows())
}

// TestTheTrailIsFilteredByTypeAndDate counts the records of a resource and of a user of its own: others work meanwhile.
func (s *Audit) TestTheTrailIsFilteredByTypeAndDate() {
	s.Needs(contract.CapClock)
	tenant := s.fork()
	today := tenant.Now(s.TB()).UTC()
	id, resource := s.newResource()
	user := ""
	count := func(query Details) (n int) {
		s.T().Helper()
		reply := s.trail(query)
		if reply.TotalRows() == 0 {
			s.False(reply.Details().Exists())
			return 0
		}
		for _, record := range reply.Details().Items() {
			if record.At("Resource Name").Exists() && record.At("Resource Name").Str() == resource || user != "" && record.At("User Name").Str() == user {
				n++
			}
		}
		return n
	}
	date := today.Format(time.DateOnly)
	s.Equal(2, count(Details{}), "a resource and its account")
	s.Equal(2, count(Details{"DURATION": "TODAY"}))
	s.Equal(2, count(Details{"DATE": date}))
	s.Equal(2, count(Details{"AUDITTYPE": ofResources, "DATE": today.Format("02/01/2006")}))
	s.Equal(0, count(Details{"AUDITTYPE": ofUsers, "DATE": date}))
	tenant.Advance(s.TB(), 24*time.Hour)
	s.admin.Input(Details{"LOCATION": "x"}).Put(path("/resources/%v", id)).Success()
	_, user, _ = s.newUser()
	s.Equal(2, count(Details{"DURATION": "TODAY"}))
	s.Equal(1, count(Details{"DURATION": "TODAY", "AUDITTYPE": ofResources}))
	s.Equal(1, count(Details{"DURATION": "TODAY", "AUDITTYPE": ofUsers}))
	s.Equal(2, count(Details{"DURATION": "YESTERDAY"}))
	s.Equal(2, count(Details{"DATE": date, "DURATION": "LAST_7_DAYS"}))
	s.EqualValues(0, s.trail(Details{"DATE": date, "DURATION": "TODAY"}).TotalRows())
	s.Equal(4, count(Details{"AUDITTYPE": "", "DURATION": ""}))
	tenant.Advance(s.TB(), 6*24*time.Hour)
	s.Equal(2, count(Details{"DURATION": "LAST_7_DAYS"}))
	s.Equal(0, count(Details{"DATE": "2001-01-01"}))
}

func (s *Audit) TestAuditorsReadTheTrailAndUsersDoNot() {
	s.Needs(contract.CapSeedData)
	s.user("auditor").Get(auditPath).Success()
	s.user(guest).Get(auditPath).Refused(getAudit)
	s.user("passadmin").Get(auditPath).Refused(getAudit)
}
