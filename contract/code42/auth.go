package code42

import (
	"strings"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/understudy/understudy/contract"
)

// Auth is the contract of signing in: tokens for users and for API clients,
// second factors, and what a token is good for.
type Auth struct{ suite }

// my is the one call that says who is signed in.
const my = "/api/v1/User/my"

func (s *Auth) TestATokenIsItsUser() {
	answer := s.Tenant().Login(s.Tenant().Access.Username, s.Tenant().Access.Password)
	body := answer.Status(200)
	s.True(body.At("error").IsNull())
	s.True(body.At("warnings").IsNull())
	token := body.At("data", "v3_user_token").Str()
	s.Len(strings.Split(token, "."), 3, "the token is a JWT")
	s.Equal(s.Tenant().Access.Username, data(s.Tenant().Bearer(token).Get(my)).At("username").Str())
}

func (s *Auth) TestTokenWithPythonsSpellingOfTrue() {
	a := s.Tenant().Access
	s.Anonymous().With("Authorization", contract.Basic(a.Username, a.Password)).
		Get("/api/v3/auth/jwt", contract.Query{"useBody": "True"}).Status(200).At("data", "v3_user_token").Str()
}

func (s *Auth) TestAnUnknownUserIsRefusedLikeAWrongPassword() {
	wrong := refusedTwice(func() *contract.Response { return s.Tenant().Login(s.Tenant().Access.Username, "wrong") }, 401)
	unknown := refusedTwice(func() *contract.Response { return s.Tenant().Login("no.such.user@example.com", "wrong") }, 401)
	s.Equal(wrong.String(), unknown.String(), "a refusal must not tell which users exist")
	s.Equal("SYSTEM", wrong.At("name").Str())
}

func (s *Auth) TestAuthorizationSchemes() {
	a := s.Tenant().Access
	token := data(s.Tenant().Login(a.Username, a.Password)).At("v3_user_token").Str()
	for scheme, authorization := range map[string]string{
		"Bearer":        "Bearer " + token,
		"v3_user_token": "v3_user_token " + token,
		"Basic":         contract.Basic(a.Username, a.Password),
	} {
		caller := s.Anonymous().With("Authorization", authorization)
		for _, path := range []string{my, "/api/v1/Org/my", "/api/v1/ServerEnv"} {
			s.Equal(200, caller.Get(path).StatusCode(), "%s with %s", path, scheme)
		}
	}
}

func (s *Auth) TestNoUsableAuthorization() {
	for _, authorization := range []string{
		"", "Bearer", "Bearer ", "Bearer not-a-token", "Bearer a.b.c", "Token x", "Basic", "Basic !!!", contract.Basic("", ""), "v3_user_token x",
		contract.Basic(s.Tenant().Access.Username, s.Tenant().Access.Password+"x"),
	} {
		refusedTwice(func() *contract.Response { return s.Anonymous().With("Authorization", authorization).Get(my) }, 401)
	}
}

func (s *Auth) TestATokenThatWasTamperedWithIsRefused() {
	a := s.Tenant().Access
	token := data(s.Tenant().Login(a.Username, a.Password)).At("v3_user_token").Str()
	parts := strings.Split(token, ".")
	for name, forged := range map[string]string{
		"other claims": parts[0] + "." + strings.ToUpper(parts[1]) + "." + parts[2],
		"no signature": parts[0] + "." + parts[1] + ".",
		// {"alg":"none","typ":"JWT"}
		"no algorithm": "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + parts[1] + ".",
	} {
		s.Equal(401, s.Tenant().Bearer(forged).Get(my).StatusCode(), name)
	}
}

func (s *Auth) TestTokenExpiresAndAFreshSignInWorks() {
	s.Needs(contract.CapClock)
	tenant := s.Fork()
	caller := tenant.Admin()
	tenant.Advance(s.TB(), 14*time.Minute)
	caller.Get(my).Status(200)
	tenant.Advance(s.TB(), 17*time.Minute)
	refusedTwice(func() *contract.Response { return caller.Get(my) }, 401)
	s.Equal(tenant.Access.Username, data(tenant.Admin().Get(my)).At("username").Str())
	caller.Get(my).Status(401)
}

func (s *Auth) TestSecondFactorByTheTenantsClock() {
	s.Needs(contract.CapSeedData, contract.CapClock)
	tenant := s.Fork()
	password := tenant.Seeded("password")
	code := func() string {
		code, err := totp.GenerateCode(totpSecret, tenant.Now(s.TB()))
		s.Require().NoError(err)
		return code
	}
	refusedTwice(func() *contract.Response { return tenant.Login(totpUser, password) }, 401)
	refusedTwice(func() *contract.Response { return tenant.Login(totpUser, password, "no-code") }, 401)
	refusedTwice(func() *contract.Response { return tenant.Login(totpUser, "wrong", code()) }, 401)

	first := code()
	for range 2 { // the SDK sends the same code twice
		s.Equal(totpUser, data(tenant.SignIn(totpUser, password, first).Get(my)).At("username").Str())
	}
	tenant.Advance(s.TB(), 100*24*time.Hour)
	refusedTwice(func() *contract.Response { return tenant.Login(totpUser, password, first) }, 401)
	tenant.SignIn(totpUser, password, code()).Get(my).Status(200)
}

func (s *Auth) TestBasicNeedsTheSecondFactorToo() {
	s.Needs(contract.CapSeedData)
	basic := s.Anonymous().With("Authorization", contract.Basic(totpUser, s.Tenant().Seeded("password")))
	refusedTwice(func() *contract.Response { return basic.Get(my) }, 401)
}

func (s *Auth) loginType(username string) string {
	s.T().Helper()
	return data(s.Anonymous().Get("/api/v3/LoginConfiguration", contract.Query{"username": username})).At("loginType").Str()
}

func (s *Auth) TestLoginConfigurationOfALocalUser() {
	s.Equal("LOCAL", s.loginType(s.Tenant().Access.Username))
	s.Needs(contract.CapSeedData)
	s.Equal("LOCAL_2FA", s.loginType(totpUser))
}

func (s *Auth) TestLoginConfigurationDoesNotTellWhoExists() {
	s.Equal("LOCAL_2FA", s.loginType("no.such.user@example.com"))
}

func (s *Auth) TestLoginConfigurationAsksForNoSignIn() {
	for _, authorization := range []string{"", "Bearer not-a-token", "Basic !!!"} {
		s.Anonymous().With("Authorization", authorization).
			Get("/api/v3/LoginConfiguration", contract.Query{"username": "no.such.user@example.com"}).Status(200)
	}
}

func (s *Auth) TestSSOUserIsToldCloudSSO() {
	s.Needs(contract.CapSeedData)
	refusedTwice(func() *contract.Response { return s.Tenant().Login(ssoUser, s.Tenant().Seeded("password")) }, 401)
	s.Equal("CLOUD_SSO", s.loginType(ssoUser))
}

func (s *Auth) TestBlockedAndInactiveUsersAreRefused() {
	s.Needs(contract.CapSeedData)
	for _, username := range []string{blockedUser, inactiveUser} {
		refusedTwice(func() *contract.Response { return s.Tenant().Login(username, s.Tenant().Seeded("password")) }, 401)
		s.Equal("LOCAL", s.loginType(username))
	}
}

func (s *Auth) TestAUserWhoIsBlockedLosesTheToken() {
	user := s.newUser(s.home())
	caller := s.SignIn(user.At("username").Str(), newUserPassword)
	caller.Get(my).Status(200)
	path := contract.Path("/api/v3/users/%v", user.At("userUid").Str())

	done(s.admin.Post(path+"/block", nil))
	refusedTwice(func() *contract.Response { return caller.Get(my) }, 401)
	refusedTwice(func() *contract.Response { return s.Tenant().Login(user.At("username").Str(), newUserPassword) }, 401)

	done(s.admin.Post(path+"/unblock", nil))
	s.SignIn(user.At("username").Str(), newUserPassword).Get(my).Status(200)

	done(s.admin.Post(path+"/deactivate", map[string]any{"block": nil}))
	refusedTwice(func() *contract.Response { return s.Tenant().Login(user.At("username").Str(), newUserPassword) }, 401)
}

func (s *Auth) TestAChangedPasswordReplacesTheOld() {
	user := s.newUser(s.home())
	const another = "another long enough 2"
	data(s.admin.Put(contract.Path("/api/v1/User/%v", user.At("userUid").Str()), map[string]any{"password": another}, contract.Query{"idType": "uid"}))
	s.SignIn(user.At("username").Str(), another).Get(my).Status(200)
	refusedTwice(func() *contract.Response { return s.Tenant().Login(user.At("username").Str(), newUserPassword) }, 401)
}
