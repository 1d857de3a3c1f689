package mock_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// TestBadWorldIsOneClearLine: it is printed by a command, and whoever wrote the file must find the place.
func TestBadWorldIsOneClearLine(t *testing.T) {
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
		"folder":              {folder, []string{"nor a readable file"}},
		"empty":               {file("empty.yaml", ""), []string{"empty.yaml", "epoch is missing"}},
		"no YAML":             {file("broken.yaml", "code42: [\n"), []string{"broken.yaml", "line"}},
		"unknown key":         {file("unknown.yaml", "extends: small\nworlds: {}\n"), []string{"unknown.yaml", "line 2", "worlds"}},
		"unknown inner key":   {file("inner.yaml", "extends: small\ncode42:\n  sizes: {user: 3}\n"), []string{"inner.yaml", "line 3", "user"}},
		"two unknown keys":    {file("two.yaml", "extends: small\na: 1\nb: 2\n"), []string{"line 2", "line 3"}},
		"wrong type":          {file("type.yaml", "extends: small\ncode42:\n  sizes: {users: many}\n"), []string{"type.yaml", "line 3", "many"}},
		"bad epoch":           {file("epoch.yaml", "extends: small\nepoch: yesterday\n"), []string{"epoch.yaml", "yesterday"}},
		"extends itself":      {file("loop.yaml", "extends: "+loop+"\n"), []string{"loop.yaml", "extends itself"}},
		"extends the missing": {file("orphan.yaml", "extends: nobody\n"), []string{`nobody" is neither`}},
		"nothing pinned":      {file("bare.yaml", "epoch: 2026-11-01T08:00:00Z\n"), []string{"bare.yaml", "code42", "tenant.uid is missing"}},
		"impossible":          {file("twice.yaml", "extends: small\ncode42:\n  orgs: []\n"), []string{"twice.yaml", "code42", "org"}},
	} {
		_, err := mock.New(mock.Options{World: c.world})
		if !assert.Error(t, err, name) {
			continue
		}
		for _, want := range c.want {
			assert.Contains(t, err.Error(), want, name)
		}
		assert.NotContains(t, err.Error(), "\n", name)
		assert.Less(t, len(err.Error()), 400, name)
	}
}

func TestAWorldExtendsAnother(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "mine.yaml")
	require.NoError(t, os.WriteFile(name, []byte("extends: small\ncode42:\n  sizes: {users: 18}\n"), 0o600))
	users := func(world string) float64 {
		s := start(t, func(o *mock.Options) { o.World = world })
		bearer, _ := signIn(t, s.URL("code42"), "test.user@example.com", "password")
		return call(t, client, "GET", s.URL("code42")+"/api/v1/User", "", "Authorization", bearer).field(t, "data", "totalCount").(float64)
	}
	assert.Equal(t, users("small")+2, users(name))
}

func TestBadOptionsAreOneClearLine(t *testing.T) {
	t.Parallel()
	for want, opts := range map[string]mock.Options{
		`clock "noon" is neither`:           {Clock: "noon"},
		`check-responses "some" is none`:    {CheckResponses: "some"},
		`control address "nowhere"`:         {Control: "nowhere"},
		`control plane listens on loopback`: {Control: "192.0.2.1:1"},
	} {
		opts.World = "small"
		_, err := mock.New(opts)
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
	_, err := mock.New(mock.Options{World: filepath.Join(folder, "top.yaml")})
	assert.NoError(t, err)
}

func TestMistakesInAWorldFileWerePassedOver(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"extends: small\ncode42: {sizes: {users: -1}}\n":                                    "code42: sizes.users is negative",
		"extends: small\npam360: {sizes: {accounts: -1}}\n":                                 "pam360: sizes.accounts is negative",
		"extends: small\n---\nepoch: 2026-11-01T08:00:00Z\n":                                "more than one YAML document",
		"extends: small\nepoch: yesterday\n":                                                `line 2: epoch "yesterday" is not an instant`,
		"extends: small\ncode42:\n  users: [{id: 1900, username: x@example.com, org: 1}]\n": "user x@example.com: password is missing",
	} {
		_, err := mock.New(mock.Options{World: filepath.Join(files(t, map[string]string{"w.yaml": text}), "w.yaml")})
		if assert.ErrorContains(t, err, want) {
			assert.NotContains(t, err.Error(), "\n")
		}
	}
	_, err := mock.New(mock.Options{World: filepath.Join(files(t, map[string]string{"w.yaml": "extends: small\ncode42: {sizes: {users: 1}}\n"}), "w.yaml")})
	assert.NoError(t, err, "what is pinned is there whatever the size")
}
