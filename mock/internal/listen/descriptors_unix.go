//go:build unix

package listen

import (
	"math"
	"syscall"
)

// descriptors is how many files and sockets this process may have open.
func descriptors() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return unknownDescriptors
	}
	return int(min(limit.Cur, math.MaxInt32)) // "unlimited" is the largest number there is
}
