package state_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

func TestMain(m *testing.M) {
	store.Guard(true)
	os.Exit(m.Run())
}

// The small world: Acme over Ops over West, and Sales beside Ops. Everything in it was made by the rules under test.
const (
	rootUID, rootGUID   = "900000000000000001", "00000000-0000-4000-8000-000000000001"
	opsUID, opsGUID     = "900000000000000317", "00000000-0000-4000-8000-000000000317"
	westUID, westGUID   = "900000000000000318", "00000000-0000-4000-8000-000000000318"
	salesUID, salesGUID = "900000000000000319", "00000000-0000-4000-8000-000000000319"
	rootID, opsID       = 1, 317
	westID, salesID     = 318, 319

	adminUID, bossUID = "910000000000000001", "910000000000000002" // of everything; of Ops
	caseyUID, samUID  = "910000000000000003", "910000000000000004" // in West; in Sales
	password          = "correct horse"

	laptop, laptopGUID   = "251691", "935873453596901068" // Casey's
	desktop, desktopGUID = "251692", "935873453596901069" // Sam's
	cloudGUID            = "673679195225718785"
	archiveGUID          = "912100293346985227"

	clientID, clientSecret = "key-1", "client secret"
)

var start = time.Date(2023, 5, 6, 7, 8, 9, 0, time.UTC)

func smallWorld(t *testing.T) *state.World {
	t.Helper()
	w := state.New(7, clock.At(start))
	must(t, w, state.System, func(tx *state.Tx) error {
		for _, step := range []func(*testing.T, *state.Tx){addOrgs, addRoles, addUsers, addDevices} {
			step(t, tx)
		}
		return nil
	})
	w.Seal()
	return w
}

func addOrgs(t *testing.T, tx *state.Tx) {
	require.NoError(t, tx.SetTenant(state.Tenant{UID: "1d71796f-af5b-4231-9d8e-df6434da4663", Name: "Acme"}))
	for _, n := range []state.NewOrg{
		{ID: rootID, UID: rootUID, GUID: rootGUID, Name: "Acme"},
		{ID: opsID, UID: opsUID, GUID: opsGUID, Name: "Ops"},
		{ID: westID, UID: westUID, GUID: westGUID, Name: "Ops West", ParentGUID: ptr(opsGUID)},
		{ID: salesID, UID: salesUID, GUID: salesGUID, Name: "Sales", RegistrationKey: "AAAA-BBBB-CCCC-DDDD"},
	} {
		_, err := tx.CreateOrg(n)
		require.NoError(t, err)
	}
}

func addRoles(t *testing.T, tx *state.Tx) {
	for _, r := range []state.Role{
		{ID: "desktop-user", Name: "Desktop User", Permissions: []string{"cpd.login"}},
		{ID: "proe-user", Name: "PROe User"},
		{ID: "customer-cloud-admin", Name: "Customer Cloud Admin", Grants: []string{"users.write", "orgs.write"}},
		{ID: "org-admin", Name: "Org Admin", Grants: []string{"users.write"}, OrgBound: true},
		{ID: "reader", Name: "Reader", Grants: []string{"users.read"}},
	} {
		require.NoError(t, tx.AddRole(r))
	}
	require.NoError(t, tx.AddAPIClient(state.APIClient{ID: clientID, Secret: clientSecret, Name: "robot", Roles: []string{"customer-cloud-admin"}}))
}

func addUsers(t *testing.T, tx *state.Tx) {
	for i, n := range []state.NewUser{
		{UID: adminUID, OrgUID: rootUID, Username: "admin@example.com"},
		{UID: bossUID, OrgUID: opsUID, Username: "boss@example.com"},
		{UID: caseyUID, OrgUID: westUID, Username: "casey@example.com", LastName: ptr("Jones")},
		{UID: samUID, OrgUID: salesUID, Username: "sam@example.com"},
	} {
		n.ID, n.Password = int64(1001+i), ptr(password)
		u, err := tx.CreateUser(n)
		require.NoError(t, err)
		roles := [][]string{{"customer-cloud-admin"}, {"desktop-user", "org-admin"}, nil, nil}[i]
		require.NoError(t, tx.SetLogin(u.ID, state.LoginLocal, "", roles))
	}
}

func addDevices(t *testing.T, tx *state.Tx) {
	require.NoError(t, tx.AddDestination(state.Destination{ID: 10, GUID: cloudGUID, Name: "Cloud", Type: state.ProviderDestination}))
	for _, n := range []state.NewDevice{
		{ID: 251691, GUID: laptopGUID, UserUID: caseyUID, Name: "LAPTOP",
			Agent: state.Agent{Service: state.ServiceBackup, OSName: "win", OSHostname: "casey-pc"}, Reported: map[string]string{state.FullDiskAccess: "true"}},
		{ID: 251692, GUID: desktopGUID, UserUID: samUID, Agent: state.Agent{Service: state.ServiceIncydr, OSName: "linux", OSHostname: "sam-box"}},
	} {
		_, err := tx.AddDevice(n)
		require.NoError(t, err)
	}
	_, err := tx.AddArchive(state.Archive{
		GUID: archiveGUID, DeviceGUID: laptopGUID, DestinationGUID: cloudGUID, Bytes: 4100, SelectedBytes: 200, TodoBytes: 50,
	})
	require.NoError(t, err)
}

func ptr[T any](v T) *T { return &v }

// must runs a write that has to succeed.
func must(t *testing.T, w *state.World, actor state.Actor, fn func(*state.Tx) error) {
	t.Helper()
	require.NoError(t, w.Write(actor, fn))
}

// look runs a read that has to succeed.
func look(t *testing.T, w *state.World, fn func(*state.Tx) error) {
	t.Helper()
	require.NoError(t, w.Read(state.System, fn))
}

// signedIn is the actor that a user's sign-in makes.
func signedIn(t *testing.T, w *state.World, username string) (a state.Actor) {
	t.Helper()
	look(t, w, func(tx *state.Tx) (err error) {
		a, err = tx.SignIn(username, password, "")
		return err
	})
	return a
}

// refusal is what a rule is expected to say no with.
type refusal struct {
	kind   fail.Kind
	status int
	code   string
	text   string // within the message
}

var (
	noUser    = refusal{fail.NotFound, 404, "SYSTEM", "User not found"}
	noOrg     = refusal{fail.NotFound, 404, "SYSTEM", "Organization was not found"}
	noDevice  = refusal{fail.NotFound, 404, "SYSTEM", "Computer was not found"}
	forbidden = refusal{fail.Forbidden, 403, "SYSTEM", "permission"}
)

func (r refusal) check(t *testing.T, err error) {
	t.Helper()
	var e *fail.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, r.kind, e.Kind)
	assert.Equal(t, r.status, e.HTTPStatus())
	assert.Equal(t, r.code, e.Code)
	assert.Contains(t, e.Message, r.text)
	assert.NotEmpty(t, e.Reason, "a refusal says why")
}

// rule is one call that has to be refused, and twice the same: clients send every failure again.
type rule struct {
	do   func(*state.Tx) error
	want refusal
}

func refuse(t *testing.T, actor func(*testing.T, *state.World) state.Actor, rules map[string]rule) {
	t.Helper()
	for name, r := range rules {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			a := actor(t, w)
			first := w.Write(a, r.do)
			r.want.check(t, first)
			assert.EqualError(t, w.Write(a, r.do), first.Error())
		})
	}
}

func system(*testing.T, *state.World) state.Actor { return state.System }

func opsAdmin(t *testing.T, w *state.World) state.Actor { return signedIn(t, w, "boss@example.com") }

// drop makes a step of a rule that also returns what it made.
func drop[T any](_ T, err error) error { return err }

// lastAudit is the last thing that the audit log tells.
func lastAudit(t *testing.T, w *state.World) (e state.AuditEntry) {
	t.Helper()
	look(t, w, func(tx *state.Tx) error {
		all := tx.AuditLog()
		require.NotEmpty(t, all)
		e = all[len(all)-1]
		return nil
	})
	return e
}

func user(t *testing.T, w *state.World, uid string) (u state.User) {
	t.Helper()
	look(t, w, func(tx *state.Tx) (err error) { u, err = tx.UserByUID(uid); return err })
	return u
}

func org(t *testing.T, w *state.World, guid string) (o state.Org) {
	t.Helper()
	look(t, w, func(tx *state.Tx) (err error) { o, err = tx.OrgByGUID(guid); return err })
	return o
}

func device(t *testing.T, w *state.World, id string) (d state.Device) {
	t.Helper()
	look(t, w, func(tx *state.Tx) (err error) { d, err = tx.DeviceByID(id); return err })
	return d
}

func archive(t *testing.T, w *state.World) (a state.Archive) {
	t.Helper()
	look(t, w, func(tx *state.Tx) (err error) { a, err = tx.ArchiveByGUID(archiveGUID); return err })
	return a
}
