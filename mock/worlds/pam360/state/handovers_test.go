package state_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/internal/store"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

func transfer(t testing.TB, w *state.World, from, to string) {
	t.Helper()
	system(t, w, func(tx *state.Tx) error { return tx.TransferAccountabilities(from, to) })
}

// TestATransferPassesOnNothingThatTheHeirHadBefore: the old user's group asks for everything, and now speaks for the heir.
func TestATransferPassesOnNothingThatTheHeirHadBefore(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	all := dynamicGroup(t, w, "helper")
	shareAs(t, w, "helper", group(all), guest, state.FullAccess)
	assert.Equal(t, []string{"db 1"}, sees(t, w, "guest"))
	transfer(t, w, "helper", "admin")
	assert.Equal(t, []string{"db 1"}, sees(t, w, "guest"), "web is admin's own")
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.CreateResource(state.NewResource{ResourceSettings: state.ResourceSettings{Name: text("bob")}}))
	})
	assert.Equal(t, []string{"db 1"}, sees(t, w, "guest"), "nor is what the heir gets later passed on")
}

// TestATransferBringsNothingBackThatTheOldUserLost: a share that ended with a right does not come back with the heir's.
func TestATransferBringsNothingBackThatTheOldUserLost(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	all := dynamicGroup(t, w, "helper")
	share(t, w, resource(1), helper, state.FullAccess)
	shareAs(t, w, "helper", group(all), guest, state.ViewAccess)
	share(t, w, resource(1), helper, state.NoAccess)
	assert.Equal(t, []string{"db 1"}, sees(t, w, "guest"))
	transfer(t, w, "helper", "admin")
	assert.Equal(t, []string{"db 1"}, sees(t, w, "guest"))
}

// TestWhatWasHandedOverStaysSharedAsLongAsTheHeirHasIt, from heir to heir, and there and back.
func TestWhatWasHandedOverStaysSharedAsLongAsTheHeirHasIt(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "helper", func(tx *state.Tx) error { return drop(tx.AssociateResources("Others", []string{db})) })
	shareAs(t, w, "helper", group(303), guest, state.ViewAccess)
	create(t, w, state.NewUser{Name: "third", Role: "Administrator", APIAccess: true})
	for _, pair := range [][2]string{{"helper", "admin"}, {"admin", "third"}, {"third", "helper"}, {"helper", "third"}, {"third", "admin"}} {
		transfer(t, w, pair[0], pair[1])
		assert.Equal(t, []string{"db 1"}, sees(t, w, "guest"), "%v", pair)
	}
	do(t, w, "admin", func(tx *state.Tx) error { return tx.DeleteUser("third") })
	do(t, w, "admin", func(tx *state.Tx) error { return tx.DeleteUser("helper") })
	assert.Equal(t, []string{"db 1"}, sees(t, w, "guest"))
	do(t, w, "admin", func(tx *state.Tx) error { return tx.DeleteResource(db) })
	assert.Empty(t, sees(t, w, "guest"))
}

// TestWhatIsSaidAfterATransferIsNotTheHeirsWord: a group that the old user makes then holds nothing of what is the heir's by now.
func TestWhatIsSaidAfterATransferIsNotTheHeirsWord(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	transfer(t, w, "helper", "admin")
	shareAs(t, w, "helper", group(dynamicGroup(t, w, "helper")), guest, state.ViewAccess)
	assert.Empty(t, sees(t, w, "guest"))
	assert.Empty(t, sees(t, w, "helper"))
}

// TestTheHeirOfASuperAdministratorAnswersForAllThatThereWas: what was shared with everybody stays so when they are deleted after a transfer,
// and ends where nobody answers for it.
func TestTheHeirOfASuperAdministratorAnswersForAllThatThereWas(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	for _, name := range []string{"boss", "deputy"} {
		create(t, w, state.NewUser{Name: name, Role: "Administrator", SuperAdmin: true, APIAccess: true})
	}
	all := []string{"web 2", "win 1", "files 1", "db 1"}
	shareAs(t, w, "boss", group(state.DefaultGroupID), guest, state.ViewAccess)
	assert.Equal(t, all, sees(t, w, "guest"))
	w.Seal()
	without := w.Fork("")
	do(t, without, "admin", func(tx *state.Tx) error { return tx.DeleteUser("boss") })
	assert.Empty(t, sees(t, without, "guest"), "nobody answers for the share")

	transfer(t, w, "boss", "deputy")
	do(t, w, "admin", func(tx *state.Tx) error { return tx.DeleteUser("boss") })
	assert.Equal(t, all, sees(t, w, "guest"))
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.CreateResource(state.NewResource{ResourceSettings: state.ResourceSettings{Name: text("later")}}))
	})
	assert.Equal(t, all, sees(t, w, "guest"), "what comes later was not boss's to share")
	no := false
	do(t, w, "admin", func(tx *state.Tx) error { return drop(tx.EditUser("deputy", state.UserSettings{SuperAdmin: &no})) })
	assert.Empty(t, sees(t, w, "guest"), "the heir has full access to nothing by now")
}

// TestAnHeirsDynamicGroupTakesUpWhatTheHeirGets, as it does with whatever comes to meet its criteria: the heir could share it one by one.
func TestAnHeirsDynamicGroupTakesUpWhatTheHeirGets(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	shareAs(t, w, "admin", group(dynamicGroup(t, w, "admin")), guest, state.ViewAccess)
	assert.Equal(t, []string{"web 2"}, sees(t, w, "guest"))
	transfer(t, w, "helper", "admin")
	assert.Equal(t, []string{"web 2", "db 1"}, sees(t, w, "guest"))
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.EditResource(db, state.ResourceSettings{Owner: text("helper")}))
	})
	assert.Equal(t, []string{"web 2"}, sees(t, w, "guest"), "and gives it up with the heir")
}

// TestASuperAdministratorsTransferCostsWhatTheyOwn, however many resources of others they answer for; and of two transfers the last one
// counts, be it of all or of what they own.
func TestASuperAdministratorsTransferCostsWhatTheyOwn(t *testing.T) {
	t.Parallel()
	transferred := func(others int) (opened int64) {
		w := smallWorld(t)
		for _, name := range []string{"boss", "deputy", "third"} {
			create(t, w, state.NewUser{Name: name, Role: "Administrator", SuperAdmin: true, APIAccess: true})
		}
		shareAs(t, w, "boss", group(state.DefaultGroupID), guest, state.ViewAccess)
		do(t, w, "admin", func(tx *state.Tx) error {
			for n := range others {
				if _, err := tx.CreateResource(named(fmt.Sprint("other", n))); err != nil {
					return err
				}
			}
			return nil
		})
		var tally store.Tally
		w.Count(&tally)
		transfer(t, w, "boss", "deputy")
		w.Count(nil)
		transfer(t, w, "boss", "third")
		no := false
		do(t, w, "admin", func(tx *state.Tx) error { return drop(tx.EditUser("boss", state.UserSettings{SuperAdmin: &no})) })
		do(t, w, "admin", func(tx *state.Tx) error { return drop(tx.EditUser("deputy", state.UserSettings{SuperAdmin: &no})) })
		assert.Len(t, sees(t, w, "guest"), 4+others, "third answers for all")
		transfer(t, w, "boss", "admin")
		assert.Len(t, sees(t, w, "guest"), 4+others, "boss owns nothing that could be passed on")
		do(t, w, "admin", func(tx *state.Tx) error { return drop(tx.EditUser("third", state.UserSettings{SuperAdmin: &no})) })
		assert.Empty(t, sees(t, w, "guest"))
		return tally.Opened()
	}
	assert.Equal(t, transferred(3), transferred(300))
}
