package code42

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// TestTheTenantIsLookedAtInTheTransactionThatActs: it once was in one before it, and what happened in between was not seen.
func TestTheTenantIsLookedAtInTheTransactionThatActs(t *testing.T) {
	t.Parallel()
	w := state.New(1, clock.At(time.Unix(0, 0)))
	acted := 0
	act := func(*state.Tx) error { acted++; return nil }
	err := w.Write(state.System, func(tx *state.Tx) error {
		if err := tx.SetTenant(state.Tenant{UID: "new"}); err != nil {
			return err
		}
		return ofTenant("new", act)(tx) // which nobody else can see yet
	})
	require.NoError(t, err)
	assert.Equal(t, 1, acted)

	err = w.Read(state.System, ofTenant("old", act))
	assert.Equal(t, fail.Forbidden, fail.From(err).Kind)
	assert.Equal(t, 1, acted)
}
