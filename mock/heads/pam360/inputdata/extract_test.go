package inputdata

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	form   = "application/x-www-form-urlencoded"
	object = `{"operation":{"Details":{"PASSWORD":"a&b+c%d;e=f}g","REASON":"it's due"}}}`
)

func request(method, query, contentType, body string) *http.Request {
	r := &http.Request{
		Method:        method,
		URL:           &url.URL{Path: "/restapi/json/v1/resources", RawQuery: query},
		Header:        http.Header{},
		Body:          io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body)),
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return r
}

func extract(r *http.Request, maxBytes int64) (Input, error) {
	return Extract(r, r.URL.RawQuery, maxBytes)
}

func TestExtractFromBody(t *testing.T) {
	t.Parallel()
	encoded := url.Values{parameter: {object}}.Encode()
	for name, c := range map[string]struct{ body, want string }{
		"encoded":                  {encoded, object},
		"encoded between others":   {"USERNAME=x&" + encoded + "&AUTHTOKEN=y", object},
		"encoded with %20":         {strings.ReplaceAll(encoded, "+", "%20"), object},
		"encoded, lower-case hex":  {"INPUT_DATA=%7b%22a%22%3a1%7d", `{"a":1}`},
		"encoded, name and all":    {"INPUT%5FDATA=%7B%7D", "{}"},
		"twice":                    {"INPUT_DATA=a&INPUT_DATA=b", "a"},
		"raw":                      {`INPUT_DATA={"a":"b;c=d"}`, `{"a":"b;c=d"}`},
		"raw behind a blank":       {`` + "\nINPUT_DATA= {}", " {}"},
		"raw before others":        {"INPUT_DATA={}&AUTHTOKEN=x", "{}"},
		"raw after others":         {"AUTHTOKEN=x&INPUT_DATA={}", "{}"},
		"raw, a plus":              {`INPUT_DATA={"a":"b+c"}`, `{"a":"b c"}`},
		"raw, a valid escape":      {`INPUT_DATA={"PASSWORD":"a%41+"}`, `{"PASSWORD":"aA "}`},
		"raw, an ampersand":        {`INPUT_DATA={"a":"b&c"}`, `{"a":"b`},
		"raw with escaped quotes":  {"INPUT_DATA={%22PASSWORD%22:%22a+%41%22}", `{"PASSWORD":"a A"}`},
		"raw Python dict":          {`INPUT_DATA={'R': "it's"}&X=1`, `{'R': "it's"}`},
		"raw with a trailing line": {"INPUT_DATA={\"a\":1}\n", "{\"a\":1}\n"},
		"empty":                    {"INPUT_DATA=", ""},
		"no object":                {"INPUT_DATA=a+b&c=d", "a b"},
	} {
		for _, contentType := range []string{form, "text/json", "application/json; charset=utf-8", "", "multipart/form-data; boundary=x"} {
			for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
				t.Run(name+"/"+contentType+"/"+method, func(t *testing.T) {
					t.Parallel()
					r := request(method, "AUTHTOKEN=x", contentType, c.body)
					in, err := extract(r, 1<<20)
					require.NoError(t, err)
					assert.True(t, in.Found)
					assert.False(t, in.InQuery)
					assert.Equal(t, c.want, in.Text)
					again, err := io.ReadAll(r.Body)
					require.NoError(t, err)
					assert.Equal(t, c.body, string(again), "the body must be readable afterwards")
				})
			}
		}
	}
}

// TestWhatNoFormDecoderCanReadIsAnError: a guess would store another value than the vendor does.
func TestWhatNoFormDecoderCanReadIsAnError(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]error{
		"INPUT_DATA=%7B%22a%22:%2250%%22%7D": errPercent, `INPUT_DATA={"a":"50%"}`: errPercent, "INPUT_DATA=%2": errPercent, "INPUT_DATA=%zz": errPercent,
		object: errJSON, " \n{}": errJSON, "\ufeff" + object: errMark, "\ufeffINPUT_DATA={}": errMark,
	} {
		_, err := extract(request(http.MethodPost, "", form, body), 1<<20)
		require.ErrorIs(t, err, want, body)
	}
	_, err := extract(request(http.MethodGet, `INPUT_DATA={"a":"50%"}`, "", ""), 1<<20)
	require.ErrorIs(t, err, errPercent)
}

func TestExtractFromQuery(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ query, want string }{
		"encoded":                {url.Values{parameter: {object}}.Encode(), object},
		"encoded between others": {"a=1&" + url.Values{parameter: {object}}.Encode() + "&b=2", object},
		"raw":                    {`INPUT_DATA={"a":"b;c=d"}`, `{"a":"b;c=d"}`},
		"raw between others":     {"a=%20&INPUT_DATA={}&b=%26", "{}"},
		"raw, cut":               {`INPUT_DATA={"a":"&}"}&AUTHTOKEN=x`, `{"a":"`},
		"braces kept, as by URL": {"INPUT_DATA={%22a%22:%22x+y%20z%26%22}&b=2", `{"a":"x y z&"}`},
		"unquoted":               {"INPUT_DATA={operation:{Details:{fileType:CERTFILE}}}&AUTHTOKEN=x", `{operation:{Details:{fileType:CERTFILE}}}`},
		"an escaped ampersand":   {`INPUT_DATA={"a":1}%26b=2&c=3`, `{"a":1}&b=2`},
		"empty, nothing in body": {"INPUT_DATA=&a=1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut} {
				in, err := extract(request(method, c.query, "", ""), 1<<20)
				require.NoError(t, err)
				assert.True(t, in.Found)
				assert.Equal(t, c.want, in.Text)
			}
		})
	}
}

func TestExtractPrefersTheQueryAndLeavesTheBodyAlone(t *testing.T) {
	t.Parallel()
	r := request(http.MethodPost, "INPUT_DATA=%7B%7D", form, "")
	r.Body = io.NopCloser(cutReader{})
	in, err := extract(r, 1)
	require.NoError(t, err)
	assert.True(t, in.Found)
	assert.Equal(t, "{}", in.Text)
}

func TestExtractFallsBackFromAnEmptyQueryParameter(t *testing.T) {
	t.Parallel()
	in, err := extract(request(http.MethodPost, "INPUT_DATA=", form, "INPUT_DATA={}"), 100)
	require.NoError(t, err)
	assert.True(t, in.Found)
	assert.Equal(t, "{}", in.Text)
}

func TestExtractFindsNothing(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]*http.Request{
		"nothing at all": {Method: http.MethodGet, URL: &url.URL{}, Header: http.Header{}},
		"no body":        {Method: http.MethodGet, URL: &url.URL{RawQuery: "a=1"}, Header: http.Header{}, Body: http.NoBody},
		"other fields":   request(http.MethodPost, "XINPUT_DATA=1", form, "USERNAME=x&MY_INPUT_DATA=%7B%7D"),
		"other bytes":    request(http.MethodPost, "", "application/octet-stream", "\x30\x82\x00"),
		"other parts":    request(http.MethodPost, "", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=File\r\n\r\nINPUT_DATA={}\r\n--b--\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in, err := extract(r, 1<<20)
			require.NoError(t, err)
			assert.False(t, in.Found)
			assert.Empty(t, in.Text)
		})
	}
}

func TestExtractFromMultipart(t *testing.T) {
	t.Parallel()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	file, err := w.CreateFormFile("CSR", "app.csr")
	require.NoError(t, err)
	_, err = io.WriteString(file, "-----BEGIN CERTIFICATE REQUEST-----\r\nINPUT_DATA={}\r\n")
	require.NoError(t, err)
	require.NoError(t, w.WriteField(parameter, object))
	require.NoError(t, w.Close())

	r := request(http.MethodPost, "", w.FormDataContentType(), body.String())
	in, err := extract(r, 1<<20)
	require.NoError(t, err)
	assert.True(t, in.Found)
	assert.Equal(t, object, in.Text)
	upload, header, err := r.FormFile("CSR")
	require.NoError(t, err, "the upload must be readable afterwards")
	require.NoError(t, upload.Close())
	assert.Equal(t, "app.csr", header.Filename)
}

func TestExtractRefusesBrokenMultipart(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"--b\r\nContent-Disposition: form-data; name=File\r\n\r\ncut", "--b\r\nContent-Disposition: form-data; name=INPUT_DATA\r\n\r\n{"} {
		in, err := extract(request(http.MethodPost, "", "multipart/form-data; boundary=b", body), 1<<20)
		require.ErrorContains(t, err, "multipart body: ")
		assert.False(t, in.Found)
	}
}

func TestExtractRefusesALongBody(t *testing.T) {
	t.Parallel()
	for name, length := range map[string]int64{"length announced": 13, "length unknown": -1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for limit, fits := range map[int64]bool{12: false, 13: true} {
				r := request(http.MethodPost, "", form, "INPUT_DATA={}")
				r.ContentLength = length
				in, err := extract(r, limit)
				var tooLong *http.MaxBytesError
				if fits {
					require.NoError(t, err)
				} else {
					require.ErrorAs(t, err, &tooLong)
					assert.Equal(t, limit, tooLong.Limit)
				}
				assert.Equal(t, fits, in.Found)
			}
		})
	}
}

func TestExtractReportsABrokenBody(t *testing.T) {
	t.Parallel()
	r := request(http.MethodPost, "", form, "")
	r.Body = io.NopCloser(cutReader{})
	_, err := extract(r, 100)
	require.ErrorIs(t, err, errCut)
}

var errCut = errors.New("connection cut")

type cutReader struct{}

func (cutReader) Read([]byte) (int, error) { return 0, errCut }

func FuzzExtract(f *testing.F) {
	f.Add("", form, []byte("INPUT_DATA="+object+"&x=1"))
	f.Add("a=1&INPUT_DATA={%22a%22:1}&b", "text/json", []byte(object))
	f.Add("INPUT_DATA=%7B+%7D", "multipart/form-data; boundary=b", []byte("--b\r\nContent-Disposition: form-data; name=INPUT_DATA\r\n\r\n{}\r\n--b--\r\n"))
	f.Add("INPUT_DATA={%26&%2", "", []byte(" {"))
	f.Fuzz(func(t *testing.T, query, contentType string, body []byte) {
		const limit = 1 << 10
		r := request(http.MethodPost, query, contentType, string(body))
		in, err := extract(r, limit)
		text := in.Text
		if !in.Found {
			require.Empty(t, text)
		}
		if errors.Is(err, errPercent) || errors.Is(err, errJSON) || errors.Is(err, errMark) {
			return
		}
		if err == nil {
			again, err := io.ReadAll(r.Body)
			require.NoError(t, err)
			require.Equal(t, string(body), string(again), "the body has changed")
		} else if len(body) > limit {
			var tooLong *http.MaxBytesError
			require.ErrorAs(t, err, &tooLong)
		}
		// The oracle is Go's own decoder, which minds semicolons and so does not see them.
		if !strings.HasPrefix(contentType, "multipart") && !strings.Contains(query, parameter) && err == nil && in.Found {
			decoded, _ := url.ParseQuery(strings.ReplaceAll(strings.TrimLeft(string(body), blanks), ";", "%3B"))
			require.Equal(t, decoded.Get(parameter), text)
		}

		// Whatever a form encoder wrote comes back to the byte, from the query and from the body.
		sent := url.Values{parameter: {text}, "Z": {"{&}"}}.Encode()
		for _, r := range []*http.Request{request(http.MethodGet, "A=b&"+sent, "", ""), request(http.MethodPost, "", "text/json", "A=b&"+sent)} {
			got, err := extract(r, 1<<20)
			require.NoError(t, err)
			require.True(t, got.Found)
			require.Equal(t, text, got.Text)
		}
	})
}
