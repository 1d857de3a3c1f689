package state_test

import (
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

func TestCreateOrg(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		new    state.NewOrg
		parent int64
	}{
		"under the root by default": {new: state.NewOrg{Name: "New"}, parent: rootID},
		"under a named parent":      {new: state.NewOrg{Name: "New", ParentGUID: ptr(westGUID)}, parent: westID},
		"with a name that is taken": {new: state.NewOrg{Name: "Sales", Notes: ptr("second"), ExtRef: ptr("x")}, parent: rootID},
		"with blanks at its ends":   {new: state.NewOrg{Name: "  New "}, parent: rootID},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			var made, next state.Org
			must(t, w, signedIn(t, w, "admin@example.com"), func(tx *state.Tx) (err error) {
				made, err = tx.CreateOrg(c.new)
				require.NoError(t, err)
				next, err = tx.CreateOrg(state.NewOrg{Name: "Next"})
				return err
			})
			got := org(t, w, made.GUID)
			assert.Equal(t, made, got)
			assert.Equal(t, c.parent, got.ParentID)
			assert.Equal(t, made.ID+1, next.ID, "ids are sequential")
			assert.Equal(t, "Active", got.Status())
			assert.Equal(t, [2]*string{c.new.Notes, c.new.ExtRef}, [2]*string{got.Notes, got.ExtRef})
			assert.Equal(t, "BASIC", got.Classification)
			assert.Equal(t, "ENTERPRISE", got.Type)
			assert.NotContains(t, got.Name, "  ")
			assert.Equal(t, start, got.Created)
			assert.Regexp(t, regexp.MustCompile(`^[0-9A-F]{4}(-[0-9A-F]{4}){3}$`), got.RegistrationKey)
			assert.Regexp(t, regexp.MustCompile(`^9[0-9]{17}$`), got.UID)
			assert.Len(t, got.GUID, 36)
			assert.NotEqual(t, got.RegistrationKey, next.RegistrationKey)
			assert.Equal(t, "audit_log::org_created/1", lastAudit(t, w).Type)
		})
	}
}

func TestOrgRefusals(t *testing.T) {
	t.Parallel()
	blank := refusal{fail.Invalid, 400, "SYSTEM", "name is required"}
	refuse(t, system, map[string]rule{
		"create without a name": {func(tx *state.Tx) error { return drop(tx.CreateOrg(state.NewOrg{})) }, blank},
		"create with a blank":   {func(tx *state.Tx) error { return drop(tx.CreateOrg(state.NewOrg{Name: " \t"})) }, blank},
		"create under nobody": {func(tx *state.Tx) error {
			return drop(tx.CreateOrg(state.NewOrg{Name: "x", ParentGUID: ptr("no-such")}))
		}, refusal{fail.Invalid, 400, "SYSTEM", "Parent organization was not found"}},
		"update to a blank name": {func(tx *state.Tx) error { return drop(tx.UpdateOrg(opsGUID, state.OrgChange{Name: ptr(" ")})) }, blank},
		"update nothing":         {func(tx *state.Tx) error { return drop(tx.UpdateOrg("no-such", state.OrgChange{})) }, noOrg},
		"block nothing":          {func(tx *state.Tx) error { return tx.SetOrgBlocked("no-such", true) }, noOrg},
		"deactivate nothing":     {func(tx *state.Tx) error { return tx.DeactivateOrg("no-such") }, noOrg},
		"activate nothing":       {func(tx *state.Tx) error { return tx.ActivateOrg("no-such") }, noOrg},
		"find by guid":           {func(tx *state.Tx) error { return drop(tx.OrgByGUID("")) }, noOrg},
		"find by uid":            {func(tx *state.Tx) error { return drop(tx.OrgByUID("9")) }, noOrg},
		"find by no number":      {func(tx *state.Tx) error { return drop(tx.OrgByNumber("my")) }, noOrg},
		"find by id":             {func(tx *state.Tx) error { return drop(tx.OrgByID(4)) }, noOrg},
	})
}

func TestOrgBoundActorsStayInTheirOrg(t *testing.T) {
	t.Parallel()
	refuse(t, opsAdmin, map[string]rule{
		"create under the root": {func(tx *state.Tx) error { return drop(tx.CreateOrg(state.NewOrg{Name: "x"})) }, forbidden},
		"create beside": {func(tx *state.Tx) error {
			return drop(tx.CreateOrg(state.NewOrg{Name: "x", ParentGUID: ptr(salesGUID)}))
		}, forbidden},
		"update the root":    {func(tx *state.Tx) error { return drop(tx.UpdateOrg(rootGUID, state.OrgChange{Name: ptr("x")})) }, forbidden},
		"block another":      {func(tx *state.Tx) error { return tx.SetOrgBlocked(salesGUID, true) }, forbidden},
		"deactivate another": {func(tx *state.Tx) error { return tx.DeactivateOrg(salesGUID) }, forbidden},
		"activate another":   {func(tx *state.Tx) error { return tx.ActivateOrg(salesGUID) }, forbidden},
		"read another":       {func(tx *state.Tx) error { return drop(tx.OrgByID(salesID)) }, forbidden},
	})

	t.Run("within it they may", func(t *testing.T) {
		t.Parallel()
		w := smallWorld(t)
		boss := opsAdmin(t, w)
		must(t, w, boss, func(tx *state.Tx) error {
			seen, total := tx.Orgs(state.OrgFilter{}, state.Page{})
			assert.Equal(t, 2, total)
			assert.Equal(t, []string{"Ops", "Ops West"}, names(seen))
			return drop(tx.CreateOrg(state.NewOrg{Name: "Deeper", ParentGUID: ptr(westGUID)}))
		})
	})
}

func names(all []state.Org) []string {
	list := []string{}
	for _, o := range all {
		list = append(list, o.Name)
	}
	return list
}

func TestUpdateOrg(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	admin := signedIn(t, w, "admin@example.com")
	w.Clock().Advance(time.Hour)
	must(t, w, admin, func(tx *state.Tx) error {
		return drop(tx.UpdateOrg(opsGUID, state.OrgChange{Name: ptr("Operations"), Notes: ptr("n")}))
	})
	must(t, w, admin, func(tx *state.Tx) error { return drop(tx.UpdateOrg(opsGUID, state.OrgChange{ExtRef: ptr("e")})) })
	o := org(t, w, opsGUID)
	assert.Equal(t, "Operations", o.Name)
	assert.Equal(t, [2]string{"n", "e"}, [2]string{*o.Notes, *o.ExtRef})
	assert.Equal(t, [2]time.Time{start, start.Add(time.Hour)}, [2]time.Time{o.Created, o.Modified})
	assert.Equal(t, "audit_log::org_updated/1", lastAudit(t, w).Type)
}

func TestBlockOrg(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	admin := signedIn(t, w, "admin@example.com")
	block := func(blocked bool) {
		must(t, w, admin, func(tx *state.Tx) error { return tx.SetOrgBlocked(opsGUID, blocked) })
	}
	for range 2 { // it may be repeated
		block(true)
		assert.Equal(t, "Active, Blocked", org(t, w, opsGUID).Status())
		assert.Equal(t, "Active, Blocked", org(t, w, westGUID).Status())
		assert.True(t, user(t, w, bossUID).Blocked)
		assert.True(t, user(t, w, caseyUID).Blocked)
		assert.Equal(t, "Active, Blocked", device(t, w, laptop).Status())
		assert.False(t, org(t, w, salesGUID).Blocked, "beside it nothing changes")
		assert.False(t, org(t, w, rootGUID).Blocked, "nor above")
		assert.False(t, user(t, w, samUID).Blocked)
		assert.Equal(t, "audit_log::org_blocked/1", lastAudit(t, w).Type)
	}
	for range 2 {
		block(false)
		assert.False(t, org(t, w, opsGUID).Blocked)
		assert.False(t, org(t, w, westGUID).Blocked, "unblocking frees the organizations below too")
		assert.True(t, user(t, w, bossUID).Blocked)
		assert.True(t, device(t, w, laptop).Blocked)
		assert.Equal(t, "audit_log::org_unblocked/1", lastAudit(t, w).Type)
	}
	look(t, w, func(tx *state.Tx) error {
		assert.Len(t, tx.AuditLog(), 2, "what changes nothing leaves no trail")
		return nil
	})
}

func TestUnblockOrgReachesDescendantsOfAnOrgThatIsNotBlocked(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	must(t, w, state.System, func(tx *state.Tx) error {
		require.NoError(t, tx.SetOrgBlocked(westGUID, true))
		return tx.SetOrgBlocked(opsGUID, false)
	})
	assert.False(t, org(t, w, westGUID).Blocked)
}

func TestDeactivateOrg(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	admin := signedIn(t, w, "admin@example.com")
	w.Clock().Advance(time.Minute)
	for range 2 {
		must(t, w, admin, func(tx *state.Tx) error { return tx.DeactivateOrg(opsGUID) })
		o := org(t, w, opsGUID)
		assert.Equal(t, "Deactivated", o.Status())
		assert.Equal(t, start.Add(time.Minute), *o.Deactivated)
		assert.False(t, org(t, w, westGUID).Active)
		assert.False(t, user(t, w, caseyUID).Active)
		assert.False(t, user(t, w, caseyUID).Blocked)
		assert.Equal(t, "Deactivated", device(t, w, laptop).Status())
		assert.True(t, archive(t, w).ColdStorage)
		assert.True(t, user(t, w, samUID).Active)
		assert.True(t, device(t, w, desktop).Active)
	}
	for range 2 {
		must(t, w, admin, func(tx *state.Tx) error { return tx.ActivateOrg(opsGUID) })
		assert.Nil(t, org(t, w, opsGUID).Deactivated)
		assert.Equal(t, "Active", org(t, w, opsGUID).Status())
		assert.False(t, org(t, w, westGUID).Active)
		assert.False(t, user(t, w, bossUID).Active)
		assert.False(t, device(t, w, laptop).Active)
	}
	assert.Equal(t, "audit_log::org_activated/1", lastAudit(t, w).Type)
}

func TestDeactivateOrgReachesADeviceThatWasAddedForADeactivatedUser(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	var late state.Device
	must(t, w, state.System, func(tx *state.Tx) (err error) {
		require.NoError(t, tx.DeactivateUser(caseyUID, false))
		late, err = tx.AddDevice(state.NewDevice{UserUID: caseyUID, Name: "LATE"})
		require.NoError(t, err)
		require.NoError(t, tx.DeactivateOrg(westGUID))
		return tx.DeactivateOrg(opsGUID)
	})
	assert.False(t, device(t, w, strconv.FormatInt(late.ID, 10)).Active)
	assert.False(t, org(t, w, opsGUID).Active)
}

func TestOrgs(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	must(t, w, state.System, func(tx *state.Tx) error {
		require.NoError(t, tx.SetOrgBlocked(salesGUID, true))
		return tx.DeactivateOrg(westGUID)
	})
	for name, c := range map[string]struct {
		filter state.OrgFilter
		page   state.Page
		want   []string
		total  int
	}{
		"all, the root first": {want: []string{"Acme", "Ops", "Ops West", "Sales"}, total: 4},
		"a page":              {page: state.Page{Num: 2, Size: 3}, want: []string{"Sales"}, total: 4},
		"past the end":        {page: state.Page{Num: 3, Size: 2}, want: []string{}, total: 4},
		"active":              {filter: state.OrgFilter{Active: ptr(true)}, want: []string{"Acme", "Ops", "Sales"}, total: 3},
		"inactive":            {filter: state.OrgFilter{Active: ptr(false)}, want: []string{"Ops West"}, total: 1},
		"blocked":             {filter: state.OrgFilter{Blocked: ptr(true)}, want: []string{"Sales"}, total: 1},
		"by a part of a name": {filter: state.OrgFilter{Any: "OPS"}, want: []string{"Ops", "Ops West"}, total: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			look(t, w, func(tx *state.Tx) error {
				got, total := tx.Orgs(c.filter, c.page)
				assert.Equal(t, c.want, names(got))
				assert.Equal(t, c.total, total)
				return nil
			})
		})
	}
}

func TestMyOrg(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	require.NoError(t, w.Read(opsAdmin(t, w), func(tx *state.Tx) error {
		o, err := tx.MyOrg()
		assert.Equal(t, "Ops", o.Name)
		return err
	}))
	err := w.Read(state.Actor{APIClient: true, Name: "robot"}, func(tx *state.Tx) error { return drop(tx.MyOrg()) })
	refusal{fail.Internal, 500, "SYSTEM", ""}.check(t, err)
}

func TestFindOrg(t *testing.T) {
	t.Parallel()
	look(t, smallWorld(t), func(tx *state.Tx) error {
		byGUID, err := tx.OrgByGUID(opsGUID)
		require.NoError(t, err)
		byUID, err := tx.OrgByUID(opsUID)
		require.NoError(t, err)
		byID, err := tx.OrgByID(opsID)
		require.NoError(t, err)
		byText, err := tx.OrgByNumber("317")
		assert.Equal(t, byID, byText)
		assert.Equal(t, byGUID, byUID)
		assert.Equal(t, byGUID, byID)
		assert.Equal(t, "Ops", byID.Name)
		return err
	})
}

func TestCountsOf(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	for guid, want := range map[string]state.OrgCounts{
		rootGUID:  {Users: 4, Licensed: 2, Devices: 2, Plans: 1, Orgs: 3},
		opsGUID:   {Users: 2, Licensed: 1, Devices: 1, Plans: 1, Orgs: 1},
		salesGUID: {Users: 1, Licensed: 1, Devices: 1},
	} {
		o := org(t, w, guid)
		look(t, w, func(tx *state.Tx) error {
			assert.Equal(t, want, tx.CountsOf(o), o.Name)
			return nil
		})
	}
}

func TestBackupsOfAnOrgAreThoseOfItsDevices(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	backup := func(guid string) (got state.OrgBackup) {
		o := org(t, w, guid)
		look(t, w, func(tx *state.Tx) error {
			list := tx.OrgBackups(o)
			require.Len(t, list, 1, "one destination")
			got = list[0]
			assert.Equal(t, cloudGUID, got.Destination.GUID)
			got.Destination = state.Destination{}
			return nil
		})
		return got
	}
	inUse := state.OrgBackup{SelectedBytes: 200, ArchiveBytes: 4100, BillableBytes: 4100, Sessions: 1}
	assert.Equal(t, inUse, backup(rootGUID))
	assert.Equal(t, inUse, backup(opsGUID), "the device is in the organization below")
	assert.Zero(t, backup(salesGUID))

	must(t, w, state.System, func(tx *state.Tx) error { return tx.DeactivateDevice(laptop) })
	assert.Equal(t, state.OrgBackup{ColdBytes: 4100}, backup(rootGUID))
	o := org(t, w, rootGUID)
	look(t, w, func(tx *state.Tx) error {
		assert.Equal(t, state.OrgCounts{Users: 4, Licensed: 1, Devices: 2, Orgs: 3}, tx.CountsOf(o))
		return nil
	})
}

func TestPinnedIDs(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	for name, do := range map[string]func(*state.Tx) error{
		"org":       func(tx *state.Tx) error { return drop(tx.CreateOrg(state.NewOrg{ID: opsID, Name: "x"})) },
		"org's uid": func(tx *state.Tx) error { return drop(tx.CreateOrg(state.NewOrg{UID: opsUID, Name: "x"})) },
		"user": func(tx *state.Tx) error {
			return drop(tx.CreateUser(state.NewUser{ID: 1001, OrgUID: opsUID, Username: "x@example.com"}))
		},
		"device": func(tx *state.Tx) error { return drop(tx.AddDevice(state.NewDevice{ID: 251691, UserUID: samUID})) },
		"device guid": func(tx *state.Tx) error {
			return drop(tx.AddDevice(state.NewDevice{GUID: laptopGUID, UserUID: samUID}))
		},
	} {
		assert.Error(t, w.Write(state.System, do), name+" must not replace another")
	}
	must(t, w, state.System, func(tx *state.Tx) error {
		pinned, err := tx.CreateOrg(state.NewOrg{ID: 1001, Name: "pinned"})
		require.NoError(t, err)
		next, err := tx.CreateOrg(state.NewOrg{Name: "next"})
		assert.Greater(t, next.ID, pinned.ID, "a pinned id is stepped over")
		return err
	})
}
