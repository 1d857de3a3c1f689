package seed

import (
	"slices"
	"time"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// loan is an account that its owner shows to somebody for some days.
type loan struct {
	owner, to *employee
	system    *system
	account   int
	at        time.Time    // when it begins
	until     company.Date // the day on which it is taken back
}

// loanOf is the loan that begins on a day; ok is false if there is none.
func (f *filler) loanOf(on company.Date) (l loan, c *chance, ok bool) {
	c = f.dayOf("loan", 0, on)
	if len(f.acting) < 2 || len(f.systems) == 0 || c.IntN(100) >= 60 {
		return l, c, false
	}
	for tries := 0; !f.lends(l, on); tries++ {
		if tries == 4 {
			return l, c, false
		}
		l.system, l.to = f.systems[c.IntN(min(len(f.systems), mostTold))], f.acting[c.IntN(len(f.acting))]
		l.owner = l.system.owner
	}
	first := l.to.first(l.system)
	l.account = first + c.IntN(l.system.size-first)
	for end := on + 1 + company.Date(c.IntN(5)); end < on+longestLoan && l.until == 0; end++ { //nolint:gosec // days
		if f.there(l.owner, end) {
			l.until = end
		}
	}
	l.at = f.moment(l.owner, on, 0.7*c.Float64())
	return l, c, l.until != 0
}

const longestLoan = 12

// lends tells whether a loan makes sense on a day: between two who are there, of something that is not the other's anyway.
func (f *filler) lends(l loan, on company.Date) bool {
	s := l.system
	return s != nil && l.owner.person != nil && l.owner != l.to && !l.to.pinned && colleagues(l.owner, l.to) && !s.guarded && s.size > l.to.first(s) && s.added < on &&
		f.there(l.owner, on) && f.there(l.to, on) && !slices.Contains(l.to.systems, s)
}

// colleagues tells whether two work in the same department, or one looks after several kinds of systems.
func colleagues(owner, to *employee) bool {
	return owner.person.Job.Unit == to.person.Job.Unit || len(to.person.Job.Systems) > 1
}

// loans are the accounts that are shared for a while on a day.
func (f *filler) loans(on company.Date) (list []action) {
	if l, c, ok := f.loanOf(on); ok {
		list = append(list, action{at: l.at, by: l.owner, from: f.desk(l.owner, on), do: func() error {
			if f.tx.CanSee(l.to.user.ID, l.system.accounts[l.account].id) { // a client has seen to it, and may have given more
				return nil
			}
			return f.tx.Share(l.what(), l.whom(), state.ViewAccess)
		}})
		if d := f.firm.Day(l.to.person, on); works(d) {
			if read := l.at.Add(time.Duration(2+c.IntN(50)) * time.Minute); read.UnixMilli() >= d.From && read.UnixMilli() < d.Until {
				list = append(list, f.fetch(l.to, l.system, l.account, read, f.address(l.to, on, d), f.reason(c, l.system, l.account, on)))
			}
		}
	}
	return list
}

func (l loan) what() state.Object {
	return state.Object{Kind: state.AccountObject, ID: l.system.accounts[l.account].id}
}
func (l loan) whom() state.Target { return state.Target{ID: l.to.user.ID} }

// returns are the loans that end from a day on up to another: each takes back the share that it gave, and none that a client gave before or
// since.
func (f *filler) returns(first, last company.Date) (list []action) {
	for begun := first - longestLoan; begun < last; begun++ {
		l, _, ok := f.loanOf(begun)
		if !ok || l.until < first || l.until > last {
			continue
		}
		at := f.moment(l.owner, l.until, f.dayOf("return", uint64(begun), l.until).Float64()) //nolint:gosec // a day
		list = append(list, action{at: at, by: l.owner, from: f.desk(l.owner, l.until), do: func() error {
			if g, _ := f.tx.GrantTo(l.what(), l.whom()); g.GrantedBy != l.owner.user.ID || !g.At.Equal(l.at) {
				return nil
			}
			return f.tx.Share(l.what(), l.whom(), state.NoAccess)
		}})
	}
	return list
}

// mostReviewers is how many auditors do so every week.
const mostReviewers = 4

// reviews are what auditors look at, once a week.
func (f *filler) reviews(on company.Date) (list []action) {
	if on.Weekday() != time.Wednesday {
		return nil
	}
	reviewers := f.auditors()
	for _, e := range reviewers[:min(len(reviewers), mostReviewers)] {
		d := f.firm.Day(e.person, on)
		if !works(d) || len(e.systems) == 0 {
			continue
		}
		c := f.dayOf("review", e.person.N, on)
		at := inside(d, 0.8*c.Float64())
		for range 2 + c.IntN(3) {
			s := e.systems[c.IntN(len(e.systems))]
			if s.size == 0 {
				continue
			}
			account := c.IntN(s.size)
			list = append(list, action{at: at, by: e, from: f.address(e, on, d), do: func() error {
				_, err := f.tx.PasswordHistory(s.ref(), s.accounts[account].ref(), state.Justification{Reason: "Access review"})
				return err
			}})
			at = at.Add(time.Duration(40+c.IntN(300)) * time.Second)
		}
	}
	return list
}

// upkeep is what the first user does for others: a second factor to set up again, somebody who is locked out.
func (f *filler) upkeep(on company.Date) []action {
	first, c := f.employees[0], f.dayOf("upkeep", 0, on)
	if len(f.acting) == 0 || first.person == nil || !f.from.grants(f.from.Users[0].Role, "*") || !f.there(first, on) || on.Weekday() == time.Sunday {
		return nil
	}
	e := f.acting[c.IntN(len(f.acting))]
	at, from := f.moment(first, on, c.Float64()), f.desk(first, on)
	d := f.firm.Day(e.person, on)
	switch what := c.IntN(100); {
	case e == first || e.pinned || e.person.Left == on || at.UnixMilli() < d.From || at.UnixMilli() >= d.Until:
	case what < 12:
		return []action{{at: at, by: first, from: from, do: func() error {
			if _, ok := f.still(e); !ok {
				return nil
			}
			return f.tx.ResetMFA(e.user.Name)
		}}}
	case what < 22:
		locked := false // by this, and not by a client before
		later := at.Add(time.Duration(300+c.IntN(2400)) * time.Second)
		if later.UTC().Day() != at.UTC().Day() { // a day is made at once, and knows nothing of the one before
			return nil
		}
		return f.whole([]action{{at: at, by: first, from: from, do: func() error {
			u, ok := f.still(e)
			if !ok || u.Locked {
				return nil
			}
			locked = true
			return f.tx.SetLocked(u.Name, true)
		}}, {at: later, by: first, from: from, do: func() error {
			if !locked {
				return nil
			}
			return f.tx.SetLocked(e.user.Name, false)
		}}})
	}
	return nil
}

// leavers lose their users on the evening of the last day, as the directory closes their accounts: all at the same hour. What was shared with
// them stays. A user whom a client has changed, or locked, stays as it is.
func (f *filler) leavers() (list []action) {
	for _, e := range f.employees {
		if e.person == nil || e.person.Left == 0 {
			continue
		}
		list = append(list, action{at: e.person.Leaves(), do: func() error {
			u, err := f.tx.UserByName(e.user.Name)
			was := e.user
			was.Locked, was.MFAReset = u.Locked, u.MFAReset
			if err != nil || u != was {
				return nil //nolint:nilerr // a client has changed or removed the user
			}
			return f.tx.SetLocked(u.Name, true)
		}})
	}
	return list
}

// lockOuts is when the pinned users who are locked were: some days ago, by the first user, if that is somebody who may.
func (f *filler) lockOuts() (list []action) {
	first := f.employees[0]
	for n, u := range f.from.Users {
		if !u.Locked || n == 0 || first.person == nil {
			continue
		}
		on := f.firm.Spec.Now - 9
		for back := 0; back < 10 && !f.there(first, on); back++ {
			on--
		}
		list = append(list, action{at: f.moment(first, on, 0.3), by: first, from: f.desk(first, on), must: true, do: func() error { return f.tx.SetLocked(u.Username, true) }})
	}
	return list
}

// jobs are what users do who call from one host only: programs, every night.
func (f *filler) jobs(on company.Date) (list []action) {
	for _, e := range f.employees[:len(f.from.Users)] {
		if e.host == "" {
			continue
		}
		for i, j := range f.nightly {
			at := on.UTC().Add(2*time.Hour + 17*time.Minute + time.Duration(4+i*9+f.dayOf("job", uint64(i), on).IntN(7))*time.Second) //nolint:gosec // an index
			if j.system.added < on {
				list = append(list, f.fetch(e, j.system, j.account, at, f.addressOf(e.host), "Nightly build"))
			}
		}
	}
	return list
}

// addressOf is the address of a host that the world defines, or the host itself.
func (f *filler) addressOf(host string) string {
	for _, h := range f.from.Organization.Hosts {
		if h.Name == host {
			return h.Address
		}
	}
	return host
}

// schedule shares with the users who call from one host only what their programs need: an account of the first build agents.
func (f *filler) schedule() error {
	for i, s := range f.systems {
		if s.kind.system != "build" || s.size < 2 || f.isNew(i) || len(f.nightly) == mostNightly {
			continue
		}
		j := job{s, 1} // the runner's
		f.nightly = append(f.nightly, j)
		for _, e := range f.employees[:len(f.from.Users)] {
			if e.host == "" {
				continue
			}
			if err := f.tx.Share(state.Object{Kind: state.AccountObject, ID: s.accounts[j.account].id}, state.Target{ID: e.user.ID}, state.ViewAccess); err != nil {
				return err
			}
		}
	}
	return nil
}

// job is an account that programs need every night.
type job struct {
	system  *system
	account int
}

const mostNightly = 2
