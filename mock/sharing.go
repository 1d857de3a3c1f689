package mock

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/understudy/understudy/mock/internal/head"
)

// handler answers on a head's port: the head itself, or another that shares the port, for the paths that are its own.
func (s *Server) handler(owner string) http.Handler {
	var first http.Handler
	var guests []served
	for _, h := range s.heads {
		switch owner {
		case h.Name:
			first = h.Server
		case h.On:
			guests = append(guests, h)
		}
	}
	if len(guests) == 0 {
		return first
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, guest := range guests {
			if guest.Own(r.URL.Path) {
				guest.ServeHTTP(w, r)
				return
			}
		}
		first.ServeHTTP(w, r)
	})
}

// checkSharing refuses heads of which one on a port would answer what is in the specification of another, unless that one's entry
// says so.
func checkSharing(heads []served) error {
	for _, h := range heads {
		owner := slices.IndexFunc(heads, func(other served) bool { return other.Name == h.On && other.On == "" })
		if (h.On == "") != (h.Address != "") || h.On != "" && (owner < 0 || len(h.Paths) == 0) {
			return fmt.Errorf("%s: a head has an address, or paths on the port of a head that has one", h.Name)
		}
		for _, op := range h.Document.Operations {
			if by := answeredBy(h, heads, op.Path); by != h.Name && !slices.Contains(h.Yields, op.Path) {
				return fmt.Errorf("%s: %s %s would be answered by %s, which shares its port; if that is meant, Yields must name the path", h.Name, op.Method, op.Path, by)
			}
		}
	}
	return nil
}

// answeredBy is who answers at least one of the paths of a template of a head: first come, first served, as in handler.
func answeredBy(h served, heads []served, template string) string {
	port := func(of head.Head) string {
		if of.On != "" {
			return of.On
		}
		return of.Name
	}
	for _, guest := range heads {
		if guest.On == "" || port(guest.Head) != port(h.Head) {
			continue
		}
		if guest.Name == h.Name && guest.Own(template) {
			return h.Name
		}
		if guest.Name != h.Name && guest.Takes(template) {
			return guest.Name
		}
	}
	return port(h.Head)
}
