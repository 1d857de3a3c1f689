package state_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// named is a new resource with nothing but a name, and what a test adds to it.
func named(name string, add ...func(*state.NewResource)) state.NewResource {
	n := state.NewResource{ResourceSettings: state.ResourceSettings{Name: &name}}
	for _, fn := range add {
		fn(&n)
	}
	return n
}

func TestCreateResource(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	var made state.Resource
	do(t, w, "admin", func(tx *state.Tx) (err error) {
		made, err = tx.CreateResource(named("New (x) .1", func(n *state.NewResource) {
			n.Type, n.Owner, n.Policy, n.Group = text("linux"), text(`corp\JOHN`), text("low"), "LINUX"
			n.URL, n.DNSName, n.Domain, n.Description = text("https://x"), text("10.0.0.5"), text("CORP"), text("d")
			n.Department, n.Location = text("IT"), text("Lab")
			n.RecordURL, n.DisableTabDuplication, n.RecordWebsite, n.RecordGateway = yes(), yes(), yes(), yes()
			n.Custom = []state.FieldInput{{Label: "series", Value: "A"}}
			n.Account = &state.NewAccount{Password: "pass", AccountSettings: state.AccountSettings{
				Name: text("root"), Notes: text("n"), Options: state.OptionSettings{PrivateKey: yes()}, SAPUserType: text("A"),
				Custom: []state.FieldInput{{Label: "Local", Value: "True"}},
			}}
		}))
		return err
	})
	do(t, w, `CORP\john`, func(tx *state.Tx) error {
		v, err := tx.ResourceByID(id(made.ID))
		require.NoError(t, err)
		assert.Equal(t, []string{"New (x) .1", "Linux", `CORP\john`, "Low", "https://x", "10.0.0.5", "CORP", "d", "IT", "Lab"},
			[]string{v.Name, v.Type.Name, v.Owner, v.Policy, v.URL, v.DNSName, v.Domain, v.Description, v.Department, v.Location})
		assert.Equal(t, []bool{true, true, true, true}, []bool{v.RecordURL, v.DisableTabDuplication, v.RecordWebsite, v.RecordGateway})
		assert.Equal(t, state.FullAccess, v.Access)
		r, a, err := tx.AccountByNames("NEW (X) .1", "root")
		require.NoError(t, err)
		assert.Equal(t, []int64{5, 6}, []int64{r.ID, a.ID})
		assert.Equal(t, []any{"pass", "n", "A", true, int64(102)}, []any{a.Password, a.Notes, a.SAPUserType, a.Options.PrivateKey, a.PolicyID})
		return nil
	})
	for user, want := range map[string][]string{"admin": {"Default Group", "Linux"}, `CORP\john`: {"Default Group"}} {
		do(t, w, user, func(tx *state.Tx) error {
			var names []string
			groups, err := tx.AssociatedGroups(id(made.ID))
			for _, g := range groups {
				names = append(names, g.Name)
			}
			assert.Equal(t, want, names, "what a user can see of the groups")
			return err
		})
	}
}

func TestDefaultsOfAResource(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "helper", func(tx *state.Tx) error {
		for _, group := range []string{"", "default", "Default Group"} {
			made, err := tx.CreateResource(named("bare"+group, func(n *state.NewResource) {
				n.Type, n.Owner, n.Policy, n.Group = text(""), text(""), text(""), group
			}))
			require.NoError(t, err)
			v, err := tx.ResourceByID(id(made.ID))
			require.NoError(t, err)
			assert.Equal(t, []string{"Windows", "helper", "Strong"}, []string{v.Type.Name, v.Owner, v.Policy})
			groups, err := tx.AssociatedGroups(id(made.ID))
			require.NoError(t, err)
			assert.Len(t, groups, 1)
			_, list, err := tx.AccountsOf(id(made.ID), state.Query{})
			require.NoError(t, err)
			assert.Empty(t, list)
		}
		made, err := tx.CreateResource(named("generated", func(n *state.NewResource) {
			n.Account = &state.NewAccount{AccountSettings: state.AccountSettings{Name: text("root")}}
		}))
		require.NoError(t, err)
		_, a, err := tx.AccountByNames(made.Name, "root")
		require.NoError(t, err)
		assert.Empty(t, strong.Check(a.Password, "root"), a.Password)
		return nil
	})
}

func TestCreateResourceRefuses(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	for name, test := range map[string]struct {
		resource state.NewResource
		want     refusal
	}{
		"no name":        {state.NewResource{}, refusal{fail.Invalid, "Resource name is mandatory"}},
		"a blank name":   {named("  "), refusal{fail.Invalid, "Resource name is mandatory"}},
		"a taken name":   {named("WEB"), refusal{fail.Conflict, "Resource already exists"}},
		"unknown type":   {named("x", func(n *state.NewResource) { n.Type = text("Abacus") }), refusal{fail.NotFound, "No such resource type found"}},
		"unknown id":     {named("x", func(n *state.NewResource) { i := int64(9); n.TypeID = &i }), refusal{fail.NotFound, "No such resource type found"}},
		"unknown policy": {named("x", func(n *state.NewResource) { n.Policy = text("x") }), noPolicy},
		"unknown owner":  {named("x", func(n *state.NewResource) { n.Owner = text("john") }), noUser},
		"unknown group":  {named("x", func(n *state.NewResource) { n.Group = "x" }), noGroup},
		"unknown field": {named("x", func(n *state.NewResource) { n.Custom = []state.FieldInput{{Label: "Local", Value: "1"}} }),
			refusal{fail.NotFound, "No such custom field found"}},
		"an account without a name": {named("x", func(n *state.NewResource) { n.Account = &state.NewAccount{Password: "Aa1!aaaa"} }),
			refusal{fail.Invalid, "Account name is mandatory"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := w.Fork("")
			assertRefused(t, test.want, as(t, w, "admin", func(tx *state.Tx) error { return drop(tx.CreateResource(test.resource)) }))
			assert.Empty(t, auditLog(t, w))
			assertRefused(t, noResource, as(t, w, "admin", func(tx *state.Tx) error { return drop(tx.ResourceByName("x")) }))
		})
	}
}

func TestLicenceLimit(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	system(t, w, func(tx *state.Tx) error {
		return tx.SetOrganization(state.Organization{Name: "Example Co", ResourceLimit: 5})
	})
	do(t, w, "admin", func(tx *state.Tx) error { return drop(tx.CreateResource(named("fifth"))) })
	assertRefused(t, refusal{fail.Forbidden, "License limit exceeded"},
		as(t, w, "admin", func(tx *state.Tx) error { return drop(tx.CreateResource(named("sixth"))) }))
	do(t, w, "admin", func(tx *state.Tx) error {
		require.NoError(t, tx.DeleteResource(win))
		return drop(tx.CreateResource(named("sixth")))
	})
}

func TestEditResource(t *testing.T) {
	t.Parallel()
	linux := int64(103)
	before := state.ResourceSettings{Description: text("d"), Location: text("l"), RecordGateway: yes(), Custom: []state.FieldInput{{Label: "Series", Value: "A"}}}
	for name, test := range map[string]struct {
		change state.ResourceSettings
		want   func(*state.Resource)
	}{
		"nothing":        {state.ResourceSettings{}, func(*state.Resource) {}},
		"a new name":     {state.ResourceSettings{Name: text("Web 2")}, func(r *state.Resource) { r.Name = "Web 2" }},
		"its own name":   {state.ResourceSettings{Name: text("WEB")}, func(r *state.Resource) { r.Name = "WEB" }},
		"type by name":   {state.ResourceSettings{Type: text("Windows"), TypeID: &linux}, func(r *state.Resource) { r.TypeID = 101 }},
		"type by id":     {state.ResourceSettings{Type: text(""), TypeID: &linux}, func(r *state.Resource) { r.TypeID = 103 }},
		"policy by id":   {state.ResourceSettings{PolicyID: text("103")}, func(r *state.Resource) { r.PolicyID = 103 }},
		"another owner":  {state.ResourceSettings{Owner: text("helper")}, func(r *state.Resource) { r.OwnerID = 2 }},
		"a text cleared": {state.ResourceSettings{Location: text("")}, func(r *state.Resource) { r.Location = "" }},
		"what may not be empty": {state.ResourceSettings{Name: text(""), Type: text(""), Policy: text(""), PolicyID: text(""), Owner: text("")},
			func(*state.Resource) {}},
		"a field cleared": {state.ResourceSettings{Custom: []state.FieldInput{{Label: "SERIES"}}}, func(r *state.Resource) { r.Custom = []state.CustomValue{} }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			var want, got state.Resource
			do(t, w, "admin", func(tx *state.Tx) (err error) { want, err = tx.EditResource(web, before); return err })
			test.want(&want)
			do(t, w, "admin", func(tx *state.Tx) (err error) { got, err = tx.EditResource(web, test.change); return err })
			assert.Equal(t, want, got)
			system(t, w, func(tx *state.Tx) error {
				v, err := tx.ResourceByID(web)
				assert.Equal(t, want, v.Resource)
				return err
			})
		})
	}
}

func TestRenamingMovesLookups(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		require.NoError(t, drop(tx.EditResource(web, state.ResourceSettings{Name: text("web-2")})))
		r, _, err := tx.AccountByNames("Web-2", "root")
		require.NoError(t, err)
		assert.Equal(t, int64(1), r.ID)
		return drop(tx.CreateResource(named("web")))
	})
}

func TestOwnershipMoves(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.EditResource(web, state.ResourceSettings{Owner: text("helper")}))
	})
	assertRefused(t, noResource, as(t, w, "admin", func(tx *state.Tx) error { return drop(tx.ResourceByID(web)) }))
	do(t, w, "helper", func(tx *state.Tx) error { return tx.DeleteAccount(web, root) })
}

func TestEditResourceRefuses(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, resource(1), guest, state.ModifyAccess)
	share(t, w, account(5), guest, state.FullAccess)
	w.Seal()
	for name, test := range map[string]struct {
		user, id string
		change   state.ResourceSettings
		want     refusal
	}{
		"unknown id":        {"admin", "99", state.ResourceSettings{}, noResource},
		"no id":             {"admin", "abc", state.ResourceSettings{}, noResource},
		"another's":         {"helper", web, state.ResourceSettings{}, noResource},
		"a share":           {"guest", web, state.ResourceSettings{}, forbidden},
		"share of accounts": {"guest", db, state.ResourceSettings{}, forbidden},
		"a taken name":      {"admin", web, state.ResourceSettings{Name: text("WIN")}, refusal{fail.Conflict, "Resource already exists"}},
		"unknown owner":     {"admin", web, state.ResourceSettings{Owner: text("x")}, noUser},
		"unknown policy":    {"admin", web, state.ResourceSettings{PolicyID: text("9")}, noPolicy},
		"not a number": {"admin", web, state.ResourceSettings{Custom: []state.FieldInput{{Label: "Unit", Value: "1.5"}}},
			refusal{fail.Invalid, "Invalid value for the custom field Unit"}},
		"not a date": {"admin", web, state.ResourceSettings{Custom: []state.FieldInput{{Label: "Until", Value: "2028-02-04"}}},
			refusal{fail.Invalid, "Invalid value for the custom field Until"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assertRefused(t, test.want, as(t, w.Fork(""), test.user, func(tx *state.Tx) error { return drop(tx.EditResource(test.id, test.change)) }))
		})
	}
}

func TestDeleteResource(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, resource(1), guest, state.ViewAccess)
	share(t, w, account(2), guest, state.ViewAccess)
	system(t, w, func(tx *state.Tx) error { return tx.AddRemoteApp(1, "console") })
	password(t, w, "guest", web, root)
	do(t, w, "guest", func(tx *state.Tx) error { return tx.SetFavourite(root, true) })
	do(t, w, "admin", func(tx *state.Tx) error {
		require.NoError(t, tx.ChangePassword(web, root, state.PasswordChange{Password: "Other-pass-2"}))
		return tx.DeleteResource(web)
	})
	for _, user := range []string{"admin", "guest"} {
		do(t, w, user, func(tx *state.Tx) error {
			for _, err := range []error{drop(tx.ResourceByName("web")), drop(tx.ResourceByID(web)), drop(tx.AssociatedGroups(web)), drop(tx.RemoteApps(web))} {
				assertRefused(t, noResource, err)
			}
			for _, q := range []state.Query{{}, {ViewType: "FAVOURITEPASSWORD"}, {ViewType: "RECENTLYACCESSEDPASSWORD"}, {GroupID: linuxGroup}} {
				list, _, err := tx.Resources(q)
				require.NoError(t, err)
				for _, r := range list {
					assert.NotEqual(t, "web", r.Name)
				}
			}
			return nil
		})
	}
	do(t, w, "helper", func(tx *state.Tx) error {
		made, err := tx.CreateResource(named("web", func(n *state.NewResource) {
			n.Account = &state.NewAccount{Password: "First-pass-1", AccountSettings: state.AccountSettings{Name: text("root")}}
		}))
		require.NoError(t, err, "the name is free again")
		assert.Equal(t, int64(5), made.ID, "the id is not")
		return nil
	})
	assertRefused(t, noResource, as(t, w, "guest", func(tx *state.Tx) error { return drop(tx.ResourceByName("web")) }))
}

func TestDeleteResourceRefuses(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, resource(1), guest, state.ModifyAccess)
	for _, test := range []struct {
		user, id string
		want     refusal
	}{{"admin", "99", noResource}, {"admin", "", noResource}, {"admin", "-1", noResource}, {"helper", web, noResource}, {"guest", web, forbidden}} {
		assertRefused(t, test.want, as(t, w, test.user, func(tx *state.Tx) error { return tx.DeleteResource(test.id) }))
	}
}

func TestResourceTypes(t *testing.T) {
	t.Parallel()
	do(t, smallWorld(t), "guest", func(tx *state.Tx) error {
		for _, test := range []struct {
			containing []string
			want       []string
		}{
			{nil, []string{"Windows", "WindowsDomain", "Linux", "MS SQL server", "File Store"}},
			{[]string{"win"}, []string{"Windows", "WindowsDomain"}}, {[]string{"domain", "STORE"}, []string{"WindowsDomain", "File Store"}},
			{[]string{"zz"}, nil},
		} {
			var names []string
			for _, found := range tx.ResourceTypes(test.containing) {
				names = append(names, found.Name)
			}
			assert.Equal(t, test.want, names)
		}
		return nil
	})
}

func TestWebsiteURLs(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		require.NoError(t, drop(tx.EditResource(web, state.ResourceSettings{URL: text("https://web")})))
		found := tx.WebsiteURLs()
		assert.Len(t, found, 1)
		assert.Equal(t, "https://web", found[0].URL)
		return nil
	})
	do(t, w, "helper", func(tx *state.Tx) error { assert.Empty(t, tx.WebsiteURLs()); return nil })
}

func TestConfigureRemoteReset(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	for name, test := range map[string]struct {
		kind string
		ids  []string
		how  state.RemoteReset
		want refusal
	}{
		"unknown type":    {"Abacus", []string{db}, state.RemoteReset{}, refusal{fail.NotFound, "No such resource type found"}},
		"another type":    {"Linux", []string{db}, state.RemoteReset{}, refusal{fail.Invalid, "Resource type mismatch"}},
		"one of another":  {"MS SQL server", []string{db, "99"}, state.RemoteReset{}, noResource},
		"not their own":   {"Linux", []string{web}, state.RemoteReset{}, noResource},
		"unknown account": {"MS SQL server", []string{db}, state.RemoteReset{Account: "SA"}, noAccount},
		"unknown mode":    {"MS SQL server", []string{db}, state.RemoteReset{ConnectionMode: "TLS"}, refusal{fail.Invalid, "Invalid connection mode"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assertRefused(t, test.want, as(t, w, "helper", func(tx *state.Tx) error { return tx.ConfigureRemoteReset(test.kind, test.ids, test.how) }))
		})
	}
	do(t, w, "helper", func(tx *state.Tx) error {
		how := state.RemoteReset{Account: "sa", ConnectionMode: "SSL"}
		require.NoError(t, tx.ConfigureRemoteReset("ms sql server", []string{db}, how))
		v, err := tx.ResourceByID(db)
		assert.Equal(t, &how, v.RemoteReset)
		return err
	})
}

func TestRemoteApps(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	system(t, w, func(tx *state.Tx) error { return tx.AddRemoteApp(1, "console") })
	do(t, w, "admin", func(tx *state.Tx) error {
		apps, err := tx.RemoteApps(web)
		assert.Equal(t, []state.RemoteApp{{ID: 1, ResourceID: 1, Name: "console"}}, apps)
		require.NoError(t, err)
		apps, err = tx.RemoteApps(win)
		assert.Empty(t, apps)
		return err
	})
}

func TestResourceGroups(t *testing.T) {
	t.Parallel()
	do(t, smallWorld(t), "helper", func(tx *state.Tx) error {
		g, err := tx.AddResourceGroup(state.ResourceGroup{Name: "Nested", ParentID: linuxGroup})
		require.NoError(t, err)
		assert.Equal(t, state.ResourceGroup{ID: 304, ParentID: linuxGroup, Name: "Nested", OwnerID: 2}, g)
		for _, test := range []struct {
			group state.ResourceGroup
			want  refusal
		}{
			{state.ResourceGroup{Name: "linux"}, refusal{fail.Conflict, "Resource group linux already exists"}},
			{state.ResourceGroup{Name: "x", ParentID: 9}, noGroup},
			{state.ResourceGroup{}, refusal{fail.Invalid, "Resource group name is mandatory"}},
		} {
			_, err := tx.AddResourceGroup(test.group)
			assertRefused(t, test.want, err)
		}
		return nil
	})
}
