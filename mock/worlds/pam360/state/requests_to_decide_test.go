package state_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/store"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// TestWhatAnApproverMayDecideOnIsWhatALookAtEveryRequestFinds walks at random, with controls of resources and of accounts that name
// users, a group or nobody.
func TestWhatAnApproverMayDecideOnIsWhatALookAtEveryRequestFinds(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	approvers := [][]state.Target{nil, both, {{ID: 3}}, {{Group: true, ID: 1}}, {{ID: 4}, {Group: true, ID: 1}}}
	found := 0
	for range 30 {
		w := controlled(t)
		for step := range 40 {
			user := []string{"admin", "helper", "guest", john}[random.IntN(4)]
			moves := append(accessMoves(random.IntN),
				func(tx *state.Tx) error {
					return drop(tx.RequestPassword(id(int64(1+random.IntN(5))), state.NewPasswordRequest{}))
				},
				func(tx *state.Tx) error { return drop(tx.CheckOut(id(int64(1+random.IntN(5))), state.Justification{})) },
				func(tx *state.Tx) error {
					return tx.ApproveRequest(id(int64(1+random.IntN(5))), id(int64(1+random.IntN(4))))
				},
				func(tx *state.Tx) error {
					control := state.AccessControl{Object: account(int64(1 + random.IntN(5))), Approvers: approvers[random.IntN(5)]}
					if random.IntN(2) == 0 {
						control.Object = resource(int64(1 + random.IntN(4)))
					}
					return tx.SetAccessControl(control)
				})
			_ = as(t, w, user, moves[[]int{random.IntN(len(moves)), len(moves) - 1 - random.IntN(4)}[step%2]]) // most are refused
			for _, user := range []string{"admin", "helper", "guest", john} {
				do(t, w, user, func(tx *state.Tx) error {
					var listed [][2]int64
					for _, r := range tx.PasswordRequests() {
						for _, q := range r.Requests {
							listed = append(listed, [2]int64{r.ID, q.AccountID})
						}
					}
					require.Equal(t, tx.WalkedRequests(), listed, user)
					found += len(listed)
					return nil
				})
			}
		}
	}
	assert.Greater(t, found, 500, "requests that could be decided on")
}

// TestAListOfRequestsOpensThoseOfItsApproverNotThoseOfOthers counts rows where 60 users and more ask others.
func TestAListOfRequestsOpensThoseOfItsApproverNotThoseOfOthers(t *testing.T) {
	t.Parallel()
	listed := func(others int, user string) (n int, opened int64) {
		w := crowded(t, others)
		system(t, w, func(tx *state.Tx) error {
			return tx.SetAccessControl(state.AccessControl{Object: account(5), Approvers: []state.Target{{ID: 3}}})
		})
		share(t, w, resource(4), state.Target{ID: 4}, state.ViewAccess)
		do(t, w, john, func(tx *state.Tx) error { return drop(tx.RequestPassword(sa, state.NewPasswordRequest{})) })
		tally := &store.Tally{}
		w.Count(tally)
		do(t, w, user, func(tx *state.Tx) error {
			for _, r := range tx.PasswordRequests() {
				n += len(r.Requests)
			}
			return nil
		})
		return n, tally.Opened()
	}
	for user, own := range map[string]int{"guest": 1, john: 0} { // who approves sa, and who approves nothing
		few, opened := listed(2, user)
		many, openedOfMany := listed(60, user)
		assert.Equal(t, []int{own, own}, []int{few, many}, user)
		assert.Equal(t, opened, openedOfMany, user)
	}
	few, opened := listed(2, "helper")
	many, openedOfMany := listed(60, "helper")
	require.Equal(t, []int{2, 60}, []int{few, many})
	assert.LessOrEqual(t, openedOfMany/60, opened/2, "rows for each request that is listed, of an account for one user at a time")
}

// TestWhereFewRequestsAreOpenManyControlsCostNothing, as there are fewer requests to look at then.
func TestWhereFewRequestsAreOpenManyControlsCostNothing(t *testing.T) {
	t.Parallel()
	opened := func(controls int) int64 {
		w := crowded(t, 1)
		do(t, w, "admin", func(tx *state.Tx) error {
			for n := range controls {
				r, err := tx.CreateResource(named(fmt.Sprint("controlled", n)))
				require.NoError(t, err)
				require.NoError(t, tx.SetAccessControl(state.AccessControl{Object: resource(r.ID)}))
			}
			return nil
		})
		tally := &store.Tally{}
		w.Count(tally)
		do(t, w, "admin", func(tx *state.Tx) error {
			require.Len(t, tx.PasswordRequests(), 1)
			return nil
		})
		return tally.Opened()
	}
	assert.LessOrEqual(t, opened(80), opened(8))
}
