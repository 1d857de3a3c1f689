package state

import (
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

var members = store.NewTable("member", func(m member) store.Key { return store.Join(store.Int(m.GroupID), store.Int(m.UserID)) },
	store.Index[member]{Name: "user", Keys: func(m member) []store.Key { return []store.Key{store.Int(m.UserID)} }})

// AddUserGroup makes a user group. A zero ID is allocated. Group names are compared without regard to case (inferred).
func (tx *Tx) AddUserGroup(g UserGroup) (UserGroup, error) {
	var err error
	if g.ID, err = pickID(tx, userGroups, g.ID, "user group", 1); err != nil {
		return UserGroup{}, err
	}
	return g, refuseDuplicate(userGroups.Put(tx.Tx, g), fail.New(fail.Conflict, "", "User group "+g.Name+" already exists").
		Because("group names are compared without regard to case"))
}

// AddMember puts a user into a user group; it may be repeated.
func (tx *Tx) AddMember(groupID, userID int64) error {
	if _, ok := userGroups.Get(tx.Tx, store.Int(groupID)); !ok {
		return fail.New(fail.NotFound, "", "No such user group found").Because("no user group has the id %d", groupID)
	}
	if _, ok := users.Get(tx.Tx, userKey(userID)); !ok {
		return fail.New(fail.NotFound, "", "No such user found").Because("no user has the id %d", userID)
	}
	return members.Put(tx.Tx, member{groupID, userID})
}
