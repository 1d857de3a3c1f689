package pam360

import (
	"time"

	"github.com/understudy/understudy/contract"
)

// Passwords is the contract of fetching and changing passwords, and of the policies they must satisfy.
type Passwords struct{ suite }

const (
	getPassword      = "GET PASSWORD"
	changePassword   = "CHANGE PASSWORD"
	passwordChanged  = "Password changed successfully"
	generatePassword = "GENERATE PASSWORD"
	getPolicies      = "GET PASSWORD POLICIES"
	validatePassword = "VALIDATE PASSWORD"
	getHistory       = "GET PASSWORD HISTORY"

	generate = base + "/passwords/generate"
	validate = base + "/passwords/validate"
	policies = base + "/passwords/policies"
)

// newAccount makes a resource and returns the ids of the resource and of its account.
func (s *Passwords) newAccount(fields ...Details) (resource, account string) {
	s.T().Helper()
	resource, _ = s.newResource(fields...)
	return resource, s.accountID(resource, "root")
}

func (s *Passwords) TestGetPasswordIsFlat() {
	resource, account := s.newAccount()
	reply := s.admin.Get(passwordPath(resource, account)).Success().Says(getPassword, "Password fetched successfully")
	s.Equal(map[string]any{"PASSWORD": strong}, reply.Details().Any())
	with := s.admin.Input(Details{"REASON": "Patching", "TICKETID": ""}).Get(passwordPath(resource, account)).Success()
	s.Equal(strong, with.Details().At("PASSWORD").Str())
}

func (s *Passwords) TestGetPasswordNeedsTheAccountUnderItsResource() {
	resource, account := s.newAccount()
	other, _ := s.newAccount()
	s.admin.Get(passwordPath(other, account)).Refused(getPassword)
	s.admin.Get(passwordPath(resource, nobody)).Refused(getPassword)
	s.admin.Get(passwordPath(nobody, account)).Refused(getPassword)
	s.user("guest").Get(passwordPath(resource, account)).Refused(getPassword)
	s.Equal("N/A", s.details(resource, account).At("LAST ACCESSED TIME").Str(), "a refused fetch is none")
}

func (s *Passwords) TestReasonsAndTicketsWhereTheyAreAskedFor() {
	s.Needs(contract.CapSeedData)
	s.Equal("true", s.account(pinnedSQL, "sa").At("ISREASONREQUIRED").Str())
	s.admin.Get(passwordPath(pinnedSQL, pinnedSA)).Refused(getPassword)
	s.admin.Input(Details{"REASON": ""}).Get(passwordPath(pinnedSQL, pinnedSA)).Refused(getPassword)
	s.admin.Input(Details{"REASON": "Patching"}).Get(passwordPath(pinnedSQL, pinnedSA)).Success()
	s.Equal("true", s.account(pinnedLogic, "weblogic").At("IS_TICKETID_REQD_MANDATORY").Str())
	ask := func(fields Details) *Reply {
		s.T().Helper()
		return s.admin.Input(fields).Get(passwordPath(pinnedLogic, pinnedTicket))
	}
	ask(Details{}).Refused(getPassword)
	ask(Details{"TICKETID": closedTicket}).Refused(getPassword)
	ask(Details{"TICKETID": "no such ticket"}).Refused(getPassword)
	ask(Details{"TICKETID": openTicket}).Success()
}

func (s *Passwords) TestAPasswordThatMayOnlyBeUsedIsNotShown() {
	guest := s.user("guest")
	shown := s.resource(guest, pinnedDC).At("ACCOUNT LIST").Find("ACCOUNT ID", pinnedDCAdmin)
	s.Equal("####", shown.At("PASSWORD STATUS").Str())
	s.Equal("true", shown.At("ISREMOTEAPPONLY").Str())
	guest.Get(passwordPath(pinnedDC, pinnedDCAdmin)).Refused(getPassword)
	guest.Get(passwordPath(pinnedDC, pinnedDCAdmin) + "history").Refused(getHistory)
	guest.Input(Details{"NEWPASSWORD": strong + "A1!"}).Put(passwordPath(pinnedDC, pinnedDCAdmin)).Refused(changePassword)
}

func (s *Passwords) TestStoredFilesAreNoPasswords() {
	s.Needs(contract.CapSeedData)
	s.Equal("framework-agreement.pdf", s.account(pinnedFiles, "framework-agreement").At("PASSWORD STATUS").Str())
	s.admin.Get(passwordPath(pinnedFiles, pinnedFile)).Refused(getPassword)
	s.admin.Input(Details{"NEWPASSWORD": strong}).Put(passwordPath(pinnedFiles, pinnedFile)).Refused(changePassword)
}

func (s *Passwords) TestChangePasswordIsReadableAtOnce() {
	resource, account := s.newAccount()
	const fresh = `Rw8#pt+Vb%2F&x=1 "'\`
	s.admin.Input(Details{"NEWPASSWORD": fresh, "RESETTYPE": "LOCAL", "REASON": "Quarterly rotation", "TICKETID": "1047"}).
		Put(passwordPath(resource, account)).Success().Says(changePassword, passwordChanged)
	s.Equal(fresh, s.password(s.admin, resource, account))
	details := s.details(resource, account)
	s.Regexp(clientTime, details.At("LAST MODIFIED TIME").Str())
	s.Equal("Compliant", details.At("COMPLIANT STATUS").Str())
}

func (s *Passwords) TestChangePasswordWithoutOneGeneratesIt() {
	resource, account := s.newAccount()
	for _, fields := range []Details{{}, {"NEWPASSWORD": "", "RESETTYPE": "", "REASON": "", "TICKETID": ""}} {
		before := s.password(s.admin, resource, account)
		s.admin.Input(fields).Put(passwordPath(resource, account)).Success()
		s.NotEqual(before, s.password(s.admin, resource, account))
		s.Equal("Compliant", s.details(resource, account).At("COMPLIANT STATUS").Str())
	}
}

func (s *Passwords) TestChangePasswordRefusals() {
	resource, account := s.newAccount(Details{"ACCOUNTPASSWORDPOLICY": "Strong"})
	for reason, fields := range map[string]Details{
		"policy": {"NEWPASSWORD": "weak", "RESETTYPE": "LOCAL"}, "no reset on the machine": {"NEWPASSWORD": strong + "1", "RESETTYPE": "REMOTE"},
	} {
		s.Run(reason, func() { s.admin.Input(fields).Put(passwordPath(resource, account)).Refused(changePassword) })
	}
	s.admin.Bad().Input(Details{"NEWPASSWORD": strong + "1", "RESETTYPE": "SIDEWAYS"}).Put(passwordPath(resource, account)).Refused(changePassword)
	s.Equal(strong, s.password(s.admin, resource, account))
	s.Equal("N/A", s.details(resource, account).At("LAST MODIFIED TIME").Str())
}

// TestChangePasswordOfNoAccountSaysSo: a client looks for the text in the message, and then creates the account. Where it did not find
// the resource either, it makes up both ids.
func (s *Passwords) TestChangePasswordOfNoAccountSaysSo() {
	resource, account := s.newAccount()
	for _, ids := range [][2]string{{resource, nobody}, {nobody, nobody}, {nobodyElse, nobodyElse}, {nobody, account}} {
		reply := s.admin.Input(Details{"NEWPASSWORD": strong}).Put(passwordPath(ids[0], ids[1])).Refused(changePassword)
		s.Contains(reply.Message(), "No such account found", ids)
	}
}

func (s *Passwords) TestSharesDecideWhoMayChange() {
	guest := s.user("guest")
	change := guest.Input(Details{"NEWPASSWORD": "Rw8#pt-Vb2mQ"})
	before := s.password(s.admin, pinnedLinux, pinnedRoot)
	change.Put(passwordPath(pinnedLinux, pinnedRoot)).Refused(changePassword) // shared to view, which beats the resource's share
	s.Equal(before, s.password(guest, pinnedLinux, pinnedRoot))
	change.Put(passwordPath(pinnedLinux, pinnedDeploy)).Success()
	s.Equal("Rw8#pt-Vb2mQ", s.password(s.admin, pinnedLinux, pinnedDeploy))
	change.Put(passwordPath(pinnedSQL, "17")).Refused(changePassword)
}

func (s *Passwords) TestHistoryKeepsWhatWas() {
	resource, account := s.newAccount()
	none := s.admin.Get(passwordPath(resource, account)+"history").Success().Says(getHistory, "")
	s.EqualValues(0, none.TotalRows())
	s.False(none.Details().Exists())
	s.admin.Input(Details{"NEWPASSWORD": strong + "1", "REASON": "Quarterly rotation"}).Put(passwordPath(resource, account)).Success()
	s.admin.Input(Details{"NEWPASSWORD": strong + "2"}).Put(passwordPath(resource, account)).Success()
	history := s.admin.Get(passwordPath(resource, account) + "history").Success()
	s.EqualValues(2, history.TotalRows())
	s.Equal([]string{strong + "1", strong}, history.Details().Texts("PASSWORD"), "the newest first")
	s.Equal("Quarterly rotation", history.Details().At(0, "REASON").Str())
	s.Regexp(clientTime, history.Details().At(1, "MODIFIED TIME").Str())
	s.admin.Get(passwordPath(resource, nobody) + "history").Refused(getHistory)
	s.user("guest").Get(passwordPath(resource, account) + "history").Refused(getHistory)
}

func (s *Passwords) TestGeneratedPasswordsSatisfyTheirPolicy() {
	listed := s.admin.Get(policies).Success().Says(getPolicies, "")
	s.EqualValues(listed.Details().Len(), listed.TotalRows())
	seen := map[string]bool{}
	for _, policy := range listed.Details().Texts("POLICY NAME")[:min(6, listed.Details().Len())] {
		for range 3 {
			made := s.admin.Input(Details{"POLICY": policy}).Get(generate).Success().Says(generatePassword, "").Details().At("PASSWORD").Str()
			s.False(seen[made], "never the same twice")
			seen[made] = true
			verdict := s.admin.Input(Details{"POLICY": policy, "PASSWORD": made}).Get(validate).Success().Says(validatePassword, "").Details()
			s.Equal("Compliant", verdict.At("COMPLIANT STATUS").Str(), "%s by %s", made, policy)
			s.Equal("-", verdict.At("COMPLIANT REASON").Str())
		}
	}
	s.admin.Input(Details{"POLICY": "Strong>"}).Get(generate).Refused(generatePassword)
	s.admin.Bad().Input(Details{"POLICY": ""}).Get(generate).Refused(generatePassword)
	s.admin.Bad().Get(generate).Refused(generatePassword)
}

func (s *Passwords) TestThePoliciesOfTheProductAreThere() {
	listed := s.admin.Get(policies).Success().Details()
	for _, name := range []string{"Low", "Medium", "Strong", "Offline Password File"} {
		s.Regexp(`^\d+$`, listed.Find("POLICY NAME", name).At("POLICY ID").Str())
	}
}

func (s *Passwords) TestValidatePasswordTellsWhyNot() {
	verdict := func(fields Details) contract.Value {
		s.T().Helper()
		return s.admin.Input(fields).Get(validate).Success().Details()
	}
	short := verdict(Details{"POLICY": "Strong", "PASSWORD": "abc"})
	s.Equal("Non-Compliant", short.At("COMPLIANT STATUS").Str())
	s.Equal("Minimum length must be 8", short.At("COMPLIANT REASON").Str())
	id := s.admin.Get(policies).Success().Details().Find("POLICY NAME", "Strong").At("POLICY ID").Str()
	s.Equal(short.String(), verdict(Details{"POLICYID": id, "PASSWORD": "abc"}).String())
	s.Equal("Compliant", verdict(Details{"POLICYID": id, "PASSWORD": strong}).At("COMPLIANT STATUS").Str())
	for _, fields := range []Details{{"POLICY": "No such policy", "PASSWORD": "x"}, {"POLICYID": nobody, "PASSWORD": "x"}, {"PASSWORD": "x"}} {
		s.admin.Input(fields).Get(validate).Refused(validatePassword)
	}
	s.admin.Bad().Input(Details{"POLICY": "Strong"}).Get(validate).Refused(validatePassword)
}

func (s *Passwords) TestComplianceFollowsThePolicy() {
	resource, account := s.newAccount(Details{"PASSWORD": "weak", "ACCOUNTPASSWORDPOLICY": "Low"})
	s.Equal("Compliant", s.details(resource, account).At("COMPLIANT STATUS").Str())
	s.admin.Input(Details{"ACCOUNTPASSWORDPOLICY": "Strong"}).Put(accountPath(resource, account)).Success()
	details := s.details(resource, account)
	s.Equal("Non-Compliant", details.At("COMPLIANT STATUS").Str())
	s.Equal("Minimum length must be 8", details.At("COMPLIANT REASON").Str())
	s.admin.Input(Details{"NEWPASSWORD": strong}).Put(passwordPath(resource, account)).Success()
	s.Equal("Compliant", s.details(resource, account).At("COMPLIANT STATUS").Str())
}

func (s *Passwords) TestPasswordsExpireWithTheirPolicy() {
	s.Needs(contract.CapClock, contract.CapSeedData)
	tenant := s.fork()
	resource, account := s.newAccount(Details{"ACCOUNTPASSWORDPOLICY": "Strong"}) // 90 days in the default world
	s.Equal("Valid", s.details(resource, account).At("EXPIRY STATUS").Str())
	tenant.Advance(s.TB(), 91*24*time.Hour)
	s.NotEqual("Valid", s.details(resource, account).At("EXPIRY STATUS").Str())
	s.admin.Input(Details{"NEWPASSWORD": strong + "1"}).Put(passwordPath(resource, account)).Success()
	s.Equal("Valid", s.details(resource, account).At("EXPIRY STATUS").Str())
}

// clientTime is how times look: MMM d, yyyy hh:mm AM, without a zone.
const clientTime = `^(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ([1-9]|[12]\d|3[01]), \d{4} (0[1-9]|1[0-2]):[0-5]\d (AM|PM)$`
