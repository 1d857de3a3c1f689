package seed

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/brianvoe/gofakeit/v7"

	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

var departments = []string{"Engineering", "Finance", "Human Resources", "Legal", "Operations", "Research", "Sales", "Support"}

// users adds the users that are not pinned: mostly Password Users, some who administer passwords, a few auditors.
func (f *filler) users() error {
	f.at(firstDay-10, 0)
	for n := len(f.from.Users); n < f.from.Sizes.Users; n++ {
		fake := f.world.Fake.For("pam user", uint64(n))
		first, last := fake.FirstName(), fake.LastName()
		role := "Password User"
		switch {
		case n%9 == 2:
			role = "Password Administrator"
		case n%40 == 30:
			role = "Password Auditor"
		}
		name := f.username(first, last)
		u, err := f.tx.CreateUser(state.NewUser{
			Name: name, FirstName: first, LastName: last, Email: name + "@example.com", Role: role, APIAccess: true,
			Department: departments[fake.IntN(len(departments))], Location: fake.City(),
		})
		if err != nil {
			return limits.At("sizes.users", err)
		}
		f.userIDs[name] = u.ID
		f.people = append(f.people, u)
		if f.mayOwn(role) {
			f.owners = append(f.owners, name)
		}
	}
	return nil
}

func (f *filler) username(first, last string) string {
	base := strings.ToLower(letters(first) + "." + letters(last))
	name := base
	for n := 2; f.userIDs[name] != 0; n++ {
		name = fmt.Sprint(base, n)
	}
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

// kind is how made-up resources of a type are called, and what accounts they have.
type kind struct {
	typeName, prefix, description string
	accounts                      []string
}

// kinds come up as often as they stand here.
var kinds = []kind{
	{"Linux", "lnx-app", "Application server", []string{"root", "deploy", "backup", "monitor", "ansible", "app"}},
	{"Windows", "win-srv", "Member server", []string{"Administrator", "svc_backup", "svc_monitor", "svc_deploy", "localadmin"}},
	{"Linux", "lnx-web", "Web server", []string{"root", "nginx", "deploy", "monitor", "ansible"}},
	{"PostgreSQL Server", "pg", "Database server", []string{"postgres", "replicator", "app_rw", "app_ro"}},
	{"Windows", "win-rds", "Terminal server", []string{"Administrator", "svc_rds", "svc_backup", "localadmin"}},
	{"Cisco IOS", "sw", "Access switch", []string{"admin", "enable", "netops"}},
	{"MS SQL server", "mssql", "Database server", []string{"sa", "svc_sql", "app_rw", "app_ro"}},
	{"VMware ESXi", "esx", "Hypervisor", []string{"root", "vpxuser", "monitor"}},
	{"Linux", "lnx-ci", "Build agent", []string{"root", "runner", "deploy"}},
	{"Oracle DB Server", "ora", "Database server", []string{"SYS", "SYSTEM", "APP", "REPORTS"}},
	{"Web Site Accounts", "web", "Vendor portal", []string{"owner", "billing", "support"}},
	{"Fortigate Firewall", "fw", "Branch firewall", []string{"admin", "readonly", "api"}},
}

// resources adds the resources that are not pinned, with as many accounts as are still missing, evenly spread. A third of them
// are the first pinned user's; the others belong to everybody who may own some.
func (f *filler) resources() error {
	count := f.from.Sizes.Resources - len(f.from.Resources)
	missing := f.from.Sizes.Accounts - f.accounts
	if count <= 0 {
		return nil
	}
	if len(f.owners) == 0 {
		return limits.Wrong("sizes.resources", "resources that are not pinned belong to users whose role grants resources.manage, and there are none")
	}
	offered := f.kinds()
	if len(offered) == 0 {
		return limits.Wrong("sizes.resources", "resources that are not pinned need at least one of the usual resource types")
	}
	for i := range count {
		n := i + len(f.from.Resources)
		fake := f.world.Fake.For("resource", uint64(n))
		owner := f.owners[0]
		if n%3 != 0 {
			owner = f.owners[fake.IntN(len(f.owners))]
		}
		size := max(0, missing*(i+1)/count-missing*i/count)
		if err := f.resource(fake, n, offered[n%len(offered)], owner, size); err != nil {
			return limits.At("sizes.resources", err)
		}
	}
	return nil
}

// kinds are those whose types the world defines.
func (f *filler) kinds() []kind {
	return slices.DeleteFunc(slices.Clone(kinds), func(k kind) bool {
		return !slices.ContainsFunc(f.from.ResourceTypes, func(t ResourceType) bool { return t.Name == k.typeName })
	})
}

func (f *filler) resource(fake *gofakeit.Faker, n int, k kind, owner string, size int) error {
	f.at(1+fake.IntN(80), -time.Duration(fake.IntN(86400))*time.Second)
	if n%10 == 9 {
		f.at(120+fake.IntN(400), 0)
	}
	name := fmt.Sprintf("%s-%04d", k.prefix, n)
	dns, location, department := name+".example.net", fake.City(), departments[fake.IntN(len(departments))]
	url := ""
	if k.typeName == "Web Site Accounts" {
		url = "https://" + dns + "/login"
	}
	r, err := f.tx.CreateResource(state.NewResource{Group: f.groupFor(k.typeName), ResourceSettings: state.ResourceSettings{
		Name: &name, Type: &k.typeName, Owner: &owner, DNSName: &dns, URL: &url, Description: &k.description,
		Department: &department, Location: &location,
	}})
	if err != nil {
		return err
	}
	if size > 0 {
		if err := f.addAccounts(r, n, k, size); err != nil {
			return err
		}
		if len(f.used) < worked {
			f.used = append(f.used, usedAccount{name, k.accounts[0], owner})
		}
	}
	return f.shareSome(fake, r, n)
}

func (f *filler) groupFor(typeName string) string {
	for _, g := range f.from.ResourceGroups {
		if slices.Contains(g.Types, typeName) {
			return g.Name
		}
	}
	return ""
}

// oldPassword is what some accounts still have from before their policies were tightened.
const oldPassword = "welcome"

// laxPolicy is a policy that still allows the old password; empty if there is none.
func (f *filler) laxPolicy() string {
	for _, p := range f.from.Policies {
		if state.Policy(p).Check(oldPassword, "") == "" {
			return p.Name
		}
	}
	return ""
}

// addAccounts adds accounts with generated passwords; one in twenty-three has the old one.
func (f *filler) addAccounts(r state.Resource, n int, k kind, size int) error {
	id, lax := strconv.FormatInt(r.ID, 10), f.laxPolicy()
	names := make([]string, size)
	list := make([]state.NewAccount, size)
	for i := range list {
		names[i] = k.accounts[i%len(k.accounts)]
		if round := i / len(k.accounts); round > 0 {
			names[i] += strconv.Itoa(round + 1)
		}
		list[i].Name = &names[i]
		if (n+i)%23 == 22 && lax != "" {
			list[i].Password, list[i].Policy = oldPassword, &lax
		}
	}
	outcomes, err := f.tx.AddAccounts(id, list)
	if err != nil {
		return err
	}
	for i, o := range outcomes {
		if o.Status != state.AccountAdded {
			return fmt.Errorf("account %s: %s", o.Name, o.Status)
		}
		if list[i].Policy == nil {
			continue
		}
		if err := f.tighten(r, o.Name); err != nil {
			return err
		}
	}
	f.accounts += size
	return nil
}

// tighten puts an account under its resource's policy.
func (f *filler) tighten(r state.Resource, name string) error {
	_, a, err := f.tx.AccountByNames(r.Name, name)
	if err != nil {
		return err
	}
	policy := strconv.FormatInt(r.PolicyID, 10)
	_, err = f.tx.EditAccount(strconv.FormatInt(r.ID, 10), strconv.FormatInt(a.ID, 10), state.AccountSettings{PolicyID: &policy})
	return err
}

// shareSome shares one resource in five with somebody.
func (f *filler) shareSome(fake *gofakeit.Faker, r state.Resource, n int) error {
	if n%5 != 0 || len(f.people) == 0 {
		return nil
	}
	access := []state.Access{state.ViewAccess, state.ViewAccess, state.ModifyAccess}[fake.IntN(3)]
	to := f.people[fake.IntN(len(f.people))]
	return f.tx.Share(state.Object{Kind: state.ResourceObject, ID: r.ID}, state.Target{ID: to.ID}, access)
}

// worked is how many accounts were in use in the week before the epoch.
const worked = 30

// history lets the owners work with some accounts: their audit records, old passwords and favourites come from that.
func (f *filler) history() error {
	defer func() { f.tx.Actor = state.System }()
	for i, use := range f.used {
		owner, err := f.tx.UserByName(use.owner)
		if err != nil {
			return err
		}
		r, a, err := f.tx.AccountByNames(use.resource, use.account)
		if err != nil {
			return err
		}
		f.tx.Actor = f.tx.ActorOf(owner)
		f.tx.Actor.Address = fmt.Sprintf("192.0.2.%d", 20+i)
		resource, account := strconv.FormatInt(r.ID, 10), strconv.FormatInt(a.ID, 10)
		f.at(7, time.Duration(i)*5*time.Hour)
		if err := f.work(i, resource, account); err != nil {
			return fmt.Errorf("%s on %s: %w", use.account, use.resource, err)
		}
		f.tx.Actor = state.System
	}
	return nil
}

func (f *filler) work(i int, resource, account string) error {
	if i%4 == 1 {
		c := state.PasswordChange{Justification: state.Justification{Reason: "Quarterly rotation"}}
		if err := f.tx.ChangePassword(resource, account, c); err != nil {
			return err
		}
	}
	if i%6 == 0 {
		if err := f.tx.SetFavourite(account, true); err != nil {
			return err
		}
	}
	_, err := f.tx.FetchPassword(resource, account, state.Justification{Reason: reasons[i%len(reasons)]})
	return err
}

var reasons = []string{"Patching", "Maintenance window", "", "Incident", "Nightly copy failed"}
