package seed_test

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/understudy/understudy/fixtures"
	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/company"
	"github.com/understudy/understudy/mock/internal/store"
	"github.com/understudy/understudy/mock/worlds/pam360/seed"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

var epoch = clock.AtTestDay()

// TestMain lets the store catch rows that are changed in place.
func TestMain(m *testing.M) {
	store.Guard(true)
	m.Run()
}

// part reads the pam360 part of embedded worlds, each over the one before, refusing keys that nothing reads.
func part(t testing.TB, names ...string) (world seed.World) {
	t.Helper()
	for _, name := range names {
		data, err := fixtures.World(name)
		require.NoError(t, err)
		var sections map[string]yaml.Node
		require.NoError(t, yaml.Unmarshal(data, &sections))
		section := sections["pam360"]
		text, err := yaml.Marshal(&section)
		require.NoError(t, err)
		decoder := yaml.NewDecoder(bytes.NewReader(text))
		decoder.KnownFields(true)
		require.NoError(t, decoder.Decode(&world))
	}
	return world
}

// refusal is what is wrong with a world: found before it is made, or while it is.
func refusal(from seed.World) error {
	var permissions []string
	for _, r := range from.Roles {
		permissions = append(permissions, r.Grants...)
	}
	if err := from.Check(permissions, model().JobNames()); err != nil {
		return err
	}
	firm, err := company.New(model(), firmOf(from, 1, epoch))
	if err != nil {
		return err
	}
	_, err = seed.Fill(state.New(1, clock.At(epoch)), from, firm, firm.Cast, nil)
	return err
}

var model = sync.OnceValue(func() *company.Model {
	m, err := company.Read(fixtures.Company())
	if err != nil {
		panic(err)
	}
	return m
})

// firmOf is a firm of the standard world's size, as package mock makes it.
func firmOf(from seed.World, n uint64, at time.Time) company.Spec {
	return company.Spec{Seed: n, Now: company.DateOf(at), People: 210, Units: 10, Named: []string{"Example Co", "Ops"}, Departures: []int{-9, 0, 5}, Cast: from.Cast()}
}

func fill(t testing.TB, from seed.World) (*state.World, seed.Access) {
	t.Helper()
	w, access, _ := fillWith(t, from, firmOf(from, 1, epoch), epoch)
	return w, access
}

func fillWith(t testing.TB, from seed.World, spec company.Spec, at time.Time) (*state.World, seed.Access, *company.Company) {
	t.Helper()
	firm, err := company.New(model(), spec)
	require.NoError(t, err)
	w := state.New(spec.Seed, clock.At(at))
	access, err := seed.Fill(w, from, firm, firm.Cast, nil)
	require.NoError(t, err)
	w.Seal()
	return w, access, firm
}

// look reads as a pinned user.
func look(t testing.TB, w *state.World, user string, fn func(*state.Tx)) {
	t.Helper()
	require.NoError(t, w.Read(state.System, func(tx *state.Tx) error {
		u, err := tx.UserByName(user)
		require.NoError(t, err)
		tx.Actor = tx.ActorOf(u)
		fn(tx)
		return nil
	}))
}

// everything lists all resources with their accounts, as the seed sees them.
func everything(t testing.TB, w *state.World) (list []state.ResourceSummary, accounts []state.AccountView) {
	t.Helper()
	require.NoError(t, w.Read(state.System, func(tx *state.Tx) error {
		var err error
		list, _, err = tx.Resources(state.Query{})
		require.NoError(t, err)
		for _, r := range list {
			_, views, err := tx.AccountsOf(strconv.FormatInt(r.ID, 10), state.Query{})
			require.NoError(t, err)
			assert.Len(t, views, r.Accounts)
			accounts = append(accounts, views...)
		}
		return nil
	}))
	return list, accounts
}

func auditLog(t testing.TB, w *state.World) (log []state.AuditEntry) {
	t.Helper()
	require.NoError(t, w.Read(state.System, func(tx *state.Tx) error { log = tx.AuditLog(); return nil }))
	return log
}

func TestSizes(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][2]int{"standard": {60, 220}, "small": {24, 60}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, _ := fill(t, part(t, "standard", name))
			resources, accounts := everything(t, w)
			assert.Equal(t, want, [2]int{len(resources), len(accounts)})
		})
	}
}

func TestEveryTokenDoesWhatItsUserSays(t *testing.T) {
	t.Parallel()
	from := part(t, "standard")
	w, access := fill(t, from)
	assert.Equal(t, from.Users[0].Token, access.AuthToken)
	refused := map[string]string{"locked": "API key", "expired": "API key", "hostbound": "not allowed"}
	for _, world := range []*state.World{w, w.Fork("0123456789ab")} {
		for _, u := range from.Users {
			require.NoError(t, world.Read(state.Actor{}, func(tx *state.Tx) error {
				actor, err := tx.Caller(world.Credential(u.Token), "127.0.0.1", from.Organization.Name)
				if part := refused[u.Username]; part != "" {
					assert.ErrorContains(t, err, part, u.Username)
				} else if assert.NoError(t, err, u.Username) {
					assert.Equal(t, []string{u.Username, u.Role}, []string{actor.Name, actor.Role})
				}
				return nil
			}))
		}
		require.NoError(t, world.Read(state.Actor{}, func(tx *state.Tx) error {
			_, err := tx.Caller(world.Credential(from.Users[10].Token), "192.0.2.15", "")
			assert.NoError(t, err, "from the right host")
			return nil
		}))
	}
}

func TestTokensShareTheirLastGroup(t *testing.T) {
	t.Parallel()
	users := part(t, "standard").Users
	for _, u := range users {
		assert.Regexp(t, `^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$`, u.Token)
		assert.Equal(t, users[0].Token[24:], u.Token[24:], "in a fork, all of them end in the fork's tag")
	}
}

func TestTheSamplesFindWhatTheyTakeForGranted(t *testing.T) {
	t.Parallel()
	w, _ := fill(t, part(t, "standard"))
	look(t, w, "admin", func(tx *state.Tx) {
		for resource, accounts := range map[string][]string{
			"CHTOW-T11-1109": {"sysadmin", "aut-2k19", "guest"}, "CHTOW-T12-1106": {"sysadmin", "guest"}, "CHTOW-65H3": {"Administrator"},
			"CHTOW-T09-1109": {"root"}, "CHTOW-T08-1109": {"root"},
		} {
			for _, account := range accounts {
				_, _, err := tx.AccountByNames(resource, account)
				assert.NoError(t, err)
			}
		}
		for _, made := range []string{"CHTOW-T11-1108", "CHTOW-T11-1105"} {
			_, err := tx.ResourceByName(made)
			assert.Error(t, err, "a sample makes it")
		}
		_, err := tx.UserByName("Anderson")
		assert.NoError(t, err)
		_, err = tx.UserByName("sam-anderson")
		assert.Error(t, err, "a sample makes it")
	})
}

// What the vendor's sample for creating a resource sends is taken.
func TestTheSampleResourceCanBeCreated(t *testing.T) {
	t.Parallel()
	w, _ := fill(t, part(t, "standard"))
	text := func(s string) *string { return &s }
	require.NoError(t, w.Write(state.System, func(tx *state.Tx) error {
		admin, err := tx.UserByName("admin")
		require.NoError(t, err)
		tx.Actor = tx.ActorOf(admin)
		r, err := tx.CreateResource(state.NewResource{
			Group: "Privileged Resources",
			ResourceSettings: state.ResourceSettings{
				Name: text("CHTOW-T11-1108"), Type: text("Windows"), Policy: text("Strong"), Owner: text("Anderson"),
				Custom: []state.FieldInput{{Label: "SERIES", Value: "A"}},
			},
			Account: &state.NewAccount{Password: "$rgvhTnCSD7h%", AccountSettings: state.AccountSettings{
				Name: text("sysadmin"), Custom: []state.FieldInput{{Label: "LOCAL", Value: "True"}},
			}},
		})
		assert.Equal(t, int64(7), r.OwnerID)
		return err
	}))
}

func TestVariety(t *testing.T) {
	t.Parallel()
	w, _ := fill(t, part(t, "standard"))
	resources, accounts := everything(t, w)
	types := map[string]bool{}
	for _, r := range resources {
		types[r.Type] = true
	}
	assert.GreaterOrEqual(t, len(types), 12)
	kinds := map[string]int{}
	for _, a := range accounts {
		for kind, is := range map[string]bool{
			"TOTP": a.TOTP != nil, "reason": a.Rules.Reason, "ticket": a.Rules.TicketMandatory, "file": a.FileName != "" && a.Status == a.FileName,
			"private field": slices.ContainsFunc(a.Fields, func(f state.FieldValue) bool { return f.Value == "****" }),
			"weak":          a.Incompliance != "", "expired": a.Expired, "accessed": a.Accessed != nil, "changed": a.Changed != nil,
			"private key": a.Options.PrivateKey,
		} {
			if is {
				kinds[kind]++
			}
		}
	}
	for _, kind := range []string{"TOTP", "reason", "ticket", "file", "private field", "weak", "expired", "accessed", "changed", "private key"} {
		assert.Positive(t, kinds[kind], kind)
	}
}

func TestWhatUsersSee(t *testing.T) {
	t.Parallel()
	w, _ := fill(t, part(t, "standard"))
	names := func(user string) (seen []string) {
		look(t, w, user, func(tx *state.Tx) {
			list, _, err := tx.Resources(state.Query{})
			require.NoError(t, err)
			for _, r := range list {
				seen = append(seen, fmt.Sprint(r.Name, " ", r.Accounts))
			}
		})
		return seen
	}
	assert.Equal(t, []string{"CHTOW-T11-1109 2", "CHTOW-T12-1106 1", "CHTOW-T08-1109 2", "dc-01 1", "web-01 2", "sql-erp-01 2", "pay-gw-01 3"}, names("guest"))
	assert.Equal(t, []string{"CHTOW-T08-1109 2", "pay-gw-01 3"}, names("john"))
	assert.Greater(t, len(names("admin")), 25)
	assert.Contains(t, names("anderson"), "web-01 2")
	assert.Contains(t, names("anderson"), "pay-gw-01 3", "through a dynamic group")
	look(t, w, "guest", func(tx *state.Tx) {
		_, views, err := tx.AccountsOf("7", state.Query{})
		require.NoError(t, err)
		assert.Equal(t, []state.Access{state.ViewAccess, state.ModifyAccess}, []state.Access{views[0].Access, views[1].Access},
			"what is granted on the account beats what is granted on the resource")
		_, view, err := tx.AccountByIDs("6", "10")
		require.NoError(t, err)
		assert.Equal(t, "####", view.Status)
	})
}

func TestWhoMustAskFirst(t *testing.T) {
	t.Parallel()
	w, _ := fill(t, part(t, "standard"))
	status := func(user, resource, account string) (status string) {
		look(t, w, user, func(tx *state.Tx) {
			r, a, err := tx.AccountByNames(resource, account)
			require.NoError(t, err)
			_, view, err := tx.AccountByIDs(strconv.FormatInt(r.ID, 10), strconv.FormatInt(a.ID, 10))
			require.NoError(t, err)
			status = view.Status
		})
		return status
	}
	for _, at := range [][3]string{
		{"anderson", "CHTOW-T11-1109", "sysadmin"}, {"guest", "CHTOW-T11-1109", "sysadmin"}, {"guest", "CHTOW-T11-1109", "aut-2k19"},
		{"guest", "pay-gw-01", "root"}, {"john", "pay-gw-01", "deploy"}, {"anderson", "pay-gw-01", "monitor"},
	} {
		assert.Equal(t, "[Request]", status(at[0], at[1], at[2]), at)
		assert.Equal(t, "****", status("admin", at[1], at[2]), "the owner need not ask")
	}
	assert.Equal(t, "****", status("guest", "web-01", "root"), "not under access control")
}

func TestNothingIsDatedAfterTheEpoch(t *testing.T) {
	t.Parallel()
	w, _ := fill(t, part(t, "standard"))
	_, accounts := everything(t, w)
	for _, a := range accounts {
		for _, at := range []*time.Time{&a.Created, a.Accessed, a.Changed} {
			assert.False(t, at != nil && !at.Before(epoch), a.Name)
		}
	}
	log := auditLog(t, w)
	assert.Greater(t, len(log), 30)
	for i, e := range log {
		assert.True(t, e.At.Before(epoch))
		assert.False(t, i > 0 && e.At.Before(log[i-1].At), "oldest first")
		assert.NotEmpty(t, e.OperatedBy)
	}
}

func TestTheSameSeedMakesTheSameWorld(t *testing.T) {
	t.Parallel()
	from := part(t, "standard")
	a, _ := fill(t, from)
	b, _ := fill(t, from)
	resourcesA, accountsA := everything(t, a)
	resourcesB, accountsB := everything(t, b)
	assert.Equal(t, resourcesA, resourcesB)
	assert.Equal(t, accountsA, accountsB)
	assert.Equal(t, auditLog(t, a), auditLog(t, b))

	other, _, _ := fillWith(t, from, firmOf(from, 2, epoch), epoch)
	_, accountsOther := everything(t, other)
	assert.NotEqual(t, accountsA, accountsOther)
}

func TestWorldsThatMakeNoSense(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spoil func(*seed.World)
		says  string
	}{
		"no users":            {func(w *seed.World) { *w = seed.World{} }, "users: there is none"},
		"first without token": {func(w *seed.World) { w.Users[0].Token = "" }, "users[0].token: it is missing"},
		"unknown job":         {func(w *seed.World) { w.Users[1].Job = "king" }, `users[1].job: there is no job "king"`},
		"unknown role":        {func(w *seed.World) { w.Users[1].Role = "King" }, `users[1].role: there is no role "King"`},
		"a name twice":        {func(w *seed.World) { w.Users[9].Username = "ADMIN" }, "already exists"},
		"a user id twice":     {func(w *seed.World) { w.Users[1].ID = 1 }, `users[1].id: "1" is that of an entry before it already`},
		"a token twice":       {func(w *seed.World) { w.Users[1].Token = w.Users[0].Token }, "already exists"},
		"unknown member":      {func(w *seed.World) { w.UserGroups[0].Members = []string{"nobody"} }, `userGroups[0].members[0]: no pinned user is called "nobody"`},
		"unknown group owner": {func(w *seed.World) { w.ResourceGroups[1].Owner = "nobody" }, `resourceGroups[1].owner: no pinned user is called "nobody"`},
		"unknown parent":      {func(w *seed.World) { w.ResourceGroups[1].Parent = 9 }, "resourceGroups[1].parent: 9 is the id of no resource group before it"},
		"scope of a field":    {func(w *seed.World) { w.CustomFields[0].Of = "user" }, `customFields[0].of: there is no kind "user"`},
		"type of a field":     {func(w *seed.World) { w.CustomFields[0].Type = "Colour" }, `no type "Colour"`},
		"lengths":             {func(w *seed.World) { w.Policies[0].MaxLength = 3 }, "policies[0]: lengths must be"},
		"two defaults":        {func(w *seed.World) { w.Policies[1].Default = true }, "policies: exactly one must be the default, and 2 are"},
		"unknown type":        {func(w *seed.World) { w.Resources[0].Type = "Abacus" }, `resources[0].type: no resource type is called "Abacus"`},
		"a weak password": {func(w *seed.World) {
			w.Organization.EnforcePolicyAtCreation = true
			w.Resources[0].Accounts[0].Password = "weak"
		}, "resources[0].accounts[0]: Minimum length must be 8"},
		"a secret, no code":  {func(w *seed.World) { w.Resources[0].Accounts[0].TOTPSecret = "ABC" }, "resources[0].accounts[0]: Invalid TOTP configuration"},
		"unknown field":      {func(w *seed.World) { w.Resources[0].Fields = map[string]string{"x": "y"} }, `resources[0].fields.x: no custom field of resources has the label "x"`},
		"reset by nobody":    {func(w *seed.World) { w.Resources[9].RemoteReset = "nobody" }, `has no account "nobody"`},
		"share of nothing":   {func(w *seed.World) { w.Shares[0].Resource = "nothing" }, `shares[0].resource: no pinned resource is called "nothing"`},
		"share with nobody":  {func(w *seed.World) { w.Shares[0].User = "nobody" }, "no pinned user"},
		"share of no group":  {func(w *seed.World) { w.Shares[8].ResourceGroup = "x" }, "no pinned resource group"},
		"share how":          {func(w *seed.World) { w.Shares[0].Access = "" }, "shares[0].access: it is missing"},
		"a bad criterion":    {func(w *seed.World) { w.ResourceGroups[6].Criteria[0].Field = "COLOUR" }, `resourceGroups[6].criteria[0].field: "COLOUR" is neither a field of resources nor a custom field`},
		"control of nothing": {func(w *seed.World) { w.AccessControls[0].Resource = "nothing" }, `accessControls[0].resource: no pinned resource is called "nothing"`},
		"approved by nobody": {func(w *seed.World) { w.AccessControls[0].Approvers = []string{"nobody"} }, "no pinned user"},
		"no such approvers":  {func(w *seed.World) { w.AccessControls[0].ApproverGroups = []string{"nobodies"} }, `accessControls[0].approverGroups[0]: no user group is called "nobodies"`},
		"too few approvers":  {func(w *seed.World) { w.AccessControls[0].Approvals = 3 }, "accessControls[0].approvals: 2 approvers cannot give 3 approvals"},
		"administrators":     {func(w *seed.World) { w.Organization.AdministratorLimit = 2 }, "License limit exceeded"},
		"licence":            {func(w *seed.World) { w.Organization.ResourceLimit = 20 }, "License limit exceeded"},
		"no usual types": {func(w *seed.World) {
			w.ResourceGroups, w.Resources, w.Shares, w.AccessControls, w.ResourceTypes = w.ResourceGroups[:1], nil, nil, nil, w.ResourceTypes[5:6]
			w.ResourceTypes[0].Default = true
		}, "usual resource types"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from := part(t, "standard")
			test.spoil(&from)
			assert.ErrorContains(t, refusal(from), test.says)
		})
	}
}

func BenchmarkLargeWorld(b *testing.B) {
	store.Guard(false)
	defer store.Guard(true)
	from := part(b, "standard", "large")
	for b.Loop() {
		w, _ := fill(b, from)
		require.NoError(b, w.Read(state.System, func(tx *state.Tx) error {
			_, n, err := tx.Resources(state.Query{Limit: 1})
			require.Equal(b, from.Sizes.Resources, n)
			return err
		}))
	}
}

// BenchmarkListing is the first user's list without a limit, in the large world: a third of all resources.
func BenchmarkListing(b *testing.B) {
	store.Guard(false)
	defer store.Guard(true)
	w, _ := fill(b, part(b, "standard", "large"))
	for _, user := range []string{"admin", "guest"} {
		b.Run(user, func(b *testing.B) {
			for b.Loop() {
				look(b, w, user, func(tx *state.Tx) {
					_, _, err := tx.Resources(state.Query{})
					require.NoError(b, err)
				})
			}
		})
	}
}
