package state_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/store"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// accessMoves are what may give somebody access to a password or take it away, of any of a few users, groups, resources and accounts.
func accessMoves(pick func(n int) int) []func(*state.Tx) error {
	user, account, res, group := id(int64(1+pick(4))), id(int64(1+pick(5))), id(int64(1+pick(4))), id(int64(301+pick(5)))
	login := []string{"admin", "helper", "guest", john}
	access := []string{"view", "modify", "fullaccess", "revoke"}[pick(4)]
	named := func() state.ShareWith { return state.ShareWith{UserID: user, AccessType: access} }
	return []func(*state.Tx) error{
		func(tx *state.Tx) error { return tx.ShareResource(res, named()) },
		func(tx *state.Tx) error { return tx.ShareAccount(res, account, named()) },
		func(tx *state.Tx) error {
			return tx.ShareAccount(res, account, state.ShareWith{UserGroupID: "1", AccessType: access})
		},
		func(tx *state.Tx) error {
			return tx.ShareResourceGroups(state.GroupShare{GroupIDs: []string{group}, UserIDs: []string{user}, AccessType: access})
		},
		func(tx *state.Tx) error {
			return tx.ShareResourceGroups(state.GroupShare{GroupIDs: []string{group}, UserGroupIDs: []string{"1"}, AccessType: access})
		},
		func(tx *state.Tx) error { return tx.AddToUserGroup(user, "1") },
		func(tx *state.Tx) error { return drop(tx.RemoveFromUserGroup("1", []string{user})) },
		func(tx *state.Tx) error { return drop(tx.AssociateResources(group, []string{res})) },
		func(tx *state.Tx) error { return drop(tx.DissociateResources(group, []string{res})) },
		func(tx *state.Tx) error {
			return drop(tx.EditResource(res, state.ResourceSettings{Owner: &login[pick(4)], Department: text(fmt.Sprint("d", pick(2)))}))
		},
		func(tx *state.Tx) error {
			return drop(tx.EditAccount(res, account, state.AccountSettings{Owner: &login[pick(4)]}))
		},
		func(tx *state.Tx) error {
			return drop(tx.EditResourceGroup(group, state.GroupSettings{Owner: &login[pick(4)],
				Criteria: []state.CriterionInput{{Field: "DEPARTMENT", Operator: "EQUALS", Value: fmt.Sprint("d", pick(2))}}}))
		},
		func(tx *state.Tx) error { return tx.TransferAccountabilities(user, id(int64(1+pick(4)))) },
		func(tx *state.Tx) error {
			super := pick(2) == 0
			return drop(tx.EditUser(user, state.UserSettings{SuperAdmin: &super}))
		},
		func(tx *state.Tx) error { return drop(tx.MoveToTrash(state.TrashedAccounts, []string{account})) },
		func(tx *state.Tx) error { return drop(tx.RestoreFromTrash(state.TrashedAccounts, []string{account})) },
		func(tx *state.Tx) error { return drop(tx.MoveToTrash(state.TrashedResources, []string{res})) },
		func(tx *state.Tx) error { return drop(tx.RestoreFromTrash(state.TrashedResources, []string{res})) },
		func(tx *state.Tx) error {
			return tx.SetAccessControl(state.AccessControl{Object: resource(int64(1 + pick(4))), Approvers: both})
		},
	}
}

// TestNoWriteLeavesARequestWhoseAccessIsLost walks at random and looks at all requests after each step, as a write does not.
func TestNoWriteLeavesARequestWhoseAccessIsLost(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	made, dropped := 0, 0
	for range 40 {
		w := controlled(t)
		do(t, w, "admin", func(tx *state.Tx) error {
			for n := range int64(4) {
				require.NoError(t, tx.SetAccessControl(state.AccessControl{Object: resource(n + 1), Approvers: both}))
			}
			for _, d := range []string{"d0", "d1"} {
				_, err := tx.CreateResourceGroup(state.NewResourceGroup{Dynamic: true, GroupSettings: state.GroupSettings{
					Name: text("dynamic " + d), Criteria: []state.CriterionInput{{Field: "DEPARTMENT", Operator: "EQUALS", Value: d}},
				}})
				require.NoError(t, err)
			}
			return nil
		})
		for range 60 {
			list := accessMoves(random.IntN)
			step := list[random.IntN(len(list))]
			before := openRequests(t, w)
			actor := []string{"admin", "admin", "admin", "helper"}[random.IntN(4)]
			_ = as(t, w, actor, step) // many are refused
			for _, user := range []string{"helper", "guest", john} {
				for account := range int64(5) {
					ask := func(tx *state.Tx) error { return drop(tx.RequestPassword(id(account+1), state.NewPasswordRequest{})) }
					if as(t, w, user, ask) == nil {
						made++
					}
				}
			}
			do(t, w, "admin", func(tx *state.Tx) error {
				assert.Zero(t, tx.LostRequests())
				assert.Empty(t, tx.WronglyHeld())
				return nil
			})
			if openRequests(t, w) < before {
				dropped++
			}
		}
	}
	assert.Greater(t, made, 100, "requests")
	assert.Greater(t, dropped, 20, "requests that were lost")
}

// TestTakingAResourceOutOfASharedGroupEndsTheRequestsForIt is what the walk seldom meets.
func TestTakingAResourceOutOfASharedGroupEndsTheRequestsForIt(t *testing.T) {
	t.Parallel()
	w := controlled(t)
	system(t, w, func(tx *state.Tx) error {
		return tx.SetAccessControl(state.AccessControl{Object: account(2), Approvers: both})
	})
	share(t, w, group(linuxGroup), guest, state.ViewAccess)
	do(t, w, "guest", func(tx *state.Tx) error { return drop(tx.RequestPassword(deploy, state.NewPasswordRequest{})) })
	require.Equal(t, 1, openRequests(t, w))
	do(t, w, "admin", func(tx *state.Tx) error { return drop(tx.DissociateResources("Linux", []string{web})) })
	assert.Zero(t, openRequests(t, w))
}

func openRequests(t testing.TB, w *state.World) (n int) {
	t.Helper()
	require.NoError(t, w.Read(state.System, func(tx *state.Tx) error { n = tx.OpenRequests(); return nil }))
	return n
}

// crowded is a world in which so many users have asked for the password of root.
func crowded(t testing.TB, users int) *state.World {
	t.Helper()
	w := controlled(t)
	for i := range users {
		name := fmt.Sprint("crowd", i)
		system(t, w, func(tx *state.Tx) error {
			u, err := tx.CreateUser(state.NewUser{Name: name, Role: "Password User", APIAccess: true})
			require.NoError(t, err)
			return tx.Share(account(1), state.Target{ID: u.ID}, state.ViewAccess)
		})
		do(t, w, name, func(tx *state.Tx) error { return drop(tx.RequestPassword(root, state.NewPasswordRequest{})) })
	}
	require.Equal(t, users, openRequests(t, w))
	return w
}

// TestAWriteLooksOnlyAtTheRequestsThatItBearsOn counts the rows that are opened.
func TestAWriteLooksOnlyAtTheRequestsThatItBearsOn(t *testing.T) {
	t.Parallel()
	few, many := crowded(t, 1), crowded(t, 60)
	for name, write := range map[string]func(*state.Tx) error{
		"fetch a password":    func(tx *state.Tx) error { return drop(tx.FetchPassword(win, administrator, state.Justification{})) },
		"fetch the requested": func(tx *state.Tx) error { return drop(tx.FetchPassword(web, root, state.Justification{})) },
		"change a password": func(tx *state.Tx) error {
			return tx.ChangePassword(web, deploy, state.PasswordChange{Password: "Other-pass-2"})
		},
		"create a resource": func(tx *state.Tx) error { return drop(tx.CreateResource(named("another"))) },
		"edit another": func(tx *state.Tx) error {
			return drop(tx.EditResource(win, state.ResourceSettings{Location: text("x")}))
		},
		"share another": func(tx *state.Tx) error {
			return tx.ShareResource(win, state.ShareWith{UserID: "3", AccessType: "view"})
		},
		"move another": func(tx *state.Tx) error { return drop(tx.AssociateResources("302", []string{win})) },
		"make a user":  func(tx *state.Tx) error { return drop(tx.CreateUser(state.NewUser{Name: "new", APIAccess: true})) },
		"lock a user":  func(tx *state.Tx) error { return tx.SetLocked("guest", true) },
	} {
		opened := func(w *state.World) int64 {
			tally := &store.Tally{}
			w.Count(tally)
			do(t, w, "admin", write)
			w.Count(nil)
			return tally.Opened()
		}
		assert.LessOrEqual(t, opened(many), opened(few)+2, name)
	}
}
