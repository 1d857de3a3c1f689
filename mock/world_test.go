package mock_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// TestEachMistakeOfABadWorldIsOneClearLine: they are printed by a command, and whoever wrote the file must find the place.
func TestEachMistakeOfABadWorldIsOneClearLine(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := func(name, text string) string {
		name = filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
		return name
	}
	loop := filepath.Join(folder, "loop.yaml")
	for name, c := range map[string]struct {
		world string
		want  []string
	}{
		"no such world":       {"tiny", []string{`world "tiny" is neither one of large, small, standard nor a readable file`}},
		"no such file":        {filepath.Join(folder, "missing.yaml"), []string{"missing.yaml", "nor a readable file"}},
		"folder":              {folder, []string{"nor a readable file", "no regular file"}},
		"empty":               {file("empty.yaml", ""), []string{"empty.yaml", "line 1: code42.tenant.uid: it is missing", `a file that does not say "extends: small"`}},
		"no YAML":             {file("broken.yaml", "code42: [\n"), []string{"broken.yaml", "it is no YAML, from line 1 on"}},
		"unknown key":         {file("unknown.yaml", "extends: small\nworlds: {}\n"), []string{"unknown.yaml", "line 2: worlds: there is no such key"}},
		"unknown inner key":   {file("inner.yaml", "extends: small\ncode42:\n  sizes: {user: 3}\n"), []string{"inner.yaml", `line 3: code42.sizes.user: there is no such key; did you mean "users"?`}},
		"two unknown keys":    {file("two.yaml", "extends: small\na: 1\nb: 2\n"), []string{"line 2", "line 3"}},
		"wrong type":          {file("type.yaml", "extends: small\ncode42:\n  sizes: {users: many}\n"), []string{"type.yaml", `line 3: code42.sizes.users: "many" is not a whole number`}},
		"bad epoch":           {file("epoch.yaml", "extends: small\nepoch: yesterday\n"), []string{"epoch.yaml", "yesterday"}},
		"epoch too late":      {file("late.yaml", "extends: small\nepoch: 9001-01-01T00:00:00Z\n"), []string{"late.yaml", "epoch", "between 1970 and 9000"}},
		"epoch in year 1":     {file("first.yaml", "extends: small\nepoch: 0001-01-01T00:00:00Z\n"), []string{"first.yaml", "line 2: epoch", "between 1970 and 9000"}},
		"epoch of nothing":    {file("null.yaml", "epoch:\n"), []string{"null.yaml", "code42.tenant.uid: it is missing"}},
		"no finite number":    {file("nan.yaml", "extends: small\ncode42:\n  legalHold:\n    by: 1002\n    policies:\n      - {name: P, daysAgo: 3, content: {y: .nan}}\n"), []string{"nan.yaml", "content.y: NaN is no number that JSON has"}},
		"extends itself":      {file("loop.yaml", "extends: "+loop+"\n"), []string{"loop.yaml", "line 1: extends: the world extends itself"}},
		"extends the missing": {file("orphan.yaml", "extends: nobody\n"), []string{"orphan.yaml", "line 1: extends:", `nobody" is neither`}},
		"nothing pinned":      {file("bare.yaml", "epoch: 2026-11-01T08:00:00Z\n"), []string{"bare.yaml", "code42.tenant.uid: it is missing", "extends: small"}},
		"impossible":          {file("twice.yaml", "extends: small\ncode42:\n  orgs: []\n"), []string{"twice.yaml", "code42", "org"}},
	} {
		_, err := mock.NewAtTestDay(mock.Options{World: c.world})
		if !assert.Error(t, err, name) {
			continue
		}
		for _, want := range c.want {
			assert.Contains(t, err.Error(), want, name)
		}
		for line := range strings.SplitSeq(err.Error(), "\n") {
			assert.Less(t, len(line), 400, name)
		}
	}
}

func TestAWorldExtendsAnother(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "mine.yaml")
	require.NoError(t, os.WriteFile(name, []byte("extends: small\ncode42:\n  sizes: {users: 23}\n"), 0o600))
	users := func(world string) float64 {
		s := start(t, func(o *mock.Options) { o.World = world })
		bearer, _ := signIn(t, s.URL("code42"), "test.user@example.com", "password")
		return call(t, client, "GET", s.URL("code42")+"/api/v1/User", "", "Authorization", bearer).field(t, "data", "totalCount").(float64)
	}
	assert.EqualValues(t, 23, users(name))
}

func TestBadOptionsAreOneClearLine(t *testing.T) {
	t.Parallel()
	for want, opts := range map[string]mock.Options{
		`clock "noon" is neither`:           {Clock: "noon"},
		`check-responses "some" is none`:    {CheckResponses: "some"},
		`control address "nowhere"`:         {Control: "nowhere"},
		`control plane listens on loopback`: {Control: "192.0.2.1:1"},
		`stop-timeout -1ns is negative`:     {StopTimeout: -1},
	} {
		opts.World = "small"
		_, err := mock.NewAtTestDay(opts)
		if assert.ErrorContains(t, err, want) {
			assert.False(t, strings.Contains(err.Error(), "\n"))
		}
	}
}

// files writes worlds into a folder of their own and returns it.
func files(t *testing.T, texts map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range texts {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(folder, name)), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
	return folder
}

func TestOneMoreUserReplacedAllOthers(t *testing.T) {
	t.Parallel()
	folder := files(t, map[string]string{"mine.yaml": `
extends: small
code42:
  users:
    - {id: 1900, username: new.person@example.com, password: password, org: 317, roles: [customer-cloud-admin]}
    - {username: basic.user@example.com, roles: [customer-cloud-admin, desktop-user]}
pam360:
  resources:
    - {id: 99000, name: mine-1, type: Linux, owner: admin}
`})
	s := start(t, func(o *mock.Options) { o.World = filepath.Join(folder, "mine.yaml") })
	for _, name := range []string{"test.user@example.com", "new.person@example.com", "basic.user@example.com"} {
		bearer, _ := signIn(t, s.URL("code42"), name, "password")
		got := call(t, client, "GET", s.URL("code42")+"/api/v1/User?q=basic.user", "", "Authorization", bearer)
		assert.EqualValues(t, 1, got.field(t, "data", "totalCount"), "%s may: %s", name, got.body)
		assert.Contains(t, got.body, `"userId":1004`)
		assert.Contains(t, got.body, `"Blake"`, "what is not said stays")
	}
	all := call(t, client, "GET", s.URL("pam360")+"/restapi/json/v1/resources", "", "AUTHTOKEN", s.Access().PAM360.AuthToken)
	assert.Contains(t, all.body, "mine-1")
	assert.Greater(t, strings.Count(all.body, "RESOURCE NAME"), 5)
}

func TestExtendsWasLookedForWhereTheServerWasStarted(t *testing.T) {
	t.Parallel()
	folder := files(t, map[string]string{
		"top.yaml":          "extends: parts/middle.yaml\n",
		"parts/middle.yaml": "extends: base.yaml\n",
		"parts/base.yaml":   "extends: small\n",
	})
	_, err := mock.NewAtTestDay(mock.Options{World: filepath.Join(folder, "top.yaml")})
	assert.NoError(t, err)
}

func TestMistakesInAWorldFileWerePassedOver(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"extends: small\ncode42: {sizes: {users: -1}}\n":                                    "code42.sizes.users: -1 is not between 0 and 1000000",
		"extends: small\npam360: {sizes: {accounts: -1}}\n":                                 "pam360.sizes.accounts: -1 is not between 0 and 2000000",
		"extends: small\n---\nepoch: 2026-11-01T08:00:00Z\n":                                "more than one YAML document",
		"extends: small\nepoch: yesterday\n":                                                `line 2: epoch: "yesterday" is not an instant`,
		"extends: small\ncode42:\n  users: [{id: 1900, username: x@example.com, org: 1}]\n": "line 3: code42.users[0].password: it is missing",
	} {
		_, err := mock.NewAtTestDay(mock.Options{World: filepath.Join(files(t, map[string]string{"w.yaml": text}), "w.yaml")})
		if assert.ErrorContains(t, err, want) {
			assert.NotContains(t, err.Error(), "\n")
		}
	}
	_, err := mock.NewAtTestDay(mock.Options{World: filepath.Join(files(t, map[string]string{"w.yaml": "extends: small\npam360: {sizes: {users: 1, resources: 1}}\n"}), "w.yaml")})
	assert.ErrorContains(t, err, "pam360.sizes.accounts: 36 accounts belong to resources that are not pinned")
	_, err = mock.NewAtTestDay(mock.Options{World: filepath.Join(files(t, map[string]string{"w.yaml": "extends: small\npam360: {sizes: {users: 1, resources: 1, accounts: 1}}\n"}), "w.yaml")})
	assert.NoError(t, err, "what is pinned is there whatever the size")
}

// TestAWorldFileIsRefusedWithThePathOfWhatIsWrong: a number, a size or a name that no client could have sent.
func TestAWorldFileIsRefusedWithThePathOfWhatIsWrong(t *testing.T) {
	t.Parallel()
	user := func(more string) string {
		return "code42: {users: [{id: 1900, username: x@example.com, password: pass-word-1, org: 1, " + more + "}]}"
	}
	saved := func(version int, group string) string {
		return fmt.Sprintf("code42: {savedSearches: [{version: %d, by: 1001, name: n, groupClause: AND, groups: [%s]}]}", version, group)
	}
	const good = "{operator: IS, term: fileName, value: a}"
	long := strings.Repeat("x", 1001)
	for text, want := range map[string]string{
		"code42: {sizes: {users: 900000000000}}":                                                         "code42.sizes.users: 900000000000 is not between",
		"code42: {sizes: {events: 10000001}}":                                                            "code42.sizes.events: 10000001 is not between 0 and 2000000",
		"code42: {tenant: {name: " + long + "}}":                                                         "code42.tenant.name: length in bytes 1001",
		"code42: {orgs: [{id: -7, name: N, parent: 1}]}":                                                 "code42.orgs[0].id: -7 is not between",
		"code42: {devices: [{id: 7, name: N, os: beos}]}":                                                `code42.devices[0].os: "beos" is none of win, mac, linux`,
		"code42: {watchlists: [{type: CUSTOM, members: -1}]}":                                            "code42.watchlists[0].members: -1",
		"code42: {watchlists: [{type: CUSTOM, daysAgo: 9000000}]}":                                       "code42.watchlists[0].daysAgo: 9000000",
		"code42: {watchlists: [{departures: [99999]}]}":                                                  "code42.watchlists[0].departures[0]: 99999",
		"code42: {legalHold: {matters: [{custodians: -4}]}}":                                             "code42.legalHold.matters[0].custodians: -4",
		"code42: {fileEvents: [{before: -50h}]}":                                                         "code42.fileEvents[0].before: -50h0m0s",
		saved(1, "{}"):                                                                                   "groups[0]: it has neither filters nor subgroups",
		saved(1, "{a: 1}"):                                                                               "groups[0].a: there is no such key",
		saved(1, "{filterClause: 5, filters: ["+good+"]}"):                                               `groups[0].filterClause: "5" is none of AND, OR`,
		saved(1, "{filterClause: AND, filters: 7}"):                                                      `groups[0].filters: a single value stands where a list has to`,
		saved(1, "{filterClause: AND, filters: [1]}"):                                                    `groups[0].filters[0]: a single value stands where keys`,
		saved(1, "{filters: ["+good+"]}"):                                                                "groups[0].filterClause: it is missing",
		saved(1, "{filterClause: AND, filters: [{}]}"):                                                   "groups[0].filters[0]: operator or term is missing",
		saved(1, "{filterClause: AND, filters: [{operator: IS, term: [7], value: a}]}"):                  "groups[0].filters[0].term: a list stands where a text has to",
		saved(1, "{filterClause: AND, filters: [{operator: IS, term: fileName, value: {a: 1}}]}"):        "groups[0].filters[0].value: it must be nothing, a text",
		saved(1, "{filterClause: AND, filters: [{operator: IS, term: fileName, value: [null]}]}"):        "groups[0].filters[0].value: it must be nothing, a text",
		saved(1, "{filterClause: AND, filters: [{operator: IS, term: fileName, value: [[a]]}]}"):         "groups[0].filters[0].value: it must be nothing, a text",
		saved(1, "{subgroupClause: AND, subgroups: [{filterClause: OR, filters: ["+good+"]}]}"):          "groups[0].subgroups: version 1 has none",
		saved(2, "{subgroups: [{filterClause: OR, filters: ["+good+"]}]}"):                               "groups[0].subgroupClause: it is missing",
		saved(2, "{subgroupClause: AND, subgroups: [{filterClause: OR}]}"):                               "groups[0].subgroups[0]: it has neither filters nor subgroups",
		saved(3, "{filterClause: AND, filters: ["+good+"]}"):                                             "savedSearches[0].version: 3 is not between 1 and 2",
		"code42: {savedSearches: [{version: 1, by: 1001, name: n, groupClause: XOR, groups: []}]}":       `groupClause: "XOR" is none of AND, OR`,
		"code42: {savedSearches: [{version: 1, by: 1001, name: n, srtDir: up, groups: []}]}":             `srtDir: "up" is none of asc, desc`,
		"code42: {roles: [{id: r, name: R, grants: [no.such]}]}":                                         `grants[0]: there is no permission "no.such"`,
		"code42: {roles: [{id: r}]}":                                                                     "code42.roles[0].name: it is missing",
		"code42: {apiClients: [{id: c, secret: s, roles: [none]}]}":                                      `roles[0]: there is no role "none"`,
		"code42: {apiClients: [{id: c}]}":                                                                "apiClients[0].secret: it is missing",
		"code42: {apiClients: [{id: 'c:d', secret: s}]}":                                                 "code42.apiClients[0].id: \"c:d\" has a colon",
		"code42: {destinations: [{id: 5}]}":                                                              "destinations[0].guid: it is missing",
		"code42: {orgs: [{id: 9, uid: '5', name: A, parent: 1}, {id: 9, uid: '6', name: B, parent: 1}]}": `orgs[1].id: "9" is that of an entry before it already`,
		user("roles: [none]"):                                                                            `roles[0]: there is no role "none"`,
		user("login: CARRIER_PIGEON"):                                                                    "none of LOCAL, LOCAL_2FA, CLOUD_SSO",
		user("login: LOCAL_2FA"):                                                                         "totpSecret: it must be base32",
		user("totpSecret: '1!'"):                                                                         "totpSecret: it must be base32",
		user("firstName: &a [*a]"):                                                                       "line 2",
		"pam360: {sizes: {accounts: 2000001}}":                                                           "pam360.sizes.accounts: 2000001",
		"pam360: {users: [{id: -77}]}":                                                                   "pam360.users[0].id: -77",
		"pam360: {policies: [{name: Strong, default: false}]}":                                           "pam360.policies: exactly one must be the default, and 0 are",
		"pam360: {policies: [{name: Low, default: true}]}":                                               "pam360.policies: exactly one must be the default, and 2 are",
		"pam360: {resourceTypes: [{name: Windows, default: false}]}":                                     "pam360.resourceTypes: exactly one must be the default, and 0 are",
		"pam360: {resourceGroups: []}":                                                                   "pam360.resourceGroups: the group 301, which holds every resource, must be there",
		"pam360: {policies: [{minLength: 1001}]}":                                                        "pam360.policies[0].minLength: 1001",
		"pam360: {resources: [{accounts: [{id: -4}]}]}":                                                  "pam360.resources[0].accounts[0].id: -4",
		"pam360: {accessControls: [{requestTimeout: -3h}]}":                                              "pam360.accessControls[0].requestTimeout: -3h0m0s",
		"pam360: {roles: [{id: 44, name: R, grants: [no.such]}]}":                                        `grants[0]: there is no permission "no.such"`,
		"pam360: {roles: [{name: R}]}":                                                                   "pam360.roles[0].id: it is missing",
		"pam360: {resourceTypes: [{id: 900, name: Linux}]}":                                              `resourceTypes[0].name: "Linux" is that of an entry before it already`,
		"pam360: {organization: {hosts: [{name: h, address: nowhere}]}}":                                 `organization.hosts[0].address: "nowhere" is no IP address`,
		"pam360: {tickets: [{closed: true}]}":                                                            "tickets[0].id: it is missing",
		"pam360: {users: [{id: 77, username: u, role: None}]}":                                           `pam360.users[0].role: there is no role "None"; there are Administrator`,
		"pam360: {users: [{id: 77, username: u, role: Password User, token: abc}]}":                      "a token is an upper-case UUID",
		"epoch: 9999-01-01T00:00:00Z":                                                                    "epoch: the year 9999 is not between 1970 and 9000",
		"pam360: {users: [" + strings.Repeat("{},", 10_001) + "]}":                                       "pam360.users: number of entries 10001 is not between 0 and 10000",
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			name := filepath.Join(files(t, map[string]string{"w.yaml": "extends: standard\n" + text + "\n"}), "w.yaml")
			_, err := mock.NewAtTestDay(mock.Options{World: name})
			require.ErrorContains(t, err, want)
			for line := range strings.SplitSeq(err.Error(), "\n") {
				assert.Less(t, len(line), 500)
			}
		})
	}
}

// TestAComplaintAboutAWorldFileIsAShortLineThatCanBePrinted: what it says of the file may be long, and may hold what a terminal obeys.
func TestAComplaintAboutAWorldFileIsAShortLineThatCanBePrinted(t *testing.T) {
	t.Parallel()
	long, spaced := strings.Repeat("n", 1000), strings.Repeat("n ", 500)
	for text, want := range map[string]string{
		`pam360: {shares: [{resource: "a\e[31mX", user: "q\r\nzz", account: x, access: view}]}`: `no pinned resource is called "a\x1b[31mX"`,
		`code42: {watchlists: [{type: "\e]0;X\a\u009b\u202e", daysAgo: 1}]}`:                    `watchlists[0].type: "\x1b]0;X\a\u009b\u202e" is none`,
		`pam360: {resources: [{name: ` + long + `, type: T` + long[1:] + `, owner: admin}]}`:    `no resource type is called "Tnnn`,
		`pam360: {resources: [{name: ` + long + `, type: Linux, owner: admin}]}`:                "not at most 250",
		`pam360: {resources: [{name: "` + spaced + `", type: Linux}]}`:                          "not at most 250",
		`pam360: {policies: [{id: 900, name: only}]}`:                                           "pam360.policies[0]: lengths must be 4 <= minLength <= maxLength",
		`pam360: {customFields: [{of: account, label: L, type: Colour}]}`:                       `pam360.customFields[0].type: "Colour" is none`,
		`extends: "` + long + `"`: "nor a readable file",
	} {
		if !strings.HasPrefix(text, "extends") {
			text = "extends: small\n" + text
		}
		_, err := mock.NewAtTestDay(mock.Options{World: filepath.Join(files(t, map[string]string{"w.yaml": text + "\n"}), "w.yaml")})
		if assert.ErrorContains(t, err, want) {
			assert.Less(t, len(err.Error()), 1000)
			assert.NotRegexp(t, `[^ -~\n]|\n[^ ]`, err.Error())
		}
	}
}

// TestOnlyRegularFilesOfABoundedSizeAreRead: a pipe would keep the server waiting, a device would fill its memory.
func TestOnlyRegularFilesOfABoundedSizeAreRead(t *testing.T) {
	t.Parallel()
	folder := files(t, map[string]string{"zero.yaml": "extends: /dev/zero\n", "large.yaml": "extends: small\n", "folder.yaml": "extends: .\n"})
	require.NoError(t, os.Truncate(filepath.Join(folder, "large.yaml"), 16<<20+1))
	for name, want := range map[string]string{"zero.yaml": "no regular file", "folder.yaml": "no regular file", "large.yaml": "more than 16777216 bytes"} {
		_, err := mock.NewAtTestDay(mock.Options{World: filepath.Join(folder, name)})
		assert.ErrorContains(t, err, want)
	}
}

// TestAWorldFileOfAliasesIsRefused: each line doubles what the last one stands for.
func TestAWorldFileOfAliasesIsRefused(t *testing.T) {
	t.Parallel()
	text := "extends: small\ncode42:\n  legalHold:\n    policies:\n      - name: n\n        content:\n          a0: &a0 [x, x]\n"
	for i := range 40 {
		text += fmt.Sprintf("          a%d: &a%d [*a%d, *a%d]\n", i+1, i+1, i, i)
	}
	_, err := mock.NewAtTestDay(mock.Options{World: filepath.Join(files(t, map[string]string{"w.yaml": text}), "w.yaml")})
	assert.ErrorContains(t, err, "excessive aliasing")
}

// TestAWorldFileMayBeginWithAByteOrderMark: YAML says so, and Windows tools write one.
func TestAWorldFileMayBeginWithAByteOrderMark(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "marked.yaml")
	require.NoError(t, os.WriteFile(name, []byte("\ufeffextends: small\r\ndescription: marked\r\n"), 0o600))
	_, err := mock.NewAtTestDay(mock.Options{World: name})
	require.NoError(t, err)
}

// TestAWorldThatTakesLongToMakeSaysSoFirst: it is silent otherwise until it serves. What is quick is not worth a line.
func TestAWorldThatTakesLongToMakeSaysSoFirst(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"extends: small\npam360: {sizes: {resources: 1, accounts: 1}}\n": "",
		// What is made up of it is refused at once: this is about what is said before.
		"extends: small\npam360: {sizes: {accounts: 40000}, resources: [{name: ' ', type: Linux, owner: admin}]}\n": `msg="making the world, which may take a minute or two" world=`,
	} {
		var said strings.Builder
		name := filepath.Join(files(t, map[string]string{"w.yaml": text}), "w.yaml")
		_, _ = mock.NewAtTestDay(mock.Options{World: name, Log: slog.New(slog.NewTextHandler(&said, nil))})
		assert.Contains(t, said.String(), want)
		assert.Equal(t, want == "", said.Len() == 0, said.String())
		assert.LessOrEqual(t, strings.Count(said.String(), "\n"), 1)
	}
}

// TestAPinnedIDMayBeAsGreatAsANumberCan: nothing counts up to it. Counting a quadrillion ids never ends.
func TestAPinnedIDMayBeAsGreatAsANumberCan(t *testing.T) {
	t.Parallel()
	name := filepath.Join(files(t, map[string]string{"w.yaml": strings.ReplaceAll(`
extends: small
code42:
  destinations: [{id: MOST, guid: "77", name: D}]
  orgs: [{id: MOST, name: O, parent: 1}]
  users: [{id: MOST, username: far@example.com, password: pass-word-1, org: MOST}]
  devices: [{id: MOST, guid: "78", name: N, os: mac, service: CrashPlan, user: MOST, destination: "77"}]
pam360:
  roles: [{id: MOST, name: Far Role}]
  policies: [{id: MOST, name: Far Policy, minLength: 4, maxLength: 9}]
  resourceTypes: [{id: MOST, name: Far Type}]
  users: [{id: MOST, username: far, firstName: F, lastName: F, role: Far Role}]
  userGroups: [{id: MOST, name: Far Users}]
  resourceGroups: [{id: MOST, name: Far Group, owner: admin}]
  resources: [{id: MOST, name: far-1, type: Far Type, owner: admin, policy: Far Policy, group: Far Group, accounts: [{id: MOST, name: root}]}]
`, "MOST", "9007199254740991")}), "w.yaml")
	s := start(t, func(o *mock.Options) { o.World = name })
	token := s.Access().PAM360.AuthToken
	base := s.URL("pam360") + "/restapi/json/v1/resources"
	call(t, client, "POST", base, input(`{"operation":{"Details":{"RESOURCENAME":"next","ACCOUNTNAME":"root","RESOURCETYPE":"Linux","PASSWORD":"Aa1!aaaa9z"}}}`), "AUTHTOKEN", token)
	list := call(t, client, "GET", base, "", "AUTHTOKEN", token).body
	assert.Contains(t, list, `"RESOURCE ID":"9007199254740991"`)
	assert.Regexp(t, `"RESOURCE ID":"90071992547[0-9]+","RESOURCE NAME":"next"`, list, "those that follow count on")
	me := func(username, password string) answer {
		bearer, _ := signIn(t, s.URL("code42"), username, password)
		return call(t, client, "GET", s.URL("code42")+"/api/v1/User/my", "", "Authorization", bearer)
	}
	made := func(user answer) time.Time {
		at, err := time.Parse(time.RFC3339, user.field(t, "data", "creationDate").(string))
		require.NoError(t, err)
		return at
	}
	user := me("far@example.com", "pass-word-1")
	assert.Contains(t, user.body, `"userId":9007199254740991`)
	assert.WithinDuration(t, made(me("test.user@example.com", "password")), made(user), 1500*24*time.Hour, "in the years that the other pinned users are from")
}
