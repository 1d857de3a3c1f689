package listen

import "syscall"

// allButFirst lets a listening socket hear all but the first packet of a new connection (SYN without ACK). The flags are byte 13 of a TCP
// header (RFC 9293, section 3.1).
var allButFirst = []syscall.SockFilter{
	{Code: syscall.BPF_LD | syscall.BPF_B | syscall.BPF_ABS, K: 13},
	{Code: syscall.BPF_ALU | syscall.BPF_AND | syscall.BPF_K, K: 0x12},
	{Code: syscall.BPF_JMP | syscall.BPF_JEQ | syscall.BPF_K, K: 0x02, Jf: 1},
	{Code: syscall.BPF_RET | syscall.BPF_K, K: 0},
	{Code: syscall.BPF_RET | syscall.BPF_K, K: 0xffff},
}

// holdBack lets nobody else into a queue, so that it can be emptied and closed with nobody coming in between. Whoever knocks then knocks
// again a second later, by itself, and is refused. Where the system will not do this, who comes at that moment may be reset.
func holdBack(q queue) {
	socket, ok := q.(syscall.Conn)
	if !ok {
		return
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) {
		_ = syscall.AttachLsf(int(fd), allButFirst) //nolint:staticcheck // its successor is a module, for one call
	})
}
