package seed

import (
	"errors"
	"strings"

	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// Check refuses what can be told before the world is made: what no client could ever have sent, what names something that there is not,
// and what does not fit together. A role can grant the permissions, which some operation asks for; a user can have the jobs, which the firm has.
func (w World) Check(permissions, jobs []string) error {
	return errors.Join(w.Tenant.check(), w.checkThere(), w.checkUnique(), w.checkRoles(permissions), w.checkAPIClients(),
		w.checkDestinations(), w.checkOrgs(), w.checkUsers(jobs), w.checkDevices(), w.checkLegalHold(), limits.Each("watchlists", w.Watchlists, Watchlist.check), w.checkSavedSearches(),
		limits.Each("fileEvents", w.Events, Event.check), w.checkSizes())
}

func (e Event) check() error {
	return errors.Join(limits.Needed("device", e.Device), limits.Needed("name", e.Name), limits.Needed("directory", e.Directory))
}

func (t Tenant) check() error {
	if strings.Contains(t.UID, "_") {
		return limits.Wrong("tenant.uid", "%.60q has an underscore, which stands between the parts of an event's id", t.UID)
	}
	return limits.Needed("tenant.uid", t.UID)
}

// checkThere demands what no world is without.
func (w World) checkThere() error {
	var wrong []error
	if len(w.Orgs) == 0 {
		wrong = append(wrong, limits.Wrong("orgs", "there is none; the root at least must be pinned"))
	}
	if len(w.Users) == 0 {
		wrong = append(wrong, limits.Wrong("users", "there is none; the first is whom a newcomer signs in as"))
	}
	if len(w.APIClients) == 0 {
		wrong = append(wrong, limits.Wrong("apiClients", "there is none; the first is what a newcomer signs in with"))
	}
	return errors.Join(wrong...)
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
	known := limits.Listed(permissions...)
	return limits.Each("roles", w.Roles, func(r Role) error {
		return errors.Join(limits.Needed("id", r.ID), limits.Needed("name", r.Name), known.NeedsAll("grants", r.Grants, "there is no permission %.60q"))
	})
}

func (w World) roles() *limits.Choice {
	return limits.Names(w.Roles, func(r Role) string { return r.ID })
}

const noRole = "there is no role %.60q"

func (w World) checkAPIClients() error {
	roles := w.roles()
	return limits.Each("apiClients", w.APIClients, func(c APIClient) error {
		var colon error
		if strings.Contains(c.ID, ":") {
			colon = limits.Wrong("id", "%.60q has a colon, and basic authentication ends a name at the first", c.ID)
		}
		return errors.Join(limits.Needed("id", c.ID), colon, limits.Needed("secret", c.Secret), roles.NeedsAll("roles", c.Roles, noRole))
	})
}

func (w World) checkDestinations() error {
	return limits.Each("destinations", w.Destinations, func(d Destination) error {
		return errors.Join(limits.Needed("id", limits.IDText(d.ID)), limits.Needed("guid", d.GUID))
	})
}

func (w World) checkOrgs() error {
	before := limits.ChoiceOf(nil, Org.named)
	return limits.Each("orgs", w.Orgs, func(o Org) error {
		defer func() { before.Add(o.named()) }()
		return errors.Join(limits.Needed("name", o.Name), before.Allows("parent", limits.IDText(o.Parent), "%s is the id of no organization before it"))
	})
}

func (o Org) named() (id, shown string) { return limits.Named(o.ID, o.Name) }

func (w World) checkUsers(jobs []string) error {
	roles, orgs, known := w.roles(), limits.ChoiceOf(w.Orgs, Org.named), limits.Listed(jobs...)
	return limits.Each("users", w.Users, func(u User) error {
		var org error
		if len(w.Orgs) > 0 { // or that was said
			org = orgs.Needs("org", limits.IDText(u.Org), "%s is the id of no pinned organization")
		}
		return errors.Join(limits.Needed("username", u.Username), org, limits.Needed("password", u.Password),
			roles.NeedsAll("roles", u.Roles, noRole), known.Allows("job", u.Job, "there is no job %.60q"), u.checkSecret())
	})
}

func (u User) named() (id, shown string) { return limits.Named(u.ID, u.Username) }

func (u User) checkSecret() error {
	if u.TOTPSecret == "" && state.LoginType(u.Login) != state.LoginLocal2FA {
		return nil
	}
	return limits.Base32("totpSecret", u.TOTPSecret)
}

// pinnedUser refuses an id, which a key names, that no pinned user has.
func (w World) pinnedUser() func(key string, id int64) error {
	users := limits.ChoiceOf(w.Users, User.named)
	return func(key string, id int64) error {
		if len(w.Users) == 0 { // which was said
			return nil
		}
		return users.Needs(key, limits.IDText(id), "%s is the id of no pinned user")
	}
}

func (w World) checkDevices() error {
	users, destinations := w.pinnedUser(), limits.Names(w.Destinations, func(d Destination) string { return d.GUID })
	return limits.Each("devices", w.Devices, func(d Device) error {
		return errors.Join(users("user", d.User), destinations.Needs("destination", d.Destination, "there is no destination with the guid %.60q"))
	})
}

func (w World) checkLegalHold() error {
	hold := w.LegalHold
	policies := limits.Names(hold.Policies, func(p HoldPolicy) string { return p.Name })
	var by error
	if len(hold.Policies) > 0 {
		by = w.pinnedUser()("by", hold.By)
	}
	return limits.At("legalHold", errors.Join(by,
		limits.Each("policies", hold.Policies, func(p HoldPolicy) error { return limits.Needed("name", p.Name) }),
		limits.Each("matters", hold.Matters, func(m Matter) error {
			return errors.Join(policies.Needs("policy", m.Policy, "there is no policy %.60q"), m.check())
		})))
}

func (w World) checkSavedSearches() error {
	users := w.pinnedUser()
	return limits.Each("savedSearches", w.Saved, func(s SavedSearch) error {
		var version error
		if s.Version == 0 {
			version = limits.Missing("version")
		}
		return errors.Join(version, users("by", s.By), checkGroups("groups", s.Groups, s.Version == 2))
	})
}

func checkGroups(path string, groups []SavedGroup, nest bool) error {
	return limits.Each(path, groups, func(g SavedGroup) error { return g.check(nest) })
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
	return errors.Join(limits.Each("filters", g.Filters, SavedFilter.check), checkGroups("subgroups", g.Subgroups, nest))
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
