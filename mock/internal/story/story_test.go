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
	} {
		text := strings.Replace(told, change[0], change[1], 1)
		require.NotEqual(t, told, text, change[0])
		_, err := story.Read(fstest.MapFS{"mine.yaml": {Data: []byte(text)}})
		assert.ErrorContains(t, err, want, change[1])
	}
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
