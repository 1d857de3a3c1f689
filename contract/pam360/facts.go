package pam360

import (
	"encoding/json"

	"github.com/understudy/understudy/contract"
)

// own are the entities that good requests name: the administrator's, made for this test.
func (s *BadInput) own() contract.Facts {
	s.T().Helper()
	s.resource, s.name = s.newResource()
	s.account = s.accountID(s.resource, "root")
	s.admin.Input(Details{"TOTP_SECRET": "JBSWY3DPEHPK3PXP"}).Put(accountPath(s.resource, s.account)).Success()
	other, _ := s.newResource(Details{"RESOURCETYPE": "MS SQL server"})
	user, login, _ := s.newUser()
	team, teamName := s.newUserGroup(user)
	group, groupName := s.newGroup()
	s.associate(group, s.resource)
	all := numbers([]string{s.resource})
	return contract.Facts{
		Names: map[string]any{
			"resourceId": s.resource, "RESOURCEID": s.resource, "resourceName": s.name, "RESOURCENAME": s.name, "RESOURCEIDS": all, "ids": all, "trashIds": all,
			"accountId": s.account, "ACCOUNTID": s.account, "accountName": "root", "ACCOUNTNAME": "root",
			"userId": user, "USERID": user, "USERNAME": login, "USERIDS": []string{user}, "userIds": []string{user}, "oldUserId": json.Number(user),
			"userGroupId": team, "USERGROUPID": team, "USERGROUPNAME": teamName, "USERGROUPIDS": []string{team},
			"resourceGroupId": group, "RESOURCEGROUPNAME": groupName, "resourceGroupIds": []string{group},
		},
		Operations: map[string]map[string]any{
			"createResource":                    {"RESOURCENAME": s.unused()},
			"createUser":                        {"USERNAME": "never.made"},
			"createUserGroup":                   {"USERGROUPNAME": s.unused()},
			"createResourceGroup":               {"resourceGroupName": s.unused()},
			"associateResources":                {"RESOURCEIDS": numbers([]string{other})},
			"configureMsSqlRemotePasswordReset": {"RESOURCEIDS": []string{other}},
		},
	}
}

// controlled are the operations on a password that must be asked for, which the default world has one of. True are those of its user.
var controlled = map[string]bool{
	"requestPassword": true, "approvePasswordRequest": false, "rejectPasswordRequest": false, "checkoutPassword": true, "checkinPassword": true,
	"adminCheckinPassword": false,
}

// facts are own, but for what only the default world has.
func (s *BadInput) facts() contract.Facts {
	s.T().Helper()
	facts := s.own()
	if s.Target().Has(contract.CapSeedData) {
		for id := range controlled {
			facts.Operations[id] = map[string]any{"accountId": pinnedOnce}
		}
		facts.Names["REQUESTEDID"] = guestID
		facts.Operations["rejectPasswordRequest"]["USERNAME"] = guest
		facts.Operations["requestPassword"] = map[string]any{"accountId": pinnedOnce, "ACCESS": "now", "STARTTIME": "", "ENDTIME": ""} // the document's window is far away
	}
	return facts
}

// caller is whose request is good: the administrator's, but where a password is the guest's to ask for.
func (s *BadInput) caller(op contract.Call) *Session {
	if controlled[op.ID] && s.Target().Has(contract.CapSeedData) {
		return s.user(guest)
	}
	return s.admin
}

// before are the operations that must have succeeded before another can.
var before = map[string][]string{
	"approvePasswordRequest": {"requestPassword"}, "rejectPasswordRequest": {"requestPassword"},
	"adminCheckinPassword": {"requestPassword", "approvePasswordRequest"}, "checkoutPassword": {"requestPassword", "approvePasswordRequest"},
	"checkinPassword":  {"requestPassword", "approvePasswordRequest", "checkoutPassword"},
	"restoreFromTrash": {"moveResourcesToTrash"}, "deleteFromTrash": {"moveResourcesToTrash"},
}

// everybodys are operations that any caller may have a success of: they show what is the caller's own, or concern nobody. Others, of
// those who manage nothing, may succeed with an operation of their role.
var everybodys = map[string]string{
	"listResources": "", "getAllResourceTypes": "", "listWebsiteUrls": "", "generatePassword": "", "getPasswordPolicies": "",
	"validatePassword": "", "regenerateAuthToken": "", "listResourceGroups": "", "getAudit": "auditor",
	"getUserId": "", "getUserGroupId": "", // whom one may share with
}

// loneValues are operations that take one text for a list of one, whatever it says.
var loneValues = map[string]bool{"getAllResourceTypes": true, "deleteUserGroups": true, "removeUsersFromUserGroup": true, "requestPassword": true}

// neededByRule are members that must be there although the schema cannot say so: one of two.
var neededByRule = map[string][]string{"validatePassword": {"POLICY"}}
