// Package tenant keeps the worlds that one process serves, and finds them by what a client signs in with.
//
// A tenant is the default one or a fork of it: one world of each kind. A fork has a tag, twelve lower-case hexadecimal digits, that
// is part of every credential of the fork: that is how one address serves many tenants and no client has to be told. The package
// knows nothing of credentials' shapes; heads do. They and package mock may import it.
package tenant

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/secret"
)

// TagLetters is how many there are in a fork's tag.
const TagLetters = 12

// DefaultName is the name of the tenant that is there from the start and cannot be ended.
const DefaultName = "default"

// MostTenants is how many tenants there may be: each costs memory, and the list of them names all.
const MostTenants = 20_000

// World is what a tenant asks of each of its worlds.
type World interface {
	Clock() *clock.World
	// Due tells how many days of history are made when the world is next used, and how many are left out before them.
	Due() (days, skipped int)
	// TellSettled asks a world to call tell whenever days were made.
	TellSettled(tell func(clock.Settlement))
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

	number uint64
	now    atomic.Pointer[life]
	ended  atomic.Bool
	turn   sync.Mutex

	entries atomic.Uint64
}

// life is a tenant from one reset to the next. Its worlds belong to it alone: a request that began before a reset ends in the worlds
// that it began in.
type life struct {
	tenant *Tenant
	parts  []Part

	over bool // guarded by the lock of logins, as are
	held map[string]login

	made map[secret.Hash]int // see secrets; nil when it is over
}

// String is the tenant's name.
func (t *Tenant) String() string { return t.Name }

// Number tells apart tenants that had one name after the other; the default one's is 0.
func (t *Tenant) Number() uint64 { return t.number }

// Count counts one more entry of the journal, and returns how many there have been.
func (t *Tenant) Count() uint64 { return t.entries.Add(1) }

// Entries is how many there have been since the tenant was made; a reset forgets none.
func (t *Tenant) Entries() uint64 { return t.entries.Load() }

// Parts are the tenant's worlds as they are now.
func (t *Tenant) Parts() []Part { return t.now.Load().parts }

// Ended tells whether nobody is to be let in any more.
func (t *Tenant) Ended() bool { return t.ended.Load() }

// InTurn does what concerns all worlds of the tenant, so that two such orders never mix: a reset and a move of the clocks.
func (t *Tenant) InTurn(order func() error) error {
	t.turn.Lock()
	defer t.turn.Unlock()
	return order()
}

// WorldOf is the tenant's world of a type. A head asks for the one it stands on.
func WorldOf[W World](t *Tenant) (world W) {
	for _, part := range t.Parts() {
		if found, ok := part.World.(W); ok {
			return found
		}
	}
	panic(fmt.Sprintf("tenant %q has no %T", t.Name, world)) // a head without its world is a mistake in the list of heads
}

// GivenOf is what the seed of one of the tenant's worlds gave out.
func GivenOf[G any](t *Tenant) (given G) {
	for _, part := range t.Parts() {
		if found, ok := part.Given.(G); ok {
			return found
		}
	}
	panic(fmt.Sprintf("tenant %q was given no %T", t.Name, given))
}

// Registry holds the tenants. It is safe for concurrent use; reading is the common case.
type Registry struct {
	first   *Tenant // the default one; never replaced
	logins  *logins
	secrets *secrets
	settled func(of *Tenant, part int, days clock.Settlement) // nil: nobody wants to know

	mu     sync.RWMutex
	made   uint64
	byName map[string]*Tenant
	byTag  map[string]*Tenant
}

// NewRegistry makes a registry with its default tenant.
func NewRegistry(parts ...Part) *Registry {
	first := &Tenant{Name: DefaultName}
	r := &Registry{
		first: first, logins: newLogins(), secrets: newSecrets(), byName: map[string]*Tenant{DefaultName: first}, byTag: map[string]*Tenant{"": first},
	}
	begun := &life{tenant: first, parts: parts, made: map[secret.Hash]int{}}
	for _, part := range parts {
		if world, ok := part.World.(keepsSecrets); ok {
			r.secrets.begin(world)
			r.tellSecrets(world, begun)
		}
	}
	first.now.Store(begun)
	return r
}

// TellSettled makes the registry call tell whenever days were made in one of a tenant's worlds; part is its index in Parts. It is not for a
// registry that is in use.
func (r *Registry) TellSettled(tell func(of *Tenant, part int, days clock.Settlement)) {
	r.settled = tell
	for i, part := range r.first.Parts() {
		r.tellSettled(r.first, i, part.World)
	}
}

func (r *Registry) tellSettled(of *Tenant, part int, world World) {
	if r.settled != nil {
		world.TellSettled(func(days clock.Settlement) { r.settled(of, part, days) })
	}
}

// Default returns the tenant that is there from the start.
func (r *Registry) Default() *Tenant { return r.first }

// Fork adds a tenant: the default one's worlds as they were sealed. No name and no tag is there twice.
func (r *Registry) Fork(name, tag string) (*Tenant, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.byName[name] != nil || r.byTag[tag] != nil:
		return nil, fmt.Errorf("tenant %q exists already", name)
	case len(r.byName) >= MostTenants:
		return nil, fmt.Errorf("there are %d tenants, and there can be no more; end those that are done", MostTenants)
	}
	r.made++
	t := &Tenant{Name: name, Tag: tag, number: r.made}
	r.begin(t, r.first.Parts())
	r.byName[name], r.byTag[tag] = t, t
	r.secrets.tag(tag, true)
	return t, nil
}

// Reset puts a tenant's worlds, rows and clock, back to what they were when they were made, all in one step. It returns those of
// before, in which requests that are under way end.
func (r *Registry) Reset(t *Tenant) (before []Part) {
	_ = t.InTurn(func() error {
		was := t.now.Load()
		r.over(was)
		before = was.parts
		r.begin(t, before)
		if t.Ended() { // meanwhile
			r.over(t.now.Load())
		}
		return nil
	})
	return before
}

// over forgets what clients made in a life.
func (r *Registry) over(of *life) {
	r.logins.end(of)
	r.secrets.end(of)
}

// begin gives a tenant fresh copies of worlds.
func (r *Registry) begin(t *Tenant, from []Part) {
	begun := &life{tenant: t, held: map[string]login{}, made: map[secret.Hash]int{}}
	for i, part := range from {
		copied := part.fork(t.Tag)
		r.tellSettled(t, i, copied.World)
		begun.parts = append(begun.parts, copied)
		if world, ok := copied.World.(signedInto); ok && t != r.first {
			world.TellLogins(func(user, name, password string) { r.logins.set(begun, user, name, password) })
		}
		if world, ok := copied.World.(keepsSecrets); ok {
			r.tellSecrets(world, begun)
		}
	}
	t.now.Store(begun)
}

func (r *Registry) tellSecrets(of keepsSecrets, in *life) {
	of.TellSecrets(func(changed map[secret.Hash]int) { r.secrets.change(in, changed) })
}

// Remove ends a fork, and what signs in to it. It reports whether the fork was still there; the default tenant stays.
func (r *Registry) Remove(t *Tenant) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if t == r.first || r.byName[t.Name] != t {
		return false
	}
	delete(r.byName, t.Name)
	delete(r.byTag, t.Tag)
	r.secrets.tag(t.Tag, false)
	t.ended.Store(true)
	_ = t.InTurn(func() error { r.over(t.now.Load()); return nil }) // a reset may be about to begin another life
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

// Holding lists forks in which a client made a user who signs in with a name and a password, or, without a password, one of that name:
// the first few in the order of their making. Whoever asks must look whether it still is so.
func (r *Registry) Holding(name, password string) []*Tenant { return r.logins.holding(name, password) }

// HasSecret tells whether the seed or some tenant has a value for a secret, a password for example, however it is spelled and with or
// without the tag of some fork behind it. It costs the same for any number of tenants and rows.
func (r *Registry) HasSecret(value secret.Value) bool { return r.secrets.has(value) }

// All lists the tenants, the default one first, the forks in the order of their making. It is for who wants to see them all; no
// request may cost as much.
func (r *Registry) All() []*Tenant {
	r.mu.RLock()
	list := slices.Collect(maps.Values(r.byName))
	r.mu.RUnlock()
	slices.SortFunc(list, func(a, b *Tenant) int { return cmp.Compare(a.number, b.number) })
	return list
}

type portKey struct{}

// AtPortOf is the context of a request that came in at a port which is one tenant's alone.
func AtPortOf(ctx context.Context, t *Tenant) context.Context {
	return context.WithValue(ctx, portKey{}, t)
}

// At is the tenant whose own port a request came in at. Where the port is everybody's, it is the default one, and own is false.
func (r *Registry) At(ctx context.Context) (t *Tenant, own bool) {
	if t, own = ctx.Value(portKey{}).(*Tenant); own {
		return t, true
	}
	return r.first, false
}
