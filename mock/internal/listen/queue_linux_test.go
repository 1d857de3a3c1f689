package listen

import (
	"net"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestNobodyElseGetsIntoAQueueThatIsHeldBack: who was in it still is.
func TestNobodyElseGetsIntoAQueueThatIsHeldBack(t *testing.T) {
	t.Parallel()
	l := listenTCP(t).(*net.TCPListener)
	t.Cleanup(func() { _ = l.Close() })
	knock := func() {
		fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC, 0)
		require.NoError(t, err)
		t.Cleanup(func() { _ = syscall.Close(fd) })
		address := l.Addr().(*net.TCPAddr)
		require.ErrorIs(t, syscall.Connect(fd, &syscall.SockaddrInet4{Port: address.Port, Addr: [4]byte(address.IP.To4())}), syscall.EINPROGRESS)
	}
	knock()
	holdBack(l)
	knock()
	require.NoError(t, l.SetDeadline(time.Now().Add(time.Minute)))
	first, err := l.Accept()
	require.NoError(t, err)
	require.NoError(t, first.Close())
	require.NoError(t, l.SetDeadline(time.Now().Add(10*time.Millisecond)))
	_, err = l.Accept()
	require.ErrorIs(t, err, os.ErrDeadlineExceeded)
}
