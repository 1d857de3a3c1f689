package mock_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestTheMistakesOfAWorldFileAreToldTogether: of every kind, each in one line, in the order of the file.
func TestTheMistakesOfAWorldFileAreToldTogether(t *testing.T) {
	t.Parallel()
	said := refused(t, t.TempDir(), `extends: small
code42:
  sizes: {devices: -4}
  users:
    - {id: 1900, username: a@example.com, password: password, org: 2, roles: [desktop-usr]}
    - {id: 1901, username: b@example.com, pasword: password, org: 1}
  devices: [{id: 7, user: 1001, os: beos}]
  watchlists: [{type: FLIGHT_RISK, members: 500}]
pam360:
  shares: [{resource: nope, user: admin, access: view}, {resource: web-01, user: admin, access: 7}]
`)
	assert.Equal(t, []string{
		` has 9 mistakes`,
		`  line 3: code42.sizes.devices: -4 is not between 0 and 1000000`,
		`  line 5: code42.users[0].org: 2 is the id of no pinned organization; there are 1 (Example Co), 317 (Ops)`,
		`  line 5: code42.users[0].roles[0]: there is no role "desktop-usr"; did you mean "desktop-user"?`,
		`  line 6: code42.users[1].pasword: there is no such key; did you mean "password"?`,
		`  line 7: code42.devices[0].os: "beos" is none of win, mac, linux`,
		`  line 7: code42.devices[0].destination: it is missing; there are 673679195225718785`,
		`  line 8: code42.watchlists[0].members: 500 are drawn from the users who are not pinned, and there are 32; code42.sizes.users would have to be 512 or more`,
		`  line 10: pam360.shares[1].access: "7" is none of view, modify, fullaccess, use`,
		`  line 10: pam360.shares[0].resource: no pinned resource is called "nope"; there are CHTOW-T11-1109, CHTOW-T12-1106, CHTOW-65H3, CHTOW-T09-1109, CHTOW-T08-1109, dc-01, web-01, core-sw-01, fw-edge-01, sql-erp-01, wls-prod-01, contracts, saml-keys, supplier-portal, pay-gw-01`,
	}, strings.Split(said, "\n"))
}

// TestTenMistakesAreToldAndTheOthersCounted: whoever has more begins with these.
func TestTenMistakesAreToldAndTheOthersCounted(t *testing.T) {
	t.Parallel()
	users := func(n int) string {
		return "extends: small\ncode42:\n  sizes: {users: 300}\n  users:\n" + strings.Repeat("    - {username: a@example.com, password: password, org: 5}\n", n)
	}
	for n, last := range map[int]string{10: "  line 14: ", 11: "  and 1 more", 200: "  and 190 more"} {
		lines := strings.Split(refused(t, t.TempDir(), users(n)), "\n")
		assert.Len(t, lines, min(n, 11)+1)
		assert.Contains(t, lines[len(lines)-1], last)
	}
	said := refused(t, t.TempDir(), "extends: small\ncode42:\n  users: ["+strings.Repeat("{x: 1},", 5000)+"]\n")
	assert.Contains(t, said, "  and at least 990 more", "a file with so many is not gone through to its end")
	said = refused(t, t.TempDir(), "extends: small\npam360: {resources: [{name: n, fields: {"+strings.Repeat("x: 1,", 10_001)+"}}]}\n")
	assert.Contains(t, said, "pam360.resources[0].fields: 10001 keys are more than 10000", "nor is one whose keys would all be compared")
}

// TestAMistakeIsNotToldForWhatFollowsFromIt: what is misspelt is not missing besides, and what is no number is not too small.
func TestAMistakeIsNotToldForWhatFollowsFromIt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"code42: {users: [{id: 1900, username: a@example.com, password: password, orgg: 1}]}": `line 2: code42.users[0].orgg: there is no such key; did you mean "org"?`,
		"code42: {users: [{id: 1900, username: a@example.com, password: password, org: x}]}":  `line 2: code42.users[0].org: "x" is not a whole number`,
		"code42: {users: [{id: 1900, username: a@example.com, password: password, org: -1}]}": `line 2: code42.users[0].org: -1 is not between 0 and 9007199254740991`,
		"code42: {sizes: {users: many}}":                                   `line 2: code42.sizes.users: "many" is not a whole number`,
		"pam360: {shares: [{resorce: web-01, user: admin, access: view}]}": `line 2: pam360.shares[0].resorce: there is no such key; did you mean "resource"?`,
	} {
		assert.Equal(t, ": "+want, refused(t, t.TempDir(), "extends: small\n"+text+"\n"))
	}
	said := refused(t, t.TempDir(), "extends: small\ncode42: {sizes: {users: 10}}\n")
	assert.Equal(t, `: in "standard", which it extends, line 85: code42.names: 4 names are of users who are not pinned, and there are 0; code42.sizes.users would have to be 14 or more`,
		said, "of all that do not fit the one that tells what would be enough for all")
	said = refused(t, t.TempDir(), "epoch: 2026-11-01T08:00:00Z\n")
	assert.Equal(t, 1, strings.Count(said, `a file that does not say "extends: small"`), said)
}
