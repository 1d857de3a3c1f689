package state_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

var (
	notHeld   = refusal{fail.Forbidden, 403, "SYSTEM", "not found, or you do not have permission"}
	onHold    = refusal{fail.Invalid, 400, "ACTIVE_LEGAL_HOLD", ""}
	inHold    = refusal{fail.Invalid, 400, "USER_ALREADY_IN_HOLD", ""}
	nameless  = refusal{fail.Invalid, 400, "SYSTEM", "name is required"}
	criteria  = refusal{fail.Invalid, 400, "SYSTEM", "At least one criteria must be specified"}
	userGone  = refusal{fail.Invalid, 400, "SYSTEM", "User not found"}
	noPolicy  = refusal{fail.Invalid, 400, "SYSTEM", "policy was not found"}
	notActive = refusal{fail.Invalid, 400, "SYSTEM", "not active"}
)

// matter makes a policy and a matter, and puts users under it.
func matter(t *testing.T, w *state.World, actor state.Actor, name string, custodians ...string) (m state.Matter) {
	t.Helper()
	must(t, w, actor, func(tx *state.Tx) error {
		p, err := tx.CreateHoldPolicy("keep", nil)
		require.NoError(t, err)
		m, err = tx.CreateMatter(state.NewMatter{Name: name, PolicyUID: p.UID})
		require.NoError(t, err)
		for _, uid := range custodians {
			require.NoError(t, drop(tx.AddToMatter(m.UID, uid)))
		}
		return nil
	})
	return m
}

func memberships(t *testing.T, w *state.World, f state.MembershipFilter) (found []state.HoldMembership) {
	t.Helper()
	look(t, w, func(tx *state.Tx) (err error) { found, _, err = tx.HoldMemberships(f, state.Page{}); return err })
	return found
}

func holdEvents(t *testing.T, w *state.World, f state.HoldEventFilter) (kinds []state.HoldEventType) {
	t.Helper()
	look(t, w, func(tx *state.Tx) error {
		found, total := tx.HoldEvents(f, state.Page{})
		assert.Len(t, found, total)
		kinds = []state.HoldEventType{}
		for _, e := range found {
			kinds = append(kinds, e.Type)
		}
		return nil
	})
	return kinds
}

func TestHoldPolicies(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	var plain, full state.HoldPolicy
	must(t, w, signedIn(t, w, "admin@example.com"), func(tx *state.Tx) (err error) {
		if plain, err = tx.CreateHoldPolicy(" keep ", nil); err != nil {
			return err
		}
		full, err = tx.CreateHoldPolicy("keep more", map[string]any{"compression": "ON"})
		return err
	})
	assert.Equal(t, "keep", plain.Name)
	assert.Len(t, plain.UID, 18)
	assert.Nil(t, plain.Content)
	assert.Equal(t, state.Principal{UID: adminUID, Name: "admin@example.com"}, plain.Creator)
	assert.Equal(t, "audit_log::legal_hold_policy_created/1", lastAudit(t, w).Type)
	look(t, w, func(tx *state.Tx) error {
		got, err := tx.HoldPolicyByUID(full.UID)
		assert.Equal(t, full, got)
		assert.Equal(t, []state.HoldPolicy{plain, full}, tx.HoldPolicies())
		return err
	})
	look(t, smallWorld(t), func(tx *state.Tx) error { assert.Equal(t, []state.HoldPolicy{}, tx.HoldPolicies()); return nil })
}

func TestCreateMatter(t *testing.T) {
	t.Parallel()
	robot := state.Actor{UID: clientID, Name: "robot", APIClient: true, Rights: state.System.Rights}
	for name, actor := range map[string]state.Actor{
		"a user": {UID: adminUID, Name: "admin@example.com", Rights: state.System.Rights}, "an API client": robot,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t).Fork("0a0b0c")
			var m state.Matter
			must(t, w, actor, func(tx *state.Tx) error {
				p, err := tx.CreateHoldPolicy("keep", nil)
				require.NoError(t, err)
				m, err = tx.CreateMatter(state.NewMatter{Name: "Widget dispute ", PolicyUID: p.UID, Description: ptr("d"), Notes: ptr("n"), ExtRef: ptr("EXT-77")})
				assert.Equal(t, p.UID, m.PolicyUID)
				return err
			})
			assert.Equal(t, "Widget dispute", m.Name)
			assert.True(t, m.Active)
			assert.Equal(t, [2]time.Time{start, start}, [2]time.Time{m.Created, m.Modified})
			assert.Equal(t, state.Principal{UID: actor.UID, Name: actor.Name, APIClient: actor.APIClient}, m.Creator)
			assert.Equal(t, []state.HoldEventType{state.HoldCreated}, holdEvents(t, w, state.HoldEventFilter{MatterUID: m.UID}))
			assert.Equal(t, "audit_log::legal_hold_matter_created/1", lastAudit(t, w).Type)
			look(t, w, func(tx *state.Tx) error {
				got, err := tx.MatterByUID(m.UID)
				assert.Equal(t, m, got)
				id := map[bool]string{false: adminUID, true: clientID + "-0a0b0c"}[actor.APIClient]
				assert.Equal(t, id, tx.PrincipalID(m.Creator), "an API client is known by the id that it signs in with")
				found, _ := tx.Matters(state.MatterFilter{CreatorID: id}, state.Page{})
				assert.Equal(t, []state.Matter{m}, found)
				return err
			})
		})
	}
}

func TestMatters(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	admin := signedIn(t, w, "admin@example.com")
	matter(t, w, admin, "Widget dispute")
	closed := matter(t, w, admin, "Old widgets")
	must(t, w, state.System, func(tx *state.Tx) error {
		require.NoError(t, tx.DeactivateMatter(closed.UID))
		return drop(tx.CreateMatter(state.NewMatter{Name: "Audit", PolicyUID: tx.HoldPolicies()[0].UID, ExtRef: ptr("EXT-1")}))
	})
	const widget, old, audit = "Widget dispute", "Old widgets", "Audit"
	for name, c := range map[string]struct {
		filter state.MatterFilter
		page   state.Page
		want   []string
		total  int
	}{
		"all":                     {want: []string{widget, old, audit}, total: 3},
		"the first page":          {page: state.Page{Num: 1, Size: 2}, want: []string{widget, old}, total: 3},
		"the last page":           {page: state.Page{Num: 2, Size: 2}, want: []string{audit}, total: 3},
		"the page after":          {page: state.Page{Num: 2, Size: 3}, want: []string{}, total: 3},
		"active":                  {filter: state.MatterFilter{Active: ptr(true)}, want: []string{widget, audit}, total: 2},
		"inactive":                {filter: state.MatterFilter{Active: ptr(false)}, want: []string{old}, total: 1},
		"by a part of the name":   {filter: state.MatterFilter{Name: "WIDGET"}, want: []string{widget, old}, total: 2},
		"by external reference":   {filter: state.MatterFilter{ExtRef: "EXT-1"}, want: []string{audit}, total: 1},
		"by a part of one":        {filter: state.MatterFilter{ExtRef: "EXT"}, want: []string{}},
		"by creator":              {filter: state.MatterFilter{CreatorID: adminUID}, want: []string{widget, old}, total: 2},
		"by a creator of nothing": {filter: state.MatterFilter{CreatorID: samUID}, want: []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			look(t, w, func(tx *state.Tx) error {
				found, total := tx.Matters(c.filter, c.page)
				names := []string{}
				for _, m := range found {
					names = append(names, m.Name)
				}
				assert.Equal(t, c.want, names)
				assert.Equal(t, c.total, total)
				return nil
			})
		})
	}
}

func TestHoldRefusals(t *testing.T) {
	t.Parallel()
	// held makes a matter with one custodian in the same transaction, which the refusal then takes back.
	held := func(do func(*state.Tx, state.Matter, state.HoldMembership) error) func(*state.Tx) error {
		return func(tx *state.Tx) error {
			p, err := tx.CreateHoldPolicy("keep", nil)
			if err != nil {
				return err
			}
			m, err := tx.CreateMatter(state.NewMatter{Name: "Widget dispute", PolicyUID: p.UID})
			if err != nil {
				return err
			}
			member, err := tx.AddToMatter(m.UID, caseyUID)
			if err != nil {
				return err
			}
			return do(tx, m, member)
		}
	}
	closed := func(do func(*state.Tx, state.Matter) error) func(*state.Tx) error {
		return held(func(tx *state.Tx, m state.Matter, _ state.HoldMembership) error {
			if err := tx.DeactivateMatter(m.UID); err != nil {
				return err
			}
			return do(tx, m)
		})
	}
	refuse(t, system, map[string]rule{
		"a policy without a name":          {func(tx *state.Tx) error { return drop(tx.CreateHoldPolicy(" ", nil)) }, nameless},
		"an unknown policy":                {func(tx *state.Tx) error { return drop(tx.HoldPolicyByUID("9")) }, notHeld},
		"a matter without a name":          {func(tx *state.Tx) error { return drop(tx.CreateMatter(state.NewMatter{})) }, nameless},
		"a matter without a policy":        {func(tx *state.Tx) error { return drop(tx.CreateMatter(state.NewMatter{Name: "x", PolicyUID: "9"})) }, noPolicy},
		"an unknown matter":                {func(tx *state.Tx) error { return drop(tx.MatterByUID("9")) }, notHeld},
		"deactivate none":                  {func(tx *state.Tx) error { return tx.DeactivateMatter("9") }, notHeld},
		"reactivate none":                  {func(tx *state.Tx) error { return tx.ReactivateMatter("9") }, notHeld},
		"deactivate none as an API client": {func(tx *state.Tx) error { return tx.DeactivateMatterOnce("9") }, notHeld},
		"reactivate none as an API client": {func(tx *state.Tx) error { return tx.ReactivateMatterOnce("9") }, notHeld},
		"add to none":                      {func(tx *state.Tx) error { return drop(tx.AddToMatter("9", caseyUID)) }, notHeld},
		"remove none":                      {func(tx *state.Tx) error { return tx.RemoveFromMatter("9") }, notHeld},
		"list without a criterion": {func(tx *state.Tx) error {
			_, _, err := tx.HoldMemberships(state.MembershipFilter{Active: ptr(true)}, state.Page{})
			return err
		}, criteria},
		"add nobody": {held(func(tx *state.Tx, m state.Matter, _ state.HoldMembership) error {
			return drop(tx.AddToMatter(m.UID, "9"))
		}), userGone},
		"add again": {held(func(tx *state.Tx, m state.Matter, _ state.HoldMembership) error {
			return drop(tx.AddToMatter(m.UID, caseyUID))
		}), inHold},
		"add to a closed one": {closed(func(tx *state.Tx, m state.Matter) error { return drop(tx.AddToMatter(m.UID, samUID)) }), notActive},
		"deactivate twice as an API client": {closed(func(tx *state.Tx, m state.Matter) error { return tx.DeactivateMatterOnce(m.UID) }),
			refusal{fail.Invalid, 400, "ALREADY_DEACTIVATED", ""}},
		"reactivate an active one as an API client": {held(func(tx *state.Tx, m state.Matter, _ state.HoldMembership) error {
			return tx.ReactivateMatterOnce(m.UID)
		}), refusal{fail.Invalid, 400, "ALREADY_ACTIVE", ""}},
		"deactivate a custodian": {held(func(tx *state.Tx, _ state.Matter, _ state.HoldMembership) error {
			return tx.DeactivateUser(caseyUID, true)
		}), onHold},
		"deactivate a custodian's device": {held(func(tx *state.Tx, _ state.Matter, _ state.HoldMembership) error {
			return tx.DeactivateDevice(laptop)
		}), onHold},
		"deactivate a custodian's organization": {held(func(tx *state.Tx, _ state.Matter, _ state.HoldMembership) error {
			return tx.DeactivateOrg(westGUID)
		}), onHold},
		"deactivate one above it": {held(func(tx *state.Tx, _ state.Matter, _ state.HoldMembership) error {
			return tx.DeactivateOrg(opsGUID)
		}), onHold},
	})
}

func TestMattersOutOfReach(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	theirs := matter(t, w, signedIn(t, w, "admin@example.com"), "theirs", caseyUID)
	boss := opsAdmin(t, w)
	own := matter(t, w, boss, "own", caseyUID)
	member := memberships(t, w, state.MembershipFilter{MatterUID: theirs.UID})[0]
	for name, r := range map[string]rule{
		"view":       {func(tx *state.Tx) error { return drop(tx.MatterByUID(theirs.UID)) }, notHeld},
		"deactivate": {func(tx *state.Tx) error { return tx.DeactivateMatter(theirs.UID) }, notHeld},
		"add":        {func(tx *state.Tx) error { return drop(tx.AddToMatter(theirs.UID, bossUID)) }, notHeld},
		"remove":     {func(tx *state.Tx) error { return tx.RemoveFromMatter(member.UID) }, notHeld},
		"add others": {func(tx *state.Tx) error { return drop(tx.AddToMatter(own.UID, samUID)) }, forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r.want.check(t, w.Write(boss, r.do))
		})
	}
	require.NoError(t, w.Read(boss, func(tx *state.Tx) error {
		found, total := tx.Matters(state.MatterFilter{}, state.Page{})
		assert.Equal(t, 1, total)
		assert.Equal(t, own.UID, found[0].UID)
		_, total, err := tx.HoldMemberships(state.MembershipFilter{UserUID: caseyUID}, state.Page{})
		assert.Equal(t, 1, total)
		_, total = tx.HoldEvents(state.HoldEventFilter{}, state.Page{})
		assert.Equal(t, 2, total)
		return err
	}))
}

func TestHoldsOfForksAreIndependent(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	m := matter(t, w, state.System, "x", caseyUID)
	w.Seal()
	a, b := w.Fork("a"), w.Fork("b")
	must(t, a, state.System, func(tx *state.Tx) error { return tx.DeactivateMatter(m.UID) })
	must(t, a, state.System, func(tx *state.Tx) error { return tx.DeactivateUser(caseyUID, false) })
	onHold.check(t, b.Write(state.System, func(tx *state.Tx) error { return tx.DeactivateUser(caseyUID, false) }))
	onHold.check(t, w.Write(state.System, func(tx *state.Tx) error { return tx.DeactivateUser(caseyUID, false) }))
	assert.Equal(t, matter(t, b, state.System, "y").UID, matter(t, w, state.System, "y").UID)
	a = a.Fork("a")
	assert.True(t, memberships(t, a, state.MembershipFilter{MatterUID: m.UID})[0].Active)
}

func TestUnloggedActorsLeaveNoEntries(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	quiet := state.Actor{UID: adminUID, Name: "admin@example.com", Unlogged: true}
	m := matter(t, w, quiet, "x", caseyUID)
	assert.Equal(t, adminUID, m.Creator.UID)
	look(t, w, func(tx *state.Tx) error { assert.Empty(t, tx.AuditLog()); return nil })
}
