package pam360

import (
	"encoding/json"
	"strings"

	"github.com/understudy/understudy/contract"
)

// ResourceLists is the contract of finding resources, and of what belongs to them.
type ResourceLists struct{ suite }

const (
	getResources  = "GET RESOURCES"
	getGroups     = "GET ASSOCIATED GROUPS"
	getTypes      = "GET RESOURCE TYPES"
	getRemoteApps = "GET REMOTEAPPS"
	getURLs       = "GET WEBSITEURLS"
	getCombined   = "GET_RESOURCEACCOUNTDETAILS"
	setReset      = "CONFIGURE REMOTE PASSWORD RESET"
)

func (s *ResourceLists) TestListResourcesCountsRowsAndAccounts() {
	id, name := s.newResource()
	s.addAccount(id, Details{"ACCOUNTNAME": "second"})
	reply := s.admin.Get(resources).Success().Says(getResources, "Resources fetched successfully")
	s.EqualValues(reply.Details().Len(), reply.TotalRows())
	row := reply.Details().Find("RESOURCE ID", id)
	s.Equal(map[string]any{
		"RESOURCE ID": id, "RESOURCE NAME": name, "RESOURCE TYPE": "Linux", "RESOURCE DESCRIPTION": "", "NOOFACCOUNTS": "2",
	}, row.Any())
}

// TestAnEmptyListHasNoRowsAndNoDetails, whatever is listed: captured for resources, and clients look for the member.
func (s *ResourceLists) TestAnEmptyListHasNoRowsAndNoDetails() {
	s.Needs(contract.CapSeedData)
	s.fork()
	_, _, nobodys := s.newUser()
	resource, _ := s.newResource()
	account := s.addAccount(resource, Details{"ACCOUNTNAME": "fresh", "PASSWORD": strong})
	for list, get := range map[string]func() *Reply{
		"resources":         func() *Reply { return nobodys.Get(resources) },
		"resources, search": func() *Reply { return s.admin.Input(Details{"SEARCHVALUE": "nothing is called this"}).Get(resources) },
		"website addresses": func() *Reply { return nobodys.Get(resources + "/websiteurls") },
		"remote apps":       func() *Reply { return s.admin.Get(path("/resources/%v/remoteapps", resource)) },
		"password history":  func() *Reply { return s.admin.Get(passwordPath(resource, account) + "history") },
		"access requests":   func() *Reply { return s.user("cloudadmin").Get(requestsPath) },
		"resource groups":   func() *Reply { return s.admin.InputLower(Details{"searchValue": "nothing is called this"}).Get(groups) },
		"resource types": func() *Reply {
			return s.admin.Input(Details{"RESOURCETYPE_CONTAINING": []string{"no type has this"}}).Get(resources + "/resourcetypes")
		},
		"audit": func() *Reply { return s.admin.Input(Details{"DATE": "2001-01-01"}).Get(auditPath) },
		"trash": func() *Reply { return s.admin.Get(trashPath) },
	} {
		reply := get().Success()
		s.EqualValues(0, reply.TotalRows(), list)
		s.Contains(reply.Text(), `"totalRows":0`, list)
		s.False(reply.Details().Exists(), list)
	}
}

// TestStartIndexAndLimitAtTheEdgesOfTheirTypeGiveAPage: their sum is no number any more.
func (s *ResourceLists) TestStartIndexAndLimitAtTheEdgesOfTheirTypeGiveAPage() {
	s.Needs(contract.CapSeedData)
	const most = "9223372036854775807"
	for _, list := range []string{resources, path("/resources/%v/accounts", pinnedLinux), auditPath, users} {
		all := s.admin.Loose().Input(Details{"STARTINDEX": "1", "LIMIT": most}).Get(list).Success()
		s.True(all.Details().Exists(), list)
		s.admin.Loose().Input(Details{"STARTINDEX": most, "LIMIT": most}).Get(list).Success()
	}
	all := s.admin.Loose().InputLower(Details{"startIndex": "1", "limit": most}).Get(groups).Success()
	s.True(all.Details().Exists())
	s.admin.Loose().InputLower(Details{"startIndex": most, "limit": most}).Get(groups).Success()
}

func (s *ResourceLists) TestSearchLooksWhereItIsTold() {
	id, name := s.newResource(Details{
		"ACCOUNTNAME": "Zanzibar", "RESOURCEDESCRIPTION": "Quetzalcoatl", "DNSNAME": "ulan-bator.example.net", "DEPARTMENT": "Ouagadougou",
		"LOCATION": "Timbuktu", "DOMAINNAME": "YAMOUSSOUKRO", "RESOURCEURL": "https://nouakchott.example.net",
	})
	for _, search := range []Details{
		{"SEARCHVALUE": strings.ToUpper(name), "SEARCHCOLUMN": "RESOURCENAME"}, {"SEARCHVALUE": "zalco", "SEARCHCOLUMN": "RESOURCEDESC"},
		{"SEARCHVALUE": "bator", "SEARCHCOLUMN": "IPADDRESS"}, {"SEARCHVALUE": "agadou", "SEARCHCOLUMN": "DEPARTMENT"},
		{"SEARCHVALUE": "BUKTU", "SEARCHCOLUMN": "LOCATION"}, {"SEARCHVALUE": "oussou", "SEARCHCOLUMN": "DOMAINNAME"},
		{"SEARCHVALUE": "nouak", "SEARCHCOLUMN": "RESOURCEURL"}, {"SEARCHVALUE": "nouak"}, {"SEARCHVALUE": "buktu", "SEARCHCOLUMN": "ALL"},
		{"SEARCHVALUE": "nzib", "SEARCHCOLUMN": "LOGINNAME"}, {"SEARCHTYPE": "ACCOUNT", "SEARCHVALUE": "ZANZI"},
		{"SEARCHTYPE": "RESOURCE", "SEARCHVALUE": "quetz"},
	} {
		reply := s.admin.Input(search).Get(resources).Success()
		s.Equal([]string{id}, reply.Details().Texts("RESOURCE ID"), "%v", search)
		s.EqualValues(1, reply.TotalRows())
	}
	linux := s.admin.Input(Details{"SEARCHVALUE": "linu", "SEARCHCOLUMN": "RESOURCE_TYPE"}).Get(resources).Success().Details()
	for _, kind := range linux.Texts("RESOURCE TYPE") {
		s.Equal("Linux", kind)
	}
	s.True(linux.Find("RESOURCE ID", id).Exists())
}

func (s *ResourceLists) TestViewsNarrowTheList() {
	id, _ := s.newResource()
	view := func(name string) contract.Value {
		s.T().Helper()
		details := s.admin.Input(Details{"VIEWTYPE": name}).Get(resources).Success().Details()
		if !details.Exists() {
			return details
		}
		return details.Find("RESOURCE ID", id)
	}
	s.True(view("ALLMYPASSWORD").Exists())
	s.True(view("").Exists())
	s.True(view("LINUXSSHPASSWORD").Exists())
	s.False(view("WINDOWSRDPPASSWORD").Exists())
	s.False(view("FAVOURITEPASSWORD").Exists())
	s.False(view("RECENTLYACCESSEDPASSWORD").Exists())
	s.password(s.admin, id, s.accountID(id, "root"))
	s.True(view("RECENTLYACCESSEDPASSWORD").Exists(), "fetching a password is a GET with consequences")
}

func (s *ResourceLists) TestLookUpByName() {
	for _, odd := range []string{" (b) v1.2", " #7 & co", " %41", " 100%25", " a+b", " a/b", " %2F/", ";x=1?y", " Über 東京", " 'q'", ` \"`} {
		id, name := s.newResource(Details{"RESOURCENAME": s.unused() + odd})
		reply := s.lookUp(s.admin, name).Success().Says(getResourceID, "")
		s.Equal(map[string]any{"RESOURCEID": id}, reply.Details().Any(), name)
		pair := contract.Query{"RESOURCENAME": name, "ACCOUNTNAME": "root"}
		s.Equal(id, s.admin.Get(resources+"/getResourceIdAccountId", pair).Success().Details().At("RESOURCEID").Str(), name)
		s.admin.Get(path("/resources/resourcename/%v/accounts/accountname/%v", name, "root")).Success()
	}
	unknown := s.lookUp(s.admin, "no resource of this name").Refused(getResourceID)
	s.False(unknown.Details().At("RESOURCEID").Exists())
}

func (s *ResourceLists) TestLookUpWithAnAccount() {
	id, name := s.newResource()
	want := map[string]any{"RESOURCEID": id, "ACCOUNTID": s.accountID(id, "root")}
	const found = "Resource ID and account ID fetched successfully for the given resource name and account name."
	pair := contract.Query{"RESOURCENAME": name, "ACCOUNTNAME": "root"}
	s.Equal(want, s.admin.Get(resources+"/getResourceIdAccountId", pair).Success().Says(getAccountIDs, found).Details().Any())
	older := path("/resources/resourcename/%v/accounts/accountname/%v", name, "root")
	s.Equal(want, s.admin.Get(older).Success().Says(getAccountIDs, "").Details().Any())
	for _, missing := range []contract.Query{
		{"RESOURCENAME": name, "ACCOUNTNAME": "toor"}, {"RESOURCENAME": "no resource of this name", "ACCOUNTNAME": "root"},
		{"RESOURCENAME": name, "ACCOUNTNAME": "ROOT"}, {"RESOURCENAME": "", "ACCOUNTNAME": ""},
	} {
		s.admin.Get(resources+"/getResourceIdAccountId", missing).Refused(getAccountIDs)
	}
	s.admin.Get(path("/resources/resourcename/%v/accounts/accountname/%v", name, "toor")).Refused(getAccountIDs)
	for _, half := range []contract.Query{{"RESOURCENAME": name}, {"ACCOUNTNAME": "root"}, {}} {
		s.admin.Bad().Get(resources+"/getResourceIdAccountId", half).Refused(getAccountIDs)
	}
}

// TestLookUpsAreBlindToWhatIsNotShared: nobody learns of names that are not theirs.
func (s *ResourceLists) TestLookUpsAreBlindToWhatIsNotShared() {
	guest := s.user("guest")
	id, name := s.newResource()
	s.lookUp(guest, name).Refused(getResourceID)
	guest.Get(resources+"/getResourceIdAccountId", contract.Query{"RESOURCENAME": name, "ACCOUNTNAME": "root"}).Refused(getAccountIDs)
	guest.Get(path("/resources/resourcename/%v/accounts/accountname/root", name)).Refused(getAccountIDs)
	guest.Get(path("/resources/%v", id)).Refused(getResource)
	guest.Get(path("/resources/%v/associatedGroups", id)).Refused(getGroups)
	guest.Get(path("/resources/%v/remoteapps", id)).Refused(getRemoteApps)
	guest.Get(resources+"/getResourceAccountDetails", contract.Query{"RESOURCEID": id, "ACCOUNTID": s.accountID(id, "root")}).Refused(getCombined)
}

// decoded reads a JSON document inside a text.
func (s *ResourceLists) decoded(text string) map[string]any {
	s.T().Helper()
	var document map[string]any
	s.Require().NoError(json.Unmarshal([]byte(text), &document), text)
	return document
}

func (s *ResourceLists) combined(caller *Session, id, account string) *Reply {
	s.T().Helper()
	return caller.Get(resources+"/getResourceAccountDetails", contract.Query{"RESOURCEID": id, "ACCOUNTID": account})
}

func (s *ResourceLists) TestCombinedDetailsAreDocumentsInsideTexts() {
	id, name := s.newResource(Details{"PASSWORD": `A"b\1<&>é!`})
	account := s.accountID(id, "root")
	details := s.combined(s.admin, id, account).Success().Says(getCombined, "").Details()
	inner := s.decoded(details.At("ACCOUNTDETAILS").Str())
	s.Equal("root", inner["ACCOUNT NAME"])
	s.Equal(`A"b\1<&>é!`, inner["PASSWORD"])
	s.NotContains(inner, "PASSWORD_REASON")
	s.Equal(name, s.decoded(details.At("RESOURCEDETAILS").Str())["RESOURCE NAME"])
	s.NotEqual("N/A", s.details(id, account).At("LAST ACCESSED TIME").Str(), "the password was handed out")
	other, _ := s.newResource()
	s.combined(s.admin, other, account).Refused(getCombined)
	s.combined(s.admin, id, nobody).Refused(getCombined)
}

func (s *ResourceLists) TestCombinedDetailsSayWhyAPasswordIsWithheld() {
	s.Needs(contract.CapSeedData)
	for caller, pair := range map[*Session][2]string{
		s.admin: {pinnedSQL, pinnedSA}, s.user("guest"): {pinnedDC, pinnedDCAdmin},
	} {
		inner := s.decoded(s.combined(caller, pair[0], pair[1]).Success().Details().At("ACCOUNTDETAILS").Str())
		s.NotEmpty(inner["PASSWORD_REASON"])
		s.NotContains(inner, "PASSWORD")
	}
}

func (s *ResourceLists) TestAssociatedGroups() {
	id, _ := s.newResource()
	groups := s.admin.Get(path("/resources/%v/associatedGroups", id)).Success().Says(getGroups, "Associated groups fetched successfully").
		Details().At("ASSOCIATED GROUPS")
	s.Equal("Default Group", groups.At(0, "GROUP NAME").Str())
	s.EqualValues(301, groups.At(0, "GROUP ID").Int())
	s.admin.Get(path("/resources/%v/associatedGroups", nobody)).Refused(getGroups)
}

func (s *ResourceLists) TestAGroupGivenAtCreationIsJoined() {
	s.Needs(contract.CapSeedData)
	id, _ := s.newResource(Details{"RESOURCEGROUPNAME": "Intern Resources"})
	groups := s.admin.Get(path("/resources/%v/associatedGroups", id)).Success().Details().At("ASSOCIATED GROUPS")
	s.Equal([]string{"Default Group", "Intern Resources"}, groups.Texts("GROUP NAME"))
	row := s.listed(s.user("guest"), id)
	s.True(row.Exists(), "the group is shared with guest's user group")
}

func (s *ResourceLists) TestResourceTypes() {
	all := s.admin.Get(resources+"/resourcetypes").Success().Says(getTypes, "")
	s.EqualValues(all.Details().Len(), all.TotalRows())
	s.True(all.Details().Find("RESOURCE TYPE", "Windows").Exists())
	some := s.admin.Input(Details{"RESOURCETYPE_CONTAINING": []string{"WIN", "inux"}}).Get(resources + "/resourcetypes").Success()
	s.EqualValues(some.Details().Len(), some.TotalRows())
	for _, name := range some.Details().Texts("RESOURCE TYPE") {
		s.Regexp(`(?i)win|inux`, name)
	}
	none := s.admin.Input(Details{"RESOURCETYPE_CONTAINING": []string{"no type has this"}}).Get(resources + "/resourcetypes").Success()
	s.EqualValues(0, none.TotalRows())
	s.False(none.Details().Exists())
}

func (s *ResourceLists) TestRemoteApps() {
	id, _ := s.newResource()
	none := s.admin.Get(path("/resources/%v/remoteapps", id)).Success().Says(getRemoteApps, "")
	s.EqualValues(0, none.TotalRows())
	s.False(none.Details().Exists())
	s.admin.Get(path("/resources/%v/remoteapps", nobody)).Refused(getRemoteApps)
	s.Needs(contract.CapSeedData)
	s.Equal([]string{"SQL console", "Backup console"},
		s.admin.Get(path("/resources/%v/remoteapps", pinnedSQL)).Success().Details().Texts("REMOTEAPP NAME"))
}

func (s *ResourceLists) TestWebsiteURLs() {
	without, _ := s.newResource()
	with, _ := s.newResource(Details{"RESOURCETYPE": "Web Site Accounts", "RESOURCEURL": "https://login.example.net/"})
	reply := s.admin.Get(resources+"/websiteurls").Success().Says(getURLs, "")
	s.EqualValues(reply.Details().Len(), reply.TotalRows())
	s.Equal("https://login.example.net/", reply.Details().Find("RESOURCE ID", with).At("RESOURCE URL").Str())
	s.False(reply.Details().Find("RESOURCE ID", without).Exists())
	none := s.user("guest").Get(resources + "/websiteurls").Success()
	s.EqualValues(0, none.TotalRows())
	s.False(none.Details().Exists(), "nothing with an address is shared with guest")
}

func (s *ResourceLists) TestRemoteResetLetsChangesReachTheMachine() {
	id, _ := s.newResource(Details{"RESOURCETYPE": "MS SQL server", "ACCOUNTNAME": "sa"})
	remote := s.admin.Input(Details{"NEWPASSWORD": "Rw8#pt-Vb2mQ", "RESETTYPE": "REMOTE"})
	remote.Put(passwordPath(id, s.accountID(id, "sa"))).Refused("CHANGE PASSWORD")
	configure := func(fields Details) *Reply {
		s.T().Helper()
		return s.admin.Input(fields).Post(resources + "/configureremotepasswordreset")
	}
	for reason, fields := range map[string]Details{
		"account":  {"RESOURCETYPE": "MS SQL server", "RESOURCEIDS": []string{id}, "ACCOUNTNAME": "nobody"},
		"type":     {"RESOURCETYPE": "Linux", "RESOURCEIDS": []string{id}, "ACCOUNTNAME": "sa"},
		"no type":  {"RESOURCETYPE": "No such type", "RESOURCEIDS": []string{id}, "ACCOUNTNAME": "sa"},
		"mode":     {"RESOURCETYPE": "MS SQL server", "RESOURCEIDS": []string{id}, "CONNECTION_MODE": "carrier pigeon"},
		"resource": {"RESOURCETYPE": "MS SQL server", "RESOURCEIDS": []string{id, nobody}, "ACCOUNTNAME": "sa"},
		"domain":   {"RESOURCETYPE": "MS SQL server", "RESOURCEIDS": []string{id}, "WDRESOURCEID": id, "WDACCOUNTID": nobody},
	} {
		s.Run(reason, func() { configure(fields).Refused(setReset) })
	}
	remote.Put(passwordPath(id, s.accountID(id, "sa"))).Refused("CHANGE PASSWORD")
	configure(Details{"RESOURCETYPE": "MS SQL server", "ACCOUNTNAME": "sa", "CONNECTION_MODE": "SSL", "RESOURCEIDS": []string{id}}).
		Success().Says(setReset, "")
	remote.Put(passwordPath(id, s.accountID(id, "sa"))).Success()
	s.Equal("Rw8#pt-Vb2mQ", s.password(s.admin, id, s.accountID(id, "sa")))
	s.user("guest").Input(Details{"RESOURCETYPE": "MS SQL server", "RESOURCEIDS": []string{pinnedSQL}}).
		Post(resources + "/configureremotepasswordreset").Refused(setReset)
}
