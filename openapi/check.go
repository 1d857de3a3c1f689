package openapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// filterOptions are shared by all checks and never changed. Who may call is the server's business, not the
// description's; defaults are the handler's.
var filterOptions = &openapi3filter.Options{
	AuthenticationFunc:    openapi3filter.NoopAuthenticationFunc,
	IncludeResponseStatus: true,
	SkipSettingDefaults:   true,
	MultiError:            true,
	SchemaValidationOptions: []openapi3.SchemaValidationOption{
		openapi3.DisableSchemaErrorDetails(),
	},
}

var (
	asRequest  = []openapi3.SchemaValidationOption{openapi3.MultiErrors(), openapi3.DisableSchemaErrorDetails(), openapi3.VisitAsRequest()}
	asResponse = []openapi3.SchemaValidationOption{openapi3.MultiErrors(), openapi3.DisableSchemaErrorDetails(), openapi3.VisitAsResponse()}
)

// CheckRequest checks a request against the operation: parameters, body, types, required members.
//
// A body that travels in a form is lifted out of it first, so that what follows sees JSON. In Lenient mode small
// departures are put right (see Mode); the request then carries what was meant, and forgiven says in words what was
// changed. The body can always be read again afterwards. Its reader also has ValidatedValue() any, the decoded value,
// which generated code binds without decoding a second time.
//
// err is Violations if the request breaks the description, any other error if it could not be read.
func (o *Operation) CheckRequest(r *http.Request, pathParams map[string]string, mode Mode) (forgiven []string, err error) {
	notes, wrong := o.checkParameters(r, pathParams, mode)
	bodyNotes, bodyWrong, err := o.checkBody(r, mode)
	if err != nil {
		return nil, err
	}
	return append(notes, bodyNotes...), append(wrong, bodyWrong...).orNil()
}

func (o *Operation) checkParameters(r *http.Request, pathParams map[string]string, mode Mode) (notes []string, wrong Violations) {
	query := url.Values{}
	if r.URL.RawQuery != "" {
		var err error
		if query, err = url.ParseQuery(r.URL.RawQuery); err != nil {
			return nil, Violations{{"query", "", "is not properly escaped"}}
		}
	}
	changed := false
	input := &openapi3filter.RequestValidationInput{Request: r, PathParams: pathParams, QueryParams: query, Route: o.route, Options: filterOptions}
	for _, p := range o.params {
		if p.In == openapi3.ParameterInQuery && mode == Lenient && dropEmpty(query, p) {
			notes, changed = append(notes, "query "+p.Name+": empty, so taken as absent"), true
		}
		if p.In == openapi3.ParameterInQuery && p.Content != nil {
			read := reader{mode: mode, where: "query", carried: true}
			wrong = append(wrong, read.checkQueryJSON(query, p)...)
			notes, changed = append(notes, read.forgiven...), changed || read.changed || len(read.forgiven) > 0
			continue
		}
		if p.In == openapi3.ParameterInQuery && len(query[p.Name]) > 1 && !takesMany(p) {
			wrong = append(wrong, &Violation{"query", p.Name, "is given more than once"})
			continue
		}
		if err := openapi3filter.ValidateParameter(r.Context(), input, p); err != nil {
			wrong = append(wrong, violations(p.In, p.Name, err)...)
		}
	}
	if changed {
		r.URL.RawQuery = query.Encode()
	}
	return notes, wrong
}

// dropEmpty takes ?flag= for a parameter that was left out, unless empty text is a value of its type.
func dropEmpty(query url.Values, p *openapi3.Parameter) bool {
	values, sent := query[p.Name]
	if !sent || len(values) != 1 || values[0] != "" || p.Required || p.AllowEmptyValue {
		return false
	}
	if p.Schema != nil && (p.Schema.Value.Type == nil || p.Schema.Value.Type.Is(openapi3.TypeString)) {
		return false
	}
	query.Del(p.Name)
	return true
}

// takesMany tells whether a parameter may be repeated. The bound value of any other is one of them; which, is anyone's guess.
func takesMany(p *openapi3.Parameter) bool {
	return p.Schema == nil || p.Schema.Value.Type == nil || p.Schema.Value.Type.Is(openapi3.TypeArray) || p.Schema.Value.Type.Is(openapi3.TypeObject)
}

// checkQueryJSON checks a query parameter that is declared as content: application/json.
func (r *reader) checkQueryJSON(query url.Values, p *openapi3.Parameter) Violations {
	media := p.Content[jsonType]
	texts, sent := query[p.Name]
	switch {
	case !sent && p.Required:
		return Violations{{"query", p.Name, "is required but missing"}}
	case !sent || media == nil || media.Schema == nil:
		return nil
	case len(texts) > 1:
		return Violations{{"query", p.Name, "is given more than once"}}
	}
	value, err := decode([]byte(texts[0]))
	if err != nil {
		return Violations{{"query", p.Name, err.Error()}}
	}
	value = r.read(value, media.Schema.Value, p.Name)
	wrong := append(r.wrong, violations("query", p.Name, media.Schema.Value.VisitJSON(value, asRequest...))...)
	if len(wrong) > 0 && r.mode == Lenient && !p.Required && hollow(value, media.Schema.Value) {
		query.Del(p.Name)
		r.forgiven = append(r.forgiven, "query "+p.Name+": nothing in it, so taken as absent")
		return nil
	}
	if r.changed || len(r.forgiven) > 0 {
		text, err := encode(value)
		if err != nil {
			return Violations{{"query", p.Name, err.Error()}}
		}
		query.Set(p.Name, string(text))
	}
	return wrong
}

func (o *Operation) checkBody(r *http.Request, mode Mode) (notes []string, wrong Violations, err error) {
	declared := o.spec.RequestBody
	if declared == nil {
		if mode == Strict && r.ContentLength > 0 {
			wrong = Violations{{"body", "", "the operation takes no body"}}
		}
		return nil, wrong, nil
	}
	data, err := readBody(r)
	if err != nil {
		return nil, nil, err
	}
	body := incoming{request: r, data: data, mode: mode, optional: !declared.Value.Required, carried: o.form != ""}
	if o.form != "" {
		if reason := body.lift(o.form); reason != "" {
			return body.notes, Violations{{"body", o.form, reason}}, nil
		}
	}
	if len(body.data) == 0 {
		if declared.Value.Required {
			wrong = Violations{{"body", o.form, "is required but missing"}}
		}
		body.replace(nil, nil)
		return body.notes, wrong, nil
	}
	wrong = body.check(o, declared.Value.Content)
	return body.notes, wrong, nil
}

func readBody(r *http.Request) ([]byte, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return nil, nil
	}
	data, err := io.ReadAll(r.Body)
	_ = r.Body.Close() // everything was read, or the reading failed: there is nothing left to lose
	if err != nil {
		return nil, fmt.Errorf("openapi: reading the request body: %w", err)
	}
	rewind(r, data, nil)
	return data, nil
}

// incoming is a request body on its way from what was sent to what is checked.
type incoming struct {
	request *http.Request
	data    []byte
	mode    Mode
	notes   []string
	// optional: there need not be a body.
	optional bool
	carried  bool // see reader
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
	text, err := lift(field, b.request.Header.Get("Content-Type"), b.data)
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
		return Violations{{"body", "", fmt.Sprintf("content type %q is not accepted", media)}}
	case declared.Schema == nil:
		return nil
	case isJSON(media):
		return b.checkJSON(declared.Schema.Value)
	}
	input := &openapi3filter.RequestValidationInput{Request: b.request, Route: o.route, Options: filterOptions}
	err := openapi3filter.ValidateRequestBody(b.request.Context(), input, o.spec.RequestBody.Value)
	rewind(b.request, b.data, nil)
	return violations("body", "", err)
}

func (b *incoming) checkJSON(schema *openapi3.Schema) Violations {
	if text, marked := bytes.CutPrefix(b.data, []byte(mark)); marked && b.mode == Lenient {
		b.data = text
		b.notes = append(b.notes, "body: a byte order mark before the JSON")
	}
	value, err := decode(b.data)
	if err != nil {
		return Violations{{"body", "", err.Error()}}
	}
	read := reader{mode: b.mode, where: "body", carried: b.carried}
	value = read.read(value, schema, "")
	b.notes = append(b.notes, read.forgiven...)
	wrong := append(read.wrong, violations("body", "", schema.VisitJSON(value, asRequest...))...)
	if len(wrong) > 0 && b.mode == Lenient && b.optional && hollow(value, schema) {
		b.notes = append(b.notes, "body: nothing in it, so taken as absent")
		b.replace(nil, nil)
		return nil
	}
	if read.changed || len(read.forgiven) > 0 {
		if b.data, err = encode(value); err != nil {
			return Violations{{"body", "", err.Error()}}
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

// CheckResponse checks a response against the operation: the status must be declared, and headers, content type and
// body must be what is declared for it. r and pathParams are those of the request.
func (o *Operation) CheckResponse(r *http.Request, pathParams map[string]string, status int, h http.Header, body []byte) error {
	declared := o.spec.Responses.Status(status)
	if declared == nil {
		declared = o.spec.Responses.Default()
	}
	if declared == nil {
		return Violations{{"response", "", fmt.Sprintf("status %d is not declared", status)}}
	}
	wrong := o.checkHeaders(r, pathParams, status, h, declared.Value)
	media, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	content := declared.Value.Content
	switch accepted := content.Get(media); {
	case r.Method == http.MethodHead:
	case len(content) == 0 && len(bytes.TrimSpace(body)) > 0:
		wrong = append(wrong, &Violation{"response", "", fmt.Sprintf("status %d is declared without a body", status)})
	case len(content) == 0:
	case media == "" || accepted == nil:
		wrong = append(wrong, &Violation{"response", "", fmt.Sprintf("content type %q is not declared for status %d", media, status)})
	case accepted.Schema == nil:
	case isJSON(media):
		value, err := decode(body)
		if err != nil {
			wrong = append(wrong, &Violation{"response", "", err.Error()})
			break
		}
		wrong = append(wrong, violations("response", "", accepted.Schema.Value.VisitJSON(value, asResponse...))...)
	default: // text or bytes: kin-openapi's decoders for other types are process-global, and a string is all there is
		wrong = append(wrong, violations("response", "", accepted.Schema.Value.VisitJSON(string(body), asResponse...))...)
	}
	return wrong.orNil()
}

// checkHeaders leaves the declared response headers to kin-openapi.
func (o *Operation) checkHeaders(r *http.Request, pathParams map[string]string, status int, h http.Header, declared *openapi3.Response) Violations {
	if len(declared.Headers) == 0 {
		return nil
	}
	options := *filterOptions
	options.ExcludeResponseBody = true
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: pathParams, Route: o.route, Options: &options},
		Status:                 status, Header: h, Options: &options,
	})
	return violations("response", "", err)
}

// mark is the byte order mark. A reader of JSON may pass over it (RFC 8259, section 8.1), and those that begin with bytes mostly do.
const mark = "\ufeff"

// decode reads exactly one JSON value. Numbers keep their digits.
func decode(data []byte) (any, error) {
	switch {
	case bytes.HasPrefix(data, []byte(mark)):
		return nil, errors.New("is not valid JSON: it begins with a byte order mark")
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return nil, errors.New("is not valid UTF-8: it begins with the byte order mark of UTF-16")
	case !utf8.Valid(data):
		return nil, errors.New("is not valid UTF-8")
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("is not valid JSON: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("is not valid JSON: something follows the value")
	}
	return value, nil
}

// encode writes compact JSON and leaves <, > and & alone.
func encode(value any) ([]byte, error) {
	var buf bytes.Buffer
	encoder := json.NewEncoder(&buf)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), err
}

func mediaType(r *http.Request) string {
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return media
}

func isJSON(media string) bool { return media == jsonType || strings.HasSuffix(media, "+json") }

func looksLikeJSON(data []byte) bool {
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(data, []byte(mark)), " \t\r\n")
	return len(trimmed) > 0 && (trimmed[0] == '{' || trimmed[0] == '[')
}
