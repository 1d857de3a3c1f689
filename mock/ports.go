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
	"syscall"
	"time"

	"github.com/understudy/understudy/mock/internal/listen"
)

// port is a listener with what answers on it.
type port struct {
	name     string // the flag's
	listener net.Listener
	handler  http.Handler
}

// ports are the open listeners, the control plane's last. All are opened before any answers, so that nothing is half-started.
type ports struct {
	all     []port
	servers []*http.Server
	caPEM   []byte
}

// Listen opens a port for each API that has one, and the control plane's. On an error none is left open.
func (s *Server) Listen() error {
	tlsConfig, caPEM, err := s.opts.tls()
	if err != nil {
		return err
	}
	p := &ports{caPEM: caPEM}
	for _, h := range s.heads {
		if h.On != "" {
			continue
		}
		if err := p.open(h.Name, s.opts.Addresses[h.Name], s.handler(h.Name), tlsConfig); err != nil {
			return err
		}
	}
	if err := p.open(controlPort, s.opts.Control, s.control, nil); err != nil {
		return err
	}
	if s.opts.TLSCAOut != "" {
		if err := os.WriteFile(s.opts.TLSCAOut, caPEM, 0o644); err != nil {
			p.close()
			return fmt.Errorf("tls-ca-out: %w", err)
		}
	}
	s.ports = p
	return nil
}

// controlPort is the control plane's name among the ports.
const controlPort = "control"

// open adds a listener; one with a TLS configuration answers HTTPS as well. Where it cannot, it closes those that are open.
func (p *ports) open(name, address string, handler http.Handler, tlsConfig *tls.Config) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		p.close()
		return fmt.Errorf("%s cannot listen: %w%s", name, err, elsewhere(name, err))
	}
	if tlsConfig != nil {
		l = listen.Dual(l, tlsConfig)
	}
	p.all = append(p.all, port{name, l, handler})
	return nil
}

// elsewhere says what to do where something else has the port.
func elsewhere(name string, err error) string {
	if !errors.Is(err, syscall.EADDRINUSE) {
		return ""
	}
	return fmt.Sprintf("; choose another with --%s, such as --%s 127.0.0.1:0 for any that is free", name, name)
}

func (p *ports) close() {
	for _, each := range p.all {
		_ = each.listener.Close()
	}
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
		config, err := listen.LoadKeyPair(o.TLSCert, o.TLSKey)
		return config, nil, err
	}
	authority, err := listen.NewAuthority(time.Now()) // certificates are checked by the real clock, whatever the world's shows
	if err != nil {
		return nil, nil, err
	}
	config, err := authority.ServerConfig()
	return config, authority.CertPEM(), err
}

const (
	readHeaderTimeout = 10 * time.Second
	stopTimeout       = 2 * time.Second
)

// Serve answers on the ports that Listen opened until the context ends, then lets requests finish and returns. Those that take
// longer than a few seconds are cut off: to be told to stop and to stop is no error.
func (s *Server) Serve(ctx context.Context) error {
	if s.ports == nil {
		return errors.New("nothing listens: Listen comes before Serve")
	}
	errs := make(chan error, len(s.ports.all))
	for _, each := range s.ports.all {
		server := &http.Server{
			Handler: each.handler, ReadHeaderTimeout: readHeaderTimeout, ErrorLog: slog.NewLogLogger(s.opts.Log.Handler(), slog.LevelDebug),
		}
		s.ports.servers = append(s.ports.servers, server)
		go func() { errs <- server.Serve(each.listener) }()
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-errs:
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	cut := 0
	for _, server := range s.ports.servers {
		switch ended := server.Shutdown(stop); {
		case errors.Is(ended, context.DeadlineExceeded):
			cut++
			_ = server.Close()
		default:
			err = errors.Join(err, ended)
		}
	}
	if cut > 0 {
		s.opts.Log.Warn("connections were still busy and have been cut off", "ports", cut, "after", stopTimeout)
	}
	return err
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
	for _, each := range p.all {
		if each.name == name {
			return "http://" + reachable(each.listener.Addr())
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
