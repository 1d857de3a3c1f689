package seed_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// midweek is a usual Wednesday, on which people are at work wherever they are.
var midweek = time.Date(2026, 11, 4, 15, 0, 0, 0, time.UTC)

// since is what the trail has of an operation on accounts from an instant on: account and time.
func since(t *testing.T, w *state.World, from time.Time, operation string) (list []string) {
	t.Helper()
	for _, e := range auditLog(t, w) {
		if e.Operation == operation && e.AccountID != 0 && !e.At.Before(from) {
			list = append(list, fmt.Sprintf("%s %s %d", e.At.Format(time.DateTime), e.OperatedBy, e.AccountID))
		}
	}
	return list
}

// TestALoansEndLeavesWhatAClientShared: before the loan, or while it lasted.
func TestALoansEndLeavesWhatAClientShared(t *testing.T) {
	t.Parallel()
	v := vaultAt(t, 1, midweek)
	_, accounts := everything(t, v.World)
	each := func(tx *state.Tx, fn func(o state.Object, to state.Target)) {
		for _, u := range v.users {
			for _, a := range accounts {
				fn(state.Object{Kind: state.AccountObject, ID: a.ID}, state.Target{ID: u.ID})
			}
		}
	}
	for name, ahead := range map[string]time.Duration{"before": 0, "meanwhile": 40 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, free := v.Fork("0123456789ab"), v.Fork("0123456789ac")
			w.Clock().Advance(ahead)
			at := w.Clock().Now()
			require.NoError(t, w.Write(state.System, func(tx *state.Tx) (err error) {
				each(tx, func(o state.Object, to state.Target) {
					if err == nil {
						err = tx.Share(o, to, state.ModifyAccess)
					}
				})
				return err
			}))
			w.Clock().Advance(60 * 24 * time.Hour)
			free.Clock().Advance(ahead + 60*24*time.Hour)
			assert.Greater(t, len(since(t, free, at, "Share Revoked")), 5)
			assert.Empty(t, since(t, w, at.Truncate(24*time.Hour).AddDate(0, 0, 1), "Share Revoked"))
			require.NoError(t, w.Read(state.System, func(tx *state.Tx) error {
				each(tx, func(o state.Object, to state.Target) {
					g, _ := tx.GrantTo(o, to)
					require.Equal(t, state.ModifyAccess, g.Access)
					require.Equal(t, at, g.At)
				})
				return nil
			}))
		})
	}
}

// TestLoansEndAlsoOnDaysThatAreNotMade: those of a long move, and those between a pinned epoch and the clock.
func TestLoansEndAlsoOnDaysThatAreNotMade(t *testing.T) {
	t.Parallel()
	open := func(w *state.World, until time.Time) (list []int64) {
		for _, e := range auditLog(t, w) {
			switch i := slices.Index(list, e.AccountID); {
			case e.AccountID == 0 || !e.At.Before(until):
			case e.Operation == "Shared":
				list = append(list, e.AccountID)
			case e.Operation == "Share Revoked" && i >= 0:
				list = slices.Delete(list, i, i+1)
			}
		}
		return list
	}
	v := vaultAt(t, 1, midweek)
	w := v.Fork("0123456789ab")
	for range 60 {
		if w.Clock().Advance(24 * time.Hour); len(open(w, w.Clock().Now())) > 0 {
			break
		}
	}
	lent := w.Clock().Now()
	require.NotEmpty(t, open(w, lent))
	w.Clock().Advance(1000 * 24 * time.Hour)
	assert.Empty(t, open(w, w.Clock().Now().AddDate(0, 0, -14)))

	for n := uint64(1); ; n++ {
		require.Less(t, n, uint64(20))
		v = vaultAt(t, n, midweek)
		if len(open(v.World, midweek)) > 0 {
			break
		}
	}
	v.UseClock(clock.At(midweek.AddDate(0, 2, 0)))
	v.Clock().Advance(24 * time.Hour)
	assert.Empty(t, open(v.World, midweek.AddDate(0, 2, 0)))
}

// TestNobodyDecidesOnAClientsRequest: neither do those who decide on the requests of colleagues, nor do colleagues use what a client got.
func TestNobodyDecidesOnAClientsRequest(t *testing.T) {
	t.Parallel()
	v := vaultAt(t, 1, midweek)
	w, asked := v.Fork("0123456789ab"), 0
	resources, accounts := everything(t, w)
	for range 40 {
		require.NoError(t, w.Write(state.System, func(tx *state.Tx) error {
			for _, u := range v.users[12:] {
				tx.Actor = tx.ActorOf(u.User)
				for _, a := range accounts {
					if r := resources[slices.IndexFunc(resources, func(r state.ResourceSummary) bool { return r.ID == a.ResourceID })]; r.ID <= 12 {
						continue
					}
					if _, err := tx.RequestPassword(strconv.FormatInt(a.ID, 10), state.NewPasswordRequest{Justification: state.Justification{Reason: "Mine"}}); err == nil {
						asked++
					}
				}
			}
			return nil
		}))
		w.Clock().Advance(24 * time.Hour)
	}
	assert.Greater(t, asked, 20)
	after := midweek.AddDate(0, 0, 5) // when all that was asked before is over
	for _, operation := range []string{"Password Request Approved", "Password Request Rejected", "Password Checked Out", "Password Checked In"} {
		assert.Empty(t, since(t, w, after, operation))
	}
	free := v.Fork("0123456789ac")
	free.Clock().Advance(40 * 24 * time.Hour)
	assert.NotEmpty(t, since(t, free, after, "Password Checked Out"))
}

// TestTheLastAccessStaysTheLast: a day is made once it is over, and clients may have fetched passwords late in it.
func TestTheLastAccessStaysTheLast(t *testing.T) {
	t.Parallel()
	w := vaultAt(t, 1, midweek).Fork("0123456789ab")
	w.Clock().Set(midweek.Truncate(24 * time.Hour).Add(47*time.Hour + 55*time.Minute))
	at := w.Clock().Now()
	_, accounts := everything(t, w)
	fetched := map[int64]bool{}
	require.NoError(t, w.Write(state.System, func(tx *state.Tx) error {
		for _, a := range accounts {
			_, err := tx.FetchPassword(strconv.FormatInt(a.ResourceID, 10), strconv.FormatInt(a.ID, 10), state.Justification{})
			fetched[a.ID] = err == nil
		}
		return nil
	}))
	w.Clock().Advance(24 * time.Hour)
	again, _ := 0, auditLog(t, w)
	for _, e := range auditLog(t, w) {
		if e.Operation == "Password Retrieved" && fetched[e.AccountID] && e.At.Before(at) && e.At.After(at.Truncate(24*time.Hour)) {
			again++
		}
	}
	assert.Positive(t, again)
	_, accounts = everything(t, w)
	for _, a := range accounts {
		assert.False(t, fetched[a.ID] && a.Accessed.Before(at), a.Name)
	}
}

// TestNothingIsLeftHalfDoneAtThePinnedEpoch: what would end after it does not begin, as nothing happens between it and the clock.
func TestNothingIsLeftHalfDoneAtThePinnedEpoch(t *testing.T) {
	t.Parallel()
	for begins, ends := range map[string]string{"User Locked": "User Unlocked", "Password Requested": "Password Request Approved"} {
		t.Run(begins, func(t *testing.T) {
			t.Parallel()
			whole := func(log []state.AuditEntry, begun state.AuditEntry) bool {
				return slices.ContainsFunc(log, func(e state.AuditEntry) bool {
					return strings.HasPrefix(e.Operation, ends) && e.AccountID == begun.AccountID && e.At.After(begun.At) && e.At.Before(begun.At.Add(2*time.Hour))
				})
			}
			for n := uint64(1); ; n++ {
				require.Less(t, n, uint64(60))
				midnight := midweek.Truncate(24*time.Hour).AddDate(0, 0, 1)
				log := auditLog(t, vaultAt(t, n, midnight.Add(-time.Millisecond)).World)
				i := slices.IndexFunc(log, func(e state.AuditEntry) bool {
					return e.Operation == begins && e.OperatedBy != "System" && e.At.After(midnight.AddDate(0, 0, -1)) && whole(log, e)
				})
				if i < 0 {
					continue
				}
				for _, e := range auditLog(t, vaultAt(t, n, log[i].At.Add(time.Second)).World) {
					assert.False(t, e.Operation == begins && e.At.Equal(log[i].At))
				}
				return
			}
		})
	}
}
