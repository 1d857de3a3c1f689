package company

import "math"

// stream is a source of chance. It is small, and made anew for each purpose, person and day, so that nothing that is drawn shifts what is
// drawn elsewhere.
type stream struct{ state uint64 }

// What streams are for.
const (
	ofPerson = 1 + iota
	ofCareer
	ofMachines
	ofHabits
	ofWeek
	ofDay
	ofFirm
	ofDepartures
)

// mixed spreads the bits of a number (the finalizer of SplitMix64).
func mixed(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

const golden = 0x9e3779b97f4a7c15

func streamOf(seed uint64, what int, n uint64, at Date) stream {
	s := mixed(seed + uint64(what)*golden)
	s = mixed(s ^ (n+1)*golden)
	return stream{mixed(s + uint64(uint32(at))*golden)}
}

func (s *stream) next() uint64 {
	s.state += golden
	return mixed(s.state)
}

// below is a number from 0 on, below n.
func (s *stream) below(n int) int {
	return int(s.next() >> 11 % uint64(n))
}

// part is a number from 0 on, below 1.
func (s *stream) part() float64 { return float64(s.next()>>11) / (1 << 53) }

// chance comes true so often.
func (s *stream) chance(p float64) bool { return s.part() < p }

// bell is about 0, hardly ever beyond 3 on either side.
func (s *stream) bell() float64 {
	sum := 0.0
	for range 4 {
		sum += s.part()
	}
	return (sum - 2) * math.Sqrt(3)
}
