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
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// Whatever happens, nobody ends with a right that whoever did it had not. Thousands of calls in an order that chance decides, each by
// somebody else; chance comes from a seed. Every other round looks at rights as they were if each resource met all criteria: so what
// somebody gets later by a share that there is already, and whoever has their token with them, counts at once.
func TestNobodyEndsWithARightThatTheGrantorHadNot(t *testing.T) {
	t.Parallel()
	refused, done := 0, map[string]int{}
	for round := range uint64(80) {
		chance := chance{rand.New(rand.NewPCG(round, 22))}
		w := keepersWorld(t)
		rights := rightsIn
		if round%2 == 1 {
			rights = rightsToCome
		}
		before, approvers := rights(t, w), approversIn(t, w)
		for step := range 60 {
			user, call := chance.pick(keepers...), chance.deed(step)
			if !exists(t, w, user) {
				continue
			}
			rules := administers(t, w, user)
			err := as(t, w, user, call.do)
			var no *fail.Error
			if require.True(t, err == nil || assert.ErrorAs(t, err, &no), call.what); err != nil {
				refused++
				continue
			}
			done[call.kind]++
			for account := range accountsOfWorld {
				if call.holds != "" && call.holds != user && before[of{call.holds, account}] > state.NoAccess {
					require.Equal(t, state.FullAccess, before[of{user, account}], "round %d step %d: %s: %s gets at the account %s", round, step, user, call.what, account)
				}
			}
			after := rights(t, w)
			for right, access := range after {
				full := before[of{user, right.account}] == state.FullAccess
				require.True(t, access <= before[right] || full, "round %d step %d: %s: %s gives %s access %d to the account %s, and had %d",
					round, step, user, call.what, right.user, access, right.account, before[of{user, right.account}])
			}
			now := approversIn(t, w)
			for _, who := range now {
				require.True(t, rules || slices.Contains(approvers, who), "round %d step %d: %s: %s makes an approver of %s", round, step, user, call.what, who)
			}
			before, approvers = after, now
		}
	}
	t.Logf("did %v; %d were refused", done, refused)
	for kind := range deeds {
		assert.Positive(t, done[kind], kind)
	}
}

// keepers are users who may do whatever there is, to what is theirs; boss and deputy are super administrators.
var keepers = []string{"admin", "helper", "guest", `CORP\john`, "boss", "deputy"}

// bench are users who are asked to approve: judge by name, lay in a user group.
var bench = []string{"judge", "lay"}

// keepersWorld is the small world with keepers in it. helper has full access to web, but less to one of its accounts. A group that is empty
// yet is shared with helper and guest; of what it may come to hold, helper has less by a user group and by a share of an account. Judges are
// keepers who approve requests, if they are asked: see approversIn.
func keepersWorld(t testing.TB) *state.World {
	t.Helper()
	w := smallWorld(t)
	system(t, w, func(tx *state.Tx) error {
		grants := []string{"users.manage", "usergroups.manage", "resources.share"}
		err := errors.Join(tx.AddRole(state.Role{ID: 7, Name: "Keeper", Administers: true, Grants: grants}),
			tx.AddRole(state.Role{ID: 8, Name: "Judge", Administers: true, Grants: append(slices.Clone(grants), "requests.approve")}))
		for _, name := range []string{"boss", "deputy"} {
			err = errors.Join(err, drop(tx.CreateUser(state.NewUser{Name: name, Role: "Judge", SuperAdmin: true, APIAccess: true})))
		}
		for _, name := range keepers[:4] {
			err = errors.Join(err, drop(tx.EditUser(name, state.UserSettings{Role: text("Judge")})))
		}
		for _, name := range bench {
			err = errors.Join(err, drop(tx.CreateUser(state.NewUser{Name: name, Role: "Judge", APIAccess: true})))
		}
		err = errors.Join(err, drop(tx.AddUserGroup(state.UserGroup{ID: 3, Name: "Bench"})), tx.AddToUserGroup("lay", "Bench"),
			drop(tx.EditUser("lay", state.UserSettings{Role: text("Keeper")})),
			tx.SetAccessControl(state.AccessControl{Object: account(1), Approvers: []state.Target{{ID: 7}, {Group: true, ID: 3}}}))
		return errors.Join(err, tx.Share(resource(1), helper, state.FullAccess), tx.Share(account(1), desk, state.ViewAccess), tx.AddMember(1, 2),
			tx.Share(resource(3), state.Target{Group: true, ID: 2}, state.ViewAccess), tx.AddMember(2, 2), tx.Share(account(3), helper, state.ViewAccess))
	})
	do(t, w, "admin", func(tx *state.Tx) error {
		g, err := tx.CreateResourceGroup(state.NewResourceGroup{Dynamic: true, GroupSettings: state.GroupSettings{
			Name: text("To come"), Criteria: []state.CriterionInput{{Field: "DEPARTMENT", Value: "w"}},
		}})
		return errors.Join(err, tx.Share(group(g.ID), helper, state.FullAccess), tx.Share(group(g.ID), guest, state.FullAccess))
	})
	return w
}

// approversIn are those who may approve requests for root, which needs one of judge and of the user group Bench.
func approversIn(t testing.TB, w *state.World) (names []string) {
	t.Helper()
	system(t, w, func(tx *state.Tx) error {
		names = tx.WhoApproves(root)
		return nil
	})
	return names
}

// administers tells whether a keeper is a super administrator: none has a role that may everything.
func administers(t testing.TB, w *state.World, user string) (super bool) {
	t.Helper()
	system(t, w, func(tx *state.Tx) error {
		u, err := tx.UserByName(user)
		super = u.SuperAdmin
		return err
	})
	return super
}

func exists(t testing.TB, w *state.World, user string) bool {
	t.Helper()
	return w.Read(state.System, func(tx *state.Tx) error { return drop(tx.UserByName(user)) }) == nil
}

// of is a user's place towards an account.
type of struct{ user, account string }

var accountsOfWorld = map[string]string{root: web, deploy: web, administrator: win, contract: files, sa: db}

// rightsIn are the access that each user has to each account: to what is in the trash, as it would be restored.
func rightsIn(t testing.TB, w *state.World) map[of]state.Access {
	t.Helper()
	return rightsAfter(t, w, func(*state.Tx) error { return nil })
}

// rightsToCome are rightsIn if each resource met the criteria of every dynamic group that chance makes.
func rightsToCome(t testing.TB, w *state.World) map[of]state.Access {
	t.Helper()
	return rightsAfter(t, w, func(tx *state.Tx) (err error) {
		for _, r := range []string{web, win, files, db} {
			err = errors.Join(err, drop(tx.EditResource(r, state.ResourceSettings{Name: text("biew " + r), Department: text("biew")})))
		}
		return err
	})
}

func rightsAfter(t testing.TB, w *state.World, prepare func(*state.Tx) error) map[of]state.Access {
	t.Helper()
	found, undone := map[of]state.Access{}, errors.New("undone")
	require.ErrorIs(t, w.Write(state.System, func(tx *state.Tx) error {
		_, err := tx.RestoreFromTrash(state.TrashedResources, []string{web, win, files, db})
		require.NoError(t, err)
		_, err = tx.RestoreFromTrash(state.TrashedAccounts, slices.Sorted(maps.Keys(accountsOfWorld)))
		require.NoError(t, err)
		require.NoError(t, prepare(tx))
		for _, user := range keepers {
			u, err := tx.UserByName(user)
			if err != nil {
				continue
			}
			tx.Actor = tx.ActorOf(u)
			for a, r := range accountsOfWorld {
				if _, view, err := tx.AccountByIDs(r, a); err == nil {
					found[of{user, a}] = view.Access
				}
			}
		}
		return undone
	}), undone)
	return found
}

// chance is what decides what happens.
type chance struct{ *rand.Rand }

func (c chance) pick(list ...string) string { return list[c.IntN(len(list))] }

// deed is a call that may pass rights on.
type deed struct {
	kind, what string
	holds      string // whose account whoever calls gets hold of, if anybody's
	do         func(*state.Tx) error
}

func (c chance) deed(step int) deed {
	kind := c.pick(slices.Sorted(maps.Keys(deeds))...)
	if c.IntN(2) == 0 { // most of what can go wrong is about groups
		kind = c.pick("share a group", "widen a group", "put into a group", "take out of a group", "share an account", "restore", "get hold", "dismiss", "give a role")
	}
	m := deeds[kind](c, step)
	m.kind, m.what = kind, kind+" "+m.what
	return m
}

func (c chance) resource() string { return c.pick(web, win, files, db) }
func (c chance) group() string    { return id(int64(301 + c.IntN(8))) }
func (c chance) account() string {
	return c.pick(slices.Sorted(maps.Keys(accountsOfWorld))...)
}

func (c chance) access() string {
	return c.pick("view", "modify", "fullaccess", "fullaccess", "revoke")
}

// with is somebody to share with.
func (c chance) with() state.ShareWith {
	if c.IntN(3) == 0 {
		return state.ShareWith{UserGroupID: c.pick("1", "2"), AccessType: c.access()}
	}
	return state.ShareWith{UserID: c.pick("1", "2", "3", "4", "5", "6"), AccessType: c.access()}
}

func (c chance) criteria() []state.CriterionInput {
	return []state.CriterionInput{{Field: c.pick("RESOURCENAME", "DEPARTMENT"), Value: c.pick("b", "i", "e", "w")}}
}

// bulkOf makes a deed of a bulk call with one item.
func bulkOf(what string, do func(*state.Tx) ([]state.Outcome, error)) deed {
	return deed{what: what, do: func(tx *state.Tx) error { return refusedItem(do(tx)) }}
}

var deeds = map[string]func(c chance, step int) deed{
	"share a resource": func(c chance, _ int) deed {
		r, with := c.resource(), c.with()
		return deed{what: fmt.Sprint(r, with), do: func(tx *state.Tx) error { return tx.ShareResource(r, with) }}
	},
	"share an account": func(c chance, _ int) deed {
		a, with := c.account(), c.with()
		return deed{what: fmt.Sprint(a, with), do: func(tx *state.Tx) error { return tx.ShareAccount(accountsOfWorld[a], a, with) }}
	},
	"share a group": func(c chance, _ int) deed {
		g, with := c.group(), c.with()
		s := state.GroupShare{GroupIDs: []string{g}, AccessType: with.AccessType, UserIDs: []string{with.UserID}}
		if with.UserGroupID != "" {
			s.UserIDs, s.UserGroupIDs = nil, []string{with.UserGroupID}
		}
		return deed{what: fmt.Sprint(g, with), do: func(tx *state.Tx) error { return tx.ShareResourceGroups(s) }}
	},
	"make a group": func(c chance, step int) deed {
		n := state.NewResourceGroup{Dynamic: c.IntN(2) == 0, GroupSettings: state.GroupSettings{Name: text(fmt.Sprint("group ", step)), Owner: text(c.pick(keepers...))}}
		if n.Dynamic {
			n.Criteria = c.criteria()
		}
		return deed{what: fmt.Sprint(*n.Owner, n.Criteria), do: func(tx *state.Tx) error { return drop(tx.CreateResourceGroup(n)) }}
	},
	"widen a group": func(c chance, _ int) deed {
		g, some := c.group(), c.criteria()
		return deed{what: g, do: func(tx *state.Tx) error { return drop(tx.EditResourceGroup(g, state.GroupSettings{Criteria: some})) }}
	},
	"hand a group over": func(c chance, _ int) deed {
		g, who := c.group(), c.pick(keepers...)
		return deed{what: g + " to " + who, do: func(tx *state.Tx) error { return drop(tx.EditResourceGroup(g, state.GroupSettings{Owner: &who})) }}
	},
	"put into a group": func(c chance, _ int) deed {
		g, r := c.group(), c.resource()
		return bulkOf(r+" into "+g, func(tx *state.Tx) ([]state.Outcome, error) { return tx.AssociateResources(g, []string{r}) })
	},
	"take out of a group": func(c chance, _ int) deed {
		g, r := c.group(), c.resource()
		return bulkOf(r+" out of "+g, func(tx *state.Tx) ([]state.Outcome, error) { return tx.DissociateResources(g, []string{r}) })
	},
	"say where a resource belongs": func(c chance, _ int) deed {
		r, department := c.resource(), c.pick("b", "i", "e", "w")
		return deed{what: r + " to " + department, do: func(tx *state.Tx) error {
			return drop(tx.EditResource(r, state.ResourceSettings{Department: &department}))
		}}
	},
	"hand a resource over": func(c chance, _ int) deed {
		r, who := c.resource(), c.pick(keepers...)
		return deed{what: r + " to " + who, do: func(tx *state.Tx) error { return drop(tx.EditResource(r, state.ResourceSettings{Owner: &who})) }}
	},
	"hand an account over": func(c chance, _ int) deed {
		a, who := c.account(), c.pick(keepers...)
		return deed{what: a + " to " + who, do: func(tx *state.Tx) error {
			return drop(tx.EditAccount(accountsOfWorld[a], a, state.AccountSettings{Owner: &who}))
		}}
	},
	"throw away": func(c chance, _ int) deed {
		if c.IntN(2) == 0 {
			a := c.account()
			return bulkOf("account "+a, func(tx *state.Tx) ([]state.Outcome, error) { return tx.MoveToTrash(state.TrashedAccounts, []string{a}) })
		}
		r := c.resource()
		return bulkOf("resource "+r, func(tx *state.Tx) ([]state.Outcome, error) {
			return tx.MoveToTrash(state.TrashedResources, []string{r})
		})
	},
	"restore": func(c chance, _ int) deed {
		if c.IntN(2) == 0 {
			a := c.account()
			return bulkOf("account "+a, func(tx *state.Tx) ([]state.Outcome, error) {
				return tx.RestoreFromTrash(state.TrashedAccounts, []string{a})
			})
		}
		r := c.resource()
		return bulkOf("resource "+r, func(tx *state.Tx) ([]state.Outcome, error) {
			return tx.RestoreFromTrash(state.TrashedResources, []string{r})
		})
	},
	"admit": func(c chance, _ int) deed {
		who, to := c.pick(keepers...), c.pick("1", "2", "3")
		return deed{what: who + " to " + to, do: func(tx *state.Tx) error { return tx.AddToUserGroup(who, to) }}
	},
	"dismiss": func(c chance, _ int) deed {
		who, of := c.pick(keepers...), c.pick("1", "2")
		return bulkOf(who+" from "+of, func(tx *state.Tx) ([]state.Outcome, error) { return tx.RemoveFromUserGroup(of, []string{who}) })
	},
	"transfer": func(c chance, _ int) deed {
		old, heir := c.pick(keepers...), c.pick(keepers...)
		return deed{what: old + " to " + heir, do: func(tx *state.Tx) error { return tx.TransferAccountabilities(old, heir) }}
	},
	"get hold": func(c chance, step int) deed {
		who, password := c.pick(keepers...), fmt.Sprint("Other-pass-", step)
		return deed{what: who, holds: who, do: func(tx *state.Tx) error { return drop(tx.EditUser(who, state.UserSettings{Password: &password})) }}
	},
	"raise or lower": func(c chance, _ int) deed {
		who, super := c.pick(keepers...), c.IntN(2) == 0
		return deed{what: fmt.Sprint(who, super), do: func(tx *state.Tx) error { return drop(tx.EditUser(who, state.UserSettings{SuperAdmin: &super})) }}
	},
	"give a role": func(c chance, _ int) deed {
		who, role := c.pick(slices.Concat(keepers, bench, bench)...), c.pick("Keeper", "Judge")
		return deed{what: role + " to " + who, do: func(tx *state.Tx) error { return drop(tx.EditUser(who, state.UserSettings{Role: &role})) }}
	},
	"lock or unlock": func(c chance, _ int) deed {
		who, locked := c.pick(bench...), c.IntN(2) == 0
		return deed{what: fmt.Sprint(who, locked), do: func(tx *state.Tx) error { return tx.SetLocked(who, locked) }}
	},
	"dissolve": func(c chance, step int) deed {
		g := c.pick("1", "2")
		return bulkOf(g, func(tx *state.Tx) ([]state.Outcome, error) {
			if step < 40 {
				return nil, state.NotPermitted("too early")
			}
			return tx.DeleteUserGroups([]string{g})
		})
	},
	"delete a user": func(c chance, step int) deed {
		who := c.pick(keepers...)
		return deed{what: who, do: func(tx *state.Tx) error {
			if step < 40 {
				return state.NotPermitted("too early")
			}
			return tx.DeleteUser(who)
		}}
	},
}
