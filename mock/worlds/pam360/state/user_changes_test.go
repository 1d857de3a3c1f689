package state_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

func no() *bool        { b := false; return &b }
func count(n int) *int { return &n }

// sam is what the vendor's sample for creating a user sends.
func sam(changes ...func(*state.UserSettings)) state.NewUser {
	n := state.NewUser{Name: "sam-anderson", Settings: state.UserSettings{
		FirstName: text("Samuel"), LastName: text("Anderson"), Email: text("sam.anderson@zykler.com"), Password: text("WrE#RTgHBj%6"),
		Policy: text("Strong"), Role: text("Administrator"), Department: text("System Administration"), Location: text("Noida"),
		Language: text("english"), WebAccess: yes(), MobileAccess: yes(), AddonAccess: yes(), RESTAccess: yes(),
		Expiry: text("2027-04-30"), HostCheck: yes(), HostName: text("runner"),
	}}
	for _, change := range changes {
		change(&n.Settings)
	}
	return n
}

func create(t testing.TB, w *state.World, n state.NewUser) (u state.User) {
	t.Helper()
	do(t, w, "admin", func(tx *state.Tx) (err error) {
		u, err = tx.CreateUser(n)
		return err
	})
	return u
}

func TestTheSampleUser(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	u := create(t, w, sam())
	assert.Equal(t, []any{"sam-anderson", "Samuel Anderson", "sam.anderson@zykler.com", "System Administration", "Noida", "english", int64(1), int64(101)},
		[]any{u.Login(), u.FullName, u.Email, u.Department, u.Location, u.Language, u.RoleID, u.PolicyID})
	assert.Equal(t, []bool{true, true, true, true, false, true},
		[]bool{u.WebAccess, u.MobileAccess, u.AddonAccess, u.RESTAccess, u.SDKAccess, u.HostCheck})
	assert.Equal(t, time.Date(2027, 5, 1, 0, 0, 0, 0, time.UTC), *u.TokenExpires, "the last day counts")
	_, err := signIn(w, u.Token, "192.0.2.15", "")
	require.NoError(t, err, "from the host that it is bound to, at once")
	_, err = signIn(w, u.Token, "192.0.2.16", "")
	require.ErrorContains(t, err, "not allowed to access from this host")
	do(t, w, "admin", func(tx *state.Tx) error {
		edited, err := tx.EditUser("SAM-anderson", state.UserSettings{TokenDays: count(90)})
		require.NoError(t, err)
		assert.Equal(t, start.AddDate(0, 0, 90), *edited.TokenExpires)
		assert.Equal(t, u.Token, edited.Token, "the same token, for longer")
		list, total, err := tx.Users(state.UserQuery{Search: "SAM", Limit: 1})
		assert.Equal(t, 1, total)
		assert.Equal(t, []string{"sam-anderson", "Administrator"}, []string{list[0].Login(), list[0].Role})
		return err
	})
	w.Clock().Advance(91 * 24 * time.Hour)
	_, err = signIn(w, u.Token, "192.0.2.15", "")
	require.Error(t, err, "expired")
}

func TestUsersThatCannotBeMade(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	ordinary := func(s *state.UserSettings) { s.RESTAccess, s.HostCheck = no(), no() }
	for name, test := range map[string]struct {
		user state.NewUser
		want refusal
	}{
		"a weak password": {sam(func(s *state.UserSettings) { s.Password = text("weak") }), refusal{fail.Invalid, "Minimum length must be 8"}},
		"the user's name in it": {sam(func(s *state.UserSettings) { s.Policy, s.Password = text("Hard"), text("Xx1!sam-anderson") }),
			refusal{fail.Invalid, "Must not contain the account name"}},
		"no password, but SDK access": {sam(ordinary, func(s *state.UserSettings) { s.Password, s.SDKAccess = nil, yes() }), refusal{fail.Invalid, "Password is mandatory"}},
		"no password":                 {sam(ordinary, func(s *state.UserSettings) { s.Password = nil }), refusal{fail.Invalid, "Password is mandatory"}},
		"unknown policy":              {sam(func(s *state.UserSettings) { s.Policy = text("None") }), noPolicy},
		"unknown role":                {sam(func(s *state.UserSettings) { s.Role = text("King") }), refusal{fail.NotFound, "No such role found"}},
		"unknown role id":             {sam(func(s *state.UserSettings) { s.Role, s.RoleID = nil, text("9") }), refusal{fail.NotFound, "No such role found"}},
		"unknown group":               {sam(func(s *state.UserSettings) { s.UserGroup = text("None") }), noUserGroup},
		"no host":                     {sam(func(s *state.UserSettings) { s.HostName = text("") }), refusal{fail.Invalid, "Host name is mandatory"}},
		"expiry in the past":          {sam(func(s *state.UserSettings) { s.Expiry = text("2026-10-31") }), refusal{fail.Invalid, "Expiry date must be in the future"}},
		"expiry, otherwise":           {sam(func(s *state.UserSettings) { s.Expiry = text("31/10/2027") }), refusal{fail.Invalid, "Invalid expiry date"}},
		"no days":                     {sam(func(s *state.UserSettings) { s.TokenDays = count(0) }), refusal{fail.Invalid, "Invalid token validity"}},
		"a taken name":                {sam(func(s *state.UserSettings) { s.Name = text("GUEST") }), refusal{fail.Conflict, "User GUEST already exists"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assertRefused(t, test.want, as(t, w, "admin", func(tx *state.Tx) error { return drop(tx.CreateUser(test.user)) }))
		})
	}
}

func TestUsersThatCanBeMade(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	for name, test := range map[string]struct {
		user  state.NewUser
		check func(t *testing.T, w *state.World, u state.User)
	}{
		"an ordinary user": {sam(func(s *state.UserSettings) { s.RESTAccess = no() }), func(t *testing.T, _ *state.World, u state.User) {
			assert.Empty(t, u.Token)
		}},
		"of a directory": {state.NewUser{Name: `CORP\ann`}, func(t *testing.T, _ *state.World, u state.User) {
			assert.Equal(t, []any{`CORP\ann`, int64(2), ""}, []any{u.Login(), u.RoleID, u.Token})
		}},
		"an API user": {state.NewUser{Name: "api", Settings: state.UserSettings{APIUser: yes(), RoleID: text("1")}}, func(t *testing.T, w *state.World, u state.User) {
			a, err := signIn(w, u.Token, "", "")
			require.NoError(t, err)
			assert.Equal(t, "Administrator", a.Role)
			assert.Nil(t, u.TokenExpires)
		}},
		"for the SDK": {sam(func(s *state.UserSettings) { s.RESTAccess, s.SDKAccess = no(), yes() }), func(t *testing.T, _ *state.World, u state.User) {
			assert.Empty(t, u.Token)
			assert.True(t, u.SDKAccess)
		}},
		"for good": {sam(func(s *state.UserSettings) { s.Expiry, s.TokenDays = text("neverexpires"), count(3) }), func(t *testing.T, _ *state.World, u state.User) {
			assert.Nil(t, u.TokenExpires)
			assert.NotEmpty(t, u.Token)
		}},
		"in a group": {state.NewUser{Name: "x", APIAccess: true, Settings: state.UserSettings{UserGroup: text("desk")}}, func(t *testing.T, w *state.World, _ state.User) {
			share(t, w, resource(1), desk, state.ViewAccess)
			assert.Equal(t, []string{"web 2"}, sees(t, w, "x"))
		}},
		"super": {state.NewUser{Name: "x", Role: "Administrator", APIAccess: true, Settings: state.UserSettings{SuperAdmin: yes()}}, func(t *testing.T, w *state.World, _ state.User) {
			assert.Len(t, sees(t, w, "x"), 4)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := w.Fork("")
			test.check(t, f, create(t, f, test.user))
		})
	}
}

func TestAdministratorsAreLimited(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	system(t, w, func(tx *state.Tx) error {
		require.NoError(t, tx.AddRole(state.Role{ID: 1, Name: "Administrator", Grants: []string{"*"}, Administers: true}))
		return tx.SetOrganization(state.Organization{Name: "Example Co", AdministratorLimit: 2})
	})
	limit := refusal{fail.Forbidden, "License limit exceeded"}
	assertRefused(t, limit, as(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.CreateUser(state.NewUser{Name: "x", Role: "Administrator", APIAccess: true}))
	}))
	do(t, w, "admin", func(tx *state.Tx) error {
		_, err := tx.EditUser("guest", state.UserSettings{Role: text("Administrator")})
		assertRefused(t, limit, err)
		require.NoError(t, drop(tx.EditUser("admin", state.UserSettings{Role: text("Administrator")})), "the same again")
		require.NoError(t, drop(tx.EditUser("helper", state.UserSettings{Role: text("Password User")})))
		require.NoError(t, drop(tx.CreateUser(state.NewUser{Name: "user", APIAccess: true})), "others are not counted")
		return drop(tx.EditUser("guest", state.UserSettings{RoleID: text("1")}))
	})
}

func TestEditUser(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	u := create(t, w, sam(func(s *state.UserSettings) { s.HostCheck = no() }))
	edit := func(ref string, s state.UserSettings) (edited state.User) {
		do(t, w, "admin", func(tx *state.Tx) (err error) {
			edited, err = tx.EditUser(ref, s)
			return err
		})
		return edited
	}
	edited := edit("5", state.UserSettings{
		Name: text(`CORP\sam`), FirstName: text("Sam"), FullName: text("S. Anderson"), Email: text(""), Role: text(""), Password: text(""),
		OwnerNameOption: yes(), RemoteConnect: yes(), SecondaryEmail: text("s@example.com"), UserGroup: text("Empty"),
	})
	assert.Equal(t, []any{`CORP\sam`, "Sam", "Anderson", "S. Anderson", "", "s@example.com", int64(1), "WrE#RTgHBj%6", true, true},
		[]any{edited.Login(), edited.FirstName, edited.LastName, edited.FullName, edited.Email, edited.SecondaryEmail, edited.RoleID, edited.Password,
			edited.OwnerNameOption, edited.RemoteConnect})
	edited = edit(`corp\SAM`, state.UserSettings{RESTAccess: no()})
	assert.Empty(t, edited.Token)
	_, err := signIn(w, u.Token, "", "")
	require.Error(t, err, "without access there is no token")
	edited = edit("5", state.UserSettings{RESTAccess: yes()})
	assert.NotEqual(t, u.Token, edited.Token)
	_, err = signIn(w, edited.Token, "", "")
	require.NoError(t, err)
	for _, test := range map[string]struct {
		ref      string
		settings state.UserSettings
		want     refusal
	}{
		"unknown":         {"99", state.UserSettings{}, noUser},
		"a taken name":    {"5", state.UserSettings{Name: text("guest")}, refusal{fail.Conflict, "User guest already exists"}},
		"a blank name":    {"5", state.UserSettings{Name: text(" ")}, refusal{fail.Invalid, "User name is mandatory"}},
		"a weak password": {"5", state.UserSettings{Password: text("weak")}, refusal{fail.Invalid, "Minimum length must be 8"}},
		"unknown group":   {"5", state.UserSettings{UserGroup: text("9")}, noUserGroup},
	} {
		assertRefused(t, test.want, as(t, w, "admin", func(tx *state.Tx) error { return drop(tx.EditUser(test.ref, test.settings)) }))
	}
}

// TestTheTokenFollowsRESTAccessAlone: neither SDK access nor being an application keeps it.
func TestTheTokenFollowsRESTAccessAlone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		has, change state.UserSettings
		kept        bool
	}{
		"with SDK access":                 {state.UserSettings{RESTAccess: yes(), SDKAccess: yes()}, state.UserSettings{RESTAccess: no()}, false},
		"of an application":               {state.UserSettings{APIUser: yes()}, state.UserSettings{RESTAccess: no()}, false},
		"of both":                         {state.UserSettings{APIUser: yes(), RESTAccess: yes(), SDKAccess: yes()}, state.UserSettings{RESTAccess: no()}, false},
		"of an application no longer":     {state.UserSettings{APIUser: yes()}, state.UserSettings{APIUser: no()}, false},
		"of what becomes a person":        {state.UserSettings{APIUser: yes()}, state.UserSettings{APIUser: no(), RESTAccess: yes()}, true},
		"of an application without SDK":   {state.UserSettings{APIUser: yes(), SDKAccess: yes()}, state.UserSettings{SDKAccess: no()}, true},
		"of an application, as it is":     {state.UserSettings{APIUser: yes()}, state.UserSettings{APIUser: yes()}, true},
		"of a person, as it is":           {state.UserSettings{RESTAccess: yes()}, state.UserSettings{APIUser: no()}, true},
		"of an application told so later": {state.UserSettings{APIUser: yes(), RESTAccess: no(), Password: text("First-pass-1")}, state.UserSettings{APIUser: yes(), SDKAccess: yes()}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			u := create(t, w, state.NewUser{Name: "x", Settings: test.has})
			assert.Equal(t, u.RESTAccess, u.Token != "")
			do(t, w, "admin", func(tx *state.Tx) error {
				after, err := tx.EditUser("x", test.change)
				assert.Equal(t, test.kept, after.RESTAccess)
				return err
			})
			_, err := signIn(w, u.Token, "", "")
			assert.Equal(t, test.kept, err == nil, "%v", err)
		})
	}
}

func TestEditingKeepsASeededToken(t *testing.T) {
	t.Parallel()
	w := smallWorld(t).Fork(tag)
	do(t, w, "admin", func(tx *state.Tx) error { return drop(tx.EditUser("guest", state.UserSettings{Location: text("x")})) })
	_, err := signIn(w, w.Credential(guestToken), "", "")
	require.NoError(t, err)
}

func TestDeleteUser(t *testing.T) {
	t.Parallel()
	w := controlled(t, func(c *state.AccessControl) { c.Approvers = []state.Target{{ID: 1}, {ID: 4}} })
	walk(another)(t, w)
	share(t, w, group(linuxGroup), state.Target{ID: 4}, state.ViewAccess)
	do(t, w, john, func(tx *state.Tx) error { return tx.SetFavourite(root, true) })
	do(t, w, "admin", func(tx *state.Tx) error {
		require.NoError(t, tx.DeleteUser(john))
		_, err := tx.FindUser("4")
		assertRefused(t, noUser, err)
		assert.Empty(t, tx.PasswordRequests())
		u, err := tx.CreateUser(state.NewUser{Name: john, APIAccess: true})
		assert.Equal(t, int64(5), u.ID)
		return err
	})
	assert.Empty(t, sees(t, w, john), "the name is free, and nothing hangs on it")
	_, err := signIn(w, "40000000-0000-4000-8000-"+lastGroup, "", "")
	require.Error(t, err)
	assert.Equal(t, "[Request]", view(t, w, "guest", web, root).Status)
	owner := refusal{fail.Conflict, "User owns resources. Transfer them to another user first"}
	for name, test := range map[string]struct {
		ref     string
		want    refusal
		prepare func(*state.Tx) error
	}{
		"unknown":         {"99", noUser, nil},
		"oneself":         {"admin", forbidden, nil},
		"owns a resource": {"helper", owner, nil},
		"owns an account": {"3", owner, func(tx *state.Tx) error {
			return drop(tx.EditAccount(web, deploy, state.AccountSettings{Owner: text("guest")}))
		}},
		"owns a group": {"guest", owner, func(tx *state.Tx) error {
			return drop(tx.EditResourceGroup("Linux", state.GroupSettings{Owner: text("guest")}))
		}},
		"owns in the trash": {"guest", owner, func(tx *state.Tx) error {
			if err := drop(tx.CreateResource(named("x", func(n *state.NewResource) { n.Owner = text("guest") }))); err != nil {
				return err
			}
			tx.Actor = state.System
			return drop(tx.MoveToTrash(state.TrashedResources, []string{"5"}))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := smallWorld(t)
			if test.prepare != nil {
				do(t, f, "admin", test.prepare)
			}
			assertRefused(t, test.want, as(t, f, "admin", func(tx *state.Tx) error { return tx.DeleteUser(test.ref) }))
		})
	}
}

func TestDeletingAnApproverLeavesTheOthers(t *testing.T) {
	t.Parallel()
	w := controlled(t, func(c *state.AccessControl) { c.Approvers = []state.Target{{ID: 4}, desk} })
	do(t, w, "guest", moves["request"].do)
	assertRefused(t, forbidden, as(t, w, "admin", moves["approve"].do))
	do(t, w, "admin", func(tx *state.Tx) error {
		require.NoError(t, tx.DeleteUser(john))
		return drop(tx.DeleteUserGroups([]string{"Desk"}))
	})
	do(t, w, "admin", moves["approve"].do)
}

func TestTransferAccountabilities(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.EditAccount(web, deploy, state.AccountSettings{Owner: text("helper")}))
	})
	transfer := func(from, to string) error {
		return as(t, w, "admin", func(tx *state.Tx) error { return tx.TransferAccountabilities(from, to) })
	}
	assertRefused(t, noUser, transfer("99", "3"))
	assertRefused(t, noUser, transfer("2", "99"))
	assertRefused(t, refusal{fail.Invalid, "The users must be different"}, transfer("2", "helper"))
	system(t, w, func(tx *state.Tx) error { return drop(tx.MoveToTrash(state.TrashedResources, []string{db})) })
	assertRefused(t, forbidden, transfer("1", "2"))
	lower := refusal{fail.Invalid, "User role is not similar or higher"}
	assertRefused(t, lower, transfer("2", "3"))
	administrator := "Administrator"
	do(t, w, "admin", func(tx *state.Tx) error { return drop(tx.EditUser("3", state.UserSettings{Role: &administrator})) })
	system(t, w, func(tx *state.Tx) error { return drop(tx.EditUser("2", state.UserSettings{SuperAdmin: yes()})) })
	assertRefused(t, lower, transfer("2", "3"))
	no := false
	system(t, w, func(tx *state.Tx) error { return drop(tx.EditUser("2", state.UserSettings{SuperAdmin: &no})) })
	require.NoError(t, transfer("2", "3"))
	assert.Empty(t, sees(t, w, "helper"))
	assert.Equal(t, []string{"web 1"}, sees(t, w, "guest"))
	do(t, w, "guest", func(tx *state.Tx) error {
		outcomes, err := tx.RestoreFromTrash(state.TrashedResources, []string{db})
		require.Nil(t, outcomes[0].Refused)
		v, errView := tx.ResourceByID(db)
		assert.Equal(t, "guest", v.Owner)
		require.NoError(t, errView)
		g, errGroup := tx.FindResourceGroup("Others", "guest")
		assert.Equal(t, int64(3), g.OwnerID)
		require.NoError(t, errGroup)
		return err
	})
	do(t, w, "admin", func(tx *state.Tx) error { return tx.DeleteUser("helper") })
}

func TestNobodyLocksThemselves(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	assertRefused(t, forbidden, as(t, w, "admin", func(tx *state.Tx) error { return tx.SetLocked("ADMIN", true) }))
	do(t, w, "admin", func(tx *state.Tx) error { return tx.SetLocked("admin", false) })
}

func TestResetMFA(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	assertRefused(t, noUser, as(t, w, "admin", func(tx *state.Tx) error { return tx.ResetMFA("nobody") }))
	do(t, w, "admin", func(tx *state.Tx) error {
		require.NoError(t, tx.ResetMFA(`corp\john`))
		u, err := tx.FindUser("4")
		assert.Equal(t, start, *u.MFAReset)
		return err
	})
	assert.Equal(t, "User MFA Reset", auditLog(t, w)[0].Operation)
}
