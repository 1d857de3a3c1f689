package engine_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/internal/engine"
)

// TestAClientWhoHasEndedItsHalfIsAnswered: it looks to Go like one who has gone, yet waits. What stops for those who have gone must be
// long, and is no defect of ours.
func TestAClientWhoHasEndedItsHalfIsAnswered(t *testing.T) {
	t.Parallel()
	stopped := handlers{"listBooks": func(c echo.Context) error { return c.Request().Context().Err() }}
	cfg, s := config(t, stopped)
	cfg.Log = slog.New(slog.NewTextHandler(s.log, nil))
	s.Server, _ = engine.New(cfg)
	ask := func(path string) *httptest.ResponseRecorder {
		ctx, cancel := context.WithCancel(context.Background())
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
		r.Header.Set("X-Card", "member")
		cancel()
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w
	}
	assert.Equal(t, http.StatusOK, ask("/books/1").Code)
	assert.Equal(t, http.StatusInternalServerError, ask("/books").Code)
	entries, _ := s.journal.Last(1)
	assert.Contains(t, entries[0].Reason, "the client has gone: ")
	assert.Empty(t, s.log.text())
}

// shelf is a world whose transactions know when nobody waits any more.
type shelf struct{}

type stocktaking struct{ gone func() error }

func (s *stocktaking) Until(gone func() error) { s.gone = gone }

func (shelf) Read(_ string, fn func(*stocktaking) error) error  { return fn(&stocktaking{}) }
func (shelf) Write(_ string, fn func(*stocktaking) error) error { return fn(&stocktaking{}) }

// TestALongWriteIsGivenUpOnceItsClientHasGone: whatever the head, its transaction is told.
func TestALongWriteIsGivenUpOnceItsClientHasGone(t *testing.T) {
	t.Parallel()
	counted := 0
	cfg, s := config(t, handlers{"listBooks": func(c echo.Context) error {
		engine.From(c.Request().Context()).State = shelf{}
		return engine.Write[shelf, string](c.Request().Context(), func(tx *stocktaking) error {
			for range 1000 {
				if err := tx.gone(); err != nil {
					return err
				}
				counted++
			}
			return nil
		})
	}})
	s.Server, _ = engine.New(cfg)
	for _, gone := range []bool{false, true} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		if gone {
			cancel()
		}
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/books", nil)
		r.Header.Set("X-Card", "member")
		counted = 0
		s.ServeHTTP(httptest.NewRecorder(), r)
		assert.Equal(t, gone, counted < 1000, "%d", counted)
	}
}
