package state_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

func TestDeviceStatus(t *testing.T) {
	t.Parallel()
	for want, d := range map[string]state.Device{
		"Active":                        {Active: true},
		"Deactivated":                   {Deauthorized: true},
		"Active, Deauthorized":          {Active: true, Deauthorized: true},
		"Active, Blocked":               {Active: true, Blocked: true},
		"Active, Blocked, Deauthorized": {Active: true, Blocked: true, Deauthorized: true},
		"Deactivated, Blocked":          {Blocked: true},
	} {
		assert.Equal(t, want, d.Status())
	}
}

func TestDeviceAlertState(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		inactive bool
		online   bool
		silent   time.Duration
		state    int
		text     string
	}{
		"heard of":         {text: "OK"},
		"just below three": {silent: 3*24*time.Hour - 1, text: "OK"},
		"three days":       {silent: 3 * 24 * time.Hour, state: 1, text: "WarningConnectionAlert"},
		"five days":        {silent: 5 * 24 * time.Hour, state: 2, text: "CriticalConnectionAlert"},
		"deactivated":      {silent: 5 * 24 * time.Hour, inactive: true, text: "OK"},
		"online":           {silent: 5 * 24 * time.Hour, online: true, text: "OK"},
	} {
		n, text := state.Device{Active: !c.inactive, Online: c.online, LastConnected: start}.AlertState(start.Add(c.silent))
		assert.Equal(t, c.state, n, name)
		assert.Equal(t, c.text, text, name)
	}
}

func TestAddDevice(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	var made state.Device
	must(t, w, state.System, func(tx *state.Tx) (err error) {
		made, err = tx.AddDevice(state.NewDevice{
			UserUID: samUID, Agent: state.Agent{OSHostname: "host", OSName: "mac"}, LastConnected: ptr(start.Add(-time.Hour)),
			Reported: map[string]string{"x": "1"},
		})
		return err
	})
	assert.Equal(t, made, device(t, w, "300001"))
	assert.Equal(t, "host", made.Name)
	assert.EqualValues(t, salesID, made.OrgID)
	assert.Len(t, made.GUID, 18)
	assert.Equal(t, start.Add(-time.Hour), made.LastConnected)
	assert.Equal(t, map[string]string{"x": "1"}, made.Reported, "an agent of no service reports nothing by itself")
}

func TestDeviceRefusals(t *testing.T) {
	t.Parallel()
	refuse(t, system, map[string]rule{
		"add for nobody":    {func(tx *state.Tx) error { return drop(tx.AddDevice(state.NewDevice{UserUID: "9"})) }, noUser},
		"find by id":        {func(tx *state.Tx) error { return drop(tx.DeviceByID("4")) }, noDevice},
		"find by no number": {func(tx *state.Tx) error { return drop(tx.DeviceByID(laptopGUID + "x")) }, noDevice},
		"find by guid":      {func(tx *state.Tx) error { return drop(tx.DeviceByGUID("4")) }, noDevice},
		"block":             {func(tx *state.Tx) error { return tx.SetDeviceBlocked("4", true) }, noDevice},
		"deactivate":        {func(tx *state.Tx) error { return tx.DeactivateDevice("4") }, noDevice},
		"reactivate":        {func(tx *state.Tx) error { return tx.ReactivateDevice("4") }, noDevice},
		"deauthorize":       {func(tx *state.Tx) error { return tx.DeauthorizeDevice("4") }, noDevice},
		"upgrade":           {func(tx *state.Tx) error { return tx.UpgradeDevice("4") }, noDevice},
		"update":            {func(tx *state.Tx) error { return drop(tx.UpdateDevice("4", state.DeviceChange{})) }, noDevice},
		"update to a blank": {func(tx *state.Tx) error {
			return drop(tx.UpdateDevice(laptop, state.DeviceChange{Name: ptr(" ")}))
		}, refusal{fail.Invalid, 400, "SYSTEM", "name is required"}},
		"list of no org": {func(tx *state.Tx) error {
			_, _, _, err := tx.Devices(state.DeviceFilter{InOrg: state.InOrg{OrgUID: "9"}}, state.Page{})
			return err
		}, refusal{fail.Invalid, 400, "SYSTEM", "Unable to find org"}},
		"state of nothing":     {func(tx *state.Tx) error { return drop(tx.AgentState("4", state.FullDiskAccess)) }, noDevice},
		"state never reported": {func(tx *state.Tx) error { return drop(tx.AgentState(desktopGUID, state.FullDiskAccess)) }, refusal{fail.NotFound, 404, "SYSTEM", "not reported"}},
		"states of no org":     {func(tx *state.Tx) error { return drop(tx.OrgAgentStates(4, state.FullDiskAccess)) }, noOrg},
		"archive of no device": {func(tx *state.Tx) error { return drop(tx.AddArchive(state.Archive{DeviceGUID: "4"})) }, noDevice},
		"archive at no target": {func(tx *state.Tx) error { return drop(tx.AddArchive(state.Archive{DeviceGUID: laptopGUID})) }, refusal{fail.NotFound, 404, "SYSTEM", "Destination"}},
		"archive by guid":      {func(tx *state.Tx) error { return drop(tx.ArchiveByGUID("4")) }, refusal{fail.NotFound, 404, "SYSTEM", "Archive"}},
		"destination by guid":  {func(tx *state.Tx) error { return drop(tx.DestinationByGUID("4")) }, refusal{fail.NotFound, 404, "SYSTEM", "Destination"}},
	})
}

func TestDevicesOutOfReach(t *testing.T) {
	t.Parallel()
	refuse(t, opsAdmin, map[string]rule{
		"read":       {func(tx *state.Tx) error { return drop(tx.DeviceByGUID(desktopGUID)) }, forbidden},
		"block":      {func(tx *state.Tx) error { return tx.SetDeviceBlocked(desktop, true) }, forbidden},
		"deactivate": {func(tx *state.Tx) error { return tx.DeactivateDevice(desktop) }, forbidden},
		"states":     {func(tx *state.Tx) error { return drop(tx.OrgAgentStates(salesID, state.FullDiskAccess)) }, forbidden},
	})

	t.Run("an archive", func(t *testing.T) {
		t.Parallel()
		w := smallWorld(t)
		must(t, w, state.System, func(tx *state.Tx) error {
			return drop(tx.AddArchive(state.Archive{GUID: "1", DeviceGUID: desktopGUID, DestinationGUID: cloudGUID}))
		})
		err := w.Read(opsAdmin(t, w), func(tx *state.Tx) error { return drop(tx.ArchiveByGUID("1")) })
		forbidden.check(t, err)
	})

	t.Run("lists leave them out", func(t *testing.T) {
		t.Parallel()
		w := smallWorld(t)
		require.NoError(t, w.Read(opsAdmin(t, w), func(tx *state.Tx) error {
			_, total, _, err := tx.Devices(state.DeviceFilter{}, state.Page{})
			assert.Equal(t, 1, total)
			assert.True(t, tx.Connected(laptopGUID))
			assert.False(t, tx.Connected(desktopGUID))
			return err
		}))
	})
}

func TestDevices(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	must(t, w, state.System, func(tx *state.Tx) error {
		require.NoError(t, tx.SetDeviceBlocked(laptop, true))
		return tx.DeactivateDevice(desktop)
	})
	both := []string{laptopGUID, desktopGUID}
	for name, c := range map[string]struct {
		filter state.DeviceFilter
		page   state.Page
		want   []string
	}{
		"all":                        {want: both},
		"a page":                     {page: state.Page{Num: 2, Size: 1}, want: both[1:]},
		"active":                     {filter: state.DeviceFilter{Active: ptr(true)}, want: both[:1]},
		"blocked":                    {filter: state.DeviceFilter{Blocked: ptr(true)}, want: both[:1]},
		"not blocked":                {filter: state.DeviceFilter{Blocked: ptr(false)}, want: both[1:]},
		"of an org":                  {filter: state.DeviceFilter{InOrg: state.InOrg{OrgUID: salesUID}}, want: both[1:]},
		"of an org, and below":       {filter: state.DeviceFilter{InOrg: state.InOrg{OrgUID: opsUID}}, want: both[:1]},
		"of the org at the top":      {filter: state.DeviceFilter{InOrg: state.InOrg{OrgUID: rootUID}}, want: both},
		"of a user in the org above": {filter: state.DeviceFilter{UserUID: caseyUID, InOrg: state.InOrg{OrgUID: opsUID}}, want: both[:1]},
		"of a user":                  {filter: state.DeviceFilter{UserUID: caseyUID}, want: both[:1]},
		"of a user in an org":        {filter: state.DeviceFilter{UserUID: caseyUID, InOrg: state.InOrg{OrgUID: westUID}}, want: both[:1]},
		"of a user in another org":   {filter: state.DeviceFilter{UserUID: caseyUID, InOrg: state.InOrg{OrgUID: salesUID}}},
		"of nobody":                  {filter: state.DeviceFilter{UserUID: "9"}},
		"by target":                  {filter: state.DeviceFilter{TargetGUID: cloudGUID}, want: both[:1]},
		"by unknown target":          {filter: state.DeviceFilter{TargetGUID: "9"}},
		"by name":                    {filter: state.DeviceFilter{Any: "lapt"}, want: both[:1]},
		"by what no text is":         {filter: state.DeviceFilter{Any: "\x00"}},
		"by no text that there is":   {filter: state.DeviceFilter{Any: "\xff"}},
		"by host":                    {filter: state.DeviceFilter{Any: "SAM-B"}, want: both[1:]},
		"by guid":                    {filter: state.DeviceFilter{Any: "1069"}, want: both[1:]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			look(t, w, func(tx *state.Tx) error {
				got, total, _, err := tx.Devices(c.filter, c.page)
				var guids []string
				for _, d := range got {
					guids = append(guids, d.GUID)
				}
				assert.Equal(t, c.want, guids)
				if c.page.Size == 0 {
					assert.Equal(t, len(c.want), total)
				}
				return err
			})
		})
	}
}

// TestDeviceStates walks a device through its states the way py42's integration suite does, each step twice.
func TestDeviceStates(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	admin := signedIn(t, w, "admin@example.com")
	connected := device(t, w, laptop).LastConnected
	for _, step := range []struct {
		what, status string
		do           func(*state.Tx) error
	}{
		{"device_deactivated", "Deactivated", func(tx *state.Tx) error { return tx.DeactivateDevice(laptop) }},
		{"device_deauthorized", "Deactivated", func(tx *state.Tx) error { return tx.DeauthorizeDevice(laptop) }},
		{"device_reactivated", "Active, Deauthorized", func(tx *state.Tx) error { return tx.ReactivateDevice(laptop) }},
		{"device_blocked", "Active, Blocked, Deauthorized", func(tx *state.Tx) error { return tx.SetDeviceBlocked(laptop, true) }},
		{"device_unblocked", "Active, Deauthorized", func(tx *state.Tx) error { return tx.SetDeviceBlocked(laptop, false) }},
	} {
		w.Clock().Advance(time.Second)
		for range 2 {
			must(t, w, admin, step.do)
			d := device(t, w, laptop)
			assert.Equal(t, step.status, d.Status(), step.what)
			assert.Equal(t, connected, d.LastConnected)
			assert.Equal(t, w.Clock().Now(), d.Modified)
			e := lastAudit(t, w)
			assert.Equal(t, "audit_log::"+step.what+"/1", e.Type)
			assert.Equal(t, [2]string{caseyUID, "casey@example.com"}, [2]string{e.UserID, e.UserName})
		}
	}
	look(t, w, func(tx *state.Tx) error {
		assert.Len(t, tx.AuditLog(), 5, "what changes nothing leaves no trail")
		return nil
	})
}

func TestArchivesFollowTheirDevice(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	must(t, w, state.System, func(tx *state.Tx) error { return tx.DeactivateDevice(laptop) })
	cold := archive(t, w)
	assert.True(t, cold.ColdStorage)
	assert.Equal(t, time.Date(2023, 5, 20, 0, 0, 0, 0, time.UTC), *cold.HoldExpires)

	must(t, w, state.System, func(tx *state.Tx) error {
		later, err := tx.AddArchive(state.Archive{DeviceGUID: laptopGUID, DestinationGUID: cloudGUID, Format: state.ArchiveV2})
		assert.True(t, later.ColdStorage, "what comes to a deactivated device comes to cold storage")
		assert.Equal(t, state.ArchiveV2, later.Format)
		return err
	})
	must(t, w, state.System, func(tx *state.Tx) error { return tx.ReactivateDevice(laptop) })
	look(t, w, func(tx *state.Tx) error {
		all := tx.ArchivesOf(device(t, w, laptop))
		assert.Len(t, all, 2)
		for _, a := range all {
			assert.False(t, a.ColdStorage)
			assert.Nil(t, a.HoldExpires)
		}
		return nil
	})
}

func TestDevicesFollowTheirUser(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	must(t, w, state.System, func(tx *state.Tx) error { return tx.MoveUser(caseyUID, salesID) })
	assert.EqualValues(t, salesID, device(t, w, laptop).OrgID)
	must(t, w, state.System, func(tx *state.Tx) error { return tx.DeactivateUser(caseyUID, false) })
	assert.False(t, device(t, w, laptop).Active)
	assert.True(t, archive(t, w).ColdStorage)
	err := w.Write(state.System, func(tx *state.Tx) error { return tx.ReactivateDevice(laptop) })
	refusal{fail.Invalid, 400, "USER_IS_DEACTIVATED", ""}.check(t, err)
	must(t, w, state.System, func(tx *state.Tx) error { return tx.ActivateUser(caseyUID, false) })
	assert.False(t, device(t, w, laptop).Active, "activating a user leaves the devices as they are")
	assert.True(t, device(t, w, desktop).Active)
}

func TestUpdateDevice(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	settings := map[string]any{"configDateMs": "1"}
	must(t, w, signedIn(t, w, "admin@example.com"), func(tx *state.Tx) error {
		require.NoError(t, tx.DeactivateDevice(laptop))
		return drop(tx.UpdateDevice(laptop, state.DeviceChange{
			Name: ptr("deactivated_LAPTOP"), Notes: ptr("n"), ExtRef: ptr("e"), Settings: settings,
		}))
	})
	settings["configDateMs"] = "2" // the caller's own
	d := device(t, w, laptop)
	assert.Equal(t, "deactivated_LAPTOP", d.Name)
	assert.Equal(t, [2]string{"n", "e"}, [2]string{*d.Notes, *d.ExtRef})
	assert.Equal(t, map[string]any{"configDateMs": "1"}, settingsOf(t, w, laptop))
	assert.Equal(t, "audit_log::device_updated/1", lastAudit(t, w).Type)
}

func settingsOf(t *testing.T, w *state.World, id string) (s map[string]any) {
	t.Helper()
	d := device(t, w, id)
	look(t, w, func(tx *state.Tx) error { s = tx.DeviceSettings(d); return nil })
	return s
}

func TestDeviceSettings(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	text, err := json.Marshal(settingsOf(t, w, laptop))
	require.NoError(t, err)
	assert.JSONEq(t, `{"configDateMs": "1683356889000", "javaMemoryHeapMax": "1024", "userHome": "C:/Users/casey", "serviceBackupConfig": {
	    "warningEmailEnabled": "false", "severeEmailEnabled": "true", "minutesUntilWarning": "4320", "minutesUntilSevere": "7200",
	    "backupStatusEmailEnabled": "false", "backupStatusEmailFreqInMinutes": "10080",
	    "backupConfig": {"backupSets": [{
	      "@id": "1", "name": {"#text": "Primary - Backup Set", "@locked": "true"},
	      "destinations": [{"@id": "673679195225718785", "@locked": "true"}],
	      "backupPaths": {
	        "pathset": [{"path": {"@include": "C:/Users/"}, "@os": "Linux"}],
	        "excludeUser": [{"windows": [], "linux": [], "macintosh": [], "pattern": {"@regex": ".*tmp"}}]}}]}}}`, string(text))

	text, err = json.Marshal(settingsOf(t, w, desktop))
	require.NoError(t, err)
	assert.JSONEq(t, `{"configDateMs": "1683356889000"}`, string(text))
}

func TestDeviceSettingsOfEverySystem(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	for system, home := range map[string]string{"win": "C:/Users/", "mac": "/Users/", "linux": "/home/"} {
		look(t, w, func(tx *state.Tx) error {
			text, err := json.Marshal(tx.DeviceSettings(state.Device{Agent: state.Agent{Service: state.ServiceBackup, OSName: system}}))
			assert.Contains(t, string(text), home)
			assert.Contains(t, string(text), `"destinations":{"@cleared":"true"}`, "without an archive there is no destination")
			return err
		})
	}
}

func TestDeviceDefaults(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	own := settingsOf(t, w, laptop)["serviceBackupConfig"].(map[string]any)
	look(t, w, func(tx *state.Tx) error {
		defaults := tx.DeviceDefaults()
		assert.Equal(t, own["minutesUntilSevere"], defaults["serviceBackupConfig"].(map[string]any)["minutesUntilSevere"])
		assert.Len(t, defaults, 1)
		return nil
	})
}

func TestAgentStates(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	want := state.AgentState{DeviceGUID: laptopGUID, Property: "fullDiskAccess", Value: "true"}
	must(t, w, state.System, func(tx *state.Tx) error { return tx.DeactivateDevice(laptop) })
	look(t, w, func(tx *state.Tx) error {
		got, err := tx.AgentState(laptopGUID, state.FullDiskAccess)
		require.NoError(t, err)
		assert.Equal(t, want, got, "a deactivated device's last word stands")
		all, err := tx.OrgAgentStates(westID, state.FullDiskAccess)
		require.NoError(t, err)
		assert.Equal(t, []state.AgentState{want}, all)
		none, err := tx.OrgAgentStates(salesID, state.FullDiskAccess)
		assert.Equal(t, []state.AgentState{}, none)
		return err
	})
}

func TestUpgradeDevice(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	must(t, w, signedIn(t, w, "admin@example.com"), func(tx *state.Tx) error { return tx.UpgradeDevice(laptopGUID) })
	assert.Equal(t, state.NewestRelease, device(t, w, laptop).Agent.Release)
	assert.Equal(t, "casey-pc", device(t, w, laptop).Agent.OSHostname)
	assert.Equal(t, "audit_log::device_upgraded/1", lastAudit(t, w).Type)
}

func TestConnected(t *testing.T) {
	t.Parallel()
	connected := func(w *state.World, guid string) (yes bool) {
		look(t, w, func(tx *state.Tx) error { yes = tx.Connected(guid); return nil })
		return yes
	}
	w := smallWorld(t)
	assert.True(t, connected(w, laptopGUID))
	assert.False(t, connected(w, "4"), "a device that does not exist holds no connection")
	w.Clock().Advance(90 * 24 * time.Hour)
	assert.True(t, connected(w, laptopGUID), "a seeded world ages; its devices stay online")
	must(t, w, state.System, func(tx *state.Tx) error { return tx.DeactivateDevice(laptop) })
	assert.False(t, connected(w, laptopGUID))
}

func TestBackupUsageOf(t *testing.T) {
	t.Parallel()
	usage := func(w *state.World, id string) (all []state.BackupUsage) {
		d := device(t, w, id)
		look(t, w, func(tx *state.Tx) error { all = tx.BackupUsageOf(d); return nil })
		return all
	}
	w := smallWorld(t)
	all := usage(w, laptop)
	require.Len(t, all, 1)
	got := all[0]
	assert.Equal(t, archiveGUID, got.Archive.GUID)
	assert.Equal(t, state.ArchiveV1, got.Archive.Format)
	assert.Equal(t, "Cloud", got.Destination.Name)
	assert.EqualValues(t, 4100, got.BillableBytes)
	assert.InDelta(t, 75, got.Percent, 0)
	assert.True(t, got.Using && got.Connected)

	assert.Equal(t, []state.BackupUsage{}, usage(w, desktop))
	must(t, w, state.System, func(tx *state.Tx) error { return tx.DeactivateDevice(laptop) })
	all = usage(w, laptop)
	require.Len(t, all, 1, "a deactivated device's archives are still listed")
	assert.False(t, all[0].Using || all[0].Connected)

	must(t, w, state.System, func(tx *state.Tx) error {
		require.NoError(t, drop(tx.AddArchive(state.Archive{GUID: "1", DeviceGUID: desktopGUID, DestinationGUID: cloudGUID, LastCompleted: ptr(start)})))
		return drop(tx.AddArchive(state.Archive{GUID: "2", DeviceGUID: desktopGUID, DestinationGUID: cloudGUID}))
	})
	all = usage(w, desktop)
	assert.InDelta(t, 100, all[0].Percent, 0)
	assert.InDelta(t, 0, all[1].Percent, 0)
}

func TestReferencesResolveForEverybody(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	d := device(t, w, desktop)
	require.NoError(t, w.Read(opsAdmin(t, w), func(tx *state.Tx) error {
		assert.Equal(t, "sam@example.com", tx.OwnerOf(d).Username)
		assert.Equal(t, "Sales", tx.OrgOf(d.OrgID).Name)
		assert.Zero(t, tx.OrgOf(4))
		assert.Zero(t, tx.OwnerOf(state.Device{}))
		return nil
	}))
}
