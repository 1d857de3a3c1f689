package state_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

func TestCreateUser(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		new   state.NewUser
		check func(*testing.T, state.User)
	}{
		"named only": {
			new: state.NewUser{Username: "new@example.com"},
			check: func(t *testing.T, u state.User) {
				assert.Equal(t, "new@example.com", u.Email)
				assert.True(t, u.Invited, "no password was given")
				assert.Nil(t, u.FirstName)
			},
		},
		"with everything": {
			new: state.NewUser{Username: " New@Example.com ", Email: ptr("n@example.com"), Password: ptr("longenough"),
				FirstName: ptr("N"), LastName: ptr("W"), Notes: ptr("note")},
			check: func(t *testing.T, u state.User) {
				assert.Equal(t, "New@Example.com", u.Username)
				assert.Equal(t, "n@example.com", u.Email)
				assert.False(t, u.Invited)
				assert.Equal(t, [3]string{"N", "W", "note"}, [3]string{*u.FirstName, *u.LastName, *u.Notes})
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			c.new.OrgUID = opsUID
			var made state.User
			must(t, w, signedIn(t, w, "admin@example.com"), func(tx *state.Tx) (err error) {
				made, err = tx.CreateUser(c.new)
				return err
			})
			u := user(t, w, made.UID)
			assert.Equal(t, made, u)
			assert.EqualValues(t, 20001, u.ID)
			assert.Len(t, u.UID, 18)
			assert.EqualValues(t, opsID, u.OrgID)
			assert.EqualValues(t, -1, u.Quota)
			assert.Equal(t, state.DefaultRoles, u.Roles)
			assert.Equal(t, []string{u.Username}, u.CloudAliases)
			assert.Equal(t, "Active", state.Status(u.Active, u.Blocked))
			assert.Equal(t, start, u.Created)
			c.check(t, u)
			e := lastAudit(t, w)
			assert.Equal(t, "audit_log::user_created/1", e.Type)
			assert.Equal(t, [2]string{adminUID, u.UID}, [2]string{e.ActorID, e.UserID})
		})
	}
}

// The refusals of values are 500s: py42 tells them apart by the code in such an answer.
var (
	badName     = refusal{fail.Internal, 500, "INVALID_USERNAME", ""}
	notEmail    = refusal{fail.Internal, 500, "USERNAME_NOT_AN_EMAIL", ""}
	badEmail    = refusal{fail.Internal, 500, "EMAIL_INVALID", ""}
	badPassword = refusal{fail.Internal, 500, "NEW_PASSWORD_INVALID", ""}
	taken       = refusal{fail.Internal, 500, "USER_DUPLICATE", ""}
	orgUnknown  = refusal{fail.Invalid, 400, "SYSTEM", "Organization was not found"}
)

func TestUserRefusals(t *testing.T) {
	t.Parallel()
	create := func(n state.NewUser) func(*state.Tx) error {
		if n.OrgUID == "" {
			n.OrgUID = opsUID
		}
		return func(tx *state.Tx) error { return drop(tx.CreateUser(n)) }
	}
	update := func(c state.UserChange) func(*state.Tx) error {
		return func(tx *state.Tx) error { return drop(tx.UpdateUser(caseyUID, c)) }
	}
	refuse(t, system, map[string]rule{
		"create in no org":              {create(state.NewUser{OrgUID: "9", Username: "a@b.com"}), orgUnknown},
		"create without a name":         {create(state.NewUser{}), badName},
		"create with a blank inside":    {create(state.NewUser{Username: "a b@example.com"}), badName},
		"create with markup":            {create(state.NewUser{Username: "<a>@example.com"}), badName},
		"create with a very long name":  {create(state.NewUser{Username: strings.Repeat("a", 256) + "@b.com"}), badName},
		"create in no org by number":    {func(tx *state.Tx) error { return drop(tx.CreateUser(state.NewUser{OrgID: 4, Username: "a@b.com"})) }, orgUnknown},
		"create without an org":         {func(tx *state.Tx) error { return drop(tx.CreateUser(state.NewUser{Username: "a@b.com"})) }, orgUnknown},
		"create with no email as name":  {create(state.NewUser{Username: "casey"}), badEmail},
		"create with a bad email":       {create(state.NewUser{Username: "a@b.com", Email: ptr("nope")}), badEmail},
		"create with a short password":  {create(state.NewUser{Username: "a@b.com", Password: ptr("short")}), badPassword},
		"create with a long password":   {create(state.NewUser{Username: "a@b.com", Password: ptr(strings.Repeat("x", 101))}), badPassword},
		"create with a blank-ended one": {create(state.NewUser{Username: "a@b.com", Password: ptr("longenough ")}), badPassword},
		"create a second":               {create(state.NewUser{Username: "CASEY@example.com"}), taken},
		"update to a taken name":        {update(state.UserChange{Username: ptr("Sam@Example.com")}), taken},
		"update to an illegal name":     {update(state.UserChange{Username: ptr("a b@example.com")}), badName},
		"update to no email":            {update(state.UserChange{Username: ptr("casey")}), notEmail},
		"update to a bad email":         {update(state.UserChange{Email: ptr("x@")}), badEmail},
		"update to a bad password":      {update(state.UserChange{Password: ptr("")}), badPassword},
		"update nobody":                 {func(tx *state.Tx) error { return drop(tx.UpdateUser("9", state.UserChange{})) }, noUser},
		"find nobody by uid":            {func(tx *state.Tx) error { return drop(tx.UserByUID("9")) }, noUser},
		"find nobody by id":             {func(tx *state.Tx) error { return drop(tx.UserByID("9")) }, noUser},
		"find by what is no number":     {func(tx *state.Tx) error { return drop(tx.UserByID("my")) }, noUser},
		"block nobody":                  {func(tx *state.Tx) error { return tx.SetBlocked("9", true) }, noUser},
		"deactivate nobody":             {func(tx *state.Tx) error { return tx.DeactivateUser("9", false) }, noUser},
		"activate nobody":               {func(tx *state.Tx) error { return tx.ActivateUser("9", false) }, noUser},
		"move nobody":                   {func(tx *state.Tx) error { return tx.MoveUser("9", opsID) }, noUser},
		"move nowhere":                  {func(tx *state.Tx) error { return tx.MoveUser(caseyUID, 4) }, orgUnknown},
		"directory's view of nobody":    {func(tx *state.Tx) error { return drop(tx.Scim("9")) }, noUser},
		"directory's data for nobody":   {func(tx *state.Tx) error { return tx.SetPerson("9", state.Person{}) }, noUser},
		"list users of no org": {func(tx *state.Tx) error {
			_, _, err := tx.Users(state.UserFilter{InOrg: state.InOrg{OrgUID: "9"}}, state.Page{})
			return err
		}, orgUnknown},
		"list users of no role": {func(tx *state.Tx) error {
			_, _, err := tx.Users(state.UserFilter{Role: "no-such"}, state.Page{})
			return err
		}, refusal{fail.Invalid, 400, "SYSTEM", "Role not found"}},
	})
}

func TestUsersOutOfReach(t *testing.T) {
	t.Parallel()
	refuse(t, opsAdmin, map[string]rule{
		"create beside": {func(tx *state.Tx) error {
			return drop(tx.CreateUser(state.NewUser{OrgUID: salesUID, Username: "a@b.com"}))
		}, forbidden},
		"read":       {func(tx *state.Tx) error { return drop(tx.UserByUID(samUID)) }, forbidden},
		"update":     {func(tx *state.Tx) error { return drop(tx.UpdateUser(adminUID, state.UserChange{})) }, forbidden},
		"block":      {func(tx *state.Tx) error { return tx.SetBlocked(samUID, true) }, forbidden},
		"deactivate": {func(tx *state.Tx) error { return tx.DeactivateUser(samUID, true) }, forbidden},
		"move out":   {func(tx *state.Tx) error { return tx.MoveUser(caseyUID, salesID) }, forbidden},
	})
	w := smallWorld(t)
	require.NoError(t, w.Read(opsAdmin(t, w), func(tx *state.Tx) error {
		got, total, err := tx.Users(state.UserFilter{}, state.Page{})
		assert.Equal(t, 2, total)
		assert.Equal(t, []string{"boss@example.com", "casey@example.com"}, usernames(got))
		return err
	}))
}

func usernames(all []state.User) []string {
	list := []string{}
	for _, u := range all {
		list = append(list, u.Username)
	}
	return list
}

func TestUsers(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	must(t, w, state.System, func(tx *state.Tx) error { return tx.DeactivateUser(samUID, false) })
	const admin, boss, casey, sam = "admin@example.com", "boss@example.com", "casey@example.com", "sam@example.com"
	for name, c := range map[string]struct {
		filter state.UserFilter
		page   state.Page
		want   []string
		total  int
	}{
		"all":                          {want: []string{admin, boss, casey, sam}, total: 4},
		"a full last page":             {page: state.Page{Num: 2, Size: 2}, want: []string{casey, sam}, total: 4},
		"the page after":               {page: state.Page{Num: 3, Size: 2}, want: []string{}, total: 4},
		"active":                       {filter: state.UserFilter{Active: ptr(true)}, want: []string{admin, boss, casey}, total: 3},
		"inactive":                     {filter: state.UserFilter{Active: ptr(false)}, want: []string{sam}, total: 1},
		"by username":                  {filter: state.UserFilter{Username: "CASEY@example.com"}, want: []string{casey}, total: 1},
		"by unknown username":          {filter: state.UserFilter{Username: "casey"}, want: []string{}},
		"by username in its org":       {filter: state.UserFilter{Username: casey, InOrg: state.InOrg{OrgUID: westUID}}, want: []string{casey}, total: 1},
		"by username in another":       {filter: state.UserFilter{Username: casey, InOrg: state.InOrg{OrgUID: salesUID}}, want: []string{}},
		"by email":                     {filter: state.UserFilter{Email: "Sam@example.com"}, want: []string{sam}, total: 1},
		"by org, and those below":      {filter: state.UserFilter{InOrg: state.InOrg{OrgUID: opsUID}}, want: []string{boss, casey}, total: 2},
		"by the org at the top":        {filter: state.UserFilter{InOrg: state.InOrg{OrgUID: rootUID}}, want: []string{admin, boss, casey, sam}, total: 4},
		"by username in the org above": {filter: state.UserFilter{Username: casey, InOrg: state.InOrg{OrgUID: opsUID}}, want: []string{casey}, total: 1},
		"by role id":                   {filter: state.UserFilter{Role: "org-admin"}, want: []string{boss}, total: 1},
		"by role name":                 {filter: state.UserFilter{Role: "Desktop user"}, want: []string{boss, casey, sam}, total: 3},
		"by a part of the username":    {filter: state.UserFilter{Any: "ASE"}, want: []string{casey}, total: 1},
		"by a part of a name":          {filter: state.UserFilter{Any: "jon"}, want: []string{casey}, total: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			look(t, w, func(tx *state.Tx) error {
				got, total, err := tx.Users(c.filter, c.page)
				assert.Equal(t, c.want, usernames(got))
				assert.Equal(t, c.total, total)
				return err
			})
		})
	}
}

func TestUpdateUser(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	admin := signedIn(t, w, "admin@example.com")
	w.Clock().Advance(time.Hour)
	must(t, w, admin, func(tx *state.Tx) error {
		return drop(tx.UpdateUser(caseyUID, state.UserChange{
			Username: ptr("k.c@example.com"), Email: ptr("k@example.com"), Password: ptr("another one"), FirstName: ptr("K"), Quota: ptr[int64](5),
		}))
	})
	u := user(t, w, caseyUID)
	assert.Equal(t, [4]string{"k.c@example.com", "k@example.com", "K", "Jones"}, [4]string{u.Username, u.Email, *u.FirstName, *u.LastName})
	assert.EqualValues(t, 5, u.Quota)
	assert.Equal(t, [2]time.Time{start, start.Add(time.Hour)}, [2]time.Time{u.Created, u.Modified})
	assert.Equal(t, "audit_log::user_updated/1", lastAudit(t, w).Type)
	look(t, w, func(tx *state.Tx) error {
		got, err := tx.UserByID("1003")
		assert.Equal(t, u, got)
		assert.True(t, tx.HasPassword("K.C@example.com", "another one"))
		assert.False(t, tx.HasPassword("casey@example.com", password))
		return err
	})
}

// TestUserStates walks a user through its states, each step twice.
func TestUserStates(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	admin := signedIn(t, w, "admin@example.com")
	for _, step := range []struct {
		what, status string
		do           func(*state.Tx) error
	}{
		{"user_blocked", "Active, Blocked", func(tx *state.Tx) error { return tx.SetBlocked(caseyUID, true) }},
		{"user_deactivated", "Deactivated, Blocked", func(tx *state.Tx) error { return tx.DeactivateUser(caseyUID, false) }},
		{"user_unblocked", "Deactivated", func(tx *state.Tx) error { return tx.SetBlocked(caseyUID, false) }},
		{"user_activated", "Active", func(tx *state.Tx) error { return tx.ActivateUser(caseyUID, false) }},
		{"user_deactivated", "Deactivated, Blocked", func(tx *state.Tx) error { return tx.DeactivateUser(caseyUID, true) }},
		{"user_activated", "Active, Blocked", func(tx *state.Tx) error { return tx.ActivateUser(caseyUID, false) }},
		{"user_activated", "Active", func(tx *state.Tx) error { return tx.ActivateUser(caseyUID, true) }},
	} {
		for range 2 {
			must(t, w, admin, step.do)
			u := user(t, w, caseyUID)
			assert.Equal(t, step.status, state.Status(u.Active, u.Blocked), step.what)
			e := lastAudit(t, w)
			assert.Equal(t, "audit_log::"+step.what+"/1", e.Type)
			assert.Equal(t, caseyUID, e.UserID)
		}
	}
}

func TestMoveUser(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	must(t, w, signedIn(t, w, "admin@example.com"), func(tx *state.Tx) error { return tx.MoveUser(caseyUID, salesID) })
	look(t, w, func(tx *state.Tx) error {
		got, _, err := tx.Users(state.UserFilter{InOrg: state.InOrg{OrgUID: salesUID}}, state.Page{})
		assert.Equal(t, []string{"casey@example.com", "sam@example.com"}, usernames(got))
		return err
	})
	assert.Equal(t, "audit_log::user_moved/1", lastAudit(t, w).Type)
}

// TestInactiveUsersCanStillBeChanged is what py42's integration suite does at its end, in an organization deactivated before.
func TestInactiveUsersCanStillBeChanged(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	must(t, w, state.System, func(tx *state.Tx) error {
		require.NoError(t, tx.DeactivateOrg(opsGUID))
		require.NoError(t, drop(tx.ReplaceRoles(caseyUID, []string{"desktop-user"})))
		require.NoError(t, tx.SetBlocked(caseyUID, true))
		require.NoError(t, tx.MoveUser(caseyUID, rootID))
		require.NoError(t, tx.DeactivateUser(caseyUID, false))
		return drop(tx.ReplaceRoles(caseyUID, nil))
	})
}

func TestScim(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	look(t, w, func(tx *state.Tx) error {
		got, err := tx.Scim(samUID)
		assert.Equal(t, state.ScimUser{
			UserUID: samUID, TenantUID: "1d71796f-af5b-4231-9d8e-df6434da4663", CloudUsernames: []string{"sam@example.com"},
		}, got, "a new user has an empty view")
		return err
	})
	known := state.Person{Title: ptr("Analyst"), ManagerUID: ptr(bossUID)}
	must(t, w, state.System, func(tx *state.Tx) error { return tx.SetPerson(caseyUID, known) })
	look(t, w, func(tx *state.Tx) error {
		got, err := tx.Scim(caseyUID)
		assert.Equal(t, known, got.Person)
		assert.Equal(t, "Jones", *got.LastName)
		return err
	})
}

func TestUsernameIsAnEmailIsKnownFromTheFirstChangeOnWhateverTheTime(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	made, err := addUser(w, "fresh")
	require.NoError(t, err)
	assert.Nil(t, made.UsernameIsAnEmail)
	must(t, w, state.System, func(tx *state.Tx) error { return drop(tx.UpdateUser(made.UID, state.UserChange{Notes: ptr("x")})) })
	assert.Equal(t, ptr(true), user(t, w, made.UID).UsernameIsAnEmail, "the clock stands still here")
}
