package tenant

import (
	"sync"

	"github.com/understudy/understudy/mock/internal/secret"
)

// keepsSecrets is a world that tells which secrets clients made in it: those of the seed are known anyway.
type keepsSecrets interface {
	// TellSecrets asks a world to call tell as each write is committed that changes how many rows have a secret: by how many, for the
	// hash of each.
	TellSecrets(tell func(changed map[string]int))
}

// secrets knows what clients made in forks that is not to be written down, whichever tenant a request is about: a refused one may be
// about none. It keeps hashes, for as long as the fork has the secret: what bounds the rows of a world bounds them too.
type secrets struct {
	mu   sync.RWMutex
	held map[string]int // by hash, in how many lives
}

func newSecrets() *secrets { return &secrets{held: map[string]int{}} }

// change notes how many more rows of a life have a secret than the seed's.
func (s *secrets) change(in *life, changed map[string]int) {
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

func (s *secrets) drop(hash string) {
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

func (s *secrets) has(value string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.held) > 0 && s.held[secret.Hash(value)] > 0
}
