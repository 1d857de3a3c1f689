package seed

import (
	"encoding/base32"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/understudy/understudy/mock/internal/limits"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// Check refuses what the rules that make the world do not look at: what no client could ever have sent. known tells whether some
// operation asks for a permission.
func (w World) Check(known func(permission string) bool) error {
	return errors.Join(w.checkUnique(), w.checkRoles(known), w.checkAPIClients(), w.checkDestinations(), w.checkUsers(), w.checkSavedSearches())
}

func (w World) checkUnique() error {
	return errors.Join(
		limits.Unique("roles", w.Roles, func(r Role) string { return r.ID }),
		limits.Unique("apiClients", w.APIClients, func(c APIClient) string { return c.ID }),
		limits.Unique("destinations", w.Destinations, func(d Destination) string { return d.GUID }),
		limits.Unique("destinations", w.Destinations, func(d Destination) int64 { return d.ID }),
		limits.Unique("orgs", w.Orgs, func(o Org) int64 { return o.ID }),
		limits.Unique("users", w.Users, func(u User) int64 { return u.ID }),
		limits.Unique("devices", w.Devices, func(d Device) int64 { return d.ID }),
	)
}

func (w World) checkRoles(known func(string) bool) error {
	for i, r := range w.Roles {
		path := fmt.Sprintf("roles[%d]", i)
		if r.ID == "" || r.Name == "" {
			return fmt.Errorf("%s: id or name is missing", path)
		}
		if err := limits.Known(path+".grants", "permission", r.Grants, known); err != nil {
			return err
		}
	}
	return nil
}

func (w World) hasRole(id string) bool {
	return slices.ContainsFunc(w.Roles, func(r Role) bool { return r.ID == id })
}

func (w World) checkAPIClients() error {
	for i, c := range w.APIClients {
		path := fmt.Sprintf("apiClients[%d]", i)
		switch {
		case c.ID == "" || c.Secret == "":
			return fmt.Errorf("%s: id or secret is missing", path)
		case strings.Contains(c.ID, ":"):
			return fmt.Errorf("%s.id: basic authentication ends a name at the first colon", path)
		}
		if err := limits.Known(path+".roles", "role", c.Roles, w.hasRole); err != nil {
			return err
		}
	}
	return nil
}

func (w World) checkDestinations() error {
	for i, d := range w.Destinations {
		if d.ID == 0 || d.GUID == "" {
			return fmt.Errorf("destinations[%d]: id or guid is missing", i)
		}
	}
	return nil
}

func (w World) checkUsers() error {
	for i, u := range w.Users {
		path := fmt.Sprintf("users[%d]", i)
		if err := limits.Known(path+".roles", "role", u.Roles, w.hasRole); err != nil {
			return err
		}
		if u.TOTPSecret == "" && state.LoginType(u.Login) != state.LoginLocal2FA {
			continue
		}
		secret := strings.TrimRight(u.TOTPSecret, "=")
		if _, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret); err != nil || secret == "" {
			return fmt.Errorf("%s.totpSecret: it must be base32, such as JBSWY3DPEHPK3PXP", path)
		}
	}
	return nil
}

func (w World) checkSavedSearches() error {
	for i, s := range w.Saved {
		for j, group := range s.Groups {
			if group["filters"] == nil && group["subgroups"] == nil {
				return fmt.Errorf("savedSearches[%d].groups[%d]: it has neither filters nor subgroups", i, j)
			}
		}
	}
	return nil
}
