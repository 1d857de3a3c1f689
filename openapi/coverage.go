package openapi

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
)

// Coverage counts what of a description exchanges have used: statuses, parameters, content types, and members of answers. It holds
// names of the description and numbers, and nothing that was sent. It is safe for concurrent use, and its size is bounded by the
// description's.
type Coverage struct {
	document *Document
	counts   []atomic.Pointer[pointCounts] // by operation
}

// pointCounts are how many exchanges of an operation used each of its points, and behind that, how many were not refused.
type pointCounts []atomic.Uint64

func (p pointCounts) mark(at int, declared bool) {
	if declared {
		p[at].Add(1)
	}
}

// Aspect is what of an operation a point is about.
type Aspect string

// The aspects. Members of a request's body are parameters.
const (
	AspectStatus    Aspect = "status"
	AspectParameter Aspect = "parameter"
	AspectType      Aspect = "type"
	AspectMember    Aspect = "member"
)

// Aspects are all there are.
var Aspects = []Aspect{AspectStatus, AspectParameter, AspectType, AspectMember}

// Used is what exchanges have used of one aspect of an operation, and what not, each sorted. A status is called "200" or "4XX", a
// parameter "query limit" or "body title", a content type "request application/json" or "200 application/json", a member "books[].id".
type Used struct {
	Of      Aspect   `json:"of"`
	Met     []string `json:"met"`
	Missing []string `json:"missing"`
}

// All is how much there is of the aspect.
func (u Used) All() int { return len(u.Met) + len(u.Missing) }

// Exchanged is what there is to count of one exchange.
type Exchanged struct {
	Request *http.Request
	Refused bool // whatever the status is, and always from 400 on: then only the status counts, and the answer's type
	Status  int
	Type    string // the answer's Content-Type
	Body    any    // the answer's, where it was read as JSON
}

// NewCoverage is one in which nothing has been counted.
func NewCoverage(d *Document) *Coverage {
	return &Coverage{document: d, counts: make([]atomic.Pointer[pointCounts], len(d.Operations))}
}

// Count counts an exchange of the operation. What is not declared does not count. The request's body is read, where it was not checked before.
func (c *Coverage) Count(op *Operation, x Exchanged) {
	points := op.points()
	counts := c.counts[op.index].Load()
	if counts == nil {
		fresh := make(pointCounts, len(points.list)+1)
		c.counts[op.index].CompareAndSwap(nil, &fresh)
		if counts = c.counts[op.index].Load(); counts == nil { // forgotten meanwhile
			return
		}
	}
	if status := points.status(x.Status); status != nil {
		counts.mark(status.at, true)
		counts.mark(find(status.types, plainType(x.Type)))
	}
	if x.Refused || x.Status >= http.StatusBadRequest {
		return
	}
	counts.mark(len(points.list), true)
	for _, at := range points.paths {
		counts.mark(at, true)
	}
	for name, at := range points.headers {
		counts.mark(at, len(x.Request.Header[name]) > 0)
	}
	for pair := range strings.SplitSeq(x.Request.URL.RawQuery, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(name); err == nil {
			counts.mark(find(points.query, plain))
		}
	}
	if points.body != nil {
		media := plainType(x.Request.Header.Get("Content-Type"))
		if op.form != "" && media != "" { // which may have been lifted out of its form
			media = formType
		}
		counts.mark(find(points.takes, media))
		points.body.mark(op.sent(x.Request), *counts)
	}
	if x.Body != nil {
		points.answer.mark(x.Body, *counts)
	}
}

// Exercised is how many exchanges of the operation were not refused.
func (c *Coverage) Exercised(op *Operation) uint64 {
	counts := c.counts[op.index].Load()
	if counts == nil {
		return 0
	}
	return (*counts)[len(*counts)-1].Load()
}

// Forget begins anew.
func (c *Coverage) Forget() {
	for i := range c.counts {
		c.counts[i].Store(nil)
	}
}

// Used is what was used of all that the description declares of the operation, by aspect: all of [Aspects], in their order.
func (c *Coverage) Used(op *Operation) []Used {
	list := make([]Used, len(Aspects))
	for i, of := range Aspects {
		list[i] = Used{of, []string{}, []string{}}
	}
	counts := c.counts[op.index].Load()
	for i, point := range op.points().list {
		of := &list[slices.Index(Aspects, point.aspect)]
		if counts != nil && (*counts)[i].Load() > 0 {
			of.Met = append(of.Met, point.name)
			continue
		}
		of.Missing = append(of.Missing, point.name)
	}
	return list
}

// sent is the request's body as JSON or as the fields of a form, nil where it is neither.
func (o *Operation) sent(r *http.Request) any {
	if known, ok := r.Body.(interface{ ValidatedValue() any }); ok {
		return known.ValidatedValue()
	}
	if r.Body == nil || r.ContentLength == 0 {
		return nil
	}
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return nil
	}
	if o.form != "" {
		if data, _, err = lift(o.form, r.Header.Get("Content-Type"), data); err != nil {
			return nil
		}
	}
	var value any
	if json.Unmarshal(data, &value) == nil {
		return value
	}
	fields := map[string]any{}
	if form, err := url.ParseQuery(string(data)); err == nil && mediaType(r) == formType {
		for name := range form {
			fields[name] = nil
		}
	}
	return fields
}

func plainType(header string) string {
	media, _, _ := strings.Cut(header, ";")
	return strings.ToLower(strings.TrimSpace(media))
}

// status is the one that is declared for a status; nil where none is.
func (p *operationPoints) status(status int) *statusPoint {
	for _, name := range []int{status, status / 100, 0} {
		if found := p.statuses[name]; found != nil {
			return found
		}
	}
	return nil
}

func find(points map[string]int, name string) (at int, declared bool) {
	at, declared = points[name]
	return at, declared
}
