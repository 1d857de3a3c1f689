package pam360

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/understudy/understudy/contract"
	"github.com/understudy/understudy/openapi"
)

// BadInput is what every operation does with requests that are wrong: the envelope with Failed, never a server error, never an
// answer without a body. It goes through the operations of the specification, so that a new one is under test at once.
type BadInput struct {
	suite
	resource, name, account string // somebody's; deleted by no test
}

// fields is what an operation wants in INPUT_DATA.
type fields struct {
	right Details // nil: the operation takes no input
	// required are the fields that must be there; without any, the input itself may be absent.
	required []string
	wrong    Details // values of a wrong type
}

// inputs has a line for every operation.
var inputs = map[string]fields{
	"listResources": {
		right: Details{"LIMIT": 1},
		wrong: Details{"LIMIT": "many", "STARTINDEX": -1, "SEARCHVALUE": []int{1}, "VIEWTYPE": Details{}, "SEARCHTYPE": 7},
	},
	"createResource": {
		right: Details{"RESOURCENAME": "never made"}, required: []string{"RESOURCENAME"},
		wrong: Details{"RESOURCENAME": Details{"a": 1}, "ENABLEPRIVATEKEY": "perhaps", "RESOURCECUSTOMFIELD": "x", "PASSWORD": []string{"a"}},
	},
	"editResource": {
		right: Details{"LOCATION": "nowhere"}, wrong: Details{"LOCATION": Details{}, "RESOURCETYPEID": "Windows", "DISABLE_TAB_DUPLICATION": 2},
	},
	"getAllResourceTypes": {
		right: Details{"RESOURCETYPE_CONTAINING": []string{"win"}}, wrong: Details{"RESOURCETYPE_CONTAINING": Details{}},
	},
	"configureMsSqlRemotePasswordReset": {
		right: Details{"RESOURCETYPE": "MS SQL server", "RESOURCEIDS": []string{nobody}}, required: []string{"RESOURCETYPE", "RESOURCEIDS"},
		wrong: Details{"RESOURCEIDS": "all", "RESOURCETYPE": []string{}, "ISWINDOMAINLOCAL": "perhaps"},
	},
	"listAccounts": {
		right: Details{"LIMIT": 1}, wrong: Details{"LIMIT": "many", "STARTINDEX": -1, "GROUPID": "Default Group", "SEARCHVALUE": Details{}},
	},
	"createAccounts": {
		right: Details{"ACCOUNTLIST": []Details{{"ACCOUNTNAME": "never made"}}}, required: []string{"ACCOUNTLIST"},
		wrong: Details{"ACCOUNTLIST": []string{"root"}},
	},
	"editAccount": {
		right: Details{"NOTES": "never kept"}, wrong: Details{"NOTES": []string{}, "COMMAND_SET": "all", "RECORD_RDP_SESSIONS": "perhaps"},
	},
	"validateHelpDeskId": {
		right: Details{"TICKETID": "1"}, required: []string{"TICKETID"}, wrong: Details{"TICKETID": Details{}},
	},
	"getPassword":        {right: Details{"REASON": "none"}, wrong: Details{"REASON": Details{}, "TICKETID": []int{1}}},
	"getPasswordHistory": {right: Details{"REASON": "none"}, wrong: Details{"REASON": Details{}, "TICKETID": []int{1}}},
	"changePassword":     {right: Details{"NEWPASSWORD": strong + "0"}, wrong: Details{"NEWPASSWORD": Details{}, "RESETTYPE": "BOTH"}},
	"generatePassword":   {right: Details{"POLICY": "Strong"}, required: []string{"POLICY"}, wrong: Details{"POLICY": []string{"Strong"}}},
	"validatePassword": {
		right: Details{"POLICY": "Strong", "PASSWORD": "x"}, required: []string{"PASSWORD", "POLICY"}, wrong: Details{"PASSWORD": Details{}},
	},
	"regenerateAuthToken": {right: Details{"EXPIRYDATE": "2001-01-01"}, wrong: Details{"EXPIRYDATE": []string{}}},
	"shareResourceToUser": {
		right: Details{"ACCESSTYPE": "view", "USERID": "3"}, required: []string{"ACCESSTYPE"},
		wrong: Details{"ACCESSTYPE": "all", "USERID": Details{}, "USERGROUPID": []int{1}},
	},
	"shareAccountToUser": {
		right: Details{"ACCESSTYPE": "view", "USERID": "3"}, required: []string{"ACCESSTYPE"},
		wrong: Details{"ACCESSTYPE": "all", "USERID": Details{}, "USERGROUPID": []int{1}},
	},
	"shareResourceGroupsToUsers": {
		right:    Details{"resourceGroupIds": []string{nobody}, "userIds": []string{"3"}, "accessType": "view"},
		required: []string{"resourceGroupIds", "accessType"},
		wrong:    Details{"resourceGroupIds": []string{}, "userIds": "everybody", "userGroupIds": Details{}, "accessType": "all"},
	},
	"requestPassword": {
		right: Details{"REASON": "none"}, wrong: Details{"REASON": Details{}, "ACCESS": "soon", "REMAINDERTIME": 60, "SELECTED_RESOURCEIDS": "all"},
	},
	"approvePasswordRequest": {right: Details{"USERNAME": "guest"}, wrong: Details{"USERNAME": Details{}, "REQUESTEDID": []int{1}}},
	"rejectPasswordRequest":  {right: Details{"USERNAME": "guest"}, wrong: Details{"USERNAME": Details{}, "REASON": []int{1}}},
	"adminCheckinPassword":   {right: Details{"REQUESTEDID": "3"}, wrong: Details{"USERNAME": Details{}, "REQUESTEDID": []int{1}}},
	"checkoutPassword":       {right: Details{"REASON": "none"}, wrong: Details{"REASON": Details{}, "TICKETID": []int{1}}},
	"checkinPassword":        {right: Details{"REASON": "none"}, wrong: Details{"REASON": Details{}}},
	"listUsers":              {right: Details{"LIMIT": 1}, wrong: Details{"LIMIT": "many", "STARTINDEX": -1, "SEARCHVALUE": Details{}}},
	"createUser": {
		right:    Details{"USERNAME": "never.made", "FIRSTNAME": "N", "LASTNAME": "M", "EMAIL": "n@example.com", "RESTAPIACCESS": true},
		required: []string{"USERNAME", "FIRSTNAME", "LASTNAME", "EMAIL"},
		wrong:    Details{"USERNAME": Details{}, "ROLEID": "first", "ISAPIUSER": "perhaps", "TOKENVALIDITYDAYS": "many", "ROLE": []string{}},
	},
	"editUser": {
		right: Details{"LOCATION": "nowhere"}, wrong: Details{"LOCATION": Details{}, "ROLEID": "first", "HOSTCHECK": "perhaps"},
	},
	"transferUserAccountabilities": {
		right: Details{"oldUserId": 999999999, "newUserId": 3}, required: []string{"oldUserId", "newUserId"},
		wrong: Details{"oldUserId": "guest", "newUserId": Details{}},
	},
	"addUserToUserGroup":       {right: Details{"USERGROUPID": "3"}, wrong: Details{"USERGROUPID": Details{}, "USERGROUPNAME": []int{1}}},
	"removeUsersFromUserGroup": {right: Details{"USERIDS": []string{"3"}}, wrong: Details{"USERIDS": "3", "USERNAMES": Details{}}},
	"createUserGroup": {
		right: Details{"USERGROUPNAME": "never made"}, required: []string{"USERGROUPNAME"},
		wrong: Details{"USERGROUPNAME": Details{}, "USERIDS": "all", "DESCRIPTION": []int{1}},
	},
	"deleteUserGroups": {right: Details{"USERGROUPIDS": []string{nobody}}, wrong: Details{"USERGROUPIDS": Details{}, "USERGROUPNAMES": Details{}}},
	"listResourceGroups": {
		right: Details{"limit": 1}, wrong: Details{"limit": "many", "startIndex": -1, "searchType": "elastic", "searchColumn": "colour"},
	},
	"createResourceGroup": {
		right: Details{"resourceGroupName": "never made"}, required: []string{"resourceGroupName"},
		wrong: Details{"resourceGroupName": Details{}, "groupType": "elastic", "criteria": "all", "matchAllCriteria": "perhaps"},
	},
	"editResourceGroup": {
		right: Details{"resourceGroupDescription": "never kept"}, wrong: Details{"resourceGroupName": Details{}, "matchAllCriteria": "perhaps"},
	},
	"associateResources":  {right: Details{"RESOURCEIDS": []int{1}}, required: []string{"RESOURCEIDS"}, wrong: Details{"RESOURCEIDS": "all"}},
	"dissociateResources": {right: Details{"RESOURCEIDS": []int{1}}, required: []string{"RESOURCEIDS"}, wrong: Details{"RESOURCEIDS": "all"}},
	"getAudit":            {right: Details{"LIMIT": 1}, wrong: Details{"LIMIT": "many", "STARTINDEX": -1, "AUDITTYPE": "Weather", "DURATION": 7}},
	"moveResourcesToTrash": {
		right: Details{"type": "resource", "ids": []int{999999999}}, required: []string{"type", "ids"}, wrong: Details{"type": "user", "ids": "all"},
	},
	"restoreFromTrash": {
		right: Details{"type": "resource", "trashIds": []int{999999999}}, required: []string{"type", "trashIds"},
		wrong: Details{"type": "user", "trashIds": "all"},
	},
	"deleteFromTrash": {
		right: Details{"type": "resource", "trashIds": []int{999999999}}, required: []string{"type", "trashIds"},
		wrong: Details{"type": "user", "trashIds": "all"},
	},

	"listPasswordRequests": {}, "deleteUser": {}, "getUserId": {}, "lockUser": {}, "unlockUser": {}, "resetMultiFactorAuthentication": {},
	"getUserGroupId": {}, "deleteResourceGroup": {}, "getResourceGroupId": {}, "listTrashedResources": {},
	"getResourceIdByName": {}, "getResourceAndAccountId": {}, "getResourceAndAccountIdByPath": {}, "getResourceAccountDetails": {},
	"getResource": {}, "deleteResource": {}, "getAssociatedResourceGroups": {}, "listRemoteAppIds": {}, "listWebsiteUrls": {},
	"getAccountDetails": {}, "deleteAccount": {}, "getAccountTotp": {}, "getPasswordPolicies": {},
}

// ours are operations that any caller may have a success of: they show what is the caller's own, or concern nobody.
var ours = map[string]bool{
	"listResources": true, "getAllResourceTypes": true, "listWebsiteUrls": true, "generatePassword": true, "getPasswordPolicies": true,
	"validatePassword": true, "regenerateAuthToken": true, "listResourceGroups": true,
}

// theirs are operations that others who manage nothing have a success of.
var theirs = map[string]string{"getAudit": "auditor"}

// newer are operations whose wrapper is in lower case.
var newer = map[string]bool{"listResourceGroups": true, "createResourceGroup": true, "editResourceGroup": true}

// input gives an operation its input.
func (s *BadInput) input(caller *Session, op *openapi.Operation, details Details) *Session {
	if newer[op.ID] {
		return caller.InputLower(details)
	}
	return caller.Input(details)
}

// SetupTest makes what the requests are aimed at.
func (s *BadInput) SetupTest() {
	s.suite.SetupTest()
	s.resource, s.name = s.newResource()
	s.name = contract.Path("%v", s.name)
	s.account = s.accountID(s.resource, "root")
}

// each runs a test for every operation that is meant.
func (s *BadInput) each(meant func(*openapi.Operation) bool, test func(*openapi.Operation)) {
	for _, op := range s.Target().Document.Operations {
		if meant(op) {
			s.Run(op.ID, func() { test(op) })
		}
	}
}

func every(*openapi.Operation) bool         { return true }
func takesInput(op *openapi.Operation) bool { return inputs[op.ID].right != nil }
func hasTarget(op *openapi.Operation) bool {
	return !ours[op.ID] && (strings.Contains(op.Path, "{") || named[op.ID])
}

// named are operations that take ids or names as query parameters.
var named = map[string]bool{
	"getResourceAndAccountId": true, "getResourceAccountDetails": true, "getUserId": true, "lockUser": true, "unlockUser": true,
	"resetMultiFactorAuthentication": true, "getUserGroupId": true, "getResourceGroupId": true,
}

// call sends an operation's request at the resource with an id, under a name; all three are escaped as in a path.
func (s *BadInput) call(caller *Session, op *openapi.Operation, resource, account, name string) *Reply {
	s.T().Helper()
	address := strings.NewReplacer(
		"{resourceId}", resource, "{accountId}", account, "{resourceName}", name, "{accountName}", "root", "{userId}", resource,
		"{userGroupId}", resource, "{resourceGroupId}", resource,
	).Replace(op.Path)
	query := contract.Query{}
	switch op.ID {
	case "getResourceAndAccountId":
		query = contract.Query{"RESOURCENAME": plain(name), "ACCOUNTNAME": "root"}
	case "getResourceAccountDetails":
		query = contract.Query{"RESOURCEID": plain(resource), "ACCOUNTID": plain(account)}
	case "getUserId", "lockUser", "unlockUser", "resetMultiFactorAuthentication":
		query = called(plain(name))
	case "getUserGroupId":
		query = groupCalled(plain(name))
	case "getResourceGroupId":
		query = resGroupCalled(plain(name))
	}
	return caller.send(op.Method, address, []contract.Query{query})
}

func plain(escaped string) string {
	if text, err := url.PathUnescape(escaped); err == nil {
		return text
	}
	return escaped
}

// rightly sends the request with the input that the operation wants.
func (s *BadInput) rightly(caller *Session, op *openapi.Operation, resource, account, name string) *Reply {
	s.T().Helper()
	if right := inputs[op.ID].right; right != nil {
		caller = s.input(caller, op, right)
	}
	return s.call(caller, op, resource, account, name)
}

// wrongly sends the request with another input.
func (s *BadInput) wrongly(op *openapi.Operation, input any) *Reply {
	s.T().Helper()
	return s.call(s.admin.Bad().InputData(input), op, s.resource, s.account, s.name)
}

func (s *BadInput) TestEveryOperationHasItsLine() {
	s.each(every, func(op *openapi.Operation) {
		_, ok := inputs[op.ID]
		s.True(ok, "inputs must say what %s wants", op.ID)
		s.NotEmpty(op.WireName)
	})
}

func (s *BadInput) TestCallersWhoAreNotLetIn() {
	callers := map[string]*Session{"without a token": s.Anonymous(), "with a bad token": s.WithToken("7C2E91A0-3B5D-4E68-9F14-0A6D52B7E3C8")}
	if s.Target().Has(contract.CapSeedData) {
		callers["with an expired token"], callers["of a locked user"] = s.user("expired"), s.user("locked")
	}
	for who, caller := range callers {
		s.Run(who, func() {
			s.each(every, func(op *openapi.Operation) {
				s.rightly(caller, op, s.resource, s.account, s.name).NotLetIn()
				s.call(caller.Bad().InputData("{"), op, s.resource, s.account, s.name).NotLetIn()
			})
		})
	}
	s.Equal(strong, s.password(s.admin, s.resource, s.account), "nothing has happened")
}

// TestCallersWithoutTheRight: a Password User and an auditor may manage nothing, and see nothing of what is not shared.
func (s *BadInput) TestCallersWithoutTheRight() {
	for _, who := range []string{"guest", "auditor"} {
		caller := s.user(who)
		s.Run(who, func() {
			s.each(func(op *openapi.Operation) bool { return !ours[op.ID] && theirs[op.ID] != who }, func(op *openapi.Operation) {
				s.rightly(caller, op, s.resource, s.account, s.name).Refused(op.WireName)
			})
		})
	}
	s.Equal(strong, s.password(s.admin, s.resource, s.account))
}

func (s *BadInput) TestUnreadableInput() {
	for name, text := range map[string]string{
		"cut": `{"operation":{"Details":{`, "array": `[]`, "text": `"x"`, "nothing": `null`, "nonsense": `nonsense`, "number": `7`,
		"no operation": `{"Details":{}}`, "list of operations": `{"operation":[]}`,
		"details of text": `{"operation":{"Details":"x"}}`, "details of nothing": `{"operation":{"Details":null}}`,
		"invalid UTF-8": "{\"operation\":{\"Details\":{\"RESOURCENAME\":\"\xff\xfe\"}}}", "NUL": "{\"operation\":{\"Details\":{\"A\":\"\x00\"}}}",
		"deep": strings.Repeat(`{"operation":`, 5000) + "1" + strings.Repeat("}", 5000), "markup": "<operation><Details/></operation>",
	} {
		s.Run(name, func() {
			s.each(takesInput, func(op *openapi.Operation) { s.wrongly(op, text).Refused(op.WireName) })
		})
	}
}

// optional are operations that may be called without input. What they make of wrappings around nothing is open.
var optional = map[string]bool{
	"listResources": true, "listAccounts": true, "getAllResourceTypes": true, "getPassword": true, "getPasswordHistory": true,
	"regenerateAuthToken": true, "getAudit": true, "listResourceGroups": true, "listUsers": true,
}

func (s *BadInput) TestWrappingsAroundNothing() {
	needsInput := func(op *openapi.Operation) bool { return takesInput(op) && !optional[op.ID] }
	for name, text := range map[string]string{"empty": `{}`, "no details": `{"operation":{}}`} {
		s.Run(name, func() {
			s.each(needsInput, func(op *openapi.Operation) { s.wrongly(op, text).Refused(op.WireName) })
		})
	}
}

func (s *BadInput) TestMissingFields() {
	s.each(takesInput, func(op *openapi.Operation) {
		in := inputs[op.ID]
		for _, field := range in.required {
			given := Details{}
			for name, value := range in.right {
				if name != field {
					given[name] = value
				}
			}
			s.call(s.input(s.admin.Bad(), op, given), op, s.resource, s.account, s.name).Refused(op.WireName)
		}
		if len(in.required) > 0 {
			s.call(s.admin.Bad(), op, s.resource, s.account, s.name).Refused(op.WireName)
			s.wrongly(op, "").Refused(op.WireName)
		}
	})
}

func (s *BadInput) TestValuesOfAWrongType() {
	s.each(takesInput, func(op *openapi.Operation) {
		in := inputs[op.ID]
		s.NotEmpty(in.wrong)
		for field, value := range in.wrong {
			given := Details{}
			for _, name := range in.required {
				given[name] = in.right[name]
			}
			given[field] = value
			s.call(s.input(s.admin.Bad(), op, given), op, s.resource, s.account, s.name).Refused(op.WireName)
		}
	})
}

func (s *BadInput) TestUnknownIDs() {
	s.each(hasTarget, func(op *openapi.Operation) {
		for _, id := range []string{nobody, "0", "-1", "1.5", "1e3", "abc", "٣", "9223372036854775808", "99999999999999999999999", "1' OR '1'='1", "+7", " 7"} {
			s.rightly(s.admin, op, contract.Path("%v", id), contract.Path("%v", id), contract.Path("no such %v", id)).Refused(op.WireName)
			if strings.Contains(op.Path, "{resourceId}") && strings.Contains(op.Path, "{accountId}") {
				s.rightly(s.admin, op, s.resource, contract.Path("%v", id), s.name).Refused(op.WireName)
			}
		}
	})
	s.Equal(strong, s.password(s.admin, s.resource, s.account))
}

// TestWrongPaths holds addresses that lead nowhere, and those that pretend to.
func (s *BadInput) TestWrongPaths() {
	s.each(hasTarget, func(op *openapi.Operation) {
		for _, id := range []string{"..%2F..%2F..%2Fetc%2Fpasswd", "%2e%2e", "../../../etc/passwd", "..", "%00", "%FF%FE", "%2F", "a;b=c", strings.Repeat("9", 3000)} {
			reply := s.rightly(s.admin.Bad(), op, id, id, id)
			reply.Status(http.StatusOK, http.StatusNotFound, http.StatusMethodNotAllowed)
			s.Equal("Failed", reply.Result().At("status").Str(), "%s: %s", id, reply.Text())
			s.False(reply.Details().Exists())
		}
	})
}

func (s *BadInput) TestUnknownPathsAndMethodsKeepTheEnvelope() {
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{"GET", base + "/nowhere", 404}, {"GET", "/", 404}, {"GET", base + "/resources/1/2/3", 404}, {"POST", base + "/nowhere", 404},
		{"DELETE", resources, 405}, {"PUT", resources, 405}, {"POST", path("/resources/%v", s.resource), 405}, {"PATCH", resources, 405},
	} {
		reply := s.admin.Bad().send(c.method, c.path, nil)
		reply.Status(c.status)
		s.Equal("Failed", reply.Result().At("status").Str(), c.path)
		s.NotEmpty(reply.Message())
	}
}

// TestTenMegabytes: a build may take them or not, but it answers.
func (s *BadInput) TestTenMegabytes() {
	long := strings.Repeat("x", 10<<20)
	s.each(func(op *openapi.Operation) bool { return takesInput(op) && op.Method != http.MethodGet }, func(op *openapi.Operation) {
		reply := s.wrongly(op, `{"operation":{"Details":{"NOTES":["`+long)
		reply.Status(http.StatusOK, http.StatusBadRequest, http.StatusRequestEntityTooLarge)
		s.Equal("Failed", reply.Result().At("status").Str())
		s.Equal(op.WireName, reply.Name())
	})
	s.Equal(strong, s.password(s.admin, s.resource, s.account))
}
