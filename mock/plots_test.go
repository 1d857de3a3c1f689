package mock_test

import (
	"cmp"
	"fmt"
	"html"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/fixtures"
	"github.com/understudy/understudy/mock"
	"github.com/understudy/understudy/mock/internal/company"
	c42state "github.com/understudy/understudy/mock/worlds/code42/state"
	pamstate "github.com/understudy/understudy/mock/worlds/pam360/state"
)

const plotsFolder = "../docs/world"

// plots are the pictures of the standard world, in the order of the page about the firm.
var plots = []struct{ file, title, said string }{
	{"hours", "File events by local hour", "People work by the clock on their wall, have a break at noon, and few go on in the evening."},
	{"weekdays", "File events by weekday", "Hardly anything happens on weekends."},
	{"risk", "File events with a risk, by severity", "About one event in twenty has a risk. Most of that is low, and what is critical has to do with people on a detection list."},
	{"departments", "File events by department", "Departments differ in how many people they have and in how much these do with files."},
	{"hiring", "People by the year of their first day", "The firm has grown for ten years. The last year is not over."},
	{"passwords", "Passwords by age", "Most are changed within their policy's time, and some were forgotten."},
	{"audit", "Records of the vault's audit trail, by weekday", "Administrators work in the week; on weekends there is little more than the nightly job."},
}

// bar is a line of a plot.
type bar struct {
	label string
	n     int
}

// drawn is a plot as SVG. Its colours are legible on white and on black, as nobody knows what is behind it.
func drawn(title string, bars []bar) string {
	const row, left, width, top = 22, 150, 460, 40
	most := 1
	for _, b := range bars {
		most = max(most, b.n)
	}
	var s strings.Builder
	height := top + row*len(bars) + 6
	fmt.Fprintf(&s, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img" font-family="sans-serif" font-size="13" fill="#6e7681">`+"\n",
		left+width+70, height)
	title = html.EscapeString(title)
	fmt.Fprintf(&s, "<title>%s</title>\n<text x=\"%d\" y=\"22\" font-size=\"15\" font-weight=\"bold\">%[1]s</text>\n", title, left)
	for i, b := range bars {
		y := top + row*i
		length := b.n * width / most
		if b.n > 0 {
			length = max(length, 2)
		}
		fmt.Fprintf(&s, `<text x="%d" y="%d" text-anchor="end">%s</text><rect x="%d" y="%d" width="%d" height="%d" rx="2" fill="#2f81f7"/><text x="%d" y="%d">%d</text>`+"\n",
			left-8, y+14, html.EscapeString(b.label), left, y+2, length, row-6, left+length+6, y+14, b.n)
	}
	s.WriteString("</svg>\n")
	return s.String()
}

// TestWorldPlots holds the pictures in docs/world against the standard world; with UNDERSTUDY_WRITE_PAGES=1 it writes them.
func TestWorldPlots(t *testing.T) {
	t.Parallel()
	s, err := mock.New(mock.Options{Clock: mock.TestDay})
	require.NoError(t, err)
	bars := map[string][]bar{}
	maps.Copy(bars, ofEvents(t, s.Worlds()["code42"].(*c42state.World)))
	maps.Copy(bars, ofVault(t, s.Worlds()["pam360"].(*pamstate.World)))
	require.Len(t, bars, len(plots))
	var files []string
	for _, p := range plots {
		name := filepath.Join(plotsFolder, p.file+".svg")
		files = append(files, name)
		picture := drawn(p.title, bars[p.file])
		if os.Getenv("UNDERSTUDY_WRITE_PAGES") != "" {
			require.NoError(t, os.MkdirAll(plotsFolder, 0o755))
			require.NoError(t, os.WriteFile(name, []byte(picture), 0o644))
		}
		have, err := os.ReadFile(name)
		require.NoError(t, err)
		assert.True(t, string(have) == picture, "%s is stale; run make generate", name)
	}
	there, err := filepath.Glob(filepath.Join(plotsFolder, "*"))
	require.NoError(t, err)
	assert.ElementsMatch(t, files, there)
	believable(t, bars)
}

// believable holds what the pictures show against what is said of them.
func believable(t *testing.T, bars map[string][]bar) {
	t.Helper()
	sum := func(of []bar) (n int) {
		for _, b := range of {
			n += b.n
		}
		return n
	}
	hours, week, risk, audit := bars["hours"], bars["weekdays"], bars["risk"], bars["audit"]
	assert.Greater(t, sum(hours[8:18])*100, sum(hours)*70)
	assert.Less(t, hours[12].n, hours[11].n)
	assert.Less(t, sum(week[5:])*100, sum(week)*8)
	assert.True(t, slices.IsSortedFunc(risk, func(a, b bar) int { return b.n - a.n }), "%v", risk)
	assert.InDelta(t, 20, sum(hours)/sum(risk), 6)
	assert.Positive(t, risk[3].n)
	assert.Less(t, sum(audit[5:])*5, sum(audit))
	assert.GreaterOrEqual(t, len(bars["hiring"]), 10)
	ages := bars["passwords"]
	assert.Greater(t, sum(ages[:4])*2, sum(ages), "most are of the last three months")
	assert.Positive(t, sum(ages[6:]), "some are older than a year")
}

// week is an empty plot by weekday.
func week() []bar {
	return []bar{{"Monday", 0}, {"Tuesday", 0}, {"Wednesday", 0}, {"Thursday", 0}, {"Friday", 0}, {"Saturday", 0}, {"Sunday", 0}}
}

// fromMonday is the place of a day in a week that begins with Monday.
func fromMonday(at time.Time) int { return (int(at.Weekday()) + 6) % 7 }

func ofEvents(t *testing.T, w *c42state.World) map[string][]bar {
	t.Helper()
	m, err := company.Read(fixtures.Company())
	require.NoError(t, err)
	zones := map[string]*time.Location{}
	for i := range m.Sites {
		zones[m.Sites[i].City] = m.Sites[i].Location()
	}
	people, years := map[string]c42state.Person{}, map[int]int{}
	require.NoError(t, w.Read(c42state.System, func(tx *c42state.Tx) error {
		profiles, _ := tx.RiskProfiles(c42state.RiskProfileFilter{}, c42state.Page{})
		for _, p := range profiles {
			people[p.UID] = p.Person
			if p.Facts.StartDate != nil { // of some nobody has filled it in
				years[p.Facts.StartDate.Year]++
			}
		}
		return nil
	}))
	hours, days, risk, departments := make([]bar, 24), week(), []bar{{"LOW", 0}, {"MODERATE", 0}, {"HIGH", 0}, {"CRITICAL", 0}}, map[string]int{}
	for i := range hours {
		hours[i].label = fmt.Sprintf("%02d:00", i)
	}
	require.NoError(t, w.FileEvents().Ready(nil))
	for row := range uint32(w.FileEvents().Len()) {
		e := w.FileEvents().Event(row)
		at := e.Time.In(zones[*people[e.UserUID].Locality])
		hours[at.Hour()].n++
		days[fromMonday(at)].n++
		departments[*people[e.UserUID].Department]++
		if i := slices.IndexFunc(risk, func(b bar) bool { return b.label == e.Risk.Severity }); i >= 0 {
			risk[i].n++
		}
	}
	var hiring, byDepartment []bar
	for _, year := range slices.Sorted(maps.Keys(years)) {
		hiring = append(hiring, bar{strconv.Itoa(year), years[year]})
	}
	for _, name := range slices.Sorted(maps.Keys(departments)) {
		byDepartment = append(byDepartment, bar{name, departments[name]})
	}
	slices.SortStableFunc(byDepartment, func(a, b bar) int { return cmp.Compare(b.n, a.n) })
	return map[string][]bar{"hours": hours, "weekdays": days, "risk": risk, "hiring": hiring, "departments": byDepartment}
}

func ofVault(t *testing.T, w *pamstate.World) map[string][]bar {
	t.Helper()
	ages, days := []bar{{"up to 1 week", 0}, {"up to 1 month", 0}, {"up to 2 months", 0}, {"up to 3 months", 0}, {"up to 6 months", 0}, {"up to 1 year", 0}, {"up to 2 years", 0}, {"more than 2 years", 0}}, week()
	until := []int{7, 30, 61, 91, 183, 365, 730}
	require.NoError(t, w.Read(pamstate.System, func(tx *pamstate.Tx) error {
		resources, _, err := tx.Resources(pamstate.Query{})
		require.NoError(t, err)
		for _, r := range resources {
			_, accounts, err := tx.AccountsOf(strconv.FormatInt(r.ID, 10), pamstate.Query{})
			require.NoError(t, err)
			for _, a := range accounts {
				since := a.Created
				if a.Changed != nil {
					since = *a.Changed
				}
				i, _ := slices.BinarySearch(until, int(tx.Now.Sub(since).Hours()/24))
				ages[i].n++
			}
		}
		for _, e := range tx.AuditLog() {
			days[fromMonday(e.At)].n++
		}
		return nil
	}))
	return map[string][]bar{"passwords": ages, "audit": days}
}
