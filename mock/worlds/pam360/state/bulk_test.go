package state_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// TestACallSharesTenThousandTimesAtMost, whatever it makes of two lists; what is named twice is one.
func TestACallSharesTenThousandTimesAtMost(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	var many []string
	for n := range 101 {
		many = append(many, id(int64(1000+n)))
	}
	try := func(groups, users []string) error {
		return as(t, w, "admin", func(tx *state.Tx) error {
			return tx.ShareResourceGroups(state.GroupShare{GroupIDs: groups, UserIDs: users, AccessType: "view"})
		})
	}
	assertRefused(t, refusal{fail.Invalid, "Too many resource groups and users"}, try(many, many[:100]))
	assertRefused(t, noGroup, try(many[:100], many[:100]))
	require.NoError(t, try(slices.Repeat([]string{id(linuxGroup)}, 1000), slices.Repeat([]string{"3", "03", "2"}, 1000)))
	assert.Len(t, auditLog(t, w), 2)
	assert.Equal(t, []string{"web 2"}, sees(t, w, "guest"))
}

// TestACallWhoseClientHasGoneIsGivenUp between two items, and leaves nothing.
func TestACallWhoseClientHasGoneIsGivenUp(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(*state.Tx) error{
		"trash": func(tx *state.Tx) error {
			return drop(tx.MoveToTrash(state.TrashedResources, []string{web, win, files}))
		},
		"share": func(tx *state.Tx) error {
			return tx.ShareResourceGroups(state.GroupShare{GroupIDs: []string{id(linuxGroup)}, UserIDs: []string{"2", "3"}, AccessType: "view"})
		},
		"accounts": func(tx *state.Tx) error {
			return drop(tx.AddAccounts(web, []state.NewAccount{newAccount("a", "Aa1!aaaa"), newAccount("b", "Aa1!aaaa")}))
		},
		"remote reset": func(tx *state.Tx) error {
			return tx.ConfigureRemoteReset("Linux", []string{web, web}, state.RemoteReset{})
		},
		"remove from a group": func(tx *state.Tx) error { return drop(tx.RemoveFromUserGroup("Desk", []string{john, "guest"})) },
		"transfer": func(tx *state.Tx) error {
			if _, err := tx.EditResource(win, state.ResourceSettings{Owner: text("helper")}); err != nil {
				return err
			}
			return tx.TransferAccountabilities("helper", "admin")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			err := as(t, w, "admin", func(tx *state.Tx) error {
				tx.Until(func() error { return context.Canceled })
				for range 62 { // items that are done by now: with the 64th it is found out
					require.NoError(t, tx.Wanted())
				}
				return call(tx)
			})
			require.ErrorIs(t, err, context.Canceled)
			assert.Empty(t, auditLog(t, w))
			assert.Equal(t, []string{"web 2", "win 1", "files 1"}, sees(t, w, "admin"))
		})
	}
}

// TestACallWithManyItemsLooksUpOnceWhatItsCallerMaySee, not for each item: what is shared with the caller is read once.
func TestACallWithManyItemsLooksUpOnceWhatItsCallerMaySee(t *testing.T) {
	t.Parallel()
	opened := func(shares int) int64 {
		w := smallWorld(t)
		for n := range shares {
			system(t, w, func(tx *state.Tx) error {
				g, err := tx.AddResourceGroup(state.ResourceGroup{Name: fmt.Sprint("shared", n), OwnerID: 1})
				require.NoError(t, err)
				return tx.Share(group(g.ID), state.Target{ID: 2}, state.ViewAccess)
			})
		}
		tally := &store.Tally{}
		do(t, w, "helper", func(tx *state.Tx) error {
			var list []string
			for n := range 50 {
				r, err := tx.CreateResource(named(fmt.Sprint("r", n)))
				require.NoError(t, err)
				list = append(list, id(r.ID))
			}
			w.Count(tally)
			outcomes, err := tx.MoveToTrash(state.TrashedResources, list)
			w.Count(nil)
			assert.Nil(t, outcomes[49].Refused)
			return err
		})
		return tally.Opened()
	}
	assert.LessOrEqual(t, opened(40), opened(1)+2*40, "a grant and a group for each share")
}

// TestWhatACallNamesAgainCostsNothingAgain: neither is what a group is shared looked at for who is not in it, nor is it asked once more who
// answers for what was put there.
func TestWhatACallNamesAgainCostsNothingAgain(t *testing.T) {
	t.Parallel()
	w := clerkWorld(t)
	system(t, w, func(tx *state.Tx) error {
		for i := range 40 {
			r, err := tx.CreateResource(named(fmt.Sprint("host", i)))
			if err == nil {
				err = tx.Share(resource(r.ID), desk, state.ViewAccess)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	do(t, w, "admin", func(tx *state.Tx) error {
		g, err := tx.CreateResourceGroup(state.NewResourceGroup{GroupSettings: state.GroupSettings{Name: text("Pile")}})
		return errors.Join(err, tx.Share(group(g.ID), desk, state.FullAccess), tx.Share(group(g.ID), state.Target{ID: 2}, state.FullAccess),
			tx.Share(resource(1), state.Target{ID: 2}, state.FullAccess))
	})
	do(t, w, "helper", func(tx *state.Tx) error { return drop(tx.AssociateResources("Pile", []string{web})) })
	w.Seal()
	opened := func(actor string, call func(*state.Tx) error) int64 {
		fork, tally := w.Fork(""), &store.Tally{}
		fork.Count(tally)
		do(t, fork, actor, call)
		return tally.Opened()
	}
	for what, cost := range map[string]func(n int) int64{
		"taking out who is not there": func(n int) int64 {
			return opened("clerk", func(tx *state.Tx) error {
				return drop(tx.RemoveFromUserGroup("1", slices.Repeat([]string{"guest"}, n)))
			})
		},
		"putting in what is there": func(n int) int64 {
			return opened("admin", func(tx *state.Tx) error {
				return drop(tx.AssociateResources("Pile", slices.Repeat([]string{web}, n)))
			})
		},
	} {
		t.Logf("%s: %d rows once, %d rows a hundred times more", what, cost(1), cost(101)-cost(1))
		assert.LessOrEqual(t, cost(101)-cost(1), int64(100*4), what)
	}
}
