package limits_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/limits"
)

type inner struct {
	ID   int64          `yaml:"id"`
	Any  map[string]any `yaml:"any"`
	Kind string         `yaml:"kind" limit:"cat|dog"`
}

type shared struct {
	Size int `yaml:"size" limit:"0..3"`
}

type file struct {
	shared `yaml:",inline"`
	Count  int           `yaml:"count" limit:"0..10"`
	Offset int           `yaml:"offset" limit:"-5..5"`
	Name   string        `yaml:"name"`
	Long   string        `yaml:"long" limit:"0..2000"`
	Note   *string       `yaml:"note"`
	List   []inner       `yaml:"list" limit:"0..2"`
	Days   []int         `yaml:"days" each:"-3..3"`
	Before time.Duration `yaml:"before"`
	Wait   time.Duration `yaml:"wait" limit:"1s..1h"`
	When   time.Time     `yaml:"when"`
	Maybe  *time.Time    `yaml:"maybe"`
	Inner  inner         `yaml:"inner"`
	Open   bool          `yaml:"open"`
}

func TestEveryValueHasALimit(t *testing.T) {
	t.Parallel()
	long, early := strings.Repeat("x", limits.Text+1), time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC)
	deep := any("x")
	for range limits.Depth + 1 {
		deep = []any{deep}
	}
	for want, f := range map[string]file{
		"":                                   {},
		"size: 4 is not between 0 and 3":     {shared: shared{Size: 4}},
		"count: 11 is not between 0 and 10":  {Count: 11},
		"count: -1 is not":                   {Count: -1},
		"offset: -6 is not between -5 and 5": {Offset: -6},
		"name: length in bytes 1001 is not between 0 and 1000": {Name: long},
		"note: length in bytes 1001":                           {Note: &long},
		"long: length in bytes 2002":                           {Long: long + long},
		"list: number of entries 3 is not between 0 and 2":     {List: make([]inner, 3)},
		"list[1].id: -1 is not between 0 and 9007199254740991": {List: []inner{{ID: 1}, {ID: -1}}},
		"days[1]: -4 is not between -3 and 3":                  {Days: []int{-3, -4}},
		"inner.id: 9223372036854775807 is not":                 {Inner: inner{ID: math.MaxInt64}},
		`inner.kind: "cow" is none of cat, dog`:                {Inner: inner{Kind: "cow"}},
		"inner.any.a: length in bytes":                         {Inner: inner{Any: map[string]any{"a": long, "b": long}}},
		"inner.any key: length in bytes":                       {Inner: inner{Any: map[string]any{long: 1}}},
		"lists and maps stand more than 32 deep":               {Inner: inner{Any: map[string]any{"a": deep}}},
		"before: -1ns is not between 0s and 876000h0m0s":       {Before: -1},
		"before: 876000h0m0.000000001s is not":                 {Before: limits.Years*365*24*time.Hour + 1},
		"wait: 1h0m1s is not between 1s and 1h0m0s":            {Wait: time.Hour + time.Second},
		"inner.any.a: NaN is no number that JSON has":          {Inner: inner{Any: map[string]any{"a": math.NaN()}}},
		"inner.any.a[0]: -Inf is no number that JSON has":      {Inner: inner{Any: map[string]any{"a": []any{math.Inf(-1)}}}},
		"inner.any.a: 18446744073709551615 is not":             {Inner: inner{Any: map[string]any{"a": uint64(math.MaxUint64)}}},
		"inner.any.a: the key 1 is no text; put it in quotes":  {Inner: inner{Any: map[string]any{"a": map[any]any{"b": 1, 1: 2}}}},
		"inner.any.a: the key <nil> is no text":                {Inner: inner{Any: map[string]any{"a": map[any]any{nil: 2}}}},
		"inner.any.a: the instant 1969-12-31T00:00:00Z has no": {Inner: inner{Any: map[string]any{"a": early}}},
		"inner.any.a: is not valid UTF-8":                      {Inner: inner{Any: map[string]any{"a": "\xff"}}},
		"name: is not valid UTF-8":                             {Name: "\xff"},
		"when: the year 1969 is not between 1970 and 9000":     {When: early},
		"maybe: the year 1 is not":                             {Maybe: new(time.Time)},
		"maybe: the year 1969 is not":                          {Maybe: &early},
	} {
		err := limits.Check(f)
		if want == "" {
			assert.NoError(t, err)
			continue
		}
		assert.ErrorContains(t, err, want)
	}
	assert.NoError(t, limits.Check(file{Count: 10, Offset: -5, Long: long, List: []inner{{}, {Kind: "dog"}}, Wait: time.Second, Inner: inner{ID: limits.Number}}))
}

// TestEveryMistakeIsFoundAndNotTheFirstAlone: up to a number from which on nobody reads them.
func TestEveryMistakeIsFoundAndNotTheFirstAlone(t *testing.T) {
	t.Parallel()
	assert.EqualError(t, limits.Check(file{Count: -1, Inner: inner{ID: -2, Kind: "cow"}, Wait: 1}),
		"count: -1 is not between 0 and 10\nwait: 1ns is not between 1s and 1h0m0s\ninner.id: -2 is not between 0 and 9007199254740991\ninner.kind: \"cow\" is none of cat, dog")
	assert.Len(t, strings.Split(limits.Check(slices.Repeat([]int{-1}, 5000)).Error(), "\n"), limits.Most)
	odd := func(n int) error {
		if n%2 == 1 {
			return limits.Wrong("n", "%d is odd", n)
		}
		return nil
	}
	assert.EqualError(t, limits.At("all", limits.Each("list", []int{1, 2, 3}, odd)), "all.list[0].n: 1 is odd\nall.list[2].n: 3 is odd")
	assert.NoError(t, limits.Each("list", []int{2}, odd))
}

func TestAReferenceIsToldWhatItCanName(t *testing.T) {
	t.Parallel()
	ids := limits.ChoiceOf([]int64{1, 0, 2}, func(id int64) (string, string) { return limits.Named(id, "n") })
	assert.NoError(t, ids.Needs("id", "2", "%s is none"))
	assert.NoError(t, ids.Allows("id", "", "%s is none"))
	assert.EqualError(t, ids.Needs("id", "", "%s is none"), "id: it is missing")
	err := ids.Allows("id", "3", "%s is none")
	assert.EqualError(t, err, "id: 3 is none")
	var mistake *limits.Mistake
	require.ErrorAs(t, err, &mistake)
	assert.Equal(t, []string{"1 (n)", "2 (n)"}, mistake.Among, "what was left out cannot be named")
	names := limits.Folded([]string{"Ada"}, func(name string) string { return name })
	assert.NoError(t, names.Needs("name", "ADA", "%q is none"))
}

func TestUniqueAndKnown(t *testing.T) {
	t.Parallel()
	self := func(s string) string { return s }
	assert.NoError(t, limits.Unique("list", "id", []string{"a", "b", "", ""}, self))
	assert.EqualError(t, limits.Unique("list", "id", []string{"b", "a", "b"}, self), `list[2].id: "b" is that of an entry before it already`)
	assert.NoError(t, limits.Listed("a").NeedsAll("list", []string{"a", "a"}, "there is no letter %.60q"))
	err := limits.Listed("a", "b").NeedsAll("list", []string{"a", "c"}, "there is no letter %.60q")
	assert.EqualError(t, err, `list[1]: there is no letter "c"`)
	var mistake *limits.Mistake
	require.ErrorAs(t, err, &mistake)
	assert.Equal(t, []string{"a", "b"}, mistake.Among, "so that whoever shows it can say what would be right")
}

func TestWhatIsNeededAndBase32(t *testing.T) {
	t.Parallel()
	assert.NoError(t, limits.Needed("name", "a"))
	assert.EqualError(t, limits.Needed("name", ""), "name: it is missing")
	for text, good := range map[string]bool{"JBSWY3DPEHPK3PXP": true, "JBSWY===": true, "jbswy": false, "1!": false, "": false, "=": false} {
		assert.Equal(t, good, limits.Base32("key", text) == nil, text)
	}
}

func TestAPathGrowsFromTheInside(t *testing.T) {
	t.Parallel()
	inner := limits.Wrong("roles[2]", "no")
	assert.NoError(t, limits.At("users", nil))
	assert.EqualError(t, limits.At("whole", limits.Entry("users", 3, inner)), "whole.users[3].roles[2]: no")
	assert.EqualError(t, limits.At("", inner), "roles[2]: no")
	assert.EqualError(t, limits.At("users", limits.Entry("", 1, limits.Missing("id"))), "users[1].id: it is missing")
	plain := errors.New("no")
	assert.ErrorIs(t, limits.At("users", plain), plain)
}
