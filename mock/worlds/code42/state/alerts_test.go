package state_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// TestAlertsWereCountedInAPassOfTheirOwn: which made a copy of every device in the world, for a page of one.
func TestAlertsWereCountedInAPassOfTheirOwn(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	must(t, w, state.System, func(tx *state.Tx) error {
		for _, seen := range []time.Duration{time.Minute, 4 * 24 * time.Hour, 4 * 24 * time.Hour, 400 * 24 * time.Hour} {
			last := tx.Now.Add(-seen)
			if _, err := tx.AddDevice(state.NewDevice{UserUID: samUID, Name: "silent", LastConnected: &last, Offline: true}); err != nil {
				return err
			}
		}
		return nil
	})
	look(t, w, func(tx *state.Tx) error {
		all, total, alerts, err := tx.Devices(state.DeviceFilter{Any: "silent"}, state.Page{})
		var want state.Alerts
		for _, d := range all {
			switch n, _ := d.AlertState(tx.Now); n {
			case 1:
				want.Warning++
			case 2:
				want.Critical++
			}
		}
		assert.Equal(t, 4, total)
		assert.Equal(t, want, alerts)
		assert.NotZero(t, alerts.Critical)
		page, total, onPage, _ := tx.Devices(state.DeviceFilter{Any: "silent"}, state.Page{Num: 2, Size: 1})
		assert.Len(t, page, 1)
		assert.Equal(t, 4, total)
		assert.Equal(t, want, onPage, "those on all pages count")
		return err
	})
}

func TestAlertsAreCountedInAnyYearThatTheClockShows(t *testing.T) {
	t.Parallel()
	for _, year := range []int{1970, 2023, 2262, 2263, 9000} {
		w := state.New(7, clock.At(time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC)))
		must(t, w, state.System, func(tx *state.Tx) error {
			for _, step := range []func(*testing.T, *state.Tx){addOrgs, addRoles, addUsers, addDevices} {
				step(t, tx)
			}
			for _, days := range []time.Duration{0, 4, 4, 20} {
				last := tx.Now.Add(-days * 24 * time.Hour)
				if _, err := tx.AddDevice(state.NewDevice{UserUID: samUID, Name: "silent", LastConnected: &last, Offline: true}); err != nil {
					return err
				}
			}
			return nil
		})
		look(t, w, func(tx *state.Tx) error {
			_, _, alerts, err := tx.Devices(state.DeviceFilter{}, state.Page{Size: 1})
			assert.Equal(t, state.Alerts{Warning: 2, Critical: 1}, alerts, year)
			return err
		})
	}
}
