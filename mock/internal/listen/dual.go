// Package listen opens the mock's front door: one TCP port that speaks both HTTP and HTTPS, and the certificates
// that make the HTTPS half pass verification.
//
// It knows bytes, sockets and certificates. It is no server and no router, sets no HTTP timeouts (give the
// http.Server a ReadHeaderTimeout: it bounds the TLS handshake as well), and knows nothing of any API.
// Package mock and cmd/mockserver may import it; state and handlers may not.
package listen

import (
	"crypto/tls"
	"io"
	"net"
	"sync"
	"time"
)

// patience is how long a client may hold a connection without sending its first byte.
const patience = 10 * time.Second

// clientHello is the content type of a TLS handshake record (RFC 8446, section 5.1), and so the first byte of every
// TLS connection. No HTTP method begins with it.
const clientHello = 0x16

// Dual returns a listener on l whose connections are *tls.Conn where the client speaks TLS, and plain otherwise:
// http.Server then sets Request.TLS by itself. Each connection waits for its first byte on its own, so a silent
// client holds up nobody. The TLS half offers HTTP/1.1 alone. Closing the listener closes l and every connection
// that has not spoken yet, and returns when nothing of it is left running. cfg must not be nil.
func Dual(l net.Listener, cfg *tls.Config) net.Listener {
	return newDual(l, cfg, patience)
}

func newDual(l net.Listener, cfg *tls.Config, patience time.Duration) *dual {
	cfg = cfg.Clone()
	cfg.NextProtos = []string{"http/1.1"}
	d := &dual{
		inner:    l,
		config:   cfg,
		patience: patience,
		ready:    make(chan accepted),
		done:     make(chan struct{}),
		silent:   make(map[net.Conn]struct{}),
	}
	d.running.Add(1)
	go d.accept()
	return d
}

type dual struct {
	inner    net.Listener
	config   *tls.Config
	patience time.Duration

	ready   chan accepted
	done    chan struct{}
	running sync.WaitGroup

	mu     sync.Mutex
	closed bool
	silent map[net.Conn]struct{} // connections whose first byte has not come yet
}

// accepted is what one call of Accept returns.
type accepted struct {
	conn net.Conn
	err  error
}

func (d *dual) Addr() net.Addr { return d.inner.Addr() }

func (d *dual) Accept() (net.Conn, error) {
	select {
	case a := <-d.ready:
		return a.conn, a.err
	case <-d.done:
		return nil, net.ErrClosed
	}
}

func (d *dual) Close() error {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return net.ErrClosed
	}
	d.closed = true
	close(d.done)
	for conn := range d.silent {
		_ = conn.Close()
	}
	d.mu.Unlock()
	err := d.inner.Close()
	d.running.Wait()
	return err
}

// accept hands errors of the inner listener on as they come: whether to try again is the caller's to decide, and
// this loop goes no faster than the caller asks.
func (d *dual) accept() {
	defer d.running.Done()
	for {
		conn, err := d.inner.Accept()
		switch {
		case err != nil:
			if !d.deliver(accepted{err: err}) {
				return
			}
		case d.watch(conn):
			d.running.Add(1)
			go d.sniff(conn)
		default:
			_ = conn.Close()
			return
		}
	}
}

// sniff waits for the first byte and delivers the connection as what that byte says it is. A timer closes the
// connection rather than a deadline: it needs no clock, and leaves no deadline behind for the server to trip over.
func (d *dual) sniff(conn net.Conn) {
	defer d.running.Done()
	timer := time.AfterFunc(d.patience, func() { _ = conn.Close() })
	first := make([]byte, 1)
	_, err := io.ReadFull(conn, first)
	inTime := timer.Stop()
	d.unwatch(conn)
	if err != nil || !inTime {
		_ = conn.Close()
		return
	}
	var heard net.Conn = &begun{Conn: conn, unread: first}
	if first[0] == clientHello {
		heard = tls.Server(heard, d.config)
	}
	if !d.deliver(accepted{conn: heard}) {
		_ = conn.Close()
	}
}

func (d *dual) deliver(a accepted) bool {
	select {
	case d.ready <- a:
		return true
	case <-d.done:
		return false
	}
}

func (d *dual) watch(conn net.Conn) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.closed {
		d.silent[conn] = struct{}{}
	}
	return !d.closed
}

func (d *dual) unwatch(conn net.Conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.silent, conn)
}

// begun is a connection whose first byte has been read already. As for any stream, only one goroutine may read it
// at a time; http.Server and tls.Conn both see to that.
type begun struct {
	net.Conn
	unread []byte
}

func (c *begun) Read(p []byte) (int, error) {
	if len(c.unread) == 0 {
		return c.Conn.Read(p)
	}
	n := copy(p, c.unread)
	c.unread = c.unread[n:]
	return n, nil
}
