package pam360_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/client/pam360"
	"github.com/understudy/understudy/mock"
)

// newMockAPI adds a tenant to a mock and returns a client for it.
func newMockAPI(t *testing.T, server *mock.Server, opts ...pam360.Option) *pam360.Client {
	t.Helper()
	url, token := newTenant(t, server)
	api, err := pam360.New(url, token, opts...)
	require.NoError(t, err)
	return api
}

// newTenant adds a tenant to a mock and returns where it is and its administrator's token.
func newTenant(t *testing.T, server *mock.Server) (url, token string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.ControlURL()+"/_mock/tenants", strings.NewReader(`{}`))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	require.Equal(t, http.StatusCreated, resp.StatusCode)
	var tenant struct {
		PAM360 struct {
			URL       string `json:"url"`
			AuthToken string `json:"authToken"`
		} `json:"pam360"`
	}
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&tenant))
	return tenant.PAM360.URL, tenant.PAM360.AuthToken
}

func TestAgainstTheMock(t *testing.T) {
	t.Parallel()
	server := mock.Start(t, mock.Options{})

	t.Run("a resource and its password", func(t *testing.T) {
		t.Parallel()
		testPasswords(t, newMockAPI(t, server))
	})

	t.Run("refusals", func(t *testing.T) {
		t.Parallel()
		api := newMockAPI(t, server)
		var refused *pam360.OperationError
		_, err := api.ResourceID(t.Context(), "no such resource")
		require.ErrorAs(t, err, &refused)
		assert.Equal(t, http.StatusOK, refused.HTTPStatus)

		stranger, err := pam360.New(server.URL("pam360"), "7C2E91A0-3B5D-4E68-9F14-000000000000")
		require.NoError(t, err)
		_, err = stranger.ListResourcesWithResponse(t.Context(), nil)
		var authentication *pam360.AuthenticationError
		assert.ErrorAs(t, err, &authentication)
	})

	t.Run("pages", func(t *testing.T) {
		t.Parallel()
		api := newMockAPI(t, server, pam360.WithPageSize(7))
		all, err := api.ListResourcesWithResponse(t.Context(), nil)
		require.NoError(t, err)
		seen := map[string]bool{}
		for resource, err := range api.Resources(t.Context(), pam360.ListResourcesQuery{}) {
			require.NoError(t, err)
			assert.False(t, seen[resource.ResourceID], "resource %s came twice", resource.ResourceID)
			seen[resource.ResourceID] = true
		}
		assert.Len(t, seen, *all.JSON200.Operation.TotalRows)
	})
}

// testPasswords stores passwords that a form may damage and reads them back.
func testPasswords(t *testing.T, api *pam360.Client) {
	ctx := t.Context()
	name, account, kind := "web 01 (new) & co", "svc+deploy", "Linux"
	first := "Aa1!&b+c%d=e f"
	created := pam360.NewResource{ResourceName: name, AccountName: &account, ResourceType: &kind, Password: &first}
	_, err := api.CreateResourceWithResponse(ctx, nil, pam360.CreateResourceInput{Operation: pam360.CreateResourceInputOperation{Details: created}})
	require.NoError(t, err)

	id, err := api.ResourceID(ctx, name)
	require.NoError(t, err)
	resourceID, accountID, err := api.ResourceAndAccountID(ctx, name, account)
	require.NoError(t, err)
	assert.Equal(t, id, resourceID)

	reason := "a test & its reason"
	access := pam360.GetPasswordInput{Operation: pam360.GetPasswordInputOperation{Details: pam360.PasswordAccess{Reason: &reason}}}
	read := func() string {
		reply, err := api.GetPasswordWithResponse(ctx, resourceID, accountID, &pam360.GetPasswordParams{InputData: &access})
		require.NoError(t, err)
		return reply.JSON200.Operation.Details.Password
	}
	assert.Equal(t, first, read())
	for _, next := range []string{"Bb2%41+&x=y z", "Cc3\"'<>{}\\;#ü☃"} {
		change := pam360.PasswordChange{NewPassword: &next, Reason: &reason}
		_, err = api.ChangePasswordWithResponse(ctx, resourceID, accountID, nil,
			pam360.ChangePasswordInput{Operation: pam360.ChangePasswordInputOperation{Details: change}})
		require.NoError(t, err)
		assert.Equal(t, next, read())
	}

	var names []string
	for item, err := range api.Accounts(ctx, resourceID, pam360.ListAccountsQuery{}) {
		require.NoError(t, err)
		names = append(names, item.AccountName)
	}
	assert.Equal(t, []string{account}, names)
}
