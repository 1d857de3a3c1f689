package mock

import "net/http"

// Handler is one API's handler, for tests that ask it without a network in between.
func (s *Server) Handler(head string) http.Handler {
	return map[string]http.Handler{"code42": s.code42, "pam360": s.pam360}[head]
}
