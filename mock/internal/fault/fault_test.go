package fault

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStrike(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rule Rule
		want []bool
	}{
		"always":        {Rule{Status: 500}, []bool{true, true, true}},
		"twice":         {Rule{Status: 500, Times: 2}, []bool{true, true, false, false}},
		"after one":     {Rule{Status: 500, After: 1}, []bool{false, true, true}},
		"the third one": {Rule{Status: 500, After: 2, Times: 1}, []bool{false, false, true, false}},
	} {
		b := NewBook()
		c.rule.API, c.rule.Operation = "library", "getBook"
		require.NoError(t, b.Add(c.rule, "default"))
		for i, want := range c.want {
			_, struck := b.Strike("default", "library", "getBook")
			assert.Equal(t, want, struck, "%s, call %d", name, i+1)
		}
	}
}

func TestRulesAreTheTenantsAndTheOperationsOwn(t *testing.T) {
	t.Parallel()
	b := NewBook()
	require.NoError(t, b.Add(Rule{API: "library", Operation: "getBook", Status: 429}, "a"))
	for _, call := range [][3]string{{"b", "library", "getBook"}, {"a", "shop", "getBook"}, {"a", "library", "listBooks"}} {
		_, struck := b.Strike(call[0], call[1], call[2])
		assert.False(t, struck, "%v", call)
	}
	r, struck := b.Strike("a", "library", "getBook")
	assert.True(t, struck)
	assert.Equal(t, 429, r.Error().HTTPStatus())
	assert.Equal(t, 1, b.Of("a")[0].Struck)
	b.Clear("a")
	_, struck = b.Strike("a", "library", "getBook")
	assert.False(t, struck)
	assert.Empty(t, b.Of("a"))
}

func TestARuleIsOneInAllWorldsOfATenant(t *testing.T) {
	t.Parallel()
	b := NewBook()
	require.NoError(t, b.Add(Rule{API: "library", Operation: "getBook", Status: 500, Times: 1}, "a", "b"))
	_, struck := b.Strike("b", "library", "getBook")
	assert.True(t, struck)
	_, struck = b.Strike("a", "library", "getBook")
	assert.False(t, struck, "it has struck")
	assert.Equal(t, 1, b.Of("a")[0].Struck)
}

func TestATenantHasSoManyRulesAndNoMore(t *testing.T) {
	t.Parallel()
	b := NewBook()
	for range MaxRules {
		require.NoError(t, b.Add(Rule{}, "a", "b"))
	}
	require.ErrorContains(t, b.Add(Rule{}, "a", "b"), "at most 100 fault rules")
	require.Error(t, b.Add(Rule{}, "c", "b"))
	assert.Empty(t, b.Of("c"), "in none of the worlds, or in all")
	assert.Len(t, b.Of("b"), MaxRules)
	b.Clear("a", "b")
	require.NoError(t, b.Add(Rule{}, "a", "b"))
}
