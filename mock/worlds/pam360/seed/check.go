package seed

import (
	"errors"
	"fmt"
	"net/netip"

	"github.com/understudy/understudy/mock/internal/limits"
)

// Check refuses what the rules that make the world do not look at: what no client could ever have sent. known tells whether some
// operation asks for a permission.
func (w World) Check(known func(permission string) bool) error {
	return errors.Join(w.checkNamed(), w.checkUnique(), w.checkRoles(known), w.checkTickets(), w.checkHosts())
}

// named is what the product itself has with an id and a name.
type named struct {
	id   int64
	name string
}

func (w World) checkNamed() error {
	for _, list := range []struct {
		path string
		of   []named
	}{
		{"roles", all(w.Roles, func(r Role) named { return named{r.ID, r.Name} })},
		{"policies", all(w.Policies, func(p Policy) named { return named{p.ID, p.Name} })},
		{"resourceTypes", all(w.ResourceTypes, func(t ResourceType) named { return named{t.ID, t.Name} })},
	} {
		for i, one := range list.of {
			if one.id == 0 || one.name == "" {
				return fmt.Errorf("%s[%d]: id or name is missing", list.path, i)
			}
		}
		if err := errors.Join(limits.Unique(list.path, list.of, func(n named) int64 { return n.id }),
			limits.Unique(list.path, list.of, func(n named) string { return n.name })); err != nil {
			return err
		}
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
		limits.Unique("users", w.Users, func(u User) int64 { return u.ID }),
		limits.Unique("userGroups", w.UserGroups, func(g UserGroup) int64 { return g.ID }),
		limits.Unique("resourceGroups", w.ResourceGroups, func(g ResourceGroup) int64 { return g.ID }),
		limits.Unique("resources", w.Resources, func(r Resource) int64 { return r.ID }),
		limits.Unique("tickets", w.Tickets, func(t Ticket) string { return t.ID }),
	)
}

func (w World) checkRoles(known func(string) bool) error {
	for i, r := range w.Roles {
		if err := limits.Known(fmt.Sprintf("roles[%d].grants", i), "permission", r.Grants, known); err != nil {
			return err
		}
	}
	return nil
}

func (w World) checkTickets() error {
	for i, t := range w.Tickets {
		if t.ID == "" {
			return fmt.Errorf("tickets[%d]: id is missing", i)
		}
	}
	return nil
}

func (w World) checkHosts() error {
	for i, h := range w.Organization.Hosts {
		if _, err := netip.ParseAddr(h.Address); err != nil || h.Name == "" {
			return fmt.Errorf("organization.hosts[%d]: it needs a name and an IP address", i)
		}
	}
	return nil
}
