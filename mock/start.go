package mock

import (
	"context"
	"errors"
	"net/http"
)

// TB is what Start needs of *testing.T or *testing.B.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// Start serves a mock on free ports of this machine until the test ends. Every answer is checked against the specification,
// and the test fails if one departs from it.
func Start(tb TB, opts Options) *Server {
	tb.Helper()
	if opts.CheckResponses == "" {
		opts.CheckResponses = "all"
	}
	s, err := New(opts)
	if err != nil {
		tb.Fatalf("mock: %v", err)
	}
	s.bounds.LastCall = 0 // a test that has ended sends nothing more
	serve(tb, s)
	return s
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
