package mock_test

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/understudy/understudy/fixtures"
	"github.com/understudy/understudy/mock"
	"github.com/understudy/understudy/openapi"
)

// part is a place in a world file, by the keys and without the numbers of entries, with what takes its place instead.
type part struct {
	path string
	node *yaml.Node
	by   []change
}

type change struct {
	name string
	node yaml.Node
}

// TestAWorldFromWhichAnyListIsTakenStartsOrSaysWhatIsMissing: and if it starts, every list of both APIs is answered. Each list of the
// standard world is emptied, cut to its first entry, and given one entry that says nothing.
func TestAWorldFromWhichAnyListIsTakenStartsOrSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	document := smallestWorld(t)
	started := 0
	for _, p := range listsOf("", document, map[string]bool{}) {
		for _, c := range p.by {
			was := *p.node
			*p.node = c.node
			text, err := yaml.Marshal(document)
			*p.node = was
			require.NoError(t, err)
			if answersOrRefuses(t, p.path+" "+c.name, text) {
				started++
			}
		}
	}
	assert.Greater(t, started, 30, "so few worlds prove little")
}

// TestTheEmptiestWorldThatStartsAnswersEveryList: list after list is emptied, the last of the file first, as long as the world starts.
func TestTheEmptiestWorldThatStartsAnswersEveryList(t *testing.T) {
	t.Parallel()
	document := smallestWorld(t)
	found, left := listsOf("", document, map[string]bool{}), []string{}
	slices.Reverse(found)
	for _, p := range found {
		was := *p.node
		*p.node = p.by[0].node
		text, err := yaml.Marshal(document)
		require.NoError(t, err)
		if !answersOrRefuses(t, p.path+" emptied too", text) {
			*p.node = was
			if !strings.Contains(p.path, "[]") { // of an entry that is taken away itself
				left = append(left, p.path)
			}
		}
	}
	assert.Equal(t, []string{
		".pam360.resourceGroups", ".pam360.users", ".pam360.resourceTypes", ".pam360.policies", ".pam360.roles",
		".pam360.organization.hosts", ".code42.users", ".code42.orgs", ".code42.apiClients", ".code42.roles",
	}, left, "what no world is without")
}

// smallestWorld is the standard world with hardly more than what is pinned, so that of those who are not hardly anybody is drawn.
func smallestWorld(t *testing.T) *yaml.Node {
	t.Helper()
	data, err := fixtures.World("standard")
	require.NoError(t, err)
	var document, sizes yaml.Node
	require.NoError(t, yaml.Unmarshal(data, &document))
	require.NoError(t, yaml.Unmarshal([]byte("{orgs: 4, users: 24, devices: 3, events: 20, resources: 16, accounts: 30}"), &sizes))
	for _, section := range []string{"code42", "pam360"} {
		theirs := at(at(document.Content[0], section), "sizes")
		for i := 0; i < len(theirs.Content); i += 2 {
			theirs.Content[i+1] = at(sizes.Content[0], theirs.Content[i].Value)
		}
	}
	few := map[string]string{"members": "1", "custodians": "1", "released": "0", "restored": "0"}
	for _, p := range listsOf("", document.Content[0], map[string]bool{}) {
		for _, entry := range p.node.Content {
			for i := 0; entry.Kind == yaml.MappingNode && i < len(entry.Content); i += 2 {
				if number, ok := few[entry.Content[i].Value]; ok {
					entry.Content[i+1].Value = number
				}
				if entry.Content[i].Value == "departures" {
					entry.Content[i+1].Content = entry.Content[i+1].Content[:1]
				}
			}
		}
	}
	return document.Content[0]
}

func at(mapping *yaml.Node, key string) *yaml.Node {
	i := slices.IndexFunc(mapping.Content, func(n *yaml.Node) bool { return n.Value == key })
	return mapping.Content[i+1]
}

// listsOf finds the lists of a world, of each kind the first that has entries.
func listsOf(path string, node *yaml.Node, seen map[string]bool) (found []part) {
	switch node.Kind {
	case yaml.MappingNode:
		for i := 0; i < len(node.Content); i += 2 {
			found = append(found, listsOf(path+"."+node.Content[i].Value, node.Content[i+1], seen)...)
		}
	case yaml.SequenceNode:
		if len(node.Content) > 0 && !seen[path] {
			seen[path] = true
			empty, first, minimal := *node, *node, *node
			empty.Content, first.Content = nil, node.Content[:1]
			minimal.Content = []*yaml.Node{{Kind: yaml.MappingNode}}
			found = append(found, part{path, node, []change{{"emptied", empty}, {"with its first entry", first}, {"with {}", minimal}}})
		}
		for _, entry := range node.Content {
			found = append(found, listsOf(path+"[]", entry, seen)...)
		}
	}
	return found
}

// answersOrRefuses starts a world and asks both APIs for all that they list, or holds the refusal to start to be clear.
func answersOrRefuses(t *testing.T, what string, text []byte) (started bool) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "w.yaml")
	require.NoError(t, os.WriteFile(name, text, 0o600))
	s, err := mock.NewAtTestDay(mock.Options{World: name, CheckResponses: "all"})
	if err != nil {
		assert.NotRegexp(t, goWords, err.Error(), what)
		return false
	}
	get := func(head, path string, credential [2]string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", "http://127.0.0.1"+path, nil)
		r.Header.Set(credential[0], credential[1])
		w := httptest.NewRecorder()
		s.Handler(head).ServeHTTP(w, r)
		return w
	}
	given := s.Access()
	signedIn := get("code42", "/api/v3/auth/jwt?useBody=true", [2]string{"Authorization", "Basic " + basic(given.Code42.Username, given.Code42.Password)})
	token, _ := answer{body: signedIn.Body.String()}.field(t, "data", "v3_user_token").(string)
	for head, credential := range map[string][2]string{"code42": {"Authorization", "Bearer " + token}, "pam360": {"AUTHTOKEN", given.PAM360.AuthToken}} {
		doc, err := openapi.Load(head)
		require.NoError(t, err)
		for _, op := range doc.Operations {
			if op.Method != "GET" || strings.Contains(op.Path, "{") {
				continue
			}
			w := get(head, op.Path, credential)
			assert.Less(t, w.Code, 500, "%s: %s: %s %s", what, op.ID, w.Body, w.Header().Get("X-Understudy-Reason"))
		}
	}
	assert.Empty(t, s.Drift(), what)
	return true
}

// TestASavedSearchOfEveryShapeIsAnswered: what the file may say, both lists can show.
func TestASavedSearchOfEveryShapeIsAnswered(t *testing.T) {
	t.Parallel()
	assert.True(t, answersOrRefuses(t, "saved searches", []byte(`
extends: small
code42:
  savedSearches:
    - {version: 1, by: 1001, name: none, groups: []}
    - {version: 1, by: 1001, name: bare, groups: [{filterClause: OR, filters: [{operator: EXISTS, term: fileName}, {operator: IS, term: 7, value: 7.5}]}]}
    - version: 2
      by: 1001
      name: deep
      groupClause: OR
      groups:
        - {subgroupClause: OR, subgroups: [{subgroupClause: AND, subgroups: [{filterClause: AND, filters: [{operator: IS_ANY, term: a, value: [a, 1, true]}]}]}]}
`)))
}
