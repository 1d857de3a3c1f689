package state

import (
	"slices"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// Role is a named set of permissions. Ids are strings; the first two are the vendor's, the others inferred.
type Role struct {
	ID, Name string
	Locked   bool
	// Permissions are the vendor's permission ids, shown to clients.
	Permissions []string
	// Grants are what the role allows here, in the words of the specification's x-permission.
	Grants   []string
	OrgBound bool
	Created  time.Time
	Modified time.Time
}

var roles = store.NewTable("role", func(r Role) store.Key { return store.Str(r.ID) },
	store.Index[Role]{Name: "name", Unique: true, Keys: func(r Role) []store.Key { return []store.Key{store.Fold(r.Name)} }})

// DefaultRoles are what a new user holds.
var DefaultRoles = []string{"desktop-user", "proe-user"}

// AddRole defines a role.
func (tx *Tx) AddRole(r Role) error { return roles.Put(tx.Tx, r) }

// Roles lists the roles that can be given, by id.
func (tx *Tx) Roles() []Role { return slices.Collect(roles.All(tx.Tx)) }

// RoleHolders counts the users of every role who are within the actor's reach.
func (tx *Tx) RoleHolders() map[string]int {
	count, reach := map[string]int{}, tx.reach()
	for r := range roles.All(tx.Tx) {
		if reach.everything {
			count[r.ID] = users.Span(tx.Tx, "role", store.Str(r.ID)).Len()
		} else {
			count[r.ID] = int(users.Sum(tx.Tx, "holders", store.Join(store.Int(reach.top), store.Str(r.ID)))[0])
		}
	}
	return count
}

// RolesOf lists a user's roles by id.
func (tx *Tx) RolesOf(uid string) ([]Role, error) {
	u, err := tx.UserByUID(uid)
	if err != nil {
		return nil, err
	}
	held := make([]Role, 0, len(u.Roles))
	for _, id := range u.Roles {
		if r, ok := roles.Get(tx.Tx, store.Str(id)); ok {
			held = append(held, r)
		}
	}
	return held, nil
}

// RoleNames translates role ids to their names.
func (tx *Tx) RoleNames(ids []string) []string {
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		if r, ok := roles.Get(tx.Tx, store.Str(id)); ok {
			names = append(names, r.Name)
		}
	}
	return names
}

// RoleChange says what replacing a user's roles did.
type RoleChange struct{ Processed, Added, Removed, Ignored []string }

// ReplaceRoles gives a user exactly the roles named, by id. Roles that do not exist are ignored and reported. Nobody gives a role with
// more rights than their own, or takes one from a user who has more: whoever is lowered first could be taken over then. Inferred.
func (tx *Tx) ReplaceRoles(uid string, ids []string) (RoleChange, error) {
	change := RoleChange{Processed: []string{}, Added: []string{}, Removed: []string{}, Ignored: []string{}}
	u, err := tx.UserByUID(uid)
	if err != nil {
		return change, err
	}
	for _, id := range ids {
		if err := tx.Wanted(); err != nil {
			return change, err
		}
		switch {
		case slices.Contains(change.Processed, id):
		case !tx.roleExists(id):
			change.Ignored = append(change.Ignored, id)
		default:
			change.Processed = append(change.Processed, id)
			if !slices.Contains(u.Roles, id) {
				change.Added = append(change.Added, id)
			}
		}
	}
	for _, id := range u.Roles {
		if !slices.Contains(change.Processed, id) {
			change.Removed = append(change.Removed, id)
		}
	}
	if err := tx.mayReplace(u, change); err != nil {
		return change, err
	}
	after := slices.Clone(change.Processed)
	slices.Sort(after)
	if _, err := tx.changeUser(u.ID, func(u *User) error { u.Roles = after; return nil }); err != nil {
		return change, err
	}
	return change, tx.audit("user_roles_changed", u)
}

// mayReplace refuses a change of roles to an actor who has not the rights that it gives, or fewer rights than a user whom it takes some from.
func (tx *Tx) mayReplace(u User, change RoleChange) error {
	if len(change.Removed) > 0 {
		if err := tx.mustCover(u, u.Roles, u.OrgID); err != nil {
			return err
		}
	}
	return tx.mustCover(u, change.Added, u.OrgID)
}

func (tx *Tx) roleExists(id string) bool {
	_, ok := roles.Get(tx.Tx, store.Str(id))
	return ok
}

// rightsOf lists what each of a set of roles allows; roles that allow nothing are left out.
func (tx *Tx) rightsOf(ids []string) []Right {
	rights := make([]Right, 0, len(ids))
	for _, id := range ids {
		if r, ok := roles.Get(tx.Tx, store.Str(id)); ok && len(r.Grants) > 0 {
			rights = append(rights, Right{Permissions: r.Grants, OrgBound: r.OrgBound})
		}
	}
	return rights
}

// boundOnes are those of a set of roles that reach no further than an organization.
func (tx *Tx) boundOnes(ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		r, _ := roles.Get(tx.Tx, store.Str(id))
		return !r.OrgBound
	})
}

// roleFilter finds the role that a list's filter names, by id or by name.
func (tx *Tx) roleFilter(idOrName string) (string, error) {
	if tx.roleExists(idOrName) {
		return idOrName, nil
	}
	if r, ok := roles.One(tx.Tx, "name", store.Fold(strings.TrimSpace(idOrName))); ok {
		return r.ID, nil
	}
	return "", fail.New(fail.Invalid, "SYSTEM", "Role not found").Because("no role has the id %q", idOrName)
}
