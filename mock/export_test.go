package mock

import (
	"net/http"

	"github.com/understudy/understudy/mock/internal/store"
)

// Handler is what answers on one API's port, for tests that ask it without a network in between.
func (s *Server) Handler(head string) http.Handler { return s.handler(head) }

// OpenPort opens a further port of an API while the server runs, and returns where it is.
func (s *Server) OpenPort(name, address, head string) (string, error) {
	opened, err := s.ports.open(name, address, s.handler(head))
	if err != nil {
		return "", err
	}
	return opened.url(), nil
}

// CountRows counts the rows that the default tenant reads from now on.
func (s *Server) CountRows() *store.Tally {
	tally := &store.Tally{}
	for _, part := range s.tenants.Default().Parts {
		part.World.(interface{ Count(*store.Tally) }).Count(tally)
	}
	return tally
}
