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
	MultiError:            true,
	SkipSettingDefaults:   true,
	SchemaValidationOptions: []openapi3.SchemaValidationOption{
		openapi3.DisableSchemaErrorDetails(),
	},
}

// firstOnly is for values of which each may be wrong.
var firstOnly = func() *openapi3filter.Options {
	options := *filterOptions
	options.MultiError = false
	return &options
}()

var (
	asRequest  = []openapi3.SchemaValidationOption{openapi3.DisableSchemaErrorDetails(), openapi3.VisitAsRequest()}
	asResponse = []openapi3.SchemaValidationOption{openapi3.DisableSchemaErrorDetails(), openapi3.VisitAsResponse()}
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
	forgiven, _, err = o.checkRequest(r, pathParams, mode)
	return forgiven, err
}

// checkRequest also counts the values that were looked at, each time that they were.
func (o *Operation) checkRequest(r *http.Request, pathParams map[string]string, mode Mode) (forgiven []string, steps int, err error) {
	notes, wrong, steps := o.checkParameters(r, pathParams, mode)
	if declared := o.spec.RequestBody; declared != nil {
		bodyNotes, bodyWrong, bodySteps, err := o.checkBody(r, declared.Value, mode)
		if err != nil {
			return nil, steps, err
		}
		notes, wrong, steps = append(notes, bodyNotes...), append(wrong, bodyWrong...), steps+bodySteps
	} else if r.ContentLength > 0 && mode == Strict {
		wrong = append(wrong, &Violation{Where: "body", Reason: "the operation takes no body"})
	} else if r.ContentLength > 0 {
		notes = append(notes, "body: ignored, as the operation takes none")
	}
	return notes, steps, wrong.orNil()
}

func (o *Operation) checkParameters(r *http.Request, pathParams map[string]string, mode Mode) (notes []string, wrong Violations, steps int) {
	query := url.Values{}
	if r.URL.RawQuery != "" {
		var err error
		if query, err = url.ParseQuery(r.URL.RawQuery); err != nil {
			return nil, Violations{{Where: "query", Reason: queryReason(err)}}, 0
		}
	}
	if wrong := o.longParameters(r, query, pathParams); len(wrong) > 0 {
		return nil, wrong, 0
	}
	notes, wrong = o.undocumented(query, mode)
	changed := false
	input := &openapi3filter.RequestValidationInput{Request: r, PathParams: pathParams, QueryParams: query, Route: o.route, Options: filterOptions}
	for _, p := range o.params {
		if p.In == openapi3.ParameterInQuery && mode == Lenient && dropEmpty(query, p) {
			notes, changed = append(notes, "query "+p.Name+": empty, so taken as absent"), true
		}
		if p.In == openapi3.ParameterInQuery && p.Content != nil {
			read := reader{mode: mode, where: "query", carried: true}
			wrong = append(wrong, read.checkQueryJSON(query, p)...)
			steps += read.steps
			notes, changed = append(notes, read.forgiven...), changed || read.changed
			continue
		}
		if p.In == openapi3.ParameterInQuery && len(query[p.Name]) > 1 && !takesMany(p) {
			wrong = append(wrong, &Violation{Where: "query", Field: p.Name, Reason: "is given more than once"})
			continue
		}
		if p.In == openapi3.ParameterInQuery {
			read := reader{mode: mode, where: "query"}
			read.readQuery(query, p)
			notes, wrong, changed = append(notes, read.forgiven...), append(wrong, read.wrong...), changed || read.changed
		}
		if p.In == openapi3.ParameterInHeader && len(r.Header.Values(p.Name)) > 1 && !takesMany(p) {
			if mode == Strict {
				wrong = append(wrong, &Violation{Where: "header", Field: p.Name, Reason: "is given more than once"})
				continue
			}
			notes = append(notes, "header "+p.Name+" is given more than once, and the first value taken")
		}
		if input.Options = filterOptions; takesMany(p) {
			input.Options = firstOnly
		}
		if err := openapi3filter.ValidateParameter(r.Context(), input, p); err != nil {
			wrong = append(wrong, violations(p.In, p.Name, err)...)
		}
	}
	if changed {
		r.URL.RawQuery = query.Encode()
	}
	return notes, wrong, steps
}

// queryReason tells a query that is too long for its parser from one that it cannot read.
func queryReason(err error) string {
	var escape url.EscapeError
	if errors.As(err, &escape) {
		return "is not properly escaped"
	}
	return "cannot be read: " + err.Error()
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

// check validates what was read.
func (r *reader) check(value any, schema *openapi3.Schema, root string) Violations {
	found, steps := checkValue(r.where, root, value, schema, asRequest)
	r.steps += steps
	return append(r.wrong, found...)
}

// checkQueryJSON checks a query parameter that is declared as content: application/json.
func (r *reader) checkQueryJSON(query url.Values, p *openapi3.Parameter) Violations {
	media := p.Content[jsonType]
	texts, sent := query[p.Name]
	switch {
	case !sent && p.Required:
		return Violations{{Where: "query", Field: p.Name, Reason: "is required but missing"}}
	case !sent || media == nil || media.Schema == nil:
		return nil
	case len(texts) > 1:
		return Violations{{Where: "query", Field: p.Name, Reason: "is given more than once"}}
	}
	data := []byte(texts[0])
	value, written, err := decode(data)
	if err != nil {
		return Violations{unreadable("query", p.Name, err)}
	}
	if wrong := longTexts("query", data, value, p.Name); wrong != nil {
		return wrong
	}
	r.repeated(data, written, value, media.Schema.Value, p.Name)
	value = r.read(value, media.Schema.Value, &place{name: p.Name})
	wrong := r.check(value, media.Schema.Value, p.Name)
	if len(wrong) > 0 && r.mode == Lenient && !p.Required && hollow(value, media.Schema.Value) {
		query.Del(p.Name)
		r.forgiven, r.changed = append(r.forgiven, "query "+p.Name+": nothing in it, so taken as absent"), true
		return nil
	}
	if r.changed {
		text, err := encode(value)
		if err != nil {
			return Violations{{Where: "query", Field: p.Name, Reason: err.Error()}}
		}
		query.Set(p.Name, string(text))
	}
	return wrong
}

// CheckResponse checks a response against the operation: the status must be declared, and headers, content type and
// body must be what is declared for it. r and pathParams are those of the request. read is what a body of JSON says, if it was
// read, so that nobody has to do it again.
func (o *Operation) CheckResponse(r *http.Request, pathParams map[string]string, status int, h http.Header, body []byte) (read any, err error) {
	declared := o.spec.Responses.Status(status)
	if declared == nil {
		declared = o.spec.Responses.Default()
	}
	if declared == nil {
		return nil, Violations{{Where: "response", Reason: fmt.Sprintf("status %d is not declared", status), Rule: RuleStatus}}
	}
	var wrong Violations
	content := func(format string, args ...any) {
		wrong = append(wrong, &Violation{Where: "response", Reason: fmt.Sprintf(format, args...), Rule: RuleContent})
	}
	media, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	switch accepted := declared.Value.Content.Get(media); {
	case r.Method == http.MethodHead:
	case len(declared.Value.Content) == 0 && len(bytes.TrimSpace(body)) > 0:
		content("status %d is declared without a body", status)
	case len(declared.Value.Content) == 0:
	case media == "" || accepted == nil:
		content("content type %q is not declared for status %d", media, status)
	case accepted.Schema == nil:
	case isJSON(media):
		value, _, err := decode(body)
		read = value
		if err != nil {
			content("%v", err)
			break
		}
		wrong = append(wrong, checkAnswer(value, accepted.Schema.Value)...)
	default: // text or bytes: kin-openapi's decoders for other types are process-global, and a string is all there is
		wrong = append(wrong, checkAnswer(string(body), accepted.Schema.Value)...)
	}
	wrong = append(wrong, o.checkHeaders(r, pathParams, status, h, declared.Value)...)
	return read, wrong.orNil()
}

// checkHeaders leaves the declared response headers to kin-openapi.
func (o *Operation) checkHeaders(r *http.Request, pathParams map[string]string, status int, h http.Header, declared *openapi3.Response) Violations {
	if len(declared.Headers) == 0 {
		return nil
	}
	var wrong Violations
	for name, header := range declared.Headers {
		if header.Value.Required && h.Get(name) == "" {
			wrong = append(wrong, &Violation{Where: "response", Reason: fmt.Sprintf("response header %q missing", name), Rule: RuleHeader, Place: name})
		}
	}
	if len(wrong) > 0 {
		return wrong
	}
	options := *filterOptions
	options.ExcludeResponseBody = true
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: pathParams, Route: o.route, Options: &options},
		Status:                 status, Header: h, Options: &options,
	})
	wrong = violations("response", "", err)
	for _, one := range wrong {
		one.Rule = RuleHeader
	}
	return wrong
}

// mark is the byte order mark. A reader of JSON may pass over it (RFC 8259, section 8.1), and those that begin with bytes mostly do.
const mark = "\ufeff"

// decode reads exactly one JSON value. Numbers keep their digits. written is how many members its objects have in the text, where one may
// be there twice.
func decode(data []byte) (value any, written int, err error) {
	switch {
	case bytes.HasPrefix(data, []byte(mark)):
		return nil, 0, errors.New("is not valid JSON: it begins with a byte order mark")
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return nil, 0, errors.New("is not valid UTF-8: it begins with the byte order mark of UTF-16")
	case !utf8.Valid(data):
		return nil, 0, errors.New("is not valid UTF-8")
	}
	written, tooDeep := measure(data)
	if tooDeep {
		return nil, 0, errTooDeep
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return nil, 0, fmt.Errorf("is not valid JSON: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, 0, errors.New("is not valid JSON: something follows the value")
	}
	return value, written, nil
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
