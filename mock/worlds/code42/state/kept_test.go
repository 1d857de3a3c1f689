package state_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// TestWhatIsKeptOfAnOrganizationIsWhatAWalkFinds: counts, usage and alerts are kept beside the rows, and every change has to keep them.
func TestWhatIsKeptOfAnOrganizationIsWhatAWalkFinds(t *testing.T) {
	t.Parallel()
	w, chance := smallWorld(t), rand.New(rand.NewPCG(1, 2))
	must(t, w, state.System, func(tx *state.Tx) error { return addMachines(tx, chance) })
	keptIsWhatAWalkFinds(t, w, chance, func() {})
}

// TestSoItIsWhileAgentsCheckIn: nothing is kept of what is derived, and whoever counts or sorts has to derive it.
func TestSoItIsWhileAgentsCheckIn(t *testing.T) {
	t.Parallel()
	for name, later := range map[string]time.Duration{"from the beginning": 0, "in a world that is served later": 100 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, chance := smallWorld(t), rand.New(rand.NewPCG(3, 4))
			must(t, w, state.System, func(tx *state.Tx) error { return addMachines(tx, chance) })
			checkIn(t, w)
			w.UseClock(clock.At(start.Add(later)))
			keptIsWhatAWalkFinds(t, w, chance, func() { w.Clock().Advance(time.Duration(chance.IntN(20)-2) * time.Hour) })
		})
	}
}

func keptIsWhatAWalkFinds(t *testing.T, w *state.World, chance *rand.Rand, before func()) {
	for range 60 {
		before()
		err := w.Write(state.System, func(tx *state.Tx) error { return somethingHappens(tx, chance) })
		if err != nil {
			continue // what is refused must have left nothing
		}
		look(t, w, func(tx *state.Tx) error {
			all, _ := tx.Orgs(state.OrgFilter{}, state.Page{})
			for _, o := range all {
				wanted, backups := walked(t, tx, o)
				require.Equal(t, wanted, tx.CountsOf(o), o.Name)
				require.Equal(t, backups, tx.OrgBackups(o), o.Name)
			}
			yes, no := true, false
			for _, f := range []state.DeviceFilter{
				{}, {Active: &yes}, {Active: &no}, {Blocked: &yes}, {Blocked: &no}, {TargetGUID: cloudGUID}, {TargetGUID: "9"}, {InOrg: state.InOrg{OrgUID: opsUID}},
				{TargetGUID: cloudGUID, Active: &yes}, {InOrg: state.InOrg{OrgUID: opsUID}, Blocked: &no},
			} {
				alertsAreThoseOfTheDevices(t, tx, f)
			}
			sortedByBackup(t, tx)
			return nil
		})
	}
}

func addMachines(tx *state.Tx, chance *rand.Rand) error {
	people, _, err := tx.Users(state.UserFilter{}, state.Page{})
	if err != nil {
		return err
	}
	for n := range 12 {
		last := tx.Now.Add(-time.Duration(chance.IntN(12*24)) * time.Hour)
		d, err := tx.AddDevice(state.NewDevice{UserUID: people[n%len(people)].UID, Name: "box", LastConnected: &last, Offline: n%3 > 0})
		if err != nil {
			return err
		}
		for range n % 3 {
			a := state.Archive{DeviceGUID: d.GUID, DestinationGUID: cloudGUID, Bytes: 1 + chance.Int64N(99), SelectedBytes: 50, TodoFiles: 3, Course: state.Course(chance.IntN(3))}
			if _, err := tx.AddArchive(a); err != nil {
				return err
			}
		}
	}
	return nil
}

func somethingHappens(tx *state.Tx, chance *rand.Rand) error {
	people, _, _ := tx.Users(state.UserFilter{}, state.Page{})
	machines, _, _, _ := tx.Devices(state.DeviceFilter{}, state.Page{})
	all, _ := tx.Orgs(state.OrgFilter{}, state.Page{})
	u, d, o := people[chance.IntN(len(people))], machines[chance.IntN(len(machines))], all[chance.IntN(len(all))]
	id := strconv.FormatInt(d.ID, 10)
	switch chance.IntN(11) {
	case 0:
		return tx.DeactivateUser(u.UID, false)
	case 1, 2:
		return tx.ActivateUser(u.UID, true)
	case 3, 4:
		return tx.MoveUser(u.UID, o.ID)
	case 5:
		return tx.DeactivateDevice(id)
	case 6, 7:
		return tx.ReactivateDevice(id)
	case 8:
		return tx.SetDeviceBlocked(id, !d.Blocked)
	case 9:
		return drop(tx.AddArchive(state.Archive{DeviceGUID: d.GUID, DestinationGUID: cloudGUID, Bytes: 7}))
	}
	if o.ParentID == 0 {
		return nil
	}
	return tx.DeactivateOrg(o.GUID)
}

func walked(t *testing.T, tx *state.Tx, o state.Org) (counts state.OrgCounts, backups []state.OrgBackup) {
	machines, _, _, err := tx.Devices(state.DeviceFilter{InOrg: state.InOrg{OrgUID: o.UID}}, state.Page{})
	require.NoError(t, err)
	_, people, err := tx.Users(state.UserFilter{InOrg: state.InOrg{OrgUID: o.UID}}, state.Page{})
	require.NoError(t, err)
	cloud, err := tx.DestinationByGUID(cloudGUID)
	require.NoError(t, err)
	b, serving := state.OrgBackup{Destination: cloud}, map[int64]bool{}
	for _, d := range machines {
		if d.Active && tx.OwnerOf(d).Active {
			serving[d.UserID] = true
		}
		connected := false
		for _, u := range tx.BackupUsageOf(d) {
			if u.Archive.ColdStorage {
				b.ColdBytes += u.Archive.Bytes
				continue
			}
			counts.Plans++
			b.SelectedFiles, b.SelectedBytes = b.SelectedFiles+u.Archive.SelectedFiles, b.SelectedBytes+u.Archive.SelectedBytes
			b.TodoFiles, b.ArchiveBytes = b.TodoFiles+u.Archive.TodoFiles, b.ArchiveBytes+u.Archive.Bytes
			b.BillableBytes += u.BillableBytes
			connected = connected || u.Connected
		}
		if connected { // all archives are in one place
			b.Sessions++
		}
	}
	below := 0
	all, _ := tx.Orgs(state.OrgFilter{}, state.Page{})
	for _, other := range all {
		for p := tx.OrgOf(other.ParentID); p.ID != 0; p = tx.OrgOf(p.ParentID) {
			if p.ID == o.ID {
				below++
			}
		}
	}
	counts.Users, counts.Devices, counts.Licensed, counts.Orgs = people, len(machines), len(serving), below
	return counts, []state.OrgBackup{b}
}

func sortedByBackup(t *testing.T, tx *state.Tx) {
	all, _, _, err := tx.Devices(state.DeviceFilter{}, state.Page{})
	require.NoError(t, err)
	slices.SortStableFunc(all, func(a, b state.Device) int { return a.BackedUp.Compare(b.BackedUp) })
	for n, d := range all {
		var last time.Time
		for _, a := range tx.ArchivesOf(d) {
			if a.LastBackup != nil && a.LastBackup.After(last) {
				last = *a.LastBackup
			}
		}
		require.Equal(t, last, d.BackedUp, "it is that of its archives")
		got, total, _, err := tx.Devices(state.DeviceFilter{Sort: state.DeviceOrder{By: state.SortByBackup}}, state.Page{Num: n + 1, Size: 1})
		require.NoError(t, err)
		require.Equal(t, len(all), total)
		require.Equal(t, []state.Device{d}, got)
	}
}

func alertsAreThoseOfTheDevices(t *testing.T, tx *state.Tx, f state.DeviceFilter) {
	all, total, alerts, err := tx.Devices(f, state.Page{})
	require.NoError(t, err)
	var want state.Alerts
	for _, d := range all {
		switch n, _ := d.AlertState(tx.Now); n {
		case 1:
			want.Warning++
		case 2:
			want.Critical++
		}
	}
	assert.Len(t, all, total)
	require.Equal(t, want, alerts, "%+v", f)
}
