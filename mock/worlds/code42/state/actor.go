package state

import (
	"slices"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// Actor is who acts in a transaction: a user, an API client, or the seed.
type Actor struct {
	// UID is a userUid, or an API client's id.
	UID, Name string
	UserID    int64
	OrgID     int64
	APIClient bool
	// Rights are what the actor's roles give, one for each role: a bound belongs to the role that has it, not to the actor.
	Rights []Right
	// OrgBound actors see and change only their own organization and those below it, in what they do now; see For.
	OrgBound bool
	// Agent and Address are for the audit log.
	Agent, Address string
	// Unlogged actors leave no audit entries: the seed acts in people's names.
	Unlogged bool
	made     bool // by a client, as User.Made says
}

// Right is what one role gives, in the words of the specification's x-permission, and whether only within the holder's organization.
type Right struct {
	Permissions []string
	OrgBound    bool
}

// gives tells whether a permission is among those of the right.
func (r Right) gives(permission string) bool {
	return slices.Contains(r.Permissions, permission) || slices.Contains(r.Permissions, allGrants)
}

// System is the actor of seeding. It may do everything and leaves no audit entries.
var System = Actor{Name: "system", Rights: []Right{{Permissions: []string{allGrants}}}}

const allGrants = "*"

// May tells whether the actor's roles allow an operation that needs a permission.
func (a Actor) May(permission string) bool {
	return permission == "" || slices.ContainsFunc(a.Rights, func(r Right) bool { return r.gives(permission) })
}

// For is the actor while doing what needs a permission: bound, unless a role that gives this very permission is not. Another role
// that reaches further does not count. What needs no permission is bound: it is about the actor's own things.
func (a Actor) For(permission string) Actor {
	a.OrgBound = permission == "" || !slices.ContainsFunc(a.Rights, func(r Right) bool { return !r.OrgBound && r.gives(permission) })
	return a
}

// reach is how far an actor gets in what is being done: the zero reach is nothing, which is what an API client's bound role gives.
type reach struct {
	everything bool
	top        int64 // else this organization and those below it; 0 is none
}

// reach is how far the actor gets. Whoever is bound to the root gets everywhere.
func (tx *Tx) reach() reach {
	if !tx.Actor.OrgBound {
		return reach{everything: true}
	}
	return tx.OrgOf(tx.Actor.OrgID).reach()
}

// reach is what is in an organization and below it.
func (o Org) reach() reach { return reach{everything: o.isRoot(), top: o.ID} }

// has tells whether a row is within reach, by the organizations that it belongs to.
func (r reach) has(above []int64) bool {
	return r.everything || r.top != 0 && slices.Contains(above, r.top)
}

// nothing tells whether nothing at all is within reach.
func (r reach) nothing() bool { return !r.everything && r.top == 0 }

// Sees tells whether an organization is within the actor's reach.
func (tx *Tx) Sees(orgID int64) bool {
	r := tx.reach()
	return r.everything || r.top != 0 && tx.within(orgID, r.top)
}

// mustReachAll refuses what concerns the whole tenant to an actor who does not get everywhere.
func (tx *Tx) mustReachAll(what string) error {
	if tx.reach().everything {
		return nil
	}
	return tx.outOfReach(what)
}

// mustReachSomething refuses to make what belongs to no organization to an actor whose roles reach nothing.
func (tx *Tx) mustReachSomething(what string) error {
	if tx.reach().nothing() {
		return tx.outOfReach(what)
	}
	return nil
}

// within tells whether an organization is another one or lies below it.
func (tx *Tx) within(orgID, top int64) bool {
	for orgID != 0 {
		if orgID == top {
			return true
		}
		org, ok := orgs.Get(tx.Tx, orgKey(orgID))
		if !ok {
			return false
		}
		orgID = org.ParentID
	}
	return false
}

// noPermission is the vendor's text for who may not.
const noPermission = "You do not have permission to perform this action"

// outOfReach is the refusal of an org-bound actor who reaches for another organization. It names what was asked for, as it was asked
// for: the name of what is there is not the actor's to know.
func (tx *Tx) outOfReach(what string) error {
	return fail.New(fail.Forbidden, "SYSTEM", noPermission).
		Because("%s is not in the organization of %s, whose roles are bound to it here", what, tx.Actor.Name)
}

// mustCover refuses an actor who would hand out, or get hold of, more rights than the actor's own: those that roles give in an
// organization. The refusal is inferred.
func (tx *Tx) mustCover(u User, roleIDs []string, orgID int64) error {
	for _, id := range roleIDs {
		role, _ := roles.Get(tx.Tx, store.Str(id))
		for _, permission := range role.Grants {
			if !tx.hasAsFar(permission, role.OrgBound, orgID) {
				return fail.New(fail.Forbidden, "SYSTEM", noPermission).
					Because("the role %s gives %s more rights than %s has: %s", role.Name, u.Username, tx.Actor.Name, permission)
			}
		}
	}
	return nil
}

// hasAsFar tells whether the actor has a permission as far as somebody in an organization would have it.
func (tx *Tx) hasAsFar(permission string, bound bool, orgID int64) bool {
	return slices.ContainsFunc(tx.Actor.Rights, func(r Right) bool {
		return r.gives(permission) && (!r.OrgBound || bound && tx.within(orgID, tx.Actor.OrgID))
	})
}
