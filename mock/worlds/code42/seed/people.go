package seed

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/brianvoe/gofakeit/v7"

	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// divisions are what the departments belong to. Human Resources, Legal and Finance belong to none: the division is optional.
var divisions = map[string]string{
	"Engineering": "Technology", "Product": "Technology", "Research": "Technology", "Marketing": "Commercial", "Sales": "Commercial",
	"Support": "Customer Operations", "Operations": "Customer Operations",
}

var departments = []string{"Engineering", "Finance", "Human Resources", "Legal", "Marketing", "Operations", "Product", "Research", "Sales", "Support"}

// orgs adds the organizations that are not pinned: departments first, then offices; some lie below others.
func (f *filler) orgs() error {
	for n := len(f.from.Orgs); n < f.from.Sizes.Orgs; n++ {
		fake := f.world.Fake.For("org", uint64(n))
		name := departments[n%len(departments)]
		if n >= len(departments) {
			name += " " + fake.City()
		}
		f.at(firstDay-n%300, 0)
		parent := (*string)(nil)
		if n%3 == 0 && len(f.orgUIDs) > 2 {
			o, err := f.tx.OrgByUID(f.orgUIDs[2+fake.IntN(len(f.orgUIDs)-2)])
			if err != nil {
				return err
			}
			parent = &o.GUID
		}
		org, err := f.tx.CreateOrg(state.NewOrg{Name: name, ParentGUID: parent})
		if err != nil {
			return err
		}
		f.orgUIDs = append(f.orgUIDs, org.UID)
	}
	return nil
}

// users adds the users that are not pinned. About one in twenty-five has left; one in sixty is blocked.
func (f *filler) users() error {
	managers := []string{}
	for n := len(f.from.Users); n < f.from.Sizes.Users; n++ {
		fake := f.world.Fake.For("user", uint64(n))
		first, last := fake.FirstName(), fake.LastName()
		called := f.called(n-len(f.from.Users), first, last)
		f.at(30+fake.IntN(firstDay-100), time.Duration(fake.IntN(86400))*time.Second)
		password := fake.Password(true, true, true, false, false, 14)
		u, err := f.tx.CreateUser(state.NewUser{
			OrgUID: f.orgUIDs[fake.IntN(len(f.orgUIDs))], Username: called.Username, Password: &password,
			FirstName: called.FirstName, LastName: called.LastName,
		})
		if err != nil {
			return err
		}
		person := f.person(fake, managers)
		if err := f.tx.SetPerson(u.UID, person); err != nil {
			return err
		}
		if err := f.profile(u, n); err != nil {
			return err
		}
		if err := f.retire(u.UID, n%25 == 24, n%60 == 59); err != nil {
			return err
		}
		f.people = append(f.people, u.UID)
		if n%12 == 0 {
			managers = append(managers, u.UID)
		}
	}
	return nil
}

// called is what a made-up user is called: the file's name where it has one for him, the names made up for him otherwise.
func (f *filler) called(n int, first, last string) Name {
	if n >= len(f.from.Names) {
		return Name{f.username(first, last), &first, &last}
	}
	name := f.from.Names[n]
	if name.Username == "" {
		name.Username = f.username(cmp.Or(textOf(name.FirstName), first), cmp.Or(textOf(name.LastName), last))
	}
	f.usernames[name.Username] = true
	return name
}

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func (f *filler) username(first, last string) string {
	base := strings.ToLower(letters(first) + "." + letters(last))
	name := base + "@example.com"
	for f.usernames[name] {
		f.namesakes[base]++ // and never counted again: thousands may have one name, or none
		name = fmt.Sprintf("%s%d@example.com", base, f.namesakes[base]+1)
	}
	f.usernames[name] = true
	return name
}

func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, name)
}

func (f *filler) person(fake *gofakeit.Faker, managers []string) state.Person {
	title, department := fake.JobTitle(), departments[fake.IntN(len(departments))]
	city, region, country, kind := fake.City(), fake.StateAbr(), "US", "Employee"
	if fake.IntN(8) == 0 {
		kind = "Contractor"
	}
	p := state.Person{Title: &title, Department: &department, Locality: &city, Region: &region, Country: &country, EmployeeType: &kind}
	if division, ok := divisions[department]; ok {
		p.Division = &division
	}
	if len(managers) > 0 {
		p.ManagerUID = &managers[fake.IntN(len(managers))]
	}
	return p
}
