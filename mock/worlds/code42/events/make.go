package events

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/ids"
)

const (
	day          = 24 * time.Hour
	longestDelay = 15 * time.Minute // from an event until it is inserted
)

// maker makes a history out of what people do on their days. Once it is made itself it does not change, so that many can work with it.
type maker struct {
	t       *tables
	firm    *company.Company
	domain  string // of the firm's addresses
	seed    uint64
	start   int64 // when the history begins, in milliseconds
	rate    float64
	workers []worker // of the people
	byN     map[uint64]uint32
	byGUID  map[string]uint32 // of the pins' devices
	units   map[int][]uint32  // who works in a unit
	trades  map[*company.Job]*trade
	suites  map[string]int // by site
	sorts   []sortOfFile   // of kinds
	ends    int64          // of the first part of the history
	periods []period       // the others
}

// period is a Period, as rows.
type period struct {
	from, until     int64
	people, devices map[uint32]bool // who is off
}

// periodsOf looks up who is off in the periods. Neighbours mostly have the same, which is looked up once.
func (m *maker) periodsOf(later []Period) {
	for i, p := range later {
		made := period{from: p.From.UnixMilli(), until: p.Until.UnixMilli(), people: map[uint32]bool{}, devices: map[uint32]bool{}}
		if i > 0 && maps.Equal(p.Off, later[i-1].Off) {
			made.people, made.devices = m.periods[i-1].people, m.periods[i-1].devices
		} else if len(p.Off) > 0 {
			for n := range m.t.people {
				if p.Off[m.t.people[n].uid] {
					made.people[uint32(n)] = true
				}
			}
			for n := range m.t.devices {
				if p.Off[m.t.devices[n].guid] {
					made.devices[uint32(n)] = true
				}
			}
		}
		m.periods = append(m.periods, made)
	}
}

// absent tells that something that would be done at a time is not: who would do it, or what it would be done with, is out of service.
func (m *maker) absent(person, on uint32, at int64) bool {
	if at < m.ends {
		return on != 0 && at > m.t.devices[on].seen
	}
	n, _ := slices.BinarySearchFunc(m.periods, at, func(p period, at int64) int { return cmp.Compare(p.until, at+1) })
	return n == len(m.periods) || m.periods[n].from > at || m.periods[n].people[person] || on != 0 && m.periods[n].devices[on]
}

// spans are the times in which anything happens; neighbours are one.
func (m *maker) spans() [][2]int64 {
	list := [][2]int64{{m.start, m.ends}}
	for _, p := range m.periods {
		if last := &list[len(list)-1]; p.from == last[1] {
			last[1] = p.until
		} else {
			list = append(list, [2]int64{p.from, p.until})
		}
	}
	return list
}

// newMaker makes a maker; the people and their devices are in its tables then.
func newMaker(spec Spec) *maker {
	source := ids.New(spec.Seed)
	m := &maker{
		t: &tables{
			seed: strconv.FormatUint(spec.Seed, 10), tenant: spec.Tenant, ids: source,
			pinIDs: map[uint32]string{}, pinRows: map[string]uint32{}, pinned: map[uint32]string{},
		},
		firm: spec.Company, seed: source.Uint64("file events", 0), start: spec.From.UnixMilli(), ends: spec.Until.UnixMilli(),
	}
	for _, p := range spec.People {
		if _, domain, ok := strings.Cut(p.Username, "@"); ok && m.domain == "" {
			m.domain = domain
		}
	}
	m.settle(spec)
	m.periodsOf(spec.Later)
	if m.firm != nil {
		m.learn()
		m.setRate(spec.Size)
	}
	return m
}

// generate makes a history.
func generate(spec Spec) *tables {
	m := newMaker(spec)
	m.during(spec, m.spans())
	return m.t
}

// during makes the events of some times, and the pinned ones.
func (m *maker) during(spec Spec, spans [][2]int64) {
	length := 0.0
	for _, s := range spans {
		length += float64(s[1] - s[0])
	}
	j := newJoint(m.t, int(float64(spec.Size)*1.03*length/float64(Days*day.Milliseconds()))+len(spec.Pins))
	pins := m.newBatch(spans[0][0], spans[0][1])
	for i, p := range spec.Pins {
		pins.pin(i, p, spec.Start.UnixMilli())
	}
	j.take(pins)
	for _, s := range spans {
		m.liveIn(s[0], s[1], j)
	}
	m.enter(spec, j.end())
}

// liveIn lets everybody live for a time.
func (m *maker) liveIn(from, until int64, j *joint) {
	if m.firm != nil && m.rate > 0 {
		inTurn(len(m.workers), func() *batch { return m.newBatch(from, until) }, func(b *batch, first, end int) {
			for n := first; n < end; n++ {
				if m.workers[n].who != nil {
					b.live(uint32(n))
				}
			}
		}, j.take)
	}
}

// enter sorts what has happened by time, ties by event id, and turns it into columns.
func (m *maker) enter(spec Spec, facts []fact) {
	t, n := m.t, len(facts)
	rows := inOrder(facts)
	m.breakTies(spec, facts, rows)
	t.sort(facts, rows)
	t.at, t.delay = make([]int64, n), make([]uint32, n)
	for d := ofPerson; d < dims; d++ {
		t.column[d] = make([]uint32, n)
	}
	for i, row := range rows {
		f := &facts[row]
		t.at[i], t.delay[i] = f.at, f.delay
		t.column[ofPerson][i], t.column[ofDevice][i], t.column[ofFile][i], t.column[ofDeed][i], t.column[ofRisk][i] = f.person, f.device, f.file, f.deed, f.risk
		if f.pin >= 0 {
			if id := spec.Pins[f.pin].ID; id != "" {
				t.pinIDs[uint32(i)], t.pinRows[strings.ToLower(id)] = id, uint32(i)
			}
		}
		t.late = max(t.late, t.inserted(uint32(i)))
	}
}

// inOrder are the rows in the order of time.
func inOrder(facts []fact) []uint32 {
	if len(facts) == 0 {
		return nil
	}
	byTime := func(a, b fact) int { return cmp.Compare(a.at, b.at) }
	least, most := slices.MinFunc(facts, byTime).at, slices.MaxFunc(facts, byTime).at
	rows, width := make([]uint32, len(facts)), bits.Len(uint(len(facts)))
	if bits.Len64(uint64(most-least))+width > 64 { // the clock was moved by centuries
		for i := range rows {
			rows[i] = uint32(i)
		}
		slices.SortStableFunc(rows, func(a, b uint32) int { return byTime(facts[a], facts[b]) })
		return rows
	}
	keys := make([]uint64, len(facts))
	for i, f := range facts {
		keys[i] = uint64(f.at-least)<<width | uint64(i)
	}
	radixSort(keys)
	for i, key := range keys {
		rows[i] = uint32(key & (1<<width - 1))
	}
	return rows
}

// breakTies sorts events of the same instant by what stands for the device in their ids, then by the rest of these.
func (m *maker) breakTies(spec Spec, facts []fact, rows []uint32) {
	t := m.t
	watched := func(f *fact) string {
		switch {
		case f.pin >= 0 && spec.Pins[f.pin].ID != "":
			return spec.Pins[f.pin].ID
		case f.device != 0:
			return watchedPrefix + t.devices[f.device].guid + "_"
		case t.deeds[f.deed].observer == cloudNames[googleDrive].observer:
			return t.fileID(f.file) + "_"
		}
		return watchedPrefix + t.people[f.person].uid + "_"
	}
	for i := 0; i < len(rows); {
		end := i + 1
		for end < len(rows) && facts[rows[end]].at == facts[rows[i]].at {
			end++
		}
		if end-i > 1 {
			slices.SortStableFunc(rows[i:end], func(a, b uint32) int {
				f, g := &facts[a], &facts[b]
				return cmp.Or(cmp.Compare(watched(f), watched(g)), cmp.Compare(t.numberOf(f.at, f.file), t.numberOf(g.at, g.file)))
			})
		}
		i = end
	}
}

func itoa(n uint64) string { return strconv.FormatUint(n, 10) }
