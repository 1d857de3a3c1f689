// Package company is a firm as it might be: sites, departments, jobs, people with a manager, a calendar and machines, over the years.
//
// It makes the firm from a Model, which is data (fixtures/company), and a Spec: the same two give the same firm. All seeds of a tenant
// draw their people from one Company, so that the same people turn up in each of its worlds.
//
// It knows no vendor: what a department or a person is in an API is the business of the seeds. It keeps nothing and draws nothing from
// the machine's clock. The seeds, the state packages and package mock may import it.
package company

import (
	"cmp"
	"fmt"
	"time"
)

// Spec says which firm is wanted.
type Spec struct {
	Seed uint64
	// Now is the world's last day: what is dated lies before it, but for last days at work that are known in advance.
	Now Date
	// People is how many people are made up. The N of each is less than it.
	People int
	// Units is how many units there are besides Named, in the order of the model. A unit comes after the one that it is below.
	Units int
	// Named are units that exist in any case, by name. The first is the firm itself. Names that the model does not know are units below the
	// firm that nobody works in but who is Pinned there.
	Named []string
	// Pinned are further people. They get what is left out.
	Pinned []Pinned
	// Departures are last days at work, in days after Now, of people who leave or have just left: the working day that is that day or comes
	// before it.
	Departures []int
	// Cast are names, or jobs, that somebody of the people made up has to have: as many people as far as there are enough.
	Cast []Cast
}

// Pinned is a person whom a world file names.
type Pinned struct {
	First, Last string
	Login       string // needed
	Job         string // the name of a job of the model; "" is none: such a person does nothing
	Unit        string // one of Spec.Named
}

// Cast is somebody who is found among the people made up. What is left out is as it was made up.
//
// Who has a Job is at work and manages nobody, and is the one who has been there for longest. Nobody is taken whom the departures need.
type Cast struct {
	First, Last, Login string
	Job                string // "": any
	Contractor         bool
	Site               string // where, if somebody who fits is there
	Fate
}

// Fate is what has happened to somebody, in working days of the first site before Spec.Now. Without any, nothing has.
type Fate struct {
	Steady   bool // the person works on every working day, in the usual hours
	Left     int  // the last day at work
	Closed   int  // the day on whose evening the accounts of who has left are closed, if that is not the last day at work
	Broke    int  // the day on which the machine broke that the person works with
	Replaced int  // the day on which another was handed out for it
}

// Company is a firm.
type Company struct {
	Model *Model
	Spec  Spec
	// Units are the firm itself and what is below it; each comes after the one that it is below.
	Units []Unit
	// People are who was made up, by their first day at work: whoever is managed comes after the manager.
	People []Person
	// Pinned are those of the Spec, in its order. Their managers are among People.
	Pinned []Person
	// Leaving are those of Spec.Departures, in its order, as indices in People. There are fewer if there are not enough people.
	Leaving []int
	// Cast are those of Spec.Cast, in its order, as indices in People; -1 where nobody was left.
	Cast []int
}

// Unit is a department, or the part of one at a site.
type Unit struct {
	Name  string
	Above int // index in Company.Units; -1 of the firm itself
	Model *UnitModel
	Site  *Site // nil: people of many sites
}

// Department is what a person's is called: the unit, or what those who work for the firm as a whole are.
func (c *Company) Department(p *Person) string {
	switch {
	case p.Unit != 0:
		return c.Units[p.Unit].Name
	case p.Job != nil && p.Job.Unit != "":
		return p.Job.Unit
	}
	return "Executive Office"
}

// Person is somebody who works, worked or is about to work for the firm.
type Person struct {
	N           uint64 // tells the person from all others; the person's streams follow from it
	First, Last string // as the person writes them
	Login       string // ASCII in lower case, first.last; with a number where that is taken
	Job         *Job
	Title       string
	Level       int // 0 is the lowest; a manager's is higher than that of anybody managed
	Unit        int // index in Company.Units
	Site        *Site
	Manager     int // index in Company.People; -1 of who has none
	Contractor  bool
	Hired       Date // first day at work, a working day
	Left        Date // last day at work; 0 if none is known. It may lie after Spec.Now
	Closed      Date // the day on whose evening the accounts are closed, where that was forgotten on the last one; else 0
	Steady      bool // is never ill or on vacation, and works in the usual hours
	Machines    []Machine
}

// Domain is what the addresses of a firm's people end in.
const Domain = "@example.com"

// Name is the person's, in full.
func (p *Person) Name() string { return fmt.Sprintf("%s %s", p.First, p.Last) }

// Address is that of a person's mail.
func (p *Person) Address() string { return p.Login + Domain }

// There tells whether somebody works for the firm on a day, be it a holiday.
func (p *Person) There(on Date) bool { return p.Hired <= on && (p.Left == 0 || on <= p.Left) }

// Leaves is the hour at which somebody's accounts are closed, in the evening of the last day at work or, where that was forgotten, of a later
// one; zero if no last day is known.
func (p *Person) Leaves() time.Time {
	if p.Left == 0 {
		return time.Time{}
	}
	return cmp.Or(p.Closed, p.Left).At(p.Site.Location(), 18*time.Hour+time.Duration(p.N%120)*time.Minute).UTC()
}

// Desk is the address of a person's machine in the office.
func (p *Person) Desk() string {
	return fmt.Sprintf("%s.%d.%d", cmp.Or(p.Site.Network, "10.0"), 1+p.N%6, 20+p.N*37%200)
}

// Machine is a computer that a person has for some years.
type Machine struct {
	Model   *MachineModel
	Host    string
	From    Date // the first day in use
	Until   Date // the last day in use; 0 if it is in use
	Version int  // index in Model.Versions
}

// Day is a day of a person's.
type Day struct {
	// From and Until are when the person works on that day of the site's calendar, in milliseconds since 1970 UTC; they are the same on a
	// day off.
	From, Until int64
	// Break is when an hour in between begins in which hardly anything happens; 0 if there is none.
	Break int64
	// Away tells that the person works somewhere else than at the site.
	Away bool
	// Busy is how much happens, 1 being usual for anybody. It is 0 on a day off.
	Busy float64
}

// Date is a day, in days since 1970-01-01.
type Date int32

// DateOf is the day of an instant, in its own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// UTC is when a day begins in UTC.
func (d Date) UTC() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// At is an instant of a day at a place: so long after its midnight by the clock on the wall.
func (d Date) At(zone *time.Location, clock time.Duration) time.Time {
	t := d.UTC()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, int(clock), zone)
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday((int(d)%7 + 11) % 7) }
