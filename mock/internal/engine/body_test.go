package engine_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/engine"
)

// TestBodyOverTheLimitGetsItsAnswer: a server that answers before it has read everything, and closes, resets the connection, and
// the client sees that instead of the answer.
func TestBodyOverTheLimitGetsItsAnswer(t *testing.T) {
	t.Parallel()
	shop := open(t, nil)
	body := `{"title":"` + strings.Repeat("x", 10<<20) + `"}`
	for range 3 {
		got := shop.ask("POST", "/books", body)
		assert.Equal(t, http.StatusRequestEntityTooLarge, got.status)
		assert.Equal(t, `{"oops":"Request body too large"}`, got.body)
		assert.Equal(t, "the body is over the limit of 1024 bytes", got.reason())
	}
	assert.Equal(t, 404, shop.ask("POST", "/nowhere", body).status)
	assert.Equal(t, 401, shop.ask("POST", "/books", body, "X-Card", "").status)
	assert.NotContains(t, shop.keeper.steps, "handle addBook")
}

func TestBodyOfExactlyTheLimitIsTaken(t *testing.T) {
	t.Parallel()
	shop := open(t, nil)
	of := func(size int) string {
		return `{"title":"` + strings.Repeat("x", size-len(`{"title":""}`)) + `"}`
	}
	assert.Equal(t, 200, shop.ask("POST", "/books", of(1024)).status)
	assert.Equal(t, 413, shop.ask("POST", "/books", of(1025)).status)
}

// raw speaks HTTP by hand, for what no client would send.
func (s *shop) raw(request string) answer {
	s.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	require.NoError(s.t, err)
	defer func() { _ = conn.Close() }()
	_, err = io.WriteString(conn, strings.ReplaceAll(request, "\n", "\r\n"))
	require.NoError(s.t, err)
	require.NoError(s.t, conn.(*net.TCPConn).CloseWrite())
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(s.t, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	require.NoError(s.t, err)
	return answer{res.StatusCode, res.Header, string(body)}
}

func TestBodiesThatCannotBeReadAreRefused(t *testing.T) {
	t.Parallel()
	shop := open(t, nil)
	head := "POST /books HTTP/1.1\nHost: x\nX-Card: member\nContent-Type: application/json\n"
	for name, c := range map[string]struct {
		request string
		status  int
	}{
		"chunked":       {head + "Transfer-Encoding: chunked\n\nd\n{\"title\":\"x\"}\n0\n\n", 200},
		"bad chunk":     {head + "Transfer-Encoding: chunked\n\nzz\n{}\n0\n\n", 400},
		"ends early":    {head + "Content-Length: 50\n\n{\"title\":", 400},
		"no body":       {head + "Content-Length: 0\n\n", 400},
		"malformed":     {head + "Content-Length: 2\n\n{]", 400},
		"invalid UTF-8": {head + "Content-Length: 13\n\n{\"title\":\"\xff\"}", 400},
	} {
		got := shop.raw(c.request)
		assert.Equal(t, c.status, got.status, "%s: %s", name, got.body)
		if c.status == 400 {
			assert.Contains(t, got.body, `{"oops":`, name)
			assert.NotEmpty(t, got.reason(), name)
		}
	}
}

// TestNoBytesLeakFromOneAnswerToTheNext: buffers are used again, long answers and refusals in turn.
func TestNoBytesLeakFromOneAnswerToTheNext(t *testing.T) {
	t.Parallel()
	shop := open(t, handlers{
		"addBook": func(c echo.Context) error {
			body, err := io.ReadAll(c.Request().Body)
			if err != nil {
				return err
			}
			return c.JSONBlob(http.StatusOK, body)
		},
		"getBook": isbn,
	})
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 40 {
				mark := fmt.Sprintf("w%d-%d", worker, i)
				long := fmt.Sprintf(`{"title":"%s"}`, strings.Repeat(mark+" ", 1+i*2))
				assert.Equal(t, long, shop.ask("POST", "/books", long).body)
				assert.JSONEq(t, `{"title":"`+mark+`"}`, shop.ask("GET", "/books/"+mark, "").body)
				assert.Equal(t, `{"oops":"Not found"}`, shop.ask("GET", "/nowhere/"+mark, "").body)
			}
		}()
	}
	wg.Wait()
	assert.Empty(t, shop.Drift())
	_, total := shop.journal.Last(1)
	assert.Equal(t, uint64(8*40*3), total)
}

func TestExchangeKnowsTheAddressThatTheClientUsed(t *testing.T) {
	t.Parallel()
	shop := open(t, handlers{"getBook": func(c echo.Context) error {
		return c.JSON(http.StatusOK, map[string]any{"title": engine.From(c.Request().Context()).Origin()})
	}})
	got := shop.raw("GET /books/1 HTTP/1.1\nHost: books.example.com:81\nX-Card: member\n\n")
	assert.Equal(t, `{"title":"http://books.example.com:81"}`, string(bytes.TrimSpace([]byte(got.body))))
}

func FuzzPathsNeverPanicAndNeverSwallowSlashes(f *testing.F) {
	for _, path := range []string{"/books/42", "/shelves/a/b", "/shelves//", "/books/%2e%2e/x", "/../../etc/passwd", "/books/%ff", "//", "/books/%"} {
		f.Add(path)
	}
	cfg, s := config(f, nil)
	s.Server, _ = engine.New(cfg)
	f.Fuzz(func(t *testing.T, path string) {
		req, err := http.NewRequest(http.MethodGet, "http://x"+path, nil)
		if err != nil || req.URL.Host != "x" {
			return
		}
		req.Header.Set("X-Card", "member")
		w := &recorder{header: http.Header{}}
		s.ServeHTTP(w, req)
		if w.status != http.StatusOK && w.status != http.StatusNotFound {
			t.Fatalf("%q: %d %s", path, w.status, w.header)
		}
	})
}

type recorder struct {
	header http.Header
	status int
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(b []byte) (int, error) { return len(b), nil }
