package engine_test

import (
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/openapi"
)

// isbn answers with the parameter as the engine has it.
func isbn(c echo.Context) error {
	return c.JSON(http.StatusOK, map[string]any{"title": engine.From(c.Request().Context()).Params["isbn"]})
}

func TestRoutesBySpecification(t *testing.T) {
	t.Parallel()
	shop := open(t, handlers{"getBook": isbn})
	for path, want := range map[string]string{
		"/books":               `{"title":"listBooks"}`,
		"/books/newest":        `{"title":"getNewestBook"}`,
		"/books/42":            `{"title":"42"}`,
		"/books/newest2":       `{"title":"newest2"}`,
		"/books/42/reviews":    `{"title":"listReviews"}`,
		"/books/4%2F2":         `{"title":"4/2"}`,
		"/books/a%20b":         `{"title":"a b"}`,
		"/books/100%25":        `{"title":"100%"}`,
		"/books/%2541":         `{"title":"%41"}`,
		"/books/%2541%2F":      `{"title":"%41/"}`,
		"/books/a+b":           `{"title":"a+b"}`,
		"/books/%C3%A9t%C3%A9": `{"title":"été"}`,
		"/shelves/a":           `{"title":"getShelf"}`,
		"/tills/7":             `{"title":"getTill"}`,
		"/tills/%37":           `{"title":"getTill"}`,
	} {
		got := shop.ask("GET", path, "")
		assert.Equal(t, http.StatusOK, got.status, path)
		assert.JSONEq(t, want, got.body, path)
	}
	assert.Empty(t, shop.Drift())
}

func TestRefusesWhatTheSpecificationDoesNotName(t *testing.T) {
	t.Parallel()
	shop := open(t, nil)
	for name, c := range map[string]struct {
		method, path, reason string
	}{
		"misspelt":                      {"GET", "/boks", "no operation of this API matches GET /boks; the nearest is listBooks: GET /books"},
		"misspelt, other method":        {"POST", "/bookz", "no operation of this API matches POST /bookz; the nearest is addBook: POST /books"},
		"slash in the last parameter":   {"GET", "/shelves/42/x", "no operation of this API matches GET /shelves/42/x; the nearest is getShelf: GET /shelves/{shelf}"},
		"slashes in the last parameter": {"GET", "/shelves/42/x/y/z", "no operation of this API matches GET /shelves/42/x/y/z"},
		"slash in an inner parameter":   {"GET", "/books/1/2/reviews", "no operation of this API matches GET /books/1/2/reviews; the nearest is listReviews: GET /books/{isbn}/reviews"},
		"empty last parameter":          {"GET", "/shelves/", "no operation of this API matches GET /shelves; the nearest is getShelf: GET /shelves/{shelf}"},
		"wrong case":                    {"GET", "/Books", "no operation of this API matches GET /Books; the nearest is listBooks: GET /books"},
		"another form of parameter":     {"GET", "/tills/abc", "no operation of this API matches GET /tills/abc; the nearest is addTill: POST /tills"},
		"nothing like it":               {"GET", "/x/y/z/u/v/w/q", "no operation of this API matches GET /x/y/z/u/v/w/q, neither one that is served nor one that is known; `mockserver routes` lists what is served"},
	} {
		got := shop.ask(c.method, c.path, "")
		assert.Equal(t, http.StatusNotFound, got.status, name)
		assert.Equal(t, `{"oops":"Not found"}`, got.body, name)
		assert.Contains(t, got.reason(), c.reason, name)
	}
	assert.NotContains(t, shop.keeper.steps, "handle getShelf")
	for _, op := range shop.Operations() {
		assert.Zero(t, op.Calls, op.Operation.ID)
	}
}

func TestNamesTheMethodsThatWouldBeRight(t *testing.T) {
	t.Parallel()
	shop := open(t, nil)
	for name, c := range map[string]struct{ method, path, allow string }{
		"no parameter":    {"PUT", "/books", "GET, POST"},
		"parameter":       {"POST", "/books/42", "GET, DELETE"},
		"literal":         {"POST", "/books/newest", "GET, DELETE"},
		"encoded slash":   {"PATCH", "/books/4%2F2", "GET, DELETE"},
		"unknown method":  {"BREW", "/shelves/a", "GET"},
		"lower case":      {"get", "/shelves/a", "GET"},
		"TRACE":           {"TRACE", "/shelves/a", "GET"},
		"no operation is": {"OPTIONS", "/shelves/a", "GET"},
	} {
		got := shop.ask(c.method, c.path, "")
		assert.Equal(t, http.StatusMethodNotAllowed, got.status, name)
		assert.Equal(t, `{"oops":"Method not allowed"}`, got.body, name)
		assert.Equal(t, c.allow, got.header.Get("Allow"), name)
		assert.Equal(t, c.method+" is not served at this path; "+c.allow+" is", got.reason(), name)
	}
}

// TestARepeatedSlashAndASlashAtTheEndAreTheSamePath: a base address that ends in a slash gives two.
func TestARepeatedSlashAndASlashAtTheEndAreTheSamePath(t *testing.T) {
	t.Parallel()
	shop := open(t, handlers{"getBook": isbn})
	cfg, s := config(t, nil)
	cfg.Mode = openapi.Strict
	strict := serve(cfg, s)
	for path, want := range map[string]string{
		"//books": "listBooks", "/books/": "listBooks", "///books///": "listBooks", "/books//42": "42", "//books/a%2F%2Fb/": "a//b",
		"/books/4%2F": "4/", "/books//100%25": "100%", "/books/%2541//": "%41", "/books/%20/": " ", "/books//reviews": "reviews",
	} {
		got := shop.ask("GET", path, "")
		assert.Equal(t, http.StatusOK, got.status, path)
		assert.JSONEq(t, `{"title":"`+want+`"}`, got.body, path)
		if reason := strict.ask("GET", path, "").reason(); path != "/books/4%2F" {
			assert.Regexp(t, "^strict mode does not forgive (repeated slashes|a trailing slash) in the path", reason, path)
		} else {
			assert.Empty(t, reason, path)
		}
	}
	assert.Equal(t, http.StatusNotFound, shop.ask("GET", "/", "").status)
	assert.Equal(t, http.StatusNotFound, shop.ask("GET", "///", "").status)
	assert.Equal(t, http.StatusMethodNotAllowed, shop.ask("PUT", "//books/", "").status)
}

// TestWhereTheDocumentSaysSoAnotherMethodIsNotFound: APIs differ in that.
func TestWhereTheDocumentSaysSoAnotherMethodIsNotFound(t *testing.T) {
	t.Parallel()
	cfg, s := config(t, nil)
	doc, err := openapi.Parse("bookshop", []byte(bookshop+"x-other-method: 404\n"))
	require.NoError(t, err)
	cfg.Document = doc
	got := serve(cfg, s).ask("PUT", "/books", "")
	assert.Equal(t, http.StatusNotFound, got.status)
	assert.Equal(t, `{"oops":"Not found"}`, got.body)
	assert.Empty(t, got.header.Get("Allow"))
	assert.Equal(t, "PUT is not served at this path; GET, POST is", got.reason())
}

// TestWhatTheVendorHasAndThisServerHasNotIsNotImplemented: a client takes 404 for the vendor's word on an id.
func TestWhatTheVendorHasAndThisServerHasNotIsNotImplemented(t *testing.T) {
	t.Parallel()
	cfg, s := config(t, nil)
	doc, err := openapi.Parse("bookshop", []byte(bookshop+`x-unserved:
- {operationId: sellBook, family: sales, method: POST, path: "/books/{isbn}", reason: Sales are not built yet.}
- {operationId: getSale, family: sales, method: GET, path: "/sales/{sale}", reason: Sales are not built yet.}
`))
	require.NoError(t, err)
	cfg.Document = doc
	shop := serve(cfg, s)
	for _, c := range []struct {
		method, path, reason string
		want                 int
	}{
		{"GET", "/sales/7", "getSale (family sales) is not served: Sales are not built yet. Asked for was GET /sales/7", http.StatusNotImplemented},
		{"HEAD", "/sales/7", "getSale (family sales) is not served: Sales are not built yet. Asked for was HEAD /sales/7", http.StatusNotImplemented},
		{"POST", "/books/7", "sellBook (family sales) is not served: Sales are not built yet. Asked for was POST /books/7", http.StatusNotImplemented},
		{"PUT", "/books/7", "PUT is not served at this path; GET, DELETE is", http.StatusMethodNotAllowed},
		{"GET", "/sales/7/8/9/10/11", "no operation of this API matches GET /sales/7/8/9/10/11", http.StatusNotFound},
	} {
		got := shop.ask(c.method, c.path, "")
		assert.Equal(t, c.want, got.status, c.path)
		assert.Contains(t, got.reason(), c.reason, c.path)
		assert.Equal(t, c.want == http.StatusMethodNotAllowed, got.header.Get("Allow") != "", c.path)
	}
}

// TestARefusedHEADIsCalledHEAD: it is routed as a GET.
func TestARefusedHEADIsCalledHEAD(t *testing.T) {
	t.Parallel()
	shop := open(t, nil)
	assert.Equal(t, "no operation of this API matches HEAD /shelves; the nearest is getShelf: GET /shelves/{shelf}", shop.ask("HEAD", "/shelves", "").reason())
	assert.Equal(t, "HEAD is not served at this path; POST is", shop.ask("HEAD", "/tills", "").reason())
}

func TestRefusesToStartUnlessRoutesAndOperationsAgree(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*echo.Echo, func(*echo.Echo))
		want   string
	}{
		"route too many": {func(e *echo.Echo, all func(*echo.Echo)) { all(e); e.GET("/till", titled("till")) }, "route GET /till has no operation"},
		"no routes":      {func(*echo.Echo, func(*echo.Echo)) {}, "operation addBook (POST /books) has no route"},
		"other parameter": {func(e *echo.Echo, _ func(*echo.Echo)) { e.GET("/books/:id", titled("x")) },
			"route GET /books/:id has no operation"},
	} {
		cfg, _ := config(t, nil)
		all := cfg.Register
		cfg.Register = func(e *echo.Echo) { c.change(e, all) }
		_, err := engine.New(cfg)
		assert.ErrorContains(t, err, c.want, name)
	}
}

func TestOperationsAreListedInTheSpecificationsOrderWithTheirCalls(t *testing.T) {
	t.Parallel()
	shop := open(t, nil)
	shop.ask("GET", "/books/1", "")
	shop.ask("GET", "/books/2", "", "X-Card", "")
	shop.ask("GET", "/books/newest", "")
	var ids []string
	calls := map[string]uint64{}
	for _, op := range shop.Operations() {
		ids = append(ids, op.Operation.ID)
		calls[op.Operation.ID] = op.Calls
	}
	assert.Equal(t, []string{"addBook", "getBook", "getNewestBook", "listBooks", "removeBook", "listReviews", "getShelf", "addTill", "getTill"}, ids)
	assert.Equal(t, uint64(2), calls["getBook"], "a refused call was one too")
	assert.Equal(t, uint64(1), calls["getNewestBook"])
	assert.Zero(t, calls["addBook"])
}

func TestStagesComeInOneOrder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, path, body string
		headers            []string
		status             int
		steps              []string
	}{
		"all of them":   {"POST", "/books", `{"title":"x"}`, nil, 200, []string{"tidy", "authenticate addBook", "handle addBook"}},
		"tidy refuses":  {"POST", "/books", `{"title":"x"}`, []string{"X-Rude", "1"}, 400, []string{"tidy", "authenticate addBook", "refuse"}},
		"rude nowhere":  {"POST", "/nowhere", "", []string{"X-Rude", "1"}, 404, []string{"tidy", "refuse"}},
		"no route":      {"POST", "/nowhere", "", []string{"X-Card", ""}, 404, []string{"tidy", "refuse"}},
		"no card":       {"POST", "/books", `{}`, []string{"X-Card", ""}, 401, []string{"tidy", "authenticate addBook", "refuse"}},
		"no permission": {"POST", "/books", `{}`, []string{"X-Card", "guest"}, 403, []string{"tidy", "authenticate addBook", "refuse"}},
		"bad body":      {"POST", "/books", `{}`, nil, 400, []string{"tidy", "authenticate addBook", "refuse"}},
	} {
		shop := open(t, nil)
		got := shop.ask(c.method, c.path, c.body, c.headers...)
		assert.Equal(t, c.status, got.status, name)
		assert.Equal(t, c.steps, shop.keeper.steps, name)
		require.Empty(t, shop.Drift(), name)
	}
}

func TestStrictModeRefusesWhatTidyForgave(t *testing.T) {
	t.Parallel()
	forgiving := open(t, nil)
	assert.Equal(t, 200, forgiving.ask("GET", "/books/1;card=x", "", "X-Card", "").status)

	cfg, s := config(t, nil)
	cfg.Mode = openapi.Strict
	strict := serve(cfg, s)
	got := strict.ask("GET", "/books/1;card=x", "", "X-Card", "")
	assert.Equal(t, 400, got.status)
	assert.Equal(t, "strict mode does not forgive the card in the path", got.reason())
	assert.Equal(t, 200, strict.ask("GET", "/books/1", "").status)
	assert.Equal(t, 400, strict.ask("POST", "/books", `{"title":"x","pages":"12"}`).status, "text is no number")
	assert.Equal(t, 200, forgiving.ask("POST", "/books", `{"title":"x","pages":"12"}`).status)
}
