package contract

import (
	"time"

	"github.com/stretchr/testify/assert"
)

// Assertions are those of testify that suites use. They are spelt out because
// every suite has all of them as methods: with testify's own, of which there
// are six times as many, a program with the suites in it has 8 MB more.
// What else testify has works on s.T() and as s.Require().
type Assertions struct{ t TB }

// Equal is testify's assertion of that name.
func (a *Assertions) Equal(want, got any, message ...any) bool {
	a.t.Helper()
	return assert.Equal(a.t, want, got, message...)
}

// EqualValues is testify's assertion of that name.
func (a *Assertions) EqualValues(want, got any, message ...any) bool {
	a.t.Helper()
	return assert.EqualValues(a.t, want, got, message...)
}

// NotEqual is testify's assertion of that name.
func (a *Assertions) NotEqual(unwanted, got any, message ...any) bool {
	a.t.Helper()
	return assert.NotEqual(a.t, unwanted, got, message...)
}

// True is testify's assertion of that name.
func (a *Assertions) True(value bool, message ...any) bool {
	a.t.Helper()
	return assert.True(a.t, value, message...)
}

// False is testify's assertion of that name.
func (a *Assertions) False(value bool, message ...any) bool {
	a.t.Helper()
	return assert.False(a.t, value, message...)
}

// Nil is testify's assertion of that name.
func (a *Assertions) Nil(value any, message ...any) bool {
	a.t.Helper()
	return assert.Nil(a.t, value, message...)
}

// Zero is testify's assertion of that name.
func (a *Assertions) Zero(value any, message ...any) bool {
	a.t.Helper()
	return assert.Zero(a.t, value, message...)
}

// NotZero is testify's assertion of that name.
func (a *Assertions) NotZero(value any, message ...any) bool {
	a.t.Helper()
	return assert.NotZero(a.t, value, message...)
}

// Empty is testify's assertion of that name.
func (a *Assertions) Empty(value any, message ...any) bool {
	a.t.Helper()
	return assert.Empty(a.t, value, message...)
}

// NotEmpty is testify's assertion of that name.
func (a *Assertions) NotEmpty(value any, message ...any) bool {
	a.t.Helper()
	return assert.NotEmpty(a.t, value, message...)
}

// Len is testify's assertion of that name.
func (a *Assertions) Len(list any, want int, message ...any) bool {
	a.t.Helper()
	return assert.Len(a.t, list, want, message...)
}

// Contains is testify's assertion of that name.
func (a *Assertions) Contains(whole, part any, message ...any) bool {
	a.t.Helper()
	return assert.Contains(a.t, whole, part, message...)
}

// NotContains is testify's assertion of that name.
func (a *Assertions) NotContains(whole, part any, message ...any) bool {
	a.t.Helper()
	return assert.NotContains(a.t, whole, part, message...)
}

// Subset is testify's assertion of that name.
func (a *Assertions) Subset(whole, part any, message ...any) bool {
	a.t.Helper()
	return assert.Subset(a.t, whole, part, message...)
}

// ElementsMatch is testify's assertion of that name.
func (a *Assertions) ElementsMatch(want, got any, message ...any) bool {
	a.t.Helper()
	return assert.ElementsMatch(a.t, want, got, message...)
}

// Regexp is testify's assertion of that name.
func (a *Assertions) Regexp(pattern, text any, message ...any) bool {
	a.t.Helper()
	return assert.Regexp(a.t, pattern, text, message...)
}

// NotRegexp is testify's assertion of that name.
func (a *Assertions) NotRegexp(pattern, text any, message ...any) bool {
	a.t.Helper()
	return assert.NotRegexp(a.t, pattern, text, message...)
}

// JSONEq is testify's assertion of that name.
func (a *Assertions) JSONEq(want, got string, message ...any) bool {
	a.t.Helper()
	return assert.JSONEq(a.t, want, got, message...)
}

// Positive is testify's assertion of that name.
func (a *Assertions) Positive(value any, message ...any) bool {
	a.t.Helper()
	return assert.Positive(a.t, value, message...)
}

// Less is testify's assertion of that name.
func (a *Assertions) Less(less, more any, message ...any) bool {
	a.t.Helper()
	return assert.Less(a.t, less, more, message...)
}

// LessOrEqual is testify's assertion of that name.
func (a *Assertions) LessOrEqual(less, more any, message ...any) bool {
	a.t.Helper()
	return assert.LessOrEqual(a.t, less, more, message...)
}

// Greater is testify's assertion of that name.
func (a *Assertions) Greater(more, less any, message ...any) bool {
	a.t.Helper()
	return assert.Greater(a.t, more, less, message...)
}

// GreaterOrEqual is testify's assertion of that name.
func (a *Assertions) GreaterOrEqual(more, less any, message ...any) bool {
	a.t.Helper()
	return assert.GreaterOrEqual(a.t, more, less, message...)
}

// IsNonDecreasing is testify's assertion of that name.
func (a *Assertions) IsNonDecreasing(list any, message ...any) bool {
	a.t.Helper()
	return assert.IsNonDecreasing(a.t, list, message...)
}

// IsNonIncreasing is testify's assertion of that name.
func (a *Assertions) IsNonIncreasing(list any, message ...any) bool {
	a.t.Helper()
	return assert.IsNonIncreasing(a.t, list, message...)
}

// WithinDuration is testify's assertion of that name.
func (a *Assertions) WithinDuration(want, got time.Time, within time.Duration, message ...any) bool {
	a.t.Helper()
	return assert.WithinDuration(a.t, want, got, within, message...)
}

// NoError is testify's assertion of that name.
func (a *Assertions) NoError(err error, message ...any) bool {
	a.t.Helper()
	return assert.NoError(a.t, err, message...)
}

// Condition is testify's assertion of that name.
func (a *Assertions) Condition(holds assert.Comparison, message ...any) bool {
	a.t.Helper()
	return assert.Condition(a.t, holds, message...)
}
