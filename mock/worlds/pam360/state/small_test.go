package state_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// TestMain lets the store catch rows that are changed in place.
func TestMain(m *testing.M) {
	store.Guard(true)
	m.Run()
}

var start = time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)

func text(s string) *string { return &s }
func yes() *bool            { b := true; return &b }
func id(n int64) string     { return strconv.FormatInt(n, 10) }

const (
	lastGroup  = "5EED5EED5EED"
	adminToken = "10000000-0000-4000-8000-" + lastGroup
	guestToken = "30000000-0000-4000-8000-" + lastGroup
)

// smallWorld has four users. admin (1) owns the resources 1 web (root, deploy; in the group Linux), 2 win (Administrator) and 3
// files (contract); helper (2) owns 4 db (sa). guest (3) and john (4) own nothing and are shared nothing; john is in the group 1 Desk.
func smallWorld(t testing.TB) *state.World {
	t.Helper()
	w := state.New(7, clock.At(start))
	require.NoError(t, w.Write(state.System, func(tx *state.Tx) error {
		for _, step := range []func(testing.TB, *state.Tx){catalogue, people, vault} {
			step(t, tx)
		}
		return nil
	}))
	w.Seal()
	return w
}

func catalogue(t testing.TB, tx *state.Tx) {
	require.NoError(t, tx.SetOrganization(state.Organization{Name: "Example Co", Hosts: []state.Host{{Name: "runner", Address: "192.0.2.15"}}}))
	for _, r := range []state.Role{
		{ID: 1, Name: "Administrator", Administers: true, Grants: []string{"*"}},
		{ID: 2, Name: "Password User", Grants: []string{"resources.view", "passwords.view"}},
	} {
		require.NoError(t, tx.AddRole(r))
	}
	for _, p := range []state.Policy{strong, low, hard} {
		require.NoError(t, tx.AddPolicy(p))
	}
	for _, r := range []state.ResourceType{
		{ID: 101, Name: "Windows", AutoLogon: []string{"Windows Remote Desktop", "RDP Console Session"}, Default: true},
		{ID: 102, Name: "WindowsDomain", AutoLogon: []string{"Windows Remote Desktop"}},
		{ID: 103, Name: "Linux", AutoLogon: []string{"SSH", "Telnet"}},
		{ID: 104, Name: "MS SQL server"}, {ID: 105, Name: "File Store", KeepsFiles: true},
	} {
		require.NoError(t, tx.AddResourceType(r))
	}
	for _, f := range []struct {
		scope state.FieldScope
		label string
		kind  state.FieldType
	}{
		{state.ResourceField, "Series", state.CharacterField}, {state.ResourceField, "Unit", state.NumericField},
		{state.ResourceField, "Until", state.DateField}, {state.ResourceField, "Pin", state.PasswordField},
		{state.ResourceField, "Tier", state.CharacterField}, {state.AccountField, "Local", state.CharacterField},
	} {
		require.NoError(t, tx.DefineField(f.scope, f.label, f.kind))
	}
	require.NoError(t, tx.AddTicket(state.Ticket{ID: "7", Open: true}))
	require.NoError(t, tx.AddTicket(state.Ticket{ID: "8"}))
}

var (
	strong = state.Policy{ID: 101, Name: "Strong", MinLength: 8, MaxLength: 20, Upper: true, Lower: true, Digit: true, Special: true, MaxAgeDays: 90, Default: true}
	low    = state.Policy{ID: 102, Name: "Low", MinLength: 4, MaxLength: 64}
	hard   = state.Policy{ID: 103, Name: "Hard", MinLength: 14, MaxLength: 64, Upper: true, Lower: true, Digit: true, Special: true,
		StartWithLetter: true, NoAccountName: true, Reuse: 3}
)

func people(t testing.TB, tx *state.Tx) {
	for _, u := range []state.NewUser{
		{ID: 1, Name: "admin", FirstName: "Ada", LastName: "Admin", Role: "Administrator", Token: adminToken},
		{ID: 2, Name: "helper", Role: "Administrator", Token: "20000000-0000-4000-8000-" + lastGroup},
		{ID: 3, Name: "guest", FullName: "Guest User", Role: "Password User", Token: guestToken},
		{ID: 4, Name: `CORP\john`, Role: "Password User", Token: "40000000-0000-4000-8000-" + lastGroup},
	} {
		_, err := tx.CreateUser(u)
		require.NoError(t, err)
	}
	for _, name := range []string{"Desk", "Empty"} {
		_, err := tx.AddUserGroup(state.UserGroup{Name: name})
		require.NoError(t, err)
	}
	require.NoError(t, tx.AddMember(1, 4))
	for _, g := range []state.ResourceGroup{{ID: 301, Name: "Default Group", OwnerID: 1}, {Name: "Linux", OwnerID: 1}, {Name: "Others", OwnerID: 2}} {
		_, err := tx.AddResourceGroup(g)
		require.NoError(t, err)
	}
}

func vault(t testing.TB, tx *state.Tx) {
	for _, r := range []struct {
		name, kind, owner, group string
		accounts                 []string
	}{
		{"web", "Linux", "admin", "Linux", []string{"root", "deploy"}}, {"win", "Windows", "admin", "", []string{"Administrator"}},
		{"files", "File Store", "admin", "", []string{"contract"}}, {"db", "MS SQL server", "helper", "", []string{"sa"}},
	} {
		made, err := tx.CreateResource(state.NewResource{Group: r.group, ResourceSettings: state.ResourceSettings{Name: &r.name, Type: &r.kind, Owner: &r.owner}})
		require.NoError(t, err)
		for _, a := range r.accounts {
			n := state.NewAccount{AccountSettings: state.AccountSettings{Name: &a}}
			if r.kind != "File Store" {
				n.Password = "First-pass-1"
			}
			outcomes, err := tx.AddAccounts(id(made.ID), []state.NewAccount{n})
			require.NoError(t, err)
			require.Equal(t, state.AccountAdded, outcomes[0].Status)
		}
	}
	_, contract, err := tx.AccountByNames("files", "contract")
	require.NoError(t, err)
	require.NoError(t, tx.StoreFile(contract.ID, "contract.pdf"))
}

// The ids that smallWorld gives out.
const (
	web, win, files, db                       = "1", "2", "3", "4"
	root, deploy, administrator, contract, sa = "1", "2", "3", "4", "5"
	linuxGroup                                = 302
)

// as acts as a user, in one transaction.
func as(t testing.TB, w *state.World, user string, fn func(*state.Tx) error) error {
	t.Helper()
	return w.Write(actor(t, w, user), fn)
}

func actor(t testing.TB, w *state.World, user string) (a state.Actor) {
	t.Helper()
	require.NoError(t, w.Read(state.System, func(tx *state.Tx) error {
		u, err := tx.UserByName(user)
		require.NoError(t, err)
		a = tx.ActorOf(u)
		a.Address, a.Agent = "192.0.2.1", "test"
		return nil
	}))
	return a
}

// do is as for what must work.
func do(t testing.TB, w *state.World, user string, fn func(*state.Tx) error) {
	t.Helper()
	require.NoError(t, as(t, w, user, fn))
}

// system changes what no call can.
func system(t testing.TB, w *state.World, fn func(*state.Tx) error) {
	t.Helper()
	require.NoError(t, w.Write(state.System, fn))
}

// share shares without asking who may.
func share(t testing.TB, w *state.World, o state.Object, to state.Target, access state.Access) {
	t.Helper()
	system(t, w, func(tx *state.Tx) error { return tx.Share(o, to, access) })
}

func resource(n int64) state.Object { return state.Object{Kind: state.ResourceObject, ID: n} }
func account(n int64) state.Object  { return state.Object{Kind: state.AccountObject, ID: n} }
func group(n int64) state.Object    { return state.Object{Kind: state.GroupObject, ID: n} }

var (
	guest = state.Target{ID: 3}
	desk  = state.Target{Group: true, ID: 1}
)

// refusal is what an error must be.
type refusal struct {
	kind    fail.Kind
	message string
}

var (
	noResource = refusal{fail.NotFound, "No such resource found"}
	noAccount  = refusal{fail.NotFound, "No such account found"}
	noPolicy   = refusal{fail.NotFound, "No such password policy found"}
	noUser     = refusal{fail.NotFound, "No such user found"}
	noGroup    = refusal{fail.NotFound, "No such resource group found"}
	forbidden  = refusal{fail.Forbidden, "You do not have permission to perform this operation"}
)

func assertRefused(t testing.TB, want refusal, err error) {
	t.Helper()
	var got *fail.Error
	if assert.ErrorAs(t, err, &got) {
		assert.Equal(t, want, refusal{got.Kind, got.Message})
		assert.NotEmpty(t, got.Reason, "the developer is told why")
	}
}

// drop is for calls whose result does not matter.
func drop[V any](_ V, err error) error { return err }

func password(t testing.TB, w *state.World, user, resource, account string) (password string) {
	t.Helper()
	do(t, w, user, func(tx *state.Tx) (err error) {
		password, err = tx.FetchPassword(resource, account, state.Justification{})
		return err
	})
	return password
}

func view(t testing.TB, w *state.World, user, resource, account string) (view state.AccountView) {
	t.Helper()
	do(t, w, user, func(tx *state.Tx) (err error) {
		_, view, err = tx.AccountByIDs(resource, account)
		return err
	})
	return view
}

func auditLog(t testing.TB, w *state.World) (log []state.AuditEntry) {
	t.Helper()
	system(t, w, func(tx *state.Tx) error { log = tx.AuditLog(); return nil })
	return log
}
