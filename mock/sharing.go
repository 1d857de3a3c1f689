package mock

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

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
		path := r.URL.EscapedPath()
		for _, guest := range guests {
			if guest.Own(path) {
				guest.ServeHTTP(w, r)
				return
			}
		}
		first.ServeHTTP(w, r)
	})
}

var headName = regexp.MustCompile(`^[a-z][a-z0-9]*$`)

// checkHeads refuses a list of heads that cannot be meant.
func checkHeads(list []head.Head) error {
	names, addresses := map[string]head.Head{}, map[string]string{}
	for _, h := range list {
		if _, twice := names[h.Name]; twice || !headName.MatchString(h.Name) || h.Name == controlPort || h.Name == "name" {
			return fmt.Errorf("a head cannot be called %q: a name is lower-case letters and digits, is there once, and is not that of another thing that stands beside the heads", h.Name)
		}
		names[h.Name] = h
	}
	for _, h := range list {
		host, shared := names[h.On]
		switch {
		case h.Open == nil || h.SignsIn == nil:
			return fmt.Errorf("%s: a head needs Open and SignsIn", h.Name)
		case h.On == "" && h.Address == "":
			return fmt.Errorf("%s: a head needs an Address, or On and Paths where it shares the port of another", h.Name)
		case h.On == "" && len(h.Paths) > 0, h.On != "" && h.Address != "":
			return fmt.Errorf("%s: Address is for a head with a port of its own, On and Paths for one that shares another's", h.Name)
		case h.On != "" && (!shared || host.On != ""):
			return fmt.Errorf("%s: On names %q, which is no head with a port of its own", h.Name, h.On)
		case h.On != "" && len(h.Paths) == 0:
			return fmt.Errorf("%s: Paths must say what is its own on the port of %s", h.Name, h.On)
		case h.Address != anyPort && addresses[h.Address] != "":
			return fmt.Errorf("%s: %s is the address of %s", h.Name, h.Address, addresses[h.Address])
		}
		for _, path := range h.Paths {
			if !strings.HasPrefix(path, "/") || strings.HasSuffix(path, "/") {
				return fmt.Errorf("%s: Paths has %q; a path begins with a slash and ends with none", h.Name, path)
			}
		}
		if h.Address != "" {
			addresses[h.Address] = h.Name
		}
	}
	return nil
}

// checkSharing refuses heads of which one on a port would answer what is another's, unless that one's entry says so; and an entry
// that says so of a path which is its own.
func checkSharing(heads []served) error {
	for _, h := range heads {
		paths := slices.Clone(h.Older)
		for _, op := range h.Document.Operations {
			paths = append(paths, op.Path)
		}
		lost := map[string]bool{}
		for _, path := range paths {
			by := answeredBy(h, heads, path)
			lost[path] = by != h.Name
			switch {
			case by == h.Name || slices.Contains(h.Yields, path):
			case h.On == by:
				return fmt.Errorf("%s: %s would be answered by %s, whose port it shares; Paths must have it", h.Name, path, by)
			default:
				return fmt.Errorf("%s: %s would be answered by %s, which shares its port; if that is meant, Yields must name the path", h.Name, path, by)
			}
		}
		for _, path := range h.Yields {
			if !lost[path] {
				return fmt.Errorf("%s: Yields has %s, which is not one of its paths that another head answers", h.Name, path)
			}
		}
	}
	return nil
}

// answeredBy is who answers at least one of the paths of a template of a head: first come, first served, as in handler.
func answeredBy(h served, heads []served, template string) string {
	for _, guest := range heads {
		if guest.On == "" || guest.Port() != h.Port() {
			continue
		}
		if guest.Name == h.Name && guest.Own(template) || guest.Name != h.Name && guest.Takes(template) {
			return guest.Name
		}
	}
	return h.Port()
}
