package openapi

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
)

// Coverage counts what of a description exchanges have used: statuses, parameters, content types, and members of answers. It holds
// names of the description and numbers, and nothing that was sent. It is safe for concurrent use, and its size is bounded by the
// description's.
type Coverage struct {
	document *Document
	counts   []atomic.Pointer[[]atomic.Uint64] // by operation, then by point
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

// Point is one thing that a description declares of an operation, and how many exchanges used it.
type Point struct {
	Aspect Aspect
	Name   string // "200" or "4XX"; "query limit", "body title"; "request application/json", "200 application/json"; "books[].id"
	Times  uint64
}

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
	return &Coverage{document: d, counts: make([]atomic.Pointer[[]atomic.Uint64], len(d.Operations))}
}

// Count counts an exchange of the operation. What is not declared does not count. The request's body is read, where it was not checked before.
func (c *Coverage) Count(op *Operation, x Exchanged) {
	points := op.points()
	counts := c.counts[op.index].Load()
	if counts == nil {
		fresh := make([]atomic.Uint64, len(points.list))
		c.counts[op.index].CompareAndSwap(nil, &fresh)
		if counts = c.counts[op.index].Load(); counts == nil { // forgotten meanwhile
			return
		}
	}
	mark := func(at int, declared bool) {
		if declared {
			(*counts)[at].Add(1)
		}
	}
	status := points.status(x.Status)
	mark(points.find(AspectStatus, status))
	mark(points.find(AspectType, status+" "+plainType(x.Type)))
	if x.Refused || x.Status >= http.StatusBadRequest {
		return
	}
	for _, at := range points.paths {
		mark(at, true)
	}
	for pair := range strings.SplitSeq(x.Request.URL.RawQuery, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(name); err == nil && name != "" {
			mark(points.find(AspectParameter, "query "+plain))
		}
	}
	for _, name := range points.headers {
		if x.Request.Header.Get(name) != "" {
			mark(points.find(AspectParameter, "header "+name))
		}
	}
	if points.body != nil {
		media := plainType(x.Request.Header.Get("Content-Type"))
		if op.form != "" && media != "" { // which may have been lifted out of its form
			media = formType
		}
		mark(points.find(AspectType, "request "+media))
		points.body.mark(op.sent(x.Request), mark)
	}
	if x.Body != nil {
		points.answer.mark(x.Body, mark)
	}
}

// Forget begins anew.
func (c *Coverage) Forget() {
	for i := range c.counts {
		c.counts[i].Store(nil)
	}
}

// Points are all that the description declares of the operation, by aspect and then by name, with what was counted.
func (c *Coverage) Points(op *Operation) []Point {
	list := append([]Point(nil), op.points().list...)
	if counts := c.counts[op.index].Load(); counts != nil {
		for i := range list {
			list[i].Times = (*counts)[i].Load()
		}
	}
	return list
}

// sent is the request's body as JSON, nil where it is none.
func (o *Operation) sent(r *http.Request) any {
	if known, ok := r.Body.(interface{ ValidatedValue() any }); ok {
		return known.ValidatedValue()
	}
	if r.Body == nil || r.Body == http.NoBody {
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
	if json.Unmarshal(data, &value) != nil {
		return nil
	}
	return value
}

func plainType(header string) string {
	media, _, _ := strings.Cut(header, ";")
	return strings.ToLower(strings.TrimSpace(media))
}

// status is the name under which a status is declared.
func (p *operationPoints) status(status int) string {
	name := strconv.Itoa(status)
	if _, declared := p.find(AspectStatus, name); declared {
		return name
	}
	if class := name[:1] + "XX"; len(name) == 3 {
		if _, declared := p.find(AspectStatus, class); declared {
			return class
		}
	}
	return "default"
}
