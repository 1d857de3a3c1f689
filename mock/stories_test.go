package mock_test

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/story"
)

// teller asks about a story.
type teller struct {
	asking
	vault, authToken string // the address of the vault, and who asks
	story.Played
}

// TestEveryStoryIsFound plays the stories in several worlds and asks each of their questions.
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
				for _, q := range a.Find {
					assert.Equal(t, q.Answers, a.answers(q), "%s: %s", a.Name, q.What)
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
	played, err := mock.Played(cmp.Or(o.World, "standard"), o.Seed, a.now)
	require.NoError(t, err)
	require.NotEmpty(t, played)
	for _, p := range played {
		list = append(list, teller{a, vault.URL, vault.AuthToken, p})
	}
	return list
}

// answers is how many a question has.
func (a teller) answers(q story.Question) int {
	if len(q.Where) > 0 {
		return a.found(2, a.filters(q))
	}
	from := a.asking
	if q.Head == "pam360" {
		from.address, from.header, from.token = a.vault, "AUTHTOKEN", a.authToken
	}
	n := 0
	for _, row := range from.list(a.filled(q.Path), q.Rows...) {
		fits := true
		for member, value := range q.With {
			if text, ok := value.(string); ok {
				value = a.filled(text)
			}
			fits = fits && row[member] == value
		}
		if fits {
			n++
		}
	}
	return n
}

func (a teller) filters(q story.Question) (all []condition) {
	for _, w := range q.Where {
		all = append(all, condition{w[0], w[1], a.filled(w[2])})
	}
	return all
}

// when is when a step happens, by the clock on the wall.
func (a teller) when(s story.Step) time.Time {
	return a.At(s, company.DateOf(a.now)).In(a.Site(s).Location())
}

var placeholder = regexp.MustCompile(`\{[^}]+\}`)

// filled puts what a placeholder stands for in its place.
func (a teller) filled(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(at string) string {
		name, what, _ := strings.Cut(strings.Trim(at, "{}"), ".")
		for _, r := range a.Cast {
			if r.Role == name {
				login := a.People[name].Login
				return map[string]string{"": login + "@example.com", "login": login, "uid": r.UID}[what]
			}
		}
		if day, err := strconv.Atoi(name); err == nil {
			return a.when(story.Step{Day: day, Who: a.Cast[0].Role}).UTC().Truncate(time.Minute).Format("2006-01-02T15:04:05.000Z")
		}
		for _, l := range a.list("/v1/watchlists?page=1&page_size=100", "watchlists") {
			if title, _ := l["title"].(string); cmp.Or(title, l["listType"].(string)) == name {
				return l["watchlistId"].(string)
			}
		}
		return at
	})
}
