package events

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/company"
)

// settle enters the people, their accounts and their devices.
func (m *maker) settle(spec Spec) {
	t := m.t
	devices := 1 // number 0 is no device
	for _, p := range spec.People {
		devices += len(p.Devices)
	}
	t.people, t.devices = make([]person, 0, len(spec.People)), make([]device, 1, devices)
	m.workers, m.byN, m.byGUID = make([]worker, 0, len(spec.People)), make(map[uint64]uint32, len(spec.People)), make(map[string]uint32, len(spec.Pins))
	for _, pin := range spec.Pins {
		m.byGUID[pin.DeviceGUID] = 0
	}
	for i, p := range spec.People {
		name, domain, _ := strings.Cut(p.Username, "@")
		w := worker{who: p.Who, stopped: since(p.Stopped), firstDevice: uint32(len(t.devices)), scenes: p.Scenes}
		if p.Who != nil && p.Who.Job == nil {
			w.who = nil
		}
		for _, d := range p.Devices {
			if _, ok := m.byGUID[d.GUID]; ok {
				m.byGUID[d.GUID] = uint32(len(t.devices))
			}
			t.devices = append(t.devices, m.device(d, uint32(i), name, domain))
		}
		w.devices = uint32(len(t.devices)) - w.firstDevice
		t.people = append(t.people, person{uid: p.UID, username: p.Username, departing: since(p.Departing), highRisk: since(p.HighRisk)})
		m.workers = append(m.workers, w)
		if w.who != nil {
			m.byN[w.who.N] = uint32(i)
		}
	}
	m.acquaint()
}

// since is an instant in milliseconds; the zero time is none that comes.
func since(t time.Time) int64 {
	if t.IsZero() {
		return notAtAll
	}
	return t.UnixMilli()
}

// acquaint tells who works with whom.
func (m *maker) acquaint() {
	m.units = map[int][]uint32{}
	for i, w := range m.workers {
		if w.who != nil {
			m.units[w.who.Unit] = append(m.units[w.who.Unit], uint32(i))
		}
	}
	for i, w := range m.workers {
		if w.who == nil {
			continue
		}
		p := &m.t.people[i]
		if w.who.Manager >= 0 {
			if n, ok := m.byN[m.firm.People[w.who.Manager].N]; ok {
				p.boss = n + 1
			}
		}
		mates := m.units[w.who.Unit]
		s := streamOf(m.seed, forHabits, w.who.N, 0, 1)
		for range 4 { // somebody who was there before, and stays
			n := mates[s.Below(len(mates))]
			if other := &m.workers[n]; int(n) != i && other.who.Hired <= w.who.Hired && other.who.Left == 0 && other.stopped == notAtAll {
				p.mate = n + 1
				break
			}
		}
	}
}

// worker is a person while the history is made.
type worker struct {
	who         *company.Person // nil does nothing
	stopped     int64           // when everything ends
	firstDevice uint32
	devices     uint32
	scenes      []Scene
}

func (m *maker) device(d Device, owner uint32, user, domain string) device {
	made := device{
		guid: d.GUID, host: d.Host, domain: strings.ToLower(d.Host) + "." + domain, user: user, office: officeOf(d),
		home: m.homeOf(user, d.GUID), owner: owner, from: math.MinInt64, until: since(d.Until), seen: since(d.Seen),
		stays: m.firm != nil && m.firm.Model.IsDesktop(d.Host),
	}
	if !d.From.IsZero() {
		made.from = d.From.UnixMilli()
	}
	switch d.OS {
	case "mac":
		made.system, made.os = mac, "macOS "+d.OSVersion
	case "linux":
		made.system, made.os = linux, "Linux "+d.OSVersion
	default:
		made.os = "Windows 10"
		if d.OSVersion >= "10.0.22" { // Windows 11 still calls itself version 10.0
			made.os = "Windows 11"
		}
	}
	return made
}

// folder is a folder below a person's own on a machine.
func (d *device) folder(parts ...string) string {
	base := [...]string{"C:/Users/", "/Users/", "/home/"}[d.system] + d.user
	for _, p := range parts {
		base += "/" + p
	}
	return base + "/"
}

// volume is where a removable medium appears.
func (d *device) volume(name string) string {
	return [...]string{"E:/", "/Volumes/" + name + "/", "/media/" + d.user + "/" + name + "/"}[d.system]
}

// habits are what is the same on all days of a person's. They follow from the person alone, and are made whenever they are needed.
type habits struct {
	*worker
	n        uint32 // among the people
	p        *person
	calendar company.Calendar
	usual    company.Usual
	trade    *trade
	system   system // of the newest device
	suite    int
	box      bool    // whether the person's department works with Box too
	leaks    float64 // how often files leave
	evenings float64
	places   [3]int // of elsewhere: where the person is used to send files to
	stick    bool
	private  int // the program that the person synchronizes privately with; 0 is none, as the first two are the company's
	style    int // how the person names files
	takings  []taking

	days   [32]workday // those that were asked for of late
	task   task        // the piece of work that was made last
	chance stream      // where it comes from
}

// workday is a day of a person's.
type workday struct {
	company.Day
	on       company.Date // the zero workday is none that is asked for
	midnight int64        // when it begins where the person works
}

// day is a day of the person's: none that is far from those asked for before is kept.
func (h *habits) day(on company.Date) *workday {
	d := &h.days[uint32(on)%32]
	if d.on != on {
		*d = workday{Day: h.calendar.Day(on), on: on}
		if d.Busy > 0 {
			d.midnight = on.At(h.who.Site.Location(), 0).UnixMilli()
		}
	}
	return d
}

func (m *maker) habits(n uint32, h *habits) {
	w := &m.workers[n]
	*h = habits{task: task{steps: h.task.steps}, worker: w, n: n, p: &m.t.people[n], calendar: m.firm.Calendar(w.who), trade: m.trades[w.who.Job]}
	h.usual = h.calendar.Usual()
	s := streamOf(m.seed, forHabits, w.who.N, 0, 0)
	if n := m.deviceOn(w, &s, math.MaxInt64, true); n != 0 {
		h.system = m.t.devices[n].system
	}
	h.suite = m.suites[w.who.Site.Name]
	h.box = h.trade.box && s.Happens(0.6)
	h.leaks = 0.16 * math.Exp(0.4*s.Bell()) * max(w.who.Job.Risk, 0.2)
	h.evenings, h.stick, h.style = 0.02+0.03*s.Part(), s.Happens(0.13*max(w.who.Job.Risk, 0.2)), s.oneOf([]uint16{60, 20, 20})
	for i := range h.places {
		h.places[i] = h.placeFrom(&s)
	}
	if s.Happens(0.09) {
		h.private = s.within(dropbox, len(syncApps)-1)
	}
	if h.p.highRisk != notAtAll {
		h.leaks, h.evenings = h.leaks+0.17, 0.15
		h.stick = h.stick || s.Happens(0.4)
	}
	if len(w.scenes) > 0 { // a story says what leaves of theirs
		h.leaks, h.stick, h.private = 0, false, 0
	}
	if h.p.departing != notAtAll && w.who.Left != 0 && len(w.scenes) == 0 {
		m.takingsOf(h, &s)
	}
}

// placeFrom draws a place that a person sends files to though the company does not trust it.
func (h *habits) placeFrom(s *stream) int {
	for {
		i := s.oneOf(oftenElsewhere)
		if suits := elsewhere[i].suits; suits == nil || suits(h) {
			return i
		}
	}
}

var oftenElsewhere = func() (shares []uint16) {
	for _, place := range elsewhere {
		shares = append(shares, place.often)
	}
	return shares
}()

// mediumOf is a person's own stick.
func (m *maker) mediumOf(n uint64) *Media {
	s := streamOf(m.seed, forHabits, n, 0, 2)
	medium := mediaModels[s.oneOf([]uint16{30, 25, 15, 25})]
	medium.Serial = strings.ToUpper(m.t.ids.Hex("medium", n, 8))
	medium.Volumes = []string{volumes[s.Below(len(volumes))]}
	medium.Partitions = []string{m.t.ids.UUID("partition", n)}
	return &medium
}

// taking is a day on which somebody who leaves takes files along.
type taking struct {
	on    company.Date
	files int
	how   act
	place int // of elsewhere
}

// takingsOf decides whether somebody who leaves takes files along, and when: on some of the last days.
func (m *maker) takingsOf(h *habits, s *stream) {
	if !s.Happens(0.45) {
		return
	}
	how, place := []act{toStick, toWeb, toPrivate}[s.oneOf([]uint16{6, 3, 2})], []int{0, 1, 3, 5}[s.Below(4)]
	if how == toStick {
		h.stick = true
	}
	if how == toPrivate && h.private == 0 {
		h.private = dropbox
	}
	on := h.who.Left
	for range s.within(1, 2) { // who takes more has a story
		h.takings = append(h.takings, taking{on, s.within(2, 6), how, place})
		on -= company.Date(s.within(1, 6))
	}
}

// newPlace is a place elsewhere that a person begins to send files to in a quarter, if the person does. It is another one for years.
func (m *maker) newPlace(h *habits, quarter int) int {
	order := streamOf(m.seed, forQuarter, h.who.N, -1, 0)
	fit := make([]int, 0, len(elsewhere))
	for i := range elsewhere {
		if suits := elsewhere[i].suits; !slices.Contains(h.places[:], i) && (suits == nil || suits(h)) {
			fit = append(fit, i)
		}
	}
	return fit[(order.Below(len(fit))+int(uint32(5*quarter)))%len(fit)]
}

// adoption is the day on which a person begins with a quarter's new place, and the chance that it comes to that.
func (m *maker) adoption(h *habits, quarter int) (on company.Date, chance stream) {
	chance = streamOf(m.seed, forQuarter, h.who.N, quarter, 0)
	return company.Date(quarter*quarterDays + chance.Below(quarterDays)), chance
}

// quarterDays is how long a quarter is, as far as new places go.
const quarterDays = 91
