package openapi

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func jsonRequest(body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return r
}

func formRequest(method string, form url.Values) *http.Request {
	r := httptest.NewRequest(method, "/", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func bodyOf(t testing.TB, r *http.Request) string {
	t.Helper()
	data, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	assert.EqualValues(t, len(data), r.ContentLength)
	return string(data)
}

func TestCheckRequestCoerces(t *testing.T) {
	t.Parallel()
	op := operation(t, "createBook")
	for _, tt := range []struct {
		name, sent, read string
		forgiven         []string
	}{
		{"nothing to do", `{ "title": "Emma", "shelf": 4 }`, `{ "title": "Emma", "shelf": 4 }`, nil},
		{"19 digits are kept", `{"title":"Emma","shelf":9007199254740993123}`, `{"title":"Emma","shelf":9007199254740993123}`, nil},
		{"19 digits as text", `{"title":"Emma","shelf":"9007199254740993123"}`, `{"shelf":9007199254740993123,"title":"Emma"}`,
			[]string{`body shelf: a string read as integer`}},
		{"19 digits beside a coercion", `{"title":1,"shelf":9007199254740993123}`, `{"shelf":9007199254740993123,"title":"1"}`,
			[]string{`body title: a number read as string`}},
		{"number as text", `{"title":"a<b&c","weight":"1.50","lendable":"True"}`, `{"lendable":true,"title":"a<b&c","weight":1.50}`,
			[]string{`body lendable: a string read as boolean`, `body weight: a string read as number`}},
		{"text as boolean", `{"title":true}`, `{"title":"true"}`, []string{`body title: a boolean read as string`}},
		{"inside arrays and objects", `{"title":"x","authors":[{"name":"A"},{"name":2,"born":"1775"}],"shelves":["3",4],"labels":{"a":"1"}}`,
			`{"authors":[{"name":"A"},{"born":1775,"name":"2"}],"labels":{"a":1},"shelves":[3,4],"title":"x"}`,
			[]string{`body authors[1].born: a string read as integer`, `body authors[1].name: a number read as string`,
				`body labels.a: a string read as integer`, `body shelves[0]: a string read as integer`}},
		{"nullable", `{"title":"x","note":null}`, `{"title":"x","note":null}`, nil},
		{"nullable with a number", `{"title":"x","note":5}`, `{"note":"5","title":"x"}`, []string{`body note: a number read as string`}},
		{"null for what is optional", `{"title":"x","shelf":null,"authors":[{"name":"A","born":null}]}`, `{"authors":[{"name":"A"}],"title":"x"}`,
			[]string{`body authors[0].born: null read as left out`, `body shelf: null read as left out`}},
		{"secrets are not repeated", `{"title":"x","adminPassword":123456789012,"pinToken":"99"}`, `{"adminPassword":"123456789012","pinToken":99,"title":"x"}`,
			[]string{`body adminPassword: a number read as string`, `body pinToken: a string read as integer`}},
		{"unknown members stay", `{"title":"x","new":{"a":"1"}}`, `{"title":"x","new":{"a":"1"}}`,
			[]string{`body: "new" ignored, as it is not documented`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := jsonRequest(tt.sent)
			forgiven, err := op.CheckRequest(r, nil, Lenient)
			require.NoError(t, err)
			assert.Equal(t, tt.forgiven, forgiven)
			assert.Implements(t, (*interface{ ValidatedValue() any })(nil), r.Body)
			assert.Equal(t, tt.read, bodyOf(t, r))

			strict := jsonRequest(tt.sent)
			forgiven, err = op.CheckRequest(strict, nil, Strict)
			assert.Empty(t, forgiven)
			if tt.forgiven != nil {
				assert.Error(t, err)
			} else {
				assert.NoError(t, err)
			}
			assert.Equal(t, tt.sent, bodyOf(t, strict))
		})
	}
}

// TestWhatIsDocumentedAsTextTooIsNotForgiven: it is read in either mode, and nothing is reported.
func TestWhatIsDocumentedAsTextTooIsNotForgiven(t *testing.T) {
	t.Parallel()
	for _, mode := range []Mode{Lenient, Strict} {
		r := jsonRequest(`{"title":"x","copies":"3"}`)
		forgiven, err := operation(t, "createBook").CheckRequest(r, nil, mode)
		require.NoError(t, err)
		assert.Empty(t, forgiven)
		assert.JSONEq(t, `{"title":"x","copies":3}`, bodyOf(t, r))

		r = httptest.NewRequest(http.MethodGet, "/books?"+url.Values{"FILTER": {`{"shelf":1,"copies":"3"}`}}.Encode(), nil)
		forgiven, err = operation(t, "listBooks").CheckRequest(r, nil, mode)
		require.NoError(t, err)
		assert.Empty(t, forgiven)
		assert.JSONEq(t, `{"shelf":1,"copies":3}`, r.URL.Query().Get("FILTER"))

		_, err = operation(t, "createBook").CheckRequest(jsonRequest(`{"title":"x","copies":"three"}`), nil, mode)
		require.Error(t, err)
	}
}

func TestCheckRequestRefuses(t *testing.T) {
	t.Parallel()
	op := operation(t, "createBook")
	for _, tt := range []struct{ name, sent, want string }{
		{"no body", ``, `body: is required but missing`},
		{"malformed", `{"title":`, `body: is not valid JSON: unexpected EOF`},
		{"two values", `{"title":"x"} {}`, `body: is not valid JSON: something follows the value`},
		{"not UTF-8", "{\"title\":\"\xff\"}", `body: is not valid UTF-8`},
		{"missing", `{}`, `body title: is required but missing`},
		{"wrong type", `{"title":"x","shelf":"top"}`, `body shelf: value must be an integer, not "top"`},
		{"nested", `{"title":"x","authors":[{"name":"A","born":"early"}]}`, `body authors[0].born: value must be an integer, not "early"`},
		{"null", `{"title":null}`, `body title: Value is not nullable`},
		{"not an object", `[]`, `body: value must be an object`},
		{"enum", `{"title":"x","genre":"poem"}`, `body genre: value is not one of the allowed values ["novel","drama"], not "poem"`},
		{"several", `{"title":"","shelf":"x"}`, `body shelf: value must be an integer, not "x"; body title: minimum string length is 1, not ""`},
		{"a secret", `{"title":"x","adminPassword":"hunter2"}`, `body adminPassword: minimum string length is 12`},
		{"an object for text", `{"title":{"password":"hunter2"}}`, `body title: value must be a string`},
		{"too large", `{"title":"x","shelf":9223372036854775808}`, `body shelf: does not fit into 64 bits`},
		{"too large as text", `{"title":"x","shelf":"9223372036854775808"}`, `body shelf: does not fit into 64 bits`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := jsonRequest(tt.sent)
			_, err := op.CheckRequest(r, nil, Lenient)
			require.EqualError(t, err, tt.want)
			var first *Violation
			require.ErrorAs(t, err, &first)
			assert.Equal(t, "body", first.Where)
			bodyOf(t, r)
		})
	}
}

func TestCheckRequestShortensLongLists(t *testing.T) {
	t.Parallel()
	r := jsonRequest(`{"title":"x","shelves":["a","b","c","d","e","f"]}`)
	_, err := operation(t, "createBook").CheckRequest(r, nil, Lenient)
	require.ErrorContains(t, err, "; and 2 more")
	var all Violations
	require.ErrorAs(t, err, &all)
	assert.Len(t, all, 6)
}

func TestCheckRequestContentType(t *testing.T) {
	t.Parallel()
	op := operation(t, "createBook")
	for _, tt := range []struct {
		media           string
		lenient, strict bool
		forgiven        []string
	}{
		{"application/json", true, true, nil},
		{"application/json; charset=utf-8", true, true, nil},
		{"", true, false, nil},
		{"text/plain", true, false, []string{`body: JSON sent as content type "text/plain"`}},
		{"application/x-www-form-urlencoded", true, false, []string{`body: JSON sent as content type "application/x-www-form-urlencoded"`}},
	} {
		for mode, accepted := range map[Mode]bool{Lenient: tt.lenient, Strict: tt.strict} {
			r := jsonRequest(`{"title":"x"}`)
			r.Header.Set("Content-Type", tt.media)
			forgiven, err := op.CheckRequest(r, nil, mode)
			assert.Equal(t, accepted, err == nil, "%q %v: %v", tt.media, mode, err)
			if mode == Lenient {
				assert.Equal(t, tt.forgiven, forgiven)
				assert.True(t, strings.HasPrefix(r.Header.Get("Content-Type"), "application/json"))
			}
		}
	}
	r := jsonRequest("title=x")
	r.Header.Set("Content-Type", "text/plain")
	_, err := op.CheckRequest(r, nil, Lenient)
	require.EqualError(t, err, `body: content type "text/plain" is not accepted`)
}

func TestCheckRequestOptionalBody(t *testing.T) {
	t.Parallel()
	op := operation(t, "changeBook")
	path := map[string]string{"bookId": "7"}
	for _, mode := range []Mode{Lenient, Strict} {
		r := httptest.NewRequest(http.MethodPatch, "/books/7", http.NoBody)
		_, err := op.CheckRequest(r, path, mode)
		require.NoError(t, err)
		assert.Empty(t, bodyOf(t, r))
		r = jsonRequest("")
		_, err = op.CheckRequest(r, path, mode)
		require.NoError(t, err)
	}
	_, err := op.CheckRequest(httptest.NewRequest(http.MethodPatch, "/books/x", nil), map[string]string{"bookId": "x"}, Lenient)
	require.EqualError(t, err, "path bookId: an invalid integer")
}

func TestCheckRequestUndeclaredBody(t *testing.T) {
	t.Parallel()
	op := operation(t, "getNewestBook")
	r := jsonRequest(`{}`)
	_, err := op.CheckRequest(r, nil, Lenient)
	require.NoError(t, err)
	assert.Equal(t, "{}", bodyOf(t, r))
	_, err = op.CheckRequest(jsonRequest(`{}`), nil, Strict)
	require.EqualError(t, err, "body: the operation takes no body")
}

func TestCheckRequestForm(t *testing.T) {
	t.Parallel()
	payload := url.Values{"PAYLOAD": {`{"bookId":"7","reader":"A & B"}`}, "other": {"x"}}
	op := operation(t, "createLoan")
	r := formRequest(http.MethodPost, payload)
	forgiven, err := op.CheckRequest(r, nil, Lenient)
	require.NoError(t, err)
	assert.Equal(t, []string{`body bookId: a string read as integer`}, forgiven)
	assert.Equal(t, "application/json", r.Header.Get("Content-Type"))
	assert.Equal(t, `{"bookId":7,"reader":"A & B"}`, bodyOf(t, r))

	t.Run("of a DELETE, through a shared body", func(t *testing.T) {
		t.Parallel()
		r := formRequest(http.MethodDelete, url.Values{"PAYLOAD": {`{"bookId":7}`}})
		_, err := operation(t, "endLoans").CheckRequest(r, nil, Strict)
		require.NoError(t, err)
		assert.Equal(t, `{"bookId":7}`, bodyOf(t, r))
		r = formRequest(http.MethodPut, url.Values{"PAYLOAD": {`{"bookId":[]}`}})
		_, err = operation(t, "replaceLoans").CheckRequest(r, nil, Strict)
		require.EqualError(t, err, "body bookId: value must be an integer")
	})
	t.Run("multipart", func(t *testing.T) {
		t.Parallel()
		var body bytes.Buffer
		parts := multipart.NewWriter(&body)
		require.NoError(t, parts.WriteField("a", "b"))
		require.NoError(t, parts.WriteField("PAYLOAD", ` {"bookId":7}`))
		require.NoError(t, parts.Close())
		r := httptest.NewRequest(http.MethodPost, "/", &body)
		r.Header.Set("Content-Type", parts.FormDataContentType())
		_, err := op.CheckRequest(r, nil, Strict)
		require.NoError(t, err)
		assert.Equal(t, `{"bookId":7}`, bodyOf(t, r))
	})
	t.Run("left out", func(t *testing.T) {
		t.Parallel()
		r := jsonRequest(`{"bookId":7}`)
		forgiven, err := op.CheckRequest(r, nil, Lenient)
		require.NoError(t, err)
		assert.Equal(t, []string{"body: JSON taken without its form field PAYLOAD"}, forgiven)
		assert.Equal(t, `{"bookId":7}`, bodyOf(t, r))
		_, err = op.CheckRequest(jsonRequest(`{"bookId":7}`), nil, Strict)
		require.EqualError(t, err, `body PAYLOAD: expected a form, not content type "application/json"`)
	})
	for name, tt := range map[string]struct{ media, sent, want string }{
		"no body":       {"application/x-www-form-urlencoded", "", "body PAYLOAD: is required but missing"},
		"another field": {"application/x-www-form-urlencoded", "payload=%7B%7D", "body PAYLOAD: is required but missing"},
		"empty field":   {"application/x-www-form-urlencoded", "PAYLOAD=", "body PAYLOAD: is required but missing"},
		"bad escapes":   {"application/x-www-form-urlencoded", "PAYLOAD=%7", "body PAYLOAD: the form is not properly escaped"},
		"no JSON":       {"application/x-www-form-urlencoded", "PAYLOAD=x", "body: is not valid JSON: invalid character 'x' looking for beginning of value"},
		"no boundary":   {"multipart/form-data", "x", "body PAYLOAD: the content type names no multipart boundary"},
		"no such part":  {"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n", "body PAYLOAD: is required but missing"},
		"cut off":       {"multipart/form-data; boundary=b", "--b\r\nContent-Disp", "body PAYLOAD: the multipart form cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(tt.sent))
			r.Header.Set("Content-Type", tt.media)
			_, err := op.CheckRequest(r, nil, Lenient)
			require.EqualError(t, err, tt.want)
		})
	}
}

func TestCheckRequestPlainForm(t *testing.T) {
	t.Parallel()
	op := operation(t, "signIn")
	r := formRequest(http.MethodPost, url.Values{"name": {"ada"}, "password": {"hunter2"}})
	_, err := op.CheckRequest(r, nil, Strict)
	require.NoError(t, err)
	assert.Equal(t, "name=ada&password=hunter2", bodyOf(t, r))
	_, err = op.CheckRequest(formRequest(http.MethodPost, url.Values{"name": {"ada"}}), nil, Strict)
	require.EqualError(t, err, "body password: is required but missing")
}

func TestCheckRequestQuery(t *testing.T) {
	t.Parallel()
	op := operation(t, "listBooks")
	for _, tt := range []struct {
		query, read, want string
		forgiven          []string
	}{
		{query: "", read: ""},
		{query: "limit=3&available=True&title=", read: "limit=3&available=True&title="},
		{query: "available=maybe", read: "available=maybe", want: "query available: an invalid boolean"},
		{query: "limit=0", read: "limit=0", want: "query limit: number must be at least 1, not 0"},
		{query: "limit=", read: "", forgiven: []string{"query limit: empty, so taken as absent"}},
		{query: "unknown=1", read: "unknown=1", forgiven: []string{`query: "unknown" ignored, as it is not documented`}},
		{query: "Password=1", read: "Password=1", forgiven: []string{`query: Password ignored, as it is not documented`}},
		{query: "limit=%zz", read: "limit=%zz", want: "query: is not properly escaped"},
		{query: `FILTER={"shelf":3}`, read: `FILTER={"shelf":3}`},
		{query: `title=x&FILTER={"shelf":"3","author":9007199254740993}`, read: `FILTER=%7B%22author%22%3A%229007199254740993%22%2C%22shelf%22%3A3%7D&title=x`,
			forgiven: []string{"query FILTER.author: a number read as string", `query FILTER.shelf: a string read as integer`}},
		{query: `FILTER={}`, read: ``, forgiven: []string{"query FILTER: nothing in it, so taken as absent"}},
		{query: `FILTER={"author":"x"}`, read: `FILTER={"author":"x"}`, want: "query FILTER.shelf: is required but missing"},
		{query: `FILTER=x`, read: `FILTER=x`, want: "query FILTER: is not valid JSON: invalid character 'x' looking for beginning of value"},
		{query: `FILTER={}&FILTER={}`, read: `FILTER={}&FILTER={}`, want: "query FILTER: is given more than once"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/books", nil)
		r.URL.RawQuery = tt.query
		forgiven, err := op.CheckRequest(r, nil, Lenient)
		if tt.want == "" {
			assert.NoError(t, err, tt.query)
		} else {
			assert.EqualError(t, err, tt.want, tt.query)
		}
		assert.Equal(t, tt.forgiven, forgiven, tt.query)
		assert.Equal(t, tt.read, r.URL.RawQuery)
	}
}

type brokenBody struct{}

var errBroken = errors.New("broken")

func (brokenBody) Read([]byte) (int, error) { return 0, errBroken }
func (brokenBody) Close() error             { return nil }

func TestCheckRequestUnreadableBody(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodPost, "/", brokenBody{})
	_, err := operation(t, "createBook").CheckRequest(r, nil, Lenient)
	require.ErrorIs(t, err, errBroken)
	var violation *Violation
	assert.False(t, errors.As(err, &violation))
}

const bookJSON = `{"bookId":7,"title":"Emma","description":null,"authors":[{"name":"Jane Austen","born":1775}],"lentTo":null,"printed":"1815-12-23"}`

func TestCheckResponse(t *testing.T) {
	t.Parallel()
	asJSON := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	for _, tt := range []struct {
		name, op string
		status   int
		header   http.Header
		body     string
		want     string
	}{
		{"good", "getBook", 200, asJSON, bookJSON, ""},
		{"declared refusal", "getBook", 404, asJSON, `{"message":"no"}`, ""},
		{"undeclared status", "getBook", 500, asJSON, `{}`, "response: status 500 is not declared"},
		{"missing member", "getBook", 404, asJSON, `{}`, "response message: is required but missing"},
		{"wrong type", "getBook", 200, asJSON, strings.Replace(bookJSON, `7`, `"7"`, 1), `response bookId: value must be an integer, not "7"`},
		{"null", "getBook", 200, asJSON, strings.Replace(bookJSON, `"Emma"`, `null`, 1), `response title: Value is not nullable`},
		{"bad date", "getBook", 200, asJSON, strings.Replace(bookJSON, `1815-12-23`, `Dec 23`, 1), `response printed: string doesn't match the format "date"`},
		{"recursive", "getBook", 200, asJSON, strings.TrimSuffix(bookJSON, "}") + `,"sequel":{}}`, "response sequel.authors: is required but missing"},
		{"undeclared member", "getBook", 200, asJSON, strings.Replace(bookJSON, `"born"`, `"died":1817,"born"`, 1), `response authors[0].died: is not declared`},
		{"not JSON", "getBook", 200, asJSON, `<html>`, "response: is not valid JSON"},
		{"no body", "getBook", 200, asJSON, ``, "response: is not valid JSON: EOF"},
		{"wrong content type", "getBook", 200, http.Header{"Content-Type": {"text/html"}}, bookJSON, `response: content type "text/html" is not declared for status 200`},
		{"no content type", "getBook", 200, http.Header{}, bookJSON, `response: content type "" is not declared for status 200`},
		{"nothing declared, nothing sent", "changeBook", 204, http.Header{}, "", ""},
		{"nothing declared, something sent", "changeBook", 204, asJSON, "{}", "response: status 204 is declared without a body"},
		{"bytes", "getCover", 200, http.Header{"Content-Type": {"image/png"}}, "\x89PNG", ""},
		{"header", "listBooks", 200, http.Header{"Content-Type": {"application/json"}, "X-Total": {"3"}}, `{"books":[]}`, ""},
		{"missing header", "listBooks", 200, asJSON, `{"books":[]}`, `response: response header "X-Total" missing`},
		{"wrong header", "listBooks", 200, http.Header{"Content-Type": {"application/json"}, "X-Total": {"x"}}, `{"books":[]}`, `response: an invalid integer`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			op := operation(t, tt.op)
			r := httptest.NewRequest(op.Method, "/", nil)
			_, err := op.CheckResponse(r, map[string]string{"bookId": "7"}, tt.status, tt.header, []byte(tt.body))
			if tt.want == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, tt.want)
			}
		})
	}
}

// TestEachDifferenceOfAnAnswerIsToldOnce: what is wrong in every item of a list would hide all the rest.
func TestEachDifferenceOfAnAnswerIsToldOnce(t *testing.T) {
	t.Parallel()
	author := `{"name":"Jane Austen","born":"1775","a/b":1}`
	body := strings.Replace(bookJSON, `[{"name":"Jane Austen","born":1775}]`, "["+strings.Repeat(author+",", 50)+`{}]`, 1)
	_, err := operation(t, "getBook").CheckResponse(jsonRequest(""), nil, 200, http.Header{"Content-Type": {"application/json"}}, []byte(body))
	var all Violations
	require.ErrorAs(t, err, &all)
	type line struct{ field, place, rule string }
	var got []line
	for _, one := range all {
		got = append(got, line{one.Field, one.Place, one.Rule})
	}
	assert.Equal(t, []line{
		{"authors[0].a/b", "/authors/*/a~1b", RuleMember},
		{"authors[0].born", "/authors/*/born", "type"},
		{"authors[50].name", "/authors/*/name", "required"},
	}, got)
}
