package pam360

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/client/internal/hostile"
)

// answering is a client whose server answers everything with one body.
func answering(t *testing.T, status int, body io.Reader) *Client {
	t.Helper()
	api, err := New("https://pam.example", "TOKEN-1", WithClient(&http.Client{Transport: hostile.RoundTrip(func(r *http.Request) (*http.Response, error) {
		header := http.Header{"Content-Type": {"application/json"}}
		return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(body), ContentLength: -1, Request: r}, nil
	})}))
	require.NoError(t, err)
	return api
}

// endless never ends, and counts.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '\x1b'
	}
	e.read += len(p)
	return len(p), nil
}

func TestAnErrorAnswerIsReadUpToABound(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 401, 500, 502, statusFiltered} {
		body := &endless{}
		_, err := answering(t, status, body).DeleteResourceWithResponse(t.Context(), "1", nil)
		var refused *OperationError
		require.ErrorAs(t, err, &refused)
		assert.Equal(t, status, refused.HTTPStatus)
		assert.LessOrEqual(t, body.read, 2*maxErrorBody)
		hostile.OneLine(t, err, 2000)
	}
}

func TestARefusalIsOneShortLineAndKeepsABoundedText(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 400} {
		for _, name := range []string{"GET PASSWORD", "Authentication", strings.Repeat(`\u001b`, 100_000)} {
			body := `{"operation":{"name":"` + name + `","result":{"status":"Failed","statusCode":99999999999999999999,"message":"é` + strings.Repeat(`é\r\n`, 100_000) + `"}}}`
			_, err := answering(t, status, strings.NewReader(body)).DeleteResourceWithResponse(t.Context(), "1", nil)
			hostile.OneLine(t, err, 2500)
			var refused *OperationError
			require.ErrorAs(t, err, &refused)
			assert.LessOrEqual(t, len(refused.Message), maxErrorText)
			assert.LessOrEqual(t, len(refused.Operation), maxErrorText)
			assert.Zero(t, refused.StatusCode, "a number that no code has is none")
		}
	}
}

// TestAnErrorQuotesABoundedPartOfAnyAnswer, whoever wrote its text: this layer, net/http or encoding/json.
func TestAnErrorQuotesABoundedPartOfAnyAnswer(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("1", 100_000)
	for _, body := range []string{
		`{"operation":{"name":"N","result":{"status":"Success","message":"m"},"Details":` + long + `}}`, "\x1b" + long, `{"\u001b":` + long + `}`,
	} {
		_, err := answering(t, 200, strings.NewReader(body)).GetResourceIdByNameWithResponse(t.Context(), "web-01", nil)
		hostile.OneLine(t, err, 2500)
	}
	_, err := number(long+"\x1b", nil)
	hostile.OneLine(t, err, 1500)

	inner := errors.New("malformed MIME header line: \x1b[31m" + strings.Repeat("x", 1<<20))
	api, err := New("https://pam.example", "TOKEN-1", WithClient(&http.Client{Transport: hostile.RoundTrip(func(*http.Request) (*http.Response, error) {
		return nil, &url.Error{Op: "Get", URL: "https://proxy.example/?token=hunter2", Err: inner}
	})}))
	require.NoError(t, err)
	_, err = api.DeleteResourceWithResponse(t.Context(), "1", nil)
	hostile.OneLine(t, err, 1500)
	assert.ErrorIs(t, err, inner)
	assert.NotContains(t, err.Error(), "hunter2")
}
