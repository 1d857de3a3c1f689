package state_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// TestABulkCallWhoseClientHasGoneIsGivenUp has every call that works on the items of a request, or on all that is in something.
func TestABulkCallWhoseClientHasGoneIsGivenUp(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	var list state.Watchlist
	must(t, w, state.System, func(tx *state.Tx) (err error) {
		for n := range 100 {
			if _, err := tx.CreateUser(state.NewUser{OrgUID: opsUID, Username: "crowd" + string(rune('a'+n%26)) + string(rune('a'+n/26)) + "@example.com"}); err != nil {
				return err
			}
		}
		people, _, err := tx.Users(state.UserFilter{}, state.Page{})
		require.NoError(t, err)
		list, err = tx.CreateWatchlist(state.NewWatchlist{Type: state.FlightRisk})
		require.NoError(t, err)
		policy, err := tx.CreateHoldPolicy("p", nil)
		require.NoError(t, err)
		matter, err := tx.CreateMatter(state.NewMatter{Name: "m", PolicyUID: policy.UID})
		require.NoError(t, err)
		for _, u := range people {
			require.NoError(t, tx.AddToWatchlist(list.ID, []string{u.UID}))
			if u.Username[:5] == "crowd" {
				require.NoError(t, drop(tx.AddToMatter(matter.UID, u.UID)))
			}
		}
		return nil
	})
	var matter string
	look(t, w, func(tx *state.Tx) error {
		all, _ := tx.Matters(state.MatterFilter{Name: "m"}, state.Page{})
		matter = all[0].UID
		return nil
	})
	many := func(text string) []string { return slices.Repeat([]string{text}, 10_000) }
	for name, call := range map[string]func(*state.Tx) error{
		"add to a watchlist":    func(tx *state.Tx) error { return tx.AddToWatchlist(list.ID, many(samUID)) },
		"take off a watchlist":  func(tx *state.Tx) error { return tx.RemoveFromWatchlist(list.ID, many(samUID)) },
		"add risk factors":      func(tx *state.Tx) error { return drop(tx.AddRiskFactors(samUID, many("FLIGHT_RISK"))) },
		"remove risk factors":   func(tx *state.Tx) error { return drop(tx.RemoveRiskFactors(samUID, many("FLIGHT_RISK"))) },
		"replace roles":         func(tx *state.Tx) error { return drop(tx.ReplaceRoles(samUID, many("desktop-user"))) },
		"add cloud aliases":     func(tx *state.Tx) error { return drop(tx.AddCloudAliases(samUID, many("sam@example.com"))) },
		"delete a watchlist":    func(tx *state.Tx) error { return tx.DeleteWatchlist(list.ID) },
		"block an organization": func(tx *state.Tx) error { return tx.SetOrgBlocked(opsGUID, true) },
		"deactivate a matter":   func(tx *state.Tx) error { return tx.DeactivateMatter(matter) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := w.Write(state.System, func(tx *state.Tx) error {
				tx.Until(func() error { return context.Canceled })
				return call(tx)
			})
			require.ErrorIs(t, err, context.Canceled)
			assert.False(t, org(t, w, opsGUID).Blocked)
		})
	}
}
