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

// TestEveryQueryFindsWhatALookAtEveryResourceFinds holds the indexes by which lists are found against a walk over all, for each kind of
// viewer and any two of view, group and search, page by page.
func TestEveryQueryFindsWhatALookAtEveryResourceFinds(t *testing.T) {
	t.Parallel()
	w, groups := mixedWorld(t)
	searches := []state.Query{
		{}, {SearchValue: "li", SearchColumn: "RESOURCE_TYPE"}, {SearchValue: "Windows", SearchColumn: "OPERATINGSYSTEM"},
		{SearchValue: "no such type", SearchColumn: "RESOURCE_TYPE"}, {SearchValue: "win"}, {SearchValue: "m3", SearchColumn: "RESOURCENAME"},
		{SearchValue: "north", SearchColumn: "LOCATION"}, {SearchValue: "login1", SearchColumn: "LOGINNAME"}, {SearchValue: "log", SearchType: "ACCOUNT"},
		{SearchValue: "series", SearchColumn: "COLUMN_CHAR1"},
	}
	nonempty := 0
	for _, user := range []string{"admin", "helper", "guest", john, "root"} {
		do(t, w, user, func(tx *state.Tx) error {
			for _, q := range searches {
				for _, q.ViewType = range []string{"", "LINUXSSHPASSWORD", "WINDOWSRDPPASSWORD", "FAVOURITEPASSWORD"} {
					for _, q.GroupID = range append([]int64{0, state.DefaultGroupID, 99_999}, groups...) {
						if q.ViewType != "" && q.GroupID != 0 && q.SearchValue != "" {
							continue // any two of them together will do
						}
						q.Start, q.Limit = 0, 0
						want, err := tx.Walked(q)
						require.NoError(t, err)
						said := fmt.Sprintf("%s %+v", user, q)
						assertPages(t, tx, q, want, said)
						nonempty += min(len(want), 1)
					}
				}
			}
			return nil
		})
	}
	assert.Greater(t, nonempty, 100, "queries that find something")
}

func assertPages(t testing.TB, tx *state.Tx, q state.Query, want []int64, said string) {
	t.Helper()
	for _, part := range [][2]int{{0, 0}, {1, 3}, {len(want) - 1, 5}} {
		q.Start, q.Limit = max(part[0], 0), part[1]
		list, total, err := tx.Resources(q)
		require.NoError(t, err)
		var ids []int64
		for _, r := range list {
			ids = append(ids, r.ID)
		}
		rest := want[min(q.Start, len(want)):]
		if q.Limit > 0 {
			rest = rest[:min(q.Limit, len(rest))]
		}
		require.Equal(t, len(want), total, said)
		require.Equal(t, append([]int64(nil), rest...), ids, "%s, page %v", said, part)
	}
}

// mixedWorld has resources of several types and owners, with accounts and without, in the trash and shared in every way; and the ids of
// its groups. root is a super administrator.
func mixedWorld(t testing.TB) (*state.World, []int64) {
	t.Helper()
	w := smallWorld(t)
	random := rand.New(rand.NewPCG(3, 4))
	groups := []int64{linuxGroup}
	system(t, w, func(tx *state.Tx) error {
		_, err := tx.CreateUser(state.NewUser{Name: "root", Role: "Administrator", SuperAdmin: true, APIAccess: true})
		require.NoError(t, err)
		for n := range 60 {
			r, err := tx.CreateResource(named(fmt.Sprint("m", n), func(r *state.NewResource) {
				r.Type = text([]string{"Windows", "Linux", "WindowsDomain", "MS SQL server"}[random.IntN(4)])
				r.Owner = text([]string{"admin", "helper", "helper", "guest"}[random.IntN(4)])
				r.Location, r.Department = text([]string{"north", "south"}[random.IntN(2)]), text([]string{"linux team", "other"}[random.IntN(2)])
				r.Custom = []state.FieldInput{{Label: "Series", Value: []string{"series a", "b"}[random.IntN(2)]}, {Label: "Until", Value: "01/02/2027"}}
			}))
			require.NoError(t, err)
			for a := range random.IntN(3) {
				_, err := tx.AddAccounts(id(r.ID), []state.NewAccount{newAccount(fmt.Sprint("login", a), "First-pass-1")})
				require.NoError(t, err)
			}
			switch random.IntN(6) {
			case 0:
				require.NoError(t, tx.Share(resource(r.ID), guest, state.ViewAccess))
			case 1:
				require.NoError(t, tx.Share(resource(r.ID), desk, state.ViewAccess))
			case 2:
				_, err := tx.MoveToTrash(state.TrashedResources, []string{id(r.ID)})
				require.NoError(t, err)
			}
		}
		return nil
	})
	do(t, w, "admin", func(tx *state.Tx) error {
		for n, c := range []struct {
			all  bool
			list []state.CriterionInput
		}{
			{true, []state.CriterionInput{{Field: "RESOURCETYPE", Operator: "EQUALS", Value: "Linux"}, {Field: "LOCATION", Operator: "NOTEQUALS", Value: "north"}}},
			{false, []state.CriterionInput{{Field: "RESOURCETYPE", Operator: "STARTSWITH", Value: "windows"}, {Field: "DEPARTMENT", Operator: "CONTAINS", Value: "x te"}}},
			{false, []state.CriterionInput{{Field: "RESOURCENAME", Operator: "ENDSWITH", Value: "1"}, {Field: "LOCATION", Operator: "DOESNOTCONTAIN", Value: "o"}}},
			{true, []state.CriterionInput{{Field: "LOCATION", Operator: "DOESNOTCONTAIN", Value: "south"}}},
			{true, []state.CriterionInput{{Field: "Until", Operator: "EQUALS", Value: "feb 1, 2027"}, {Field: "Series", Operator: "CONTAINS", Value: "IES"}}},
		} {
			g, err := tx.CreateResourceGroup(state.NewResourceGroup{Dynamic: true, GroupSettings: state.GroupSettings{
				Name: text(fmt.Sprint("dynamic", n)), MatchAll: &c.all, Criteria: c.list,
			}})
			require.NoError(t, err)
			groups = append(groups, g.ID)
		}
		require.NoError(t, tx.Share(group(groups[1]), guest, state.ViewAccess))
		return tx.Share(group(groups[2]), desk, state.ModifyAccess)
	})
	do(t, w, "guest", func(tx *state.Tx) error { return tx.SetFavourite(id(7), true) })
	w.Seal()
	do(t, w, "admin", func(tx *state.Tx) error { // some that were written after the trigrams
		_, err := tx.CreateResource(named("m3 late", func(r *state.NewResource) { r.Type, r.Location = text("Linux"), text("north") }))
		return err
	})
	return w, groups
}

// TestTheMembersOfADynamicGroupAreFoundByWhatItsCriteriaAskFor, not by a look at every resource.
func TestTheMembersOfADynamicGroupAreFoundByWhatItsCriteriaAskFor(t *testing.T) {
	t.Parallel()
	opened := func(others int) int64 {
		w, made := smallWorld(t), int64(0)
		do(t, w, "admin", func(tx *state.Tx) error {
			for n := range others {
				_, err := tx.CreateResource(named(fmt.Sprint("other", n)))
				require.NoError(t, err)
			}
			for n := range 3 {
				_, err := tx.CreateResource(named(fmt.Sprint("needle", n)))
				require.NoError(t, err)
			}
			g, err := tx.CreateResourceGroup(state.NewResourceGroup{Dynamic: true, GroupSettings: state.GroupSettings{
				Name: text("needles"), Criteria: []state.CriterionInput{{Field: "RESOURCENAME", Operator: "STARTSWITH", Value: "needle"}},
			}})
			made = g.ID
			require.NoError(t, err)
			return tx.Share(group(g.ID), guest, state.ViewAccess)
		})
		w.Seal()
		tally := &store.Tally{}
		w.Count(tally)
		for _, user := range []string{"admin", "guest"} {
			do(t, w, user, func(tx *state.Tx) error {
				list, _, err := tx.Resources(state.Query{GroupID: made})
				assert.Len(t, list, 3, user)
				return err
			})
		}
		return tally.Opened()
	}
	assert.LessOrEqual(t, opened(200), opened(20))
}

// TestWhatASharedDefaultGroupPassesOnIsWhatALookAtEveryResourceFinds walks at random: shares, handovers and groups of groups decide on it.
func TestWhatASharedDefaultGroupPassesOnIsWhatALookAtEveryResourceFinds(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 8))
	passed := 0
	for range 40 {
		w := smallWorld(t)
		system(t, w, func(tx *state.Tx) error {
			return drop(tx.EditUser("helper", state.UserSettings{SuperAdmin: yes()}))
		})
		do(t, w, "admin", func(tx *state.Tx) error {
			return tx.Share(group(state.DefaultGroupID), state.Target{ID: 4}, state.ViewAccess)
		})
		for range 30 {
			moves := accessMoves(random.IntN)
			_ = as(t, w, []string{"admin", "admin", "helper", "guest"}[random.IntN(4)], moves[random.IntN(len(moves))]) // many are refused
			for _, user := range []string{"admin", "helper", "guest", john} {
				if !exists(t, w, user) {
					continue
				}
				do(t, w, user, func(tx *state.Tx) error {
					want, err := tx.Walked(state.Query{})
					require.NoError(t, err)
					assertPages(t, tx, state.Query{}, want, user)
					if user == john {
						passed += len(want)
					}
					return nil
				})
			}
		}
	}
	assert.Greater(t, passed, 1000, "resources that john sees")
}

// TestADefaultGroupThatSomebodySharesOpensWhatTheyManageNotAllThatThereIs counts rows.
func TestADefaultGroupThatSomebodySharesOpensWhatTheyManageNotAllThatThereIs(t *testing.T) {
	t.Parallel()
	opened := func(others int) int64 {
		w := smallWorld(t)
		do(t, w, "helper", func(tx *state.Tx) error {
			for n := range others {
				_, err := tx.CreateResource(named(fmt.Sprint("other", n)))
				require.NoError(t, err)
			}
			return nil
		})
		do(t, w, "admin", func(tx *state.Tx) error {
			return tx.Share(group(state.DefaultGroupID), guest, state.ViewAccess)
		})
		w.Seal()
		tally := &store.Tally{}
		w.Count(tally)
		do(t, w, "guest", func(tx *state.Tx) error {
			list, _, err := tx.Resources(state.Query{Limit: 2})
			assert.Len(t, list, 2)
			return err
		})
		return tally.Opened()
	}
	assert.Equal(t, opened(10), opened(200))
}
