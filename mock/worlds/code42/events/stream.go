package events

import (
	"math"
	"math/bits"
)

// stream is a source of chance. Whatever is drawn comes from a stream of its own, which follows from the seed, the person and the day, so
// that nothing that is drawn shifts what is drawn elsewhere.
type stream struct{ state uint64 }

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

const golden = 0x9e3779b97f4a7c15

// mixed spreads the bits of a number: the last steps of SplitMix64.
func mixed(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func streamOf(seed, what, n uint64, day, i int) stream {
	x := mixed(seed + what*golden)
	x = mixed(x ^ (n+1)*golden)
	return stream{mixed(x + uint64(uint32(day))<<32 + uint64(uint32(i)))}
}

func (s *stream) next() uint64 {
	s.state += golden
	return mixed(s.state)
}

// below is a number from 0 on, below n.
func (s *stream) below(n int) int {
	high, _ := bits.Mul64(s.next(), uint64(n))
	return int(high)
}

// within is a number from one on up to another, both included.
func (s *stream) within(least, most int) int { return least + s.below(most-least+1) }

// part is a number from 0 on, below 1.
func (s *stream) part() float64 { return float64(s.next()>>11) / (1 << 53) }

// chance comes true so often.
func (s *stream) chance(p float64) bool { return s.part() < p }

// wait is the time until something happens that happens once in a unit of time.
func (s *stream) wait() float64 { return -math.Log(1 - s.part()) }

// bell is about 0, and hardly ever beyond 2 on either side.
func (s *stream) bell() float64 { return s.part() + s.part() + s.part() + s.part() - 2 }

// oneOf is an index, as often as its share says.
func (s *stream) oneOf(shares []uint16) int {
	sum := 0
	for _, share := range shares {
		sum += int(share)
	}
	at := s.below(sum)
	for i, share := range shares {
		if at -= int(share); at < 0 {
			return i
		}
	}
	return len(shares) - 1
}
