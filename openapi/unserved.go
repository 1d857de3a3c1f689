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
	if d.tooLong(path) {
		return found, false
	}
	parts := segments(path)
	var best []string
	for i, u := range d.Unserved {
		wanted := d.unserved[i]
		if u.Method == method && len(wanted) == len(parts) && fits(wanted, parts) && (!ok || moreLiteral(wanted, best)) {
			found, best, ok = u, wanted, true
		}
	}
	return found, ok
}

// indexUnserved cuts the templates once.
func (d *Document) indexUnserved() {
	for _, u := range d.Unserved {
		template, _, _ := strings.Cut(u.Path, "?")
		d.unserved = append(d.unserved, segments(template))
		d.longest = max(d.longest, len(segments(template)))
	}
}
