package code42

import (
	"regexp"
	"strings"

	"github.com/understudy/understudy/contract"
)

// Tenant is the contract of the tenant itself: what it says of itself, and
// that it is nobody else's.
type Tenant struct{ suite }

var uuid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func (s *Tenant) TestTenantIDHas36Characters() {
	answer := s.admin.Get("/api/v3/customer/my")
	tenant := data(answer)
	s.Regexp(uuid, tenant.At("tenantUid").Str())
	s.NotEmpty(tenant.At("name").Str())
	s.NotEmpty(tenant.At("registrationKey").Str())
	s.False(tenant.At("maintenanceMode").Bool())
	s.True(tenant.At("masterServicesAgreement", "accepted").Bool())
	s.Equal(answer.Text(), s.admin.Get("/api/v3/customer/my").Text(), "clients keep it for as long as they run")
	s.Needs(contract.CapSeedData)
	s.Equal(pinnedTenant, tenant.At("tenantUid").Str())
}

func (s *Tenant) TestEveryCallerMayReadTheTenant() {
	want := data(s.admin.Get("/api/v3/customer/my")).At("tenantUid").Str()
	s.Needs(contract.CapSeedData)
	for _, caller := range []*contract.Session{s.APIClient(), s.Tenant().SeededUser(basicUser), s.Tenant().SeededUser(orgAdmin)} {
		s.Equal(want, data(caller.Get("/api/v3/customer/my")).At("tenantUid").Str())
	}
}

func (s *Tenant) TestSignInIsNeeded() {
	refusedTwice(func() *contract.Response { return s.Anonymous().Get("/api/v3/customer/my") }, 401)
}

// inTwo are two forks.
func (s *Tenant) inTwo() (one, two World) {
	s.T().Helper()
	return s.Fork(), s.Fork()
}

func (s *Tenant) TestForksWithTheSameUsernamesNeverSeeEachOther() {
	one, two := s.inTwo()
	s.Equal(one.Access.Username, two.Access.Username)
	s.NotEqual(one.Access.Password, two.Access.Password)

	s.admin = one.Admin()
	org := s.newOrg(s.topOrg())
	user := s.newUser(org)
	done(s.admin.Put(contract.Path("/api/v1/User/%v", pinnedUserUID), map[string]any{"notes": "seen in one"}, contract.Query{"idType": "uid"}))
	done(s.admin.Post("/api/v4/computer-deactivation/update", map[string]any{"id": pinnedDeviceID}))

	s.admin = two.Admin()
	s.Zero(s.lookUp(s.admin, user.At("username").Str()).Len())
	refusedTwice(func() *contract.Response {
		return s.admin.Get(contract.Path("/api/v3/orgs/%v", org.At("orgGuid").Str()))
	}, 404)
	s.True(s.user(pinnedUserUID).At("notes").IsNull())
	s.True(s.device(pinnedDeviceGUID).At("active").Bool())
	refusedTwice(func() *contract.Response { return two.Login(user.At("username").Str(), "not the password") }, 401)

	// What is made in both is each one's own, although the ids are the same.
	twin := s.newOrg(s.topOrg())
	s.Equal(org.At("orgId").Int(), twin.At("orgId").Int())
	done(s.admin.Post(contract.Path("/api/v3/orgs/%v/block", twin.At("orgGuid").Str()), nil))
	s.admin = one.Admin()
	s.False(s.org(org.At("orgGuid").Str()).At("blocked").Bool())
}

func (s *Tenant) TestCredentialsOfOneForkOpenNoOther() {
	one, two := s.inTwo()
	for _, user := range []string{one.Access.Username, basicUser} {
		s.Equal(200, one.Login(user, one.Seeded("password")).StatusCode())
	}
	s.admin = one.SignIn(one.Access.Username, two.Access.Password) // two's password leads to two, wherever it is sent
	org := s.newOrg(s.topOrg())
	s.admin = one.Admin()
	s.admin.Get(contract.Path("/api/v3/orgs/%v", org.At("orgGuid").Str())).Status(404)
	s.admin = two.Admin()
	s.org(org.At("orgGuid").Str())
	refusedTwice(func() *contract.Response {
		return one.LoginAPIClient(one.Access.APIClientID, two.Access.APIClientSecret)
	}, 401)
}

func (s *Tenant) TestResetPutsBack() {
	tenant := s.fork()
	before, now := s.everything(), tenant.Now(s.TB())
	org := s.newOrg(s.topOrg())
	user := s.newUser(org)
	done(s.admin.Post(contract.Path("/api/v3/orgs/%v/block", opsOrgGUID), nil))
	done(s.admin.Post("/api/v4/computer-deactivation/update", map[string]any{"id": pinnedDeviceID}))
	s.NotEqual(before, s.everything())

	tenant.Reset(s.TB())
	tenant.SetClock(s.TB(), now)
	s.admin = tenant.Admin()
	s.Equal(before, s.everything())
	refusedTwice(func() *contract.Response { return tenant.Login(user.At("username").Str(), newUserPassword) }, 401)
	s.Equal(org.At("orgGuid").Str(), s.newOrg(s.topOrg()).At("orgGuid").Str(), "the same requests give the same ids again")
}

// Ids come back after a reset, people do not. Test suites reset between tests and keep their session, which is one of the seed's users.
func (s *Tenant) TestAfterAResetOnlyTheSeedsUsersKeepTheirTokens() {
	tenant := s.fork()
	org := data(s.admin.Get("/api/v1/Org", contract.Query{"pgSize": 1})).At("orgs", 0)
	wasCalled, isCalled := s.Target().Run()+"was@example.com", s.Target().Run()+"is@example.com"
	hire := func(username string) contract.Value {
		return data(s.admin.Post("/api/v1/User", map[string]any{
			"orgUid": org.At("orgUid").Str(), "username": username, "email": username, "password": newUserPassword,
		}))
	}
	was := hire(wasCalled)
	before := tenant.SignIn(wasCalled, newUserPassword)
	before.Get(my).Status(200)

	tenant.Reset(s.TB())
	data(s.admin.Get(my))
	refusedTwice(func() *contract.Response { return before.Get(my) }, 401)
	is := hire(isCalled)
	s.Equal(was.At("userUid").Str(), is.At("userUid").Str(), "the id comes back")
	refusedTwice(func() *contract.Response { return before.Get(my) }, 401)
	after := tenant.SignIn(isCalled, newUserPassword)
	s.Equal(isCalled, data(after.Get(my)).At("username").Str())
	after.Get(my).Status(200)
}

// everything is what the world shows: all rows of all lists, as the text they are sent in.
func (s *suite) everything() string {
	s.T().Helper()
	all := contract.Query{"pgNum": 1, "pgSize": 1000, "incRoles": true, "incBackupUsage": true, "incCounts": true}
	text := ""
	lists := s.admin.Loose() // which ignore what only others know
	for _, path := range []string{"/api/v1/Org", "/api/v1/User", "/api/v1/Computer", "/api/v1/role", policies + "list"} {
		text += withoutMetadata(lists.Get(path, all).Status(200))
	}
	for _, l := range []listing{allMatters, allHoldEvents, allProfiles, allWatchlists} {
		text += withoutMetadata(s.admin.Do(l.request(map[string]any{l.num: 1, l.size: 1000})).Status(200))
	}
	return text
}

// withoutMetadata is a body but for the time at which an envelope was made, which stands in front of what it holds.
func withoutMetadata(r *contract.Response) string {
	text := r.Text()
	return text[max(0, strings.Index(text, `"data":`)):] + "\n"
}

func (s *Tenant) TestAnEndedTenantsTokenIsRefused() {
	s.Needs(contract.CapFork)
	var ended World
	var caller *contract.Session
	s.Run("while it lives", func() {
		ended = s.Fork()
		caller = At(s.TB(), ended.Tenant).Admin()
		caller.Get(my).Status(200)
	})
	refusedTwice(func() *contract.Response { return caller.Get(my) }, 401)
	refusedTwice(func() *contract.Response { return ended.Login(ended.Access.Username, ended.Access.Password) }, 401)
	refusedTwice(func() *contract.Response {
		return ended.LoginAPIClient(ended.Access.APIClientID, ended.Access.APIClientSecret)
	}, 401)
}
