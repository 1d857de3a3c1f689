// Package world is what every tenant's state has, whichever vendor it plays: a database, a clock, ids and chance that follow from
// the seed, and the point in time that a reset goes back to and a fork starts from.
//
// The vendors' state packages embed it and add their rules; nothing else imports it.
package world

import (
	"sync/atomic"
	"time"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/fake"
	"github.com/understudy/understudy/mock/internal/ids"
	"github.com/understudy/understudy/mock/internal/store"
)

// World is one tenant's state.
type World struct {
	// Fake and IDs make attributes and ids; the seed and an ordinal decide all of them.
	Fake fake.Source
	IDs  ids.Source
	// Tag is part of every credential of a fork; empty for the default tenant.
	Tag string

	clock    atomic.Pointer[clock.World]
	db       atomic.Pointer[store.DB]
	origin   *store.DB
	originAt *clock.World
}

// New makes an empty world of these tables, sealed as it is.
func New(seed uint64, c *clock.World, tables ...store.Schema) *World {
	w := &World{Fake: fake.New(seed), IDs: ids.New(seed)}
	w.clock.Store(c)
	w.db.Store(store.New(tables...))
	w.Seal()
	return w
}

// Clock is what time it is in this world.
func (w *World) Clock() *clock.World { return w.clock.Load() }

// UseClock gives the world another clock: the one that it is served by, once it is seeded.
func (w *World) UseClock(c *clock.World) { w.clock.Store(c) }

// Seal makes the present state the one that Reset goes back to and Fork copies.
func (w *World) Seal() {
	w.origin, w.originAt = w.db.Load().Fork(), w.Clock().Fork()
}

// Fork makes an independent copy of the sealed state, at a constant cost whatever the world's size.
func (w *World) Fork(tag string) *World {
	f := &World{Fake: w.Fake, IDs: w.IDs, Tag: tag, origin: w.origin, originAt: w.originAt}
	f.Reset()
	return f
}

// Reset puts the world back to what it was when it was sealed or forked, the clock included.
func (w *World) Reset() {
	w.clock.Store(w.originAt.Fork())
	w.db.Store(w.origin.Fork())
}

// Read runs fn on a consistent view and the time it is seen at. Nothing that fn does can change the world.
func (w *World) Read(fn func(tx *store.Tx, now time.Time) error) error {
	tx := w.db.Load().Read()
	defer tx.Abort()
	return fn(tx, w.Clock().Now())
}

// Write runs fn and keeps what it did, unless it returns an error: then nothing of it has happened.
func (w *World) Write(fn func(tx *store.Tx, now time.Time) error) error {
	tx := w.db.Load().Write()
	defer tx.Abort()
	if err := fn(tx, w.Clock().Now()); err != nil {
		return err
	}
	tx.Commit()
	return nil
}
