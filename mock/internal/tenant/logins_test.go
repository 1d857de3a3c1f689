package tenant

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// inn is a world that people sign in to.
type inn struct {
	place
	tell func(user, name, password string)
}

func (n *inn) Fork(tag string) *inn { return &inn{place: place{tag: n.tag + tag}} }

func (n *inn) TellLogins(tell func(user, name, password string)) { n.tell = tell }

func innOf(t *Tenant) *inn { return WorldOf[*inn](t) }

func inns() *Registry { return NewRegistry(PartOf(&inn{}, nil)) }

func holding(r *Registry, name, password string) []string {
	names := []string{}
	for _, t := range r.Holding(name, password) {
		names = append(names, t.Name)
	}
	return names
}

func TestForksAreFoundByWhatClientsMadeInThemToSignInWith(t *testing.T) {
	t.Parallel()
	r := inns()
	assert.Nil(t, innOf(r.Default()).tell, "the default tenant is asked first anyway")
	a, b, c := fork(t, r, "a", "0a"), fork(t, r, "b", "0b"), fork(t, r, "c", "0c")
	innOf(c).tell("1", "sam", "secret")
	innOf(a).tell("1", "sam", "secret")
	innOf(b).tell("1", "sam", "other")
	innOf(b).tell("2", "kim", "")
	assert.Equal(t, []string{"a", "c"}, holding(r, "sam", "secret"), "in the order of their making")
	assert.Equal(t, []string{"b"}, holding(r, "sam", "other"))
	assert.Equal(t, []string{"a", "b", "c"}, holding(r, "sam", ""), "by the name alone")
	assert.Equal(t, []string{"b"}, holding(r, "kim", ""))
	assert.Empty(t, holding(r, "kim", "secret"))

	innOf(a).tell("1", "sam", "other")
	innOf(c).tell("1", "samuel", "secret")
	assert.Empty(t, holding(r, "sam", "secret"), "what a user had is forgotten")
	assert.Equal(t, []string{"a", "b"}, holding(r, "sam", "other"))
	assert.Equal(t, []string{"c"}, holding(r, "samuel", "secret"))
	assert.Equal(t, []string{"a", "b"}, holding(r, "sam", ""))

	assert.True(t, r.Remove(a))
	r.Reset(c)
	assert.Equal(t, []string{"b"}, holding(r, "sam", "other"))
	assert.Empty(t, holding(r, "samuel", "secret"))
	assert.True(t, r.Remove(b))
	assert.Empty(t, r.logins.held, "nothing is kept of what is gone")
}

// TestWhatIsToldAfterTheEndIsNotKept: a write may be under way while its fork ends or is reset.
func TestWhatIsToldAfterTheEndIsNotKept(t *testing.T) {
	t.Parallel()
	r := inns()
	a, b := fork(t, r, "a", "0a"), fork(t, r, "b", "0b")
	was := innOf(a)
	r.Reset(a)
	innOf(a).tell("1", "sam", "new")
	was.tell("1", "sam", "old")
	assert.Equal(t, []string{"a"}, holding(r, "sam", "new"))
	assert.Empty(t, holding(r, "sam", "old"))
	assert.True(t, r.Remove(b))
	innOf(b).tell("1", "sam", "new")
	r.Reset(b)
	innOf(b).tell("1", "sam", "new")
	assert.Equal(t, []string{"a"}, holding(r, "sam", "new"))
}

// TestALoginThatVeryManyForksHaveCostsNoMore: a few are enough to know that it could mean more than one.
func TestALoginThatVeryManyForksHaveCostsNoMore(t *testing.T) {
	t.Parallel()
	r := inns()
	for i := range 1000 {
		innOf(fork(t, r, fmt.Sprint(i), fmt.Sprintf("%x", i))).tell("1", "sam", "secret")
	}
	assert.Equal(t, []string{"0", "1", "2"}, holding(r, "sam", "secret"))
}

// TestResetGivesFreshWorldsInOneStep: a request that began before ends in the worlds that it began in.
func TestResetGivesFreshWorldsInOneStep(t *testing.T) {
	t.Parallel()
	r := registry()
	a := fork(t, r, "a", "0a")
	for _, each := range []*Tenant{a, r.Default()} {
		pondWas, woodWas := WorldOf[*pond](each), WorldOf[*wood](each)
		before := r.Reset(each)
		assert.Same(t, pondWas, before[0].World)
		assert.Same(t, woodWas, before[1].World)
		assert.NotSame(t, pondWas, WorldOf[*pond](each))
		assert.NotSame(t, woodWas, WorldOf[*wood](each))
		assert.Equal(t, key("gate"), GivenOf[key](each))
	}
	assert.Equal(t, uint64(0), r.Default().Number())
	assert.Equal(t, uint64(1), a.Number())
}

// TestTheNumberOfTenantsIsBounded: each costs memory.
func TestTheNumberOfTenantsIsBounded(t *testing.T) {
	t.Parallel()
	r := registry()
	for i := range MostTenants - 1 {
		fork(t, r, fmt.Sprint(i), fmt.Sprintf("%x", i))
	}
	_, err := r.Fork("one more", "ff0000")
	assert.EqualError(t, err, "there are 20000 tenants, and there can be no more; end those that are done")
	seventh, ok := r.ByName("7")
	require.True(t, ok)
	assert.True(t, r.Remove(seventh))
	again := fork(t, r, "7", "ff0000")
	assert.Equal(t, uint64(MostTenants), again.Number(), "a number does not come back")
	assert.Len(t, r.All(), MostTenants)
}

// TestLoginsAreKeptWhileForksComeAndGo; the race detector watches.
func TestLoginsAreKeptWhileForksComeAndGo(t *testing.T) {
	t.Parallel()
	r := inns()
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 100 {
				name := fmt.Sprintf("%d-%d", g, i)
				made, err := r.Fork(name, name)
				assert.NoError(t, err)
				innOf(made).tell("1", "sam", name)
				assert.Equal(t, []string{name}, holding(r, "sam", name))
				if i%3 == 0 {
					r.Reset(made)
				}
				innOf(made).tell("1", "sam", "same")
				assert.NotEmpty(t, r.Holding("sam", "same"))
				assert.True(t, r.Remove(made))
			}
		})
	}
	all.Wait()
	assert.Empty(t, r.logins.held)
	assert.Len(t, r.All(), 1)
}
