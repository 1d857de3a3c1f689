package state_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// What helper, whose role manages users but not audits, may do to whom.
func TestNobodyMakesOrGetsHoldOfAUserWhoMayMore(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	system(t, w, func(tx *state.Tx) error {
		if err := tx.AddRole(state.Role{ID: 7, Name: "User Manager", Administers: true, Grants: []string{"users.manage", "resources.view", "passwords.view"}}); err != nil {
			return err
		}
		return errors.Join(tx.AddRole(state.Role{ID: 8, Name: "Nothing"}), drop(tx.EditUser("helper", state.UserSettings{Role: text("User Manager")})))
	})
	w.Seal()
	create := func(s state.UserSettings) func(*state.Tx) error {
		s.Name, s.Password, s.RESTAccess = text("new"), text("First-pass-1"), yes()
		return func(tx *state.Tx) error { return drop(tx.CreateUser(state.NewUser{Settings: s})) }
	}
	edit := func(user string, s state.UserSettings) func(*state.Tx) error {
		return func(tx *state.Tx) error { return drop(tx.EditUser(user, s)) }
	}
	no := false
	for name, test := range map[string]struct {
		by, of  string
		do      func(*state.Tx) error
		refused bool
	}{
		"create one of a higher role":        {"helper", "", create(state.UserSettings{Role: text("Administrator")}), true},
		"create one of a lower role":         {"helper", "", create(state.UserSettings{Role: text("Password User")}), false},
		"create a super administrator":       {"helper", "", create(state.UserSettings{Role: text("User Manager"), SuperAdmin: yes()}), true},
		"an administrator creates one":       {"admin", "", create(state.UserSettings{Role: text("Administrator"), SuperAdmin: yes()}), false},
		"raise another":                      {"helper", "", edit("guest", state.UserSettings{Role: text("Administrator")}), true},
		"raise oneself":                      {"helper", "", edit("helper", state.UserSettings{Role: text("Administrator")}), true},
		"make oneself super administrator":   {"admin", "", edit("admin", state.UserSettings{SuperAdmin: yes()}), true},
		"change one's own role":              {"admin", "", edit("admin", state.UserSettings{Role: text("Password User")}), true},
		"the same role again":                {"admin", "", edit("admin", state.UserSettings{Role: text("Administrator"), SuperAdmin: &no}), false},
		"set the password of who may more":   {"helper", "", edit("admin", state.UserSettings{Password: text("First-pass-2")}), true},
		"redirect the mail of who may more":  {"helper", "", edit("admin", state.UserSettings{Email: text("mine@example.com")}), true},
		"rename who may more":                {"helper", "", edit("admin", state.UserSettings{Name: text("gone")}), true},
		"take the token of who may more":     {"helper", "", edit("admin", state.UserSettings{RESTAccess: &no}), true},
		"tell the place of who may more":     {"helper", "", edit("admin", state.UserSettings{Location: text("Pune")}), false},
		"lower who may more":                 {"helper", "", edit("admin", state.UserSettings{Role: text("Password User")}), true},
		"end the scope of who may more":      {"helper", "", edit("boss", state.UserSettings{SuperAdmin: &no}), true},
		"lower who may less":                 {"helper", "", edit("guest", state.UserSettings{Role: text("Nothing")}), false},
		"set the password of who may less":   {"helper", "", edit("guest", state.UserSettings{Password: text("First-pass-2")}), false},
		"reset the factor of who may more":   {"helper", "", func(tx *state.Tx) error { return tx.ResetMFA("admin") }, true},
		"unlock who may more":                {"helper", "", func(tx *state.Tx) error { return tx.SetLocked("admin", false) }, true},
		"of a super administrator, the same": {"admin", "", edit("boss", state.UserSettings{Password: text("First-pass-2")}), true},
		"delete who may more":                {"helper", "", func(tx *state.Tx) error { return tx.DeleteUser("fourth") }, true},
		"delete a super administrator":       {"helper", "", func(tx *state.Tx) error { return tx.DeleteUser("boss") }, true},
		"delete who may less":                {"helper", "", func(tx *state.Tx) error { return tx.DeleteUser("guest") }, false},
		"an administrator deletes one":       {"admin", "", func(tx *state.Tx) error { return tx.DeleteUser("boss") }, false},
		"lock who may more":                  {"helper", "", func(tx *state.Tx) error { return tx.SetLocked("admin", true) }, false},
		"end a super administrator's scope":  {"admin", "", edit("boss", state.UserSettings{SuperAdmin: &no}), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := w.Fork("")
			system(t, w, func(tx *state.Tx) error {
				if err := drop(tx.CreateUser(state.NewUser{Name: "boss", Role: "Administrator", SuperAdmin: true, APIAccess: true})); err != nil {
					return err
				}
				if err := drop(tx.CreateUser(state.NewUser{Name: "fourth", Role: "Administrator", APIAccess: true})); err != nil {
					return err
				}
				return tx.SetLocked("boss", true)
			})
			system(t, w, func(tx *state.Tx) error { return tx.SetLocked("admin", name == "unlock who may more") })
			err := as(t, w, test.by, test.do)
			if test.refused {
				assertRefused(t, forbidden, err)
				return
			}
			assert.NoError(t, err)
		})
	}
}

// TestOnlyAdministratorsAreSuperAdministrators: a user has the scope neither from the start nor afterwards without such a role, and loses both.
func TestOnlyAdministratorsAreSuperAdministrators(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	only := refusal{fail.Invalid, "Only administrators can be super administrators"}
	for _, n := range []state.NewUser{
		{Name: "boss", Role: "Password User", SuperAdmin: true, APIAccess: true}, {Name: "boss", APIAccess: true, Settings: state.UserSettings{SuperAdmin: yes()}},
	} {
		assertRefused(t, only, as(t, w, "admin", func(tx *state.Tx) error { return drop(tx.CreateUser(n)) }))
	}
	edit := func(s state.UserSettings) error {
		return as(t, w, "admin", func(tx *state.Tx) error { return drop(tx.EditUser("boss", s)) })
	}
	create(t, w, state.NewUser{Name: "boss", Role: "Administrator", SuperAdmin: true, APIAccess: true})
	assert.Len(t, sees(t, w, "boss"), 4)
	assertRefused(t, only, edit(state.UserSettings{Role: text("Password User"), SuperAdmin: yes()}))
	require.NoError(t, edit(state.UserSettings{Role: text("Password User")}))
	assert.Empty(t, sees(t, w, "boss"))
	assertRefused(t, only, edit(state.UserSettings{SuperAdmin: yes()}))
	require.NoError(t, edit(state.UserSettings{Role: text("Administrator")}))
	assert.Empty(t, sees(t, w, "boss"), "another role does not bring it back")
}

// TestOnlyWhoManagesUserGroupsPutsANewUserIntoOne, and who is no administrator into none that gets more than is theirs to share.
func TestOnlyWhoManagesUserGroupsPutsANewUserIntoOne(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	system(t, w, func(tx *state.Tx) error {
		return errors.Join(tx.AddRole(state.Role{ID: 8, Name: "Clerk", Grants: []string{"users.manage"}}),
			tx.AddRole(state.Role{ID: 9, Name: "Usher", Grants: []string{"usergroups.manage", "users.manage"}}))
	})
	create(t, w, state.NewUser{Name: "clerk", Role: "Clerk", APIAccess: true})
	create(t, w, state.NewUser{Name: "usher", Role: "Usher", APIAccess: true})
	join := func(by, user, group string) error {
		return as(t, w, by, func(tx *state.Tx) error { return drop(tx.EditUser(user, state.UserSettings{UserGroup: &group})) })
	}
	add := func(by, user, group string) error {
		return as(t, w, by, func(tx *state.Tx) error { return tx.AddToUserGroup(user, group) })
	}
	assertRefused(t, forbidden, join("clerk", "guest", "Empty"))
	require.NoError(t, join("usher", "guest", "Empty"))
	for name, o := range map[string]state.Object{"resource": resource(1), "account": account(1), "group": group(linuxGroup)} {
		share(t, w, o, desk, state.ViewAccess)
		assertRefused(t, forbidden, add("usher", "usher", "Desk"))
		assertRefused(t, forbidden, join("usher", "guest", "Desk"))
		require.NoError(t, add("helper", "helper", "Desk"), name)
		system(t, w, func(tx *state.Tx) error { return drop(tx.RemoveFromUserGroup("Desk", []string{"helper"})) })
		share(t, w, o, desk, state.NoAccess)
	}
	require.NoError(t, add("usher", "usher", "Desk"))
	system(t, w, func(tx *state.Tx) error {
		return tx.SetAccessControl(state.AccessControl{Object: account(1), Approvers: []state.Target{{Group: true, ID: 2}}})
	})
	assertRefused(t, forbidden, add("usher", "usher", "Empty"))
	require.NoError(t, add("helper", "helper", "Empty"), "who approves is for administrators to say")
}

// TestNobodyGetsMoreByLeavingAUserGroup: less on an account beats more on its resource, so a share with a group can hold its members back.
func TestNobodyGetsMoreByLeavingAUserGroup(t *testing.T) {
	t.Parallel()
	for name, held := range map[string]state.Object{"an account": account(1), "a resource": resource(1)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			system(t, w, func(tx *state.Tx) error {
				return tx.AddRole(state.Role{ID: 9, Name: "Usher", Grants: []string{"usergroups.manage"}})
			})
			usher := state.Target{ID: create(t, w, state.NewUser{Name: "usher", Role: "Usher", APIAccess: true}).ID}
			share(t, w, group(linuxGroup), usher, state.FullAccess)
			share(t, w, held, desk, state.ViewAccess)
			require.NoError(t, as(t, w, "helper", func(tx *state.Tx) error { return tx.AddToUserGroup("usher", "Desk") }))
			leave := func(tx *state.Tx) error { return refusedItem(tx.RemoveFromUserGroup("Desk", []string{"usher"})) }
			assertRefused(t, forbidden, as(t, w, "usher", leave))
			assertRefused(t, forbidden, as(t, w, "usher", func(tx *state.Tx) error { return refusedItem(tx.DeleteUserGroups([]string{"Desk"})) }))
			assert.Equal(t, state.ViewAccess, view(t, w, "usher", web, root).Access)
			do(t, w, "usher", func(tx *state.Tx) error { return refusedItem(tx.RemoveFromUserGroup("Desk", []string{`CORP\john`})) })
			do(t, w, "helper", leave)
			assert.Equal(t, state.FullAccess, view(t, w, "usher", web, root).Access, "administrators say who is in a group")
		})
	}
}

// clerkWorld is the small world with clerk, whose role manages users and their groups, and who owns nothing.
func clerkWorld(t *testing.T) *state.World {
	t.Helper()
	w := smallWorld(t)
	system(t, w, func(tx *state.Tx) error {
		return tx.AddRole(state.Role{ID: 9, Name: "Clerk", Administers: true, Grants: []string{"users.manage", "usergroups.manage", "resources.view", "passwords.view"}})
	})
	create(t, w, state.NewUser{ID: 9, Name: "clerk", Role: "Clerk", APIAccess: true})
	create(t, w, state.NewUser{ID: 10, Name: "heir", Role: "Clerk", APIAccess: true})
	return w
}

// TestWhoManagesUsersGetsNoHoldOfWhatTheyHave: a user's token, password, names and accountabilities lead to what is the user's.
func TestWhoManagesUsersGetsNoHoldOfWhatTheyHave(t *testing.T) {
	t.Parallel()
	no := false
	edit := func(s state.UserSettings) func(*state.Tx) error {
		return func(tx *state.Tx) error { return drop(tx.EditUser("guest", s)) }
	}
	takeovers := map[string]func(*state.Tx) error{
		"a token":            edit(state.UserSettings{RESTAccess: yes(), SDKAccess: yes(), Expiry: text("NeverExpires")}),
		"the token's end":    edit(state.UserSettings{RESTAccess: &no}),
		"a password":         edit(state.UserSettings{Password: text("First-pass-2")}),
		"another name":       edit(state.UserSettings{Name: text("mine")}),
		"the mail":           edit(state.UserSettings{Email: text("mine@example.com")}),
		"the second factor":  func(tx *state.Tx) error { return tx.ResetMFA("guest") },
		"the accountability": func(tx *state.Tx) error { return tx.TransferAccountabilities("guest", "clerk") },
		"it for another":     func(tx *state.Tx) error { return tx.TransferAccountabilities("guest", "heir") },
	}
	deskShare := func(o state.Object) func(*state.Tx) error {
		return func(tx *state.Tx) error { return errors.Join(tx.AddMember(1, 3), tx.Share(o, desk, state.ViewAccess)) }
	}
	approver := func(t state.Target) func(*state.Tx) error {
		return func(tx *state.Tx) error {
			return errors.Join(tx.AddMember(1, 3), tx.SetAccessControl(state.AccessControl{Object: account(1), Approvers: []state.Target{t}}))
		}
	}
	for name, has := range map[string]func(*state.Tx) error{
		"owns a resource": func(tx *state.Tx) error {
			return drop(tx.EditResource(db, state.ResourceSettings{Owner: text("guest")}))
		},
		"owns an account": func(tx *state.Tx) error {
			return drop(tx.EditAccount(db, sa, state.AccountSettings{Owner: text("guest")}))
		},
		"owns a group": func(tx *state.Tx) error {
			return drop(tx.EditResourceGroup("303", state.GroupSettings{Owner: text("guest")}))
		},
		"is shared a resource":    func(tx *state.Tx) error { return tx.Share(resource(1), guest, state.ViewAccess) },
		"is shared an account":    func(tx *state.Tx) error { return tx.Share(account(1), guest, state.ViewAccess) },
		"is shared a group":       func(tx *state.Tx) error { return tx.Share(group(linuxGroup), guest, state.ViewAccess) },
		"is in a group with some": deskShare(resource(1)),
		"approves":                approver(guest),
		"approves with others":    approver(desk),
		"owns some in the trash": func(tx *state.Tx) error {
			_, err := tx.EditResource(db, state.ResourceSettings{Owner: text("guest")})
			return errors.Join(err, refusedItem(tx.MoveToTrash(state.TrashedResources, []string{db})))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := clerkWorld(t)
			system(t, w, has)
			w.Seal()
			for what, takeover := range takeovers {
				fork := w.Fork("")
				assertRefused(t, forbidden, as(t, fork, "clerk", takeover))
				do(t, fork, "clerk", edit(state.UserSettings{Location: text("Pune")}))
				do(t, fork, "clerk", func(tx *state.Tx) error {
					return errors.Join(tx.SetLocked("guest", true), tx.SetLocked("guest", false))
				})
				if what != "the accountability" && what != "it for another" {
					do(t, fork, "helper", takeover)
				}
			}
		})
	}
	t.Run("has nothing", func(t *testing.T) {
		t.Parallel()
		w := clerkWorld(t)
		w.Seal()
		for _, takeover := range takeovers {
			do(t, w.Fork(""), "clerk", takeover)
		}
	})
}

// TestWhoHasFullAccessToAllThatAUserIsSharedMayTakeTheUserOver: nothing is gained by it that could not be shared.
func TestWhoHasFullAccessToAllThatAUserIsSharedMayTakeTheUserOver(t *testing.T) {
	t.Parallel()
	w, clerk := clerkWorld(t), state.Target{ID: 9}
	system(t, w, func(tx *state.Tx) error {
		return errors.Join(tx.Share(resource(4), guest, state.FullAccess), tx.Share(group(303), guest, state.ViewAccess),
			tx.Share(account(1), guest, state.ViewAccess))
	})
	takeover := func(tx *state.Tx) error {
		return drop(tx.EditUser("guest", state.UserSettings{Password: text("First-pass-2")}))
	}
	for _, o := range []state.Object{resource(4), group(303), account(1)} {
		assertRefused(t, forbidden, as(t, w, "clerk", takeover))
		share(t, w, o, clerk, state.FullAccess)
	}
	do(t, w, "clerk", takeover)
	do(t, w, "clerk", func(tx *state.Tx) error { return tx.TransferAccountabilities("guest", "heir") })
	do(t, w, "heir", func(tx *state.Tx) error {
		return drop(tx.EditUser("heir", state.UserSettings{Password: text("First-pass-2")}))
	})
}

// TestFullAccessToWhatAUserOwnsIsNoHoldOfTheUser: it makes nobody the owner, and a takeover or a transfer would.
func TestFullAccessToWhatAUserOwnsIsNoHoldOfTheUser(t *testing.T) {
	t.Parallel()
	trash := func(in state.TrashKind, id string) func(*state.Tx) error {
		return func(tx *state.Tx) error { return refusedItem(tx.MoveToTrash(in, []string{id})) }
	}
	toGuest := text("guest")
	ownsDB := func(tx *state.Tx) error { return drop(tx.EditResource(db, state.ResourceSettings{Owner: toGuest})) }
	ownsSA := func(tx *state.Tx) error { return drop(tx.EditAccount(db, sa, state.AccountSettings{Owner: toGuest})) }
	takeovers := []func(*state.Tx) error{
		func(tx *state.Tx) error { return tx.TransferAccountabilities("guest", "clerk") },
		func(tx *state.Tx) error { return tx.TransferAccountabilities("guest", "heir") },
		func(tx *state.Tx) error { return tx.ResetMFA("guest") },
		func(tx *state.Tx) error {
			return drop(tx.EditUser("guest", state.UserSettings{RESTAccess: yes(), Expiry: text("2027-04-30")}))
		},
	}
	for name, test := range map[string]struct {
		of   state.Object
		owns []func(*state.Tx) error
	}{
		"a resource":              {resource(4), []func(*state.Tx) error{ownsDB}},
		"a resource in the trash": {resource(4), []func(*state.Tx) error{ownsDB, trash(state.TrashedResources, db)}},
		"an account":              {account(5), []func(*state.Tx) error{ownsSA}},
		"an account in the trash": {account(5), []func(*state.Tx) error{ownsSA, trash(state.TrashedAccounts, sa)}},
		"a resource group": {group(303), []func(*state.Tx) error{func(tx *state.Tx) error {
			return drop(tx.EditResourceGroup("303", state.GroupSettings{Owner: toGuest}))
		}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := clerkWorld(t)
			share(t, w, test.of, state.Target{ID: 9}, state.FullAccess)
			for _, step := range test.owns {
				system(t, w, step)
			}
			w.Seal()
			for _, takeover := range takeovers {
				assertRefused(t, forbidden, as(t, w.Fork(""), "clerk", takeover))
				do(t, w.Fork(""), "admin", func(tx *state.Tx) error {
					return errors.Join(tx.TransferAccountabilities("guest", "heir"), tx.ResetMFA("guest"))
				})
			}
		})
	}
}

// TestWhoManagesUsersTakesNoApproverAway: what nobody is named to approve is approved by everybody with full access.
func TestWhoManagesUsersTakesNoApproverAway(t *testing.T) {
	t.Parallel()
	w := clerkWorld(t)
	alone := create(t, w, state.NewUser{Name: "alone", Role: "Password User", APIAccess: true})
	system(t, w, func(tx *state.Tx) error {
		return errors.Join(tx.AddMember(2, 3), // of Empty
			tx.SetAccessControl(state.AccessControl{Object: account(1), Approvers: []state.Target{desk}}),
			tx.SetAccessControl(state.AccessControl{Object: account(2), Approvers: []state.Target{{ID: alone.ID}}}))
	})
	w.Seal()
	for name, test := range map[string]struct {
		do      func(*state.Tx) error
		refused bool
	}{
		"the group":                     {func(tx *state.Tx) error { return refusedItem(tx.DeleteUserGroups([]string{"Desk"})) }, true},
		"the last of the group":         {func(tx *state.Tx) error { return refusedItem(tx.RemoveFromUserGroup("Desk", []string{`CORP\john`})) }, true},
		"the last user of the group":    {func(tx *state.Tx) error { return tx.DeleteUser(`CORP\john`) }, true},
		"the only one":                  {func(tx *state.Tx) error { return tx.DeleteUser("alone") }, true},
		"somebody who approves nothing": {func(tx *state.Tx) error { return tx.DeleteUser("guest") }, false},
		"a group that approves nothing": {func(tx *state.Tx) error { return refusedItem(tx.DeleteUserGroups([]string{"Empty"})) }, false},
		"a member of such a group":      {func(tx *state.Tx) error { return refusedItem(tx.RemoveFromUserGroup("Empty", []string{"guest"})) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fork := w.Fork("")
			err := as(t, fork, "clerk", test.do)
			if !test.refused {
				require.NoError(t, err)
				return
			}
			assertRefused(t, forbidden, err)
			do(t, fork, "helper", test.do)
		})
	}
}

// TestAnEmptyGroupOfApproversIsNotTheManagersToDelete: it has no member whom it could be about.
func TestAnEmptyGroupOfApproversIsNotTheManagersToDelete(t *testing.T) {
	t.Parallel()
	w := clerkWorld(t)
	system(t, w, func(tx *state.Tx) error {
		return tx.SetAccessControl(state.AccessControl{Object: account(1), Approvers: []state.Target{{Group: true, ID: 2}}})
	})
	remove := func(tx *state.Tx) error { return refusedItem(tx.DeleteUserGroups([]string{"Empty"})) }
	assertRefused(t, forbidden, as(t, w, "clerk", remove))
	do(t, w, "admin", remove)
}
