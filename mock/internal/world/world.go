// Package world is what every tenant's state has, whichever vendor it plays: a database, a clock, ids and chance that follow from
// the seed, and the point in time that a reset goes back to and a fork starts from.
//
// The vendors' state packages embed it and add their rules; nothing else imports it.
package world

import (
	"errors"
	"sync/atomic"
	"time"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/fail"
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

	now    atomic.Pointer[present]
	origin present
}

// present is the state at one time: rows and clock, which a reset exchanges in one step.
type present struct {
	clock *clock.World
	db    *store.DB
}

func (p present) fork() *present { return &present{clock: p.clock.Fork(), db: p.db.Fork()} }

// New makes an empty world of these tables, sealed as it is.
func New(seed uint64, c *clock.World, tables ...store.Schema) *World {
	w := &World{Fake: fake.New(seed), IDs: ids.New(seed)}
	w.now.Store(&present{clock: c, db: store.New(tables...)})
	w.Seal()
	return w
}

// Clock is what time it is in this world.
func (w *World) Clock() *clock.World { return w.now.Load().clock }

// UseClock gives the world another clock: the one that it is served by, once it is seeded. It is not for a world that is in use.
func (w *World) UseClock(c *clock.World) { w.now.Store(&present{clock: c, db: w.now.Load().db}) }

// Seal makes the present state the one that Reset goes back to and Fork copies.
func (w *World) Seal() { w.origin = *w.now.Load().fork() }

// Fork makes an independent copy of the sealed state, at a constant cost whatever the world's size.
func (w *World) Fork(tag string) *World {
	f := &World{Fake: w.Fake, IDs: w.IDs, Tag: tag, origin: w.origin}
	f.Reset()
	return f
}

// Reset puts the world back to what it was when it was sealed or forked, the clock included: whoever reads meanwhile sees the
// rows and the time of before, or those of after.
func (w *World) Reset() { w.now.Store(w.origin.fork()) }

// Read runs fn on a consistent view and the time it is seen at. Nothing that fn does can change the world.
func (w *World) Read(fn func(tx *store.Tx, now time.Time) error) error {
	now := w.now.Load()
	tx := now.db.Read()
	defer tx.Abort()
	return fn(tx, now.clock.Now())
}

// Write runs fn and keeps what it did, unless it returns an error: then nothing of it has happened.
func (w *World) Write(fn func(tx *store.Tx, now time.Time) error) error {
	now := w.now.Load()
	tx := now.db.Write()
	defer tx.Abort()
	if err := fn(tx, now.clock.Now()); err != nil {
		return noRoom(err)
	}
	tx.Commit()
	return nil
}

// Count counts the rows that are read from now on, until the next reset.
func (w *World) Count(t *store.Tally) { w.now.Load().db.Count(t) }

// noRoom words the store's refusal of a row beyond a table's bound. No vendor's text for it is known.
func noRoom(err error) error {
	var full *store.Full
	if !errors.As(err, &full) {
		return err
	}
	return fail.New(fail.Forbidden, "", "Limit exceeded").
		Because("the mock keeps at most %d rows of the kind %s in each tenant: delete some, or reset the tenant", full.Most, full.Table)
}
