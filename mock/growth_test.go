package mock_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// A list is a request whose cost must follow from what it answers, not from how large the world is.
type list struct {
	name, head, path string
	body             string // of a POST
	matches          bool   // the vendor reports a total that only a walk over the matches gives, and the larger world has more of them
}

const (
	pinnedUID  = "984118686188300065"
	pinnedGUID = "935873453596901068"
	pinnedHost = "673679195225718785"
)

// searches are the searches of the two detection lists by every filter and in every order.
func searches() (all []list) {
	const body = `{"tenantId":"1d71796f-af5b-4231-9d8e-df6434da4663","pgNum":1,"pgSize":5,"filterType":"%s","srtKey":"%s","srtDirection":"DESC"}`
	filters, keys := []string{"OPEN", "EXFILTRATION_24_HOURS", "EXFILTRATION_30_DAYS"}, []string{"CREATED_AT", "DISPLAY_NAME", "NUM_EVENTS", "TOTAL_BYTES"}
	add := func(of string, filters, keys []string) {
		for _, f := range filters {
			for _, k := range keys {
				all = append(all, list{name: of + " " + f + " by " + k, head: "code42", path: "/svc/api/v2/" + of + "/search", body: fmt.Sprintf(body, f, k)})
			}
		}
	}
	add("highriskemployee", filters, keys)
	add("departingemployee", append(slices.Clone(filters), "LEAVING_TODAY"), append(slices.Clone(keys), "DEPARTURE_DATE"))
	return all
}

// everyList is all that is measured.
func everyList() []list { return slices.Concat(lists, searches(), lists360) }

// lists are all operations that list something which the size of a world is about, each by page and by every filter.
var lists = []list{
	{name: "listUsers", head: "code42", path: "/api/v1/User?pgNum=1&pgSize=20"},
	{name: "listUsers, a late page", head: "code42", path: "/api/v1/User?pgNum=9&pgSize=20"},
	{name: "listUsers active", head: "code42", path: "/api/v1/User?active=true&pgNum=1&pgSize=20"},
	{name: "listUsers username", head: "code42", path: "/api/v1/User?username=test.user@example.com"},
	{name: "listUsers email", head: "code42", path: "/api/v1/User?email=test.user@example.com"},
	{name: "listUsers role", head: "code42", path: "/api/v1/User?roleId=org-admin"},
	{name: "listUsers org", head: "code42", path: "/api/v1/User?orgUid=956377780583791269&pgNum=1&pgSize=20"},
	{name: "listUsers q", head: "code42", path: "/api/v1/User?q=test.user@"},
	{name: "listUsers q with many matches", head: "code42", path: "/api/v1/User?q=smith&pgNum=1&pgSize=20", matches: true},
	{name: "listDevices", head: "code42", path: "/api/v1/Computer?pgNum=1&pgSize=20"},
	{name: "listDevices active", head: "code42", path: "/api/v1/Computer?active=true&pgNum=1&pgSize=20"},
	{name: "listDevices user", head: "code42", path: "/api/v1/Computer?userUid=" + pinnedUID},
	{name: "listDevices org", head: "code42", path: "/api/v1/Computer?orgUid=956377780583791269&pgNum=1&pgSize=20"},
	{name: "listDevices q", head: "code42", path: "/api/v1/Computer?q=" + pinnedGUID},
	{name: "listDevices target", head: "code42", path: "/api/v1/Computer?targetComputerGuid=" + pinnedHost + "&pgNum=1&pgSize=20"},
	{name: "listOrgs", head: "code42", path: "/api/v1/Org?pgNum=1&pgSize=5"},
	{name: "getOrg with counts", head: "code42", path: "/api/v3/orgs/5b6b1a8c-7d0f-4c55-8f5a-1d1d0f4f2a01?incCounts=true"},
	{name: "getOrg with backup usage", head: "code42", path: "/api/v3/orgs/5b6b1a8c-7d0f-4c55-8f5a-1d1d0f4f2a01?incBackupUsage=true"},
	{name: "listRoles", head: "code42", path: "/api/v1/role"},
	{name: "listUserRiskProfiles", head: "code42", path: "/v1/user-risk-profiles?page=1&page_size=20"},
	{name: "listUserRiskProfiles department", head: "code42", path: "/v1/user-risk-profiles?department=nowhere"},
	{name: "listWatchlists", head: "code42", path: "/v1/watchlists?page=1&page_size=20"},
	{name: "listSavedSearches", head: "code42", path: "/forensic-search/queryservice/api/v1/saved"},
	{name: "listHoldPolicies", head: "code42", path: "/api/v4/legal-hold-policy/list"},
	{name: "listMatters", head: "code42", path: "/api/v1/LegalHold?activeState=ALL&pgNum=1&pgSize=20"},
	{name: "listHoldMemberships of a user", head: "code42", path: "/api/v1/LegalHoldMembership?userUid=" + pinnedUID + "&activeState=ALL"},
	{name: "getHoldEvents", head: "code42", path: "/api/v1/LegalHoldEventReport?pgNum=1&pgSize=20"},

	{name: "listUsers org by number", head: "code42", path: "/api/v1/User?orgId=317&pgNum=1&pgSize=20"},
	{name: "listUsers org alone", head: "code42", path: "/api/v1/User?orgId=317&incChildOrgs=false&pgNum=1&pgSize=20"},
	{name: "listUsers id", head: "code42", path: "/api/v1/User?userId=1003"},
	{name: "listUsers uid", head: "code42", path: "/api/v1/User?idType=uid&userId=" + pinnedUID},
	{name: "listUsers with everything", head: "code42", path: "/api/v1/User?incAll=true&userId=1003"},
	{name: "listDevices org by number", head: "code42", path: "/api/v1/Computer?orgId=317&pgNum=1&pgSize=5"},
	{name: "listDevices org alone", head: "code42", path: "/api/v1/Computer?orgId=317&incChildOrgs=false&pgNum=1&pgSize=5"},
	{name: "listDevices guid", head: "code42", path: "/api/v1/Computer?incAll=true&guid=" + pinnedGUID},
	{name: "listDevices with everything", head: "code42", path: "/api/v1/Computer?incAll=true&pgNum=1&pgSize=20"},
	{name: "listDevices by name", head: "code42", path: "/api/v1/Computer?srtKey=name&pgNum=2&pgSize=20"},
	{name: "listDevices by last backup", head: "code42", path: "/api/v1/Computer?active=true&srtKey=lastBackup&srtDir=desc&pgNum=1&pgSize=20"},
	{name: "listDevices by name, of no org and none below", head: "code42", path: "/api/v1/Computer?incChildOrgs=false&srtKey=name&pgNum=1&pgSize=20"},
	{name: "listDevices of an org by name", head: "code42", path: "/api/v1/Computer?orgId=317&srtKey=name&pgNum=1&pgSize=20", matches: true},
	{name: "listOrgs q", head: "code42", path: "/api/v1/Org?q=F6LD-9WVC-E3ZJ-B5RY", matches: true}, // there are few enough to be looked at one by one
	{name: "listOrgs active", head: "code42", path: "/api/v1/Org?active=true&pgNum=1&pgSize=5"},
	{name: "listOrgs inactive", head: "code42", path: "/api/v1/Org?active=false&pgNum=1&pgSize=5"},
	{name: "listOrgs blocked", head: "code42", path: "/api/v1/Org?blocked=true&pgNum=1&pgSize=5"},
	{name: "listUsers inactive", head: "code42", path: "/api/v1/User?active=false&pgNum=1&pgSize=5"},
	{name: "listUsers with roles", head: "code42", path: "/api/v1/User?incRoles=true&pgNum=1&pgSize=20"},
	{name: "listUsers role and active", head: "code42", path: "/api/v1/User?roleId=org-admin&active=true"},
	{name: "listUsers org and active", head: "code42", path: "/api/v1/User?orgUid=956377780583791269&active=true&pgNum=1&pgSize=20", matches: true},
	{name: "listDevices inactive", head: "code42", path: "/api/v1/Computer?active=false&pgNum=1&pgSize=5"},
	{name: "listDevices blocked", head: "code42", path: "/api/v1/Computer?blocked=true&pgNum=1&pgSize=5"},
	{name: "listDevices not blocked", head: "code42", path: "/api/v1/Computer?blocked=false&pgNum=1&pgSize=20"},
	{name: "listDevices with backup usage", head: "code42", path: "/api/v1/Computer?incBackupUsage=true&pgNum=1&pgSize=20"},
	{name: "listDevices target that is none", head: "code42", path: "/api/v1/Computer?targetComputerGuid=1&pgNum=1&pgSize=20"},
	{name: "listDevices target and active", head: "code42", path: "/api/v1/Computer?targetComputerGuid=" + pinnedHost + "&active=true&pgNum=1&pgSize=20", matches: true},
	{name: "listOrgs with everything", head: "code42", path: "/api/v1/Org?pgNum=1&pgSize=5&incCounts=true&incBackupUsage=true&incSettings=true&incInheritedOrgInfo=true"},
	{name: "listUserRiskProfiles blank department", head: "code42", path: "/v1/user-risk-profiles?department=&page=1&page_size=20"},
	{name: "listUserRiskProfiles title", head: "code42", path: "/v1/user-risk-profiles?title=nowhere"},
	{name: "listUserRiskProfiles division", head: "code42", path: "/v1/user-risk-profiles?division=nowhere"},
	{name: "listUserRiskProfiles employment_type", head: "code42", path: "/v1/user-risk-profiles?employment_type=nowhere"},
	{name: "listUserRiskProfiles country", head: "code42", path: "/v1/user-risk-profiles?country=nowhere"},
	{name: "listUserRiskProfiles region", head: "code42", path: "/v1/user-risk-profiles?region=nowhere"},
	{name: "listUserRiskProfiles locality", head: "code42", path: "/v1/user-risk-profiles?locality=nowhere"},
	{name: "listUserRiskProfiles manager_id", head: "code42", path: "/v1/user-risk-profiles?manager_id=nowhere"},
	{name: "listUserRiskProfiles active", head: "code42", path: "/v1/user-risk-profiles?active=true&page=1&page_size=20"},
	{name: "listUserRiskProfiles deleted", head: "code42", path: "/v1/user-risk-profiles?deleted=true"},
	{name: "listUserRiskProfiles support", head: "code42", path: "/v1/user-risk-profiles?support_user=true"},
	{name: "listSavedSearches version 2", head: "code42", path: "/forensic-search/queryservice/api/v2/saved"},
	{name: "listMatters active", head: "code42", path: "/api/v1/LegalHold?activeState=ACTIVE&pgNum=1&pgSize=20"},
	{name: "listMatters name", head: "code42", path: "/api/v1/LegalHold?name=zzz&activeState=ALL"},
	{name: "listMatters uid", head: "code42", path: "/api/v1/LegalHold?legalHoldUid=1"},
	{name: "listMatters creator", head: "code42", path: "/api/v1/LegalHold?creatorUserUid=" + pinnedUID + "&activeState=ALL&pgNum=1&pgSize=20"},
	{name: "listMatters reference", head: "code42", path: "/api/v1/LegalHold?holdExtRef=none&activeState=ALL"},
	{name: "listHoldMemberships of nobody", head: "code42", path: "/api/v1/LegalHoldMembership?user=nobody-at-all&activeState=ALL"},
	{name: "listHoldMemberships of an unknown matter", head: "code42", path: "/api/v1/LegalHoldMembership?legalHoldUid=1&activeState=ACTIVE"},
	{name: "getHoldEvents of an unknown matter", head: "code42", path: "/api/v1/LegalHoldEventReport?legalHoldUid=1&pgNum=1&pgSize=20"},
	{name: "getHoldEvents of a period", head: "code42", path: "/api/v1/LegalHoldEventReport?minEventDate=1990-01-01T00:00:00Z&maxEventDate=1990-01-02T00:00:00Z&pgNum=1&pgSize=20"},
}

// eightfold is eight times the standard world.
const eightfold = "code42: {sizes: {orgs: 40, users: 1760, devices: 2400}}\npam360: {sizes: {users: 240, resources: 480, accounts: 1760}}\n"

// scaled serves the standard world with so many times its people, devices, resources and accounts.
func scaled(t testing.TB, sizes string) *mock.Server {
	t.Helper()
	file := filepath.Join(t.TempDir(), "world.yaml")
	require.NoError(t, os.WriteFile(file, []byte("extends: standard\n"+sizes), 0o600))
	return start(t, func(o *mock.Options) { o.World = file })
}

// asked sends what a list is, and gives the size of the answer.
func (l list) asked(t testing.TB, s *mock.Server, bearer string) int {
	t.Helper()
	method := http.MethodGet
	if l.body != "" {
		method = http.MethodPost
	}
	request := httptest.NewRequest(method, l.path, strings.NewReader(l.body))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", bearer)
	if l.head == "pam360" {
		request.Header = http.Header{"Authtoken": {s.Access().PAM360.AuthToken}}
	}
	w := httptest.NewRecorder()
	s.Handler(l.head).ServeHTTP(w, request)
	require.Equal(t, http.StatusOK, w.Code, "%s: %s", l.name, w.Body)
	require.NotContains(t, w.Body.String(), `"Failed"`, l.name)
	return w.Body.Len()
}

func signedIn(t testing.TB, s *mock.Server) string {
	t.Helper()
	a := s.Access()
	bearer, refused := signIn(t, a.Code42.URL, a.Code42.Username, a.Code42.Password)
	require.NotEmpty(t, bearer, refused.body)
	return bearer
}

// TestAListOpensTheRowsThatItAnswersNotThoseThatThereAre compares two worlds of which one has eight times as much in it. Rows are
// counted, not time, so that the result is the same everywhere: those that are opened, and those whose texts are looked at.
func TestAListOpensTheRowsThatItAnswersNotThoseThatThereAre(t *testing.T) {
	t.Parallel()
	usual := scaled(t, "")
	large := scaled(t, eightfold)
	bearers := map[*mock.Server]string{usual: signedIn(t, usual), large: signedIn(t, large)}
	cost := func(s *mock.Server, l list) (opened, glances int64) {
		tally := s.CountRows()
		l.asked(t, s, bearers[s])
		return tally.Opened(), tally.Glances()
	}
	for _, l := range everyList() {
		few, fewLooked := cost(usual, l)
		many, manyLooked := cost(large, l)
		t.Logf("%-40s opens %4d rows and looks at %4d in the standard world, %4d and %4d in one of eight times the size", l.name, few, fewLooked, many, manyLooked)
		if !l.matches {
			assert.LessOrEqual(t, float64(many), 1.5*float64(few), "%s: rows opened", l.name)
			assert.LessOrEqual(t, float64(manyLooked), 2+1.5*float64(fewLooked), "%s: rows looked at", l.name)
		}
	}
}
