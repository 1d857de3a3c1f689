package contract

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/openapi"
)

// shelf is a document whose answers can differ in every way, and an answer of
// each kind.
const shelf = `
openapi: 3.0.3
info: {title: Shelf, version: "1"}
tags: [{name: books}]
paths:
  /books:
    get:
      operationId: listBooks
      tags: [books]
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Book"}}}}
        "401":
          description: no
          headers: {WWW-Authenticate: {required: true, schema: {type: string}}}
  /guesses:
    get:
      operationId: listGuesses
      tags: [books]
      description: "Evidence: inferred."
      responses: {"200": {description: ok}}
components:
  schemas:
    Book:
      type: object
      required: [id, title, notes]
      properties:
        id: {type: integer}
        title: {type: string}
        printed: {type: string, pattern: '^[0-9]+$'}
        genre: {type: string, enum: [novel, drama]}
        notes: {type: string, description: What is written in it (inferred).}
        more: {type: object, additionalProperties: {type: integer}}
        "a/b": {type: integer, maximum: 9}
`

const goodBook = `{"id":1,"title":"Emma","notes":""}`

// met are the differences of one answer on a target that tolerates all but breaking ones.
func met(t *testing.T, path string, status int, header http.Header, body string) (list []Difference, failing error) {
	t.Helper()
	document, err := openapi.Parse("shelf", []byte(shelf))
	require.NoError(t, err)
	op, _, ok := document.Match(http.MethodGet, path)
	require.True(t, ok)
	d := shelfDifferences(Breaking)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	require.NoError(t, err)
	_, err = op.CheckResponse(request, nil, status, header, []byte(body))
	if err == nil {
		return nil, nil
	}
	var found openapi.Violations
	require.ErrorAs(t, err, &found)
	failing = d.met(&recorder{name: "TestX"}, op, status, found)
	return d.List(), failing
}

func shelfDifferences(fails ...Grade) *Differences {
	return &Differences{fails: fails, report: newReport("shelf", NewRedactor()), list: map[place]*Difference{},
		source: func() (reader, error) { return readSource([]byte(shelf)) }}
}

func TestDifferencesAreGraded(t *testing.T) {
	t.Parallel()
	asJSON := http.Header{"Content-Type": {"application/json"}}
	for _, tt := range []struct {
		name, path, body string
		status           int
		header           http.Header
		grade            Grade
		kind, place      string
	}{
		{"missing", "/books", `[{"id":1,"notes":""}]`, 200, asJSON, Breaking, "missing", "/*/title"},
		{"null", "/books", `[{"id":1,"title":null,"notes":""}]`, 200, asJSON, Breaking, "null", "/*/title"},
		{"null in an enumeration", "/books", `[{"id":1,"title":"x","notes":"","genre":null}]`, 200, asJSON, Breaking, "null", "/*/genre"},
		{"type", "/books", `[{"id":"1","title":"x","notes":""}]`, 200, asJSON, Breaking, "type", "/*/id"},
		{"type in an enumeration", "/books", `[{"id":1,"title":"x","notes":"","genre":3}]`, 200, asJSON, Breaking, "type", "/*/genre"},
		{"shape", "/books", `[{"id":1,"title":"x","notes":"","printed":"1815-12"}]`, 200, asJSON, Breaking, "format", "/*/printed"},
		{"bound", "/books", `[{"id":1,"title":"x","notes":"","a/b":10}]`, 200, asJSON, Breaking, "bound", "/*/a~1b"},
		{"below a free name", "/books", `[{"id":1,"title":"x","notes":"","more":{"7":"x"}}]`, 200, asJSON, Breaking, "type", "/*/more/*"},
		{"status", "/books", ``, 410, http.Header{}, Breaking, "status", "410"},
		{"header", "/books", ``, 401, http.Header{}, Breaking, "header", "WWW-Authenticate"},
		{"media type", "/books", `[]`, 200, http.Header{"Content-Type": {"text/html"}}, Breaking, "content", ""},
		{"no JSON", "/books", `[`, 200, asJSON, Breaking, "content", ""},
		{"unknown member", "/books", `[{"id":1,"title":"x","notes":"","stars":5}]`, 200, asJSON, Additive, "member", "/*/stars"},
		{"unknown value", "/books", `[{"id":1,"title":"x","notes":"","genre":"essay"}]`, 200, asJSON, Additive, "enum", "/*/genre"},
		{"member that is a guess", "/books", `[{"id":1,"title":"x"}]`, 200, asJSON, Inferred, "missing", "/*/notes"},
		{"operation that is a guess", "/guesses", ``, 404, http.Header{}, Inferred, "status", "404"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			list, failing := met(t, tt.path, tt.status, tt.header, tt.body)
			require.Len(t, list, 1)
			one := list[0]
			assert.Equal(t, []any{tt.grade, tt.kind, tt.place, tt.status, 1, "TestX"}, []any{one.Grade, one.Kind, one.Place, one.Status, one.Answers, one.First})
			assert.Equal(t, tt.grade == Breaking, failing != nil)
			var read []Acceptance
			require.NoError(t, decodeAcceptances([]byte(one.line()), &read))
			assert.Equal(t, []place{{one.Operation, one.Place, one.Kind}}, []place{read[0].place()}, "its line can be accepted")
		})
	}
	list, failing := met(t, "/books", 200, asJSON, "["+goodBook+"]")
	assert.Empty(t, list)
	require.NoError(t, failing)
}

func TestADifferenceIsOneHoweverOftenItIsMet(t *testing.T) {
	t.Parallel()
	d := shelfDifferences()
	op := &openapi.Operation{ID: "listBooks"}
	for i := range 3 * mostDifferences {
		name := "/*/" + strings.Repeat("x", i%mostDifferences)
		require.NoError(t, d.met(&recorder{name: "TestX"}, op, 200, openapi.Violations{{Rule: openapi.RuleMember, Place: name}}))
	}
	require.NoError(t, d.met(&recorder{name: "TestX"}, op, 200, openapi.Violations{{Rule: openapi.RuleMember, Place: "/one too many"}}))
	assert.Len(t, d.List(), mostDifferences)
	assert.Equal(t, 3, d.List()[0].Answers)
	assert.Contains(t, d.Summary(NewTally(libraryDocument(t))), "differences beyond the first 1000 are not listed")
}

// strange is a desk that answers one book with a member more, and one with a wrong id.
func strange(t *testing.T) *desk {
	d := newDesk(t)
	inner := d.Config.Handler
	d.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/books" {
			answer(200, `{"books":[{"id":1,"title":"Emma","stars":5}]}`)(w, r)
			return
		}
		inner.ServeHTTP(w, r)
	})
	return d
}

func TestWhatFailsIsForTheTargetAndTheSettings(t *testing.T) {
	t.Parallel()
	accepted := filepath.Join(t.TempDir(), "accepted.yaml")
	line := `- {operation: "listBooks", place: "/books/*/stars", kind: "member", why: "seen, not yet looked at"}`
	require.NoError(t, os.WriteFile(accepted, []byte(line+`
- {operation: getBook, place: /title, kind: missing, why: old}
- {operation: lendToReader, place: /title, kind: missing, why: nobody lent one}
- {operation: ofAnotherAPI, place: "", kind: status, why: not ours}
`), 0o600))
	for name, tt := range map[string]struct {
		settings map[string]string
		fails    bool
		says     []string
	}{
		"a mock":             {nil, true, []string{"additive: listBooks: 200: response books[0].stars: is not declared (answers: 2, first in TestRecorded/some case)\n    " + line}},
		"a mock, breaking":   {map[string]string{EnvFailOn: "breaking"}, false, []string{line}},
		"a real one":         {map[string]string{EnvTarget: "real"}, false, []string{line}},
		"a real one, strict": {map[string]string{EnvTarget: "real", EnvFailOn: "additive, inferred"}, true, []string{line}},
		"accepted": {map[string]string{EnvAccepted: accepted}, false, []string{"accepted differences: 1",
			`accepted, but not met any more: - {operation: "getBook", place: "/title", kind: "missing", why: "old"}`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := strange(t)
			settings := map[string]string{"UNDERSTUDY_LIBRARY_URL": d.URL, "UNDERSTUDY_LIBRARY_PASSWORD": "x"}
			for key, value := range tt.settings {
				settings[key] = value
			}
			if settings[EnvTarget] == "" {
				delete(settings, "UNDERSTUDY_LIBRARY_URL")
			}
			target := d.target(t, settings)
			r := attempt(func(tb TB) {
				session := target.Tenant(tb).Session(tb)
				session.Get("/books")
				session.Get("/books")
				session.Get("/books/Emma")
			})
			assert.Equal(t, tt.fails, r.Failed(), r.text())
			summary := target.Summary()
			for _, text := range tt.says {
				assert.Contains(t, summary, text)
			}
			assert.NotContains(t, summary, "lendToReader")
			assert.NotContains(t, summary, "ofAnotherAPI")
			report, err := json.Marshal(target.Differences.List())
			require.NoError(t, err)
			assert.Contains(t, string(report), `"place":"/books/*/stars","kind":"member","grade":"additive","status":200`)
		})
	}
}

func TestBreakingDifferencesFailEverywhere(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	target := d.target(t, map[string]string{EnvTarget: "real", "UNDERSTUDY_LIBRARY_URL": d.URL, "UNDERSTUDY_LIBRARY_PASSWORD": "x"})
	r := attempt(func(tb TB) { target.Tenant(tb).Session(tb).Get(Path("/books/%v", badBody)) })
	require.Len(t, r.errors, 1)
	assert.Contains(t, r.errors[0], "id: value must be an integer")
}

func TestSettingsOfDifferencesAreRead(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "accepted.yaml")
	for text, want := range map[string]string{
		"- {operation: a, place: /b, kind: member, why: c, status: 200}": "field status not found",
		"- {operation: a, place: /b, kind: new, why: c}":                 `entry 1: there is no kind "new" of differences; there are bound, content, enum`,
		"- {operation: a, place: /b, kind: member}":                      "entry 1 names no operation, or does not say why",
		"a: b": "is no list of differences",
		strings.Repeat("# long\n", largestFile/7+1): "is longer than",
	} {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		_, err := readAcceptances(file)
		require.ErrorContains(t, err, want)
	}
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	list, err := readAcceptances(file)
	require.NoError(t, err)
	assert.Empty(t, list)
	_, err = libraryEnv(t, map[string]string{EnvFailOn: "everything"}).grades(&Target{Kind: Real})
	require.ErrorContains(t, err, `UNDERSTUDY_FAIL_ON is "everything"`)
}
