package company_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/company"
)

func date(t *testing.T, text string) company.Date {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	require.NoError(t, err)
	return company.DateOf(at)
}

func site(t *testing.T, name string) *company.Site {
	t.Helper()
	m, err := model()
	require.NoError(t, err)
	for i := range m.Sites {
		if m.Sites[i].City == name {
			return &m.Sites[i]
		}
	}
	require.Fail(t, name)
	return nil
}

func TestDates(t *testing.T) {
	t.Parallel()
	for text, weekday := range map[string]time.Weekday{
		"1970-01-01": time.Thursday, "2026-11-04": time.Wednesday, "2028-02-29": time.Tuesday, "2026-11-08": time.Sunday, "1969-12-31": time.Wednesday,
	} {
		d := date(t, text)
		assert.Equal(t, weekday, d.Weekday(), text)
		assert.Equal(t, text, d.UTC().Format(time.DateOnly))
	}
	tokyo := site(t, "Tokyo").Location()
	assert.Equal(t, "2026-11-04T00:00:00Z", date(t, "2026-11-04").At(tokyo, 9*time.Hour).UTC().Format(time.RFC3339))
	assert.Equal(t, date(t, "2026-11-05"), company.DateOf(time.Date(2026, 11, 4, 16, 0, 0, 0, time.UTC).In(tokyo)))
}

// TestOfficesAreClosedOnPublicHolidays: the days are those of the countries' own calendars.
func TestOfficesAreClosedOnPublicHolidays(t *testing.T) {
	t.Parallel()
	for city, days := range map[string]map[string]bool{ // whether the day is worked
		"Minneapolis": {
			"2026-11-26": false, "2026-11-25": true, "2026-07-03": false, "2026-09-07": false, "2026-05-25": false, "2026-01-01": false, "2026-12-25": false,
			"2021-12-31": false, "2027-05-31": false, "2026-04-03": true, "2026-11-04": true, "2026-11-07": false, "2026-11-08": false,
		},
		"Toronto": {"2026-10-12": false, "2026-11-26": true, "2026-07-01": false, "2026-05-18": false},
		"London":  {"2026-04-03": false, "2026-04-06": false, "2026-08-31": false, "2026-12-25": false, "2026-11-26": true, "2024-03-29": false, "2025-04-21": false},
		"Berlin":  {"2026-10-03": false, "2026-05-01": false, "2026-05-14": false, "2026-05-25": false, "2026-12-25": false, "2025-10-03": false, "2026-12-28": true},
		"Kraków":  {"2026-11-11": false, "2026-05-01": false, "2026-06-04": false, "2026-11-10": true},
		"Tokyo":   {"2026-11-03": false, "2026-11-23": false, "2026-11-04": true, "2026-12-25": true},
		"Lyon":    {"2026-07-14": false, "2026-11-11": false, "2026-05-14": false},
	} {
		for day, works := range days {
			assert.Equal(t, works, site(t, city).Works(date(t, day)), "%s %s", city, day)
		}
	}
	assert.Equal(t, date(t, "2026-11-30"), site(t, "Minneapolis").From(date(t, "2026-11-26")))
	assert.Equal(t, date(t, "2026-11-25"), site(t, "Minneapolis").Before(date(t, "2026-11-26")))
}

// TestPeopleWorkInTheHoursOfTheirSites: of two years of days of all people.
func TestPeopleWorkInTheHoursOfTheirSites(t *testing.T) {
	t.Parallel()
	c := firm(t, 210)
	worked, weekend, usual, away, holiday, busy := 0, 0, 0, 0, 0, 0.0
	perWeekday := map[time.Weekday]float64{}
	for i := range c.People {
		p := &c.People[i]
		for on := max(p.Hired, wednesday-730); on <= wednesday && p.There(on); on++ {
			d := c.Day(p, on)
			require.Equal(t, d, c.Day(p, on), "it is the same whenever it is asked for")
			if d.From == d.Until {
				require.Zero(t, d)
				continue
			}
			from, until := time.UnixMilli(d.From).In(p.Site.Location()), time.UnixMilli(d.Until).In(p.Site.Location())
			require.Equal(t, on, company.DateOf(from), p.Login)
			require.Less(t, until.Sub(from), 14*time.Hour, p.Login)
			require.True(t, d.Break == 0 || d.From < d.Break && d.Break < d.Until, p.Login)
			require.Positive(t, d.Busy)
			worked++
			busy += d.Busy
			perWeekday[on.Weekday()] += d.Busy
			switch on.Weekday() {
			case time.Saturday, time.Sunday:
				weekend++
			default:
				if !p.Site.Works(on) {
					holiday++
				}
			}
			if from.Hour() >= 7 && until.Hour() < 20 {
				usual++
			}
			if d.Away {
				away++
			}
		}
	}
	share := func(n int) float64 { return float64(n) / float64(worked) }
	assert.InDelta(t, 0.03, share(weekend), 0.025, "weekends")
	assert.Less(t, share(holiday), 0.02, "public holidays")
	assert.Greater(t, share(usual), 0.7, "in the usual hours")
	assert.InDelta(t, 0.4, share(away), 0.15, "away from the office")
	assert.InDelta(t, 1, busy/float64(worked), 0.25)
	assert.Less(t, perWeekday[time.Friday], perWeekday[time.Wednesday])
}

func TestFewAreAtWorkBetweenTheYears(t *testing.T) {
	t.Parallel()
	c := firm(t, 210, func(s *company.Spec) { s.Now = date(t, "2027-01-10") })
	at := func(day string) (n int) {
		for i := range c.People {
			if d := c.Day(&c.People[i], date(t, day)); d.Until > d.From {
				n++
			}
		}
		return n
	}
	assert.Less(t, at("2026-12-29"), at("2026-12-08")*3/4)
	assert.Less(t, at("2026-12-25"), at("2026-12-08")/5)
	assert.Less(t, at("2026-11-26"), at("2026-11-24")*3/4, "Thanksgiving: most sites are in the United States")
}

func BenchmarkDay(b *testing.B) {
	c := firm(b, 210)
	for n := 0; b.Loop(); n++ {
		c.Day(&c.People[n%210], wednesday-company.Date(n%90))
	}
}
