package state_test

import (
	"context"
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
