package state_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

func TestOnlyTheLastHundredPasswordsOfAnAccountAreRemembered(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		for i := range 130 {
			if err := tx.ChangePassword(web, root, state.PasswordChange{Password: fmt.Sprintf("Aa1!aaaa%d", i)}); err != nil {
				return err
			}
		}
		old, err := tx.PasswordHistory(web, root, state.Justification{})
		require.Len(t, old, 100)
		assert.Equal(t, "Aa1!aaaa128", old[0].Password)
		assert.Equal(t, "Aa1!aaaa29", old[99].Password)
		assert.EqualValues(t, 130, old[0].Number, "numbers count on")
		return err
	})
}

func TestAUserHasRecentlyAccessedAHundredAccountsAtMost(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		list := make([]state.NewAccount, 120)
		for i := range list {
			list[i] = newAccount(fmt.Sprint("a", i), "Aa1!aaaa")
		}
		_, err := tx.AddAccounts(win, list)
		require.NoError(t, err)
		_, accounts, err := tx.AccountsOf(win, state.Query{SearchType: "ACCOUNT", SearchColumn: "LOGINNAME", SearchValue: "a"})
		require.NoError(t, err)
		for _, a := range accounts {
			_, err := tx.FetchPassword(win, fmt.Sprint(a.ID), state.Justification{})
			require.NoError(t, err)
		}
		_, recent, err := tx.AccountsOf(win, state.Query{ViewType: "RECENTLYACCESSEDPASSWORD"})
		assert.Len(t, recent, 100)
		return err
	})
}

// TestTheLatestOfAHundredAccessedAccountsStaysWhenTheClockWasSetBack: what was accessed first makes room.
func TestTheLatestOfAHundredAccessedAccountsStaysWhenTheClockWasSetBack(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	fetch := func(from, to int) {
		do(t, w, "admin", func(tx *state.Tx) error {
			for i := from; i < to; i++ {
				name := fmt.Sprint("a", i)
				_, err := tx.AddAccounts(win, []state.NewAccount{newAccount(name, "Aa1!aaaa")})
				require.NoError(t, err)
				_, a, err := tx.AccountByNames("win", name)
				require.NoError(t, err)
				_, err = tx.FetchPassword(win, fmt.Sprint(a.ID), state.Justification{})
				require.NoError(t, err)
			}
			return nil
		})
	}
	fetch(0, 100)
	w.Clock().Set(start.Add(-24 * time.Hour))
	fetch(100, 101)
	do(t, w, "admin", func(tx *state.Tx) error {
		_, recent, err := tx.AccountsOf(win, state.Query{ViewType: "RECENTLYACCESSEDPASSWORD"})
		var names []string
		for _, a := range recent {
			names = append(names, a.Name)
		}
		assert.Len(t, names, 100)
		assert.Contains(t, names, "a100")
		assert.NotContains(t, names, "a0")
		return err
	})
}

// TestStartAndLimitAtTheEdgesOfTheirTypeAreAnEmptyPageOrTheRest: their sum overflows.
func TestStartAndLimitAtTheEdgesOfTheirTypeAreAnEmptyPageOrTheRest(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		for name, count := range map[string]func(start, limit int) int{
			"resources": func(start, limit int) int {
				list, _, err := tx.Resources(state.Query{Start: start, Limit: limit})
				require.NoError(t, err)
				return len(list)
			},
			"found resources": func(start, limit int) int {
				list, _, err := tx.Resources(state.Query{Start: start, Limit: limit, SearchValue: "e"})
				require.NoError(t, err)
				return len(list)
			},
			"accounts": func(start, limit int) int {
				_, list, err := tx.AccountsOf(web, state.Query{Start: start, Limit: limit})
				require.NoError(t, err)
				return len(list)
			},
			"groups": func(start, limit int) int {
				list, _, err := tx.ResourceGroups(state.GroupQuery{Start: start, Limit: limit})
				require.NoError(t, err)
				return len(list)
			},
			"users": func(start, limit int) int {
				list, _, err := tx.Users(state.UserQuery{Start: start, Limit: limit})
				require.NoError(t, err)
				return len(list)
			},
		} {
			all := count(0, 0)
			require.Positive(t, all, name)
			assert.Equal(t, all, count(0, math.MaxInt), name)
			assert.Equal(t, all-1, count(1, math.MaxInt), name)
			assert.Zero(t, count(math.MaxInt, math.MaxInt), name)
			assert.Zero(t, count(math.MaxInt, 0), name)
		}
		return nil
	})
}

// TestEveryViewersListIsWhatTheyCanSeeAndItsPagesAreTheWhole holds each way to find the rows of a list against one resource at a time.
func TestEveryViewersListIsWhatTheyCanSeeAndItsPagesAreTheWhole(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		require.NoError(t, tx.Share(group(linuxGroup), guest, state.ViewAccess))
		_, err := tx.MoveToTrash(state.TrashedResources, []string{win})
		return err
	})
	queries := []state.Query{
		{}, {GroupID: state.DefaultGroupID}, {GroupID: linuxGroup}, {SearchValue: "w"}, {SearchValue: "linux", SearchColumn: "RESOURCE_TYPE"},
		{SearchValue: "o", SearchType: "ACCOUNT"}, {SearchValue: "root", SearchColumn: "LOGINNAME"}, {SearchValue: "a", SearchColumn: "RESOURCENAME"},
		{ViewType: "LINUXSSHPASSWORD"}, {ViewType: "WINDOWSRDPPASSWORD"}, {ViewType: "FAVOURITEPASSWORD"},
	}
	for _, user := range []string{"admin", "helper", "guest"} {
		do(t, w, user, func(tx *state.Tx) error {
			for i, q := range queries {
				whole, total, err := tx.Resources(q)
				require.NoError(t, err)
				require.Len(t, whole, total, "%s %d", user, i)
				var one []state.ResourceSummary
				for start := range total {
					q.Start, q.Limit = start, 1
					page, n, err := tx.Resources(q)
					require.NoError(t, err)
					assert.Equal(t, total, n)
					one = append(one, page...)
				}
				assert.Equal(t, whole, one, "%s %d", user, i)
			}
			listed, _, err := tx.Resources(state.Query{})
			require.NoError(t, err)
			ids := map[int64]bool{}
			for _, r := range listed {
				ids[r.ID] = true
			}
			for id := range int64(20) {
				_, err := tx.ResourceByID(fmt.Sprint(id))
				assert.Equal(t, err == nil, ids[id], "%s sees %d", user, id)
			}
			return nil
		})
	}
}

func TestTheTrailKeepsItsOrderWhenTheClockIsMovedPastTheYear2262(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	for _, year := range []int{2261, 2263, 9000} {
		w.Clock().Set(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC))
		do(t, w, "admin", func(tx *state.Tx) error { return tx.SetLocked("guest", year != 2263) })
	}
	log := auditLog(t, w)
	require.NotEmpty(t, log)
	assert.True(t, slices.IsSortedFunc(log, func(a, b state.AuditEntry) int { return a.At.Compare(b.At) }))
	do(t, w, "admin", func(tx *state.Tx) error {
		today, err := tx.Audit(state.AuditQuery{Type: "User", Duration: "TODAY"})
		assert.Len(t, today, 1, "what happened today")
		return err
	})
}
