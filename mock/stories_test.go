package mock_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
	"github.com/understudy/understudy/mock/control/api"
	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/story"
)

// teller asks about a story.
type teller struct {
	asking
	vault, authToken string // the address of the vault, and who asks
	story.Played
	told api.Story // by the control plane
}

// TestEveryStoryIsFound plays the stories in several worlds, and asks each question that the control plane tells, as it stands.
func TestEveryStoryIsFound(t *testing.T) {
	t.Parallel()
	for _, world := range []mock.Options{
		{Seed: 1, Clock: mock.TestDay}, {Seed: 2, Clock: mock.TestDay}, {Seed: 3, Clock: "2026-12-27T05:00:00Z"},
		{Seed: 46, Clock: "2026-12-01T23:59:59Z"}, {World: "small", Seed: 1, Clock: mock.TestDay}, {World: "small", Seed: 2, Clock: "2028-02-29T12:00:00Z"},
		{World: "small", Seed: 3, Clock: mock.TestDay}, {World: "small", Seed: 5, Clock: "2026-01-01T00:00:01Z"},
	} {
		t.Run(fmt.Sprint(world.World, world.Seed), func(t *testing.T) {
			t.Parallel()
			for _, a := range tellers(t, world) {
				require.Len(t, a.told.Find, len(a.Find))
				for i, q := range a.told.Find {
					assert.Equal(t, a.Find[i].Answers, a.answers(q), "%s: %s", a.Name, q.What)
				}
			}
		})
	}
}

// tellers ask about each story of a world.
func tellers(t *testing.T, o mock.Options) (list []teller) {
	t.Helper()
	o.Strict = true // a question that is forgiven proves nothing
	s := mock.Start(t, o)
	who, vault := s.Access().Code42, s.Access().PAM360
	a := asking{t: t, address: who.URL}
	a.token, _ = signIn(t, who.URL, who.Username, who.Password)
	var err error
	a.now, err = time.Parse(time.RFC3339, o.Clock)
	require.NoError(t, err)
	told, played := toldBy(t, s), s.Played()
	require.NotEmpty(t, played)
	require.Len(t, told, len(played))
	for i, p := range played {
		list = append(list, teller{a, vault.URL, vault.AuthToken, p, told[i]})
	}
	return list
}

// toldBy are the stories that a server tells.
func toldBy(t *testing.T, s *mock.Server) []api.Story {
	t.Helper()
	got := control(t, s, "GET", "/stories", "")
	require.Equal(t, 200, got.status, got.body)
	var list api.StoryList
	require.NoError(t, json.Unmarshal([]byte(got.body), &list))
	return list.Stories
}

// answers is how many a question has.
func (a teller) answers(q api.StoryQuestion) int {
	if q.Method == api.POST {
		return a.search(q.Path, q.Filters)
	}
	from := a.asking
	if q.Api == "pam360" {
		from.address, from.header, from.token = a.vault, "AUTHTOKEN", a.authToken
	}
	n := 0
	for _, row := range from.list(q.Path, q.Rows...) {
		fits := true
		for member, value := range withOf(q) {
			fits = fits && row[member] == value
		}
		if fits {
			n++
		}
	}
	return n
}

// withOf is what a row has that answers a question.
func withOf(q api.StoryQuestion) api.StoryRow {
	if q.With == nil {
		return nil
	}
	return *q.With
}

// when is when a step happens, by the clock on the wall.
func (a teller) when(s story.Step) time.Time {
	return a.At(s, company.DateOf(a.now)).In(a.Site(s).Location())
}

// TestStoriesAreToldWithTheirDays: whoever shows them on any day looks these days up.
func TestStoriesAreToldWithTheirDays(t *testing.T) {
	t.Parallel()
	for _, o := range []mock.Options{{World: "small", Clock: mock.TestDay}, {World: "small", Seed: 7, Clock: "2028-02-29T23:59:30Z"}, {Clock: "2026-12-25T00:00:00Z"}} {
		for _, a := range tellers(t, o) {
			assert.NotEmpty(t, a.told.Title)
			assert.NotEmpty(t, a.told.Text)
			require.Len(t, a.told.Cast, len(a.Cast))
			for i, r := range a.told.Cast {
				who := a.list(fmt.Sprintf("/api/v1/User/%d", r.Id), "data")
				assert.Equal(t, r.Role, a.Cast[i].Role)
				assert.Equal(t, []any{r.Email, r.Uid}, []any{who[0]["username"], who[0]["userUid"]}, r.Name)
				for _, guid := range []string{r.Device, a.Cast[i].Broken} {
					if guid != "" {
						assert.Equal(t, r.Uid, a.list("/api/v1/Computer/"+guid+"?idType=guid", "data")[0]["userUid"], guid)
					}
				}
			}
			require.Len(t, a.told.Steps, len(a.Steps))
			before := time.Time{}
			for _, s := range a.told.Steps {
				assert.True(t, s.At.After(before) && s.At.Before(a.now) && s.Played, "%s: %s", s.At, s.Says)
				assert.Equal(t, time.UTC, s.At.Location())
				before = s.At
			}
			for _, q := range a.told.Find {
				text, err := json.Marshal(q)
				require.NoError(t, err)
				assert.NotRegexp(t, `\{[^"]*\}`, string(text), "nothing is left to fill in")
			}
		}
	}
}

// TestStoriesOfOtherWorlds: of one that names none, and of one that pins its last day while the clock goes on.
func TestStoriesOfOtherWorlds(t *testing.T) {
	t.Parallel()
	folder := files(t, map[string]string{
		"none.yaml": "extends: small\nstories: []\n", "one.yaml": "extends: small\nstories: [laptop]\nepoch: 2025-06-05T12:00:00Z\n",
	})
	none := start(t, func(o *mock.Options) { o.World = filepath.Join(folder, "none.yaml") })
	assert.JSONEq(t, `{"stories":[]}`, control(t, none, "GET", "/stories", "").body)
	one := start(t, func(o *mock.Options) { o.World = filepath.Join(folder, "one.yaml") })
	told := toldBy(t, one)
	require.Len(t, told, 1)
	assert.Equal(t, "laptop", told[0].Name)
	for _, s := range told[0].Steps {
		assert.Equal(t, "2025-05", s.At.Format("2006-01"), s.Says)
	}
	assert.Equal(t, []string{"Grace Tanaka", "Grace Tanaka's laptop dies"}, []string{told[0].Steps[1].Who, told[0].Steps[1].Says})
	before := control(t, one, "GET", "/stories", "").body
	control(t, one, "POST", "/tenants/default/clock", `{"advance":"72h"}`)
	assert.Equal(t, before, control(t, one, "GET", "/stories", "").body, "they are of the last day, wherever the clock is")
}
