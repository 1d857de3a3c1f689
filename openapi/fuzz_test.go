package openapi

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whatever is sent: no panic, the body is still there, and what was accepted is accepted again, unchanged.
func FuzzCheckRequest(f *testing.F) {
	for _, body := range []string{
		`{"title":"Emma","shelf":"4","authors":[{"name":1}],"labels":{"a":"1"}}`, `{"title":null}`, `[]`, `"x"`, `{`, "", "\xff",
		`{"title":"x","shelf":9223372036854775808}`, `{"title":"x","weight":"1e400"}`, `{"title":"x","weight":1e400}`, `{"title":"x","shelf":-0}`,
		`{"TITLE":"x","Title":"y","shelf":"","authors":{"Name":1},"genre":"NOVEL","labels":{"A":""}}`, `{"o":{}}`,
	} {
		f.Add("application/json", body, true)
		f.Add("", body, false)
	}
	op := operation(f, "createBook")
	f.Fuzz(func(t *testing.T, media, body string, lenient bool) {
		mode := Strict
		if lenient {
			mode = Lenient
		}
		checkTwice(t, op, mode, media, body)
	})
}

func FuzzLift(f *testing.F) {
	const form = "application/x-www-form-urlencoded"
	for _, body := range []string{`PAYLOAD=%7B%22bookId%22%3A7%7D`, `PAYLOAD={"bookId":"7"}`, "PAYLOAD=%", "&&=;", "payload=1", `{"bookId":7}`} {
		f.Add(form, body)
		f.Add("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"PAYLOAD\"\r\n\r\n"+body+"\r\n--b--\r\n")
		f.Add("multipart/form-data; boundary=", body)
	}
	op := operation(f, "createLoan")
	f.Fuzz(func(t *testing.T, media, body string) {
		checkTwice(t, op, Lenient, media, body)
	})
}

func checkTwice(t *testing.T, op *Operation, mode Mode, media, body string) {
	r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader([]byte(body)))
	r.Header.Set("Content-Type", media)
	_, err := op.CheckRequest(r, nil, mode)
	after, readErr := io.ReadAll(r.Body)
	require.NoError(t, readErr)
	assert.EqualValues(t, len(after), r.ContentLength)
	if err != nil {
		var violations Violations
		require.ErrorAs(t, err, &violations)
		return
	}
	assert.True(t, json.Valid(after), "%q", after)
	// The second time it is plain JSON, whatever it was before.
	again := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(after))
	again.Header.Set("Content-Type", r.Header.Get("Content-Type"))
	_, err = op.CheckRequest(again, nil, mode)
	require.NoError(t, err)
	same, readErr := io.ReadAll(again.Body)
	require.NoError(t, readErr)
	assert.Equal(t, string(after), string(same))
}
