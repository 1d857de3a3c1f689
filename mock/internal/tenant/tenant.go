// Package tenant keeps the worlds that one process serves, and finds them by what a client signs in with.
//
// A tenant is the default one or a fork of it: one world of each kind. A fork has a tag, twelve lower-case hexadecimal digits, that
// is part of every credential of the fork: that is how one address serves many tenants and no client has to be told. The package
// knows nothing of credentials' shapes; heads do. They and package mock may import it.
package tenant

import (
	"fmt"
	"sync"

	"github.com/understudy/understudy/mock/internal/clock"
)

// DefaultName is the name of the tenant that is there from the start and cannot be ended.
const DefaultName = "default"

// World is what a tenant asks of each of its worlds.
type World interface {
	Clock() *clock.World
	// Reset puts rows and clock back to what they were when the world was made.
	Reset()
}

// Part is one world of a tenant, and what its seed gave out to whoever is to sign in.
type Part struct {
	World World
	Given any
	fork  func(tag string) Part
}

// PartOf makes the part of a world that can be forked at a constant cost.
func PartOf[W interface {
	World
	Fork(tag string) W
}](world W, given any) Part {
	return Part{World: world, Given: given, fork: func(tag string) Part { return PartOf(world.Fork(tag), given) }}
}

// Tenant is a company: its worlds, one of each kind, under a name. The default tenant's Tag is empty.
type Tenant struct {
	Name, Tag string
	Parts     []Part

	turn sync.Mutex
}

// InTurn does what concerns all worlds of the tenant, so that two such orders never mix: a reset and a move of the clocks.
func (t *Tenant) InTurn(order func() error) error {
	t.turn.Lock()
	defer t.turn.Unlock()
	return order()
}

// WorldOf is the tenant's world of a type. A head asks for the one it stands on.
func WorldOf[W World](t *Tenant) (world W) {
	for _, part := range t.Parts {
		if found, ok := part.World.(W); ok {
			return found
		}
	}
	panic(fmt.Sprintf("tenant %q has no %T", t.Name, world)) // a head without its world is a mistake in the list of heads
}

// GivenOf is what the seed of one of the tenant's worlds gave out.
func GivenOf[G any](t *Tenant) (given G) {
	for _, part := range t.Parts {
		if found, ok := part.Given.(G); ok {
			return found
		}
	}
	panic(fmt.Sprintf("tenant %q was given no %T", t.Name, given))
}

// Registry holds the tenants. It is safe for concurrent use; reading is the common case.
type Registry struct {
	first *Tenant // the default one; never replaced

	mu     sync.RWMutex
	order  []*Tenant
	byName map[string]*Tenant
	byTag  map[string]*Tenant
}

// NewRegistry makes a registry with its default tenant.
func NewRegistry(parts ...Part) *Registry {
	r := &Registry{byName: map[string]*Tenant{}, byTag: map[string]*Tenant{}}
	r.first = &Tenant{Name: DefaultName, Parts: parts}
	r.order, r.byName[DefaultName], r.byTag[""] = []*Tenant{r.first}, r.first, r.first
	return r
}

// Default returns the tenant that is there from the start.
func (r *Registry) Default() *Tenant { return r.first }

// Fork adds a tenant: the default one's worlds as they were sealed. No name and no tag is there twice.
func (r *Registry) Fork(name, tag string) (*Tenant, error) {
	t := &Tenant{Name: name, Tag: tag}
	for _, part := range r.first.Parts {
		t.Parts = append(t.Parts, part.fork(tag))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byName[name] != nil || r.byTag[tag] != nil {
		return nil, fmt.Errorf("tenant %q exists already", name)
	}
	r.order = append(append([]*Tenant{}, r.order...), t)
	r.byName[name], r.byTag[tag] = t, t
	return t, nil
}

// Remove ends a fork. It reports whether there was one of that name; the default tenant stays.
func (r *Registry) Remove(name string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.byName[name]
	if t == nil || name == DefaultName {
		return false
	}
	delete(r.byName, name)
	delete(r.byTag, t.Tag)
	kept := make([]*Tenant, 0, len(r.order)-1)
	for _, other := range r.order {
		if other != t {
			kept = append(kept, other)
		}
	}
	r.order = kept
	return true
}

// ByName finds a tenant by name.
func (r *Registry) ByName(name string) (*Tenant, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	t, ok := r.byName[name]
	return t, ok
}

// ByTag finds a fork by its tag; the empty tag is the default tenant's.
func (r *Registry) ByTag(tag string) (*Tenant, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	t, ok := r.byTag[tag]
	return t, ok
}

// All lists the tenants, the default one first, the forks in the order of their making.
func (r *Registry) All() []*Tenant {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.order
}
