package mock_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/understudy/understudy/fixtures"
	"github.com/understudy/understudy/mock"
)

// awkward is an entry of fixtures/awkward.yaml, which says what its members mean.
type awkward struct {
	What, Why, Evidence, Source string
	Ask                         struct{ Method, Path, Body string }
	Of                          struct {
		Path, Key, ID string
		Has           map[string]any
	}
	Status int
	Shows  string
}

func TestAwkwardDataOccursInTheStandardWorld(t *testing.T) {
	t.Parallel()
	var list []awkward
	decoder := yaml.NewDecoder(strings.NewReader(string(fixtures.Awkward)))
	decoder.KnownFields(true)
	require.NoError(t, decoder.Decode(&list))
	require.NotEmpty(t, list)
	s := mock.Start(t, mock.Options{})
	a := s.Access().Code42
	bearer, _ := signIn(t, a.URL, a.Username, a.Password)
	for _, entry := range list {
		t.Run(entry.What, func(t *testing.T) {
			source, err := url.Parse(entry.Source)
			require.NoError(t, err)
			assert.Equal(t, "https", source.Scheme)
			assert.Contains(t, []string{"reported", "client-code", "inferred"}, entry.Evidence)
			assert.NotEmpty(t, entry.Why)
			assert.True(t, entry.occurs(t, func(method, path, body string) answer {
				return call(t, client, method, a.URL+path, body, "Authorization", bearer)
			}), "it is in no answer")
		})
	}
}

// occurs tells whether an answer shows what the entry is about.
func (e *awkward) occurs(t *testing.T, ask func(method, path, body string) answer) bool {
	t.Helper()
	status, shows := e.Status, regexp.MustCompile(e.Shows)
	if status == 0 {
		status = http.StatusOK
	}
	for _, id := range e.entities(t, ask) {
		got := ask(e.Ask.Method, strings.ReplaceAll(e.Ask.Path, "{}", id), e.Ask.Body)
		if got.status == status && shows.MatchString(got.body) {
			return true
		}
	}
	return false
}

// entities are the ids to try; one without a list needs none.
func (e *awkward) entities(t *testing.T, ask func(method, path, body string) answer) (ids []string) {
	t.Helper()
	if e.Of.Path == "" {
		return []string{""}
	}
	var page struct{ Data map[string]json.RawMessage }
	require.NoError(t, json.Unmarshal([]byte(ask(http.MethodGet, e.Of.Path, "").body), &page))
	var rows []map[string]any
	decoder := json.NewDecoder(strings.NewReader(string(page.Data[e.Of.Key])))
	decoder.UseNumber()
	require.NoError(t, decoder.Decode(&rows))
	for _, row := range rows {
		fits := true
		for member, value := range e.Of.Has {
			fits = fits && row[member] == value
		}
		if fits {
			ids = append(ids, fmt.Sprint(row[e.Of.ID]))
		}
	}
	require.NotEmpty(t, ids)
	return ids
}
