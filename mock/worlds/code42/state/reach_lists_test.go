package state_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/store"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// everybodyWatched makes a watchlist and a matter of the boss of Ops, which everybody is put on, and some beyond Ops too.
func everybodyWatched(t *testing.T, w *state.World, beyond int) (boss state.Actor, list, matter string) {
	t.Helper()
	boss = opsAdmin(t, w)
	must(t, w, boss, func(tx *state.Tx) error {
		l, err := tx.CreateWatchlist(state.NewWatchlist{Type: state.FlightRisk})
		require.NoError(t, err)
		p, err := tx.CreateHoldPolicy("p", nil)
		require.NoError(t, err)
		m, err := tx.CreateMatter(state.NewMatter{Name: "m", PolicyUID: p.UID})
		list, matter = l.ID, m.UID
		return err
	})
	must(t, w, state.System, func(tx *state.Tx) error {
		for n := range beyond {
			if _, err := tx.CreateUser(state.NewUser{OrgUID: salesUID, Username: fmt.Sprint("seller", n, "@example.com"), Password: ptr(password)}); err != nil {
				return err
			}
		}
		people, _, err := tx.Users(state.UserFilter{}, state.Page{})
		for _, u := range people {
			require.NoError(t, tx.AddToWatchlist(list, []string{u.UID}))
			require.NoError(t, drop(tx.AddToMatter(matter, u.UID)))
		}
		return err
	})
	return boss, list, matter
}

// TestWhatABoundAdministratorListsIsWhatAWalkFinds after people have moved, come and gone: where a row belongs to is kept with it.
func TestWhatABoundAdministratorListsIsWhatAWalkFinds(t *testing.T) {
	t.Parallel()
	w, chance := smallWorld(t), rand.New(rand.NewPCG(5, 6))
	boss, list, matter := everybodyWatched(t, w, 2)
	yes, no := true, false
	for range 60 {
		if err := w.Write(state.System, func(tx *state.Tx) error { return someoneGoes(tx, chance, list, matter) }); err != nil {
			continue // what is refused must have left nothing
		}
		var members, custodians, held, events []string
		holders := map[string]int{}
		look(t, w, func(tx *state.Tx) error {
			inside, _, _ := tx.Users(state.UserFilter{InOrg: state.InOrg{OrgUID: opsUID}}, state.Page{})
			has := func(uid string) bool {
				return slices.ContainsFunc(inside, func(u state.User) bool { return u.UID == uid })
			}
			for _, u := range inside {
				for _, id := range u.Roles {
					holders[id]++
				}
			}
			all, _, err := tx.WatchlistMembers(list, state.Page{})
			for _, m := range all {
				if has(m.UID) {
					members = append(members, m.UID)
				}
			}
			memberships, _, _ := tx.HoldMemberships(state.MembershipFilter{MatterUID: matter}, state.Page{})
			for _, m := range memberships {
				if has(tx.CustodianOf(m).UID) {
					custodians = append(custodians, m.UID)
					if m.Active {
						held = append(held, m.UID)
					}
				}
			}
			happened, _ := tx.HoldEvents(state.HoldEventFilter{}, state.Page{})
			for _, e := range happened {
				if e.Actor.UID == boss.UID && (e.Custodian.UID == "" || has(e.Custodian.UID)) {
					events = append(events, e.UID)
				}
			}
			return err
		})
		require.NoError(t, w.Read(boss, func(tx *state.Tx) error {
			all, total, err := tx.WatchlistMembers(list, state.Page{})
			assert.Equal(t, members, texts(all, func(m state.WatchlistMember) string { return m.UID }))
			assert.Equal(t, len(members), total)
			uid := func(m state.HoldMembership) string { return m.UID }
			both, _, _ := tx.HoldMemberships(state.MembershipFilter{MatterUID: matter}, state.Page{})
			assert.Equal(t, custodians, texts(both, uid))
			active, _, _ := tx.HoldMemberships(state.MembershipFilter{MatterUID: matter, Active: &yes}, state.Page{})
			assert.Equal(t, held, texts(active, uid))
			ended, _, _ := tx.HoldMemberships(state.MembershipFilter{MatterUID: matter, Active: &no}, state.Page{})
			assert.Len(t, ended, len(custodians)-len(held))
			for _, f := range []state.HoldEventFilter{{}, {MatterUID: matter}} {
				happened, _ := tx.HoldEvents(f, state.Page{})
				assert.Equal(t, events, texts(happened, func(e state.HoldEventDetail) string { return e.UID }))
			}
			for id, n := range tx.RoleHolders() {
				assert.Equal(t, holders[id], n, id)
			}
			return err
		}))
	}
}

func texts[V any](all []V, of func(V) string) (list []string) {
	for _, v := range all {
		list = append(list, of(v))
	}
	return list
}

func someoneGoes(tx *state.Tx, chance *rand.Rand, list, matter string) error {
	people, _, _ := tx.Users(state.UserFilter{}, state.Page{})
	all, _ := tx.Orgs(state.OrgFilter{}, state.Page{})
	u, o := people[chance.IntN(len(people))], all[chance.IntN(len(all))]
	switch chance.IntN(8) {
	case 0:
		return tx.AddToWatchlist(list, []string{u.UID})
	case 1:
		return tx.RemoveFromWatchlist(list, []string{u.UID})
	case 2:
		return drop(tx.AddToMatter(matter, u.UID))
	case 3:
		memberships, _, _ := tx.HoldMemberships(state.MembershipFilter{UserUID: u.UID}, state.Page{})
		return tx.RemoveFromMatter(memberships[0].UID)
	case 4:
		return drop(tx.ReplaceRoles(u.UID, []string{"reader", "desktop-user"}))
	}
	return tx.MoveUser(u.UID, o.ID)
}

// TestAListOfABoundAdministratorOpensNoRowsOfOthers has ever more people beyond the organization, on the same watchlist and in the
// same matter.
func TestAListOfABoundAdministratorOpensNoRowsOfOthers(t *testing.T) {
	t.Parallel()
	opened := func(beyond int) int64 {
		w := smallWorld(t)
		boss, list, matter := everybodyWatched(t, w, beyond)
		var tally store.Tally
		w.Count(&tally)
		require.NoError(t, w.Read(boss, func(tx *state.Tx) error {
			found, err := tx.WatchlistByID(list)
			require.NoError(t, err)
			assert.Equal(t, 2, tx.MemberCount(found))
			members, _, err := tx.WatchlistMembers(list, state.Page{})
			require.NoError(t, err)
			assert.Len(t, members, 2)
			held, total, err := tx.HoldMemberships(state.MembershipFilter{MatterUID: matter}, state.Page{})
			assert.Len(t, held, total)
			assert.Equal(t, 1, tx.RoleHolders()["org-admin"])
			return err
		}))
		must(t, w, state.System, func(tx *state.Tx) error {
			assert.ErrorContains(t, tx.DeactivateOrg(westGUID), "legal hold")
			return nil
		})
		return tally.Opened()
	}
	assert.Equal(t, opened(3), opened(300))
}
