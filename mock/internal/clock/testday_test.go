package clock

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestTheTestDayIsAWednesdayUnlessTheEnvironmentHasAnother(t *testing.T) {
	t.Setenv(EnvTestDay, "")
	assert.Equal(t, TestDay, AtTestDay().Format(time.RFC3339))
	assert.Equal(t, time.Wednesday, AtTestDay().Weekday())
	t.Setenv(EnvTestDay, "2028-03-01T00:59:30+01:00")
	assert.Equal(t, "2028-02-29T23:59:30Z", AtTestDay().Format(time.RFC3339))
	t.Setenv(EnvTestDay, "2028-02-29")
	assert.PanicsWithValue(t, `UNDERSTUDY_TEST_DAY is "2028-02-29", which is not an instant such as 2026-11-04T15:00:00Z`, func() { AtTestDay() })
}
