package state

import (
	"bytes"
	"slices"
	"strings"

	"github.com/understudy/understudy/mock/internal/store"
)

// UserFilter narrows a list of users; empty fields do not.
type UserFilter struct {
	Active                          *bool
	Email, Role, Username, UID, Any string
	ID                              *int64
	InOrg
}

// Users lists users by id. Username and email are compared whole and without regard to case; Any is looked for within names. An
// organization means those below it too.
func (tx *Tx) Users(f UserFilter, page Page) ([]User, int, error) {
	q := users.Query(tx.Tx)
	_, err := narrow(q, tx, users, f.InOrg, "Organization was not found", func(u User) (int64, []int64) { return u.OrgID, u.Above })
	if err != nil {
		return nil, 0, err
	}
	if f.ID != nil {
		q.In(users.Span(tx.Tx, "id", userKey(*f.ID)), func(u User) bool { return u.ID == *f.ID })
	}
	if f.UID != "" {
		q.In(users.Span(tx.Tx, "uid", store.Str(f.UID)), func(u User) bool { return u.UID == f.UID })
	}
	if f.Role != "" {
		role, err := tx.roleFilter(f.Role)
		if err != nil {
			return nil, 0, err
		}
		q.In(users.Span(tx.Tx, "role", store.Str(role)), func(u User) bool { return slices.Contains(u.Roles, role) })
	}
	if f.Username != "" {
		key := store.Fold(f.Username)
		q.In(users.Span(tx.Tx, "username", key), func(u User) bool { return bytes.Equal(store.Fold(u.Username), key) })
	}
	if f.Email != "" {
		key := store.Fold(f.Email)
		q.In(users.Span(tx.Tx, "email", key), func(u User) bool { return bytes.Equal(store.Fold(u.Email), key) })
	}
	if f.Active != nil {
		q.In(users.Span(tx.Tx, "active", store.Flag(*f.Active)), func(u User) bool { return u.Active == *f.Active })
	}
	if f.Any != "" {
		q.Seen(strings.ToLower(f.Any))
	}
	reachable(q, tx, users, func(u User) []int64 { return u.Above })
	items, total := q.Page(page.part())
	return items, total, nil
}

// isTaken tells whether an e-mail address that a user is to get is another user's. The SDK's authors name it among what an update is
// refused for (https://github.com/code42/py42/pull/344); what a user has may stay.
func (tx *Tx) isTaken(email string, by User) bool {
	if email == "" || strings.EqualFold(email, by.Email) {
		return false
	}
	for u := range users.Scan(tx.Tx, "email", store.Fold(email)) {
		if u.ID != by.ID {
			return true
		}
	}
	return false
}
