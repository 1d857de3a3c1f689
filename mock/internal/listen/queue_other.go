//go:build !linux

package listen

// holdBack does nothing on this system: who comes while the port closes may be reset.
func holdBack(queue) {}
