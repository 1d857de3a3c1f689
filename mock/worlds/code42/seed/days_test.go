package seed_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/worlds/code42/events"
	"github.com/understudy/understudy/mock/worlds/code42/seed"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// told is what of the people and the devices of a world depends on the days.
func told(t *testing.T, w *state.World) (users []state.User, devices []state.Device) {
	t.Helper()
	look(t, w, func(tx *state.Tx) {
		var err error
		users, _, err = tx.Users(state.UserFilter{}, state.Page{})
		require.NoError(t, err)
		devices, _, _, err = tx.Devices(state.DeviceFilter{}, state.Page{})
		require.NoError(t, err)
	})
	return users, devices
}

func TestAClockThatIsMovedInOneStepOrInManyGivesTheSameRows(t *testing.T) {
	t.Parallel()
	w, _ := fill(t, nil)
	one, many := w.Fork(""), w.Fork("")
	one.Clock().Advance(60 * 24 * time.Hour)
	for range 120 {
		many.Clock().Advance(12 * time.Hour)
		look(t, many, func(*state.Tx) {})
	}
	users, devices := told(t, one)
	sameUsers, sameDevices := told(t, many)
	assert.Equal(t, users, sameUsers)
	assert.Equal(t, devices, sameDevices)
	before, was := told(t, w)
	assert.NotEqual(t, before, users)
	assert.NotEqual(t, was, devices)
	assert.Equal(t, was, second(told(t, w.Fork(""))), "a fork, as a reset, begins anew")
}

func second[A, B any](_ A, b B) B { return b }

func TestWhoLeavesIsDeactivatedOnTheLastEvening(t *testing.T) {
	t.Parallel()
	w, _ := fill(t, nil)
	leaving := map[string]string{} // last days by uid
	look(t, w, func(tx *state.Tx) {
		found, err := tx.SearchDetectionList(state.DepartingList, state.DetectionSearch{}, state.Page{})
		require.NoError(t, err)
		for _, e := range found.Items {
			if e.Active && e.Facts.EndDate != nil && !tx.Held(e.User) {
				leaving[e.UID] = e.Facts.EndDate.String()
			}
		}
	})
	require.Greater(t, len(leaving), 4)
	stays := ""
	for uid, day := range leaving {
		if stays == "" || day < leaving[stays] {
			stays = uid
		}
	}
	later := state.DateOf(w.Clock().Now().AddDate(1, 0, 0))
	require.NoError(t, w.Write(state.System, func(tx *state.Tx) error { // a client's word counts
		return drop(tx.UpdateRiskProfile(stays, "endDate", state.RiskChange{EndDate: &later}))
	}))
	cleared := w.Fork("")
	require.NoError(t, cleared.Write(state.System, func(tx *state.Tx) error {
		for uid := range leaving {
			if _, err := tx.UpdateRiskProfile(uid, "endDate", state.RiskChange{}); err != nil {
				return err
			}
		}
		return nil
	}))
	cleared.Clock().Advance(100 * 24 * time.Hour)
	look(t, cleared, func(tx *state.Tx) {
		for uid := range leaving {
			u, err := tx.UserByUID(uid)
			require.NoError(t, err)
			assert.True(t, u.Active, "nobody leaves whose last day a client has taken away")
		}
	})
	for range 70 {
		w.Clock().Advance(24 * time.Hour)
		look(t, w, func(tx *state.Tx) {
			for uid, day := range leaving {
				u, err := tx.UserByUID(uid)
				require.NoError(t, err)
				yesterday := state.DateOf(tx.Now.AddDate(0, 0, -1)).String()
				if uid == stays || day > yesterday {
					assert.True(t, u.Active, "%s leaves on %s", u.Username, day)
				} else if day < yesterday {
					assert.False(t, u.Active, "%s left on %s", u.Username, day)
					assert.Equal(t, day, state.DateOf(u.Modified.Add(-6*time.Hour)).String(), "in the evening")
				}
			}
		})
	}
}

// TestLeaversOfDaysThatAreNotMadeLeaveToo: those of a long move, and those between a pinned epoch and the clock, each on their own evening.
func TestLeaversOfDaysThatAreNotMadeLeaveToo(t *testing.T) {
	t.Parallel()
	w, _ := fill(t, nil)
	closed := func(w *state.World) map[string]time.Time {
		evenings := map[string]time.Time{}
		users, _ := told(t, w)
		for _, u := range users {
			if !u.Active {
				evenings[u.Username] = u.Modified
			}
		}
		return evenings
	}
	before, steps, leap := closed(w), w.Fork(""), w.Fork("")
	for range 100 {
		steps.Clock().Advance(24 * time.Hour)
		look(t, steps, func(*state.Tx) {})
	}
	want := closed(steps)
	require.Greater(t, len(want), len(before)+3)
	leap.Clock().Advance(1000 * 24 * time.Hour)
	assert.Equal(t, want, closed(leap))
	w.UseClock(clock.At(w.Clock().Now().AddDate(0, 4, 0)))
	assert.Equal(t, before, closed(w), "what lies in between did not happen")
	w.Clock().Advance(24 * time.Hour)
	assert.Equal(t, want, closed(w))
}

func TestAgentsCheckInUntilTheyStop(t *testing.T) {
	t.Parallel()
	w, _ := fill(t, nil)
	_, before := told(t, w)
	w.Clock().Advance(30 * 24 * time.Hour)
	_, after := told(t, w)
	require.Len(t, after, len(before))
	now, fresh, serving := w.Clock().Now(), 0, 0
	for i, d := range after {
		was := before[i]
		assert.False(t, d.LastConnected.Before(was.LastConnected), d.Name)
		assert.False(t, d.LastConnected.After(now), d.Name)
		if !was.Active {
			assert.Equal(t, was, d, "what is out of service stays as it is")
			continue
		}
		if d.Active {
			serving++
			if now.Sub(d.LastConnected) < 5*24*time.Hour {
				fresh++
			}
		}
		if d.Blocked || d.Deauthorized {
			assert.Equal(t, was.LastConnected, d.LastConnected, "nothing comes from what is blocked or signed out")
			assert.False(t, d.Online)
		}
		if d.BacksUp && d.Active && !d.Blocked && !d.Deauthorized && d.LastConnected.After(was.LastConnected) {
			assert.WithinRange(t, d.BackedUp, d.LastConnected.Add(-12*time.Hour), d.LastConnected)
		}
	}
	assert.Greater(t, fresh*100, serving*80, "most machines were in use in the last days")
	assert.Less(t, fresh, serving, "and some lie in a drawer")
}

// TestAgentsGoOnFromWhatTheWorldWasFilledWith: what their owners' days tell of the epoch is what the rows say, and time never goes back.
func TestAgentsGoOnFromWhatTheWorldWasFilledWith(t *testing.T) {
	t.Parallel()
	w, _ := fill(t, nil)
	_, before := told(t, w)
	w.Clock().Advance(state.Beat)
	_, after := told(t, w)
	online, stayed := 0, 0
	for i, d := range after {
		switch was := before[i]; {
		case !was.Active || was.Dormant:
			assert.Equal(t, was, d)
		case was.Online && d.Online:
			online++
			assert.True(t, d.LastConnected.Equal(was.LastConnected.Add(state.Beat)) || d.LastConnected.Equal(was.LastConnected), d.Name)
		case !was.Online && !d.Online:
			stayed++
			assert.Equal(t, was, d)
		}
	}
	assert.Greater(t, online, 20, "some machines are never turned off")
	assert.Greater(t, stayed, 20)
	busiest, quietest := 0, len(after)
	for range 8 * 8 {
		w.Clock().Advance(3 * time.Hour)
		before = after
		_, after = told(t, w)
		online = 0
		for i, d := range after {
			require.False(t, d.LastConnected.Before(before[i].LastConnected), d.Name)
			if d.Online {
				online++
			}
		}
		busiest, quietest = max(busiest, online), min(quietest, online)
	}
	t.Log("online:", quietest, "to", busiest)
	assert.Greater(t, busiest, 2*quietest, "most are on while their owners work")
}

// eventsOf are the events of a world that have been inserted by now, in the order of time.
func eventsOf(t *testing.T, w *state.World) (list []events.Event) {
	t.Helper()
	look(t, w, func(tx *state.Tx) {
		found, err := tx.SearchFileEvents(events.V2, events.Query{SortKey: "@timestamp", PageSize: events.MaxPageSize})
		require.NoError(t, err)
		for {
			for _, row := range found.Rows {
				list = append(list, found.Log.Event(row))
			}
			if len(list) == found.Total {
				return
			}
			found, err = tx.SearchFileEvents(events.V2, events.Query{SortKey: "@timestamp", PageSize: events.MaxPageSize, PageNum: 1 + len(list)/events.MaxPageSize})
			require.NoError(t, err)
		}
	})
	return list
}

// same compares long lists; the difference of two as a whole takes minutes to write down.
func same(t *testing.T, one, other []events.Event) {
	t.Helper()
	for i := range min(len(one), len(other)) {
		require.Equal(t, one[i], other[i])
	}
	require.Len(t, other, len(one))
}

func served(t *testing.T) (*state.World, seed.World) {
	t.Helper()
	from := standard(t)
	from.Sizes.Events = 4000
	w, firm, err := grown(from)
	require.NoError(t, err)
	w.Seal()
	require.NoError(t, seed.FileEvents(w, from, firm, nil, nil))
	return w, from
}

// TestAMovedClockMakesFileEvents: what happened stays, whoever is out of service does nothing more, and one step or many are the same.
func TestAMovedClockMakesFileEvents(t *testing.T) {
	t.Parallel()
	w, _ := served(t)
	before := eventsOf(t, w)
	one, many, other := w.Fork(""), w.Fork(""), w.Fork("")
	one.Clock().Advance(30 * 24 * time.Hour)
	for range 60 {
		many.Clock().Advance(12 * time.Hour)
		look(t, many, func(*state.Tx) {})
	}
	after := eventsOf(t, one)
	same(t, after, eventsOf(t, many))
	require.Greater(t, len(after), len(before)+500)
	same(t, before, after[:len(before)])
	busiest := after[len(after)-1].UserUID
	require.NoError(t, other.Write(state.System, func(tx *state.Tx) error { return tx.SetBlocked(busiest, true) }))
	other.Clock().Advance(30 * 24 * time.Hour)
	for _, e := range eventsOf(t, other)[len(before):] {
		require.NotEqual(t, busiest, e.UserUID, "whoever is blocked does nothing")
	}
	other.Clock().Set(clock.AtTestDay())
	same(t, before, eventsOf(t, other)) // a clock that is moved back shows no more than there was
	same(t, before, eventsOf(t, w))     // and the world that was forked goes its own way
	look(t, one, func(tx *state.Tx) {
		week, err := tx.SearchFileEvents(events.V2, events.Query{Groups: []events.Group{{Filters: []events.Filter{{Term: "@timestamp", Operator: "WITHIN_THE_LAST", Value: "P7D"}}}}})
		require.NoError(t, err)
		assert.Greater(t, week.Total, 100)
	})
}

func TestAfterALongMoveThereAreEventsOfTheLastDaysOnly(t *testing.T) {
	t.Parallel()
	w, _ := served(t)
	before := eventsOf(t, w)
	w.Clock().Advance(3000 * 24 * time.Hour)
	after := eventsOf(t, w)
	require.Greater(t, len(after), len(before)*3)
	same(t, before, after[:len(before)])
	assert.False(t, after[len(before)].Time.Before(w.Clock().Now().AddDate(0, 0, -402)), "%s", after[len(before)].Time)
}
