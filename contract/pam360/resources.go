package pam360

import "github.com/understudy/understudy/contract"

// Resources is the contract of making, changing and deleting resources.
type Resources struct{ suite }

const (
	resources       = base + "/resources"
	createResource  = "CREATE RESOURCE"
	editResource    = "EDIT RESOURCE"
	deleteResource  = "DELETE RESOURCE"
	getResource     = "GET RESOURCE"
	getResourceID   = "GET_RESOURCEID"
	resourceChanged = "Resource  modified successfully."
	getAccountList  = "GET RESOURCE ACCOUNTLIST"
	getAccountIDs   = "GET_RESOURCEACCOUNTID"
)

func (s *Resources) TestCreateResourceShowsEverywhereAtOnce() {
	name := s.unused()
	reply := s.admin.Input(Details{
		"RESOURCENAME": name, "ACCOUNTNAME": "root", "RESOURCETYPE": "Linux", "PASSWORD": strong, "NOTES": "console only",
		"RESOURCEURL": "https://box.example.net/", "LOCATION": "Rack 9", "DNSNAME": "192.0.2.90", "DEPARTMENT": "Operations",
		"RESOURCEDESCRIPTION": "made by a test", "DOMAINNAME": "EXAMPLE", "RESOURCEGROUPNAME": "Default Group", "ENABLEPRIVATEKEY": false,
		"RESOURCEPASSWORDPOLICY": "Strong", "ACCOUNTPASSWORDPOLICY": "Strong", "RECORD_CONFIGURED_RESOURCE_URL": "https://box.example.net/",
		"DISABLE_TAB_DUPLICATION": true, "WEBSITE_SESSION_RECORDING": true, "GATEWAY_SESSION_RECORDING": false, "SAP_USER_TYPE": "A",
	}).Post(resources).Success().Says(createResource, "Resource "+name+" has been added successfully")
	id := s.lookUp(s.admin, name).Success().Says(getResourceID, "").Details().At("RESOURCEID").Str()
	if given := reply.Details().At("RESOURCEID"); given.Exists() {
		s.Equal(id, given.Str())
	}
	summary := s.listed(s.admin, id)
	s.Equal(name, summary.At("RESOURCE NAME").Str())
	s.Equal("Linux", summary.At("RESOURCE TYPE").Str())
	s.Equal("made by a test", summary.At("RESOURCE DESCRIPTION").Str())
	s.Equal("1", summary.At("NOOFACCOUNTS").Str())
	whole := s.resource(s.admin, id)
	for key, want := range map[string]string{
		"RESOURCE ID": id, "RESOURCE NAME": name, "RESOURCE TYPE": "Linux", "RESOURCE DESCRIPTION": "made by a test",
		"RESOURCE URL": "https://box.example.net/", "LOCATION": "Rack 9", "DNS NAME": "192.0.2.90", "DEPARTMENT": "Operations",
		"DOMAIN NAME": "EXAMPLE", "RESOURCE PASSWORD POLICY": "Strong",
	} {
		s.Equal(want, whole.At(key).Str(), key)
	}
	root := whole.At("ACCOUNT LIST").Find("ACCOUNT NAME", "root")
	s.Equal("console only", root.At("ACCOUNT_DESCRIPTION").Str())
	s.Equal("Strong", root.At("ACCOUNT PASSWORD POLICY").Str())
	s.Equal(strong, s.password(s.admin, id, root.At("ACCOUNT ID").Str()))
}

func (s *Resources) TestCreateResourceWithItsNameAlone() {
	id, name := s.newResource(Details{"RESOURCETYPE": nil, "ACCOUNTNAME": nil, "PASSWORD": nil})
	whole := s.resource(s.admin, id)
	s.Equal(name, whole.At("RESOURCE NAME").Str())
	s.NotEmpty(whole.At("RESOURCE TYPE").Str(), "the server's default type")
	s.NotEmpty(whole.At("RESOURCE PASSWORD POLICY").Str(), "the server's default policy")
	s.NotEmpty(whole.At("RESOURCE OWNER").Str())
	s.Equal("0", s.listed(s.admin, id).At("NOOFACCOUNTS").Str())
}

// TestEmptyTextsAreMissing: one client sends every field, with "" for what it was not given.
func (s *Resources) TestEmptyTextsAreMissing() {
	empty := Details{}
	for _, key := range []string{"RESOURCETYPE", "ACCOUNTNAME", "PASSWORD", "NOTES", "RESOURCEURL", "LOCATION", "DNSNAME", "DEPARTMENT",
		"RESOURCEDESCRIPTION", "DOMAINNAME", "RESOURCEGROUPNAME", "RESOURCEPASSWORDPOLICY", "ACCOUNTPASSWORDPOLICY", "OWNERNAME"} {
		empty[key] = ""
	}
	id, _ := s.newResource(empty)
	bare, _ := s.newResource(Details{"RESOURCETYPE": nil, "ACCOUNTNAME": nil, "PASSWORD": nil})
	with, without := s.resource(s.admin, id), s.resource(s.admin, bare)
	for _, key := range []string{"RESOURCE TYPE", "RESOURCE OWNER", "RESOURCE PASSWORD POLICY", "RESOURCE URL", "ACCOUNT LIST"} {
		s.Equal(without.At(key).Str(), with.At(key).Str(), key)
	}
}

func (s *Resources) TestAPasswordThatIsNotGivenIsGenerated() {
	id, _ := s.newResource(Details{"PASSWORD": nil, "ACCOUNTPASSWORDPOLICY": "Strong"})
	account := s.accountID(id, "root")
	s.GreaterOrEqual(len(s.password(s.admin, id, account)), 8)
	s.Equal("Compliant", s.details(id, account).At("COMPLIANT STATUS").Str())
}

// TestAPasswordAgainstThePolicyIsStoredAndShown is what the product does unless a general setting says otherwise.
func (s *Resources) TestAPasswordAgainstThePolicyIsStoredAndShown() {
	s.Needs(contract.CapSeedData)
	id, _ := s.newResource(Details{"RESOURCEPASSWORDPOLICY": "Strong", "ACCOUNTPASSWORDPOLICY": "Strong", "PASSWORD": "admin"})
	s.incompliant(id, "root", "admin")
}

func (s *Resources) TestCreateResourceRefusals() {
	_, taken := s.newResource()
	name := s.unused()
	for reason, fields := range map[string]Details{
		"duplicate":    {"RESOURCENAME": taken},
		"type":         {"RESOURCENAME": name, "RESOURCETYPE": "No such type"},
		"policy":       {"RESOURCENAME": name, "RESOURCEPASSWORDPOLICY": "Strong>"},
		"owner":        {"RESOURCENAME": name, "OWNERNAME": "no.such.user"},
		"group":        {"RESOURCENAME": name, "RESOURCEGROUPNAME": "No such group"},
		"custom field": {"RESOURCENAME": name, "RESOURCECUSTOMFIELD": []Details{{"CUSTOMLABEL": "No such label", "CUSTOMVALUE": "x"}}},
		"its policy":   {"RESOURCENAME": name, "ACCOUNTNAME": "root", "ACCOUNTPASSWORDPOLICY": "No such policy"},
		"blank name":   {"RESOURCENAME": "  "},
	} {
		s.Run(reason, func() { s.admin.Input(fields).Post(resources).Refused(createResource) })
	}
	s.lookUp(s.admin, name).Refused(getResourceID) // nothing is left of a refused resource
	s.lookUp(s.admin, taken).Success()
}

// TestADuplicateResourceSaysSo: a client looks for these words, together, and is content with the resource that is there.
func (s *Resources) TestADuplicateResourceSaysSo() {
	const words = "Resource already exists"
	first, name := s.newResource()
	other, _ := s.newResource()
	s.Contains(s.admin.Input(Details{"RESOURCENAME": name}).Post(resources).Refused(createResource).Message(), words)
	s.Contains(s.admin.Input(Details{"RESOURCENAME": name}).Put(path("/resources/%v", other)).Refused(editResource).Message(), words)
	s.Equal(first, s.lookUp(s.admin, name).Success().Details().At("RESOURCEID").Str())
}

func (s *Resources) TestAnotherOwnerMayBeNamed() {
	passadmin := s.user("passadmin")
	name := s.unused()
	s.admin.Input(Details{"RESOURCENAME": name, "OWNERNAME": "passadmin"}).Post(resources).Success()
	id := s.lookUp(passadmin, name).Success().Details().At("RESOURCEID").Str()
	s.Equal("passadmin", s.resource(passadmin, id).At("RESOURCE OWNER").Str())
	s.True(s.listed(passadmin, id).Exists())
}

// TestWhoeverCreatesAResourceForAnotherKeepsFullAccess: the vendor's samples create with OWNERNAME and then delete by name.
func (s *Resources) TestWhoeverCreatesAResourceForAnotherKeepsFullAccess() {
	passadmin := s.user("passadmin")
	id, name := s.newResource(Details{"OWNERNAME": "passadmin"})
	s.True(s.listed(s.admin, id).Exists())
	account := s.addAccount(id, Details{"ACCOUNTNAME": "deploy", "PASSWORD": strong})
	s.Equal(strong, s.password(s.admin, id, account))
	s.change(s.admin, id, account, strong+"1").Success()
	found := s.lookUp(s.admin, name).Success().Details().At("RESOURCEID").Str()
	s.admin.Delete(path("/resources/%v", found)).Success().Says(deleteResource, "")
	s.False(s.listed(passadmin, id).Exists())
}

func (s *Resources) TestCustomFieldsComeBack() {
	s.Needs(contract.CapSeedData)
	id, _ := s.newResource(Details{
		"RESOURCECUSTOMFIELD": []Details{{"CUSTOMLABEL": "Support tier", "CUSTOMVALUE": "gold"}, {"CUSTOMLABEL": "Warranty until", "CUSTOMVALUE": "04/02/2031"}},
		"ACCOUNTCUSTOMFIELD":  []Details{{"CUSTOMLABEL": "Employee", "CUSTOMVALUE": "10042"}},
	})
	fields := s.resource(s.admin, id).At("CUSTOM FIELD")
	tier := fields.Find("CUSTOMFIELDLABEL", "Support tier")
	s.Equal("gold", tier.At("CUSTOMFIELDVALUE").Str())
	s.Equal("Character", tier.At("CUSTOMFIELDTYPE").Str())
	s.Regexp(`^COLUMN_CHAR\d+$`, tier.At("CUSTOMFIELDCOLUMNNAME").Str())
	s.Equal("Feb 4, 2031", fields.Find("CUSTOMFIELDLABEL", "Warranty until").At("CUSTOMFIELDVALUE").Str())
	account := s.details(id, s.accountID(id, "root")).At("CUSTOM FIELD")
	s.Equal("10042", account.Find("CUSTOMFIELDLABEL", "Employee").At("CUSTOMFIELDVALUE").Str())
	s.admin.Input(Details{"RESOURCECUSTOMFIELD": []Details{{"CUSTOMLABEL": "Support tier", "CUSTOMVALUE": "silver"}}}).
		Put(path("/resources/%v", id)).Success()
	changed := s.resource(s.admin, id).At("CUSTOM FIELD")
	s.Equal("silver", changed.Find("CUSTOMFIELDLABEL", "Support tier").At("CUSTOMFIELDVALUE").Str())
	s.Equal("Feb 4, 2031", changed.Find("CUSTOMFIELDLABEL", "Warranty until").At("CUSTOMFIELDVALUE").Str())
}

func (s *Resources) TestEditResourceChangesWhatIsGiven() {
	id, old := s.newResource(Details{"LOCATION": "Rack 9", "DEPARTMENT": "Operations", "RESOURCEPASSWORDPOLICY": "Strong"})
	name := s.unused()
	s.admin.Input(Details{
		"RESOURCENAME": name, "DNSNAME": "192.0.2.91", "RESOURCEURL": "https://new.example.net/", "RESOURCEDESCRIPTION": "moved",
		"RESOURCETYPE": "Windows", "RESOURCEPASSWORDPOLICY": "Low", "LOCATION": "Rack 10", "WEBSITE_SESSION_RECORDING": true,
		"GATEWAY_SESSION_RECORDING": false, "DISABLE_TAB_DUPLICATION": true, "RECORD_CONFIGURED_RESOURCE_URL": true,
	}).Put(path("/resources/%v", id)).Success().Says(editResource, resourceChanged)
	whole := s.resource(s.admin, id)
	for key, want := range map[string]string{
		"RESOURCE NAME": name, "DNS NAME": "192.0.2.91", "RESOURCE URL": "https://new.example.net/", "RESOURCE DESCRIPTION": "moved",
		"RESOURCE TYPE": "Windows", "RESOURCE PASSWORD POLICY": "Low", "LOCATION": "Rack 10", "DEPARTMENT": "Operations", "RESOURCE ID": id,
	} {
		s.Equal(want, whole.At(key).Str(), key)
	}
	s.lookUp(s.admin, old).Refused(getResourceID)
	s.Equal(id, s.lookUp(s.admin, name).Success().Details().At("RESOURCEID").Str())
	s.admin.Get(resources+"/getResourceIdAccountId", contract.Query{"RESOURCENAME": name, "ACCOUNTNAME": "root"}).Success()
	s.admin.Get(resources+"/getResourceIdAccountId", contract.Query{"RESOURCENAME": old, "ACCOUNTNAME": "root"}).Refused(getAccountIDs)
}

func (s *Resources) TestEditResourceTakesIDsOfTypeAndPolicy() {
	s.Needs(contract.CapSeedData)
	id, _ := s.newResource(Details{"RESOURCEPASSWORDPOLICY": "Low"})
	s.admin.Input(Details{"RESOURCETYPEID": 101, "RESOURCEPASSWORDPOLICYID": "101"}).Put(path("/resources/%v", id)).Success()
	whole := s.resource(s.admin, id)
	s.Equal("Windows", whole.At("RESOURCE TYPE").Str())
	s.Equal("Strong", whole.At("RESOURCE PASSWORD POLICY").Str())
	for _, fields := range []Details{{"RESOURCETYPEID": 999999}, {"RESOURCEPASSWORDPOLICYID": nobody}} {
		s.admin.Input(fields).Put(path("/resources/%v", id)).Refused(editResource)
	}
}

func (s *Resources) TestEditResourceClearsTextsAndLeavesTheRest() {
	id, name := s.newResource(Details{"LOCATION": "Rack 9", "RESOURCEDESCRIPTION": "here", "RESOURCEPASSWORDPOLICY": "Low"})
	owner := s.resource(s.admin, id).At("RESOURCE OWNER").Str()
	s.admin.Input(Details{
		"RESOURCENAME": "", "RESOURCETYPE": "", "RESOURCEPASSWORDPOLICY": "", "OWNERNAME": "", "LOCATION": "", "RESOURCEDESCRIPTION": "",
	}).Put(path("/resources/%v", id)).Success()
	whole := s.resource(s.admin, id)
	for key, want := range map[string]string{
		"RESOURCE NAME": name, "RESOURCE TYPE": "Linux", "RESOURCE PASSWORD POLICY": "Low", "RESOURCE OWNER": owner,
		"LOCATION": "", "RESOURCE DESCRIPTION": "",
	} {
		s.Equal(want, whole.At(key).Str(), key)
	}
}

func (s *Resources) TestANewOwnerTakesTheResource() {
	passadmin := s.user("passadmin")
	id, _ := s.newResource()
	s.False(s.listed(passadmin, id).Exists())
	s.admin.Input(Details{"OWNERNAME": "passadmin"}).Put(path("/resources/%v", id)).Success()
	s.True(s.listed(passadmin, id).Exists())
	s.False(s.listed(s.admin, id).Exists())
	s.admin.Get(path("/resources/%v/accounts", id)).Refused(getAccountList)
}

func (s *Resources) TestEditResourceRefusals() {
	id, name := s.newResource()
	_, taken := s.newResource()
	before := s.resource(s.admin, id).String()
	for reason, fields := range map[string]Details{
		"taken name": {"RESOURCENAME": taken}, "type": {"RESOURCETYPE": "No such type"}, "policy": {"RESOURCEPASSWORDPOLICY": "No such policy"},
		"owner": {"OWNERNAME": "no.such.user", "LOCATION": "elsewhere"},
	} {
		s.Run(reason, func() { s.admin.Input(fields).Put(path("/resources/%v", id)).Refused(editResource) })
	}
	s.admin.Input(Details{"LOCATION": "x"}).Put(path("/resources/%v", nobody)).Refused(editResource)
	s.Equal(before, s.resource(s.admin, id).String())
	s.admin.Input(Details{"RESOURCENAME": name}).Put(path("/resources/%v", id)).Success() // its own name is not taken
}

func (s *Resources) TestDeleteResourceLeavesNothing() {
	id, name := s.newResource()
	account := s.accountID(id, "root")
	s.admin.Delete(path("/resources/%v", id)).Success().Says(deleteResource, "")
	s.False(s.listed(s.admin, id).Exists())
	s.lookUp(s.admin, name).Refused(getResourceID)
	s.admin.Get(path("/resources/%v", id)).Refused(getResource)
	s.admin.Get(path("/resources/%v/accounts", id)).Refused(getAccountList)
	s.admin.Get(passwordPath(id, account)).Refused("GET PASSWORD")
	s.admin.Get(path("/accounts/%v/totp", account)).Refused("GET TOTP")
	s.admin.Delete(path("/resources/%v", id)).Refused(deleteResource)

	s.admin.Input(Details{"RESOURCENAME": name}).Post(resources).Success() // the name is free again
	again := s.lookUp(s.admin, name).Success().Details().At("RESOURCEID").Str()
	s.NotEqual(id, again)
	s.admin.Delete(path("/resources/%v", again)).Success()
}

func (s *Resources) TestAPasswordUserMayNotManage() {
	guest := s.user("guest")
	for _, id := range []string{pinnedLinux, pinnedDC} { // shared with guest, and not
		guest.Input(Details{"LOCATION": "mine"}).Put(path("/resources/%v", id)).Refused(editResource)
		guest.Delete(path("/resources/%v", id)).Refused(deleteResource)
	}
	guest.Input(Details{"RESOURCENAME": "guest's own"}).Post(resources).Refused(createResource)
	s.NotEqual("mine", s.resource(s.admin, pinnedLinux).At("LOCATION").Str())
}

func (s *Resources) TestWhoIsSharedLessThanFullAccessMayNotManage() {
	passadmin := s.user("passadmin") // whose role would allow it
	passadmin.Input(Details{"LOCATION": "mine"}).Put(path("/resources/%v", pinnedLinux)).Refused(editResource)
	passadmin.Delete(path("/resources/%v", pinnedLinux)).Refused(deleteResource)
	s.True(s.listed(s.admin, pinnedLinux).Exists())
}
