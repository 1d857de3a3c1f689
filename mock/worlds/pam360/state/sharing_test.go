package state_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

func withUser(id, access string) state.ShareWith {
	return state.ShareWith{UserID: id, AccessType: access}
}

var noUserGroup = refusal{fail.NotFound, "No such user group found"}

func TestShareResourceAndAccount(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error { return tx.ShareResource(web, withUser("3", "view")) })
	assert.Equal(t, []string{"web 2"}, sees(t, w, "guest"))
	do(t, w, "admin", func(tx *state.Tx) error { return tx.ShareAccount(web, deploy, withUser("3", "FULLACCESS")) })
	assert.Equal(t, state.FullAccess, view(t, w, "guest", web, deploy).Access)
	assert.Equal(t, state.ViewAccess, view(t, w, "guest", web, root).Access)
	assertRefused(t, forbidden, as(t, w, "guest", func(tx *state.Tx) error {
		return tx.ChangePassword(web, root, state.PasswordChange{})
	}))
	do(t, w, "guest", func(tx *state.Tx) error {
		return tx.ShareAccount(web, deploy, state.ShareWith{UserGroupID: "1", AccessType: "modify"})
	})
	assert.Equal(t, []string{"web 1"}, sees(t, w, john), "full access includes sharing on")
	do(t, w, john, func(tx *state.Tx) error { return tx.ChangePassword(web, deploy, state.PasswordChange{}) })
	do(t, w, "admin", func(tx *state.Tx) error {
		if err := tx.ShareAccount(web, deploy, state.ShareWith{UserGroupID: "1", AccessType: "revoke"}); err != nil {
			return err
		}
		return tx.ShareResource(web, withUser("3", "revoke"))
	})
	assert.Empty(t, sees(t, w, john))
	assert.Equal(t, []string{"web 1"}, sees(t, w, "guest"), "what was granted on the account remains")
}

func TestSharesThatAreRefused(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, resource(1), guest, state.ModifyAccess)
	w.Seal()
	oneTarget := refusal{fail.Invalid, "Either a user or a user group is mandatory"}
	for name, test := range map[string]struct {
		user              string
		resource, account string // no account: the resource is shared
		with              state.ShareWith
		want              refusal
	}{
		"no target":               {"admin", web, "", state.ShareWith{AccessType: "view"}, oneTarget},
		"two targets":             {"admin", web, root, state.ShareWith{UserID: "3", UserGroupID: "1", AccessType: "view"}, oneTarget},
		"unknown access":          {"admin", web, "", withUser("3", "manage"), refusal{fail.Invalid, "Invalid access type"}},
		"unknown resource":        {"admin", "99", "", withUser("3", "view"), noResource},
		"unknown account":         {"admin", web, "99", withUser("3", "view"), noAccount},
		"another resource's":      {"admin", win, root, withUser("3", "view"), noAccount},
		"unknown user":            {"admin", web, root, withUser("guest", "view"), noUser},
		"unknown user group":      {"admin", web, "", state.ShareWith{UserGroupID: "9", AccessType: "view"}, noUserGroup},
		"without full access":     {"guest", web, "", withUser("4", "view"), forbidden},
		"nor on its accounts":     {"guest", web, root, withUser("4", "view"), forbidden},
		"not even revoking":       {"guest", web, "", withUser("3", "revoke"), forbidden},
		"what one cannot see":     {john, web, root, withUser("4", "fullaccess"), noAccount},
		"an owner, but not of it": {"helper", web, "", withUser("4", "view"), noResource},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assertRefused(t, test.want, as(t, w, test.user, func(tx *state.Tx) error {
				if test.account == "" {
					return tx.ShareResource(test.resource, test.with)
				}
				return tx.ShareAccount(test.resource, test.account, test.with)
			}))
		})
	}
}

func TestShareResourceGroups(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	groups := func(access string, ids ...string) state.GroupShare {
		return state.GroupShare{GroupIDs: ids, AccessType: access}
	}
	users := func(s state.GroupShare, ids ...string) state.GroupShare { s.UserIDs = ids; return s }
	userGroups := func(s state.GroupShare, ids ...string) state.GroupShare { s.UserGroupIDs = ids; return s }
	do(t, w, "admin", func(tx *state.Tx) error { return tx.ShareResourceGroups(users(groups("view", "302", "301"), "3", "4")) })
	assert.ElementsMatch(t, []string{"web 2", "win 1", "files 1"}, sees(t, w, "guest"), "the one of another administrator is not admin's to share")
	do(t, w, "admin", func(tx *state.Tx) error { return tx.ShareResourceGroups(users(groups("revoke", "301"), "3")) })
	assert.Equal(t, []string{"web 2"}, sees(t, w, "guest"))
	assert.Len(t, sees(t, w, john), 3)
	do(t, w, "admin", func(tx *state.Tx) error { return tx.ShareResourceGroups(userGroups(groups("modify", "302"), "1", "2")) })
	w.Seal()
	missing := refusal{fail.Invalid, "Either users or user groups are mandatory"}
	for name, test := range map[string]struct {
		share state.GroupShare
		want  refusal
	}{
		"no groups":            {users(groups("view"), "3"), refusal{fail.Invalid, "Resource groups are mandatory"}},
		"nobody":               {groups("view", "302"), missing},
		"both":                 {users(userGroups(groups("view", "302"), "1"), "3"), missing},
		"unknown access":       {users(groups("own", "302"), "3"), refusal{fail.Invalid, "Invalid access type"}},
		"unknown group":        {users(groups("view", "302", "399"), "3"), noGroup},
		"another's group":      {users(groups("view", "303"), "3"), noGroup},
		"unknown user":         {users(groups("view", "302"), "3", "99"), noUser},
		"unknown user group":   {userGroups(groups("view", "302"), "9"), noUserGroup},
		"Default Group, fully": {users(groups("fullaccess", "301"), "3"), forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := w.Fork("")
			assertRefused(t, test.want, as(t, f, "admin", func(tx *state.Tx) error { return tx.ShareResourceGroups(test.share) }))
			assert.Equal(t, []string{"web 2"}, sees(t, f, "guest"), "nothing has changed")
		})
	}
}
