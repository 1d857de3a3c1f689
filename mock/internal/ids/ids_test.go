package ids_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/ids"
)

var forms = map[string]struct {
	make  func(s ids.Source, kind string, n uint64) string
	shape string
	last  uint64
}{
	"UID":    {ids.Source.UID, `^9[0-9]{17}$`, ids.UIDs - 1},
	"UUID":   {ids.Source.UUID, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, math.MaxUint64},
	"Token":  {ids.Source.Token, `^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$`, math.MaxUint64},
	"Hex":    {func(s ids.Source, kind string, n uint64) string { return s.Hex(kind, n, 20) }, `^[0-9a-f]{40}$`, math.MaxUint64},
	"Uint64": {func(s ids.Source, kind string, n uint64) string { return fmt.Sprint(s.Uint64(kind, n)) }, `^[0-9]{1,20}$`, math.MaxUint64},
}

func TestForms(t *testing.T) {
	t.Parallel()
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := ids.New(1)
			for _, n := range []uint64{0, 1, 2, 999_999_999, 1_000_000_000, form.last} {
				assert.Regexp(t, form.shape, form.make(s, "user", n))
			}
			one := form.make(s, "user", 1)
			assert.Equal(t, one, form.make(ids.New(1), "user", 1), "the same three, the same id")
			assert.NotEqual(t, one, form.make(ids.New(2), "user", 1), "another seed")
			assert.NotEqual(t, one, form.make(ids.New(0), "user", 1), "another seed")
			assert.NotEqual(t, one, form.make(s, "device", 1), "another kind")
			assert.NotEqual(t, one, form.make(s, "", 1), "another kind")
			assert.NotEqual(t, one, form.make(s, "user", 2), "another ordinal")
		})
	}
}

func TestNoTwoAlike(t *testing.T) {
	t.Parallel()
	const each = 10_000
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, seed := range []uint64{0, 42, math.MaxUint64} {
				seen := make(map[string]uint64, 3*each)
				for i := range uint64(each) {
					// The beginning, the end, and a stride across the range.
					for _, n := range []uint64{i, form.last - i, 1<<40 + i*1_000_000_007} {
						id := form.make(ids.New(seed), "user", n)
						other, taken := seen[id]
						if taken {
							require.Failf(t, "alike", "%d and %d are both %s", other, n, id)
						}
						seen[id] = n
					}
				}
			}
		})
	}
}

func TestPinned(t *testing.T) {
	t.Parallel()
	// These stand in other people's tests. They may never change.
	s := ids.New(42)
	for want, got := range map[string]string{
		"923714351409232964":                   s.UID("user", 1),
		"f8eeeecf-b43c-415e-9ace-600b8640b81d": s.UUID("user", 1),
		"90E338C1-E42D-4A43-86D1-8416ED9BA290": s.Token("user", 1),
		"719a1ba61943603776dbba54":             s.Hex("user", 1, 12),
		"2146014411057208897":                  fmt.Sprint(s.Uint64("user", 1)),
	} {
		assert.Equal(t, want, got)
	}
}

func TestUIDsDoNotShowTheirOrder(t *testing.T) {
	t.Parallel()
	s := ids.New(7)
	const n = 10_000
	rising, digits := 0, map[byte]int{}
	for i := range uint64(n) {
		uid := s.UID("user", i)
		if s.UID("user", i+1) > uid {
			rising++
		}
		digits[uid[1]]++
	}
	assert.InDelta(t, n/2, rising, n/20)
	for d := byte('0'); d <= '9'; d++ {
		assert.InDelta(t, n/10, digits[d], n/50, string(d))
	}
}

func TestUIDRange(t *testing.T) {
	t.Parallel()
	assert.Panics(t, func() { ids.New(1).UID("user", ids.UIDs) })
}

func TestHexLengths(t *testing.T) {
	t.Parallel()
	s := ids.New(1)
	whole := s.Hex("file", 3, 40)
	for _, bytes := range []int{0, 1, 7, 8, 9, 16, 20, 32} {
		got := s.Hex("file", 3, bytes)
		assert.Len(t, got, 2*bytes)
		assert.True(t, strings.HasPrefix(whole, got))
	}
}

func TestFormsGiveNothingAway(t *testing.T) {
	t.Parallel()
	s := ids.New(1)
	uuid, token := s.UUID("user", 1), s.Token("user", 1)
	assert.NotEqual(t, uuid, strings.ToLower(token))
	assert.NotEqual(t, uuid[:8], s.Hex("user", 1, 4))
	assert.NotEqual(t, fmt.Sprintf("%016x", s.Uint64("user", 1)), s.Hex("user", 1, 8))
}

func BenchmarkUID(b *testing.B) {
	s := ids.New(1)
	b.ReportAllocs()
	for i := range b.N {
		s.UID("user", uint64(i))
	}
}

func BenchmarkUUID(b *testing.B) {
	s := ids.New(1)
	b.ReportAllocs()
	for i := range b.N {
		s.UUID("user", uint64(i))
	}
}
