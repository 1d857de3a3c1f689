package seed

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// action is what somebody does at a time.
type action struct {
	at   time.Time
	by   *employee // nil: the product itself
	from string    // address
	must bool      // whether a refusal is a mistake in the world, and not what happens to people
	do   func() error
}

// history makes the time before the epoch: what lies before the audit trail, then what people did in it, in the order of time.
func (f *filler) history() error {
	for i, s := range f.systems {
		if !f.told(i) || f.isNew(i) {
			continue
		}
		if err := f.past(s); err != nil {
			return err
		}
	}
	if err := f.schedule(); err != nil {
		return err
	}
	if err := f.habits(); err != nil {
		return err
	}
	actions := slices.Concat(f.waiting(), f.lockOuts(), f.stories())
	for on := f.begins(); on <= f.firm.Spec.Now+1; on++ { // the next day has begun at some sites
		actions = append(actions, f.day(on)...)
	}
	actions = slices.Concat(actions, f.returns(f.begins(), f.firm.Spec.Now+1), f.leavers())
	return f.play(between(actions, time.Time{}, f.epoch))
}

// live is what people do on a day after the epoch, from an instant on up to another, in whichever fork. What is decided on a request comes
// up to a day later, and the sites have days of their own.
func (f *filler) live(tx *state.Tx, from, until time.Time, _ bool) error {
	of := *f // many worlds may live at a time
	of.tx = tx
	first, last := company.DateOf(from)-2, company.DateOf(until)+1
	actions := append(of.leavers(), of.returns(first, last)...)
	for on := first; on <= last; on++ {
		actions = append(actions, of.use(on)...)
	}
	return of.play(append(of.overdue(tx.Since(), from), between(actions, from, until)...))
}

// overdue is what has come to its end in the days from one instant up to another, of which nothing was made.
func (f *filler) overdue(since, from time.Time) []action {
	if !since.Before(from) {
		return nil
	}
	begun := company.DateOf(since) // what was lent later was not
	return between(append(f.leavers(), f.returns(begun-2, begun+longestLoan+1)...), since, from)
}

// whole is a story, unless it begins before the epoch and ends after it: of what lies between a pinned epoch and the clock nothing happens.
func (f *filler) whole(story []action) []action {
	if story[0].at.Before(f.epoch) && !story[len(story)-1].at.Before(f.epoch) {
		return nil
	}
	return story
}

// between are the actions from an instant on up to another.
func between(actions []action, from, until time.Time) []action {
	return slices.DeleteFunc(actions, func(a action) bool { return a.at.Before(from) || !a.at.Before(until) })
}

// play carries out actions in the order of time.
func (f *filler) play(actions []action) error {
	slices.SortStableFunc(actions, func(a, b action) int { return a.at.Compare(b.at) })
	defer func() { f.tx.Actor = state.System }()
	for _, a := range actions {
		if err := f.carryOut(a); err != nil {
			return err
		}
	}
	return nil
}

// still is a user as it is by now; not ok if it is gone, or another whom a client has given the same name.
func (f *filler) still(e *employee) (u state.User, ok bool) {
	u, err := f.tx.UserByName(e.user.Name)
	return u, err == nil && u.ID == e.user.ID
}

// carryOut lets somebody do something. Who is refused does without, as do those who are locked out or gone.
func (f *filler) carryOut(a action) error {
	if f.tx.Now, f.tx.Actor = a.at, state.Schedule; a.by == nil {
		return a.do()
	}
	u, err := f.tx.FindUser(strconv.FormatInt(a.by.user.ID, 10))
	if err != nil || u.ID != a.by.user.ID || u.Locked || u.RoleID != a.by.user.RoleID {
		return nil //nolint:nilerr // a client has removed the user, or given the user another role
	}
	f.tx.Actor = f.tx.ActorOf(u)
	f.tx.Actor.Address = a.from
	var refused *fail.Error
	if err = a.do(); !a.must && errors.As(err, &refused) {
		return nil
	}
	return err
}

// day is what happens on a day, in no order. It depends on the day, and on nothing that happened before.
func (f *filler) day(on company.Date) []action {
	return append(f.use(on), f.additions(on)...)
}

// use is what happens on a day with what there is.
func (f *filler) use(on company.Date) []action {
	return slices.Concat(f.visits(on), f.rotations(on), f.loans(on), f.requests(on), f.reviews(on), f.upkeep(on), f.jobs(on))
}

// dayOf is a source of chance of somebody's, for a purpose and a day.
func (f *filler) dayOf(purpose string, n uint64, on company.Date) *chance {
	return f.chance(purpose, n<<20|uint64(on)) //nolint:gosec // a day
}

// habits finds out who works with what: those who act, the first of whom have been there for longest.
func (f *filler) habits() error {
	f.shown = slices.Clone(f.fixed)
	for _, s := range f.fixed {
		s.owner.systems = append(s.owner.systems, s)
		f.number(s)
	}
	for i, s := range f.systems {
		if !f.told(i) || s.size == 0 {
			continue
		}
		f.number(s)
		s.owner.systems = append(s.owner.systems, s)
		if !f.isNew(i) {
			f.shown = append(f.shown, s)
		}
		if s.team < 0 || s.guarded {
			continue
		}
		for _, e := range f.teamed[s.team] {
			if e != s.owner {
				e.systems = append(e.systems, s)
			}
		}
	}
	for _, e := range f.employees {
		if e.person == nil || e.idle || e.audits || f.hasLeft(e) || len(f.acting) == mostActing {
			continue
		}
		if err := f.seen(e); err != nil {
			return err
		}
		if len(e.systems) > 0 {
			f.acting = append(f.acting, e)
		}
	}
	return nil
}

// number gives a resource the number that its tickets go by.
func (f *filler) number(s *system) {
	s.number = f.numbered
	f.numbered++
}

// mostActing is how many users do something by hand.
const mostActing = 150

// seen gives a pinned user who owns nothing what the world file lets the user see, and anybody a favourite.
func (f *filler) seen(e *employee) error {
	defer func() { f.tx.Actor = state.System }()
	f.tx.Actor = f.tx.ActorOf(e.user)
	for _, s := range f.shown {
		if !e.pinned || e.owns || s.guarded {
			continue
		}
		if _, err := f.tx.ResourceByName(s.name); err == nil {
			e.systems = append(e.systems, s)
		}
	}
	for n, s := range e.systems {
		if n%5 == 2 && len(s.accounts) > 0 {
			return f.carryOut(action{at: f.begins().UTC(), by: e, do: func() error { return f.tx.SetFavourite(s.accounts[0].ref(), true) }})
		}
	}
	return nil
}

// visits are the passwords that people fetch for their work.
func (f *filler) visits(on company.Date) (list []action) {
	for _, e := range f.acting {
		d := f.firm.Day(e.person, on)
		if !works(d) {
			continue
		}
		c := f.dayOf("visit", e.person.N, on)
		often := 0.2
		if e.owns && e.person.Level < company.Leads {
			often = 0.4
		}
		for again := often * d.Busy; c.Float64() < again; again /= 2 {
			s := f.usual(e, c, on)
			if s == nil {
				break
			}
			first := e.first(s)
			n := s.size - first // so many are for the person
			at, account := inside(d, c.Float64()), pick(c, n)
			reason := f.reason(c, s, first+account, on)
			list = append(list, f.fetch(e, s, first+account, at, f.address(e, on, d), reason))
			if n > 1 && c.IntN(5) == 0 {
				at, account = at.Add(time.Duration(20+c.IntN(400))*time.Second), first+(account+1)%n
				if reason != "" && !ticketed(reason) {
					reason = oneOf(c, s.reasons(account))
				}
				list = append(list, f.fetch(e, s, account, at, f.address(e, on, d), reason))
			}
		}
	}
	return list
}

// usual is one of the resources that somebody works with, some of them much more often than others.
func (f *filler) usual(e *employee, c *chance, on company.Date) *system {
	for range 3 {
		n := pick(c, len(e.systems))
		if s := e.systems[(n+int(e.person.N%97))%len(e.systems)]; s.added < on && s.size > e.first(s) { //nolint:gosec // below 97
			return s
		}
	}
	return nil
}

// first is the first account of a resource that somebody works with: who owns nothing leaves alone what a vendor deals with the firm through.
func (e *employee) first(s *system) int {
	if !e.owns && s.size > 0 && s.called(0) == "owner" {
		return 2
	}
	return 0
}

// pick draws one of n, the first much more often.
func pick(c *chance, n int) int {
	x := c.Float64()
	return int(x * x * float64(n))
}

// fetch is that somebody fetches a password.
func (f *filler) fetch(e *employee, s *system, account int, at time.Time, from, reason string) action {
	return action{at: at, by: e, from: from, do: func() error {
		_, err := f.tx.FetchPassword(s.ref(), s.accounts[account].ref(), state.Justification{Reason: reason})
		return err
	}}
}

func (s *system) ref() string  { return strconv.FormatInt(s.id, 10) }
func (a *account) ref() string { return strconv.FormatInt(a.id, 10) }

// address is where somebody calls from on a day: a desk in the office, or the network for those who work elsewhere.
func (f *filler) address(e *employee, on company.Date, d company.Day) string {
	if e.person == nil {
		return "10.0.0.10"
	}
	n := e.person.N
	if !d.Away {
		return e.person.Desk()
	}
	c := f.dayOf("address", n, on)
	return fmt.Sprintf("10.250.%d.%d", c.IntN(4), 10+c.IntN(240))
}

// rotations are the passwords that have their turn.
func (f *filler) rotations(on company.Date) (list []action) {
	for i, s := range f.systems {
		if !f.told(i) || on < s.first {
			continue
		}
		for due := s.first + (on-s.first)/s.every*s.every; due >= s.first && due > on-7; due -= s.every {
			day, by := f.turn(s, due)
			if by == nil || day != on {
				continue
			}
			for n := range s.size {
				at, from := f.turnAt(s, by, on, n), f.desk(by, on)
				list = append(list, action{at: at, by: by, from: from, do: func() error {
					if s.accounts[n].until < due || f.taken(s, n) {
						return nil
					}
					return f.change(s, n, at)
				}})
			}
		}
	}
	return list
}

// taken tells whether a client has changed a password since the epoch: it stays as it is.
func (f *filler) taken(s *system, account int) bool {
	if f.tx.Now.Before(f.epoch) {
		return false
	}
	_, a, err := f.tx.AccountByIDs(s.ref(), s.accounts[account].ref())
	return err == nil && a.Changed != nil && !a.Changed.Before(f.epoch) && a.PasswordReason != rotation(s.every)
}

// desk is address, for who works on the day.
func (f *filler) desk(e *employee, on company.Date) string {
	if e.person == nil {
		return f.address(e, on, company.Day{})
	}
	return f.address(e, on, f.firm.Day(e.person, on))
}

// additions are new resources, which their owners add.
func (f *filler) additions(on company.Date) (list []action) {
	for i, s := range f.systems {
		if !f.isNew(i) || s.added != on {
			continue
		}
		list = append(list, action{at: s.at, by: s.owner, from: f.desk(s.owner, on), must: true, do: func() error { return f.addSystem(i, s) }})
	}
	return list
}
