package mock_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCredentialsDecideWhichWorldOneLandsIn(t *testing.T) {
	t.Parallel()
	s := start(t)
	a, b := tenant(t, s, `{"name":"a"}`), tenant(t, s, `{"name":"b"}`)
	assert.Equal(t, a.Code42.URL, b.Code42.URL, "one address")
	assert.NotEqual(t, a.PAM360.AuthToken, b.PAM360.AuthToken)

	create := func(who access, username string) answer {
		bearer, _ := signIn(t, who.Code42.URL, who.Code42.Username, who.Code42.Password)
		return call(t, client, "POST", who.Code42.URL+"/api/v1/User",
			`{"orgUid":"956377780583791269","username":"`+username+`","email":"`+username+`"}`, "Authorization", bearer)
	}
	users := func(who access) any {
		bearer, _ := signIn(t, who.Code42.URL, who.Code42.Username, who.Code42.Password)
		return call(t, client, "GET", who.Code42.URL+"/api/v1/User", "", "Authorization", bearer).field(t, "data", "totalCount")
	}
	resource := func(who access, name string) answer {
		return call(t, client, "POST", who.PAM360.URL+"/restapi/json/v1/resources", input(
			`{"operation":{"Details":{"RESOURCENAME":"`+name+`","ACCOUNTNAME":"root","RESOURCETYPE":"Linux","PASSWORD":"Aa1!aaaa9z"}}}`), "AUTHTOKEN", who.PAM360.AuthToken)
	}
	resources := func(who access) any {
		got := call(t, client, "GET", who.PAM360.URL+"/restapi/json/v1/resources", "", "AUTHTOKEN", who.PAM360.AuthToken)
		return got.field(t, "operation", "totalRows")
	}
	seededUsers, seededResources := users(b), resources(b)
	for range 2 { // the second time the tenant was reset in between: the same names are free again
		assert.Equal(t, 200, create(a, "new.user@example.com").status)
		assert.Equal(t, "Success", resource(a, "new-host").field(t, "operation", "result", "status"))
		assert.NotEqual(t, seededUsers, users(a))
		assert.NotEqual(t, seededResources, resources(a))
		assert.Equal(t, seededUsers, users(b))
		assert.Equal(t, seededResources, resources(b))
		require.Equal(t, http.StatusNoContent, control(t, s, "POST", "/tenants/a/reset", "").status)
	}
	def := access{Code42: s.Access().Code42, PAM360: s.Access().PAM360}
	assert.Equal(t, seededUsers, users(def))
	assert.Equal(t, seededResources, resources(def))
}

func TestCredentialsOfAnEndedTenantAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t)
	a := tenant(t, s, `{"name":"a"}`)
	bearer, _ := signIn(t, a.Code42.URL, a.Code42.Username, a.Code42.Password)
	require.NotEmpty(t, bearer)
	require.Equal(t, http.StatusNoContent, control(t, s, "DELETE", "/tenants/a", "").status)

	_, refused := signIn(t, a.Code42.URL, a.Code42.Username, a.Code42.Password)
	assert.Equal(t, http.StatusUnauthorized, refused.status)
	got := call(t, client, "GET", a.Code42.URL+"/api/v1/User/my", "", "Authorization", bearer)
	assert.Equal(t, http.StatusUnauthorized, got.status)
	basic := http.Request{Header: http.Header{}}
	basic.SetBasicAuth(a.Code42.APIClientID, a.Code42.APIClientSecret)
	got = call(t, client, "POST", a.Code42.URL+"/api/v3/oauth/token?grant_type=client_credentials", "", "Authorization", basic.Header.Get("Authorization"))
	assert.Equal(t, http.StatusUnauthorized, got.status)
	got = call(t, client, "GET", a.PAM360.URL+"/restapi/json/v1/resources", "", "AUTHTOKEN", a.PAM360.AuthToken)
	assert.Equal(t, "Failed", got.field(t, "operation", "result", "status"))
	assert.Equal(t, "Authentication", got.field(t, "operation", "name"))

	again := tenant(t, s, `{"name":"a"}`)
	assert.NotEqual(t, a.PAM360.AuthToken, again.PAM360.AuthToken, "a name may come back, credentials do not")
}

func TestTenantsComeAndGoConcurrently(t *testing.T) {
	t.Parallel()
	s := start(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 6 {
				name := fmt.Sprintf("shared-%d", i%2)
				made := control(t, s, "POST", "/tenants", `{"name":"`+name+`"}`).status
				assert.Contains(t, []int{201, 409}, made)
				control(t, s, "GET", "/tenants", "")
				ended := control(t, s, "DELETE", "/tenants/"+name, "").status
				assert.Contains(t, []int{204, 404}, ended)
			}
		}()
	}
	wg.Wait()
	assert.Len(t, control(t, s, "GET", "/tenants", "").field(t, "tenants"), 1)
	tenant(t, s, `{"name":"shared-0"}`)
}
