package state_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/worlds/code42/state"
)

func TestReplaceRoles(t *testing.T) {
	t.Parallel()
	none := []string{}
	for name, c := range map[string]struct {
		ids  []string
		want state.RoleChange
		held []string
	}{
		"add one": {
			ids:  []string{"proe-user", "desktop-user", "org-admin"},
			want: state.RoleChange{Processed: []string{"proe-user", "desktop-user", "org-admin"}, Added: []string{"org-admin"}, Removed: none, Ignored: none},
			held: []string{"desktop-user", "org-admin", "proe-user"},
		},
		"remove one": {
			ids:  []string{"desktop-user"},
			want: state.RoleChange{Processed: []string{"desktop-user"}, Added: none, Removed: []string{"proe-user"}, Ignored: none},
			held: []string{"desktop-user"},
		},
		"none": {
			want: state.RoleChange{Processed: none, Added: none, Removed: []string{"desktop-user", "proe-user"}, Ignored: none},
			held: none,
		},
		"one twice": {
			ids:  []string{"proe-user", "desktop-user", "proe-user"},
			want: state.RoleChange{Processed: []string{"proe-user", "desktop-user"}, Added: none, Removed: none, Ignored: none},
			held: []string{"desktop-user", "proe-user"},
		},
		"one that does not exist": {
			ids:  []string{"no-such", "proe-user"},
			want: state.RoleChange{Processed: []string{"proe-user"}, Added: none, Removed: []string{"desktop-user"}, Ignored: []string{"no-such"}},
			held: []string{"proe-user"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			must(t, w, signedIn(t, w, "admin@example.com"), func(tx *state.Tx) error {
				got, err := tx.ReplaceRoles(caseyUID, c.ids)
				assert.Equal(t, c.want, got)
				return err
			})
			look(t, w, func(tx *state.Tx) error {
				held, err := tx.RolesOf(caseyUID)
				ids := []string{}
				for _, r := range held {
					ids = append(ids, r.ID)
				}
				assert.Equal(t, c.held, ids)
				return err
			})
			assert.Equal(t, "audit_log::user_roles_changed/1", lastAudit(t, w).Type)
		})
	}
}

func TestRoleRefusals(t *testing.T) {
	t.Parallel()
	refuse(t, system, map[string]rule{
		"roles of nobody":  {func(tx *state.Tx) error { return drop(tx.RolesOf("9")) }, noUser},
		"roles for nobody": {func(tx *state.Tx) error { return drop(tx.ReplaceRoles("9", nil)) }, noUser},
	})
	refuse(t, opsAdmin, map[string]rule{
		"roles beside": {func(tx *state.Tx) error { return drop(tx.ReplaceRoles(samUID, nil)) }, forbidden},
	})
	w := smallWorld(t)
	require.Error(t, w.Write(state.System, func(tx *state.Tx) error { return tx.AddRole(state.Role{ID: "x", Name: "DESKTOP USER"}) }))
}

func TestRoles(t *testing.T) {
	t.Parallel()
	look(t, smallWorld(t), func(tx *state.Tx) error {
		var ids []string
		for _, r := range tx.Roles() {
			ids = append(ids, r.ID)
		}
		assert.Equal(t, []string{"customer-cloud-admin", "desktop-user", "org-admin", "proe-user", "reader"}, ids)
		assert.Equal(t, map[string]int{"customer-cloud-admin": 1, "desktop-user": 3, "org-admin": 1, "proe-user": 2, "reader": 0}, tx.RoleHolders())
		assert.Equal(t, []string{"PROe User"}, tx.RoleNames([]string{"proe-user", "no-such"}))
		return nil
	})
}

func TestABoundBelongsToTheRoleThatHasIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		roles             []string
		may, reachesOther bool // write users, those of other organizations among them
	}{
		"none":                                     {roles: []string{}},
		"one that grants nothing":                  {roles: []string{"desktop-user"}},
		"one bound to its org":                     {roles: []string{"desktop-user", "org-admin"}, may: true},
		"one of everything":                        {roles: []string{"customer-cloud-admin"}, may: true, reachesOther: true},
		"of everything, and one bound":             {roles: []string{"customer-cloud-admin", "org-admin"}, may: true, reachesOther: true},
		"one bound, and one that reads everywhere": {roles: []string{"org-admin", "reader"}, may: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			must(t, w, state.System, func(tx *state.Tx) error { return drop(tx.ReplaceRoles(caseyUID, c.roles)) })
			a := signedIn(t, w, "casey@example.com")
			assert.Equal(t, c.may, a.May("users.write"))
			assert.Equal(t, c.reachesOther, !a.For("users.write").OrgBound)
			assert.True(t, a.May(""), "some operations need no permission")
			assert.True(t, a.For("").OrgBound, "those are about the actor's own things")
			assert.True(t, a.OrgBound, "until it is known what the actor does, the reach is the least")
		})
	}
	assert.True(t, state.System.May("anything"))
	assert.False(t, state.System.OrgBound)
}

func TestAnAPIClientsBoundRoleReachesNothing(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	must(t, w, state.System, func(tx *state.Tx) error {
		return tx.AddAPIClient(state.APIClient{ID: "bound", Secret: clientSecret, Roles: []string{"org-admin"}})
	})
	var client state.Actor
	require.NoError(t, w.Read(state.Actor{}, func(tx *state.Tx) (err error) { client, err = tx.ClientActor("bound"); return err }))
	err := w.Write(client.For("users.write"), func(tx *state.Tx) error { return tx.SetBlocked(caseyUID, true) })
	forbidden.check(t, err)

	// It does not tell a watchlist that there is from one that there is not, whatever it names and however little it asks.
	var list state.Watchlist
	must(t, w, state.System, func(tx *state.Tx) (err error) {
		list, err = tx.CreateWatchlist(state.NewWatchlist{Type: state.CustomWatchlist, Title: ptr("A list")})
		return err
	})
	for _, users := range [][]string{nil, {}, {caseyUID}} {
		for name, do := range map[string]func(tx *state.Tx, id string) error{
			"read":   func(tx *state.Tx, id string) error { return drop(tx.WatchlistByID(id)) },
			"delete": func(tx *state.Tx, id string) error { return tx.DeleteWatchlist(id) },
			"add":    func(tx *state.Tx, id string) error { return tx.AddToWatchlist(id, users) },
			"remove": func(tx *state.Tx, id string) error { return tx.RemoveFromWatchlist(id, users) },
		} {
			err := w.Write(client.For("watchlists.write"), func(tx *state.Tx) error {
				real, unknown := do(tx, list.ID), do(tx, "no-such")
				assert.Error(t, real, name)
				require.ErrorContains(t, unknown, "no-such")
				assert.Equal(t, strings.ReplaceAll(unknown.Error(), "no-such", list.ID), real.Error(), name)
				return nil
			})
			require.NoError(t, err)
		}
	}
}

// What Boss, who writes users in Ops and gives roles everywhere, may do to whom.
func TestNobodyGetsHoldOfMoreRightsThanTheirOwn(t *testing.T) {
	t.Parallel()
	move := func(uid string, org int64) func(*state.Tx) error {
		return func(tx *state.Tx) error { return tx.MoveUser(uid, org) }
	}
	change := func(c state.UserChange) func(*state.Tx) error {
		return func(tx *state.Tx) error { return drop(tx.UpdateUser(caseyUID, c)) }
	}
	give := func(role ...string) func(*state.Tx) error {
		return func(tx *state.Tx) error { return drop(tx.ReplaceRoles(caseyUID, role)) }
	}
	for name, c := range map[string]struct {
		held    []string // by Casey, who is in Ops West
		do      func(*state.Tx) error
		refused bool
	}{
		"set the password of who may more":       {[]string{"customer-cloud-admin"}, change(state.UserChange{Password: ptr("new-password")}), true},
		"rename who may more":                    {[]string{"customer-cloud-admin"}, change(state.UserChange{Username: ptr("mine@example.com")}), true},
		"redirect the mail of who may more":      {[]string{"customer-cloud-admin"}, change(state.UserChange{Email: ptr("mine@example.com")}), true},
		"the same name again":                    {[]string{"customer-cloud-admin"}, change(state.UserChange{Username: ptr("casey@example.com")}), false},
		"a note on who may more":                 {[]string{"customer-cloud-admin"}, change(state.UserChange{Notes: ptr("x")}), false},
		"set the password of who may the same":   {[]string{"org-admin"}, change(state.UserChange{Password: ptr("new-password")}), false},
		"set the password of who reads all":      {[]string{"reader"}, change(state.UserChange{Password: ptr("new-password")}), true},
		"set the password of who may nothing":    {[]string{"desktop-user"}, change(state.UserChange{Password: ptr("new-password")}), false},
		"unblock who may more":                   {[]string{"reader"}, func(tx *state.Tx) error { return tx.SetBlocked(caseyUID, false) }, true},
		"activate who may more":                  {[]string{"reader"}, func(tx *state.Tx) error { return tx.ActivateUser(caseyUID, true) }, true},
		"unblock who may the same":               {[]string{"org-admin"}, func(tx *state.Tx) error { return tx.SetBlocked(caseyUID, false) }, false},
		"block who may more":                     {[]string{"reader"}, func(tx *state.Tx) error { return tx.SetBlocked(caseyUID, true) }, false},
		"give a role above one's own":            {nil, give("customer-cloud-admin"), true},
		"give another role that reaches further": {nil, give("reader"), true},
		"give one's own role within its reach":   {nil, give("org-admin"), false},
		"leave a higher role as it is":           {[]string{"customer-cloud-admin"}, give("customer-cloud-admin", "desktop-user"), false},
		"take a role above one's own":            {[]string{"customer-cloud-admin"}, give("desktop-user"), true},
		"take a role from who may more":          {[]string{"customer-cloud-admin", "desktop-user"}, give("customer-cloud-admin"), true},
		"take one that reaches further":          {[]string{"reader", "org-admin"}, give("org-admin"), true},
		"take all from who may the same":         {[]string{"org-admin", "desktop-user"}, give(), false},
		"move who administers to the top":        {[]string{"org-admin"}, move(caseyUID, rootID), true},
		"move who administers within Ops":        {[]string{"org-admin"}, move(caseyUID, opsID), false},
		"move who may more, but not by the org":  {[]string{"reader"}, move(caseyUID, opsID), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			must(t, w, state.System, func(tx *state.Tx) error { return drop(tx.ReplaceRoles(caseyUID, c.held)) })
			must(t, w, state.System, func(tx *state.Tx) error { return tx.SetBlocked(caseyUID, true) })
			must(t, w, state.System, func(tx *state.Tx) error { return tx.DeactivateUser(caseyUID, true) })
			boss := signedIn(t, w, "boss@example.com")
			boss.Rights = append(boss.Rights, state.Right{Permissions: []string{"roles.write"}})
			err := w.Write(boss.For("users.write"), c.do)
			if c.refused {
				forbidden.check(t, err)
				return
			}
			assert.NoError(t, err)
		})
	}
}

// Sam writes users everywhere, but has all other rights in Ops only. Boss has them in all of Acme, or in Ops, or in Ops West.
func TestNobodyIsMovedToWhereTheyMayLessAndTakenOverThere(t *testing.T) {
	t.Parallel()
	for at, refused := range map[int64]bool{rootID: true, opsID: false, westID: false} {
		w := smallWorld(t)
		must(t, w, state.System, func(tx *state.Tx) error {
			if err := tx.AddRole(state.Role{ID: "keeper", Name: "Keeper", Grants: []string{"users.write"}}); err != nil {
				return err
			}
			if err := tx.AddRole(state.Role{ID: "local-all", Name: "Local all", Grants: []string{"*"}, OrgBound: true}); err != nil {
				return err
			}
			_, err := tx.ReplaceRoles(samUID, []string{"keeper", "local-all"})
			_, other := tx.ReplaceRoles(bossUID, []string{"local-all"})
			return errors.Join(err, other, tx.MoveUser(samUID, opsID), tx.MoveUser(bossUID, at))
		})
		sam := signedIn(t, w, "sam@example.com").For("users.write")
		require.False(t, sam.OrgBound)
		err := w.Write(sam, func(tx *state.Tx) error { return tx.MoveUser(bossUID, westID) })
		if refused {
			forbidden.check(t, err)
			continue
		}
		assert.NoError(t, err)
	}
}
