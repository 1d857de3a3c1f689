package engine

import "github.com/understudy/understudy/mock/internal/memory"

// How long an answer is going to be, nobody knows before it is made, and while it is made it takes a few times as much memory. So the last
// one of the operation tells: after a long answer the next one takes a turn before it is made, as long as what is said is long.

// takeTurn waits for a turn where the answer is long; once is enough.
func (ex *Exchange) takeTurn(size int) error {
	if size < memory.Long || ex.room != nil {
		return nil
	}
	room, err := memory.Answers.Take(ex.Request.Context(), size)
	ex.room = room
	return err
}

// said remembers how long an answer was.
func (r *route) said(size int) {
	if size < memory.Long {
		size = 0
	}
	if r.long.Load() != int64(size) {
		r.long.Store(int64(size))
	}
}

// done ends a turn, and gives back what the answer took.
func (ex *Exchange) done() {
	if ex.room != nil {
		ex.room()
		memory.GiveBack()
	}
}
