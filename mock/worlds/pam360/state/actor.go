package state

import (
	"slices"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// Actor is who acts in a transaction: a user, or the seed.
type Actor struct {
	UserID               int64
	Name, FullName, Role string
	// Grants are what the actor's role allows, in the words of the specification's x-permission.
	Grants []string
	// SuperAdmin actors have full access to every resource, whoever owns it.
	SuperAdmin bool
	// Agent and Address are for the audit trail; Unlogged actors leave none: what they do was before it.
	Agent, Address string
	Unlogged       bool

	system bool
}

// System is the actor of seeding. It may do everything and leaves no audit entries.
var System = Actor{Name: "system", Grants: []string{allGrants}, system: true}

// Schedule is the actor of what the product does by itself at set times, as it reads the firm's directory. It may do everything. The name in
// its records is inferred.
var Schedule = Actor{Name: "System", FullName: "System", Address: "127.0.0.1", Grants: []string{allGrants}}

const allGrants = "*"

// May tells whether the actor's role allows an operation that needs a permission.
func (a Actor) May(permission string) bool {
	return permission == "" || slices.Contains(a.Grants, permission) || slices.Contains(a.Grants, allGrants)
}

// Role is what a user may do, whatever the object. Which objects those are is a matter of ownership and of grants.
type Role struct {
	ID     int64
	Name   string
	Grants []string
	// Administers: users with this role count against the licence.
	Administers bool
}

var roles = store.NewTable("role", func(r Role) store.Key { return store.Int(r.ID) },
	store.Index[Role]{Name: "name", Unique: true, Keys: func(r Role) []store.Key { return []store.Key{store.Fold(r.Name)} }})

// AddRole defines a role.
func (tx *Tx) AddRole(r Role) error { return roles.Put(tx.Tx, r) }

// ActorOf is the actor that a user is, as the user is now.
func (tx *Tx) ActorOf(u User) Actor {
	role, _ := roles.Get(tx.Tx, store.Int(u.RoleID))
	return Actor{
		UserID: u.ID, Name: u.Login(), FullName: u.FullName, Role: role.Name, Grants: role.Grants, SuperAdmin: u.SuperAdmin,
	}
}

// NotPermitted is the refusal of an actor whose role or share does not reach as far as the operation. The text is a stand-in: the
// vendor's is not known.
func NotPermitted(format string, args ...any) *fail.Error {
	return fail.New(fail.Forbidden, "", "You do not have permission to perform this operation").Because(format, args...)
}
