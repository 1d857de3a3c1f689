package mock_test

import (
	"bytes"
	"io/fs"
	"maps"
	"net/netip"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/understudy/understudy/fixtures"
	"github.com/understudy/understudy/mock/internal/company"
)

// theFirm is the data of fixtures/company as it is written there; a key that the model does not know is refused.
func theFirm(t *testing.T) company.Model {
	t.Helper()
	names, err := fs.Glob(fixtures.Company(), "*.yaml")
	require.NoError(t, err)
	var all company.Model
	bytesOfAll := 0
	for _, name := range names {
		text, err := fs.ReadFile(fixtures.Company(), name)
		require.NoError(t, err)
		bytesOfAll += len(text)
		var part company.Model
		decoder := yaml.NewDecoder(bytes.NewReader(text))
		decoder.KnownFields(true)
		require.NoError(t, decoder.Decode(&part), name)
		all.Sites, all.Countries = append(all.Sites, part.Sites...), append(all.Countries, part.Countries...)
		all.Units, all.Jobs = append(all.Units, part.Units...), append(all.Jobs, part.Jobs...)
		all.Machines, all.Files = append(all.Machines, part.Machines...), append(all.Files, part.Files...)
	}
	assert.Less(t, bytesOfAll, 52<<10, "it is read at every start: a KiB takes 0.2 ms")
	return all
}

// systems are the operating systems that machines have.
var systems = []string{"linux", "mac", "win"}

// index gives the entries of a list by what tells them apart, each once.
func index[T any](t *testing.T, list []T, key func(T) string) map[string]T {
	t.Helper()
	all := map[string]T{}
	for _, entry := range list {
		name := key(entry)
		assert.NotContains(t, all, name, "it is there twice")
		all[name] = entry
	}
	require.NotEmpty(t, all)
	return all
}

func sum(shares map[string]int) (all int) {
	for _, n := range shares {
		all += n
	}
	return all
}

func TestTheFirmsSitesAreRealPlaces(t *testing.T) {
	t.Parallel()
	firm := theFirm(t)
	countries := index(t, firm.Countries, func(c company.Country) string { return c.Code })
	index(t, firm.Sites, func(s company.Site) string { return s.Name })
	index(t, firm.Sites, func(s company.Site) string { return s.Network })
	people, documentation := 0, netip.MustParsePrefix("198.51.100.0/24")
	for _, s := range firm.Sites {
		assert.Contains(t, countries, s.Country, s.Name)
		zone, err := time.LoadLocation(s.Zone)
		assert.NoError(t, err, s.Name)
		assert.NotEqual(t, time.UTC, zone, s.Name)
		assert.True(t, documentation.Contains(netip.MustParseAddr(s.Address)), s.Name)
		assert.Regexp(t, `^10\.\d{1,3}$`, s.Network)
		assert.NotEmpty(t, s.Floors, s.Name)
		assert.NotEmpty(t, s.City, s.Name)
		assert.Equal(t, 100, sum(s.Languages), s.Name)
		assert.Less(t, slices.Max(slices.Collect(maps.Values(s.Languages))), 100, "%s has people of one language only", s.Name)
		for language := range s.Languages {
			if language != "english" {
				_, err := fs.Stat(fixtures.Company(), "names/"+language+".txt")
				assert.NoError(t, err, s.Name)
			}
		}
		people += s.People
	}
	assert.Equal(t, 100, people)
}

func TestTheFirmsHolidaysAreDays(t *testing.T) {
	t.Parallel()
	weekdays := []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	for _, c := range theFirm(t).Countries {
		assert.GreaterOrEqual(t, len(c.Holidays), 8, c.Code)
		for _, h := range c.Holidays {
			what := c.Code + ": " + h.Name
			assert.NotEmpty(t, h.Name, what)
			forms := 0
			if h.Day != 0 {
				forms++
				assert.Equal(t, time.Month(h.Month), time.Date(2027, time.Month(h.Month), h.Day, 0, 0, 0, 0, time.UTC).Month(), what)
			}
			if h.Weekday != "" {
				forms++
				assert.Contains(t, weekdays, h.Weekday, what)
				assert.Contains(t, []int{1, 2, 3, 4, -1}, h.Nth, what)
				assert.True(t, h.Month >= 1 && h.Month <= 12, what)
			}
			if h.Easter != nil {
				forms++
			}
			if h.Dates != nil {
				forms++
				assert.True(t, slices.IsSorted(h.Dates), what)
				for _, date := range h.Dates {
					_, err := time.Parse(time.DateOnly, date)
					assert.NoError(t, err, what)
				}
			}
			assert.Equal(t, 1, forms, "%s: a day, a weekday, a distance from Easter, or dates", what)
		}
	}
}

func TestTheFirmsUnitsGrow(t *testing.T) {
	t.Parallel()
	firm := theFirm(t)
	sites := index(t, firm.Sites, func(s company.Site) string { return s.Name })
	index(t, firm.Units, func(u company.UnitModel) string { return u.Code })
	before, staffed := map[string]bool{"": true}, map[string]int{}
	for _, j := range firm.Jobs {
		staffed[j.Unit] += j.People
	}
	for _, u := range firm.Units {
		assert.True(t, before[u.Below], "%s comes before what it is below", u.Name)
		assert.False(t, before[u.Name], u.Name)
		before[u.Name] = true
		assert.NotEmpty(t, u.Head, u.Name)
		assert.Greater(t, len(index(t, u.Teams, func(team string) string { return team })), 1, u.Name)
		assert.Positive(t, staffed[u.Name], "nobody works in %s", u.Name)
		for _, name := range u.Sites {
			assert.Contains(t, sites, name, u.Name)
		}
	}
	for name := range staffed {
		assert.True(t, before[name], name)
	}
	assert.Equal(t, "Ops", firm.Units[0].Name)
}

// confidential is what only some departments have to do with.
var confidential = map[string][]string{"payroll": {"Human Resources", "Accounting"}, "salary": {"Human Resources"}, "contract": {"Legal"}, "agreement": {"Legal"}}

func TestTheFirmsJobsAreWhole(t *testing.T) {
	t.Parallel()
	firm := theFirm(t)
	files := index(t, firm.Files, func(f company.FileKind) string { return f.Extension })
	topic, placeholder := regexp.MustCompile(`^[\p{L}\d][\p{L}\d _-]*$`), regexp.MustCompile(`\{(((closed|last|ending|coming) )?(year|quarter|month)|customer)\}`)
	written := func(name string) bool { return topic.MatchString(placeholder.ReplaceAllString(name, "X")) }
	people, made := 0, map[string]bool{}
	for name, j := range index(t, firm.Jobs, func(j company.Job) string { return j.Name }) {
		people += j.People
		assert.NotEmpty(t, j.Titles, name)
		assert.True(t, len(j.Managers) > 0 || j.Unit == "", "%s: nobody manages them", name)
		assert.True(t, j.Contractors >= 0 && j.Contractors <= 30, name)
		assert.True(t, j.From >= 7*time.Hour && j.Until-j.From >= 8*time.Hour && j.Until-j.From <= 10*time.Hour, name)
		assert.True(t, j.Busy >= 0.4 && j.Busy <= 1.8, name)
		assert.True(t, j.Risk >= 0.4 && j.Risk <= 1.6, name)
		assert.Contains(t, []string{"", "administers", "audits", "uses"}, j.Vault, name)
		assert.Equal(t, j.Vault == "administers" || j.Vault == "uses", len(j.Systems) > 0, "%s: what they look after, and only they", name)
		assert.Equal(t, 100, sum(j.Machines), name)
		assert.Equal(t, 100, sum(j.Files), name)
		assert.NotEmpty(t, j.Folders, name)
		assert.NotEmpty(t, j.Tools, name)
		assert.True(t, len(j.Topics) >= 8 && len(j.Topics) <= 14, name)
		for _, s := range j.Topics {
			assert.True(t, written(s), "%s: %q is no name for a file", name, s)
			for word, units := range confidential {
				assert.True(t, !strings.Contains(s, word) || slices.Contains(units, j.Unit), "%s has to do with %q", name, s)
			}
		}
		for system := range j.Machines {
			assert.Contains(t, systems, system, name)
			able := 0
			for extension, share := range j.Files {
				made[extension] = true
				if files[extension].Programs[system] != "" {
					able += share
				}
			}
			assert.GreaterOrEqual(t, able, 60, "%s: hardly any of their files can be made on %s", name, system)
		}
	}
	assert.Equal(t, 1000, people)
	for extension, f := range files {
		assert.True(t, made[extension], "nobody makes %s", extension)
		assert.True(t, 0 < f.Least && f.Least < f.Most, extension)
		assert.NotEmpty(t, f.Topics, extension)
		for _, s := range f.Topics {
			assert.True(t, written(s), "%s: %q is no name for a file", extension, s)
		}
		for system, program := range f.Programs {
			assert.Contains(t, systems, system, extension)
			assert.NotEmpty(t, program, extension)
		}
	}
	assert.Len(t, files, len(made), "somebody makes files of a sort that there is not")
}

// TestTheFirmAlwaysFindsAMachine: on any day there is a model of each system to be bought, with a version that is rolled out.
func TestTheFirmAlwaysFindsAMachine(t *testing.T) {
	t.Parallel()
	sold, prefixes := map[string]map[string]bool{}, map[string]bool{}
	for name, m := range index(t, theFirm(t).Machines, func(m company.MachineModel) string { return m.Name }) {
		from, err := time.Parse("2006-01", m.From)
		require.NoError(t, err, name)
		until := "2026-11"
		if m.Until != "" {
			until = m.Until
		}
		require.NotEmpty(t, m.Versions, name)
		was, known := prefixes[m.Prefix]
		assert.True(t, !known || was == m.Desktop, "%s: the name of a host tells desktops from laptops", name)
		prefixes[m.Prefix] = m.Desktop
		assert.LessOrEqual(t, m.Versions[0].From, m.From, "%s: no version at first", name)
		assert.True(t, slices.IsSortedFunc(m.Versions, func(a, b company.Version) int { return strings.Compare(a.From, b.From) }), name)
		assert.Contains(t, []string{"amd64", "arm64", "x86_64"}, m.Arch, name)
		for month := from; month.Format("2006-01") <= until; month = month.AddDate(0, 1, 0) {
			key := month.Format("2006-01")
			if m.Desktop {
				key += " desktop"
			}
			if sold[key] == nil {
				sold[key] = map[string]bool{}
			}
			sold[key][m.OS] = true
		}
	}
	for month := time.Date(2016, 10, 1, 0, 0, 0, 0, time.UTC); month.Year() < 2026 || month.Month() < 12; month = month.AddDate(0, 1, 0) {
		assert.Equal(t, systems, slices.Sorted(maps.Keys(sold[month.Format("2006-01")])), month.Format("2006-01"))
		if month.Year() > 2021 { // desktops are some years old at most
			assert.Equal(t, systems, slices.Sorted(maps.Keys(sold[month.Format("2006-01")+" desktop"])), month.Format("2006-01"))
		}
	}
}

func TestTheFirmsNamesSayWhereTheyAreFrom(t *testing.T) {
	t.Parallel()
	lists, err := fs.Glob(fixtures.Company(), "names/*.txt")
	require.NoError(t, err)
	assert.GreaterOrEqual(t, len(lists), 5)
	for _, file := range lists {
		text, err := fs.ReadFile(fixtures.Company(), file)
		require.NoError(t, err)
		head, rest, ok := strings.Cut(string(text), "first:\n")
		require.True(t, ok, file)
		assert.Contains(t, head, "\n# Source: ", file)
		assert.Contains(t, head, "\n# Licence: ", file)
		first, family, ok := strings.Cut(rest, "family:\n")
		require.True(t, ok, file)
		for part, list := range map[string]string{"first": first, "family": family} {
			names := strings.Split(strings.TrimSuffix(list, "\n"), "\n")
			assert.GreaterOrEqual(t, len(names), 40, "%s of %s", part, path.Base(file))
			index(t, names, func(s string) string { return s })
			for _, name := range names {
				assert.True(t, unicode.IsUpper([]rune(name)[0]), "%s: %q", file, name)
				assert.False(t, strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '\'' }), "%s: %q", file, name)
			}
		}
	}
}
