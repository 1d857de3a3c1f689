package state_test

import (
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
		assert.Equal(t, []string{"customer-cloud-admin", "desktop-user", "org-admin", "proe-user"}, ids)
		assert.Equal(t, map[string]int{"customer-cloud-admin": 1, "desktop-user": 3, "org-admin": 1, "proe-user": 2}, tx.RoleHolders())
		assert.Equal(t, []string{"PROe User"}, tx.RoleNames([]string{"proe-user", "no-such"}))
		return nil
	})
}

func TestGrants(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		roles []string
		may   bool // write users
		bound bool
	}{
		"none":                         {roles: []string{}},
		"one that grants nothing":      {roles: []string{"desktop-user"}},
		"one bound to its org":         {roles: []string{"desktop-user", "org-admin"}, may: true, bound: true},
		"one of everything":            {roles: []string{"customer-cloud-admin"}, may: true},
		"of everything, and one bound": {roles: []string{"customer-cloud-admin", "org-admin"}, may: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			must(t, w, state.System, func(tx *state.Tx) error { return drop(tx.ReplaceRoles(caseyUID, c.roles)) })
			a := signedIn(t, w, "casey@example.com")
			assert.Equal(t, c.may, a.May("users.write"))
			assert.Equal(t, c.bound, a.OrgBound)
			assert.True(t, a.May(""), "some operations need no permission")
		})
	}
	assert.True(t, state.System.May("anything"))
}
