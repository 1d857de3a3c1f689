package contract

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSettingsPage holds the table of settings in docs/contract.md against the list of them. With UNDERSTUDY_WRITE_PAGES set it writes the table.
func TestSettingsPage(t *testing.T) {
	t.Parallel()
	const page, begin, end = "../docs/contract.md", "run `make generate`. -->\n", "<!-- end -->"
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(text), begin)
	require.True(t, found)
	_, after, found := strings.Cut(rest, end)
	require.True(t, found)

	var table strings.Builder
	table.WriteString("\n| variable | what it is |\n|---|---|\n")
	for _, s := range Settings {
		name := "UNDERSTUDY_" + s.Name
		if s.OfAPI {
			name = "UNDERSTUDY_<API>_" + s.Name
		}
		if help, yesNo := strings.CutPrefix(s.Help, "true: "); yesNo {
			s.Help = "`true`: " + help
		}
		if s.Secret {
			s.Help += ". A secret, which has no flag"
		}
		fmt.Fprintf(&table, "| `%s` | %s |\n", name, strings.ReplaceAll(s.Help, "<", `\<`))
	}
	table.WriteString("\n")
	want := before + begin + table.String() + end + after
	if os.Getenv("UNDERSTUDY_WRITE_PAGES") != "" {
		require.NoError(t, os.WriteFile(page, []byte(want), 0o600))
	}
	assert.Equal(t, want, string(text), "docs/contract.md is stale; run `make generate`")
}
