// Package mock is the stateful stand-in for the vendors' APIs: what cmd/mockserver serves, and what a Go test can start.
//
// New makes the worlds, Listen opens the ports, Serve answers until the context ends. Start does it all for a test. heads.go lists
// what is served; the heads are below mock/heads, the worlds below mock/worlds. The control plane is here, on a listener of its own.
package mock

import (
	"fmt"
	"time"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/fault"
	"github.com/understudy/understudy/mock/internal/head"
	"github.com/understudy/understudy/mock/internal/listen"
	"github.com/understudy/understudy/mock/internal/tenant"
)

// Server serves the APIs and the control plane.
type Server struct {
	opts    Options
	heads   []served
	control *engine.Server
	journal *engine.Journal
	faults  *fault.Book
	tenants *tenants
	bounds  listen.Bounds
	pages   *browsers
	ports   *ports
}

// served is a head that is open.
type served struct {
	head.Head
	*engine.Server
}

const journalSize = 2000

// New makes the worlds and the APIs over them. Nothing listens yet.
func New(opts Options) (*Server, error) { return newServer(opts, heads) }

// newServer serves the heads listed.
func newServer(opts Options, list []head.Head) (*Server, error) {
	if err := checkHeads(list); err != nil {
		return nil, err
	}
	opts, err := opts.withDefaults(list)
	if err != nil {
		return nil, err
	}
	check, err := opts.sampling()
	if err != nil {
		return nil, err
	}
	s := &Server{opts: opts, journal: engine.NewJournal(journalSize), faults: fault.NewBook(), bounds: listen.Patience}
	if s.tenants, err = newTenants(opts); err != nil {
		return nil, err
	}
	s.tenants.TellSettled(s.settled)
	if s.pages, err = newBrowsers(opts.CORS); err != nil {
		return nil, err
	}
	config := engine.Config{
		Mode: opts.mode(), Check: check, Journal: s.journal, Guard: s.pages.guard, Faults: s.faults, Log: opts.Log, Now: time.Now,
	}
	for _, h := range list {
		config.Secret = s.secretAt(list, h.Token)
		server, err := h.Open(head.Config{Config: config, Tenants: s.tenants.Registry, Seed: opts.Seed})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", h.Name, err)
		}
		if name := server.Document.API; name != h.Name {
			return nil, fmt.Errorf("%s: its specification is called %s; a head has one name everywhere", h.Name, name)
		}
		s.heads = append(s.heads, served{h, server})
	}
	if err := checkSharing(s.heads); err != nil {
		return nil, err
	}
	if s.control, err = newControl(s, list); err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	return s, nil
}

// settled writes down that days were made in one of a tenant's worlds.
func (s *Server) settled(of *tenant.Tenant, part int, days clock.Settlement) {
	s.journal.Settle(time.Now(), of, engine.Settled{World: worlds[part].name, Settlement: days})
	if days.Failed > 0 {
		s.opts.Log.Warn("days are left out, as they failed", "tenant", of.Name, "world", worlds[part].name, "from", days.From, "until", days.Until,
			"days", days.Days, "failed", days.Failed, "reason", days.Why)
	}
}

// Options are what the server was made with, and what took the place of those that were left empty.
func (s *Server) Options() Options { return s.opts }

// Operation is one operation of an API, as served.
type Operation struct {
	API, Family, ID, Method, Path string
	Calls                         uint64
}

// Operations lists every operation of every API, by API, family and name. Where the vendor has two names for one method and path,
// both are listed, with the calls of the two together.
func (s *Server) Operations() []Operation {
	var list []Operation
	for _, h := range s.heads {
		for _, row := range h.Operations() {
			op := row.Operation
			for _, id := range append([]string{op.ID}, op.Also...) {
				list = append(list, Operation{h.Name, op.Family, id, op.Method, op.Path, row.Calls})
			}
		}
	}
	return list
}

// Drift lists every answer so far that departed from the specification.
func (s *Server) Drift() []string {
	var list []string
	for _, h := range s.heads {
		list = append(list, h.Drift()...)
	}
	return list
}
