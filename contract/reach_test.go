package contract

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAMockThatDoesNotRunIsSaidOnce: with its address and how to start one, before any test.
func TestAMockThatDoesNotRunIsSaidOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	closed := httptest.NewServer(nil)
	closed.Close()
	odd := httptest.NewServer(answer(404, "nothing here"))
	t.Cleanup(odd.Close)
	for name, test := range map[string]struct {
		settings map[string]string
		want     []string
	}{
		"it runs":            {map[string]string{EnvTarget: "mock", EnvControlURL: d.URL}, nil},
		"in this process":    {nil, nil},
		"a real one":         {map[string]string{EnvTarget: "real", "UNDERSTUDY_LIBRARY_URL": d.URL, "UNDERSTUDY_LIBRARY_PASSWORD": "p"}, nil},
		"nobody is there":    {map[string]string{EnvTarget: "mock", EnvControlURL: closed.URL}, []string{closed.URL, EnvControlURL, "refused", "go run ./cmd/mockserver"}},
		"something else is":  {map[string]string{EnvTarget: "mock", EnvControlURL: odd.URL}, []string{odd.URL, "404", "go run ./cmd/mockserver"}},
		"its port is closed": {map[string]string{EnvTarget: "mock", EnvControlURL: d.URL, "UNDERSTUDY_LIBRARY_URL": closed.URL}, []string{closed.URL, "the address of library"}},
		"no real one":        {map[string]string{EnvTarget: "real", "UNDERSTUDY_LIBRARY_URL": closed.URL, "UNDERSTUDY_LIBRARY_PASSWORD": "p"}, []string{closed.URL}},
	} {
		target := libraryEnv(t, test.settings).target(t, libraryAPI, d.start)
		said := ""
		if err := target.ready(); err != nil {
			said = err.Error()
		}
		if test.want == nil {
			assert.Empty(t, said, name)
			continue
		}
		for _, want := range test.want {
			assert.Contains(t, said, want, name)
		}
		assert.NotContains(t, said, "\n", name)
	}
}

// TestAMockOfAnotherWorldOffersLess: what is pinned is in each of the mock's own worlds, and a small one has not every kind of row.
func TestAMockOfAnotherWorldOffersLess(t *testing.T) {
	t.Parallel()
	for world, want := range map[string]struct {
		seed, plenty bool
		said         string
	}{
		"standard":  {true, true, ""},
		"large":     {true, true, ""},
		"small":     {true, false, `serves the world "small"; what needs ["plenty"] is skipped`},
		"mine.yaml": {false, false, `serves the world "mine.yaml"; what needs ["seed-data" "plenty"] is skipped`},
	} {
		d := newDesk(t)
		d.world = world
		for _, settings := range []map[string]string{nil, {EnvTarget: "mock", EnvControlURL: d.URL}} {
			target := libraryEnv(t, settings).target(t, libraryAPI, d.start)
			require.NoError(t, target.ready())
			assert.Contains(t, target.Report.Summary(), want.said)
			assert.Equal(t, want.said == "", !strings.Contains(target.Report.Summary(), "serves the world"))
			assert.Equal(t, []bool{want.seed, want.plenty, true}, []bool{target.Has(CapSeedData), target.Has(CapPlenty), target.Has(CapFork, CapWrite)}, world)
		}
	}
}
