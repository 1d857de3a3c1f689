package world

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// MostDays is how many days of history are made at once: when a clock is moved further, those before them are left out.
const MostDays = 400

const day = 24 * time.Hour

// Day makes what happens in a world on one day, from an instant on up to another. It is the last of several days if last is set. It runs
// in a write of its own; after an error nothing of it has happened, and the next day follows.
type Day func(tx *store.Tx, from, until time.Time, last bool) error

// history is what a world makes while its clock runs on. A day is over at midnight UTC, and made when the world is next used.
type history struct {
	day    Day
	tell   func(clock.Settlement) // nil: nobody wants to know
	seeded time.Time              // what the clock showed when the world was made
	since  time.Time              // from when on

	mu   sync.Mutex
	made atomic.Int64 // up to when, in milliseconds since 1970
	next atomic.Int64 // when there is more to make
	last atomic.Int64 // the end of the last day that was not left out and did not fail, or when the world was seeded
}

// Live makes the world make history from the instant on that its clock shows, or that of the clock that it is given to be served by: up to
// then its seed has made it. What lies between a pinned epoch and that instant did not happen. It is not for a world that is in use.
func (w *World) Live(day Day) { w.history.day = day }

// TellSettled makes the world call tell whenever days were made, before anybody sees a later time. It is not for a world that is in use.
func (w *World) TellSettled(tell func(clock.Settlement)) { w.history.tell = tell }

// begin is where history begins to be made.
func (h *history) begin(at time.Time) {
	h.since = at
	h.last.Store(h.seeded.UnixMilli())
	h.reached(at)
}

// reached notes up to when history is made.
func (h *history) reached(at time.Time) {
	h.made.Store(at.UnixMilli())
	h.next.Store(at.Truncate(day).Add(day).UnixMilli())
}

// Made is up to when history is made: an instant of the seed's last day, or the last midnight when the world was used.
func (w *World) Made() time.Time { return time.UnixMilli(w.history.made.Load()).UTC() }

// Since is from when on nothing has happened. Usually it is when the day begins that is being made. It is earlier where days before it were
// left out or failed, or where the clock that the world is served by showed a later instant than its seed had.
func (w *World) Since() time.Time { return time.UnixMilli(w.history.last.Load()).UTC() }

// Due tells how many days of history a world makes when it is next used, and how many are left out before them.
func (w *World) Due() (days, skipped int) {
	if w.history.day == nil {
		return 0, 0
	}
	return due(w.Made(), w.now.clock.Now())
}

func due(made, now time.Time) (days, skipped int) {
	over := int(now.Truncate(day).Unix()-made.Truncate(day).Unix()) / int(day/time.Second) // a time.Duration ends after 292 years
	return min(max(over, 0), MostDays), max(over-MostDays, 0)
}

// lags tells that there are days that are over at a time, and not made.
func (h *history) lags(now time.Time) bool { return h.day != nil && now.UnixMilli() >= h.next.Load() }

// catchUp makes the history of the days that are over, and returns the time that they are made for. A clock that is moved back takes nothing
// away, and what was made is not made again.
func (w *World) catchUp() (now time.Time) {
	h := &w.history
	if now = w.now.clock.Now(); !h.lags(now) {
		return now
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	now = w.now.clock.Now()
	until := now.Truncate(day)
	days, skipped := due(w.Made(), until)
	from := w.Made()
	if skipped > 0 {
		from = until.Add(-MostDays * day)
	}
	settled := clock.Settlement{From: from, Until: until, Days: days, Skipped: skipped}
	for range days {
		midnight := from.Truncate(day).Add(day)
		last := midnight.Equal(until)
		if err := w.live(from, midnight, last); err != nil {
			if settled.Failed++; settled.Failed == 1 {
				settled.Why = why(noRoom(err))
			}
		}
		if last && h.tell != nil {
			h.tell(settled)
		}
		h.reached(midnight)
		from = midnight
	}
	return now
}

// live makes a day, or nothing of it.
func (w *World) live(from, until time.Time, last bool) error {
	tx := w.now.db.Write()
	defer tx.Abort()
	if err := w.history.day(tx, from, until, last); err != nil {
		return err
	}
	tx.Commit()
	w.history.last.Store(until.UnixMilli())
	return nil
}

// why is what a developer is told of an error.
func why(err error) string {
	var refusal *fail.Error
	if errors.As(err, &refusal) && refusal.Reason != "" {
		return refusal.Reason
	}
	return err.Error()
}
