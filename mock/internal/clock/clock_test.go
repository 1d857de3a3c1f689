package clock

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

var (
	_    Clock = (*World)(nil)
	noon       = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
)

// machine is a stand-in for the machine's clock.
type machine struct {
	mu  sync.Mutex
	now time.Time
}

func (m *machine) read() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

func (m *machine) pass(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}

func TestMoves(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		move            func(*World)
		frozen, running time.Time // after a minute of the machine's time
	}{
		"left alone":        {func(*World) {}, noon, noon.Add(time.Minute)},
		"advanced":          {func(w *World) { w.Advance(time.Hour) }, noon.Add(time.Hour), noon.Add(time.Hour + time.Minute)},
		"advanced back":     {func(w *World) { w.Advance(-time.Hour) }, noon.Add(-time.Hour), noon.Add(-time.Hour + time.Minute)},
		"set":               {func(w *World) { w.Set(noon.AddDate(1, 0, 0)) }, noon.AddDate(1, 0, 0), noon.AddDate(1, 0, 0).Add(time.Minute)},
		"set, advanced":     {func(w *World) { w.Set(noon.AddDate(-1, 0, 0)); w.Advance(1) }, noon.AddDate(-1, 0, 0), noon.AddDate(-1, 0, 0).Add(time.Minute)},
		"advanced, set":     {func(w *World) { w.Advance(time.Hour); w.Set(noon) }, noon, noon.Add(time.Minute)},
		"set far":           {func(w *World) { w.Set(time.Unix(0, 0)) }, time.Unix(0, 0).UTC(), time.Unix(60, 0).UTC()},
		"in another zone":   {func(w *World) { w.Set(noon.In(time.FixedZone("", 7200))) }, noon, noon.Add(time.Minute)},
		"finer than millis": {func(w *World) { w.Advance(1999 * time.Microsecond) }, noon.Add(time.Millisecond), noon.Add(time.Minute + time.Millisecond)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &machine{now: noon}
			frozen := &World{wall: m.read, frozen: true, at: noon}
			running := &World{wall: m.read}
			c.move(frozen)
			c.move(running)
			m.pass(time.Minute)
			assert.Equal(t, c.frozen, frozen.Now())
			assert.Equal(t, c.running, running.Now())
			assert.False(t, frozen.IsReal())
			assert.True(t, running.IsReal(), "however it was moved")
		})
	}
}

func TestReal(t *testing.T) {
	t.Parallel()
	w := Real()
	before := time.Now().Truncate(time.Millisecond)
	now := w.Now()
	assert.False(t, now.Before(before))
	assert.False(t, now.After(time.Now()))
	assert.Equal(t, time.UTC, now.Location())
	assert.Zero(t, now.Nanosecond()%int(time.Millisecond))
	assert.Equal(t, now, now.Round(0), "no monotonic reading, so that == means the same time")
	assert.True(t, w.IsReal())
}

func TestForksMoveAlone(t *testing.T) {
	t.Parallel()
	m := &machine{now: noon}
	for name, origin := range map[string]*World{"frozen": At(noon), "running": {wall: m.read}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			origin.Advance(time.Hour)
			fork := origin.Fork()
			assert.Equal(t, origin.Now(), fork.Now())
			assert.Equal(t, origin.IsReal(), fork.IsReal())
			fork.Advance(time.Hour)
			assert.Equal(t, noon.Add(time.Hour), origin.Now())
			assert.Equal(t, noon.Add(2*time.Hour), fork.Now())
			origin.Set(noon)
			assert.Equal(t, noon.Add(2*time.Hour), fork.Now())
		})
	}
}

func TestAClockIsFrozenAndRunsOn(t *testing.T) {
	t.Parallel()
	m := &machine{now: noon}
	w := &World{wall: m.read}
	m.pass(time.Hour)
	w.Freeze()
	m.pass(time.Hour)
	assert.Equal(t, noon.Add(time.Hour), w.Now())
	assert.Equal(t, noon.Add(time.Hour), w.Fork().Now())
	assert.False(t, w.IsReal())
	w.Freeze()
	w.Advance(time.Minute)
	m.pass(time.Hour)
	assert.Equal(t, noon.Add(61*time.Minute), w.Now())
	w.Run()
	assert.Equal(t, noon.Add(61*time.Minute), w.Now())
	m.pass(time.Minute)
	assert.Equal(t, noon.Add(62*time.Minute), w.Now())
	w.Run()
	assert.Equal(t, noon.Add(62*time.Minute), w.Now())
	assert.True(t, w.IsReal())
}

// Run with -race.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	w := At(noon)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				w.Advance(time.Second)
				w.Fork().Set(noon)
				assert.True(t, w.Now().After(noon))
			}
		})
	}
	all.Wait()
	assert.Equal(t, noon.Add(800*time.Second), w.Now())
}

// TestAClockSetFarAheadRanInAnotherCentury: a time.Duration ends after 292 years, and the calendar of the mock in the year 9000.
func TestAClockSetFarAheadRanInAnotherCentury(t *testing.T) {
	t.Parallel()
	for _, year := range []int{1970, 2300, 2319, 2500, 5000, 8000, 8999} {
		m := &machine{now: noon}
		w := &World{wall: m.read}
		far := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
		w.Set(far)
		assert.Equal(t, far, w.Now())
		m.pass(time.Minute)
		w.Advance(time.Hour)
		m.pass(time.Minute)
		assert.Equal(t, far.Add(time.Hour+2*time.Minute), w.Now())
		assert.Equal(t, w.Now(), w.Fork().Now())
		w.Advance(290 * 365 * 24 * time.Hour)
		w.Advance(-290 * 365 * 24 * time.Hour)
		assert.Equal(t, far.Add(time.Hour+2*time.Minute), w.Now())
		w.Set(noon)
		assert.Equal(t, noon, w.Now())
	}
}
