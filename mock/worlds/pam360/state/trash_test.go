package state_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// trash puts one thing into the trash.
func trash(t testing.TB, w *state.World, kind state.TrashKind, id string) {
	t.Helper()
	do(t, w, "admin", func(tx *state.Tx) error {
		outcomes, err := tx.MoveToTrash(kind, []string{id})
		require.Equal(t, []state.Outcome{{Name: id, Status: "Moved to trash successfully"}}, outcomes)
		return err
	})
}

func TestTrashedResourcesAreNowhere(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, resource(1), guest, state.ModifyAccess)
	share(t, w, account(2), desk, state.ViewAccess)
	system(t, w, func(tx *state.Tx) error {
		return drop(tx.CreateUser(state.NewUser{Name: "super", Role: "Administrator", SuperAdmin: true}))
	})
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.EditResource(web, state.ResourceSettings{URL: text("https://web")}))
	})
	password(t, w, "admin", web, root)
	trash(t, w, state.TrashedResources, web)
	assert.Equal(t, []string{"win 1", "files 1"}, sees(t, w, "admin"))
	assert.Equal(t, []string{"win 1", "files 1", "db 1"}, sees(t, w, "super"))
	assert.Empty(t, sees(t, w, "guest"))
	assert.Empty(t, sees(t, w, john))
	do(t, w, "admin", func(tx *state.Tx) error {
		_, byID := tx.ResourceByID(web)
		_, byName := tx.ResourceByName("web")
		_, _, accounts := tx.AccountsOf(web, state.Query{})
		_, groups := tx.AssociatedGroups(web)
		_, fetched := tx.FetchPassword(web, root, state.Justification{})
		_, _, names := tx.AccountByNames("web", "root")
		again, err := tx.MoveToTrash(state.TrashedResources, []string{web})
		require.NoError(t, err)
		for _, err := range []error{byID, byName, accounts, groups, names, tx.DeleteResource(web), again[0].Refused} {
			assertRefused(t, noResource, err)
		}
		_, totp := tx.AccountTOTP(root, state.Justification{})
		assertRefused(t, noAccount, totp)
		assertRefused(t, noAccount, fetched)
		assert.Empty(t, tx.WebsiteURLs())
		recent, _, err := tx.Resources(state.Query{ViewType: "RECENTLYACCESSEDPASSWORD"})
		assert.Empty(t, recent)
		return err
	})
	assert.Equal(t, start, list(t, w, "admin", state.TrashedResources)[0].At)
}

func list(t testing.TB, w *state.World, user string, kind state.TrashKind) (items []state.TrashItem) {
	t.Helper()
	do(t, w, user, func(tx *state.Tx) error { items = tx.ListTrash(kind); return nil })
	return items
}

func TestTrashedAccountsAreNowhere(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, account(1), guest, state.ModifyAccess)
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.EditAccount(web, root, state.AccountSettings{Owner: text("helper")}))
	})
	trash(t, w, state.TrashedAccounts, root)
	assert.Equal(t, []string{"web 1", "win 1", "files 1"}, sees(t, w, "admin"))
	assert.Empty(t, sees(t, w, "guest"), "a resource of which only that account is shared")
	assert.Equal(t, []string{"db 1"}, sees(t, w, "helper"))
	do(t, w, "admin", func(tx *state.Tx) error {
		_, _, byID := tx.AccountByIDs(web, root)
		_, _, byName := tx.AccountByNames("web", "root")
		for _, err := range []error{byID, byName, tx.DeleteAccount(web, root), tx.SetFavourite(root, true)} {
			assertRefused(t, noAccount, err)
		}
		return nil
	})
	for _, user := range []string{"guest", "helper"} {
		assertRefused(t, noResource, as(t, w, user, func(tx *state.Tx) error { return drop(tx.ResourceByID(web)) }))
	}
	assert.Equal(t, []state.TrashItem{{ID: 1, Name: "root", ResourceID: 1, Resource: "web", Type: "Linux", Owner: "helper", At: start, By: "admin"}},
		list(t, w, "admin", state.TrashedAccounts))
	trash(t, w, state.TrashedResources, web)
	assert.Empty(t, list(t, w, "admin", state.TrashedAccounts), "it hides behind its resource")
}

func TestRestoring(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, account(1), guest, state.ModifyAccess)
	do(t, w, "guest", func(tx *state.Tx) error {
		return tx.ChangePassword(web, root, state.PasswordChange{Password: "Other-pass-2"})
	})
	trash(t, w, state.TrashedAccounts, root)
	trash(t, w, state.TrashedResources, web)
	w.Clock().Advance(time.Hour)
	restore := func(kind state.TrashKind, id string) (o state.Outcome) {
		do(t, w, "admin", func(tx *state.Tx) error {
			outcomes, err := tx.RestoreFromTrash(kind, []string{id})
			require.Len(t, outcomes, 1)
			o = outcomes[0]
			return err
		})
		return o
	}
	assertRefused(t, noAccount, restore(state.TrashedAccounts, root).Refused)
	assert.Equal(t, state.Outcome{Name: web, Status: "Restored successfully"}, restore(state.TrashedResources, web))
	assert.Equal(t, []string{"web 1", "win 1", "files 1"}, sees(t, w, "admin"))
	assert.Equal(t, state.Outcome{Name: root, Status: "Restored successfully"}, restore(state.TrashedAccounts, root))
	assert.Equal(t, []string{"web 2", "win 1", "files 1"}, sees(t, w, "admin"))
	assert.Equal(t, []string{"web 1"}, sees(t, w, "guest"), "with the shares")
	assert.Equal(t, "Other-pass-2", password(t, w, "guest", web, root))
	do(t, w, "admin", func(tx *state.Tx) error {
		history, err := tx.PasswordHistory(web, root, state.Justification{})
		assert.Len(t, history, 1)
		groups, errGroups := tx.AssociatedGroups(web)
		assert.Len(t, groups, 2)
		require.NoError(t, errGroups)
		return err
	})
	assertRefused(t, noResource, restore(state.TrashedResources, web).Refused)
	assertRefused(t, noAccount, restore(state.TrashedAccounts, root).Refused)
	assert.Empty(t, list(t, w, "admin", state.TrashedResources))
}

func TestANameIsFreeWhileItsResourceIsInTheTrash(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	trash(t, w, state.TrashedResources, web)
	trash(t, w, state.TrashedAccounts, administrator)
	do(t, w, "admin", func(tx *state.Tx) error {
		r, err := tx.CreateResource(named("WEB"))
		require.NoError(t, err)
		assert.Equal(t, int64(5), r.ID)
		require.NoError(t, drop(tx.AddAccounts(win, []state.NewAccount{newAccount("Administrator", "Aa1!aaaa")})))
		outcomes, err := tx.RestoreFromTrash(state.TrashedResources, []string{web})
		require.NoError(t, err)
		assertRefused(t, refusal{fail.Conflict, "Resource already exists"}, outcomes[0].Refused)
		outcomes, err = tx.RestoreFromTrash(state.TrashedAccounts, []string{administrator})
		require.NoError(t, err)
		assertRefused(t, refusal{fail.Conflict, "Account Administrator already exists"}, outcomes[0].Refused)
		require.NoError(t, tx.DeleteResource("5"))
		outcomes, err = tx.RestoreFromTrash(state.TrashedResources, []string{web})
		assert.Nil(t, outcomes[0].Refused, "once the name is free")
		return err
	})
}

func TestDeletingFromTheTrash(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	trash(t, w, state.TrashedAccounts, deploy)
	trash(t, w, state.TrashedAccounts, administrator)
	trash(t, w, state.TrashedResources, web)
	do(t, w, "admin", func(tx *state.Tx) error {
		for kind, id := range map[state.TrashKind]string{state.TrashedResources: web, state.TrashedAccounts: administrator} {
			for _, refused := range []bool{false, true} {
				outcomes, err := tx.DeleteFromTrash(kind, []string{id})
				require.NoError(t, err)
				assert.Equal(t, refused, outcomes[0].Refused != nil)
			}
		}
		return nil
	})
	assert.Empty(t, list(t, w, "admin", state.TrashedResources))
	assert.Empty(t, list(t, w, "admin", state.TrashedAccounts))
	do(t, w, "admin", func(tx *state.Tx) error {
		_, err := tx.CreateResource(named("web"))
		require.NoError(t, err)
		return tx.DeleteResource("5")
	})
	assert.Equal(t, []string{"win 0", "files 1"}, sees(t, w, "admin"))
}

func TestTheTrashIsForThoseWithFullAccess(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, resource(1), guest, state.ModifyAccess)
	do(t, w, "guest", func(tx *state.Tx) error {
		resources, err := tx.MoveToTrash(state.TrashedResources, []string{web, "x"})
		require.NoError(t, err)
		assertRefused(t, forbidden, resources[0].Refused)
		assertRefused(t, noResource, resources[1].Refused)
		accounts, err := tx.MoveToTrash(state.TrashedAccounts, []string{root})
		assertRefused(t, forbidden, accounts[0].Refused)
		return err
	})
	trash(t, w, state.TrashedAccounts, deploy)
	trash(t, w, state.TrashedResources, win)
	do(t, w, "guest", func(tx *state.Tx) error {
		for kind, id := range map[state.TrashKind]string{state.TrashedResources: win, state.TrashedAccounts: deploy} {
			assert.Empty(t, tx.ListTrash(kind))
			back, err := tx.RestoreFromTrash(kind, []string{id})
			require.NoError(t, err)
			away, err := tx.DeleteFromTrash(kind, []string{id})
			require.NoError(t, err)
			assert.True(t, back[0].Refused != nil && away[0].Refused != nil)
		}
		return nil
	})
}

func TestTheLicenceCountsTheTrash(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	system(t, w, func(tx *state.Tx) error {
		return tx.SetOrganization(state.Organization{Name: "Example Co", ResourceLimit: 4})
	})
	trash(t, w, state.TrashedResources, web)
	create := func(tx *state.Tx) error { return drop(tx.CreateResource(named("new"))) }
	assertRefused(t, refusal{fail.Forbidden, "License limit exceeded"}, as(t, w, "admin", create))
	do(t, w, "admin", func(tx *state.Tx) error { return drop(tx.DeleteFromTrash(state.TrashedResources, []string{web})) })
	do(t, w, "admin", create)
}

func TestTrashInBulk(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		outcomes, err := tx.MoveToTrash(state.TrashedResources, []string{db, win, "99"})
		require.NoError(t, err)
		assert.Equal(t, []string{"No such resource found", "Moved to trash successfully", "No such resource found"},
			[]string{outcomes[0].Status, outcomes[1].Status, outcomes[2].Status})
		_, err = tx.RestoreFromTrash(state.TrashedResources, nil)
		assertRefused(t, refusal{fail.Invalid, "At least one item is mandatory"}, err)
		return nil
	})
	assert.Equal(t, []string{"web 2", "files 1"}, sees(t, w, "admin"))
	var operations []string
	for _, e := range auditLog(t, w) {
		operations = append(operations, e.Operation+" "+e.Resource)
	}
	assert.Equal(t, []string{"Resource Moved To Trash win"}, operations)
}

func TestParseTrashKind(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]state.TrashKind{"": state.TrashedResources, "Resource": state.TrashedResources, "ACCOUNT": state.TrashedAccounts} {
		kind, err := state.ParseTrashKind(word)
		assert.NoError(t, err)
		assert.Equal(t, want, kind)
	}
	_, err := state.ParseTrashKind("user")
	assertRefused(t, refusal{fail.Invalid, "Invalid type"}, err)
}
