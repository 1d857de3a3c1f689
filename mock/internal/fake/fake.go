// Package fake makes believable names, addresses and the like: one generator
// per row, seeded by the world's seed, the row's family and its ordinal. So a
// row that asks for one more thing changes itself and no other row.
//
// It is not a source of times: gofakeit's dates look at the machine's clock and
// must not be called. Times come from package clock, identifiers from package
// ids. It does not make values unique.
//
// The state and seed packages of the mock may import it.
package fake

import (
	"math/rand/v2"

	"github.com/brianvoe/gofakeit/v7"

	"github.com/understudy/understudy/mock/internal/ids"
)

// Source makes the generators of one world.
type Source struct{ ids ids.Source }

// New takes any seed, zero as well.
func New(seed uint64) Source { return Source{ids.New(seed)} }

// For is a new generator for the row n of a family. It belongs to one
// goroutine.
func (s Source) For(family string, n uint64) *gofakeit.Faker {
	// gofakeit.New takes a seed of zero for "anything", and one of 64 bits; a
	// random source of its own has neither fault.
	return gofakeit.NewFaker(rand.NewPCG(s.ids.Uint64("fake", n), s.ids.Uint64("fake "+family, n)), false)
}
