package seed

import (
	"time"

	"github.com/brianvoe/gofakeit/v7"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/fake"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// days makes what happens in a tenant after its epoch, in whichever fork: it is never written to.
type days struct {
	firm   *company.Company
	people []string // uids, as the firm has them
	agents []agentOf
	theirs map[*company.Person][]int // indices in agents
	fake   fake.Source
}

func (f *filler) days() *days {
	d := &days{firm: f.firm, people: f.people, agents: f.agents, theirs: map[*company.Person][]int{}, fake: f.world.Fake}
	for i, a := range d.agents {
		d.theirs[a.owner] = append(d.theirs[a.owner], i)
	}
	return d
}

// day deactivates those whose last day it was. In the end the agents of all machines have checked in: what they did before then does not show.
func (d *days) day(tx *state.Tx, from, until time.Time, last bool) error {
	for i := range d.firm.People {
		if evening := d.firm.People[i].Leaves(); !evening.IsZero() && !evening.Before(from) && evening.Before(until) {
			tx.Now = evening
			if err := d.leave(tx, d.people[i], &d.firm.People[i]); err != nil {
				return err
			}
		}
	}
	if !last || len(d.agents) > mostCheckIns {
		return nil
	}
	tx.Now = until
	for i := range d.agents {
		if err := d.checkIn(tx, &d.agents[i]); err != nil {
			return err
		}
	}
	return nil
}

// mostCheckIns is of how many devices the agents check in as the days pass: all others would have to wait while more of them did.
const mostCheckIns = 20_000

func (d *days) checkIn(tx *state.Tx, a *agentOf) error {
	if a.dormant || a.machine.Until != 0 {
		return nil
	}
	chance := d.fake.For("check-in", uint64(a.device)<<20^uint64(company.DateOf(tx.Now)))
	at, online := a.seen(d.firm, tx.Now, chance)
	return tx.CheckIn(a.device, at, online)
}

// leave deactivates a user, but for one from whom a client has taken that last day.
func (d *days) leave(tx *state.Tx, uid string, p *company.Person) error {
	u, err := tx.UserByUID(uid)
	if err != nil || !u.Active {
		return err
	}
	profile, err := tx.RiskProfile(uid)
	if err != nil {
		return err
	}
	if end := profile.Facts.EndDate; end == nil || *end != state.DateOf(p.Left.UTC()) {
		return nil
	}
	for _, i := range d.theirs[p] {
		if err := d.checkIn(tx, &d.agents[i]); err != nil {
			return err
		}
	}
	return closeAccount(tx, uid)
}

// agentOf is the agent of a made-up device.
type agentOf struct {
	device  int64
	owner   *company.Person
	machine company.Machine
	running bool // the machine is never turned off
	dormant bool // it lies in a drawer
}

// seen is when the agent was heard of last, at an instant, and whether it still is: while its owner works, or all the time where the
// machine is left running.
func (a *agentOf) seen(firm *company.Company, now time.Time, chance *gofakeit.Faker) (at time.Time, online bool) {
	p := a.owner
	last, shortly := company.DateOf(now.In(p.Site.Location())), time.Duration(1+chance.IntN(900))*time.Second
	switch {
	case a.machine.Until != 0 && a.machine.Until <= last:
		last = a.machine.Until
	case a.dormant:
		last -= company.Date(1 + chance.IntN(12))
	case a.running && p.There(last):
		return now.Add(-shortly), true
	}
	for on := last; on > last-40; on-- {
		day := firm.Day(p, on)
		switch {
		case day.From == day.Until || day.From > now.Add(-shortly).UnixMilli():
		case day.Until > now.UnixMilli():
			return now.Add(-shortly), true
		default:
			return time.UnixMilli(day.Until).UTC(), false
		}
	}
	return (last - 40).At(p.Site.Location(), 0).UTC(), false
}
