package engine

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/openapi"
)

// onlyOnce are the headers of a request that have one value (RFC 9110, section 5.5), and that decide who calls and what is sent.
var onlyOnce = []string{"Authorization", "Content-Type"}

// tidy lets the vendor turn what it tolerates into what it documents. Strict mode tolerates nothing. What cannot be read is
// refused by validate, which knows the operation and the caller.
func (s *Server) tidy(ex *Exchange) error {
	for _, name := range onlyOnce {
		if len(ex.Request.Header[name]) > 1 {
			ex.Forgive("the header " + name + " is given more than once, and the first value taken")
		}
	}
	err := s.Vendor.Tidy(ex)
	if s.Mode == openapi.Strict && len(ex.Forgiven) > 0 {
		if err == nil {
			err = notForgiven(ex.Forgiven)
		}
		ex.Forgiven = nil
	}
	if ex.unread == nil {
		ex.unread = err
	}
	return nil
}

// guard comes after Tidy, so that the journal shows no secret of a request that is refused here.
func (s *Server) guard(ex *Exchange) error {
	if s.Guard == nil {
		return nil
	}
	return s.Guard(ex.Request)
}

// route asks echo's router, alone, and finds the operation by method and route.
func (s *Server) route(ex *Exchange) error {
	c, r := ex.echo, ex.Request
	c.Reset(r, ex)
	s.echo.Router().Find(r.Method, echo.GetPath(r), c)
	found, ok := s.routes[routeKey{r.Method, c.Path()}]
	if !ok {
		return s.noRoute(ex)
	}
	names, values := c.ParamNames(), c.ParamValues()
	ex.Params = make(map[string]string, len(names))
	for i, name := range names {
		// The last parameter of a route swallows slashes in echo; in the specification it is one segment.
		if values[i] == "" || strings.Contains(values[i], "/") {
			return s.noRoute(ex)
		}
		ex.Params[name] = values[i]
		if r.URL.RawPath != "" { // echo has looked at the path as it was sent, else at the unescaped one
			value, err := url.PathUnescape(values[i])
			if err != nil {
				return s.noRoute(ex)
			}
			ex.Params[name] = value
		}
	}
	if !found.op.TakesParams(ex.Params) {
		return s.noRoute(ex)
	}
	ex.Op, ex.route, ex.first = found.op, found, found.calls.Add(1) == 1
	return nil
}

// noRoute refuses what no operation is served for. The reason is for whoever wonders whether the path is wrong or the mock: each
// sentence of it holds for every path.
func (s *Server) noRoute(ex *Exchange) error {
	r := ex.Request
	if missing, known := s.Document.FindUnserved(r.Method, r.URL.EscapedPath()); known {
		near := "" // where nothing of the family is served, nothing does the same
		if s.Document.HasFamily(missing.Family) {
			near = s.nearest(ex)
		}
		// 501, as a client takes 404 for the vendor's word on an id. What is wrong comes before the path, which may be long.
		return fail.New(fail.NotServed, "", "Not implemented").Because("%s is not served: %s Asked for was %s %s%s", missing, missing.Reason, ex.sentMethod(), bounded(ex.path()), near)
	}
	e := fail.New(fail.NoRoute, "", "Not found")
	if allowed := s.allowed(echo.GetPath(r)); len(allowed) > 0 {
		if s.Document.OtherMethod != http.StatusNotFound {
			e = fail.New(fail.MethodNotAllowed, "", "Method not allowed").WithStatus(s.Document.OtherMethod)
			ex.allowed = allowed
		}
		return e.Because("%s is not served at this path; %s is", bounded(ex.sentMethod()), strings.Join(allowed, ", "))
	}
	if near := s.nearest(ex); near != "" {
		return e.Because("no operation of this API matches %s %s%s", bounded(ex.sentMethod()), bounded(ex.path()), near)
	}
	return e.Because("no operation of this API matches %s %s, neither one that is served nor one that is known; %s", bounded(ex.sentMethod()), bounded(ex.path()),
		cmp.Or(s.Listed, "`mockserver routes` lists what is served"))
}

// nearest ends a sentence with the operation that was probably meant; empty where there is none. It is the dear part of a refusal.
func (s *Server) nearest(ex *Exchange) string {
	near := s.Document.Nearest(ex.Request.Method, ex.Request.URL.EscapedPath())
	if near == nil {
		return ""
	}
	return fmt.Sprintf("; the nearest is %s: %s %s", near.ID, near.Method, near.Path)
}

// allowed lists the methods that do have an operation at a concrete path.
func (s *Server) allowed(path string) []string {
	var methods []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if _, _, ok := s.Document.Match(method, path); ok {
			methods = append(methods, method)
		}
	}
	return methods
}

func (s *Server) authenticate(ex *Exchange) error { return s.Vendor.Authenticate(ex) }

// fault fails a call that the one who runs the mock wants to fail.
func (s *Server) fault(ex *Exchange) error {
	if s.Faults == nil {
		return nil
	}
	rule, struck := s.Faults.Strike(ex.State, s.Document.API, ex.Op.ID)
	if !struck {
		return nil
	}
	if rule.Status == http.StatusTooManyRequests || rule.Status == http.StatusServiceUnavailable {
		ex.wait = strconv.Itoa(rule.RetryAfter)
	}
	return rule.Error()
}

func (s *Server) validate(ex *Exchange) error {
	if ex.unread != nil {
		return ex.unread
	}
	forgiven, err := ex.Op.CheckRequest(ex.Request, ex.Params, s.Mode)
	ex.Forgive(forgiven...)
	var violations openapi.Violations
	if errors.As(err, &violations) {
		return fail.New(fail.Invalid, "", "Invalid request").Because("%v", violations).WithDetails(violations)
	}
	if err != nil {
		return fail.New(fail.Invalid, "", "Invalid request").Because("%v", err)
	}
	return nil
}

// handle binds the request and calls the handler, both generated around the vendor's code.
func (s *Server) handle(ex *Exchange) error {
	if err := ex.foresee(); err != nil {
		return err
	}
	err := ex.echo.Handler()(ex.echo)
	var bind *echo.HTTPError
	var value *json.UnmarshalTypeError
	switch {
	case errors.As(err, &value): // an integer to JSON Schema that is none to Go: 1e0
		return fail.New(fail.Invalid, "", "Invalid request").Because("body %q: the value is not written as the %s asked for", value.Field, value.Type)
	case errors.As(err, &bind):
		e := fail.New(fail.Invalid, "", "Invalid request").Because("%v", bind.Message).WithDetails(bind.Message)
		if bind.Code != http.StatusBadRequest { // which vendors have their own status for
			e = e.WithStatus(bind.Code)
		}
		return e
	case err != nil:
		return err
	case ex.status == 0:
		return fmt.Errorf("handler of %s returned neither an answer nor an error", ex.Op.ID)
	}
	ex.endJSON()
	return nil
}

// checkResponse holds a handler's answer against the specification. A departure is never hidden from whoever asked, and
// never turned into another answer: it is logged, journalled and named in a header.
func (s *Server) checkResponse(ex *Exchange) error {
	if err := s.check(ex); err != nil {
		s.noteDrift(ex, err)
	}
	return nil
}

func (s *Server) check(ex *Exchange) error {
	sampled := (ex.first || ex.Seq%sampleEvery == 0) && ex.body.Len() <= maxSampled
	if s.Check == CheckOff || s.Check == CheckSampled && !sampled {
		return nil
	}
	said, err := ex.Op.CheckResponse(ex.Request, ex.Params, ex.status, ex.header, ex.body.Bytes())
	ex.said = said
	return err
}

// cover counts what the exchange has used of the specification: members of answers only where they were checked, and so were read.
func (s *Server) cover(ex *Exchange, refused bool) {
	if ex.Op != nil {
		s.Coverage.Count(ex.Op, openapi.Exchanged{Request: ex.Request, Refused: refused, Status: ex.status, Type: ex.header.Get("Content-Type"), Body: ex.said})
	}
}

// maxSampled is the longest answer that is checked as a sample: a list of ten thousand would keep the client waiting for longer than
// all the rest takes, and its short pages are checked as well.
const maxSampled = 1 << 20
