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
	until     company.Date // the day on which it is taken back; 0: never
}

// loanOf is the loan that begins on a day; ok is false if there is none.
func (f *filler) loanOf(on company.Date) (l loan, c *chance, ok bool) {
	c = f.dayOf("loan", 0, on)
	if len(f.acting) < 2 || len(f.systems) == 0 || c.IntN(100) >= 60 {
		return l, c, false
	}
	l.system, l.to = f.systems[c.IntN(min(len(f.systems), mostTold))], f.acting[c.IntN(len(f.acting))]
	l.owner = l.system.owner
	if l.owner.person == nil || l.owner == l.to || l.to.pinned || !colleagues(l.owner, l.to) || !f.there(l.owner, on) || l.system.guarded || l.system.size == 0 ||
		l.system.added >= on || slices.Contains(l.to.systems, l.system) {
		return l, c, false
	}
	l.account = c.IntN(l.system.size)
	for end := on + 1 + company.Date(c.IntN(5)); end < on+longestLoan && l.until == 0; end++ { //nolint:gosec // days
		if f.there(l.owner, end) {
			l.until = end
		}
	}
	return l, c, true
}

const longestLoan = 12

// colleagues tells whether two work in the same department, or one looks after several kinds of systems.
func colleagues(owner, to *employee) bool {
	return owner.person.Job.Unit == to.person.Job.Unit || len(to.person.Job.Systems) > 1
}

// loans are the accounts that are shared for a while, or taken back, on a day.
func (f *filler) loans(on company.Date) (list []action) {
	if l, c, ok := f.loanOf(on); ok {
		at := f.moment(l.owner, on, 0.7*c.Float64())
		list = append(list, f.lend(l, at, state.ViewAccess, f.desk(l.owner, on)))
		if d := f.firm.Day(l.to.person, on); works(d) {
			if read := at.Add(time.Duration(2+c.IntN(50)) * time.Minute); read.UnixMilli() >= d.From && read.UnixMilli() < d.Until {
				list = append(list, f.fetch(l.to, l.system, l.account, read, f.address(l.to, on, d), reasonFor(c, l.system.kind.system)))
			}
		}
	}
	for begun := on - longestLoan; begun < on; begun++ {
		if l, _, ok := f.loanOf(begun); ok && l.until == on {
			list = append(list, f.lend(l, f.moment(l.owner, on, f.dayOf("return", uint64(begun), on).Float64()), state.NoAccess, f.desk(l.owner, on))) //nolint:gosec // a day
		}
	}
	return list
}

func (f *filler) lend(l loan, at time.Time, access state.Access, from string) action {
	return action{at: at, by: l.owner, from: from, do: func() error {
		return f.tx.Share(state.Object{Kind: state.AccountObject, ID: l.system.accounts[l.account].id}, state.Target{ID: l.to.user.ID}, access)
	}}
}

// guard puts a resource under access control if it is one of the first that are fit for it. Its owner and the first user are asked.
func (f *filler) guard(s *system) error {
	if !s.kind.guarded || s.size < 2 || len(f.guarded) == mostGuarded || len(f.askers(s)) == 0 {
		return nil
	}
	s.guarded, f.guarded = true, append(f.guarded, s)
	approvers := []state.Target{{ID: s.owner.user.ID}}
	if first := f.employees[0]; first != s.owner {
		approvers = append(approvers, state.Target{ID: first.user.ID})
	}
	return f.tx.SetAccessControl(state.AccessControl{
		Object: state.Object{Kind: state.ResourceObject, ID: s.id}, Approvals: 1, Approvers: approvers, Exclusive: true,
		RequestTimeout: 4 * day, CheckoutFor: 4 * time.Hour, Reason: true,
	})
}

// askers are those of a team who have to ask for a password of a resource.
func (f *filler) askers(s *system) []*employee {
	if s.team < 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(f.teamed[s.team]), func(e *employee) bool { return e == s.owner })
}

// requests are the passwords that people ask for on a day, with what became of it.
func (f *filler) requests(on company.Date) (list []action) {
	if len(f.guarded) == 0 {
		return nil
	}
	c := f.dayOf("request", 0, on)
	for range c.IntN(3) {
		s := f.guarded[c.IntN(len(f.guarded))]
		askers := f.askers(s)
		by, part, account := askers[c.IntN(len(askers))], c.Float64(), c.IntN(s.size-1) // the last one is for those who wait: see waiting
		d := f.firm.Day(by.person, on)
		story := f.dayOf("decision", c.Uint64()>>30, on)
		if !works(d) || on.Weekday() == time.Saturday || on.Weekday() == time.Sunday {
			continue
		}
		at, from := inside(d, part), f.address(by, on, d)
		list = append(list, f.ask(by, s, account, at, from, reasonFor(c, s.kind.system)))
		list = append(list, f.decided(by, s, account, at, d, from, story)...)
	}
	return list
}

// ask is that somebody asks for a password. There is always a reason.
func (f *filler) ask(by *employee, s *system, account int, at time.Time, from, reason string) action {
	if reason == "" {
		reason = reasons[s.kind.system][0]
	}
	return action{at: at, by: by, from: from, do: func() error {
		_, err := f.tx.RequestPassword(s.accounts[account].ref(), state.NewPasswordRequest{Justification: state.Justification{Reason: reason}})
		return err
	}}
}

// decided is what becomes of a request on the same day. Those that nobody decides on run out.
func (f *filler) decided(by *employee, s *system, account int, at time.Time, d company.Day, from string, c *chance) (list []action) {
	fate := c.IntN(10)
	judge, desk, at := f.judge(s, by, at, time.Duration(180+c.IntN(5400))*time.Second, c.IntN(3) == 0)
	if judge == nil || fate == 0 {
		return nil
	}
	if fate == 1 {
		return []action{{at: at, by: judge, from: desk, do: func() error {
			return f.tx.RejectRequest(s.accounts[account].ref(), by.user.Name, "Please use the read-only account")
		}}}
	}
	list = append(list, action{at: at, by: judge, from: desk, do: func() error { return f.tx.ApproveRequest(s.accounts[account].ref(), by.user.Name) }})
	ended := []string{"", "", "Done", "Finished, all fine"}[c.IntN(4)]
	step := func(least, more int, do func() error) {
		at = at.Add(time.Duration(least+c.IntN(more)) * time.Second)
		if at.UnixMilli() < d.Until {
			list = append(list, action{at: at, by: by, from: from, do: do})
		}
	}
	step(60, 1500, func() error { _, err := f.tx.CheckOut(s.accounts[account].ref(), state.Justification{}); return err })
	step(5, 40, func() error {
		_, err := f.tx.FetchPassword(s.ref(), s.accounts[account].ref(), state.Justification{Reason: reasons[s.kind.system][0]})
		return err
	})
	step(600, 6000, func() error { _, err := f.tx.CheckIn(s.accounts[account].ref(), ended); return err })
	return list
}

// judge is who decides on a request, one of the two who are asked, and when: some time after it was made, or after work begins on that
// day; nil if neither is there.
func (f *filler) judge(s *system, by *employee, made time.Time, after time.Duration, first bool) (judge *employee, desk string, at time.Time) {
	asked := []*employee{s.owner, f.employees[0]}
	if first {
		slices.Reverse(asked)
	}
	for _, e := range asked {
		if e.person == nil || e == by {
			continue
		}
		on := company.DateOf(made.In(e.person.Site.Location()))
		d := f.firm.Day(e.person, on)
		at = time.UnixMilli(max(made.UnixMilli(), d.From)).UTC().Truncate(time.Second).Add(after)
		if at.UnixMilli() < d.Until {
			return e, f.address(e, on, d), at
		}
	}
	return nil, "", made
}

// waiting are requests of the last hours of work before the epoch that nobody has looked at yet.
func (f *filler) waiting() (list []action) {
	for n, s := range f.guarded {
		c := f.chance("waiting", uint64(n)) //nolint:gosec // an index
		latest := f.epoch.Add(-time.Duration(10+c.IntN(200)) * time.Minute)
		if by, on, d := f.lastAtWork(f.askers(s), c.IntN(64), latest); by != nil {
			at := inside(company.Day{From: d.From, Until: min(d.Until, latest.UnixMilli())}, c.Float64())
			list = append(list, f.ask(by, s, s.size-1, at, f.address(by, on, d), reasonFor(c, s.kind.system)))
		}
	}
	return list
}

// lastAtWork is one of those who were at work last before a time, and the day, which may have been some days ago.
func (f *filler) lastAtWork(list []*employee, from int, before time.Time) (*employee, company.Date, company.Day) {
	for on := f.firm.Spec.Now; on > f.firm.Spec.Now-4; on-- {
		for i := range list {
			e := list[(from+i)%len(list)]
			if d := f.firm.Day(e.person, on); works(d) && d.From < before.UnixMilli() {
				return e, on, d
			}
		}
	}
	return nil, 0, company.Day{}
}

// reviews are what auditors look at, once a week.
func (f *filler) reviews(on company.Date) (list []action) {
	if on.Weekday() != time.Wednesday {
		return nil
	}
	for _, e := range f.auditors() {
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
	if len(f.acting) == 0 || first.person == nil || !f.grants(f.from.Users[0].Role, "*") || !f.there(first, on) || on.Weekday() == time.Sunday {
		return nil
	}
	e := f.acting[c.IntN(len(f.acting))]
	at, from := f.moment(first, on, c.Float64()), f.desk(first, on)
	switch what := c.IntN(100); {
	case e == first || e.pinned || !e.person.There(on):
	case what < 9:
		return []action{{at: at, by: first, from: from, do: func() error { return f.tx.ResetMFA(e.user.Name) }}}
	case what < 15:
		later := at.Add(time.Duration(5+c.IntN(40)) * time.Minute)
		return []action{
			{at: at, by: first, from: from, do: func() error { return f.tx.SetLocked(e.user.Name, true) }},
			{at: later, by: first, from: from, do: func() error { return f.tx.SetLocked(e.user.Name, false) }},
		}
	}
	return nil
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
