package code42

import (
	"time"

	"github.com/understudy/understudy/contract"
)

// APIClients is the contract of callers that are no users.
type APIClients struct{ suite }

func (s *APIClients) TestTokenOfAnAPIClient() {
	s.Needs(contract.CapAPIClient)
	a := s.Tenant().Access
	answer := s.Tenant().LoginAPIClient(a.APIClientID, a.APIClientSecret).Status(200)
	s.Equal("bearer", answer.At("token_type").Str())
	s.Positive(answer.At("expires_in").Int())
	s.False(answer.At("data").Exists(), "this answer is bare")
	caller := s.Tenant().Bearer(answer.At("access_token").Str())
	s.Len(data(caller.Get("/api/v3/customer/my")).At("tenantUid").Str(), 36)
	s.Positive(data(caller.Get("/api/v1/User", contract.Query{"pgSize": 1})).At("totalCount").Int())
}

func (s *APIClients) TestWrongCredentialsOfAnAPIClient() {
	s.Needs(contract.CapAPIClient)
	a := s.Tenant().Access
	for name, pair := range map[string][2]string{
		"wrong secret":         {a.APIClientID, "wrong"},
		"unknown id":           {"no-such-client", a.APIClientSecret},
		"a user's credentials": {a.Username, a.Password},
		"nothing":              {"", ""},
	} {
		first := refusedTwice(func() *contract.Response { return s.Tenant().LoginAPIClient(pair[0], pair[1]) }, 401)
		s.Equal("SYSTEM", first.At("name").Str(), name)
	}
	refusedTwice(func() *contract.Response { return s.Tenant().Login(a.APIClientID, a.APIClientSecret) }, 401)
}

func (s *APIClients) TestThereIsOneGrant() {
	s.Needs(contract.CapAPIClient)
	a := s.Tenant().Access
	caller := s.Anonymous().Bad().With("Authorization", contract.Basic(a.APIClientID, a.APIClientSecret))
	for _, query := range []contract.Query{{}, {"grant_type": "password"}, {"grant_type": ""}} {
		refusedTwice(func() *contract.Response { return caller.Post("/api/v3/oauth/token", nil, query) }, 400)
	}
}

func (s *APIClients) TestAnAPIClientHasNoUser404() {
	caller := s.APIClient()
	refusal := refusedTwice(func() *contract.Response { return caller.Get(my) }, 404)
	s.Equal("SYSTEM", refusal.At("name").Str())
	s.Equal("User not found", refusal.At("description").Str())
}

func (s *APIClients) TestAnAPIClientHasNoOrg500() {
	caller := s.APIClient()
	s.Equal("SYSTEM", refusedTwice(func() *contract.Response { return caller.Get("/api/v1/Org/my") }, 500).At("name").Str())
}

func (s *APIClients) TestATokenLastsAsLongAsItSays() {
	s.Needs(contract.CapAPIClient, contract.CapClock)
	tenant := s.Fork()
	answer := tenant.LoginAPIClient(tenant.Access.APIClientID, tenant.Access.APIClientSecret).Status(200)
	caller := tenant.Bearer(answer.At("access_token").Str())
	lasts := time.Duration(answer.At("expires_in").Int()) * time.Second
	tenant.Advance(s.TB(), lasts-time.Minute)
	caller.Get("/api/v3/customer/my").Status(200)
	tenant.Advance(s.TB(), 2*time.Minute)
	refusedTwice(func() *contract.Response { return caller.Get("/api/v3/customer/my") }, 401)
	tenant.APIClient().Get("/api/v3/customer/my").Status(200)
}
