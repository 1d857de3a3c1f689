package events

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/company"
)

// alone makes the events between two instants by a maker that knows the whole history's rate, and no others.
func alone(spec Spec, from, until time.Time) (events []Event) {
	m := newMaker(spec)
	spec.Pins = nil
	m.during(spec, [][2]int64{{from.UnixMilli(), until.UnixMilli()}})
	events = []Event{}
	l := &Log{spec: spec}
	l.history.value.Store(&m.t)
	for row := range uint32(m.t.len()) {
		events = append(events, l.Event(row))
	}
	return events
}

// TestADayThatIsMadeAloneIsTheDayAmongAllOthers, down to the ids.
func TestADayThatIsMadeAloneIsTheDayAmongAllOthers(t *testing.T) {
	t.Parallel()
	spec := office(3000, 60)
	spec.Pins = nil
	all := alone(spec, spec.From, spec.Until)
	made := 0
	for on := spec.From; on.Before(spec.Until); on = on.Add(day) {
		next := on.Add(day)
		want := slices.DeleteFunc(slices.Clone(all), func(e Event) bool { return e.Time.Before(on) || !e.Time.Before(next) })
		if on.Day()%4 == 0 { // each takes as long as all of them
			got := alone(spec, on, next)
			require.Len(t, got, len(want), "%s", on)
			for i := range got {
				require.Equal(t, want[i], got[i], "%s", on)
			}
		}
		made += len(want)
	}
	assert.Equal(t, len(all), made)
}

// TestALongerHistoryBeginsAsTheShorterOne: a clock that is moved makes further days, and changes none.
func TestALongerHistoryBeginsAsTheShorterOne(t *testing.T) {
	t.Parallel()
	spec := office(2000, 40)
	short := newLog(t, spec)
	spec.Until = spec.Until.Add(30 * day)
	long := newLog(t, spec)
	require.Greater(t, long.Len(), short.Len()+200)
	for row := range uint32(short.Len()) {
		require.Equal(t, short.Event(row), long.Event(row))
	}
}

// TestAHistoryGoesOnInPeriods: what comes later changes nothing that is there, and whoever is out of service does nothing in it.
func TestAHistoryGoesOnInPeriods(t *testing.T) {
	t.Parallel()
	spec := office(4000, 40)
	spec.Until = begun
	short := newLog(t, spec)
	busiest, device := "", ""
	counts := map[string]int{}
	for _, e := range ordinary(short) {
		counts[e.UserUID]++
		if counts[e.UserUID] > counts[busiest] {
			busiest = e.UserUID
		}
		if e.Device.GUID != "" && e.UserUID != busiest && counts[e.UserUID] > 20 {
			device = e.Device.GUID
		}
	}
	night := begun.Truncate(day).Add(day)
	first, second := Period{From: begun, Until: night, Off: map[string]bool{}}, Period{From: night, Until: night.Add(20 * day), Off: map[string]bool{busiest: true, device: true}}
	third := Period{From: night.Add(200 * 365 * day), Until: night.Add(200*365*day + 10*day), Off: map[string]bool{}}
	spec.Later = []Period{first, second}
	long := newLog(t, spec)
	spec.Later = append(spec.Later, third)
	longest := newLog(t, spec)
	for row := range uint32(short.Len()) {
		require.Equal(t, short.Event(row), long.Event(row))
	}
	require.Greater(t, long.Len(), short.Len()+400)
	require.Greater(t, longest.Len(), long.Len()+100)
	theirs := [2]int{}
	for row := range uint32(longest.Len()) {
		e := longest.Event(row)
		if int(row) < long.Len() {
			require.Equal(t, long.Event(row), e)
		}
		if e.Time.Before(begun) {
			continue
		}
		in := slices.IndexFunc(spec.Later, func(p Period) bool { return !e.Time.Before(p.From) && e.Time.Before(p.Until) })
		require.NotEqual(t, -1, in, "%s lies in no period", e.Time)
		require.False(t, spec.Later[in].Off[e.UserUID] || spec.Later[in].Off[e.Device.GUID], "%+v", e)
		if e.UserUID == busiest {
			theirs[min(in, 1)]++
		}
		found, ok := longest.ByID(e.ID, e.Inserted)
		require.True(t, ok)
		require.Equal(t, e, found)
	}
	assert.Positive(t, theirs[1], "and goes on once in service again")
	for name, later := range map[string][]Period{
		"too early": {{From: begun.Add(-day), Until: night}}, "backwards": {{From: night, Until: begun}}, "twice": {first, first},
		"too long": {{From: begun, Until: begun.Add((MaxDays + 1) * day)}},
	} {
		spec.Later = later
		_, err := New(spec)
		assert.Error(t, err, name)
	}
	assert.Equal(t, 31, Length([]Period{first, second, third}))
}

// TestAsManyCoresAsThereAre give the same history. It is not parallel, as it changes how many there are for all.
func TestAsManyCoresAsThereAre(t *testing.T) {
	cores := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(cores)
	one := shown(t, newLog(t, office(3000, 150)))
	runtime.GOMAXPROCS(8)
	assert.Equal(t, one, shown(t, newLog(t, office(3000, 150))))
}

func TestThereAreAboutAsManyEventsAsTheSizeSays(t *testing.T) {
	t.Parallel()
	for size, people := range map[int]int{2000: 22, 5000: 60, 20_000: 220, 60_000: 3000} {
		for seed := range uint64(3) {
			spec := office(size, people)
			spec.Seed, spec.Pins = seed, nil
			assert.InEpsilon(t, size, newLog(t, spec).Len(), 0.04, "%d of %d, seed %d", size, people, seed)
		}
	}
}

// everyone are the people of the standard history, by uid.
func everyone() map[string]Person {
	people := map[string]Person{}
	for _, p := range office(0, 220).People {
		people[p.UID] = p
	}
	return people
}

// ordinary are the events of the standard history but for the pinned ones.
func ordinary(l *Log) (events []Event) {
	for row := range uint32(l.Len()) {
		if l.tables().at[row]%2 == 0 {
			events = append(events, l.Event(row))
		}
	}
	return events
}

func TestPeopleWorkByTheClockOnTheirWall(t *testing.T) {
	t.Parallel()
	l, people := standard(), everyone()
	events := ordinary(l)
	hours, weekdays, off, wholeDay := [24]int{}, [7]int{}, 0, map[string]int{}
	for _, e := range events {
		p := people[e.UserUID]
		at := e.Time.In(p.Who.Site.Location())
		hours[at.Hour()]++
		weekdays[at.Weekday()]++
		wholeDay[e.UserUID+at.Format(time.DateOnly)]++
		if e.Risk.OutsideActiveHours {
			off++
		}
	}
	share := func(n int) float64 { return float64(n) / float64(len(events)) }
	day := 0
	for _, n := range hours[8:18] {
		day += n
	}
	assert.Greater(t, share(day), 0.7, "%v", hours)
	assert.Less(t, share(weekdays[time.Saturday]+weekdays[time.Sunday]), 0.08, "%v", weekdays)
	assert.Less(t, max(hours[12], hours[13])*10, max(hours[10], hours[11], hours[14])*8, "a break at noon: %v", hours)
	assert.Greater(t, weekdays[time.Wednesday], weekdays[time.Friday], "%v", weekdays)
	assert.Less(t, share(off), 0.1)
	assert.Greater(t, share(off), 0.01)
	for who, n := range wholeDay {
		assert.Less(t, n, 150, who)
	}
}

func TestWhoIsGoneAndWhatIsOutOfUseDoesNothing(t *testing.T) {
	t.Parallel()
	l, people := standard(), everyone()
	lastDays := map[string]int{}
	for _, e := range ordinary(l) {
		p := people[e.UserUID]
		on := company.DateOf(e.Time.In(p.Who.Site.Location()))
		require.GreaterOrEqual(t, on, p.Who.Hired-1, "%s", p.Username)
		require.True(t, p.Who.Left == 0 || on <= p.Who.Left+1, "%s", p.Username) // a shift ends in the morning
		require.True(t, p.Stopped.IsZero() || e.Time.Before(p.Stopped), "%s", p.Username)
		if on == p.Who.Left && e.Risk.Score == 0 {
			lastDays[e.UserUID]++
		}
		if e.Device.GUID == "" {
			continue
		}
		i := slices.IndexFunc(p.Devices, func(d Device) bool { return d.GUID == e.Device.GUID })
		require.False(t, e.Time.Before(p.Devices[i].From))
		require.True(t, p.Devices[i].Until.IsZero() || !e.Time.After(p.Devices[i].Until))
	}
	for who, n := range lastDays {
		assert.Less(t, n, 10, who)
	}
}

// TestProgramsWriteWhatTheyCan: Word writes no program, and nothing is written by what its system does not have.
func TestProgramsWriteWhatTheyCan(t *testing.T) {
	t.Parallel()
	writes := map[string]map[string]bool{}
	for _, f := range theModel().Files {
		for os, program := range f.Programs {
			if writes[os+program] == nil {
				writes[os+program] = map[string]bool{}
			}
			writes[os+program]["."+f.Extension] = true
		}
	}
	people, checked := everyone(), 0
	for _, e := range ordinary(standard()) {
		if e.Observer != observerEndpoint || e.File.MimeTypeMismatch || e.Action != "file-created" && e.Action != "file-modified" || e.File.OriginalName != "" || e.Source.Category != "Device" || e.Source.Media.Name != "" {
			continue
		}
		p := people[e.UserUID]
		i := slices.IndexFunc(p.Devices, func(d Device) bool { return d.GUID == e.Device.GUID })
		program := p.Devices[i].OS + e.Process
		require.True(t, writes[program][e.File.Name[strings.LastIndexByte(e.File.Name, '.'):]], "%s wrote %s", program, e.File.Name)
		checked++
	}
	assert.Greater(t, checked, 5000)
	payroll := 0
	for _, e := range ordinary(standard()) {
		if strings.Contains(strings.ToLower(e.File.Name), "payroll") {
			payroll++
			assert.Contains(t, []string{"Finance", "Accounting", "Human Resources"}, people[e.UserUID].Who.Job.Unit, e.File.Name)
		}
	}
	assert.Positive(t, payroll)
}

// TestTheLifeOfAFile: it is made before it is changed, keeps its content when it gets another name, and ends once.
func TestTheLifeOfAFile(t *testing.T) {
	t.Parallel()
	tables := standard().tables()
	type life struct {
		began, ended bool
		content      uint32
		events       int
	}
	lives, passedOn, owners := map[string]*life{}, 0, map[string]string{}
	for row := range uint32(tables.len()) {
		e := standard().Event(row)
		f := &tables.files[tables.column[ofFile][row]]
		d := &tables.deeds[tables.column[ofDeed][row]]
		if who, ok := owners[e.File.MD5]; ok && who != e.UserUID {
			passedOn++
		}
		owners[e.File.MD5] = e.UserUID
		if d.action != "file-created" && d.action != "file-modified" && d.action != "file-deleted" || tables.at[row]%2 == 1 {
			continue
		}
		key := fmt.Sprint(f.key)
		l := lives[key]
		if l == nil {
			l = &life{}
			lives[key] = l
		}
		require.False(t, l.ended, "%s after its end", e.File.Name)
		switch {
		case d.change != "":
			require.NotEqual(t, e.File.OriginalDirectory+e.File.OriginalName, e.File.Directory+e.File.Name)
			if l.events > 0 {
				require.Equal(t, l.content, f.content, "it is the same file under another name")
			}
		case d.kind == typeCreated:
			require.False(t, l.began, "%s is made twice", e.File.Name)
			l.began = true
		case d.kind == typeDeleted:
			l.ended = true
		}
		require.False(t, e.File.Modified.Before(e.File.Created) && d.kind != typeCreated && e.File.Directory == "")
		l.content, l.events = f.content, l.events+1
	}
	assert.Greater(t, len(lives), 3000)
	assert.Greater(t, passedOn, 200, "colleagues pass files on")
}

// listed tells whether somebody is on a detection list by then.
func listed(p Person, by time.Time) bool {
	return !p.Departing.IsZero() && !by.Before(p.Departing) || !p.HighRisk.IsZero() && !by.Before(p.HighRisk)
}

func TestMostRiskIsLow(t *testing.T) {
	t.Parallel()
	people, severities, late, stories := everyone(), map[string]int{}, 0, 0
	first, media := map[string]int{}, map[string]string{}
	for _, e := range ordinary(standard()) {
		severities[e.Risk.Severity]++
		p := people[e.UserUID]
		if e.Risk.Severity == severityCritical {
			require.True(t, listed(p, e.Time), "what is critical has a story")
			stories++
		}
		if e.Risk.Score >= 7 && e.Time.After(begun.AddDate(0, 0, -30)) && e.Time.Before(begun) {
			late++
		}
		for _, i := range e.Risk.Indicators {
			if i.Name == "First use of destination" {
				first[e.UserUID+e.Destination.Name]++
			}
		}
		if e.Media.Serial != "" {
			require.True(t, media[e.Media.Serial] == "" || media[e.Media.Serial] == e.UserUID, "a stick is one's own")
			media[e.Media.Serial] = e.UserUID
		}
	}
	risky := float64(severities[severityLow] + severities[severityModerate] + severities[severityHigh] + severities[severityCritical])
	for name, share := range map[string]float64{severityLow: 0.65, severityModerate: 0.24, severityHigh: 0.09, severityCritical: 0.02} {
		assert.InDelta(t, share, float64(severities[name])/risky, 0.08, "%s: %v", name, severities)
	}
	assert.Greater(t, severities[severityHigh], severities[severityCritical])
	assert.Greater(t, severities[severityNone], int(10*risky))
	assert.True(t, late > 15 && late < 100, "%d in the last thirty days", late)
	assert.Positive(t, stories)
	assert.Positive(t, len(first))
	for use, n := range first {
		assert.Equal(t, 1, n, use)
	}
	assert.True(t, len(media) > 5 && len(media) < 40, "%d sticks", len(media))
}

// TestNobodyIsOftenMuchBusierThanOthers: people differ, but each is somebody.
func TestNobodyIsOftenMuchBusierThanOthers(t *testing.T) {
	t.Parallel()
	events := map[string]int{}
	for _, e := range ordinary(standard()) {
		events[e.UserUID]++
	}
	assert.Greater(t, len(events), 180)
	mean, most, least := 20_000/len(events), 0, math.MaxInt
	for _, n := range events {
		most, least = max(most, n), min(least, n)
	}
	assert.Less(t, most, 8*mean)
	assert.Less(t, least*4, mean)
}

// TestAnyTimeIsGoodForAHistory: a world's clock may show any year.
func TestAnyTimeIsGoodForAHistory(t *testing.T) {
	t.Parallel()
	for _, year := range []int{1970, 2000, 2096, 8999} {
		at := time.Date(year, 2, 1, 12, 0, 0, 0, time.UTC)
		c, err := company.New(theModel(), company.Spec{Seed: 1, Now: company.DateOf(at), People: 20, Units: 3, Named: []string{"Example Co"}})
		require.NoError(t, err)
		spec := Spec{Tenant: tenant, From: at.Truncate(day).Add(-Days * day), Until: at.Truncate(day).Add(day), Start: at, Size: 500, Company: c}
		for i := range c.People {
			spec.People = append(spec.People, Person{UID: fmt.Sprint(1000 + i), Username: c.People[i].Login + "@example.com", Who: &c.People[i]})
		}
		l := newLog(t, spec)
		require.Greater(t, l.Len(), 300, "%d", year)
		for row := range uint32(l.Len()) {
			e := l.Event(row)
			found, ok := l.tables().row(e.ID)
			require.True(t, ok && found == row, e.ID)
		}
	}
}
