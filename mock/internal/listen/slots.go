package listen

import (
	"sync"
	"time"
)

// Slots bound how many connections are open at once, and know them: whoever needs one may close another's that is idle, whatever the port.
// It is safe for concurrent use.
type Slots struct {
	taken chan struct{}

	mu   sync.Mutex
	held map[*conn]struct{}
}

// NewSlots makes room for n connections.
func NewSlots(n int) *Slots { return &Slots{taken: make(chan struct{}, n), held: map[*conn]struct{}{}} }

// Take takes a slot if one is free.
func (s *Slots) Take() bool {
	select {
	case s.taken <- struct{}{}:
		return true
	default:
		return false
	}
}

// Free gives a slot back.
func (s *Slots) Free() { <-s.taken }

// hold says which connection has a slot that was taken, and drop gives it back.
func (s *Slots) hold(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held[c] = struct{}{}
}

func (s *Slots) drop(c *conn) {
	s.mu.Lock()
	delete(s.held, c)
	s.mu.Unlock()
	s.Free()
}

// take waits for a slot, and says so; connections with nothing to say make room. Once the port is shut it waits no longer: the connection
// was accepted, and is one of the last.
func (s *Server) take(slots *Slots) bool {
	if slots.Take() {
		return true
	}
	s.sayCrowded(cap(slots.taken))
	again := time.NewTicker(max(s.Bounds.Spare, time.Millisecond))
	defer again.Stop()
	for {
		slots.makeRoom(s.Bounds.Spare)
		select {
		case slots.taken <- struct{}{}:
			return true
		case <-s.shut:
			return false
		case <-again.C:
		}
	}
}

// makeRoom closes the connection that has been quiet for longest, if for long enough: what a client sent a moment ago may still be under
// way.
func (s *Slots) makeRoom(spare time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var oldest *conn
	for c := range s.held {
		if c.quiet() && (oldest == nil || c.since.Load() < oldest.since.Load()) {
			oldest = c
		}
	}
	if oldest != nil && instant()-oldest.since.Load() >= int64(spare) {
		_ = oldest.raw.Close() // its reader notices, and gives the slot back
	}
}

// instant is the time, as a connection keeps it.
func instant() int64 { return time.Now().UnixNano() }

const (
	// reserved are descriptors that no API port gets: the control plane's connections have half of them, listeners, files and
	// standard streams the rest.
	reserved = 64
	// most is how many connections the API ports take together, however many descriptors there are: each costs memory too.
	most = 16384
)

// Shares say how many connections a process may have open, and where: on all API ports together, on one of them, on the control plane.
// A flood on one port leaves half of them to the others, and the control plane always has its own. Further is how many of those together
// may be ports that are opened while the server runs.
type Shares struct{ Together, Each, Control, Further int }

// Share divides the descriptors that the system gives this process.
func Share() Shares { return share(descriptors()) }

func share(descriptors int) Shares {
	kept := min(reserved, descriptors/2)
	together := max(2, min(descriptors-kept, most))
	return Shares{Together: together, Each: together / 2, Control: max(1, kept/2), Further: together / 4}
}

// seldom keeps a log from repeating itself.
type seldom struct {
	mu   sync.Mutex
	last time.Time
}

const seldomAfter = time.Minute

func (s *seldom) due() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if !s.last.IsZero() && now.Sub(s.last) < seldomAfter {
		return false
	}
	s.last = now
	return true
}
