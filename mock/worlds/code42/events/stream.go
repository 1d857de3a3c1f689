package events

import (
	"math"

	"github.com/understudy/understudy/mock/internal/chance"
)

// stream is a source of chance. Whatever is drawn comes from one of its own, which follows from the seed, the person and the day.
type stream struct{ chance.Stream }

// What streams are for.
const (
	forHabits uint64 = 1 + iota
	forDay
	forLife
	forText
	forQuarter
	forTaking
	forContent
)

func streamOf(seed, what, n uint64, day, i int) stream {
	x := chance.Mixed(seed + what*chance.Golden)
	x = chance.Mixed(x ^ (n+1)*chance.Golden)
	return stream{chance.From(chance.Mixed(x + uint64(uint32(day))<<32 + uint64(uint32(i))))}
}

// within is a number from one on up to another, both included.
func (s *stream) within(least, most int) int { return least + s.Below(most-least+1) }

// wait is the time until something happens that happens once in a unit of time.
func (s *stream) wait() float64 { return -math.Log(1 - s.Part()) }

// oneOf is an index, as often as its share says.
func (s *stream) oneOf(shares []uint16) int {
	sum := 0
	for _, share := range shares {
		sum += int(share)
	}
	at := s.Below(sum)
	for i, share := range shares {
		if at -= int(share); at < 0 {
			return i
		}
	}
	return len(shares) - 1
}
