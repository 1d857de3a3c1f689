package state

import (
	"iter"
	"slices"
	"time"

	"github.com/understudy/understudy/mock/internal/store"
)

// AlertState is what the vendor's console shows by the traffic light of a device: a number, and the same in words. 0 and 2 are
// attested with their words, the warning is inferred; the thresholds are those of the settings document. It is about the connection alone, as
// in the answers published with code42cli's tests: what a backup shows is in its usage.
func (d Device) AlertState(now time.Time) (int, string) {
	silent := now.Sub(d.LastConnected)
	switch {
	case d.Online:
	case d.Active && silent >= minutesUntilSevere*time.Minute:
		return alertCritical, "CriticalConnectionAlert"
	case d.Active && silent >= minutesUntilWarning*time.Minute:
		return alertWarning, "WarningConnectionAlert"
	}
	return 0, "OK"
}

const (
	alertWarning  = 1
	alertCritical = 2
)

// Alerts counts devices that show a warning, and those that show worse.
type Alerts struct{ Warning, Critical int }

// count adds a device.
func (a *Alerts) count(d Device, now time.Time) {
	switch alert, _ := d.AlertState(now); alert {
	case alertWarning:
		a.Warning++
	case alertCritical:
		a.Critical++
	}
}

// counting counts the alerts of devices on their way.
func counting(all iter.Seq[Device], alerts *Alerts, now time.Time) iter.Seq[Device] {
	return func(yield func(Device) bool) {
		for d := range all {
			alerts.count(d, now)
			if !yield(d) {
				return
			}
		}
	}
}

// alerts counts the alerts of the devices of one span, without looking at them: those within a reach, or all that pass the one filter.
func (tx *Tx) alerts(f DeviceFilter, in Org, of reach) (a Alerts) {
	if of.nothing() || f.Active != nil && !*f.Active {
		return a
	}
	place, holds := store.Int(of.group()), func(d Device) bool { return of.everything || of.has(d.Above) }
	switch {
	case f.Blocked != nil:
		place, holds = silentBlocked(*f.Blocked), func(d Device) bool { return d.Blocked == *f.Blocked }
	case f.TargetGUID != "":
		place, holds = silentTarget(f.TargetGUID), func(d Device) bool { return slices.Contains(d.Targets, f.TargetGUID) }
	case f.Alone && in.ID != 0:
		place, holds = silentAlone(in.ID), func(d Device) bool { return d.OrgID == in.ID }
	}
	a.add(tx.told(place, told))
	if _, ok := tx.beat(); !ok {
		a.add(tx.told(place, derived))
	} else {
		for d := range tx.silent() {
			if holds(d) {
				a.count(d, tx.Now)
			}
		}
	}
	for d := range devices.Scan(tx.Tx, "silent", store.Join(place, store.Int(int64(looked)))) {
		a.count(tx.heard(d), tx.Now)
	}
	return a
}

// told counts the alerts of the devices at a place that the index of silent ones knows all of.
func (tx *Tx) told(at store.Key, how silence) (a Alerts) {
	at = store.Join(at, store.Int(int64(how)))
	since := func(minutes time.Duration) int {
		latest := tx.Now.Add(-minutes * time.Minute)
		return devices.Between(tx.Tx, "silent", at, store.Join(at, store.Time(latest.Add(1)))).Len()
	}
	a.Critical = since(minutesUntilSevere)
	a.Warning = since(minutesUntilWarning) - a.Critical
	return a
}

func (a *Alerts) add(more Alerts) {
	a.Warning, a.Critical = a.Warning+more.Warning, a.Critical+more.Critical
}

// silentKeys are the places of a device that may show an alert: it is in service and offline, or was out of service. They tell since when,
// for each list of devices whose alerts are counted without looking at them: all, those of an organization, with those below it and without,
// those that are blocked or not, and those of a destination.
func (d Device) silentKeys() []store.Key {
	how := d.silence()
	if !d.Active || d.Online && how != looked {
		return nil
	}
	since := store.Join(store.Int(int64(how)), store.Time(d.LastConnected))
	keys := append(orgKeys(everywhereAnd(d.Above), since), store.Join(silentBlocked(d.Blocked), since), store.Join(silentAlone(d.OrgID), since))
	for _, guid := range d.Targets {
		keys = append(keys, store.Join(silentTarget(guid), since))
	}
	return keys
}

// None of these is a group by organization.
func silentBlocked(blocked bool) store.Key { return store.Join(store.Int(-2), store.Flag(blocked)) }
func silentTarget(destination string) store.Key {
	return store.Join(store.Int(-3), store.Str(destination))
}
func silentAlone(orgID int64) store.Key { return store.Join(store.Int(-4), store.Int(orgID)) }
