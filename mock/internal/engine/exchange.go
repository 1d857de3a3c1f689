package engine

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/openapi"
)

// Exchange is one request on its way through the stages, and the answer that is being made for it. It is the
// http.ResponseWriter of the generated code: nothing reaches the socket before the last stage.
type Exchange struct {
	Seq     uint64
	Request *http.Request
	// Op is nil until the request is routed, and stays nil where no route matched.
	Op *openapi.Operation
	// Params are the path parameters as they stand in the URL, unescaped, by the names of the specification.
	Params map[string]string
	// Tenant, State and Caller are what the vendor's Authenticate found: the tenant, its world and who is calling; each is nil
	// before. CallerName is for the journal.
	Tenant     Tenant
	State      any
	Caller     any
	CallerName string
	// Forgiven lists in words what the vendor tolerates and its documentation does not.
	Forgiven []string
	// Reason says why the mock refused, or what the caller should know of an answer; Drift says where an answer of ours departs from
	// the specification.
	Reason string
	Drift  string

	server  *Server // nil in the tests of one part
	echo    echo.Context
	method  string   // as it was sent: a HEAD is handled as a GET
	unread  error    // why the body could not be taken, or not be made sense of
	first   bool     // nobody asked for the operation before
	route   *route   // nil as long as Op is
	room    func()   // makes room for other long answers, where this is one
	space   []func() // makes room for other long bodies, where it has one
	allowed []string // the methods that would have been right
	wait    string   // for the Retry-After header
	shown   string   // see path
	steps   int      // of the search for secrets: letters that were read, and values that were asked about
	header  http.Header
	status  int
	body    *bytes.Buffer
	said    any // what the answer's body says, where it was read
}

type exchangeKey struct{}

// From returns the exchange that a handler's context belongs to.
func From(ctx context.Context) *Exchange {
	ex, _ := ctx.Value(exchangeKey{}).(*Exchange)
	return ex
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func newExchange(s *Server, r *http.Request) *Exchange {
	ex := &Exchange{Seq: s.seq.Add(1), server: s, method: r.Method, header: make(http.Header, 4), body: buffers.Get().(*bytes.Buffer)}
	ex.body.Reset()
	ex.Request = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, ex))
	ex.level()
	return ex
}

// Header implements http.ResponseWriter.
func (ex *Exchange) Header() http.Header { return ex.header }

// WriteHeader implements http.ResponseWriter.
func (ex *Exchange) WriteHeader(status int) {
	if ex.status == 0 {
		ex.status = status
	}
}

// Write implements http.ResponseWriter.
func (ex *Exchange) Write(b []byte) (int, error) {
	ex.WriteHeader(http.StatusOK)
	if err := ex.takeTurn(len(b)); err != nil {
		return 0, err
	}
	return ex.body.Write(b)
}

// endJSON takes off the line feed that ends what Go encodes as JSON: no vendor sends one.
func (ex *Exchange) endJSON() {
	if last := ex.body.Len() - 1; last >= 0 && ex.body.Bytes()[last] == '\n' && strings.Contains(ex.header.Get("Content-Type"), "json") {
		ex.body.Truncate(last)
	}
}

// Status is the HTTP status of the answer so far; 0 when nothing was answered.
func (ex *Exchange) Status() int { return ex.status }

// Forgive notes a tolerance that was used.
func (ex *Exchange) Forgive(what ...string) { ex.Forgiven = append(ex.Forgiven, what...) }

// Tolerate forgives what only a handler finds, or refuses it in strict mode.
func (ex *Exchange) Tolerate(what string) error {
	if ex.server.Mode == openapi.Strict {
		return notForgiven([]string{what})
	}
	ex.Forgive(what)
	return nil
}

func notForgiven(what []string) error {
	return fail.New(fail.Invalid, "", "Invalid request").Because("strict mode does not forgive %s", strings.Join(what, ", "))
}

// Remark says something for the developer about an answer that is no refusal, in the journal and in the header of reasons.
func (ex *Exchange) Remark(format string, args ...any) {
	ex.Reason = ex.Hide(fmt.Sprintf(format, args...))
}

// Origin is the address that the client used, scheme and host, so that an answer can point back to it. HTTP/1.0 need not name
// a host; then it is the address that the connection came in at.
func (ex *Exchange) Origin() string {
	host := ex.Request.Host
	if local, ok := ex.Request.Context().Value(http.LocalAddrContextKey).(net.Addr); ok && host == "" {
		host = local.String()
	}
	if ex.Request.TLS != nil {
		return "https://" + host
	}
	return "http://" + host
}

// discard forgets what was written, before an error takes its place.
func (ex *Exchange) discard() {
	ex.body.Reset()
	ex.status = 0
	clear(ex.header)
}

// flush sends the answer. The only place that writes to the socket.
func (ex *Exchange) flush(w http.ResponseWriter) {
	header := w.Header()
	for name, values := range ex.header {
		header[name] = values
	}
	if ex.Reason != "" {
		header["X-Understudy-Reason"] = []string{oneLine(ex.Reason)}
	}
	if len(ex.Forgiven) > 0 {
		header["X-Understudy-Forgave"] = []string{oneLine(strings.Join(ex.Forgiven[:min(len(ex.Forgiven), maxForgiven)], "; "))}
	}
	if ex.Drift != "" {
		header["X-Understudy-Drift"] = []string{oneLine(ex.Drift)}
	}
	size := ex.body.Len()
	if ex.route != nil && ex.status < http.StatusMultipleChoices {
		ex.route.said(ex.tenant(), size)
	}
	if size > 0 {
		header["Content-Length"] = []string{strconv.Itoa(size)} // else a long answer is sent in chunks
	}
	w.WriteHeader(ex.status)
	_, _ = w.Write(ex.body.Bytes()) // where it fails the client has gone; there is nobody left to tell
	if ex.body.Cap() <= maxKept {
		buffers.Put(ex.body)
	}
	ex.body = nil
}

// maxKept keeps one huge answer from staying in memory for good.
const maxKept = 1 << 20

// oneLine makes a text fit for a header: printable ASCII, one line, bounded. Other letters are escaped as in Go and JSON.
func oneLine(text string) string {
	var line strings.Builder
	for _, r := range bounded(text) {
		switch {
		case line.Len() >= maxText:
			return line.String() + "..."
		case r < ' ' || r == 0x7f:
			line.WriteByte(' ')
		case r < utf8.RuneSelf:
			line.WriteByte(byte(r))
		default:
			line.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
	}
	return line.String()
}
