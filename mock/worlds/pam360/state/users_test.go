package state_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

func TestCreateUser(t *testing.T) {
	t.Parallel()
	for name, w := range map[string]*state.World{"default": smallWorld(t), "fork": smallWorld(t).Fork(tag)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var u state.User
			do(t, w, "admin", func(tx *state.Tx) (err error) {
				u, err = tx.CreateUser(state.NewUser{Name: `CORP\sam`, FirstName: "Sam", LastName: "Anderson", Role: "administrator", APIAccess: true})
				return err
			})
			assert.Equal(t, []any{int64(5), "sam", "CORP", `CORP\sam`, "Sam Anderson", int64(1)},
				[]any{u.ID, u.Name, u.Domain, u.Login(), u.FullName, u.RoleID})
			a, err := signIn(w, u.Token, "", "")
			require.NoError(t, err, "the token authenticates at once")
			assert.Equal(t, u.ID, a.UserID)
		})
	}
}

func TestCreateUserRefuses(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	for name, test := range map[string]struct {
		user state.NewUser
		want refusal
	}{
		"no name":      {state.NewUser{Name: " ", Role: "Password User"}, refusal{fail.Invalid, "User name is mandatory"}},
		"a taken name": {state.NewUser{Name: "ADMIN", Role: "Password User", APIAccess: true}, refusal{fail.Conflict, "User ADMIN already exists"}},
		"in a domain":  {state.NewUser{Name: `corp\JOHN`, Role: "Password User"}, refusal{fail.Conflict, `User corp\JOHN already exists`}},
		"unknown role": {state.NewUser{Name: "x", Role: "King"}, refusal{fail.NotFound, "No such role found"}},
		"a bad token":  {state.NewUser{Name: "x", Role: "Password User", Token: "abc"}, refusal{fail.Invalid, "Invalid auth token"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assertRefused(t, test.want, as(t, w, "admin", func(tx *state.Tx) error { return drop(tx.CreateUser(test.user)) }))
		})
	}
	t.Run("the same name in another domain", func(t *testing.T) {
		t.Parallel()
		do(t, w, "admin", func(tx *state.Tx) error {
			return drop(tx.CreateUser(state.NewUser{Name: "john", Role: "Password User", APIAccess: true}))
		})
	})
}

func TestUserByName(t *testing.T) {
	t.Parallel()
	do(t, smallWorld(t), "admin", func(tx *state.Tx) error {
		u, err := tx.UserByName(`corp\John`)
		require.NoError(t, err)
		assert.Equal(t, int64(4), u.ID)
		for _, name := range []string{"john", "", `CORP\`, "admi"} {
			_, err = tx.UserByName(name)
			assertRefused(t, noUser, err)
		}
		return nil
	})
}

func TestSetLocked(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	for _, locked := range []bool{true, true, false, false} {
		do(t, w, "admin", func(tx *state.Tx) error { return tx.SetLocked("GUEST", locked) })
		_, err := signIn(w, guestToken, "", "")
		assert.Equal(t, locked, err != nil)
	}
	assert.Len(t, auditLog(t, w), 2, "what changes nothing leaves no record")
	assertRefused(t, noUser, as(t, w, "admin", func(tx *state.Tx) error { return tx.SetLocked("nobody", true) }))
}

func TestUserGroups(t *testing.T) {
	t.Parallel()
	do(t, smallWorld(t), "admin", func(tx *state.Tx) error {
		_, err := tx.AddUserGroup(state.UserGroup{Name: "DESK"})
		assertRefused(t, refusal{fail.Conflict, "User group DESK already exists"}, err)
		assertRefused(t, refusal{fail.NotFound, "No such user group found"}, tx.AddMember(9, 1))
		assertRefused(t, noUser, tx.AddMember(1, 9))
		assert.NoError(t, tx.AddMember(1, 4), "again")
		return nil
	})
}
