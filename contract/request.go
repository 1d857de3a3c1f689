package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Request is a request in full, for where Get, Post and the like do not reach.
type Request struct {
	Method string
	Path   string // below the session's address, escaped; or an absolute URL, as servers hand out
	Query  Query
	Header http.Header // added to the session's, replacing those of the same name; no values removes one
	// Body is nil, [Raw], [Form], [Multipart], or anything else to be sent as JSON.
	Body any

	// derived: made from the document, so that it says nothing of whether anybody has thought about the operation.
	derived bool
}

// Raw is a body sent as it is. An empty type sends no Content-Type.
type Raw struct {
	Type string
	Text string
}

// Form is an application/x-www-form-urlencoded body.
type Form map[string]string

// Multipart is a multipart/form-data body.
type Multipart struct {
	Fields Form
	Files  []File
}

// File is one file of a [Multipart] body.
type File struct{ Field, Name, Text string }

// boundary is fixed so that the same test sends the same bytes.
const boundary = "understudy-contract-boundary"

func (r Request) build(s *Session, marks Marks) (*http.Request, error) {
	contentType, body, err := encode(r.Body)
	if err != nil {
		return nil, err
	}
	address := r.Path
	if !absolute(address) {
		address = s.baseURL + address
	}
	if query := r.Query.encode(); query != "" {
		address += "?" + query
	}
	sent, err := http.NewRequest(r.Method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	sent.Header = s.header.Clone()
	if contentType != "" {
		sent.Header.Set("Content-Type", contentType)
	}
	for name, values := range r.Header {
		sent.Header[http.CanonicalHeaderKey(name)] = values
	}
	return sent.WithContext(WithMarks(sent.Context(), marks)), nil
}

func absolute(path string) bool {
	return strings.HasPrefix(path, "http://") || strings.HasPrefix(path, "https://")
}

func encode(body any) (contentType string, text []byte, err error) {
	switch b := body.(type) {
	case nil:
		return "", nil, nil
	case Raw:
		return b.Type, []byte(b.Text), nil
	case Form:
		return "application/x-www-form-urlencoded", []byte(b.encode()), nil
	case Multipart:
		return b.encode()
	default:
		text, err = json.Marshal(body)
		return "application/json", text, err
	}
}

func (f Form) encode() string {
	values := url.Values{}
	for name, value := range f {
		values.Set(name, value)
	}
	return values.Encode()
}

func (m Multipart) encode() (string, []byte, error) {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	if err := w.SetBoundary(boundary); err != nil {
		return "", nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(m.Fields)) {
		if err := w.WriteField(name, m.Fields[name]); err != nil {
			return "", nil, err
		}
	}
	for _, file := range m.Files {
		part, err := w.CreateFormFile(file.Field, file.Name)
		if err != nil {
			return "", nil, err
		}
		if _, err := part.Write([]byte(file.Text)); err != nil {
			return "", nil, err
		}
	}
	err := w.Close()
	return w.FormDataContentType(), out.Bytes(), err
}

func (q Query) encode() string {
	values := url.Values{}
	for name, value := range q {
		switch v := value.(type) {
		case nil:
		case []string:
			values[name] = v
		default:
			values.Set(name, fmt.Sprint(v))
		}
	}
	return values.Encode()
}

func merged(queries []Query) Query {
	all := Query{}
	for _, query := range queries {
		maps.Copy(all, query)
	}
	return all
}
