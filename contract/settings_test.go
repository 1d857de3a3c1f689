package contract

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSettingsOfAFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "target.yaml")
	given := map[string]string{EnvSettings: file, EnvMin: "50"}
	getenv := func(name string) string { return given[name] }
	require.NoError(t, os.WriteFile(file, []byte("target: real\nmin: 10\nallow_writes: true\nlibrary:\n  url: https://library.example\n  password: open-sesame\n"), 0o600))
	with, err := WithFile(getenv)
	require.NoError(t, err)
	for name, want := range map[string]string{EnvTarget: "real", EnvMin: "50", EnvAllowWrites: "true", "UNDERSTUDY_LIBRARY_URL": "https://library.example",
		"UNDERSTUDY_LIBRARY_PASSWORD": "open-sesame", "UNDERSTUDY_LIBRARY_USERNAME": ""} {
		assert.Equal(t, want, with(name), name)
	}
	for text, want := range map[string]string{
		"targets: real":                             "line 1: there is no setting targets",
		"url: https://library.example":              "there is no setting url",
		"library: {min: 3}":                         "there is no setting min",
		"library: {password: [open-sesame]}":        "password is not one value",
		"library: [open-sesame]":                    "library is neither a value nor the settings of an API",
		"- open-sesame":                             "is no YAML of names and values",
		"library: {password: open-sesame":           "is no YAML of names and values",
		strings.Repeat("# long\n", largestFile/7+1): "is longer than",
	} {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		_, err := WithFile(getenv)
		require.ErrorContains(t, err, want)
		assert.NotContains(t, err.Error(), "open-sesame")
	}
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err = WithFile(getenv)
	require.NoError(t, err, "an empty file says nothing")
	_, err = WithFile(func(string) string { return "/nonexistent" })
	require.ErrorContains(t, err, EnvSettings)
}

// TestEverySettingIsListed: what is read by name is what the lists of settings have.
func TestEverySettingIsListed(t *testing.T) {
	t.Parallel()
	asked, folder := map[string]bool{}, t.TempDir()
	e := libraryEnv(t, nil)
	for _, kind := range []string{"", "mock", "real"} {
		e.getenv = func(name string) string {
			asked[name] = true
			return map[string]string{EnvTarget: kind, EnvAllowWrites: "true", EnvLedger: folder}[name]
		}
		attempt(func(tb TB) { e.target(tb, libraryAPI, newDesk(t).start) })
		target := newTarget(libraryAPI)
		target.lacks[CapFork], target.run = "one tenant", newRun()
		require.NoError(t, e.keepLedger(target))
		target.Kind, target.access.URL = Real, "http://x.example"
		target.API.Production = func(TB, *Tenant) string { return "" }
		require.NoError(t, e.confirm(target))
	}
	_, err := WithFile(func(name string) string { asked[name] = true; return "" })
	require.NoError(t, err)
	listed := map[string]bool{}
	for _, s := range Settings {
		name := "UNDERSTUDY_" + s.Name
		if s.OfAPI {
			name = "UNDERSTUDY_LIBRARY_" + s.Name
		}
		listed[name] = true
		assert.NotEmpty(t, s.Help, name)
	}
	assert.Equal(t, listed, asked)
}
