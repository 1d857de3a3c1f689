package code42

import (
	"strings"

	"github.com/understudy/understudy/contract"
)

// UserReads is the contract of the users that a tenant has, whoever they are.
type UserReads struct{ suite }

// uid is the shape of a user's and a device's id: text, since it does not fit into a float.
const uid = `^\d{18,19}$`

func (s *UserReads) TestAUserReadsTheSameEveryWay() {
	parts := contract.Query{"incRoles": true}
	for _, row := range some(s.sample(allUsers.where(parts)), 5) {
		id, want := row.At("userUid").Str(), row.String()
		for name, found := range map[string]contract.Value{
			"by uid":      data(s.admin.Get(byUID(id), idTypeUID, parts)),
			"by number":   data(s.admin.Get(byUID(row.At("userId").Text()), parts)),
			"by name":     s.only(contract.Query{"username": row.At("username").Str()}, parts),
			"by capitals": s.only(contract.Query{"username": strings.ToUpper(row.At("username").Str())}, parts),
			"listed":      s.only(contract.Query{"userId": id, "idType": "uid"}, parts),
			"by its id":   s.only(contract.Query{"userId": row.At("userId").Text(), "idType": "id"}, parts),
		} {
			s.Equal(want, found.String(), "%s %s", id, name)
		}
		refusedTwice(func() *contract.Response { return s.admin.Get(byUID(id)) }, 404)
	}
}

// only is the one user that is listed.
func (s *UserReads) only(queries ...contract.Query) contract.Value {
	s.T().Helper()
	page := data(s.admin.Get("/api/v1/User", queries...))
	s.Equal(1, page.At("users").Len(), "%v", queries)
	s.EqualValues(1, page.At("totalCount").Int(), "%v", queries)
	return page.At("users", 0)
}

func (s *UserReads) TestEveryUserIsWhole() {
	names := map[string]bool{}
	for _, row := range s.sample(allUsers) {
		s.Positive(row.At("userId").Int())
		s.Positive(row.At("orgId").Int())
		s.Regexp(uid, row.At("userUid").Str())
		s.Regexp(`^\d{1,19}$`, row.At("orgUid").Str())
		s.NotEmpty(row.At("username").Str())
		s.NotEmpty(row.At("orgName").Str())
		row.At("invited").Bool()
		row.At("quotaInBytes").Int()
		for _, member := range []string{"email", "firstName", "lastName", "notes", "userExtRef", "usernameIsAnEmail"} {
			s.True(row.At(member).Exists(), member)
		}
		for _, part := range []string{"roles", "computerCount", "backupUsage"} {
			s.False(row.At(part).Exists(), "%s is not asked for", part)
		}
		s.state(row)
		s.times(row, milliseconds)
		s.Regexp(milliseconds, row.At("creationDate").Str())
		s.LessOrEqual(row.At("creationDate").Str(), row.At("modificationDate").Str())
		name := strings.ToLower(row.At("username").Str())
		s.False(names[name], "%s twice", name)
		names[name] = true
	}
}

func (s *UserReads) TestFiltersKeepWhatTheyAsk() {
	s.halves(allUsers, "active", func(u contract.Value) bool { return u.At("active").Bool() })
	rows := s.sample(allUsers)
	user := rows[len(rows)/2]
	name, _, _ := strings.Cut(user.At("username").Str(), "@")
	parts := []string{name, strings.ToUpper(name), name[:len(name)/2+1]}
	for _, member := range []string{"firstName", "lastName"} {
		if text := user.At(member); !text.IsNull() {
			parts = append(parts, text.Str())
		}
	}
	for _, part := range parts {
		s.Positive(s.filters(allUsers, contract.Query{"q": part}, func(u contract.Value) bool {
			return hasText(u, part, "username", "email", "firstName", "lastName")
		}), part)
	}
	s.filters(allUsers, contract.Query{"email": user.At("email").Text()}, is("email", user.At("email").Text()))
	s.filters(allUsers, contract.Query{"username": user.At("username").Str()}, is("userUid", user.At("userUid").Str()))
	s.filters(allUsers, contract.Query{"userId": user.At("userId").Text(), "active": user.At("active").Bool()}, is("userUid", user.At("userUid").Str()))
	none := func(contract.Value) bool { return false }
	for _, filter := range []contract.Query{
		{"username": "nobody-at-all@nowhere.invalid"}, {"email": "nobody-at-all@nowhere.invalid"}, {"q": "no such text anywhere"},
		{"userId": nobody}, {"userId": nobody, "idType": "uid"}, {"userId": user.At("userUid").Str()},
		{"userId": user.At("userId").Text(), "active": !user.At("active").Bool()},
	} {
		s.Zero(s.filters(allUsers, filter, none), "%v", filter)
	}
}

func (s *UserReads) TestAnOrganizationsUsers() {
	tree := s.orgTree()
	rows := some(s.sample(allUsers), 3)
	for _, user := range rows {
		org := user.At("orgUid").Str()
		below := func(u contract.Value) bool { return tree.within(u.At("orgUid").Str(), org) }
		n := s.filters(allUsers, contract.Query{"orgUid": org}, below)
		s.Equal(n, s.filters(allUsers, contract.Query{"orgId": user.At("orgId").Int(), "incChildOrgs": true}, below))
		s.filters(allUsers, contract.Query{"orgId": user.At("orgId").Int(), "incChildOrgs": false}, is("orgUid", org))
		s.filters(allUsers, contract.Query{"orgUid": org, "active": true}, func(u contract.Value) bool { return below(u) && u.At("active").Bool() })
		s.Equal(tree[org].At("orgName").Str(), user.At("orgName").Str())
		s.Equal(tree[org].At("orgId").Int(), user.At("orgId").Int())
	}
	s.filters(allUsers, contract.Query{"orgId": 0}, func(contract.Value) bool { return true })
	refusedTwice(func() *contract.Response { return s.admin.Get("/api/v1/User", contract.Query{"orgId": 987654321}) }, 400)
}

// TestAUsersDevicesAddUp: their number, and the bytes of those that are in use.
func (s *UserReads) TestAUsersDevicesAddUp() {
	parts := contract.Query{"incBackupUsage": true, "incComputerCount": true}
	for _, row := range some(s.sample(allDevices), 4) {
		user := row.At("userUid").Str()
		s.agree(func() string {
			listed := data(s.admin.Get("/api/v1/Computer", contract.Query{"userUid": user, "active": true, "incBackupUsage": true, "pgSize": headSize}))
			sum := int64(0)
			for _, d := range listed.At("computers").Items() {
				sum += archived(d)
			}
			return text(listed.At("totalCount").Int(), sum)
		}, func() string {
			counted := data(s.admin.Get(byUID(user), idTypeUID, parts))
			return text(counted.At("computerCount").Int(), archived(counted))
		}, user)
	}
}

// archived adds up the bytes of a user's or a device's archives.
func archived(row contract.Value) (sum int64) {
	for _, use := range row.At("backupUsage").Items() {
		sum += use.At("archiveBytes").Int()
	}
	return sum
}

func (s *UserReads) TestTheDirectoryKnowsWhatTheProfileKnows() {
	tenant := data(s.admin.Get("/api/v3/customer/my")).At("tenantUid").Str()
	for _, row := range some(s.sample(allUsers), 8) {
		id := row.At("userUid").Str()
		scim := data(s.admin.Get("/api/v18/scim-user-data/collated-view", contract.Query{"userId": id}))
		profile := s.profile(id)
		s.Equal(id, scim.At("userId").Str())
		s.Equal(tenant, scim.At("tenantId").Str())
		for theirs, ours := range map[string]string{
			"title": "title", "division": "division", "department": "department", "employmentType": "employmentType",
			"managerUserId": "managerId", "locality": "locality", "region": "region", "country": "country",
		} {
			s.True(scim.At(theirs).Exists(), theirs)
			s.Equal(profile.At(ours).Text(), orEmpty(scim.At(theirs)), "%s: %s", id, theirs)
		}
		s.Equal(profile.At("cloudAliases").String(), scim.At("cloudUsernames").String(), id)
		s.Equal(orEmpty(row.At("lastName")), orEmpty(scim.At("lastName")), id)
	}
	refusedTwice(func() *contract.Response {
		return s.admin.Get("/api/v18/scim-user-data/collated-view", contract.Query{"userId": nobody})
	}, 404)
}

// orEmpty is a text that may be null.
func orEmpty(v contract.Value) string {
	if !v.Exists() || v.IsNull() {
		return ""
	}
	return v.Str()
}

func (s *UserReads) TestIncAllBringsEveryPart() {
	for _, row := range some(s.sample(allUsers), 3) {
		one := byUID(row.At("userUid").Str())
		parts := contract.Query{"incRoles": true, "incBackupUsage": true, "incComputerCount": true}
		whole := data(s.admin.Get(one, idTypeUID, parts))
		for _, part := range []string{"roles", "computerCount", "backupUsage"} {
			s.True(whole.At(part).Exists(), part)
		}
		for _, yes := range []string{"true", "True", "1"} {
			s.agree(func() string { return data(s.admin.Get(one, idTypeUID, parts)).String() },
				func() string {
					return data(s.admin.Loose().Get(one, idTypeUID, contract.Query{"incAll": yes})).String()
				}, one)
		}
		listed := contract.Query{"userId": row.At("userUid").Str(), "idType": "uid"}
		s.agree(func() string { return data(s.admin.Get(one, idTypeUID, parts)).String() },
			func() string { return s.only(listed, contract.Query{"incAll": true}).String() }, one)
	}
}
