package engine_test

import (
	"bytes"
	"context"
	"math"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/memory"
)

// TestALongAnswerWaitsForItsTurnBeforeItIsMade: the last one of the operation was long. Short answers wait for nothing, and who has gone
// does not either.
func TestALongAnswerWaitsForItsTurnBeforeItIsMade(t *testing.T) {
	t.Parallel()
	made, size := 0, memory.Long
	turns := memory.NewTurns(1 << 30)
	cfg, to := config(t, handlers{"listBooks": func(c echo.Context) error {
		made++
		return c.JSONBlob(http.StatusOK, bytes.Repeat([]byte(" "), size))
	}})
	cfg.Turns = turns
	shop := serve(cfg, to)
	ask := func(ctx context.Context, path string) int {
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
		r.Header.Set("X-Card", "member")
		w := httptest.NewRecorder()
		shop.ServeHTTP(w, r)
		return w.Code
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	require.Equal(t, http.StatusOK, ask(t.Context(), "/books"))

	free, err := turns.Take(t.Context(), math.MaxInt)
	require.NoError(t, err)
	assert.Equal(t, http.StatusInternalServerError, ask(gone, "/books"))
	assert.Equal(t, 1, made)
	assert.Equal(t, http.StatusOK, ask(t.Context(), "/books/1"))
	free()

	size = 10
	require.Equal(t, http.StatusOK, ask(t.Context(), "/books"))
	free, err = turns.Take(t.Context(), math.MaxInt)
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, ask(t.Context(), "/books"), "the last one was short")
	size = memory.Long
	assert.NotEqual(t, http.StatusOK, ask(gone, "/books"), "one that nobody foresaw waits once it is known")
	free()
}

// TestALongAnswerThatFindsNoRoomIsRefused: some client reads nothing of what it asked for. A short answer of the same operation goes out all
// the same, and another tenant's last answer says nothing.
func TestALongAnswerThatFindsNoRoomIsRefused(t *testing.T) {
	t.Parallel()
	size := memory.Long
	cfg, to := config(t, handlers{"listBooks": func(c echo.Context) error {
		return c.JSONBlob(http.StatusOK, bytes.Repeat([]byte(" "), size))
	}})
	cfg.Turns, cfg.Wait = memory.NewTurns(memory.Long), time.Nanosecond
	shop := serve(cfg, to)
	require.Equal(t, http.StatusOK, shop.ask("GET", "/books", "").status)
	free, err := cfg.Turns.Take(t.Context(), memory.Long)
	require.NoError(t, err)
	refused := shop.ask("GET", "/books", "")
	assert.Equal(t, http.StatusServiceUnavailable, refused.status)
	assert.Contains(t, refused.reason(), "there is no room for an answer of 4194304 bytes")
	size = 10
	assert.Equal(t, http.StatusOK, shop.ask("GET", "/books", "").status)
	free()
	size = memory.Long
	assert.Equal(t, http.StatusOK, shop.ask("GET", "/books", "").status)
}
