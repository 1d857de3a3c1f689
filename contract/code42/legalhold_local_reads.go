package code42

import (
	"slices"
	"strings"

	"github.com/understudy/understudy/contract"
)

// LegalHoldReads is the contract of the matters, policies and custodians that a tenant has, as users read them.
type LegalHoldReads struct{ suite }

// held is a matter that has or had custodians, and these.
func (s *suite) held() (matter contract.Value, custodians []contract.Value) {
	s.T().Helper()
	for _, matter := range some(s.sample(allMatters), 10) {
		rows, _, _ := s.head(allMemberships.where(contract.Query{"legalHoldUid": matter.At("legalHoldUid").Str()}))
		if len(rows) > len(custodians) {
			return matter, rows
		}
	}
	s.Lacks("a matter with custodians")
	return matter, custodians
}

func (s *LegalHoldReads) TestAMatterReadsTheSameEveryWayAndHasAPolicy() {
	for _, row := range some(s.sample(allMatters), 5) {
		id := row.At("legalHoldUid").Str()
		s.Regexp(`^\d{1,19}$`, id)
		s.Equal(row.String(), s.matter(id).String())
		listed, _ := allMatters.of(s.admin.Get(matters, contract.Query{"legalHoldUid": id}))
		s.Equal(1, listed.Len())
		s.Equal(row.String(), listed.At(0).String())
		s.times(row, milliseconds)
		s.Regexp(milliseconds, row.At("creationDate").Str())
		for _, member := range []string{"description", "notes", "holdExtRef", "creator", "lastModified"} {
			s.True(row.At(member).Exists(), member)
		}
		policy := row.At("holdPolicyUid").Str()
		s.Equal(policy, data(s.admin.Get(policies+"view", contract.Query{"legalHoldPolicyUid": policy})).At("legalHoldPolicyUid").Str())
	}
}

func (s *LegalHoldReads) TestMattersAreFiltered() {
	for state, is := range map[string]func(contract.Value) bool{
		"ACTIVE": func(m contract.Value) bool { return m.At("active").Bool() }, "INACTIVE": func(m contract.Value) bool { return !m.At("active").Bool() },
		"ALL": func(contract.Value) bool { return true },
	} {
		n := s.filters(allMatters, contract.Query{"activeState": state}, is)
		s.Equal(n, s.filters(allMatters, contract.Query{"activeState": strings.ToLower(state)}, is), state)
	}
	rows := s.sample(allMatters)
	row := rows[len(rows)/2]
	name := row.At("name").Str()
	for _, part := range []string{name, strings.ToUpper(name), name[:len(name)/2+1]} {
		s.Positive(s.filters(allMatters, contract.Query{"name": part}, func(m contract.Value) bool { return hasText(m, part, "name") }), part)
	}
	for _, row := range rows {
		if ref := row.At("holdExtRef"); !ref.IsNull() {
			s.Positive(s.filters(allMatters, contract.Query{"holdExtRef": ref.Str()}, is("holdExtRef", ref.Str())))
			break
		}
	}
	if who := row.At("creator", "userUid"); who.Exists() && !who.IsNull() {
		s.Positive(s.filters(allMatters, contract.Query{"creatorUserUid": who.Str()}, func(m contract.Value) bool {
			by := m.At("creator", "userUid")
			return by.Exists() && by.Any() == who.Any()
		}))
	}
	for _, filter := range []contract.Query{{"name": "no matter is called so"}, {"holdExtRef": "no such reference"}, {"creatorUserUid": nobody}, {"legalHoldUid": nobody}} {
		s.Zero(s.filters(allMatters, filter, func(contract.Value) bool { return false }), "%v", filter)
	}
}

func (s *LegalHoldReads) TestACustodianIsAUserAndIsFoundByEachCriterion() {
	matter, custodians := s.held()
	in := contract.Query{"legalHoldUid": matter.At("legalHoldUid").Str()}
	for _, row := range some(custodians, 3) {
		s.times(row, milliseconds)
		s.Equal(matter.At("legalHoldUid").Str(), row.At("legalHold", "legalHoldUid").Str())
		s.Equal(matter.At("name").Str(), row.At("legalHold", "name").Str())
		user := s.user(row.At("user", "userUid").Str())
		s.Equal(user.At("username").Str(), row.At("user", "username").Str())
		if row.At("active").Bool() && matter.At("active").Bool() {
			s.True(user.At("active").Bool(), "who is held stays in service")
		}
		for _, filter := range []contract.Query{
			in, {"userUid": user.At("userUid").Str()}, {"user": user.At("username").Str()}, {"legalHoldMembershipUid": row.At("legalHoldMembershipUid").Str()},
		} {
			for state, there := range map[string]bool{"ACTIVE": row.At("active").Bool(), "INACTIVE": !row.At("active").Bool(), "ALL": true} {
				page, _ := allMemberships.of(s.admin.Get(memberships, filter, contract.Query{"activeState": state, "pgNum": 1, "pgSize": headSize}))
				found := page.Find("legalHoldMembershipUid", row.At("legalHoldMembershipUid").Str())
				if page.Len() < headSize {
					s.Equal(there, found.Exists(), "%v %s", filter, state)
				}
				if found.Exists() {
					s.Equal(row.String(), found.String())
				}
			}
		}
	}
	for _, filter := range []contract.Query{{"legalHoldUid": nobody}, {"userUid": nobody}, {"user": "nobody-at-all"}, {"legalHoldMembershipUid": nobody}} {
		s.Empty(s.all(allMemberships.where(filter)), "%v", filter)
	}
}

func (s *LegalHoldReads) TestPoliciesReadTheSameTwice() {
	list := data(s.admin.Get(policies + "list"))
	if list.Len() == 0 {
		s.Lacks("a legal hold policy")
	}
	s.times(list, milliseconds)
	for _, policy := range some(list.Items(), 6) {
		s.NotEmpty(policy.At("name").Str())
		s.True(policy.At("policy").Exists(), "though it may be null")
		s.Equal(policy.String(), data(s.admin.Get(policies+"view", contract.Query{"legalHoldPolicyUid": policy.At("legalHoldPolicyUid").Str()})).String())
	}
}

func (s *LegalHoldReads) TestTheReportIsInOrderAndIsOfMattersThatExist() {
	rows := s.sample(allHoldEvents)
	dates := []string{}
	for _, e := range rows {
		s.Regexp(milliseconds, e.At("eventDate").Str())
		dates = append(dates, e.At("eventDate").Str())
		held := !strings.HasPrefix(e.At("eventType").Str(), "Hold")
		for _, member := range []string{"legalHoldMembershipUid", "custodianUserUid", "custodianUsername"} {
			s.Equal(held, !e.At(member).IsNull(), "%s of %s", member, e.At("eventType").Str())
		}
	}
	s.True(slices.IsSorted(dates), "oldest first")
	for _, e := range some(rows, 4) {
		s.Equal(s.matter(e.At("legalHoldUid").Str()).At("name").Str(), e.At("legalHoldName").Str())
		if who := e.At("custodianUserUid"); !who.IsNull() {
			s.Equal(s.user(who.Str()).At("username").Str(), e.At("custodianUsername").Str())
		}
	}
	middle := rows[len(rows)/2]
	at := middle.At("eventDate").Str()
	s.filters(allHoldEvents, contract.Query{"minEventDate": at}, func(e contract.Value) bool { return e.At("eventDate").Str() >= at })
	s.filters(allHoldEvents, contract.Query{"maxEventDate": at}, func(e contract.Value) bool { return e.At("eventDate").Str() <= at })
	s.filters(allHoldEvents, contract.Query{"legalHoldUid": middle.At("legalHoldUid").Str()}, is("legalHoldUid", middle.At("legalHoldUid").Str()))
	s.Zero(s.filters(allHoldEvents, contract.Query{"legalHoldUid": nobody}, func(contract.Value) bool { return false }))
}
