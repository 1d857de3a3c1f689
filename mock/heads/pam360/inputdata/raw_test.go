package inputdata

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAnUnescapedObjectWentUnreported: nobody could refuse it who wanted to.
func TestAnUnescapedObjectWentUnreported(t *testing.T) {
	t.Parallel()
	for body, raw := range map[string]bool{
		"INPUT_DATA=" + object:                   true,
		object:                                   true,
		"INPUT_DATA={%22a%22:1}":                 true,
		"a=b&INPUT_DATA=%7B%7D":                  false,
		url.Values{parameter: {object}}.Encode(): false,
		"INPUT_DATA=":                            false,
		"--b\r\nContent-Disposition: form-data; name=INPUT_DATA\r\n\r\n{}\r\n--b--\r\n": false,
	} {
		in, err := Extract(request(http.MethodPost, "", "multipart/form-data; boundary=b", body), 1<<20)
		require.NoError(t, err)
		assert.True(t, in.Found, body)
		assert.Equal(t, raw, in.Raw, body)
	}
	in, err := Extract(request(http.MethodGet, "INPUT_DATA={%22a%22:1}", "", ""), 1<<20)
	require.NoError(t, err)
	assert.False(t, in.Raw, "URL libraries leave braces alone")
}

// TestAByteOrderMarkHidTheInput: a file that a Windows tool has written begins with one.
func TestAByteOrderMarkHidTheInput(t *testing.T) {
	t.Parallel()
	const want = `{"a":"b+c&d"}`
	for _, body := range []string{"\ufeff" + want, "\r\n\ufeff " + want, "INPUT_DATA=\ufeff" + want, "\ufeffINPUT_DATA=" + want, "INPUT_DATA=" + url.QueryEscape("\ufeff"+want)} {
		in, err := Extract(request(http.MethodPost, "", form, body), 1<<20)
		require.NoError(t, err)
		got, _, err := Parse(in.Text, "Details")
		require.NoError(t, err, body)
		assert.Equal(t, want, string(got), body)
	}
}
