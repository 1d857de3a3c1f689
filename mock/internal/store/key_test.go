package store_test

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/internal/store"
)

func TestIntKeysSortByValue(t *testing.T) {
	t.Parallel()
	numbers := []int64{math.MinInt64, -70000, -256, -1, 0, 1, 255, 256, 70000, math.MaxInt64}
	assert.True(t, slices.IsSortedFunc(numbers, func(a, b int64) int { return bytes.Compare(store.Int(a), store.Int(b)) }))
	for _, n := range numbers {
		assert.Len(t, store.Int(n), 8)
	}
}

func TestTimeKeysSortByTimeInEveryYear(t *testing.T) {
	t.Parallel()
	var times []time.Time
	for year := 1; year <= 9000; year += 7 {
		first := time.Date(year, 4, 11, 23, 47, 16, 854775806, time.UTC)
		times = append(times, first, first.Add(1), first.Add(2), first.Add(time.Second), first.Add(time.Hour))
	}
	assert.True(t, slices.IsSortedFunc(times, func(a, b time.Time) int { return bytes.Compare(store.Time(a), store.Time(b)) }))
	for i, at := range times {
		assert.Len(t, store.Time(at), len(store.Time(times[0])), "no key begins with another")
		assert.Equal(t, store.Time(at), store.Time(at.In(time.FixedZone("east", 3600*(i%12)))), "a zone does not count")
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	assert.Equal(t, store.Str("ärger@x"), store.Fold("ÄRGER@X"))
	assert.NotEqual(t, store.Str("ab"), store.Fold("a"))
}

func TestJoin(t *testing.T) {
	t.Parallel()
	assert.NotEqual(t, store.Join(store.Str("a"), store.Str("bc")), store.Join(store.Str("ab"), store.Str("c")))
	whole := store.Join(store.Str("a"), store.Int(5), store.Str("b"))
	assert.True(t, bytes.HasPrefix(whole, store.Join(store.Str("a"), store.Int(5))))
	assert.Empty(t, store.Join())
	parts := []store.Key{store.Str("a"), store.Str("b")}
	joined := store.Join(parts...)
	joined[0] = 'z'
	assert.Equal(t, store.Str("a"), parts[0], "a join is a copy")
}

func FuzzStr(f *testing.F) {
	for _, s := range []string{"", "a", "ab", "a\x00", "a\x01", "\x00", "\x01", "\x01\x01", "\x02", "ä\xff"} {
		f.Add(s, "a")
		f.Add(s, "a\x00b")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		ka, kb := store.Str(a), store.Str(b)
		assert.Equal(t, strings.Compare(a, b), bytes.Compare(ka, kb), "keys sort like texts")
		assert.Equal(t, a == b, bytes.HasPrefix(ka, kb), "no key begins with another")
	})
}

func FuzzInt(f *testing.F) {
	f.Add(int64(-1), int64(1))
	f.Add(int64(math.MinInt64), int64(math.MaxInt64))
	f.Fuzz(func(t *testing.T, a, b int64) {
		assert.Equal(t, cmp.Compare(a, b), bytes.Compare(store.Int(a), store.Int(b)))
	})
}
