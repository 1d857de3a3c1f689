package world

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/store"
)

// lambs lets a sheep be born on each day, called after the span that was made.
func lambs(tx *store.Tx, from, until time.Time, last bool) error {
	name := fmt.Sprintf("%s %s", from.Format("01-02 15:04"), until.Format("01-02 15:04"))
	if last {
		if err := flock.Put(tx, sheep{"last"}); err != nil { // one row, however often
			return err
		}
	}
	return flock.Put(tx, sheep{name})
}

// pasture is a meadow in which history is made from dawn on.
func pasture(t testing.TB, day Day) *World {
	t.Helper()
	w := meadow(t)
	w.Live(day)
	return w
}

func TestADayThatIsOverIsMadeWhenTheWorldIsNextUsed(t *testing.T) {
	t.Parallel()
	w := pasture(t, lambs)
	assert.Empty(t, names(t, w))
	w.Clock().Advance(18*time.Hour - time.Millisecond)
	assert.Empty(t, names(t, w), "a move within a day makes none")
	w.Clock().Advance(time.Millisecond)
	days, skipped := w.Due()
	assert.Equal(t, [2]int{1, 0}, [2]int{days, skipped})
	assert.Equal(t, []string{"11-01 06:00 11-02 00:00", "last"}, names(t, w))
	w.Clock().Advance(36 * time.Hour)
	assert.Equal(t, []string{"11-01 06:00 11-02 00:00", "11-02 00:00 11-03 00:00", "last"}, names(t, w))
	assert.Equal(t, time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC), w.Made())
	w.Clock().Set(dawn)
	w.Clock().Advance(47 * time.Hour)
	assert.Len(t, names(t, w), 3, "what was made is neither taken away nor made again")
	days, skipped = w.Due()
	assert.Equal(t, [2]int{0, 0}, [2]int{days, skipped})
}

func TestOneStepOrAHundredMakeTheSameHistory(t *testing.T) {
	t.Parallel()
	one, many := pasture(t, lambs), pasture(t, lambs)
	one.Clock().Advance(100 * 7 * time.Hour)
	for range 100 {
		many.Clock().Advance(7 * time.Hour)
		names(t, many)
	}
	assert.Equal(t, names(t, one), names(t, many))
}

func TestAForkMakesItsOwnHistory(t *testing.T) {
	t.Parallel()
	w := pasture(t, lambs)
	w.Clock().Advance(100 * time.Hour)
	assert.Len(t, names(t, w), 5)
	f := w.Fork("0a")
	assert.Empty(t, names(t, f))
	f.Clock().Advance(20 * time.Hour)
	assert.Len(t, names(t, f), 2)
	assert.Len(t, names(t, w), 5)
}

func TestWhatLiesBetweenTheSeedAndTheClockDidNotHappen(t *testing.T) {
	t.Parallel()
	w := pasture(t, lambs)
	w.UseClock(clock.At(dawn.AddDate(0, 1, 0)))
	assert.Empty(t, names(t, w))
	assert.Empty(t, names(t, w.Fork("0a")))
	w.Clock().Advance(24 * time.Hour)
	assert.Equal(t, []string{"12-01 06:00 12-02 00:00", "last"}, names(t, w))
}

func TestOfALongMoveTheLastDaysAreMade(t *testing.T) {
	t.Parallel()
	w := pasture(t, lambs)
	w.Clock().Set(time.Date(8999, 12, 31, 0, 0, 0, 0, time.UTC))
	days, skipped := w.Due()
	assert.Equal(t, MostDays, days)
	assert.Equal(t, 2546496, skipped)
	assert.Len(t, names(t, w), 366, "a year of names, which come again, and the last")
}

// TestADayKnowsSinceWhenNothingHappened: since the day before, or since before the days that were left out or failed, or since the seed.
func TestADayKnowsSinceWhenNothingHappened(t *testing.T) {
	t.Parallel()
	var w *World
	var seen []string
	w = pasture(t, func(_ *store.Tx, from, _ time.Time, _ bool) error {
		seen = append(seen, from.Format("06-01-02 ")+w.Since().Format("06-01-02"))
		return map[bool]error{true: errors.New("wolf")}[len(seen) == 3]
	})
	w.UseClock(clock.At(dawn.AddDate(0, 1, 0)))
	w = w.Fork("0a")
	w.Clock().Advance(3 * day)
	names(t, w)
	w.Clock().Advance(time.Hour)
	names(t, w)
	w.Clock().Advance((MostDays + 9) * day)
	names(t, w)
	assert.Equal(t, []string{"26-12-01 26-11-01", "26-12-02 26-12-02", "26-12-03 26-12-03", "26-12-13 26-12-03", "26-12-14 26-12-14"}, seen[:5])
}

func TestADayThatFailsLeavesNothingAndTheNextFollows(t *testing.T) {
	t.Parallel()
	n := 0
	w := pasture(t, func(tx *store.Tx, from, until time.Time, last bool) error {
		n++
		return errors.Join(lambs(tx, from, until, false), map[bool]error{true: errors.New("wolf")}[n == 2])
	})
	w.Clock().Advance(72 * time.Hour)
	assert.Equal(t, []string{"11-01 06:00 11-02 00:00", "11-03 00:00 11-04 00:00"}, names(t, w))
	assert.Equal(t, 3, n)
}

// TestASettlementIsTold: once, however many days it made, and before anybody sees the later time.
func TestASettlementIsTold(t *testing.T) {
	t.Parallel()
	n := 0
	w := pasture(t, func(tx *store.Tx, from, until time.Time, last bool) error {
		if n++; n == 2 || n == 3 {
			return &store.Heavy{Most: 5 << 20}
		}
		return lambs(tx, from, until, last)
	})
	var told []clock.Settlement
	w.TellSettled(func(s clock.Settlement) {
		assert.True(t, w.Made().Before(s.Until))
		told = append(told, s)
	})
	names(t, w)
	assert.Empty(t, told)
	at := func(days int) time.Time { return dawn.Truncate(day).AddDate(0, 0, days) }
	w.Clock().Advance(5 * day)
	names(t, w)
	names(t, w)
	w.Clock().Advance((MostDays + 7) * day)
	names(t, w)
	assert.Equal(t, []clock.Settlement{
		{From: dawn, Until: at(5), Days: 5, Failed: 2,
			Why: "the mock keeps at most 5 MiB of each API in a tenant beyond what it began with: delete something, or reset the tenant"},
		{From: at(12), Until: at(412), Days: MostDays, Skipped: 7},
	}, told)
}

func TestManyWhoComeAtOnceFindTheSameHistory(t *testing.T) {
	t.Parallel()
	w := pasture(t, lambs)
	w.Clock().Advance(72 * time.Hour)
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			if i%2 == 0 {
				require.NoError(t, w.Write(func(*store.Tx, time.Time) error { return nil }))
			}
			assert.Len(t, names(t, w), 4)
		})
	}
	all.Wait()
}

// TestNobodySeesATimeWhoseDaysAreNotMade: also where the clock is moved at that moment.
func TestNobodySeesATimeWhoseDaysAreNotMade(t *testing.T) {
	t.Parallel()
	w := pasture(t, lambs)
	var all sync.WaitGroup
	done := make(chan struct{})
	for range 4 {
		all.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				assert.NoError(t, w.Write(func(_ *store.Tx, now time.Time) error {
					assert.False(t, now.Truncate(day).After(w.Made()), "%s, and history is made up to %s", now, w.Made())
					return nil
				}))
			}
		})
	}
	for range 200 {
		w.Clock().Advance(23 * time.Hour)
	}
	close(done)
	all.Wait()
}
