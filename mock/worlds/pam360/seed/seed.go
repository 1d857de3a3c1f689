package seed

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// Fill makes the world: what is pinned first, then as many others as the sizes ask for. The world's clock shows the world's
// epoch; everything is dated before it.
func Fill(w *state.World, from World) (Access, error) {
	f := &filler{world: w, from: from, epoch: w.Clock().Now(), userIDs: map[string]int64{}, groupIDs: map[string]int64{}, resourceGroupIDs: map[string]int64{}}
	err := w.Write(state.System, func(tx *state.Tx) error {
		f.tx = tx
		for _, step := range []func() error{
			f.catalogue, f.pinnedUsers, f.users, f.groups, f.pinnedResources, f.shares, f.accessControls, f.resources, f.history,
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
	return Access{AuthToken: from.Users[0].Token}, nil
}

// filler carries what the steps share.
type filler struct {
	world *state.World
	tx    *state.Tx
	from  World
	epoch time.Time

	userIDs          map[string]int64 // by user name
	groupIDs         map[string]int64 // of user groups, by name
	resourceGroupIDs map[string]int64
	people           []state.User  // made-up users
	owners           []string      // who may own made-up resources
	accounts         int           // so far
	used             []usedAccount // made-up accounts that somebody worked with
}

// usedAccount is an account with the one who uses it.
type usedAccount struct{ resource, account, owner string }

const day = 24 * time.Hour

// firstDay is how many days before the epoch the vault was set up.
const firstDay = 700

// at sets the time that the next rows are dated with: so many days before the epoch.
func (f *filler) at(daysAgo int, more time.Duration) {
	f.tx.Now = f.epoch.Add(-time.Duration(daysAgo)*day + more)
}

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

func (f *filler) pinnedUsers() error {
	return limits.Each("users", f.from.Users, f.pinnedUser)
}

func (f *filler) pinnedUser(u User) error {
	made, err := f.tx.CreateUser(state.NewUser{
		ID: u.ID, Name: u.Username, FirstName: u.FirstName, LastName: u.LastName, Email: u.Username + "@example.com",
		Role: u.Role, Department: u.Department, SuperAdmin: u.SuperAdmin, HostCheck: u.HostName != "", HostName: u.HostName,
		Token: u.Token, TokenExpires: f.tokenExpires(u),
	})
	if err != nil {
		return err
	}
	f.userIDs[u.Username] = made.ID
	if f.mayOwn(u.Role) {
		f.owners = append(f.owners, u.Username)
	}
	if !u.Locked {
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

// mayOwn tells whether a role lets its users create resources.
func (f *filler) mayOwn(role string) bool {
	return slices.ContainsFunc(f.from.Roles, func(r Role) bool {
		return r.Name == role && (slices.Contains(r.Grants, "resources.manage") || slices.Contains(r.Grants, "*"))
	})
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
