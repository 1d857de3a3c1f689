package state_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// TestWhoHasNoRightIsNotToldWhatThereIs: a refusal for lack of right comes before one that depends on what there is. clerk manages users and
// their groups; helper here has full access to a resource, but less to its account.
func TestWhoHasNoRightIsNotToldWhatThereIs(t *testing.T) {
	t.Parallel()
	w := clerkWorld(t)
	system(t, w, func(tx *state.Tx) error {
		err := errors.Join(tx.AddRole(state.Role{ID: 10, Name: "Keeper", Grants: []string{"resources.manage"}}),
			tx.SetOrganization(state.Organization{Name: "Example Co", AdministratorLimit: 1}),
			drop(tx.CreateUser(state.NewUser{Name: "keeper", Role: "Keeper", APIAccess: true})),
			drop(tx.CreateUser(state.NewUser{Name: "owner", Role: "Keeper", APIAccess: true})),
			drop(tx.EditResource(db, state.ResourceSettings{Owner: text("owner")})),
			tx.SetAccessControl(state.AccessControl{Object: account(1), Approvers: []state.Target{desk}}),
			tx.SetAccessControl(state.AccessControl{Object: account(2), Approvers: []state.Target{desk}}))
		return errors.Join(err, tx.Share(resource(1), state.Target{ID: 3}, state.FullAccess), tx.Share(account(1), state.Target{ID: 3}, state.ViewAccess))
	})
	w.Seal()
	edit := func(user string, s state.UserSettings) func(*state.Tx) error {
		return func(tx *state.Tx) error { return drop(tx.EditUser(user, s)) }
	}
	for name, test := range map[string]struct {
		by   string
		do   func(*state.Tx) error
		want refusal
	}{
		"that somebody owns nothing":     {"clerk", func(tx *state.Tx) error { return tx.DeleteUser("keeper") }, forbidden},
		"that somebody owns something":   {"clerk", func(tx *state.Tx) error { return tx.DeleteUser("owner") }, forbidden},
		"that somebody is not locked":    {"clerk", func(tx *state.Tx) error { return tx.SetLocked("owner", false) }, forbidden},
		"that the licence is used up":    {"clerk", edit("guest", state.UserSettings{Role: text("Administrator")}), forbidden},
		"what policy somebody has":       {"clerk", edit("owner", state.UserSettings{Password: text("weak")}), forbidden},
		"that somebody is bound nowhere": {"clerk", edit("owner", state.UserSettings{HostCheck: yes()}), forbidden},
		"that a new one needs a host": {"clerk", func(tx *state.Tx) error {
			return drop(tx.CreateUser(sam(func(s *state.UserSettings) { s.HostName = text("") })))
		}, forbidden},
		"who is no approver": {"clerk", func(tx *state.Tx) error { return refusedItem(tx.RemoveFromUserGroup("Desk", []string{"guest"})) }, forbidden},
		"that accounts have passwords": {"guest", func(tx *state.Tx) error {
			return drop(tx.EditResource(web, state.ResourceSettings{Type: text("File Store")}))
		}, forbidden},
		"that there is no such user": {"clerk", func(tx *state.Tx) error {
			return tx.ShareResourceGroups(state.GroupShare{GroupIDs: []string{id(linuxGroup)}, UserIDs: []string{"99"}, AccessType: "view"})
		}, noGroup},
		"that there is no file": {"guest", func(tx *state.Tx) error { return drop(tx.FetchFile(web, root, state.Justification{})) }, notAdmitted},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assertRefused(t, test.want, as(t, w.Fork(""), test.by, test.do))
		})
	}
	assertRefused(t, refusal{fail.Conflict, "User owns resources. Transfer them to another user first"},
		as(t, w, "admin", func(tx *state.Tx) error { return tx.DeleteUser("owner") }))
	require.NoError(t, as(t, w, "admin", func(tx *state.Tx) error { return tx.DeleteUser("keeper") }))
}
