// Package memory keeps what the process takes from the system near to what it needs: long answers take turns, and what a tenant or a long
// answer leaves behind is given back.
//
// It knows bytes, and neither rows nor requests. The engine and package mock may import it.
package memory

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"sync"

	"golang.org/x/sync/semaphore"
)

const (
	// Long is from how many bytes on an answer takes a turn. Most answers are a thousand times shorter, and wait for nothing.
	Long = 4 << 20
	// mostInFlight is how many bytes of long answers are being made or sent at once. An answer that is longer than that goes alone. While it
	// is made, it takes a few times its length.
	mostInFlight = 256 << 20
	// slack is how much more than it needs the process may keep, until it is worth a collection to give it back.
	slack = 256 << 20
)

// Answers are the long answers of the process, whatever API they are of.
var Answers = NewTurns(mostInFlight)

// Turns bound how many bytes are in flight.
type Turns struct {
	most  int64
	bytes *semaphore.Weighted
}

// NewTurns bounds them by most.
func NewTurns(most int64) *Turns { return &Turns{most, semaphore.NewWeighted(most)} }

// Take waits until there is room for so many bytes, or the context ends. free makes the room again.
func (t *Turns) Take(ctx context.Context, bytes int) (free func(), err error) {
	n := min(int64(bytes), t.most)
	if !t.bytes.TryAcquire(n) {
		if err := t.bytes.Acquire(ctx, n); err != nil {
			return nil, err
		}
	}
	return func() { t.bytes.Release(n) }, nil
}

// keeper gives memory back to the system.
type keeper struct {
	mu      sync.Mutex
	needed  int64 // what the process had after that was done last
	has     func() int64
	collect func()
}

var process = keeper{has: resident, collect: debug.FreeOSMemory}

// GiveBack gives back what the process does not need, where that may be much: something large has just been dropped. At its usual pace the
// collector would come minutes later.
func GiveBack() { process.giveBack() }

func (k *keeper) giveBack() {
	if !k.mu.TryLock() {
		return // somebody is at it
	}
	defer k.mu.Unlock()
	if k.has() <= k.needed+slack {
		return
	}
	k.collect()
	k.needed = k.has()
}

// resident is how much of the heap the system has given and not got back.
func resident() (n int64) {
	samples := []metrics.Sample{
		{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"}, {Name: "/memory/classes/heap/free:bytes"},
	}
	metrics.Read(samples)
	for _, s := range samples {
		n += int64(s.Value.Uint64())
	}
	return n
}
