package state_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

func newAccount(name, password string, add ...func(*state.NewAccount)) state.NewAccount {
	n := state.NewAccount{Password: password, AccountSettings: state.AccountSettings{Name: &name}}
	for _, fn := range add {
		fn(&n)
	}
	return n
}

func TestAddAccounts(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		outcomes, err := tx.AddAccounts(web, []state.NewAccount{
			newAccount("ops", "Aa1!aaaa"),
			newAccount("root", "Aa1!aaaa"),
			newAccount("ops", "Aa1!aaaa"),
			newAccount("Root", "Aa1!aaaa"),
			newAccount("weak", "aaaa"),
			newAccount("lax", "aaaa", func(n *state.NewAccount) { n.Policy = text("Low") }),
			newAccount("by id", "aaaa", func(n *state.NewAccount) { n.PolicyID = text("102") }),
			newAccount("made", ""),
			newAccount("lost", "Aa1!aaaa", func(n *state.NewAccount) { n.Policy = text("x") }),
			newAccount("", "Aa1!aaaa"),
			newAccount("grouped", "Aa1!aaaa", func(n *state.NewAccount) { n.GroupIDs = []string{"302"} }),
			newAccount("stray", "Aa1!aaaa", func(n *state.NewAccount) { n.GroupIDs = []string{"999"} }),
			newAccount("coded", "Aa1!aaaa", func(n *state.NewAccount) { n.TOTP.Secret = text("?") }),
			newAccount("field", "Aa1!aaaa", func(n *state.NewAccount) { n.Custom = []state.FieldInput{{Label: "Series", Value: "x"}} }),
		})
		const added = "Account added successfully"
		assert.Equal(t, []state.AccountOutcome{
			{Name: "ops", Status: added},
			{Name: "root", Status: "Account is not added  as it already exists"},
			{Name: "ops", Status: "Account is not added  as it already exists"},
			{Name: "Root", Status: added},
			{Name: "weak", Status: added},
			{Name: "lax", Status: added},
			{Name: "by id", Status: added},
			{Name: "made", Status: added},
			{Name: "lost", Status: "No such password policy found"},
			{Status: "Account name is mandatory"},
			{Name: "grouped", Status: added},
			{Name: "stray", Status: "No such resource group found"},
			{Name: "coded", Status: "Invalid TOTP configuration"},
			{Name: "field", Status: "No such custom field found"},
		}, outcomes)
		return err
	})
	do(t, w, "admin", func(tx *state.Tx) error {
		_, list, err := tx.AccountsOf(web, state.Query{})
		require.NoError(t, err)
		var names []string
		for _, a := range list {
			names = append(names, a.Name)
		}
		assert.Equal(t, []string{"root", "deploy", "ops", "Root", "weak", "lax", "by id", "made", "grouped"}, names)
		assert.Equal(t, []int64{linuxGroup}, list[8].GroupIDs)
		assert.Empty(t, strong.Check(list[7].Password, ""))
		return nil
	})
}

// TestAPasswordAgainstThePolicyIsStoredAndShownUnlessTheWorldEnforcesIt: enforcing is a setting of the product, off by default.
func TestAPasswordAgainstThePolicyIsStoredAndShownUnlessTheWorldEnforcesIt(t *testing.T) {
	t.Parallel()
	weak := refusal{fail.Invalid, "Minimum length must be 8"}
	create := func(tx *state.Tx) error {
		return drop(tx.CreateResource(named("x", func(n *state.NewResource) {
			n.Account = &state.NewAccount{Password: "abc", AccountSettings: state.AccountSettings{Name: text("root")}}
		})))
	}
	add := func(tx *state.Tx) error {
		outcomes, err := tx.AddAccounts(web, []state.NewAccount{newAccount("weak", "abc")})
		if err == nil && outcomes[0].Status != state.AccountAdded {
			return fail.New(fail.Invalid, "", outcomes[0].Status).Because("the account was not added")
		}
		return err
	}
	for name, act := range map[string]func(*state.Tx) error{"with a resource": create, "alone": add} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			do(t, w, "admin", act)
			a := view(t, w, "admin", map[string]string{"with a resource": "5", "alone": web}[name], "6")
			assert.Equal(t, []string{"abc", weak.message}, []string{a.Password, a.Incompliance})

			w = smallWorld(t)
			system(t, w, func(tx *state.Tx) error {
				return tx.SetOrganization(state.Organization{Name: "Example Co", EnforcePolicyAtCreation: true})
			})
			assertRefused(t, weak, as(t, w, "admin", act))
		})
	}
}

func TestAddAccountsRefuses(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, resource(1), guest, state.ModifyAccess)
	one := []state.NewAccount{newAccount("x", "Aa1!aaaa")}
	for name, test := range map[string]struct {
		user, resource string
		list           []state.NewAccount
		want           refusal
	}{
		"unknown resource": {"admin", "99", one, noResource},
		"another's":        {"helper", web, one, noResource},
		"a share":          {"guest", web, one, forbidden},
		"nothing":          {"admin", web, nil, refusal{fail.Invalid, "Account list is mandatory"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assertRefused(t, test.want, as(t, w, test.user, func(tx *state.Tx) error { return drop(tx.AddAccounts(test.resource, test.list)) }))
		})
	}
}

func TestEditAccount(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	all := state.OptionSettings{yes(), yes(), yes(), yes(), yes(), yes(), yes(), yes(), yes(), yes(), yes(), yes(), yes()}
	commands := int64(1000)
	var a state.Account
	do(t, w, "admin", func(tx *state.Tx) (err error) {
		a, err = tx.EditAccount(web, root, state.AccountSettings{
			Name: text("ops"), Policy: text("Low"), Owner: text("guest"), Notes: text("n"), Domain: text("CORP"), SAPUserType: text("A"),
			CommandSet: &commands, Options: all, GroupIDs: []string{"301", "302"}, Custom: []state.FieldInput{{Label: "Local", Value: "yes"}},
		})
		return err
	})
	assert.Equal(t, state.AccountOptions{true, true, true, true, true, true, true, true, true, true, true, true, true}, a.Options)
	assert.Equal(t, []any{"ops", int64(102), int64(3), "n", "CORP", "A", int64(1000)},
		[]any{a.Name, a.PolicyID, a.OwnerID, a.Notes, a.Domain, a.SAPUserType, a.CommandSet})
	var b state.Account
	do(t, w, "guest", func(tx *state.Tx) (err error) {
		b, err = tx.EditAccount(web, root, state.AccountSettings{Name: text(""), Policy: text(""), Owner: text(""), Notes: text(""), GroupIDs: []string{}})
		return err
	})
	a.Notes, a.GroupIDs = "", nil
	assert.Equal(t, a, b, "what may not be empty stays; the owner may edit")
	do(t, w, "admin", func(tx *state.Tx) error {
		_, found, err := tx.AccountByNames("web", "ops")
		assert.Equal(t, int64(1), found.ID)
		require.NoError(t, err)
		_, _, err = tx.AccountByNames("web", "root")
		assertRefused(t, noAccount, err)
		return nil
	})
}

func TestEditAndDeleteAccountRefuse(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, resource(1), guest, state.ModifyAccess)
	w.Seal()
	for name, test := range map[string]struct {
		user, resource, account string
		change                  state.AccountSettings
		want                    refusal
		onlyEdit                bool
	}{
		"unknown resource": {user: "admin", resource: "99", account: root, want: noAccount},
		"unknown account":  {user: "admin", resource: web, account: "99", want: noAccount},
		"not an id":        {user: "admin", resource: web, account: "root", want: noAccount},
		"another resource": {user: "admin", resource: web, account: administrator, want: noAccount},
		"another's":        {user: "helper", resource: web, account: root, want: noAccount},
		"a share":          {user: "guest", resource: web, account: root, want: forbidden},
		"a taken name":     {"admin", web, root, state.AccountSettings{Name: text("deploy")}, refusal{fail.Conflict, "Account deploy already exists"}, true},
		"unknown policy":   {"admin", web, root, state.AccountSettings{PolicyID: text("9")}, noPolicy, true},
		"unknown owner":    {"admin", web, root, state.AccountSettings{Owner: text("x")}, noUser, true},
		"unknown group":    {"admin", web, root, state.AccountSettings{GroupIDs: []string{"x"}}, noGroup, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := w.Fork("")
			assertRefused(t, test.want, as(t, w, test.user, func(tx *state.Tx) error { return drop(tx.EditAccount(test.resource, test.account, test.change)) }))
			if !test.onlyEdit {
				assertRefused(t, test.want, as(t, w, test.user, func(tx *state.Tx) error { return tx.DeleteAccount(test.resource, test.account) }))
			}
		})
	}
}

func TestDeleteAccount(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, account(1), guest, state.ViewAccess)
	do(t, w, "admin", func(tx *state.Tx) error { return tx.DeleteAccount(web, root) })
	do(t, w, "admin", func(tx *state.Tx) error {
		_, _, err := tx.AccountByNames("web", "root")
		assertRefused(t, noAccount, err)
		list, _, err := tx.Resources(state.Query{})
		assert.Equal(t, 1, list[0].Accounts)
		require.NoError(t, err)
		return drop(tx.AddAccounts(web, []state.NewAccount{newAccount("root", "Aa1!aaaa")}))
	})
	assertRefused(t, noResource, as(t, w, "guest", func(tx *state.Tx) error { return drop(tx.ResourceByID(web)) }))
}

func TestAccountByNamesTellsWhatIsMissing(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, account(2), guest, state.ViewAccess)
	for _, test := range []struct {
		user, resource, account string
		want                    refusal
	}{
		{"admin", "nothing", "root", noResource}, {"admin", "web", "nobody", noAccount}, {"admin", "web", "ROOT", noAccount},
		{"helper", "web", "root", noResource}, {"guest", "web", "root", noAccount}, {"admin", "", "", noResource},
	} {
		assertRefused(t, test.want, as(t, w, test.user, func(tx *state.Tx) error {
			_, _, err := tx.AccountByNames(test.resource, test.account)
			return err
		}))
	}
}

func TestComplianceAndExpiryAreDerived(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	v := view(t, w, "admin", web, root)
	assert.Equal(t, []any{"Strong", "", false, "****", state.FullAccess}, []any{v.Policy, v.Incompliance, v.Expired, v.Status, v.Access})
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.EditAccount(web, root, state.AccountSettings{Policy: text("Hard")}))
	})
	assert.Equal(t, "Minimum length must be 14", view(t, w, "admin", web, root).Incompliance)

	w.Clock().Advance(90 * 24 * time.Hour)
	assert.False(t, view(t, w, "admin", web, deploy).Expired)
	w.Clock().Advance(time.Second)
	assert.True(t, view(t, w, "admin", web, deploy).Expired)
	assert.False(t, view(t, w, "admin", web, root).Expired, "its policy knows no age")
	do(t, w, "admin", func(tx *state.Tx) error { return tx.ChangePassword(web, deploy, state.PasswordChange{}) })
	assert.False(t, view(t, w, "admin", web, deploy).Expired)
}

func TestPasswordStatus(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, resource(1), guest, state.UseAccess)
	share(t, w, resource(3), guest, state.UseAccess)
	assert.Equal(t, "####", view(t, w, "guest", web, root).Status)
	assert.Equal(t, "####", view(t, w, "guest", files, contract).Status)
	v := view(t, w, "admin", files, contract)
	assert.Equal(t, []string{"contract.pdf", ""}, []string{v.Status, v.Incompliance})
}
