package state_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// TestFullAccessIsNoOwnership: who has full access makes nobody the owner, not even themselves. The owner and administrators do, and
// whoever sends the owner that there is changes nothing.
func TestFullAccessIsNoOwnership(t *testing.T) {
	t.Parallel()
	w, clerk := clerkWorld(t), state.Target{ID: 9}
	for _, o := range []state.Object{resource(1), account(3), group(linuxGroup)} {
		share(t, w, o, clerk, state.FullAccess)
	}
	system(t, w, func(tx *state.Tx) error {
		return drop(tx.EditAccount(web, deploy, state.AccountSettings{Owner: text("guest")}))
	})
	w.Seal()
	for name, give := range map[string]func(to string) func(*state.Tx) error{
		"a resource": func(to string) func(*state.Tx) error {
			return func(tx *state.Tx) error { return drop(tx.EditResource(web, state.ResourceSettings{Owner: &to})) }
		},
		"an account": func(to string) func(*state.Tx) error {
			return func(tx *state.Tx) error {
				return drop(tx.EditAccount(win, administrator, state.AccountSettings{Owner: &to}))
			}
		},
		"a group": func(to string) func(*state.Tx) error {
			return func(tx *state.Tx) error {
				return drop(tx.EditResourceGroup(id(linuxGroup), state.GroupSettings{Owner: &to}))
			}
		},
	} {
		for _, to := range []string{"clerk", "heir"} {
			assertRefused(t, forbidden, as(t, w, "clerk", give(to)))
		}
		require.NoError(t, as(t, w, "clerk", give("admin")), name)
		require.NoError(t, as(t, w.Fork(""), "admin", give("heir")), name)
	}
	deployTo := func(tx *state.Tx) error {
		return drop(tx.EditAccount(web, deploy, state.AccountSettings{Owner: text("heir")}))
	}
	assertRefused(t, forbidden, as(t, w, "clerk", deployTo))
	do(t, w, "admin", deployTo)
}

// TestOnlyAFormerOwnerKeepsAccessToAGroup: an administrator who hands another's group over has afterwards what they had before.
func TestOnlyAFormerOwnerKeepsAccessToAGroup(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	rename := func(tx *state.Tx) error {
		return drop(tx.EditResourceGroup(id(linuxGroup), state.GroupSettings{Description: text("d")}))
	}
	system(t, w, func(tx *state.Tx) error {
		return errors.Join(tx.AddMember(1, 2), tx.Share(group(linuxGroup), desk, state.FullAccess))
	})
	do(t, w, "helper", func(tx *state.Tx) error {
		return drop(tx.EditResourceGroup(id(linuxGroup), state.GroupSettings{Owner: text("guest")}))
	})
	do(t, w, "helper", rename)
	assertRefused(t, noGroup, as(t, w, "admin", rename))
	system(t, w, func(tx *state.Tx) error { return drop(tx.RemoveFromUserGroup("Desk", []string{"helper"})) })
	assertRefused(t, noGroup, as(t, w, "helper", rename))
	assert.Empty(t, sees(t, w, "guest"))
}
