package listen

import (
	"io"
	"net"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// held is a listener that accepts nobody until it is let go, as one is whose goroutine gets no time.
type held struct {
	*net.TCPListener
	letGo chan struct{}
}

func (h held) Accept() (net.Conn, error) {
	<-h.letGo
	return h.TCPListener.Accept()
}

// TestOnStoppingTheQueueOfConnectionsIsEmptiedBeforeTheListenerCloses: the system has told those clients that they are connected, and they
// have sent a request. Whoever comes later is refused.
func TestOnStoppingTheQueueOfConnectionsIsEmptiedBeforeTheListenerCloses(t *testing.T) {
	t.Parallel()
	l := held{listenTCP(t).(*net.TCPListener), make(chan struct{})}
	s, _ := serve(t, l, func(c *Config) { c.Bounds.LastCall = Patience.LastCall })
	waiting := make([]net.Conn, 20)
	for i := range waiting {
		waiting[i] = dial(t, s)
		_, err := io.WriteString(waiting[i], "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		require.NoError(t, err)
	}
	s.Shut()
	cut := make(chan int, 1)
	go func() { cut <- s.Drain(t.Context(), nil) }()
	close(l.letGo)
	s.Closed()
	_, err := net.Dial("tcp", s.Addr().String())
	require.ErrorIs(t, err, syscall.ECONNREFUSED, "while those are answered")
	for _, conn := range waiting {
		assert.Equal(t, reply{"plain HTTP/1.1 0", true}, read(t, conn))
	}
	assert.Zero(t, <-cut)
}
