package code42

import (
	"strings"

	"github.com/understudy/understudy/contract"
)

// LegalHoldAPIClientReads is the contract of the same matters, policies and custodians as API clients read them.
type LegalHoldAPIClientReads struct{ suite }

// asAPIClient makes the calls of API clients: as one where the target has one, else as the administrator.
func (s *LegalHoldAPIClientReads) asAPIClient() {
	s.T().Helper()
	if s.Target().Has(contract.CapAPIClient) {
		s.admin = s.APIClient()
	}
}

func (s *LegalHoldAPIClientReads) TestAPIClientsReadTheSameMatters() {
	local, _, whole := s.head(allMatters)
	s.asAPIClient()
	s.Run("pages", func() { s.pages(v27Matters) })
	s.noPages(v27Matters)
	rows, _, _ := s.head(v27Matters)
	if whole {
		s.Equal(allMatters.idsOf(local), v27Matters.idsOf(rows))
	}
	for _, row := range some(rows, 4) {
		s.Equal(row.String(), data(s.admin.Get(v27+"matter/view", matterUID(row.At("legalHoldUid").Str()))).String())
		s.times(row, milliseconds)
		s.False(row.At("creator").IsNull(), "the command line reads it")
	}
	for i, row := range local[:min(len(local), len(rows))] {
		for theirs, ours := range map[string]string{"name": "name", "notes": "notes", "active": "active", "externalReference": "holdExtRef", "holdPolicyUid": "holdPolicyUid"} {
			s.Equal(row.At(ours).Any(), rows[i].At(theirs).Any(), theirs)
		}
	}
	s.filters(v27Matters, contract.Query{"active": "true"}, func(m contract.Value) bool { return m.At("active").Bool() })
	s.filters(v27Matters, contract.Query{"active": "false"}, func(m contract.Value) bool { return !m.At("active").Bool() })
	name := rows[len(rows)-1].At("name").Str()
	s.Positive(s.filters(v27Matters, contract.Query{"name": strings.ToUpper(name)}, func(m contract.Value) bool { return hasText(m, name, "name") }))
	s.Zero(s.filters(v27Matters, contract.Query{"name": "no matter is called so"}, func(contract.Value) bool { return false }))
	s.Contains(saysTwice(func() *contract.Response { return s.admin.Get(v27+"matter/view", matterUID(nobody)) }, 403), "SYSTEM")
}

func (s *LegalHoldAPIClientReads) TestAPIClientsReadTheSamePoliciesAndCustodians() {
	matter, custodians := s.held()
	list := data(s.admin.Get(policies + "list")).String()
	s.asAPIClient()
	same := data(s.admin.Get(v27 + "policy/list"))
	s.Equal(list, same.String())
	one := same.At(0)
	s.Equal(one.String(), data(s.admin.Get(v27+"policy/view", contract.Query{"legalHoldPolicyUid": one.At("legalHoldPolicyUid").Str()})).String())
	in := v27Memberships.where(contract.Query{"legalHoldUid": matter.At("legalHoldUid").Str()})
	s.Run("pages", func() { s.pages(in) })
	rows, _, _ := s.head(in)
	s.Equal(allMemberships.idsOf(custodians), in.idsOf(rows))
	s.filters(in, contract.Query{"active": "ACTIVE"}, func(m contract.Value) bool { return m.At("active").Bool() })
	s.filters(in, contract.Query{"active": "INACTIVE"}, func(m contract.Value) bool { return !m.At("active").Bool() })
	who := rows[0].At("user", "userUid").Str()
	s.Equal(1, s.filters(in, contract.Query{"userUid": who}, func(m contract.Value) bool { return m.At("user", "userUid").Str() == who }))
}
