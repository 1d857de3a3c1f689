package state_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/worlds/code42/state"
)

func TestABackupIsSomeHoursOldAndNeverGoesBack(t *testing.T) {
	t.Parallel()
	for _, from := range []time.Time{start, time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		var before time.Time
		hours := map[int]bool{}
		for n := range 4 * 24 * 30 {
			heard := from.Add(time.Duration(n) * state.Beat)
			at := state.BackupBy(300001, heard)
			require.WithinRange(t, at, heard.Add(-12*time.Hour), heard)
			require.False(t, at.Before(before))
			before = at
			hours[at.Hour()] = true
		}
		assert.Greater(t, len(hours), 10, "it is no certain time of the day")
	}
	assert.NotEqual(t, state.BackupBy(1, start), state.BackupBy(2, start), "each device has times of its own")
}

// backups are a device's archives as they are by now, in the order in which they were added.
func backups(t *testing.T, w *state.World, id string) (list []state.Archive) {
	t.Helper()
	look(t, w, func(tx *state.Tx) error { list = tx.ArchivesOf(device(t, w, id)); return nil })
	return list
}

func TestBackupsGoOnByTheirCourse(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	last := start.Add(-time.Hour)
	must(t, w, state.System, func(tx *state.Tx) error {
		for guid, course := range map[string]state.Course{"1": state.Completes, "2": state.Trails, "3": state.Stopped} {
			a := state.Archive{
				GUID: guid, DeviceGUID: desktopGUID, DestinationGUID: cloudGUID, Course: course, SelectedFiles: 900, SelectedBytes: 9000, TodoFiles: 300, TodoBytes: 3000,
				LastBackup: &last,
			}
			if err := drop(tx.AddArchive(a)); err != nil {
				return err
			}
		}
		return nil
	})
	checkIn(t, w)
	w.Seal()
	was := backups(t, w, desktop)
	steps, leap := w.Fork(""), w.Fork("")
	for range 100 {
		before := backups(t, steps, desktop)
		steps.Clock().Advance(24 * time.Hour)
		after, d := backups(t, steps, desktop), device(t, steps, desktop)
		for i := range after {
			assert.False(t, after[i].LastBackup.Before(*before[i].LastBackup))
			assert.LessOrEqual(t, after[i].TodoBytes, before[i].TodoBytes)
			assert.False(t, after[i].LastBackup.After(d.BackedUp), "a device backed up when its last backup was")
		}
	}
	now, d := backups(t, steps, desktop), device(t, steps, desktop)
	leap.Clock().Set(steps.Clock().Now())
	assert.Equal(t, now, backups(t, leap, desktop), "in one step as in many")
	for i, a := range now[:2] {
		assert.WithinRange(t, *a.LastBackup, d.LastConnected.Add(-12*time.Hour), d.LastConnected, i)
		assert.Equal(t, d.BackedUp, *a.LastBackup)
	}
	assert.Equal(t, now[0].LastBackup, now[0].LastCompleted)
	assert.Zero(t, now[0].TodoFiles+now[0].TodoBytes)
	assert.Nil(t, now[1].LastCompleted)
	assert.InDelta(t, 2000, now[1].TodoBytes, 300, "it becomes slowly less")
	assert.Equal(t, was[2].LastBackup, now[2].LastBackup)
	assert.EqualValues(t, 3000, now[2].TodoBytes)
	leap.Clock().Advance(9e5 * time.Hour)
	later := backups(t, leap, desktop)[1]
	assert.Nil(t, later.LastCompleted, "whatever the clock")
	assert.Positive(t, later.TodoFiles)

	look(t, steps, func(tx *state.Tx) error {
		usage := tx.BackupUsageOf(d)
		assert.Equal(t, "OK", usage[1].AlertWord, "it is active, though never done")
		assert.Equal(t, 16, usage[2].AlertState)
		assert.Equal(t, "CriticalBackupAlert", usage[2].AlertWord)
		return nil
	})
	must(t, steps, state.System, func(tx *state.Tx) error { return tx.DeactivateDevice(desktop) })
	ended := backups(t, steps, desktop)
	steps.Clock().Advance(3000 * time.Hour)
	assert.Equal(t, ended, backups(t, steps, desktop), "what is out of service stays as it is")
	look(t, steps, func(tx *state.Tx) error {
		assert.Zero(t, tx.BackupUsageOf(device(t, steps, desktop))[2].AlertState, "and shows no alert")
		return nil
	})
}

func TestWhatABackupShowsIsByItsLastActivity(t *testing.T) {
	t.Parallel()
	ago := func(h int) *time.Time { at := start.Add(-time.Duration(h) * time.Hour); return &at }
	for name, c := range map[string]struct {
		archive state.Archive
		out     bool // the device is out of service
		state   int
		word    string
	}{
		"fresh":               {state.Archive{LastBackup: ago(71), Created: *ago(9000)}, false, 0, "OK"},
		"three days":          {state.Archive{LastBackup: ago(72), Created: *ago(9000)}, false, 8, "WarningBackupAlert"},
		"five days":           {state.Archive{LastBackup: ago(120), Created: *ago(9000)}, false, 16, "CriticalBackupAlert"},
		"never":               {state.Archive{Created: *ago(9000)}, false, 16, "CriticalBackupAlert"},
		"not yet":             {state.Archive{Created: *ago(3)}, false, 0, "OK"},
		"out of service":      {state.Archive{LastBackup: ago(9000)}, true, 0, "OK"},
		"in cold storage":     {state.Archive{LastBackup: ago(9000), ColdStorage: true}, false, 0, "OK"},
		"long without an end": {state.Archive{LastBackup: ago(2), LastCompleted: ago(9000)}, false, 0, "OK"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, word := c.archive.AlertState(state.Device{Active: !c.out}, start)
			assert.Equal(t, c.state, got)
			assert.Equal(t, c.word, word)
		})
	}
}

func TestArchivesAreLookedAfterByTheServer(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	checkIn(t, w)
	assert.Nil(t, backups(t, w, laptop)[0].LastMaintained, "it is new")
	before := start
	for range 30 {
		w.Clock().Advance(8 * 24 * time.Hour)
		at, now := *backups(t, w, laptop)[0].LastMaintained, w.Clock().Now()
		assert.WithinRange(t, at, now.AddDate(0, 0, -8), now)
		assert.True(t, at.After(before), "though nothing comes from the device for no time")
		before = at
	}
}
