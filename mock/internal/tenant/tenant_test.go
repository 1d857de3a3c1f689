package tenant

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRegistryFindsTenantsByNameAndTag(t *testing.T) {
	t.Parallel()
	r := NewRegistry("base")
	require.NoError(t, r.Add(&Tenant[string]{Name: "a", Tag: "0a", World: "A"}))
	require.NoError(t, r.Add(&Tenant[string]{Name: "b", Tag: "0b", World: "B"}))

	byTag, ok := r.ByTag("0b")
	require.True(t, ok)
	assert.Equal(t, "B", byTag.World)
	byName, ok := r.ByName("a")
	require.True(t, ok)
	assert.Equal(t, "A", byName.World)
	none, ok := r.ByTag("")
	require.True(t, ok, "the empty tag is the default tenant's")
	assert.Same(t, r.Default(), none)

	names := []string{}
	for _, each := range r.All() {
		names = append(names, each.Name)
	}
	assert.Equal(t, []string{"default", "a", "b"}, names)
}

func TestRegistryRefusesASecondTenantOfOneName(t *testing.T) {
	t.Parallel()
	r := NewRegistry(0)
	require.NoError(t, r.Add(&Tenant[int]{Name: "a", Tag: "0a"}))
	assert.Error(t, r.Add(&Tenant[int]{Name: "a", Tag: "0b"}))
	assert.Error(t, r.Add(&Tenant[int]{Name: "c", Tag: "0a"}))
	assert.Error(t, r.Add(&Tenant[int]{Name: DefaultName, Tag: "0d"}))
}

func TestDefaultTenantCannotBeEnded(t *testing.T) {
	t.Parallel()
	r := NewRegistry(0)
	require.NoError(t, r.Add(&Tenant[int]{Name: "a", Tag: "0a"}))
	assert.True(t, r.Remove("a"))
	assert.False(t, r.Remove("a"))
	assert.False(t, r.Remove(DefaultName))
	_, ok := r.ByTag("0a")
	assert.False(t, ok)
	assert.Len(t, r.All(), 1)
}

// Requests read the default tenant while others make tenants; the race detector watches.
func TestDefaultWhileTenantsAreMade(t *testing.T) {
	t.Parallel()
	r := NewRegistry(0)
	made := make(chan error)
	go func() { made <- r.Add(&Tenant[int]{Name: "a", Tag: "0a"}) }()
	assert.Equal(t, DefaultName, r.Default().Name)
	assert.NoError(t, <-made)
}
