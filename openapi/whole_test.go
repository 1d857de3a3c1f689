package openapi

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAnIntegerValuedNumberIsAnIntegerHoweverItIsWritten: so says JSON Schema. Nothing is forgiven.
func TestAnIntegerValuedNumberIsAnIntegerHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"500": "500", "500.0": "500", "5e2": "500", "5E+2": "500", "5.0e2": "500", "0.5e3": "500", "50000e-2": "500", "500.000": "500", "-5e2": "-500",
		"0": "0", "-0": "-0", "0.0": "0", "0e999999999999": "0", "0e-99999999999": "0", "9223372036854775807.0": "9223372036854775807", "12.5e1": "125",
		"0.5": "", "5e-1": "", "1e-999999999": "", "12.34e1": "", "1e-99999999999999999999": "",
	} {
		got, ok := whole(json.Number(text))
		assert.Equal(t, want, got.String(), text)
		assert.Equal(t, want != "", ok, text)
		r := jsonRequest(`{"title":"x","shelf":` + text + `}`)
		for _, mode := range []Mode{Lenient, Strict} {
			forgiven, err := operation(t, "createBook").CheckRequest(r, nil, mode)
			assert.Empty(t, forgiven, text)
			if want == "" && !strings.HasPrefix(text, "1e-9") { // to kin-openapi that is 0, and what binds it refuses it
				assert.ErrorContains(t, err, "body shelf: ", text)
			}
		}
	}
	for _, long := range []string{"1e19", "9223372036854775808.0", "1e999999999", "1e99999999999999999999", strings.Repeat("9", 400) + ".0"} {
		got, ok := whole(json.Number(long))
		assert.True(t, ok, long)
		assert.Less(t, len(got), 450)
		_, err := operation(t, "createBook").CheckRequest(jsonRequest(`{"title":"x","shelf":`+long+`}`), nil, Lenient)
		assert.Error(t, err, long)
	}
	r := jsonRequest(`{"title":"x","shelf":4e0}`)
	_, err := operation(t, "createBook").CheckRequest(r, nil, Strict)
	require.NoError(t, err)
	assert.Equal(t, `{"shelf":4,"title":"x"}`, bodyOf(t, r), "as Go reads it")
}

// TestABoundIsToldInDigits, not as 1e+06.
func TestABoundIsToldInDigits(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "1000000", plain(1e6))
	assert.Equal(t, "1000001", quote(1000001.0))
	assert.Equal(t, "0.25", plain(0.25))
}
