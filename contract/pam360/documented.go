package pam360

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/understudy/understudy/contract"
)

// Documented is what the vendor's pages of the REST API print as samples, one test for each page that could be read, as printed: slips,
// trailing commas, single quotes and odd content types included. Only ids, dates, and names of what must be there are the tenant's own.
// A mock takes these in strict mode too. The SDK's page is the suite Samples.
type Documented struct{ suite }

// SetupTest gives each page a tenant of its own.
func (s *Documented) SetupTest() {
	s.suite.SetupTest()
	s.Needs(contract.CapFork, contract.CapSeedData)
	s.fork()
}

const formType = "application/x-www-form-urlencoded"

// printed sends INPUT_DATA as a sample prints it, form-encoded, under the sample's content type.
func (s *Documented) printed(method, address, contentType, details string) *Reply {
	s.T().Helper()
	input := `{"operation":{"Details":` + details + `}}`
	body := contract.Raw{Type: contentType, Text: "INPUT_DATA=" + url.QueryEscape(input)}
	return &Reply{s.admin.Plain().Bad().Do(contract.Request{Method: method, Path: address, Body: body})}
}

// asked sends it in the query of a GET, with the content type that the pages give those.
func (s *Documented) asked(address, wrapper, details string) *Reply {
	s.T().Helper()
	query := contract.Query{field: `{"operation":{"` + wrapper + `":` + details + `}}`}
	return &Reply{s.admin.Plain().With("Content-Type", formType).Get(address, query)}
}

func (s *Documented) TestResourceAPI1() {
	s.newGroup(Details{"resourceGroupName": "group"})
	reply := s.printed(http.MethodPost, resources, formType, `{"RESOURCENAME":"Windows Server","ACCOUNTNAME":"Administrator","RESOURCETYPE":"Windows",
		"PASSWORD":"Test123#@!","NOTES":"Testing API","RESOURCEURL":"http://windowsserver/adminconsole","LOCATION":"India","DNSNAME":"localhost",
		"DEPARTMENT":"IT","RESOURCEDESCRIPTION":"Resource","DOMAINNAME":"localhost","RESOURCEGROUPNAME":"group","ENABLEPRIVATEKEY":true,
		"RESOURCEPASSWORDPOLICY":"Strong","ACCOUNTPASSWORDPOLICY":"Strong","OWNERNAME":"admin","RECORD_CONFIGURED_RESOURCE_URL":"https://localhost",
		"DISABLE_TAB_DUPLICATION":true,"WEBSITE_SESSION_RECORDING":true,"GATEWAY_SESSION_RECORDING":true,"SAP_USER_TYPE":"A",
		"RESOURCECUSTOMFIELD":[{"CUSTOMLABEL":"Secure Resource","CUSTOMVALUE":"YES"}],
		"ACCOUNTCUSTOMFIELD":[{"CUSTOMLABEL":"Secure Account","CUSTOMVALUE":"YES"}]}`).Success().Says(createResource, "Resource Windows Server has been added successfully")
	id := reply.Details().At("RESOURCEID").Str()
	s.Equal("Test123#@!", s.password(s.admin, id, s.accountID(id, "Administrator")))
	s.Equal("YES", s.resource(s.admin, id).At("CUSTOM FIELD").Find("CUSTOMFIELDLABEL", "Secure Resource").At("CUSTOMFIELDVALUE").Str())
}

func (s *Documented) TestResourceAPI2() {
	for _, details := range []string{
		`{"VIEWTYPE":"ALLMYPASSWORD","STARTINDEX":0,"LIMIT":10,"SEARCHTYPE":"RESOURCE","SEARCHVALUE":"CHTOW","SEARCHCOLUMN":"RESOURCENAME"}`,
		`{"VIEWTYPE":"ALLMYPASSWORD","STARTINDEX":"1","LIMIT":"10","SEARCHTYPE":"RESOURCE","SEARCHVALUE":"CHTOW","SEARCHCOLUMN":"ALL"}`,
	} {
		s.Contains(s.asked(resources, "Details", details).Success().Details().Texts("RESOURCE NAME"), "CHTOW-65H3")
	}
}

func (s *Documented) TestResourceAPI7() {
	s.asked(resources+"/resourcetypes", "Details", `{"RESOURCETYPE_CONTAINING":["brocade"]}`).Success()
	types := s.asked(resources+"/resourcetypes", "Details", `{"RESOURCETYPE_CONTAINING":["linux"]}`).Success().Details()
	s.Equal([]string{"Linux"}, types.Texts("RESOURCE TYPE"))
}

func (s *Documented) TestResourceAPI8() {
	id, _ := s.newResource()
	s.printed(http.MethodPut, path("/resources/%v", id), formType, `{"RESOURCENAME":"Windows Server","LOCATION":"india","DNSNAME":"localhost",
		"DEPARTMENT":"IT","OWNERNAME":"admin","RESOURCEURL":"http://windowsserver/adminconsole","RESOURCEDESCRIPTION":"Resource asda",
		"RESOURCETYPE":"Windows","RESOURCETYPEID":101,"RESOURCEPASSWORDPOLICY":"Strong","RESOURCEPASSWORDPOLICYID":"101",
		"RECORD_CONFIGURED_RESOURCE_URL":true,"DISABLE_TAB_DUPLICATION":true,"WEBSITE_SESSION_RECORDING":true,"GATEWAY_SESSION_RECORDING":true,
		"RESOURCECUSTOMFIELD":[{"CUSTOMLABEL":"Secure Resource","CUSTOMVALUE":"YES"}]}`).Success().Says(editResource, resourceChanged)
	s.Equal("Resource asda", s.resource(s.admin, id).At("RESOURCE DESCRIPTION").Str())
}

// TestResourceAPI17 has two samples: curl's form, and Python's dict as it stands, in the query of the PUT.
func (s *Documented) TestResourceAPI17() {
	id, _ := s.newResource()
	s.move(resourcesKind, id).Success()
	s.printed(http.MethodPut, trashPath+"/restore", formType, `{"type":"resource","trashIds":[`+id+`]}`).Success().Says(restoreTrash, "")
	s.True(s.listed(s.admin, id).Exists())
	s.move(resourcesKind, id).Success()
	reply := s.admin.Plain().Bad().Do(contract.Request{
		Method: http.MethodPut, Path: trashPath + "/restore", Body: contract.Raw{Type: formType},
		Query: contract.Query{field: `{'operation': {'Details': {'type': 'resource', 'trashIds': [` + id + `]}}}`},
	})
	(&Reply{reply}).Success().Says(restoreTrash, "")
	s.True(s.listed(s.admin, id).Exists())
}

const remoteReset = resources + "/configureremotepasswordreset"

func (s *Documented) TestResourceAPI19() {
	id, _ := s.newResource(Details{"RESOURCETYPE": "SAP", "ACCOUNTNAME": "test"})
	s.printed(http.MethodPost, remoteReset, formType,
		`{"SAP_SYSTEM_NUMBER":"00","SAP_ADMIN_ACCOUNT":"test","RESOURCEIDS":["`+id+`"],"RESOURCETYPE":"SAP",}`).Success()
	s.printed(http.MethodPost, remoteReset, formType,
		`{"SAP_SYSTEM_NUMBER":"00","SAP_ADMIN_ACCOUNT":"test","RESOURCEIDS":["`+id+`"],"RESOURCETYPE":"SAP"}`).Success()
}

// TestResourceAPI21 has no quotes around one value.
func (s *Documented) TestResourceAPI21() {
	id, _ := s.newResource(Details{"RESOURCETYPE": "WindowsDomain", "ACCOUNTNAME": "admin"})
	account := s.accountID(id, "admin")
	s.printed(http.MethodPost, remoteReset, formType,
		`{"RESOURCETYPE":"WindowsDomain","ACCOUNTNAME":"admin","CONNECTION_MODE":SSL,"ISWINDOMAINLOCAL":"true","RESOURCEIDS":["`+id+`"]}`).Success()
	s.printed(http.MethodPost, remoteReset, formType, `{"RESOURCETYPE":"WindowsDomain","WDRESOURCEID":"`+id+`","WDACCOUNTID":"`+account+`",
		"ISWINDOMAINLOCAL":"false","RESOURCEIDS":["`+id+`"]}`).Success()
}

// manyFields are those that the samples for adding and for editing an account have in common.
const manyFields = `"ACCOUNTPASSWORDPOLICY":"Strong","ACCOUNTPASSWORDPOLICYID":101,"RECORD_RDP_SESSIONS":true,"RECORD_CLI_SESSIONS":true,
	"DISABLE_PASSWORD_RESETS":true,"CONFIGURE_PASSWORD_RESET":true,"IIS_WEB_CONFIG_RESET":true,"IIS_APP_POOL_RESTART":true,"IIS_APP_POOL_RESET":true,
	"SERVICES_RESTART":true,"SERVICES_RESET":true,"SCHEDULED_TASK_RESET":true,"TOTP_SECRET":"829 198","TOTP_ALGORITHM":"SHA256","TOTP_DIGITS":"6",
	"TOTP_VALIDITY":"30","SAP_USER_TYPE":"A","ACCOUNT_RESOURCE_GROUP_IDS":["301","303"],"WEBSITE_SESSION_RECORDING":true,`

// TestAccountAPI1 stores a TOTP secret that is no base32, and passwords with a blank at the end.
func (s *Documented) TestAccountAPI1() {
	id, _ := s.newResource()
	custom := `"ACCOUNTCUSTOMFIELD":[{"CUSTOMLABEL":"Secure Account","CUSTOMVALUE":"YES"}],"GATEWAY_SESSION_RECORDING":true`
	one := `{"ACCOUNTNAME":"bestest013","PASSWORD":"Pa$$ Word@124 ","COMMAN_SET":1000,"NOTES":"IT Security - BES PMP API Test",` + manyFields + custom + `}`
	two := strings.NewReplacer("bestest013", "bestest113", "@124", "@123").Replace(one)
	reply := s.printed(http.MethodPost, path("/resources/%v/accounts", id), formType, `{"ACCOUNTLIST":[`+one+`,`+two+`]}`).Success().Says(addAccounts, accountsAdded)
	for n, name := range []string{"bestest013", "bestest113"} {
		s.Equal(accountAdded, reply.Details().At(n, name, "STATUS").Str())
		account := s.accountID(id, name)
		s.Equal(fmt.Sprintf("Pa$$ Word@%d ", 124-n), s.password(s.admin, id, account))
		s.Equal("true", s.details(id, account).At("IS_TOTP_CONFIGURED").Str())
		s.Regexp(`^\d{6}$`, s.admin.Get(path("/accounts/%v/totp", account)).Success().Details().At("TOTP").Str())
	}
}

func (s *Documented) TestAccountAPI2() {
	id, _ := s.newResource(Details{"ACCOUNTNAME": "administrator"})
	s.asked(path("/resources/%v/accounts", id), "Details", `{"VIEWTYPE":"ALLMYPASSWORD","GROUPID":1,"SEARCHTYPE":"RESOURCE","SEARCHCOLUMN":"ALL",
		"SEARCHVALUE":"administrator","STARTINDEX":1,"LIMIT":10}`).Success()
}

func (s *Documented) TestAccountAPI3() {
	(&Reply{s.admin.Plain().With("Content-Type", formType).Get(accountPath(pinnedDesk, sysadminAt1109))}).Success().Says("GET RESOURCE ACCOUNT DETAILS", "")
}

func (s *Documented) TestAccountAPI4() {
	id, _ := s.newResource()
	account := s.accountID(id, "root")
	s.printed(http.MethodPut, accountPath(id, account), formType, `{"ACCOUNTNAME":"bestest013","NOTES":"IT Security - BES PAM API Test","COMMAND_SET":1000,
		"OWNERNAME":"admin","DOMAINNAME":"domain","DESCRIPTION":"Windows account",`+manyFields+`"GATEWAY_SESSION_RECORDING":false}`).
		Success().Says(editAccount, "Account bestest013 modified successfully")
	s.Equal("true", s.account(id, "bestest013").At("IS_TOTP_CONFIGURED").Str())
}

func (s *Documented) TestAccountAPI5() {
	id, _ := s.newResource()
	user, _, _ := s.newUser()
	s.printed(http.MethodPut, accountPath(id, s.accountID(id, "root"))+"/share", formType, `{"ACCESSTYPE":"modify","USERID":"`+user+`"}`).Success()
}

func (s *Documented) TestPasswordAPI1() {
	s.NotEmpty(s.asked(passwordPath(pinnedDesk, sysadminAt1109), "Details", `{"REASON":"Need the password to Login Windows Server","TICKETID":"7"}`).
		Success().Details().At("PASSWORD").Str())
}

// TestPasswordAPI3 has curl's sample, with its content type, and the page's own password, which is for a weak policy.
func (s *Documented) TestPasswordAPI3() {
	id, _ := s.newResource(Details{"ACCOUNTPASSWORDPOLICY": "Low"})
	account := s.accountID(id, "root")
	for password, details := range map[string]string{
		"Test12345$": `{"NEWPASSWORD":"Test12345$","RESETTYPE":"LOCAL","REASON":"Outdated Password","TICKETID":"7"}`,
		"dinh&@!":    `{"NEWPASSWORD":"dinh&@!","RESETTYPE":"LOCAL","REASON":"Password Expired"}`,
	} {
		s.printed(http.MethodPut, passwordPath(id, account), "text/json", details).Success().Says(changePassword, passwordChanged)
		s.Equal(password, s.password(s.admin, id, account))
	}
}

func (s *Documented) TestAccessControlAPI1() {
	day := func(days int) string { return s.tenant.Now(s.TB()).UTC().AddDate(0, 0, days).Format("02/01/2006") }
	s.admin = s.user("guest")
	s.printed(http.MethodPost, movePath(sysadminAt1109, "requestpassword"), formType, `{"REASON":"Testing","ACCESS":"later",
		"STARTTIME":"`+day(1)+` 17:50","ENDTIME":"`+day(4)+` 17:50","REMAINDERTIME":45,"RESOURCES_TO_BE_ACCESSED_OPTION":"3",
		"SELECTED_RESOURCEIDS":["1","2"]}`).Success()
}

// TestUserAPI2 names a role that there is not, by a slip, beside the id of one.
func (s *Documented) TestUserAPI2() {
	s.admin.Input(Details{"USERGROUPNAME": "Demo"}).Post(userGroups).Success()
	expires := s.tenant.Now(s.TB()).UTC().AddDate(0, 3, 0).Format(time.DateOnly)
	reply := s.printed(http.MethodPost, users, formType, `{"FIRSTNAME":"Jason","LASTNAME":"J","USERNAME":"Jason","EMAIL":"jason@opmanager.com",
		"SECONDARYEMAILID":"jade@opmanager.com","ROLE":"administator","ROLEID":301,"DEPARTMENT":"NOC","LOCATION":"Level 10 - South Wing",
		"USERGROUPNAME":"Demo","RESTAPIACCESS":true,"SDKACCESS":true,"ISAPIUSER":true,"OWNERNAMEOPTION":false,"EXPIRYDATE":"`+expires+`",
		"TOKENVALIDITYDAYS":100,"HOSTCHECK":true,"HOSTNAME":"john-1234"}`).Success().Says(createUser, "User Jason added successfully")
	s.Equal("Administrator", s.userRow(reply.Details().At("USERID").Str()).At("ROLE").Str())
}

// TestUserAPI9 has a comma too many.
func (s *Documented) TestUserAPI9() {
	old, _, _ := s.newUser()
	heir, _, _ := s.newUser()
	s.printed(http.MethodPost, transferPath, formType, `{"oldUserId":`+old+`,"newUserId":`+heir+`,}`).Success().Says(transfer, "")
}

func (s *Documented) TestResourceGroupAPI4() {
	for _, details := range []string{
		`{"limit":"3","startIndex":"1","searchType":"static","searchValue":"resources","searchColumn":"resourceGroupName"}`,
		`{"limit":3,"startIndex":1,"searchType":"all","searchValue":"resources","searchColumn":"all"}`,
	} {
		s.Contains(s.asked(groups, "details", details).Success().Details().Texts("resourceGroupName"), "Intern Resources")
	}
}

func (s *Documented) TestAuthenticationAPI1() {
	s.NotEmpty(s.admin.Put(regenerate).Success().Details().At("AUTHTOKEN").Str())
}
