package clock

import (
	"cmp"
	"fmt"
	"os"
	"time"
)

// TestDay is the instant at which tests, recordings and generated pages are made: a Wednesday, while people work in Europe and in America.
const TestDay = "2026-11-04T15:00:00Z"

// EnvTestDay is the environment variable that gives tests another instant. Nothing may depend on the day, and CI looks whether it does.
const EnvTestDay = "UNDERSTUDY_TEST_DAY"

// AtTestDay is TestDay, or what EnvTestDay says instead.
func AtTestDay() time.Time {
	text := cmp.Or(os.Getenv(EnvTestDay), TestDay)
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(fmt.Sprintf("%s is %q, which is not an instant such as %s", EnvTestDay, text, TestDay))
	}
	return at.UTC()
}
