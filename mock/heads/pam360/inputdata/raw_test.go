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
		"INPUT_DATA={%22a%22:1}":                 true,
		"a=b&INPUT_DATA=%7B%7D":                  false,
		url.Values{parameter: {object}}.Encode(): false,
		"INPUT_DATA=":                            false,
		"--b\r\nContent-Disposition: form-data; name=INPUT_DATA\r\n\r\n{}\r\n--b--\r\n": false,
	} {
		in, err := extract(request(http.MethodPost, "", "multipart/form-data; boundary=b", body), 1<<20)
		require.NoError(t, err)
		assert.True(t, in.Found, body)
		assert.Equal(t, raw, in.Raw, body)
	}
	in, err := extract(request(http.MethodGet, "INPUT_DATA={%22a%22:1}", "", ""), 1<<20)
	require.NoError(t, err)
	assert.False(t, in.Raw, "URL libraries leave braces alone")
}

// TestAByteOrderMarkIsRefusedByThatName: org.json takes it for what is no brace. A file that a Windows tool has written begins with one.
func TestAByteOrderMarkIsRefusedByThatName(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"\ufeff{}", " \r\n\ufeff{}"} {
		_, _, err := Parse(text, "Details")
		require.ErrorContains(t, err, "byte order mark")
	}
	got, _, err := Parse(`{"a":"\ufeffb"}`, "Details")
	require.NoError(t, err)
	assert.Equal(t, `{"a":"\ufeffb"}`, string(got), "in a text it is a character")
}
