package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"

	"github.com/understudy/understudy/openapi"
)

// reasonHeader is where a mock says why it refused, for the person reading the failure.
const reasonHeader = "X-Understudy-Reason"

// Response is an answer. Its methods end the test, with what was asked and
// answered, when the answer is not what they are asked for.
type Response struct {
	tb       TB
	target   *Target
	op       *openapi.Operation // nil where the request met none
	redactor *Redactor
	asked    string
	status   int
	header   http.Header
	body     []byte
	read     any // from a body of JSON that has been read already
}

// Status demands one of the status codes.
func (r *Response) Status(want ...int) *Response {
	r.tb.Helper()
	if !slices.Contains(want, r.status) {
		r.Fatalf("status %d, want %v", r.status, want)
	}
	return r
}

// T is the test that asked.
func (r *Response) T() TB { return r.tb }

// StatusCode is the status without a demand.
func (r *Response) StatusCode() int { return r.status }

// Header is the first value of a header, "" if there is none.
func (r *Response) Header(name string) string { return r.header.Get(name) }

// Text is the body as it is.
func (r *Response) Text() string { return string(r.body) }

// Bytes is the body as it is.
func (r *Response) Bytes() []byte { return bytes.Clone(r.body) }

// Refusal is the name of the schema that the document gives refusals of the
// operation that was asked; "" where the request met none.
func (r *Response) Refusal() string {
	r.tb.Helper()
	if r.op == nil {
		return ""
	}
	call, err := r.target.call(r.op.ID)
	if err != nil {
		r.target.broke(r.tb, "the specification: %v", err)
	}
	return call.Refusal
}

// JSON is the body, which must be one JSON value.
func (r *Response) JSON() Value {
	r.tb.Helper()
	if r.read != nil {
		return Value{at: "body", from: r, v: r.read, exists: true}
	}
	decoder := json.NewDecoder(bytes.NewReader(r.body))
	decoder.UseNumber()
	var v any
	err := decoder.Decode(&v)
	if err == nil {
		if _, more := decoder.Token(); more != io.EOF {
			err = fmt.Errorf("something follows the JSON value")
		}
	}
	if err != nil {
		r.Fatalf("the body is not JSON: %v", err)
	}
	return Value{at: "body", from: r, v: v, exists: true}
}

// At is a part of the JSON body; see [Value.At].
func (r *Response) At(path ...any) Value {
	r.tb.Helper()
	return r.JSON().At(path...)
}

// Fatalf ends the test, quoting the exchange without its secrets.
func (r *Response) Fatalf(format string, args ...any) {
	r.tb.Helper()
	text := fmt.Sprintf("%s: %s", r.asked, fmt.Sprintf(format, args...))
	if reason := r.Header(reasonHeader); reason != "" {
		text += "\n\treason: " + reason
	}
	text = r.redactor.Clean(text) + fmt.Sprintf("\n\tstatus: %d\n\tbody: ", r.status)
	r.tb.Fatalf("%s%s", text, excerpt(r.redactor.Clean(string(r.body))))
}
