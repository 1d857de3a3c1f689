// Package code42 is the contract suite of the Code42 API: what its clients
// rely on, one file per family, run against any [contract.Target]. It speaks
// plain HTTP through the checking kit and knows neither the mock nor the
// generated client. Anyone may import it who has an instance to test.
package code42

import (
	"time"

	"github.com/understudy/understudy/contract"
)

// API is what the kit has to know about this API. A real tenant needs a local
// account; an API client is one more capability.
var API = contract.API{Name: "code42", Required: []string{"URL", "USERNAME", "PASSWORD"}, Optional: []string{"API_CLIENT_ID", "API_CLIENT_SECRET", "DEVICE", "USER_USERNAME", "USER_PASSWORD"}, Check: check, Needs: needs,
	Administrator: func(tb contract.TB, tenant *contract.Tenant) *contract.Session { return At(tb, tenant).Admin() },
	Production:    production,
	Provided:      provided,
	Nobody:        []string{nobody, nobodysNumber, nobodysGUID, "no-guid"}}

// World is a Code42 tenant, to which the callers' sessions belong.
type World struct {
	*contract.Tenant
	tb contract.TB
}

// At is the tenant with sessions that report to tb.
func At(tb contract.TB, tenant *contract.Tenant) World { return World{tenant, tb} }

// T is the test the sessions report to.
func (t World) T() contract.TB { return contract.Current(t.tb) }

// Anonymous is a caller who has not signed in.
func (t World) Anonymous() *contract.Session { return t.Session(t.tb) }

// Bearer is a caller with a token from elsewhere.
func (t World) Bearer(token string) *contract.Session {
	s := t.Anonymous().With("Authorization", "Bearer "+token)
	s.Hide(token)
	return s
}

// Login asks for a user's token and returns the answer, whatever it is. An
// account with a second factor gives its code as totp.
func (t World) Login(username, password string, totp ...string) *contract.Response {
	t.T().Helper()
	s := t.Anonymous().With("Authorization", contract.Basic(username, password))
	s.Hide(password)
	for _, code := range totp {
		s = s.With("totp-auth", code)
	}
	return s.Get("/api/v3/auth/jwt", contract.Query{"useBody": true})
}

// tokenLife is for how long a token is used: tokens are good for half an hour.
const tokenLife = 20 * time.Minute

// What tokens are kept under.
func userKey(name, password string) string { return "user " + name + " " + password }
func clientKey(id, secret string) string   { return "client " + id + " " + secret }

// SignIn is a user's session; the user must be able to sign in.
func (t World) SignIn(username, password string, totp ...string) *contract.Session {
	t.T().Helper()
	token := t.Kept(t.tb, userKey(username, password), tokenLife, func() string {
		return token(t.Login(username, password, totp...), "v3_user_token")
	})
	return t.Bearer(token)
}

// LoginAPIClient asks for an API client's token and returns the answer,
// whatever it is.
func (t World) LoginAPIClient(id, secret string) *contract.Response {
	t.T().Helper()
	s := t.Anonymous().With("Authorization", contract.Basic(id, secret))
	s.Hide(secret)
	return s.Post("/api/v3/oauth/token", nil, contract.Query{"grant_type": "client_credentials"})
}

// AsAPIClient is an API client's session; the client must be able to sign in.
func (t World) AsAPIClient(id, secret string) *contract.Session {
	t.T().Helper()
	token := t.Kept(t.tb, clientKey(id, secret), tokenLife, func() string {
		return token(t.LoginAPIClient(id, secret), "access_token")
	})
	return t.Bearer(token)
}

// Admin is the session of the tenant's administrator.
func (t World) Admin() *contract.Session {
	t.T().Helper()
	return t.SignIn(t.Access.Username, t.Access.Password)
}

// APIClient is the session of the tenant's API client.
func (t World) APIClient() *contract.Session {
	t.T().Helper()
	t.Target.Needs(t.tb, contract.CapAPIClient)
	return t.AsAPIClient(t.Access.APIClientID, t.Access.APIClientSecret)
}

// token reads a token that the service sends bare or in the v3 envelope.
func token(answer *contract.Response, member string) string {
	answer.T().Helper()
	body := answer.Status(200).JSON()
	if inner := body.At("data", member); inner.Exists() {
		return inner.Str()
	}
	return body.At(member).Str()
}

// Suite is the base of this API's suites. The sessions it gives belong to the
// tenant the suite has to itself.
type Suite struct{ contract.Suite }

// Tenant is the suite's tenant.
func (s *Suite) Tenant() World { return At(s.TB(), s.Suite.Tenant()) }

// Fork is a tenant for the running test alone.
func (s *Suite) Fork() World {
	s.T().Helper()
	return At(s.TB(), s.Suite.Fork())
}

// Anonymous is a caller who has not signed in.
func (s *Suite) Anonymous() *contract.Session { return s.Tenant().Anonymous() }

// Admin is the session of the tenant's administrator.
func (s *Suite) Admin() *contract.Session {
	s.T().Helper()
	return s.Tenant().Admin()
}

// APIClient is the session of the tenant's API client.
func (s *Suite) APIClient() *contract.Session {
	s.T().Helper()
	return s.Tenant().APIClient()
}

// SignIn is the session of a user of the tenant.
func (s *Suite) SignIn(username, password string, totp ...string) *contract.Session {
	s.T().Helper()
	return s.Tenant().SignIn(username, password, totp...)
}
