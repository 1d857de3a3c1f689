package seed

import (
	"errors"
	"net/netip"
	"slices"

	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// Check refuses what can be told before the world is made: what no client could ever have sent, what names something that there is not,
// and what does not fit together. A role can grant the permissions, which some operation asks for; a user can have the jobs, which the firm has.
func (w World) Check(permissions, jobs []string) error {
	return errors.Join(w.checkNamed(), w.checkDefaults(), w.checkUnique(), w.checkRoles(permissions), w.checkTickets(), w.checkHosts(),
		w.checkFields(), w.checkUsers(jobs), w.checkUserGroups(), w.checkResourceGroups(), w.checkResources(), w.checkShares(),
		w.checkAccessControls(), w.checkSizes())
}

// named is what the product itself has with an id and a name.
type named struct {
	id   int64
	name string
}

func (w World) checkNamed() error {
	var wrong []error
	for _, list := range []struct {
		path string
		of   []named
	}{
		{"roles", all(w.Roles, func(r Role) named { return named{r.ID, r.Name} })},
		{"policies", all(w.Policies, func(p Policy) named { return named{p.ID, p.Name} })},
		{"resourceTypes", all(w.ResourceTypes, func(t ResourceType) named { return named{t.ID, t.Name} })},
	} {
		wrong = append(wrong,
			limits.Each(list.path, list.of, func(n named) error {
				return errors.Join(limits.Needed("id", limits.IDText(n.id)), limits.Needed("name", n.name))
			}),
			limits.Unique(list.path, "id", list.of, func(n named) int64 { return n.id }),
			limits.Unique(list.path, "name", list.of, func(n named) string { return n.name }))
	}
	return errors.Join(wrong...)
}

// checkDefaults demands what the product is never without: what stands in where a request names nothing.
func (w World) checkDefaults() error {
	isDefault := func(g ResourceGroup) bool { return g.ID == state.DefaultGroupID }
	var group error
	if i := slices.IndexFunc(w.ResourceGroups, isDefault); i < 0 || len(w.ResourceGroups[i].Criteria) > 0 || w.ResourceGroups[i].Parent != 0 {
		group = limits.Wrong("resourceGroups", "the group %d, which holds every resource, must be there, with neither criteria nor parent", state.DefaultGroupID)
	}
	return errors.Join(group, oneDefault("policies", w.Policies, func(p Policy) bool { return p.Default }),
		oneDefault("resourceTypes", w.ResourceTypes, func(t ResourceType) bool { return t.Default }))
}

func oneDefault[V any](path string, list []V, isDefault func(V) bool) error {
	n := 0
	for _, one := range list {
		if isDefault(one) {
			n++
		}
	}
	if n != 1 {
		return limits.Wrong(path, "exactly one must be the default, and %d are", n)
	}
	return nil
}

func all[V any](list []V, as func(V) named) []named {
	out := make([]named, len(list))
	for i, one := range list {
		out[i] = as(one)
	}
	return out
}

func (w World) checkUnique() error {
	return errors.Join(
		limits.Unique("users", "id", w.Users, func(u User) int64 { return u.ID }),
		limits.Unique("userGroups", "id", w.UserGroups, func(g UserGroup) int64 { return g.ID }),
		limits.Unique("resourceGroups", "id", w.ResourceGroups, func(g ResourceGroup) int64 { return g.ID }),
		limits.Unique("resources", "id", w.Resources, func(r Resource) int64 { return r.ID }),
		limits.Unique("tickets", "id", w.Tickets, func(t Ticket) string { return t.ID }),
	)
}

func (w World) checkRoles(permissions []string) error {
	known := limits.Listed(permissions...)
	return limits.Each("roles", w.Roles, func(r Role) error { return known.NeedsAll("grants", r.Grants, "there is no permission %.60q") })
}

func (w World) checkTickets() error {
	return limits.Each("tickets", w.Tickets, func(t Ticket) error { return limits.Needed("id", t.ID) })
}

func (w World) checkHosts() error {
	return limits.Each("organization.hosts", w.Organization.Hosts, func(h Host) error {
		var address error
		if _, bad := netip.ParseAddr(h.Address); bad != nil {
			address = limits.Wrong("address", "%.60q is no IP address", h.Address)
		}
		return errors.Join(limits.Needed("name", h.Name), address)
	})
}
