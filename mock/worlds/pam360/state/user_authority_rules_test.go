package state_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// zebras makes a dynamic group of admin's, and puts web into it.
func zebras(t testing.TB, w *state.World) (group state.Object) {
	t.Helper()
	do(t, w, "admin", func(tx *state.Tx) error {
		g, err := tx.CreateResourceGroup(state.NewResourceGroup{Dynamic: true, GroupSettings: state.GroupSettings{
			Name: text("Zebras"), Criteria: []state.CriterionInput{{Field: "DEPARTMENT", Operator: "EQUALS", Value: "zebra"}},
		}})
		group = state.Object{Kind: state.GroupObject, ID: g.ID}
		return errors.Join(err, drop(tx.EditResource(web, state.ResourceSettings{Department: text("zebra")})))
	})
	return group
}

// TestNobodyGetsHoldOfWhatADynamicGroupMayComeToHold: what it holds at the moment says nothing, so it takes an administrator. clerk has full
// access to the group, but less to an account of web.
func TestNobodyGetsHoldOfWhatADynamicGroupMayComeToHold(t *testing.T) {
	t.Parallel()
	for name, leaves := range map[string]func(*state.Tx) error{
		"is there":        func(*state.Tx) error { return nil },
		"is in the trash": func(tx *state.Tx) error { return refusedItem(tx.MoveToTrash(state.TrashedResources, []string{web})) },
		"was edited": func(tx *state.Tx) error {
			return drop(tx.EditResource(web, state.ResourceSettings{Department: text("zebr")}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := clerkWorld(t)
			of := zebras(t, w)
			for _, to := range []state.Target{{ID: 9}, guest, desk} {
				share(t, w, of, to, state.FullAccess)
			}
			share(t, w, account(1), state.Target{ID: 9}, state.ViewAccess)
			do(t, w, "admin", leaves)
			w.Seal()
			for what, attempt := range map[string]func(*state.Tx) error{
				"get hold": func(tx *state.Tx) error {
					return drop(tx.EditUser("guest", state.UserSettings{RESTAccess: new(bool)}))
				},
				"hand over": func(tx *state.Tx) error { return tx.TransferAccountabilities("guest", "heir") },
				"admit":     func(tx *state.Tx) error { return tx.AddToUserGroup("heir", "Desk") },
				"admit a new one": func(tx *state.Tx) error {
					s := state.UserSettings{Name: text("new"), Password: text("First-pass-1"), RESTAccess: yes(), UserGroup: text("Desk")}
					return drop(tx.CreateUser(state.NewUser{Settings: s}))
				},
			} {
				assertRefused(t, forbidden, as(t, w.Fork(""), "clerk", attempt))
				require.NoError(t, as(t, w.Fork(""), "helper", attempt), what)
			}
		})
	}
}

// TestNobodyGetsHoldOfWhatDefaultGroupMayComeToPassOn: its grantor owns more tomorrow.
func TestNobodyGetsHoldOfWhatDefaultGroupMayComeToPassOn(t *testing.T) {
	t.Parallel()
	w := clerkWorld(t)
	system(t, w, func(tx *state.Tx) error {
		err := errors.Join(tx.Share(group(301), guest, state.ViewAccess), drop(tx.EditResourceGroup("301", state.GroupSettings{Owner: text("clerk")})))
		for _, r := range []string{web, win, files, db} {
			err = errors.Join(err, drop(tx.EditResource(r, state.ResourceSettings{Owner: text("clerk")})))
		}
		return err
	})
	assertRefused(t, forbidden, as(t, w, "clerk", func(tx *state.Tx) error {
		return drop(tx.EditUser("guest", state.UserSettings{Password: text("First-pass-2")}))
	}))
}

// TestWhoOwnsADynamicGroupHasNoRightToWhatItHolds, but full access to the group makes nobody get hold of its owner: that is for administrators.
func TestWhoOwnsADynamicGroupHasNoRightToWhatItHolds(t *testing.T) {
	t.Parallel()
	w := clerkWorld(t)
	of := zebras(t, w)
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.EditResourceGroup(id(of.ID), state.GroupSettings{Owner: text("guest")}))
	})
	assert.Empty(t, sees(t, w, "guest"))
	share(t, w, of, state.Target{ID: 9}, state.FullAccess)
	takeover := func(tx *state.Tx) error {
		return drop(tx.EditUser("guest", state.UserSettings{Password: text("First-pass-2")}))
	}
	assertRefused(t, forbidden, as(t, w, "clerk", takeover))
	do(t, w, "helper", takeover)
}

// TestNobodyLeavesAUserGroupThatHoldsThemBackFromWhatADynamicGroupMayTakeUp.
func TestNobodyLeavesAUserGroupThatHoldsThemBackFromWhatADynamicGroupMayTakeUp(t *testing.T) {
	t.Parallel()
	for name, held := range map[string]state.Object{"an account": account(1), "a resource": resource(1)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := clerkWorld(t)
			of := zebras(t, w)
			share(t, w, of, state.Target{ID: 9}, state.FullAccess)
			share(t, w, held, desk, state.ViewAccess)
			do(t, w, "helper", func(tx *state.Tx) error { return tx.AddToUserGroup("clerk", "Desk") })
			do(t, w, "admin", func(tx *state.Tx) error {
				return drop(tx.EditResource(web, state.ResourceSettings{Department: text("zebr")}))
			})
			leave := func(tx *state.Tx) error { return refusedItem(tx.RemoveFromUserGroup("Desk", []string{"clerk"})) }
			assertRefused(t, forbidden, as(t, w, "clerk", leave))
			assertRefused(t, forbidden, as(t, w, "clerk", func(tx *state.Tx) error { return refusedItem(tx.DeleteUserGroups([]string{"Desk"})) }))
			w.Seal()
			do(t, w.Fork(""), "helper", leave)
			share(t, w, held, state.Target{ID: 9}, state.ViewAccess)
			do(t, w, "clerk", leave)
		})
	}
}

// TestWhoIsSharedAResourceLeavesAGroupThatIsSharedItsAccount: no dynamic group beats the share of the resource, whatever it takes up.
func TestWhoIsSharedAResourceLeavesAGroupThatIsSharedItsAccount(t *testing.T) {
	t.Parallel()
	w := clerkWorld(t)
	share(t, w, zebras(t, w), johnTarget, state.ModifyAccess)
	share(t, w, account(1), desk, state.ViewAccess)
	leave := func(tx *state.Tx) error { return refusedItem(tx.RemoveFromUserGroup("Desk", []string{`CORP\john`})) }
	assertRefused(t, forbidden, as(t, w, "clerk", leave))
	share(t, w, resource(1), johnTarget, state.ModifyAccess)
	assertRefused(t, forbidden, as(t, w, "clerk", leave))
	share(t, w, resource(1), johnTarget, state.ViewAccess)
	do(t, w, "clerk", leave)
	assert.Equal(t, state.ViewAccess, view(t, w, `CORP\john`, web, root).Access, "though web is among the zebras")
}

// TestARoleThatDoesNotApproveTakesAnApproverAway, as a deletion would: it takes an administrator.
func TestARoleThatDoesNotApproveTakesAnApproverAway(t *testing.T) {
	t.Parallel()
	w := benchWorld(t)
	lower := func(name, role string) func(*state.Tx) error {
		return func(tx *state.Tx) error { return drop(tx.EditUser(name, state.UserSettings{Role: &role})) }
	}
	for _, name := range []string{"alone", "of many"} {
		assertRefused(t, forbidden, as(t, w, "clerk", lower(name, "Password User")))
		require.NoError(t, as(t, w, "clerk", lower(name, "Junior Judge")), "who approves as before")
		require.NoError(t, as(t, w, "helper", lower(name, "Password User")), name)
	}
	do(t, w, "clerk", lower("nobody", "Password User"))
}

// benchWorld is clerkWorld with three who may approve requests: alone and of many, who is in Desk, are asked to; nobody is not. clerk's role may
// approve as well.
func benchWorld(t *testing.T) *state.World {
	t.Helper()
	w := clerkWorld(t)
	system(t, w, func(tx *state.Tx) error {
		err := errors.Join(
			tx.AddRole(state.Role{ID: 10, Name: "Judge", Grants: []string{"requests.approve"}}),
			tx.AddRole(state.Role{ID: 11, Name: "Junior Judge", Grants: []string{"requests.approve"}}),
			tx.AddRole(state.Role{ID: 12, Name: "Chief", Administers: true, Grants: []string{"users.manage", "requests.approve", "resources.view", "passwords.view"}}),
			drop(tx.EditUser("clerk", state.UserSettings{Role: text("Chief")})))
		for _, name := range []string{"alone", "of many", "nobody"} {
			err = errors.Join(err, drop(tx.CreateUser(state.NewUser{Name: name, Role: "Judge", APIAccess: true})))
		}
		return errors.Join(err, tx.AddToUserGroup("of many", "Desk"), tx.SetAccessControl(state.AccessControl{Object: account(1), Approvers: []state.Target{desk}}),
			tx.SetAccessControl(state.AccessControl{Object: account(2), Approvers: []state.Target{{ID: 11}}}))
	})
	return w
}

// TestARoleThatApprovesMakesAnApproverOfWhoIsAsked, by the user's own name or a user group's: it takes an administrator. clerk gives the role to
// everybody else.
func TestARoleThatApprovesMakesAnApproverOfWhoIsAsked(t *testing.T) {
	t.Parallel()
	w := benchWorld(t)
	system(t, w, func(tx *state.Tx) (err error) {
		for _, name := range []string{"alone", "of many", "nobody"} {
			err = errors.Join(err, drop(tx.EditUser(name, state.UserSettings{Role: text("Password User")})))
		}
		return err
	})
	w.Seal()
	for by, to := range map[string]state.UserSettings{"name": {Role: text("Judge")}, "number": {RoleID: text("10")}, "both": {Role: text("King"), RoleID: text("11")}} {
		raise := func(name string) func(*state.Tx) error {
			return func(tx *state.Tx) error { return drop(tx.EditUser(name, to)) }
		}
		for _, name := range []string{"alone", "of many"} {
			assertRefused(t, forbidden, as(t, w.Fork(""), "clerk", raise(name)))
			require.NoError(t, as(t, w.Fork(""), "helper", raise(name)), by)
		}
		require.NoError(t, as(t, w.Fork(""), "clerk", raise("nobody")), by)
	}
	assertRefused(t, forbidden, as(t, w, "clerk", func(tx *state.Tx) error {
		s := state.UserSettings{Name: text("new"), Password: text("First-pass-1"), Role: text("Judge"), UserGroup: text("Desk")}
		return drop(tx.CreateUser(state.NewUser{Settings: s}))
	}))
}

// TestWhoUnlocksAnApproverMakesOne: it takes an administrator, as locking one does not.
func TestWhoUnlocksAnApproverMakesOne(t *testing.T) {
	t.Parallel()
	w := benchWorld(t)
	lock := func(name string, locked bool) func(*state.Tx) error {
		return func(tx *state.Tx) error { return tx.SetLocked(name, locked) }
	}
	for _, name := range []string{"alone", "of many", "nobody"} {
		do(t, w, "clerk", lock(name, true))
	}
	for _, name := range []string{"alone", "of many"} {
		assertRefused(t, forbidden, as(t, w, "clerk", lock(name, false)))
		do(t, w, "helper", lock(name, false))
		do(t, w, "clerk", lock(name, true))
		do(t, w, "helper", func(tx *state.Tx) error {
			return drop(tx.EditUser(name, state.UserSettings{Role: text("Password User")}))
		})
		require.NoError(t, as(t, w, "clerk", lock(name, false)), "whose role does not approve")
	}
	do(t, w, "clerk", lock("nobody", false))
}

// TestWhoMayNotGetHoldOfAUserOpensNoWayIn: it would stay open when an administrator closes another. Closing one is as locking the user.
func TestWhoMayNotGetHoldOfAUserOpensNoWayIn(t *testing.T) {
	t.Parallel()
	w := clerkWorld(t)
	share(t, w, resource(1), guest, state.ViewAccess)
	w.Seal()
	shut := no()
	for way, ways := range map[string][2]state.UserSettings{
		"an application": {{APIUser: yes()}, {APIUser: shut}}, "SDK": {{SDKAccess: yes()}, {SDKAccess: shut}}, "web": {{WebAccess: yes()}, {WebAccess: shut}},
		"mobile": {{MobileAccess: yes()}, {MobileAccess: shut}}, "add-on": {{AddonAccess: yes()}, {AddonAccess: shut}},
		"remote": {{RemoteConnect: yes()}, {RemoteConnect: shut}},
	} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			w := w.Fork("")
			for _, who := range []string{"admin", "guest", `CORP\john`} {
				set := func(s state.UserSettings) func(*state.Tx) error {
					return func(tx *state.Tx) error { return drop(tx.EditUser(who, s)) }
				}
				if who == `CORP\john` { // who has nothing
					do(t, w, "clerk", set(ways[0]))
					continue
				}
				assertRefused(t, forbidden, as(t, w, "clerk", set(ways[0])))
				do(t, w, "helper", set(ways[0]))
				do(t, w, "clerk", set(ways[0]))
				if way != "an application" { // whose token would end
					do(t, w, "clerk", set(ways[1]))
				}
			}
		})
	}
}

// TestNobodyElsePartsTheTokenFromAnApplication: an administrator who ends the one would leave the other.
func TestNobodyElsePartsTheTokenFromAnApplication(t *testing.T) {
	t.Parallel()
	w := clerkWorld(t)
	share(t, w, resource(1), guest, state.ViewAccess)
	system(t, w, func(tx *state.Tx) error {
		return errors.Join(drop(tx.EditUser("guest", state.UserSettings{APIUser: yes()})), drop(tx.EditUser("clerk", state.UserSettings{APIUser: yes()})))
	})
	part := state.UserSettings{APIUser: no(), RESTAccess: yes()}
	for _, who := range []string{"guest", "clerk"} {
		assertRefused(t, forbidden, as(t, w, "clerk", func(tx *state.Tx) error { return drop(tx.EditUser(who, part)) }))
		do(t, w, "admin", func(tx *state.Tx) error {
			u, err := tx.EditUser(who, state.UserSettings{APIUser: no()})
			assert.Empty(t, u.Token)
			return err
		})
	}
}

// TestTheLastDayThatIsShownMayBeSentBack by oneself and by who may not get hold of the user: it changes nothing.
func TestTheLastDayThatIsShownMayBeSentBack(t *testing.T) {
	t.Parallel()
	w := clerkWorld(t)
	share(t, w, resource(1), guest, state.ViewAccess)
	for _, who := range []string{"guest", "clerk"} {
		var before state.User
		do(t, w, "admin", func(tx *state.Tx) (err error) {
			before, err = tx.EditUser(who, state.UserSettings{TokenDays: count(30)})
			return err
		})
		do(t, w, "clerk", func(tx *state.Tx) error {
			u, err := tx.EditUser(who, state.UserSettings{Expiry: text(state.LastDay(before.TokenExpires)), Department: text("Support")})
			assert.Equal(t, before.TokenExpires, u.TokenExpires)
			return err
		})
	}
}

// TestNobodyLiftsTheirOwnRestrictions who is no administrator: who was bound could else unbind themselves. They may bind themselves further.
func TestNobodyLiftsTheirOwnRestrictions(t *testing.T) {
	t.Parallel()
	w := clerkWorld(t)
	bind := func(tx *state.Tx) (err error) {
		for _, name := range []string{"clerk", "helper", "heir"} {
			err = errors.Join(err, drop(tx.EditUser(name, state.UserSettings{HostCheck: yes(), HostName: text("runner"), Expiry: text("2027-04-30")})))
		}
		return errors.Join(err, drop(tx.EditUser("heir", state.UserSettings{HostCheck: no(), HostName: text(""), Expiry: text("NeverExpires")})))
	}
	system(t, w, bind)
	w.Seal()
	edit := func(name string, s state.UserSettings) func(*state.Tx) error {
		return func(tx *state.Tx) error { return drop(tx.EditUser(name, s)) }
	}
	for what, lift := range map[string]state.UserSettings{
		"the check": {HostCheck: no()}, "the host": {HostName: text("elsewhere")}, "the last day": {Expiry: text("2027-05-01")},
		"any last day": {Expiry: text("NeverExpires")}, "the days": {TokenDays: count(3650)}, "the SDK": {SDKAccess: yes()}, "being a person": {APIUser: yes()},
		"the web": {WebAccess: yes()}, "remote access": {RemoteConnect: yes()},
	} {
		assertRefused(t, forbidden, as(t, w.Fork(""), "clerk", edit("clerk", lift)))
		require.NoError(t, as(t, w.Fork(""), "helper", edit("helper", lift)), what)
		require.NoError(t, as(t, w.Fork(""), "admin", edit("clerk", lift)), what)
	}
	for what, narrow := range map[string]state.UserSettings{
		"an earlier day": {Expiry: text("2027-04-29")}, "a few days": {TokenDays: count(2)}, "as it is": {HostCheck: yes(), HostName: text("runner"), Expiry: text("2027-04-30")},
		"the host in other letters": {HostName: text("RUNNER")}, "no token": {RESTAccess: no()}, "another password": {Password: text("First-pass-2")},
	} {
		require.NoError(t, as(t, w.Fork(""), "clerk", edit("clerk", narrow)), what)
	}
	do(t, w, "heir", edit("heir", state.UserSettings{HostCheck: yes(), HostName: text("runner"), Expiry: text("2027-04-30")}))
	assertRefused(t, forbidden, as(t, w, "heir", edit("heir", state.UserSettings{HostCheck: no()})))
}
