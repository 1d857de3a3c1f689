package engine_test

import (
	"bytes"
	"context"
	"math"
	"net/http"
	"net/http/httptest"
	"testing"

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
	shop := open(t, handlers{"listBooks": func(c echo.Context) error {
		made++
		return c.JSONBlob(http.StatusOK, bytes.Repeat([]byte(" "), size))
	}})
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

	free, err := memory.Answers.Take(t.Context(), math.MaxInt)
	require.NoError(t, err)
	assert.Equal(t, http.StatusInternalServerError, ask(gone, "/books"))
	assert.Equal(t, 1, made)
	assert.Equal(t, http.StatusOK, ask(t.Context(), "/books/1"))
	free()

	size = 10
	require.Equal(t, http.StatusOK, ask(t.Context(), "/books"))
	free, err = memory.Answers.Take(t.Context(), math.MaxInt)
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, ask(t.Context(), "/books"), "the last one was short")
	size = memory.Long
	assert.NotEqual(t, http.StatusOK, ask(gone, "/books"), "one that nobody foresaw waits once it is known")
	free()
}
