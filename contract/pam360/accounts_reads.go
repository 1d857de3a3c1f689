package pam360

import (
	"fmt"

	"github.com/understudy/understudy/contract"
)

// AccountReads is what the accounts of any tenant have in common.
type AccountReads struct{ suite }

// withAccounts are rows of resources that have accounts, from everywhere in the list.
func (s *suite) withAccounts(each int) (rows []contract.Value) {
	s.T().Helper()
	for _, row := range s.sample(resourceList, each) {
		if row.At("NOOFACCOUNTS").Str() != "0" {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		s.Lacks("an account")
	}
	return rows
}

// accountsOf asks for the accounts of a resource.
func (s *suite) accountsOf(resource string, query Details) []contract.Value {
	s.T().Helper()
	return s.admin.Input(query).Get(path("/resources/%v/accounts", resource)).Success().Says(getAccountList, "").accounts()
}

// statusForm is how a PASSWORD STATUS looks: what the caller may do next. The name of a stored file is one too.
const statusForm = `^(\*\*\*\*|####|\[Request\]|\[Waiting for approval\]|\[Check Out\]|\*\*\*\*\[Check In\]|\[In Use\]|[^*#\[\]]+)$`

// TestTheListCountsTheAccounts: clients that page take NOOFACCOUNTS for the total.
func (s *AccountReads) TestTheListCountsTheAccounts() {
	for _, row := range s.sample(resourceList, 5) {
		rows := s.accountsOf(row.At("RESOURCE ID").Str(), Details{"LIMIT": readWhole})
		if len(rows) < readWhole {
			s.Equal(row.At("NOOFACCOUNTS").Str(), fmt.Sprint(len(rows)))
		}
		ids, names := map[string]bool{}, map[string]bool{}
		for _, account := range rows {
			ids[account.At("ACCOUNT ID").Str()], names[account.At("ACCOUNT NAME").Str()] = true, true
			s.Equal(account.At("ACCOUNT ID").Str(), account.At("PASSWDID").Str(), "one script uses PASSWDID where an account id belongs")
			s.Regexp(statusForm, account.At("PASSWORD STATUS").Str())
		}
		s.Len(ids, len(rows))
		s.Len(names, len(rows))
	}
}

// TestAnAccountsPageSaysWhatTheListSays, and both look-ups of the names lead to it.
func (s *AccountReads) TestAnAccountsPageSaysWhatTheListSays() {
	for _, row := range s.withAccounts(2) {
		id, name := row.At("RESOURCE ID").Str(), row.At("RESOURCE NAME").Str()
		for _, account := range ends(s.accountsOf(id, Details{"LIMIT": 50}))[:1] {
			its := account.At("ACCOUNT ID").Str()
			page := s.admin.Get(accountPath(id, its)).Success().Says(getAccount, "Account details fetched successfully").Details()
			s.agree(account, page, map[string]string{
				"PASSWDID": "PASSWDID", "PASSWORD STATUS": "PASSWORD STATUS", "ACCOUNT PASSWORD POLICY": "PASSWORD POLICY",
				"PASSWORDREQUEST_REASON_MANDATORY": "PASSWORDREQUEST_REASON_MANDATORY", "IS_TOTP_CONFIGURED": "IS_TOTP_CONFIGURED",
			})
			s.describes(account, page)
			want := map[string]any{"RESOURCEID": id, "ACCOUNTID": its}
			pair := contract.Query{"RESOURCENAME": name, "ACCOUNTNAME": account.At("ACCOUNT NAME").Str()}
			s.Equal(want, s.admin.Get(resources+"/getResourceIdAccountId", pair).Success().Says(getAccountIDs, idsFetched).Details().Any())
			older := path("/resources/resourcename/%v/accounts/accountname/%v", name, pair["ACCOUNTNAME"])
			s.Equal(want, s.admin.Get(older).Success().Says(getAccountIDs, "").Details().Any())
		}
	}
}

// idsFetched is the message of both look-ups.
const idsFetched = "Resource ID and account ID fetched successfully for the given resource name and account name."

// describes demands of an account's page what is true of each.
func (s *AccountReads) describes(account, page contract.Value) {
	s.T().Helper()
	notes := account.At("ACCOUNT_DESCRIPTION").Str()
	if notes == "" {
		notes = "N/A"
	}
	s.Equal(notes, page.At("DESCRIPTION").Str())
	s.Equal(page.At("COMPLIANT STATUS").Str() == "Compliant", page.At("COMPLIANT REASON").Str() == "-", "a reason where there is one")
	s.Contains([]string{"Compliant", "Non-Compliant"}, page.At("COMPLIANT STATUS").Str())
	s.NotEmpty(page.At("EXPIRY STATUS").Str())
	for _, member := range []string{"LAST ACCESSED TIME", "LAST MODIFIED TIME"} {
		if time := page.At(member).Str(); time != "N/A" {
			s.Regexp(clientTime, time, member)
		}
	}
	if code := page.At("IS_TOTP_CONFIGURED"); code.Exists() {
		s.Equal(code.Str() == "true", page.At("TOTP_VALIDITY").Exists(), "with a code, and only then")
	}
	s.customFields(page)
}

func (s *AccountReads) TestPoliciesAreThere() {
	policies := s.named(policies, policyMember)
	for _, row := range s.withAccounts(4) {
		for _, account := range s.accountsOf(row.At("RESOURCE ID").Str(), Details{"LIMIT": 20}) {
			s.Contains(policies, account.At("ACCOUNT PASSWORD POLICY").Str())
		}
	}
}

// crowded is a resource of the sample with as many accounts as any.
func (s *AccountReads) crowded() (resource string, accounts int) {
	s.T().Helper()
	for _, row := range s.withAccounts(8) {
		var many int
		if _, err := fmt.Sscan(row.At("NOOFACCOUNTS").Str(), &many); err == nil && many > accounts {
			resource, accounts = row.At("RESOURCE ID").Str(), many
		}
	}
	return resource, accounts
}

func (s *AccountReads) TestPagesAreCutOutOfTheWhole() {
	resource, total := s.crowded()
	page := func(start, limit int) []string {
		s.T().Helper()
		return texts(s.accountsOf(resource, Details{"STARTINDEX": start, "LIMIT": limit}), "ACCOUNT ID")
	}
	const span = 12
	for _, from := range []int{0, max(0, total-span)} {
		whole := page(from, span)
		s.Len(whole, min(span, total))
		for _, size := range []int{1, 5} {
			seen := []string{}
			for start := from; start < min(from+span, total); start += size {
				seen = append(seen, page(start, size)...)
			}
			s.Equal(whole, seen)
		}
	}
	s.Empty(page(total, 2), "nothing is beyond the last page")
}

// TestSearchAndViewsShowWhatFits of the accounts of one resource.
func (s *AccountReads) TestSearchAndViewsShowWhatFits() {
	resource, _ := s.crowded()
	all := s.accountsOf(resource, Details{"LIMIT": 200})
	shown := func(query Details, fits func(contract.Value) bool) {
		s.T().Helper()
		want := []string{}
		for _, account := range all {
			if fits(account) {
				want = append(want, account.At("ACCOUNT ID").Str())
			}
		}
		if query["LIMIT"] = readWhole; len(all) < 200 {
			s.Equal(want, texts(s.accountsOf(resource, query), "ACCOUNT ID"), "%v", query)
		}
	}
	for _, account := range ends(all) {
		name := partOf(account.At("ACCOUNT NAME").Str())
		shown(Details{"SEARCHTYPE": "ACCOUNT", "SEARCHCOLUMN": "LOGINNAME", "SEARCHVALUE": name}, func(a contract.Value) bool {
			return containsFold(a.At("ACCOUNT NAME").Str(), name)
		})
	}
	for view, counts := range views {
		if view != "RECENTLYACCESSEDPASSWORD" {
			shown(Details{"VIEWTYPE": view}, counts)
		}
	}
	everything, nothing := func(contract.Value) bool { return true }, func(contract.Value) bool { return false }
	shown(Details{"VIEWTYPE": "ALLMYPASSWORD"}, everything)
	shown(Details{"SEARCHVALUE": nothingHasThis}, nothing)
	s.admin.Bad().Input(Details{"VIEWTYPE": "EVERYTHING"}).Get(path("/resources/%v/accounts", resource)).Refused(getAccountList)
}

// TestAnAccountIsUnderItsOwnResource and under no other.
func (s *AccountReads) TestAnAccountIsUnderItsOwnResource() {
	rows := s.withAccounts(3)
	if len(rows) < 2 {
		s.Lacks("a second resource with an account")
	}
	own, other := rows[0].At("RESOURCE ID").Str(), rows[1].At("RESOURCE ID").Str()
	account := s.accountsOf(own, Details{"LIMIT": 1})[0]
	s.admin.Get(accountPath(other, account.At("ACCOUNT ID").Str())).Refused(getAccount)
	for _, its := range s.accountsOf(other, Details{"LIMIT": readWhole}) {
		if its.At("ACCOUNT NAME").Str() == account.At("ACCOUNT NAME").Str() {
			return // a look-up of this name finds the other's
		}
	}
	pair := contract.Query{"RESOURCENAME": rows[1].At("RESOURCE NAME").Str(), "ACCOUNTNAME": account.At("ACCOUNT NAME").Str()}
	s.admin.Get(resources+"/getResourceIdAccountId", pair).Refused(getAccountIDs)
	s.admin.Get(path("/resources/resourcename/%v/accounts/accountname/%v", pair["RESOURCENAME"], pair["ACCOUNTNAME"])).Refused(getAccountIDs)
}

func (s *AccountReads) TestATicketThatThereIsNotIsRefused() {
	account := s.accountsOf(s.withAccounts(1)[0].At("RESOURCE ID").Str(), Details{"LIMIT": 1})[0].At("ACCOUNT ID").Str()
	s.admin.Input(Details{"TICKETID": "no such ticket"}).Get(path("/accounts/%v/validateHelpDeskID", account)).Refused(validateTicket)
}
