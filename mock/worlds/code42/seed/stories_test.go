package seed_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/story"
	"github.com/understudy/understudy/mock/worlds/code42/seed"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// TestAWorldIsMadeInWhichEverybodyHasAStory: further machines are somebody's all the same.
func TestAWorldIsMadeInWhichEverybodyHasAStory(t *testing.T) {
	t.Parallel()
	m, err := model()
	require.NoError(t, err)
	from := standard(t)
	from.Names, from.Sizes = nil, seed.Sizes{Orgs: 4, Users: len(from.Users) + 3, Devices: 40}
	draw(&from, 0)
	spec := from.Spec()
	spec.Seed, spec.Now = 1, company.DateOf(clock.AtTestDay())
	firm, err := company.New(m, spec)
	require.NoError(t, err)
	played := story.Played{Story: &story.Story{}, People: map[string]*company.Person{}, Desk: &m.Sites[0], Lists: map[string]string{}}
	for i := range firm.People {
		role := story.Role{Role: fmt.Sprint(i), ID: int64(1101 + i), UID: fmt.Sprint(1104400056375511101 + i), Device: fmt.Sprint(1104873453596911101 + i)}
		played.Cast, played.People[role.Role] = append(played.Cast, role), &firm.People[i]
	}
	require.Len(t, played.Cast, 3)
	w := state.New(1, clock.At(clock.AtTestDay()))
	require.NoError(t, drop(seed.Fill(w, from, firm, []story.Played{played})))
	w.Seal()
	_, devices := told(t, w)
	assert.Len(t, devices, 40)
}
