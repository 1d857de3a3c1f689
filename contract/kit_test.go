package contract

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/openapi"
)

// library is an API invented for the kit's own tests.
const library = `
openapi: 3.0.3
info: {title: Library, version: "1"}
tags: [{name: books}, {name: desk}]
paths:
  /books:
    get:
      operationId: listBooks
      tags: [books]
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/BookList"}}}}
    post:
      operationId: createBook
      tags: [books]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/NewBook"}}}}
      responses:
        "201": {description: made, content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}
        "400": {description: no, content: {text/plain: {schema: {type: string}}}}
  /books/search:
    post:
      operationId: searchBooks
      tags: [books]
      x-permission: books.read
      parameters: [{name: by, in: query, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/NewBook"}}}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/BookList"}}}}
  /books/{title}:
    get:
      operationId: getBook
      tags: [books]
      parameters: [{name: title, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}
        "404": {description: no, content: {text/plain: {schema: {type: string}}}}
        4XX: {description: no, content: {application/json: {schema: {$ref: "#/components/schemas/Problem"}}}}
  /books/{title}/lend:
    put:
      operationId: lendToReader
      x-also: [lendToSchool]
      tags: [desk]
      parameters: [{name: title, in: path, required: true, schema: {type: string}}]
      responses: {"204": {description: lent}}
components:
  schemas:
    NewBook: {type: object, required: [title], properties: {title: {type: string}, pages: {type: integer}}}
    Book: {type: object, required: [id, title], properties: {id: {type: integer}, title: {type: string}, token: {type: string}}}
    Problem: {type: object, required: [message], properties: {message: {type: string}}}
    BookList: {type: object, required: [books], properties: {books: {type: array, items: {$ref: "#/components/schemas/Book"}}}}
`

func libraryDocument(t testing.TB) *openapi.Document {
	t.Helper()
	document, err := openapi.Parse("library", []byte(library))
	require.NoError(t, err)
	return document
}

// desk is a server of the library API with a control plane. Its behaviour is
// set by the test.
type desk struct {
	*httptest.Server
	mu      sync.Mutex
	seen    []*http.Request
	bodies  []string
	tenants int
	moved   []string // what the control plane was told
	refuses bool     // the control plane is out of order
	world   string   // that it serves; the seed's unless said
}

// The answers of the desk that break the specification, by title.
const (
	badBody   = "Bad Body"   // the id is text
	badStatus = "Bad Status" // undeclared
	secretive = "Secretive"  // carries a token
)

func newDesk(t testing.TB) *desk {
	t.Helper()
	d := &desk{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /books", answer(200, `{"books":[{"id":1,"title":"Emma"},{"id":9007199254740993,"title":"Ulysses"}]}`))
	mux.HandleFunc("POST /books", answer(201, `{"id":2,"title":"Persuasion"}`))
	mux.HandleFunc("POST /books/search", answer(200, `{"books":[]}`))
	mux.HandleFunc("GET /books/{title}", d.book)
	mux.HandleFunc("PUT /books/{title}/lend", answer(204, ""))
	mux.HandleFunc("GET /moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/books", http.StatusFound) })
	mux.HandleFunc("/_mock/", d.control)
	d.Server = httptest.NewServer(d.witness(mux))
	t.Cleanup(d.Close)
	return d
}

func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if body != "" {
			w.Header().Set("Content-Type", "application/json")
		}
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

func (d *desk) book(w http.ResponseWriter, r *http.Request) {
	switch title := r.PathValue("title"); title {
	case badBody:
		answer(200, `{"id":"one","title":"Bad Body"}`)(w, r)
	case badStatus:
		answer(418, `{}`)(w, r)
	case secretive:
		answer(200, `{"id":"one","title":"Secretive","token":"open-sesame-8"}`)(w, r)
	case "Nowhere":
		w.Header().Set(reasonHeader, "no such book on the shelf")
		http.Error(w, "nothing", http.StatusNotFound)
	default:
		text, _ := json.Marshal(map[string]any{"id": 1, "title": title})
		answer(200, string(text))(w, r)
	}
}

func (d *desk) control(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.refuses {
		http.Error(w, "out of order", http.StatusInternalServerError)
		return
	}
	d.moved = append(d.moved, strings.TrimSpace(r.Method+" "+r.URL.Path+" "+d.bodies[len(d.bodies)-1]))
	if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/clock") {
		answer(200, `{"now":"2030-01-02T03:04:05.006Z"}`)(w, r)
		return
	}
	if r.Method == http.MethodGet {
		answer(200, fmt.Sprintf(`{"name":"default","world":%q,"library":{"url":%q}}`, cmp.Or(d.world, "standard"), d.URL))(w, r)
		return
	}
	if r.Method != http.MethodPost || r.URL.Path != "/_mock/tenants" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	d.tenants++
	answer(201, fmt.Sprintf(`{"name":"tenant-%d","library":{"url":%q,"username":"reader","password":"pass-word-%[1]d"}}`, d.tenants, d.URL))(w, r)
}

func (d *desk) witness(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body strings.Builder
		_ = r.Write(&body) // the whole request as text; only its body is kept
		_, text, _ := strings.Cut(body.String(), "\r\n\r\n")
		d.mu.Lock()
		d.seen, d.bodies = append(d.seen, r), append(d.bodies, text)
		d.mu.Unlock()
		next.ServeHTTP(w, r)
	})
}

func (d *desk) last() (*http.Request, string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.seen[len(d.seen)-1], d.bodies[len(d.bodies)-1]
}

func (d *desk) orders() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]string{}, d.moved...)
}

// libraryEnv is an environment for the library API.
func libraryEnv(t testing.TB, settings map[string]string) environment {
	document := libraryDocument(t)
	return environment{
		getenv: func(name string) string { return settings[name] },
		load:   func(string) (*openapi.Document, error) { return document, nil },
		source: func(string) ([]byte, error) { return []byte(library), nil },
		prefix: "UNDERSTUDY_LIBRARY_",
	}
}

var libraryAPI = API{Name: "library", Required: []string{"URL", "PASSWORD"}}

// target is the desk as a mock in this process.
func (d *desk) target(t *testing.T, settings map[string]string) *Target {
	t.Helper()
	return libraryEnv(t, settings).target(t, libraryAPI, d.start)
}

func (d *desk) start(TB) Endpoints {
	return Endpoints{APIs: map[string]string{"library": d.URL}, Control: d.URL}
}

// recorder is a test that remembers what it was told.
type recorder struct {
	name     string
	mu       sync.Mutex
	errors   []string
	logs     []string
	skips    []string
	cleanups []func()
}

// attempt runs f as a test would run, to its end, and returns what it told.
func attempt(f func(tb TB)) *recorder {
	r := &recorder{name: "TestRecorded/some case"}
	in := func(g func()) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			g()
		}()
		<-done
	}
	in(func() { f(r) })
	for len(r.cleanups) > 0 {
		last := r.cleanups[len(r.cleanups)-1]
		r.cleanups = r.cleanups[:len(r.cleanups)-1]
		in(last)
	}
	return r
}

func (r *recorder) note(list *[]string, format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	*list = append(*list, fmt.Sprintf(format, args...))
}

func (r *recorder) Helper()                         {}
func (r *recorder) Name() string                    { return r.name }
func (r *recorder) Logf(format string, args ...any) { r.note(&r.logs, format, args...) }
func (r *recorder) Errorf(format string, args ...any) {
	r.note(&r.errors, format, args...)
}
func (r *recorder) Fatalf(format string, args ...any) {
	r.note(&r.errors, format, args...)
	runtime.Goexit()
}
func (r *recorder) Skipf(format string, args ...any) {
	r.note(&r.skips, format, args...)
	runtime.Goexit()
}
func (r *recorder) FailNow() {
	r.note(&r.errors, "FailNow")
	runtime.Goexit()
}
func (r *recorder) Run(name string, part func(Test)) bool {
	one := attempt(func(tb TB) {
		tb.(*recorder).name = r.name + "/" + name
		part(tb.(*recorder))
	})
	r.errors = append(r.errors, one.errors...)
	return len(one.errors) == 0
}
func (r *recorder) Failed() bool     { return len(r.errors) > 0 }
func (r *recorder) Skipped() bool    { return len(r.skips) > 0 }
func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }
func (r *recorder) text() string     { return strings.Join(r.errors, "\n") }
