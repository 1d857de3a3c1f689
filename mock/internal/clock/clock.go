// Package clock is the door time comes in through: everything in the mock that
// asks what time it is asks a Clock.
//
// It is not a scheduler: nothing ever fires because the clock has moved. What
// depends on time (an expired token, a finished job) is derived when it is read.
//
// The packages of the mock may import it. It is the only one of them that looks
// at the machine's clock.
package clock

import (
	"sync"
	"time"
)

// Clock tells the time.
type Clock interface{ Now() time.Time }

// World is the clock of one world. It either stands still or runs with the
// machine's clock, possibly shifted. It is safe for concurrent use.
type World struct {
	wall func() time.Time

	mu     sync.RWMutex
	frozen bool      // it stands still
	at     time.Time // what it shows while standing still, or showed when it was moved last
	// since is what wall showed when the clock was moved last; zero if it never was. A time.Duration between the two would end
	// after 292 years.
	since time.Time
}

// Real runs with the machine's clock.
func Real() *World { return &World{wall: time.Now} }

// At stands still at t until it is moved.
func At(t time.Time) *World { return &World{wall: time.Now, frozen: true, at: t} }

// Now is the time in UTC, in whole milliseconds as APIs write it.
func (w *World) Now() time.Time {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.now().UTC().Truncate(time.Millisecond)
}

func (w *World) now() time.Time {
	if w.frozen {
		return w.at
	}
	if w.since.IsZero() {
		return w.wall()
	}
	return w.at.Add(w.wall().Round(0).Sub(w.since))
}

// Advance moves the clock by d, which may be negative. A running clock runs on
// from there.
func (w *World) Advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.set(w.now().Add(d))
}

// Set moves the clock to t. A running clock runs on from there.
func (w *World) Set(t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.set(t)
}

func (w *World) set(t time.Time) {
	w.at, w.since = t.Round(0), w.wall().Round(0)
}

// Freeze makes the clock stand still at what it shows, until it is moved.
func (w *World) Freeze() { w.freeze(true) }

// Run makes the clock run on from what it shows.
func (w *World) Run() { w.freeze(false) }

func (w *World) freeze(frozen bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.set(w.now())
	w.frozen = frozen
}

// Fork is an independent clock that shows the same time now.
func (w *World) Fork() *World {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return &World{wall: w.wall, frozen: w.frozen, at: w.at, since: w.since}
}

// IsReal says whether the clock runs.
func (w *World) IsReal() bool {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return !w.frozen
}
