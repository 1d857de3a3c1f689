package openapi

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWhatIsNotDocumentedIsToldByNameOrRefused: nobody reads it, so the one who sent it should know.
func TestWhatIsNotDocumentedIsToldByNameOrRefused(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 61)
	for sent, told := range map[string]string{
		`{"title":"x","titel":"y"}`:                      `body: "titel"`,
		`{"title":"x","authors":[{"name":"A","x_y":1}]}`: `body authors[0]: "x_y"`,
		`{"title":"x","labels":{"any":1}}`:               "", // a map's names are data
		`{"title":"x","` + long + `":1}`:                 `body: a name that is no word`,
		`{"title":"x","pa ss\"}}":1}`:                    `body: a name that is no word`,
		`{"title":"x","":1}`:                             `body: ""`,
	} {
		notes, err := operation(t, "createBook").CheckRequest(jsonRequest(sent), nil, Lenient)
		require.NoError(t, err, sent)
		_, err = operation(t, "createBook").CheckRequest(jsonRequest(sent), nil, Strict)
		if told == "" {
			assert.Empty(t, notes, sent)
			assert.NoError(t, err, sent)
			continue
		}
		assert.Equal(t, []string{told + " ignored, as it is not documented"}, notes, sent)
		assert.EqualError(t, err, strings.Replace(told, ": ", ": has ", 1)+", which is not documented", sent)
	}
}

// TestAsManyNamesAsThereAreToldIsBounded: a request may have thousands.
func TestAsManyNamesAsThereAreToldIsBounded(t *testing.T) {
	t.Parallel()
	var members strings.Builder
	query := url.Values{}
	for i := range 1000 {
		fmt.Fprintf(&members, `,"n%d":1`, i)
		query.Set(fmt.Sprint("n", i), "1")
	}
	for _, mode := range []Mode{Lenient, Strict} {
		r := jsonRequest(`{"title":"x"` + members.String() + `}`)
		notes, err := operation(t, "createBook").CheckRequest(r, nil, mode)
		bounded(t, mode, notes, err)
		notes, err = operation(t, "listBooks").CheckRequest(httptest.NewRequest(http.MethodGet, "/books?"+query.Encode(), nil), nil, mode)
		bounded(t, mode, notes, err)
	}
}

func bounded(t *testing.T, mode Mode, notes []string, err error) {
	t.Helper()
	var violations Violations
	if mode == Lenient {
		require.NoError(t, err)
		assert.Len(t, notes, mostForgiven)
		return
	}
	require.ErrorAs(t, err, &violations)
	assert.Len(t, violations, mostViolations)
	assert.Empty(t, notes)
}
