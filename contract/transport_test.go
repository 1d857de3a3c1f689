package contract

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTransportHoldsExchangesAgainstTheSpecification(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		send func(s *Session)
		want []string // parts of the one failure; none for none
	}{
		{"conforming", func(s *Session) { s.Get("/books/Emma") }, nil},
		{"declared refusal", func(s *Session) { s.Get("/books/Nowhere") }, nil},
		{"required member missing", func(s *Session) { s.Post("/books", map[string]any{"pages": 3}) },
			[]string{"createBook: POST /books: the request", "title", `{"pages":3}`}},
		{"on purpose", func(s *Session) { s.Bad().Post("/books", map[string]any{"pages": 3}) }, nil},
		{"number as text", func(s *Session) { s.Post("/books", map[string]any{"title": "x", "pages": "3"}) },
			[]string{"createBook", "pages"}},
		{"number as text, tolerated", func(s *Session) { s.Loose().Post("/books", map[string]any{"title": "x", "pages": "3"}) }, nil},
		{"bad query", func(s *Session) { s.Get("/books", Query{"limit": "many"}) }, []string{"listBooks: GET /books?limit=many", "limit"}},
		{"bad response", func(s *Session) { s.Get(Path("/books/%v", badBody)) },
			[]string{"getBook", "the 200 response", "id", `"one"`}},
		{"bad response to a bad request", func(s *Session) { s.Bad().Get(Path("/books/%v", badBody)) }, []string{"the 200 response"}},
		{"undeclared status", func(s *Session) { s.Get(Path("/books/%v", badStatus)) }, []string{"the 418 response"}},
		{"no operation", func(s *Session) { s.Get("/boks") }, []string{"(no operation): GET /boks", "nearest is listBooks: GET /books"}},
		{"no operation, on purpose", func(s *Session) { s.Bad().Get("/boks") }, nil},
		{"wrong name", func(s *Session) { s.As("lendToCat").Put("/books/Emma/lend", nil) },
			[]string{"declared as lendToCat", "lendToReader, lendToSchool"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant := newDesk(t).target(t, nil).Tenant(t)
			r := attempt(func(tb TB) { test.send(tenant.Session(tb)) })
			if test.want == nil {
				assert.Empty(t, r.errors)
				return
			}
			require.Len(t, r.errors, 1)
			for _, part := range test.want {
				assert.Contains(t, r.errors[0], part)
			}
		})
	}
}

func TestTransportServesAnyClient(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	tally := NewTally(libraryDocument(t))
	r := attempt(func(tb TB) {
		client := &http.Client{Transport: &Transport{T: tb, Document: tally.document, Tally: tally, Redactor: NewRedactor(), Prefix: "/v9/"}}
		d.Config.Handler = http.StripPrefix("/v9", d.Config.Handler)
		request, err := http.NewRequestWithContext(WithMarks(context.Background(), Marks{Name: "lendToSchool"}),
			http.MethodPut, d.URL+"/v9/books/Emma/lend", nil)
		assert.NoError(t, err)
		answer, err := client.Do(request)
		if assert.NoError(t, err) {
			assert.Equal(t, 204, answer.StatusCode)
		}
		answer, err = client.Get(d.URL + "/v9/books/" + strings.ReplaceAll(badBody, " ", "%20"))
		if assert.NoError(t, err) {
			assert.Equal(t, 200, answer.StatusCode)
		}
	})
	require.Len(t, r.errors, 1)
	assert.Contains(t, r.errors[0], "getBook")
	assert.Equal(t, []string{"createBook", "listBooks", "searchBooks", "lendToReader"}, missing(tally))
}

func TestTransportHidesSecrets(t *testing.T) {
	t.Parallel()
	tenant := newDesk(t).target(t, nil).Tenant(t)
	r := attempt(func(tb TB) { tenant.Session(tb).Loose().Get("/books/"+secretive, Query{"password": "pass-word-1"}) })
	require.Len(t, r.errors, 1)
	assert.NotContains(t, r.errors[0], "open-sesame")
	assert.NotContains(t, r.errors[0], "pass-word")
	assert.Contains(t, r.errors[0], "Secretive")

	long := strings.Repeat("x", longest-40)
	r = attempt(func(tb TB) {
		tenant.Session(tb).Post("/books", map[string]any{"a": long, "password": "hunter22-and-more-of-it"})
	})
	require.Len(t, r.errors, 1)
	assert.NotContains(t, r.errors[0], "hunter22", "a secret must not be cut before it is recognised")

	r = attempt(func(tb TB) {
		tenant.Session(tb).Post("/books", Form{"INPUT": `{"NEWPASSWORD":"hunter22"}`}, Query{"filter": `{"TOKEN":"77-aa-88"}`})
	})
	require.Len(t, r.errors, 1)
	assert.NotContains(t, r.errors[0], "hunter22")
	assert.NotContains(t, r.errors[0], "77-aa")
	assert.Contains(t, r.errors[0], `INPUT={"NEWPASSWORD":"[hidden]"}`)
}

// TestWhatFollowsFromTheDocumentExercisesNothing: else no operation would ever lack a test of its own.
func TestWhatFollowsFromTheDocumentExercisesNothing(t *testing.T) {
	t.Parallel()
	target := newDesk(t).target(t, nil)
	session := target.Tenant(t).Session(t)
	request := Request{Method: http.MethodGet, Path: "/books/Emma", derived: true}
	session.Do(request).Status(200)
	assert.Contains(t, missing(target.Tally), "getBook")
	request.derived = false
	session.Do(request).Status(200)
	assert.NotContains(t, missing(target.Tally), "getBook")
}

func TestUserAgentIsAHeader(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "understudy-contract/TestX/caf__two", userAgent("", "TestX/café two"))
}

func missing(l *Tally) []string {
	names := []string{}
	for _, entry := range l.Missing() {
		names = append(names, entry.Name)
	}
	return names
}

// TestABodyHasABound: a server that announces or sends without end breaks the harness, and not the machine.
func TestABodyHasABound(t *testing.T) {
	t.Parallel()
	_, err := readAll(strings.NewReader("x"), 1<<50)
	require.EqualError(t, err, "the body has 1125899906842624 bytes, and 67108864 are read at most")
	_, err = readAll(endless{}, -1)
	require.EqualError(t, err, "the body does not end after 67108864 bytes")
	body, err := readAll(strings.NewReader("four"), -1)
	require.NoError(t, err)
	assert.Equal(t, "four", string(body))
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
