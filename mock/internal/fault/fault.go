// Package fault makes operations fail on demand: rules that match an operation of a tenant, let some calls pass, and refuse some.
//
// The control plane writes the rules, the engine asks about every call. A rule is no part of a tenant's state: it survives nothing
// but its own end. Only the engine and package mock may import it.
package fault

import (
	"fmt"
	"net/http"
	"sync"

	"github.com/understudy/understudy/mock/internal/fail"
)

// Rule makes calls of an operation fail with an HTTP status.
type Rule struct {
	API, Operation string
	Status         int
	// After lets so many calls pass first; Times refuses so many and then no more, 0 refuses all. A client that sends
	// every refused request a second time sees a fault only where Times is 0 or 2.
	After, Times int
	// RetryAfter goes along with a 429 or a 503, in seconds.
	RetryAfter int
	// Passed and Struck count the calls that were let pass and those that were refused.
	Passed, Struck int
}

// MaxRules is how many rules a tenant may have: every call in the tenant walks through them.
const MaxRules = 100

// Book holds the rules of every tenant, by the worlds that the tenant consists of: a name passes on to others, a world does not. It is
// safe for concurrent use.
type Book struct {
	mu    sync.RWMutex
	rules map[any][]*Rule
}

// NewBook makes an empty book.
func NewBook() *Book { return &Book{rules: map[any][]*Rule{}} }

// Add appends a rule to the worlds of a tenant, unless they have as many as a tenant may have. The first rule that applies decides.
func (b *Book) Add(r Rule, worlds ...any) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, world := range worlds {
		if len(b.rules[world]) >= MaxRules {
			return fmt.Errorf("a tenant has at most %d fault rules, and this one has them; delete them first", MaxRules)
		}
	}
	for _, world := range worlds {
		b.rules[world] = append(b.rules[world], &r)
	}
	return nil
}

// Clear forgets the rules of worlds.
func (b *Book) Clear(worlds ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, world := range worlds {
		delete(b.rules, world)
	}
}

// Of lists the rules of a world, oldest first.
func (b *Book) Of(world any) []Rule {
	b.mu.RLock()
	defer b.mu.RUnlock()
	list := make([]Rule, 0, len(b.rules[world]))
	for _, r := range b.rules[world] {
		list = append(list, *r)
	}
	return list
}

// Strike says whether a call in a world fails, and with which rule.
func (b *Book) Strike(world any, api, operation string) (Rule, bool) {
	b.mu.RLock()
	none := len(b.rules[world]) == 0
	b.mu.RUnlock()
	if none {
		return Rule{}, false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.rules[world] {
		if r.API != api || r.Operation != operation || r.Times > 0 && r.Struck == r.Times {
			continue
		}
		if r.Passed < r.After {
			r.Passed++
			return Rule{}, false
		}
		r.Struck++
		return *r, true
	}
	return Rule{}, false
}

// Error is the refusal that a rule asks for.
func (r Rule) Error() *fail.Error {
	kind := fail.Internal
	switch {
	case r.Status == http.StatusTooManyRequests:
		kind = fail.TooMany
	case r.Status < http.StatusInternalServerError:
		kind = fail.Invalid
	}
	return fail.New(kind, "FAULT", http.StatusText(r.Status)).WithStatus(r.Status).
		Because("a fault was asked for on the control plane: %s answers %d", r.Operation, r.Status)
}
