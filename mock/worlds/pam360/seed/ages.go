package seed

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// cycle is when the passwords of a resource are changed in their turn: on a day, and then every so many days. Whoever owns the resource, or
// a colleague, does it on that day or one of the next.
type cycle struct {
	first company.Date
	every company.Date
}

// usualTurn is how many days there are between changes that no policy asks for.
const usualTurn = 250

// cycleOf draws the turns of a resource, somewhat shorter than its policy allows.
func (f *filler) cycleOf(s *system, c *chance) cycle {
	every, most := usualTurn+c.IntN(usualTurn), f.maxAge(s.kind)
	if most > 0 {
		every = max(most-8-c.IntN(8), most/2, 1)
	}
	_, part := math.Modf(float64(s.n)*math.Phi + 0.1*c.Float64())                        // spread evenly, so that there is no month without any
	last, turn := f.firm.Spec.Now-company.Date(part*float64(every)), company.Date(every) //nolint:gosec // days of some years
	first := last - max(0, last-s.added)/turn*turn
	if first <= s.added {
		first += turn
	}
	return cycle{first, turn}
}

// maxAge is how many days passwords of a kind last.
func (f *filler) maxAge(k *kind) int {
	named := f.policyOf(k)
	i := slices.IndexFunc(f.from.Policies, func(p Policy) bool { return named == nil && p.Default || named != nil && p.Name == *named })
	return f.from.Policies[i].MaxAgeDays // exactly one is the default
}

// forgotten is the last day on which somebody thinks of an account when it is its turn.
func (f *filler) forgotten(s *system, account int) company.Date {
	switch c := f.chance("forgotten", uint64(s.n)<<16|uint64(account)); c.IntN(100) { //nolint:gosec // indices
	case 0, 1:
		return 0
	case 2, 3, 4, 5, 6, 7:
		return f.firm.Spec.Now - 100 - company.Date(c.IntN(420)) //nolint:gosec // days
	}
	return forEver
}

// turn is on which day the passwords of a resource are changed that are due, and by whom; nil if nobody is there to do it.
func (f *filler) turn(s *system, due company.Date) (company.Date, *employee) {
	for on := due; on < due+7; on++ {
		if weekday := on.Weekday(); weekday == time.Saturday || weekday == time.Sunday {
			continue
		}
		if f.there(s.owner, on) {
			return on, s.owner
		}
		if s.team < 0 || s.access < state.ModifyAccess || s.guarded {
			continue
		}
		for _, e := range f.teamed[s.team] {
			if f.there(e, on) {
				return on, e
			}
		}
	}
	return 0, nil
}

// there tells whether somebody works on a day.
func (f *filler) there(e *employee, on company.Date) bool {
	if e.person == nil {
		return f.firm.Model.Sites[0].Works(on)
	}
	return works(f.firm.Day(e.person, on))
}

// kept is how many changes of an account are told that lie before the audit trail.
const kept = 2

// past changes the passwords of a resource in the time before the audit trail begins.
func (f *filler) past(s *system) error {
	for i, a := range s.accounts {
		last := min(a.until, f.begins()-1)
		if last < s.first {
			continue
		}
		turns := (last - s.first) / s.every
		for n := max(0, turns-kept+1); n <= turns; n++ {
			due := s.first + n*s.every
			if on, by := f.turn(s, due); by != nil && on < f.begins() {
				end := f.before(by)
				err := f.change(s, i, f.turnAt(s, by, on, i))
				if end(); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// turnAt is when an account's password is changed in its turn: one after the other.
func (f *filler) turnAt(s *system, by *employee, on company.Date, account int) time.Time {
	c := f.chance("turn", uint64(s.n)<<20|uint64(on)) //nolint:gosec // an index and a day
	at := f.moment(by, on, 0.9*c.Float64())
	for range account {
		at = at.Add(time.Duration(35+c.IntN(120)) * time.Second)
	}
	return at
}

// change gives an account another password, as the one who acts.
func (f *filler) change(s *system, account int, at time.Time) error {
	f.tx.Now = at
	return f.tx.ChangePassword(strconv.FormatInt(s.id, 10), strconv.FormatInt(s.accounts[account].id, 10), state.PasswordChange{
		Justification: state.Justification{Reason: rotation(s.every)},
	})
}

// rotation is what people call it when passwords have their turn.
func rotation(every company.Date) string {
	switch {
	case every <= 35:
		return "Monthly rotation"
	case every <= 95:
		return "Quarterly rotation"
	}
	return "Scheduled rotation"
}

// begins is the first day of the audit trail.
func (f *filler) begins() company.Date { return f.firm.Spec.Now - trail }

// trail is for how many days before the epoch there is an audit trail.
const trail = 61

// Of so many resources the changes of passwords are told one by one, and so many of the newest have been added before our eyes. The
// passwords of all others are as old as they would be, but came into the vault with their last change: a trail holds 10,000 records, and
// somebody waits for the start.
const (
	mostTold = 300
	mostNew  = 6
)

// isNew tells whether a resource is one that history adds.
func (f *filler) isNew(order int) bool {
	return order >= len(f.systems)-mostNew && f.systems[order].added >= f.begins()
}

// told tells whether the history of a resource is.
func (f *filler) told(order int) bool { return order < mostTold || f.isNew(order) }

// lastTurn is the last day before the epoch on which the passwords of a resource had their turn.
func (f *filler) lastTurn(s *system) company.Date {
	if s.first >= f.firm.Spec.Now {
		return s.added
	}
	return s.first + (f.firm.Spec.Now-1-s.first)/s.every*s.every
}
