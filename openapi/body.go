package openapi

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

func (o *Operation) checkBody(r *http.Request, declared *openapi3.RequestBody, mode Mode) (notes []string, wrong Violations, steps int, err error) {
	data, err := readBody(r)
	if err != nil {
		return nil, nil, 0, err
	}
	body := incoming{request: r, data: data, mode: mode, optional: !declared.Required, carried: o.form != ""}
	if o.form != "" {
		if reason := body.lift(o.form); reason != "" {
			return body.notes, Violations{{Where: "body", Field: o.form, Reason: reason}}, 0, nil
		}
	}
	if len(body.data) == 0 {
		if declared.Required {
			wrong = Violations{{Where: "body", Field: o.form, Reason: "is required but missing"}}
		}
		body.replace(nil, nil)
		return body.notes, wrong, 0, nil
	}
	wrong = body.check(o, declared.Content)
	return body.notes, wrong, body.steps, nil
}

func readBody(r *http.Request) ([]byte, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return nil, nil
	}
	var body bytes.Buffer
	body.Grow(int(max(0, min(r.ContentLength, mostBelieved))) + bytes.MinRead)
	_, err := body.ReadFrom(r.Body)
	_ = r.Body.Close() // everything was read, or the reading failed: there is nothing left to lose
	if err != nil {
		return nil, fmt.Errorf("openapi: reading the request body: %w", err)
	}
	rewind(r, body.Bytes(), nil)
	return body.Bytes(), nil
}

// mostBelieved is how much room is made for a body because its header says so.
const mostBelieved = 4 << 20

// incoming is a request body on its way from what was sent to what is checked.
type incoming struct {
	request *http.Request
	data    []byte
	mode    Mode
	notes   []string
	// optional: there need not be a body.
	optional bool
	carried  bool // see reader
	steps    int
}

// lift replaces a form by the JSON in one of its fields. reason is empty if that worked, or if there is no body.
func (b *incoming) lift(field string) (reason string) {
	media := mediaType(b.request)
	switch {
	case len(b.data) == 0:
		return ""
	case media != formType && media != multipartType && b.mode == Strict:
		return fmt.Sprintf("expected a form, not content type %q", media)
	case media != formType && media != multipartType && looksLikeJSON(b.data):
		b.notes = append(b.notes, "body: JSON taken without its form field "+field)
		b.replace(b.data, nil)
		return ""
	}
	text, times, err := lift(field, b.request.Header.Get("Content-Type"), b.data)
	if times > 1 && b.mode == Strict {
		return "is given more than once"
	}
	if times > 1 {
		b.notes = append(b.notes, "body "+field+" is given more than once, and the first value taken")
	}
	if err != nil {
		switch {
		case errors.Is(err, errNoField) && b.optional && b.mode == Lenient:
			b.notes = append(b.notes, "body: a form without "+field+", so taken as absent")
			b.replace(nil, nil)
			return ""
		case errors.Is(err, errNoField):
			return "is required but missing"
		}
		return err.Error()
	}
	b.replace(bytes.TrimSpace(text), nil)
	return ""
}

// check validates the body in the media type it came in.
func (b *incoming) check(o *Operation, content openapi3.Content) Violations {
	_, takesJSON := content[jsonType]
	media := mediaType(b.request)
	if takesJSON && content.Get(media) == nil && b.mode == Lenient && (media == "" || looksLikeJSON(b.data)) {
		if media != "" {
			b.notes = append(b.notes, fmt.Sprintf("body: JSON sent as content type %q", media))
		}
		media = jsonType
		b.request.Header.Set("Content-Type", jsonType)
	}
	declared := content.Get(media)
	switch {
	case media == "" || declared == nil:
		return Violations{{Where: "body", Field: "", Reason: fmt.Sprintf("content type %q is not accepted", media)}}
	case declared.Schema == nil:
		return nil
	case isJSON(media):
		return b.checkJSON(declared.Schema.Value)
	}
	input := &openapi3filter.RequestValidationInput{Request: b.request, Route: o.route, Options: firstOnly}
	err := openapi3filter.ValidateRequestBody(b.request.Context(), input, o.spec.RequestBody.Value)
	rewind(b.request, b.data, nil)
	return violations("body", "", err)
}

func (b *incoming) checkJSON(schema *openapi3.Schema) Violations {
	if text, marked := bytes.CutPrefix(b.data, []byte(mark)); marked && b.mode == Lenient {
		b.data = text
		b.notes = append(b.notes, "body: a byte order mark before the JSON")
	}
	value, written, err := decode(b.data)
	if err != nil {
		return Violations{unreadable("body", "", err)}
	}
	if wrong := longTexts("body", b.data, value, ""); wrong != nil {
		return wrong
	}
	read := reader{mode: b.mode, where: "body", carried: b.carried}
	read.repeated(b.data, written, value, schema, "")
	value = read.read(value, schema, &place{})
	b.notes = append(b.notes, read.forgiven...)
	wrong := read.check(value, schema, "")
	b.steps += read.steps
	if len(wrong) > 0 && b.mode == Lenient && b.optional && hollow(value, schema) {
		b.notes = append(b.notes, "body: nothing in it, so taken as absent")
		b.replace(nil, nil)
		return nil
	}
	if read.changed {
		if b.data, err = encode(value); err != nil {
			return Violations{{Where: "body", Field: "", Reason: err.Error()}}
		}
	}
	rewind(b.request, b.data, value)
	return wrong
}

// replace makes data the request's body, in JSON.
func (b *incoming) replace(data []byte, value any) {
	b.data = data
	rewind(b.request, data, value)
	if len(data) > 0 {
		b.request.Header.Set("Content-Type", jsonType)
	}
}

// rewind gives the request a body that has not been read yet.
func rewind(r *http.Request, data []byte, value any) {
	r.ContentLength = int64(len(data))
	r.TransferEncoding = nil
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	switch {
	case len(data) == 0:
		r.Body = http.NoBody
	case value == nil:
		r.Body = io.NopCloser(bytes.NewReader(data))
	default:
		r.Body = validated{Reader: bytes.NewReader(data), value: value}
	}
}

// validated is a body whose decoded value is known. Code generated by oapi-codegen asks for it.
type validated struct {
	*bytes.Reader
	value any
}

func (validated) Close() error          { return nil }
func (v validated) ValidatedValue() any { return v.value }
