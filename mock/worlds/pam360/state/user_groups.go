package state

import (
	"strings"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// UserGroup is a set of users that something can be shared with at once.
type UserGroup struct {
	ID                int64
	Name, Description string
}

var userGroups = store.NewTable("usergroup", func(g UserGroup) store.Key { return store.Int(g.ID) },
	store.Index[UserGroup]{Name: "name", Unique: true, Keys: func(g UserGroup) []store.Key { return []store.Key{store.Fold(g.Name)} }})

// member makes a user a member of a user group.
type member struct{ GroupID, UserID int64 }

func memberKey(m member) store.Key { return store.Join(store.Int(m.GroupID), store.Int(m.UserID)) }

var members = store.NewTable("member", memberKey,
	store.Index[member]{Name: "group", Keys: func(m member) []store.Key { return []store.Key{store.Int(m.GroupID)} }},
	store.Index[member]{Name: "user", Keys: func(m member) []store.Key { return []store.Key{store.Int(m.UserID)} }}, memberTouches)

// AddUserGroup makes a user group. A zero ID is allocated. Group names are compared without regard to case (inferred).
func (tx *Tx) AddUserGroup(g UserGroup) (UserGroup, error) {
	if strings.TrimSpace(g.Name) == "" {
		return UserGroup{}, fail.New(fail.Invalid, "", "User group name is mandatory").Because("the name is empty")
	}
	var err error
	if g.ID, err = pickID(tx, userGroups, g.ID, "user group", 1); err != nil {
		return UserGroup{}, err
	}
	if err := userGroups.Put(tx.Tx, g); err != nil {
		return UserGroup{}, refuseDuplicate(err, fail.New(fail.Conflict, "", "User group "+g.Name+" already exists").Naming(g.Name).
			Because("group names are compared without regard to case"))
	}
	return g, tx.auditUserGroup("User Group Added", g)
}

// auditUserGroup records what happened to a user group: its name stands where a user's would.
func (tx *Tx) auditUserGroup(operation string, g UserGroup) error {
	return tx.audit(AuditEntry{About: UserAudit, Operation: operation, UserName: g.Name})
}

// FindUserGroup finds a user group by id or by name.
func (tx *Tx) FindUserGroup(ref string) (UserGroup, error) {
	if n, ok := parseID(ref); ok {
		if g, ok := userGroups.Get(tx.Tx, store.Int(n)); ok {
			return g, nil
		}
	}
	g, ok := userGroups.One(tx.Tx, "name", store.Fold(ref))
	if !ok {
		return UserGroup{}, noSuchUserGroup("no user group has the id or the name %q", ref)
	}
	return g, nil
}

func noSuchUserGroup(format string, args ...any) error {
	return fail.New(fail.NotFound, "", "No such user group found").Because(format, args...)
}

// AddMember puts a user into a user group; it may be repeated.
func (tx *Tx) AddMember(groupID, userID int64) error {
	g, ok := userGroups.Get(tx.Tx, store.Int(groupID))
	if !ok {
		return noSuchUserGroup("no user group has the id %d", groupID)
	}
	u, ok := users.Get(tx.Tx, userKey(userID))
	if !ok {
		return noSuchUser("no user has the id %d", userID)
	}
	m := member{groupID, userID}
	if _, ok := members.Get(tx.Tx, memberKey(m)); ok {
		return nil
	}
	if err := tx.mayAdmit(g); err != nil {
		return err
	}
	if err := members.Put(tx.Tx, m); err != nil {
		return err
	}
	return tx.auditUserNote("User Added To Group", u, g.Name)
}

// AddToUserGroup is AddMember for a user and a group named by id or by name.
func (tx *Tx) AddToUserGroup(user, group string) error {
	u, err := tx.FindUser(user)
	if err != nil {
		return err
	}
	g, err := tx.FindUserGroup(group)
	if err != nil {
		return err
	}
	return tx.AddMember(g.ID, u.ID)
}

// userGroupsOf names the groups that a user is in, by id.
func (tx *Tx) userGroupsOf(u User) []string {
	var names []string
	for m := range members.Scan(tx.Tx, "user", store.Int(u.ID)) {
		g, _ := userGroups.Get(tx.Tx, store.Int(m.GroupID))
		names = append(names, g.Name)
	}
	return names
}

// joinNamed puts a user into the group that a request names, if it does.
func (tx *Tx) joinNamed(u User, group *string) error {
	if group == nil || *group == "" {
		return nil
	}
	if !tx.Actor.May("usergroups.manage") {
		return NotPermitted("%s may not put users into groups", tx.Actor.Name)
	}
	g, err := tx.FindUserGroup(*group)
	if err != nil {
		return err
	}
	return tx.AddMember(g.ID, u.ID)
}

// RemoveFromUserGroup takes users, named by id or by login name, out of a group, each on its own. The texts are stand-ins.
func (tx *Tx) RemoveFromUserGroup(group string, refs []string) ([]Outcome, error) {
	g, err := tx.FindUserGroup(group)
	if err != nil {
		return nil, err
	}
	return tx.bulk(refs, func(ref string) (string, error) {
		u, err := tx.FindUser(ref)
		if err != nil {
			return "", err
		}
		if err := tx.mayChangeApprovers(Target{Group: true, ID: g.ID}, "a user group of "+u.Login()); err != nil {
			return "", err
		}
		m := member{g.ID, u.ID}
		if _, ok := members.Get(tx.Tx, memberKey(m)); !ok { // whom to let go takes no look at what the group is shared
			return "", fail.New(fail.NotFound, "", "User is not a member of the user group").Because("%q is not in %q", u.Login(), g.Name)
		}
		if err := tx.mayDismiss(m); err != nil {
			return "", err
		}
		members.Delete(tx.Tx, memberKey(m))
		return "User removed from the user group successfully", tx.auditUserNote("User Removed From Group", u, g.Name)
	})
}

// DeleteUserGroups removes groups, named by id or by name, each on its own, with what was shared with them. Their members stay.
func (tx *Tx) DeleteUserGroups(refs []string) ([]Outcome, error) {
	return tx.bulk(refs, func(ref string) (string, error) {
		g, err := tx.FindUserGroup(ref)
		if err != nil {
			return "", err
		}
		target := Target{Group: true, ID: g.ID}
		if err := tx.mayChangeApprovers(target, "the user group "+g.Name); err != nil {
			return "", err
		}
		for m := range members.Scan(tx.Tx, "group", store.Int(g.ID)) {
			if err := tx.Wanted(); err != nil {
				return "", err
			}
			if err := tx.mayDismiss(m); err != nil {
				return "", err
			}
		}
		for m := range members.Scan(tx.Tx, "group", store.Int(g.ID)) {
			members.Delete(tx.Tx, memberKey(m))
		}
		tx.dropGrantsTo(target)
		if err := tx.dropApprover(target); err != nil {
			return "", err
		}
		userGroups.Delete(tx.Tx, store.Int(g.ID))
		return "User group deleted successfully", tx.auditUserGroup("User Group Deleted", g)
	})
}
