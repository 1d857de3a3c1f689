// Package hostile plays servers that mean no good, for the tests of the clients, and says what an error may look like that they lead to.
// It is no part of a client: only tests import it.
package hostile

import (
	"net/http"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// RoundTrip answers requests in a server's stead.
type RoundTrip func(*http.Request) (*http.Response, error)

// RoundTrip makes it a transport.
func (f RoundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// OneLine asserts that there is an error, and that its text is shorter than most and can be printed as one line.
func OneLine(t *testing.T, err error, most int) {
	t.Helper()
	require.Error(t, err)
	assert.Less(t, len(err.Error()), most)
	assert.False(t, strings.ContainsFunc(err.Error(), func(r rune) bool { return !unicode.IsPrint(r) }), "%.200q", err.Error())
}
