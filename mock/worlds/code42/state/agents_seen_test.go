package state_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// checkIn lets the agents of all devices check in: the nth from six in the morning on, for as many hours, on one day of n+1.
func checkIn(t *testing.T, w *state.World) {
	t.Helper()
	var all []state.Device
	look(t, w, func(tx *state.Tx) (err error) {
		all, _, _, err = tx.Devices(state.DeviceFilter{}, state.Page{})
		return err
	})
	agents := state.Agents{From: w.Clock().Now()}
	for _, d := range all {
		agents.Devices = append(agents.Devices, d.ID)
	}
	agents.Seen = func(n int, at time.Time) (time.Time, bool) {
		for day := at.Truncate(24 * time.Hour); day.Add(30 * time.Hour).After(agents.From); day = day.AddDate(0, 0, -1) {
			on, off := day.Add(6*time.Hour), day.Add(time.Duration(6+n)*time.Hour)
			switch {
			case day.YearDay()%(n+1) != 0 || at.Before(on):
			case at.Before(off) && at.Add(-time.Second).After(agents.From):
				return at.Add(-time.Second), true
			case !at.Before(off) && off.After(agents.From):
				return off, false
			}
		}
		return all[n].LastConnected, all[n].Online
	}
	w.Live(nil, &agents)
}

// TestWhenAnAgentWasHeardOfFollowsFromTheTime: the laptop's is the first of two, and is on for no time at all; the desktop's for one hour
// every second day.
func TestWhenAnAgentWasHeardOfFollowsFromTheTime(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	checkIn(t, w)
	w.Seal()
	was := device(t, w, desktop)
	ahead := func(h time.Duration) state.Device { w.Clock().Set(start.Add(h)); return device(t, w, desktop) }
	hour := time.Hour
	on := start.Truncate(24 * hour).Add(6*hour + 24*hour*time.Duration(2-start.YearDay()%2))
	if on.Before(start) {
		on = on.AddDate(0, 0, 2)
	}
	to := on.Sub(start)
	assert.Equal(t, was, ahead(14*time.Minute), "agents are heard of each quarter of an hour")
	assert.Equal(t, was, ahead(to-time.Minute))
	now := ahead(to + 31*time.Minute)
	assert.True(t, now.Online)
	assert.WithinRange(t, now.LastConnected, on.Add(15*time.Minute), on.Add(31*time.Minute))
	assert.Equal(t, was.Modified, now.Modified, "it happens by itself")
	assert.Equal(t, now, ahead(to+31*time.Minute), "twice the same")
	now = ahead(to + 5*hour)
	assert.False(t, now.Online)
	assert.Equal(t, on.Add(hour), now.LastConnected)
	assert.Equal(t, now, device(t, forkAt(w, w.Clock().Now()), desktop), "in one step as in many")

	block := func(blocked bool) {
		must(t, w, state.System, func(tx *state.Tx) error { return tx.SetDeviceBlocked(desktop, blocked) })
	}
	block(true)
	now = ahead(to + 80*hour)
	assert.Equal(t, on.Add(hour), now.LastConnected, "nothing comes from what is blocked")
	block(false)
	assert.Equal(t, on.Add(hour), device(t, w, desktop).LastConnected, "it was away when it might have been heard of")
	assert.Equal(t, on.Add(hour), ahead(to+90*hour).LastConnected)
	assert.Equal(t, on.Add(97*hour), ahead(to+100*hour).LastConnected)

	assert.Equal(t, was, device(t, w.Fork(""), desktop), "a fork, as a reset, begins anew")
}

// TestWhatComesBackIsConnectedUntilItIsMissed: a device that was connected when it was taken out of service is shown so when it is back, and a
// quarter of an hour later only if its agent was heard of. That of who has left never is.
func TestWhatComesBackIsConnectedUntilItIsMissed(t *testing.T) {
	t.Parallel()
	w, gone := smallWorld(t), start.Add(2*time.Hour)
	d := device(t, w, desktop)
	w.Live(nil, &state.Agents{From: start, Devices: []int64{d.ID}, Seen: func(_ int, at time.Time) (time.Time, bool) {
		if at.Before(gone) {
			return at, true
		}
		return gone, false
	}})
	at := func(after time.Duration) state.Device { w.Clock().Set(start.Add(after)); return device(t, w, desktop) }
	require.True(t, at(time.Hour).Online)
	must(t, w, state.System, func(tx *state.Tx) error { return tx.DeactivateDevice(desktop) })
	at(10 * time.Hour)
	must(t, w, state.System, func(tx *state.Tx) error { return tx.ReactivateDevice(desktop) })
	assert.True(t, device(t, w, desktop).Online)
	later := at(11 * time.Hour)
	assert.False(t, later.Online)
	assert.Equal(t, start.Add(time.Hour), later.LastConnected)
}

// TestNothingWasHeardBeforeAWorldWasServed: a world may be filled up to an instant that lies far back.
func TestNothingWasHeardBeforeAWorldWasServed(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	checkIn(t, w)
	was, served := device(t, w, desktop), start.AddDate(0, 0, 9)
	w.UseClock(clock.At(served))
	assert.Equal(t, was, device(t, w, desktop))
	w.Clock().Advance(48 * time.Hour)
	assert.True(t, device(t, w, desktop).LastConnected.After(served))
}

func forkAt(w *state.World, at time.Time) *state.World {
	f := w.Fork("")
	f.Clock().Set(at)
	return f
}

func TestBackupsEndWhenTheirDeviceIsOutOfService(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	must(t, w, state.System, func(tx *state.Tx) error {
		return drop(tx.AddArchive(state.Archive{DeviceGUID: desktopGUID, DestinationGUID: cloudGUID, TodoFiles: 9, TodoBytes: 9}))
	})
	checkIn(t, w)
	backup := func() (a state.Archive) {
		look(t, w, func(tx *state.Tx) error { a = tx.ArchivesOf(device(t, w, desktop))[0]; return nil })
		return a
	}
	assert.Nil(t, backup().LastCompleted)
	w.Clock().Advance(72 * time.Hour)
	d := device(t, w, desktop)
	seen, last := d.LastConnected, state.BackupBy(d.ID, d.LastConnected)
	assert.Equal(t, [2]int64{}, [2]int64{backup().TodoFiles, backup().TodoBytes})
	assert.Equal(t, last, *backup().LastCompleted)
	assert.Equal(t, last, device(t, w, desktop).BackedUp)
	must(t, w, state.System, func(tx *state.Tx) error { return tx.DeactivateDevice(desktop) })
	w.Clock().Advance(72 * time.Hour)
	assert.Equal(t, last, *backup().LastCompleted)
	assert.Equal(t, last, device(t, w, desktop).BackedUp)
	assert.Equal(t, seen, device(t, w, desktop).LastConnected)
}
