package seed_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/fixtures"
	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/story"
	"github.com/understudy/understudy/mock/worlds/code42/events"
	"github.com/understudy/understudy/mock/worlds/code42/seed"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// town is a world with the firm that it shows and with what happened in it.
type town struct {
	*state.World
	from    seed.World
	firm    *company.Company
	epoch   time.Time
	users   []state.User
	devices []state.Device
	events  []events.Event

	byUID  map[string]state.User
	who    map[string]*company.Person // by uid; nobody has no job
	listed map[string]bool            // uids on the departing or the high-risk list, or of whom a story is
	byGUID map[string]state.Device
}

// small is the small world's file, laid over the standard one.
func small(t *testing.T) seed.World {
	t.Helper()
	from, file := standard(t), section(t, "small")
	from.Sizes = file.Sizes
	for i := range from.LegalHold.Matters {
		m := &from.LegalHold.Matters[i]
		if at := slices.IndexFunc(file.LegalHold.Matters, func(o seed.Matter) bool { return o.Name == m.Name }); at >= 0 {
			m.Custodians = file.LegalHold.Matters[at].Custodians
		}
	}
	for i := range from.Watchlists {
		w := &from.Watchlists[i]
		for _, o := range file.Watchlists {
			if o.Type == w.Type && textOf(o.Title) == textOf(w.Title) {
				w.Members, w.Departures = o.Members, o.Departures
			}
		}
	}
	return from
}

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// townOf makes a world on a day. It does not go by UNDERSTUDY_TEST_DAY: what is measured here is measured on chosen days.
func townOf(t *testing.T, from seed.World, n uint64, epoch time.Time) *town {
	t.Helper()
	m, err := model()
	require.NoError(t, err)
	spec := from.Spec()
	spec.Seed, spec.Now = n, company.DateOf(epoch)
	stories, err := story.Read(fixtures.Stories())
	require.NoError(t, err)
	first := len(spec.Cast)
	spec.Cast = append(spec.Cast, story.Casts(stories)...)
	c := &town{from: from, epoch: epoch, byUID: map[string]state.User{}, who: map[string]*company.Person{}, listed: map[string]bool{}, byGUID: map[string]state.Device{}}
	c.firm, err = company.New(m, spec)
	require.NoError(t, err)
	played, out := story.Play(stories, c.firm, c.firm.Cast[first:])
	require.Empty(t, out)
	c.World = state.New(n, clock.At(epoch))
	require.NoError(t, drop(seed.Fill(c.World, from, c.firm, played)))
	c.Seal()
	require.NoError(t, seed.FileEvents(c.World, from, c.firm, played, nil))
	c.users, c.devices = told(t, c.World)
	people := map[string]*company.Person{}
	for _, list := range [][]company.Person{c.firm.People, c.firm.Pinned} {
		for i := range list {
			people[list[i].Login] = &list[i]
		}
	}
	for _, u := range c.users {
		c.byUID[u.UID] = u
		login, _, _ := strings.Cut(u.Username, "@")
		if p := people[login]; p != nil && p.Job != nil {
			c.who[u.UID], c.listed[u.UID] = p, p.Steady
		}
	}
	for _, d := range c.devices {
		c.byGUID[d.GUID] = d
	}
	look(t, c.World, func(tx *state.Tx) {
		for _, list := range []state.DetectionList{state.DepartingList, state.HighRiskList} {
			found, err := tx.SearchDetectionList(list, state.DetectionSearch{}, state.Page{})
			require.NoError(t, err)
			require.Len(t, found.Items, found.Total)
			for _, e := range found.Items {
				c.listed[e.UID] = true
			}
		}
	})
	require.NoError(t, c.FileEvents().Ready(nil))
	for row := range uint32(c.FileEvents().Len()) {
		c.events = append(c.events, c.FileEvents().Event(row))
	}
	return c
}

// whose is who did something, and the day of it by the calendar on the wall.
func (c *town) whose(e events.Event) (*company.Person, time.Time) {
	p := c.who[e.UserUID]
	return p, e.Time.In(p.Site.Location())
}

// isSmall tells that there are too few people for shares to be more than chance.
func (c *town) isSmall() bool { return len(c.users) < 100 }

// bound is the one for a usual world or the one for a small one.
func (c *town) bound(usual, small int) int {
	if c.isSmall() {
		return small
	}
	return usual
}
