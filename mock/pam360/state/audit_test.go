package state_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/pam360/state"
)

func TestEveryChangeIsRecorded(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	why := state.Justification{Reason: "r", TicketID: "7"}
	do(t, w, "admin", func(tx *state.Tx) error {
		for _, err := range []error{
			drop(tx.CreateResource(named("new", func(n *state.NewResource) { a := newAccount("root", "Aa1!aaaa"); n.Account = &a }))),
			drop(tx.EditResource("5", state.ResourceSettings{Name: text("newer")})),
			drop(tx.AddAccounts("5", []state.NewAccount{newAccount("ops", "Aa1!aaaa"), newAccount("root", "Aa1!aaaa")})),
			drop(tx.EditAccount("5", "7", state.AccountSettings{Name: text("dev")})),
			tx.ChangePassword("5", "7", state.PasswordChange{Justification: why}),
			drop(tx.FetchPassword("5", "7", why)),
			tx.Share(account(7), guest, state.ViewAccess),
			tx.Share(account(7), guest, state.NoAccess),
			tx.Share(group(linuxGroup), guest, state.ViewAccess),
			tx.ConfigureRemoteReset("Windows", []string{"5"}, state.RemoteReset{}),
			tx.DeleteAccount("5", "7"),
			tx.DeleteResource("5"),
			drop(tx.CreateUser(state.NewUser{Name: "sam", FullName: "Sam", Role: "Password User"})),
			tx.SetLocked("sam", true), tx.SetLocked("sam", false),
			drop(tx.RegenerateToken("")),
		} {
			require.NoError(t, err)
		}
		return nil
	})
	type line struct{ operation, resource, account, user, reason string }
	var got []line
	for i, e := range auditLog(t, w) {
		assert.Equal(t, []any{int64(i + 1), "admin", "192.0.2.1", "test", start}, []any{e.ID, e.OperatedBy, e.Address, e.Agent, e.At})
		assert.Equal(t, e.About == state.UserAudit, e.Operation[:4] == "User" || e.Operation[:4] == "Auth")
		got = append(got, line{e.Operation, e.Resource, e.Account, e.UserName, e.Reason})
	}
	assert.Equal(t, []line{
		{"Resource Added", "new", "", "admin", ""},
		{"Account Added", "new", "root", "admin", ""},
		{"Resource Modified", "newer", "", "admin", ""},
		{"Account Added", "newer", "ops", "admin", ""},
		{"Account Modified", "newer", "dev", "admin", ""},
		{"Password Changed", "newer", "dev", "admin", "r"},
		{"Password Retrieved", "newer", "dev", "admin", "r"},
		{"Shared", "newer", "dev", "admin", ""},
		{"Share Revoked", "newer", "dev", "admin", ""},
		{"Shared", "", "", "admin", ""},
		{"Remote Password Reset Configured", "newer", "", "admin", ""},
		{"Account Deleted", "newer", "dev", "admin", ""},
		{"Resource Deleted", "newer", "", "admin", ""},
		{"User Added", "", "", "sam", ""},
		{"User Locked", "", "", "sam", ""},
		{"User Unlocked", "", "", "sam", ""},
		{"Auth Token Regenerated", "", "", "admin", ""},
	}, got)
}

func TestLookingLeavesNoRecord(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		_, _, listed := tx.Resources(state.Query{})
		_, _, accounts := tx.AccountsOf(web, state.Query{})
		_, _, one := tx.AccountByIDs(web, root)
		_, generated := tx.GeneratePassword("Strong")
		for _, err := range []error{listed, accounts, one, generated, tx.SetFavourite(root, true)} {
			require.NoError(t, err)
		}
		return nil
	})
	assert.Empty(t, auditLog(t, w))
}
