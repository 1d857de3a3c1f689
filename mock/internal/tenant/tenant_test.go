package tenant

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/clock"
)

// pond and wood are two kinds of worlds.
type (
	pond struct{ place }
	wood struct{ place }
)

type place struct {
	tag    string
	settle func(clock.Settlement)
}

func (place) Clock() *clock.World                        { return clock.At(time.Time{}) }
func (place) Due() (days, skipped int)                   { return 0, 0 }
func (p *place) TellSettled(tell func(clock.Settlement)) { p.settle = tell }

func (p *pond) Fork(tag string) *pond { return &pond{place{tag: p.tag + tag}} }
func (w *wood) Fork(tag string) *wood { return &wood{place{tag: w.tag + tag}} }

// key is what the seed of the wood gives out.
type key string

func registry() *Registry { return NewRegistry(PartOf(&pond{}, nil), PartOf(&wood{}, key("gate"))) }

func fork(t *testing.T, r *Registry, name, tag string) *Tenant {
	t.Helper()
	made, err := r.Fork(name, tag)
	require.NoError(t, err)
	return made
}

func TestRegistryFindsTenantsByNameAndTag(t *testing.T) {
	t.Parallel()
	r := registry()
	a, b := fork(t, r, "a", "0a"), fork(t, r, "b", "0b")

	byTag, ok := r.ByTag("0b")
	require.True(t, ok)
	assert.Same(t, b, byTag)
	byName, ok := r.ByName("a")
	require.True(t, ok)
	assert.Same(t, a, byName)
	none, ok := r.ByTag("")
	require.True(t, ok, "the empty tag is the default tenant's")
	assert.Same(t, r.Default(), none)

	names := []string{}
	for _, each := range r.All() {
		names = append(names, each.Name)
	}
	assert.Equal(t, []string{"default", "a", "b"}, names)
}

// TestAForkHasAWorldOfEachKind: each forked from the default tenant's with the tag, and each with what its seed gave out.
func TestAForkHasAWorldOfEachKind(t *testing.T) {
	t.Parallel()
	r := registry()
	a := fork(t, r, "a", "0a")
	assert.Equal(t, "0a", WorldOf[*pond](a).tag)
	assert.Equal(t, "0a", WorldOf[*wood](a).tag)
	assert.NotSame(t, WorldOf[*wood](r.Default()), WorldOf[*wood](a))
	assert.Equal(t, key("gate"), GivenOf[key](a))
	assert.Panics(t, func() { GivenOf[int](a) })
	assert.Panics(t, func() { WorldOf[*place](a) })
}

// TestDaysThatAreMadeAreTold: of which tenant, and in which of its worlds, also after a reset.
func TestDaysThatAreMadeAreTold(t *testing.T) {
	t.Parallel()
	r := registry()
	var told []string
	r.TellSettled(func(of *Tenant, part int, days clock.Settlement) {
		told = append(told, fmt.Sprint(of, part, days.Days))
	})
	a := fork(t, r, "a", "0a")
	WorldOf[*wood](r.Default()).settle(clock.Settlement{Days: 3})
	WorldOf[*pond](a).settle(clock.Settlement{Days: 4})
	r.Reset(a)
	WorldOf[*wood](a).settle(clock.Settlement{Days: 5})
	assert.Equal(t, []string{"default 1 3", "a 0 4", "a 1 5"}, told)
}

func TestRegistryRefusesASecondTenantOfOneName(t *testing.T) {
	t.Parallel()
	r := registry()
	fork(t, r, "a", "0a")
	for name, tag := range map[string]string{"a": "0b", "c": "0a", DefaultName: "0d"} {
		_, err := r.Fork(name, tag)
		assert.Error(t, err, name)
	}
	assert.Len(t, r.All(), 2)
}

func TestDefaultTenantCannotBeEnded(t *testing.T) {
	t.Parallel()
	r := registry()
	a := fork(t, r, "a", "0a")
	assert.True(t, r.Remove(a))
	assert.True(t, a.Ended())
	again := fork(t, r, "a", "0b")
	assert.False(t, r.Remove(a), "its name has passed on")
	assert.True(t, r.Remove(again))
	assert.False(t, r.Remove(r.Default()))
	_, ok := r.ByTag("0a")
	assert.False(t, ok)
	assert.Len(t, r.All(), 1)
}

// Requests read the default tenant while others make tenants; the race detector watches.
func TestDefaultWhileTenantsAreMade(t *testing.T) {
	t.Parallel()
	r := registry()
	made := make(chan error)
	go func() { _, err := r.Fork("a", "0a"); made <- err }()
	assert.Equal(t, DefaultName, r.Default().Name)
	assert.NoError(t, <-made)
}
