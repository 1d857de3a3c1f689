package tenant

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/internal/secret"
)

// safe is a world that keeps secrets.
type safe struct {
	place
	tell func(changed map[secret.Hash]int)
}

func (s *safe) Secrets(yield func(secret.Hash) bool) { yield(secret.Of("of the seed")) }

func (s *safe) Fork(tag string) *safe { return &safe{place: place{tag: s.tag + tag}} }

func (s *safe) TellSecrets(tell func(changed map[secret.Hash]int)) { s.tell = tell }

func safeOf(t *Tenant) *safe { return WorldOf[*safe](t) }

func (s *safe) change(text string, by int) { s.tell(map[secret.Hash]int{secret.Of(text): by}) }

// TestWhatClientsMadeSecretIsKnownAsLongAsItIsThere, in whichever tenant, and no longer. What the seed has is known for ever.
func TestWhatClientsMadeSecretIsKnownAsLongAsItIsThere(t *testing.T) {
	t.Parallel()
	r := NewRegistry(PartOf(&safe{}, nil))
	knows := func(text string) bool { return r.HasSecret(secret.Whole(text)) }
	a, b := fork(t, r, "a", "0a"), fork(t, r, "b", "0b")
	safeOf(a).change("Zz99#88", 2)
	safeOf(b).change("Zz99#88", 1)
	safeOf(b).change("of the seed", -1)
	assert.True(t, knows("zz99#88"))
	assert.True(t, knows("of the seed"), "the others have it still")
	safeOf(b).change("of the seed", 3)
	safeOf(b).change("of the seed", -2)
	assert.True(t, knows("of the seed"))

	safeOf(a).change("Zz99#88", -1)
	safeOf(b).change("Zz99#88", -1)
	assert.True(t, knows("Zz99#88"), "a second row has it")
	safeOf(a).change("Zz99#88", -1)
	assert.False(t, knows("Zz99#88"))

	for _, one := range []*Tenant{b, r.Default()} {
		safeOf(one).change("early", 1)
		assert.True(t, knows("early"))
		was := safeOf(one)
		r.Reset(one)
		was.change("late", 1)
		assert.False(t, knows("early"))
		assert.False(t, knows("late"), "a write that ends after a reset")
		safeOf(one).change("new", 1)
		assert.True(t, knows("new"))
		safeOf(one).change("new", -1)
		assert.False(t, knows("new"))
	}
	safeOf(b).change("new", 1)
	assert.True(t, r.Remove(b))
	safeOf(b).change("late", 1)
	assert.Len(t, r.secrets.held, 1, "nothing is kept of what is gone")
	assert.True(t, knows("of the seed"))
}

// TestASecretOfTheSeedIsKnownWithTheTagOfAForkBehindIt, as it signs in there, for as long as there is the fork.
func TestASecretOfTheSeedIsKnownWithTheTagOfAForkBehindIt(t *testing.T) {
	t.Parallel()
	r := NewRegistry(PartOf(&safe{}, nil))
	one := fork(t, r, "a", "b208675e13cc")
	spellings := []string{"of the seed-b208675e13cc", "Of_The_Seed B208675E13CC", "oftheseed b208\u200b675e 13cc", "of.the.seed\u2013\uff42208675e13cc"}
	for _, text := range spellings {
		assert.True(t, r.HasSecret(secret.Whole(text)), text)
	}
	for _, text := range []string{"of the seed-b208675e13cd", "of the seeds-b208675e13cc", "b208675e13cc", "-b208675e13cc", "of the seed-b208675e13c"} {
		assert.False(t, r.HasSecret(secret.Whole(text)), text)
	}
	assert.True(t, r.Remove(one))
	assert.False(t, r.HasSecret(secret.Whole(spellings[0])))
	assert.Empty(t, r.secrets.tags)
}
