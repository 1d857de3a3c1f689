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
	f := &filler{world: w, from: from, epoch: w.Clock().Now(), userIDs: map[string]int64{}, groupIDs: map[string]int64{}}
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
	if len(from.Users) == 0 {
		return Access{}, limits.Wrong("users", "there is none; the first is whom a newcomer signs in as")
	}
	if from.Users[0].Token == "" {
		return Access{}, limits.Wrong("users[0].token", "it is missing; the first user is whom a newcomer signs in as")
	}
	return Access{AuthToken: from.Users[0].Token}, nil
}

// filler carries what the steps share.
type filler struct {
	world *state.World
	tx    *state.Tx
	from  World
	epoch time.Time

	userIDs  map[string]int64 // by user name
	groupIDs map[string]int64 // of user groups, by name
	people   []state.User     // made-up users
	owners   []string         // who may own made-up resources
	accounts int              // so far
	used     []usedAccount    // made-up accounts that somebody worked with
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
	for i, r := range f.from.Roles {
		if err := f.tx.AddRole(state.Role(r)); err != nil {
			return limits.Entry("roles", i, err)
		}
	}
	for i, p := range f.from.Policies {
		if err := f.tx.AddPolicy(state.Policy(p)); err != nil {
			return limits.Entry("policies", i, err)
		}
	}
	for i, t := range f.from.ResourceTypes {
		if err := f.tx.AddResourceType(state.ResourceType(t)); err != nil {
			return limits.Entry("resourceTypes", i, err)
		}
	}
	scopes := map[string]state.FieldScope{"resource": state.ResourceField, "account": state.AccountField}
	for i, c := range f.from.CustomFields {
		err := errors.Join(limits.At("of", limits.OneOf("kind", c.Of, []string{"resource", "account"})), limits.Needed("label", c.Label), limits.Needed("type", c.Type))
		if err == nil {
			err = f.tx.DefineField(scopes[c.Of], c.Label, state.FieldType(c.Type))
		}
		if err != nil {
			return limits.Entry("customFields", i, err)
		}
	}
	for i, t := range f.from.Tickets {
		if err := f.tx.AddTicket(state.Ticket{ID: t.ID, Open: !t.Closed}); err != nil {
			return limits.Entry("tickets", i, err)
		}
	}
	return nil
}

func (f *filler) pinnedUsers() error {
	for i, u := range f.from.Users {
		if err := f.pinnedUser(u); err != nil {
			return limits.Entry("users", i, err)
		}
	}
	return nil
}

func (f *filler) pinnedUser(u User) error {
	if err := errors.Join(limits.Needed("username", u.Username), limits.At("role", limits.OneOf("role", u.Role, f.roles()))); err != nil {
		return err
	}
	made, err := f.tx.CreateUser(state.NewUser{
		ID: u.ID, Name: u.Username, FirstName: u.FirstName, LastName: u.LastName, Email: u.Username + "@example.com",
		Role: u.Role, Department: u.Department, SuperAdmin: u.SuperAdmin, HostCheck: u.HostName != "", HostName: u.HostName,
		Token: u.Token, TokenExpires: u.TokenExpires,
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

func (f *filler) roles() (names []string) {
	for _, r := range f.from.Roles {
		names = append(names, r.Name)
	}
	return names
}

// mayOwn tells whether a role lets its users create resources.
func (f *filler) mayOwn(role string) bool {
	return slices.ContainsFunc(f.from.Roles, func(r Role) bool {
		return r.Name == role && (slices.Contains(r.Grants, "resources.manage") || slices.Contains(r.Grants, "*"))
	})
}

// userID is the id of a pinned user, whom a key names.
func (f *filler) userID(key, name string) (int64, error) {
	if id, ok := f.userIDs[name]; ok {
		return id, nil
	}
	return 0, limits.At(key, limits.Unknown(name, slices.Sorted(maps.Keys(f.userIDs)), "no pinned user is called %.60q", name))
}

// userGroupID is the id of a user group, which a key names.
func (f *filler) userGroupID(key, name string) (int64, error) {
	if id, ok := f.groupIDs[name]; ok {
		return id, nil
	}
	return 0, limits.At(key, limits.Unknown(name, slices.Sorted(maps.Keys(f.groupIDs)), "no user group is called %.60q", name))
}

func (f *filler) groups() error {
	for i, g := range f.from.UserGroups {
		if err := f.userGroup(g); err != nil {
			return limits.Entry("userGroups", i, err)
		}
	}
	for i, g := range f.from.ResourceGroups {
		if err := f.resourceGroup(g); err != nil {
			return limits.Entry("resourceGroups", i, err)
		}
	}
	return nil
}

func (f *filler) resourceTypes() (names []string) {
	for _, t := range f.from.ResourceTypes {
		names = append(names, t.Name)
	}
	return names
}

func (f *filler) userGroup(g UserGroup) error {
	if err := limits.Needed("name", g.Name); err != nil {
		return err
	}
	made, err := f.tx.AddUserGroup(state.UserGroup{ID: g.ID, Name: g.Name, Description: g.Description})
	if err != nil {
		return err
	}
	f.groupIDs[g.Name] = made.ID
	for i, name := range g.Members {
		id, err := f.userID("", name)
		if err == nil {
			err = f.tx.AddMember(made.ID, id)
		}
		if err != nil {
			return limits.Entry("members", i, err)
		}
	}
	return nil
}

func (f *filler) resourceGroup(g ResourceGroup) error {
	if _, err := f.userID("owner", g.Owner); err != nil {
		return err
	}
	if err := errors.Join(limits.Needed("name", g.Name), limits.Known("types", "resource type", g.Types, f.resourceTypes())); err != nil {
		return err
	}
	settings := state.GroupSettings{Name: &g.Name, Description: &g.Description, Owner: &g.Owner, MatchAll: &g.MatchAll}
	if g.Parent != 0 {
		parent := strconv.FormatInt(g.Parent, 10)
		settings.Parent = &parent
	}
	for _, c := range g.Criteria {
		settings.Criteria = append(settings.Criteria, state.CriterionInput(c))
	}
	_, err := f.tx.CreateResourceGroup(state.NewResourceGroup{ID: g.ID, Dynamic: len(g.Criteria) > 0, GroupSettings: settings})
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
