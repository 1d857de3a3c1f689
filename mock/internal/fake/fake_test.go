package fake_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/brianvoe/gofakeit/v7"
	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/internal/fake"
)

// person asks for what seeds ask for.
func person(f *gofakeit.Faker) []string {
	return []string{
		f.FirstName(), f.LastName(), f.Email(), f.Username(), f.Phone(), f.Company(), f.JobTitle(), f.JobDescriptor(),
		f.Street(), f.City(), f.State(), f.Country(), f.Zip(), f.IPv4Address(), f.IPv6Address(), f.MacAddress(),
		f.DomainName(), f.URL(), f.UserAgent(), f.AppName(), f.Password(true, true, true, true, false, 20), f.UUID(),
		f.Word(), f.HackerPhrase(), f.Numerify("###-###"), f.RandomString([]string{"a", "b", "c"}),
		fmt.Sprint(f.Number(0, 1<<30), f.Float64(), f.Bool()),
	}
}

func TestTheSameThreeGiveTheSame(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{0, 1, 1 << 63} {
		want := person(fake.New(seed).For("users", 3))
		for range 20 {
			assert.Equal(t, want, person(fake.New(seed).For("users", 3)))
		}
	}
}

func TestAnythingElseGivesSomethingElse(t *testing.T) {
	t.Parallel()
	one := person(fake.New(1).For("users", 3))
	for name, other := range map[string]*gofakeit.Faker{
		"seed":      fake.New(2).For("users", 3),
		"seed zero": fake.New(0).For("users", 3),
		"family":    fake.New(1).For("devices", 3),
		"no family": fake.New(1).For("", 3),
		"ordinal":   fake.New(1).For("users", 4),
		"zeroth":    fake.New(1).For("users", 0),
	} {
		assert.NotEqual(t, one, person(other), name)
	}
}

func TestOneMoreCallShiftsNoOtherRow(t *testing.T) {
	t.Parallel()
	s := fake.New(1)
	want := person(s.For("users", 2))
	first := s.For("users", 1)
	person(first)
	second := s.For("users", 2)
	first.Name()
	assert.Equal(t, want, person(second))
}

func TestGeneratorsAtTheSameTime(t *testing.T) {
	t.Parallel()
	s := fake.New(1)
	want := person(s.For("users", 1))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { assert.Equal(t, want, person(s.For("users", 1))) })
	}
	all.Wait()
}

func TestNeighboursDiffer(t *testing.T) {
	t.Parallel()
	s := fake.New(1)
	seen := map[uint64]bool{}
	for n := range uint64(10_000) {
		seen[s.For("users", n).Uint64()] = true
	}
	assert.Len(t, seen, 10_000)
}

func TestPinned(t *testing.T) {
	t.Parallel()
	// A seeded world is made of these. They change only with gofakeit, and then
	// every pinned entity has to be looked at again.
	f := fake.New(42).For("users", 1)
	assert.Equal(t, "Heather Wyatt, Seattle", fmt.Sprint(f.FirstName(), " ", f.LastName(), ", ", f.City()))
}

func BenchmarkFor(b *testing.B) {
	s := fake.New(1)
	b.ReportAllocs()
	for i := range b.N {
		s.For("users", uint64(i)).FirstName()
	}
}
