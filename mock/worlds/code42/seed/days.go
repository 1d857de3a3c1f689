package seed

import (
	"cmp"
	"slices"
	"time"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// leaver is somebody who is about to leave, on the evening of a last day.
type leaver struct {
	uid     string
	evening time.Time
	last    company.Date
}

// days are what makes a tenant's days after its epoch, in whichever fork: those who are about to leave then, in the order in which they do. Whose
// last evening lies in days that were not made leaves on the next that is.
func (f *filler) days() state.Day {
	var leavers []leaver
	for i := range f.firm.People {
		p := &f.firm.People[i]
		if evening := p.Leaves(); !evening.IsZero() && !evening.Before(f.epoch) {
			leavers = append(leavers, leaver{f.people[i], evening, p.Left})
		}
	}
	slices.SortStableFunc(leavers, func(a, b leaver) int { return a.evening.Compare(b.evening) })
	return func(tx *state.Tx, since, until time.Time) error {
		for _, l := range leavers {
			if l.evening.Before(since) || !l.evening.Before(until) {
				continue
			}
			tx.Now = l.evening
			if err := l.leave(tx); err != nil {
				return err
			}
		}
		return nil
	}
}

// leave deactivates a user, but for one from whom a client has taken that last day.
func (l leaver) leave(tx *state.Tx) error {
	u, err := tx.UserByUID(l.uid)
	if err != nil || !u.Active {
		return err
	}
	profile, err := tx.RiskProfile(l.uid)
	if err != nil {
		return err
	}
	if end := profile.Facts.EndDate; end == nil || *end != state.DateOf(l.last.UTC()) {
		return nil
	}
	return closeAccount(tx, l.uid)
}

// agentOf is the agent of a device.
type agentOf struct {
	device  int64
	owner   *company.Person
	lag     time.Duration // how long after it was heard of its word has come, while the machine is on
	running bool          // the machine is never turned off
	gone    time.Time     // the last time that it can check in, its owner being about to leave; zero: none is known
	stopped company.Date  // the day on which it was heard of last, as the machine was replaced or lies in a drawer; 0: it checks in
}

// agents are those that check in, which those of machines out of use do not.
func (f *filler) agents() *state.Agents {
	agents, firm := slices.Clip(f.checkIn), f.firm
	slices.SortFunc(agents, func(a, b agentOf) int { return cmp.Compare(a.device, b.device) })
	list := make([]int64, len(agents))
	for i, a := range agents {
		list[i] = a.device
	}
	return &state.Agents{
		From: f.epoch, Devices: list,
		Seen: func(n int, at time.Time) (time.Time, bool) { return agents[n].seen(firm, at) },
	}
}

// goneBy is the last time that an agent can check in before somebody leaves, in a world that was filled up to an epoch.
func goneBy(p *company.Person, epoch time.Time) time.Time {
	evening := p.Leaves()
	if evening.After(epoch) {
		evening = evening.Add(-evening.Sub(epoch) % state.Beat)
	}
	return evening
}

// seen is when the agent was heard of last, at an instant, and whether it still is: while its owner works, or all the time where the
// machine is left running, until the owner leaves.
func (a *agentOf) seen(firm *company.Company, now time.Time) (at time.Time, online bool) {
	if !a.gone.IsZero() && !now.Before(a.gone) { // it was still heard of what was done last
		last := agentOf{owner: a.owner, running: a.running, stopped: a.stopped}
		at, _ = last.seen(firm, a.gone)
		return at, false
	}
	p, heard := a.owner, now.Add(-a.lag)
	last := company.DateOf(now.In(p.Site.Location()))
	switch {
	case a.stopped != 0:
		last = min(last, a.stopped)
	case a.running && p.There(last):
		return heard, true
	}
	for on := last; on > last-longAway; on-- {
		day := firm.Day(p, on)
		switch {
		case day.From == day.Until || day.From > heard.UnixMilli():
		case day.Until > now.UnixMilli():
			return heard, true
		default:
			return time.UnixMilli(day.Until).UTC(), false
		}
	}
	return (last - longAway).At(p.Site.Location(), 0).UTC(), false
}

// longAway is for how many days nobody is away.
const longAway = 40
