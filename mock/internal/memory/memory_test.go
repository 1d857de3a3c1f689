package memory

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestLongAnswersTakeTurns: one that is longer than all that may be in flight goes alone, and who has gone waits no longer.
func TestLongAnswersTakeTurns(t *testing.T) {
	t.Parallel()
	turns := NewTurns(10)
	first, err := turns.Take(t.Context(), 6)
	require.NoError(t, err)
	gone, leave := context.WithCancel(t.Context())
	leave()
	_, err = turns.Take(gone, 6)
	require.ErrorIs(t, err, context.Canceled)
	second, err := turns.Take(t.Context(), 4)
	require.NoError(t, err)
	first()
	second()
	alone, err := turns.Take(t.Context(), 1000)
	require.NoError(t, err)
	_, err = turns.Take(gone, 1)
	require.ErrorIs(t, err, context.Canceled)
	alone()
}

// TestMemoryIsGivenBackOnceItIsWorthACollection: not each time that something is dropped, however much the process needs.
func TestMemoryIsGivenBackOnceItIsWorthACollection(t *testing.T) {
	t.Parallel()
	has, busy, collected := int64(slack), int64(0), 0
	k := keeper{has: func() int64 { return has }, busy: func() int64 { return busy }, collect: func() { collected++; has = 5 * slack }}
	k.giveBack()
	assert.Zero(t, collected, "it has little")
	has = 9 * slack
	k.giveBack()
	assert.Equal(t, 1, collected)
	for _, has = range []int64{5 * slack, 6 * slack} {
		k.giveBack()
		assert.Equal(t, 1, collected, "it needs that much")
	}
	has++
	k.giveBack()
	assert.Equal(t, 2, collected)

	has, busy = 9*slack, 3*slack
	k.giveBack()
	assert.Equal(t, 2, collected, "it has turns for the rest")
	has++
	k.giveBack()
	assert.Equal(t, 3, collected)
	has, busy = 4*slack, 0
	k.giveBack()
	assert.Equal(t, 4, collected, "those have ended")
	assert.Positive(t, resident())
}
