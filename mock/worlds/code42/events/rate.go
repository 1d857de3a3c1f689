package events

import (
	"cmp"
	"math"
	"slices"

	"github.com/understudy/understudy/mock/internal/company"
)

// pace is how much work a person begins, and below which chance there is none on a day, whatever day it is.
type pace struct{ rate, some float64 }

func (h *habits) pace(rate float64) pace {
	return pace{rate, 1 - math.Exp(-rate*2*h.usual.Busy)}
}

// mostPieces is how many pieces of work a person begins on a day at most.
const mostPieces = 40

// starts makes the pieces of work that a person begins on a day. Each needs a rate: it is made at any that is higher.
func (m *maker) starts(h *habits, on company.Date, at pace, do func(need float64, p *task)) {
	if !h.who.There(on) {
		return
	}
	s := streamOf(m.seed, forDay, h.who.N, int(on), 0)
	chance := s.Part()
	quarter := int(on) / quarterDays
	adoption, adopting := m.adoption(h, quarter)
	adopts := on == adoption
	takes := slices.IndexFunc(h.takings, func(t taking) bool { return t.on == on })
	if chance >= at.some && !adopts && takes < 0 {
		return
	}
	day := h.day(on)
	if day.Busy == 0 {
		return
	}
	need := -math.Log(1-chance) / day.Busy
	for i := 0; need < at.rate && i < mostPieces; i++ {
		do(need, m.life(h, day, i))
		need += s.wait() / day.Busy
	}
	if adopts {
		if needed := adopting.wait() / (4 * h.leaks * h.usual.Busy); needed < at.rate {
			do(needed, m.adopt(h, day, m.newPlace(h, quarter)))
		}
	}
	if takes >= 0 {
		m.take(h, day, h.takings[takes], do)
	}
}

// first makes the first piece of work that a person begins on a day, if there is any. It needs the rate, like all others.
func (m *maker) first(h *habits, on company.Date) *task {
	if !h.who.There(on) {
		return nil
	}
	s := streamOf(m.seed, forDay, h.who.N, int(on), 0)
	chance := s.Part()
	if chance >= h.pace(m.rate).some {
		return nil
	}
	if day := h.day(on); day.Busy > 0 && -math.Log(1-chance)/day.Busy < m.rate {
		return m.life(h, day, 0)
	}
	return nil
}

// enough is how many events the rate is found with. More make it hardly more exact, and take longer.
const enough = 40_000

// setRate finds the rate at which there are as many events in the first ninety days as the history is to have in that time. It looks at the
// people, or at every so many if there are more than that takes.
func (m *maker) setRate(size int) {
	var all, looked float64 // what is expected of everybody, and of those who are looked at
	weights, somebody := make([]float64, len(m.workers)), 0
	for i := range m.workers {
		if weights[i] = m.expected(&m.workers[i]); weights[i] > 0 {
			all += weights[i]
			somebody++
		}
	}
	if somebody == 0 || size <= 0 {
		return
	}
	step := max(size/enough, 1)
	var sample []uint32
	for i, seen := 0, 0; i < len(weights); i++ {
		if weights[i] == 0 {
			continue
		}
		if seen++; seen%step == 0 || somebody < step {
			sample, looked = append(sample, uint32(i)), looked+weights[i]
		}
	}
	goal := float64(size) * looked / all
	for rate := 1.12 * goal / looked / eventsOfAPiece; ; rate *= 1.4 { // the guess is mostly good
		needed, ok := m.needed(sample, rate, int(goal))
		if m.rate = needed; ok || rate > 2*mostPieces { // they cannot do more than that
			return
		}
	}
}

// eventsOfAPiece is about how many events a piece of work has.
const eventsOfAPiece = 2.6

// expected is about how many working days a person has in the first ninety days, as busy as they are.
func (m *maker) expected(w *worker) float64 {
	if w.who == nil {
		return 0
	}
	from, until := company.DateOf(instant(m.start)), company.DateOf(instant(m.start))+Days
	if w.who.Left != 0 {
		until = min(until, w.who.Left+1)
	}
	if w.stopped != notAtAll {
		until = min(until, company.DateOf(instant(w.stopped)))
	}
	days := until - max(from, w.who.Hired)
	if days <= 0 {
		return 0
	}
	k := m.firm.Calendar(w.who)
	return float64(days) * 0.65 * k.Usual().Busy
}

// needed is the rate that so many events of some people need. It is not ok if that is higher than the one that is tried.
func (m *maker) needed(sample []uint32, rate float64, goal int) (float64, bool) {
	until := m.start + Days*day.Milliseconds()
	type find struct {
		need   float64
		events int
	}
	type found struct {
		habits
		finds []find
	}
	finds := make([]find, 0, goal/2)
	inTurn(len(sample), func() *found { return &found{} }, func(f *found, from, to int) {
		for _, n := range sample[from:to] {
			m.habits(n, &f.habits)
			m.pieces(&f.habits, m.start, until, rate, func(need float64, p *task) {
				events := 0
				for _, s := range p.steps {
					if s.at >= m.start && s.at < until {
						events++
					}
				}
				f.finds = append(f.finds, find{need, events})
			})
		}
	}, func(f *found) {
		finds = append(finds, f.finds...)
		f.finds = f.finds[:0]
	})
	slices.SortFunc(finds, func(a, b find) int { return cmp.Compare(a.need, b.need) })
	for _, f := range finds {
		if goal -= f.events; goal <= 0 {
			return f.need + 1e-12, true
		}
	}
	return rate, false
}

// pieces makes the pieces of work of a person that may have steps at that time.
func (m *maker) pieces(h *habits, from, until int64, rate float64, do func(need float64, p *task)) {
	at := h.pace(rate)
	// Where the person is, it may be another day.
	first, last := company.DateOf(instant(from))-longest-1, company.DateOf(instant(until))+1
	first = max(first, h.who.Hired)
	if h.who.Left != 0 {
		last = min(last, h.who.Left)
	}
	for on := first; on <= last; on++ {
		m.starts(h, on, at, do)
	}
	for i := range h.scenes {
		do(0, m.scene(h, i))
	}
}
