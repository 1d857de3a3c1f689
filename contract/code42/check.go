package code42

import (
	"fmt"
	"strings"

	"github.com/understudy/understudy/contract"
	"github.com/understudy/understudy/openapi"
)

// needs is what it takes to exercise an operation.
func needs(op *openapi.Operation) []contract.Capability {
	if op.Family == "legalhold-apiclient" || op.ID == "createOauthToken" {
		return []contract.Capability{contract.CapAPIClient}
	}
	return nil
}

// check signs the administrator in, and the API client where there is one. Their tokens are those that the tests use.
func check(tb contract.TB, tenant *contract.Tenant) {
	world, access := At(tb, tenant), tenant.Access
	mine := tenant.Kept(tb, userKey(access.Username, access.Password), tokenLife, func() string { return world.enter() })
	me := world.Bearer(mine).Get(my)
	if me.StatusCode() != 200 || !strings.EqualFold(me.At("data", "username").Text(), access.Username) {
		tb.Fatalf("what answers is not Code42: who signs in as %s is somebody else (%d)", access.Username, me.StatusCode())
	}
	if access.APIClientID == "" {
		return
	}
	tenant.Kept(tb, clientKey(access.APIClientID, access.APIClientSecret), tokenLife, func() string {
		answer := world.LoginAPIClient(access.APIClientID, access.APIClientSecret)
		if answer.StatusCode() != 200 {
			tb.Fatalf("the secret of the API client %s is refused (%d)", access.APIClientID, answer.StatusCode())
		}
		return token(answer, "access_token")
	})
}

// enter is the administrator's token.
func (t World) enter() string {
	answer := t.Login(t.Access.Username, t.Access.Password)
	switch status, text := answer.StatusCode(), answer.Text(); {
	case status == 401 && strings.HasPrefix(text, "["):
		t.tb.Fatalf("the password of %s is refused (401); an account with a second factor cannot be used", t.Access.Username)
	case status != 200 || !strings.Contains(text, "v3_user_token"):
		t.tb.Fatalf("what answers is not Code42: a sign-in gives %d and no token", status)
	}
	return token(answer, "v3_user_token")
}

// someUsers is how many users a tenant for trying things has at most.
const someUsers = 100

// production says how many users there are, where that is more than a tenant for trying things has.
func production(tb contract.TB, tenant *contract.Tenant) string {
	n := data(At(tb, tenant).Admin().Get("/api/v1/User", contract.Query{"active": true, "pgSize": 1})).At("totalCount").Int()
	if n <= someUsers {
		return ""
	}
	return fmt.Sprintf("%d active users", n)
}

// provided is the device that a real tenant lends.
func provided(tb contract.TB, tenant *contract.Tenant) map[string][]string {
	guid := tenant.Access.Device
	if guid == "" {
		return nil
	}
	answer := At(tb, tenant).Admin().Get(byNumber(guid), contract.Query{"idType": "guid"})
	if answer.StatusCode() != 200 {
		tb.Fatalf("there is no device %s (%d)", guid, answer.StatusCode())
	}
	if status := answer.At("data", "status").Text(); status != "Active" {
		tb.Fatalf("the device %s is not as the tests are to leave it: %s", guid, status)
	}
	return map[string][]string{"device": {guid, answer.At("data", "computerId").Text()}}
}
