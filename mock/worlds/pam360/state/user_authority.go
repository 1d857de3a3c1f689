package state

import (
	"slices"

	"github.com/understudy/understudy/mock/internal/store"
)

// mayMake refuses an actor who would give a user a role with more rights than the actor's own (inferred). That administrators make
// others super administrators is documented.
func (tx *Tx) mayMake(before, u User) error {
	a := tx.Actor
	role, _ := roles.Get(tx.Tx, store.Int(u.RoleID))
	if i := slices.IndexFunc(role.Grants, func(grant string) bool { return !a.May(grant) }); u.RoleID != before.RoleID && i >= 0 {
		return NotPermitted("the role %s gives the right %s, which %s has not", role.Name, role.Grants[i], a.Name)
	}
	if u.SuperAdmin && !before.SuperAdmin && !a.SuperAdmin && !a.May(allGrants) {
		return NotPermitted("only an administrator makes a super administrator, not %s", a.Name)
	}
	return nil
}

// mustCover refuses an actor who would get hold of an account that may more, or would let it in (inferred).
func (tx *Tx) mustCover(u User) error {
	role, _ := roles.Get(tx.Tx, store.Int(u.RoleID))
	more := slices.ContainsFunc(role.Grants, func(grant string) bool { return !tx.Actor.May(grant) })
	if !more && (!u.SuperAdmin || tx.Actor.SuperAdmin || tx.Actor.system) {
		return nil
	}
	return NotPermitted("%s may more than %s", u.Login(), tx.Actor.Name)
}

// reach is what nobody can change of themselves: another administrator does that (help/editing_users).
func (u User) reach() [4]any { return [4]any{u.RoleID, u.SuperAdmin, u.MobileAccess, u.AddonAccess} }

// mayEdit refuses a change that gives somebody more than the actor has.
func (tx *Tx) mayEdit(before, after User, s UserSettings) error {
	if before.ID == tx.Actor.UserID && after.reach() != before.reach() {
		return NotPermitted("%s cannot change their own role, scope or ways of access", tx.Actor.Name)
	}
	if err := tx.mayMake(before, after); err != nil || !s.signsIn(before, after) {
		return err
	}
	return tx.mustCover(before)
}

// signsIn tells whether a change is about what a user signs in with, or gets a forgotten password with.
func (s UserSettings) signsIn(before, after User) bool {
	return s.Password != nil && *s.Password != "" || before.Login() != after.Login() || before.Email != after.Email ||
		before.SecondaryEmail != after.SecondaryEmail || before.Token != after.Token || s.TokenDays != nil || s.Expiry != nil && *s.Expiry != "" ||
		before.HostCheck != after.HostCheck || before.HostName != after.HostName
}

// mayAdmit refuses to let somebody into a group that gets more than the actor could share with them, unless the actor is an administrator
// (inferred).
func (tx *Tx) mayAdmit(to UserGroup) error {
	v := tx.viewer()
	if v.all || tx.Actor.May(allGrants) {
		return nil
	}
	for g := range grants.Scan(tx.Tx, "target", (Target{Group: true, ID: to.ID}).key()) {
		if !tx.mayShare(v, g) {
			return NotPermitted("something is shared with the user group %s that %s has no full access to", to.Name, tx.Actor.Name)
		}
	}
	for range accessControls.Scan(tx.Tx, "approver", (Target{Group: true, ID: to.ID}).key()) {
		return NotPermitted("the user group %s approves requests, and %s is no administrator", to.Name, tx.Actor.Name)
	}
	return nil
}

// mayShare tells whether a viewer manages all that a grant reaches.
func (tx *Tx) mayShare(v viewer, g Grant) bool {
	switch g.Kind {
	case ResourceObject:
		r, _ := resources.Get(tx.Tx, resourceKey(g.ID))
		return v.resource(r) == FullAccess && !v.restricted(r)
	case AccountObject:
		a, _ := accounts.Get(tx.Tx, accountKey(g.ID))
		r, _ := resources.Get(tx.Tx, resourceKey(a.ResourceID))
		return v.account(r, v.resource(r), a) == FullAccess
	}
	group, _ := resourceGroups.Get(tx.Tx, store.Int(g.ID))
	if v.group(group) < FullAccess {
		return false
	}
	for _, id := range tx.membersOf(group) {
		if r, _ := resources.Get(tx.Tx, resourceKey(id)); !tx.manages(v.user, r) {
			return false
		}
	}
	return true
}
