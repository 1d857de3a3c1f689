package mock

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/understudy/understudy/mock/internal/clock"
)

// TestDay is the instant at which Start's clock stands unless Options.Clock says otherwise, so that a test sees the same on every day; the
// environment variable UNDERSTUDY_TEST_DAY puts another in its place. A client that holds a token's end against the machine's clock wants
// Clock: "real".
const TestDay = clock.TestDay

// TB is what Start needs of *testing.T or *testing.B.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// Start serves a mock on free ports of this machine until the test ends. Every answer is checked against the specification,
// and the test fails if one departs from it. Time stands still at TestDay.
func Start(tb TB, opts Options) *Server {
	tb.Helper()
	if opts.CheckResponses == "" {
		opts.CheckResponses = "all"
	}
	s, err := New(opts.atTestDay())
	if err != nil {
		tb.Fatalf("mock: %v", err)
	}
	s.bounds.LastCall = 0 // a test that has ended sends nothing more
	serve(tb, s)
	return s
}

// atTestDay are the options with a clock that stands still where none was given.
func (o Options) atTestDay() Options {
	if o.Clock == "" {
		o.Clock = clock.AtTestDay().Format(time.RFC3339Nano)
	}
	return o
}

// serve answers until the test ends.
func serve(tb TB, s *Server) {
	tb.Helper()
	if err := s.Listen(); err != nil {
		tb.Fatalf("mock: %v", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	tb.Cleanup(func() {
		stop()
		if err := <-done; err != nil && !errors.Is(err, http.ErrServerClosed) {
			tb.Errorf("mock: %v", err)
		}
		for _, drift := range s.Drift() {
			tb.Errorf("mock: %s", drift)
		}
	})
}
