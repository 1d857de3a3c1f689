package openapi

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestANameThatIsGivenTwiceInJSONIsToldOrRefused: the last value counts, and which was meant is anyone's guess.
func TestANameThatIsGivenTwiceInJSONIsToldOrRefused(t *testing.T) {
	t.Parallel()
	const taken = " is given more than once, and the last value taken"
	for sent, told := range map[string]string{
		`{"title":"x","title":"y"}`:                                    `body: "title"`,
		`{"title":"x","t\u0069tle":"y"}`:                               `body: "title"`,
		`{"title":"x","authors":[{"name":"A"},{"name":"B","name":1}]}`: `body authors[1]: "name"`,
		`{"title":"x","labels":{"a":1,"a":2}}`:                         `body labels: "a"`,
		`{"title":"a:b","note":"\"x\":","labels":{"a":1,"b":2}}`:       "",
		`{"title":"x","shelf":1,"labels":{"shelf":1}}`:                 "",
	} {
		notes, err := operation(t, "createBook").CheckRequest(jsonRequest(sent), nil, Lenient)
		require.NoError(t, err, sent)
		_, err = operation(t, "createBook").CheckRequest(jsonRequest(sent), nil, Strict)
		if told == "" {
			assert.Empty(t, notes, sent)
			assert.NoError(t, err, sent)
			continue
		}
		assert.Contains(t, notes, told+taken, sent)
		where, name, _ := strings.Cut(told, ": ")
		assert.ErrorContains(t, err, where+": has "+name+" more than once", sent)
	}
}

// TestRepeatedNamesThatAreToldAreBounded: a request may have thousands.
func TestRepeatedNamesThatAreToldAreBounded(t *testing.T) {
	t.Parallel()
	var many strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&many, `"n%d":1,"n%[1]d":1,`, i)
	}
	notes, _, err := operation(t, "createBook").checkRequest(jsonRequest(`{"title":"x","labels":{`+many.String()+`"z":1}}`), nil, Lenient)
	require.NoError(t, err)
	assert.Len(t, notes, mostForgiven)
}

// TestAFieldThatIsInAFormTwiceIsToldOrRefused: the first one counts.
func TestAFieldThatIsInAFormTwiceIsToldOrRefused(t *testing.T) {
	t.Parallel()
	part := func(text string) string {
		return "--b\r\nContent-Disposition: form-data; name=\"PAYLOAD\"\r\n\r\n" + text + "\r\n"
	}
	for media, body := range map[string]string{
		formType:                       `PAYLOAD={"bookId":7}&PAYLOAD={"bookId":8}`,
		multipartType + "; boundary=b": part(`{"bookId":7}`) + part(`{"bookId":8}`) + "--b--\r\n",
	} {
		ask := func(mode Mode) (*http.Request, []string, error) {
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
			r.Header.Set("Content-Type", media)
			notes, err := operation(t, "createLoan").CheckRequest(r, nil, mode)
			return r, notes, err
		}
		r, notes, err := ask(Lenient)
		require.NoError(t, err, media)
		assert.Equal(t, []string{"body PAYLOAD is given more than once, and the first value taken"}, notes)
		assert.Equal(t, `{"bookId":7}`, bodyOf(t, r))
		_, _, err = ask(Strict)
		assert.EqualError(t, err, "body PAYLOAD: is given more than once", media)
	}
}
