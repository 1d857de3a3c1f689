package state_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

func TestForksAreIndependent(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	a, b := w.Fork("a"), w.Fork("b")
	do(t, a, "admin", func(tx *state.Tx) error {
		require.NoError(t, drop(tx.CreateResource(named("new"))))
		return tx.ChangePassword(web, root, state.PasswordChange{Password: "Other-pass-2"})
	})
	do(t, w, "admin", func(tx *state.Tx) error { return tx.DeleteResource(win) })
	a.Clock().Advance(time.Hour)
	assert.Equal(t, []string{"web 2", "files 1"}, sees(t, w, "admin"))
	assert.Equal(t, []string{"web 2", "win 1", "files 1", "new 0"}, sees(t, a, "admin"))
	assert.Equal(t, []string{"web 2", "win 1", "files 1"}, sees(t, b, "admin"))
	assert.Equal(t, []string{"Other-pass-2", "First-pass-1"}, []string{password(t, a, "admin", web, root), password(t, b, "admin", web, root)})
	assert.Equal(t, start, b.Clock().Now())
}

func TestReset(t *testing.T) {
	t.Parallel()
	for name, w := range map[string]*state.World{"default": smallWorld(t), "fork": smallWorld(t).Fork(tag)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var tokens []string
			for range 3 {
				var token string
				do(t, w, "admin", func(tx *state.Tx) (err error) {
					require.NoError(t, tx.DeleteResource(web))
					token, err = tx.RegenerateToken("")
					return err
				})
				tokens = append(tokens, token)
				w.Clock().Advance(time.Hour)
				w = w.Fork(w.Tag)
				assert.Equal(t, []string{"web 2", "win 1", "files 1"}, sees(t, w, "admin"))
				assert.Empty(t, auditLog(t, w))
				assert.Equal(t, start, w.Clock().Now())
				_, err := signIn(w, w.Credential(adminToken), "", "")
				assert.NoError(t, err, "the seeded token is good again")
			}
			assert.Equal(t, []string{tokens[0], tokens[0]}, tokens[1:], "the same requests give the same bytes")
		})
	}
}

func TestARefusedWriteLeavesNothing(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	stop := errors.New("stop")
	err := as(t, w, "admin", func(tx *state.Tx) error {
		require.NoError(t, drop(tx.CreateResource(named("lost"))))
		require.NoError(t, tx.DeleteResource(web))
		return stop
	})
	require.ErrorIs(t, err, stop)
	assert.Equal(t, []string{"web 2", "win 1", "files 1"}, sees(t, w, "admin"))
	assert.Empty(t, auditLog(t, w))
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	admin := actor(t, w, "admin")
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			for i := range 10 {
				assert.NoError(t, w.Write(admin, func(tx *state.Tx) error { return drop(tx.CreateResource(named(fmt.Sprint("many ", n, i)))) }))
				assert.NoError(t, w.Read(admin, func(tx *state.Tx) error {
					_, _, err := tx.Resources(state.Query{SearchValue: "many"})
					return err
				}))
			}
		})
	}
	all.Wait()
	assert.Len(t, sees(t, w, "admin"), 83)
	assert.Len(t, auditLog(t, w), 80)
}
