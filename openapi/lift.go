package openapi

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
)

const (
	jsonType      = "application/json"
	formType      = "application/x-www-form-urlencoded"
	multipartType = "multipart/form-data"
)

var errNoField = errors.New("the form has no such field")

// lift takes the text of one field out of a form body. It parses the body itself, because net/http does not look at
// the form of a DELETE. A field that is sent twice counts once, the first time.
func lift(field, contentType string, body []byte) ([]byte, error) {
	if media, params, _ := mime.ParseMediaType(contentType); media == multipartType {
		return liftPart(field, params["boundary"], body)
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, errors.New("the form is not properly escaped")
	}
	texts := form[field]
	if len(texts) == 0 {
		return nil, errNoField
	}
	return []byte(texts[0]), nil
}

func liftPart(field, boundary string, body []byte) ([]byte, error) {
	if boundary == "" {
		return nil, errors.New("the content type names no multipart boundary")
	}
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil, errNoField
		}
		if err != nil {
			return nil, errors.New("the multipart form cannot be read")
		}
		if part.FormName() == field {
			text, err := io.ReadAll(part)
			if err != nil {
				return nil, errors.New("the multipart form ends too early")
			}
			return text, nil
		}
	}
}
