package contract

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/understudy/understudy/openapi"
)

// Marks is what a test declares about one request before it is sent.
type Marks struct {
	// Bad: the request breaks the specification on purpose; only the response is checked.
	Bad bool
	// Loose: the request is what the vendor tolerates rather than documents; it
	// is checked after coercion to the documented types.
	Loose bool
	// Name: which of the operation's names the request exercises, where one
	// method and path serve several; "" is the operation's id.
	Name string

	// derived: the request was made from the document, and exercises nothing.
	derived bool

	// violations receives what would otherwise be reported at once, so that the
	// session can report it on the line of the test; met, the operation; read,
	// what was read from a body of JSON.
	violations *[]string
	met        **openapi.Operation
	read       *any
}

type marksKey struct{}

// WithMarks carries the marks to the [Transport].
func WithMarks(ctx context.Context, marks Marks) context.Context {
	return context.WithValue(ctx, marksKey{}, marks)
}

// Transport holds every request and every response that passes through it
// against the specification. A violation is a failure of its test, unless
// [Differences] tolerates it.
//
// Requests are checked strictly unless marked otherwise: a suite sends what the
// documentation says, and every departure from it is visible in the test.
type Transport struct {
	T        TB
	Document *openapi.Document
	Tally    *Tally
	Redactor *Redactor
	Base     http.RoundTripper
	Prefix   string              // the path of the base URL, which the specification's paths do not have
	Refused  func(body any) bool // see [API.Refused]

	Differences *Differences // which of them fail a test; nil for all
}

// RoundTrip implements [http.RoundTripper]. It returns the response with its body read.
func (t *Transport) RoundTrip(request *http.Request) (*http.Response, error) {
	marks, _ := request.Context().Value(marksKey{}).(Marks)
	x := &exchange{Transport: t, marks: marks}
	sent, err := x.prepare(request)
	if err != nil {
		return nil, err
	}
	x.checkRequest()
	answer, err := t.base().RoundTrip(sent)
	if err != nil {
		return nil, err
	}
	body, err := readAll(answer.Body, answer.ContentLength)
	answer.Body.Close()
	if err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	x.count(answer, x.checkResponse(answer, body))
	return answer, nil
}

// mostBody is how many bytes of a body are read, of a request or an answer.
const mostBody = 64 << 20

// readAll reads a body whose length is known or -1. Bodies of ten megabytes
// are among them, which [io.ReadAll] would copy several times.
func readAll(body io.Reader, length int64) ([]byte, error) {
	if body == http.NoBody { // which is what a HEAD is answered with, whatever length it announces
		return []byte{}, nil
	}
	if length > mostBody {
		return nil, fmt.Errorf("the body has %d bytes, and %d are read at most", length, mostBody)
	}
	if length >= 0 {
		whole := make([]byte, length)
		_, err := io.ReadFull(body, whole)
		return whole, err
	}
	whole, err := io.ReadAll(io.LimitReader(body, mostBody+1))
	if err == nil && len(whole) > mostBody {
		return nil, fmt.Errorf("the body does not end after %d bytes", mostBody)
	}
	return whole, err
}

func (t *Transport) base() http.RoundTripper {
	if t.Base != nil {
		return t.Base
	}
	return http.DefaultTransport
}

// exchange is one request on its way.
type exchange struct {
	*Transport
	marks   Marks
	request *http.Request // as the specification sees it: without the prefix
	body    []byte
	op      *openapi.Operation
	params  map[string]string
}

// prepare reads the body once, so that it can be both checked and sent, and
// looks the operation up.
func (x *exchange) prepare(request *http.Request) (*http.Request, error) {
	if request.Body != nil {
		body, err := readAll(request.Body, request.ContentLength)
		request.Body.Close()
		if err != nil {
			return nil, fmt.Errorf("read the request: %w", err)
		}
		x.body = body
	}
	sent := x.clone(request)
	sent.Header.Set("User-Agent", userAgent(request.Header.Get("User-Agent"), Current(x.T).Name()))

	x.request = x.clone(sent)
	prefix := strings.TrimRight(x.Prefix, "/")
	x.request.URL.Path = strings.TrimPrefix(x.request.URL.Path, prefix)
	x.request.URL.RawPath = strings.TrimPrefix(x.request.URL.RawPath, prefix)
	// Matched escaped, so that a slash inside a parameter stays inside it.
	op, params, _ := x.Document.Match(x.request.Method, x.request.URL.EscapedPath())
	x.op, x.params = op, unescapedAll(params)
	if x.marks.met != nil {
		*x.marks.met = x.op
	}
	return sent, nil
}

func (x *exchange) clone(request *http.Request) *http.Request {
	clone := request.Clone(request.Context())
	clone.Body = http.NoBody
	if len(x.body) > 0 {
		clone.Body = io.NopCloser(bytes.NewReader(x.body))
	}
	return clone
}

func (x *exchange) checkRequest() {
	if x.marks.Bad {
		return
	}
	if x.op == nil {
		x.violation("request", nil, fmt.Errorf("the specification has no such operation%s", x.didYouMean()))
		return
	}
	if !slices.Contains(names(x.op), cmp.Or(x.marks.Name, x.op.ID)) {
		x.violation("request", nil, fmt.Errorf("declared as %s, which is no name of this operation (%s)",
			x.marks.Name, strings.Join(names(x.op), ", ")))
	}
	mode := openapi.Strict
	if x.marks.Loose {
		mode = openapi.Lenient
	}
	if _, err := x.op.CheckRequest(x.clone(x.request), x.params, mode); err != nil {
		x.violation("request", x.readable(), err)
	}
}

// readable is the request's body as a person reads it, which is also the form
// the redactor knows secrets in.
func (x *exchange) readable() []byte {
	if strings.HasPrefix(x.request.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return []byte(unescaped(string(x.body)))
	}
	return x.body
}

func (x *exchange) didYouMean() string {
	if near := x.Document.Nearest(x.request.Method, x.request.URL.Path); near != nil {
		return fmt.Sprintf("; the nearest is %s: %s %s", near.ID, near.Method, near.Path)
	}
	return ""
}

// count puts the exchange into the tally.
func (x *exchange) count(answer *http.Response, body any) {
	if x.op != nil && !x.marks.derived {
		x.Tally.Count(x.op, cmp.Or(x.marks.Name, x.op.ID), openapi.Exchanged{Request: x.clone(x.request), Status: answer.StatusCode,
			Refused: answer.StatusCode < 300 && x.Refused != nil && x.Refused(body), Type: answer.Header.Get("Content-Type"), Body: body})
	}
}

// checkResponse has nothing to hold the answer against where the request met
// no operation; that has been reported, or was the point of the test. It
// returns what it has read of a body of JSON.
func (x *exchange) checkResponse(answer *http.Response, body []byte) any {
	if x.op == nil {
		return nil
	}
	read, err := x.op.CheckResponse(x.clone(x.request), x.params, answer.StatusCode, answer.Header, body)
	if x.marks.read != nil {
		*x.marks.read = read
	}
	var found openapi.Violations
	if x.Differences != nil && errors.As(err, &found) {
		err = x.Differences.met(Current(x.T), x.op, answer.StatusCode, found)
	}
	if err != nil {
		x.violation(fmt.Sprintf("%d response", answer.StatusCode), body, err)
	}
	return read
}

func (x *exchange) violation(where string, body []byte, err error) {
	id := "(no operation)"
	if x.op != nil {
		id = x.op.ID
	}
	text := x.Redactor.Clean(fmt.Sprintf("%s: %s: the %s breaks the specification: %v", id, line(x.request), where, err))
	if len(body) > 0 {
		text += "\n\tbody: " + excerpt(x.Redactor.Clean(string(body)))
	}
	if x.marks.violations != nil {
		*x.marks.violations = append(*x.marks.violations, text)
		return
	}
	tb := Current(x.T)
	tb.Helper()
	tb.Errorf("%s", text)
}

// userAgent says which test a line in the server's log belongs to.
func userAgent(given, test string) string {
	printable := func(r rune) rune {
		if r <= ' ' || r > '~' {
			return '_'
		}
		return r
	}
	agent := "understudy-contract/" + strings.Map(printable, test)
	if given != "" {
		return given + " " + agent
	}
	return agent
}

// line is the request's first line as a person reads it.
func line(r *http.Request) string {
	text := r.Method + " " + r.URL.EscapedPath()
	if r.URL.RawQuery != "" {
		text += "?" + unescaped(r.URL.RawQuery)
	}
	return text
}

func unescaped(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}

// longest is how much of a body a failure quotes.
const longest = 2000

// excerpt shortens text that has been cleaned already: a secret cut in two
// would not be recognised.
func excerpt(text string) string {
	short := strings.ToValidUTF8(text, "\uFFFD")
	if len(short) > longest {
		return strings.ToValidUTF8(short[:longest], "") + fmt.Sprintf("... (%d bytes)", len(text))
	}
	return short
}
