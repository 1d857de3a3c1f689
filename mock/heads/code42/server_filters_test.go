package code42

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/understudy/understudy/mock/worlds/code42/state"
	"github.com/understudy/understudy/openapi"
)

// narrowing is a filter of a list by what it names, which may be beyond the caller's reach.
type narrowing struct{ operation, path, filter string }

var narrowings = []narrowing{
	{"listUsers", "/api/v1/User", "orgUid"}, {"listUsers", "/api/v1/User", "email"}, {"listUsers", "/api/v1/User", "username"}, {"listUsers", "/api/v1/User", "q"},
	{"listDevices", "/api/v1/Computer", "orgUid"}, {"listDevices", "/api/v1/Computer", "userUid"}, {"listDevices", "/api/v1/Computer", "q"},
	{"listDevices", "/api/v1/Computer", "targetComputerGuid"}, {"listDevices", "/api/v1/Computer", "guid"}, {"listDevices", "/api/v1/Computer", "orgId"},
	{"listUsers", "/api/v1/User", "orgId"}, {"listUsers", "/api/v1/User", "userId"}, {"listOrgs", "/api/v1/Org", "q"}, {"listUserRiskProfiles", "/v1/user-risk-profiles", "manager_id"},
	{"listLegalHoldMatters", "/api/v1/LegalHold", "legalHoldUid"}, {"listLegalHoldMatters", "/api/v1/LegalHold", "creatorUserUid"}, {"listLegalHoldMatters", "/api/v1/LegalHold", "name"},
	{"v27ListLegalHoldMatters", "/api/v27/legal-hold-matter/list", "creatorPrincipalId"}, {"v27ListLegalHoldMatters", "/api/v27/legal-hold-matter/list", "name"},
	{"listLegalHoldMemberships", "/api/v1/LegalHoldMembership", "userUid"}, {"listLegalHoldMemberships", "/api/v1/LegalHoldMembership", "user"},
	{"listLegalHoldMemberships", "/api/v1/LegalHoldMembership", "legalHoldUid"},
	{"listLegalHoldMemberships", "/api/v1/LegalHoldMembership", "legalHoldMembershipUid"},
	{"v27ListLegalHoldMemberships", "/api/v27/legal-hold-membership/list", "userUid"},
	{"v27ListLegalHoldMemberships", "/api/v27/legal-hold-membership/list", "user"},
	{"v27ListLegalHoldMemberships", "/api/v27/legal-hold-membership/list", "legalHoldUid"},
	{"listLegalHoldEvents", "/api/v1/LegalHoldEventReport", "legalHoldUid"},
	{"getFileLocationsV1", "/forensic-search/queryservice/api/v1/filelocations", "sha256"},
}

// ofSomething tells of a parameter by its name that it names something.
var ofSomething = regexp.MustCompile(`(?i)(uid|guid|principalId|manager_id|orgId|userId|sha256)$|^(user|username|email|q|name)$`)

// TestAFilterAnswersTheSameForWhatIsForeignAndForWhatThereIsNot: whoever is bound to an organization does not learn what is beyond it.
func TestAFilterAnswersTheSameForWhatIsForeignAndForWhatThereIsNot(t *testing.T) {
	t.Parallel()
	server, tenants := serve(t, boundToOps)
	w := worldOf(tenants.Default())
	_, beyond, _ := parties(t, w)
	foreign := map[string][]string{}
	note := func(value string, filters ...string) {
		for _, filter := range filters {
			foreign[filter] = append(foreign[filter], value)
		}
	}
	require.NoError(t, w.Write(state.System, func(tx *state.Tx) error {
		admin, err := tx.SignIn("test.user@example.com", "password", "")
		require.NoError(t, err)
		m, err := tx.CreateMatter(state.NewMatter{Name: "theirs", PolicyUID: tx.HoldPolicies()[0].UID})
		require.NoError(t, err)
		held, err := tx.AddToMatter(m.UID, beyond.user.UID)
		require.NoError(t, err)
		note(m.UID, "legalHoldUid")
		note(m.Name, "name")
		note(held.UID, "legalHoldMembershipUid")
		note(admin.UID, "creatorUserUid", "creatorPrincipalId", "manager_id", "userUid")
		root, err := tx.OrgByID(1)
		require.NoError(t, err)
		note(root.UID, "orgUid") // which holds what is within reach too
		person := beyond.user.Person
		person.ManagerUID = &admin.UID
		return tx.SetPerson(beyond.user.UID, person)
	}))
	note(beyond.org.UID, "orgUid")
	note(beyond.user.UID, "userUid", "creatorUserUid", "creatorPrincipalId", "manager_id")
	note(beyond.user.Username, "username", "email", "user", "q")
	note(beyond.device.GUID, "q", "targetComputerGuid", "guid")
	note(fmt.Sprint(beyond.org.ID), "orgId")
	note(fmt.Sprint(beyond.user.ID), "userId")
	note(beyond.org.RegistrationKey, "q")
	note(strings.Repeat("ab", 32), "sha256")
	bearer, everybody := token(t, server.URL, "bound@example.com", "password"), token(t, server.URL, "test.user@example.com", "password")
	for _, n := range narrowings {
		require.NotEmpty(t, foreign[n.filter], n.filter)
		for _, value := range foreign[n.filter] {
			nobodys := strings.Map(func(r rune) rune { // of the same shape
				if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' {
					return '9'
				}
				return r
			}, value)
			ask := func(value, bearer string) string {
				status, body, reason := question{http.MethodGet, n.path + "?" + n.filter + "=" + url.QueryEscape(value), ""}.put(t, server.URL, bearer)
				return strings.ReplaceAll(fmt.Sprint(status, " ", body, " ", reason), value, "it")
			}
			assert.Equal(t, ask(nobodys, bearer), ask(value, bearer), "%s?%s=%s", n.path, n.filter, value)
			if n.filter == "orgUid" || n.filter == "orgId" {
				assert.NotEqual(t, ask(nobodys, everybody), ask(value, everybody), "it is there")
			}
		}
	}
	for id, names := range optionalQueries(t) {
		for _, name := range names {
			is := func(n narrowing) bool { return n.operation == id && n.filter == name }
			assert.True(t, !ofSomething.MatchString(name) || slices.ContainsFunc(narrowings, is), "%s?%s is asked for", id, name)
		}
	}
}

// optionalQueries are the names of the query parameters that operations do not need, by operation, but for those of single entities.
func optionalQueries(t *testing.T) map[string][]string {
	t.Helper()
	bundle, err := openapi.Bundle("code42")
	require.NoError(t, err)
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID string `yaml:"operationId"`
			Parameters  []struct {
				Name, In string
				Required bool
			}
		}
	}
	require.NoError(t, yaml.Unmarshal(bundle, &doc))
	found := map[string][]string{}
	for _, item := range doc.Paths {
		for _, op := range item {
			for _, p := range op.Parameters {
				if p.In == "query" && (!p.Required || op.OperationID == "getFileLocationsV1") {
					found[op.OperationID] = append(found[op.OperationID], p.Name)
				}
			}
		}
	}
	require.Greater(t, len(found), 10)
	return found
}
