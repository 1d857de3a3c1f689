package company

import "github.com/understudy/understudy/mock/internal/chance"

// stream is a source of chance, one for each purpose, person and day.
type stream struct{ chance.Stream }

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

func streamOf(seed uint64, what int, n uint64, at Date) stream {
	s := chance.Mixed(seed + uint64(what)*chance.Golden)
	s = chance.Mixed(s ^ (n+1)*chance.Golden)
	return stream{chance.From(chance.Mixed(s + uint64(uint32(at))*chance.Golden))}
}
