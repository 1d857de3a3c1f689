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
// the form of a DELETE. Of a field that is sent more than once, the first is taken; times is how often it was.
func lift(field, contentType string, body []byte) (text []byte, times int, err error) {
	if media, params, _ := mime.ParseMediaType(contentType); media == multipartType {
		return liftPart(field, params["boundary"], body)
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, 0, errors.New("the form is not properly escaped")
	}
	texts := form[field]
	if len(texts) == 0 {
		return nil, 0, errNoField
	}
	return []byte(texts[0]), len(texts), nil
}

func liftPart(field, boundary string, body []byte) (text []byte, times int, err error) {
	if boundary == "" {
		return nil, 0, errors.New("the content type names no multipart boundary")
	}
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := parts.NextRawPart()
		switch {
		case times > 0 && err != nil:
			return text, times, nil // the one that counts was there
		case errors.Is(err, io.EOF):
			return nil, 0, errNoField
		case err != nil:
			return nil, 0, errors.New("the multipart form cannot be read")
		case part.FormName() != field:
			continue
		}
		if times++; times > 1 {
			return text, times, nil
		}
		if text, err = io.ReadAll(part); err != nil {
			return nil, 0, errors.New("the multipart form ends too early")
		}
	}
}
