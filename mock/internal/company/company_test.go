package company_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/company"
)

var model = sync.OnceValues(func() (*company.Model, error) { return company.Read(os.DirFS("../../../fixtures/company")) })

// wednesday is the last day of the firms of these tests.
var wednesday = company.DateOf(time.Date(2026, 11, 4, 0, 0, 0, 0, time.UTC))

// firm is one with so many people, in departments that suit the number.
func firm(t testing.TB, people int, change ...func(*company.Spec)) *company.Company {
	t.Helper()
	m, err := model()
	require.NoError(t, err)
	spec := company.Spec{Seed: 1, Now: wednesday, People: people, Units: min(10, 2+people/10), Named: []string{"Example Co", "Ops"}}
	if people > 1000 {
		spec.Units = people / 100
	}
	for _, c := range change {
		c(&spec)
	}
	c, err := company.New(m, spec)
	require.NoError(t, err)
	return c
}

// firms are of several sizes and seeds, and of days that are no usual ones.
func firms(t *testing.T, check func(*testing.T, *company.Company)) {
	t.Helper()
	for _, people := range []int{1, 3, 10, 60, 210, 3000} {
		for seed, now := range map[uint64]time.Time{
			1: wednesday.UTC(), 2: time.Date(2028, 2, 29, 0, 0, 0, 0, time.UTC), 3: time.Date(2026, 12, 25, 0, 0, 0, 0, time.UTC),
			4: time.Date(2026, 11, 8, 0, 0, 0, 0, time.UTC),
		} {
			t.Run(fmt.Sprint(people, " ", seed), func(t *testing.T) {
				t.Parallel()
				check(t, firm(t, people, func(s *company.Spec) { s.Seed, s.Now = seed, company.DateOf(now) }))
			})
		}
	}
}

func TestTheSameSpecGivesTheSameFirm(t *testing.T) {
	t.Parallel()
	one, other := firm(t, 210), firm(t, 210)
	assert.Equal(t, one.People, other.People)
	assert.Equal(t, one.Units, other.Units)
	assert.NotEqual(t, one.People, firm(t, 210, func(s *company.Spec) { s.Seed = 2 }).People)
}

func TestEverybodyIsManagedByWhoWasThereFirstAndIsStillThere(t *testing.T) {
	t.Parallel()
	firms(t, func(t *testing.T, c *company.Company) {
		tops, led := 0, map[int]int{}
		for i, p := range c.People {
			led[p.Manager]++
			if p.Manager < 0 {
				tops++
				continue
			}
			boss := c.People[p.Manager]
			require.Less(t, p.Manager, i, p.Login)
			require.LessOrEqual(t, boss.Hired, p.Hired, p.Login)
			require.Greater(t, boss.Level, p.Level, "%s, %s: %s, %s", p.Login, p.Title, boss.Login, boss.Title)
			require.Zero(t, boss.Left, boss.Login)
			require.False(t, boss.Contractor, boss.Login)
		}
		assert.LessOrEqual(t, tops, 1)
		for i, n := range led {
			assert.LessOrEqual(t, n, 40, "%d people report to %d", n, i)
		}
	})
}

func TestPeopleComeAndGoOnWorkingDays(t *testing.T) {
	t.Parallel()
	firms(t, func(t *testing.T, c *company.Company) {
		left := 0
		for i, p := range c.People {
			require.LessOrEqual(t, p.Hired, c.Spec.Now, p.Login)
			if p.Manager >= 0 && p.Hired-c.People[p.Manager].Hired > 7 {
				require.True(t, p.Site.Works(p.Hired), "%s on %s", p.Login, p.Hired.UTC())
			}
			require.False(t, i > 0 && p.Hired < c.People[i-1].Hired, "they stand in the order in which they came")
			if p.Left != 0 {
				left++
				require.True(t, p.Site.Works(p.Left), "%s on %s", p.Login, p.Left.UTC())
				require.Greater(t, p.Left, p.Hired)
				require.Less(t, p.Left, c.Spec.Now)
			}
			evening := p.Leaves()
			require.Equal(t, p.Left == 0, evening.IsZero())
			if p.Left != 0 {
				evening = evening.In(p.Site.Location())
				require.Equal(t, p.Left, company.DateOf(evening))
				require.Contains(t, []int{18, 19}, evening.Hour())
			}
		}
		if n := len(c.People); n > 200 {
			assert.InDelta(t, 0.06, float64(left)/float64(n), 0.04)
		}
	})
}

func TestTitlesUnitsAndSitesGoWithTheJob(t *testing.T) {
	t.Parallel()
	firms(t, func(t *testing.T, c *company.Company) {
		for _, p := range c.People {
			u := c.Units[p.Unit]
			known := append(slices.Clone(p.Job.Titles), p.Job.Managers...)
			if u.Model != nil {
				known = append(known, u.Model.Head, "Head of "+u.Name)
				require.Equal(t, u.Model.Name, p.Job.Unit, p.Login)
				if len(u.Model.Sites) > 0 {
					require.Contains(t, u.Model.Sites, p.Site.Name, "%s of %s", p.Login, u.Name)
				}
			}
			require.Contains(t, known, p.Title)
			switch department := c.Department(&p); {
			case u.Above >= 0:
				require.Equal(t, u.Name, department)
			case p.Job.Unit == "":
				require.Equal(t, "Executive Office", department)
			default:
				require.Equal(t, p.Job.Unit, department)
			}
			require.True(t, u.Site == nil || u.Site == p.Site, p.Login)
		}
		for i, u := range c.Units {
			require.Less(t, u.Above, i, "%s comes after what it is part of", u.Name)
		}
	})
}

var login = regexp.MustCompile(`^[a-z][a-z-]*\.[a-z][a-z-]*[0-9]*$`)

func TestLoginsAreOfASCIIAndNobodyElses(t *testing.T) {
	t.Parallel()
	firms(t, func(t *testing.T, c *company.Company) {
		seen := map[string]bool{}
		foreign := 0
		for _, p := range c.People {
			require.Regexp(t, login, p.Login, "%s %s", p.First, p.Last)
			require.False(t, seen[p.Login], p.Login)
			seen[p.Login] = true
			if slices.ContainsFunc([]rune(p.First+p.Last), func(r rune) bool { return r > 127 }) {
				foreign++
			}
		}
		if len(c.People) > 200 {
			assert.Greater(t, foreign*20, len(c.People), "more than one in twenty has a letter that is not of ASCII")
		}
	})
}

func TestSharesAreThoseOfTheModel(t *testing.T) {
	t.Parallel()
	c := firm(t, 5000, func(s *company.Spec) { s.Units = 40 })
	jobs, sites := map[string]int{}, map[string]int{}
	for _, p := range c.People {
		jobs[p.Job.Name]++
		sites[p.Site.Name]++
	}
	for _, j := range c.Model.Jobs {
		if j.People >= 10 {
			assert.InEpsilon(t, j.People*5, jobs[j.Name], 0.25, j.Name)
		}
	}
	for _, s := range c.Model.Sites {
		assert.InDelta(t, s.People, float64(sites[s.Name])/50, 8, s.Name)
	}
}

func TestEveryUnitHasAHeadAndPeople(t *testing.T) {
	t.Parallel()
	c := firm(t, 3000, func(s *company.Spec) { s.Units = 60 })
	assert.Len(t, c.Units, 62)
	people := map[int]int{}
	for _, p := range c.People {
		people[p.Unit]++
	}
	for i, u := range c.Units {
		assert.Positive(t, people[i], u.Name)
	}
}

func TestPartsOfDepartmentsHaveNamesOfTheirOwn(t *testing.T) {
	t.Parallel()
	for units, numbered := range map[int]bool{10: false, 60: false, 398: false, 650: false, 3000: true} {
		c := firm(t, 3000, func(s *company.Spec) { s.Units = units })
		names := map[string]bool{}
		digits := 0
		for _, u := range c.Units {
			require.False(t, names[u.Name], "%s is there twice", u.Name)
			names[u.Name] = true
			if strings.ContainsAny(u.Name, "0123456789") {
				digits++
			}
			if team, ok := strings.CutPrefix(u.Name, c.Units[max(u.Above, 0)].Name+", "); ok && digits == 0 {
				require.Contains(t, u.Model.Teams, team)
			}
		}
		assert.Equal(t, numbered, digits > 0, "%d units, %d numbered", units, digits)
	}
}

func TestWhatIsNamedIsNotMadeAgain(t *testing.T) {
	t.Parallel()
	c := firm(t, 210, func(s *company.Spec) { s.Named = []string{"Mine", "Legal", "Lab 7"}; s.Units = 3 })
	names := []string{}
	for _, u := range c.Units {
		names = append(names, u.Name)
	}
	assert.Equal(t, []string{"Mine", "Legal", "Lab 7", "Ops", "IT", "Information Security"}, names)
	for _, p := range c.People {
		assert.NotEqual(t, 2, p.Unit, "nobody works in what the model does not know")
	}
	m, err := model()
	require.NoError(t, err)
	_, err = company.New(m, company.Spec{People: 1})
	assert.Error(t, err, "a firm has a name")
}

func TestDepartures(t *testing.T) {
	t.Parallel()
	days := []int{-30, -9, -1, 0, 1, 61}
	c := firm(t, 210, func(s *company.Spec) { s.Departures = days })
	require.Len(t, c.Leaving, len(days))
	for i, at := range c.Leaving {
		p := &c.People[at]
		assert.Equal(t, c.Spec.Now+company.Date(days[i]), p.Left)
		assert.True(t, p.There(p.Left))
		assert.False(t, p.There(p.Left+1))
		assert.False(t, p.There(p.Hired-1))
		assert.Zero(t, c.Day(p, p.Left+1))
	}
	assert.Len(t, firm(t, 1, func(s *company.Spec) { s.Departures = days }).Leaving, 0, "who leads does not leave")
}

func TestTheCastIsFoundAmongThePeople(t *testing.T) {
	t.Parallel()
	c := firm(t, 210, func(s *company.Spec) {
		s.Cast = []company.Cast{{First: "John", Last: "Doe", Job: "IT support specialist"}, {Login: "x+y"}, {Job: "no such job"}, {First: "Jo"}}
		s.Pinned = []company.Pinned{{First: "Test", Last: "User", Login: "test.user", Job: "systems administrator", Unit: "Ops"}, {Login: "nobody", Unit: "Example Co"}}
	})
	require.Len(t, c.Cast, 4)
	john := c.People[c.Cast[0]]
	assert.Equal(t, []string{"John", "Doe", "john.doe", "IT support specialist"}, []string{john.First, john.Last, john.Login, john.Job.Name})
	assert.Equal(t, "x+y", c.People[c.Cast[1]].Login)
	assert.Equal(t, -1, c.Cast[2])
	assert.Equal(t, "Jo", c.People[c.Cast[3]].First)
	require.Len(t, c.Pinned, 2)
	assert.Equal(t, "systems administrator", c.Pinned[0].Job.Name)
	assert.Equal(t, 1, c.Pinned[0].Unit)
	assert.NotEmpty(t, c.Pinned[0].Title)
	assert.LessOrEqual(t, c.People[c.Pinned[0].Manager].Hired, c.Pinned[0].Hired)
	assert.Nil(t, c.Pinned[1].Job)
	assert.Zero(t, c.Day(&c.Pinned[1], wednesday), "who has no job does nothing")
}

func TestMachinesAreBoughtUsedAndReplaced(t *testing.T) {
	t.Parallel()
	firms(t, func(t *testing.T, c *company.Company) {
		for _, p := range c.People {
			require.NotEmpty(t, p.Machines, p.Login)
			inUse := map[bool]int{} // by whether it is a desktop
			for _, m := range p.Machines {
				require.GreaterOrEqual(t, m.From, p.Hired, p.Login)
				require.LessOrEqual(t, m.From, c.Spec.Now, p.Login)
				require.True(t, m.Until == 0 || m.Until >= m.From, p.Login)
				require.Contains(t, p.Job.Machines, m.Model.OS)
				if m.Until == 0 {
					inUse[m.Model.Desktop]++
				}
				require.Equal(t, m.Model.Desktop, c.Model.IsDesktop(m.Host), m.Host)
			}
			if p.Left == 0 {
				require.Equal(t, 1, inUse[false], "%s has one laptop", p.Login)
				require.True(t, inUse[true] == 0 || inUse[true] == 1 && p.Job.Desktops > 0, p.Login)
			} else {
				require.Empty(t, inUse, p.Login)
			}
		}
	})
	c := firm(t, 210)
	assert.NotEqual(t, c.Further(&c.People[9], 0).Host, c.Further(&c.People[9], 1).Host)
}

func BenchmarkNew(b *testing.B) {
	m, err := model()
	require.NoError(b, err)
	for b.Loop() {
		_, _ = company.New(m, company.Spec{Seed: 1, Now: wednesday, People: 100_000, Units: 398, Named: []string{"Example Co", "Ops"}})
	}
}
