package code42

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/worlds/code42/events"
	"github.com/understudy/understudy/mock/worlds/code42/seed"
	"github.com/understudy/understudy/mock/worlds/code42/state"
	"github.com/understudy/understudy/openapi"
)

// boundToOps makes a user and an API client of the standard world who may do everything, within the organization Ops.
func boundToOps(w *seed.World) {
	w.Roles = append(w.Roles, seed.Role{ID: "all-of-ops", Name: "All of Ops", OrgBound: true, Grants: []string{"*"}})
	w.Users = append(w.Users, seed.User{Username: "bound@example.com", Password: "password", Org: 317, Roles: []string{"all-of-ops"}})
	w.APIClients = append(w.APIClients, seed.APIClient{ID: "bound_client", Secret: "secret", Name: "bound", Roles: []string{"all-of-ops"}})
}

// side is somebody with a device in an organization, on one side of a bound.
type side struct {
	user   state.User
	device state.Device
	org    state.Org
}

// parties are somebody within Ops and somebody beyond it, and all ids and names of what is beyond.
func parties(t *testing.T, w *state.World) (within, beyond side, foreign []string) {
	t.Helper()
	require.NoError(t, w.Read(state.System, func(tx *state.Tx) error {
		ops, err := tx.OrgByID(317)
		require.NoError(t, err)
		inOps, _, err := tx.Users(state.UserFilter{InOrg: state.InOrg{OrgUID: ops.UID}}, state.Page{})
		require.NoError(t, err)
		ours := map[int64]bool{}
		for _, u := range inOps {
			ours[u.ID] = true
		}
		all, _, err := tx.Users(state.UserFilter{}, state.Page{})
		for _, u := range all {
			if !ours[u.ID] {
				foreign = append(foreign, u.UID, u.Username)
			}
		}
		list, _, _, _ := tx.Devices(state.DeviceFilter{}, state.Page{})
		for _, d := range list {
			s := &within
			if !ours[d.UserID] {
				s, foreign = &beyond, append(foreign, d.GUID)
			}
			if s.user.ID == 0 && d.Reported[state.FullDiskAccess] != "" { // or the question for it is answered by nobody
				*s = side{tx.OwnerOf(d), d, tx.OrgOf(d.OrgID)}
			}
		}
		orgs, _ := tx.Orgs(state.OrgFilter{}, state.Page{})
		for _, o := range orgs {
			if o.ID != ops.ID && o.ParentID != ops.ID {
				foreign = append(foreign, o.UID, o.GUID)
			}
		}
		return err
	}))
	require.NotZero(t, within.user.ID)
	require.NotZero(t, beyond.user.ID)
	return within, beyond, foreign
}

// question is a request that changes nothing.
type question struct{ method, path, body string }

// questions are all that can be read, of somebody and in lists.
func questions(t *testing.T, w *state.World, of side, matter string) (all []question) {
	t.Helper()
	get := func(format string, args ...any) { all = append(all, question{"GET", fmt.Sprintf(format, args...), ""}) }
	post := func(path, format string, args ...any) {
		all = append(all, question{"POST", path, fmt.Sprintf(format, args...)})
	}
	const tenant = "1d71796f-af5b-4231-9d8e-df6434da4663"
	for _, path := range []string{
		"/api/v1/Computer?pgSize=1000&incBackupUsage=true", "/api/v1/Computer?active=true", "/api/v27/legal-hold-policy/list", "/api/v27/legal-hold-matter/list",
		"/api/v4/legal-hold-policy/list", "/api/v1/LegalHold", "/api/v1/LegalHold?activeState=ALL", "/api/v1/LegalHoldEventReport",
		"/api/v1/LegalHoldMembership?user=e&activeState=ALL", "/api/v27/legal-hold-membership/list?user=e", "/api/v1/Org?incCounts=true&incSettings=true",
		"/api/v1/Org/my?incInheritedOrgInfo=true", "/api/v1/role", "/api/v3/customer/my", "/v1/user-risk-profiles?page_size=500", "/api/v1/User?pgSize=1000", "/api/v1/User/my",
		"/v1/watchlists?page_size=100", "/forensic-search/queryservice/api/v1/saved", "/forensic-search/queryservice/api/v2/saved",
	} {
		get("%s", path)
	}
	get("/api/v1/Computer/%s?idType=guid&incSettings=true&incBackupUsage=true", of.device.GUID)
	get("/api/v1/Computer?userUid=%s", of.user.UID)
	get("/api/v1/Computer?orgUid=%s", of.org.UID)
	get("/api/v14/agent-state/view-by-device-guid?deviceGuid=%s&propertyName=fullDiskAccess", of.device.GUID)
	get("/api/v14/agent-state/view-by-organization-id?orgId=%d&propertyName=fullDiskAccess", of.org.ID)
	get("/api/v1/connectedServerUrl?guid=%s", of.device.GUID)
	get("/api/v3/orgs/%s?incInheritedOrgInfo=true", of.org.GUID)
	get("/api/v3/users/%s/roles", of.user.UID)
	get("/api/v1/User/%d", of.user.ID)
	get("/api/v1/User?orgUid=%s", of.org.UID)
	get("/api/v18/scim-user-data/collated-view?userId=%s", of.user.UID)
	get("/v1/user-risk-profiles/%s", of.user.UID)
	get("/v1/user-risk-profiles?manager_id=%s", of.user.UID)
	get("/api/v1/LegalHold/%s", matter)
	get("/api/v27/legal-hold-matter/view?legalHoldUid=%s", matter)
	get("/api/v1/LegalHoldMembership?legalHoldUid=%s&activeState=ALL", matter)
	get("/api/v27/legal-hold-membership/list?legalHoldUid=%s", matter)
	require.NoError(t, w.Read(state.System, func(tx *state.Tx) error {
		lists, _ := tx.Watchlists(state.Page{})
		for _, l := range lists {
			get("/v1/watchlists/%s", l.ID)
			get("/v1/watchlists/%s/included-users?page_size=100", l.ID)
			get("/v1/watchlists/%s/members?page_size=100", l.ID)
			get("/v1/watchlists/%s/members/%s", l.ID, of.user.UID)
		}
		for version := range 2 {
			for _, s := range tx.SavedSearches(version + 1) {
				get("/forensic-search/queryservice/api/v%d/saved/%s", version+1, s.ID)
			}
		}
		for _, p := range tx.HoldPolicies() {
			get("/api/v27/legal-hold-policy/view?legalHoldPolicyUid=%s", p.UID)
			get("/api/v4/legal-hold-policy/view?legalHoldPolicyUid=%s", p.UID)
		}
		found, err := w.FileEvents().Search(2, events.Query{PageSize: events.MaxPageSize}, tx.Now)
		require.NoError(t, err)
		for _, row := range found.Rows {
			if e := w.FileEvents().Event(row); e.Device.GUID != "" {
				get("/forensic-search/queryservice/api/v1/filelocations?sha256=%s", e.File.SHA256)
				break
			}
		}
		return nil
	}))
	for version, id := range map[int]string{1: "eventId", 2: "event.id"} {
		post(fmt.Sprintf("/forensic-search/queryservice/api/v%d/fileevent", version),
			`{"groups":[{"filters":[{"term":%q,"operator":"EXISTS","value":null}]}],"pgSize":10000}`, id)
	}
	for _, list := range []string{"departingemployee", "highriskemployee"} {
		post("/svc/api/v2/"+list+"/get", `{"tenantId":%q,"userId":%q}`, tenant, of.user.UID)
		post("/svc/api/v2/"+list+"/search", `{"tenantId":%q,"pgSize":100,"pgNum":1,"filterType":"OPEN","srtKey":"CREATED_AT","srtDirection":"DESC"}`, tenant)
	}
	post("/svc/api/v2/user/getbyid", `{"tenantId":%q,"userId":%q}`, tenant, of.user.UID)
	post("/svc/api/v2/user/getbyusername", `{"tenantId":%q,"username":%q}`, tenant, of.user.Username)
	return all
}

// said are all texts and numbers of an answer, but for whom somebody has sent a file to: that belongs to the event, as its subject does.
func said(v any, into map[string]bool) map[string]bool {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if name != "emailRecipients" && name != "recipients" && name != "sharedWith" {
				said(member, into)
			}
		}
	case []any:
		for _, item := range v {
			said(item, into)
		}
	default:
		into[fmt.Sprint(v)] = true
	}
	return into
}

func (q question) put(t *testing.T, base, bearer string) (status int, body, reason string) {
	t.Helper()
	req, err := http.NewRequest(q.method, base+q.path, strings.NewReader(q.body))
	require.NoError(t, err)
	req.Header.Set("Authorization", bearer)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, string(text), res.Header.Get("X-Understudy-Reason")
}

// mixed makes a matter of the bound user's with a custodian on either side, puts both on every watchlist, and makes the one beyond the
// manager of the one within. It returns the matter.
func mixed(t *testing.T, w *state.World, within, beyond side) (matter string) {
	t.Helper()
	var boundUser state.Actor
	require.NoError(t, w.Read(state.System, func(tx *state.Tx) (err error) {
		boundUser, err = tx.SignIn("bound@example.com", "password", "")
		return err
	}))
	var policy string
	require.NoError(t, w.Read(state.System, func(tx *state.Tx) error { policy = tx.HoldPolicies()[0].UID; return nil }))
	require.NoError(t, w.Write(boundUser.For("legalhold.write"), func(tx *state.Tx) error {
		m, err := tx.CreateMatter(state.NewMatter{Name: "mixed", PolicyUID: policy})
		matter = m.UID
		return err
	}))
	require.NoError(t, w.Write(state.System, func(tx *state.Tx) error {
		lists, _ := tx.Watchlists(state.Page{})
		for _, u := range []string{within.user.UID, beyond.user.UID} {
			_, err := tx.AddToMatter(matter, u)
			require.NoError(t, err)
			for _, l := range lists {
				require.NoError(t, tx.AddToWatchlist(l.ID, []string{u}))
			}
		}
		person := within.user.Person
		person.ManagerUID = &beyond.user.UID
		return tx.SetPerson(within.user.UID, person)
	}))
	return matter
}

// What whoever is bound to an organization reads names nobody and nothing beyond it, whatever is asked; nor does a reason.
func TestNoAnswerToABoundActorNamesWhatIsBeyondItsOrganization(t *testing.T) {
	t.Parallel()
	server, tenants := serve(t, boundToOps)
	w := worldOf(tenants.Default())
	within, beyond, foreign := parties(t, w)
	matter := mixed(t, w, within, beyond)
	bearer := token(t, server.URL, "bound@example.com", "password")
	doc, err := openapi.Load("code42")
	require.NoError(t, err)
	asked, answered := map[string]bool{}, map[string]bool{}
	for _, of := range []side{within, beyond} {
		for _, q := range questions(t, w, of, matter) {
			path, _, _ := strings.Cut(q.path, "?")
			op, _, ok := doc.Match(q.method, path)
			require.True(t, ok, path)
			asked[op.ID] = true
			status, body, reason := q.put(t, server.URL, bearer)
			var answer any
			if status == http.StatusOK {
				require.NoError(t, json.Unmarshal([]byte(body), &answer), body)
				answered[op.ID] = true
			}
			words := said(answer, map[string]bool{})
			for _, name := range foreign {
				if !strings.Contains(q.path+q.body, name) {
					assert.False(t, words[name], "%s %s: %s", q.method, q.path, name)
					assert.NotContains(t, reason, name, "%s %s", q.method, q.path)
				}
			}
		}
	}
	for _, op := range doc.Operations {
		reads := op.Method == http.MethodGet || strings.HasSuffix(op.Permission, ".read")
		if reads && !op.Public && !op.SignIn && op.ID != "getStoredValue" && op.ID != "getServerEnv" {
			assert.True(t, asked[op.ID], "%s is asked for", op.ID)
			assert.True(t, answered[op.ID] || strings.HasPrefix(op.ID, "getSavedSearch"), "%s is answered", op.ID)
		}
	}
}

// An API client belongs to no organization, so what a bound role gives it reaches nothing: lists are empty and counts are zero.
func TestAnAPIClientWithABoundRoleReachesNothing(t *testing.T) {
	t.Parallel()
	server, tenants := serve(t, boundToOps)
	w := worldOf(tenants.Default())
	within, beyond, foreign := parties(t, w)
	matter := mixed(t, w, within, beyond)
	req, err := http.NewRequest(http.MethodPost, server.URL+"/api/v3/oauth/token?grant_type=client_credentials", nil)
	require.NoError(t, err)
	req.SetBasicAuth("bound_client", "secret")
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	var signed map[string]any
	require.NoError(t, json.NewDecoder(res.Body).Decode(&signed))
	bearer := fmt.Sprint("Bearer ", signed["access_token"])
	foreign = append(foreign, within.user.UID, within.user.Username, within.device.GUID, within.org.UID, within.org.GUID)
	for _, q := range questions(t, w, within, matter) {
		_, body, reason := q.put(t, server.URL, bearer)
		var answer any
		_ = json.Unmarshal([]byte(body), &answer)
		words := said(answer, map[string]bool{})
		for _, name := range foreign {
			if !strings.Contains(q.path+q.body, name) {
				assert.False(t, words[name], "%s %s: %s", q.method, q.path, name)
				assert.NotContains(t, reason, name, "%s %s", q.method, q.path)
			}
		}
		for _, count := range []string{"totalCount", "warningCount", "criticalCount", "numberOfUsers", "includedUsersCount"} {
			assert.NotRegexp(t, `"`+count+`":[1-9]`, body, "%s %s", q.method, q.path)
		}
	}
	for path, body := range map[string]string{
		"/v1/watchlists": `{"watchlistType":"CUSTOM","title":"x"}`, "/api/v4/legal-hold-policy/create": `{"name":"x","policy":null}`,
	} {
		status, text, _ := question{"POST", path, body}.put(t, server.URL, bearer)
		assert.Equal(t, 403, status, "%s: %s", path, text)
	}
}

// What concerns people beyond an organization as well is not for whoever is bound to it, and leaves everything as it was.
func TestABoundActorChangesNothingThatConcernsPeopleBeyondItsOrganization(t *testing.T) {
	t.Parallel()
	server, tenants := serve(t, boundToOps)
	w := worldOf(tenants.Default())
	within, beyond, _ := parties(t, w)
	matter := mixed(t, w, within, beyond)
	bearer := token(t, server.URL, "bound@example.com", "password")
	const tenant = "1d71796f-af5b-4231-9d8e-df6434da4663"
	var list, outside, inside string
	require.NoError(t, w.Read(state.System, func(tx *state.Tx) error {
		lists, _ := tx.Watchlists(state.Page{})
		list = lists[0].ID
		held, _, err := tx.HoldMemberships(state.MembershipFilter{MatterUID: matter}, state.Page{})
		for _, m := range held {
			if tx.CustodianOf(m).UID == beyond.user.UID {
				outside = m.UID
			} else {
				inside = m.UID
			}
		}
		return err
	}))
	for _, q := range []question{
		{"DELETE", "/v1/watchlists/" + list, ""},
		{"POST", "/api/v1/LegalHoldMembershipDeactivation", `{"legalHoldMembershipUid":"` + outside + `"}`},
		{"POST", "/api/v4/legal-hold-deactivation/update", `{"legalHoldUid":"` + matter + `"}`},
		{"POST", "/svc/api/v2/departingemployee/setalertstate", `{"tenantId":"` + tenant + `","alertsEnabled":false}`},
		{"POST", "/svc/api/v2/highriskemployee/setalertstate", `{"tenantId":"` + tenant + `","alertsEnabled":false}`},
	} {
		status, body, _ := q.put(t, server.URL, bearer)
		assert.Equal(t, 403, status, "%s %s: %s", q.method, q.path, body)
	}
	require.NoError(t, w.Read(state.System, func(tx *state.Tx) error {
		_, err := tx.WatchlistByID(list)
		m, _ := tx.MatterByUID(matter)
		assert.True(t, m.Active)
		return err
	}))
	status, body, _ := question{"POST", "/api/v1/LegalHoldMembershipDeactivation", `{"legalHoldMembershipUid":"` + inside + `"}`}.put(t, server.URL, bearer)
	assert.Less(t, status, 300, body)
}
