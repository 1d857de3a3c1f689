package events

// life makes the piece of a number that begins on a day.
func (m *maker) life(h *habits, day *workday, i int) *task {
	l := m.begin(h, day, i)
	s := l.s
	sorts := []uint16{46, 27, 13, 9, 4, 1, 0}
	if l.device == 0 {
		sorts = []uint16{0, 84, 0, 0, 12, 4, 0}
	}
	if !h.trade.reports {
		sorts[5] = 0
	}
	if h.stick && l.device != 0 {
		sorts[6] = 3
	}
	switch s.oneOf(sorts) {
	case 0:
		l.onDevice()
	case 1:
		l.shelf, l.device, l.kind = inDrive, 0, h.trade.clouds.draw(s)
		l.inDrive()
	case 2:
		l.shelf = inSync
		l.inSync()
	case 3:
		l.fetched()
	case 4:
		l.shelf, l.device, l.kind = inDrive, 0, h.trade.clouds.draw(s)
		l.add(l.mail())
	case 5:
		l.shelf, l.device, l.kind = inDrive, 0, kindOf(".csv")
		l.add(toReport)
	default: // a bundle
		l.kind = kindOf(".zip")
		l.add(toMake)
		l.soon()
		l.carry()
	}
	return l.task
}

func (l *living) own() shares { return l.h.trade.kinds[l.m.t.devices[l.device].system] }

// onDevice is a file that is made on a device and stays there, but for copies.
func (l *living) onDevice() {
	own := l.own()
	l.kind = own.draw(l.s)
	l.fetch = !kinds[l.kind].coded() && l.s.Happens(0.2)
	if l.fetch {
		l.add(toFetch)
	} else {
		l.add(toMake)
	}
	for range l.edits([]uint16{42, 28, 15, 8, 4, 3}) {
		l.later(0.7)
		l.add(toChange)
	}
	switch l.s.oneOf([]uint16{84, 7, 9}) {
	case 1:
		l.later(0.8)
		l.add(toRename)
	case 2:
		l.later(0.8)
		l.add(toMove)
	}
	l.passOn()
	if l.s.Happens(0.1) {
		l.nextDay(1 + l.s.Below(6))
		l.add(toDelete)
	}
}

// edits is how often a file is changed; one that is looked at rather than worked on hardly is.
func (l *living) edits(often []uint16) int {
	n := l.s.oneOf(often)
	switch hardly, never := kinds[l.kind].edited(); {
	case never:
		return 0
	case hardly:
		return n / 3
	}
	return n
}

// passOn is what becomes of a file when it is good enough for others to see.
func (l *living) passOn() {
	office, coded := kinds[l.kind].printable(), kinds[l.kind].coded()
	for _, c := range [...]struct {
		p   float64
		act act
	}{{0.42, toTool}, {0.1, toSync}, {0.17, toMail}, {0.07, toPrint}} {
		if coded && !l.s.Happens(0.3) { // git takes it where it belongs
			continue
		}
		if !l.s.Happens(c.p) || c.act == toPrint && (!office || l.home) || c.act == toMail && !office {
			continue
		}
		l.later(0.75)
		if c.act == toPrint && l.home {
			continue
		}
		l.add(c.act)
	}
	leaks := l.h.leaks
	if coded {
		leaks *= 0.3 // there are other ways to pass it on
	}
	if l.s.Happens(leaks) {
		l.later(0.8)
		l.leak()
	}
}

// leak lets a file leave that lies on a device.
func (l *living) leak() {
	often := []uint16{46, 38, 0, 0}
	if l.h.stick {
		if often[2] = 40; l.m.sorts[l.kind].Most > mostMailed*10 { // what is large goes by hand
			often[2] = 160
		}
	}
	if l.h.private != 0 {
		often[3] = 25
	}
	switch l.s.oneOf(often) {
	case 0:
		l.add(toMailOut)
	case 1:
		place := l.h.places[l.s.oneOf([]uint16{60, 30, 10})]
		if l.s.Happens(0.3) {
			quarter := int(l.on) / quarterDays
			if since, _ := l.m.adoption(l.h, quarter); since < l.on {
				place = l.m.newPlace(l.h, quarter)
			}
		}
		l.target = l.fitting(place)
		l.add(toWeb)
	case 2:
		l.carry()
	default:
		l.add(toPrivate)
	}
}

// carry copies a file to the person's stick, where it may be changed or deleted later.
func (l *living) carry() {
	if l.home && l.m.t.devices[l.device].stays {
		return
	}
	l.add(toStick)
	if l.s.Happens(0.4) {
		l.later(0.7)
		l.add([]act{toChangeCopy, toDeleteCopy}[l.s.Below(2)])
	}
}

// fitting is a place that takes what the person wants to send to one: nobody compresses a program as if it were a page.
func (l *living) fitting(place int) int {
	k, at := &kinds[l.kind], &elsewhere[place]
	if !at.takesKind(l.kind) || k.coded() && at.category == "Social Media" {
		return 0
	}
	return place
}

func (l *living) mail() act {
	if l.s.Happens(0.9 * l.h.leaks) {
		return toMailOut
	}
	return toMail
}

// inDrive is a file that people work on in a cloud.
func (l *living) inDrive() {
	l.add(toMake)
	for range l.edits([]uint16{34, 30, 18, 10, 5, 3}) {
		l.later(0.6)
		l.add(toChange)
	}
	if l.s.Happens(0.34) {
		l.later(0.8)
		l.add(toShare)
	}
	if l.s.Happens(0.13) {
		l.later(0.6)
		l.add(toFetch)
	}
	if l.s.Happens(0.09) {
		l.later(0.6)
		l.add(toMail)
	}
	if l.s.Happens(l.h.leaks) {
		l.later(0.6)
		l.add([]act{toShareOut, toMailOut}[l.s.Below(2)])
	}
	if l.s.Happens(0.07) {
		l.nextDay(1 + l.s.Below(8))
		l.add(toDelete)
	}
}

// inSync is a file in a folder that is synchronized with the company's cloud: whatever is done to it, the program sees.
func (l *living) inSync() {
	own := l.own()
	if l.kind = own.draw(l.s); !kinds[l.kind].shared() && !kinds[l.kind].data() {
		l.kind = l.h.trade.clouds.draw(l.s)
	}
	l.add(toMake)
	for range l.edits([]uint16{38, 30, 18, 9, 5}) {
		l.later(0.65)
		l.add(toChange)
	}
	if l.s.Happens(0.08) {
		l.nextDay(1 + l.s.Below(6))
		l.add(toDelete)
	}
}

// fetched is a file that comes from the web or from a stick.
func (l *living) fetched() {
	own := l.own()
	if l.kind = own.draw(l.s); l.s.Happens(0.25) || kinds[l.kind].coded() {
		l.kind = kindOf([]string{".pdf", ".pdf", ".png", ".zip"}[l.s.Below(4)])
	}
	l.fetch = true
	if l.h.stick && l.s.Happens(0.12) {
		l.add(fromStick)
	} else {
		l.add(toFetch)
	}
	if l.s.Happens(0.2) {
		l.soon()
		l.add(toMove)
	}
	if l.s.Happens(0.1) && !l.home && kinds[l.kind].printable() {
		l.soon()
		l.add(toPrint)
	}
	if l.s.Happens(0.18) {
		l.nextDay(1 + l.s.Below(9))
		l.add(toDelete)
	}
}

// The numbers of pieces that are no everyday work begin with these.
const (
	adopted = 1 << 10
	taken   = 2 << 10
)

// adopt is a file that somebody sends to a place for the first time.
func (m *maker) adopt(h *habits, day *workday, place int) *task {
	l := m.begin(h, day, adopted)
	if l.device == 0 {
		return l.task
	}
	own := l.own()
	l.kind = own.draw(l.s)
	l.target = l.fitting(place)
	l.add(toMake)
	l.later(0.9)
	n := len(l.steps)
	if l.add(toWeb); len(l.steps) > n {
		l.steps[n].first = true
	}
	return l.task
}

// take are the files that somebody takes along who leaves: one after the other, late in the day.
func (m *maker) take(h *habits, day *workday, t taking, do func(need float64, p *task)) {
	s := streamOf(m.seed, forTaking, h.who.N, int(t.on), 0)
	at := day.Until - 40*minute + int64(s.Below(int(2*hour)))
	home := day.Away || at > day.Until+hour
	for i := range t.files {
		l := m.begin(h, day, taken+i)
		if l.device == 0 {
			return
		}
		l.at, l.began, l.home, l.taken, l.target = at, at-int64(s.within(24*60, 60*24*60))*minute, home, true, t.place
		own := l.own()
		l.kind = own.draw(l.s)
		l.add(t.how)
		do(0, l.task)
		at += 3*second + int64(s.Below(int(25*second)))
	}
}
