package engine

import (
	"context"
	"net/http"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/memory"
)

// How long an answer is going to be, nobody knows before it is made, and while it is made it takes a few times as much memory. So the last
// one of the operation in the same tenant tells: after a long answer the next one waits for a turn before it is made. That is a guess, so it
// waits for so long and then goes on. An answer that is long once it is made is refused if there is no room for it in the same time: others
// may be read by nobody.

// mostWait is how long an answer waits for its turn.
const mostWait = 10 * time.Second

// long is a long answer of an operation.
type long struct {
	tenant uint64
	size   int
}

// tenant is the number of the tenant, 0 where nobody has signed in.
func (ex *Exchange) tenant() uint64 {
	if ex.Tenant == nil {
		return 0
	}
	return ex.Tenant.Number()
}

// foresee waits for a turn where the last answer was long.
func (ex *Exchange) foresee() error {
	last := ex.route.last.Load()
	if last == nil || last.tenant != ex.tenant() {
		return nil
	}
	_ = ex.takeTurn(last.size)
	return ex.Request.Context().Err()
}

// waitFor waits for room for something long, for so long as the server waits for that.
func (ex *Exchange) waitFor(turns *memory.Turns, size int) (free func(), err error) {
	ctx, end := context.WithTimeout(ex.Request.Context(), ex.server.Wait)
	defer end()
	return turns.Take(ctx, size)
}

// noRoom refuses what found none.
func noRoom(text string) *fail.Error {
	return fail.New(fail.TooMany, "", text).WithStatus(http.StatusServiceUnavailable)
}

// takeTurn waits for a turn where the answer is long; once is enough. What it was asked with has been checked by then, and most of what that
// took is garbage: so it keeps nobody else's body from being read.
func (ex *Exchange) takeTurn(size int) error {
	if size < memory.Long || ex.room != nil {
		return nil
	}
	ex.makeSpace()
	room, err := ex.waitFor(ex.server.Turns, size)
	if gone := ex.Request.Context().Err(); err != nil && gone != nil {
		return gone
	}
	if err != nil {
		return noRoom("Too many long answers").
			Because("there is no room for an answer of %d bytes: so many long ones are being sent at once, and somebody reads theirs slowly", size)
	}
	ex.room = room
	return nil
}

// said remembers how long an answer was.
func (r *route) said(tenant uint64, size int) {
	last := r.last.Load()
	switch mine := last != nil && last.tenant == tenant; {
	case size >= memory.Long && !(mine && last.size == size):
		r.last.Store(&long{tenant, size})
	case size < memory.Long && mine:
		r.last.CompareAndSwap(last, nil)
	}
}

// done ends the turns that have not ended, and gives back what the request and its answer took.
func (ex *Exchange) done() {
	long := ex.room != nil || ex.space != nil
	ex.endBody()
	if ex.room != nil {
		ex.room()
	}
	if long {
		memory.GiveBack()
	}
}
