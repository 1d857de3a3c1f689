package state_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// holding is a right: a permission, in an organization.
type holding struct {
	permission string
	org        int64
}

var (
	permissions = []string{"users.read", "users.write", "roles.write", "orgs.write"}
	orgIDs      = []int64{rootID, opsID, westID, salesID}
	roleIDs     = []string{"customer-cloud-admin", "org-admin", "reader", "giver", "local-giver", "local-all", "keeper", "all", "desktop-user"}
)

// rolesWorld is the small world with roles of every kind.
func rolesWorld(t *testing.T) *state.World {
	t.Helper()
	w := smallWorld(t)
	must(t, w, state.System, func(tx *state.Tx) error {
		return errors.Join(
			tx.AddRole(state.Role{ID: "giver", Name: "Giver", Grants: []string{"roles.write"}}),
			tx.AddRole(state.Role{ID: "local-giver", Name: "Local giver", Grants: []string{"roles.write", "users.read"}, OrgBound: true}),
			tx.AddRole(state.Role{ID: "local-all", Name: "Local all", Grants: []string{"*"}, OrgBound: true}),
			tx.AddRole(state.Role{ID: "keeper", Name: "Keeper", Grants: []string{"roles.write", "users.write"}}),
			tx.AddRole(state.Role{ID: "all", Name: "All", Grants: []string{"*"}}),
		)
	})
	return w
}

// holdings are what somebody may do, and where; nothing, if they cannot sign in.
func holdings(t *testing.T, w *state.World, uid string) map[holding]bool {
	t.Helper()
	held := map[holding]bool{}
	look(t, w, func(tx *state.Tx) error {
		if a, err := tx.ActorByUID(uid); err == nil {
			held = holdingsOf(tx, a)
		}
		return nil
	})
	return held
}

func holdingsOf(tx *state.Tx, a state.Actor) map[holding]bool {
	held := map[holding]bool{}
	for _, p := range permissions {
		tx.Actor = a.For(p)
		for _, org := range orgIDs {
			if a.May(p) && tx.Sees(org) {
				held[holding{p, org}] = true
			}
		}
	}
	return held
}

// What several roles give is what each of them gives: a bound belongs to the role that has it.
func TestRolesGiveTogetherWhatEachOfThemGives(t *testing.T) {
	t.Parallel()
	w := rolesWorld(t)
	with := func(roles ...string) map[holding]bool {
		must(t, w, state.System, func(tx *state.Tx) error { return drop(tx.ReplaceRoles(bossUID, roles)) })
		return holdings(t, w, bossUID)
	}
	for _, one := range roleIDs {
		for _, two := range roleIDs {
			for _, three := range roleIDs {
				want := with(one)
				maps.Copy(want, with(two))
				maps.Copy(want, with(three))
				assert.Equal(t, want, with(one, two, three), "%s, %s and %s", one, two, three)
			}
		}
	}
}

// crowd is who is in a world, and who knows the password of whom: whoever set it, made the account, or redirected its mail.
type crowd struct {
	*testing.T
	w     *state.World
	knows map[string][]string // by account: people
}

// reached is what each of the people may do, by all the accounts that they know the passwords of.
func (c crowd) reached() map[string]map[holding]bool {
	all := map[string]map[holding]bool{}
	for account, people := range c.knows {
		held := holdings(c.T, c.w, account)
		for _, person := range people {
			if all[person] == nil {
				all[person] = map[holding]bool{}
			}
			maps.Copy(all[person], held)
		}
	}
	return all
}

// inService is what somebody may do once they are let in again.
func (c crowd) inService(uid string) (held map[holding]bool) {
	c.Helper()
	undone := errors.New("undone")
	require.ErrorIs(c, c.w.Write(state.System, func(tx *state.Tx) error {
		if err := tx.ActivateUser(uid, true); err != nil {
			return err
		}
		if err := tx.SetBlocked(uid, false); err != nil {
			return err
		}
		a, err := tx.ActorByUID(uid)
		held = holdingsOf(tx, a)
		return errors.Join(err, undone)
	}), undone)
	return held
}

// Whatever happens, nobody ends with more than they had and whoever did it had: not by roles, not by moving, not by getting hold of
// accounts. Nor does anybody take from an account what they have not, to get hold of it then. Chance decides what happens; it comes
// from a seed.
func TestNobodyEndsWithARightThatTheGrantorHadNot(t *testing.T) {
	t.Parallel()
	refused, done := 0, map[string]int{}
	for round := range uint64(150) {
		chance := rand.New(rand.NewPCG(round, 23))
		c := crowd{t, rolesWorld(t), map[string][]string{}}
		for _, uid := range []string{adminUID, bossUID, caseyUID, samUID} {
			c.knows[uid] = []string{uid}
			roles := []string{roleIDs[chance.IntN(len(roleIDs))], roleIDs[chance.IntN(len(roleIDs))]}
			must(t, c.w, state.System, func(tx *state.Tx) error { return drop(tx.ReplaceRoles(uid, roles)) })
		}
		before := c.reached()
		for range 40 {
			accounts := slices.Sorted(maps.Keys(c.knows))
			by, at := accounts[chance.IntN(len(accounts))], accounts[chance.IntN(len(accounts))]
			kind := slices.Sorted(maps.Keys(ways))[chance.IntN(len(ways))]
			own, had := holdings(t, c.w, by), c.inService(at)
			taken, err := ways[kind](c, chance, by, at)
			var no *fail.Error
			if require.True(t, err == nil || assert.ErrorAs(t, err, &no), kind); err != nil {
				refused++
				continue
			}
			done[kind]++
			if taken != "" {
				c.knows[taken] = slices.Compact(slices.Sorted(slices.Values(slices.Concat(c.knows[taken], c.knows[by]))))
			}
			after := c.reached()
			for person, held := range after {
				for h := range held {
					require.True(t, before[person][h] || own[h], "round %d: %s: %s does it to %s, and %s gets %v", round, kind, by, at, person, h)
				}
			}
			for h, has := range c.inService(at) {
				had[h] = had[h] && !has
			}
			for h, lost := range had {
				require.True(t, !lost || own[h], "round %d: %s: %s takes %v from %s", round, kind, by, h, at)
			}
			before = after
		}
	}
	t.Logf("did %v; %d were refused", done, refused)
	for kind := range ways {
		assert.Positive(t, done[kind], kind)
	}
}

// act does what needs a permission, as a user.
func (c crowd) act(by, permission string, do func(*state.Tx) error) error {
	var a state.Actor
	err := c.w.Read(state.System, func(tx *state.Tx) (err error) { a, err = tx.ActorByUID(by); return err })
	if err == nil && !a.May(permission) {
		err = fail.New(fail.Forbidden, "", "").Because("no permission")
	}
	if err != nil {
		return err
	}
	return c.w.Write(a.For(permission), do)
}

// ways are what one user may do to another; each tells whose password whoever did it knows then, if anybody's.
var ways = map[string]func(c crowd, chance *rand.Rand, by, at string) (taken string, err error){
	"give roles": func(c crowd, chance *rand.Rand, by, at string) (string, error) {
		roles := []string{roleIDs[chance.IntN(len(roleIDs))], roleIDs[chance.IntN(len(roleIDs))]}
		return "", c.act(by, "roles.write", func(tx *state.Tx) error { return drop(tx.ReplaceRoles(at, roles)) })
	},
	"add a role": func(c crowd, chance *rand.Rand, by, at string) (string, error) {
		role := roleIDs[chance.IntN(len(roleIDs))]
		return "", c.act(by, "roles.write", func(tx *state.Tx) error {
			u, err := tx.UserByUID(at)
			if err != nil {
				return err
			}
			return drop(tx.ReplaceRoles(at, append(slices.Clone(u.Roles), role)))
		})
	},
	"move": func(c crowd, chance *rand.Rand, by, at string) (string, error) {
		to := orgIDs[chance.IntN(len(orgIDs))]
		return "", c.act(by, "users.write", func(tx *state.Tx) error { return tx.MoveUser(at, to) })
	},
	"set a password": func(c crowd, _ *rand.Rand, by, at string) (string, error) {
		return at, c.act(by, "users.write", func(tx *state.Tx) error {
			return drop(tx.UpdateUser(at, state.UserChange{Password: ptr("another one")}))
		})
	},
	"redirect mail": func(c crowd, chance *rand.Rand, by, at string) (string, error) {
		mail := fmt.Sprintf("mine%d@example.com", chance.IntN(1<<30))
		return at, c.act(by, "users.write", func(tx *state.Tx) error { return drop(tx.UpdateUser(at, state.UserChange{Email: &mail})) })
	},
	"make a user": func(c crowd, chance *rand.Rand, by, _ string) (made string, err error) {
		n := state.NewUser{OrgID: orgIDs[chance.IntN(len(orgIDs))], Username: fmt.Sprintf("new%d@example.com", chance.IntN(1<<30)), Password: ptr(password)}
		err = c.act(by, "users.write", func(tx *state.Tx) error {
			u, err := tx.CreateUser(n)
			made = u.UID
			return err
		})
		return made, err
	},
	"keep out": func(c crowd, chance *rand.Rand, by, at string) (string, error) {
		return "", c.act(by, "users.write", func(tx *state.Tx) error {
			if chance.IntN(2) == 0 {
				return tx.SetBlocked(at, true)
			}
			return tx.DeactivateUser(at, true)
		})
	},
	"let in": func(c crowd, chance *rand.Rand, by, at string) (string, error) {
		return "", c.act(by, "users.write", func(tx *state.Tx) error {
			if chance.IntN(2) == 0 {
				return tx.SetBlocked(at, false)
			}
			return tx.ActivateUser(at, true)
		})
	},
	"put an organization out of service": func(c crowd, chance *rand.Rand, by, _ string) (string, error) {
		org := []string{rootGUID, opsGUID, westGUID, salesGUID}[chance.IntN(4)]
		return "", c.act(by, "orgs.write", func(tx *state.Tx) error {
			if chance.IntN(2) == 0 {
				return tx.SetOrgBlocked(org, true)
			}
			return tx.DeactivateOrg(org)
		})
	},
	"put an organization back": func(c crowd, chance *rand.Rand, by, _ string) (string, error) {
		org := []string{rootGUID, opsGUID, westGUID, salesGUID}[chance.IntN(4)]
		return "", c.act(by, "orgs.write", func(tx *state.Tx) error {
			return errors.Join(tx.SetOrgBlocked(org, false), tx.ActivateOrg(org))
		})
	},
}
