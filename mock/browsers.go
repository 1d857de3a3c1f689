package mock

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/understudy/understudy/mock/internal/fail"
)

// browsers decides what web pages may do at the APIs' ports. A page of any site can make a browser send a form to localhost; what
// writes is therefore refused unless the page came from the port itself, or from an origin that was allowed. Programs send neither
// Origin nor Sec-Fetch-Site, and are not concerned.
//
// Any Host is answered, unlike on the control plane: a container is asked for by names that nobody told it. So a page whose own name
// was made to point here (DNS rebinding) counts as the port's own. It needs credentials like everybody else, and finds made-up data.
type browsers struct {
	allowed []string
	check   *http.CrossOriginProtection
}

func newBrowsers(origins []string) (*browsers, error) {
	b := &browsers{allowed: origins, check: http.NewCrossOriginProtection()}
	for _, origin := range origins {
		u, err := url.Parse(origin)
		if err != nil || u.Host == "" || u.User != nil || origin != strings.ToLower(u.Scheme+"://"+u.Host) {
			return nil, fmt.Errorf("cors %q is no origin as browsers write it, such as http://localhost:3000: lower case, no path, no slash at the end", origin)
		}
		if err := b.check.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("cors: %w", err)
		}
	}
	return b, nil
}

// guard refuses what a page of another site may not do, in the words of the API.
func (b *browsers) guard(r *http.Request) error {
	if isPreflight(r) && !b.allows(r) {
		return fail.New(fail.Forbidden, "", "Forbidden").WithStatus(http.StatusForbidden).Because("a page of another site asks whether it may call; --cors says which may")
	}
	if b.check.Check(r) != nil {
		return fail.New(fail.Forbidden, "", "Forbidden").WithStatus(http.StatusForbidden).Because("a page of another site may not write here; --cors says which may")
	}
	return nil
}

func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != ""
}

func (b *browsers) allows(r *http.Request) bool {
	return slices.Contains(b.allowed, r.Header.Get("Origin"))
}

// handler lets pages of the allowed origins read what an API answers, and answers what their browsers ask beforehand. An origin is
// named, never all of them: a browser takes "*" for no answer where a page sends credentials.
func (b *browsers) handler(api http.Handler) http.Handler {
	if len(b.allowed) == 0 {
		return api
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Add("Vary", "Origin") // also for those that get nothing: a cache must not give one origin's answer to another
		if !b.allows(r) {
			api.ServeHTTP(w, r)
			return
		}
		h.Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
		h.Set("Access-Control-Allow-Credentials", "true")
		if !isPreflight(r) {
			h.Set("Access-Control-Expose-Headers", "Retry-After, X-Understudy-Drift, X-Understudy-Forgave, X-Understudy-Reason")
			api.ServeHTTP(w, r)
			return
		}
		h.Add("Vary", "Access-Control-Request-Method, Access-Control-Request-Headers")
		h.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE")
		if asked := r.Header.Get("Access-Control-Request-Headers"); asked != "" {
			h.Set("Access-Control-Allow-Headers", asked)
		}
		h.Set("Access-Control-Max-Age", "600")
		w.WriteHeader(http.StatusNoContent)
	})
}
