package pam360

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestALongAnswerIsNotReadToItsEnd, whether it is announced or not.
func TestALongAnswerIsNotReadToItsEnd(t *testing.T) {
	t.Parallel()
	for _, length := range []int64{-1, 11} {
		body := strings.NewReader(strings.Repeat("x", 1000))
		_, err := readAnswer(&http.Response{StatusCode: 200, ContentLength: length, Body: io.NopCloser(body)}, 10)
		var wrong *AnswerError
		require.ErrorAs(t, err, &wrong)
		assert.Equal(t, "the body is longer than 10 bytes", wrong.Reason)
		assert.GreaterOrEqual(t, body.Len(), 1000-11)
	}
	text, err := readAnswer(&http.Response{ContentLength: -1, Body: io.NopCloser(strings.NewReader("0123456789"))}, 10)
	require.NoError(t, err)
	assert.Len(t, text, 10)
}
