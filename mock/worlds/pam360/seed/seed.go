package seed

import (
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/internal/story"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// Fill makes the world: what is pinned first, then as many others as the sizes ask for, then what people did with it. The world's clock
// shows the world's epoch; everything is dated before it.
//
// The users are people of the firm, whose last day is the day of the epoch. cast are those of World.Cast, as indices of its people.
//
// The stories are played in it.
func Fill(w *state.World, from World, firm *company.Company, cast []int, played []story.Played) (Access, error) {
	f := &filler{
		world: w, from: from, firm: firm, cast: cast, epoch: w.Clock().Now(), played: played, userOf: map[*company.Person]*employee{},
		userIDs: map[string]int64{}, groupIDs: map[string]int64{}, resourceGroupIDs: map[string]int64{}, named: map[string]int{}, ableTo: map[string][]*employee{},
	}
	err := w.Write(state.System, func(tx *state.Tx) error {
		f.tx = tx
		for _, step := range []func() error{
			f.catalogue, f.pinnedUsers, f.storyUsers, f.users, f.groups, f.teams, f.pinnedResources, f.shares, f.accessControls, f.storySystems,
			f.resources, f.history,
		} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Access{}, err
	}
	w.Live(f.live)
	return Access{AuthToken: from.Users[0].Token}, nil
}

// filler carries what the steps share.
type filler struct {
	world *state.World
	tx    *state.Tx
	from  World
	firm  *company.Company
	cast  []int // of the pinned users that are still to come
	epoch time.Time

	userIDs          map[string]int64 // by user name
	groupIDs         map[string]int64 // of user groups, by name
	resourceGroupIDs map[string]int64
	logins           map[string]bool // those of the firm; made when it is needed
	besides          int             // how many people there are whom no other world shows
	privileged       int
	named            map[string]int         // how many resources there are by the beginnings of their names
	ableTo           map[string][]*employee // see able

	employees []*employee   // all users
	owners    []*employee   // those who may own made-up resources
	acting    []*employee   // those who do something by hand
	teamed    [][]*employee // the members of each of the teams
	audited   int           // how many resources auditors look at
	accounts  int           // so far
	systems   []*system     // made-up resources, by the day on which they were added
	guarded   []*system     // those under access control
	numbered  company.Date  // how many resources have a number
	fixed     []*system     // pinned resources that people work with
	shown     []*system     // resources that are there before the trail begins, and whose history is told
	nightly   []job

	played  []story.Played
	userOf  map[*company.Person]*employee
	storied []*system // those of stories
}

const day = 24 * time.Hour

// firstDay is how many days before the epoch the vault was set up.
const firstDay = 1000

// at sets the time that the next rows are dated with: so many days before the epoch.
func (f *filler) at(daysAgo int, more time.Duration) {
	f.tx.Now = f.epoch.Add(-time.Duration(daysAgo)*day + more)
}

// chance is a source of chance of its own for each purpose and number.
func (f *filler) chance(purpose string, n uint64) *chance {
	return rand.New(rand.NewPCG(f.world.IDs.Uint64("vault "+purpose, n), n))
}

type chance = rand.Rand

// catalogue makes what administrators define in the console: no API call does.
func (f *filler) catalogue() error {
	f.at(firstDay, 0)
	hosts := make([]state.Host, len(f.from.Organization.Hosts))
	for i, h := range f.from.Organization.Hosts {
		hosts[i] = state.Host(h)
	}
	if err := f.tx.SetOrganization(state.Organization{
		Name: f.from.Organization.Name, ResourceLimit: f.from.Organization.ResourceLimit,
		AdministratorLimit:      f.from.Organization.AdministratorLimit,
		EnforcePolicyAtCreation: f.from.Organization.EnforcePolicyAtCreation, Hosts: hosts,
	}); err != nil {
		return err
	}
	scopes := map[string]state.FieldScope{"resource": state.ResourceField, "account": state.AccountField}
	return errors.Join(
		limits.Each("roles", f.from.Roles, func(r Role) error { return f.tx.AddRole(state.Role(r)) }),
		limits.Each("policies", f.from.Policies, func(p Policy) error { return f.tx.AddPolicy(state.Policy(p)) }),
		limits.Each("resourceTypes", f.from.ResourceTypes, func(t ResourceType) error { return f.tx.AddResourceType(state.ResourceType(t)) }),
		limits.Each("customFields", f.from.CustomFields, func(c CustomField) error {
			return f.tx.DefineField(scopes[c.Of], c.Label, state.FieldType(c.Type))
		}),
		limits.Each("tickets", f.from.Tickets, func(t Ticket) error { return f.tx.AddTicket(state.Ticket{ID: t.ID, Open: !t.Closed}) }),
	)
}

func (f *filler) groups() error {
	return errors.Join(limits.Each("userGroups", f.from.UserGroups, f.userGroup), limits.Each("resourceGroups", f.from.ResourceGroups, f.resourceGroup))
}

func (f *filler) userGroup(g UserGroup) error {
	made, err := f.tx.AddUserGroup(state.UserGroup{ID: g.ID, Name: g.Name, Description: g.Description})
	if err != nil {
		return err
	}
	f.groupIDs[g.Name] = made.ID
	return limits.Each("members", g.Members, func(name string) error { return f.tx.AddMember(made.ID, f.userIDs[name]) })
}

func (f *filler) resourceGroup(g ResourceGroup) error {
	settings := state.GroupSettings{Name: &g.Name, Description: &g.Description, Owner: &g.Owner, MatchAll: &g.MatchAll}
	if g.Parent != 0 {
		parent := strconv.FormatInt(g.Parent, 10)
		settings.Parent = &parent
	}
	if err := limits.Each("criteria", g.Criteria, func(c Criterion) error {
		settings.Criteria = append(settings.Criteria, state.CriterionInput(c))
		fields, ok := f.tx.Compared(c.Field)
		if ok {
			return nil
		}
		return limits.At("field", limits.Unknown(c.Field, fields, "%.60q is neither a field of resources nor a custom field that can be compared", c.Field))
	}); err != nil {
		return err
	}
	made, err := f.tx.CreateResourceGroup(state.NewResourceGroup{ID: g.ID, Dynamic: len(g.Criteria) > 0, GroupSettings: settings})
	f.resourceGroupIDs[g.Name] = made.ID
	return err
}

// inputs makes the values of custom fields, in a fixed order.
func inputs(fields map[string]string) []state.FieldInput {
	var list []state.FieldInput
	for _, label := range slices.Sorted(maps.Keys(fields)) {
		list = append(list, state.FieldInput{Label: label, Value: fields[label]})
	}
	return list
}
