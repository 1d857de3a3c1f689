package openapi

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestJSONWithAByteOrderMarkIsTakenOrRefusedByThatName: a file that a Windows tool has written begins with one.
func TestJSONWithAByteOrderMarkIsTakenOrRefusedByThatName(t *testing.T) {
	t.Parallel()
	op := operation(t, "createBook")
	for _, contentType := range []string{"application/json", "text/plain", ""} {
		r := jsonRequest("\ufeff{\"title\":\"Emma\"}")
		r.Header.Set("Content-Type", contentType)
		forgiven, err := op.CheckRequest(r, nil, Lenient)
		require.NoError(t, err, contentType)
		assert.Contains(t, forgiven, "body: a byte order mark before the JSON")
		assert.Equal(t, `{"title":"Emma"}`, bodyOf(t, r))
	}
	_, err := op.CheckRequest(jsonRequest("\ufeff{\"title\":\"Emma\"}"), nil, Strict)
	require.ErrorContains(t, err, "body: is not valid JSON: it begins with a byte order mark")
	for _, mode := range []Mode{Lenient, Strict} {
		for _, body := range []string{"\xff\xfe{\x00}\x00", "\xfe\xff\x00{\x00}"} {
			_, err = op.CheckRequest(jsonRequest(body), nil, mode)
			require.ErrorContains(t, err, "it begins with the byte order mark of UTF-16")
		}
	}
	_, err = op.CheckResponse(jsonRequest(""), nil, http.StatusCreated, http.Header{"Content-Type": {"application/json"}}, []byte("\ufeff{}"))
	require.ErrorContains(t, err, "byte order mark")
}
