// Package engine is the pipeline that every request goes through, whichever vendor it is for.
//
// It routes by the specification, checks requests and answers against it, keeps the journal and turns every refusal into the
// vendor's own words through the Vendor interface. It knows no vendor; the vendors' slices and package mock may import it,
// state and clients may not.
package engine

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/fault"
	"github.com/understudy/understudy/mock/internal/memory"
	"github.com/understudy/understudy/mock/internal/secret"
	"github.com/understudy/understudy/openapi"
)

// Vendor is all that the engine must know of a vendor beyond its specification.
type Vendor interface {
	// Tidy turns what the vendor tolerates into what it documents, before routing, and says so with Exchange.Forgive.
	Tidy(*Exchange) error
	// Authenticate finds the tenant and the caller, and refuses a caller who lacks the operation's permission.
	Authenticate(*Exchange) error
	// WriteError renders a refusal into the exchange as the vendor would.
	WriteError(*Exchange, *fail.Error)
}

// Tenant is whose world a request is about. A name passes on to others, a number does not.
type Tenant interface {
	String() string
	Number() uint64
	// Count counts one more entry of the journal, and returns how many there have been. It is called by one journal, one call at a time.
	Count() uint64
}

// Sampling says how many answers are checked against the specification.
type Sampling int

// The samplings: each operation's first answer and one in 64 of all, but for huge ones; every answer; none.
const (
	CheckSampled Sampling = iota
	CheckAll
	CheckOff
)

const sampleEvery = 64

// Config is what a Server is made from. Register adds the generated routes to the router.
type Config struct {
	Document *openapi.Document
	Vendor   Vendor
	Register func(*echo.Echo)
	Mode     openapi.Mode
	Check    Sampling
	Journal  *Journal
	// Guard refuses requests before they are routed, whatever the vendor thinks of them; nil means it refuses none.
	Guard func(*http.Request) error
	// Faults are the rules that make operations fail on demand; nil means none.
	Faults *fault.Book
	Log    *slog.Logger
	// Secret tells whether a value is what signs in, at this API or another, or what some tenant keeps; nil knows none.
	Secret func(value secret.Value) bool
	// MaxBody bounds a request's body in bytes; 0 means 4 MiB.
	MaxBody int64
	// Turns are what long answers take turns in, Arriving and Reading long bodies; nil means those of the process. Wait is how long one
	// waits; 0 means 10 s.
	Turns, Arriving, Reading *memory.Turns
	Wait                     time.Duration
	// Listed says where one finds what is served; empty: with the command that lists it.
	Listed string
	// Now is the wall clock of the journal's entries only; no answer contains it.
	Now func() time.Time
}

// Server serves one API.
type Server struct {
	Config
	// Coverage is what of the specification the exchanges have used.
	Coverage *openapi.Coverage

	echo     *echo.Echo
	routes   map[routeKey]*route
	literals map[string]bool // see hide.go
	seq      atomic.Uint64

	driftMu sync.Mutex
	drift   []string
}

// routeKey is a method and a path as echo spells it: /books/:bookId.
type routeKey struct{ method, path string }

type route struct {
	op    *openapi.Operation
	calls atomic.Uint64
	last  atomic.Pointer[long] // the last answer, where that was a long one
}

const defaultMaxBody = 4 << 20

// New makes a Server, and refuses if a route has no operation or an operation no route.
func New(cfg Config) (*Server, error) {
	if cfg.MaxBody == 0 {
		cfg.MaxBody = defaultMaxBody
	}
	cfg.Turns = cmp.Or(cfg.Turns, memory.Answers)
	cfg.Arriving, cfg.Reading = cmp.Or(cfg.Arriving, memory.Arriving), cmp.Or(cfg.Reading, memory.Reading)
	if cfg.Wait == 0 {
		cfg.Wait = mostWait
	}
	s := &Server{Config: cfg, Coverage: openapi.NewCoverage(cfg.Document), echo: echo.New(), routes: map[routeKey]*route{}, literals: literalsOf(cfg.Document)}
	cfg.Register(s.echo)
	documented := map[routeKey]*openapi.Operation{}
	for _, op := range cfg.Document.Operations {
		documented[routeKey{op.Method, openapi.RoutePath(op.Path)}] = op
	}
	for _, r := range s.echo.Routes() {
		op, ok := documented[routeKey{r.Method, r.Path}]
		if !ok {
			return nil, fmt.Errorf("route %s %s has no operation in the specification", r.Method, r.Path)
		}
		s.routes[routeKey{r.Method, r.Path}] = &route{op: op}
	}
	for _, op := range cfg.Document.Operations {
		if s.routes[routeKey{op.Method, openapi.RoutePath(op.Path)}] == nil {
			return nil, fmt.Errorf("operation %s (%s %s) has no route", op.ID, op.Method, op.Path)
		}
	}
	return s, nil
}

// stages is what happens to a request, in order. The first error ends the list and is rendered by the vendor.
var stages = [...]func(*Server, *Exchange) error{
	(*Server).readBody,
	(*Server).tidy,
	(*Server).guard,
	(*Server).route,
	(*Server).authenticate,
	(*Server).fault,
	(*Server).validate,
	(*Server).handle,
	(*Server).checkResponse,
}

// ServeHTTP runs the stages, then writes the journal and the answer.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ex := newExchange(s, r)
	defer ex.done()
	ex.echo = s.echo.AcquireContext()
	defer s.echo.ReleaseContext(ex.echo)
	err := s.run(ex)
	if err != nil {
		s.refuse(ex, fail.From(err))
	}
	s.cover(ex, err != nil)
	for i, what := range ex.Forgiven {
		ex.Forgiven[i] = ex.Hide(what)
	}
	entry := s.record(ex)
	if s.Log.Enabled(r.Context(), slog.LevelDebug) {
		s.Log.Debug("exchange", "api", s.Document.API, "seq", entry.Seq, "method", entry.Method, "path", entry.Path,
			"status", ex.status, "tenant", entry.Tenant, "reason", entry.Reason)
	}
	ex.endBody()
	ex.flush(w)
}

func (s *Server) run(ex *Exchange) (err error) {
	defer func() {
		if caught := recover(); caught != nil {
			s.Log.Error("panic", "api", s.Document.API, "path", bounded(ex.path()), "stack", string(debug.Stack()))
			err = fail.New(fail.Internal, "", "Internal error").Because("panic: %v", caught)
		}
	}()
	for _, stage := range stages {
		if err := stage(s, ex); err != nil {
			return err
		}
	}
	return nil
}

// refuse lets the vendor say no, and keeps why.
func (s *Server) refuse(ex *Exchange, refusal *fail.Error) {
	ex.discard()
	e := *refusal // which may be one for all
	e.Reason = ex.Hide(e.Reason)
	e.Message = ex.worded(&e)
	if ex.Reason = e.Reason; ex.Reason == "" {
		ex.Reason = ex.Hide(e.Error())
	}
	if gone := ex.Request.Context().Err(); gone != nil {
		ex.Reason = "the client has gone: " + ex.Reason
	} else if e.Kind == fail.Internal && e.Code == "" {
		s.Log.Error("defect", "api", s.Document.API, "path", bounded(ex.path()), "reason", bounded(ex.Reason))
	}
	s.Vendor.WriteError(ex, &e)
	if len(ex.allowed) > 0 {
		ex.header.Set("Allow", strings.Join(ex.allowed, ", ")) // RFC 9110, section 15.5.6
	}
	if ex.wait != "" {
		ex.header.Set("Retry-After", ex.wait)
	}
	if ex.Op != nil {
		if err := s.check(ex); err != nil {
			s.noteDrift(ex, err)
		}
	}
}

// Drift lists every answer that departed from the specification, oldest first.
func (s *Server) Drift() []string {
	s.driftMu.Lock()
	defer s.driftMu.Unlock()
	return append([]string(nil), s.drift...)
}

const maxDrift = 200

func (s *Server) noteDrift(ex *Exchange, err error) {
	ex.Drift = ex.Hide(err.Error())
	text := fmt.Sprintf("%s %s (%s) answered %d: %s", ex.sentMethod(), bounded(ex.path()), ex.Op.ID, ex.status, bounded(ex.Drift))
	s.Log.Error("answer departs from the specification", "api", s.Document.API, "drift", text)
	s.driftMu.Lock()
	defer s.driftMu.Unlock()
	if len(s.drift) < maxDrift {
		s.drift = append(s.drift, text)
	}
}

// OperationCalls is one row of the list of operations.
type OperationCalls struct {
	Operation *openapi.Operation
	Calls     uint64
}

// Operations lists every operation served and how often it was called, in the specification's order.
func (s *Server) Operations() []OperationCalls {
	list := make([]OperationCalls, 0, len(s.routes))
	for _, r := range s.routes {
		list = append(list, OperationCalls{r.op, r.calls.Load()})
	}
	sort.Slice(list, func(i, j int) bool {
		a, b := list[i].Operation, list[j].Operation
		return strings.Compare(a.Family+"\x00"+a.ID, b.Family+"\x00"+b.ID) < 0
	})
	return list
}
