package seed

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

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
	if len(from.Users) == 0 || from.Users[0].Token == "" {
		return Access{}, errors.New("users: at least one must be pinned, with a token")
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
	for _, r := range f.from.Roles {
		if err := f.tx.AddRole(state.Role(r)); err != nil {
			return fmt.Errorf("role %s: %w", r.Name, err)
		}
	}
	for _, p := range f.from.Policies {
		if err := f.tx.AddPolicy(state.Policy(p)); err != nil {
			return fmt.Errorf("policy %s: %w", p.Name, err)
		}
	}
	for _, t := range f.from.ResourceTypes {
		if err := f.tx.AddResourceType(state.ResourceType(t)); err != nil {
			return fmt.Errorf("resource type %s: %w", t.Name, err)
		}
	}
	scopes := map[string]state.FieldScope{"resource": state.ResourceField, "account": state.AccountField}
	for _, c := range f.from.CustomFields {
		scope, ok := scopes[c.Of]
		if !ok {
			return fmt.Errorf("custom field %s: of must be resource or account", c.Label)
		}
		if err := f.tx.DefineField(scope, c.Label, state.FieldType(c.Type)); err != nil {
			return err
		}
	}
	for _, t := range f.from.Tickets {
		if err := f.tx.AddTicket(state.Ticket{ID: t.ID, Open: !t.Closed}); err != nil {
			return err
		}
	}
	return nil
}

func (f *filler) pinnedUsers() error {
	for _, u := range f.from.Users {
		made, err := f.tx.CreateUser(state.NewUser{
			ID: u.ID, Name: u.Username, FirstName: u.FirstName, LastName: u.LastName, Email: u.Username + "@example.com",
			Role: u.Role, Department: u.Department, SuperAdmin: u.SuperAdmin, HostCheck: u.HostName != "", HostName: u.HostName,
			Token: u.Token, TokenExpires: u.TokenExpires,
		})
		if err != nil {
			return fmt.Errorf("user %s: %w", u.Username, err)
		}
		if u.Locked {
			if err := f.tx.SetLocked(u.Username, true); err != nil {
				return err
			}
		}
		f.userIDs[u.Username] = made.ID
		if f.mayOwn(u.Role) {
			f.owners = append(f.owners, u.Username)
		}
	}
	return nil
}

// mayOwn tells whether a role lets its users create resources.
func (f *filler) mayOwn(role string) bool {
	return slices.ContainsFunc(f.from.Roles, func(r Role) bool {
		return r.Name == role && (slices.Contains(r.Grants, "resources.manage") || slices.Contains(r.Grants, "*"))
	})
}

func (f *filler) userID(name string) (int64, error) {
	if id, ok := f.userIDs[name]; ok {
		return id, nil
	}
	return 0, fmt.Errorf("no pinned user is called %q", name)
}

func (f *filler) groups() error {
	for _, g := range f.from.UserGroups {
		made, err := f.tx.AddUserGroup(state.UserGroup{ID: g.ID, Name: g.Name, Description: g.Description})
		if err != nil {
			return fmt.Errorf("user group %s: %w", g.Name, err)
		}
		f.groupIDs[g.Name] = made.ID
		for _, name := range g.Members {
			id, err := f.userID(name)
			if err != nil {
				return fmt.Errorf("user group %s: %w", g.Name, err)
			}
			if err := f.tx.AddMember(made.ID, id); err != nil {
				return err
			}
		}
	}
	for _, g := range f.from.ResourceGroups {
		settings := state.GroupSettings{Name: &g.Name, Description: &g.Description, Owner: &g.Owner, MatchAll: &g.MatchAll}
		if g.Parent != 0 {
			parent := strconv.FormatInt(g.Parent, 10)
			settings.Parent = &parent
		}
		for _, c := range g.Criteria {
			settings.Criteria = append(settings.Criteria, state.CriterionInput(c))
		}
		if _, err := f.tx.CreateResourceGroup(state.NewResourceGroup{
			ID: g.ID, Dynamic: len(g.Criteria) > 0, GroupSettings: settings,
		}); err != nil {
			return fmt.Errorf("resource group %s: %w", g.Name, err)
		}
	}
	return nil
}

// inputs makes the values of custom fields, in a fixed order.
func inputs(fields map[string]string) []state.FieldInput {
	var list []state.FieldInput
	for _, label := range slices.Sorted(maps.Keys(fields)) {
		list = append(list, state.FieldInput{Label: label, Value: fields[label]})
	}
	return list
}
