package world

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

type sheep struct{ Name string }

var flock = store.NewTable("sheep", func(s sheep) store.Key { return store.Str(s.Name) })

var dawn = time.Date(2026, 11, 1, 6, 0, 0, 0, time.UTC)

func meadow(t testing.TB, names ...string) *World {
	w := New(1, clock.At(dawn), flock)
	for _, name := range names {
		add(t, w, name)
	}
	w.Seal()
	return w
}

func add(t testing.TB, w *World, name string) {
	require.NoError(t, w.Write(func(tx *store.Tx, _ time.Time) error { return flock.Put(tx, sheep{name}) }))
}

func names(t testing.TB, w *World) (list []string) {
	require.NoError(t, w.Read(func(tx *store.Tx, _ time.Time) error {
		for s := range flock.All(tx) {
			list = append(list, s.Name)
		}
		return nil
	}))
	return list
}

func TestForkStartsFromTheSealAndGoesItsOwnWay(t *testing.T) {
	t.Parallel()
	w := meadow(t, "dolly")
	add(t, w, "molly")
	f := w.Fork("0a")
	assert.Equal(t, "0a", f.Tag)
	assert.Equal(t, []string{"dolly"}, names(t, f), "what came after the seal is not in the fork")
	add(t, f, "polly")
	f.Clock().Advance(time.Hour)
	assert.Equal(t, []string{"dolly", "molly"}, names(t, w))
	assert.Equal(t, dawn, w.Clock().Now())
	again := f.Fork(f.Tag)
	assert.Equal(t, []string{"dolly"}, names(t, again), "as far back as its origin")
	assert.Equal(t, dawn, again.Clock().Now())
	assert.Equal(t, w.IDs.UID("sheep", 3), f.IDs.UID("sheep", 3), "a fork's ids are those of its origin")
}

func TestAWriteThatFailsHasNotHappened(t *testing.T) {
	t.Parallel()
	w := meadow(t)
	stop := errors.New("stop")
	err := w.Write(func(tx *store.Tx, now time.Time) error {
		assert.Equal(t, dawn, now)
		return errors.Join(flock.Put(tx, sheep{"dolly"}), stop)
	})
	assert.ErrorIs(t, err, stop)
	assert.Empty(t, names(t, w))
	assert.Panics(t, func() {
		_ = w.Write(func(tx *store.Tx, _ time.Time) error {
			_ = flock.Put(tx, sheep{"dolly"})
			panic("wolf")
		})
	})
	assert.Empty(t, names(t, w))
	add(t, w, "molly") // the writer's lock is free again
	assert.Equal(t, []string{"molly"}, names(t, w))
}

func TestWhatATenantHasNoRoomForIsRefusedWithTheBound(t *testing.T) {
	t.Parallel()
	type bale struct {
		N    int64
		Text string
	}
	barn := store.NewTable("bale", func(b bale) store.Key { return store.Int(b.N) })
	w, text := New(1, clock.At(dawn), barn), strings.Repeat("a", 64<<20)
	w.Seal()
	err := w.Write(func(tx *store.Tx, _ time.Time) error {
		for n := range int64(16) { // they all have one text, and each counts
			if err := barn.Put(tx, bale{n, text}); err != nil {
				return err
			}
		}
		return nil
	})
	assert.Equal(t, "Limit exceeded", fail.From(err).Message)
	assert.Equal(t, "the mock keeps at most 1024 MiB of each API in a tenant beyond what it began with: delete something, or reset the tenant", fail.From(err).Reason)
}

func TestAReaderKeepsItsView(t *testing.T) {
	t.Parallel()
	w := meadow(t, "dolly")
	require.NoError(t, w.Read(func(tx *store.Tx, _ time.Time) error {
		add(t, w, "molly")
		assert.Equal(t, 1, flock.Len(tx))
		return nil
	}))
}

// TestForksDuringWrites: a fork is as its origin was sealed, whatever is written meanwhile; the race detector watches.
func TestForksDuringWrites(t *testing.T) {
	t.Parallel()
	w := meadow(t, "dolly")
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for i := range 50 {
				add(t, w, fmt.Sprintf("%d-%d", worker, i))
				w.Clock().Advance(time.Hour)
				f := w.Fork("0a")
				assert.Equal(t, dawn, f.Clock().Now())
				add(t, f, "molly")
				assert.Equal(t, []string{"dolly", "molly"}, names(t, f))
			}
		})
	}
	wg.Wait()
	assert.Len(t, names(t, w), 1+4*50)
}
