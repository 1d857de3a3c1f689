package openapi

import "strings"

// Unserved is an operation that the vendor has and this server has not.
type Unserved struct {
	ID     string `json:"operationId"`
	Family string `json:"family"`
	Method string `json:"method"`
	Path   string `json:"path"` // a template; what is behind a question mark tells several operations of one path apart
	Reason string `json:"reason"`
}

// FindUnserved returns the operation which is not served that a request is for, if one is known.
func (d *Document) FindUnserved(method, path string) (Unserved, bool) {
	parts := segments(path)
	for _, u := range d.Unserved {
		template, _, _ := strings.Cut(u.Path, "?")
		if wanted := segments(template); u.Method == method && len(wanted) == len(parts) && fits(wanted, parts) {
			return u, true
		}
	}
	return Unserved{}, false
}
