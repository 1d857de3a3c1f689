package seed

import (
	"slices"
	"time"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// mostGuarded is how many made-up resources are under access control.
const mostGuarded = 4

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
		q := request{by: by, system: s, account: account, at: inside(d, part), from: f.address(by, on, d), until: d.Until, why: f.whyAsked(c, s, account, on)}
		list = append(list, f.whole(append([]action{f.ask(q)}, f.decided(q, story)...))...)
	}
	return list
}

// request is that somebody asks for a password, and may use it until an instant at which work ends.
type request struct {
	by      *employee
	system  *system
	account int
	at      time.Time
	from    string
	until   int64
	why     state.Justification
}

// whyAsked is the reason of a request, which always has one.
func (f *filler) whyAsked(c *chance, s *system, account int, on company.Date) state.Justification {
	if reason := f.reason(c, s, account, on); reason != "" {
		return state.Justification{Reason: reason}
	}
	return state.Justification{Reason: s.reasons(account)[0]}
}

func (q request) ref() string { return q.system.accounts[q.account].ref() }

func (f *filler) ask(q request) action {
	return action{at: q.at, by: q.by, from: q.from, do: func() error {
		_, err := f.tx.RequestPassword(q.ref(), state.NewPasswordRequest{Justification: q.why})
		return err
	}}
}

// decided is what becomes of a request on the same day, unless a client's has come in between. Those that nobody decides on run out.
func (f *filler) decided(q request, c *chance) (list []action) {
	own := func(do func() error) func() error {
		return func() error {
			if is, _ := f.tx.RequestOf(q.by.user.ID, q.system.accounts[q.account].id); !is.Requested.Equal(q.at) {
				return nil
			}
			return do()
		}
	}
	fate := c.IntN(10)
	judge, desk, at := f.judge(q, time.Duration(180+c.IntN(5400))*time.Second, c.IntN(3) == 0)
	switch {
	case judge == nil || fate == 0:
		return nil
	case fate == 1:
		return []action{{at: at, by: judge, from: desk, do: own(func() error { return f.tx.RejectRequest(q.ref(), q.by.user.Name, "Which change is this for?") })}}
	}
	list = append(list, action{at: at, by: judge, from: desk, do: own(func() error { return f.tx.ApproveRequest(q.ref(), q.by.user.Name) })})
	ended := []string{"", "", "Done", "Finished, all fine"}[c.IntN(4)]
	step := func(least, more int, do func() error) {
		at = at.Add(time.Duration(least+c.IntN(more)) * time.Second)
		if at.UnixMilli() < q.until {
			list = append(list, action{at: at, by: q.by, from: q.from, do: own(do)})
		}
	}
	step(60, 1500, func() error { _, err := f.tx.CheckOut(q.ref(), state.Justification{}); return err })
	step(5, 40, func() error { _, err := f.tx.FetchPassword(q.system.ref(), q.ref(), q.why); return err })
	step(600, 6000, func() error { _, err := f.tx.CheckIn(q.ref(), ended); return err })
	return list
}

// judge is who decides on a request, one of the two who are asked, and when: some time after it was made, or after work begins on that
// day; nil if neither is there.
func (f *filler) judge(q request, after time.Duration, first bool) (judge *employee, desk string, at time.Time) {
	asked := []*employee{q.system.owner, f.employees[0]}
	if first {
		slices.Reverse(asked)
	}
	for _, e := range asked {
		if e.person == nil || e == q.by {
			continue
		}
		on := company.DateOf(q.at.In(e.person.Site.Location()))
		d := f.firm.Day(e.person, on)
		at = time.UnixMilli(max(q.at.UnixMilli(), d.From)).UTC().Truncate(time.Second).Add(after)
		if at.UnixMilli() < d.Until {
			return e, f.address(e, on, d), at
		}
	}
	return nil, "", q.at
}

// waiting are requests of the last hours of work before the epoch that nobody has looked at yet.
func (f *filler) waiting() (list []action) {
	for n, s := range f.guarded {
		c := f.chance("waiting", uint64(n)) //nolint:gosec // an index
		latest := f.epoch.Add(-time.Duration(10+c.IntN(200)) * time.Minute)
		if by, on, d := f.lastAtWork(f.askers(s), c.IntN(64), latest); by != nil {
			at := inside(company.Day{From: d.From, Until: min(d.Until, latest.UnixMilli())}, c.Float64())
			list = append(list, f.ask(request{by: by, system: s, account: s.size - 1, at: at, from: f.address(by, on, d), why: f.whyAsked(c, s, s.size-1, on)}))
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
