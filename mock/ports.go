package mock

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/understudy/understudy/mock/internal/listen"
	"github.com/understudy/understudy/mock/internal/tenant"
)

// port is a listener with what answers on it.
type port struct {
	name string // the flag's
	*listen.Server
}

// url is where the port can be reached from this machine.
func (p *port) url() string { return "http://" + reachable(p.Addr()) }

// ports are the open listeners. Those of the start are all open before any answers, so that nothing is half-started.
type ports struct {
	log    *slog.Logger
	tls    *tls.Config // of the API ports
	caPEM  []byte
	bounds listen.Bounds

	// together are the descriptors that API ports may take: each port's own, and their connections, of which one port takes each at
	// most. The control plane's are its own.
	together *listen.Slots
	further  *listen.Slots // for the ports of forks
	shares   listen.Shares

	mu      sync.Mutex
	all     []*port
	own     map[*tenant.Tenant]map[string]*port // the forks', by head
	closing sync.WaitGroup                      // those of forks that have ended
	running bool
	stopped bool
	failed  chan error // why a port ended that nobody stopped
}

// Listen opens a port for each API that has one, and the control plane's. On an error none is left open.
func (s *Server) Listen() error {
	config, caPEM, err := s.opts.tls()
	if err != nil {
		return err
	}
	shares := listen.Share()
	p := &ports{
		log: s.opts.Log, tls: config, caPEM: caPEM, bounds: s.bounds, together: listen.NewSlots(shares.Together),
		further: listen.NewSlots(shares.Further), shares: shares, own: map[*tenant.Tenant]map[string]*port{}, failed: make(chan error, 1),
	}
	if err := s.listen(p); err != nil {
		p.stop(context.Background(), 0)
		return err
	}
	s.ports = p
	return nil
}

// eachPort opens a port for each API that has one, until that fails.
func (s *Server) eachPort(open func(api, address string, answers http.Handler) error) error {
	for _, h := range s.heads {
		if h.On != "" {
			continue
		}
		if err := open(h.Name, s.opts.Addresses[h.Name], s.pages.handler(s.handler(h.Name))); err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) listen(p *ports) error {
	err := s.eachPort(func(api, address string, answers http.Handler) error {
		_, err := p.open(api, address, answers)
		return err
	})
	if err != nil {
		return err
	}
	if err := p.openControl(s.opts.Control, s.control); err != nil {
		return err
	}
	if s.opts.TLSCAOut != "" {
		if err := os.WriteFile(s.opts.TLSCAOut, p.caPEM, 0o644); err != nil {
			return fmt.Errorf("tls-ca-out: %w", err)
		}
	}
	return nil
}

// controlPort is the control plane's name among the ports.
const controlPort = "control"

// open opens a port of an API, at the start or at any time later: then it answers at once.
func (p *ports) open(name, address string, handler http.Handler) (*port, error) {
	if !p.together.Take() {
		return nil, fmt.Errorf("%s cannot listen: the process has no descriptors left for another port", name)
	}
	opened, err := p.add(name, address, listen.Config{
		Handler: handler, TLS: p.tls, Bounds: p.bounds, Slots: []*listen.Slots{listen.NewSlots(p.shares.Each), p.together},
	})
	if err != nil {
		p.together.Free()
	}
	return opened, err
}

// openControl opens the control plane's port, which has connections of its own: no crowd at an API locks the operator out.
func (p *ports) openControl(address string, handler http.Handler) error {
	_, err := p.add(controlPort, address, listen.Config{
		Handler: handler, Bounds: p.bounds.Brisk(), Slots: []*listen.Slots{listen.NewSlots(p.shares.Control)},
	})
	return err
}

func (p *ports) add(name, address string, cfg listen.Config) (*port, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopped {
		return nil, fmt.Errorf("%s cannot listen: the server is stopping", name)
	}
	l, err := listen.Open(address)
	if err != nil {
		return nil, fmt.Errorf("%s cannot listen: %w%s", name, err, elsewhere(name, address, err))
	}
	cfg.Name, cfg.Log = name, p.log
	added := &port{name, listen.New(l, cfg)}
	p.all = append(p.all, added)
	if p.running {
		p.run(added)
	}
	return added, nil
}

// elsewhere says what to do where something else has the port; where any would have done, there is none left.
func elsewhere(name, address string, err error) string {
	if !errors.Is(err, syscall.EADDRINUSE) || strings.HasSuffix(address, ":0") {
		return ""
	}
	return fmt.Sprintf("; choose another with --%s, such as --%s 127.0.0.1:0 for any that is free", name, name)
}

// tls returns the configuration of the API ports, and the certificate authority's certificate where one was made.
func (o Options) tls() (*tls.Config, []byte, error) {
	if (o.TLSCert == "") != (o.TLSKey == "") {
		return nil, nil, errors.New("tls-cert and tls-key are needed together")
	}
	if o.TLSCert != "" {
		if o.TLSCAOut != "" {
			return nil, nil, errors.New("tls-ca-out is for the authority made at start; with tls-cert there is none")
		}
		if len(o.TLSNames) > 0 {
			return nil, nil, errors.New("tls-name is for the authority made at start; with tls-cert the names are that certificate's")
		}
		config, err := listen.LoadKeyPair(o.TLSCert, o.TLSKey)
		return config, nil, err
	}
	authority, err := listen.NewAuthority(time.Now()) // certificates are checked by the real clock, whatever the world's shows
	if err != nil {
		return nil, nil, err
	}
	config, err := authority.ServerConfig(o.TLSNames...)
	if err != nil {
		return nil, nil, fmt.Errorf("tls-name: %w", err)
	}
	return config, authority.CertPEM(), nil
}

// Serve answers on the ports that Listen opened until the context ends. Then all of them close, requests that were accepted are
// answered, on all ports side by side, and what has no answer after Options.StopTimeout is cut off: to be told to stop and to stop is
// no error.
func (s *Server) Serve(ctx context.Context) error {
	if s.ports == nil {
		return errors.New("nothing listens: Listen comes before Serve")
	}
	s.ports.start()
	var err error
	select {
	case <-ctx.Done():
	case err = <-s.ports.failed:
	}
	s.ports.stop(context.WithoutCancel(ctx), s.opts.StopTimeout)
	return err
}

// start answers on every port that is open.
func (p *ports) start() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running = true
	for _, each := range p.all {
		p.run(each)
	}
}

func (p *ports) run(each *port) {
	go func() {
		if err := each.Run(); err != nil {
			select {
			case p.failed <- fmt.Errorf("%s: %w", each.name, err):
			default: // the first is enough
			}
		}
	}()
}

// stop closes every port before it waits for any.
func (p *ports) stop(ctx context.Context, within time.Duration) {
	p.mu.Lock()
	p.stopped = true
	all := p.all
	p.mu.Unlock()
	for _, each := range all {
		each.Shut()
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var cut atomic.Int64
	var draining sync.WaitGroup
	for _, each := range all {
		draining.Go(func() {
			cut.Add(int64(each.Drain(ctx, func(busy int) {
				p.log.Info("requests are still being answered; a second signal ends at once", "port", each.name, "requests", busy, "at most", within)
			})))
		})
	}
	draining.Wait()
	p.closing.Wait()
	if n := cut.Load(); n > 0 {
		p.log.Warn("requests were not done and have been cut off", "requests", n, "after", within)
	}
}

// URL is where an API can be reached from this machine, over plain HTTP; empty where none has that name.
func (s *Server) URL(api string) string {
	for _, h := range s.heads {
		if h.Name == api {
			return s.ports.url(h.Port())
		}
	}
	return ""
}

// ControlURL is the control plane's address.
func (s *Server) ControlURL() string { return s.ports.url(controlPort) }

func (p *ports) url(name string) string {
	if p == nil {
		return "" // nothing listens yet
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, each := range p.all {
		if each.name == name {
			return each.url()
		}
	}
	return ""
}

// CAPEM is the certificate of the authority made at start; nil where a certificate was given.
func (s *Server) CAPEM() []byte {
	if s.ports == nil {
		return nil
	}
	return s.ports.caPEM
}

// reachable turns a listener's address into one that can be dialled: 0.0.0.0 is not.
func reachable(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}
