// Package memory keeps what the process takes from the system near to what it needs: long bodies and long answers take turns, and what
// they or a tenant leave behind is given back.
//
// It knows bytes, and neither rows nor requests. The engine and package mock may import it.
package memory

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/semaphore"
)

const (
	// Long is from how many bytes on an answer takes a turn. Most answers are a thousand times shorter, and wait for nothing.
	Long = 4 << 20
	// mostInFlight is how many bytes of long answers are being made or sent at once. An answer that is longer than that goes alone. While it
	// is made, it takes a few times its length.
	mostInFlight = 256 << 20
	// LongBody is from how many bytes on the body of a request takes a turn to be received, and DearBody from how many it takes one to be
	// read. A shorter one waits for nothing.
	LongBody = 64 << 10
	DearBody = 4 << 10
	// mostArriving is how many bytes of long bodies are received at once, and mostRead how much reading those that are there may cost. A
	// body that may cost more than that goes alone.
	mostArriving, mostRead = 256 << 20, 512 << 20
	// dear is how many bytes at most are allocated, all in all, for each byte of a body. A list of small objects takes 100, commas alone,
	// which some read as nulls, three or four times that.
	dear = 400
	// reserve is for the long answers of the control plane, and for reading what it is sent, whatever goes on at the APIs.
	reserve = 64 << 20
	// slack is how much more than it needs the process may keep, until it is worth a collection to give it back.
	slack = 256 << 20
)

// Answers are the long answers of the process, whatever API they are of; Arriving are long bodies that are being received, and Reading those
// that have come. They are two, so that no slow client keeps others' bodies from being read. Reserve and ReserveReading are the control plane's.
var (
	Answers  = NewTurns(mostInFlight)
	Arriving = NewTurns(mostArriving)
	Reading  = NewTurns(mostRead)
	Reserve  = NewTurns(reserve)

	ReserveReading = NewTurns(reserve)
)

// CostOf is how much reading a body of so many bytes may cost.
func CostOf(bytes int) int { return dear * bytes }

// busy is how much has a turn. It may be more than what was allocated for it.
func busy() (n int64) {
	for _, t := range []*Turns{Answers, Arriving, Reading, Reserve, ReserveReading} {
		n += t.held.Load()
	}
	return n
}

// Turns bound how many bytes are in flight.
type Turns struct {
	most  int64
	bytes *semaphore.Weighted
	held  atomic.Int64
}

// NewTurns bounds them by most.
func NewTurns(most int64) *Turns { return &Turns{most: most, bytes: semaphore.NewWeighted(most)} }

// Take waits until there is room for so many bytes, or the context ends. free makes the room again.
func (t *Turns) Take(ctx context.Context, bytes int) (free func(), err error) {
	n := min(int64(bytes), t.most)
	if !t.bytes.TryAcquire(n) {
		if err := t.bytes.Acquire(ctx, n); err != nil {
			return nil, err
		}
	}
	t.held.Add(n)
	return func() {
		t.held.Add(-n)
		t.bytes.Release(n)
	}, nil
}

// keeper gives memory back to the system.
type keeper struct {
	mu      sync.Mutex
	needed  int64 // what the process had after that was done last, besides what had a turn
	has     func() int64
	busy    func() int64
	collect func()
}

var process = keeper{has: resident, busy: busy, collect: debug.FreeOSMemory}

// GiveBack gives back what the process does not need, where that may be much: something large has just been dropped. At its usual pace the
// collector would come minutes later.
func GiveBack() { process.giveBack() }

func (k *keeper) giveBack() {
	if !k.mu.TryLock() {
		return // somebody is at it
	}
	defer k.mu.Unlock()
	if k.has() <= k.needed+k.busy()+slack {
		return
	}
	k.collect()
	k.needed = max(0, k.has()-k.busy())
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
