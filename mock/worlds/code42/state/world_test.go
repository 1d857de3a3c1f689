package state_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/worlds/code42/state"
)

func count(t *testing.T, w *state.World) (n int) {
	t.Helper()
	look(t, w, func(tx *state.Tx) (err error) {
		_, n, err = tx.Users(state.UserFilter{}, state.Page{})
		return err
	})
	return n
}

func addUser(w *state.World, name string) (u state.User, err error) {
	err = w.Write(state.System, func(tx *state.Tx) (err error) {
		u, err = tx.CreateUser(state.NewUser{OrgUID: opsUID, Username: name + "@example.com"})
		return err
	})
	return u, err
}

func TestForksAreIndependent(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	a, b := w.Fork("a"), w.Fork("b")
	inA, err := addUser(a, "new")
	require.NoError(t, err)
	must(t, w, state.System, func(tx *state.Tx) error { return tx.DeactivateOrg(opsGUID) })
	a.Clock().Advance(time.Hour)

	assert.Equal(t, []int{4, 5, 4}, []int{count(t, w), count(t, a), count(t, b)})
	assert.False(t, user(t, w, caseyUID).Active)
	assert.True(t, user(t, a, caseyUID).Active)
	assert.True(t, user(t, b, caseyUID).Active)
	assert.Equal(t, start, b.Clock().Now())
	assert.Equal(t, start, w.Clock().Now())

	inB, err := addUser(b, "new")
	require.NoError(t, err)
	assert.Equal(t, inA, inB, "the same requests give the same answers in every fork")
}

func TestForkOfAFork(t *testing.T) {
	t.Parallel()
	a := smallWorld(t).Fork("a")
	_, err := addUser(a, "new")
	require.NoError(t, err)
	assert.Equal(t, 4, count(t, a.Fork("b")), "a fork begins where its origin was sealed")
	a.Seal()
	c := a.Fork("c")
	_, err = addUser(c, "newer")
	require.NoError(t, err)
	assert.Equal(t, []int{5, 6}, []int{count(t, a), count(t, c)})
	c = c.Fork(c.Tag)
	assert.Equal(t, 5, count(t, c))
}

func TestReset(t *testing.T) {
	t.Parallel()
	worlds := map[string]func(*testing.T) *state.World{
		"a sealed world": smallWorld,
		"a fork":         func(t *testing.T) *state.World { return smallWorld(t).Fork("a") },
	}
	for name, make := range worlds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := make(t)
			var first state.User
			for range 3 { // also after a reset, and with the same ids each time
				made, err := addUser(w, "new")
				require.NoError(t, err)
				must(t, w, signedIn(t, w.Fork(""), "admin@example.com"), func(tx *state.Tx) error { return tx.DeactivateOrg(opsGUID) })
				w.Clock().Advance(time.Hour)
				if first.ID != 0 {
					assert.Equal(t, first, made)
				}
				first = made
				w = w.Fork(w.Tag)
				assert.Equal(t, 4, count(t, w))
				assert.True(t, org(t, w, opsGUID).Active)
				assert.Equal(t, start, w.Clock().Now())
				look(t, w, func(tx *state.Tx) error { assert.Empty(t, tx.AuditLog()); return nil })
			}
		})
	}
}

func TestARefusedWriteLeavesNothing(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	twin := w.Fork("")
	admin := signedIn(t, w, "admin@example.com")
	stop := errors.New("stop")
	err := w.Write(admin, func(tx *state.Tx) error {
		require.NoError(t, drop(tx.CreateUser(state.NewUser{OrgUID: opsUID, Username: "lost@example.com"})))
		require.NoError(t, drop(tx.CreateOrg(state.NewOrg{Name: "lost"})))
		require.NoError(t, tx.DeactivateOrg(rootGUID))
		_, n, err := tx.Users(state.UserFilter{}, state.Page{})
		assert.Equal(t, 5, n, "within itself a transaction sees what it did")
		require.NoError(t, err)
		return stop
	})
	require.ErrorIs(t, err, stop)
	assert.Equal(t, 4, count(t, w))
	assert.True(t, org(t, w, rootGUID).Active)
	look(t, w, func(tx *state.Tx) error { assert.Empty(t, tx.AuditLog()); return nil })

	after, err := addUser(w, "new")
	require.NoError(t, err)
	same, err := addUser(twin, "new")
	require.NoError(t, err)
	assert.Equal(t, same, after, "not even an id is used up")

	assert.Panics(t, func() {
		_ = w.Write(admin, func(tx *state.Tx) error {
			require.NoError(t, tx.DeactivateOrg(rootGUID))
			panic("a defect")
		})
	})
	_, err = addUser(w, "next")
	require.NoError(t, err, "a panic does not keep the writer's place")
	assert.True(t, org(t, w, rootGUID).Active)
}

func TestReadersSeeOneMoment(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	look(t, w, func(tx *state.Tx) error {
		_, err := addUser(w, "new")
		require.NoError(t, err)
		w.Clock().Advance(time.Hour)
		_, n, err := tx.Users(state.UserFilter{}, state.Page{})
		assert.Equal(t, 4, n)
		assert.Equal(t, start, tx.Now)
		return err
	})
	assert.Panics(t, func() {
		_ = w.Read(state.System, func(tx *state.Tx) error { return tx.SetBlocked(caseyUID, true) })
	}, "a write in a read is a defect of ours")
}

func TestWorldsAreDeterministic(t *testing.T) {
	t.Parallel()
	make := func() (u state.User, o state.Org) {
		w := smallWorld(t)
		u, err := addUser(w, "new")
		require.NoError(t, err)
		must(t, w, state.System, func(tx *state.Tx) (err error) { o, err = tx.CreateOrg(state.NewOrg{Name: "x"}); return err })
		return u, o
	}
	u1, o1 := make()
	u2, o2 := make()
	assert.Equal(t, u1, u2)
	assert.Equal(t, o1, o2)
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	const writers, each = 4, 10
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			for j := range each {
				_, err := addUser(w, fmt.Sprintf("u%d-%d", i, j))
				assert.NoError(t, err)
			}
		})
		all.Go(func() {
			for range each {
				f := w.Fork("x")
				assert.Equal(t, 4, count(t, f))
				_, err := addUser(f, "mine")
				assert.NoError(t, err)
				assert.Equal(t, 4, count(t, f.Fork("x")))
			}
		})
	}
	all.Wait()
	assert.Equal(t, 4+writers*each, count(t, w))
}

// TestForkCostsTheSameForAnySize counts allocations, which the machine's load does not change.
func TestForkCostsTheSameForAnySize(t *testing.T) {
	small, large := smallWorld(t), smallWorld(t)
	must(t, large, state.System, func(tx *state.Tx) error {
		for i := range 3000 {
			require.NoError(t, drop(tx.CreateUser(state.NewUser{OrgUID: opsUID, Username: fmt.Sprintf("u%d@example.com", i)})))
		}
		return nil
	})
	large.Seal()
	cost := func(w *state.World) float64 {
		return testing.AllocsPerRun(100, func() { w.Fork("x") })
	}
	assert.Equal(t, cost(small), cost(large))
	assert.Less(t, cost(large), 100.0)
}
