package listen

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// conn is a connection that the server knows all about. As for any stream, only one goroutine may read it at a time.
type conn struct {
	net.Conn          // what is spoken over it: raw, or the TLS half
	raw      net.Conn // the socket
	server   *Server
	// spoke says that bytes have come since the last were sent: those of a request that has no answer yet. busy says that net/http
	// has a whole header, and is not done with that request.
	spoke, busy atomic.Bool
	// since is when it was accepted, or else when net/http was last done with a request.
	since atomic.Int64
	slots []*Slots // that it has taken
	once  sync.Once
}

// Read implements net.Conn.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.spoke.Store(true)
	}
	return n, err
}

// Write implements net.Conn. What comes from now on belongs to the next request: a client may send that as soon as it has read this,
// before net/http has said that it is done.
func (c *conn) Write(p []byte) (int, error) {
	c.spoke.Store(false)
	return c.Conn.Write(p)
}

// quiet tells whether there is no request that waits for an answer.
func (c *conn) quiet() bool { return !c.spoke.Load() && !c.busy.Load() }

// headless tells whether there is no request of which net/http has the whole header.
func (c *conn) headless() bool { return !c.busy.Load() }

// Close implements net.Conn, and makes room for another connection.
func (c *conn) Close() error {
	err := c.Conn.Close()
	c.once.Do(func() { c.server.forget(c) })
	return err
}

// CloseWrite lets net/http end an answer to a request that it has not read to its end, so that the client still gets to read it.
func (c *conn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// secure is a connection that speaks TLS. net/http asks for its state, and so knows that a request came by HTTPS.
type secure struct{ *conn }

// ConnectionState is what the handshake agreed on.
func (c secure) ConnectionState() tls.ConnectionState { return c.Conn.(*tls.Conn).ConnectionState() }

func tracked(nc net.Conn) *conn {
	if c, ok := nc.(secure); ok {
		return c.conn
	}
	return nc.(*conn)
}

// accept takes connections until the port is shut. One that there is no room for waits until another has ended or makes room, and with it
// all that come after; the system keeps a queue of those.
func (s *Server) accept() error {
	defer s.running.Done()
	defer close(s.closed)
	for {
		raw, err := s.listener.Accept()
		switch {
		case err == nil:
			s.admit(raw)
		case errors.Is(err, os.ErrDeadlineExceeded) || s.isShut(): // Shut sets a deadline
			<-s.shut
			s.lastInQueue()
			return nil
		case errors.Is(err, net.ErrClosed):
			return err
		default:
			s.pause(err)
		}
	}
}

func (s *Server) isShut() bool {
	select {
	case <-s.shut:
		return true
	default:
		return false
	}
}

// admit takes a connection in.
func (s *Server) admit(raw net.Conn) {
	c := &conn{Conn: raw, raw: raw, server: s}
	c.since.Store(instant())
	for _, slots := range s.Slots {
		if s.take(slots) {
			slots.hold(c)
			c.slots = append(c.slots, slots)
		}
	}
	s.remember(c)
	go s.greet(c)
}

// retry is how long a port waits before it accepts again, where the system would not let it.
const retry = 100 * time.Millisecond

// pause waits for better times: the system has run out of descriptors, or of memory.
func (s *Server) pause(err error) {
	if s.failing.due() {
		s.Log.Error("a connection could not be accepted; clients wait", "port", s.Name, "error", err)
	}
	again := time.NewTimer(retry)
	defer again.Stop()
	select {
	case <-again.C:
	case <-s.shut:
	}
}

func (s *Server) sayCrowded(most int) {
	if s.crowded.due() {
		s.Log.Warn("as many connections are open as are taken; idle ones are closed, others wait", "port", s.Name, "most", most)
	}
}

func (s *Server) remember(c *conn) {
	s.running.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[c] = struct{}{}
}

func (s *Server) forget(c *conn) {
	s.mu.Lock()
	delete(s.open, c)
	s.mu.Unlock()
	for _, slots := range c.slots {
		slots.drop(c)
	}
	s.running.Done()
}

// greet waits for what a client says first and hands it to net/http. Each client has a goroutine of its own until then, so that a
// silent one holds up nobody.
func (s *Server) greet(c *conn) {
	_ = c.raw.SetDeadline(time.Now().Add(s.Bounds.Hello))
	heard, err := s.hello(c)
	if err != nil {
		_ = c.Close()
		return
	}
	_ = c.raw.SetDeadline(time.Time{})
	select {
	case s.ready <- heard:
	case <-s.over:
		_ = c.Close()
	}
}

// clientHello is the content type of a TLS handshake record (RFC 8446, section 5.1), and so the first byte of every TLS connection.
// No HTTP method begins with it.
const clientHello = 0x16

// hello finds out by its first byte what a client speaks. TLS has shaken hands when it returns.
func (s *Server) hello(c *conn) (net.Conn, error) {
	if s.TLS == nil {
		return c, nil // net/http waits for the first byte as long as for a header
	}
	first := make([]byte, 1)
	if _, err := io.ReadFull(c.raw, first); err != nil {
		return nil, err
	}
	c.spoke.Store(true)
	heard := &begun{Conn: c.raw, unread: first}
	if first[0] != clientHello {
		c.Conn = heard
		return c, nil
	}
	half := tls.Server(heard, s.TLS)
	if err := half.Handshake(); err != nil {
		s.Log.Debug("TLS handshake", "port", s.Name, "from", c.raw.RemoteAddr(), "error", err) // often: it does not trust the authority
		return nil, err
	}
	c.Conn = half
	c.spoke.Store(false) // shaken hands, and asked for nothing yet
	return secure{c}, nil
}

// begun is a socket whose first byte has been read already.
type begun struct {
	net.Conn
	unread []byte
}

// Read implements net.Conn.
func (b *begun) Read(p []byte) (int, error) {
	if len(b.unread) == 0 {
		return b.Conn.Read(p)
	}
	n := copy(p, b.unread)
	b.unread = b.unread[n:]
	return n, nil
}

// CloseWrite ends what is sent, not what is received.
func (b *begun) CloseWrite() error {
	if half, ok := b.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}
