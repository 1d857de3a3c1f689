package listen

import (
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAnIdleConnectionMakesRoomForAnother: the oldest first, whether it was ever asked anything over; never one with a request under way.
func TestAnIdleConnectionMakesRoomForAnother(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]string{"that said nothing": "", "that was kept": "GET / HTTP/1.1\r\nHost: x\r\n\r\n"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := newPipes()
				serve(t, l, func(c *Config) { c.Slots = []*Slots{NewSlots(3)} })
				busy := l.dial(t)
				_, err := io.WriteString(busy, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n")
				require.NoError(t, err)
				var idle []net.Conn
				for range 2 {
					conn := l.dial(t)
					if idle = append(idle, conn); before != "" {
						ask(t, conn)
					}
					time.Sleep(time.Millisecond) // of the test's own time
				}
				begun := time.Now()
				assert.Equal(t, "plain HTTP/1.1 0", ask(t, l.dial(t)))
				assert.InDelta(t, Patience.Spare.Seconds(), time.Since(begun).Seconds(), 0.1, "a request that was sent just now may be on its way")
				_, err = idle[0].Read(make([]byte, 1))
				require.ErrorIs(t, err, io.EOF, "the oldest")
				assert.Equal(t, "plain HTTP/1.1 0", ask(t, idle[1]))
				_, err = io.WriteString(busy, "ab")
				require.NoError(t, err)
				assert.Equal(t, "plain HTTP/1.1 2", read(t, busy).body)
			})
		})
	}
}

// TestIdleConnectionsDoNotStarveAPort: however many there are, a client that asks something waits for no time-out.
func TestIdleConnectionsDoNotStarveAPort(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newPipes()
		serve(t, l, func(c *Config) { c.Slots = []*Slots{NewSlots(32)} })
		for range 32 {
			l.dial(t)
		}
		time.Sleep(Patience.Spare) // of the test's own time
		begun := time.Now()
		for range 40 {
			conn := l.dial(t)
			assert.Equal(t, "plain HTTP/1.1 0", ask(t, conn))
			require.NoError(t, conn.Close())
		}
		assert.Zero(t, time.Since(begun))
	})
}

// TestIdleConnectionsOfOnePortMakeRoomAtAnother: where what all ports share is taken, the oldest of all makes room, whatever its port.
func TestIdleConnectionsOfOnePortMakeRoomAtAnother(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		together := NewSlots(4)
		var ports []*pipes
		for range 3 {
			l := newPipes()
			ports = append(ports, l)
			serve(t, l, func(c *Config) { c.Slots = []*Slots{NewSlots(2), together} })
		}
		var idle []net.Conn
		for i := range 4 {
			conn := ports[i/2].dial(t)
			ask(t, conn)
			idle = append(idle, conn)
			time.Sleep(time.Millisecond) // of the test's own time
		}
		begun := time.Now()
		assert.Equal(t, "plain HTTP/1.1 0", ask(t, ports[2].dial(t)))
		assert.InDelta(t, Patience.Spare.Seconds(), time.Since(begun).Seconds(), 0.1)
		_, err := idle[0].Read(make([]byte, 1))
		require.ErrorIs(t, err, io.EOF, "the oldest")
		for _, conn := range idle[1:] {
			assert.Equal(t, "plain HTTP/1.1 0", ask(t, conn))
		}
	})
}
