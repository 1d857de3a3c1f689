package code42_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/client/code42"
	"github.com/understudy/understudy/mock"
)

// access is what the mock hands out for a new tenant.
type access struct {
	URL             string `json:"url"`
	Username        string `json:"username"`
	Password        string `json:"password"`
	APIClientID     string `json:"apiClientId"`
	APIClientSecret string `json:"apiClientSecret"`
}

// newMockTenant adds a tenant to a mock, and returns its credentials and a way to move its clock.
func newMockTenant(t *testing.T, server *mock.Server) (access, func(by string)) {
	t.Helper()
	var tenant struct {
		Name   string `json:"name"`
		Code42 access `json:"code42"`
	}
	post := func(path, body string, into any) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.ControlURL()+path, strings.NewReader(body))
		require.NoError(t, err)
		req.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer func() { _ = resp.Body.Close() }()
		require.Less(t, resp.StatusCode, 300, path)
		require.NoError(t, json.NewDecoder(resp.Body).Decode(into))
	}
	post("/_mock/tenants", `{}`, &tenant)
	advance := func(by string) { post("/_mock/tenants/"+tenant.Name+"/clock", `{"advance":"`+by+`"}`, &struct{}{}) }
	return tenant.Code42, advance
}

func TestAgainstTheMock(t *testing.T) {
	t.Parallel()
	server := mock.Start(t, mock.Options{})

	t.Run("a local user", func(t *testing.T) {
		t.Parallel()
		access, advance := newMockTenant(t, server)
		api, err := code42.New(access.URL, code42.LocalUser(access.Username, access.Password))
		require.NoError(t, err)
		me, err := api.GetCurrentUserWithResponse(t.Context(), nil)
		require.NoError(t, err)
		assert.Equal(t, access.Username, me.JSON200.Data.Username)

		advance("24h") // past every token's life
		_, err = api.GetCurrentUserWithResponse(t.Context(), nil)
		assert.NoError(t, err, "an expired token is renewed")
	})

	t.Run("an API client", func(t *testing.T) {
		t.Parallel()
		access, _ := newMockTenant(t, server)
		api, err := code42.New(access.URL, code42.APIClient(access.APIClientID, access.APIClientSecret))
		require.NoError(t, err)
		_, err = api.GetCurrentTenantWithResponse(t.Context())
		require.NoError(t, err)
		_, err = api.GetCurrentUserWithResponse(t.Context(), nil)
		assert.ErrorIs(t, err, code42.ErrNotFound, "it is no user")
		_, err = api.GetCurrentOrgWithResponse(t.Context(), nil)
		assert.ErrorIs(t, err, code42.ErrServer)
	})

	t.Run("a refused sign-in", func(t *testing.T) {
		t.Parallel()
		access, _ := newMockTenant(t, server)
		api, err := code42.New(access.URL, code42.LocalUser(access.Username, "not the password"))
		require.NoError(t, err)
		_, err = api.GetCurrentUserWithResponse(t.Context(), nil)
		var login *code42.LoginError
		require.ErrorAs(t, err, &login)
		assert.NotEmpty(t, login.LoginType)
		assert.ErrorIs(t, err, code42.ErrUnauthorized)
	})

	t.Run("users", func(t *testing.T) {
		t.Parallel()
		access, _ := newMockTenant(t, server)
		api, err := code42.New(access.URL, code42.LocalUser(access.Username, access.Password))
		require.NoError(t, err)
		testUsers(t, api)
	})

	t.Run("pages", func(t *testing.T) {
		t.Parallel()
		access, _ := newMockTenant(t, server)
		api, err := code42.New(access.URL, code42.LocalUser(access.Username, access.Password), code42.WithPageSize(7))
		require.NoError(t, err)
		testPages(t, api)
	})

	t.Run("services", func(t *testing.T) {
		t.Parallel()
		access, _ := newMockTenant(t, server)
		api, err := code42.New(access.URL, code42.LocalUser(access.Username, access.Password))
		require.NoError(t, err)
		value, err := api.GetStoredValueWithResponse(t.Context(), "FORENSIC_SEARCH-API_URL")
		require.NoError(t, err)
		assert.Equal(t, access.URL, string(value.Body))
	})
}

// testUsers creates a user, changes it, and meets the vendor's codes.
func testUsers(t *testing.T, api *code42.Client) {
	ctx := t.Context()
	org, err := api.GetCurrentOrgWithResponse(ctx, nil)
	require.NoError(t, err)
	wanted := code42.NewUser{OrgUid: &org.JSON200.Data.OrgUid, Username: "new.user+1@example.com"}
	created, err := api.CreateUserWithResponse(ctx, wanted)
	require.NoError(t, err)
	uid := created.JSON200.Data.UserUid

	_, err = api.CreateUserWithResponse(ctx, wanted)
	assert.True(t, code42.HasCode(err, "USER_DUPLICATE"), "%v", err)
	_, err = api.GetUserWithResponse(ctx, "999999999", nil)
	assert.ErrorIs(t, err, code42.ErrNotFound)

	last, idType := "Ünal & Co", code42.Uid
	changed, err := api.UpdateUserWithResponse(ctx, uid, &code42.UpdateUserParams{IdType: &idType}, code42.UserChange{LastName: &last})
	require.NoError(t, err)
	assert.Equal(t, last, *changed.JSON200.Data.LastName)
	_, err = api.BlockUserWithResponse(ctx, uid)
	require.NoError(t, err)

	name, found := wanted.Username, 0
	for user, err := range api.Users(ctx, &code42.ListUsersParams{Username: &name}) {
		require.NoError(t, err)
		assert.Equal(t, uid, user.UserUid)
		assert.True(t, user.Blocked)
		found++
	}
	assert.Equal(t, 1, found)
}

// testPages counts what the iterators yield against what the lists say there is.
func testPages(t *testing.T, api *code42.Client) {
	ctx := context.WithoutCancel(t.Context())
	users, err := api.ListUsersWithResponse(ctx, nil)
	require.NoError(t, err)
	orgs, err := api.ListOrgsWithResponse(ctx, nil)
	require.NoError(t, err)
	devices, err := api.ListDevicesWithResponse(ctx, nil)
	require.NoError(t, err)

	seen := map[int64]bool{}
	for user, err := range api.Users(ctx, nil) {
		require.NoError(t, err)
		assert.False(t, seen[user.UserId], "user %d came twice", user.UserId)
		seen[user.UserId] = true
	}
	assert.Len(t, seen, users.JSON200.Data.TotalCount)
	n := 0
	for _, err := range api.Orgs(ctx, nil) {
		require.NoError(t, err)
		n++
	}
	assert.Equal(t, orgs.JSON200.Data.TotalCount, n)
	n = 0
	for _, err := range api.Devices(ctx, nil) {
		require.NoError(t, err)
		n++
	}
	assert.Equal(t, devices.JSON200.Data.TotalCount, n)
}
