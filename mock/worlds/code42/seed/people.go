package seed

import (
	"cmp"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// Spec is the firm that the world shows: its people are the users who are not pinned, its units the organizations.
func (w World) Spec() company.Spec {
	s := company.Spec{People: max(0, w.Sizes.Users-len(w.Users)), Units: max(0, w.Sizes.Orgs-len(w.Orgs))}
	units := map[int64]string{}
	for _, o := range w.Orgs {
		units[o.ID] = o.Name
		s.Named = append(s.Named, o.Name)
	}
	for _, u := range w.Users {
		s.Pinned = append(s.Pinned, company.Pinned{First: u.FirstName, Last: u.LastName, Login: login(u.Username), Job: u.Job, Unit: units[u.Org]})
	}
	for _, n := range w.Names {
		s.Cast = append(s.Cast, company.Cast{First: textOf(n.FirstName), Last: textOf(n.LastName), Login: login(n.Username), Contractor: n.Contractor})
	}
	for _, l := range w.Watchlists {
		if state.WatchlistType(l.Type) == state.DepartingEmployee {
			s.Departures = append(s.Departures, l.Departures...)
		}
	}
	return s
}

// orgs adds the organizations that are not pinned: the firm's departments, and parts of them at its sites.
func (f *filler) orgs() error {
	for i, u := range f.firm.Units {
		if i < len(f.from.Orgs) {
			continue
		}
		f.tx.Now = f.begun().Add(time.Duration(i) * time.Minute)
		parent := (*string)(nil)
		if u.Above > 0 {
			parent = &f.made[u.Above].GUID
		}
		org, err := f.tx.CreateOrg(state.NewOrg{Name: u.Name, ParentGUID: parent})
		if err != nil {
			return err
		}
		f.made = append(f.made, org)
	}
	return nil
}

// users adds the users that are not pinned, in the order in which they came. Who has left is deactivated; about one in sixty is blocked.
func (f *filler) users() error {
	names := map[int]Name{}
	for i, n := range f.firm.Cast[:len(f.from.Names)] {
		names[n] = f.from.Names[i]
	}
	f.people = make([]string, len(f.firm.People))
	for i := range f.firm.People {
		p := &f.firm.People[i]
		name, cast := names[i]
		if !cast {
			name.FirstName, name.LastName = &p.First, &p.Last
		}
		f.on(p.Hired, p.Site, 8*time.Hour+time.Duration(p.N%3600)*time.Second)
		fake := f.world.Fake.For("user", p.N)
		password := fake.Password(true, true, true, false, false, 14)
		part := f.parts[p]
		u, err := f.tx.CreateUser(state.NewUser{
			ID: part.role.ID, UID: part.role.UID, OrgUID: f.made[p.Unit].UID, Username: cmp.Or(name.Username, p.Login+domain), Password: &password,
			FirstName: name.FirstName, LastName: name.LastName,
		})
		if err != nil {
			return err
		}
		f.people[i] = u.UID
		f.who[u.ID] = p
		if err := f.tx.SetPerson(u.UID, f.person(p)); err != nil {
			return err
		}
		if err := f.profile(u, p); err != nil {
			return err
		}
		if part.person != nil { // see stories
			part.uid = u.UID
			f.parts[p] = part
			continue
		}
		if err := f.retire(u.UID, p); err != nil {
			return err
		}
	}
	return nil
}

// person is what a firm's directory tells of somebody.
func (f *filler) person(p *company.Person) state.Person {
	unit, kind, department := f.firm.Units[p.Unit], "Employee", f.firm.Department(p)
	if p.Contractor {
		kind = "Contractor"
	}
	made := state.Person{
		Title: &p.Title, Department: &department, Locality: &p.Site.City, Country: &p.Site.Country, EmployeeType: &kind,
	}
	if p.Site.Region != "" {
		made.Region = &p.Site.Region
	}
	if unit.Model != nil && unit.Model.Division != "" {
		made.Division = &unit.Model.Division
	}
	if p.Manager >= 0 {
		made.ManagerUID = &f.people[p.Manager]
	}
	return made
}

// retire deactivates a user on the evening of the last day, and blocks about one in sixty of the others.
func (f *filler) retire(uid string, p *company.Person) error {
	s := f.world.Fake.For("blocked user", p.N)
	if evening := p.Leaves(); !evening.IsZero() && evening.Before(f.epoch) {
		f.tx.Now = evening
		last := state.DateOf(p.Left.UTC())
		if _, err := f.tx.UpdateRiskProfile(uid, "endDate", state.RiskChange{EndDate: &last}); err != nil {
			return err
		}
		return f.tx.DeactivateUser(uid, false)
	}
	if p.Level == 0 && p.Left == 0 && s.IntN(40) == 0 {
		f.on(p.Site.Before(max(p.Hired, f.firm.Spec.Now-company.Date(1+s.IntN(120)))), p.Site, 9*time.Hour+time.Duration(s.IntN(28800))*time.Second)
		return f.tx.SetBlocked(uid, true)
	}
	return nil
}

// domain is what made-up users' names end in.
const domain = company.Domain

func login(username string) string {
	name, _, _ := strings.Cut(username, "@")
	return name
}

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
