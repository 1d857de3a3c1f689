// Package tenant keeps the worlds that one process serves, and finds them by what a client signs in with.
//
// A tenant is the default one or a fork of it. A fork has a tag, twelve lower-case hexadecimal digits, that is part of every
// credential of the fork: that is how one address serves many tenants and no client has to be told. The package knows nothing
// of credentials' shapes; the vendors' slices do. They and package mock may import it.
package tenant

import (
	"fmt"
	"sync"
)

// DefaultName is the name of the tenant that is there from the start and cannot be ended.
const DefaultName = "default"

// Tenant is one world with its name. The default tenant's Tag is empty.
type Tenant[W any] struct {
	Name  string
	Tag   string
	World W
}

// Registry holds the tenants of one API. It is safe for concurrent use; reading is the common case.
type Registry[W any] struct {
	first *Tenant[W] // the default one; never replaced

	mu     sync.RWMutex
	order  []*Tenant[W]
	byName map[string]*Tenant[W]
	byTag  map[string]*Tenant[W]
}

// NewRegistry makes a registry with its default tenant.
func NewRegistry[W any](world W) *Registry[W] {
	r := &Registry[W]{byName: map[string]*Tenant[W]{}, byTag: map[string]*Tenant[W]{}}
	r.first = &Tenant[W]{Name: DefaultName, World: world}
	r.order, r.byName[DefaultName], r.byTag[""] = []*Tenant[W]{r.first}, r.first, r.first
	return r
}

// Default returns the tenant that is there from the start.
func (r *Registry[W]) Default() *Tenant[W] { return r.first }

// Add registers a fork.
func (r *Registry[W]) Add(t *Tenant[W]) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byName[t.Name] != nil || r.byTag[t.Tag] != nil {
		return fmt.Errorf("tenant %q exists already", t.Name)
	}
	r.order = append(append([]*Tenant[W]{}, r.order...), t)
	r.byName[t.Name], r.byTag[t.Tag] = t, t
	return nil
}

// Remove ends a fork. It reports whether there was one of that name; the default tenant stays.
func (r *Registry[W]) Remove(name string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.byName[name]
	if t == nil || name == DefaultName {
		return false
	}
	delete(r.byName, name)
	delete(r.byTag, t.Tag)
	kept := make([]*Tenant[W], 0, len(r.order)-1)
	for _, other := range r.order {
		if other != t {
			kept = append(kept, other)
		}
	}
	r.order = kept
	return true
}

// ByName finds a tenant by name.
func (r *Registry[W]) ByName(name string) (*Tenant[W], bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	t, ok := r.byName[name]
	return t, ok
}

// ByTag finds a fork by its tag; the empty tag is the default tenant's.
func (r *Registry[W]) ByTag(tag string) (*Tenant[W], bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	t, ok := r.byTag[tag]
	return t, ok
}

// All lists the tenants, the default one first, the forks in the order of their making.
func (r *Registry[W]) All() []*Tenant[W] {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.order
}
