package pam360

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/understudy/understudy/contract"
)

// Traps is what public clients rely on and a naive stand-in gets wrong: one test for each.
type Traps struct{ suite }

// succeeded is the text that one client greps replies for.
const succeeded = `"status":"Success"`

func (s *Traps) TestIDsAreTexts() {
	id, name := s.newResource()
	digits := func(v contract.Value) {
		s.T().Helper()
		s.Regexp(`^\d+$`, v.Str())
	}
	row := s.listed(s.admin, id)
	digits(row.At("RESOURCE ID"))
	digits(row.At("NOOFACCOUNTS"))
	digits(s.lookUp(s.admin, name).Details().At("RESOURCEID"))
	root := s.account(id, "root")
	digits(s.resource(s.admin, id).At("RESOURCE ID"))
	digits(root.At("ACCOUNT ID"))
	digits(root.At("PASSWDID"))
	digits(s.details(id, root.At("ACCOUNT ID").Str()).At("PASSWDID"))
	digits(s.admin.Get(resources+"/resourcetypes").Details().At(0, "RESOURCE TYPE ID"))
	digits(s.admin.Get(policies).Details().At(0, "POLICY ID"))
}

func (s *Traps) TestGroupIDsAndTotalsAreNumbers() {
	id, _ := s.newResource()
	s.Positive(s.admin.Get(path("/resources/%v/associatedGroups", id)).Details().At("ASSOCIATED GROUPS", 0, "GROUP ID").Int())
	s.Positive(s.admin.Get(resources).TotalRows())
	s.Positive(s.admin.Get(resources + "/resourcetypes").TotalRows())
}

func (s *Traps) TestFlagsAreTexts() {
	id, _ := s.newResource()
	whole := s.resource(s.admin, id)
	for _, key := range []string{"PASSWORDREQUEST_REASON_MANDATORY", "IS_LOCAL_ACCOUNTS_AUTOLOGON_RESTRICTED", "IS_SSH_RESTRICTED",
		"NEWSSHTERMINAL", "ALLOWOPENURLINBROWSER", "ISRDPRESTRICTED"} {
		s.Regexp(`^(true|false)$`, whole.At(key).Str(), key)
	}
	for _, key := range []string{"ISFAVPASS", "PASSWORDREQUEST_REASON_MANDATORY", "ISREMOTEAPPONLY", "IS_USER_WITH_COMMAND_CONTROL_ROLE",
		"IS_TICKETID_REQD_ACW", "IS_COMMAND_CONTROL_CONFIGURED", "IS_TICKETID_REQD_MANDATORY", "IS_TICKETID_REQD", "ISREASONREQUIRED"} {
		s.Regexp(`^(true|false)$`, whole.At("ACCOUNT LIST", 0, key).Str(), key)
	}
}

func (s *Traps) TestKeysAreSpelledAsTheVendorDoes() {
	id, _ := s.newResource()
	s.Equal([]string{"NOOFACCOUNTS", "RESOURCE DESCRIPTION", "RESOURCE ID", "RESOURCE NAME", "RESOURCE TYPE"}, s.listed(s.admin, id).Keys())
	s.Subset(s.account(id, "root").Keys(), []string{"ACCOUNT_DESCRIPTION", "PASSWDID", "PASSWORD STATUS", "ACCOUNT PASSWORD POLICY"})
}

func (s *Traps) TestRepliesAreCompact() {
	id, _ := s.newResource()
	account := s.accountID(id, "root")
	for _, reply := range []*Reply{
		s.admin.Get(resources), s.admin.Get(path("/resources/%v/accounts", id)), s.admin.Get(passwordPath(id, account)),
		s.admin.Input(Details{"LOCATION": "x"}).Put(path("/resources/%v", id)), s.admin.Get(resources + "/resourcetypes"),
	} {
		s.Contains(reply.Text(), succeeded)
		s.NotRegexp(`[:,] "|\n|": |^\s|\s$`, stripTexts(reply.Text()))
	}
	s.Contains(s.admin.Get(passwordPath(id, nobody)).Text(), `"status":"Failed"`)
}

// stripTexts empties every text of a JSON document, whose blanks are nobody's business.
func stripTexts(document string) string {
	var out strings.Builder
	for inside, i := false, 0; i < len(document); i++ {
		switch c := document[i]; {
		case inside && c == '\\':
			i++
		case c == '"':
			inside = !inside
			out.WriteByte(c)
		case !inside:
			out.WriteByte(c)
		}
	}
	return out.String()
}

func (s *Traps) TestTheTypeIsJSON() {
	for _, reply := range []*Reply{s.admin.Get(resources), s.Anonymous().Get(resources)} {
		s.Regexp(`^application/json`, reply.Header("Content-Type"))
	}
}

func (s *Traps) TestEverythingIs200WithABody() {
	id, name := s.newResource()
	account := s.accountID(id, "root")
	for _, reply := range []*Reply{
		s.admin.Input(Details{"RESOURCENAME": name}).Post(resources), // refused
		s.admin.Input(Details{"ACCOUNTLIST": []Details{{"ACCOUNTNAME": "a"}}}).Post(path("/resources/%v/accounts", id)),
		s.admin.Delete(accountPath(id, account)), s.admin.Delete(accountPath(id, account)), // done, and refused
		s.admin.Get(path("/resources/%v", nobody)), s.Anonymous().Get(resources),
	} {
		reply.Status(http.StatusOK)
		s.NotEmpty(reply.Result().At("status").Str())
	}
}

func (s *Traps) TestAnEmptyListHasNoDetails() {
	reply := s.admin.Input(Details{"SEARCHVALUE": "nothing has this"}).Get(resources).Success()
	s.EqualValues(0, reply.TotalRows())
	s.False(reply.Operation().At("Details").Exists(), "neither empty nor null")
	s.NotContains(reply.Text(), "Details")
}

func (s *Traps) TestNoAccountsAreAnEmptyText() {
	id, _ := s.newResource(Details{"ACCOUNTNAME": nil, "PASSWORD": nil})
	reply := s.admin.Get(path("/resources/%v/accounts", id)).Success()
	s.Equal("", reply.Details().At("ACCOUNT LIST").Str())
	s.Contains(reply.Text(), `"ACCOUNT LIST":""`)
}

// put sends a body as it is, and the reply is an envelope again.
func (s *Traps) put(method, address string, body contract.Raw) *Reply {
	s.T().Helper()
	return &Reply{s.admin.Plain().Bad().Do(contract.Request{Method: method, Path: address, Body: body})}
}

// TestInputIsReadInEveryFormClientsSend sets a password that a form decoder would damage if it were not escaped, in each form, and reads
// it back.
func (s *Traps) TestInputIsReadInEveryFormClientsSend() {
	id, _ := s.newResource()
	account := s.accountID(id, "root")
	for n, form := range []struct {
		kind string
		body func(string) string
		raw  bool
	}{
		{"application/x-www-form-urlencoded", url.QueryEscape, false}, {"text/json", url.QueryEscape, false}, {"application/json", url.QueryEscape, false},
		{"", url.QueryEscape, false},
		{"application/x-www-form-urlencoded", asIs, true}, {"text/json", asIs, true}, {"application/json", asIs, true}, {"", asIs, true},
		{"application/x-www-form-urlencoded", func(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }, false},
	} {
		for _, text := range []string{
			`{"operation":{"Details":{"NEWPASSWORD":"%s","RESETTYPE":"LOCAL","REASON":"","TICKETID":7}}}`,
			`{'operation': {'Details': {'NEWPASSWORD': '%s', 'RESETTYPE': 'LOCAL', 'REASON': None}}}`,
			`{operation:{Details:{NEWPASSWORD:"%s",RESETTYPE:LOCAL}}}`, `{"operation":{"details":{"NEWPASSWORD":"%s"}}}`,
		} {
			password := fmt.Sprintf(`a+B%%2F c&d=%d;Z!`, n)
			if form.raw {
				password = fmt.Sprintf(`aB/ cd=%d;Z!`, n)
			}
			body := contract.Raw{Type: form.kind, Text: "INPUT_DATA=" + form.body(strings.Replace(text, "%s", password, 1))}
			s.put(http.MethodPut, passwordPath(id, account), body).Success().Says(changePassword, passwordChanged)
			s.Equal(password, s.password(s.admin, id, account), body.Text)
		}
	}
}

func asIs(text string) string { return text }

// TestAFormWithoutEscapingIsDecodedAllTheSame: a plus is a blank, %41 an A, and an ampersand ends the input. What is stored is that, or
// nothing.
func (s *Traps) TestAFormWithoutEscapingIsDecodedAllTheSame() {
	id, _ := s.newResource()
	account := s.accountID(id, "root")
	kept := s.password(s.admin, id, account)
	for _, kind := range []string{"application/x-www-form-urlencoded", "text/json", "application/json", ""} {
		for sent, want := range map[string]string{"Raw+pass-1!": "Raw pass-1!", "R%41w-pass-1!": "RAw-pass-1!", "Raw-pass-1!&x": ""} {
			reply := s.put(http.MethodPut, passwordPath(id, account), contract.Raw{Type: kind, Text: `INPUT_DATA={"operation":{"Details":{"NEWPASSWORD":"` + sent + `"}}}`})
			if want != "" {
				reply.Success()
				kept = want
			} else {
				reply.Refused(changePassword)
			}
			s.Equal(kept, s.password(s.admin, id, account), "%s as %q", sent, kind)
		}
	}
}

func (s *Traps) TestInputMayTravelInTheQueryOfAPost() {
	name := s.unused()
	input := contract.Query{field: text(map[string]any{"operation": map[string]any{"Details": Details{"RESOURCENAME": name}}})}
	s.admin.Bad().Post(resources, input).Success().Says(createResource, "Resource "+name+" has been added successfully")
	id := s.lookUp(s.admin, name).Success().Details().At("RESOURCEID").Str()
	input = contract.Query{field: `{"operation":{"Details":{"LOCATION":"by query"}}}`}
	s.admin.Bad().Put(path("/resources/%v", id), input).Success()
	s.Equal("by query", s.resource(s.admin, id).At("LOCATION").Str())
}

func (s *Traps) TestInputMayBeAPartOfAnUpload() {
	id, _ := s.newResource()
	body := contract.Multipart{Fields: contract.Form{field: `{"operation":{"Details":{"LOCATION":"uploaded"}}}`}}
	(&Reply{s.admin.Plain().Bad().Put(path("/resources/%v", id), body)}).Success().Says(editResource, resourceChanged)
	s.Equal("uploaded", s.resource(s.admin, id).At("LOCATION").Str())
}

func (s *Traps) TestNumbersAndSwitchesMayBeTexts() {
	page := s.admin.Loose().Input(Details{"STARTINDEX": "0", "LIMIT": "1"}).Get(resources).Success()
	s.Equal(1, page.Details().Len())
	id, _ := s.newResource()
	loose := s.admin.Loose().Input(Details{"ACCOUNTLIST": []Details{{"ACCOUNTNAME": "loose", "RECORD_CLI_SESSIONS": "True", "COMMAN_SET": "1000", "NOTES": 42}}})
	s.Equal(accountAdded, loose.Post(path("/resources/%v/accounts", id)).Success().Details().At(0, "loose", "STATUS").Str())
	s.Equal("42", s.account(id, "loose").At("ACCOUNT_DESCRIPTION").Str())
}

// TestRouteOrder: literal segments stand where an id would, and win.
func (s *Traps) TestRouteOrder() {
	id, name := s.newResource()
	s.admin.Get(resources+"/resourcetypes").Success().Says("GET RESOURCE TYPES", "")
	s.admin.Get(resources+"/websiteurls").Success().Says("GET WEBSITEURLS", "")
	s.admin.Get(resources+"/getResourceIdAccountId", contract.Query{"RESOURCENAME": name, "ACCOUNTNAME": "root"}).Success().Says(getAccountIDs, "")
	s.admin.Get(resources+"/getResourceAccountDetails", contract.Query{"RESOURCEID": id, "ACCOUNTID": s.accountID(id, "root")}).
		Success().Says(getCombined, "")
	s.lookUp(s.admin, "accounts").Refused(getResourceID) // not the accounts of a resource called resourcename
	s.admin.Get(path("/resources/%v", id)).Success().Says(getResource, "")
}

// TestDetailsAreFlatTexts: one client reads them into a dictionary of texts.
func (s *Traps) TestDetailsAreFlatTexts() {
	id, name := s.newResource()
	for _, reply := range []*Reply{
		s.admin.Get(resources+"/getResourceIdAccountId", contract.Query{"RESOURCENAME": name, "ACCOUNTNAME": "root"}),
		s.admin.Get(passwordPath(id, s.accountID(id, "root"))),
		s.admin.Get(resources+"/getResourceAccountDetails", contract.Query{"RESOURCEID": id, "ACCOUNTID": s.accountID(id, "root")}),
	} {
		var flat struct {
			Operation struct{ Details map[string]string }
		}
		s.NoError(json.Unmarshal(reply.Bytes(), &flat), reply.Text())
		s.NotEmpty(flat.Operation.Details)
	}
}

// TestBulkAdditionToTheByte: one client compares the raw text.
func (s *Traps) TestBulkAdditionToTheByte() {
	id, _ := s.newResource()
	reply := s.admin.Input(Details{"ACCOUNTLIST": []Details{{"ACCOUNTNAME": "deploy"}, {"ACCOUNTNAME": "root"}}}).
		Post(path("/resources/%v/accounts", id)).Success()
	s.Contains(reply.Text(), `[{"deploy":{"STATUS":"Account added successfully"}},{"root":{"STATUS":"Account is not added  as it already exists"}}]`)
	again := s.admin.Input(Details{"ACCOUNTLIST": []Details{{"ACCOUNTNAME": "root"}}}).Post(path("/resources/%v/accounts", id))
	again.Success().Says(addAccounts, "Account(s) added successfully") // that client reads the account's status first
}

// TestABulkCallWhoseEveryItemWasRefusedFails: the result says so, and Details say why of each. One item that is done is a success. Adding
// accounts is another matter: the client that cares reads the account's own status.
func (s *Traps) TestABulkCallWhoseEveryItemWasRefusedFails() {
	const gone = nobodyElse
	both := numbers([]string{nobody, gone})
	group, _ := s.newGroup()
	members, _ := s.newUserGroup()
	inTrash := func(key string) *Session { return s.admin.Input(Details{"type": resourcesKind, key: both}) }
	resources, users := s.admin.Input(Details{"RESOURCEIDS": both}), s.admin.Input(Details{"USERIDS": []string{nobody, gone}})
	for name, reply := range map[string]*Reply{
		moveTrash: inTrash("ids").Put(trashPath + "/move"), restoreTrash: inTrash("trashIds").Put(trashPath + "/restore"),
		deleteTrash:      inTrash("trashIds").Delete(trashPath),
		associateName:    resources.Post(path("/resourcegroup/%v/associateResources", group)),
		dissociateName:   resources.Post(path("/resourcegroup/%v/dissociateResources", group)),
		removeFromGroup:  users.Delete(path("/usergroup/%v/users", members)),
		deleteUserGroups: s.admin.Input(Details{"USERGROUPIDS": []string{nobody, gone}}).Delete(userGroups),
	} {
		s.Run(name, func() { reply.RefusedEach(name, nobody, gone) })
	}
	id, _ := s.newResource()
	list := []Details{{"ACCOUNTNAME": "root", "PASSWORD": strong}}
	reply := s.admin.Input(Details{"ACCOUNTLIST": list}).Post(path("/resources/%v/accounts", id)).Success()
	s.Equal(accountExists, reply.Details().At(0, "root", "STATUS").Str())
}

func (s *Traps) TestMessagesToTheByte() {
	id, name := s.newResource()
	account := s.accountID(id, "root")
	s.Contains(s.admin.Input(Details{"LOCATION": "x"}).Put(path("/resources/%v", id)).Text(), `"message":"Resource  modified successfully."`)
	s.Contains(s.admin.Input(Details{"NOTES": "x"}).Put(accountPath(id, account)).Text(), `"message":"Account root modified successfully"`)
	s.Contains(s.admin.Get(resources+"/getResourceIdAccountId", contract.Query{"RESOURCENAME": name, "ACCOUNTNAME": "root"}).Text(),
		`"message":"Resource ID and account ID fetched successfully for the given resource name and account name."`)
	s.Contains(s.admin.Input(Details{"NEWPASSWORD": strong}).Put(passwordPath(id, account)).Text(), `"message":"Password changed successfully"`)
	s.Contains(s.Anonymous().Get(resources).Text(), `"message":"`+unknownToken+`"`)
}

// TestNamesAreNotEscapedForHTML: a reply repeats a name as it was created.
func (s *Traps) TestNamesAreNotEscapedForHTML() {
	id, name := s.newResource(Details{"RESOURCENAME": s.unused() + " <R&D>'s", "NOTES": "a<b & c>d"})
	s.Contains(s.admin.Get(resources).Text(), `<R&D>'s`)
	s.Equal(name, s.listed(s.admin, id).At("RESOURCE NAME").Str())
	s.Contains(s.admin.Get(path("/resources/%v/accounts", id)).Text(), `a<b & c>d`)
}

func (s *Traps) TestWritesShowInTheNextCall() {
	id, name := s.newResource()
	account := s.addAccount(id, Details{"ACCOUNTNAME": "fresh", "PASSWORD": strong})
	found := s.admin.Get(resources+"/getResourceIdAccountId", contract.Query{"RESOURCENAME": name, "ACCOUNTNAME": "fresh"}).Success()
	s.Equal(account, found.Details().At("ACCOUNTID").Str())
	s.Equal("2", s.listed(s.admin, id).At("NOOFACCOUNTS").Str())
	s.admin.Input(Details{"NEWPASSWORD": strong + "1"}).Put(passwordPath(id, account)).Success()
	s.Equal(strong+"1", s.password(s.admin, id, account))
	renamed := s.unused()
	s.admin.Input(Details{"RESOURCENAME": renamed}).Put(path("/resources/%v", id)).Success()
	s.lookUp(s.admin, name).Refused(getResourceID)
	s.Equal(id, s.lookUp(s.admin, renamed).Success().Details().At("RESOURCEID").Str())
	s.admin.Delete(accountPath(id, account)).Success()
	s.Equal("1", s.listed(s.admin, id).At("NOOFACCOUNTS").Str())
}

// TestEachUserSeesTheirOwn: one list for all passes naive tests.
func (s *Traps) TestEachUserSeesTheirOwn() {
	guest, anderson := s.user("guest"), s.user("anderson")
	id, _ := s.newResource()
	s.True(s.listed(s.admin, id).Exists())
	s.False(s.listed(guest, id).Exists())
	s.True(s.listed(guest, pinnedSQL).Exists(), "shared directly")
	s.True(s.listed(anderson, pinnedLinux).Exists(), "shared through a group of resources with a group of users")
	s.False(s.listed(anderson, pinnedSQL).Exists())
	s.Equal("1", s.listed(guest, pinnedDC).At("NOOFACCOUNTS").Str(), "one account is shared, not its resource")
	desk := s.resource(guest, pinnedDesk).At("ACCOUNT LIST")
	s.Equal(s.listed(guest, pinnedDesk).At("NOOFACCOUNTS").Str(), fmt.Sprint(desk.Len()), "clients page by it")
	s.Less(desk.Len(), s.resource(s.admin, pinnedDesk).At("ACCOUNT LIST").Len())
	mine := s.admin.Get(resources).TotalRows()
	s.NotEqual(mine, guest.Get(resources).TotalRows())
	s.Equal(strong, s.password(s.admin, id, s.accountID(id, "root")))
	guest.Get(passwordPath(id, s.accountID(id, "root"))).Refused(getPassword)
}

func (s *Traps) TestTimesAreTheVendors() {
	id, _ := s.newResource()
	account := s.accountID(id, "root")
	s.Equal("N/A", s.details(id, account).At("LAST ACCESSED TIME").Str())
	s.Equal("N/A", s.details(id, account).At("LAST MODIFIED TIME").Str())
	s.password(s.admin, id, account)
	s.Regexp(clientTime, s.details(id, account).At("LAST ACCESSED TIME").Str())
	s.Equal("N/A", s.details(id, account).At("LAST MODIFIED TIME").Str())
	s.admin.Input(Details{"NEWPASSWORD": strong + "1"}).Put(passwordPath(id, account)).Success()
	s.Regexp(clientTime, s.details(id, account).At("LAST MODIFIED TIME").Str())
}

func (s *Traps) TestAFetchIsAGetThatLeavesTraces() {
	id, _ := s.newResource()
	account := s.accountID(id, "root")
	recent := s.admin.Input(Details{"VIEWTYPE": "RECENTLYACCESSEDPASSWORD"})
	s.Equal("", recent.Get(path("/resources/%v/accounts", id)).Success().Details().At("ACCOUNT LIST").Any())
	s.details(id, account) // looking is not fetching
	s.Equal("N/A", s.details(id, account).At("LAST ACCESSED TIME").Str())
	s.password(s.admin, id, account)
	s.Equal(account, recent.Get(path("/resources/%v/accounts", id)).Success().Details().At("ACCOUNT LIST", 0, "ACCOUNT ID").Str())
	s.NotEqual("N/A", s.details(id, account).At("LAST ACCESSED TIME").Str())
}

func (s *Traps) TestAPutNeedsNoBody() {
	tenant := s.fork()
	tenant.Admin().Put(regenerate).Success()
}

// TestTheStatusCodeIsANumber: the extension takes a one-time code only with the number 20000.
func (s *Traps) TestTheStatusCodeIsANumber() {
	id, _ := s.newResource()
	account := s.addAccount(id, Details{"ACCOUNTNAME": "otp", "TOTP_SECRET": "JBSWY3DPEHPK3PXP"})
	reply := s.admin.Get(path("/accounts/%v/totp", account)).Success()
	s.EqualValues(20000, reply.Result().At("statusCode").Int())
	s.Contains(reply.Text(), `"statusCode":20000`)
	s.Regexp(`^\d{6}$`, reply.Details().At("TOTP").Str())
}

func (s *Traps) TestTheStatusIsSpelledInMixedCase() {
	s.Contains(s.Anonymous().Get(resources).Text(), `"status":"Failed"`) // one plugin waits for FAILED; nobody sends it
	s.Contains(s.admin.Get(resources).Text(), succeeded)
}
