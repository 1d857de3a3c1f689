package state_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

func TestEveryChangeIsRecorded(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	why := state.Justification{Reason: "r", TicketID: "7"}
	do(t, w, "admin", func(tx *state.Tx) error {
		for _, err := range []error{
			drop(tx.CreateResource(named("new", func(n *state.NewResource) { a := newAccount("root", "Aa1!aaaa"); n.Account = &a }))),
			drop(tx.EditResource("5", state.ResourceSettings{Name: text("newer")})),
			drop(tx.AddAccounts("5", []state.NewAccount{newAccount("ops", "Aa1!aaaa"), newAccount("root", "Aa1!aaaa")})),
			drop(tx.EditAccount("5", "7", state.AccountSettings{Name: text("dev")})),
			tx.ChangePassword("5", "7", state.PasswordChange{Justification: why}),
			drop(tx.FetchPassword("5", "7", why)),
			tx.Share(account(7), guest, state.ViewAccess),
			tx.Share(account(7), guest, state.NoAccess),
			tx.Share(group(linuxGroup), guest, state.ViewAccess),
			tx.ConfigureRemoteReset("Windows", []string{"5"}, state.RemoteReset{}),
			tx.DeleteAccount("5", "7"),
			tx.DeleteResource("5"),
			drop(tx.CreateUser(state.NewUser{Name: "sam", FullName: "Sam", Role: "Password User", APIAccess: true})),
			tx.SetLocked("sam", true), tx.SetLocked("sam", false),
			drop(tx.RegenerateToken("")),
		} {
			require.NoError(t, err)
		}
		return nil
	})
	type line struct{ operation, resource, account, user, reason string }
	var got []line
	for i, e := range auditLog(t, w) {
		assert.Equal(t, []any{int64(i + 1), "admin", "192.0.2.1", "test", start}, []any{e.ID, e.OperatedBy, e.Address, e.Agent, e.At})
		assert.Equal(t, e.About == state.UserAudit, e.Operation[:4] == "User" || e.Operation[:4] == "Auth")
		got = append(got, line{e.Operation, e.Resource, e.Account, e.UserName, e.Reason})
	}
	assert.Equal(t, []line{
		{"Resource Added", "new", "", "admin", ""},
		{"Account Added", "new", "root", "admin", ""},
		{"Resource Modified", "newer", "", "admin", ""},
		{"Account Added", "newer", "ops", "admin", ""},
		{"Account Modified", "newer", "dev", "admin", ""},
		{"Password Changed", "newer", "dev", "admin", "r"},
		{"Password Retrieved", "newer", "dev", "admin", "r"},
		{"Shared", "newer", "dev", "admin", ""},
		{"Share Revoked", "newer", "dev", "admin", ""},
		{"Shared", "Linux", "", "admin", ""},
		{"Remote Password Reset Configured", "newer", "", "admin", ""},
		{"Account Deleted", "newer", "dev", "admin", ""},
		{"Resource Deleted", "newer", "", "admin", ""},
		{"User Added", "", "", "sam", ""},
		{"User Locked", "", "", "sam", ""},
		{"User Unlocked", "", "", "sam", ""},
		{"Auth Token Regenerated", "", "", "admin", ""},
	}, got)
}

func TestLookingLeavesNoRecord(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		_, _, listed := tx.Resources(state.Query{})
		_, _, accounts := tx.AccountsOf(web, state.Query{})
		_, _, one := tx.AccountByIDs(web, root)
		_, generated := tx.GeneratePassword("Strong")
		for _, err := range []error{listed, accounts, one, generated, tx.SetFavourite(root, true)} {
			require.NoError(t, err)
		}
		return nil
	})
	assert.Empty(t, auditLog(t, w))
}

func TestAuditQuery(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	lock := func(user string, locked bool) {
		do(t, w, "admin", func(tx *state.Tx) error { return tx.SetLocked(user, locked) })
	}
	fetch := func() { password(t, w, "admin", web, root) }
	midnight := start.Truncate(24 * time.Hour) // records: 1 ten days ago, 2+3 six days ago, 4+5 yesterday, 6 today
	w.Clock().Set(midnight.AddDate(0, 0, -10))
	fetch()
	w.Clock().Set(midnight.AddDate(0, 0, -6))
	fetch()
	lock("guest", true)
	w.Clock().Set(midnight.Add(-time.Millisecond))
	fetch()
	lock("guest", false)
	w.Clock().Set(midnight)
	fetch()
	w.Clock().Set(start)
	for name, test := range map[string]struct {
		query state.AuditQuery
		want  []int64
	}{
		"everything":        {state.AuditQuery{}, []int64{1, 2, 3, 4, 5, 6}},
		"resources":         {state.AuditQuery{Type: "Resource"}, []int64{1, 2, 4, 6}},
		"users":             {state.AuditQuery{Type: "USER"}, []int64{3, 5}},
		"today":             {state.AuditQuery{Duration: "today"}, []int64{6}},
		"yesterday":         {state.AuditQuery{Duration: "YESTERDAY"}, []int64{4, 5}},
		"last seven days":   {state.AuditQuery{Duration: "LAST_7_DAYS"}, []int64{2, 3, 4, 5, 6}},
		"a date":            {state.AuditQuery{Date: "2026-10-26"}, []int64{2, 3}},
		"written otherwise": {state.AuditQuery{Date: "26/10/2026", Type: "User"}, []int64{3}},
		"an empty day":      {state.AuditQuery{Date: "2026-10-25"}, nil},
		"both must be met":  {state.AuditQuery{Date: "2026-10-22", Duration: "LAST_7_DAYS"}, nil},
		"a page":            {state.AuditQuery{Start: 2, Limit: 2}, []int64{2, 3}},
		"a page of some":    {state.AuditQuery{Type: "Resource", Start: 4, Limit: 9}, []int64{6}},
		"the first":         {state.AuditQuery{Start: 1, Limit: 1}, []int64{1}},
		"no start":          {state.AuditQuery{Start: 0, Limit: 1}, []int64{1}},
		"beyond":            {state.AuditQuery{Start: 7}, nil},
		"far beyond":        {state.AuditQuery{Start: math.MaxInt, Limit: math.MaxInt}, nil},
		"all that follow":   {state.AuditQuery{Start: 5, Limit: math.MaxInt}, []int64{5, 6}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			do(t, w, "admin", func(tx *state.Tx) error {
				page, err := tx.Audit(test.query)
				var ids []int64
				for _, e := range page {
					ids = append(ids, e.ID)
				}
				assert.Equal(t, test.want, ids)
				return err
			})
		})
	}
	for _, test := range []struct {
		query state.AuditQuery
		want  string
	}{
		{state.AuditQuery{Type: "Task"}, "Invalid audit type"}, {state.AuditQuery{Duration: "EVER"}, "Invalid duration"},
		{state.AuditQuery{Date: "Nov 1"}, "Invalid date"}, {state.AuditQuery{Start: -1}, "Invalid start index or limit"},
		{state.AuditQuery{Limit: -1}, "Invalid start index or limit"},
	} {
		assertRefused(t, refusal{fail.Invalid, test.want}, as(t, w, "admin", func(tx *state.Tx) error {
			_, err := tx.Audit(test.query)
			return err
		}))
	}
}

// TestEveryFamilyIsRecorded: each kind of change leaves its record in its trail.
func TestEveryFamilyIsRecorded(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		for _, err := range []error{
			drop(tx.CreateResourceGroup(state.NewResourceGroup{GroupSettings: state.GroupSettings{Name: text("G")}})),
			drop(tx.EditResourceGroup("G", state.GroupSettings{Description: text("d")})),
			drop(tx.AssociateResources("G", []string{web})), drop(tx.DissociateResources("G", []string{web})),
			tx.ShareResourceGroups(state.GroupShare{GroupIDs: []string{"304"}, UserIDs: []string{"3"}, AccessType: "view"}),
			tx.DeleteResourceGroup("G"),
			drop(tx.MoveToTrash(state.TrashedResources, []string{win})), drop(tx.RestoreFromTrash(state.TrashedResources, []string{win})),
			drop(tx.MoveToTrash(state.TrashedAccounts, []string{root})), drop(tx.RestoreFromTrash(state.TrashedAccounts, []string{root})),
			drop(tx.AddUserGroup(state.UserGroup{Name: "U"})), tx.AddToUserGroup("guest", "U"),
			drop(tx.RemoveFromUserGroup("U", []string{"guest"})), drop(tx.DeleteUserGroups([]string{"U"})),
			drop(tx.EditUser("guest", state.UserSettings{Location: text("x")})), tx.TransferAccountabilities("2", "1"), tx.DeleteUser("2"),
		} {
			require.NoError(t, err)
		}
		return nil
	})
	var got []string
	for _, e := range auditLog(t, w) {
		about := e.Resource
		if e.About == state.UserAudit {
			about = e.UserName
		}
		line := string(e.About) + ": " + e.Operation + ": " + about + e.Account
		if e.Reason != "" {
			line += " (" + e.Reason + ")"
		}
		got = append(got, line)
	}
	assert.Equal(t, []string{
		"Resource: Resource Group Added: G", "Resource: Resource Group Modified: G", "Resource: Resource Added To Group: web (G)",
		"Resource: Resource Removed From Group: web (G)", "Resource: Shared: G", "Resource: Resource Group Deleted: G",
		"Resource: Resource Moved To Trash: win", "Resource: Resource Restored: win", "Resource: Account Moved To Trash: webroot",
		"Resource: Account Restored: webroot", "User: User Group Added: U", "User: User Added To Group: guest (U)", "User: User Removed From Group: guest (U)",
		"User: User Group Deleted: U", "User: User Modified: guest", "User: User Accountabilities Transferred: helper (admin)", "User: User Deleted: helper",
	}, got)
}

// TestTheAuditTrailForgetsTheOldestRecordsAndCountsOn: fetching passwords must not fill the memory.
func TestTheAuditTrailForgetsTheOldestRecordsAndCountsOn(t *testing.T) {
	t.Parallel()
	const fetches, kept = 10_020, 10_000
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		for range fetches {
			if _, err := tx.FetchPassword(web, root, state.Justification{}); err != nil {
				return err
			}
		}
		return nil
	})
	log := auditLog(t, w)
	require.Len(t, log, kept)
	assert.EqualValues(t, fetches-kept+1, log[0].ID)
	assert.EqualValues(t, fetches, log[kept-1].ID)
	do(t, w, "admin", func(tx *state.Tx) error {
		page, err := tx.Audit(state.AuditQuery{Type: "Resource", Duration: "TODAY", Start: kept})
		assert.Len(t, page, 1)
		return err
	})
}

func TestALongReasonIsCutInTheAuditTrail(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		_, err := tx.FetchPassword(web, root, state.Justification{Reason: strings.Repeat("ä", 2_000_000)})
		return err
	})
	assert.Equal(t, strings.Repeat("ä", 500), auditLog(t, w)[0].Reason)
}

// TestTheNewestRecordStaysWhenTheClockWasSetBack: the oldest written make room in a full trail, not the records of the earliest time.
func TestTheNewestRecordStaysWhenTheClockWasSetBack(t *testing.T) {
	t.Parallel()
	const kept = 10_000
	w := smallWorld(t)
	fetch := func(times int) {
		do(t, w, "admin", func(tx *state.Tx) error {
			for range times {
				if _, err := tx.FetchPassword(web, root, state.Justification{}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	fetch(kept)
	w.Clock().Set(start.Add(-24 * time.Hour))
	fetch(3)
	log := auditLog(t, w)
	require.Len(t, log, kept)
	var ids []int64
	for _, e := range log[:4] {
		ids = append(ids, e.ID)
	}
	assert.Equal(t, []int64{kept + 1, kept + 2, kept + 3, 4}, ids, "in the order of time")
}
