package engine

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/memory"
)

// A long body has two turns. One is for its bytes, while they arrive: how long that takes, the client decides. The other is for what is made
// of them, which is many times as much, so shorter ones need it too, and depends on nobody else. Both end before the answer is sent, or waits
// for its own turn.

// drainLimit is how much of a body that is not taken is read and thrown away, so that the client is still there to read the refusal.
const drainLimit = 64 << 20

// readBody takes the whole body. Where that fails, validate says so: by then Tidy has taken out of the path what the journal
// must not show, and the vendor knows which operation it is refusing.
func (s *Server) readBody(ex *Exchange) error {
	r := ex.Request
	if r.Body == nil || r.Body == http.NoBody || r.ContentLength == 0 {
		r.Body = http.NoBody
		return nil
	}
	sent := r.Body
	body, err := s.receive(ex)
	if err == nil {
		r.Body, r.ContentLength = io.NopCloser(body), int64(body.Len())
		return nil
	}
	ex.endBody()
	r.Body, r.ContentLength, ex.unread = http.NoBody, 0, err
	var refused *fail.Error
	if errors.As(err, &refused) {
		_, _ = io.Copy(io.Discard, io.LimitReader(sent, drainLimit))
	} else {
		ex.unread = fail.New(fail.Invalid, "", "Malformed request").Because("the body could not be read: %v", err)
	}
	return nil
}

// receive reads a body, and waits for its turns where it is long.
func (s *Server) receive(ex *Exchange) (*bytes.Buffer, error) {
	r, body := ex.Request, new(bytes.Buffer)
	if r.ContentLength > s.MaxBody {
		return nil, s.tooLong()
	}
	if r.ContentLength > 0 {
		body.Grow(int(min(r.ContentLength, memory.LongBody)) + bytes.MinRead)
	}
	most := s.MaxBody + 1
	if _, err := body.ReadFrom(io.LimitReader(r.Body, min(memory.LongBody, most))); err != nil {
		return nil, err
	}
	if body.Len() >= memory.LongBody && most > memory.LongBody {
		size := most // of one that does not say how long it is
		if r.ContentLength > 0 {
			size = r.ContentLength
		}
		if err := ex.takeSpace(s.Arriving, int(size), memory.LongBody); err != nil {
			return nil, err
		}
		body.Grow(int(size) - body.Len() + bytes.MinRead)
		if _, err := body.ReadFrom(io.LimitReader(r.Body, most-memory.LongBody)); err != nil {
			return nil, err
		}
	}
	switch {
	case int64(body.Len()) > s.MaxBody:
		return nil, s.tooLong()
	case body.Len() >= memory.DearBody:
		return body, ex.takeSpace(s.Reading, memory.CostOf(body.Len()), memory.DearBody)
	}
	return body, nil
}

func (s *Server) tooLong() error {
	return fail.New(fail.TooLarge, "", "Request body too large").Because("the body is over the limit of %d bytes", s.MaxBody)
}

// takeSpace waits for room for a long body; one of less than so many bytes needs none.
func (ex *Exchange) takeSpace(turns *memory.Turns, size, long int) error {
	free, err := ex.waitFor(turns, size)
	if err != nil {
		return noRoom("Too many long requests").
			Because("there is no room for another long body: so many are being received or read at once; one of less than %d bytes needs none", long)
	}
	ex.space = append(ex.space, free)
	return nil
}

// endBody drops a long body and what was made of it, and makes room for others.
func (ex *Exchange) endBody() {
	if ex.space != nil { // also where the turns have ended
		ex.Request.Body, ex.Request.GetBody = http.NoBody, nil
		ex.makeSpace()
	}
}

// makeSpace ends the turns of the body.
func (ex *Exchange) makeSpace() {
	for _, free := range ex.space {
		free()
	}
	ex.space = ex.space[:0]
}
