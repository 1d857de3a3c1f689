package tenant

import (
	"sync"

	"github.com/understudy/understudy/mock/internal/secret"
)

// keepsSecrets is a world that tells which secrets its rows have.
type keepsSecrets interface {
	// Secrets calls yield with the hash of each.
	Secrets(yield func(secret.Hash) bool)
	// TellSecrets asks a world to call tell as each write is committed that changes how many rows have a secret: by how many, for the
	// hash of each.
	TellSecrets(tell func(changed map[secret.Hash]int))
}

// secrets knows what is not to be written down, whichever tenant a request is about: a refused one may be about none. It keeps hashes: of
// what the seed has for ever, of what clients made for as long as a tenant has it. What bounds the rows of a world bounds them too.
type secrets struct {
	mu   sync.RWMutex
	held map[secret.Hash]int // in how many lives; the seed is one
	tags map[secret.Hash]bool
}

func newSecrets() *secrets {
	return &secrets{held: map[secret.Hash]int{}, tags: map[secret.Hash]bool{}}
}

// begin takes in what a world of the seed has.
func (s *secrets) begin(world keepsSecrets) {
	for hash := range world.Secrets {
		s.held[hash] = 1
	}
}

// change notes how many more rows of a life have a secret than the seed's.
func (s *secrets) change(in *life, changed map[secret.Hash]int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if in.made == nil {
		return // it is over
	}
	for hash, by := range changed {
		was := in.made[hash]
		now := was + by
		if in.made[hash] = now; now == 0 {
			delete(in.made, hash)
		}
		if was <= 0 && now > 0 {
			s.held[hash]++
		} else if was > 0 && now <= 0 {
			s.drop(hash)
		}
	}
}

func (s *secrets) drop(hash secret.Hash) {
	if s.held[hash]--; s.held[hash] == 0 {
		delete(s.held, hash)
	}
}

// end forgets a life, also what is still to be told of it.
func (s *secrets) end(of *life) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for hash, n := range of.made {
		if n > 0 {
			s.drop(hash)
		}
	}
	of.made = nil
}

// tag notes whether a fork's tag stands behind what the seed has.
func (s *secrets) tag(tag string, is bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if hash := secret.Of(tag); is {
		s.tags[hash] = true
	} else {
		delete(s.tags, hash)
	}
}

func (s *secrets) has(value secret.Value) bool {
	hash := value.Hash()
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.held[hash] > 0 || len(s.tags) == 0 {
		return s.held[hash] > 0
	}
	before, tag, ok := value.Parted(TagLetters)
	return ok && s.tags[tag] && s.held[before] > 0
}
