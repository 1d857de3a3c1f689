// Package chance is a small source of chance that is made anew for each purpose, person and day, so that nothing that is drawn shifts what
// is drawn elsewhere. It is SplitMix64.
//
// It makes no names and no identifiers: those come from packages fake and ids. The packages of the mock may import it.
package chance

import "math"

// Stream is a source. It belongs to one goroutine.
type Stream struct{ state uint64 }

// From is the source of a state, which should be spread: see Mixed.
func From(state uint64) Stream { return Stream{state} }

// Golden keeps apart what is counted from one on, before it is mixed.
const Golden = 0x9e3779b97f4a7c15

// Mixed spreads the bits of a number. Every step of it can be undone, so no two numbers become one.
func Mixed(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Next is any number.
func (s *Stream) Next() uint64 {
	s.state += Golden
	return Mixed(s.state)
}

// Part is a number from 0 on, below 1.
func (s *Stream) Part() float64 { return float64(s.Next()>>11) / (1 << 53) }

// Happens comes true so often.
func (s *Stream) Happens(p float64) bool { return s.Part() < p }

// Below is a number from 0 on, below n.
func (s *Stream) Below(n int) int { return int(s.Next() >> 11 % uint64(n)) }

// Bell is about 0, hardly ever beyond 3 on either side.
func (s *Stream) Bell() float64 {
	return (s.Part() + s.Part() + s.Part() + s.Part() - 2) * math.Sqrt(3)
}
