package state_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/worlds/code42/state"
)

func TestTheAuditLogGrewForEver(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	admin := signedIn(t, w, "admin@example.com")
	admin.Agent = strings.Repeat("x", 1<<20)
	must(t, w, admin, func(tx *state.Tx) error {
		for range 10_050 {
			if err := tx.SignedIn(); err != nil {
				return err
			}
		}
		return nil
	})
	must(t, w, admin, func(tx *state.Tx) error { return tx.SignedIn() })
	look(t, w, func(tx *state.Tx) error {
		log := tx.AuditLog()
		assert.Len(t, log, 10_000, "the oldest go")
		assert.EqualValues(t, 10_051, log[len(log)-1].ID)
		assert.Len(t, log[0].ActorAgent, 255)
		return nil
	})
}

func TestWhatChangesNothingOfAUserWasLogged(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	admin := signedIn(t, w, "admin@example.com")
	for range 3 {
		must(t, w, admin, func(tx *state.Tx) error { return tx.SetBlocked(caseyUID, true) })
		must(t, w, admin, func(tx *state.Tx) error { return tx.DeactivateUser(caseyUID, false) })
	}
	for range 3 {
		must(t, w, admin, func(tx *state.Tx) error { return tx.ActivateUser(caseyUID, true) })
		must(t, w, admin, func(tx *state.Tx) error { return tx.MoveUser(caseyUID, opsID) })
	}
	look(t, w, func(tx *state.Tx) error {
		var types []string
		for _, e := range tx.AuditLog() {
			types = append(types, strings.TrimSuffix(strings.TrimPrefix(e.Type, "audit_log::"), "/1"))
		}
		assert.Equal(t, []string{"user_blocked", "user_deactivated", "user_activated", "user_moved"}, types)
		return nil
	})
	// A device that was added since goes with its user all the same, when blocking is new and when nothing is.
	must(t, w, admin, func(tx *state.Tx) error { return tx.DeactivateUser(caseyUID, false) })
	for range 2 {
		var late state.Device
		must(t, w, admin, func(tx *state.Tx) (err error) {
			late, err = tx.AddDevice(state.NewDevice{UserUID: caseyUID, Name: "LATE"})
			return err
		})
		must(t, w, admin, func(tx *state.Tx) error { return tx.DeactivateUser(caseyUID, true) })
		assert.False(t, device(t, w, strconv.FormatInt(late.ID, 10)).Active)
		assert.True(t, user(t, w, caseyUID).Blocked)
	}
}

func TestLimitsOfNamesAndPasswordsCountedBytes(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	admin := signedIn(t, w, "admin@example.com")
	create := func(username, password string) error {
		return w.Write(admin, func(tx *state.Tx) error {
			return drop(tx.CreateUser(state.NewUser{OrgUID: opsUID, Username: username, Password: &password}))
		})
	}
	assert.ErrorContains(t, create("a@example.com", "ééééééé"), "NEW_PASSWORD_INVALID", "seven characters, fourteen bytes")
	assert.NoError(t, create("b@example.com", strings.Repeat("é", 100)))
	assert.ErrorContains(t, create("c@example.com", strings.Repeat("é", 101)), "NEW_PASSWORD_INVALID")
	assert.NoError(t, create(strings.Repeat("é", 243)+"@example.com", "longenough"))
	assert.ErrorContains(t, create(strings.Repeat("é", 244)+"@example.com", "longenough"), "INVALID_USERNAME")
}

func TestANegativeQuotaWasTaken(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	admin := signedIn(t, w, "admin@example.com")
	update := func(quota int64) error {
		return w.Write(admin, func(tx *state.Tx) error { return drop(tx.UpdateUser(caseyUID, state.UserChange{Quota: &quota})) })
	}
	assert.NoError(t, update(-1))
	assert.NoError(t, update(0))
	assert.ErrorContains(t, update(-2), "quotaInBytes -2 is less than -1")
}

// TestTheNewestEntryStaysWhenTheClockWasSetBack: the oldest written make room in a full log, not the entries of the earliest time.
func TestTheNewestEntryStaysWhenTheClockWasSetBack(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	admin := signedIn(t, w, "admin@example.com")
	must(t, w, admin, func(tx *state.Tx) error {
		for range 10_000 {
			if err := tx.SignedIn(); err != nil {
				return err
			}
		}
		return nil
	})
	w.Clock().Set(start.Add(-24 * time.Hour))
	must(t, w, admin, func(tx *state.Tx) error { return tx.SignedIn() })
	look(t, w, func(tx *state.Tx) error {
		log := tx.AuditLog()
		assert.Len(t, log, 10_000)
		assert.EqualValues(t, 10_001, log[len(log)-1].ID)
		return nil
	})
}
