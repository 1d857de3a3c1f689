package mock

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/memory"
	"github.com/understudy/understudy/mock/internal/tenant"
)

// ForkOptions say what fork is wanted. The zero ForkOptions are a fork with a numbered name at the ports that all share.
type ForkOptions struct {
	Name string
	// Ports gives the fork a port of its own for each API that has one. Clients there land in the fork whatever they sign in with, or
	// are refused: what another tenant has too is never mistaken.
	Ports bool
}

// Fork makes a tenant for a test, of a server that listens: the seeded world, for the test alone. It ends with the test.
func Fork(tb TB, s *Server, opts ForkOptions) Access {
	tb.Helper()
	t, err := s.fork(opts)
	if err != nil {
		tb.Fatalf("mock: %v", err)
	}
	tb.Cleanup(func() { s.endFork(t) })
	return s.accessTo(t)
}

func (s *Server) fork(opts ForkOptions) (*tenant.Tenant, error) {
	t, err := s.tenants.fork(opts.Name)
	if err != nil || !opts.Ports {
		return t, err
	}
	if err := s.openPorts(t); err != nil {
		s.endFork(t)
		return nil, fail.New(fail.Conflict, "", err.Error())
	}
	return t, nil
}

// end ends the fork of a name.
func (s *Server) end(name string) error {
	t, err := s.tenants.called(name)
	switch {
	case err != nil:
		return err
	case t == s.tenants.Default():
		return fail.New(fail.Conflict, "", "the default tenant cannot be ended; reset it instead")
	case !s.endFork(t):
		return fail.New(fail.NotFound, "", fmt.Sprintf("tenant %q has ended", name)) // somebody else was quicker
	}
	return nil
}

// endFork ends a fork, what signs in to it first, and reports whether it was still there.
func (s *Server) endFork(t *tenant.Tenant) bool {
	there := s.tenants.Remove(t)
	s.faults.Clear(worldsOf(t.Parts())...)
	if s.ports != nil {
		s.ports.closeOwn(t, s.opts.StopTimeout)
	}
	memory.GiveBack()
	return there
}

// openPorts opens the ports of a fork, on the hosts of those that all share.
func (s *Server) openPorts(t *tenant.Tenant) error {
	if s.ports == nil {
		return errors.New("a fork cannot have ports before the server listens")
	}
	return s.eachPort(func(api, address string, answers http.Handler) error {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return err
		}
		return s.ports.openOwn(t, api, net.JoinHostPort(host, "0"), answers)
	})
}

// openOwn opens a port that answers one tenant alone.
func (p *ports) openOwn(t *tenant.Tenant, head, address string, handler http.Handler) error {
	if !p.further.Take() {
		return fmt.Errorf("forks have %d ports of their own, and there can be no more; end those that are done, or make the fork without", p.shares.Further)
	}
	opened, err := p.open(head+"/"+t.Name, address, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler.ServeHTTP(w, r.WithContext(tenant.AtPortOf(r.Context(), t)))
	}))
	if err != nil {
		p.further.Free()
		return err
	}
	p.mu.Lock()
	if p.own[t] == nil {
		p.own[t] = map[string]*port{}
	}
	p.own[t][head] = opened
	p.mu.Unlock()
	if t.Ended() { // meanwhile, when this port was not known yet
		return fmt.Errorf("tenant %q has ended", t.Name)
	}
	return nil
}

// closeOwn closes the ports of a tenant. What was accepted there is answered after it has returned; see Serve.
func (p *ports) closeOwn(t *tenant.Tenant, within time.Duration) {
	p.mu.Lock()
	own := p.own[t]
	delete(p.own, t)
	stopped := p.stopped
	if !stopped {
		p.closing.Add(len(own))
	}
	p.mu.Unlock()
	for _, each := range own {
		each.Shut()
		if stopped {
			continue // whoever stops the server drains it, with the others
		}
		go func() {
			defer p.closing.Done()
			ctx, cancel := context.WithTimeout(context.Background(), within)
			defer cancel()
			each.Drain(ctx, nil)
			p.forget(each)
		}()
	}
	for _, each := range own {
		each.Closed()
	}
}

// forget gives back what a port of a fork took.
func (p *ports) forget(closed *port) {
	p.mu.Lock()
	p.all = slices.DeleteFunc(slices.Clone(p.all), func(each *port) bool { return each == closed }) // stop may be looking at the old list
	p.mu.Unlock()
	p.together.Free()
	p.further.Free()
}

// urlFor is where a tenant's clients find an API: at the port of its own where it has one.
func (s *Server) urlFor(t *tenant.Tenant, h served) string {
	if s.ports != nil {
		s.ports.mu.Lock()
		own := s.ports.own[t][h.Port()]
		s.ports.mu.Unlock()
		if own != nil {
			return own.url()
		}
	}
	return s.URL(h.Name)
}
