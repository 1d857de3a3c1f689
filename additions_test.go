package understudy_test

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// additionsPage says what the mock adds to the vendors' APIs.
const additionsPage = "docs/additions.md"

func pageText(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(text)
}

// TestEveryHeaderThatTheMockAddsIsOnThePage, and none that it does not add.
func TestEveryHeaderThatTheMockAddsIsOnThePage(t *testing.T) {
	t.Parallel()
	header := regexp.MustCompile(`X-Understudy-\w+`)
	added := map[string]bool{}
	for _, file := range sources(t) {
		if !file.test && strings.HasPrefix(file.folder, "mock") {
			for _, name := range header.FindAllString(file.text, -1) {
				added[name] = true
			}
		}
	}
	assert.NotEmpty(t, added)
	told := map[string]bool{}
	for _, name := range header.FindAllString(pageText(t, additionsPage), -1) {
		told[name] = true
	}
	assert.Equal(t, slices.Sorted(maps.Keys(added)), slices.Sorted(maps.Keys(told)))
}

// TestEveryKeyOfAFaultRuleIsOnThePageWithItsBoundsAndDefault, as the control plane's description has them.
func TestEveryKeyOfAFaultRuleIsOnThePageWithItsBoundsAndDefault(t *testing.T) {
	t.Parallel()
	var description struct {
		Components struct {
			Schemas map[string]struct {
				Required   []string
				Properties map[string]struct{ Default, Minimum, Maximum any }
			}
		}
	}
	require.NoError(t, yaml.Unmarshal([]byte(pageText(t, "openapi/control.yaml")), &description))
	rule, page := description.Components.Schemas["NewFault"], pageText(t, additionsPage)
	assert.Len(t, rule.Properties, 6)
	for name, key := range rule.Properties {
		takes, unlessGiven := `[^|]+`, `it is needed`
		if key.Minimum != nil {
			takes = fmt.Sprintf(`%v to %v`, key.Minimum, key.Maximum)
		}
		if key.Default != nil {
			unlessGiven = fmt.Sprint(key.Default)
		}
		assert.Equal(t, key.Default == nil, slices.Contains(rule.Required, name), name)
		assert.Regexp(t, `(?m)^\| `+"`"+name+"`"+` \| `+takes+` \| `+unlessGiven+` \|`, page)
	}
}

// TestEveryOperationOfTheControlPlaneIsInTheREADME, in the table there; the flags are held by the command's tests.
func TestEveryOperationOfTheControlPlaneIsInTheREADME(t *testing.T) {
	t.Parallel()
	var description struct{ Paths map[string]map[string]any }
	require.NoError(t, yaml.Unmarshal([]byte(pageText(t, "openapi/control.yaml")), &description))
	_, table, _ := strings.Cut(pageText(t, "README.md"), "## Control plane")
	for path, operations := range description.Paths {
		for method := range operations {
			if method == "parameters" { // of all of them
				continue
			}
			row := regexp.MustCompile(`(?m)^\|.*` + strings.ToUpper(method) + `.*` + regexp.QuoteMeta(path) + "[`?]")
			assert.True(t, row.MatchString(table), "%s %s", method, path)
		}
	}
}
