package state_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/worlds/code42/state"
)

func TestHoldMemberships(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	one := matter(t, w, state.System, "one", caseyUID, samUID)
	two := matter(t, w, state.System, "two", caseyUID)
	all := memberships(t, w, state.MembershipFilter{Any: "@"})
	require.Len(t, all, 3)
	must(t, w, state.System, func(tx *state.Tx) error { return tx.RemoveFromMatter(all[1].UID) })
	for name, c := range map[string]struct {
		filter state.MembershipFilter
		page   state.Page
		want   []int
		total  int
	}{
		"by matter":                    {filter: state.MembershipFilter{MatterUID: one.UID}, want: []int{0, 1}, total: 2},
		"by user":                      {filter: state.MembershipFilter{UserUID: caseyUID}, want: []int{0, 2}, total: 2},
		"by both":                      {filter: state.MembershipFilter{UserUID: caseyUID, MatterUID: two.UID}, want: []int{2}, total: 1},
		"by itself":                    {filter: state.MembershipFilter{UID: all[2].UID}, want: []int{2}, total: 1},
		"by itself, in another":        {filter: state.MembershipFilter{UID: all[2].UID, MatterUID: one.UID}, want: []int{}},
		"by a part of the last name":   {filter: state.MembershipFilter{Any: "JON"}, want: []int{0, 2}, total: 2},
		"by what stands between texts": {filter: state.MembershipFilter{Any: "\x00"}, want: []int{}},
		"by what no text is":           {filter: state.MembershipFilter{Any: "\xff"}, want: []int{}},
		"by the ends of two texts":     {filter: state.MembershipFilter{Any: "com\x00sam"}, want: []int{}},
		"by a part of the username":    {filter: state.MembershipFilter{Any: "sam@"}, want: []int{1}, total: 1},
		"active":                       {filter: state.MembershipFilter{MatterUID: one.UID, Active: ptr(true)}, want: []int{0}, total: 1},
		"inactive":                     {filter: state.MembershipFilter{MatterUID: one.UID, Active: ptr(false)}, want: []int{1}, total: 1},
		"a matter's uid as a user's":   {filter: state.MembershipFilter{UserUID: one.UID, MatterUID: two.PolicyUID}, want: []int{}},
		"a user's uid as a membership": {filter: state.MembershipFilter{UID: caseyUID}, want: []int{}},
		"the first page":               {filter: state.MembershipFilter{Any: "@"}, page: state.Page{Num: 1, Size: 2}, want: []int{0, 1}, total: 3},
		"the last page":                {filter: state.MembershipFilter{Any: "@"}, page: state.Page{Num: 2, Size: 2}, want: []int{2}, total: 3},
		"the page after a full one":    {filter: state.MembershipFilter{Any: "@"}, page: state.Page{Num: 2, Size: 3}, want: []int{}, total: 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			look(t, w, func(tx *state.Tx) error {
				found, total, err := tx.HoldMemberships(c.filter, c.page)
				got := []int{}
				for _, m := range found {
					got = append(got, int(m.ID)-1)
				}
				assert.Equal(t, c.want, got)
				assert.Equal(t, c.total, total)
				return err
			})
		})
	}
	look(t, w, func(tx *state.Tx) error {
		assert.Equal(t, "one", tx.MatterOf(all[0]).Name)
		assert.Equal(t, "casey@example.com", tx.CustodianOf(all[0]).Username)
		return nil
	})
}

// TestTheLifeOfACustodian is the order of calls of py42's integration suite: a user is added, removed and added again, the matter
// is closed and opened, and then the user is deactivated.
func TestTheLifeOfACustodian(t *testing.T) {
	t.Parallel()
	for name, variant := range map[string]struct{ deactivate, reactivate func(*state.Tx, string) error }{
		"local":         {(*state.Tx).DeactivateMatter, (*state.Tx).ReactivateMatter},
		"an API client": {(*state.Tx).DeactivateMatterOnce, (*state.Tx).ReactivateMatterOnce},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			admin := signedIn(t, w, "admin@example.com")
			m := matter(t, w, admin, "integration")
			add := func() (member state.HoldMembership) {
				must(t, w, admin, func(tx *state.Tx) (err error) { member, err = tx.AddToMatter(m.UID, caseyUID); return err })
				assert.True(t, member.Active)
				return member
			}
			first := add()
			assert.Equal(t, "audit_log::legal_hold_user_added/1", lastAudit(t, w).Type)
			assert.Equal(t, caseyUID, lastAudit(t, w).UserID)
			onHold.check(t, w.Write(admin, func(tx *state.Tx) error { return tx.DeactivateUser(caseyUID, false) }))
			onHold.check(t, w.Write(admin, func(tx *state.Tx) error { return tx.DeactivateDevice(laptop) }))
			w.Clock().Advance(time.Hour)
			for range 2 {
				must(t, w, admin, func(tx *state.Tx) error { return tx.RemoveFromMatter(first.UID) })
			}
			assert.Equal(t, "audit_log::legal_hold_user_removed/1", lastAudit(t, w).Type)
			must(t, w, admin, func(tx *state.Tx) error { return tx.DeactivateDevice(laptop) })
			must(t, w, admin, func(tx *state.Tx) error { return tx.ReactivateDevice(laptop) })
			second := add()
			assert.Equal(t, first.UID, second.UID)
			assert.Equal(t, first.Created, second.Created)
			w.Clock().Advance(time.Hour)
			must(t, w, admin, func(tx *state.Tx) error { return variant.deactivate(tx, m.UID) })
			assert.Equal(t, "audit_log::legal_hold_matter_deactivated/1", lastAudit(t, w).Type)
			look(t, w, func(tx *state.Tx) error {
				got, err := tx.MatterByUID(m.UID)
				assert.False(t, got.Active)
				assert.Equal(t, start.Add(2*time.Hour), got.Modified)
				return err
			})
			must(t, w, admin, func(tx *state.Tx) error { return variant.reactivate(tx, m.UID) })
			assert.Equal(t, "audit_log::legal_hold_matter_reactivated/1", lastAudit(t, w).Type)
			assert.False(t, memberships(t, w, state.MembershipFilter{MatterUID: m.UID})[0].Active, "opening a matter revives nobody")
			must(t, w, admin, func(tx *state.Tx) error {
				require.NoError(t, tx.DeactivateOrg(opsGUID))
				return tx.DeactivateUser(caseyUID, false)
			})
			assert.Equal(t, []state.HoldEventType{
				state.HoldCreated, state.MembershipCreated, state.MembershipDeactivated, state.MembershipReactivated, state.MembershipDeactivated,
				state.HoldDeactivated, state.HoldReactivated,
			}, holdEvents(t, w, state.HoldEventFilter{}))
		})
	}
}

func TestClosingAndOpeningAMatterMayBeRepeated(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	m := matter(t, w, state.System, "x", caseyUID)
	for range 2 {
		must(t, w, state.System, func(tx *state.Tx) error { return tx.DeactivateMatter(m.UID) })
	}
	for range 2 {
		must(t, w, state.System, func(tx *state.Tx) error { return tx.ReactivateMatter(m.UID) })
	}
	assert.Equal(t, []state.HoldEventType{
		state.HoldCreated, state.MembershipCreated, state.MembershipDeactivated, state.HoldDeactivated, state.HoldReactivated,
	}, holdEvents(t, w, state.HoldEventFilter{}))
}

func TestAnotherMatterStillHolds(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	one := matter(t, w, state.System, "one", caseyUID)
	matter(t, w, state.System, "two", caseyUID)
	must(t, w, state.System, func(tx *state.Tx) error { return tx.DeactivateMatter(one.UID) })
	onHold.check(t, w.Write(state.System, func(tx *state.Tx) error { return tx.DeactivateUser(caseyUID, false) }))
	must(t, w, state.System, func(tx *state.Tx) error { // others are free
		require.NoError(t, tx.DeactivateUser(samUID, false))
		return tx.DeactivateOrg(salesGUID)
	})
	assert.True(t, user(t, w, caseyUID).Active)
	assert.True(t, device(t, w, laptop).Active)
}

func TestADeactivatedUserMayBecomeACustodian(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	must(t, w, state.System, func(tx *state.Tx) error { return tx.DeactivateUser(caseyUID, false) })
	matter(t, w, state.System, "x", caseyUID)
	assert.False(t, user(t, w, caseyUID).Active)
	must(t, w, state.System, func(tx *state.Tx) error {
		require.NoError(t, tx.DeactivateUser(caseyUID, false), "what changes nothing may be repeated")
		return tx.ActivateUser(caseyUID, false)
	})
	onHold.check(t, w.Write(state.System, func(tx *state.Tx) error { return tx.DeactivateUser(caseyUID, false) }))
}

func TestHoldEvents(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	admin := signedIn(t, w, "admin@example.com")
	one := matter(t, w, admin, "one", caseyUID)
	w.Clock().Advance(time.Hour)
	two := matter(t, w, admin, "two")
	w.Clock().Advance(time.Hour)
	must(t, w, admin, func(tx *state.Tx) error {
		require.NoError(t, tx.RecordHoldRestore(user(t, w, samUID)))
		require.NoError(t, tx.DeactivateMatter(two.UID))
		return tx.RecordHoldRestore(user(t, w, caseyUID))
	})
	at := func(hours time.Duration) *time.Time { return ptr(start.Add(hours * time.Hour)) }
	const made, added, closed, restored = state.HoldCreated, state.MembershipCreated, state.HoldDeactivated, state.HoldRestore
	for name, c := range map[string]struct {
		filter state.HoldEventFilter
		want   []state.HoldEventType
	}{
		"all":              {want: []state.HoldEventType{made, added, made, closed, restored}},
		"of a matter":      {filter: state.HoldEventFilter{MatterUID: one.UID}, want: []state.HoldEventType{made, added, restored}},
		"of none":          {filter: state.HoldEventFilter{MatterUID: "9"}, want: []state.HoldEventType{}},
		"from":             {filter: state.HoldEventFilter{From: at(1)}, want: []state.HoldEventType{made, closed, restored}},
		"to":               {filter: state.HoldEventFilter{To: at(1)}, want: []state.HoldEventType{made, added, made}},
		"at a moment":      {filter: state.HoldEventFilter{From: at(1), To: at(1)}, want: []state.HoldEventType{made}},
		"before all":       {filter: state.HoldEventFilter{To: at(-1)}, want: []state.HoldEventType{}},
		"after, of matter": {filter: state.HoldEventFilter{MatterUID: two.UID, From: at(2)}, want: []state.HoldEventType{closed}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, holdEvents(t, w, c.filter))
		})
	}
	look(t, w, func(tx *state.Tx) error {
		page, total := tx.HoldEvents(state.HoldEventFilter{}, state.Page{Num: 2, Size: 4})
		assert.Equal(t, 5, total)
		require.Len(t, page, 1)
		e := page[0]
		assert.Equal(t, [3]string{one.UID, "casey@example.com", "admin@example.com"}, [3]string{e.Matter.UID, e.Custodian.Username, e.Actor.Name})
		assert.NotEmpty(t, e.Membership.UID)
		assert.Len(t, e.UID, 18)
		beyond, total := tx.HoldEvents(state.HoldEventFilter{}, state.Page{Num: 2, Size: 5})
		assert.Empty(t, beyond)
		assert.Equal(t, 5, total)
		first, _ := tx.HoldEvents(state.HoldEventFilter{}, state.Page{Num: 1, Size: 1})
		assert.Zero(t, first[0].Membership)
		assert.Zero(t, first[0].Custodian.ID)
		return nil
	})
}

// TestACustodianIsFoundByTheNameOfToday: memberships keep what their custodian is called, and are not looked at one by one.
func TestACustodianIsFoundByTheNameOfToday(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	found := func(text string) (total int) {
		look(t, w, func(tx *state.Tx) (err error) {
			_, total, err = tx.HoldMemberships(state.MembershipFilter{Any: text}, state.Page{})
			return err
		})
		return total
	}
	must(t, w, state.System, func(tx *state.Tx) error {
		policy, err := tx.CreateHoldPolicy("p", nil)
		require.NoError(t, err)
		for _, name := range []string{"one", "two"} {
			m, err := tx.CreateMatter(state.NewMatter{Name: name, PolicyUID: policy.UID})
			require.NoError(t, err)
			require.NoError(t, drop(tx.AddToMatter(m.UID, samUID)))
		}
		return nil
	})
	before := found("sam@")
	assert.GreaterOrEqual(t, before, 2)
	name, last := "renamed@example.com", "Newname"
	must(t, w, state.System, func(tx *state.Tx) error {
		return drop(tx.UpdateUser(samUID, state.UserChange{Username: &name, Email: &name, LastName: &last}))
	})
	assert.Equal(t, [3]int{0, before, before}, [3]int{found("sam@"), found("RENAMED"), found("newn")})
}
