// Package inputdata reads the vendor's INPUT_DATA parameter as tolerantly as the vendor does: wherever the client
// put it, however it was encoded, and in whatever dialect of JSON it was written.
//
// It is tolerance, not contract: it turns what the vendor accepts into the one form the specification documents, and
// says what it forgave. It validates nothing against a schema, knows no operation and no field below the wrapper
// keys, and never answers a request. Package mock/heads/pam360 may import it, and the tests of the contract kit; nothing
// else has a use for it.
package inputdata

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
)

const (
	parameter = "INPUT_DATA"
	key       = parameter + "="
	blanks    = " \t\r\n"
	mark      = "\ufeff" // the byte order mark that Windows tools begin their files with
)

// Extract finds the text of INPUT_DATA in the query or else in the body, for every method and every content type:
// clients send each combination (kmp-issuer and the vendor's own restore sample put it into the query of a POST or
// PUT; the vendor's password samples send a form as text/json). A body that simply is a JSON object is taken as the
// text itself, which is leniency of ours, not of the vendor's.
//
// The body may be read again afterwards, found or not. A body of more than maxBytes is an *http.MaxBytesError, and
// is spent. With the text in the query the body is not touched at all.
func Extract(r *http.Request, maxBytes int64) (Input, error) {
	inQuery := locate(r.URL.RawQuery, true)
	if inQuery.text != "" || r.Body == nil || r.Body == http.NoBody {
		return Input{Text: inQuery.text, Found: inQuery.found}, nil
	}
	body, err := buffer(r, maxBytes)
	if err != nil {
		return Input{}, err
	}
	in, err := fromBody(r.Header.Get("Content-Type"), body)
	in.Found = in.Found || inQuery.found
	return in, err
}

// Input is what Extract found.
type Input struct {
	Text  string
	Found bool
	// Raw: the text stood in the body as it is, where a form encoder would have escaped it. In a query braces may stand
	// unescaped; in a part of an upload they must.
	Raw bool
}

// Without is the raw query without its INPUT_DATA and with everything else as it was. A raw INPUT_DATA may contain
// ampersands, so that url.Values cannot be used to take it out.
func Without(rawQuery string) string {
	at := locate(rawQuery, true)
	before := strings.TrimSuffix(at.before, "&")
	if before == "" || at.after == "" {
		return before + at.after
	}
	return before + "&" + at.after
}

// buffer reads the body and puts it back.
func buffer(r *http.Request, maxBytes int64) ([]byte, error) {
	if r.ContentLength > maxBytes {
		return nil, &http.MaxBytesError{Limit: maxBytes}
	}
	var b bytes.Buffer
	if r.ContentLength > 0 {
		b.Grow(int(min(r.ContentLength, 64<<10)) + bytes.MinRead) // believe the header only so far
	}
	if _, err := b.ReadFrom(http.MaxBytesReader(nil, r.Body, maxBytes)); err != nil {
		return nil, fmt.Errorf("request body: %w", err)
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{bytes.NewReader(b.Bytes()), r.Body}
	return b.Bytes(), nil
}

func fromBody(contentType string, body []byte) (Input, error) {
	if boundary := boundaryOf(contentType); boundary != "" && bytes.Contains(body, []byte("--"+boundary)) {
		text, found, err := fromParts(multipart.NewReader(bytes.NewReader(body), boundary))
		return Input{Text: text, Found: found}, err
	}
	text := strings.TrimLeft(string(body), blanks+mark)
	if strings.HasPrefix(text, "{") {
		return Input{text, true, true}, nil
	}
	at := locate(text, false)
	return Input{at.text, at.found, at.raw}, nil
}

func boundaryOf(contentType string) string {
	if !strings.Contains(contentType, "boundary") {
		return ""
	}
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	return params["boundary"]
}

// fromParts reads INPUT_DATA from an upload, where it is an ordinary part and never percent-encoded.
func fromParts(parts *multipart.Reader) (text string, found bool, err error) {
	for {
		part, err := parts.NextPart()
		if err == io.EOF { // bare: an upload cut short is an error that wraps it
			return "", false, nil
		}
		if err != nil {
			return "", false, fmt.Errorf("multipart body: %w", err)
		}
		if part.FormName() != parameter {
			continue
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return "", false, fmt.Errorf("multipart body: %w", err)
		}
		return string(content), true, nil
	}
}

// place is where INPUT_DATA stands in a query or form: its text, decoded, and what stands around it, raw.
type place struct {
	before, text, after string
	found, raw          bool
}

// locate finds the parameter. Text that begins with a brace was never form-encoded (every form encoder escapes the
// brace), so in a body it is taken as it is: to decode it would turn the plus in a password into a blank. In a query
// valid percent escapes are decoded all the same, since a blank cannot stand there in any other way, and since
// URL libraries that follow the WHATWG leave braces alone and escape quotes; a plus stays a plus.
func locate(raw string, query bool) place {
	start := begin(raw)
	if start < 0 {
		return place{before: raw}
	}
	at := place{before: raw[:start], found: true}
	value := raw[start+len(key):]
	object := strings.TrimLeft(value, blanks+mark)
	if !strings.HasPrefix(object, "{") {
		value, at.after, _ = strings.Cut(value, "&")
		at.text = unescape(value, true)
		return at
	}
	at.text, at.raw = object, true
	if query || strings.HasPrefix(object, "{%22") || strings.HasPrefix(object, "{%27") {
		at.text = unescape(object, false)
	}
	if !strings.Contains(object, "&") {
		return at
	}
	// An ampersand is either part of the object or ends it. If the text cannot be read as an object, all of it is
	// handed on: Parse will say why.
	if end, ok := objectEnd(at.text); ok && end < len(at.text) {
		rawEnd := end
		if len(at.text) != len(object) {
			rawEnd = escapedLen(object, end)
		}
		if object[rawEnd] == '&' {
			at.text, at.after = at.text[:end], object[rawEnd+1:]
		}
	}
	return at
}

// begin is the offset of the first parameter named INPUT_DATA, or -1.
func begin(raw string) int {
	if strings.HasPrefix(raw, key) {
		return 0
	}
	if i := strings.Index(raw, "&"+key); i >= 0 {
		return i + 1
	}
	return -1
}

// unescape decodes percent escapes, and the form's plus if asked to. What is no valid escape stays as it is: real
// clients send a bare percent sign.
func unescape(s string, form bool) string {
	if !strings.Contains(s, "%") && !(form && strings.Contains(s, "+")) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case isEscape(s, i):
			b.WriteByte(unhex(s[i+1])<<4 | unhex(s[i+2]))
			i += 2
		case form && s[i] == '+':
			b.WriteByte(' ')
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// escapedLen is how many bytes of s unescape to its first n decoded bytes.
func escapedLen(s string, n int) int {
	i := 0
	for ; n > 0; n-- {
		if isEscape(s, i) {
			i += 2
		}
		i++
	}
	return i
}

func isEscape(s string, i int) bool {
	return s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2])
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	default:
		return c - 'a' + 10
	}
}
