package tenant

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/internal/secret"
)

// safe is a world that keeps secrets.
type safe struct {
	place
	tell func(changed map[string]int)
}

func (s *safe) Fork(tag string) *safe { return &safe{place: place{s.tag + tag}} }

func (s *safe) TellSecrets(tell func(changed map[string]int)) { s.tell = tell }

func safeOf(t *Tenant) *safe { return WorldOf[*safe](t) }

func (s *safe) change(text string, by int) { s.tell(map[string]int{secret.Hash(text): by}) }

// TestWhatClientsMadeSecretInAForkIsKnownAsLongAsItIsThere, and no longer.
func TestWhatClientsMadeSecretInAForkIsKnownAsLongAsItIsThere(t *testing.T) {
	t.Parallel()
	r := NewRegistry(PartOf(&safe{}, nil))
	assert.Nil(t, safeOf(r.Default()).tell, "the default tenant is asked anyway")
	a, b := fork(t, r, "a", "0a"), fork(t, r, "b", "0b")
	safeOf(a).change("Zz99#88", 2)
	safeOf(b).change("Zz99#88", 1)
	safeOf(b).change("of the seed", -1)
	assert.True(t, r.MadeSecret("zz99#88"))
	assert.False(t, r.MadeSecret("of the seed"))
	safeOf(b).change("of the seed", 1)
	assert.False(t, r.MadeSecret("of the seed"), "the seed's is asked for at the seed")
	safeOf(b).change("of the seed", 1)
	assert.True(t, r.MadeSecret("of the seed"))

	safeOf(a).change("Zz99#88", -1)
	safeOf(b).change("Zz99#88", -1)
	assert.True(t, r.MadeSecret("Zz99#88"), "a second row has it")
	safeOf(a).change("Zz99#88", -1)
	assert.False(t, r.MadeSecret("Zz99#88"))

	was := safeOf(b)
	r.Reset(b)
	was.change("late", 1)
	assert.False(t, r.MadeSecret("of the seed"))
	assert.False(t, r.MadeSecret("late"), "a write that ends after a reset")
	safeOf(b).change("new", 1)
	assert.True(t, r.MadeSecret("new"))
	assert.True(t, r.Remove(b))
	safeOf(b).change("late", 1)
	assert.Empty(t, r.secrets.held, "nothing is kept of what is gone")
}
