package state_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// sees lists what a user sees: each resource with the number of its accounts.
func sees(t *testing.T, w *state.World, user string) (seen []string) {
	t.Helper()
	do(t, w, user, func(tx *state.Tx) error {
		list, total, err := tx.Resources(state.Query{})
		assert.Len(t, list, total)
		for _, r := range list {
			seen = append(seen, fmt.Sprint(r.Name, " ", r.Accounts))
			_, accounts, err := tx.AccountsOf(id(r.ID), state.Query{})
			require.NoError(t, err)
			assert.Len(t, accounts, r.Accounts, "both lists agree")
		}
		return err
	})
	return seen
}

type grant struct {
	object state.Object
	target state.Target
	access state.Access
}

func TestWhatIsVisible(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		grants []grant
		user   string
		want   []string
	}{
		"owned":                {nil, "admin", []string{"web 2", "win 1", "files 1"}},
		"nothing":              {nil, "guest", nil},
		"a resource":           {[]grant{{resource(1), guest, state.ViewAccess}}, "guest", []string{"web 2"}},
		"an account":           {[]grant{{account(2), guest, state.ViewAccess}}, "guest", []string{"web 1"}},
		"both":                 {[]grant{{account(2), guest, state.ViewAccess}, {resource(1), guest, state.ModifyAccess}}, "guest", []string{"web 2"}},
		"a group":              {[]grant{{group(linuxGroup), guest, state.ViewAccess}}, "guest", []string{"web 2"}},
		"an empty group":       {[]grant{{group(303), guest, state.ViewAccess}}, "guest", nil},
		"Default Group":        {[]grant{{group(301), guest, state.ViewAccess}}, "guest", []string{"web 2", "win 1", "files 1", "db 1"}},
		"through a user group": {[]grant{{resource(4), desk, state.ViewAccess}}, `CORP\john`, []string{"db 1"}},
		"not through another":  {[]grant{{resource(4), desk, state.ViewAccess}}, "guest", nil},
		"group to group":       {[]grant{{group(linuxGroup), desk, state.ViewAccess}}, `CORP\john`, []string{"web 2"}},
		"owned and shared":     {[]grant{{resource(1), state.Target{ID: 2}, state.ViewAccess}}, "helper", []string{"web 2", "db 1"}},
		"owned, also shared":   {[]grant{{resource(4), state.Target{ID: 2}, state.ViewAccess}}, "helper", []string{"db 1"}},
		"twice, in id order": {[]grant{{account(5), desk, state.ViewAccess}, {resource(4), state.Target{ID: 4}, state.ViewAccess}, {resource(2), desk, state.UseAccess}},
			`CORP\john`, []string{"win 1", "db 1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			for _, g := range test.grants {
				share(t, w, g.object, g.target, g.access)
			}
			assert.Equal(t, test.want, sees(t, w, test.user))
			for _, g := range test.grants {
				share(t, w, g.object, g.target, state.NoAccess)
			}
			for _, g := range test.grants {
				if g.target.ID == 3 {
					assert.Empty(t, sees(t, w, test.user), "after revoking")
				}
			}
		})
	}
}

func TestPrecedence(t *testing.T) {
	t.Parallel()
	const view, modify, full, use = state.ViewAccess, state.ModifyAccess, state.FullAccess, state.UseAccess
	john := state.Target{ID: 4}
	for name, test := range map[string]struct {
		grants []grant
		want   state.Access
	}{
		"a resource":                     {[]grant{{resource(1), john, modify}}, modify},
		"account beats resource, higher": {[]grant{{resource(1), john, view}, {account(1), john, full}}, full},
		"account beats resource, lower":  {[]grant{{resource(1), john, full}, {account(1), john, view}}, view},
		"another account does not":       {[]grant{{resource(1), john, full}, {account(2), john, view}}, full},
		"resource beats group, lower":    {[]grant{{group(linuxGroup), john, full}, {resource(1), john, use}}, use},
		"account beats group":            {[]grant{{group(linuxGroup), john, full}, {account(1), john, view}}, view},
		"the highest of the groups":      {[]grant{{group(301), john, modify}, {group(linuxGroup), desk, view}}, modify},
		"user and user group add up":     {[]grant{{account(1), john, view}, {account(1), desk, modify}}, modify},
		"group's account, own resource":  {[]grant{{account(1), desk, view}, {resource(1), john, full}}, view},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			for _, g := range test.grants {
				share(t, w, g.object, g.target, g.access)
			}
			do(t, w, `CORP\john`, func(tx *state.Tx) error {
				_, v, err := tx.AccountByIDs(web, root)
				assert.Equal(t, test.want, v.Access)
				_, list, _ := tx.AccountsOf(web, state.Query{})
				assert.Equal(t, test.want, list[0].Access, "both views agree")
				return err
			})
		})
	}
}

func TestOwnersHaveFullAccess(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, resource(1), state.Target{ID: 1}, state.ViewAccess)
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.EditAccount(web, root, state.AccountSettings{Owner: text("guest")}))
	})
	assert.Equal(t, []string{"web 1"}, sees(t, w, "guest"))
	assert.Equal(t, state.FullAccess, view(t, w, "guest", web, root).Access)
	assert.Equal(t, state.FullAccess, view(t, w, "admin", web, root).Access)
}

func TestSuperAdministratorsSeeEverything(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	system(t, w, func(tx *state.Tx) error {
		return drop(tx.CreateUser(state.NewUser{Name: "super", Role: "Administrator", SuperAdmin: true}))
	})
	assert.Equal(t, []string{"web 2", "win 1", "files 1", "db 1"}, sees(t, w, "super"))
	do(t, w, "super", func(tx *state.Tx) error { return tx.DeleteResource(db) })
}

func TestShare(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, resource(1), guest, state.ModifyAccess)
	share(t, w, account(5), guest, state.FullAccess)
	share(t, w, group(303), guest, state.FullAccess)
	w.Seal()
	for name, test := range map[string]struct {
		user string
		grant
		want refusal
	}{
		"unknown resource":     {"admin", grant{resource(99), guest, state.ViewAccess}, noResource},
		"unknown account":      {"admin", grant{account(99), guest, state.ViewAccess}, noAccount},
		"unknown group":        {"admin", grant{group(99), guest, state.ViewAccess}, noGroup},
		"unknown user":         {"admin", grant{resource(1), state.Target{ID: 99}, state.ViewAccess}, noUser},
		"unknown user group":   {"admin", grant{resource(1), state.Target{Group: true, ID: 99}, state.ViewAccess}, refusal{fail.NotFound, "No such user group found"}},
		"another's resource":   {"helper", grant{resource(1), guest, state.ViewAccess}, noResource},
		"another's account":    {"helper", grant{account(1), guest, state.ViewAccess}, noAccount},
		"another's group":      {"helper", grant{group(linuxGroup), guest, state.ViewAccess}, noGroup},
		"no full access":       {"guest", grant{resource(1), desk, state.ViewAccess}, forbidden},
		"nor on its accounts":  {"guest", grant{account(1), desk, state.ViewAccess}, forbidden},
		"nor on the resource":  {"guest", grant{resource(4), desk, state.ViewAccess}, forbidden},
		"revoking needs it":    {"guest", grant{resource(1), guest, state.NoAccess}, forbidden},
		"Default Group, fully": {"admin", grant{group(301), guest, state.FullAccess}, forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := as(t, w.Fork(""), test.user, func(tx *state.Tx) error { return tx.Share(test.object, test.target, test.access) })
			assertRefused(t, test.want, err)
		})
	}
	for name, test := range map[string]struct {
		user string
		grant
	}{
		"the owner":                   {"admin", grant{resource(1), desk, state.FullAccess}},
		"again":                       {"admin", grant{resource(1), guest, state.ViewAccess}},
		"never granted":               {"admin", grant{resource(2), guest, state.NoAccess}},
		"full access to an account":   {"guest", grant{account(5), desk, state.ViewAccess}},
		"full access to a group":      {"guest", grant{group(303), desk, state.ViewAccess}},
		"Default Group, with less":    {"admin", grant{group(301), guest, state.ModifyAccess}},
		"revoking from Default Group": {"admin", grant{group(301), guest, state.NoAccess}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			do(t, w.Fork(""), test.user, func(tx *state.Tx) error { return tx.Share(test.object, test.target, test.access) })
		})
	}
}

func TestParseAccess(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]state.Access{
		"view": state.ViewAccess, "MODIFY": state.ModifyAccess, "fullAccess": state.FullAccess, "revoke": state.NoAccess,
	} {
		got, err := state.ParseAccess(word)
		assert.NoError(t, err)
		assert.Equal(t, want, got)
	}
	for _, word := range []string{"", "full", "use", "view "} {
		_, err := state.ParseAccess(word)
		assertRefused(t, refusal{fail.Invalid, "Invalid access type"}, err)
	}
}
