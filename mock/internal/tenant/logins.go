package tenant

import (
	"cmp"
	"hash/maphash"
	"slices"
	"sync"
)

// signedInto is a world that tells who signs in to it, once a client has made or changed that: what the seed gives carries the tag.
type signedInto interface {
	// TellLogins asks a world to call tell with a user and the user's name, folded, and password as each write that concerns them is
	// committed. The password is empty where the user has none or one that carries the tag.
	TellLogins(tell func(user, name, password string))
}

// logins finds forks by what clients made there to sign in with, so that a sign-in asks the few tenants that it may mean, however many
// there are. It keeps hashes, two for each user of a fork that a client has written to, for as long as the fork lives: what bounds the
// users of a world bounds them too.
type logins struct {
	key maphash.Seed

	mu   sync.RWMutex
	held map[uint64][]*life // in the order of the tenants' making
}

// login is what signs a user in: hashes of the name, and of the name with the password.
type login [2]uint64

func newLogins() *logins { return &logins{key: maphash.MakeSeed(), held: map[uint64][]*life{}} }

func (l *logins) hash(name, password string) uint64 {
	return maphash.Comparable(l.key, [2]string{name, password})
}

func byNumber(a, b *life) int { return cmp.Compare(a.tenant.number, b.tenant.number) }

// set replaces what is held of a user.
func (l *logins) set(in *life, user, name, password string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if in.over {
		return
	}
	l.forget(in, user)
	both := login{l.hash(name, "")}
	if password != "" {
		both[1] = l.hash(name, password)
	}
	in.held[user] = both
	for _, hash := range both {
		if hash != 0 {
			at, _ := slices.BinarySearchFunc(l.held[hash], in, byNumber)
			l.held[hash] = slices.Insert(l.held[hash], at, in)
		}
	}
}

func (l *logins) forget(in *life, user string) {
	for _, hash := range in.held[user] {
		list := l.held[hash]
		if at, ok := slices.BinarySearchFunc(list, in, byNumber); ok {
			list = slices.Delete(list, at, at+1)
		}
		if l.held[hash] = list; len(list) == 0 {
			delete(l.held, hash)
		}
	}
	delete(in.held, user)
}

// end forgets a life, also what is still to be told of it.
func (l *logins) end(of *life) {
	l.mu.Lock()
	defer l.mu.Unlock()
	of.over = true
	for user := range of.held {
		l.forget(of, user)
	}
}

// few are enough to know that a login could mean more than one tenant.
const few = 3

func (l *logins) holding(name, password string) []*Tenant {
	l.mu.RLock()
	defer l.mu.RUnlock()
	var list []*Tenant
	for _, in := range l.held[l.hash(name, password)] {
		if list = append(list, in.tenant); len(list) == few {
			break
		}
	}
	return list
}
