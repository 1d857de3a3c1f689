package code42

import (
	"strings"

	"github.com/understudy/understudy/contract"
)

// RiskProfileReads is the contract of the risk profiles of the users that a tenant has.
type RiskProfileReads struct{ suite }

func (s *RiskProfileReads) TestEveryProfileIsWholeAndAUsers() {
	tenant := data(s.admin.Get("/api/v3/customer/my")).At("tenantUid").Str()
	rows := s.sample(allProfiles)
	for _, p := range rows {
		s.Regexp(uid, p.At("userId").Str())
		s.Equal(tenant, p.At("tenantId").Str())
		for _, member := range []string{"notes", "managerId", "title", "division", "department", "employmentType", "country", "region", "locality"} {
			p.At(member).Str() // which may be empty, and is never null
		}
		for _, member := range []string{"active", "deleted", "supportUser"} {
			p.At(member).Bool()
		}
		s.Positive(p.At("cloudAliases").Len())
		s.Contains(p.At("cloudAliases").Any(), p.At("username").Str(), "the username is one of them")
		for _, date := range []string{"startDate", "endDate"} {
			if d := p.At(date); !d.IsNull() {
				s.Positive(d.At("year").Int())
				s.Positive(d.At("month").Int())
				s.Positive(d.At("day").Int())
			}
		}
	}
	for _, p := range some(rows, 6) {
		id := p.At("userId").Str()
		user := s.user(id)
		s.Equal(user.At("username").Str(), p.At("username").Str())
		s.Equal(user.At("active").Bool(), p.At("active").Bool(), id)
		s.Equal(p.String(), s.profile(id).String())
		if boss := p.At("managerId").Str(); boss != "" {
			s.Equal(s.user(boss).At("username").Str(), p.At("managerUsername").Str(), "a manager is a user")
		}
	}
}

func (s *RiskProfileReads) TestEveryUserHasAProfile() {
	users := data(s.admin.Get("/api/v1/User", contract.Query{"pgSize": 1})).At("totalCount").Int()
	_, total := s.page(allProfiles, 1, 1)
	s.EqualValues(users, total)
	for _, user := range some(s.sample(allUsers), 6) {
		s.Equal(user.At("username").Str(), s.profile(user.At("userUid").Str()).At("username").Str())
	}
}

func (s *RiskProfileReads) TestFiltersKeepWhatTheyAsk() {
	rows, _, _ := s.head(allProfiles)
	if len(rows) == 0 {
		s.Lacks("a risk profile")
	}
	for filter, member := range map[string]string{
		"manager_id": "managerId", "title": "title", "division": "division", "department": "department", "employment_type": "employmentType",
		"country": "country", "region": "region", "locality": "locality",
	} {
		s.Zero(s.filters(allProfiles, contract.Query{filter: "nothing like it"}, func(contract.Value) bool { return false }), filter)
		for _, row := range rows {
			if value := row.At(member).Str(); value != "" {
				s.Positive(s.filters(allProfiles, contract.Query{filter: value}, func(p contract.Value) bool {
					return strings.EqualFold(p.At(member).Str(), value)
				}), "%s %s", filter, value)
				break
			}
		}
	}
	for filter, member := range map[string]string{"active": "active", "deleted": "deleted", "support_user": "supportUser"} {
		s.halves(allProfiles, filter, func(p contract.Value) bool { return p.At(member).Bool() })
	}
}
