package state_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
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
	for name, attempt := range map[string]func(*state.Tx) error{
		"share it": func(tx *state.Tx) error { return tx.Share(resource(1), guest, state.FullAccess) },
		"hand it over": func(tx *state.Tx) error {
			return drop(tx.EditResource(web, state.ResourceSettings{Owner: text("guest")}))
		},
		"give it another type": func(tx *state.Tx) error {
			return drop(tx.EditResource(web, state.ResourceSettings{Type: text("Windows")}))
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
	shareAs(t, w, "helper", group(dynamicGroup(t, w, "helper")), guest, state.FullAccess)
	assert.Equal(t, []string{"db 1"}, sees(t, w, "guest"))
	shareAs(t, w, "helper", account(2), guest, state.FullAccess)
	assert.Equal(t, []string{"web 1", "db 1"}, sees(t, w, "guest"), "the other account is helper's to share")
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

// rightsIn are the access that each user has to each account.
func rightsIn(t testing.TB, w *state.World, list []string) map[string]state.Access {
	t.Helper()
	found := map[string]state.Access{}
	for _, user := range list {
		require.NoError(t, w.Read(actor(t, w, user), func(tx *state.Tx) error {
			for a, r := range accountsOfWorld {
				if _, view, err := tx.AccountByIDs(r, a); err == nil {
					found[user+" "+a] = view.Access
				}
			}
			return nil
		}))
	}
	return found
}

var accountsOfWorld = map[string]string{root: web, deploy: web, administrator: win, contract: files, sa: db}

// Whatever happens, nobody ends with a right that whoever did it had not. A thousand calls in an order that chance decides, each by
// somebody else; chance comes from a seed.
func TestNobodyEndsWithARightThatTheGrantorHadNot(t *testing.T) {
	t.Parallel()
	everybody := []string{"admin", "helper", "guest", `CORP\john`}
	refused, done := 0, 0
	for round := range uint64(25) {
		chance := rand.New(rand.NewPCG(round, 22))
		w := smallWorld(t)
		for step := range 40 {
			user := everybody[chance.IntN(len(everybody))]
			before := rightsIn(t, w, everybody)
			what, move := anyMove(chance, step)
			source := user // whose rights they are that somebody may get
			if chance.IntN(12) == 0 {
				old, heir := everybody[chance.IntN(len(everybody))], everybody[chance.IntN(len(everybody))]
				what, source = "transfer "+old+" to "+heir, old
				move = func(tx *state.Tx) error { return tx.TransferAccountabilities(old, heir) }
			}
			err := as(t, w, user, move)
			var no *fail.Error
			if require.True(t, err == nil || assert.ErrorAs(t, err, &no), what); err != nil {
				refused++
				continue
			}
			done++
			for right, access := range rightsIn(t, w, everybody) {
				var of, a string
				_, _ = fmt.Sscan(right, &of, &a)
				full := before[source+" "+a] == state.FullAccess
				require.True(t, access <= before[right] || full, "round %d step %d: %s: %s gives %s access %d, and had %d", round, step, what, source, right, access, before[source+" "+a])
			}
		}
	}
	t.Logf("%d calls did something, %d were refused", done, refused)
	assert.Greater(t, done, 100)
}

// anyMove is a call that passes rights on.
func anyMove(chance *rand.Rand, step int) (what string, move func(*state.Tx) error) {
	pick := func(list ...string) string { return list[chance.IntN(len(list))] }
	who := pick("admin", "helper", "guest", `CORP\john`)
	userID, r := pick("1", "2", "3", "4"), pick(web, win, files, db)
	g, access := pick("301", "302", "303", "304", "305", "306"), pick("view", "modify", "fullaccess", "fullaccess")
	with := state.ShareWith{UserID: userID, AccessType: access}
	if chance.IntN(4) == 0 {
		with = state.ShareWith{UserGroupID: "1", AccessType: access}
	}
	some := []state.CriterionInput{{Field: "RESOURCENAME", Value: pick("b", "i", "e", "w")}}
	switch chance.IntN(8) {
	case 0:
		return "share " + r + " with " + userID + " " + access, func(tx *state.Tx) error { return tx.ShareResource(r, with) }
	case 1:
		return "dynamic group for " + who, func(tx *state.Tx) error {
			return drop(tx.CreateResourceGroup(state.NewResourceGroup{Dynamic: true,
				GroupSettings: state.GroupSettings{Name: text(fmt.Sprint("group ", step)), Owner: &who, Criteria: some}}))
		}
	case 2:
		return "static group for " + who, func(tx *state.Tx) error {
			return drop(tx.CreateResourceGroup(state.NewResourceGroup{GroupSettings: state.GroupSettings{Name: text(fmt.Sprint("group ", step)), Owner: &who}}))
		}
	case 3:
		return "put " + r + " into " + g, func(tx *state.Tx) error { return drop(tx.AssociateResources(g, []string{r})) }
	case 4:
		return "widen " + g, func(tx *state.Tx) error { return drop(tx.EditResourceGroup(g, state.GroupSettings{Criteria: some})) }
	case 5:
		return "hand " + g + " over to " + who, func(tx *state.Tx) error { return drop(tx.EditResourceGroup(g, state.GroupSettings{Owner: &who})) }
	case 6:
		if chance.IntN(6) == 0 {
			return "hand " + r + " over to " + who, func(tx *state.Tx) error { return drop(tx.EditResource(r, state.ResourceSettings{Owner: &who})) }
		}
		a := pick(slices.Sorted(func(yield func(string) bool) {
			for a := range accountsOfWorld {
				if !yield(a) {
					return
				}
			}
		})...)
		return "share account " + a + " with " + userID + " " + access, func(tx *state.Tx) error { return tx.ShareAccount(accountsOfWorld[a], a, with) }
	}
	return "share group " + g + " with " + userID + " " + access, func(tx *state.Tx) error {
		s := state.GroupShare{GroupIDs: []string{g}, AccessType: access, UserIDs: []string{userID}}
		if with.UserGroupID != "" {
			s.UserIDs, s.UserGroupIDs = nil, []string{"1"}
		}
		return tx.ShareResourceGroups(s)
	}
}
