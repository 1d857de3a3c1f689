// Package mock is the stateful stand-in for both vendors' APIs: what cmd/mockserver serves, and what a Go test can start.
//
// New makes the worlds, Listen opens the ports, Serve answers until the context ends. Start does it all for a test. The
// vendors' slices are mock/heads/code42 and mock/heads/pam360; the control plane is here, on a listener of its own.
package mock

import (
	"fmt"
	"time"

	"github.com/understudy/understudy/mock/heads/code42"
	"github.com/understudy/understudy/mock/heads/pam360"
	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/fault"
	"github.com/understudy/understudy/mock/internal/ids"
	"github.com/understudy/understudy/mock/internal/tenant"
	c42seed "github.com/understudy/understudy/mock/worlds/code42/seed"
	c42state "github.com/understudy/understudy/mock/worlds/code42/state"
	pamseed "github.com/understudy/understudy/mock/worlds/pam360/seed"
	pamstate "github.com/understudy/understudy/mock/worlds/pam360/state"
)

// Server serves both APIs and the control plane.
type Server struct {
	opts    Options
	code42  *engine.Server
	pam360  *engine.Server
	control *engine.Server
	journal *engine.Journal
	faults  *fault.Book
	tenants *tenants
	ports   *ports
}

const journalSize = 2000

// New makes the worlds and the APIs over them. Nothing listens yet.
func New(opts Options) (*Server, error) {
	opts = opts.withDefaults()
	if err := opts.checkControl(); err != nil {
		return nil, err
	}
	check, err := opts.sampling()
	if err != nil {
		return nil, err
	}
	s := &Server{opts: opts, journal: engine.NewJournal(journalSize), faults: fault.NewBook()}
	if s.tenants, err = newTenants(opts); err != nil {
		return nil, err
	}
	config := engine.Config{Mode: opts.mode(), Check: check, Journal: s.journal, Faults: s.faults, Log: opts.Log, Now: time.Now}
	if s.code42, err = code42.New(config, s.tenants.code42, opts.Seed); err != nil {
		return nil, fmt.Errorf("code42: %w", err)
	}
	if s.pam360, err = pam360.New(config, s.tenants.pam360); err != nil {
		return nil, fmt.Errorf("pam360: %w", err)
	}
	if s.control, err = newControl(s); err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	return s, nil
}

// Operation is one operation of an API, as served.
type Operation struct {
	API, Family, ID, Method, Path string
	Documented                    bool // it is in the specification; it has a route, or it would not be listed
	Calls                         uint64
}

// Operations lists every operation of both APIs, by API, family and name. Where the vendor has two names for one method and path, both
// are listed, with the calls of the two together.
func (s *Server) Operations() []Operation {
	var list []Operation
	for _, server := range []*engine.Server{s.code42, s.pam360} {
		for _, row := range server.Operations() {
			op := row.Operation
			for _, id := range append([]string{op.ID}, op.Also...) {
				list = append(list, Operation{server.Document.API, op.Family, id, op.Method, op.Path, row.Documented, row.Calls})
			}
		}
	}
	return list
}

// Drift lists every answer so far that departed from the specification.
func (s *Server) Drift() []string { return append(s.code42.Drift(), s.pam360.Drift()...) }

// tenants are the worlds of both APIs, pair by pair.
type tenants struct {
	code42 *tenant.Registry[*c42state.World]
	pam360 *tenant.Registry[*pamstate.World]
	access access // of the default tenant
	ids    ids.Source
	naming
}

// access is what the seed gives out: the credentials that a newcomer is handed.
type access struct {
	code42 c42seed.Access
	pam360 pamseed.Access
}

// newTenants makes the default tenant from the world file.
func newTenants(opts Options) (*tenants, error) {
	file, err := loadWorld(opts.World)
	if err != nil {
		return nil, err
	}
	time, err := opts.clock()
	if err != nil {
		return nil, err
	}
	c42, pam := c42state.New(opts.Seed, clock.At(file.Epoch.Time)), pamstate.New(opts.Seed, clock.At(file.Epoch.Time))
	t := &tenants{ids: ids.New(opts.Seed)}
	if t.access.code42, err = c42seed.Fill(c42, file.Code42); err != nil {
		return nil, fmt.Errorf("world %q: code42: %w", opts.World, err)
	}
	if t.access.pam360, err = pamseed.Fill(pam, file.PAM360); err != nil {
		return nil, fmt.Errorf("world %q: pam360: %w", opts.World, err)
	}
	for _, world := range []interface {
		UseClock(*clock.World)
		Seal()
	}{c42, pam} {
		world.UseClock(time.Fork())
		world.Seal()
	}
	if err := c42seed.FileEvents(c42, file.Code42); err != nil {
		return nil, fmt.Errorf("world %q: code42: %w", opts.World, err)
	}
	t.code42, t.pam360 = tenant.NewRegistry(c42), tenant.NewRegistry(pam)
	return t, nil
}
