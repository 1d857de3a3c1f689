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

// String names the operation; where a path alone does not tell which of several it is, the family.
func (u Unserved) String() string {
	if strings.Contains(u.Path, "?") {
		return "an operation of the family " + u.Family
	}
	return u.ID + " (family " + u.Family + ")"
}

// FindUnserved returns the operation which is not served that a request is for, if one is known. The path is escaped as it was sent.
// Where several fit, the one with the earliest literal segment is meant, as with those that are served.
func (d *Document) FindUnserved(method, path string) (found Unserved, ok bool) {
	parts := segments(path)
	var best []string
	for _, u := range d.Unserved {
		template, _, _ := strings.Cut(u.Path, "?")
		wanted := segments(template)
		if u.Method == method && len(wanted) == len(parts) && fits(wanted, parts) && (!ok || moreLiteral(wanted, best)) {
			found, best, ok = u, wanted, true
		}
	}
	return found, ok
}
