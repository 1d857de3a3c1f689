package seed

import (
	"errors"
	"strings"

	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// Check refuses what the rules that make the world do not look at: what no client could ever have sent. A role can grant the
// permissions, which some operation asks for.
func (w World) Check(permissions []string) error {
	if w.Tenant.UID == "" {
		return limits.Missing("tenant.uid")
	}
	return errors.Join(w.checkUnique(), w.checkRoles(permissions), w.checkAPIClients(), w.checkDestinations(), w.checkUsers(), w.checkSavedSearches())
}

func (w World) checkUnique() error {
	return errors.Join(
		limits.Unique("roles", "id", w.Roles, func(r Role) string { return r.ID }),
		limits.Unique("apiClients", "id", w.APIClients, func(c APIClient) string { return c.ID }),
		limits.Unique("destinations", "guid", w.Destinations, func(d Destination) string { return d.GUID }),
		limits.Unique("destinations", "id", w.Destinations, func(d Destination) int64 { return d.ID }),
		limits.Unique("orgs", "id", w.Orgs, func(o Org) int64 { return o.ID }),
		limits.Unique("users", "id", w.Users, func(u User) int64 { return u.ID }),
		limits.Unique("devices", "id", w.Devices, func(d Device) int64 { return d.ID }),
	)
}

func (w World) checkRoles(permissions []string) error {
	for i, r := range w.Roles {
		if err := errors.Join(limits.Needed("id", r.ID), limits.Needed("name", r.Name), limits.Known("grants", "permission", r.Grants, permissions)); err != nil {
			return limits.Entry("roles", i, err)
		}
	}
	return nil
}

func (w World) roles() (ids []string) {
	for _, r := range w.Roles {
		ids = append(ids, r.ID)
	}
	return ids
}

func (w World) checkAPIClients() error {
	roles := w.roles()
	for i, c := range w.APIClients {
		err := errors.Join(limits.Needed("id", c.ID), limits.Needed("secret", c.Secret), limits.Known("roles", "role", c.Roles, roles))
		if strings.Contains(c.ID, ":") {
			err = limits.Wrong("id", "%.60q has a colon, and basic authentication ends a name at the first", c.ID)
		}
		if err != nil {
			return limits.Entry("apiClients", i, err)
		}
	}
	return nil
}

func (w World) checkDestinations() error {
	for i, d := range w.Destinations {
		if d.ID == 0 {
			return limits.Entry("destinations", i, limits.Missing("id"))
		}
		if err := limits.Needed("guid", d.GUID); err != nil {
			return limits.Entry("destinations", i, err)
		}
	}
	return nil
}

func (w World) checkUsers() error {
	roles := w.roles()
	for i, u := range w.Users {
		if err := errors.Join(limits.Known("roles", "role", u.Roles, roles), u.checkSecret()); err != nil {
			return limits.Entry("users", i, err)
		}
	}
	return nil
}

func (u User) checkSecret() error {
	if u.TOTPSecret == "" && state.LoginType(u.Login) != state.LoginLocal2FA {
		return nil
	}
	return limits.Base32("totpSecret", u.TOTPSecret)
}

func (w World) checkSavedSearches() error {
	for i, s := range w.Saved {
		if s.Version == 0 {
			return limits.Entry("savedSearches", i, limits.Missing("version"))
		}
		if err := checkGroups("groups", s.Groups, s.Version == 2); err != nil {
			return limits.Entry("savedSearches", i, err)
		}
	}
	return nil
}

func checkGroups(path string, groups []SavedGroup, nest bool) error {
	for i, g := range groups {
		if err := g.check(nest); err != nil {
			return limits.Entry(path, i, err)
		}
	}
	return nil
}

func (g SavedGroup) check(nest bool) error {
	switch {
	case len(g.Filters) == 0 && len(g.Subgroups) == 0:
		return errors.New("it has neither filters nor subgroups")
	case len(g.Filters) > 0 && g.FilterClause == "":
		return limits.Missing("filterClause")
	case len(g.Subgroups) > 0 && !nest:
		return limits.Wrong("subgroups", "version 1 has none")
	case len(g.Subgroups) > 0 && g.SubgroupClause == "":
		return limits.Missing("subgroupClause")
	}
	for i, filter := range g.Filters {
		if err := filter.check(); err != nil {
			return limits.Entry("filters", i, err)
		}
	}
	return checkGroups("subgroups", g.Subgroups, nest)
}

func (f SavedFilter) check() error {
	if f.Operator == "" || f.Term == "" {
		return errors.New("operator or term is missing")
	}
	list, ok := f.Value.([]any)
	if !ok && f.Value != nil {
		list = []any{f.Value}
	}
	for _, one := range list {
		switch one.(type) {
		case string, bool, int, float64:
		default:
			return limits.Wrong("value", "it must be nothing, a text, a number, a boolean or a list of texts, numbers and booleans")
		}
	}
	return nil
}
