package contract

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSessionSendsWhatItIsTold(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	target := d.target(t, nil)
	s := target.Tenant(t).Session(t)

	s.With("Authorization", Basic("reader", "pass")).Get("/books", Query{"limit": 3, "absent": nil}).Status(200)
	r, _ := d.last()
	assert.Equal(t, "limit=3", r.URL.RawQuery)
	assert.Equal(t, "Basic cmVhZGVyOnBhc3M=", r.Header.Get("Authorization"))
	assert.Equal(t, "understudy-contract/TestSessionSendsWhatItIsTold", r.Header.Get("User-Agent"))

	s.Post("/books", map[string]any{"title": "Persuasion"}).Status(201)
	r, body := d.last()
	assert.Equal(t, "application/json", r.Header.Get("Content-Type"))
	assert.JSONEq(t, `{"title":"Persuasion"}`, body)
	assert.Empty(t, r.Header.Get("Authorization"), "With must not change the session it is called on")

	s.Put(Path("/books/%v/lend", "War / Peace"), nil).Status(204)
	r, body = d.last()
	assert.Equal(t, "/books/War%20%2F%20Peace/lend", r.URL.EscapedPath())
	assert.Empty(t, r.Header.Get("Content-Type"))
	assert.Empty(t, body)

	answer := s.Bad().Do(Request{Method: http.MethodPost, Path: "/books", Body: Raw{"text/json", "{"},
		Header: http.Header{"User-Agent": {"py/1"}}})
	assert.Equal(t, 201, answer.StatusCode())
	r, body = d.last()
	assert.Equal(t, "text/json", r.Header.Get("Content-Type"))
	assert.Equal(t, "{", body)
	assert.Equal(t, "py/1 understudy-contract/TestSessionSendsWhatItIsTold", r.Header.Get("User-Agent"))
}

func TestSessionBodies(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, contentType, text string
		body                    any
	}{
		{"form", "application/x-www-form-urlencoded", "A=x+%26+y&B=%7B%7D", Form{"B": "{}", "A": "x & y"}},
		{"json list", "application/json", "[1]", []int{1}},
		{"untyped", "", "a=b", Raw{Text: "a=b"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			contentType, text, err := encode(test.body)
			require.NoError(t, err)
			assert.Equal(t, test.contentType, contentType)
			assert.Equal(t, test.text, string(text))
		})
	}
	contentType, text, err := encode(Multipart{Form{"name": "key"}, []File{{"file", "a.pem", "----"}}})
	require.NoError(t, err)
	assert.Equal(t, "multipart/form-data; boundary="+boundary, contentType)
	assert.Contains(t, string(text), `name="file"; filename="a.pem"`)
}

func TestAResponseKnowsTheFormOfItsRefusals(t *testing.T) {
	t.Parallel()
	s := newDesk(t).target(t, nil).Tenant(t).Session(t).Bad()
	for path, want := range map[string]string{"/books/Emma": "Problem", "/books": "", "/moved": ""} {
		assert.Equal(t, want, s.Get(path).Refusal(), path)
	}
}

func TestSessionFollowsNoRedirect(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	s := d.target(t, nil).Tenant(t).Session(t)
	assert.Equal(t, "/books", s.Bad().Get("/moved").Status(302).Header("Location"))
}

func TestSessionTakesAbsoluteAddresses(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	target := d.target(t, nil)
	s := target.Tenant(t).Session(t)
	s.baseURL = "http://127.0.0.1:1/elsewhere"
	s.Get(d.URL + "/books").Status(200)
}

func TestReadOnlyTargetIsNotWrittenTo(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	target := d.target(t, map[string]string{EnvAllowWrites: "false"})
	tenant := target.Tenant(t)
	r := say(target.Report, "S/TestX", func(t Test) { tenant.Session(t).Put("/books/Emma/lend", nil) })
	require.Len(t, r.skips, 1)
	assert.Contains(t, r.skips[0], "write (set UNDERSTUDY_ALLOW_WRITES=true)")
	assert.Equal(t, 1, target.Report.Counts()[Skipped])
	r = attempt(func(tb TB) { tenant.Session(tb).Bad().Post("/nowhere", nil) })
	assert.Len(t, r.skips, 1, "nobody knows what that does")

	tenant.Session(t).Get("/books").Status(200)
	tenant.Session(t).Post("/books/search?by=title", map[string]any{"title": "x"}).Status(200)
}

func TestUnreachableTargetBreaksTheHarness(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	target := d.target(t, nil)
	tenant := target.Tenant(t)
	tenant.Access.URL = "http://127.0.0.1:1"
	r := say(target.Report, "S/TestX", func(t Test) { tenant.Session(t).Get("/books") })
	assert.Contains(t, r.text(), "harness broke: GET /books")
	assert.Equal(t, 1, target.Report.Counts()[Broke])
}

func TestResponseQuotesTheExchange(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	tenant := d.target(t, nil).Tenant(t)
	r := attempt(func(tb TB) { tenant.Session(tb).Get("/books/Nowhere").Status(200, 204) })
	assert.Equal(t, "GET /books/Nowhere: status 404, want [200 204]\n\treason: no such book on the shelf\n\tstatus: 404\n\tbody: nothing\n", r.text())
	r = attempt(func(tb TB) { tenant.Session(tb).Get("/books/Nowhere").JSON() })
	assert.Contains(t, r.text(), "the body is not JSON")
}
