package state_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

var (
	helper     = state.Target{ID: 2}
	johnTarget = state.Target{ID: 4}
	everything = []state.CriterionInput{{Field: "RESOURCENAME", Operator: "CONTAINS", Value: "b"}} // of web and of db
)

// dynamicGroup makes a dynamic group of web, which is admin's, and of db, which is helper's.
func dynamicGroup(t testing.TB, w *state.World, user string) (made int64) {
	t.Helper()
	do(t, w, user, func(tx *state.Tx) error {
		g, err := tx.CreateResourceGroup(state.NewResourceGroup{Dynamic: true, GroupSettings: state.GroupSettings{Name: text("All"), Criteria: everything}})
		made = g.ID
		return err
	})
	return made
}

func shareAs(t testing.TB, w *state.World, user string, o state.Object, to state.Target, access state.Access) {
	t.Helper()
	do(t, w, user, func(tx *state.Tx) error { return tx.Share(o, to, access) })
}

func TestADynamicGroupPassesOnWhatItsMakerManages(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	all := dynamicGroup(t, w, "helper")
	shareAs(t, w, "helper", group(all), guest, state.FullAccess)
	assert.Equal(t, []string{"db 1"}, sees(t, w, "guest"))
	share(t, w, resource(1), helper, state.ViewAccess)
	assert.Equal(t, []string{"db 1"}, sees(t, w, "guest"), "who may only see it cannot pass it on")
	share(t, w, resource(1), helper, state.FullAccess)
	assert.Equal(t, []string{"web 2", "db 1"}, sees(t, w, "guest"))
	share(t, w, resource(1), helper, state.NoAccess)
	assert.Equal(t, []string{"db 1"}, sees(t, w, "guest"), "a right that is gone passes nothing on")
}

func TestAGroupMadeForAnotherPassesNothingOnToItsMaker(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "helper", func(tx *state.Tx) error {
		return drop(tx.CreateResourceGroup(state.NewResourceGroup{
			Dynamic: true, GroupSettings: state.GroupSettings{Name: text("All"), Owner: text("admin"), Criteria: everything},
		}))
	})
	assert.Equal(t, []string{"db 1"}, sees(t, w, "helper"))
}

func TestWhoWidensASharedGroupGetsNoMore(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	all := dynamicGroup(t, w, "admin")
	shareAs(t, w, "admin", group(all), helper, state.FullAccess)
	assert.Equal(t, []string{"web 2", "db 1"}, sees(t, w, "helper"))
	do(t, w, "helper", func(tx *state.Tx) error {
		return drop(tx.EditResourceGroup(id(all), state.GroupSettings{MatchAll: yes(), Criteria: []state.CriterionInput{{Field: "RESOURCENAME", Value: "i"}}}))
	})
	assert.Equal(t, []string{"db 1"}, sees(t, w, "helper"), "win and files are admin's, and the criteria are helper's by now")
}

func TestTheOwnerOfAGroupPassesOnWhatTheyManageOnly(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.EditResourceGroup(id(linuxGroup), state.GroupSettings{Owner: text("helper")}))
	})
	do(t, w, "helper", func(tx *state.Tx) error {
		return tx.ShareResourceGroups(state.GroupShare{GroupIDs: []string{id(linuxGroup)}, UserIDs: []string{"2", "3"}, AccessType: "fullaccess"})
	})
	assert.Equal(t, []string{"db 1"}, sees(t, w, "helper"), "owning a group is not owning what is in it")
	assert.Empty(t, sees(t, w, "guest"))
}

func TestWhatJoinsASharedGroupLaterIsSharedByWhoeverPutItThere(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	shareAs(t, w, "admin", group(linuxGroup), guest, state.ViewAccess)
	share(t, w, group(linuxGroup), helper, state.FullAccess)
	do(t, w, "helper", func(tx *state.Tx) error { return drop(tx.AssociateResources(id(linuxGroup), []string{db})) })
	assert.Equal(t, []string{"web 2", "db 1"}, sees(t, w, "guest"))
	do(t, w, "admin", func(tx *state.Tx) error { return tx.TransferAccountabilities("helper", "admin") })
	assert.Equal(t, []string{"web 2", "db 1"}, sees(t, w, "guest"), "the heir's word takes the place of the other's")
	do(t, w, "admin", func(tx *state.Tx) error { return tx.DeleteUser("helper") })
	assert.Equal(t, []string{"web 2", "db 1"}, sees(t, w, "guest"))
}

// TestAResourceIsPutAnewIntoAGroupWhereNobodyAnswersForIt any more: it is in the group still, but is passed on to nobody.
func TestAResourceIsPutAnewIntoAGroupWhereNobodyAnswersForIt(t *testing.T) {
	t.Parallel()
	put := func(tx *state.Tx) error { return refusedItem(tx.AssociateResources(id(linuxGroup), []string{db})) }
	already := refusal{fail.Conflict, "Resource is already associated with the group"}
	for name, ends := range map[string]func(*state.Tx) error{
		"who was deleted":        func(tx *state.Tx) error { return tx.DeleteUser("third") },
		"who is shared it less":  func(tx *state.Tx) error { return tx.Share(resource(4), state.Target{ID: 5}, state.ModifyAccess) },
		"who is shared it never": func(tx *state.Tx) error { return tx.Share(resource(4), state.Target{ID: 5}, state.NoAccess) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			third := state.Target{ID: create(t, w, state.NewUser{Name: "third", Role: "Administrator", APIAccess: true}).ID}
			system(t, w, func(tx *state.Tx) error {
				return errors.Join(tx.Share(group(linuxGroup), third, state.FullAccess), tx.Share(group(linuxGroup), helper, state.FullAccess),
					tx.Share(group(linuxGroup), guest, state.ViewAccess), tx.Share(resource(4), third, state.FullAccess))
			})
			do(t, w, "third", put)
			assertRefused(t, already, as(t, w, "helper", put))
			assert.Equal(t, []string{"web 2", "db 1"}, sees(t, w, "guest"))
			system(t, w, ends)
			assert.Equal(t, []string{"web 2"}, sees(t, w, "guest"))
			do(t, w, "helper", put)
			assert.Equal(t, []string{"web 2", "db 1"}, sees(t, w, "guest"))
			assertRefused(t, already, as(t, w, "helper", put))
		})
	}
}

// TestANewOwnerPutsAResourceAnewIntoAGroup that its former owner put it into: handing a resource over hands on no word.
func TestANewOwnerPutsAResourceAnewIntoAGroup(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	put := func(tx *state.Tx) error { return refusedItem(tx.AssociateResources("Others", []string{db})) }
	do(t, w, "helper", put)
	system(t, w, func(tx *state.Tx) error {
		return errors.Join(tx.Share(group(303), guest, state.ViewAccess), tx.Share(group(303), state.Target{ID: 1}, state.FullAccess),
			drop(tx.EditResource(db, state.ResourceSettings{Owner: text("admin")})))
	})
	assert.Empty(t, sees(t, w, "guest"))
	do(t, w, "admin", put)
	assert.Equal(t, []string{"db 1"}, sees(t, w, "guest"))
}

func TestAGroupsShareEndsWithTheRightsOfItsGrantor(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, group(linuxGroup), helper, state.FullAccess)
	shareAs(t, w, "helper", group(linuxGroup), guest, state.ModifyAccess)
	assert.Equal(t, []string{"web 2"}, sees(t, w, "guest"))
	share(t, w, group(linuxGroup), helper, state.ModifyAccess)
	assert.Empty(t, sees(t, w, "guest"))
	share(t, w, group(linuxGroup), helper, state.FullAccess)
	share(t, w, group(linuxGroup), helper, state.NoAccess)
	do(t, w, "admin", func(tx *state.Tx) error { return tx.TransferAccountabilities("helper", "admin") })
	do(t, w, "admin", func(tx *state.Tx) error { return tx.DeleteUser("helper") })
	assert.Empty(t, sees(t, w, "guest"), "a transfer does not bring back what was revoked")
}

func TestSharesThatGoRoundInCirclesGiveNothing(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	shareAs(t, w, "admin", resource(1), helper, state.FullAccess)
	shareAs(t, w, "admin", group(linuxGroup), helper, state.FullAccess)
	shareAs(t, w, "helper", group(linuxGroup), johnTarget, state.FullAccess)
	do(t, w, `CORP\john`, func(tx *state.Tx) error { return tx.Share(group(linuxGroup), helper, state.FullAccess) })
	assert.Equal(t, []string{"web 2"}, sees(t, w, `CORP\john`))
	shareAs(t, w, "admin", resource(1), helper, state.NoAccess)
	assert.Empty(t, sees(t, w, `CORP\john`))
	assert.Equal(t, []string{"db 1"}, sees(t, w, "helper"))
}

func TestAGroupBelowASharedOneIsNotShared(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		g, err := tx.CreateResourceGroup(state.NewResourceGroup{GroupSettings: state.GroupSettings{Name: text("Below"), Parent: text("Linux")}})
		require.NoError(t, err)
		return drop(tx.AssociateResources(id(g.ID), []string{win}))
	})
	shareAs(t, w, "admin", group(linuxGroup), guest, state.FullAccess)
	assert.Equal(t, []string{"web 2"}, sees(t, w, "guest"), "the vendor's help: groups do not inherit shares from their parents")
}

// TestWhoHasLessOnAnAccountOfAResourceInTheTrashNeitherPurgesNorRestoresIt, while others may.
func TestWhoHasLessOnAnAccountOfAResourceInTheTrashNeitherPurgesNorRestoresIt(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, resource(1), helper, state.FullAccess)
	share(t, w, account(1), helper, state.ViewAccess)
	do(t, w, "admin", func(tx *state.Tx) error { return refusedItem(tx.MoveToTrash(state.TrashedResources, []string{web})) })
	for _, attempt := range []func(*state.Tx, state.TrashKind, []string) ([]state.Outcome, error){(*state.Tx).DeleteFromTrash, (*state.Tx).RestoreFromTrash} {
		move := func(tx *state.Tx) error { return refusedItem(attempt(tx, state.TrashedResources, []string{web})) }
		assertRefused(t, forbidden, as(t, w, "helper", move))
	}
	do(t, w, "admin", func(tx *state.Tx) error {
		return refusedItem(tx.RestoreFromTrash(state.TrashedResources, []string{web}))
	})
}

// refusedItem is why the only item of a bulk call was refused.
func refusedItem(outcomes []state.Outcome, err error) error {
	if err == nil && outcomes[0].Refused != nil {
		return outcomes[0].Refused
	}
	return err
}

func TestWhoHasLessOnAnAccountCannotPassItsResourceOnNorTakeItAlong(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, resource(1), helper, state.FullAccess)
	share(t, w, account(1), helper, state.ViewAccess)
	do(t, w, "helper", func(tx *state.Tx) error {
		return drop(tx.CreateResourceGroup(state.NewResourceGroup{GroupSettings: state.GroupSettings{Name: text("Mine")}}))
	})
	do(t, w, "admin", func(tx *state.Tx) error {
		g, err := tx.CreateResourceGroup(state.NewResourceGroup{Dynamic: true, GroupSettings: state.GroupSettings{
			Name: text("Theirs"), Criteria: []state.CriterionInput{{Field: "DEPARTMENT", Value: "all"}},
		}})
		return errors.Join(err, tx.Share(group(g.ID), johnTarget, state.ViewAccess))
	})
	for name, attempt := range map[string]func(*state.Tx) error{
		"share it": func(tx *state.Tx) error { return tx.Share(resource(1), guest, state.FullAccess) },
		"hand it over": func(tx *state.Tx) error {
			return drop(tx.EditResource(web, state.ResourceSettings{Owner: text("guest")}))
		},
		"give it another type": func(tx *state.Tx) error {
			return drop(tx.EditResource(web, state.ResourceSettings{Type: text("Windows")}))
		},
		"have another's dynamic group take it up": func(tx *state.Tx) error {
			return drop(tx.EditResource(web, state.ResourceSettings{Department: text("for all")}))
		},
		"let passwords be reset through it": func(tx *state.Tx) error {
			return tx.ConfigureRemoteReset("Linux", []string{web}, state.RemoteReset{Account: "root"})
		},
		"delete it":     func(tx *state.Tx) error { return tx.DeleteResource(web) },
		"throw it away": func(tx *state.Tx) error { return refusedItem(tx.MoveToTrash(state.TrashedResources, []string{web})) },
		"put it into a group": func(tx *state.Tx) error {
			return refusedItem(tx.AssociateResources("Mine", []string{web}))
		},
	} {
		t.Run(name, func(t *testing.T) { assertRefused(t, forbidden, as(t, w, "helper", attempt)) })
	}
	do(t, w, "helper", func(tx *state.Tx) error {
		return drop(tx.EditResource(web, state.ResourceSettings{Department: text("ours")}))
	})
	shareAs(t, w, "helper", group(dynamicGroup(t, w, "helper")), guest, state.FullAccess)
	assert.Equal(t, []string{"db 1"}, sees(t, w, "guest"))
	shareAs(t, w, "helper", account(2), guest, state.FullAccess)
	assert.Equal(t, []string{"web 1", "db 1"}, sees(t, w, "guest"), "the other account is helper's to share")
}

// TestADynamicGroupThatGivesNobodyAnythingRefusesNobody: by being refused one would learn the criteria of others. helper has less than full
// access to an account of web.
func TestADynamicGroupThatGivesNobodyAnythingRefusesNobody(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, resource(1), helper, state.FullAccess)
	share(t, w, account(1), helper, state.ViewAccess)
	create := func(user, name, department string) (made state.Object) {
		do(t, w, user, func(tx *state.Tx) error {
			g, err := tx.CreateResourceGroup(state.NewResourceGroup{Dynamic: true, GroupSettings: state.GroupSettings{
				Name: &name, Criteria: []state.CriterionInput{{Field: "DEPARTMENT", Operator: "EQUALS", Value: department}},
			}})
			made = group(g.ID)
			return err
		})
		return made
	}
	move := func(department string) error {
		return as(t, w, "helper", func(tx *state.Tx) error {
			return drop(tx.EditResource(web, state.ResourceSettings{Department: &department}))
		})
	}
	create("admin", "private", "one")
	shareAs(t, w, "admin", create("admin", "of nobody yet", "two"), state.Target{Group: true, ID: 2}, state.FullAccess)
	shareAs(t, w, "admin", create("admin", "helper's and admin's", "three"), helper, state.FullAccess)
	shareAs(t, w, `CORP\john`, create(`CORP\john`, "of who has no right to web", "four"), guest, state.FullAccess)
	for _, department := range []string{"one", "two", "three", "four"} {
		require.NoError(t, move(department), department)
	}
	assert.Empty(t, sees(t, w, "guest"))
	shareAs(t, w, "admin", create("admin", "guest's", "five"), guest, state.ViewAccess)
	assertRefused(t, forbidden, move("five"))
	do(t, w, "admin", func(tx *state.Tx) error { return tx.AddMember(2, 3) })
	assertRefused(t, forbidden, move("two"))
}

func TestNobodyPutsANewResourceIntoAnothersGroup(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	add := func(name, group string) func(*state.Tx) error {
		return func(tx *state.Tx) error {
			return drop(tx.CreateResource(state.NewResource{Group: group, ResourceSettings: state.ResourceSettings{Name: &name}}))
		}
	}
	assertRefused(t, noGroup, as(t, w, "helper", add("a", "Linux")))
	share(t, w, group(linuxGroup), helper, state.ModifyAccess)
	assertRefused(t, forbidden, as(t, w, "helper", add("b", "Linux")))
	do(t, w, "helper", add("c", "Default Group"))
	do(t, w, "helper", add("d", "default"))
	do(t, w, "helper", add("e", "Others"))
}
