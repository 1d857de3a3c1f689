package contract

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestARunThatCoversLessThanOneBeforeIsInconclusive: and says what it lacks; one that covers more sets the mark higher.
func TestARunThatCoversLessThanOneBeforeIsInconclusive(t *testing.T) {
	t.Parallel()
	d, folder := newDesk(t), filepath.Join(t.TempDir(), "nested")
	run := func(settings map[string]string, paths ...string) Verdict {
		target := d.target(t, with(settings, EnvRatchet, folder))
		for _, path := range paths {
			target.Tenant(t).Session(t).Get(path)
		}
		target.Report.add(Result{Name: "S/TestX", Outcome: Passed})
		verdict := target.Verdict()
		require.NoError(t, target.KeepCovered(verdict))
		return verdict
	}
	list := func() string {
		text, err := os.ReadFile(filepath.Join(folder, "library.covered"))
		require.NoError(t, err)
		return string(text)
	}
	few := map[string]string{EnvMin: "10"}
	assert.Equal(t, Inconclusive, run(map[string]string{EnvMin: "90"}, "/books").Of)
	assert.NoFileExists(t, filepath.Join(folder, "library.covered"), "a run that proves nothing sets no mark")
	assert.Equal(t, Conformant, run(few, "/books").Of)
	assert.Equal(t, "# What a run must cover; written by mockserver contract run.\nbooks/listBooks\nbooks/listBooks status 200\n", list())
	assert.Equal(t, Conformant, run(few, "/books?limit=1", "/books/Emma").Of)
	assert.Contains(t, list(), "books/getBook parameter path title\n")
	assert.Contains(t, list(), "books/listBooks parameter query limit\n")
	higher := list()

	less := run(few, "/books")
	assert.Equal(t, Inconclusive, less.Of)
	for _, lost := range []string{"books/getBook\n", "books/getBook parameter path title", "books/listBooks parameter query limit"} {
		assert.Contains(t, less.Why, lost)
	}
	assert.Equal(t, higher, list())

	file := filepath.Join(folder, "library.covered")
	require.NoError(t, os.WriteFile(file, []byte(higher+"\nbooks/burnBook\n"), 0o600))
	assert.Equal(t, Conformant, run(few, "/books?limit=1", "/books/Emma").Of, "what the document has no more is not missed")
	assert.Equal(t, higher, list())

	require.NoError(t, os.WriteFile(file, []byte(strings.Repeat("# long\n", largestFile/7+1)), 0o600))
	r := attempt(func(tb TB) { libraryEnv(t, with(few, EnvRatchet, folder)).target(tb, libraryAPI, d.start) })
	assert.Contains(t, r.text(), "UNDERSTUDY_RATCHET: "+file+" is longer than")
}
