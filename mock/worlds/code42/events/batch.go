package events

import (
	"time"

	"github.com/understudy/understudy/mock/internal/chance"
)

// fact is an event while the history is made. The rows are those of the batch, then those of the history.
type fact struct {
	at     int64
	delay  uint32
	person uint32
	device uint32
	file   uint32
	deed   uint32
	risk   uint32
	pin    int32 // index in Spec.Pins; -1 if it is none
}

// batch is what some people do in a time, with tables of its own, so that others can be made beside it.
type batch struct {
	*maker
	from, until int64
	facts       []fact
	texts       list[string]
	own         list[string] // texts that nobody else has, such as a person's folders
	files       []file
	contents    []content
	pinned      map[uint32]string
	deeds       list[deedKey] // deeds and risks are few, and kept for the people after these
	deedRows    []deed
	risks       list[riskKey]
	known       map[uint64]uint32 // risks that were looked up
	deedAt      []uint32          // where they are in the history
	riskAt      []uint32
	self, other habits // of who lives, and of a colleague
}

// list is different values, each of which has a number.
type list[T comparable] struct {
	number map[T]uint32
	values []T
}

func (l *list[T]) of(value T) uint32 {
	n, ok := l.number[value]
	if !ok {
		n = uint32(len(l.values))
		l.number[value] = n
		l.values = append(l.values, value)
	}
	return n
}

func newList[T comparable]() list[T] { return list[T]{number: map[T]uint32{}} }

func (l *list[T]) empty() {
	clear(l.number)
	l.values = l.values[:0]
}

func (m *maker) newBatch(from, until int64) *batch {
	return &batch{
		maker: m, from: from, until: until, texts: newList[string](), own: newList[string](), pinned: map[uint32]string{}, deeds: newList[deedKey](),
		risks: newList[riskKey](), known: map[uint64]uint32{},
	}
}

// ofOwn marks the numbers of texts that are in the list of a batch's own.
const ofOwn = 1 << 31

func (b *batch) ownText(s string) uint32 { return b.own.of(s) | ofOwn }

// live lets a person live.
func (b *batch) live(n uint32) {
	h := &b.self
	b.habits(n, h)
	if h.stick || h.uses("copy") {
		h.p.medium = b.mediumOf(h.who.N)
	}
	b.pieces(h, b.from, b.until, b.rate, func(_ float64, p *task) {
		for i := range p.steps {
			if b.covers(p.steps[i].at) {
				b.tell(h, p)
				return
			}
		}
	})
}

func (b *batch) covers(at int64) bool { return at >= b.from && at < b.until }

// pin lets something happen that a configuration names. Its instant is odd, all others are even, so that they never meet.
func (b *batch) pin(n int, p Pin, start int64) {
	on := b.byGUID[p.DeviceGUID]
	d := &b.t.devices[on]
	at := (start - p.Before.Milliseconds()) | 1
	kind := kindOf(p.Name)
	row := uint32(len(b.contents))
	b.pinned[row] = p.Content
	b.contents = append(b.contents, newContent(0, int64(len(p.Content)), []byte(p.Content)))
	s := streamOf(b.seed, forText, uint64(n), -1, 0)
	f := file{
		name: b.texts.of(p.Name), directory: b.texts.of(p.Directory), owner: b.texts.of(d.user), kind: kind, disguise: kind, content: row,
		created: at - day.Milliseconds(), modified: at - time.Hour.Milliseconds(), key: s.Next(),
	}
	file := b.addFile(f)
	deed := b.upload(d.system, &elsewhere[0], 0, browsers[d.system][0], false)
	key := b.riskOf(deed, &b.files[file], &b.t.people[d.owner], on, step{at: at})
	b.facts = append(b.facts, fact{at: at, delay: 90_000_123, person: d.owner, device: on, file: file, deed: deed, risk: b.risks.of(key), pin: int32(n)})
}

// add lets something happen.
func (b *batch) add(h *habits, device, file, deed uint32, st step) {
	if b.absent(h.n, device, st.at) {
		return
	}
	f := &b.files[file]
	short := uint64(deed)<<32 | uint64(f.kind)<<24 | uint64(f.disguise)<<16 | uint64(flag(device != 0)|flag(st.home)<<1|flag(st.off)<<2|flag(st.first)<<3|flag(h.p.departing <= st.at)<<4|flag(h.p.highRisk <= st.at)<<5)
	if device != 0 {
		short |= uint64(b.t.devices[device].system) << 6
	}
	risk, ok := b.known[short]
	if !ok {
		risk = b.risks.of(b.riskOf(deed, f, h.p, device, st))
		b.known[short] = risk
	}
	s := stream{chance.From(b.files[file].key ^ uint64(st.at))}
	b.facts = append(b.facts, fact{
		at: st.at, delay: uint32(5_000_000 + s.Below(10)*s.Below(25_000_000) + s.Below(1000)), person: h.n, device: device, file: file, deed: deed,
		risk: risk, pin: -1,
	})
}
