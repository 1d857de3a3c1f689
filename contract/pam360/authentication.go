package pam360

import (
	"time"

	"github.com/understudy/understudy/contract"
)

// Authentication is the contract of tokens: who is let in, and how a token is replaced. Its tests take tenants of their own, since
// they void the token that the others use.
type Authentication struct{ suite }

const (
	regenerate  = base + "/user/regenerateAuthtoken"
	regenerated = "REGENERATE AUTHTOKEN"
)

func (s *Authentication) TestRegenerateAuthTokenReplacesTheToken() {
	tenant := s.fork()
	reply := s.admin.Put(regenerate).Success().Says(regenerated, "Authtoken regenerated successfully.")
	fresh := reply.Details().At("AUTHTOKEN").Str()
	s.Regexp(`^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$`, fresh)
	s.NotEqual(tenant.Access.AuthToken, fresh)
	s.admin.Get(base + "/resources").NotLetIn()
	s.admin.Put(regenerate).NotLetIn()
	tenant.WithToken(fresh).Get(base+"/resources").Success().Says("GET RESOURCES", "")
}

func (s *Authentication) TestRegenerateAuthTokenGivesAnotherEachTime() {
	tenant := s.fork()
	first := s.admin.Put(regenerate).Success().Details().At("AUTHTOKEN").Str()
	second := tenant.WithToken(first).Put(regenerate).Success().Details().At("AUTHTOKEN").Str()
	s.NotEqual(first, second)
	tenant.WithToken(first).Get(base + "/resources").NotLetIn()
	tenant.WithToken(second).Get(base + "/resources").Success()
}

func (s *Authentication) TestRegenerateAuthTokenConcernsTheCallerAlone() {
	s.Needs(contract.CapSeedData)
	tenant := s.fork()
	guest := tenant.User("guest")
	guest.Put(regenerate).Success()
	guest.Get(base + "/resources").NotLetIn()
	s.admin.Get(base + "/resources").Success()
	tenant.User("auditor").Get(base + "/resources").Success()
}

func (s *Authentication) TestRegenerateAuthTokenStaysInItsTenant() {
	s.fork().Admin().Put(regenerate).Success()
	s.Admin().Get(base + "/resources").Success()
}

// A token that a client got says nothing after a reset, until the same requests give the same one again. Those of the seed hold.
func (s *Authentication) TestAfterAResetOnlyTheSeedsTokensHold() {
	tenant := s.fork()
	hire := func(name string) (token string) {
		s.T().Helper()
		return s.admin.Input(Details{
			"USERNAME": name, "FIRSTNAME": "Test", "LASTNAME": "User", "EMAIL": "test@example.com", "RESTAPIACCESS": true, "PASSWORD": strong,
		}).Post(users).Success().Details().At("AUTHTOKEN").Str()
	}
	token := hire("was")
	before := tenant.WithToken(token)
	before.Get(resources).Success()

	tenant.Reset(s.TB())
	s.admin.Get(resources).Success()
	before.Get(resources).NotLetIn()
	s.Equal(token, hire("is"), "the same requests give the same tokens again")
	before.Get(resources).Success()
}

func (s *Authentication) TestAnExpiryDateIsTheLastDay() {
	s.Needs(contract.CapClock)
	tenant := s.fork()
	today := tenant.Now(s.TB()).Format(time.DateOnly)
	fresh := tenant.WithToken(s.admin.Input(Details{"EXPIRYDATE": today}).Put(regenerate).Success().Details().At("AUTHTOKEN").Str())
	fresh.Get(base + "/resources").Success()
	tenant.Advance(s.TB(), 24*time.Hour)
	fresh.Get(base + "/resources").NotLetIn()
}

func (s *Authentication) TestATokenMayNeverExpire() {
	s.Needs(contract.CapClock)
	tenant := s.fork()
	fresh := tenant.WithToken(s.admin.Input(Details{"EXPIRYDATE": "NeverExpires"}).Put(regenerate).Success().Details().At("AUTHTOKEN").Str())
	tenant.Advance(s.TB(), 10*365*24*time.Hour)
	fresh.Get(base + "/resources").Success()
}

func (s *Authentication) TestARefusedExpiryDateLeavesTheToken() {
	s.fork()
	for _, date := range []string{"2001-02-03", "31/12/2099", "tomorrow", "2099-13-01"} {
		s.admin.Input(Details{"EXPIRYDATE": date}).Put(regenerate).Refused(regenerated)
	}
	s.admin.Get(base + "/resources").Success()
}

func (s *Authentication) TestCallersWhoAreNotLetIn() {
	for name, caller := range map[string]*Session{
		"no token": s.Anonymous(), "empty token": s.WithToken(""), "unknown token": s.WithToken("7C2E91A0-3B5D-4E68-9F14-0A6D52B7E3C8"),
		"nonsense": s.WithToken("nonsense"), "too long": s.WithToken(s.Tenant().Access.AuthToken + "0"),
		"no UUID": s.WithToken("' OR '1'='1"),
	} {
		s.Run(name, func() {
			caller.Get(base + "/resources").NotLetIn()
			caller.Put(regenerate).NotLetIn()
		})
	}
}

func (s *Authentication) TestLockedAndExpiredUsersAreNotLetIn() {
	s.user("locked").Get(base + "/resources").NotLetIn()
	s.user("expired").Get(base + "/resources").NotLetIn()
}

func (s *Authentication) TestACallerOnAnotherHostIsTold() {
	s.user("hostbound").Get(base+"/resources").Refused("Authentication").
		Says("Authentication", "User is not allowed to access from this host")
}

func (s *Authentication) TestAnUnknownOrganizationIsRefused() {
	s.Admin().With("orgName", "No organization of this name").Get(base + "/resources").Refused("GET RESOURCES")
}

// TestTheTokenMayTravelInOtherPlaces is about what clients do beyond the documentation.
func (s *Authentication) TestTheTokenMayTravelInOtherPlaces() {
	token := s.Tenant().Access.AuthToken
	s.Anonymous().With("APP_AUTHTOKEN", token).With("APP_TYPE", "17").Get(base + "/resources").Success()
	s.Anonymous().With("APP_AUTHTOKEN", token).Get(base + "/resources").Success()
	s.Anonymous().Loose().Get(base+"/resources", contract.Query{"AUTHTOKEN": token}).Success()
	for _, application := range []string{"Ansible", "ANSIBLE"} {
		s.Anonymous().Loose().Get(base+"/resources", contract.Query{"APP_AUTHTOKEN": token, "APP_NAME": application}).Success()
	}
}
