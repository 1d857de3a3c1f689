package listen

import (
	"context"
	"net"
	"time"
)

// queue is a listener whose system makes connections before anybody accepts them. Closing it resets those that wait there, although their
// clients have sent a request by then: so they are taken first.
type queue interface {
	net.Listener
	SetDeadline(time.Time) error
}

// Open opens a listener. It speaks TCP alone, not its multipath kind: of that, Linux cannot hold a queue back.
func Open(address string) (net.Listener, error) {
	var config net.ListenConfig
	config.SetMultipathTCP(false)
	return config.Listen(context.Background(), "tcp", address)
}

const (
	// emptyAfter is how long nobody has to come until a queue counts as empty, and longestQueue how long it is looked at in all: on a
	// system where newcomers cannot be held back, they may never end.
	emptyAfter   = 2 * time.Millisecond
	longestQueue = 200 * time.Millisecond
)

// lastInQueue takes the connections that the system has made already, and closes the listener behind them.
func (s *Server) lastInQueue() {
	defer func() { _ = s.listener.Close() }()
	waiting, ok := s.listener.(queue)
	if !ok {
		return
	}
	for end := time.Now().Add(longestQueue); time.Now().Before(end); {
		if err := waiting.SetDeadline(time.Now().Add(emptyAfter)); err != nil {
			return
		}
		raw, err := waiting.Accept()
		if err != nil {
			return
		}
		s.admit(raw)
	}
}
