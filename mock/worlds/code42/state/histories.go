package state

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/understudy/understudy/mock/worlds/code42/events"
)

// histories are the histories of file events of a world and of all its forks: the one that all begin with, and the last of those that go
// on in some. Who goes on alike shares one.
type histories struct {
	size  int
	spec  func() events.Spec // looks the people up: they take more room than what they did
	begun func() *events.Log

	mu    sync.Mutex
	later []longer // the one that was asked for last comes last
}

// longer is a history that goes on.
type longer struct {
	periods []events.Period
	log     *events.Log
}

func newHistories(size int, spec func() events.Spec) *histories {
	return &histories{size: size, spec: spec, begun: sync.OnceValue(func() *events.Log { return history(spec()) })}
}

// noEvents is the history of a world that was given none.
var noEvents = newHistories(0, func() events.Spec { return events.Spec{Tenant: "none"} })

func history(spec events.Spec) *events.Log {
	log, err := events.New(spec)
	if err != nil {
		panic(err) // checkEvents has seen the rest of it
	}
	return log
}

// mostKept is how many events the histories that go on have together. One that was dropped is made again when somebody asks for it.
const mostKept = events.MaxSize

// with is the history that goes on in some periods.
func (h *histories) with(periods []events.Period) *events.Log {
	if len(periods) == 0 {
		return h.begun()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	at := slices.IndexFunc(h.later, func(l longer) bool { return slices.EqualFunc(l.periods, periods, samePeriod) })
	if at < 0 {
		spec := h.spec()
		spec.Later = periods
		h.later = append(h.later, longer{periods, history(spec)})
		at = len(h.later) - 1
	}
	found := h.later[at]
	h.later = append(slices.Delete(h.later, at, at+1), found)
	kept := 0
	for i := len(h.later) - 1; i >= 0; i-- {
		if kept += h.size * (events.Days + events.Length(h.later[i].periods)) / events.Days; kept > mostKept && i < len(h.later)-1 {
			h.later = slices.Delete(h.later, 0, i+1)
			break
		}
	}
	return found.log
}

func samePeriod(a, b events.Period) bool {
	return a.From.Equal(b.From) && a.Until.Equal(b.Until) && maps.Equal(a.Off, b.Off)
}

// FileEvents is the world's history up to when it is made.
func (w *World) FileEvents() *events.Log {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.events.with(w.periods)
}

// goOn notes that the history goes on from an instant on, for some days. Who is out of service in the beginning does nothing in them; what
// the days themselves bring about the firm knows.
func (tx *Tx) goOn(from time.Time) {
	w := tx.world
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.next == nil {
		w.next = &events.Period{From: from, Off: tx.outOfService()}
	}
}

// wentOn notes up to when it did.
func (w *World) wentOn(until time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, list := *w.next, slices.Clone(w.periods)
	p.Until, w.next = until, nil
	if n := len(list) - 1; n >= 0 && list[n].Until.Equal(p.From) && maps.Equal(list[n].Off, p.Off) {
		list[n].Until = until
	} else {
		list = append(list, p)
	}
	for over := events.Length(list) - w.events.room(); over > 0 && len(list) > 0; { // of what a moved clock has made, the newest days are kept
		length := events.Length(list[:1])
		if length > over {
			list[0].From = list[0].Until.Add(-time.Duration(length-over) * day).Truncate(day)
			break
		}
		list, over = list[1:], over-length
	}
	w.periods = list
}

// room is how many days there may be after those that a history begins with.
func (h *histories) room() int {
	if h.size == 0 {
		return 0
	}
	return min(events.MaxDays, events.MaxSize*events.Days/h.size) - events.Days
}

// outOfService are the users and the devices from which nothing comes.
func (tx *Tx) outOfService() map[string]bool {
	off := map[string]bool{}
	for u := range users.All(tx.Tx) {
		if !u.Active || u.Blocked {
			off[u.UID] = true
		}
	}
	for d := range devices.All(tx.Tx) {
		if !d.Active || d.Blocked || d.Deauthorized {
			off[d.GUID] = true
		}
	}
	return off
}
