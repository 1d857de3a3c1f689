package state

import (
	"slices"
	"strings"

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

// mustHold refuses an actor who would get hold of what somebody signs in with, or hand over what they own. It takes an administrator where
// the user owns anything, as full access makes nobody the owner; see mayGive. Else it takes full access to all that the user is shared
// (inferred).
func (tx *Tx) mustHold(u User) error {
	if err := tx.mustCover(u); err != nil || u.ID == tx.Actor.UserID || tx.administers() {
		return err
	}
	if tx.ownsSomething(u) {
		return NotPermitted("%s owns something, and %s is no administrator", u.Login(), tx.Actor.Name)
	}
	v := tx.viewer()
	for _, t := range tx.targetsOf(u.ID) {
		if err := tx.mayHave(v, t, u.Login()); err != nil {
			return err
		}
	}
	return nil
}

// administers tells whether the actor may all there is to do, or has full access to all there is.
func (tx *Tx) administers() bool { return tx.Actor.May(allGrants) || tx.Actor.SuperAdmin }

// mayHave refuses what a user or a user group has, at the first thing that a viewer who is no administrator could not share with them.
func (tx *Tx) mayHave(v viewer, t Target, name string) error {
	for g := range grants.Scan(tx.Tx, "target", t.key()) {
		if err := tx.Wanted(); err != nil {
			return err
		}
		if group, ok := resourceGroups.Get(tx.Tx, store.Int(g.ID)); ok && g.Kind == GroupObject && group.followsRules() {
			return NotPermitted("%s is shared a resource group that may hold anything tomorrow, and %s is no administrator", name, tx.Actor.Name)
		}
		if !tx.mayShare(v, g) {
			return NotPermitted("something is shared with %s that %s has no full access to", name, tx.Actor.Name)
		}
	}
	return tx.mayChangeApprovers(t, name)
}

// reach is what nobody can change of themselves: another administrator does that (help/editing_users).
func (u User) reach() [4]any { return [4]any{u.RoleID, u.SuperAdmin, u.MobileAccess, u.AddonAccess} }

// mayEdit refuses a change that gives somebody more than the actor has.
func (tx *Tx) mayEdit(before, after User, s UserSettings) error {
	if before.ID == tx.Actor.UserID {
		if err := tx.mayEditOneself(before, after); err != nil {
			return err
		}
	}
	if err := tx.mayMake(before, after); err != nil {
		return err
	}
	if err := tx.mayTurnApproving(before, after); err != nil {
		return err
	}
	if s.signsIn(before, after) {
		return tx.mustHold(before)
	}
	if before.RoleID != after.RoleID || before.SuperAdmin != after.SuperAdmin { // to get hold of it then
		return tx.mayLower(before)
	}
	return nil
}

// mayEditOneself refuses what another administrator has to do. Who is no administrator widens none of what restricts them either: it was
// an administrator who set it, for them and not for everybody with their role (inferred). Narrowing it is allowed.
func (tx *Tx) mayEditOneself(before, after User) error {
	elsewhere := before.HostCheck && (!after.HostCheck || !strings.EqualFold(after.HostName, before.HostName))
	later := before.TokenExpires != nil && (after.TokenExpires == nil || after.TokenExpires.After(*before.TokenExpires))
	switch {
	case after.reach() != before.reach():
		return NotPermitted("%s cannot change their own role, scope or ways of access", tx.Actor.Name)
	case tx.administers():
		return nil
	case elsewhere || later || after.opens(before):
		return NotPermitted("%s cannot lift their own restrictions: the host, the last day and the ways of access", tx.Actor.Name)
	}
	return nil
}

// mayLower refuses an actor who would take rights away from somebody who may more, all of them with the user or only some (inferred).
// Administrators do that to anybody.
func (tx *Tx) mayLower(u User) error {
	if tx.Actor.May(allGrants) {
		return nil
	}
	return tx.mustCover(u)
}

// mayTurnApproving refuses a role by which somebody who is asked to approve requests begins or ceases to, unless the actor is an
// administrator: the one makes an approver, the other takes one away (inferred).
func (tx *Tx) mayTurnApproving(before, after User) error {
	if tx.ActorOf(before).May(approveGrant) == tx.ActorOf(after).May(approveGrant) {
		return nil
	}
	return tx.mayTouchApprover(before)
}

// mayWake refuses an actor who would let somebody in again who may more, or who approves requests (inferred).
func (tx *Tx) mayWake(u User) error {
	if err := tx.mustCover(u); err != nil || !tx.ActorOf(u).May(approveGrant) {
		return err
	}
	return tx.mayTouchApprover(u)
}

// opens tells whether a change gives a user a further way in, or parts the token of an application from being one, so that ending the one
// would not end the other.
func (u User) opens(before User) bool {
	ways := func(u User) [7]bool {
		return [7]bool{u.APIUser, u.RESTAccess, u.SDKAccess, u.WebAccess, u.MobileAccess, u.AddonAccess, u.RemoteConnect}
	}
	had := ways(before)
	if before.APIUser && !u.APIUser && u.RESTAccess {
		return true
	}
	for i, has := range ways(u) {
		if has && !had[i] {
			return true
		}
	}
	return false
}

// signsIn tells whether a change is about what a user signs in with, or gets a forgotten password with, or opens a way in.
func (s UserSettings) signsIn(before, after User) bool {
	return s.Password != nil && *s.Password != "" || before.Login() != after.Login() || before.Email != after.Email ||
		before.SecondaryEmail != after.SecondaryEmail || before.Token != after.Token || s.TokenDays != nil || LastDay(before.TokenExpires) != LastDay(after.TokenExpires) ||
		before.HostCheck != after.HostCheck || before.HostName != after.HostName || after.opens(before)
}

// mayAdmit refuses to let somebody into a group that gets more than the actor could share with them, unless the actor is an administrator
// (inferred).
func (tx *Tx) mayAdmit(to UserGroup) error {
	if tx.administers() {
		return nil
	}
	return tx.mayHave(tx.viewer(), Target{Group: true, ID: to.ID}, "the user group "+to.Name)
}

// mayDismiss refuses to take somebody out of a group that is shared less than they have otherwise, unless the actor could share it with
// them (inferred): what is granted on an account beats what is granted on its resource, even when it is lower, so they would get more.
func (tx *Tx) mayDismiss(m member) error {
	v, from := tx.viewer(), Target{Group: true, ID: m.GroupID}
	if tx.administers() {
		return nil
	}
	u, _ := users.Get(tx.Tx, userKey(m.UserID))
	within := tx.viewerOf(u.ID, u.SuperAdmin)
	without := within
	without.targets = slices.DeleteFunc(slices.Clone(within.targets), func(t Target) bool { return t == from })
	without.groups = slices.DeleteFunc(slices.Clone(within.groups), func(g sharedGroup) bool { return g.shared.Target == from })
	for g := range grants.Scan(tx.Tx, "target", from.key()) {
		holdsBack := g.Kind != GroupObject && g.Access < FullAccess
		if holdsBack && within.on(g) < without.mayComeTo(g) && !tx.mayShare(v, g) {
			return NotPermitted("%s would get more, which %s has no full access to", u.Login(), tx.Actor.Name)
		}
	}
	return nil
}

// mayComeTo is the most access to what a grant is on that is not beyond what the viewer is shared already: the access there is, or what a
// group gives that may take it up. No group beats a share of the object itself, or of the resource that an account is of.
func (v viewer) mayComeTo(g Grant) Access {
	access := v.on(g)
	if v.granted(g.Object) > NoAccess || g.Kind == AccountObject && v.granted(Object{ResourceObject, g.ResourceID}) > NoAccess {
		return access
	}
	for _, group := range v.groups {
		if group.followsRules() {
			access = max(access, group.shared.Access)
		}
	}
	return access
}

// on is the access to what a grant is on.
func (v viewer) on(g Grant) Access {
	switch g.Kind {
	case ResourceObject:
		r, _ := resources.Get(v.tx.Tx, resourceKey(g.ID))
		return v.resource(r)
	case AccountObject:
		a, _ := accounts.Get(v.tx.Tx, accountKey(g.ID))
		r, _ := resources.Get(v.tx.Tx, resourceKey(a.ResourceID))
		return v.account(r, v.resource(r), a)
	}
	group, _ := resourceGroups.Get(v.tx.Tx, store.Int(g.ID))
	return v.group(group)
}

// mayShare tells whether a viewer manages all that a grant reaches.
func (tx *Tx) mayShare(v viewer, g Grant) bool {
	if v.on(g) < FullAccess {
		return false
	}
	switch g.Kind {
	case ResourceObject:
		r, _ := resources.Get(tx.Tx, resourceKey(g.ID))
		return !v.restricted(r)
	case GroupObject:
		group, _ := resourceGroups.Get(tx.Tx, store.Int(g.ID))
		for _, id := range tx.membersOf(group) {
			if r, _ := resources.Get(tx.Tx, resourceKey(id)); !tx.manages(v.user, r) {
				return false
			}
		}
	}
	return true
}
