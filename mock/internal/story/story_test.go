package story_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/story"
)

const told = `title: A story
cast: [{role: one, first: An, last: Other, job: project manager}]
systems: [{name: box, type: Linux, accounts: [root]}]
steps:
  - {day: -3, at: 10h, who: one, says: makes a file, files: {act: make, names: [a.txt]}}
  - {day: -3, at: 26h, who: one, says: fetches a password, uses: {system: box, account: root}}
search: /search
find:
  - {what: his files, head: files, where: [[user, IS, "{one}"], [date, AFTER, "{-3}"]], answers: 1}
  - {what: himself, head: people, path: "/people/{one.uid}/{A list}?with={another}", rows: [people], with: {name: "{one.login}", active: true}, answers: 1}
`

func TestReadRefusesWhatCannotBeMeant(t *testing.T) {
	t.Parallel()
	list, err := story.Read(fstest.MapFS{"mine.yaml": {Data: []byte(told)}})
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.Equal(t, "mine", list[0].Name)
	for change, want := range map[[2]string]string{
		{"title: A story", "title: ''"}:                                        "needs a title",
		{"title: A story", "titel: A story"}:                                   "titel",
		{"first: An", "first: ''"}:                                             `the role "one" needs a name`,
		{"}]\nsystems", "}, {role: one, first: B, last: C, job: d}]\nsystems"}: `the role "one" needs a name of its own`,
		{"day: -3, at: 10h", "day: -2, at: 10h"}:                               "step 2 comes before step 1",
		{"day: -3, at: 26h", "day: 0, at: 26h"}:                                "step 2: day 0 is not before the last day",
		{"who: one, says: makes", "who: two, says: makes"}:                     `step 1: there is no role "two"`,
		{"says: makes a file, ", ""}:                                           "step 1: it says what happens",
		{"files:", "noted: {}, files:"}:                                        "as one deed",
		{"act: make", "act: burn"}:                                             "an act of",
		{"names: [a.txt]", "names: []"}:                                        "files need names",
		{"act: make", "act: copy, drive: true"}:                                "what lies in the cloud",
		{"account: root}}", "account: rot}}"}:                                  `no account "rot" of a system "box"`,
		{"what: himself, ", ""}:                                                "question 2 needs a name",
		{"where: [[", "path: /a, where: [["}:                                   "question 1 needs a name, a head, and either",
		{"[user, IS, ", "[user, "}:                                             "filters of three words",
		{"search: /search\n", ""}:                                              "question 1 needs the path of the search",
	} {
		text := strings.Replace(told, change[0], change[1], 1)
		require.NotEqual(t, told, text, change[0])
		_, err := story.Read(fstest.MapFS{"mine.yaml": {Data: []byte(text)}})
		assert.ErrorContains(t, err, want, change[1])
	}
}

// TestAQuestionIsAskedWithNothingLeftToFillIn, but for what there is none of. The story stays as it is.
func TestAQuestionIsAskedWithNothingLeftToFillIn(t *testing.T) {
	t.Parallel()
	m, err := company.Read(os.DirFS("../../../fixtures/company"))
	require.NoError(t, err)
	of, err := story.Read(fstest.MapFS{"mine.yaml": {Data: []byte(strings.Replace(told, "role: one", `role: one, uid: "77"`, 1))}})
	require.NoError(t, err)
	now := company.DateOf(time.Date(2026, 11, 4, 0, 0, 0, 0, time.UTC))
	c, err := company.New(m, company.Spec{Seed: 1, Now: now, People: 12, Units: 2, Named: []string{"Example Co", "Ops"}, Cast: story.Casts(of)})
	require.NoError(t, err)
	played, _ := story.Play(of, c, c.Cast)
	require.Len(t, played, 1)
	p := &played[0]
	p.Lists["A list"] = "L1"
	for range 2 {
		files, self := p.Ask(p.Find[0], now), p.Ask(p.Find[1], now)
		assert.Equal(t, "POST /search", files.Method()+" "+files.Path)
		begins := p.People["one"].Site.Back(now, 3).At(p.People["one"].Site.Location(), 0)
		assert.Equal(t, [][]string{{"user", "IS", "an.other@example.com"}, {"date", "AFTER", begins.UTC().Format("2006-01-02T15:04:05.000Z")}}, files.Where)
		assert.Equal(t, "GET /people/77/L1?with={another}", self.Method()+" "+self.Path)
		assert.Equal(t, map[string]any{"name": "an.other", "active": true}, self.With)
	}
	assert.Equal(t, "An Other makes a file", p.Said(p.Steps[0]))
	assert.Equal(t, "It happens", p.Said(story.Step{Says: "it happens"}))
	assert.Equal(t, "An Other's laptop dies", p.Said(story.Step{Who: "one", Says: "'s laptop dies"}))
}

// TestStepsAreInOrderOnAnyDay: with the holidays of any site, and whatever the day of the week.
func TestStepsAreInOrderOnAnyDay(t *testing.T) {
	t.Parallel()
	m, err := company.Read(os.DirFS("../../../fixtures/company"))
	require.NoError(t, err)
	stories, err := story.Read(os.DirFS("../../../fixtures/stories"))
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(stories), 6)
	for now := company.DateOf(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)); now < company.DateOf(time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC)); now += 3 {
		c, err := company.New(m, company.Spec{Seed: 1, Now: now, People: 120, Units: 8, Named: []string{"Example Co", "Ops"}, Cast: story.Casts(stories)})
		require.NoError(t, err)
		played, out := story.Play(stories, c, c.Cast)
		require.Empty(t, out)
		for _, p := range played {
			var before time.Time
			for _, s := range p.Steps {
				at := p.At(s, now)
				assert.True(t, at.After(before), "%s: %s", p.Name, s.Says)
				assert.False(t, company.DateOf(at) > now, "%s: %s", p.Name, s.Says)
				assert.Less(t, now-company.DateOf(at), company.Date(90), "%s: %s: file events go back no further", p.Name, s.Says)
				before = at
			}
		}
	}
}

func TestAStoryForWhichThereAreTooFewPeopleIsLeftOut(t *testing.T) {
	t.Parallel()
	m, err := company.Read(os.DirFS("../../../fixtures/company"))
	require.NoError(t, err)
	stories, err := story.Read(os.DirFS("../../../fixtures/stories"))
	require.NoError(t, err)
	c, err := company.New(m, company.Spec{Seed: 1, Now: 20000, People: 4, Units: 2, Named: []string{"Example Co", "Ops"}, Cast: story.Casts(stories)})
	require.NoError(t, err)
	played, out := story.Play(stories, c, c.Cast)
	assert.NotEmpty(t, out)
	assert.Len(t, stories, len(played)+len(out))
}
