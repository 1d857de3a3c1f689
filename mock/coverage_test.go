package mock_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
	"github.com/understudy/understudy/openapi"
)

// covered is what the control plane tells of one operation.
type covered struct {
	OperationID string `json:"operationId"`
	Exercised   bool
	Coverage    []openapi.Used
}

func coverageOf(t *testing.T, s *mock.Server, api, operation string) covered {
	t.Helper()
	got := control(t, s, "GET", "/coverage?api="+api, "")
	require.Equal(t, http.StatusOK, got.status, got.body)
	var list struct{ Operations []covered }
	require.NoError(t, json.Unmarshal([]byte(got.body), &list))
	i := slices.IndexFunc(list.Operations, func(one covered) bool { return one.OperationID == operation })
	require.GreaterOrEqual(t, i, 0, operation)
	return list.Operations[i]
}

// TestCoverageOfAUsersOwnTests: what they asked for, in whichever tenant, and nothing that they sent.
func TestCoverageOfAUsersOwnTests(t *testing.T) {
	t.Parallel()
	s := start(t)
	a := tenant(t, s, "")
	bearer, _ := signIn(t, a.Code42.URL, a.Code42.Username, a.Code42.Password)
	call(t, client, "GET", a.Code42.URL+"/api/v1/User/no-such-user", "", "Authorization", bearer)
	refused := coverageOf(t, s, "code42", "getUser")
	assert.False(t, refused.Exercised)
	assert.Empty(t, refused.Coverage[1].Met, "what was refused has covered no parameter")
	assert.NotEmpty(t, refused.Coverage[0].Met)

	require.Equal(t, http.StatusOK, call(t, client, "GET", a.Code42.URL+"/api/v1/User/1001?incRoles=true", "", "Authorization", bearer).status)
	got := coverageOf(t, s, "code42", "getUser")
	assert.True(t, got.Exercised)
	assert.Contains(t, got.Coverage[0].Met, "200")
	assert.Equal(t, openapi.AspectParameter, got.Coverage[1].Of)
	assert.Subset(t, got.Coverage[1].Met, []string{"path userId", "query incRoles"})
	assert.Contains(t, got.Coverage[2].Met, "200 application/json")
	assert.Contains(t, got.Coverage[3].Met, "data.userUid", "the first answer was checked, and so was read")

	call(t, client, "POST", a.PAM360.URL+"/restapi/json/v1/resources", input(`{"operation":{"Details":{"RESOURCENAME":"never-told-77","RESOURCETYPE":"Linux","ACCOUNTNAME":"root","PASSWORD":"never-told-78"}}}`),
		"AUTHTOKEN", a.PAM360.AuthToken)
	made := coverageOf(t, s, "pam360", "createResource")
	assert.True(t, made.Exercised)
	assert.Contains(t, made.Coverage[1].Met, "body operation.Details.RESOURCENAME")
	call(t, client, "GET", a.PAM360.URL+"/restapi/json/v1/resources/999999999/accounts", "", "AUTHTOKEN", a.PAM360.AuthToken)
	assert.False(t, coverageOf(t, s, "pam360", "listAccounts").Exercised, "it refuses with the status of a success")
	assert.NotContains(t, control(t, s, "GET", "/coverage", "").body, "never-told")

	unknown := control(t, s, "GET", "/coverage?api=library", "")
	assert.Equal(t, http.StatusNotFound, unknown.status)
	assert.Contains(t, unknown.body, "code42, pam360")

	assert.Equal(t, http.StatusNoContent, control(t, s, "DELETE", "/coverage", "").status)
	for _, one := range s.Coverage() {
		assert.False(t, one.Exercised, one.ID)
		for _, of := range one.Used {
			assert.Empty(t, of.Met, one.ID)
		}
	}
}
