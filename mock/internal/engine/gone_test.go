package engine_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/internal/engine"
)

// TestNothingIsDoneForAClientWhoHasGone: nor is it a defect of ours.
func TestNothingIsDoneForAClientWhoHasGone(t *testing.T) {
	t.Parallel()
	cfg, s := config(t, nil)
	cfg.Log = slog.New(slog.NewTextHandler(s.log, nil))
	s.Server, _ = engine.New(cfg)
	ctx, cancel := context.WithCancel(context.Background())
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/books/1", nil)
	r.Header.Set("X-Card", "member")
	cancel()
	s.ServeHTTP(httptest.NewRecorder(), r)
	assert.NotContains(t, s.keeper.steps, "handle getBook")
	entries, _ := s.journal.Last(1)
	assert.Contains(t, entries[0].Reason, "the client has gone: ")
	assert.Empty(t, s.log.text())
}
