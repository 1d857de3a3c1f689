package state

import (
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// setUser puts new values into a user and refuses what does not exist.
func (tx *Tx) setUser(u *User, s UserSettings) (err error) {
	if s.Name != nil && *s.Name != "" {
		u.Domain, u.Name = splitLogin(*s.Name)
	}
	if strings.TrimSpace(u.Name) == "" {
		return fail.New(fail.Invalid, "", "User name is mandatory").Because("USERNAME is empty")
	}
	if err := tx.setRole(u, s); err != nil {
		return err
	}
	set(&u.FirstName, s.FirstName)
	set(&u.LastName, s.LastName)
	if s.FullName != nil && *s.FullName != "" {
		u.FullName = *s.FullName
	} else if u.FullName == "" {
		u.FullName = strings.TrimSpace(u.FirstName + " " + u.LastName)
	}
	set(&u.Email, s.Email)
	set(&u.SecondaryEmail, s.SecondaryEmail)
	set(&u.Language, s.Language)
	set(&u.Department, s.Department)
	set(&u.Location, s.Location)
	if err := tx.setScope(u, s); err != nil {
		return err
	}
	set(&u.WebAccess, s.WebAccess)
	set(&u.MobileAccess, s.MobileAccess)
	set(&u.AddonAccess, s.AddonAccess)
	set(&u.RemoteConnect, s.RemoteConnect)
	set(&u.OwnerNameOption, s.OwnerNameOption)
	set(&u.HostCheck, s.HostCheck)
	set(&u.HostName, s.HostName)
	if u.PolicyID, err = tx.policyOr(s.Policy, nil, u.PolicyID); err != nil {
		return err
	}
	if s.Password != nil && *s.Password != "" {
		u.Password = *s.Password
	}
	return tx.setToken(u, s)
}

// checkUser refuses a user who cannot be so, once the actor may make the change: what it says depends on what there is already. A new
// password is held against the policy that is named, or the one that the user's password has. The licence counts users whose role
// administers.
func (tx *Tx) checkUser(before, u User, s UserSettings) error {
	if u.HostCheck && u.HostName == "" {
		return fail.New(fail.Invalid, "", "Host name is mandatory").Because("HOSTCHECK is on and HOSTNAME is empty")
	}
	was, _ := roles.Get(tx.Tx, store.Int(before.RoleID))
	is, _ := roles.Get(tx.Tx, store.Int(u.RoleID))
	if limit := tx.home().AdministratorLimit; is.Administers && !was.Administers && limit > 0 && tx.administrators() >= limit {
		return fail.New(fail.Forbidden, "", "License limit exceeded").Because("the licence allows %d administrators", limit)
	}
	if s.Password == nil || *s.Password == "" {
		return nil
	}
	return tx.policy(u.PolicyID).refuse(u.Password, u.Name)
}

// setRole takes the role by name or, where no role has the name, by id: the vendor's sample for userapi-2 has a slip in the name beside
// an id.
func (tx *Tx) setRole(u *User, s UserSettings) error {
	var name, id string
	set(&name, s.Role)
	set(&id, s.RoleID)
	if name == "" && id == "" {
		return nil
	}
	role, ok := roles.One(tx.Tx, "name", store.Fold(name))
	if !ok {
		n, _ := parseID(id)
		role, ok = roles.Get(tx.Tx, store.Int(n))
	}
	if !ok {
		return fail.New(fail.NotFound, "", "No such role found").Because("no role has the name %q or the id %q", name, id)
	}
	u.RoleID = role.ID
	return nil
}

// setScope makes a user a super administrator, or one no longer. It is administrators who can be (help/editing_users); that another role
// ends it is inferred.
func (tx *Tx) setScope(u *User, s UserSettings) error {
	set(&u.SuperAdmin, s.SuperAdmin)
	role, _ := roles.Get(tx.Tx, store.Int(u.RoleID))
	if !u.SuperAdmin || role.Administers {
		return nil
	}
	if u.ID == 0 || s.SuperAdmin != nil {
		return fail.New(fail.Invalid, "", "Only administrators can be super administrators").Because("the role %s is none of an administrator", role.Name)
	}
	u.SuperAdmin = false
	return nil
}

func (tx *Tx) administrators() (count int) {
	for role := range roles.All(tx.Tx) {
		if role.Administers {
			count += users.Span(tx.Tx, "role", store.Int(role.ID)).Len()
		}
	}
	return count
}

// setToken gives a user with REST access a token that lasts as long as is asked for, and takes it from one without. An application comes
// with that access, and loses it when it is one no longer, unless the call says otherwise (inferred).
func (tx *Tx) setToken(u *User, s UserSettings) error {
	if s.APIUser != nil && *s.APIUser != u.APIUser {
		u.APIUser, u.RESTAccess = *s.APIUser, *s.APIUser
	}
	set(&u.RESTAccess, s.RESTAccess)
	set(&u.SDKAccess, s.SDKAccess)
	if s.TokenDays != nil {
		if *s.TokenDays < 1 {
			return fail.New(fail.Invalid, "", "Invalid token validity").Because("TOKENVALIDITYDAYS is %d", *s.TokenDays)
		}
		expires := tx.Now.Add(time.Duration(*s.TokenDays) * 24 * time.Hour)
		u.TokenExpires = &expires
	}
	if s.Expiry != nil && *s.Expiry != "" && *s.Expiry != LastDay(u.TokenExpires) {
		expires, err := tx.expiry(*s.Expiry)
		if err != nil {
			return err
		}
		u.TokenExpires = expires
	}
	switch {
	case !u.RESTAccess:
		u.Token = ""
	case u.Token == "":
		u.Token, u.Seeded = tx.newToken(), false
	}
	return nil
}

// EditUser changes a user, named by id or by login name. Taking away REST access kills the token; giving it back makes another.
func (tx *Tx) EditUser(ref string, s UserSettings) (User, error) {
	u, err := tx.FindUser(ref)
	if err != nil {
		return User{}, err
	}
	before := u
	if err := tx.setUser(&u, s); err != nil {
		return User{}, err
	}
	if err := tx.mayEdit(before, u, s); err != nil {
		return User{}, err
	}
	if err := tx.checkUser(before, u, s); err != nil {
		return User{}, err
	}
	if err := tx.putUser(u); err != nil {
		return User{}, err
	}
	if err := tx.auditUser("User Modified", u); err != nil {
		return User{}, err
	}
	return u, tx.joinNamed(u, s.UserGroup)
}

// DeleteUser removes a user, named by id or by login name, with the shares, memberships, requests and approvers' duties. Nobody can
// delete themselves, and what the user owns must be transferred first (help/editing_users).
func (tx *Tx) DeleteUser(ref string) error {
	u, err := tx.FindUser(ref)
	switch {
	case err != nil:
		return err
	case u.ID == tx.Actor.UserID:
		return NotPermitted("%s cannot delete themselves", tx.Actor.Name)
	}
	if err := tx.mayLower(u); err != nil {
		return err
	}
	if err := tx.mayTouchApprover(u); err != nil {
		return err
	}
	if tx.ownsSomething(u) { // which is told to nobody who may not delete the user
		return fail.New(fail.Conflict, "", "User owns resources. Transfer them to another user first").
			Because("%s owns resources, accounts or resource groups, possibly in the trash", u.Login())
	}
	tx.dropGrantsTo(Target{ID: u.ID})
	for m := range members.Scan(tx.Tx, "user", store.Int(u.ID)) {
		members.Delete(tx.Tx, memberKey(m))
	}
	tx.dropRequests("user", u.ID)
	tx.dropMarks("user", u.ID)
	if err := tx.dropApprover(Target{ID: u.ID}); err != nil {
		return err
	}
	users.Delete(tx.Tx, userKey(u.ID))
	return tx.auditUser("User Deleted", u)
}

// ownedGroups yields the resource groups that a user owns.
func (tx *Tx) ownedGroups(u User) iter.Seq[ResourceGroup] {
	return resourceGroups.Scan(tx.Tx, "owner", store.Int(u.ID))
}

// ownsSomething tells whether a user owns a resource, an account or a resource group, those in the trash too.
func (tx *Tx) ownsSomething(u User) bool {
	for range resources.Scan(tx.Tx, "owner", store.Int(u.ID)) {
		return true
	}
	for range accounts.Scan(tx.Tx, "owner", store.Int(u.ID)) {
		return true
	}
	for range tx.ownedGroups(u) {
		return true
	}
	return false
}

// TransferAccountabilities makes one user the owner of the resources, accounts and resource groups of another; of those in the trash
// too. Both are named by id or by login name. The vendor's help (help/user-accountabilities): nobody transfers their own, and the heir's
// role and access must be similar or higher. That this goes by what the role allows is inferred, and so is who may do it; see mustHold.
func (tx *Tx) TransferAccountabilities(from, to string) error {
	old, err := tx.FindUser(from)
	if err != nil {
		return err
	}
	heir, err := tx.FindUser(to)
	if err != nil {
		return err
	}
	if !tx.administers() {
		if err := tx.mustHold(old); err != nil {
			return err
		}
	}
	switch {
	case old.ID == heir.ID:
		return fail.New(fail.Invalid, "", "The users must be different").Because("%s would inherit from themselves", old.Login())
	case old.ID == tx.Actor.UserID:
		return NotPermitted("%s cannot transfer their own accountabilities", tx.Actor.Name)
	case !tx.similarOrHigher(heir, old):
		return fail.New(fail.Invalid, "", "User role is not similar or higher").
			Because("the role of %s does not allow all that the role of %s does, or only the latter is a super administrator", heir.Login(), old.Login())
	}
	if err := tx.handOver(old, heir); err != nil {
		return err
	}
	for a := range accounts.Scan(tx.Tx, "owner", store.Int(old.ID)) {
		if err := tx.Wanted(); err != nil {
			return err
		}
		a.OwnerID = heir.ID
		if err := accounts.Put(tx.Tx, a); err != nil {
			return err
		}
	}
	for g := range tx.ownedGroups(old) {
		g.OwnerID = heir.ID
		if err := resourceGroups.Put(tx.Tx, g); err != nil {
			return err
		}
	}
	return tx.auditUserNote("User Accountabilities Transferred", old, heir.Login())
}

// similarOrHigher tells whether a user may do all that another may.
func (tx *Tx) similarOrHigher(u, than User) bool {
	a, b := tx.ActorOf(u), tx.ActorOf(than)
	return (a.SuperAdmin || !b.SuperAdmin) && !slices.ContainsFunc(b.Grants, func(grant string) bool { return !a.May(grant) })
}
