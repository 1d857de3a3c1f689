package events

import (
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAnAddressIsOfThePlaceWhereSomebodyIs: at home it is of the network there, in the office of the office's.
func TestAnAddressIsOfThePlaceWhereSomebodyIs(t *testing.T) {
	t.Parallel()
	people, networks, home, office := everyone(), map[string]string{}, 0, 0
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
			continue
		}
		home++
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
