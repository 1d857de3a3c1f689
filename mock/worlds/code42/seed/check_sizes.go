package seed

import (
	"errors"
	"fmt"
	"slices"

	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// checkSizes refuses a number that the others leave no room for: nothing is ever made in part. Of those that want users who are not
// pinned it names the one that wants most: if there are enough for that one, there are for all. How many of them fit is known when they
// are made.
func (w World) checkSizes() error {
	most := demand{"sizes.devices", "devices need somebody who is not pinned", 0, 0}
	if more := w.Sizes.Devices - len(w.Devices); more > 0 {
		most.size, most.users = more, 1
	}
	for _, d := range w.demands() {
		if d.users > most.users {
			most = d
		}
	}
	made := max(0, w.Sizes.Users-len(w.Users))
	if most.users <= made {
		return nil
	}
	return &limits.Mistake{Path: most.path, From: "sizes.users", Err: fmt.Errorf("%d %s, and there are %d; code42.sizes.users would have to be %d or more",
		most.size, most.what, made, len(w.Users)+most.users)}
}

// demand is a number in the file that wants so many users who are not pinned.
type demand struct {
	path, what  string
	size, users int
}

func (w World) demands() []demand {
	list := []demand{{"names", "names are of users who are not pinned", len(w.Names), len(w.Names)}}
	for i, m := range w.LegalHold.Matters {
		list = append(list, demand{fmt.Sprintf("legalHold.matters[%d].custodians", i), "are drawn from the users who are not pinned", m.Custodians, m.Custodians})
	}
	for i, l := range w.Watchlists {
		list = append(list, demand{fmt.Sprintf("watchlists[%d].members", i), "are drawn from the users who are not pinned", l.Members, l.Members})
	}
	return list
}

func (m Matter) check() error {
	switch {
	case m.Released > m.Custodians:
		return limits.Wrong("released", "%d of %d custodians cannot be released", m.Released, m.Custodians)
	case m.Restored > m.Custodians-m.Released:
		return limits.Wrong("restored", "%d are more than the %d custodians that are left, of %d with %d released",
			m.Restored, m.Custodians-m.Released, m.Custodians, m.Released)
	}
	return nil
}

func (l Watchlist) check() error {
	var departures error
	if len(l.Departures) > l.Members {
		departures = limits.Wrong("departures", "they are %d, and the list has %d members", len(l.Departures), l.Members)
	}
	return errors.Join(limits.Needed("type", l.Type), departures)
}

// some draws so many of those who fit, whom a key wants; no one twice. Who is drawn depends on the name alone.
func (f *filler) some(key, name string, fit []*state.User, n int) ([]*state.User, error) {
	if err := f.enough(key, len(fit), n); err != nil {
		return nil, err
	}
	fake, drawn := f.world.Fake.For(name, 1), make([]*state.User, 0, n)
	for left := slices.Clone(fit); len(drawn) < n; {
		i := fake.IntN(len(left))
		drawn = append(drawn, left[i])
		left[i] = left[len(left)-1]
		left = left[:len(left)-1]
	}
	return drawn, nil
}

// enough refuses more people than fit.
func (f *filler) enough(key string, fit, wanted int) error {
	if wanted <= fit {
		return nil
	}
	return limits.Wrong(key, "%d are drawn from the users who are not pinned, and of those %d only %d can be; with a greater code42.sizes.users there are more",
		wanted, len(f.people), fit)
}
