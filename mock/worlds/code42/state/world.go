// Package state is the Code42 tenant behind the API: rows, the rules that change them, and the questions that can be asked.
//
// It knows no HTTP, no echo and no generated type. Facts are stored and status is derived when read, so that moving the
// clock is enough to let a token expire. Only mock, mock/heads/code42 and mock/worlds/code42/seed may import it.
package state

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/store"
	"github.com/understudy/understudy/mock/internal/world"
	"github.com/understudy/understudy/mock/worlds/code42/events"
)

// World is one tenant's state: a fork of another world, or one made from a seed.
type World struct {
	*world.World
	events *histories // the same for all forks of a world
	logins func(user, name, password string)
	day    Day
	agents *agents // nil: what the rows of the devices tell stays as it is

	mu      sync.Mutex
	periods []events.Period // in which the history of file events goes on; replaced, never written to
	next    *events.Period  // the one that is being made, if one is
}

// Day makes what happens in a world on a day, as the System; see world.Day. Since is from when on nothing has happened, see world.World.Since.
type Day func(tx *Tx, since, until time.Time) error

// New makes an empty world.
func New(seed uint64, c *clock.World) *World {
	return &World{World: world.New(seed, c, tables...), events: noEvents}
}

// tables are all that a world consists of.
var tables = []store.Schema{tenants, apiClients, orgs, users, roles, devices, destinations, archives, auditEntries, signIns,
	holdPolicies, matters, holdMemberships, holdEvents, riskFacts, watchlists, watchlistMembers, detectionAlerts, savedSearches}

// Fork makes an independent copy of the sealed state. In the copy every credential that the seed gave ends in "-" and the tag.
func (w *World) Fork(tag string) *World {
	made := &World{World: w.World.Fork(tag), events: w.events, agents: w.agents}
	made.goOnBy(w.day)
	return made
}

// Live makes the world, and every fork of it, make history; see world.World.Live. The agents check in from then on. It is not for a world
// that is in use.
func (w *World) Live(day Day, checkIn *Agents) {
	w.agents = nil
	if checkIn != nil {
		w.agents = &agents{Agents: *checkIn, since: checkIn.From}
	}
	w.goOnBy(day)
}

// UseClock is that of a world; see world.World.UseClock. Of agents nothing was heard from the epoch on up to then, if that is long.
func (w *World) UseClock(c *clock.World) {
	w.World.UseClock(c)
	if g := w.agents; g != nil {
		if g.since = w.Made(); !g.late() {
			g.since = g.From
		}
	}
}

func (w *World) goOnBy(day Day) {
	w.day = day
	if day == nil {
		w.World.Live(nil)
		return
	}
	w.World.Live(func(stored *store.Tx, from, until time.Time, last bool) error {
		tx := &Tx{Tx: stored, Now: from, Actor: System, world: w}
		tx.goOn(from)
		err := day(tx, w.Since(), until)
		if last { // what people do with files takes no rows: it goes on where there is no room for more of these
			w.wentOn(until)
		}
		if err == nil {
			tx.tellLogins()
		}
		return err
	})
}

// Tx is one transaction: a consistent view of the world, the time it happens at and who acts. The rules are its methods.
type Tx struct {
	*store.Tx
	world.Patience
	Now   time.Time
	Actor Actor
	world *World
	signs []User     // who may sign in with something else from now on
	seen  *sightings // that were looked at last

	uncounted map[int64]int // see CountAtOnce
}

// Read runs fn on a consistent view. Nothing that fn does can change the world.
func (w *World) Read(actor Actor, fn func(*Tx) error) error {
	return w.World.Read(func(tx *store.Tx, now time.Time) error { return fn(&Tx{Tx: tx, Now: now, Actor: actor, world: w}) })
}

// Write runs fn and keeps what it did, unless it returns an error: then nothing of it has happened.
func (w *World) Write(actor Actor, fn func(*Tx) error) error {
	return w.World.Write(func(stored *store.Tx, now time.Time) error {
		tx := &Tx{Tx: stored, Now: now, Actor: actor, world: w}
		if err := fn(tx); err != nil {
			return err
		}
		tx.tellLogins()
		return nil
	})
}

// TellLogins makes the world call tell, in the order of the writes, with each user that was written to: the uid, the name in lower case,
// and the password, which is empty where there is none or a fork's tag belongs to it. It is not for a world that is in use.
func (w *World) TellLogins(tell func(user, name, password string)) { w.logins = tell }

// tellLogins comes last in a write that nothing can undo any more.
func (tx *Tx) tellLogins() {
	for _, u := range tx.signs {
		if u.Seeded {
			u.Password = ""
		}
		tx.world.logins(u.UID, FoldName(u.Username), u.Password)
	}
}

// mayHaveNewLogin notes a user who was written to, for tellLogins.
func (tx *Tx) mayHaveNewLogin(u User, err error) {
	if err == nil && tx.world.logins != nil {
		tx.signs = append(tx.signs, u)
	}
}

// FoldName makes usernames one that are one to the vendor.
func FoldName(username string) string { return strings.ToLower(username) }

// newUID allocates the next 18-digit id of a kind.
func (tx *Tx) newUID(kind string) string { return tx.world.IDs.UID(kind, tx.Next(kind+".uid")) }

// newUUID allocates the next UUID of a kind.
func (tx *Tx) newUUID(kind string) string { return tx.world.IDs.UUID(kind, tx.Next(kind+".uuid")) }

// pickID returns the numeric id that the seed pins, or allocates the next one, stepping over those that are pinned already.
func pickID[V any](tx *Tx, t *store.Table[V], pinned int64, kind string, first int64) (int64, error) {
	taken := func(id int64) bool { _, ok := t.Get(tx.Tx, store.Int(id)); return ok }
	if pinned != 0 {
		if taken(pinned) {
			return 0, fmt.Errorf("%s %d exists already", kind, pinned)
		}
		return pinned, nil
	}
	for {
		if id := first + int64(tx.Next(kind)); !taken(id) {
			return id, nil
		}
	}
}

// credential is what a client must present for a stored secret: in a fork, seeded secrets carry the fork's tag.
func (tx *Tx) credential(stored string, seeded bool) string {
	if !seeded {
		return stored
	}
	return tx.world.Credential(stored)
}

// Credential is what a client must present in this world for a secret that the seed gave.
func (w *World) Credential(seeded string) string {
	if w.Tag == "" {
		return seeded
	}
	return seeded + "-" + w.Tag
}

// TagOf is the part of a credential that may name a fork.
func TagOf(credential string) (tag string, ok bool) {
	i := strings.LastIndexByte(credential, '-')
	if i < 0 {
		return "", false
	}
	return credential[i+1:], true
}
