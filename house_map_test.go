package understudy_test

import (
	"cmp"
	"fmt"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// The marks between which CONTRIBUTING.md has the map of the house.
const (
	mapFile  = "CONTRIBUTING.md"
	mapBegin = "<!-- house map: make generate writes what is between these two lines -->\n"
	mapEnd   = "<!-- end of the house map -->\n"
)

// TestHouseMap holds the map in CONTRIBUTING.md against the house; with UNDERSTUDY_WRITE_PAGES=1 it writes it.
func TestHouseMap(t *testing.T) {
	text, err := os.ReadFile(mapFile)
	require.NoError(t, err)
	before, rest, ok := strings.Cut(string(text), mapBegin)
	require.True(t, ok, "%s has no line %s", mapFile, mapBegin)
	have, after, ok := strings.Cut(rest, mapEnd)
	require.True(t, ok, "%s has no line %s", mapFile, mapEnd)
	want := houseMap(t)
	if os.Getenv("UNDERSTUDY_WRITE_PAGES") != "" {
		require.NoError(t, os.WriteFile(mapFile, []byte(before+mapBegin+want+mapEnd+after), 0o644))
		return
	}
	assert.True(t, want == have, "the house has changed, and %s has not; run make generate", mapFile)
}

// houseMap tells for each head what stands where, and for which families the rules stand in a file of another name.
func houseMap(t *testing.T) string {
	var text strings.Builder
	all := houses(t)
	text.WriteString("\n| head | port | specification | handlers | rules and seed | client | contract suite | real clients |\n|---|---|---|---|---|---|---|---|\n")
	for _, head := range mock.Heads() {
		row := []string{"openapi/" + head.Name, "mock/heads/" + head.Name, "mock/worlds/" + all[head.Name].world, "client/" + head.Name, "contract/" + head.Name}
		interop := "none yet"
		if folder := path.Join("contract/interop", head.Name); exists(folder) {
			interop = "`" + folder + "`"
		}
		fmt.Fprintf(&text, "| %s | %s | `%s` | %s |\n", head.Name, cmp.Or(head.Address, "that of "+head.On), strings.Join(row, "` | `"), interop)
	}
	text.WriteString("\n| head | families | those whose rules stand in another file |\n|---|---|---|\n")
	for _, head := range mock.Heads() {
		var elsewhere []string
		h := all[head.Name]
		for _, family := range h.families {
			if state := h.tags[family].State; state != "" {
				elsewhere = append(elsewhere, family+": `"+state+".go`")
			}
		}
		fmt.Fprintf(&text, "| %s | %s | %s |\n", head.Name, strings.Join(h.families, ", "), cmp.Or(strings.Join(elsewhere, ", "), "none"))
	}
	text.WriteByte('\n')
	return text.String()
}
