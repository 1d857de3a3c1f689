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
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
)

const (
	parameter = "INPUT_DATA"
	blanks    = " \t\r\n"
	mark      = "\ufeff" // the byte order mark that Windows tools begin their files with
)

// What stands where a form was expected, and is none.
var (
	errMark    = errors.New("the body begins with a byte order mark, so its first name is not " + parameter)
	errJSON    = errors.New("the body is JSON and no form: there is no " + parameter + " in it")
	errPercent = errors.New("a percent sign in " + parameter + " escapes nothing, so the form cannot be decoded")
)

// Extract finds the text of INPUT_DATA in the query or else in the body, for every method and every content type:
// clients send each combination (kmp-issuer and the vendor's own restore sample put it into the query of a POST or
// PUT; the vendor's password samples send a form as text/json).
//
// Wherever it stands, it is what decoding a form makes of it: a plus is a blank, %41 an A, and an ampersand ends it. A
// client that does not escape gets what it gets from a servlet container, or an error, never a guess. A part of an
// upload is not decoded, by the rules of uploads.
//
// The body may be read again afterwards, found or not. A body of more than maxBytes is an *http.MaxBytesError, and
// is spent. With the text in the query the body is not touched at all. query is the query as it was sent.
func Extract(r *http.Request, query string, maxBytes int64) (Input, error) {
	inQuery, err := field(query)
	if inQuery.Text != "" || err != nil || r.Body == nil || r.Body == http.NoBody {
		inQuery.InQuery, inQuery.Raw = inQuery.Found, false
		return inQuery, err
	}
	body, err := buffer(r, maxBytes)
	if err != nil {
		return Input{}, err
	}
	in, err := fromBody(r.Header.Get("Content-Type"), body)
	in.Found = in.Found || inQuery.Found
	return in, err
}

// Input is what Extract found.
type Input struct {
	Text           string
	Found, InQuery bool
	// Raw: the text begins with a brace as it is, where a form encoder would have escaped it. It is not told of a query,
	// where URL libraries leave braces alone, nor of a part of an upload.
	Raw bool
	// Cut: an ampersand ended the text, and something follows.
	Cut bool
	// Again: the parameter comes again after that, which is not looked at.
	Again bool
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
		return fromParts(multipart.NewReader(bytes.NewReader(body), boundary))
	}
	form := strings.TrimLeft(string(body), blanks)
	in, err := field(form)
	switch {
	case in.Found:
	case strings.HasPrefix(form, mark):
		err = errMark
	case strings.HasPrefix(form, "{"):
		err = errJSON
	}
	return in, err
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
func fromParts(parts *multipart.Reader) (in Input, err error) {
	for {
		part, err := parts.NextPart()
		switch {
		case err == io.EOF, in.Found && err != nil: // bare: an upload cut short is an error that wraps it
			return in, nil
		case err != nil:
			return Input{}, fmt.Errorf("multipart body: %w", err)
		case part.FormName() != parameter:
			continue
		case in.Found:
			in.Again = true
			return in, nil
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return Input{}, fmt.Errorf("multipart body: %w", err)
		}
		in = Input{Text: string(content), Found: true}
	}
}

// field finds the parameter in a form or query, the first of its name.
func field(form string) (Input, error) {
	for more := form != ""; more; {
		var pair string
		pair, form, more = strings.Cut(form, "&")
		name, value, _ := strings.Cut(pair, "=")
		if name, _ = unescape(name); name != parameter {
			continue
		}
		text, ok := unescape(value)
		in := Input{Text: text, Found: true, Cut: more && form != "", Again: has(form)}
		in.Raw = strings.HasPrefix(strings.TrimLeft(value, blanks), "{")
		if !ok {
			return in, errPercent
		}
		return in, nil
	}
	return Input{}, nil
}

// has tells whether the parameter is in a form.
func has(form string) bool {
	for pair := range strings.SplitSeq(form, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if name, _ = unescape(name); name == parameter {
			return true
		}
	}
	return false
}

// unescape decodes as forms are decoded. It is not ok where a percent sign escapes nothing: a servlet container drops the
// whole parameter then.
func unescape(s string) (plain string, ok bool) {
	if !strings.ContainsAny(s, "%+") {
		return s, true
	}
	var b strings.Builder
	b.Grow(len(s))
	ok = true
	for i := 0; i < len(s); i++ {
		switch {
		case isEscape(s, i):
			b.WriteByte(unhex(s[i+1])<<4 | unhex(s[i+2]))
			i += 2
		case s[i] == '+':
			b.WriteByte(' ')
		default:
			ok = ok && s[i] != '%'
			b.WriteByte(s[i])
		}
	}
	return b.String(), ok
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
