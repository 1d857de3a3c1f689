package contract

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/understudy/understudy/openapi"
)

// patience is how long one answer may take. It only ends a run that hangs.
const patience = time.Minute

// Session sends requests as one caller. It is a value that does not change:
// With, Bad and the like give another session. It keeps no cookies, renews no
// token and follows no redirect.
type Session struct {
	tb      TB
	target  *Target
	baseURL string
	header  http.Header
	marks   Marks
	undoes  bool // for the harness: what the run has made is taken away
}

// Session is a caller nobody has signed in. Its failures are tb's.
func (t *Tenant) Session(tb TB) *Session {
	return &Session{tb: tb, target: t.Target, baseURL: strings.TrimRight(t.Access.URL, "/"), header: http.Header{}}
}

// With adds a header to every request, replacing an earlier one of that name.
func (s *Session) With(name, value string) *Session {
	another := *s
	another.header = s.header.Clone()
	another.header.Set(name, value)
	return &another
}

// Bad declares that the next requests break the specification on purpose.
func (s *Session) Bad() *Session {
	another := *s
	another.marks.Bad = true
	return &another
}

// Loose declares that the next requests are what the vendor tolerates rather
// than documents, such as a number sent as text.
func (s *Session) Loose() *Session {
	another := *s
	another.marks.Loose = true
	return &another
}

// As declares which of its names an operation is exercised under, where one
// method and path serve several of the vendor's operations.
func (s *Session) As(name string) *Session {
	another := *s
	another.marks.Name = name
	return &another
}

// T is the test whose requests these are.
func (s *Session) T() TB { return Current(s.tb) }

// Hide keeps a secret the test has come by out of logs and reports.
func (s *Session) Hide(secret string) { s.target.redactor.Hide(secret) }

// URL is the address requests go to, without a slash at the end.
func (s *Session) URL() string { return s.baseURL }

// Query is a query string. A value is text, a number or a boolean; a []string
// repeats the parameter; nil leaves it out.
type Query map[string]any

// Get sends a GET.
func (s *Session) Get(path string, query ...Query) *Response {
	s.T().Helper()
	return s.Do(Request{Method: http.MethodGet, Path: path, Query: merged(query)})
}

// Post sends a POST; see [Request] for what a body may be.
func (s *Session) Post(path string, body any, query ...Query) *Response {
	s.T().Helper()
	return s.Do(Request{Method: http.MethodPost, Path: path, Query: merged(query), Body: body})
}

// Put sends a PUT.
func (s *Session) Put(path string, body any, query ...Query) *Response {
	s.T().Helper()
	return s.Do(Request{Method: http.MethodPut, Path: path, Query: merged(query), Body: body})
}

// Patch sends a PATCH.
func (s *Session) Patch(path string, body any, query ...Query) *Response {
	s.T().Helper()
	return s.Do(Request{Method: http.MethodPatch, Path: path, Query: merged(query), Body: body})
}

// Delete sends a DELETE without a body.
func (s *Session) Delete(path string, query ...Query) *Response {
	s.T().Helper()
	return s.Do(Request{Method: http.MethodDelete, Path: path, Query: merged(query)})
}

// Do sends the request and returns the answer, whatever its status. A request
// that could change a read-only target is not sent: the test is skipped.
func (s *Session) Do(r Request) *Response {
	tb := s.T()
	tb.Helper()
	if who := s.wrongly(); who != "" && !s.target.Has(CapFork) {
		s.target.skip(tb, "a wrong password may lock "+who+", whom the target is entered with")
	}
	path, _, _ := strings.Cut(r.Path, "?")
	op, params, _ := s.target.Document.Match(r.Method, path)
	if op != nil && !s.undoes && s.target.API.Needs != nil {
		s.target.Needs(tb, s.target.API.Needs(op)...)
	}
	if !s.undoes && !s.target.Has(CapWrite) && (op == nil && !safe(r.Method) || op != nil && !op.Reads()) {
		s.target.Needs(tb, CapWrite)
	}
	if op != nil {
		asks(tb, op.ID)
	}
	watched := s.guard(r, op, params)
	var violations []string
	var met *openapi.Operation
	var read any
	marks := s.marks
	marks.violations, marks.met, marks.read, marks.derived = &violations, &met, &read, r.derived
	sent, err := r.build(s, marks)
	if err != nil {
		s.target.broke(tb, "build %s %s: %v", r.Method, r.Path, err)
	}
	answer, err := s.client(r).Do(sent)
	for _, violation := range violations {
		tb.Errorf("%s", violation)
	}
	if err != nil {
		var of *url.Error // quotes the query, where input may hold passwords
		for errors.As(err, &of) {
			err = of.Err
		}
		if errors.Is(err, errBudget) {
			s.target.stop(tb, err.Error())
		}
		s.target.broke(tb, "%s %s: %v", r.Method, r.Path, err)
	}
	body, err := readAll(answer.Body, answer.ContentLength)
	if err != nil {
		s.target.broke(tb, "%s %s: %v", r.Method, r.Path, err)
	}
	watched.answered(tb, answer.StatusCode, read)
	return &Response{tb: tb, target: s.target, op: met, redactor: s.target.redactor, asked: line(sent),
		status: answer.StatusCode, header: answer.Header, body: body, read: read}
}

// wrongly is who of those that the target is entered with would sign in with a
// secret that is not theirs.
func (s *Session) wrongly() string {
	request := http.Request{Header: s.header}
	name, secret, _ := request.BasicAuth()
	a := s.target.access
	if name != "" && (name == a.Username && secret != a.Password || name == a.APIClientID && secret != a.APIClientSecret) {
		return name
	}
	return ""
}

func (s *Session) client(r Request) *http.Client {
	base := s.target.base
	if paced, ok := base.(*pace); ok && s.undoes {
		base = paced.unbudgeted()
	}
	transport := &Transport{T: s.tb, Document: s.target.Document, Tally: s.target.Tally,
		Redactor: s.target.redactor, Base: base, Refused: s.target.API.Refused, Differences: s.target.Differences}
	if at, err := url.Parse(s.baseURL); err == nil && !absolute(r.Path) {
		transport.Prefix = at.Path
	}
	timeout := patience
	if _, paced := s.target.base.(*pace); paced {
		timeout = 0 // each of its attempts has its own
	}
	return &http.Client{
		Transport: transport,
		Timeout:   timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
}

// Path fills a format with values that become parts of path segments, each
// escaped: Path("/users/%v/block", uid).
func Path(format string, values ...any) string {
	escaped := make([]any, len(values))
	for i, v := range values {
		escaped[i] = url.PathEscape(fmt.Sprint(v))
	}
	return fmt.Sprintf(format, escaped...)
}

// Basic is the value of an Authorization header with a name and a password.
func Basic(name, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(name+":"+password))
}
