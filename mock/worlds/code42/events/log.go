// Package events is the history of what people did with files: made up once from a seed, never changed, shared by all forks of a
// world, and searched with the vendor's query grammar.
//
// It is not the API: it knows no HTTP, no wire format and no generated type, and both versions of an event are rendered elsewhere
// from the one Event. It is not a table of the store either; events are columns of small numbers, sorted by time, so that a
// million of them can be scanned for every query.
//
// Only mock, mock/heads/code42, mock/worlds/code42/state and mock/worlds/code42/seed may import it.
package events

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/limits"
)

// Days is in how many days there are as many events as a history's size says.
const Days = 90

const (
	// MaxSize is the largest size of a history.
	MaxSize = 2_000_000
	// MaxDays is the longest history, whatever lies between its parts.
	MaxDays = 4000
)

// Spec is what a history is made from. The same Spec gives the same history.
type Spec struct {
	Seed uint64
	// Tenant is the tenant's uid; it is part of every event id.
	Tenant string
	// From and Until are when the history begins and ends. A later Until adds events, and changes none.
	From, Until time.Time
	// Start is what the pinned events are placed relative to.
	Start time.Time
	// Later are times after Until in which the history goes on, the earliest first. A further one adds events, and changes none.
	Later []Period
	// Size is about how many events there are in the first ninety days, besides the pinned ones.
	Size    int
	Company *company.Company // whom the people work for; nil: nobody does anything
	People  []Person
	Pins    []Pin
	// Begins is told when a long history begins to be made, which takes seconds; nil is nobody.
	Begins func(size int)
}

// Period is a time of which it is known who did nothing in it.
type Period struct {
	From, Until time.Time
	// Off are the uids of people and the guids of devices that are out of service. It is never written to.
	Off map[string]bool
}

// Length is how many days a history of some periods has besides the first ninety, begun ones included.
func Length(later []Period) (days int) {
	for _, p := range later {
		days += int((p.Until.Sub(p.From) + day - 1) / day)
	}
	return days
}

// Person is someone whose devices and cloud accounts are watched.
type Person struct {
	Who           *company.Person // nil does nothing, like who has no job
	UID, Username string
	Stopped       time.Time // when the user was deactivated or blocked: nothing happens from then on; zero is never
	// Departing and HighRisk are since when the user is on a detection list; zero is not at all. What is risky is mostly theirs.
	Departing, HighRisk time.Time
	Devices             []Device
	Scenes              []Scene
}

// Device is a machine of a person. Those of a person come in the order in which they were bought.
type Device struct {
	GUID, Host    string
	OS            string // win, mac or linux
	OSVersion     string
	PrivateIPs    []string
	PublicAddress string
	From, Until   time.Time // when it was bought, and when it last connected for good; zero is always, and never
	Seen          time.Time // where it was offline in the end: when it had last connected; nothing comes from it between then and Spec.Until
}

// Pin is an event that must be in the history because someone's configuration names it.
type Pin struct {
	ID              string // empty: an id like the others'
	DeviceGUID      string
	Name, Directory string
	Content         string
	Before          time.Duration // how long before Spec.Start it happened
}

// Log is a history. It is made on first use, and safe for concurrent use.
type Log struct {
	spec            Spec
	history         late[*tables]
	ids, insertions late[*order]
	findRisky       sync.Once
	risky           map[string][]uint32 // by uid, in time
	ranks           sync.Map            // *field -> *late[ranking], made when a query first sorts by the field
	extents         sync.Map            // *field -> extent, measured when a query first has words for the field
}

// New checks the Spec and returns a history that is not made yet.
func New(spec Spec) (*Log, error) {
	if spec.Tenant == "" || strings.Contains(spec.Tenant, "_") {
		return nil, fmt.Errorf("events: %q is no tenant's uid", spec.Tenant)
	}
	if spec.Size < 0 || spec.Size > MaxSize {
		return nil, fmt.Errorf("events: size %d is not between 0 and %d", spec.Size, MaxSize)
	}
	if spec.Until.Before(spec.From) || spec.Until.Sub(spec.From)/day+time.Duration(Length(spec.Later)) > MaxDays {
		return nil, fmt.Errorf("events: from %s until %s, and what comes later, are no days or more than %d", spec.From, spec.Until, MaxDays)
	}
	for i, before := 0, spec.Until; i < len(spec.Later); i++ {
		p := spec.Later[i]
		if p.From.Before(before) || p.Until.Before(p.From) {
			return nil, fmt.Errorf("events: the period from %s until %s comes after %s", p.From, p.Until, before)
		}
		before = p.Until
	}
	guids, taken := map[string]bool{}, map[string]bool{"": false}
	for _, p := range spec.People {
		for _, d := range p.Devices {
			guids[d.GUID] = true
		}
	}
	for i, p := range spec.Pins {
		switch {
		case p.DeviceGUID == "":
			return nil, limits.Entry("", i, limits.Missing("device"))
		case !guids[p.DeviceGUID]:
			return nil, limits.Entry("", i, limits.Wrong("device", "%.60q is the guid of no device", p.DeviceGUID))
		case taken[strings.ToLower(p.ID)]:
			return nil, limits.Entry("", i, limits.Wrong("id", "%.60q is that of an entry before it already", p.ID))
		case p.Name == "":
			return nil, limits.Entry("", i, limits.Missing("name"))
		case p.Directory == "":
			return nil, limits.Entry("", i, limits.Missing("directory"))
		case p.Before < longestDelay || p.Before > Days*day:
			return nil, limits.Entry("", i, limits.Wrong("before", "%s is not between %s and %s", p.Before, longestDelay, Days*day))
		}
		taken[strings.ToLower(p.ID)] = p.ID != ""
	}
	spec.People, spec.Pins = slices.Clone(spec.People), slices.Clone(spec.Pins)
	return &Log{spec: spec}, nil
}

// Len is the number of events.
func (l *Log) Len() int { return l.tables().len() }

// short is the largest history that is made, and put in order, in a moment.
const short = 1 << 15

// long tells whether who waits for what is made of the history may leave.
func (l *Log) long() bool { return l.spec.Size > short }

// Ready makes the history if it is not made yet. Who waits for a long one may leave: done is closed then, and the error is ErrStopped.
// It is made all the same, for the next who asks.
func (l *Log) Ready(done <-chan struct{}) error {
	_, err := l.history.get(l.long(), done, func() *tables {
		if l.long() && l.spec.Begins != nil {
			l.spec.Begins(l.spec.Size)
		}
		t := generate(l.spec)
		l.spec.People, l.spec.Company = nil, nil // what the history was made from is in it now
		return t
	})
	return err
}

// tables makes the history when it is first needed, and waits for it.
func (l *Log) tables() *tables {
	if t := l.history.value.Load(); t != nil {
		return *t
	}
	_ = l.Ready(nil) // who cannot leave has no error
	return l.tables()
}

// ByID finds an event that had been inserted by now.
func (l *Log) ByID(id string, now time.Time) (Event, bool) {
	t := l.tables()
	row, ok := t.row(id)
	if !ok || !t.arrived(row, now) {
		return Event{}, false
	}
	return l.Event(row), true
}

// Content is what a file holds, found by either of its hashes, in lower-case hexadecimal digits. It is a stand-in: only a pinned
// file's is as long as the file is said to be. But it is what the hashes are of.
func (l *Log) Content(hash string) ([]byte, bool) {
	t := l.tables()
	for i := range t.contents {
		if c := &t.contents[i]; c.md5Hex() == hash && len(hash) == 32 || len(hash) == 64 && c.sha256Hex() == hash {
			return t.bytesOf(uint32(i)), true
		}
	}
	return nil, false
}
