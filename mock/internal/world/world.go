// Package world is what every tenant's state has, whichever vendor it plays: a database, a clock, ids and chance that follow from
// the seed, and the point in time that a fork starts from.
//
// The vendors' state packages embed it and add their rules; nothing else imports it.
package world

import (
	"errors"
	"time"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/fake"
	"github.com/understudy/understudy/mock/internal/ids"
	"github.com/understudy/understudy/mock/internal/secret"
	"github.com/understudy/understudy/mock/internal/store"
)

// World is one tenant's state.
type World struct {
	// Fake and IDs make attributes and ids; the seed and an ordinal decide all of them.
	Fake fake.Source
	IDs  ids.Source
	// Tag is part of every credential of a fork; empty for the default tenant.
	Tag string

	now     present
	origin  present // see Seal
	history history // see Live
}

// present is rows, and the clock that they are seen by.
type present struct {
	clock *clock.World
	db    *store.DB
}

func (p present) fork() present { return present{clock: p.clock.Fork(), db: p.db.Fork()} }

// New makes an empty world of these tables, which can be forked as it is. Until it is sealed a seed may fill it to any size.
func New(seed uint64, c *clock.World, tables ...store.Schema) *World {
	w := &World{Fake: fake.New(seed), IDs: ids.New(seed), now: present{clock: c, db: store.New(tables...)}}
	w.origin = w.now.fork()
	w.history.seeded = c.Now()
	w.history.begin(w.history.seeded)
	return w
}

// Clock is what time it is in this world.
func (w *World) Clock() *clock.World { return w.now.clock }

// UseClock gives the world another clock, and the sealed state too: the one that it is served by, once it is seeded. It is not for a
// world that is in use.
func (w *World) UseClock(c *clock.World) {
	w.now.clock, w.origin.clock = c, c.Fork()
	w.history.begin(c.Now())
}

// Seal makes the present state the one that Fork copies. It is not for a world that is in use.
func (w *World) Seal() {
	w.now.db.Settle()
	w.origin = w.now.fork()
}

// Fork makes an independent copy of the sealed state, the clock included, at a constant cost whatever the world's size. To reset a
// tenant is to give it such copies.
func (w *World) Fork(tag string) *World {
	made := &World{Fake: w.Fake, IDs: w.IDs, Tag: tag, now: w.origin.fork(), origin: w.origin}
	made.Live(w.history.day)
	made.history.seeded = w.history.seeded
	made.history.begin(w.history.since)
	return made
}

// Read runs fn on a consistent view and the time it is seen at. Nothing that fn does can change the world. Here and in Write, the history
// of the days that are over is made first.
func (w *World) Read(fn func(tx *store.Tx, now time.Time) error) error {
	now := w.catchUp()
	tx := w.now.db.Read()
	defer tx.Abort()
	return fn(tx, now)
}

// Write runs fn and keeps what it did, unless it returns an error: then nothing of it has happened.
func (w *World) Write(fn func(tx *store.Tx, now time.Time) error) error {
	w.catchUp()
	tx := w.now.db.Write()
	now := w.now.clock.Now()
	for w.history.lags(now) { // the clock has been moved meanwhile
		tx.Abort()
		w.catchUp()
		tx, now = w.now.db.Write(), w.now.clock.Now()
	}
	defer tx.Abort()
	if err := fn(tx, now); err != nil {
		return noRoom(err)
	}
	tx.Commit()
	return nil
}

// Secrets calls yield with the hash of each secret that a row has.
func (w *World) Secrets(yield func(secret.Hash) bool) {
	tx := w.now.db.Read()
	defer tx.Abort()
	tx.Secrets(yield)
}

// TellSecrets makes the world call tell as each write is committed that changed how many rows have a secret: by how many, for the hash
// of each. It is not for a world that is in use.
func (w *World) TellSecrets(tell func(changed map[secret.Hash]int)) { w.now.db.TellSecrets(tell) }

// Count counts the rows that are read from now on; forks do not take part.
func (w *World) Count(t *store.Tally) { w.now.db.Count(t) }

// noRoom words the store's refusal of a row beyond a bound. No vendor's text for it is known.
func noRoom(err error) error {
	refusal := fail.New(fail.Forbidden, "", "Limit exceeded")
	var full *store.Full
	if errors.As(err, &full) {
		return refusal.Because("the mock keeps at most %d rows of the kind %s in each tenant: delete some, or reset the tenant", full.Most, full.Table)
	}
	var heavy *store.Heavy
	if errors.As(err, &heavy) {
		return refusal.Because("the mock keeps at most %d MiB of each API in a tenant beyond what it began with: delete something, or reset the tenant", heavy.Most>>20)
	}
	return err
}
