package code42

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/worlds/code42/state"
	"github.com/understudy/understudy/openapi"
)

// reachingOut are the operations that change something, each on what is beyond an organization. Words in braces stand for that.
const reachingOut = `
POST   /api/v1/User                                     {"orgUid":"{orgUid}","username":"in@example.com","email":"in@example.com","password":null,"firstName":null,"lastName":null,"notes":null}
PUT    /api/v1/User/{userUid}?idType=uid                {"notes":"x"}
PUT    /api/v1/User/{userId}                            {"password":"mine-by-now-1"}
POST   /api/v3/users/{userUid}/block
POST   /api/v3/users/{userUid}/unblock
POST   /api/v3/users/{userUid}/deactivate               {"block":true}
POST   /api/v3/users/{userUid}/activate                 {"unblock":true}
POST   /api/v3/users/{userUid}/move                     {"orgId":317}
POST   /api/v3/users/{ownUid}/move                      {"orgId":{orgId}}
PUT    /api/v3/users/{userUid}/roles                    {"roleIds":[]}
POST   /api/v3/orgs                                     {"orgName":"x","parentOrgGuid":"{orgGuid}"}
PUT    /api/v3/orgs/{orgGuid}                           {"notes":"x"}
POST   /api/v3/orgs/{orgGuid}/block
POST   /api/v3/orgs/{orgGuid}/unblock
POST   /api/v3/orgs/{orgGuid}/deactivate
POST   /api/v3/orgs/{orgGuid}/activate
PUT    /api/v1/ComputerBlock/{deviceId}
DELETE /api/v1/ComputerBlock/{deviceId}
POST   /api/v4/computer-deactivation/update             {"id":{deviceId}}
POST   /api/v4/computer-deactivation/remove             {"id":{deviceId}}
PUT    /api/v1/ComputerDeauthorization/{deviceId}
POST   /api/v4/device-upgrade/upgrade-device            {"deviceGuid":"{deviceGuid}"}
PATCH  /v1/user-risk-profiles/{userUid}?paths=notes     {"notes":"x"}
POST   /v1/user-risk-profiles/{userUid}/add-cloud-aliases     {"userId":"{userUid}","cloudAliases":["x@example.com"]}
POST   /v1/user-risk-profiles/{userUid}/delete-cloud-aliases  {"userId":"{userUid}","cloudAliases":["x@example.com"]}
DELETE /v1/watchlists/{list}
POST   /v1/watchlists/{list}/included-users/add         {"watchlistId":"{list}","userIds":["{userUid}"]}
POST   /v1/watchlists/{list}/included-users/delete      {"watchlistId":"{list}","userIds":["{userUid}"]}
POST   /svc/api/v2/departingemployee/add                {"tenantId":"{tenant}","userId":"{userUid}","departureDate":"2030-01-02"}
POST   /svc/api/v2/departingemployee/update             {"tenantId":"{tenant}","userId":"{userUid}","departureDate":"2030-01-02"}
POST   /svc/api/v2/departingemployee/remove             {"tenantId":"{tenant}","userId":"{userUid}"}
POST   /svc/api/v2/departingemployee/setalertstate      {"tenantId":"{tenant}","alertsEnabled":false}
POST   /svc/api/v2/highriskemployee/add                 {"tenantId":"{tenant}","userId":"{userUid}"}
POST   /svc/api/v2/highriskemployee/remove              {"tenantId":"{tenant}","userId":"{userUid}"}
POST   /svc/api/v2/highriskemployee/setalertstate       {"tenantId":"{tenant}","alertsEnabled":false}
POST   /svc/api/v2/user/updatenotes                     {"tenantId":"{tenant}","userId":"{userUid}","notes":"x"}
POST   /svc/api/v2/user/addriskfactors                  {"tenantId":"{tenant}","userId":"{userUid}","riskFactors":["FLIGHT_RISK"]}
POST   /svc/api/v2/user/removeriskfactors               {"tenantId":"{tenant}","userId":"{userUid}","riskFactors":["FLIGHT_RISK"]}
POST   /svc/api/v2/user/addcloudusernames               {"tenantId":"{tenant}","userId":"{userUid}","cloudUsernames":["x@example.com"]}
POST   /svc/api/v2/user/removecloudusernames            {"tenantId":"{tenant}","userId":"{userUid}","cloudUsernames":["x@example.com"]}
POST   /svc/api/v2/user/refresh                         {"tenantId":"{tenant}","userId":"{userUid}"}
POST   /api/v1/LegalHoldMembership                      {"legalHoldUid":"{matter}","userUid":"{userUid}"}
POST   /api/v27/legal-hold-membership/create            {"legalHoldUid":"{matter}","userUid":"{userUid}"}
POST   /api/v1/LegalHoldMembershipDeactivation          {"legalHoldMembershipUid":"{membership}"}
POST   /api/v27/legal-hold-membership/deactivate        {"legalHoldMembershipUid":"{membership}"}
POST   /api/v4/legal-hold-deactivation/update           {"legalHoldUid":"{matter}"}
POST   /api/v27/legal-hold-matter/deactivate            {"legalHoldUid":"{matter}"}
PUT    /api/v1/LegalHoldReactivation/{closed}
POST   /api/v27/legal-hold-matter/activate              {"legalHoldUid":"{closed}"}
`

// newOnes make what belongs to no organization, so that nothing beyond one is concerned.
var newOnes = []string{
	"createWatchlist", "createLegalHoldPolicy", "v27CreateLegalHoldPolicy", "createLegalHoldMatter", "v27CreateLegalHoldMatter",
}

// Every operation that changes something is refused to whoever is bound to an organization, where it is about somebody or something
// beyond it, and leaves everything as it was.
func TestNoOperationOfABoundActorReachesBeyondItsOrganization(t *testing.T) {
	t.Parallel()
	server, tenants := serve(t, boundToOps)
	w := worldOf(tenants.Default())
	within, beyond, _ := parties(t, w)
	matter := mixed(t, w, within, beyond)
	const tenant = "1d71796f-af5b-4231-9d8e-df6434da4663"
	words := []string{
		"{userUid}", beyond.user.UID, "{userId}", strconv.FormatInt(beyond.user.ID, 10), "{ownUid}", within.user.UID, "{tenant}", tenant, "{matter}", matter,
		"{orgUid}", beyond.org.UID, "{orgGuid}", beyond.org.GUID, "{orgId}", strconv.FormatInt(beyond.org.ID, 10),
		"{deviceId}", strconv.FormatInt(beyond.device.ID, 10), "{deviceGuid}", beyond.device.GUID,
	}
	require.NoError(t, w.Read(state.System, func(tx *state.Tx) error {
		lists, _ := tx.Watchlists(state.Page{})
		closed, _ := tx.Matters(state.MatterFilter{Active: new(bool)}, state.Page{})
		held, _, err := tx.HoldMemberships(state.MembershipFilter{MatterUID: matter}, state.Page{})
		for _, m := range held {
			if tx.CustodianOf(m).UID == beyond.user.UID {
				words = append(words, "{membership}", m.UID)
			}
		}
		words = append(words, "{list}", lists[0].ID, "{closed}", closed[0].UID)
		return err
	}))
	bound, admin := token(t, server.URL, "bound@example.com", "password"), token(t, server.URL, "test.user@example.com", "password")
	everything := func() (all []string) {
		for _, q := range questions(t, w, beyond, matter) {
			if strings.HasSuffix(q.path, "/fileevent") {
				continue // nothing changes events
			}
			status, body, _ := q.put(t, server.URL, admin)
			all = append(all, q.path+" "+strconv.Itoa(status)+" "+timestamp.ReplaceAllString(body, ""))
		}
		return all
	}
	before, tried := everything(), map[string]bool{}
	doc, err := openapi.Load("code42")
	require.NoError(t, err)
	for line := range strings.Lines(strings.TrimSpace(strings.NewReplacer(words...).Replace(reachingOut))) {
		parts := append(strings.Fields(strings.TrimSpace(line)), "")
		q := question{parts[0], parts[1], parts[2]}
		path, _, _ := strings.Cut(q.path, "?")
		op, _, ok := doc.Match(q.method, path)
		require.True(t, ok, line)
		tried[op.ID] = true
		for range 2 { // clients send every failure again
			status, body, _ := q.put(t, server.URL, bound)
			assert.Contains(t, []int{403, 404}, status, "%s %s", line, body)
		}
	}
	assert.Equal(t, before, everything())
	for _, id := range newOnes {
		tried[id] = true
	}
	for _, op := range doc.Operations {
		if op.Method != http.MethodGet && op.Permission != "" && !strings.HasSuffix(op.Permission, ".read") {
			assert.True(t, tried[op.ID], "%s is tried", op.ID)
		}
	}
}

// timestamp is when an envelope was made.
var timestamp = regexp.MustCompile(`"timestamp":"[^"]*"`)
