package state

import (
	"slices"

	"github.com/understudy/understudy/mock/internal/store"
)

// ScimUser is a user as the collated view of provisioned data shows one.
type ScimUser struct {
	UserUID, TenantUID string
	Person             Person
	LastName           *string
	CloudUsernames     []string
}

// Scim returns what the directory knows of a user. Every user has such a view, a new one's is empty.
func (tx *Tx) Scim(uid string) (ScimUser, error) {
	u, err := tx.UserByUID(uid)
	if err != nil {
		return ScimUser{}, err
	}
	u.Person.ManagerUID = tx.shownManager(u)
	return ScimUser{
		UserUID: u.UID, TenantUID: tx.Tenant().UID, Person: u.Person, LastName: u.LastName, CloudUsernames: slices.Clone(u.CloudAliases),
	}, nil
}

// shownManager is the uid of a user's manager, unless that is somebody out of the actor's reach: the actor is not to know of them.
// Inferred.
func (tx *Tx) shownManager(u User) *string {
	if u.Person.ManagerUID == nil {
		return nil
	}
	if boss, ok := users.One(tx.Tx, "uid", store.Str(*u.Person.ManagerUID)); ok && !tx.Sees(boss.OrgID) {
		return nil
	}
	return u.Person.ManagerUID
}

// SetPerson stores what the directory knows of a user. No operation does it: provisioning does, which is no part of this API.
func (tx *Tx) SetPerson(uid string, p Person) error {
	u, err := tx.UserByUID(uid)
	if err != nil {
		return err
	}
	_, err = tx.changeUser(u.ID, func(u *User) error { u.Person = p; return nil })
	return err
}
