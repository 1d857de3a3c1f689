package mock_test

import (
	"testing"

	"github.com/understudy/understudy/mock"
)

// BenchmarkLists tells what every list costs in the standard world and in the largest. Those that say so may cost more with the number
// of their matches; of the others a test holds the rows that they open, which is the same on every machine.
func BenchmarkLists(b *testing.B) {
	for _, world := range []string{"standard", "large"} {
		s := start(b, func(o *mock.Options) { o.World, o.CheckResponses = world, "off" })
		bearer := signedIn(b, s)
		for _, l := range everyList() {
			name := l.name
			if l.matches {
				name += " (by matches)"
			}
			b.Run(name+"/"+world, func(b *testing.B) {
				for b.Loop() {
					l.asked(b, s, bearer)
				}
			})
		}
	}
}
