package world

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestALongCallIsGivenUpOnceItsClientHasGoneAndAShortOneIsDone(t *testing.T) {
	t.Parallel()
	done := func(p Patience, items int) (n int, err error) {
		for ; n < items && err == nil; n++ {
			err = p.Wanted()
		}
		return n, err
	}
	gone := Patience{gone: func() error { return context.Canceled }}
	n, err := done(gone, 63)
	assert.Equal(t, 63, n)
	assert.NoError(t, err)
	n, err = done(gone, 10_000)
	assert.Equal(t, 64, n)
	assert.ErrorIs(t, err, context.Canceled)
	n, err = done(Patience{}, 10_000)
	assert.Equal(t, 10_000, n)
	assert.NoError(t, err)
}
