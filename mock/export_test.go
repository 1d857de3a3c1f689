package mock

import "net/http"

// Handler is what answers on one API's port, for tests that ask it without a network in between.
func (s *Server) Handler(head string) http.Handler { return s.handler(head) }
