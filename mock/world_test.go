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
		"extends the missing": {file("orphan.yaml", "extends: nobody\n"), []string{`"nobody"`}},
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
		bearer, _ := signIn(t, s.Code42URL(), "test.user@example.com", "password")
		return call(t, client, "GET", s.Code42URL()+"/api/v1/User", "", "Authorization", bearer).field(t, "data", "totalCount").(float64)
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
