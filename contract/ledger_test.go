package contract

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/openapi"
)

// zoo is an API invented for what runs make and take away: cages with animals in them, and a keeper who asks.
const zoo = `
openapi: 3.0.3
info: {title: Zoo, version: "1"}
tags: [{name: cages}]
paths:
  /cages:
    get:
      operationId: listCages
      tags: [cages]
      x-shows: [{kind: cage, at: cages, by: {label: name}, ids: [id]}]
      parameters: [{name: label, in: query, schema: {type: string}, example: none}]
      responses: {"200": {description: ok, content: {application/json: {schema: {type: object}}}}}
    post:
      operationId: buildCage
      tags: [cages]
      x-writes: {makes: cage, named: label, at: cage, ids: [id], undo: {operation: closeCage, with: {cage: $id}}, find: {operation: listCages, with: {label: $name}}, leaves: closed}
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {label: {type: string}}}, example: {label: x}}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {type: object}}}}, 4XX: {description: no}}
  /cages/{cage}:
    parameters: [{name: cage, in: path, required: true, schema: {type: string}, example: "1"}]
    delete:
      operationId: closeCage
      tags: [cages]
      x-writes: {touches: {cage: [cage]}}
      responses: {"204": {description: ok}, 4XX: {description: no}}
    put:
      operationId: paintCage
      tags: [cages]
      x-writes: {touches: {cage: [cage]}}
      responses: {"204": {description: ok}, 4XX: {description: no}}
  /cages/{cage}/animals:
    parameters: [{name: cage, in: path, required: true, schema: {type: string}, example: "1"}]
    get:
      operationId: listAnimals
      tags: [cages]
      x-shows: [{kind: animal, at: animals, of: {cage: cage}, ids: [tag]}]
      responses: {"200": {description: ok, content: {application/json: {schema: {type: object}}}}}
    post:
      operationId: moveIn
      tags: [cages]
      x-writes: {makes: lodging, touches: {cage: [cage]}, undo: {operation: moveOut, with: {cage: $cage, species: $species}}}
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {species: {type: string}}}, example: {species: x}}}}
      responses: {"204": {description: ok}, 4XX: {description: no}}
    delete:
      operationId: moveOut
      tags: [cages]
      x-writes: {touches: {cage: [cage]}}
      parameters: [{name: species, in: query, schema: {type: string}, example: x}]
      responses: {"204": {description: ok}, 4XX: {description: no}}
  /animals/{animal}:
    put:
      operationId: feedAnimal
      tags: [cages]
      x-writes: {touches: {animal: [animal]}}
      parameters: [{name: animal, in: path, required: true, schema: {type: string}, example: "1"}]
      responses: {"204": {description: ok}}
  /keys:
    post:
      operationId: changeKeys
      tags: [cages]
      x-writes: {caller: true}
      responses: {"204": {description: ok}}
  /gates:
    post:
      operationId: openAllGates
      tags: [cages]
      x-writes: {forever: true}
      responses: {"204": {description: ok}}
`

// cages is a server of the zoo. A cage with an animal in it cannot be closed.
type cages struct {
	mu      sync.Mutex
	labels  []string
	animals map[string]bool // in the last cage
	closed  []string
	sent    []string
	silent  bool // builds, but its answer is lost
	lies    int  // the id that it tells
	refuses int  // everything, with this status
	breaks  int  // the status with which it answers when it has built
}

func (c *cages) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	c.sent = append(c.sent, r.Method+" "+r.URL.Path)
	status, body := http.StatusNoContent, ""
	switch {
	case c.refuses > 0:
		status, body = c.refuses, "no"
	case r.Method == http.MethodPost && len(parts) == 1 && parts[0] == "cages":
		var asked struct{ Label string }
		_ = json.NewDecoder(r.Body).Decode(&asked)
		c.labels = append(c.labels, asked.Label)
		if c.silent {
			return nil, fmt.Errorf("the line is dead")
		}
		status, body = http.StatusOK, fmt.Sprintf(`{"cage":{"id":%d,"label":%q}}`, cmp.Or(c.lies, 100+len(c.labels)), asked.Label)
	case r.Method == http.MethodGet && len(parts) == 1:
		var found []string
		for i, label := range c.labels {
			if label == r.URL.Query().Get("label") {
				found = append(found, fmt.Sprintf(`{"id":%d,"label":%q}`, 101+i, label))
			}
		}
		status, body = http.StatusOK, `{"cages":[`+strings.Join(found, ",")+`]}`
	case r.Method == http.MethodGet:
		status, body = http.StatusOK, `{"animals":[{"tag":"lion-1"}]}`
	case r.Method == http.MethodPost && len(parts) == 3:
		c.animals["lion"] = true
	case r.Method == http.MethodDelete && len(parts) == 3 && !c.animals["lion"], r.Method == http.MethodDelete && len(parts) == 2 && c.animals["lion"]:
		status, body = http.StatusConflict, "occupied, or empty"
	case r.Method == http.MethodDelete && len(parts) == 3:
		delete(c.animals, "lion")
	case r.Method == http.MethodDelete:
		c.closed = append(c.closed, parts[1])
	}
	if c.breaks > 0 && r.Method == http.MethodPost {
		status, body = c.breaks, "broken"
	}
	answer := &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Request: r}
	answer.Body, answer.ContentLength = http.NoBody, 0
	if body != "" {
		answer.Body = &text{strings.NewReader(body)}
		answer.ContentLength = int64(len(body))
	}
	return answer, nil
}

type text struct{ *strings.Reader }

func (text) Close() error { return nil }

var zooAPI = API{Name: "zoo", Nobody: []string{"404"}, Administrator: func(tb TB, tenant *Tenant) *Session {
	return tenant.Session(tb).With("Authorization", "keeper-of-the-keys")
}}

// target is a zoo that stands for a real instance.
func (c *cages) target(t *testing.T, folder string, settings ...string) *Target {
	t.Helper()
	document, err := openapi.Parse("zoo", []byte(zoo))
	require.NoError(t, err)
	e := environment{
		getenv: func(name string) string {
			return with(map[string]string{EnvTarget: "real", EnvAllowWrites: "true", EnvLedger: folder, "UNDERSTUDY_ZOO_URL": "http://zoo.example", "UNDERSTUDY_ZOO_AUTHTOKEN": "keeper-of-the-keys"}, settings...)[name]
		},
		load:   func(string) (*openapi.Document, error) { return document, nil },
		source: func(string) ([]byte, error) { return []byte(zoo), nil },
		prefix: "UNDERSTUDY_ZOO_",
	}
	target := e.target(t, zooAPI, nil)
	target.base = c
	require.NoError(t, e.keepLedger(target))
	return target
}

func newCages() *cages { return &cages{animals: map[string]bool{}} }

// visit runs a test of the zoo as the runner does.
func visit(target *Target, label string, test func(s *Session)) *recorder {
	return say(target.Report, label, func(t Test) {
		t.Cleanup(func() { target.undoOf(label) })
		test(zooAPI.Administrator(t, target.Tenant(t)))
	})
}

func cage(target *Target, name string) map[string]any {
	return map[string]any{"label": name + " " + target.Run()}
}

func TestWhatARunMakesIsTakenAway(t *testing.T) {
	t.Parallel()
	c, folder := newCages(), t.TempDir()
	target := c.target(t, folder)
	assert.Regexp(t, `^us-[a-z2-7]{8}$`, target.Run())
	said := visit(target, "S/TestA", func(s *Session) {
		s.Post("/cages", cage(target, "north")).Status(200)
		s.Post("/cages/101/animals", map[string]any{"species": "lion"}).Status(204)
		s.Put("/cages/101", nil).Status(204)
		s.Bad().Put("/cages/404", nil)
		s.Bad().Put("/animals/lion-1", nil).Status(200) // nobody has told of it
	})
	assert.Contains(t, said.text(), `feedAnimal would change the animal "lion-1", which this run has not made`)
	assert.Equal(t, []string{"101"}, c.closed, "after the animal has moved out")
	assert.NotContains(t, c.sent, "PUT /animals/lion-1")
	assert.True(t, target.halted.Load())
	assert.Equal(t, []Left{{Kind: "cage", Name: "north " + target.Run(), IDs: []string{"101"}, How: "closed", Gone: true}}, target.Left())
	assert.Contains(t, target.Summary(), `left behind: cage "north us-`)

	c = newCages()
	target = c.target(t, folder)
	said = visit(target, "S/TestB", func(s *Session) {
		s.Post("/cages", cage(target, "south")).Status(200)
		s.Get("/cages/101/animals").Status(200)
		s.Put("/animals/lion-1", nil).Status(204)
		s.Delete("/cages/101").Status(204)
		s.T().Errorf("and fails")
	})
	assert.Equal(t, []string{"and fails"}, said.errors, "what is in one's own cage may be fed")
	assert.Equal(t, []string{"101"}, c.closed, "once: the test has closed it itself")

	for what, test := range map[string]func(s *Session){
		"a name without the run's":         func(s *Session) { s.Post("/cages", map[string]any{"label": "mine"}) },
		"somebody else's":                  func(s *Session) { s.Delete("/cages/7") },
		"what nobody knows":                func(s *Session) { s.Bad().Post("/gate", nil) },
		"what nothing undoes":              func(s *Session) { s.Post("/gates", nil) },
		"nameless":                         func(s *Session) { s.Bad().Post("/cages", map[string]any{}) },
		"the keys of the keeper":           func(s *Session) { s.Post("/keys", nil) },
		"what the document's examples say": func(s *Session) { s.Do(Request{Method: "PUT", Path: "/cages/101", derived: true}) },
	} {
		c := newCages()
		said := visit(c.target(t, folder), "S/TestC", test)
		assert.NotEmpty(t, append(said.errors, said.skips...), what)
		assert.Empty(t, c.sent, what)
	}
	c = newCages()
	target = c.target(t, folder, EnvDestructive, "true")
	said = visit(target, "S/TestD", func(s *Session) {
		s.Post("/gates", nil).Status(204)
		s.With("Authorization", "a keeper of the run's").Post("/keys", nil).Status(204)
	})
	assert.Empty(t, said.errors)
}

// TestAnAnswerThatLiesTakesNothingOfOthersAway: the id that it tells is somebody else's; what has the run's name is the run's.
func TestAnAnswerThatLiesTakesNothingOfOthersAway(t *testing.T) {
	t.Parallel()
	c := newCages()
	c.labels = []string{"the lions'"}
	c.lies = 101
	target := c.target(t, t.TempDir())
	visit(target, "S/TestA", func(s *Session) { s.Post("/cages", cage(target, "north")).Status(200) })
	assert.Equal(t, []string{"102"}, c.closed)

	c = newCages()
	target = c.target(t, t.TempDir())
	visit(target, "S/TestB", func(s *Session) {
		s.Post("/cages", cage(target, "north")).Status(200)
		c.labels[0] = "the lions'" // somebody else has taken it over
	})
	assert.Empty(t, c.closed, "what does not have the run's name any more is left alone")
	for _, forged := range []string{`{"run":"us-aaaaaaaa","api":"zoo","url":"x"}` + "\n" + `{"n":1,"state":"made","kind":"cage","name":"the lions'","operation":"buildCage","facts":{"id":"101","name":"the lions'"},"ids":["101"]}`,
		`{"run":"lions","api":"zoo","url":"x"}` + "\n" + `{"n":1,"state":"made","kind":"cage","name":"the lions'","operation":"buildCage"}`} {
		c := newCages()
		path := filepath.Join(t.TempDir(), "forged.ledger")
		require.NoError(t, os.WriteFile(path, []byte(forged+"\n"), 0o600))
		first, things, err := readLedger(path)
		require.NoError(t, err)
		require.Error(t, c.target(t, t.TempDir()).sweep(path, first, things))
		assert.Empty(t, c.sent)
	}
}

// TestARefusalSaysNothingOfWhatIsThere: who is refused for another reason has taken nothing away, and the run is not conformant.
func TestARefusalSaysNothingOfWhatIsThere(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]int{"too many requests": 429, "not allowed": 403, "out of order": 500} {
		c := newCages()
		target := c.target(t, t.TempDir())
		visit(target, "S/TestA", func(s *Session) {
			s.Post("/cages", cage(target, "north")).Status(200)
			c.refuses = status
		})
		target.Report.add(Result{Name: "S/TestB", Outcome: Passed})
		require.Len(t, target.Left(), 1, name)
		assert.False(t, target.Left()[0].Gone, name)
		assert.Equal(t, CouldNotRun, target.Verdict().Of, name)
		assert.Contains(t, target.Verdict().Why, "1 things that the run has made are as they were")
	}

	c := newCages()
	c.breaks = 502
	target := c.target(t, t.TempDir())
	visit(target, "S/TestA", func(s *Session) { s.Bad().Post("/cages", cage(target, "north")).Status(502) })
	assert.Equal(t, []string{"101"}, c.closed, "it was built before the answer broke")
}

// TestAKilledRunIsSwept: whatever it was that it did last.
func TestAKilledRunIsSwept(t *testing.T) {
	t.Parallel()
	c, folder := newCages(), t.TempDir()
	target := c.target(t, folder)
	say(target.Report, "S/TestA", func(t Test) { // and nobody cleans up
		s := zooAPI.Administrator(t, target.Tenant(t))
		s.Post("/cages", cage(target, "north")).Status(200)
		s.Post("/cages/101/animals", map[string]any{"species": "lion"}).Status(204)
		c.silent = true
		s.Post("/cages", cage(target, "lost")).Status(200)
	})
	whole, err := os.ReadFile(target.ledger.Path)
	require.NoError(t, err)
	require.NotContains(t, string(whole), "keeper-of-the-keys")
	lines := strings.SplitAfter(string(whole), "\n")
	built, lodged := slices.Clone(c.labels), c.animals["lion"]
	require.True(t, lodged)
	for cut := range len(lines) {
		for _, torn := range []string{"", `{"n":1,"sta`} {
			c := newCages()
			c.labels = slices.Clone(built[:min(len(built), max(0, (cut+2)/3))])
			c.animals["lion"] = cut >= 4
			path := filepath.Join(folder, fmt.Sprintf("cut-%d-%d.ledger", cut, len(torn)))
			require.NoError(t, os.WriteFile(path, []byte(strings.Join(lines[:cut], "")+torn), 0o600))
			first, things, err := readLedger(path)
			if cut == 0 {
				require.Error(t, err, "it says of no run")
				continue
			}
			require.NoError(t, err)
			after := c.target(t, folder)
			require.NoError(t, after.sweep(path, first, things))
			assert.False(t, c.animals["lion"], cut)
			for _, left := range after.Left() {
				assert.True(t, left.Gone, "%d: %v", cut, left)
			}
			assert.Len(t, c.closed, min(len(c.labels), len(things)-map[bool]int{true: 1, false: 0}[cut >= 4]), cut)

			_, again, err := readLedger(path)
			require.NoError(t, err)
			for _, one := range again {
				assert.Contains(t, []state{undone, refused}, one.State, "what is swept is on record")
			}
		}
	}
}

func TestALedgerThatIsNone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.ledger")
	for text, want := range map[string]string{
		"":       "is no ledger",
		"{}\n":   "is no ledger",
		"text\n": "line 1 is none of a ledger's",
		`{"run":"us-a"}` + "\n" + `{"n":2,"state":"made"}` + "\n":       "line 2 is of a thing that no line announced",
		`{"run":"us-a"}` + "\n" + `{"n":-1,"state":"made"}` + "\n":      "line 2 is of a thing that no line announced",
		`{"run":"us-a"}` + "\nhalf\n" + `{"n":1,"state":"made"}` + "\n": "line 2 is none of a ledger's",
	} {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		_, _, err := readLedger(path)
		require.ErrorContains(t, err, want, text)
	}
	for text, n := range map[string]int{"": 0, `{"n":1,"state":"made","kind":"cage","name":"a us-aaaaaaaa","operation":"buildCage"}`: 1} { // with no facts, and no end of the line
		require.NoError(t, os.WriteFile(path, []byte(`{"run":"us-aaaaaaaa","api":"zoo"}`+"\n"+text), 0o600))
		first, things, err := readLedger(path)
		require.NoError(t, err)
		require.Len(t, things, n)
		require.NoError(t, newCages().target(t, t.TempDir()).sweep(path, first, things))
		_, again, err := readLedger(path)
		require.NoError(t, err, "what was read once can be read again")
		require.Len(t, again, n)
	}
	require.NoError(t, os.WriteFile(path, []byte(`{"run":"us-a","api":"other"}`+"\n"), 0o600))
	_, err := Sweep(zooAPI, func(string) string { return "" }, path)
	require.ErrorContains(t, err, "is of other, not of zoo")
	api, err := LedgerAPI(path)
	require.NoError(t, err)
	assert.Equal(t, "other", api)
}
