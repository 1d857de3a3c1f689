package state

import (
	"time"

	"github.com/understudy/understudy/mock/internal/chance"
)

// Course is how the backups of an archive go on by themselves.
type Course int

// The courses there are.
const (
	Completes Course = iota // each backup brings all that there is
	Trails                  // each brings something, and there is always more to do
	Stopped                 // none comes any more, or none ever came, though the agent connects
)

const (
	backupEvery, backupOff     = 11 * time.Hour, time.Hour          // two backups lie 10 to 12 hours apart
	maintainEvery, maintainOff = 7 * 24 * time.Hour, 24 * time.Hour // the server looks after an archive each 6 to 8 days, whatever the agent does
	hoursToHalf                = 180 * 24                           // until a half is left of what is never done
)

// BackupBy is when a device backed up last by itself, if its agent was heard of last at some instant: up to 12 hours before. It never goes
// back while agents are heard of later.
func BackupBy(deviceID int64, heard time.Time) time.Time {
	return recurred(uint64(deviceID)*2, backupEvery, backupOff, heard) //nolint:gosec // any number will do
}

// maintained is when a device's archive was looked after last, if it was since it was made.
func maintained(deviceID int64, made, now time.Time) *time.Time {
	at := recurred(uint64(deviceID)*2+1, maintainEvery, maintainOff, now) //nolint:gosec // any number will do
	if at.Before(made) {
		return nil
	}
	return &at
}

// recurred is the last instant, up to another, of those that recur for ever: in each span of time there is one, later than its beginning by less
// than off.
func recurred(whose uint64, each, off time.Duration, until time.Time) time.Time {
	latest, span := until.UnixMilli(), each.Milliseconds()
	first := int64(chance.Mixed(whose) % uint64(span)) //nolint:gosec // less than a span
	for n := (latest - first) / span; ; n-- {
		late := chance.Mixed(whose+uint64(n)*chance.Golden) % uint64(off.Milliseconds()) //nolint:gosec // any number will do
		if at := first + n*span + int64(late); at <= latest {                            //nolint:gosec // less than off
			return time.UnixMilli(at).UTC()
		}
	}
}

// backedUp is when a device backed up last, its agent having been heard of at an instant; not ok where none of that has happened since the
// agent may check in.
func (tx *Tx) backedUp(d *Device, heard time.Time) (at time.Time, ok bool) {
	g := tx.world.agents
	at = BackupBy(d.ID, heard)
	return at, at.After(d.Back) && (!g.late() || at.After(g.since))
}

// goneOnIn is an archive of a device as it is by now.
func (tx *Tx) goneOnIn(a Archive, d *Device) Archive {
	if !a.ColdStorage {
		a.LastMaintained = maintained(d.ID, a.Created, tx.Now)
	}
	if last, _, ok := tx.sighting(d); ok && a.Course != Stopped {
		if at, ok := tx.backedUp(d, last); ok && (a.LastBackup == nil || at.After(*a.LastBackup)) {
			a.backUp(at)
		}
	}
	return a
}

// backUp tells that there was a backup. What is never done becomes less, and slower and slower.
func (a *Archive) backUp(at time.Time) {
	if a.Course == Trails {
		since := a.Created
		if a.LastBackup != nil {
			since = *a.LastBackup
		}
		left := func(n int64) int64 {
			return max(min(n, 1), n*hoursToHalf/(hoursToHalf+int64(max(0, at.Sub(since))/time.Hour)))
		}
		a.TodoFiles, a.TodoBytes = left(a.TodoFiles), left(a.TodoBytes)
	} else {
		a.LastCompleted, a.TodoFiles, a.TodoBytes = &at, 0, 0
	}
	a.LastBackup = &at
}

// AlertState is what a device's backup to one destination shows: a number, and the same in words. 16 is attested, and the word of the
// warning. The thresholds are those of the settings document, and what counts is the last activity, completed or not.
func (a Archive) AlertState(d Device, now time.Time) (int, string) {
	last := a.Created
	if a.LastBackup != nil {
		last = *a.LastBackup
	}
	silent := now.Sub(last)
	switch {
	case !d.Active || a.ColdStorage:
	case silent >= minutesUntilSevere*time.Minute:
		return backupCritical, "CriticalBackupAlert"
	case silent >= minutesUntilWarning*time.Minute:
		return backupWarning, "WarningBackupAlert"
	}
	return 0, "OK"
}

const (
	backupWarning  = 8
	backupCritical = 16
)
