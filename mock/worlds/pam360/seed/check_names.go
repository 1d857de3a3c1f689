package seed

import (
	"errors"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// This file looks at what one part of the file names in another. Users, groups and types in lists are named as they are spelt; what a
// resource or an account names is found in any case.

func (w World) checkFields() error {
	kinds := limits.Listed("resource", "account")
	return limits.Each("customFields", w.CustomFields, func(c CustomField) error {
		return errors.Join(kinds.Needs("of", c.Of, "there is no kind %.60q"), limits.Needed("label", c.Label), limits.Needed("type", c.Type))
	})
}

func (w World) checkUsers(jobs []string) error {
	var wrong error
	switch {
	case len(w.Users) == 0:
		wrong = limits.Wrong("users", "there is none; the first is whom a newcomer signs in as")
	case w.Users[0].Token == "":
		wrong = limits.Wrong("users[0].token", "it is missing; the first user is whom a newcomer signs in as")
	}
	roles, known := w.roles(), limits.Listed(jobs...)
	hosts := limits.Folded(w.Organization.Hosts, func(h Host) string { return h.Name })
	hosts.Add("localhost", "localhost")
	return errors.Join(wrong, limits.Each("users", w.Users, func(u User) error {
		var host error
		if _, err := netip.ParseAddr(u.HostName); err != nil {
			host = hosts.Allows("hostName", u.HostName, "no host of the organization is called %.60q")
		}
		return errors.Join(limits.Needed("username", u.Username), roles.Needs("role", u.Role, "there is no role %.60q"),
			known.Allows("job", u.Job, "there is no job %.60q"), host)
	}))
}

func (w World) roles() *limits.Choice {
	return limits.Names(w.Roles, func(r Role) string { return r.Name })
}

func (w World) users() *limits.Choice {
	return limits.Names(w.Users, func(u User) string { return u.Username })
}

func (w World) userGroups() *limits.Choice {
	return limits.Names(w.UserGroups, func(g UserGroup) string { return g.Name })
}

// What is said of a name that there is not.
const (
	noUser      = "no pinned user is called %.60q"
	noUserGroup = "no user group is called %.60q"
	noGroup     = "no pinned resource group is called %.60q"
	noResource  = "no pinned resource is called %.60q"
	noPolicy    = "no password policy is called %.60q"
	noType      = "no resource type is called %.60q"
)

func (w World) checkUserGroups() error {
	users := w.users()
	return limits.Each("userGroups", w.UserGroups, func(g UserGroup) error {
		return errors.Join(limits.Needed("name", g.Name), users.NeedsAll("members", g.Members, noUser))
	})
}

func (w World) checkResourceGroups() error {
	users, types := w.users(), limits.Names(w.ResourceTypes, func(t ResourceType) string { return t.Name })
	before := limits.ChoiceOf(nil, ResourceGroup.named)
	return limits.Each("resourceGroups", w.ResourceGroups, func(g ResourceGroup) error {
		defer func() { before.Add(g.named()) }()
		return errors.Join(limits.Needed("name", g.Name), users.Needs("owner", g.Owner, noUser), types.NeedsAll("types", g.Types, noType),
			before.Allows("parent", limits.IDText(g.Parent), "%s is the id of no resource group before it"))
	})
}

func (g ResourceGroup) named() (id, shown string) { return limits.Named(g.ID, g.Name) }

// labels are those of the custom fields of resources or of accounts.
func (w World) labels(of string) *limits.Choice {
	return limits.Folded(slices.DeleteFunc(slices.Clone(w.CustomFields), func(c CustomField) bool { return c.Of != of }),
		func(c CustomField) string { return c.Label })
}

// checkLabels asks for the field of every value.
func checkLabels(fields map[string]string, known *limits.Choice, of string) error {
	var wrong []error
	for _, label := range slices.Sorted(maps.Keys(fields)) {
		wrong = append(wrong, known.Needs("fields."+label, label, "no custom field of "+of+" has the label %.60q"))
	}
	return errors.Join(wrong...)
}

func (w World) checkResources() error {
	users, fields, accountFields := w.users(), w.labels("resource"), w.labels("account")
	types := limits.Folded(w.ResourceTypes, func(t ResourceType) string { return t.Name })
	policies := limits.Folded(w.Policies, func(p Policy) string { return p.Name })
	groups := limits.Folded(w.ResourceGroups, func(g ResourceGroup) string { return g.Name })
	return limits.Each("resources", w.Resources, func(r Resource) error {
		group := groups.Allows("group", r.Group, "no resource group is called %.60q")
		if state.NamesDefaultGroup(r.Group) {
			group = nil
		}
		return errors.Join(limits.Needed("name", r.Name), types.Allows("type", r.Type, noType), users.Allows("owner", r.Owner, noUser),
			policies.Allows("policy", r.Policy, noPolicy), group, checkLabels(r.Fields, fields, "resources"),
			limits.At("remoteReset", r.account(r.RemoteReset)),
			limits.Each("accounts", r.Accounts, func(a Account) error {
				return errors.Join(limits.Needed("name", a.Name), policies.Allows("policy", a.Policy, noPolicy),
					checkLabels(a.Fields, accountFields, "accounts"), a.checkSecret())
			}))
	})
}

func (a Account) checkSecret() error {
	if a.TOTPSecret == "" {
		return nil
	}
	return limits.Base32("totpSecret", a.TOTPSecret)
}

// account refuses the name of an account that the resource has not; an empty one means none.
func (r Resource) account(name string) error {
	var names []string
	for _, a := range r.Accounts {
		names = append(names, a.Name)
	}
	if name == "" || slices.Contains(names, name) {
		return nil
	}
	return limits.Unknown(name, names, "the resource %.60q has no account %.60q", r.Name, name)
}

// pinned looks resources up by what shares and access controls call them.
type pinned struct {
	names  *limits.Choice
	byName map[string]Resource
}

func (w World) pinned() pinned {
	p := pinned{limits.Folded(w.Resources, func(r Resource) string { return r.Name }), map[string]Resource{}}
	for _, r := range w.Resources {
		p.byName[strings.ToLower(r.Name)] = r
	}
	return p
}

// check refuses a resource that there is not, or one that has no such account.
func (p pinned) check(resource, account string) error {
	if err := p.names.Needs("resource", resource, noResource); err != nil {
		return err
	}
	return limits.At("account", p.byName[strings.ToLower(resource)].account(account))
}

func (w World) checkShares() error {
	users, userGroups, resources := w.users(), w.userGroups(), w.pinned()
	groups := limits.Names(w.ResourceGroups, func(g ResourceGroup) string { return g.Name })
	return limits.Each("shares", w.Shares, func(s Share) error {
		object := groups.Allows("resourceGroup", s.ResourceGroup, noGroup)
		if s.ResourceGroup == "" {
			object = resources.check(s.Resource, s.Account)
		}
		target := userGroups.Allows("userGroup", s.UserGroup, noUserGroup)
		if s.UserGroup == "" {
			target = users.Needs("user", s.User, noUser)
		}
		return errors.Join(object, target, limits.Needed("access", s.Access))
	})
}

func (w World) checkAccessControls() error {
	users, userGroups, resources := w.users(), w.userGroups(), w.pinned()
	return limits.Each("accessControls", w.AccessControls, func(c AccessControl) error {
		return errors.Join(resources.check(c.Resource, c.Account), users.NeedsAll("approvers", c.Approvers, noUser),
			userGroups.NeedsAll("approverGroups", c.ApproverGroups, noUserGroup), c.checkApprovals())
	})
}
