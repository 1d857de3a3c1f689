package state_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/worlds/code42/events"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

var pins = []events.Pin{{DeviceGUID: laptopGUID, Name: "a.txt", Directory: "C:/", Content: "123", Before: time.Hour}}

// acme is the firm of the people of the small world. It has nobody else.
var acme = sync.OnceValue(func() *company.Company {
	model, err := company.Read(os.DirFS("../../../../fixtures/company"))
	if err != nil {
		panic(err)
	}
	spec := company.Spec{Seed: 7, Now: company.DateOf(start), Named: []string{"Acme", "Ops", "Sales"}}
	for login, job := range map[string]string{"admin": "systems administrator", "boss": "operations analyst", "casey": "financial analyst", "sam": "account executive"} {
		spec.Pinned = append(spec.Pinned, company.Pinned{First: login, Last: "Doe", Login: login, Job: job, Unit: "Acme"})
	}
	slices.SortFunc(spec.Pinned, func(a, b company.Pinned) int { return strings.Compare(a.Login, b.Login) })
	firm, err := company.New(model, spec)
	if err != nil {
		panic(err)
	}
	return firm
})

func historyOf(size int) state.History { return state.History{Firm: acme(), Size: size, Pins: pins} }

// busyWorld is the small world with a history. Casey and Sam have been there for longer than that.
func busyWorld(t *testing.T) *state.World {
	t.Helper()
	w := smallWorld(t)
	require.NoError(t, w.KeepFileEvents(historyOf(2000)))
	return w
}

func TestTheHistoryIsOfTheSealedState(t *testing.T) {
	t.Parallel()
	w := busyWorld(t)
	must(t, w, state.System, func(tx *state.Tx) error { return tx.DeactivateUser(caseyUID, false) })
	late, err := addUser(w, "late")
	require.NoError(t, err)
	w.Clock().Advance(100 * 24 * time.Hour)
	fork := w.Fork("a")
	var wg sync.WaitGroup
	for _, asks := range []*state.World{w, fork, w, fork} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_ = asks.FileEvents().Event(0)
		}()
	}
	wg.Wait()
	log := w.FileEvents()
	assert.Same(t, log, fork.FileEvents(), "there is one for all forks")
	assert.Same(t, log, fork.Fork("b").FileEvents())
	assert.Same(t, log, w.Fork("").FileEvents(), "a reset leaves it alone")
	untouched := busyWorld(t).FileEvents()
	for row := range uint32(log.Len()) {
		require.Equal(t, untouched.Event(row), log.Event(row))
		require.NotEqual(t, late.UID, log.Event(row).UserUID)
	}
	end := start.Truncate(24*time.Hour).AddDate(0, 0, 1)
	assert.True(t, log.Event(uint32(log.Len()-1)).Time.Before(end), "it ends with the day")
	assert.True(t, log.Event(0).Time.After(end.AddDate(0, 0, -events.Days)))
	assert.InEpsilon(t, 2000, log.Len(), 0.04)
}

func TestWhoseEventsThereAre(t *testing.T) {
	t.Parallel()
	w, gone := smallWorld(t), start.AddDate(0, 0, -40)
	must(t, w, state.System, func(tx *state.Tx) error {
		tx.Now = start.AddDate(0, 0, -60)
		for _, list := range bothLists {
			if _, err := tx.AddToDetectionList(list, samUID, nil); err != nil {
				return err
			}
		}
		tx.Now = gone
		return tx.DeactivateUser(caseyUID, false)
	})
	w.Seal()
	require.NoError(t, w.KeepFileEvents(historyOf(2000)))
	log, last := w.FileEvents(), map[string]time.Time{}
	risk := map[string]bool{}
	for row := range uint32(log.Len()) {
		e := log.Event(row)
		if e.File.Name != "a.txt" {
			last[e.UserUID] = e.Time
		}
		for _, i := range e.Risk.Indicators {
			risk[e.UserUID+" "+i.Name] = true
		}
		if e.Device.GUID == desktopGUID {
			require.Equal(t, samUID, e.UserUID)
			require.Equal(t, "sam-box", e.Device.Host)
		}
	}
	assert.Len(t, last, 4)
	assert.True(t, last[caseyUID].Before(gone), "who has left does nothing any more")
	assert.True(t, last[bossUID].After(gone))
	assert.True(t, risk[samUID+" Departing"] && risk[samUID+" High risk"])
	assert.False(t, risk[bossUID+" Departing"] || risk[bossUID+" High risk"])
}

func TestAWorldWithoutAHistoryHasNoEvents(t *testing.T) {
	t.Parallel()
	found, err := smallWorld(t).FileEvents().Search(events.V1, events.Query{}, start)
	require.NoError(t, err)
	assert.Zero(t, found.Total)
	w := smallWorld(t)
	require.NoError(t, w.KeepFileEvents(state.History{}))
	for _, key := range []string{"eventId", "fileName", "insertionTimestamp", "riskScore"} {
		found, err = w.FileEvents().Search(events.V1, events.Query{SortKey: key}, start)
		require.NoError(t, err)
		assert.Zero(t, found.Total)
	}
}

func TestImpossibleHistoriesAreRefusedAtOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		size int
		pin  events.Pin
	}{
		"unknown device": {10, events.Pin{DeviceGUID: "1", Name: "a", Directory: "/", Before: time.Hour}},
		"no name":        {10, events.Pin{DeviceGUID: laptopGUID, Directory: "/", Before: time.Hour}},
		"too long ago":   {10, events.Pin{DeviceGUID: laptopGUID, Name: "a", Directory: "/", Before: 100 * 24 * time.Hour}},
		"too few":        {-1, pins[0]}, "too many": {3_000_000, pins[0]},
	} {
		assert.Error(t, smallWorld(t).KeepFileEvents(state.History{Size: c.size, Pins: []events.Pin{c.pin}}), name)
	}
}

func TestExposuresAreTheRiskyEvents(t *testing.T) {
	t.Parallel()
	w := busyWorld(t)
	people := []state.User{user(t, w, samUID), user(t, w, caseyUID), user(t, w, adminUID)}
	for _, days := range []int{1, 30, 90} {
		since := start.AddDate(0, 0, -days)
		want := make([]state.Exposure, len(people))
		log := w.FileEvents()
		for row := range uint32(log.Len()) {
			e := log.Event(row)
			for i, u := range people {
				if e.UserUID == u.UID && !e.Time.Before(since) && e.Risk.Score > 0 {
					want[i].Events, want[i].Bytes = want[i].Events+1, want[i].Bytes+e.File.Size
				}
			}
		}
		look(t, w, func(tx *state.Tx) error {
			got, err := tx.Exposures(nil)(people, since)
			require.NoError(t, err)
			assert.Equal(t, want, got, fmt.Sprint(days))
			got, err = tx.Exposures(nil)(nil, since)
			assert.Empty(t, got)
			return err
		})
	}
	must(t, w, state.System, func(tx *state.Tx) error {
		_, err := tx.AddToDetectionList(state.HighRiskList, samUID, nil)
		return err
	})
	look(t, w, func(tx *state.Tx) error {
		e, err := tx.DetectionEntry(state.HighRiskList, samUID, tx.Exposures(nil))
		require.NoError(t, err)
		assert.Positive(t, e.Exposure.Events)
		want, err := tx.Exposures(nil)(people[:1], start.AddDate(0, 0, -30))
		assert.Equal(t, want[0], *e.Exposure)
		return err
	})
}

// TestALongHistoryIsMadeWhenItIsFirstNeededAndItsWaitersMayLeave: it is said when it begins, it is begun once, and who leaves costs the
// others nothing.
func TestALongHistoryIsMadeWhenItIsFirstNeededAndItsWaitersMayLeave(t *testing.T) {
	t.Parallel()
	w, begun := smallWorld(t), []int{}
	must(t, w, state.System, func(tx *state.Tx) error {
		return drop(tx.AddToDetectionList(state.HighRiskList, samUID, nil))
	})
	w.Seal()
	require.NoError(t, w.KeepFileEvents(state.History{Firm: acme(), Size: 300_000, Begins: func(size int) { begun = append(begun, size) }}))
	assert.Empty(t, begun, "nobody has asked yet")
	left := make(chan struct{})
	close(left)
	search := func(done <-chan struct{}) (r state.DetectionResult, err error) {
		err = w.Read(state.System, func(tx *state.Tx) error {
			r, err = tx.SearchDetectionList(state.HighRiskList, state.DetectionSearch{Count: tx.Exposures(done)}, state.Page{})
			return err
		})
		return r, err
	}
	_, err := search(left)
	require.ErrorIs(t, err, events.ErrStopped)
	r, err := search(nil)
	require.NoError(t, err)
	assert.Positive(t, r.Items[0].Exposure.Events)
	_, err = w.FileEvents().Search(events.V1, events.Query{}, start)
	require.NoError(t, err)
	assert.Equal(t, []int{300_000}, begun)
}

// TestCountingTheEventsOfManyStopsWhenNobodyWaits: a few are counted all the same, as the client may have ended its half of the
// connection only.
func TestCountingTheEventsOfManyStopsWhenNobodyWaits(t *testing.T) {
	t.Parallel()
	w := busyWorld(t)
	sam, gone := user(t, w, samUID), make(chan struct{})
	close(gone)
	look(t, w, func(tx *state.Tx) error {
		few, err := tx.Exposures(gone)(slices.Repeat([]state.User{sam}, 1000), start)
		assert.Len(t, few, 1000)
		require.NoError(t, err)
		_, err = tx.Exposures(gone)(slices.Repeat([]state.User{sam}, 1024), start)
		assert.ErrorIs(t, err, events.ErrStopped)
		return nil
	})
}
