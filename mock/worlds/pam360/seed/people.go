package seed

import (
	"cmp"
	"slices"
	"time"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// employee is a user with the person of the firm who has the account.
type employee struct {
	user    state.User
	person  *company.Person // nil: nobody in particular
	owns    bool            // may create resources
	audits  bool            // looks at what others do, and manages nothing
	pinned  bool
	idle    bool   // does nothing: is locked, or has no token that is good
	host    string // the only host that the user's calls come from
	systems []*system
}

// domain is what the firm's addresses end in.
const domain = company.Domain

// Cast are the people of the firm whom pinned users are, one for each who has a job, in their order.
func (w World) Cast() (list []company.Cast) {
	for _, u := range w.Users {
		if u.Job != "" {
			list = append(list, u.cast())
		}
	}
	return list
}

func (u User) cast() company.Cast {
	return company.Cast{First: u.FirstName, Last: u.LastName, Job: u.Job, Contractor: u.Contractor}
}

// beside is a person of the firm whom no other world shows, as there was nobody left.
func (f *filler) beside(want company.Cast) *company.Person {
	if f.logins == nil {
		f.logins = map[string]bool{}
		for _, list := range [][]company.Person{f.firm.People, f.firm.Pinned} {
			for i := range list {
				f.logins[list[i].Login] = true
			}
		}
	}
	p := f.firm.Beside(f.besides, want, f.logins)
	f.besides++
	return &p
}

// vaultJobs are the jobs of those who have something to do in a vault.
func vaultJobs(m *company.Model) (names []string) {
	for _, j := range m.Jobs {
		if j.Vault != "" {
			names = append(names, j.Name)
		}
	}
	return names
}

func (f *filler) pinnedUsers() error {
	f.at(firstDay-1, 0)
	return limits.Each("users", f.from.Users, f.pinnedUser)
}

func (f *filler) pinnedUser(u User) error {
	n := state.NewUser{
		ID: u.ID, Name: u.Username, FirstName: u.FirstName, LastName: u.LastName, Email: u.Username + domain,
		Role: u.Role, Department: u.Department, SuperAdmin: u.SuperAdmin, HostCheck: u.HostName != "", HostName: u.HostName,
		Token: u.Token, TokenExpires: f.tokenExpires(u),
	}
	e := &employee{owns: f.from.grants(u.Role, "resources.manage"), audits: f.audits(u.Role), pinned: true, host: u.HostName,
		idle: u.Locked || u.HostName != "" || n.TokenExpires != nil && n.TokenExpires.Before(f.epoch)}
	if u.Job != "" {
		e.person = f.personOf(u)
		n.FirstName, n.LastName = cmp.Or(u.FirstName, e.person.First), cmp.Or(u.LastName, e.person.Last)
		n.Email, n.Department, n.Location = e.person.Login+domain, cmp.Or(u.Department, f.firm.Department(e.person)), e.person.Site.City
	}
	var err error
	if e.user, err = f.tx.CreateUser(n); err != nil {
		return err
	}
	f.add(e)
	if first := f.employees[0]; !u.Locked || first != e && first.person != nil { // see lockOuts
		return nil
	}
	return f.tx.SetLocked(u.Username, true)
}

// tokenExpires is when a user's token does: at midnight, as clients set it, unless the file gives an instant.
func (f *filler) tokenExpires(u User) *time.Time {
	if u.TokenExpires != nil || u.TokenOverFor == 0 {
		return u.TokenExpires
	}
	midnight := f.epoch.Truncate(day).AddDate(0, 0, -u.TokenOverFor)
	return &midnight
}

// personOf is the person that a pinned user is.
func (f *filler) personOf(u User) *company.Person {
	found := -1
	if len(f.cast) > 0 {
		found, f.cast = f.cast[0], f.cast[1:]
	}
	if found >= 0 {
		return &f.firm.People[found]
	}
	return f.beside(u.cast())
}

func (f *filler) add(e *employee) {
	f.userIDs[e.user.Name] = e.user.ID
	f.employees, f.userOf[e.person] = append(f.employees, e), e
	if e.owns {
		f.owners = append(f.owners, e)
	}
}

// grants tells whether a role allows what needs a permission.
func (w World) grants(role, permission string) bool {
	return slices.ContainsFunc(w.Roles, func(r Role) bool {
		return r.Name == role && (slices.Contains(r.Grants, permission) || slices.Contains(r.Grants, "*"))
	})
}

// audits tells whether a role is that of somebody who looks at what others do.
func (f *filler) audits(role string) bool {
	return f.from.grants(role, "audit.view") && !f.from.grants(role, "resources.manage")
}

// users adds the users that are not pinned: people of the firm whose jobs give them something to do in the vault.
func (f *filler) users() error {
	for _, p := range f.staff(f.from.Sizes.Users - len(f.employees)) {
		role := "Password User"
		switch p.Job.Vault {
		case "administers":
			role = "Password Administrator"
			if f.privileged++; f.privileged%7 == 4 && f.hasRole(privileged) {
				role = privileged
			}
		case "audits":
			role = "Password Auditor"
		}
		if err := f.addUser(p, role); err != nil {
			return limits.At("sizes.users", err)
		}
	}
	return nil
}

// addUser adds a person of the firm.
func (f *filler) addUser(p *company.Person, role string) error {
	u, err := f.tx.CreateUser(state.NewUser{
		Name: f.username(p.Login), FirstName: p.First, LastName: p.Last, Email: p.Login + domain, Role: role, APIAccess: true,
		Department: f.firm.Department(p), Location: p.Site.City,
	})
	if err == nil {
		f.add(&employee{user: u, person: p, owns: f.from.grants(role, "resources.manage"), audits: f.audits(role)})
	}
	return err
}

const privileged = "Privileged Administrator"

func (f *filler) hasRole(name string) bool {
	return slices.ContainsFunc(f.from.Roles, func(r Role) bool { return r.Name == name })
}

// username is a login that no pinned user has.
func (f *filler) username(login string) string {
	for f.userIDs[login] != 0 {
		login += "2"
	}
	return login
}

// staff picks so many people of the firm who work, head no department and are no pinned users: first who looks after the vault or audits it,
// then who uses it, a person of each job in turn, then anybody; of each the one first who has been with the firm for longest.
func (f *filler) staff(count int) (list []*company.Person) {
	known := map[*company.Person]bool{}
	for _, e := range f.employees {
		known[e.person] = true
	}
	var ranks [3][]*company.Person
	for i := range f.firm.People {
		p := &f.firm.People[i]
		if known[p] || !p.There(f.firm.Spec.Now) || p.Level >= company.Heads {
			continue
		}
		rank := 2
		switch p.Job.Vault {
		case "administers", "audits":
			rank = 0
		case "uses":
			rank = 1
		}
		ranks[rank] = append(ranks[rank], p)
	}
	rounds, turn := map[*company.Job]int{}, map[*company.Person]int{}
	for _, p := range ranks[1] {
		rounds[p.Job]++
		turn[p] = rounds[p.Job]
	}
	slices.SortStableFunc(ranks[1], func(p, q *company.Person) int { return cmp.Compare(turn[p], turn[q]) })
	list = slices.Concat(ranks[0], ranks[1], ranks[2])
	for jobs := vaultJobs(f.firm.Model); len(list) < count; {
		list = append(list, f.beside(company.Cast{Job: jobs[f.besides%len(jobs)]}))
	}
	return list[:max(0, count)]
}
