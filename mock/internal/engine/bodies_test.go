package engine_test

import (
	"context"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/memory"
)

// longBook is a body that takes turns.
var longBook = `{"title":"x","more":"` + strings.Repeat("x", memory.LongBody-200) + `","most":"` + strings.Repeat("x", 200) + `"}`

// longBodies is a shop that has room for as many long bodies, and a way to ask it without a network in between.
func longBodies(t *testing.T, arriving, reading int, addBook echo.HandlerFunc) (turns [2]*memory.Turns, ask func(context.Context, io.Reader) *httptest.ResponseRecorder) {
	cfg, to := config(t, handlers{"addBook": addBook})
	cfg.MaxBody, cfg.Wait = 2*memory.LongBody, time.Nanosecond
	cfg.Arriving, cfg.Reading = memory.NewTurns(int64(arriving)), memory.NewTurns(int64(reading))
	shop := serve(cfg, to)
	return [2]*memory.Turns{cfg.Arriving, cfg.Reading}, func(ctx context.Context, body io.Reader) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/books", body)
		r.Header.Set("X-Card", "member")
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		shop.ServeHTTP(w, r)
		return w
	}
}

func taken(c echo.Context) error { return c.JSON(http.StatusOK, map[string]string{"title": "x"}) }

// TestLongBodiesTakeTurns: as many are read at once as there is room for. A short one needs none, whatever the others do.
func TestLongBodiesTakeTurns(t *testing.T) {
	t.Parallel()
	inside, leave := make(chan bool), make(chan bool)
	_, ask := longBodies(t, 1<<30, 2*memory.CostOf(len(longBook)), func(c echo.Context) error {
		if c.Request().ContentLength >= memory.LongBody {
			inside <- true
			<-leave
		}
		return taken(c)
	})
	done := make(chan int)
	for range 2 {
		go func() { done <- ask(t.Context(), strings.NewReader(longBook)).Code }()
		<-inside
	}
	refused := ask(t.Context(), strings.NewReader(longBook))
	assert.Equal(t, http.StatusServiceUnavailable, refused.Code)
	assert.Equal(t, "there is no room for another long body: so many are being received or read at once; one of less than 4096 bytes needs none",
		refused.Header().Get("X-Understudy-Reason"))
	assert.Equal(t, http.StatusOK, ask(t.Context(), strings.NewReader(`{"title":"x"}`)).Code)
	leave <- true
	require.Equal(t, http.StatusOK, <-done)
	go func() { done <- ask(t.Context(), strings.NewReader(longBook)).Code }()
	<-inside
	for range 2 {
		leave <- true
		require.Equal(t, http.StatusOK, <-done)
	}
}

// TestASlowClientKeepsNobodyElsesBodyFromBeingRead: what has not come whole takes none of the room for what has. How many may be slow at
// once is bounded too, and who says nothing of the length may send the longest.
func TestASlowClientKeepsNobodyElsesBodyFromBeingRead(t *testing.T) {
	t.Parallel()
	turns, ask := longBodies(t, 3*memory.LongBody, 1, taken)
	slow, rest := io.Pipe()
	done := make(chan int)
	go func() { done <- ask(t.Context(), slow).Code }()
	_, err := io.WriteString(rest, longBook[:memory.LongBody+1]) // the last of it is read once there is room for the longest
	require.NoError(t, err)
	assert.Equal(t, http.StatusServiceUnavailable, ask(t.Context(), strings.NewReader(longBook)).Code)
	assert.Equal(t, http.StatusOK, ask(t.Context(), strings.NewReader(`{"title":"x"}`)).Code)
	_, err = io.WriteString(rest, longBook[memory.LongBody+1:])
	require.NoError(t, err)
	free, err := turns[1].Take(t.Context(), math.MaxInt)
	require.NoError(t, err, "it is not read before it has come")
	free()
	require.NoError(t, rest.Close())
	assert.Equal(t, http.StatusOK, <-done)
}

// TestABodysTurnEndsBeforeTheAnswerIsSent: how long a client takes to read its answer is up to the client. One that is refused ends as well.
func TestABodysTurnEndsBeforeTheAnswerIsSent(t *testing.T) {
	t.Parallel()
	turns, ask := longBodies(t, 2*memory.LongBody+1, 1, taken)
	for body, want := range map[string]int{
		longBook:                    http.StatusOK,
		longBook[1:]:                http.StatusBadRequest,
		strings.Repeat(longBook, 2): http.StatusRequestEntityTooLarge,
		`{"title":"x"}`:             http.StatusOK,
	} {
		for _, sent := range []io.Reader{strings.NewReader(body), io.MultiReader(strings.NewReader(body))} { // which has a length, and has none
			require.Equal(t, want, ask(t.Context(), sent).Code)
			for _, each := range turns {
				free, err := each.Take(gone(t), math.MaxInt)
				require.NoError(t, err, want)
				free()
			}
		}
	}
	free, err := turns[1].Take(t.Context(), 1)
	require.NoError(t, err)
	defer free()
	assert.Contains(t, ask(gone(t), strings.NewReader(longBook)).Header().Get("X-Understudy-Reason"), "the client has gone: there is no room")
}

// gone is the context of somebody who has gone, and so waits for nothing.
func gone(t *testing.T) context.Context {
	ctx, leave := context.WithCancel(t.Context())
	leave()
	return ctx
}
