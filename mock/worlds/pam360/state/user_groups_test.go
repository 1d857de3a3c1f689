package state_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

func TestUserGroupsByIDAndName(t *testing.T) {
	t.Parallel()
	do(t, smallWorld(t), "admin", func(tx *state.Tx) error {
		for _, ref := range []string{"1", "desk"} {
			g, err := tx.FindUserGroup(ref)
			require.NoError(t, err)
			assert.Equal(t, "Desk", g.Name)
		}
		for _, ref := range []string{"", "9", "Des"} {
			_, err := tx.FindUserGroup(ref)
			assertRefused(t, noUserGroup, err)
		}
		_, err := tx.AddUserGroup(state.UserGroup{Name: " "})
		assertRefused(t, refusal{fail.Invalid, "User group name is mandatory"}, err)
		g, err := tx.AddUserGroup(state.UserGroup{Name: "12", Description: "d"})
		require.NoError(t, err)
		found, err := tx.FindUserGroup("12")
		assert.Equal(t, g, found, "a name may be a number that is no id")
		return err
	})
}

func TestMembershipDecidesWhatIsSeen(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, resource(1), desk, state.ViewAccess)
	add := func(user, group string) error {
		return as(t, w, "admin", func(tx *state.Tx) error { return tx.AddToUserGroup(user, group) })
	}
	require.NoError(t, add("guest", "DESK"))
	require.NoError(t, add("3", "1"), "again")
	assert.Equal(t, []string{"web 2"}, sees(t, w, "guest"))
	assertRefused(t, noUser, add("nobody", "Desk"))
	assertRefused(t, noUserGroup, add("guest", "None"))
	do(t, w, "admin", func(tx *state.Tx) error {
		outcomes, err := tx.RemoveFromUserGroup("Desk", []string{"GUEST", "4", "nobody", "1"})
		require.NoError(t, err)
		for i := range 2 {
			assert.Equal(t, "User removed from the user group successfully", outcomes[i].Status)
			assert.Nil(t, outcomes[i].Refused)
		}
		assert.Equal(t, "GUEST", outcomes[0].Name, "as the caller wrote it")
		assertRefused(t, noUser, outcomes[2].Refused)
		assertRefused(t, refusal{fail.NotFound, "User is not a member of the user group"}, outcomes[3].Refused)
		_, err = tx.RemoveFromUserGroup("None", []string{"guest"})
		assertRefused(t, noUserGroup, err)
		_, err = tx.RemoveFromUserGroup("Desk", nil)
		assertRefused(t, refusal{fail.Invalid, "At least one item is mandatory"}, err)
		return nil
	})
	assert.Empty(t, sees(t, w, "guest"))
	assert.Empty(t, sees(t, w, john))
	var operations []string
	for _, e := range auditLog(t, w) {
		assert.Equal(t, state.UserAudit, e.About)
		operations = append(operations, e.Operation+": "+e.UserName+", "+e.Reason)
	}
	assert.Equal(t, []string{"User Added To Group: guest, Desk", "User Removed From Group: guest, Desk", `User Removed From Group: CORP\john, Desk`}, operations)
}

func TestDeleteUserGroups(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, resource(1), desk, state.ViewAccess)
	do(t, w, "admin", func(tx *state.Tx) error {
		outcomes, err := tx.DeleteUserGroups([]string{"desk", "2", "None", "Desk"})
		require.NoError(t, err)
		assert.Equal(t, []state.Outcome{{Name: "desk", Status: "User group deleted successfully"}, {Name: "2", Status: "User group deleted successfully"}}, outcomes[:2])
		for _, o := range outcomes[2:] {
			assertRefused(t, noUserGroup, o.Refused)
		}
		g, err := tx.AddUserGroup(state.UserGroup{Name: "Desk"})
		assert.Equal(t, int64(3), g.ID)
		return err
	})
	assert.Empty(t, sees(t, w, john))
}
