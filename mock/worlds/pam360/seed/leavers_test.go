package seed_test

import (
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// dusk is an evening on which some have left, and others are about to.
var dusk = time.Date(2026, 11, 3, 23, 30, 0, 0, time.UTC)

// leaving is a vault many of whose users leave, on the last day and after it.
func leaving(t *testing.T) vault {
	t.Helper()
	from := part(t, "standard")
	spec := firmOf(from, 1, dusk)
	for n := range 120 {
		spec.Departures = append(spec.Departures, max(0, n-60)/3)
	}
	v := vault{epoch: dusk}
	v.World, _, v.firm = fillWith(t, from, spec, dusk)
	v.look(t)
	return v
}

// leavers are the users who leave, by name, with the evening of their last day.
func (v vault) leavers() map[string]time.Time {
	list := map[string]time.Time{}
	for name, p := range v.who {
		if p.Left != 0 {
			list[name] = p.Leaves()
		}
	}
	return list
}

// closed is who was locked by the product itself, and when.
func closed(t *testing.T, w *state.World) map[string]time.Time {
	t.Helper()
	list := map[string]time.Time{}
	for _, e := range auditLog(t, w) {
		if e.OperatedBy == "System" {
			assert.Equal(t, "User Locked", e.Operation)
			assert.NotContains(t, list, e.UserName)
			list[e.UserName] = e.At
		}
	}
	return list
}

func locked(t *testing.T, w *state.World, name string) bool {
	t.Helper()
	var u state.User
	require.NoError(t, w.Read(state.System, func(tx *state.Tx) (err error) {
		u, err = tx.UserByName(name)
		return err
	}))
	return u.Locked
}

func TestWhoLeavesTheFirmLosesTheVaultUser(t *testing.T) {
	t.Parallel()
	v := leaving(t)
	all, past := v.leavers(), map[string]time.Time{}
	for name, at := range all {
		if at.Before(dusk) {
			past[name] = at
		}
	}
	require.Greater(t, len(all), 5)
	require.NotEmpty(t, past)
	assert.Equal(t, past, closed(t, v.World))
	w := v.Fork("0123456789ab")
	w.Clock().Advance(25 * 24 * time.Hour)
	assert.Equal(t, all, closed(t, w))
	for _, e := range auditLog(t, w) {
		if at, leaves := all[e.OperatedBy]; leaves {
			assert.False(t, e.At.After(at), "%s does something after the last day", e.OperatedBy)
		}
	}
	for _, u := range v.users {
		_, leaves := all[u.Name]
		assert.True(t, leaves == locked(t, w, u.Name) || u.Name == "locked", u.Name)
	}
}

// TestLeaversOfDaysThatAreNotMadeLeaveToo: those of a long move, and those between a pinned epoch and the clock.
func TestLeaversOfDaysThatAreNotMadeLeaveToo(t *testing.T) {
	t.Parallel()
	v := leaving(t)
	long := v.Fork("0123456789ab")
	long.Clock().Advance(1000 * 24 * time.Hour)
	assert.Equal(t, v.leavers(), closed(t, long))
	before := closed(t, v.World)
	v.UseClock(clock.At(dusk.AddDate(0, 2, 0)))
	assert.Equal(t, before, closed(t, v.World))
	v.Clock().Advance(24 * time.Hour)
	assert.Equal(t, v.leavers(), closed(t, v.World))
}

func TestAClientsWordOnALeaverStays(t *testing.T) {
	t.Parallel()
	v := leaving(t)
	w, text := v.Fork("0123456789ab"), "Kept on"
	left := v.leavers()
	changed := ""
	for name, at := range left {
		if company.DateOf(at) > company.DateOf(dusk)+2 && (changed == "" || name < changed) {
			changed = name
		}
	}
	require.NoError(t, w.Write(state.System, func(tx *state.Tx) error {
		_, err := tx.EditUser(changed, state.UserSettings{Department: &text})
		return err
	}))
	w.Clock().Advance(25 * 24 * time.Hour)
	want := maps.Clone(left)
	delete(want, changed)
	assert.Equal(t, want, closed(t, w))
	again := ""
	for name := range want {
		again = max(again, name)
	}
	require.NoError(t, w.Write(state.System, func(tx *state.Tx) error { return tx.SetLocked(again, false) }))
	w.Clock().Advance(1000 * 24 * time.Hour)
	assert.Equal(t, want, closed(t, w))
	assert.False(t, locked(t, w, again))
}
