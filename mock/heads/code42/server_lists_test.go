package code42

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// TestAListInARequestIsRefusedForItsLengthBeforeAnybodyWorksOnIt: 300,000 cloud usernames took minutes, to be told that two are allowed.
func TestAListInARequestIsRefusedForItsLengthBeforeAnybodyWorksOnIt(t *testing.T) {
	t.Parallel()
	server, tenants := serve(t)
	bearer := token(t, server.URL, "test.user@example.com", "password")
	const user, tenant = "984118686188300065", "1d71796f-af5b-4231-9d8e-df6434da4663"
	var watchlist string
	require.NoError(t, worldOf(tenants.Default()).Read(state.System, func(tx *state.Tx) error {
		lists, _ := tx.Watchlists(state.Page{})
		watchlist = lists[0].ID
		return nil
	}))
	names := make([]string, 10_001)
	for i := range names {
		names[i] = fmt.Sprintf("n%d@example.com", i)
	}
	many, err := json.Marshal(names)
	require.NoError(t, err)
	known := fmt.Sprintf(`"tenantId":%q,"userId":%q`, tenant, user)
	for _, q := range []question{
		{"POST", "/v1/user-risk-profiles/" + user + "/add-cloud-aliases", `{"userId":"` + user + `","cloudAliases":%s}`},
		{"POST", "/v1/user-risk-profiles/" + user + "/delete-cloud-aliases", `{"userId":"` + user + `","cloudAliases":%s}`},
		{"POST", "/svc/api/v2/user/addcloudusernames", `{` + known + `,"cloudUsernames":%s}`},
		{"POST", "/svc/api/v2/user/removecloudusernames", `{` + known + `,"cloudUsernames":%s}`},
		{"POST", "/svc/api/v2/user/addriskfactors", `{` + known + `,"riskFactors":%s}`},
		{"POST", "/svc/api/v2/user/removeriskfactors", `{` + known + `,"riskFactors":%s}`},
		{"POST", "/v1/watchlists/" + watchlist + "/included-users/add", `{"watchlistId":"` + watchlist + `","userIds":%s}`},
		{"POST", "/v1/watchlists/" + watchlist + "/included-users/delete", `{"watchlistId":"` + watchlist + `","userIds":%s}`},
		{"PUT", "/api/v3/users/" + user + "/roles", `{"roleIds":%s}`},
		{"POST", "/svc/api/v2/highriskemployee/search", `{"tenantId":"` + tenant + `","pgSize":10,"pgNum":1,"riskFactors":%s}`},
	} {
		q.body = fmt.Sprintf(q.body, many)
		status, body, _ := q.put(t, server.URL, bearer)
		assert.Equal(t, http.StatusBadRequest, status, "%s: %.200s", q.path, body)
		assert.Contains(t, body, "10000", "%s: %.200s", q.path, body)
	}
}
