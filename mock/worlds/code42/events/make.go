package events

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/ids"
)

const (
	day          = 24 * time.Hour
	longestDelay = 15 * time.Minute // from an event until it is inserted
	opens        = 8                // working hours, in UTC
	closes       = 18
)

// fact is an event while the history is made.
type fact struct {
	at     int64
	delay  uint32
	person uint32
	device uint32
	file   uint32
	deed   uint32
	suffix uint8
	pin    int32 // index in Spec.Pins; -1 if it is none
}

// maker makes a history, day by day, out of what people do in one sitting.
type maker struct {
	t          *tables
	rand       *rand.Rand
	facts      []fact
	start, end int64    // milliseconds
	pool       []uint32 // people, as often as they are busy
	stayed     []uint32 // of these, who is still there
	byGUID     map[string]uint32
	texts      map[string]uint32
	passed     []uint32 // files that go round among colleagues
	deeds      map[deedKey]uint32
	risks      map[riskKey]uint32
}

func newMaker(spec Spec) *maker {
	source := ids.New(spec.Seed)
	m := &maker{
		t: &tables{
			seed: strconv.FormatUint(spec.Seed, 10), tenant: spec.Tenant, numbers: numbers{source},
			pinIDs: map[uint32]string{}, pinRows: map[string]uint32{}, pinned: map[uint32]string{},
			files: make([]file, 0, spec.Size+spec.Size/8), contents: make([]content, 0, spec.Size/2), // about as many as there will be
		},
		rand:  rand.New(rand.NewPCG(source.Uint64("file events", 0), source.Uint64("file events", 1))),
		facts: make([]fact, 0, spec.Size+16),
		end:   spec.End.UnixMilli(),
		texts: map[string]uint32{}, deeds: map[deedKey]uint32{}, risks: map[riskKey]uint32{},
	}
	m.start = m.end - Days*day.Milliseconds()
	return m
}

// generate makes a history.
func generate(spec Spec) *tables {
	m := newMaker(spec)
	m.settle(spec)
	for i, p := range spec.Pins {
		m.pin(i, p)
	}
	m.live(spec.Size)
	m.enter(spec)
	m.assess()
	return m.t
}

// live lets the days pass until enough has happened. Each gets its share; weekends are quiet.
func (m *maker) live(size int) {
	first := instant(m.start).Truncate(day)
	last := m.end - (longestDelay + time.Minute).Milliseconds() // what happens later would not be inserted in time
	type part struct {
		from, to int64
		weight   float64
	}
	var parts []part
	total := 0.0
	for d := first; d.UnixMilli() < last; d = d.Add(day) {
		midnight := d.UnixMilli()
		p := part{from: max(midnight, m.start), to: min(midnight+day.Milliseconds(), last), weight: 1}
		if d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
			p.weight = 0.06
		}
		open, shut := max(p.from, midnight+opens*time.Hour.Milliseconds()), min(p.to, midnight+closes*time.Hour.Milliseconds())
		p.weight *= 0.02 + 0.98*float64(max(shut-open, 0))/float64((closes-opens)*time.Hour.Milliseconds())
		total += p.weight
		parts = append(parts, p)
	}
	made, so := len(m.facts), 0.0
	for _, p := range parts {
		so += p.weight
		m.liveDay(p.from, p.to, made+int(float64(size-made)*so/total))
	}
	if n := len(parts); n > 0 { // the rounding's rest
		m.liveDay(parts[n-1].from, parts[n-1].to, size)
	}
}

// liveDay adds the sittings of one day, in the order in which they begin, until there are so many facts in all.
func (m *maker) liveDay(from, to int64, until int) {
	type sitting struct {
		at     int64
		person uint32
		steps  int
	}
	var plan []sitting
	people := m.pool
	if from > m.end-Days/2*day.Milliseconds() && len(m.stayed) > 0 {
		people = m.stayed
	}
	for planned := len(m.facts); planned < until; {
		who := people[m.rand.IntN(len(people))]
		steps := min(1+m.rand.IntN(8), until-planned)
		plan = append(plan, sitting{m.startOf(&m.t.people[who], from, to), who, steps})
		planned += steps
	}
	slices.SortStableFunc(plan, func(a, b sitting) int { return cmp.Compare(a.at, b.at) })
	for _, s := range plan {
		m.sit(s.person, s.at, to, s.steps)
	}
}

// startOf is when a person sits down: mostly within the working hours, as far as the day has any left.
func (m *maker) startOf(p *person, from, to int64) int64 {
	late := 3
	if p.departing || p.highRisk {
		late = 20
	}
	if m.rand.IntN(100) >= late {
		midnight := instant(from).Truncate(day).UnixMilli()
		for range 8 {
			at := midnight + opens*time.Hour.Milliseconds() + m.rand.Int64N((closes-opens)*time.Hour.Milliseconds())
			if at >= from && at < to {
				return at
			}
		}
	}
	return from + m.rand.Int64N(max(to-from, 1))
}

// enter sorts what has happened by time, ties by event id, and turns it into columns.
func (m *maker) enter(spec Spec) {
	t, n := m.t, len(m.facts)
	watched := func(f fact) string {
		switch {
		case f.pin >= 0:
			return spec.Pins[f.pin].ID
		case f.device != 0:
			return watchedPrefix + t.devices[f.device].guid + "_"
		case t.deeds[f.deed].observer == cloudNames[googleDrive].observer:
			return t.fileID(f.file) + "_"
		}
		return watchedPrefix + t.people[f.person].uid + "_"
	}
	slices.SortStableFunc(m.facts, func(a, b fact) int {
		if a.at != b.at {
			return cmp.Compare(a.at, b.at)
		}
		return cmp.Compare(watched(a), watched(b))
	})
	t.at, t.delay, t.suffix = make([]int64, n), make([]uint32, n), make([]uint8, n)
	for d := ofPerson; d < dims; d++ {
		t.column[d] = make([]uint32, n)
	}
	for i, f := range m.facts {
		t.at[i], t.delay[i], t.suffix[i] = f.at, f.delay, f.suffix
		t.column[ofPerson][i], t.column[ofDevice][i], t.column[ofFile][i], t.column[ofDeed][i] = f.person, f.device, f.file, f.deed
		if f.pin >= 0 {
			if id := spec.Pins[f.pin].ID; id != "" {
				t.pinIDs[uint32(i)], t.pinRows[strings.ToLower(id)] = id, uint32(i)
			}
		}
		t.late = max(t.late, t.inserted(uint32(i)))
	}
	m.facts = nil
}

// add lets something happen. The instants of pinned events are odd, those of all others even, so that they never meet.
func (m *maker) add(at int64, who, device, file, deed uint32) {
	m.facts = append(m.facts, fact{
		at: at &^ 1, delay: uint32(5_000_000 + m.rand.IntN(10)*m.rand.IntN(25_000_000) + m.rand.IntN(1000)), person: who, device: device,
		file: file, deed: deed, suffix: uint8(1 + m.rand.IntN(12)), pin: -1,
	})
}

func (m *maker) pin(n int, p Pin) {
	on := m.byGUID[p.DeviceGUID]
	who := m.t.devices[on].owner
	at := (m.end - p.Before.Milliseconds()) | 1
	number := uint32(len(m.t.contents))
	m.t.pinned[number] = p.Content
	kind := kindOf(p.Name)
	row := m.addFile(file{
		name: m.text(p.Name), directory: m.text(p.Directory), owner: m.text(m.t.devices[on].user), kind: kind, disguise: kind,
		content: m.t.addContent(int64(len(p.Content))), created: at - day.Milliseconds(), modified: at - time.Hour.Milliseconds(),
	})
	m.facts = append(m.facts, fact{
		at: at, delay: 90_000_123, person: who, device: on, file: row, deed: m.upload(on, false, 0, 0, 0), suffix: 1, pin: int32(n),
	})
}

// text is the number of a text, which is kept once.
func (m *maker) text(s string) uint32 {
	n, ok := m.texts[s]
	if !ok {
		n = uint32(len(m.t.texts))
		m.texts[s] = n
		m.t.texts = append(m.t.texts, s)
	}
	return n
}

func itoa(n uint64) string { return strconv.FormatUint(n, 10) }
