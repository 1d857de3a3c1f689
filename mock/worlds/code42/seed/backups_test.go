package seed_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// backup is how a device's backup stands by now.
type backup struct {
	of    state.Device
	usage state.BackupUsage
}

func backupsOf(t *testing.T, w *state.World) (list []backup, now time.Time) {
	t.Helper()
	yes := true
	look(t, w, func(tx *state.Tx) {
		all, _, _, err := tx.Devices(state.DeviceFilter{Active: &yes}, state.Page{})
		require.NoError(t, err)
		for _, d := range all {
			for _, u := range tx.BackupUsageOf(d) {
				list = append(list, backup{d, u})
			}
		}
		now = tx.Now
	})
	return list, now
}

func shareOf(all []backup, has func(backup) bool) float64 {
	n := 0
	for _, b := range all {
		if has(b) {
			n++
		}
	}
	return float64(n) / float64(len(all))
}

// TestBackupsLookAlikeWheneverTheyAreRead: those that were made and those that are derived have no seam, and what administrators look for is
// among them for ever.
func TestBackupsLookAlikeWheneverTheyAreRead(t *testing.T) {
	t.Parallel()
	w, _ := fill(t, nil)
	for _, step := range []time.Duration{0, 15 * time.Minute, 2 * time.Hour, 72 * time.Hour, 10 * 24 * time.Hour, 700 * 24 * time.Hour} {
		w.Clock().Advance(step)
		all, now := backupsOf(t, w)
		require.NotEmpty(t, all)
		going := slices.DeleteFunc(slices.Clone(all), func(b backup) bool { return b.usage.Archive.Course == state.Stopped })
		ages := []time.Duration{}
		for _, b := range going {
			require.NotNil(t, b.usage.Archive.LastBackup)
			age := b.of.LastConnected.Sub(*b.usage.Archive.LastBackup)
			require.Less(t, age, 12*time.Hour+time.Second, b.of.Name)
			require.GreaterOrEqual(t, age, time.Duration(0), b.of.Name)
			ages = append(ages, age)
			assert.Equal(t, b.of.BackedUp, *b.usage.Archive.LastBackup)
		}
		slices.Sort(ages)
		median := ages[len(ages)/2]
		t.Log(step, "median:", median)
		assert.Greater(t, median, 3*time.Hour)
		assert.Less(t, median, 9*time.Hour)
		for what, has := range map[string]func(backup) bool{
			"is the first and on its way": func(b backup) bool {
				return b.usage.Archive.LastCompleted == nil && b.usage.Archive.TodoFiles > 0 && b.usage.Percent > 0 && b.usage.Percent != float64(int(b.usage.Percent))
			},
			"was never begun": func(b backup) bool {
				return b.usage.Archive.LastBackup == nil && b.usage.Percent == 0 && b.usage.AlertWord == "CriticalBackupAlert" && b.usage.BillableBytes > 0
			},
			"has stopped though the agent connects": func(b backup) bool {
				return b.usage.Archive.LastBackup != nil && b.usage.AlertState == 16 && now.Sub(b.of.LastConnected) < 3*24*time.Hour
			},
			"is never complete and shows no alert": func(b backup) bool {
				return b.usage.Archive.LastCompleted != nil && now.Sub(*b.usage.Archive.LastCompleted) > 7*24*time.Hour && b.usage.AlertState == 0
			},
		} {
			part := shareOf(all, has)
			t.Logf("%v: %.1f %% %s", step, 100*part, what)
			assert.Greater(t, part, 0.005, "%v: %s", step, what)
			assert.Less(t, part, 0.06, "%v: %s", step, what)
		}
		assert.Greater(t, shareOf(all, func(b backup) bool { return b.usage.Percent == 100 }), 0.8, step)
		larger := shareOf(all, func(b backup) bool { return b.usage.BillableBytes > b.usage.Archive.SelectedBytes })
		assert.Greater(t, larger, 0.05)
		assert.Less(t, larger, 0.3)
		assert.Less(t, shareOf(all, func(b backup) bool {
			return b.usage.Archive.LastMaintained != nil && b.usage.Archive.LastBackup != nil && b.usage.Archive.LastMaintained.Equal(*b.usage.Archive.LastBackup)
		}), 0.01)
	}
}
