package seed_test

import (
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/worlds/code42/events"
	"github.com/understudy/understudy/mock/worlds/code42/seed"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// TestTheCompanyIsBelievable measures what somebody who is shown a world would look at.
func TestTheCompanyIsBelievable(t *testing.T) {
	t.Parallel()
	usual := time.Date(2026, 11, 4, 15, 0, 0, 0, time.UTC) // a Wednesday
	for name, of := range map[string]struct {
		from  func(*testing.T) seed.World
		seed  uint64
		epoch time.Time
	}{
		"standard": {standard, 1, usual}, "seed 2": {standard, 2, usual}, "seed 3": {standard, 3, usual}, "small": {small, 1, usual},
		"seed 14": {standard, 14, usual}, "seed 4, in December": {standard, 4, time.Date(2026, 12, 9, 15, 0, 0, 0, time.UTC)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := townOf(t, of.from(t), of.seed, of.epoch)
			t.Run("people", c.people)
			t.Run("managers", c.managers)
			t.Run("hiring", c.hiring)
			t.Run("devices", c.machines)
			t.Run("hours", c.hours)
			t.Run("days", c.days)
			t.Run("the end", c.ends)
			t.Run("files", c.files)
			t.Run("risks", c.risks)
			t.Run("made by hand", c.byHand)
		})
	}
}

const day = 24 * time.Hour

// people have a title of their job, the department that their organization is, and a place that there is.
func (c *town) people(t *testing.T) {
	orgs, sites, pinned, strangers := map[int64]string{}, map[[3]string]bool{}, map[int64]bool{}, 0
	look(t, c.World, func(tx *state.Tx) {
		list, _ := tx.Orgs(state.OrgFilter{}, state.Page{})
		for _, o := range list {
			orgs[o.ID] = o.Name
		}
	})
	for _, s := range c.firm.Model.Sites {
		sites[[3]string{s.City, s.Region, s.Country}] = true
	}
	for _, u := range c.from.Users {
		pinned[u.ID] = true
	}
	for _, u := range c.users {
		p := c.who[u.UID]
		if p == nil {
			strangers++
			continue
		}
		unit := c.firm.Units[p.Unit]
		titles := append(slices.Clone(p.Job.Titles), p.Job.Managers...)
		if unit.Model != nil {
			titles = append(titles, unit.Model.Head, "Head of "+unit.Name)
		}
		assert.Contains(t, titles, textOf(u.Person.Title), u.Username)
		assert.True(t, sites[[3]string{textOf(u.Person.Locality), textOf(u.Person.Region), textOf(u.Person.Country)}], "%s is in %s, %s", u.Username, textOf(u.Person.Locality), textOf(u.Person.Region))
		department := textOf(u.Person.Department)
		if u.OrgID == c.from.Orgs[0].ID { // the firm itself
			assert.True(t, p.Job.Unit == "" && department == "Executive Office" || pinned[u.ID] && department == p.Job.Unit, "%s: %s", u.Username, department)
			continue
		}
		assert.Equal(t, orgs[u.OrgID], department, u.Username)
		assert.True(t, pinned[u.ID] || unit.Model != nil && unit.Model.Name == p.Job.Unit, "%s is a %s in %s", u.Username, p.Title, unit.Name)
	}
	assert.Zero(t, strangers)
}

// managers are there, are higher, and were there first.
func (c *town) managers(t *testing.T) {
	tops := 0
	for _, u := range c.users {
		if u.Person.ManagerUID == nil {
			tops++
			continue
		}
		boss := c.byUID[*u.Person.ManagerUID]
		p, above := c.who[u.UID], c.who[boss.UID]
		assert.True(t, boss.Active && !boss.Blocked, "%s is managed by %s", u.Username, boss.Username)
		assert.Greater(t, above.Level, p.Level, "%s, %s: %s, %s", u.Username, p.Title, boss.Username, above.Title)
		assert.LessOrEqual(t, above.Hired, p.Hired, "%s is managed by %s", u.Username, boss.Username)
		assert.False(t, u.Created.Before(boss.Created.Truncate(day)), "%s is managed by %s", u.Username, boss.Username)
	}
	assert.Equal(t, 1, tops, "one leads them all")
}

// hiring goes on over the years, on working days.
func (c *town) hiring(t *testing.T) {
	years := hiredByYear(c.firm)
	t.Log(years)
	if c.isSmall() {
		assert.Greater(t, len(years), 3)
		return
	}
	evenHiring(t, c.firm, years, 25)
}

func hiredByYear(firm *company.Company) map[int]int {
	years := map[int]int{}
	for _, p := range firm.People {
		years[p.Hired.UTC().Year()]++
	}
	return years
}

// evenHiring demands that people came in each of the last years, and at most so many of a hundred in one.
func evenHiring(t *testing.T, firm *company.Company, years map[int]int, most int) {
	t.Helper()
	all, last := len(firm.People), firm.Spec.Now.UTC().Year()
	for year := last - 6; year <= last; year++ {
		assert.Positive(t, years[year], "nobody was hired in %d", year)
	}
	for year, n := range years {
		assert.Less(t, n*100, all*most, "%d of %d in %d", n, all, year)
	}
}

// machines were heard of in the last days, but for those in a drawer.
func (c *town) machines(t *testing.T) {
	serving, fresh, online, desktops := 0, 0, 0, 0
	laptops, addresses := map[int64]int{}, map[string]bool{}
	for _, d := range c.devices {
		assert.False(t, d.LastConnected.After(c.epoch), d.Name)
		assert.False(t, d.LastConnected.Before(d.Created), d.Name)
		owner := slices.IndexFunc(c.users, func(u state.User) bool { return u.ID == d.UserID })
		assert.True(t, !d.Active || c.users[owner].Active, "%s of %s", d.Name, c.users[owner].Username)
		if !d.Active {
			continue
		}
		serving++
		require.False(t, addresses[*d.Agent.Address], "%s of %s has the address of another", d.Name, c.users[owner].Username)
		addresses[*d.Agent.Address] = true
		if c.firm.Model.IsDesktop(d.Agent.OSHostname) {
			desktops++
			assert.Positive(t, c.who[c.users[owner].UID].Job.Desktops, "%s is for people who try things on it", d.Name)
		} else {
			laptops[d.UserID]++
			assert.Less(t, laptops[d.UserID], 2, "%s has two laptops", c.users[owner].Username)
		}
		if c.epoch.Sub(d.LastConnected) < 5*day {
			fresh++
		}
		if d.Online {
			online++
		}
	}
	t.Log(serving, "in service,", desktops, "of them desktops,", fresh, "heard of in five days,", online, "online, of", len(c.devices))
	assert.Greater(t, fresh*100, serving*c.bound(80, 60))
	assert.True(t, c.isSmall() || fresh < serving, "some lie in a drawer")
	assert.True(t, c.isSmall() || desktops > 5 && desktops*6 < serving, "some people have a desktop too")
	assert.True(t, online*100 > serving*20 && (c.isSmall() || online*100 < serving*90), "it is the middle of the day in America, and evening in Asia")
}

// hours are those of the working day where somebody works.
func (c *town) hours(t *testing.T) {
	hours, daytime, off := [24]int{}, 0, 0
	for _, e := range c.events {
		_, at := c.whose(e)
		hours[at.Hour()]++
		if e.Risk.OutsideActiveHours {
			off++
		}
	}
	for _, n := range hours[8:18] {
		daytime += n
	}
	t.Log(hours, share(daytime, len(c.events)), "by day,", share(off, len(c.events)), "off hours")
	assert.Greater(t, share(daytime, len(c.events)), 0.70)
	assert.Less(t, share(daytime, len(c.events)), 0.98)
	assert.Less(t, share(off, len(c.events)), 0.12)
	assert.Positive(t, off)
	assert.Less(t, max(hours[12], hours[13]), max(hours[10], hours[11], hours[14]), "a break at noon")
}

func share(n, of int) float64 { return float64(n) / float64(of) }

// days differ: hardly anything happens on weekends and on public holidays, and no weekday is like another.
func (c *town) days(t *testing.T) {
	weekdays, byDate, free, holidays := [7]int{}, map[company.Date]int{}, 0, 0
	thanksgiving, thursdays := 0, 0 // of those who work in the United States
	for _, e := range c.events {
		p, at := c.whose(e)
		on := company.DateOf(at)
		weekdays[at.Weekday()]++
		if weekend := on.Weekday() == time.Saturday || on.Weekday() == time.Sunday; weekend {
			free++
			continue
		}
		byDate[on]++
		if !p.Site.Works(on) {
			holidays++
		}
		if p.Site.Country == "US" && at.Weekday() == time.Thursday {
			switch at.Format(time.DateOnly) {
			case "2026-11-26":
				thanksgiving++
			case "2026-11-05", "2026-11-12", "2026-11-19", "2026-12-03":
				thursdays++
			}
		}
	}
	t.Log(weekdays, share(free, len(c.events)), "on weekends,", share(holidays, len(c.events)), "on holidays")
	assert.LessOrEqual(t, share(free, len(c.events)), 0.08)
	assert.Positive(t, free, "some work in shifts")
	assert.Less(t, share(holidays, len(c.events)), 0.02)
	assert.True(t, c.isSmall() || weekdays[time.Wednesday] > weekdays[time.Friday])
	first, last := slices.Min(slices.Collect(maps.Keys(byDate))), slices.Max(slices.Collect(maps.Keys(byDate)))
	var full []int
	for on := first + 1; on < last; on++ {
		if n := byDate[on]; n > 0 {
			full = append(full, n)
		}
	}
	slices.Sort(full)
	t.Log(full)
	assert.Greater(t, len(full), 55)
	assert.Greater(t, full[len(full)*9/10]*10, full[len(full)/10]*12, "a day is like another")
	if c.epoch.Month() == time.December {
		t.Log(thanksgiving, "on Thanksgiving,", thursdays, "on four other Thursdays")
		assert.Less(t, thanksgiving*4*5, thursdays)
	}
}

// ends are ends: nobody does anything before the first day or after the last, nor does a machine. In a story somebody does whose accounts were
// not closed.
func (c *town) ends(t *testing.T) {
	last := map[string]int{} // events of leavers on their last day
	for _, e := range c.events {
		p, at := c.whose(e)
		u, on := c.byUID[e.UserUID], company.DateOf(at)
		require.GreaterOrEqual(t, on, p.Hired, u.Username)
		require.True(t, p.Left == 0 || on <= max(p.Left, p.Closed) || on == p.Left+1 && p.Job.Shifts, "%s left on %s, and it is %s", u.Username, p.Left.UTC(), at)
		require.True(t, u.Active && !u.Blocked || e.Time.Before(u.Modified), "%s is %s since %s", u.Username, state.Status(u.Active, u.Blocked), u.Modified)
		if on == p.Left {
			last[e.UserUID]++
		}
		if e.Device.GUID == "" {
			continue
		}
		d, ok := c.byGUID[e.Device.GUID]
		require.True(t, ok, e.Device.GUID)
		require.Equal(t, u.ID, d.UserID, "%s has the machine of another", u.Username)
		require.False(t, e.Time.Before(d.Created), "%s of %s was bought on %s", d.Name, u.Username, d.Created)
		require.True(t, d.Online || !e.Time.After(d.LastConnected), "%s of %s was heard of on %s", d.Name, u.Username, d.LastConnected)
	}
	for uid, n := range last {
		assert.Less(t, n, 110, "%s on the last day", c.byUID[uid].Username)
	}
}

// files are made by programs that can, and what is about salaries is with those who have to do with it.
func (c *town) files(t *testing.T) {
	writes, checked, payroll := map[[3]string]bool{}, 0, 0
	for _, f := range c.firm.Model.Files {
		for system, program := range f.Programs {
			writes[[3]string{system, program, "." + f.Extension}] = true
		}
	}
	for _, e := range c.events {
		p, _ := c.whose(e)
		if strings.Contains(strings.ToLower(e.File.Name), "payroll") {
			payroll++
			require.Contains(t, []string{"Finance", "Accounting", "Human Resources"}, p.Job.Unit, e.File.Name)
		}
		made := (e.Action == "file-created" || e.Action == "file-modified") && e.File.OriginalName == ""
		if !made || e.Observer != "Endpoint" || e.File.MimeTypeMismatch || e.Source.Category != "Device" || e.Source.Media.Name != "" {
			continue
		}
		if c.pinned(e) {
			continue
		}
		checked++
		wrote := [3]string{c.byGUID[e.Device.GUID].Agent.OSName, e.Process, path.Ext(e.File.Name)}
		require.True(t, writes[wrote], "%v", wrote)
	}
	t.Log(checked, "files written,", payroll, "about the payroll")
	assert.Greater(t, checked*100, len(c.events)*c.bound(25, 10), "in the small world most people have no machine")
	assert.True(t, c.isSmall() || payroll > 0)
}

// pinned tells whether the world's file names an event.
func (c *town) pinned(e events.Event) bool {
	return slices.ContainsFunc(c.from.Events, func(p seed.Event) bool { return p.Name == e.File.Name && p.Device == e.Device.GUID })
}

// risks are low for the most part, and what is critical has to do with somebody who leaves, is looked at anyway or has a story.
func (c *town) risks(t *testing.T) {
	of := map[string]int{}
	for _, e := range c.events {
		of[e.Risk.Severity]++
		assert.True(t, e.Risk.Severity != "CRITICAL" || c.listed[e.UserUID], "%s has a critical event", e.Username)
	}
	t.Log(of)
	assert.Greater(t, of["LOW"], of["MODERATE"])
	if c.isSmall() { // where one leaver who takes a folder along outweighs all others
		assert.Greater(t, of["LOW"]+of["MODERATE"], of["HIGH"]+of["CRITICAL"])
	} else {
		assert.Greater(t, of["MODERATE"], of["HIGH"])
		assert.Greater(t, of["HIGH"], of["CRITICAL"])
		assert.Positive(t, of["CRITICAL"])
	}
	risky := of["LOW"] + of["MODERATE"] + of["HIGH"] + of["CRITICAL"]
	assert.InDelta(t, 0.05, share(risky, len(c.events)), 0.045)
}

// byHand: what administrators make they make in office hours, and a list before anybody is on it.
func (c *town) byHand(t *testing.T) {
	made := map[string]time.Time{}
	look(t, c.World, func(tx *state.Tx) {
		lists, _ := tx.Watchlists(state.Page{})
		for _, l := range lists {
			made["watchlist "+l.ID] = l.Created
			members, _, err := tx.WatchlistMembers(l.ID, state.Page{})
			require.NoError(t, err)
			for _, m := range members {
				made["member "+l.ID+m.UID] = m.Added
				assert.True(t, m.Added.After(l.Created), "%s was on %s before there was any", m.Username, l.Type)
			}
		}
		for version := 1; version <= 2; version++ {
			for _, s := range tx.SavedSearches(version) {
				made["search "+s.Name] = s.Created
			}
		}
		orgs, _ := tx.Orgs(state.OrgFilter{}, state.Page{})
		for _, o := range orgs {
			made["organization "+o.Name] = o.Created
		}
		events, _ := tx.HoldEvents(state.HoldEventFilter{}, state.Page{})
		for i, e := range events {
			made["hold "+strconv.Itoa(i)] = e.At
		}
	})
	clocks, site := map[string]bool{}, &c.firm.Model.Sites[0]
	for what, at := range made {
		wall := at.In(site.Location())
		assert.True(t, site.Works(company.DateOf(wall)) && wall.Hour() >= 9 && wall.Hour() < 19, "%s: %s", what, wall)
		clocks[wall.Format("15:04:05")] = true
	}
	assert.Greater(t, len(clocks)*10, len(made)*9, "not all at the same time of day")
}

// large is the standard world with the sizes of the large one, and with the members that its lists have there.
func large(t *testing.T) seed.World {
	t.Helper()
	from, file := standard(t), section(t, "large")
	from.Sizes = file.Sizes
	from.Watchlists = slices.DeleteFunc(from.Watchlists, func(l seed.Watchlist) bool { return l.Members == 0 })
	require.Len(t, file.Watchlists, len(from.Watchlists))
	for i, l := range file.Watchlists {
		require.Equal(t, [2]string{from.Watchlists[i].Type, textOf(from.Watchlists[i].Title)}, [2]string{l.Type, textOf(l.Title)})
		from.Watchlists[i].Members, from.Watchlists[i].Departures = l.Members, l.Departures
	}
	return from
}

// TestALargeCompanyIsBelievable: the same of 100,000 people, without what they do.
func TestALargeCompanyIsBelievable(t *testing.T) {
	t.Parallel()
	m, err := model()
	require.NoError(t, err)
	from := large(t)
	spec := from.Spec()
	spec.Seed, spec.Now = 1, company.DateOf(time.Date(2026, 11, 4, 15, 0, 0, 0, time.UTC))
	firm, err := company.New(m, spec)
	require.NoError(t, err)
	require.Len(t, firm.People, 99_990)
	for _, l := range from.Watchlists {
		assert.InDelta(t, 2150, l.Members, 1850, "%s %s: between 3 and 40 of a thousand", l.Type, textOf(l.Title))
	}
	require.Len(t, firm.Leaving, 438)
	led, jobs, sites, contractors, recent := map[int]int{}, map[string]int{}, map[string]int{}, 0, 0
	for i := range firm.People {
		p := &firm.People[i]
		jobs[p.Job.Name]++
		sites[p.Site.Name]++
		led[p.Manager]++
		if p.Contractor && p.There(spec.Now) {
			contractors++
		}
		if p.Hired > spec.Now-30 {
			recent++
		}
		unit := firm.Units[p.Unit]
		require.True(t, unit.Model == nil && p.Job.Unit == "" || unit.Model != nil && unit.Model.Name == p.Job.Unit, "%s is a %s in %s", p.Login, p.Title, unit.Name)
		require.True(t, p.Left == 0 || p.Left > p.Hired)
		if p.Manager < 0 {
			continue
		}
		boss := &firm.People[p.Manager]
		require.True(t, boss.Level > p.Level && boss.Hired <= p.Hired && boss.Left == 0 && !boss.Contractor, "%s is managed by %s", p.Login, boss.Login)
	}
	for _, l := range from.Watchlists {
		switch state.WatchlistType(l.Type) {
		case state.ContractEmployee:
			assert.Less(t, l.Members, contractors)
			assert.Greater(t, l.Members*4, contractors)
		case state.NewEmployee:
			assert.InEpsilon(t, recent, l.Members, 0.3, "who came in the last month")
		}
	}
	assert.Equal(t, 1, led[-1], "one leads them all")
	most := 0
	for _, n := range led {
		most = max(most, n)
	}
	years := hiredByYear(firm)
	evenHiring(t, firm, years, 25)
	t.Log(years, "managed by one:", most)
	assert.LessOrEqual(t, most, 40)
	for _, j := range m.Jobs {
		if j.People > 0 {
			assert.InEpsilon(t, float64(j.People)/1000, share(jobs[j.Name], len(firm.People)), 0.5, j.Name)
		}
	}
	for _, s := range m.Sites {
		assert.InDelta(t, float64(s.People)/100, share(sites[s.Name], len(firm.People)), 0.06, s.Name)
	}
}
