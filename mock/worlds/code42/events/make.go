package events

import (
	"cmp"
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
}

// newMaker makes a maker; the people and their devices are in its tables then.
func newMaker(spec Spec) *maker {
	source := ids.New(spec.Seed)
	m := &maker{
		t: &tables{
			seed: strconv.FormatUint(spec.Seed, 10), tenant: spec.Tenant, ids: source,
			pinIDs: map[uint32]string{}, pinRows: map[string]uint32{}, pinned: map[uint32]string{},
		},
		firm: spec.Company, seed: source.Uint64("file events", 0), start: spec.From.UnixMilli(),
	}
	for _, p := range spec.People {
		if _, domain, ok := strings.Cut(p.Username, "@"); ok && m.domain == "" {
			m.domain = domain
		}
	}
	m.settle(spec)
	if m.firm != nil {
		m.learn()
		m.setRate(spec.Size)
	}
	return m
}

// generate makes a history.
func generate(spec Spec) *tables {
	m := newMaker(spec)
	m.during(spec, spec.From.UnixMilli(), spec.Until.UnixMilli())
	return m.t
}

// during makes the events between two instants, and the pinned ones.
func (m *maker) during(spec Spec, from, until int64) {
	j := newJoint(m.t, int(float64(spec.Size)*1.03*float64(until-from)/float64(Days*day.Milliseconds()))+len(spec.Pins))
	pins := m.newBatch(from, until)
	for i, p := range spec.Pins {
		pins.pin(i, p, spec.Start.UnixMilli())
	}
	j.take(pins)
	if m.firm != nil && m.rate > 0 {
		inTurn(len(m.workers), func() *batch { return m.newBatch(from, until) }, func(b *batch, first, end int) {
			for n := first; n < end; n++ {
				if m.workers[n].who != nil {
					b.live(uint32(n))
				}
			}
		}, j.take)
	}
	m.enter(spec, j.end())
}

// enter sorts what has happened by time, ties by event id, and turns it into columns.
func (m *maker) enter(spec Spec, facts []fact) {
	t, n := m.t, len(facts)
	keys := make([]uint64, n)
	least := int64(0)
	if n > 0 {
		least = slices.MinFunc(facts, func(a, b fact) int { return cmp.Compare(a.at, b.at) }).at
	}
	for i, f := range facts {
		keys[i] = uint64(f.at-least)<<26 | uint64(i)
	}
	radixSort(keys)
	rows := make([]uint32, n)
	for i, key := range keys {
		rows[i] = uint32(key & (1<<26 - 1))
	}
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
