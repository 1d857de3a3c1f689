package company

import (
	"math"
	"time"
)

const (
	minute = int64(time.Minute / time.Millisecond)
	hour   = 60 * minute
)

// habits are what is the same on all days of a person's.
type habits struct {
	early   int64 // how much earlier or later than others the person begins
	longer  int64
	brk     int64 // when the break begins
	busy    float64
	away    float64 // how often the person works elsewhere
	shift   int64   // how much later the shift begins; of jobs with shifts
	weekend bool    // whether the person works on some weekends
}

func (c *Company) habits(p *Person) habits {
	s := streamOf(c.Spec.Seed, ofHabits, p.N, 0)
	h := habits{
		early: int64(s.Bell()*30) * minute, longer: int64(s.Bell()*25) * minute, brk: 11*hour + 45*minute + int64(s.Below(90))*minute,
		busy: math.Exp(0.45*s.Bell() - 0.1), away: [...]float64{0.05, 0.3, 0.4, 0.45, 0.95}[s.Below(5)],
	}
	switch {
	case p.Steady:
		h.busy, h.away = max(h.busy, 0.8), 0
	case p.Job.Shifts:
		h.shift, h.weekend = [...]int64{0, 0, 0, 0, -2, 5, 13}[s.Below(7)]*hour, s.Happens(0.6)
	}
	return h
}

// Usual is what is usual on a person's working days.
type Usual struct {
	// From and Until are when they begin and end, by the clock on the wall; Until may lie behind midnight.
	From, Until time.Duration
	// Weekends tells that the person works on some of them as on any other day.
	Weekends bool
	// Busy is how much happens. No day has twice as much.
	Busy float64
}

// Calendar is the days of a person who has a job, for who asks for many of them.
type Calendar struct {
	c *Company
	p *Person
	h habits
}

// Calendar is that of somebody who has a job.
func (c *Company) Calendar(p *Person) Calendar { return Calendar{c, p, c.habits(p)} }

// Usual is what is usual of the person.
func (k *Calendar) Usual() Usual {
	from, until := k.p.Job.From.Milliseconds()+k.h.early+k.h.shift, k.p.Job.Until.Milliseconds()+k.h.early+k.h.shift+k.h.longer
	u := Usual{From: time.Duration(from) * time.Millisecond, Until: time.Duration(until) * time.Millisecond, Weekends: k.h.weekend, Busy: k.h.busy}
	if k.p.Job.Busy > 0 {
		u.Busy *= k.p.Job.Busy
	}
	return u
}

// Day is a day of somebody's. It depends on the firm, the person and the date alone, and many may ask at a time.
func (c *Company) Day(p *Person, on Date) Day {
	if p.Job == nil {
		return Day{}
	}
	k := c.Calendar(p)
	return k.Day(on)
}

// Day is a day of the person's, as [Company.Day] tells it.
func (k *Calendar) Day(on Date) Day {
	c, p, h := k.c, k.p, k.h
	if !p.There(on) {
		return Day{}
	}
	s := streamOf(c.Spec.Seed, ofDay, p.N, on)
	from, until, busy := p.Job.From.Milliseconds()+h.early+h.shift, p.Job.Until.Milliseconds()+h.early+h.shift+h.longer, 1.0
	if !c.onDuty(p, &h, on) {
		if !s.Happens(0.02) || c.ill(p, on) {
			return Day{}
		}
		from = int64(9*60+s.Below(10*60)) * minute // something cannot wait
		until, busy, h.away = from+int64(40+s.Below(80))*minute, 0.3, 1
	}
	from, until = from+int64(s.Bell()*12)*minute, until+int64(s.Bell()*15)*minute
	if s.Happens(0.08) {
		until += int64(30+s.Below(120)) * minute
	}
	if on.Weekday() == time.Friday {
		until -= int64(s.Below(75)) * minute
	}
	midnight := on.At(p.Site.zone, 0).UnixMilli()
	d := Day{From: midnight + from, Until: midnight + max(until, from+20*minute), Away: s.Happens(h.away)}
	if brk := midnight + h.brk + h.shift + int64(s.Bell()*10)*minute; brk > d.From+hour && brk+hour < d.Until-hour {
		d.Break = brk
	}
	d.Busy = busy * h.busy * c.mood(on) * weekdays[on.Weekday()] * (0.8 + 0.4*s.Part())
	if p.Job.Busy > 0 {
		d.Busy *= p.Job.Busy
	}
	switch {
	case on == p.Left:
		d.Busy *= 0.25
	case on < p.Hired+14:
		d.Busy *= 0.6
	}
	return d
}

// weekdays are how busy the days of a week are.
var weekdays = [...]float64{0.9, 0.95, 1.1, 1.12, 1.05, 0.82, 0.9}

// mood is how busy the whole firm is on a day; the end of a quarter is.
func (c *Company) mood(on Date) float64 {
	s := streamOf(c.Spec.Seed, ofFirm, 0, on)
	m := 0.88 + 0.24*s.Part()
	if next := (on + 7).UTC(); next.Month()%3 == 1 && next.Day() <= 7 {
		m *= 1.15
	}
	return m
}

// onDuty tells whether a person is expected to work on a day.
func (c *Company) onDuty(p *Person, h *habits, on Date) bool {
	s := streamOf(c.Spec.Seed, ofWeek, p.N, (on+3)/7) // weeks begin on Monday
	off, turn := s.Happens(vacation(on)), s.Below(4) == 0
	weekday := on.Weekday()
	weekend := weekday == time.Saturday || weekday == time.Sunday
	switch {
	case p.Steady:
		return p.Site.Works(on)
	case off || c.ill(p, on):
		return false
	case h.weekend && turn:
		return weekday != time.Tuesday && weekday != time.Wednesday
	case p.Job.Shifts && h.weekend && !weekend:
		return true // somebody has to on holidays
	}
	day := streamOf(c.Spec.Seed, ofDay, p.N, -on)
	return p.Site.Works(on) && !day.Happens(0.025)
}

// vacation is how many people are away in a week.
func vacation(on Date) float64 {
	t := on.UTC()
	switch {
	case t.Month() == time.December && t.Day() >= 21, t.Month() == time.January && t.Day() <= 2:
		return 0.4
	case t.Month() == time.July || t.Month() == time.August:
		return 0.15
	}
	return 0.05
}

// ill tells whether a person is ill on a day: for some days in a row.
func (c *Company) ill(p *Person, on Date) bool {
	for ago := Date(0); ago < 4; ago++ {
		s := streamOf(c.Spec.Seed, ofDay, p.N^1<<40, on-ago)
		if s.Happens(0.006) && s.Below(5) >= int(ago) {
			return true
		}
	}
	return false
}
