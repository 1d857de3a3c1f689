package engine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/openapi"
)

// bookshop is an API that nobody sells, so that nothing in the engine can lean on a vendor.
const bookshop = `
openapi: 3.0.3
info: {title: Bookshop, version: "1"}
paths:
  /books:
    get:
      operationId: listBooks
      tags: [books]
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1}}
        - {name: author, in: query, schema: {type: string}}
      responses: &answers
        "200": {description: It is, content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}
        "4XX": &oops {description: It is not, content: {application/json: {schema: {$ref: "#/components/schemas/Oops"}}}}
        "5XX": *oops
    post:
      operationId: addBook
      tags: [books]
      x-permission: books.write
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}
      responses: *answers
  /books/newest:
    get: {operationId: getNewestBook, tags: [books], responses: *answers}
  /books/{isbn}:
    parameters: [&isbn {name: isbn, in: path, required: true, schema: {type: string}}]
    get: {operationId: getBook, tags: [books], responses: *answers}
    delete: {operationId: removeBook, tags: [books], responses: *answers}
  /books/{isbn}/reviews:
    parameters: [*isbn]
    get: {operationId: listReviews, tags: [reviews], responses: *answers}
  /shelves/{shelf}:
    parameters: [{name: shelf, in: path, required: true, schema: {type: string}}]
    get: {operationId: getShelf, tags: [shelves], responses: *answers}
  /tills:
    post: {operationId: addTill, tags: [tills], responses: *answers}
  /tills/{till}:
    parameters: [{name: till, in: path, required: true, schema: {type: string, pattern: '^[0-9]+$'}}]
    get: {operationId: getTill, tags: [tills], responses: *answers}
components:
  schemas:
    Book:
      type: object
      required: [title]
      properties: {title: {type: string}, pages: {type: integer}}
    Oops:
      type: object
      required: [oops]
      properties: {oops: {type: string}}
`

// routes are how generated code would register the operations.
var routes = map[string][2]string{
	"listBooks": {"GET", "/books"}, "addBook": {"POST", "/books"}, "getNewestBook": {"GET", "/books/newest"},
	"getBook": {"GET", "/books/:isbn"}, "removeBook": {"DELETE", "/books/:isbn"},
	"listReviews": {"GET", "/books/:isbn/reviews"}, "getShelf": {"GET", "/shelves/:shelf"},
	"addTill": {"POST", "/tills"}, "getTill": {"GET", "/tills/:till"},
}

// keeper is the bookshop's manners. It writes down which of its methods were called.
type keeper struct {
	mu     sync.Mutex
	steps  []string
	branch branch
}

func (k *keeper) step(name string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.steps = append(k.steps, name)
}

// Tidy forgives a title in the query instead of the body, and takes the card out of the path, where the shop allows it.
func (k *keeper) Tidy(ex *engine.Exchange) error {
	k.step("tidy")
	if ex.Request.Header.Get("X-Rude") != "" {
		return fail.New(fail.Invalid, "RUDE", "Please")
	}
	if path, card, ok := strings.Cut(ex.Request.URL.Path, ";card="); ok {
		ex.Request.URL.Path = path
		ex.Request.Header.Set("X-Card", card)
		ex.Forgive("the card in the path")
	}
	return nil
}

// branch is a shop of the chain, a tenant.
type branch struct{ visits uint64 }

func (*branch) String() string { return "main street" }
func (*branch) Number() uint64 { return 7 }

// Count is called under the lock of the shop's journal.
func (b *branch) Count() uint64 {
	b.visits++
	return b.visits
}

// Authenticate wants a card with a name on it; the reader "guest" may not write.
func (k *keeper) Authenticate(ex *engine.Exchange) error {
	k.step("authenticate " + ex.Op.ID)
	ex.Tenant, ex.CallerName = &k.branch, ex.Request.Header.Get("X-Card")
	switch {
	case ex.CallerName == "":
		return fail.New(fail.Unauthenticated, "NO_CARD", "Your card, please")
	case ex.CallerName == "guest" && ex.Op.Permission != "":
		return fail.New(fail.Forbidden, "GUEST", "Members only").Because("guests lack %s", ex.Op.Permission)
	}
	return nil
}

func (k *keeper) WriteError(ex *engine.Exchange, e *fail.Error) {
	k.step("refuse")
	body, err := json.Marshal(map[string]string{"oops": strings.TrimSpace(e.Code + " " + e.Message)})
	if err != nil {
		panic(err)
	}
	ex.Header().Set("Content-Type", "application/json")
	ex.WriteHeader(e.HTTPStatus())
	_, _ = ex.Write(body)
}

// shop is a bookshop that serves on a real port.
type shop struct {
	*engine.Server
	t       testing.TB
	url     string
	keeper  *keeper
	journal *engine.Journal
	log     *lockedBuffer
}

type lockedBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *lockedBuffer) text() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.String()
}

type handlers map[string]echo.HandlerFunc

// titled answers with a book.
func titled(title string) echo.HandlerFunc {
	return func(c echo.Context) error { return c.JSON(http.StatusOK, map[string]any{"title": title}) }
}

var noon = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

// config is a bookshop whose every operation answers with its own name, except for those given.
func config(t testing.TB, own handlers) (engine.Config, *shop) {
	doc, err := openapi.Parse("bookshop", []byte(bookshop))
	require.NoError(t, err)
	s := &shop{t: t, keeper: &keeper{}, journal: engine.NewJournal(8), log: &lockedBuffer{}}
	return engine.Config{
		Document: doc, Vendor: s.keeper, Check: engine.CheckAll, Journal: s.journal, MaxBody: 1 << 10,
		Log: slog.New(slog.NewTextHandler(s.log, nil)), Now: func() time.Time { return noon },
		Register: func(e *echo.Echo) {
			for id, route := range routes {
				handler := own[id]
				if handler == nil {
					handler = titled(id)
				}
				e.Add(route[0], route[1], func(c echo.Context) error {
					s.keeper.step("handle " + id)
					return handler(c)
				})
			}
		},
	}, s
}

func serve(cfg engine.Config, s *shop) *shop {
	var err error
	s.Server, err = engine.New(cfg)
	require.NoError(s.t, err)
	listener := httptest.NewServer(s)
	s.t.Cleanup(listener.Close)
	s.url = listener.URL
	return s
}

func open(t testing.TB, own handlers) *shop { return serve(config(t, own)) }

type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) reason() string { return a.header.Get("X-Understudy-Reason") }

// ask sends a request with a member's card. Headers come in pairs and may replace the card.
func (s *shop) ask(method, path, body string, headers ...string) answer {
	s.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(context.Background(), method, s.url+path, reader)
	require.NoError(s.t, err)
	req.Header.Set("X-Card", "member")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(s.t, err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	require.NoError(s.t, err)
	return answer{res.StatusCode, res.Header, string(text)}
}
