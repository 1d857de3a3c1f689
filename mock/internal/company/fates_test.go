package company_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/company"
)

// TestSomebodyToWhomSomethingHappened: they have the job or a similar one, were there for long, and what happened did on working days.
func TestSomebodyToWhomSomethingHappened(t *testing.T) {
	t.Parallel()
	cast := []company.Cast{
		{First: "Lee", Last: "Aver", Login: "lee.aver", Job: "account executive", Site: "Boston", Fate: company.Fate{Steady: true, Left: 4}},
		{First: "Con", Last: "Tractor", Login: "con.tractor", Job: "systems administrator", Contractor: true, Fate: company.Fate{Steady: true, Left: 15, Closed: 8}},
		{First: "Owen", Last: "Er", Login: "owen.er", Job: "project manager", Fate: company.Fate{Steady: true, Broke: 13, Replaced: 11}},
	}
	for people, size := range map[int]string{30: "a department", 210: "a firm", 3000: "a large firm"} {
		t.Run(size, func(t *testing.T) {
			t.Parallel()
			c := firm(t, people, func(s *company.Spec) { s.Cast, s.Departures = cast, []int{-3, 0, 5} })
			require.Len(t, c.Cast, len(cast))
			var found []*company.Person
			for i, n := range c.Cast {
				require.GreaterOrEqual(t, n, 0)
				p := &c.People[n]
				assert.Equal(t, cast[i].Login, p.Login)
				assert.Equal(t, cast[i].Contractor, p.Contractor)
				assert.Less(t, p.Hired, c.Spec.Now-120, p.Login)
				assert.Less(t, p.Level, company.Leads)
				found = append(found, p)
			}
			leaver, contractor, owner := found[0], found[1], found[2]
			if people >= 210 {
				assert.Equal(t, []string{"account executive", "Boston"}, []string{leaver.Job.Name, leaver.Site.Name})
			}
			ago := func(days int) company.Date { return c.Model.Sites[0].Back(c.Spec.Now, days) }
			assert.Equal(t, ago(4), leaver.Left)
			assert.Equal(t, leaver.Left, company.DateOf(leaver.Leaves().In(leaver.Site.Location())))
			assert.Equal(t, ago(8), company.DateOf(contractor.Leaves().In(contractor.Site.Location())), "that was forgotten for a week")
			assert.Equal(t, contractor.Closed, contractor.Machines[0].Until, "and so was the machine")
			assert.False(t, contractor.There(contractor.Left+1))
			require.GreaterOrEqual(t, len(owner.Machines), 2)
			assert.Equal(t, ago(13), owner.Machines[1].Until)
			assert.Equal(t, ago(11), owner.Machines[0].From)
			assert.Zero(t, owner.Machines[0].Until)
			for on := c.Spec.Now - 60; on < c.Spec.Now; on++ {
				day := c.Day(owner, on)
				assert.Equal(t, owner.Site.Works(on), day.Until > day.From && day.Busy > 0, "%s: neither ill nor away", on.UTC())
			}
		})
	}
}

func TestBackCountsWorkingDays(t *testing.T) {
	t.Parallel()
	m, err := model()
	require.NoError(t, err)
	site := m.Sites[0]
	for back, want := range map[int]company.Date{0: wednesday, 1: wednesday - 1, 2: wednesday - 2, 3: wednesday - 5, 8: wednesday - 12} {
		assert.Equal(t, want, site.Back(wednesday, back), "%d", back)
	}
	assert.Equal(t, wednesday-5, site.Back(wednesday-3, 0), "Sunday: the Friday before")
}
