package events

import (
	"time"

	"github.com/understudy/understudy/mock/internal/company"
)

// act is a step in the life of a file.
type act uint8

const (
	toMake act = iota
	toChange
	toRename
	toMove
	toDelete
	toSync
	toTool // to upload to a site that the company trusts
	toWeb  // to upload elsewhere
	toStick
	toPrivate // to synchronize with an account of one's own
	toPrint
	toMail
	toMailOut
	toShare
	toShareOut
	toLink       // to share with anyone who has the link
	toChangeCopy // on the stick
	toDeleteCopy
	toFetch // to download from the web, or from a cloud
	toReport
	fromStick
)

// shelf is where a file lies.
type shelf uint8

const (
	onDisk  shelf = iota
	inDrive       // a cloud of the company's
	inSync        // a folder that is synchronized with it
)

// longest is how many days a file has a life at most.
const longest = 21

// task is a piece of work: a file with a life. It follows from the person, the day on which it begins, and its number on that day.
type task struct {
	on     company.Date
	i      int
	key    uint64 // tells the file from all others
	shelf  shelf
	device uint32 // 0 is none
	kind   uint8
	fetch  bool   // it comes from somewhere else
	target int    // of elsewhere
	taken  bool   // somebody takes it along
	scene  *Scene // which says what becomes of it; nil: chance does
	began  int64
	steps  []step
}

// step is what happens to a file at a time.
type step struct {
	at    int64
	act   act
	off   bool // outside the hours in which the person usually works
	home  bool // the person is not at the site
	first bool // the person has not sent anything there before
}

// living adds step after step to a piece, as time goes by.
type living struct {
	m *maker
	h *habits
	s *stream
	*task
	day       workday // that it has got to
	at, until int64
	home      bool
	over      bool
}

const (
	minute = int64(time.Minute / time.Millisecond)
	hour   = 60 * minute
	second = minute / 60
)

// sit is when the person sits down to it, on the day that it has got to.
func (l *living) sit() {
	from, until := l.day.From, max(l.day.Until, l.day.From+20*minute)
	for range 3 {
		if l.at = from + int64(l.s.Part()*float64(until-from-10*minute)); !l.inBreak() {
			break
		}
	}
	l.until, l.home = until, l.day.Away
	if l.s.Happens(l.h.evenings) && !l.h.who.Job.Shifts {
		l.at = until + hour + int64(l.s.Below(int(2*hour+hour/2)))
		l.until, l.home = l.at+hour, true
	}
}

// inBreak tells whether it is the time in which hardly anything happens.
func (l *living) inBreak() bool {
	brk := l.day.Break
	return brk != 0 && l.at >= brk && l.at < brk+hour && !l.s.Happens(0.1)
}

// later goes on after some minutes, or on another day.
func (l *living) later(sameDay float64) {
	if l.s.Happens(sameDay) {
		l.at += 2*minute + int64(l.s.Below(7)*l.s.Below(8))*minute + int64(l.s.Below(int(minute)))
		if l.inBreak() {
			l.at = l.day.Break + hour + int64(l.s.Below(int(hour)))
		}
		if l.at < l.until {
			return
		}
	}
	l.nextDay(1 + int(l.s.wait()*1.2))
}

// soon goes on after a moment.
func (l *living) soon() { l.at += 15*second + int64(l.s.Below(int(5*minute))) }

// nextDay goes on to the working day that comes after so many.
func (l *living) nextDay(days int) {
	for date := l.day.on + 1; date <= l.on+longest; date++ {
		day := l.h.day(date)
		if day.Busy == 0 {
			continue
		}
		if days--; days <= 0 {
			l.day = *day
			l.sit()
			return
		}
	}
	l.over = true
}

// add adds a step, unless the file's life, the device's or the person's time in the firm is over.
func (l *living) add(a act) {
	l.over = l.over || l.at >= l.h.stopped
	if d := &l.m.t.devices[l.device]; l.device != 0 && (l.at < d.from || l.at > d.until) {
		l.over = true
	}
	if l.over {
		return
	}
	l.at &^= 1 // those of pinned events are odd
	if n := len(l.steps); n > 0 && l.at <= l.steps[n-1].at {
		l.at = l.steps[n-1].at + 2
	}
	home := l.home && !l.m.t.devices[l.device].stays // from elsewhere people see the screen of what stays in the office
	l.steps = append(l.steps, step{at: l.at, act: a, off: l.off(), home: home})
}

// off tells whether it is outside the hours in which the person usually works, with an hour to spare.
func (l *living) off() bool {
	clock := time.Duration(l.at-l.day.midnight) * time.Millisecond
	if weekday := l.day.on.Weekday(); (weekday == time.Saturday || weekday == time.Sunday) && !l.h.usual.Weekends {
		return true
	}
	return clock < l.h.usual.From-time.Hour || clock > l.h.usual.Until+time.Hour
}

// deviceOn is the device that a person works with at a time, mostly the newest that the person carries about; 0 is none.
func (m *maker) deviceOn(w *worker, s *stream, at int64, away bool) (n uint32) {
	desktop := uint32(0)
	for i := w.firstDevice; i < w.firstDevice+w.devices; i++ {
		switch d := &m.t.devices[i]; {
		case at < d.from || at > d.until:
		case d.stays:
			if !away && s.Happens(0.3) {
				desktop = i
			}
		case n == 0 || d.from >= m.t.devices[n].from && s.Happens(0.8):
			n = i
		}
	}
	if desktop != 0 {
		return desktop
	}
	return n
}

// begin makes a piece that begins on a day, without any step. It is the person's task until the next one is made.
func (m *maker) begin(h *habits, day *workday, i int) living {
	l := living{m: m, h: h, s: &h.chance, task: &h.task, day: *day}
	h.chance = streamOf(m.seed, forLife, h.who.N, int(day.on), i)
	h.task = task{on: day.on, i: i, key: h.chance.Next(), steps: h.task.steps[:0]}
	l.sit()
	l.began = l.at &^ 1 // as its steps
	l.device = m.deviceOn(h.worker, l.s, l.at, l.home)
	return l
}
