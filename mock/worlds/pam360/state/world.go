// Package state is the PAM360 organization behind the API: rows, the rules that change them, and the questions that can be asked.
//
// It knows no HTTP, no echo and no generated type. Facts are stored and status is derived when read. Only mock, mock/heads/pam360 and
// mock/worlds/pam360/seed may import it.
package state

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
	"github.com/understudy/understudy/mock/internal/world"
)

// World is one organization's state: a fork of another world, or one made from a seed.
type World struct {
	*world.World
	day Day // nil: nothing happens by itself
}

// Day makes what happens on a day; see world.Day.
type Day func(tx *Tx, from, until time.Time, last bool) error

// New makes an empty world.
func New(seed uint64, c *clock.World) *World { return &World{World: world.New(seed, c, tables...)} }

// tables are all that a world consists of.
var tables = []store.Schema{
	organizations, roles, users, userGroups, members, policies, resourceTypes, customFields, resources, accounts, oldPasswords,
	resourceGroups, groupResources, handovers, remoteApps, grants, accessControls, passwordRequests, favourites, recents, tickets, auditEntries,
}

// Fork makes an independent copy of the sealed state. In the copy the last twelve digits of every token are the tag.
func (w *World) Fork(tag string) *World {
	made := &World{World: w.World.Fork(tag)}
	if w.day != nil {
		made.Live(w.day)
	}
	return made
}

// Live makes the world, and every fork of it, make history; see world.World.Live. It is not for a world that is in use.
func (w *World) Live(day Day) {
	w.day = day
	w.World.Live(func(stored *store.Tx, from, until time.Time, last bool) error {
		tx := &Tx{Tx: stored, Now: from, Actor: System, world: w, past: true}
		if err := day(tx, from, until, last); err != nil {
			return err
		}
		tx.dropLostRequests()
		return nil
	})
}

// Tx is one transaction: a consistent view of the world, the time it happens at and who acts. The rules are its methods.
type Tx struct {
	*store.Tx
	world.Patience
	Now   time.Time
	Actor Actor
	world *World
	past  bool // clients may have written since then: a day is made once it is over
	// viewers are the last that were looked up, of so many known since so many changes of what a viewer consists of.
	viewers                    [mostViewers]viewer
	viewersKnown, viewersAfter int
}

// Since is from when on nothing has happened; see world.World.Since.
func (tx *Tx) Since() time.Time { return tx.world.Since() }

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
		tx.dropLostRequests()
		return nil
	})
}

var token = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)

// LooksLikeToken tells whether a value has the shape of a token: a UUID, by every token that was seen.
func LooksLikeToken(value string) bool { return len(value) == 36 && token.MatchString(value) }

// tokenStem is the length of a token without its last twelve digits.
const tokenStem = len("7C2E91A0-3B5D-4E68-9F14-")

// Credential is what a client must present in this world for a token that the default tenant knows.
func (w *World) Credential(token string) string {
	if w.Tag == "" || len(token) < tokenStem {
		return token
	}
	return token[:tokenStem] + strings.ToUpper(w.Tag)
}

// TagOf is the part of a token that may name a fork.
func TagOf(token string) (tag string, ok bool) {
	if len(token) <= tokenStem {
		return "", false
	}
	return strings.ToLower(token[tokenStem:]), true
}

// parseID reads an id as clients send it: digits, nothing else.
func parseID(id string) (int64, bool) {
	n, err := strconv.ParseUint(id, 10, 63)
	return int64(n), err == nil && n > 0
}

// pickID returns the id that the seed pins, or allocates the next one, stepping over those that are pinned already. An id that was
// given out once is not given out again, pinned or not.
func pickID[V any](tx *Tx, t *store.Table[V], pinned int64, kind string, first int64) (int64, error) {
	taken := func(id int64) bool { _, ok := t.Get(tx.Tx, store.Int(id)); return ok }
	if pinned != 0 {
		if taken(pinned) {
			return 0, fmt.Errorf("%s %d exists already", kind, pinned)
		}
		if pinned >= first {
			tx.Reach(kind, uint64(pinned-first)+1)
		}
		return pinned, nil
	}
	for {
		if id := first - 1 + int64(tx.Next(kind)); !taken(id) {
			return id, nil
		}
	}
}

// set overwrites a field if there is a new value.
func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

// refuseDuplicate is the refusal in place of the store's own error, where a unique value is taken; any other error stays.
func refuseDuplicate(err error, refusal *fail.Error) error {
	var duplicate *store.Duplicate
	if errors.As(err, &duplicate) {
		return refusal
	}
	return err
}
