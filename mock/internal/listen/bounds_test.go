package listen

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// canceled is a context that has ended: stop, and wait for nobody.
func canceled(t testing.TB) context.Context {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	stop()
	return ctx
}

// pipes are a listener without a network, so that a test's time may stand still.
type pipes struct {
	coming chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{coming: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.coming:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial(t *testing.T) net.Conn {
	t.Helper()
	here, there := net.Pipe()
	p.coming <- there
	t.Cleanup(func() { _ = here.Close() })
	return here
}

// drip sends a byte each second until the other side hangs up.
func drip(conn net.Conn, text string) {
	each := time.NewTicker(time.Second)
	defer each.Stop()
	for i := 0; ; i++ {
		if _, err := conn.Write([]byte{text[i%len(text)]}); err != nil {
			return
		}
		<-each.C
	}
}

// TestAClientThatTakesTooLongIsHungUpOn: whichever way it takes its time. The test's clock moves only while all wait.
func TestAClientThatTakesTooLongIsHungUpOn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		first string
		then  func(net.Conn)
		after time.Duration
	}{
		"says nothing":                 {"", nil, Patience.Hello},
		"never ends the TLS handshake": {"\x16\x03", nil, Patience.Hello},
		"drips the TLS handshake":      {"\x16\x03\x01\x02\x00", func(c net.Conn) { drip(c, "\x01") }, Patience.Hello},
		"never ends the header":        {"GET / HTTP/1.1\r\n", nil, Patience.Header},
		"drips the header":             {"GET / HTTP/1.1\r\n", func(c net.Conn) { drip(c, "X-A: b\r\n") }, Patience.Header},
		"never sends the body":         {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\n", nil, Patience.Request},
		"drips the body":               {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\n", func(c net.Conn) { drip(c, "a") }, Patience.Request},
		"asks for nothing more":        {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", nil, Patience.Idle},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := newPipes()
				serve(t, l, nil)
				begun := time.Now()
				conn := l.dial(t)
				gone := make(chan struct{})
				go func() {
					defer close(gone)
					_, _ = io.Copy(io.Discard, conn) // until it is hung up on
				}()
				_, err := io.WriteString(conn, c.first)
				require.NoError(t, err)
				var sending sync.WaitGroup
				if c.then != nil {
					sending.Go(func() { c.then(conn) })
				}
				<-gone
				assert.InDelta(t, c.after.Seconds(), time.Since(begun).Seconds(), 1.1)
				sending.Wait()
			})
		})
	}
}

// TestAnAnswerThatNobodyTakesIsDropped: a pipe has no buffer, so nothing of it is taken.
func TestAnAnswerThatNobodyTakesIsDropped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newPipes()
		serve(t, l, nil)
		conn := l.dial(t)
		_, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		require.NoError(t, err)
		time.Sleep(Patience.Answer + time.Second) // of the test's own time
		text, err := io.ReadAll(conn)
		require.NoError(t, err)
		assert.Empty(t, text)
	})
}

// TestStoppingCutsNoAcceptedRequest: however little of it had come when the port was shut. One that is accepted has a whole header, soon.
func TestStoppingCutsNoAcceptedRequest(t *testing.T) {
	t.Parallel()
	const request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n0123456789"
	const header = len(request) - 10
	for name, sent := range map[string]int{
		"the first byte": 1, "half the header": 20, "the header": header, "half the body": len(request) - 5, "all but a byte": len(request) - 1,
	} {
		for _, kept := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					l := newPipes()
					s, _ := serve(t, l, func(c *Config) { c.Bounds.LastCall = Patience.LastCall })
					conn := l.dial(t)
					if kept {
						assert.Equal(t, "plain HTTP/1.1 0", ask(t, conn), "a first request over the same connection")
					}
					_, err := io.WriteString(conn, request[:sent])
					require.NoError(t, err)
					ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
					defer cancel()
					cut, waited := make(chan int, 1), make(chan int, 1)
					go func() { cut <- s.Drain(ctx, func(n int) { waited <- n }) }()
					time.Sleep(Patience.LastCall + Patience.LastWords - time.Millisecond) // of the test's own time
					_, err = io.WriteString(conn, request[sent:max(sent, header)])
					require.NoError(t, err)
					assert.Equal(t, 1, <-waited)
					time.Sleep(5 * time.Second) // the client is slow
					_, err = io.WriteString(conn, request[max(sent, header):])
					require.NoError(t, err)
					assert.Equal(t, reply{"plain HTTP/1.1 10", true}, read(t, conn), "the answer says that the connection ends")
					assert.Zero(t, <-cut)
				})
			})
		}
	}
}

// TestARequestUnderWayWhenThePortIsShutIsAnswered: a connection that was quiet has the last call, and then is closed.
func TestARequestUnderWayWhenThePortIsShutIsAnswered(t *testing.T) {
	t.Parallel()
	for name, kept := range map[string]bool{"on a new connection": false, "on one that was kept": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := newPipes()
				s, _ := serve(t, l, func(c *Config) { c.Bounds.LastCall = Patience.LastCall })
				speaks, silent := l.dial(t), l.dial(t)
				if kept {
					ask(t, speaks)
					ask(t, silent)
				}
				synctest.Wait()
				cut := make(chan int, 1)
				begun := time.Now()
				go func() { cut <- s.Drain(t.Context(), nil) }()
				synctest.Wait()
				_, err := io.WriteString(speaks, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
				require.NoError(t, err)
				assert.Equal(t, reply{"plain HTTP/1.1 0", true}, read(t, speaks))
				_, err = silent.Read(make([]byte, 1))
				require.ErrorIs(t, err, io.EOF)
				assert.Zero(t, <-cut)
				assert.Equal(t, Patience.LastCall, time.Since(begun))
			})
		})
	}
}

// TestWhatIsNoWholeHeaderHoldsUpStoppingForLittleMoreThanASecond: a request that is accepted has the whole budget, and this is none.
func TestWhatIsNoWholeHeaderHoldsUpStoppingForLittleMoreThanASecond(t *testing.T) {
	t.Parallel()
	for name, sent := range map[string]string{
		"half a TLS handshake": "\x16\x03\x01", "half a request line": "GET /api/v1/User/my HTT", "half a header": "GET / HTTP/1.1\r\nHost: x\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := newPipes()
				s, _ := serve(t, l, func(c *Config) { c.Bounds.LastCall = Patience.LastCall })
				conn := l.dial(t)
				go func() { _, _ = io.WriteString(conn, sent) }()
				synctest.Wait()
				begun := time.Now()
				assert.Zero(t, s.Drain(t.Context(), func(n int) { t.Errorf("waits for %d requests", n) }), "it was not accepted")
				assert.Equal(t, Patience.LastCall+Patience.LastWords, time.Since(begun))
			})
		})
	}
}

// TestWhatDoesNotEndIsCutOffWhenTheTimeIsUp: and is counted.
func TestWhatDoesNotEndIsCutOffWhenTheTimeIsUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newPipes()
		s, _ := serve(t, l, func(c *Config) { c.Bounds.LastCall = Patience.LastCall })
		slow, silent := l.dial(t), l.dial(t)
		_, err := io.WriteString(slow, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		begun := time.Now()
		assert.Equal(t, 1, s.Drain(ctx, nil))
		assert.Equal(t, 10*time.Second, time.Since(begun))
		for _, conn := range []net.Conn{slow, silent} {
			text, _ := io.ReadAll(bufio.NewReader(conn))
			assert.NotContains(t, string(text), "200", "nothing was answered")
		}
	})
}

// TestALastRequestIsTakenWhereThereIsNoRoom: it was accepted, and would wait for ever.
func TestALastRequestIsTakenWhereThereIsNoRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newPipes()
		slots := NewSlots(1)
		s, _ := serve(t, l, func(c *Config) { c.Slots, c.Bounds.LastCall = []*Slots{slots}, Patience.LastCall })
		first, second := l.dial(t), l.dial(t)
		synctest.Wait()
		cut := make(chan int, 1)
		go func() { cut <- s.Drain(t.Context(), nil) }()
		for _, conn := range []net.Conn{second, first} {
			assert.True(t, strings.HasPrefix(ask(t, conn), "plain"))
		}
		assert.Zero(t, <-cut)
		assert.True(t, slots.Take(), "each gave back what it had taken, and no more")
		assert.False(t, slots.Take())
	})
}

// TestAPortThatNeverRanCanBeStopped: one of the others may not have opened.
func TestAPortThatNeverRanCanBeStopped(t *testing.T) {
	t.Parallel()
	l := newPipes()
	s := New(l, Config{Handler: http.NotFoundHandler(), Log: slog.New(slog.DiscardHandler)})
	assert.Zero(t, s.Drain(t.Context(), nil))
	_, err := l.Accept()
	require.ErrorIs(t, err, net.ErrClosed)
}
