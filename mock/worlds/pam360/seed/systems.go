package seed

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// system is a made-up resource.
type system struct {
	n        int // tells it from all others
	kind     *kind
	id       int64
	name     string
	owner    *employee
	team     int // index in teams; -1: nobody but the owner uses it
	access   state.Access
	added    company.Date
	at       time.Time // on that day
	size     int
	accounts []*account
	guarded  bool
	number   company.Date // of its tickets: those of no other resource have it
	cycle
}

// account is an account of a made-up resource.
type account struct {
	id    int64
	name  string
	until company.Date // the last day on which the password is changed in its turn
}

// forEver is the until of accounts that nobody forgets.
const forEver company.Date = 1 << 30

// teams makes the groups of those who look after the same. No pinned user is a member but of the auditors: what they see is said in the world
// file.
func (f *filler) teams() error {
	f.at(firstDay-2, 0)
	f.teamed = make([][]*employee, len(teams))
	for i, t := range teams {
		for _, e := range f.employees {
			if !e.pinned && !f.hasLeft(e) && !slices.ContainsFunc(t.of, func(of string) bool { return !slices.Contains(e.person.Job.Systems, of) }) {
				f.teamed[i] = append(f.teamed[i], e)
			}
		}
		if len(f.teamed[i]) == 0 { // some of those who look after servers have to
			for _, e := range f.teamed[0] {
				if len(f.teamed[i]) < 3 {
					f.teamed[i] = append(f.teamed[i], e)
				}
			}
		}
		if err := f.teamGroup(t.name, t.description, f.teamed[i]); err != nil {
			return err
		}
	}
	return f.teamGroup(auditors, "Looks at what others do", f.auditors())
}

func (f *filler) auditors() []*employee {
	return slices.DeleteFunc(slices.Clone(f.employees), func(e *employee) bool { return !e.audits || e.idle || e.person == nil })
}

func (f *filler) teamGroup(name, description string, members []*employee) error {
	if len(members) == 0 || f.groupIDs[name] != 0 {
		return nil
	}
	made, err := f.tx.AddUserGroup(state.UserGroup{Name: name, Description: description})
	if err != nil {
		return limits.At("sizes.users", err)
	}
	f.groupIDs[name] = made.ID
	for _, e := range members {
		if err := f.tx.AddMember(made.ID, e.user.ID); err != nil {
			return err
		}
	}
	return nil
}

// resources adds the resources that are not pinned, with as many accounts as are still missing, evenly spread. A third of them
// are the first pinned user's; the others belong to whoever looks after their kind. The newest are left to history.
func (f *filler) resources() error {
	count := f.from.Sizes.Resources - len(f.from.Resources) - len(f.storied)
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
	for _, r := range f.from.Resources {
		f.named[strings.ToLower(r.Name)] = 1
	}
	f.systems = make([]*system, count)
	for i := range f.systems {
		f.systems[i] = f.system(i, count, &offered[i%len(offered)], max(0, missing*(i+1)/count-missing*i/count))
	}
	slices.SortStableFunc(f.systems, func(a, b *system) int { return cmp.Compare(a.added, b.added) })
	for i, s := range f.systems {
		if f.isNew(i) {
			continue
		}
		if err := f.addSystem(i, s); err != nil {
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

// system says what one of the made-up resources is.
func (f *filler) system(i, count int, k *kind, size int) *system {
	c := f.chance("system", uint64(i)) //nolint:gosec // an index
	s := &system{n: i, kind: k, size: size, team: -1, owner: f.owners[0]}
	s.added = f.firm.Spec.Now - firstDay + 3 + company.Date((float64(i)+c.Float64())/float64(count)*(firstDay-7))
	if (i+i/len(kinds))%3 != 0 {
		able := f.able(k.system)
		for range 4 { // better somebody who was there already
			if s.owner = able[c.IntN(len(able))]; s.owner.person == nil || s.owner.person.Hired < s.added {
				break
			}
		}
	}
	if p := s.owner.person; p != nil {
		s.added = min(max(s.added, p.Hired+7), f.firm.Spec.Now-1)
		for tries := 0; tries < 20 && !works(f.firm.Day(p, s.added)); tries++ {
			s.added = max(s.added-1, p.Hired)
		}
	}
	if c.IntN(4) > 0 {
		s.team, s.access = teamOf(k.system), state.ViewAccess
		if c.IntN(2) == 0 {
			s.access = state.ModifyAccess
		}
	}
	s.at, s.cycle = f.moment(s.owner, s.added, c.Float64()), f.cycleOf(s, c)
	return s
}

// able are those who may own a system and look after its kind, or who are in the team that has to; all who may own any, if nobody does.
func (f *filler) able(system string) []*employee {
	list, ok := f.ableTo[system]
	if !ok {
		list = slices.DeleteFunc(slices.Clone(f.owners), func(e *employee) bool {
			return e.person == nil || !slices.Contains(e.person.Job.Systems, system)
		})
		if len(list) == 0 {
			list = slices.DeleteFunc(slices.Clone(f.teamed[teamOf(system)]), func(e *employee) bool { return !e.owns })
		}
		if len(list) == 0 {
			list = f.owners
		}
		f.ableTo[system] = list
	}
	return list
}

// called is the name of an account, also of a resource that is still to be added.
func (s *system) called(account int) string {
	if account < len(s.accounts) {
		return s.accounts[account].name
	}
	return s.kind.accounts[account%len(s.kind.accounts)]
}

func works(d company.Day) bool { return d.Until > d.From }

// addSystem makes a resource. The actor owns it, or is the seed; see addition.
func (f *filler) addSystem(order int, s *system) error {
	c := f.chance("resource", uint64(s.n)) //nolint:gosec // an index
	site := f.siteOf(s, c.IntN(100))
	purpose := s.kind.purposes[c.IntN(len(s.kind.purposes))]
	s.name = f.free(site.Code + "-" + s.kind.prefix)
	description, location, department, url := purpose+", "+site.City, site.City, s.owner.user.Department, ""
	if s.kind.typeName == portalType {
		s.name = f.free(strings.ReplaceAll(strings.ToLower(purpose), " ", "-"))
		description, location, url = purpose, s.owner.user.Location, "https://"+s.name+".example.net/login"
	}
	dns := s.name + ".example.net"
	f.tx.Now = s.at
	r, err := f.tx.CreateResource(state.NewResource{ResourceSettings: state.ResourceSettings{
		Name: &s.name, Type: &s.kind.typeName, Owner: &s.owner.user.Name, Policy: f.policyOf(s.kind), DNSName: &dns, URL: &url, Description: &description,
		Department: &department, Location: &location,
	}})
	if err != nil {
		return err
	}
	s.id = r.ID
	if err := f.joinGroup(s); err != nil {
		return err
	}
	if !f.told(order) {
		f.tx.Now = f.moment(s.owner, f.lastTurn(s), c.Float64())
	}
	if err := f.addAccounts(r, s, f.isNew(order)); err != nil {
		return err
	}
	return f.handOut(order, s)
}

// joinGroup puts a resource into the groups for its type. The seed does it: the groups are mostly somebody else's.
func (f *filler) joinGroup(s *system) error {
	actor := f.tx.Actor
	defer func() { f.tx.Actor = actor }()
	f.tx.Actor = state.System
	for _, g := range f.from.ResourceGroups {
		if slices.Contains(g.Types, s.kind.typeName) {
			_, err := f.tx.AssociateResources(strconv.FormatInt(f.resourceGroupIDs[g.Name], 10), []string{strconv.FormatInt(s.id, 10)})
			return err
		}
	}
	return nil
}

// policyOf is the policy of a kind, if the world has it.
func (f *filler) policyOf(k *kind) *string {
	if slices.ContainsFunc(f.from.Policies, func(p Policy) bool { return p.Name == k.policy }) {
		return &k.policy
	}
	return nil
}

// siteOf is where a system stands: gear for a network anywhere, the others mostly at the first site.
func (f *filler) siteOf(s *system, percent int) *company.Site {
	sites := f.firm.Model.Sites
	if s.kind.system != "network" && percent >= 40 {
		return &sites[0]
	}
	return &sites[f.chance("site", uint64(s.n)).IntN(len(sites))] //nolint:gosec // an index
}

// free is the next name of those that begin like this: msp-lnx-app-03.
func (f *filler) free(beginning string) string {
	for {
		f.named[beginning]++
		if name := fmt.Sprintf("%s-%02d", beginning, f.named[beginning]); f.named[name] == 0 {
			return name
		}
	}
}

// oldPassword is what some accounts still have from before their policies were tightened.
const oldPassword = "welcome"

// laxPolicy is a policy that still allows the old password; nil if there is none.
func (f *filler) laxPolicy() *string {
	for _, p := range f.from.Policies {
		if state.Policy(p).Check(oldPassword, "") == "" {
			return &p.Name
		}
	}
	return nil
}

// before lets somebody act who leaves no trace in the trail, as it was before, until the function that it returns is called.
func (f *filler) before(e *employee) (end func()) {
	was := f.tx.Actor
	f.tx.Actor = f.tx.ActorOf(e.user)
	f.tx.Actor.Unlogged = true
	return func() { f.tx.Actor = was }
}

// addAccounts adds a resource's accounts; one in forty has the old password.
func (f *filler) addAccounts(r state.Resource, s *system, isNew bool) error {
	if s.size == 0 {
		return nil
	}
	if !isNew {
		defer f.before(s.owner)()
	}
	id, lax := strconv.FormatInt(r.ID, 10), f.laxPolicy()
	list := make([]state.NewAccount, s.size)
	s.accounts = make([]*account, s.size)
	for i := range list {
		a := &account{name: s.kind.accounts[i%len(s.kind.accounts)], until: f.forgotten(s, i)}
		if note, ok := notes[a.name]; ok {
			list[i].Notes = &note
		}
		if round := i / len(s.kind.accounts); round > 0 {
			a.name += strconv.Itoa(round + 1)
		}
		list[i].Name = &a.name
		if (s.n+7*i)%40 == 31 && lax != nil && !isNew {
			list[i].Password, list[i].Policy, a.until = oldPassword, lax, 0
		}
		s.accounts[i] = a
	}
	outcomes, err := f.tx.AddAccounts(id, list)
	if err != nil {
		return err
	}
	for i, o := range outcomes {
		if o.Status != state.AccountAdded {
			return fmt.Errorf("account %s: %s", o.Name, o.Status)
		}
		_, made, err := f.tx.AccountByNames(r.Name, o.Name)
		if err != nil {
			return err
		}
		if s.accounts[i].id = made.ID; list[i].Policy == nil {
			continue
		}
		policy := strconv.FormatInt(r.PolicyID, 10) // the account comes under the resource's
		if _, err := f.tx.EditAccount(id, strconv.FormatInt(made.ID, 10), state.AccountSettings{PolicyID: &policy}); err != nil {
			return err
		}
	}
	f.accounts += s.size
	return nil
}

// handOut shares a resource with its team, and some with those who audit; a few of them come under access control.
func (f *filler) handOut(order int, s *system) error {
	object := state.Object{Kind: state.ResourceObject, ID: s.id}
	if s.team >= 0 && f.groupIDs[teams[s.team].name] != 0 {
		if err := f.tx.Share(object, state.Target{Group: true, ID: f.groupIDs[teams[s.team].name]}, s.access); err != nil {
			return err
		}
	}
	if f.groupIDs[auditors] != 0 && !s.kind.guarded && f.audited < mostAudited && order%2 == 0 {
		f.audited++
		if err := f.tx.Share(object, state.Target{Group: true, ID: f.groupIDs[auditors]}, state.ViewAccess); err != nil {
			return err
		}
		for _, e := range f.auditors() {
			e.systems = append(e.systems, s)
		}
	}
	return f.guard(s)
}

// mostAudited is how many resources auditors look at.
const mostAudited = 12

// moment is when somebody does something on a day: a part of the working day, but not in the break.
func (f *filler) moment(e *employee, on company.Date, part float64) time.Time {
	if e.person == nil {
		return on.UTC().Add(8*time.Hour + time.Duration(part*float64(9*time.Hour))).Truncate(time.Second)
	}
	d := f.firm.Day(e.person, on)
	if !works(d) {
		return on.At(e.person.Site.Location(), 9*time.Hour+time.Duration(part*float64(7*time.Hour))).UTC().Truncate(time.Second)
	}
	return inside(d, part)
}

// inside is a part of a working day.
func inside(d company.Day, part float64) time.Time {
	const hour = int64(time.Hour / time.Millisecond)
	worked := d.Until - d.From
	if d.Break != 0 {
		worked -= hour
	}
	at := d.From + int64(part*float64(worked))
	if d.Break != 0 && at >= d.Break {
		at += hour
	}
	return time.UnixMilli(at).UTC().Truncate(time.Second)
}
