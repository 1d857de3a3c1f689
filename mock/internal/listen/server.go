// Package listen opens the mock's front door: ports that speak both HTTP and HTTPS, the certificates that make the HTTPS half pass
// verification, how long a client may take and how many may come at once, and how a port stops without cutting anybody off.
//
// It knows bytes, sockets and certificates. It is no router and knows nothing of any API. Only package mock may import it.
package listen

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Bounds are how long a client may take. One that takes longer is hung up on.
type Bounds struct {
	Hello   time.Duration // to say its first byte, and to end the TLS handshake
	Header  time.Duration // for the header of a request
	Request time.Duration // for a whole request, header and body
	Answer  time.Duration // from the end of the header until the answer is taken
	Idle    time.Duration // between two requests
	// Spare is how long a connection has nothing to say before it is closed to make room for another, where there is none.
	Spare time.Duration
	// LastCall is how long, after the port has closed, a connection that has not begun a request may still begin one: what was sent
	// a moment before is still under way.
	LastCall time.Duration
	// LastWords is how long after that it may take to end the TLS handshake or the header. What has no whole header is no request yet.
	LastWords time.Duration
}

// Patience are the bounds of a port that serves.
var Patience = Bounds{
	Hello: 10 * time.Second, Header: 10 * time.Second, Request: time.Minute, Answer: 2 * time.Minute, Idle: 2 * time.Minute,
	Spare: time.Second, LastCall: 100 * time.Millisecond, LastWords: time.Second,
}

// Brisk is for a port of few connections, over which little is sent from near by: what is slow or idle makes room sooner.
func (b Bounds) Brisk() Bounds {
	b.Request, b.Spare = min(b.Request, 10*time.Second), min(b.Spare, 100*time.Millisecond)
	return b
}

// Config is what a server is made from.
type Config struct {
	// Name is what the log calls the port.
	Name    string
	Handler http.Handler
	// TLS makes the port answer HTTPS as well; nil means HTTP alone.
	TLS    *tls.Config
	Bounds Bounds
	// Slots are taken by each connection, one of each. Where there is none left, a connection waits, and an idle one that has one is closed.
	Slots []*Slots
	Log   *slog.Logger
}

// Server answers on one listener.
type Server struct {
	Config
	listener net.Listener
	http     *http.Server

	ready   chan net.Conn  // connections that have said hello
	shut    chan struct{}  // the listener is closed, or about to be
	closed  chan struct{}  // what accepts has closed the listener, and nothing waits behind it
	over    chan struct{}  // nothing is answered any more
	begun   atomic.Bool    // Run was called
	late    atomic.Bool    // the last call is over
	running sync.WaitGroup // what accepts, and every connection

	crowded, failing seldom

	mu   sync.Mutex
	open map[*conn]struct{}

	shutOnce, overOnce sync.Once
}

// New makes a server on an open listener. Nothing is accepted before Run.
func New(l net.Listener, cfg Config) *Server {
	if cfg.TLS != nil {
		cfg.TLS = cfg.TLS.Clone()
		cfg.TLS.NextProtos = []string{"http/1.1"}
	}
	s := &Server{
		Config: cfg, listener: l, ready: make(chan net.Conn), shut: make(chan struct{}), closed: make(chan struct{}), over: make(chan struct{}), open: map[*conn]struct{}{},
	}
	s.http = &http.Server{
		Handler: http.HandlerFunc(s.answer), ConnState: s.note, ErrorLog: slog.NewLogLogger(cfg.Log.Handler(), slog.LevelDebug),
		ReadHeaderTimeout: cfg.Bounds.Header, ReadTimeout: cfg.Bounds.Request, WriteTimeout: cfg.Bounds.Answer, IdleTimeout: cfg.Bounds.Idle,
	}
	return s
}

// Addr is where the server listens.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// Run answers until the server has been stopped. Its error is that of a listener that failed for good.
func (s *Server) Run() error {
	s.running.Add(1)
	s.begun.Store(true)
	served := make(chan struct{})
	go func() {
		_ = s.http.Serve(door{s}) // it ends when door does
		close(served)
	}()
	if err := s.accept(); err != nil {
		return err
	}
	<-served
	return nil
}

// door hands connections that have said hello to net/http.
type door struct{ *Server }

// Accept implements net.Listener.
func (d door) Accept() (net.Conn, error) {
	select {
	case c := <-d.ready:
		return c, nil
	case <-d.over:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener. The listener behind it is closed by Shut, long before.
func (d door) Close() error { return nil }

// Shut closes the port, without waiting until it is closed. Whoever is connected is still answered; see Drain.
func (s *Server) Shut() {
	s.shutOnce.Do(func() {
		queue, waits := s.listener.(queue)
		if waits = waits && s.begun.Load(); waits {
			holdBack(queue)
			_ = queue.SetDeadline(time.Unix(1, 0)) // what accepts wakes up, takes the rest of the queue and closes the listener
		}
		close(s.shut)
		if !waits {
			_ = s.listener.Close()
		}
	})
}

// Closed waits until a port that was shut is closed: nobody else gets in. That is soon, as accept does not wait from then on.
func (s *Server) Closed() {
	if s.begun.Load() {
		<-s.closed
	}
}

// Drain shuts the port and waits until every request that was accepted has its answer, or the context ends: then it hangs up, and
// says how many had no answer. A request is accepted when its whole header is there. waiting is called if it takes longer than the last
// words, with how many requests there are; it may be nil.
func (s *Server) Drain(ctx context.Context, waiting func(int)) (cut int) {
	s.Shut()
	defer s.end()
	if !s.begun.Load() {
		return 0
	}
	s.Closed()
	done := make(chan struct{})
	go func() {
		s.running.Wait()
		close(done)
	}()
	if wait(ctx, done, s.Bounds.LastCall) {
		return 0
	}
	s.late.Store(true)
	s.hangUp((*conn).quiet)
	if wait(ctx, done, s.Bounds.LastWords) {
		return 0
	}
	if requests := s.hangUp((*conn).headless); requests > 0 && waiting != nil && ctx.Err() == nil {
		waiting(requests)
	}
	select {
	case <-done:
		return 0
	case <-ctx.Done():
	}
	cut = s.hangUp((*conn).headless)
	s.hangUp(func(*conn) bool { return true })
	return cut
}

// wait tells whether done was closed before the time was up or the context ended.
func wait(ctx context.Context, done <-chan struct{}, most time.Duration) bool {
	up := time.NewTimer(most)
	defer up.Stop()
	select {
	case <-done:
		return true
	case <-up.C:
	case <-ctx.Done():
	}
	return false
}

// end lets Run return.
func (s *Server) end() { s.overOnce.Do(func() { close(s.over) }) }

// hangUp closes the connections of a kind, and says how many others there are.
func (s *Server) hangUp(kind func(*conn) bool) (others int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.open {
		if !kind(c) {
			others++
			continue
		}
		_ = c.raw.Close() // its reader notices, and ends it
	}
	return others
}

// note follows what net/http knows of a connection.
func (s *Server) note(nc net.Conn, state http.ConnState) {
	c := tracked(nc)
	switch state {
	case http.StateActive:
		c.busy.Store(true)
	case http.StateIdle:
		c.since.Store(instant())
		if c.busy.Store(false); s.late.Load() && c.quiet() {
			_ = c.raw.Close()
		}
	}
}

// answer hands a request on.
func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	s.Handler.ServeHTTP(&parting{w, s.shut}, r)
}

// parting says with the answer that the connection ends, once the port is shut: a client that knows sends its next request elsewhere.
// It relies on handlers calling WriteHeader, as all of ours do.
type parting struct {
	http.ResponseWriter
	shut <-chan struct{}
}

// WriteHeader implements http.ResponseWriter.
func (p *parting) WriteHeader(status int) {
	select {
	case <-p.shut:
		p.Header().Set("Connection", "close")
	default:
	}
	p.ResponseWriter.WriteHeader(status)
}
