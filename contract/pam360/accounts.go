package pam360

import (
	"time"

	"github.com/understudy/understudy/contract"
)

// Accounts is the contract of accounts under resources.
type Accounts struct{ suite }

const (
	addAccounts    = "ADD ACCOUNTS"
	accountsAdded  = "Account(s) added successfully"
	editAccount    = "EDIT ACCOUNT"
	deleteAccount  = "DELETE ACCOUNT"
	getAccount     = "GET RESOURCE ACCOUNT DETAILS"
	getTOTP        = "GET TOTP"
	validateTicket = "VALIDATE HELPDESKID"
)

func accountPath(resource, account string) string {
	return path("/resources/%v/accounts/%v", resource, account)
}

// add adds accounts to a resource.
func (s *Accounts) add(resource string, list ...Details) *Reply {
	s.T().Helper()
	return s.admin.Input(Details{"ACCOUNTLIST": list}).Post(path("/resources/%v/accounts", resource))
}

func (s *Accounts) TestListAccountsShowsResourceAndAccounts() {
	id, name := s.newResource()
	reply := s.admin.Get(path("/resources/%v/accounts", id)).Success().
		Says(getAccountList, "Resource details with account list fetched successfully")
	s.False(reply.Operation().At("totalRows").Exists(), "clients take NOOFACCOUNTS for it")
	s.Equal(name, reply.Details().At("RESOURCE NAME").Str())
	s.Equal(1, reply.Details().At("ACCOUNT LIST").Len())
	root := reply.Details().At("ACCOUNT LIST", 0)
	s.Equal(root.At("ACCOUNT ID").Str(), root.At("PASSWDID").Str(), "one script uses PASSWDID where an account id belongs")
	s.Equal("****", root.At("PASSWORD STATUS").Str())
	s.Equal([]any{"SSH", "Telnet"}, root.At("AUTOLOGONLIST").Any())
	s.Equal("ALLOWED", root.At("AUTOLOGONSTATUS").Str())
	s.admin.Get(path("/resources/%v/accounts", nobody)).Refused(getAccountList)
}

func (s *Accounts) TestSearchFindsNewAccounts() {
	id, _ := s.newResource()
	s.add(id, Details{"ACCOUNTNAME": "alpha", "NOTES": "first letter"}, Details{"ACCOUNTNAME": "beta"}, Details{"ACCOUNTNAME": "gamma"}).Success()
	names := func(query Details) []string {
		s.T().Helper()
		return texts(s.accountsOf(id, query), "ACCOUNT NAME")
	}
	s.Equal([]string{"root", "alpha", "beta", "gamma"}, names(Details{}))
	s.Equal([]string{"alpha", "beta"}, names(Details{"STARTINDEX": 1, "LIMIT": 2}))
	s.Equal([]string{"alpha", "beta", "gamma"}, names(Details{"SEARCHTYPE": "ACCOUNT", "SEARCHCOLUMN": "LOGINNAME", "SEARCHVALUE": "A"}))
	s.Equal([]string{"alpha"}, names(Details{"SEARCHTYPE": "ACCOUNT", "SEARCHCOLUMN": "ALL", "SEARCHVALUE": "letter"}))
}

func (s *Accounts) TestCreateAccountsReportsOnEach() {
	id, _ := s.newResource()
	reply := s.add(id, Details{"ACCOUNTNAME": "deploy", "PASSWORD": strong}, Details{"ACCOUNTNAME": "root", "PASSWORD": strong},
		Details{"ACCOUNTNAME": "weak", "PASSWORD": "weak", "ACCOUNTPASSWORDPOLICY": "Strong"},
		Details{"ACCOUNTNAME": "odd", "ACCOUNTPASSWORDPOLICY": "No such policy"}, Details{"ACCOUNTNAME": "backup"},
	).Success().Says(addAccounts, accountsAdded)
	s.Equal(5, reply.Details().Len())
	s.Equal(map[string]any{"deploy": map[string]any{"STATUS": accountAdded}}, reply.Details().At(0).Any())
	s.Equal(map[string]any{"root": map[string]any{"STATUS": accountExists}}, reply.Details().At(1).Any())
	s.Equal(accountAdded, reply.Details().At(2, "weak", "STATUS").Str())
	s.NotEqual(accountAdded, reply.Details().At(3, "odd", "STATUS").Str())
	s.Equal(accountAdded, reply.Details().At(4, "backup", "STATUS").Str())
	s.Equal([]string{"root", "deploy", "weak", "backup"}, s.resource(s.admin, id).At("ACCOUNT LIST").Texts("ACCOUNT NAME"))
	s.Equal("4", s.listed(s.admin, id).At("NOOFACCOUNTS").Str())
	s.Equal(strong, s.password(s.admin, id, s.accountID(id, "deploy")))
	s.NotEmpty(s.password(s.admin, id, s.accountID(id, "backup")))
}

// TestAPasswordAgainstThePolicyIsStoredAndShown: as with a new resource. A change is held against the policy all the same.
func (s *Accounts) TestAPasswordAgainstThePolicyIsStoredAndShown() {
	s.Needs(contract.CapSeedData)
	id, _ := s.newResource()
	account := s.addAccount(id, Details{"ACCOUNTNAME": "weak", "PASSWORD": "admin", "ACCOUNTPASSWORDPOLICY": "Strong"})
	s.incompliant(id, "weak", "admin")
	s.change(s.admin, id, account, "admin2").Refused(changePassword)
	s.change(s.admin, id, account, strong).Success()
	s.Equal("Compliant", s.details(id, account).At("COMPLIANT STATUS").Str())
}

func (s *Accounts) TestOfTwoOfOneNameTheSecondExists() {
	id, _ := s.newResource()
	reply := s.add(id, Details{"ACCOUNTNAME": "twin", "PASSWORD": strong}, Details{"ACCOUNTNAME": "twin", "PASSWORD": "Other1!password"}).Success()
	s.Equal(accountAdded, reply.Details().At(0, "twin", "STATUS").Str())
	s.Equal(accountExists, reply.Details().At(1, "twin", "STATUS").Str())
	s.Equal(strong, s.password(s.admin, id, s.accountID(id, "twin")))
}

func (s *Accounts) TestCreateAccountsTakesEveryField() {
	id, _ := s.newResource()
	s.add(id, Details{
		"ACCOUNTNAME": "full", "PASSWORD": strong, "ACCOUNTPASSWORDPOLICY": "Medium", "COMMAN_SET": 1000, "NOTES": "for the pipeline",
		"RECORD_RDP_SESSIONS": true, "RECORD_CLI_SESSIONS": true, "DISABLE_PASSWORD_RESETS": false, "CONFIGURE_PASSWORD_RESET": false,
		"IIS_WEB_CONFIG_RESET": false, "IIS_APP_POOL_RESTART": false, "IIS_APP_POOL_RESET": false, "SERVICES_RESTART": false,
		"SERVICES_RESET": false, "SCHEDULED_TASK_RESET": false, "WEBSITE_SESSION_RECORDING": true, "GATEWAY_SESSION_RECORDING": true,
		"ACCOUNT_RESOURCE_GROUP_IDS": []string{"301"}, "TOTP_SECRET": "JBSWY3DPEHPK3PXP", "TOTP_ALGORITHM": "SHA256", "TOTP_DIGITS": "8",
		"TOTP_VALIDITY": "60", "SAP_USER_TYPE": "A",
	}).Success()
	full := s.account(id, "full")
	for key, want := range map[string]string{
		"ACCOUNT PASSWORD POLICY": "Medium", "ACCOUNT_DESCRIPTION": "for the pipeline", "IS_COMMAND_CONTROL_CONFIGURED": "true",
		"IS_TOTP_CONFIGURED": "true",
	} {
		s.Equal(want, full.At(key).Str(), key)
	}
	details := s.details(id, full.At("ACCOUNT ID").Str())
	s.Equal("true", details.At("IS_TOTP_CONFIGURED").Str())
	s.Equal("60", details.At("TOTP_VALIDITY").Str())
	s.Equal("for the pipeline", details.At("DESCRIPTION").Str())
	s.Equal("false", s.account(id, "root").At("IS_COMMAND_CONTROL_CONFIGURED").Str())
}

func (s *Accounts) TestCreateAccountsRefusals() {
	id, _ := s.newResource()
	s.add(nobody, Details{"ACCOUNTNAME": "x"}).Refused(addAccounts)
	s.admin.Input(Details{"ACCOUNTLIST": []Details{}}).Post(path("/resources/%v/accounts", id)).Refused(addAccounts)
	s.admin.Bad().Input(Details{"ACCOUNTLIST": []Details{{"PASSWORD": strong}}}).Post(path("/resources/%v/accounts", id)).Refused(addAccounts)
	for _, fields := range []Details{
		{"TOTP_SECRET": "not base32!"}, {"TOTP_SECRET": "JBSWY3DPEHPK3PXP", "TOTP_DIGITS": "six"}, {"ACCOUNTPASSWORDPOLICYID": 999999},
		{"TOTP_SECRET": "JBSWY3DPEHPK3PXP", "TOTP_ALGORITHM": "ROT13"}, {"TOTP_SECRET": "JBSWY3DPEHPK3PXP", "TOTP_VALIDITY": "0"},
		{"ACCOUNT_RESOURCE_GROUP_IDS": []string{nobody}}, {"ACCOUNTCUSTOMFIELD": []Details{{"CUSTOMLABEL": "No such label", "CUSTOMVALUE": "x"}}},
	} {
		fields["ACCOUNTNAME"] = "refused"
		s.NotEqual(accountAdded, s.add(id, fields).Success().Details().At(0, "refused", "STATUS").Str(), "%v", fields)
	}
	s.Equal("1", s.listed(s.admin, id).At("NOOFACCOUNTS").Str())
	guest := s.user("guest")
	guest.Input(Details{"ACCOUNTLIST": []Details{{"ACCOUNTNAME": "x"}}}).Post(path("/resources/%v/accounts", pinnedLinux)).Refused(addAccounts)
	s.False(s.account(pinnedLinux, "x").Exists())
}

func (s *Accounts) TestDetailsOfAnUntouchedAccount() {
	id, _ := s.newResource()
	reply := s.admin.Get(accountPath(id, s.accountID(id, "root"))).Success().Says(getAccount, "Account details fetched successfully")
	for key, want := range map[string]string{
		"DESCRIPTION": "N/A", "LAST ACCESSED TIME": "N/A", "LAST MODIFIED TIME": "N/A", "EXPIRY STATUS": "Valid", "COMPLIANT STATUS": "Compliant",
		"COMPLIANT REASON": "-", "PASSWORD STATUS": "****", "PASSWDID": s.accountID(id, "root"),
	} {
		s.Equal(want, reply.Details().At(key).Str(), key)
	}
	s.False(reply.Details().At("ACCOUNT NAME").Exists())
	other, _ := s.newResource()
	s.admin.Get(accountPath(other, s.accountID(id, "root"))).Refused(getAccount)
	s.admin.Get(accountPath(id, nobody)).Refused(getAccount)
	s.admin.Get(accountPath(nobody, s.accountID(id, "root"))).Refused(getAccount)
}

func (s *Accounts) TestEditAccountChangesWhatIsGiven() {
	id, _ := s.newResource(Details{"NOTES": "before", "ACCOUNTPASSWORDPOLICY": "Low"})
	account := s.accountID(id, "root")
	s.admin.Input(Details{
		"ACCOUNTNAME": "superuser", "NOTES": "after", "ACCOUNTPASSWORDPOLICY": "Strong", "COMMAND_SET": 1000, "DOMAINNAME": "CORP",
		"TOTP_SECRET": "JBSWY3DPEHPK3PXP", "GATEWAY_SESSION_RECORDING": false,
	}).Put(accountPath(id, account)).Success().Says(editAccount, "Account superuser modified successfully")
	s.False(s.account(id, "root").Exists())
	changed := s.account(id, "superuser")
	s.Equal(account, changed.At("ACCOUNT ID").Str())
	s.Equal("after", changed.At("ACCOUNT_DESCRIPTION").Str())
	s.Equal("Strong", changed.At("ACCOUNT PASSWORD POLICY").Str())
	s.Equal("true", changed.At("IS_COMMAND_CONTROL_CONFIGURED").Str())
	s.Equal("true", changed.At("IS_TOTP_CONFIGURED").Str())
	s.Equal(strong, s.password(s.admin, id, account), "editing leaves the password")
	s.admin.Input(Details{"DESCRIPTION": "by its other name"}).Put(accountPath(id, account)).Success().
		Says(editAccount, "Account superuser modified successfully")
	s.Equal("by its other name", s.details(id, account).At("DESCRIPTION").Str())
	s.admin.Input(Details{"ACCOUNTNAME": "", "ACCOUNTPASSWORDPOLICY": "", "OWNERNAME": "", "NOTES": ""}).Put(accountPath(id, account)).Success()
	s.Equal("N/A", s.details(id, account).At("DESCRIPTION").Str())
	s.Equal("Strong", s.account(id, "superuser").At("ACCOUNT PASSWORD POLICY").Str())
}

func (s *Accounts) TestEditAccountRefusals() {
	id, _ := s.newResource()
	s.addAccount(id, Details{"ACCOUNTNAME": "taken"})
	account := s.accountID(id, "root")
	before := s.account(id, "root").String()
	for reason, fields := range map[string]Details{
		"taken name": {"ACCOUNTNAME": "taken"}, "policy": {"ACCOUNTPASSWORDPOLICY": "No such policy"}, "owner": {"OWNERNAME": "no.such.user"},
		"group": {"ACCOUNT_RESOURCE_GROUP_IDS": []string{nobody}}, "secret": {"TOTP_SECRET": "118g"},
	} {
		s.Run(reason, func() { s.admin.Input(fields).Put(accountPath(id, account)).Refused(editAccount) })
	}
	s.admin.Input(Details{"NOTES": "x"}).Put(accountPath(id, nobody)).Refused(editAccount)
	s.admin.Input(Details{"NOTES": "x"}).Put(accountPath(nobody, account)).Refused(editAccount)
	s.Equal(before, s.account(id, "root").String())
	s.user("guest").Input(Details{"NOTES": "x"}).Put(accountPath(pinnedLinux, pinnedDeploy)).Refused(editAccount)
	s.user("passadmin").Input(Details{"NOTES": "x"}).Put(accountPath(pinnedLinux, pinnedDeploy)).Refused(editAccount)
}

func (s *Accounts) TestDeleteAccountLeavesTheOthers() {
	id, name := s.newResource()
	account := s.addAccount(id, Details{"ACCOUNTNAME": "doomed"})
	s.admin.Delete(accountPath(id, account)).Success().Says(deleteAccount, "")
	s.False(s.account(id, "doomed").Exists())
	s.Equal("1", s.listed(s.admin, id).At("NOOFACCOUNTS").Str())
	s.admin.Get(resources+"/getResourceIdAccountId", contract.Query{"RESOURCENAME": name, "ACCOUNTNAME": "doomed"}).Refused(getAccountIDs)
	s.admin.Get(passwordPath(id, account)).Refused(getPassword)
	s.admin.Delete(accountPath(id, account)).Refused(deleteAccount)
	s.NotEqual(account, s.addAccount(id, Details{"ACCOUNTNAME": "doomed"}), "the name is free again")
	other, _ := s.newResource()
	s.admin.Delete(accountPath(other, s.accountID(id, "root"))).Refused(deleteAccount)
	s.True(s.account(id, "root").Exists())
	s.user("guest").Delete(accountPath(pinnedLinux, pinnedDeploy)).Refused(deleteAccount)
	s.user("passadmin").Delete(accountPath(pinnedLinux, pinnedDeploy)).Refused(deleteAccount)
	s.True(s.account(pinnedLinux, "deploy").Exists())
}

// A code is a secret as the password is. The vendor's extension asks for it right after the password, and gives no reason again.
func (s *Accounts) TestACodeTakesTheReasonThatThePasswordTakes() {
	s.Needs(contract.CapFork, contract.CapSeedData)
	s.fork()
	code := path("/accounts/%v/totp", pinnedTicket)
	s.admin.Input(Details{"TOTP_SECRET": "JBSWY3DPEHPK3PXP"}).Put(accountPath(pinnedLogic, pinnedTicket)).Success()
	s.shareAccount(pinnedLogic, pinnedTicket, Details{"ACCESSTYPE": "view", "USERID": guestID}).Success()
	s.shareAccount(pinnedLogic, pinnedTicket, Details{"ACCESSTYPE": "view", "USERID": johnID}).Success()
	visitor, john := s.user(guest), s.user("john")
	visitor.Get(code).Refused(getTOTP)
	visitor.Input(Details{"TICKETID": "1048"}).Get(code).Refused(getTOTP)
	visitor.Input(Details{"REASON": "a test", "TICKETID": "7"}).Get(code).Success()
	visitor.Get(code).Refused(getTOTP) // a code does not make the next one free
	john.Get(code).Refused(getTOTP)
	john.Input(Details{"REASON": "a test", "TICKETID": "7"}).Get(passwordPath(pinnedLogic, pinnedTicket)).Success()
	john.Get(code).Success()
	log := s.admin.Input(Details{"AUDITTYPE": ofResources}).Get(auditPath).Success().Details()
	row := log.At(log.Len() - 1)
	s.Equal([]string{"TOTP Retrieved", "john"}, []string{row.At("Operation Type").Str(), row.At("User Name").Str()})
}

// TestTOTPFollowsTheClock uses the test vectors of RFC 6238, appendix B: the time is 59 seconds after the epoch.
func (s *Accounts) TestTOTPFollowsTheClock() {
	s.Needs(contract.CapClock)
	tenant := s.fork()
	id, _ := s.newResource()
	const twenty = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" // "12345678901234567890"
	secrets := map[string]string{
		"SHA1": twenty, "SHA256": twenty + "GEZDGNBVGY3TQOJQGEZA", "SHA512": twenty + twenty + twenty + "GEZDGNA",
	}
	for algorithm, secret := range secrets {
		s.addAccount(id, Details{"ACCOUNTNAME": algorithm, "TOTP_SECRET": secret, "TOTP_ALGORITHM": algorithm, "TOTP_DIGITS": "8", "TOTP_VALIDITY": "30"})
	}
	code := func(name string) string {
		s.T().Helper()
		return s.admin.Get(path("/accounts/%v/totp", s.accountID(id, name))).Success().Says(getTOTP, "").Details().At("TOTP").Str()
	}
	tenant.SetClock(s.TB(), time.Unix(59, 0))
	s.Equal("94287082", code("SHA1"))
	s.Equal("46119246", code("SHA256"))
	s.Equal("90693936", code("SHA512"))
	tenant.SetClock(s.TB(), time.Unix(1111111109, 0))
	s.Equal("07081804", code("SHA1"), "the leading zero stays")
	s.admin.Get(path("/accounts/%v/totp", s.accountID(id, "root"))).Refused(getTOTP)
	s.admin.Get(path("/accounts/%v/totp", nobody)).Refused(getTOTP)
	tenant.User("guest").Get(path("/accounts/%v/totp", s.accountID(id, "SHA1"))).Refused(getTOTP)
}

func (s *Accounts) TestHelpDeskTickets() {
	s.Needs(contract.CapSeedData)
	validate := func(caller *Session, account string, fields Details) *Reply {
		s.T().Helper()
		return caller.Input(fields).Get(path("/accounts/%v/validateHelpDeskID", account))
	}
	validate(s.admin, pinnedTicket, Details{"REASON": "Patching", "TICKETID": openTicket}).Success().Says(validateTicket, "")
	for _, fields := range []Details{{"TICKETID": closedTicket}, {"TICKETID": "no such ticket"}, {"TICKETID": ""}} {
		validate(s.admin, pinnedTicket, fields).Refused(validateTicket)
	}
	validate(s.admin, nobody, Details{"TICKETID": openTicket}).Refused(validateTicket)
	validate(s.user("guest"), pinnedTicket, Details{"TICKETID": openTicket}).Refused(validateTicket)
	s.admin.Bad().Get(path("/accounts/%v/validateHelpDeskID", pinnedTicket)).Refused(validateTicket)
}
