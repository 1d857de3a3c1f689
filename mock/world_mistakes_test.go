package mock_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
	"github.com/understudy/understudy/openapi"
)

// goWords are words that whoever writes a world file need not know.
var goWords = regexp.MustCompile(`seed\.|store:|mock\.|state\.|yaml:|unmarshal|\[\]|map\[|int64|struct|time\.|!!|<nil>|%!`)

// refused is what the server says of a world file. It must name the file, have a line for each mistake, ten at most, and no Go type.
func refused(t *testing.T, folder, text string) string {
	t.Helper()
	name := filepath.Join(folder, "w.yaml")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	_, err := mock.NewAtTestDay(mock.Options{World: name})
	if !assert.Error(t, err, text) {
		return ""
	}
	said, named := strings.CutPrefix(err.Error(), `world "`+name+`"`)
	assert.True(t, named, "%s: the file is not named: %s", text, err)
	assert.NotRegexp(t, goWords, said, text)
	lines := strings.Split(said, "\n")
	assert.LessOrEqual(t, len(lines), 13, text)
	for i, line := range lines {
		assert.Less(t, len(line), 600, text)
		assert.True(t, i == 0 || strings.HasPrefix(line, "  "), said)
	}
	return said
}

// worldKey is a key of a world file: where it stands, with the text around it, and what it takes.
type worldKey struct {
	path, before, after string
	takes               reflect.Type
}

// worldKeys are all keys of a world file. What is in itself, as a group of groups, is gone through once.
func worldKeys(of reflect.Type, path, before, after string, within ...reflect.Type) (list []worldKey) {
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
		if of.Kind() == reflect.Slice {
			path, before, after = path+"[0]", before+"[", "]"+after
		}
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct || of == reflect.TypeFor[time.Time]() || slices.Contains(within, of) {
		return nil
	}
	within = append(slices.Clone(within), of)
	for _, field := range mock.FieldsOf(of) {
		key := worldKey{strings.TrimPrefix(path+"."+field.Tag.Get("yaml"), "."), before + "{" + field.Tag.Get("yaml") + ": ", "}" + after, field.Type}
		list = append(append(list, key), worldKeys(field.Type, key.path, key.before, key.after, within...)...)
	}
	return list
}

// wrongValues are values that a type does not take, with what is said of them.
func wrongValues(takes reflect.Type) map[string]string {
	if takes.Kind() == reflect.Pointer {
		takes = takes.Elem()
	}
	switch {
	case takes == reflect.TypeFor[time.Time]():
		return map[string]string{"yesterday": `"yesterday" is not an instant such as 2026-`, "[]": "a list stands where an instant", "7": `"7" is not an instant`}
	case takes == reflect.TypeFor[time.Duration]():
		return map[string]string{"soon": `"soon" is not a duration such as 30m`, "5": `"5" is not a duration`, "1.5": `"1.5" is not a duration`, "{}": "a mapping stands where a duration"}
	}
	switch takes.Kind() {
	case reflect.String:
		return map[string]string{"[x]": "a list stands where a text has to", "{x: y}": "a mapping stands where a text has to", "!!binary =": `"=" is not a text`}
	case reflect.Bool:
		return map[string]string{"maybe": `"maybe" is not true or false`, "7": `"7" is not true or false`, "[]": "a list stands where true or false has to"}
	case reflect.Int, reflect.Int64:
		return map[string]string{"many": `"many" is not a whole number`, "1.5": `"1.5" is not`, "'5'": `"5" is not`, "1e30": `"1e30" is not`, "true": `"true" is not`, "[]": "a list stands where a whole number has to"}
	case reflect.Interface:
		return nil // it is looked at by whoever knows what it may be
	case reflect.Slice:
		return map[string]string{"x": `a single value stands where a list has to`, "{x: y}": "a mapping stands where a list has to"}
	}
	return map[string]string{"x": `a single value stands where keys with values have to`, "[]": "a list stands where keys with values have to"}
}

// TestEveryKeyOfAWorldFileSaysWhatItTakes: with the line, the path, what stands there, and what would be right.
func TestEveryKeyOfAWorldFileSaysWhatItTakes(t *testing.T) {
	t.Parallel()
	folder, keys := t.TempDir(), worldKeys(mock.WorldType, "", "", "")
	assert.Greater(t, len(keys), 150)
	for _, key := range keys {
		for value, want := range wrongValues(key.takes) {
			if openapi.SoundsSecret(key.path[strings.LastIndex(key.path, ".")+1:]) {
				want = regexp.MustCompile(`^".*?"`).ReplaceAllString(want, "what is there")
			}
			assert.Contains(t, refused(t, folder, "# a comment\n"+key.before+value+key.after+"\n"), "line 2: "+key.path+": "+want)
		}
	}
}

// TestAMisspeltKeyOfAWorldFileIsToldItsNearest: at every place where keys stand.
func TestAMisspeltKeyOfAWorldFileIsToldItsNearest(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, key := range worldKeys(mock.WorldType, "", "", "") {
		name := key.path[strings.LastIndex(key.path, ".")+1:]
		misspelt := name + "x"
		before := strings.TrimSuffix(key.before, name+": ") + misspelt + ": "
		said := refused(t, folder, before+"1"+key.after+"\n")
		assert.Contains(t, said, "line 1: "+key.path+`x: there is no such key; did you mean "`+name+`"?`)
	}
	assert.Contains(t, refused(t, folder, "extends: small\ncode42: {people: []}"),
		"line 2: code42.people: there is no such key; there are sizes, tenant, roles", "where none is near, all are named")
}

// TestWhatAWorldFileRefersToHasToBeThere: each reference, with the path in the file that was written, however many entries the
// extended world has before it.
func TestWhatAWorldFileRefersToHasToBeThere(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	resource := func(more string) string {
		return "pam360: {resources: [{id: 77000, name: rr, type: Linux, owner: admin, " + more + "}]}"
	}
	account := func(more string) string { return resource("accounts: [{name: root, " + more + "}]") }
	for text, want := range map[string]string{
		"code42: {users: [{id: 1900, username: y@x.com, password: pass-word-1, org: 77}]}":                      `code42.users[0].org: 77 is the id of no pinned organization; there are 1 (Example Co), 317 (Ops)`,
		"code42: {users: [{id: 1900, username: y@x.com, password: pass-word-1}]}":                               `code42.users[0].org: it is missing`,
		"code42: {users: [{id: 1900, password: pass-word-1, org: 1}]}":                                          `code42.users[0].username: it is missing`,
		"code42: {users: [{username: basic.user@example.com, roles: [desktopuser]}]}":                           `code42.users[0].roles[0]: there is no role "desktopuser"; did you mean "desktop-user"?`,
		"code42: {orgs: [{id: 1900, name: x, parent: 88}]}":                                                     `code42.orgs[0].parent: 88 is the id of no organization before it; there are 1 (Example Co), 317 (Ops)`,
		"code42: {devices: [{id: 7, user: 1}]}":                                                                 `code42.devices[0].user: 1 is the id of no pinned user; there are 1001 (test.user@example.com), 1002`,
		"code42: {devices: [{id: 7, user: 1001}]}":                                                              `code42.devices[0].destination: it is missing; there are `,
		"code42: {legalHold: {by: 5}}":                                                                          `code42.legalHold.by: 5 is the id of no pinned user; there are 1001`,
		"code42: {legalHold: {matters: [{name: M, policy: none}]}}":                                             `code42.legalHold.matters[0].policy: there is no policy "none"; there are Keep everything`,
		"code42: {watchlists: [{title: x}]}":                                                                    `code42.watchlists[0].type: it is missing`,
		"code42: {watchlists: [{type: NOPE}]}":                                                                  `code42.watchlists[0].type: "NOPE" is none of CONTRACT_EMPLOYEE`,
		"code42: {savedSearches: [{name: n, version: 1, by: 1}]}":                                               `code42.savedSearches[0].by: 1 is the id of no pinned user; there are 1001`,
		"code42: {savedSearches: [{name: n, by: 1001}]}":                                                        `code42.savedSearches[0].version: it is missing`,
		"code42: {fileEvents: [{name: n, directory: d, before: 5h}]}":                                           `code42.fileEvents[0].device: it is missing`,
		"code42: {fileEvents: [{device: '7', name: n, directory: d, before: 5h}]}":                              `code42.fileEvents[0].device: "7" is the guid of no device; there are 935873453596901068 (PINNED-LAPTOP)`,
		"code42: {legalHold: {matters: [{name: M, policy: Keep everythin}]}}":                                   `code42.legalHold.matters[0].policy: there is no policy "Keep everythin"; did you mean "Keep everything"?`,
		"code42: {devices: [{id: 7, user: 1001, destination: '673679195225718784'}]}":                           `code42.devices[0].destination: there is no destination with the guid "673679195225718784"; did you mean "673679195225718785"?`,
		"code42: {apiClients: [{id: c2, secret: s, roles: [org-admn]}]}":                                        `code42.apiClients[0].roles[0]: there is no role "org-admn"; did you mean "org-admin"?`,
		"pam360: {users: [{id: 7700, username: uu, role: Administrator, hostName: ci}]}":                        `pam360.users[0].hostName: no host of the organization is called "ci"; there are ci-runner-01, sam-7276, localhost`,
		"pam360: {resourceGroups: [{id: 5000, name: G, owner: admin, parent: 9}]}":                              `pam360.resourceGroups[0].parent: 9 is the id of no resource group before it; there are 301 (Default Group)`,
		"pam360: {resourceGroups: [{id: 5000, name: G, owner: admin, criteria: [{field: LOCATON, value: x}]}]}": `pam360.resourceGroups[0].criteria[0].field: "LOCATON" is neither a field of resources nor a custom field that can be compared; did you mean "LOCATION"?`,
		"code42: {roles: [{id: rr, name: RR, grants: [users.raed]}]}":                                           `code42.roles[0].grants[0]: there is no permission "users.raed"; did you mean "users.read"?`,
		"code42: {users: []}":                                                               `code42.users: there is none`,
		"pam360: {users: [{id: 7700, username: uu}]}":                                       `pam360.users[0].role: it is missing; there are Administrator`,
		"pam360: {users: [{id: 7700, username: uu, role: administrator}]}":                  `pam360.users[0].role: there is no role "administrator"; did you mean "Administrator"?`,
		"pam360: {customFields: [{label: L}]}":                                              `pam360.customFields[0].of: it is missing`,
		"pam360: {customFields: [{of: account, label: L, type: Bird}]}":                     `pam360.customFields[0].type: "Bird" is none of Character`,
		"pam360: {userGroups: [{id: 5000, name: G, members: [nobody]}]}":                    `pam360.userGroups[0].members[0]: no pinned user is called "nobody"; there are admin, privadmin`,
		"pam360: {resourceGroups: [{id: 5000, name: G, owner: nobody}]}":                    `pam360.resourceGroups[0].owner: no pinned user is called "nobody"; there are admin, privadmin`,
		"pam360: {resourceGroups: [{id: 5000, name: G, owner: admin, types: [Lynux]}]}":     `types[0]: no resource type is called "Lynux"; did you mean "Linux"?`,
		"pam360: {resources: [{id: 77000, name: rr, type: Linux, owner: nobody}]}":          `pam360.resources[0].owner: no pinned user is called "nobody"`,
		"pam360: {resources: [{id: 77000, name: rr, type: Nope, owner: admin}]}":            `pam360.resources[0].type: no resource type is called "Nope"; there are Windows, WindowsDomain, Linux`,
		resource("policy: Nope"):                                                            `pam360.resources[0].policy: no password policy is called "Nope"; there are Strong, Medium`,
		resource("group: Nope"):                                                             `pam360.resources[0].group: no resource group is called "Nope"; there are Default Group, Linux Servers`,
		resource("fields: {Nope: x}"):                                                       `pam360.resources[0].fields.Nope: no custom field of resources has the label "Nope"; there are SERIES, Cost centre`,
		resource("remoteReset: nobody"):                                                     `pam360.resources[0].remoteReset: the resource "rr" has no account "nobody"`,
		"pam360: {policies: [{id: 9, name: P, minLength: 5, maxLength: 9, default: true}]}": `pam360.policies: exactly one must be the default, and 2 are`,
		account("policy: Nope"):                                                             `pam360.resources[0].accounts[0].policy: no password policy is called "Nope"`,
		account("fields: {Nope: x}"):                                                        `pam360.resources[0].accounts[0].fields.Nope: no custom field of accounts has the label "Nope"; there are LOCAL, Employee`,
		account("totpSecret: '1!'"):                                                         `pam360.resources[0].accounts[0].totpSecret: it must be base32`,
		account("totpAlgorithm: MD5"):                                                       `pam360.resources[0].accounts[0].totpAlgorithm: "MD5" is none of SHA1`,
		"pam360: {shares: [{resource: nope}]}":                                              `pam360.shares[0].resource: no pinned resource is called "nope"; there are CHTOW-T11-1109`,
		"pam360: {shares: [{resource: web-01, account: nope}]}":                             `pam360.shares[0].account: the resource "web-01" has no account "nope"; there are `,
		"pam360: {shares: [{resource: web-01, user: nope, access: view}]}":                  `pam360.shares[0].user: no pinned user is called "nope"`,
		"pam360: {shares: [{resource: web-01, userGroup: nope, access: view}]}":             `pam360.shares[0].userGroup: no user group is called "nope"; there are System Administration, SDP Group, Interns`,
		"pam360: {shares: [{resource: web-01, user: auditor}]}":                             `pam360.shares[0].access: it is missing`,
		"pam360: {shares: [{resourceGroup: nope, user: auditor, access: view}]}":            `pam360.shares[0].resourceGroup: no pinned resource group is called "nope"; there are Default Group`,
		"pam360: {accessControls: [{resource: web-01, approvers: [nope]}]}":                 `pam360.accessControls[0].approvers[0]: no pinned user is called "nope"`,
		"pam360: {accessControls: [{resource: web-01, approverGroups: [nope]}]}":            `pam360.accessControls[0].approverGroups[0]: no user group is called "nope"; there are System Administration`,
	} {
		assert.Contains(t, refused(t, folder, "extends: standard\n"+text+"\n"), want)
	}
}

// TestAKeyThatIsThereTwiceIsToldBothLines: the decoder would say it in its own words.
func TestAKeyThatIsThereTwiceIsToldBothLines(t *testing.T) {
	t.Parallel()
	said := refused(t, t.TempDir(), "extends: small\ncode42:\n  sizes: {users: 20}\n  tenant: {name: N}\n  sizes: {users: 30}\n")
	assert.Contains(t, said, "line 3: code42.sizes: the key is there again in line 5")
}

// TestAComplaintNamesTheLineOfTheKey: not of its value, which may begin a line further down.
func TestAComplaintNamesTheLineOfTheKey(t *testing.T) {
	t.Parallel()
	assert.Contains(t, refused(t, t.TempDir(), "extends: small\ncode42:\n  user:\n    - {id: 1900}\n"), "line 3: code42.user: there is no such key")
	assert.Contains(t, refused(t, t.TempDir(), "extends: small\ncode42:\n  users:\n    - {id: 1}\ncode42:\n  users: []\n"), "line 2: code42: the key is there again in line 5")
	assert.Contains(t, refused(t, t.TempDir(), "extends: small\ncode42:\n  users:\n    id: 1900\n"), "line 3: code42.users: a mapping stands where a list has to")
}

// TestAWorldFileMayMergeAndRepeatWhatIsAnchored: aliases are looked at as what they stand for.
func TestAWorldFileMayMergeAndRepeatWhatIsAnchored(t *testing.T) {
	t.Parallel()
	text := "extends: small\ncode42:\n  users:\n    - &a {id: 1900, username: a@example.com, password: password, org: 1, roles: &r [desktop-user]}\n" +
		"    - {<<: *a, id: 1901, username: b@example.com}\n    - {id: 1902, username: c@example.com, password: password, org: 1, roles: *r}\n"
	name := filepath.Join(files(t, map[string]string{"w.yaml": text}), "w.yaml")
	_, err := mock.NewAtTestDay(mock.Options{World: name})
	assert.NoError(t, err)
	assert.Contains(t, refused(t, t.TempDir(), strings.ReplaceAll(text, "roles: &r", "rolls: &r")), `users[0].rolls: there is no such key; did you mean "roles"?`)
	assert.Contains(t, refused(t, t.TempDir(), strings.ReplaceAll(text, "desktop-user", "desktop")), `line 4: code42.users[0].roles[0]: there is no role "desktop"`)
}
