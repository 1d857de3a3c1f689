package state

import (
	"iter"
	"slices"
	"sync"
	"time"
)

// Agents are those that check in by themselves, for as long as their devices are in service. When one was heard of last follows from the
// time, and is derived when its device is read: a clock that moves on writes nothing, however many devices there are.
type Agents struct {
	// From is up to when the rows tell it: what they say of that instant is what Seen says.
	From time.Time
	// Devices are their ids, in ascending order. There is one agent to each device that is not Dormant.
	Devices []int64
	// Seen is when the nth was heard of last, at an instant, and whether it is connected then. It never goes back while time goes on, and
	// many may ask.
	Seen func(n int, at time.Time) (last time.Time, online bool)
}

// Beat is how often agents check in: in between, nothing more is known of them.
const Beat = 15 * time.Minute

// agents are Agents with what was last derived of all of them; forks share it.
type agents struct {
	Agents
	since time.Time // when the world began to be served: what lies between From and that did not happen

	mu     sync.Mutex
	looked []*sightings // the one that was asked for last comes last
}

// sightings are when all agents were heard of last, at an instant.
type sightings struct {
	at     int64 // milliseconds since 1970
	last   []int64
	online []bool
	silent []int // those that may show an alert until the next beat, being offline for so long, or by their rows
}

// mostLooked is of how many instants the sightings are kept: forks may be in different years.
const mostLooked = 4

// lookedAt finds sightings that were derived before, or nil.
func (g *agents) lookedAt(at int64) *sightings {
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := slices.IndexFunc(g.looked, func(s *sightings) bool { return s.at == at }); i >= 0 {
		return g.looked[i]
	}
	return nil
}

// look derives the sightings of all agents at an instant.
func (g *agents) look(at int64) *sightings {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := slices.IndexFunc(g.looked, func(s *sightings) bool { return s.at == at })
	if i < 0 {
		g.looked = append(g.looked, g.derived(at))
		i = len(g.looked) - 1
	}
	found := g.looked[i]
	g.looked = append(slices.Delete(g.looked, i, i+1), found)
	g.looked = g.looked[max(0, len(g.looked)-mostLooked):]
	return found
}

func (g *agents) derived(at int64) *sightings {
	s := &sightings{at: at, last: make([]int64, len(g.Devices)), online: make([]bool, len(g.Devices))}
	long := at + (Beat - minutesUntilWarning*time.Minute).Milliseconds()
	for n := range g.Devices {
		last, online := g.Seen(n, time.UnixMilli(at).UTC())
		s.last[n], s.online[n] = last.UnixMilli(), online
		if !online && s.last[n] <= long || g.late() && !last.After(g.since) {
			s.silent = append(s.silent, n)
		}
	}
	return s
}

// late tells that the world began to be served when its agents had checked in again.
func (g *agents) late() bool { return g.since.Sub(g.From) >= Beat }

// beat is the last instant at which agents checked in, in milliseconds since 1970; not ok where that is what the rows tell.
func (tx *Tx) beat() (at int64, ok bool) {
	g := tx.world.agents
	if g == nil {
		return 0, false
	}
	from, now := g.From.UnixMilli(), tx.Now.UnixMilli()
	return now - (now-from)%Beat.Milliseconds(), now-from >= Beat.Milliseconds()
}

// lookAtAll derives the sightings of all agents, for who reads many devices, if the rows do not tell them.
func (tx *Tx) lookAtAll() {
	if at, ok := tx.beat(); ok && (tx.seen == nil || tx.seen.at != at) {
		tx.seen = tx.world.agents.look(at)
	}
}

// sighting is when the agent of a device was heard of last, and whether it is connected, if that is later than what its row tells.
func (tx *Tx) sighting(d *Device) (last time.Time, online, ok bool) {
	at, ok := tx.beat()
	if !ok || !d.checksIn() {
		return last, false, false
	}
	g := tx.world.agents
	n, ok := slices.BinarySearch(g.Devices, d.ID)
	if !ok {
		return last, false, false
	}
	if tx.seen == nil || tx.seen.at != at {
		tx.seen = g.lookedAt(at)
	}
	if tx.seen != nil {
		last, online = time.UnixMilli(tx.seen.last[n]).UTC(), tx.seen.online[n]
	} else {
		last, online = g.Seen(n, time.UnixMilli(at).UTC())
	}
	if last.After(d.Back) || d.Back.IsZero() {
		return last, online, last.After(g.since)
	}
	// It came back, and its agent has not been heard of since: who has left turns none on.
	return d.LastConnected, false, at >= d.Back.Add(Beat).UnixMilli()
}

// checksIn tells whether a device's agent can check in.
func (d *Device) checksIn() bool { return d.Active && !d.Blocked && !d.Deauthorized && !d.Dormant }

// heard is a device as it is by now: when its agent was heard of last, and when it backed up last.
func (tx *Tx) heard(d Device) Device {
	if last, online, ok := tx.sighting(&d); ok {
		d.LastConnected, d.Online = last, online
		if d.BacksUp {
			if at, ok := tx.backedUp(&d, last); ok && at.After(d.BackedUp) {
				d.BackedUp = at
			}
		}
	}
	return d
}

func (tx *Tx) allHeard(rows iter.Seq[Device]) iter.Seq[Device] {
	return func(yield func(Device) bool) {
		for d := range rows {
			if !yield(tx.heard(d)) {
				return
			}
		}
	}
}

// settledTx writes down when an agent was heard of last from which nothing comes any more, and what it had backed up, and returns the
// device. It goes by the row before that. No date of modification changes: this has happened by itself.
func (tx *Tx) settledTx(was Device) (Device, error) {
	now, backups := tx.heard(was), tx.ArchivesOf(was)
	for _, a := range backups {
		a.Online = now.Online
		if err := archives.Put(tx.Tx, a); err != nil {
			return Device{}, err
		}
	}
	return devices.Change(tx.Tx, deviceKey(was.ID), func(d *Device) error {
		d.LastConnected, d.Online, d.BackedUp = now.LastConnected, now.Online, now.BackedUp
		return nil
	})
}

// silent are the devices whose agents may show an alert, as they are by now, but for those whose rows tell it, or nothing but a look.
func (tx *Tx) silent() iter.Seq[Device] {
	tx.lookAtAll()
	return func(yield func(Device) bool) {
		for _, n := range tx.seen.silent {
			d, ok := devices.Get(tx.Tx, deviceKey(tx.world.agents.Devices[n]))
			if ok && d.silence() == derived && !yield(tx.heard(d)) {
				return
			}
		}
	}
}

// silence is how it is known since when an agent is silent.
type silence int64

const (
	told    silence = iota // its row tells
	derived                // it is derived, or the row tells while nothing is
	looked                 // it was away for a while: nothing but a look at the device tells
)

func (d Device) silence() silence {
	switch {
	case !d.checksIn():
		return told
	case d.Back.IsZero():
		return derived
	}
	return looked
}
