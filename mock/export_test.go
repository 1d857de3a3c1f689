package mock

import (
	"net/http"
	"reflect"

	"github.com/understudy/understudy/mock/internal/listen"
	"github.com/understudy/understudy/mock/internal/store"
	"github.com/understudy/understudy/mock/internal/story"
)

// NewAtTestDay is New for tests that do not serve, by the same clock as Start.
func NewAtTestDay(opts Options) (*Server, error) { return New(opts.atTestDay()) }

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

// CountRows counts the rows that tenants, those that there are, read from now on.
func (s *Server) CountRows() *store.Tally {
	tally := &store.Tally{}
	for _, t := range s.tenants.All() {
		for _, part := range t.Parts() {
			part.World.(interface{ Count(*store.Tally) }).Count(tally)
		}
	}
	return tally
}

// OpenPorts is how many ports there are, and WaitForPorts waits for those that are closing.
func (s *Server) OpenPorts() int {
	s.ports.mu.Lock()
	defer s.ports.mu.Unlock()
	return len(s.ports.all)
}

// WaitForPorts must not be called while forks end.
func (s *Server) WaitForPorts() { s.ports.closing.Wait() }

// BoundFurtherPorts makes room for fewer ports of forks than there are descriptors for.
func (s *Server) BoundFurtherPorts(n int) {
	s.ports.shares.Further, s.ports.further = n, listen.NewSlots(n)
}

// Fork makes a fork without asking the control plane.
func (s *Server) Fork() (name string, err error) {
	t, err := s.fork(ForkOptions{})
	if err != nil {
		return "", err
	}
	return t.Name, nil
}

// WorldType is the shape of a world file.
var WorldType = reflect.TypeFor[worldFile]()

// FieldsOf are a struct's fields, and those of the structs in it that have no key of their own.
var FieldsOf = fieldsOf

// Worlds are the states of the default tenant, by the names of the worlds.
func (s *Server) Worlds() map[string]any {
	all := map[string]any{}
	for i, part := range s.tenants.Default().Parts() {
		all[worlds[i].name] = part.World
	}
	return all
}

// Played are the stories that the worlds have.
func (s *Server) Played() []story.Played { return s.tenants.firm.played }
