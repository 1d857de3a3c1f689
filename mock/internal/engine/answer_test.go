package engine_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/fail"
)

func failing(err error) echo.HandlerFunc { return func(echo.Context) error { return err } }

func TestTheVendorWordsEveryRefusal(t *testing.T) {
	t.Parallel()
	shop := open(t, handlers{
		"getBook":    failing(fmt.Errorf("shop: %w", fail.New(fail.NotFound, "GONE", "No such book").Because("none has the isbn 42"))),
		"removeBook": failing(fail.New(fail.Conflict, "LENT", "It is lent").WithStatus(http.StatusLocked)),
		"listBooks":  failing(errors.New("the till is on fire")),
		"getShelf":   failing(echo.NewHTTPError(http.StatusBadRequest, "Invalid format for parameter shelf")),
	})
	for _, c := range []struct {
		method, path string
		status       int
		body, reason string
	}{
		{"GET", "/books/42", 404, `{"oops":"GONE No such book"}`, "none has the isbn 42"},
		{"DELETE", "/books/42", 423, `{"oops":"LENT It is lent"}`, "LENT: It is lent"},
		{"GET", "/books", 500, `{"oops":"Internal error"}`, "the till is on fire"},
		{"GET", "/shelves/a", 400, `{"oops":"Invalid request"}`, "Invalid format for parameter shelf"},
		{"GET", "/books?limit=none", 400, `{"oops":"Invalid request"}`, ""},
	} {
		got := shop.ask(c.method, c.path, "")
		assert.Equal(t, c.status, got.status, c.path)
		assert.Equal(t, c.body, got.body, c.path)
		if c.reason != "" {
			assert.Equal(t, c.reason, got.reason(), c.path)
		}
	}
	assert.Empty(t, shop.Drift())
	assert.Equal(t, 1, strings.Count(shop.log.text(), "level=ERROR"), "only the defect is logged: %s", shop.log.text())
	assert.Contains(t, shop.log.text(), "the till is on fire")
}

func TestReasonIsOneBoundedLineOfASCII(t *testing.T) {
	t.Parallel()
	shop := open(t, handlers{
		"getBook":  failing(fail.New(fail.NotFound, "", "x").Because("wer?\r\nSet-Cookie: a=b\x00\tмы, été")),
		"getShelf": failing(fail.New(fail.NotFound, "", "x").Because("%s", strings.Repeat("é", 5000))),
	})
	got := shop.ask("GET", "/books/42", "")
	assert.Equal(t, `wer?  Set-Cookie: a=b  \u043c\u044b, \u00e9t\u00e9`, got.reason())
	assert.Empty(t, got.header.Get("Set-Cookie"))
	long := shop.ask("GET", "/shelves/a", "").reason()
	assert.Less(t, len(long), 500)
	for _, r := range long {
		require.True(t, r >= ' ' && r <= '~', "%q", r)
	}
}

// TestAnArgumentThatCannotBeBoundIsExplained: vendors that quote the reason of bad input look for its details.
func TestAnArgumentThatCannotBeBoundIsExplained(t *testing.T) {
	t.Parallel()
	cfg, s := config(t, handlers{"getShelf": failing(echo.NewHTTPError(http.StatusBadRequest, "Expected one value for x, got 2"))})
	explained := &explainer{s.keeper, nil}
	cfg.Vendor = explained
	serve(cfg, s).ask("GET", "/shelves/a", "")
	assert.Equal(t, "Expected one value for x, got 2", explained.details)
}

type explainer struct {
	*keeper
	details any
}

func (x *explainer) WriteError(ex *engine.Exchange, e *fail.Error) {
	x.details = e.Details
	x.keeper.WriteError(ex, e)
}

func TestHandlerThatAnswersNothingIsADefect(t *testing.T) {
	t.Parallel()
	shop := open(t, handlers{"getBook": failing(nil)})
	got := shop.ask("GET", "/books/42", "")
	assert.Equal(t, 500, got.status, "not an empty 200")
	assert.Equal(t, `{"oops":"Internal error"}`, got.body)
	assert.Equal(t, "handler of getBook returned neither an answer nor an error", got.reason())
	assert.Contains(t, shop.log.text(), "neither an answer nor an error")
}

func TestPanicIsAnErrorOfTheVendorsShape(t *testing.T) {
	t.Parallel()
	shop := open(t, handlers{"getBook": func(c echo.Context) error {
		_ = c.String(http.StatusOK, "half an answer")
		panic("the shelf fell over")
	}})
	got := shop.ask("GET", "/books/42", "")
	assert.Equal(t, 500, got.status)
	assert.Equal(t, `{"oops":"Internal error"}`, got.body, "what was half written is gone")
	assert.Equal(t, "application/json", got.header.Get("Content-Type"))
	assert.Equal(t, "panic: the shelf fell over", got.reason())
	assert.Contains(t, shop.log.text(), "the shelf fell over")
	assert.Contains(t, shop.log.text(), "answer_test.go", "the log has the stack")
	assert.Equal(t, 200, shop.ask("GET", "/books", "").status, "and the shop is still open")
}

func TestAnswersThatDepartFromTheSpecificationAreNamed(t *testing.T) {
	t.Parallel()
	shop := open(t, handlers{
		"getBook":     func(c echo.Context) error { return c.JSON(http.StatusAccepted, map[string]any{"title": "x"}) },
		"listBooks":   func(c echo.Context) error { return c.JSON(http.StatusOK, map[string]any{"pages": 3}) },
		"listReviews": func(c echo.Context) error { return c.String(http.StatusOK, "x") },
		"getShelf":    func(c echo.Context) error { return c.NoContent(http.StatusOK) },
	})
	for _, c := range []struct {
		path   string
		status int
		drift  string
	}{
		{"/books/42", 202, "status 202 is not declared"},
		{"/books", 200, "response title: is required but missing"},
		{"/books/42/reviews", 200, `content type "text/plain" is not declared`},
		{"/shelves/a", 200, `content type "" is not declared`},
	} {
		got := shop.ask("GET", c.path, "")
		assert.Equal(t, c.status, got.status, "%s: the answer is not replaced", c.path)
		assert.Contains(t, got.header.Get("X-Understudy-Drift"), c.drift, c.path)
	}
	drift := shop.Drift()
	require.Len(t, drift, 4)
	assert.Contains(t, drift[0], "GET /books/42 (getBook) answered 202: ")
	assert.Contains(t, shop.log.text(), "status 202 is not declared")
	entries, _ := shop.journal.Last(1)
	assert.Contains(t, entries[0].Drift, "content type")
}

func TestDriftIsBounded(t *testing.T) {
	t.Parallel()
	shop := open(t, handlers{"getBook": func(c echo.Context) error { return c.NoContent(http.StatusAccepted) }})
	for range 250 {
		shop.ask("GET", "/books/42", "")
	}
	assert.Len(t, shop.Drift(), 200)
}

// TestSampling: the operation's first answer and one in 64 of all are checked, and none at all when checking is off.
func TestSampling(t *testing.T) {
	t.Parallel()
	departs := handlers{"getBook": func(c echo.Context) error { return c.NoContent(http.StatusAccepted) }}
	for name, c := range map[string]struct {
		check engine.Sampling
		want  []int
	}{
		"all": {engine.CheckAll, []int{0, 1, 2, 62, 63, 64}}, "sampled": {engine.CheckSampled, []int{0, 63}}, "off": {engine.CheckOff, nil},
	} {
		cfg, s := config(t, departs)
		cfg.Check = c.check
		shop := serve(cfg, s)
		var noticed []int
		for i := range 65 {
			if shop.ask("GET", "/books/42", "").header.Get("X-Understudy-Drift") != "" && (i < 3 || i > 61) {
				noticed = append(noticed, i)
			}
		}
		assert.Equal(t, c.want, noticed, name)
	}
}

// TestHugeAnswersAreNoSamples: checking one would take longer than making it.
func TestHugeAnswersAreNoSamples(t *testing.T) {
	t.Parallel()
	for check, want := range map[engine.Sampling][2]bool{engine.CheckAll: {true, true}, engine.CheckSampled: {true, false}} {
		for i, size := range []int{1 << 20, 1<<20 + 1} {
			cfg, s := config(t, handlers{"getBook": func(c echo.Context) error { return c.String(http.StatusAccepted, strings.Repeat("x", size)) }})
			cfg.Check = check
			got := serve(cfg, s).ask("GET", "/books/42", "")
			assert.Equal(t, want[i], got.header.Get("X-Understudy-Drift") != "", "%d bytes", size)
		}
	}
}

func TestARefusalThatDepartsFromTheSpecificationIsNamedToo(t *testing.T) {
	t.Parallel()
	shop := open(t, handlers{"getBook": failing(fail.New(fail.NotFound, "", "x").WithStatus(http.StatusFound))})
	got := shop.ask("GET", "/books/42", "")
	assert.Contains(t, got.header.Get("X-Understudy-Drift"), "status 302 is not declared")
	assert.Len(t, shop.Drift(), 1)
}

func TestLongAnswersCarryTheirLength(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 3000, 1 << 20, 2 << 20} {
		shop := open(t, handlers{"getBook": titled(strings.Repeat("x", size))})
		got := shop.ask("GET", "/books/42", "")
		assert.Equal(t, fmt.Sprint(len(got.body)), got.header.Get("Content-Length"))
		assert.Greater(t, len(got.body), size)
	}
}

// TestWhatWasForgivenIsInAResponseHeader, also where the answer is a refusal: one bounded line.
func TestWhatWasForgivenIsInAResponseHeader(t *testing.T) {
	t.Parallel()
	shop := open(t, nil)
	assert.Equal(t, "the card in the path", shop.ask("GET", "/books/42;card=anna", "", "X-Card", "").header.Get("X-Understudy-Forgave"))
	assert.Equal(t, "the card in the path", shop.ask("GET", "/nowhere;card=anna", "", "X-Card", "").header.Get("X-Understudy-Forgave"))
	assert.Empty(t, shop.ask("GET", "/books/42", "").header.Values("X-Understudy-Forgave"))
	many := shop.ask("GET", "/books?limit=%&x="+strings.Repeat("%", 5000), "").header.Get("X-Understudy-Forgave")
	assert.NotEmpty(t, many)
	assert.LessOrEqual(t, len(many), 403)
}
