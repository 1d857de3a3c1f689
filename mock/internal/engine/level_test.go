package engine_test

import (
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/openapi"
)

func TestJournalKeptPathsAndReasonsWithoutALimit(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 3000)
	shop := open(t, handlers{"getBook": failing(fail.New(fail.NotFound, "", "x").Because("%s", long))})
	shop.ask("GET", "/books/"+url.PathEscape(long), "")
	shop.ask("GET", "/"+long[:600]+"/", "")
	shop.ask("GET", "/books/1?"+strings.Repeat("x", 5000), "")
	entries, _ := shop.journal.Last(10)
	require.Len(t, entries, 3)
	for _, e := range entries {
		for _, text := range []string{e.Path, e.Reason} {
			assert.LessOrEqual(t, len(text), 404)
			assert.Equal(t, strings.ToValidUTF8(text, "?"), text, "no letter is cut in two")
		}
	}
	assert.True(t, strings.HasSuffix(entries[0].Path, "é..."), entries[0].Path)
	assert.Equal(t, "/books/1", entries[2].Path)
}

func TestHEADWasServedNowhere(t *testing.T) {
	t.Parallel()
	shop := open(t, nil)
	got, head := shop.ask("GET", "/books/42", ""), shop.ask("HEAD", "/books/42", "")
	assert.Equal(t, http.StatusOK, head.status)
	assert.Empty(t, head.body)
	assert.NotEmpty(t, got.body)
	for _, name := range []string{"Content-Type", "Content-Length"} {
		assert.Equal(t, got.header.Get(name), head.header.Get(name), name)
	}
	assert.Equal(t, http.StatusNotFound, shop.ask("HEAD", "/nowhere", "").status)
	entries, _ := shop.journal.Last(2)
	assert.Equal(t, "HEAD", entries[0].Method, "the journal says what was sent")
	assert.Empty(t, shop.Drift())
}

func TestAnEscapedLetterWasAnotherPath(t *testing.T) {
	t.Parallel()
	shop := open(t, handlers{"getBook": isbn})
	for path, want := range map[string]string{
		"/%62ooks/newest":         `{"title":"getNewestBook"}`,
		"/books/n%65w%65st":       `{"title":"getNewestBook"}`,
		"/%42ooks%2F1":            "",
		"/books/%41%2D%7e%5F%2e1": `{"title":"A-~_.1"}`,
		"/books/%41%2f%25%34%31":  `{"title":"A/%41"}`,
	} {
		got := shop.ask("GET", path, "")
		if want == "" {
			assert.Equal(t, http.StatusNotFound, got.status, path)
			continue
		}
		assert.Equal(t, want, strings.TrimSpace(got.body), path)
	}
}

func TestASemicolonInTheQueryWasRefused(t *testing.T) {
	t.Parallel()
	author := func(c echo.Context) error {
		return c.JSON(http.StatusOK, map[string]any{"title": engine.From(c.Request().Context()).Request.URL.Query().Get("author")})
	}
	shop := open(t, handlers{"listBooks": author})
	for query, want := range map[string]string{"a;b": "a;b", "50%": "50%", "%zz": "%zz", "a%3bb": "a;b", "%e9%": "", "a+b": "a b"} {
		got := shop.ask("GET", "/books?author="+query, "")
		assert.Equal(t, http.StatusOK, got.status, query)
		if want != "" {
			assert.JSONEq(t, `{"title":"`+want+`"}`, got.body, query)
		}
	}
	cfg, s := config(t, handlers{"listBooks": author})
	cfg.Mode = openapi.Strict
	strict := serve(cfg, s)
	assert.Equal(t, http.StatusOK, strict.ask("GET", "/books?author=a;b", "").status, "it is a character like any other")
	assert.Equal(t, "strict mode does not forgive a percent sign in the query that escapes nothing", strict.ask("GET", "/books?author=50%", "").reason())
}

func TestANumberThatTheHandlerCannotHoldLeakedTheDecodersWords(t *testing.T) {
	t.Parallel()
	shop := open(t, handlers{"addBook": func(c echo.Context) error {
		var book struct {
			Pages int8 `json:"pages"`
		}
		if err := c.Bind(&book); err != nil {
			return err
		}
		return c.JSON(http.StatusOK, map[string]any{"title": "x"})
	}})
	got := shop.ask("POST", "/books", `{"title":"x","pages":300}`)
	assert.Equal(t, http.StatusBadRequest, got.status)
	assert.Equal(t, "body \"pages\": the value is not written as the int8 asked for", got.reason())
}

// TestWithoutAHostTheOriginWasEmpty: HTTP/1.0 need not send one.
func TestWithoutAHostTheOriginWasEmpty(t *testing.T) {
	t.Parallel()
	origin := func(c echo.Context) error {
		return c.JSON(http.StatusOK, map[string]any{"title": engine.From(c.Request().Context()).Origin()})
	}
	shop := open(t, handlers{"getBook": origin})
	address := strings.TrimPrefix(shop.url, "http://")
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = conn.Write([]byte("GET /books/1 HTTP/1.0\r\nX-Card: member\r\n\r\n"))
	require.NoError(t, err)
	text := make([]byte, 4096)
	n := 0
	for err == nil {
		var more int
		more, err = conn.Read(text[n:])
		n += more
	}
	assert.Contains(t, string(text[:n]), shop.url)

	r := httptest.NewRequest("GET", "/books/1", nil)
	r.Header.Set("X-Card", "member")
	r.Host = "shop.example.com"
	w := httptest.NewRecorder()
	shop.ServeHTTP(w, r)
	assert.Contains(t, w.Body.String(), "http://shop.example.com")
}

func TestTheLogLevelHadNoEffect(t *testing.T) {
	t.Parallel()
	for level, want := range map[slog.Level]int{slog.LevelInfo: 0, slog.LevelDebug: 2} {
		cfg, s := config(t, nil)
		cfg.Log = slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: level}))
		shop := serve(cfg, s)
		shop.ask("GET", "/books/42?pin=hunter2", "")
		shop.ask("GET", "/nowhere", "")
		assert.Equal(t, want, strings.Count(shop.log.text(), "\n"), shop.log.text())
		if want > 0 {
			assert.Contains(t, shop.log.text(), `method=GET path=/books/42 status=200 tenant="main street"`)
			assert.Contains(t, shop.log.text(), `status=404 tenant="" reason="no operation of this API matches GET /nowhere, neither`)
			assert.NotContains(t, shop.log.text(), "hunter2")
		}
	}
}
