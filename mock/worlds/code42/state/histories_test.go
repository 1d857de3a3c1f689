package state

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/worlds/code42/events"
)

// TestOfWhatAMovedClockHasMadeTheNewestDaysAreKept: a history has a most, and what is over it goes day by day.
func TestOfWhatAMovedClockHasMadeTheNewestDaysAreKept(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 4, 15, 0, 0, 0, time.UTC)
	midnight := start.Truncate(day).Add(day)
	off, others := map[string]bool{"1": true}, map[string]bool{"2": true}
	for name, moves := range map[string][]events.Period{
		"day by day":     nil, // 200 of them
		"all at once":    {{From: start, Until: midnight.Add(199 * day), Off: off}},
		"in two":         {{From: start, Until: midnight.Add(150 * day), Off: off}, {From: midnight.Add(150 * day), Until: midnight.Add(199 * day), Off: off}},
		"with a change":  {{From: start, Until: midnight.Add(150 * day), Off: others}, {From: midnight.Add(150 * day), Until: midnight.Add(199 * day), Off: off}},
		"all that there": {{From: start, Until: midnight.Add(50 * day), Off: others}, {From: midnight.Add(50 * day), Until: midnight.Add(199 * day), Off: off}},
	} {
		w := &World{events: newHistories(1_000_000, nil)} // has room for ninety days more
		if moves == nil {
			for i := range time.Duration(200) {
				from := midnight.Add((i - 1) * day)
				moves = append(moves, events.Period{From: maxTime(from, start), Until: from.Add(day), Off: off})
			}
		}
		for _, p := range moves {
			w.next = &events.Period{From: p.From, Off: p.Off}
			w.wentOn(p.Until)
		}
		last := w.periods[len(w.periods)-1]
		assert.Equal(t, 90, events.Length(w.periods), name)
		assert.Equal(t, midnight.Add(199*day), last.Until, name)
		assert.Equal(t, midnight.Add(109*day), w.periods[0].From, name)
	}
	w := &World{events: newHistories(events.MaxSize, nil)}
	w.next = &events.Period{From: start}
	w.wentOn(midnight)
	assert.Empty(t, w.periods, "a history of the greatest size has no room")
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
