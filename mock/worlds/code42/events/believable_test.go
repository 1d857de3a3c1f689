package events

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAnAddressIsOfThePlaceWhereSomebodyIs: at home it is of the network there, in the office of the office's.
func TestAnAddressIsOfThePlaceWhereSomebodyIs(t *testing.T) {
	t.Parallel()
	people, networks, home, office, desktops := everyone(), map[string]string{}, 0, 0, 0
	for _, e := range ordinary(standard()) {
		if e.Device.GUID == "" {
			continue
		}
		p := people[e.UserUID]
		i := slices.IndexFunc(p.Devices, func(d Device) bool { return d.GUID == e.Device.GUID })
		require.Len(t, e.Device.PrivateIPs, 2)
		require.Equal(t, loopback, e.Device.PrivateIPs[1])
		private := e.Device.PrivateIPs[0]
		if e.Device.PublicIP == p.Devices[i].PublicAddress {
			office++
			require.Equal(t, p.Devices[i].PrivateIPs[0], private)
			require.NotEqual(t, isTrue, e.Risk.Remote)
			if theModel().IsDesktop(e.Device.Host) {
				desktops++
			}
			continue
		}
		home++
		require.False(t, theModel().IsDesktop(e.Device.Host), "nobody takes a desktop home")
		require.True(t, strings.HasPrefix(e.Device.PublicIP, "203.0.113."), e.Device.PublicIP)
		require.NotEqual(t, isFalse, e.Risk.Remote)
		network := private[:strings.LastIndexByte(private, '.')+1]
		require.Contains(t, homeNetworks[:], network)
		require.True(t, networks[e.UserUID] == "" || networks[e.UserUID] == network, "%s has two networks at home", e.Username)
		networks[e.UserUID] = network
	}
	t.Log(home, "at home,", office, "in the office")
	assert.Greater(t, home, 2000)
	assert.Greater(t, office, home)
	assert.True(t, desktops > 50 && desktops*10 < office, "%d on desktops", desktops)
	used := slices.Compact(slices.Sorted(maps.Values(networks)))
	for _, network := range homeNetworks {
		assert.Contains(t, used, network)
	}
}

// TestNobodyWorksWithTwoSuites: what belongs to one of them is not seen at the sites of the other, unless the company does not trust it.
func TestNobodyWorksWithTwoSuites(t *testing.T) {
	t.Parallel()
	m, people := newMaker(office(0, 220)), everyone()
	marks := [...][]string{
		google:    {"drive.google.com", "mail.google.com", "Google Drive", "GoogleDriveFS.exe", "Gmail"},
		microsoft: {"sharepoint.com", "outlook.office.com", "OneDrive", "OneDrive.exe", "Office365", "SharePoint", "Outlook"},
	}
	seen := [len(marks)]map[string]bool{{}, {}}
	for _, e := range ordinary(standard()) {
		if !e.Risk.Trusted && e.Observer == observerEndpoint {
			continue
		}
		suite := m.suites[people[e.UserUID].Who.Site.Name]
		shown := []string{e.Observer, e.Process, e.File.URL, e.File.Directory}
		for _, end := range []Place{e.Source, e.Destination} {
			shown = append(append(shown, end.Name), end.Domains...)
			for _, tab := range end.Tabs {
				shown = append(shown, tab.Title, tab.URL)
			}
		}
		for of, list := range marks {
			for _, mark := range list {
				if !slices.ContainsFunc(shown, func(s string) bool { return strings.Contains(s, mark) }) {
					continue
				}
				require.Equal(t, suite, of, "%s at a site with the other suite: %v", mark, shown)
				seen[of][mark] = true
			}
		}
	}
	for of, list := range marks {
		assert.Len(t, seen[of], len(list), "%v of %v", seen[of], list)
	}
}

// TestSizesAreThoseOfLife: the middle one of each kind, and what is sent by mail.
func TestSizesAreThoseOfLife(t *testing.T) {
	t.Parallel()
	const kB, MB = 1_000, 1_000_000
	sizes := map[string][]int64{}
	for _, e := range ordinary(standard()) {
		if of := path.Ext(e.File.Name); !e.File.MimeTypeMismatch && e.Report.Type == "" {
			sizes[of] = append(sizes[of], e.File.Size)
		}
		assert.True(t, e.Mail.Sender == "" || e.File.Size <= 25*MB, "%s of %d bytes as a mail's attachment", e.File.Name, e.File.Size)
	}
	for of, middle := range map[string][2]int64{
		".docx": {40 * kB, 300 * kB}, ".xlsx": {50 * kB, 500 * kB}, ".pdf": {200 * kB, 2 * MB}, ".pptx": {2 * MB, 10 * MB}, ".png": {100 * kB, MB},
		".jpg": {MB / 2, 5 * MB}, ".go": {2 * kB, 12 * kB}, ".py": {2 * kB, 12 * kB}, ".ts": {2 * kB, 12 * kB}, ".c": {2 * kB, 16 * kB}, ".md": {kB, 10 * kB},
		".json": {kB, 20 * kB}, ".yaml": {kB, 20 * kB}, ".sql": {kB, 20 * kB}, ".sh": {kB / 2, 8 * kB}, ".csv": {20 * kB, MB}, ".log": {50 * kB, 2 * MB},
		".zip": {2 * MB, 60 * MB}, ".mp4": {20 * MB, 800 * MB}, ".psd": {5 * MB, 200 * MB}, ".dwg": {MB / 4, 8 * MB},
	} {
		slices.Sort(sizes[of])
		n := len(sizes[of])
		require.Greater(t, n, 8, of)
		t.Log(of, n, sizes[of][n/20], sizes[of][n/2], sizes[of][n-1-n/20])
		assert.True(t, middle[0] <= sizes[of][n/2] && sizes[of][n/2] <= middle[1], "%s: half are below %d bytes", of, sizes[of][n/2])
		assert.Less(t, sizes[of][n/20]*4, sizes[of][n-1-n/20], "all %s are alike", of)
	}
	for _, of := range []string{".go", ".py", ".ts", ".c", ".json", ".yaml", ".md", ".sh"} {
		assert.Less(t, sizes[of][len(sizes[of])-1], int64(400*kB), of)
	}
}

// TestPapersAreMadeWhenTheyAreNeeded, and are called after the time that they are about.
func TestPapersAreMadeWhenTheyAreNeeded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, on, want string }{
		{"close {closed month}", "2026-10-31", "close October 2026"}, {"close {closed month}", "2026-11-12", "close October 2026"},
		{"close {closed month}", "2026-11-13", ""}, {"close {closed month}", "2026-10-30", ""}, {"close {closed month}", "2027-01-05", "close December 2026"},
		{"report {last month}", "2026-10-31", ""}, {"report {last month}", "2026-11-01", "report October 2026"}, {"report {last month}", "2026-11-21", ""},
		{"payroll run {ending month}", "2026-11-11", ""}, {"payroll run {ending month}", "2026-11-12", "payroll run November 2026"},
		{"payroll run {ending month}", "2028-02-29", "payroll run February 2028"}, {"payroll run {ending month}", "2026-12-01", ""},
		{"demand plan {coming month}", "2026-12-31", "demand plan January 2027"}, {"demand plan {coming month}", "2026-12-10", ""},
		{"hiring plan {coming quarter}", "2026-11-21", ""}, {"hiring plan {coming quarter}", "2026-11-22", "hiring plan Q1 2027"},
		{"return {closed quarter}", "2026-12-31", "return Q4 2026"}, {"return {closed quarter}", "2026-10-25", "return Q3 2026"}, {"return {closed quarter}", "2026-10-26", ""},
		{"review {last quarter}", "2026-11-14", "review Q3 2026"}, {"review {last quarter}", "2026-11-15", ""},
		{"{coming year} budget", "2026-09-22", ""}, {"{coming year} budget", "2026-09-23", "2027 budget"}, {"territory {year}", "2026-03-03", "territory 2026"},
		{"roll {month}", "2026-03-03", "roll March 2026"}, {"forecast {quarter}", "2026-03-31", "forecast Q1 2026"}, {"policy", "2026-03-31", "policy"},
	} {
		on, err := time.Parse(time.DateOnly, c.on)
		require.NoError(t, err)
		what := topicOf(c.text)
		require.Equal(t, c.want != "", what.madeOn(on.Add(15*time.Hour)), "%s on %s", c.text, c.on)
		if c.want != "" {
			title, _ := what.on(on.Add(15*time.Hour), &stream{})
			assert.Equal(t, c.want, title, "%s on %s", c.text, c.on)
		}
	}
	for _, j := range theModel().Jobs { // on any day there is something to write for everybody
		papers, plain := 0, 0
		for _, topic := range topicsOf(j.Topics, nil) {
			assert.NotContains(t, topic.before+topic.after, "{", j.Name)
			if !strings.Contains(topic.before, "_") {
				papers++
				if topic.about == nil || topic.about.first == 0 && topic.about.last == 0 {
					plain++
				}
			}
		}
		assert.True(t, plain >= 3 || 2*plain >= papers, "%s: %d of %d", j.Name, plain, papers)
	}
}

// TestFilesFitTheirKind: what they are called, and what is done with them and where they are sent.
func TestFilesFitTheirKind(t *testing.T) {
	t.Parallel()
	draft := regexp.MustCompile(`(?i)[ _-](draft|final|v2|v3|reviewed|signed|updated)\b`)
	prose := regexp.MustCompile(`(?i)(release|letter|policy|minutes|interview|case.study|guide).*\.(xlsx|csv)$`)
	takes := map[string][]string{
		"DocuSign": {".pdf", ".docx"}, "Greenhouse": {".pdf", ".docx"}, "Figma": {".png", ".jpg", ".pdf"}, "Datadog": {".png", ".csv", ".json", ".log"},
		"SmallPDF": {".pdf", ".docx", ".pptx", ".xlsx", ".png", ".jpg"},
	}
	seen, code, pushed := map[string]int{}, 0, 0
	for _, e := range ordinary(standard()) {
		of := path.Ext(e.File.Name)
		if e.File.MimeTypeMismatch {
			continue
		}
		switch of {
		case ".png", ".jpg", ".exe", ".msi", ".eml", ".mp4", ".mp3", ".zip", ".log", ".vmdk":
			require.False(t, draft.MatchString(e.File.Name), "%s is no draft", e.File.Name)
		}
		require.True(t, e.File.ID == "" || kinds[kindOf(of)].shared(), "%s in a cloud", e.File.Name)
		require.False(t, prose.MatchString(e.File.Name), "%s is no table", e.File.Name)
		if k := &kinds[kindOf(of)]; k.category == "Video" || k.category == "Executable" {
			require.NotEqual(t, "file-modified", e.Action, e.File.Name)
		}
		if e.Print.Printer != "" {
			require.True(t, kinds[kindOf(of)].printable(), "%s is printed", e.File.Name)
		}
		if e.Action == "removable-media-deleted" {
			require.Zero(t, e.Risk.Score, "nothing leaves by being deleted")
		}
		if kinds[kindOf(of)].coded() && e.Device.GUID != "" {
			code++
			if e.Destination.Name == "GitHub" && e.Risk.Trusted {
				pushed++
			}
			require.False(t, e.Media.Serial == "" && slices.Contains(explorers[:], e.Process), "%s in a file manager", e.File.Name)
		}
		for _, end := range []Place{e.Source, e.Destination} {
			if fit := takes[end.Name]; fit != nil {
				require.Contains(t, fit, of, "%s of %s", end.Name, e.File.Name)
				seen[end.Name]++
			}
		}
	}
	assert.Len(t, seen, len(takes))
	assert.True(t, pushed > 20 && pushed*15 < code, "%d of %d by a browser: code goes by git", pushed, code)
}
