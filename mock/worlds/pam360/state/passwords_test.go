package state_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

func TestFetchingLeavesATrace(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	v := view(t, w, "admin", web, root)
	assert.Equal(t, []*time.Time{nil, nil}, []*time.Time{v.Accessed, v.Changed})
	do(t, w, "admin", func(tx *state.Tx) error {
		got, err := tx.FetchPassword(web, root, state.Justification{Reason: "patching", TicketID: "any"})
		assert.Equal(t, "First-pass-1", got)
		return err
	})
	v = view(t, w, "admin", web, root)
	assert.Equal(t, &start, v.Accessed)
	assert.Nil(t, v.Changed, "a fetch is no change")
	assert.Equal(t, []state.AuditEntry{{
		ID: 1, About: state.ResourceAudit, Operation: "Password Retrieved", At: start, OperatedBy: "admin", UserName: "admin", FullName: "Ada Admin",
		Address: "192.0.2.1", Agent: "test", ResourceID: 1, Resource: "web", AccountID: 1, Account: "root", Reason: "patching", TicketID: "any",
	}}, auditLog(t, w))
	do(t, w, "admin", func(tx *state.Tx) error {
		list, _, err := tx.Resources(state.Query{ViewType: "RECENTLYACCESSEDPASSWORD"})
		assert.Equal(t, []any{1, "web", 1}, []any{len(list), list[0].Name, list[0].Accounts})
		return err
	})
}

func TestFetchPasswordRefuses(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, resource(2), guest, state.UseAccess)
	share(t, w, account(2), guest, state.ViewAccess)
	rules := map[int64]state.AccessRules{1: {Reason: true}, 2: {Ticket: true}, 3: {Ticket: true, TicketMandatory: true}}
	for account, r := range rules {
		system(t, w, func(tx *state.Tx) error { return tx.SetAccessRules(account, r) })
	}
	w.Seal()
	badTicket := refusal{fail.Invalid, "Ticket ID could not be validated"}
	for name, test := range map[string]struct {
		user, resource, account string
		why                     state.Justification
		want                    refusal // zero: granted
	}{
		"unknown account":       {"admin", web, "99", state.Justification{}, noAccount},
		"unknown resource":      {"admin", "99", root, state.Justification{}, noAccount},
		"another resource":      {"admin", win, root, state.Justification{}, noAccount},
		"another's":             {"admin", db, sa, state.Justification{}, noAccount},
		"not this account":      {"guest", web, root, state.Justification{Reason: "r"}, noAccount},
		"use only":              {"guest", win, administrator, state.Justification{TicketID: "7"}, forbidden},
		"a file":                {"admin", files, contract, state.Justification{}, refusal{fail.Invalid, "Password is stored as a file"}},
		"no reason":             {"admin", web, root, state.Justification{TicketID: "7"}, refusal{fail.Invalid, "Reason is mandatory to retrieve the password"}},
		"a reason":              {"admin", web, root, state.Justification{Reason: "r"}, refusal{}},
		"no ticket":             {"admin", win, administrator, state.Justification{Reason: "r"}, refusal{fail.Invalid, "Ticket ID is mandatory to retrieve the password"}},
		"a ticket":              {"admin", win, administrator, state.Justification{TicketID: "7"}, refusal{}},
		"an unknown ticket":     {"admin", win, administrator, state.Justification{TicketID: "9"}, badTicket},
		"a closed ticket":       {"admin", win, administrator, state.Justification{TicketID: "8"}, badTicket},
		"an optional ticket":    {"admin", web, deploy, state.Justification{}, refusal{}},
		"optional, but unknown": {"admin", web, deploy, state.Justification{TicketID: "9"}, badTicket},
		"a share":               {"guest", web, deploy, state.Justification{}, refusal{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := w.Fork("")
			err := as(t, w, test.user, func(tx *state.Tx) error { return drop(tx.FetchPassword(test.resource, test.account, test.why)) })
			if test.want == (refusal{}) {
				assert.NoError(t, err)
				return
			}
			assertRefused(t, test.want, err)
			assert.Empty(t, auditLog(t, w))
		})
	}
}

func TestCheckTicket(t *testing.T) {
	t.Parallel()
	do(t, smallWorld(t), "admin", func(tx *state.Tx) error {
		assert.NoError(t, tx.CheckTicket(root, "7"))
		for _, ticket := range []string{"8", "9"} {
			assertRefused(t, refusal{fail.Invalid, "Ticket ID could not be validated"}, tx.CheckTicket(root, ticket))
		}
		assertRefused(t, refusal{fail.Invalid, "Ticket ID is mandatory"}, tx.CheckTicket(root, ""))
		assertRefused(t, noAccount, tx.CheckTicket(sa, "7"))
		return nil
	})
}

func TestChangePassword(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, resource(1), guest, state.ModifyAccess)
	w.Clock().Advance(time.Hour)
	do(t, w, "guest", func(tx *state.Tx) error {
		return tx.ChangePassword(web, root, state.PasswordChange{Password: `Zz9 'q'+%41&`, ResetType: "local", Justification: state.Justification{Reason: "r", TicketID: "7"}})
	})
	assert.Equal(t, `Zz9 'q'+%41&`, password(t, w, "admin", web, root))
	later := start.Add(time.Hour)
	assert.Equal(t, &later, view(t, w, "admin", web, root).Changed)
	do(t, w, "admin", func(tx *state.Tx) error { return tx.ChangePassword(web, root, state.PasswordChange{}) })
	assert.Empty(t, strong.Check(password(t, w, "admin", web, root), ""), "generated from the policy")
	do(t, w, "guest", func(tx *state.Tx) error {
		history, err := tx.PasswordHistory(web, root, state.Justification{})
		assert.Equal(t, []state.OldPassword{
			{AccountID: 1, Number: 2, Password: `Zz9 'q'+%41&`, By: "guest", Reason: "r", Set: later},
			{AccountID: 1, Number: 1, Password: "First-pass-1", By: "system", Set: start},
		}, history)
		return err
	})
	assert.Equal(t, "First-pass-1", password(t, w, "admin", web, deploy), "the other is untouched")
}

func TestChangePasswordRefuses(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	system(t, w, func(tx *state.Tx) error {
		require.NoError(t, tx.Share(resource(1), guest, state.ViewAccess))
		require.NoError(t, drop(tx.EditAccount(web, deploy, state.AccountSettings{Options: state.OptionSettings{DisableResets: yes(), ConfigureReset: yes()}})))
		return nil
	})
	w.Seal()
	good := "Other-pass-2"
	for name, test := range map[string]struct {
		user, resource, account string
		change                  state.PasswordChange
		want                    refusal
	}{
		"unknown account":  {"admin", web, "99", state.PasswordChange{Password: good}, noAccount},
		"unknown resource": {"admin", "1000000", "1000000", state.PasswordChange{Password: good}, noAccount},
		"no id at all":     {"admin", "x", root, state.PasswordChange{Password: good}, noAccount},
		"another resource": {"admin", web, administrator, state.PasswordChange{Password: good}, noAccount},
		"another's":        {"helper", web, root, state.PasswordChange{Password: good}, noAccount},
		"a share to view":  {"guest", web, root, state.PasswordChange{Password: good}, forbidden},
		"a weak password":  {"admin", web, root, state.PasswordChange{Password: "a"}, refusal{fail.Invalid, "Minimum length must be 8"}},
		"a file":           {"admin", files, contract, state.PasswordChange{Password: good}, refusal{fail.Invalid, "Password is stored as a file"}},
		"reset type":       {"admin", web, root, state.PasswordChange{Password: good, ResetType: "x"}, refusal{fail.Invalid, "Invalid reset type"}},
		"not configured": {"admin", web, root, state.PasswordChange{Password: good, ResetType: "REMOTE"},
			refusal{fail.Invalid, "Remote password reset is not configured for this resource"}},
		"disabled": {"admin", web, deploy, state.PasswordChange{Password: good, ResetType: "REMOTE"},
			refusal{fail.Invalid, "Remote password reset is disabled for this account"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := w.Fork("")
			assertRefused(t, test.want, as(t, w, test.user, func(tx *state.Tx) error { return tx.ChangePassword(test.resource, test.account, test.change) }))
			assert.Empty(t, auditLog(t, w))
			if test.resource == web && test.account == root {
				assert.Equal(t, "First-pass-1", password(t, w, "admin", web, root))
			}
		})
	}
}

func TestRemoteResets(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	remote := func(user, resource, account string) error {
		return as(t, w, user, func(tx *state.Tx) error {
			return tx.ChangePassword(resource, account, state.PasswordChange{ResetType: "remote"})
		})
	}
	require.Error(t, remote("helper", db, sa))
	do(t, w, "helper", func(tx *state.Tx) error {
		return tx.ConfigureRemoteReset("MS SQL server", []string{db}, state.RemoteReset{Account: "sa"})
	})
	require.NoError(t, remote("helper", db, sa), "configured for the resource")
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.EditAccount(web, root, state.AccountSettings{Options: state.OptionSettings{ConfigureReset: yes()}}))
	})
	require.NoError(t, remote("admin", web, root), "configured for the account")
	require.Error(t, remote("admin", web, deploy))
}

func TestReuse(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	change := func(password string) error {
		return as(t, w, "admin", func(tx *state.Tx) error {
			return tx.ChangePassword(web, root, state.PasswordChange{Password: password})
		})
	}
	require.NoError(t, change("First-pass-1"), "the policy does not mind")
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.EditAccount(web, root, state.AccountSettings{Policy: text("Hard")}))
	})
	list := []string{"Password-number-1", "Password-number-2", "Password-number-3", "Password-number-4"}
	for _, p := range list {
		require.NoError(t, change(p))
	}
	for i, allowed := range []bool{true, false, false, false} {
		err := change(list[i])
		if allowed {
			assert.NoError(t, err)
			require.NoError(t, change(list[1]), "the fourth last by now")
			require.NoError(t, change(list[2]), "the fourth last by now")
			require.NoError(t, change(list[3]), "the fourth last by now")
			continue
		}
		assertRefused(t, refusal{fail.Invalid, "Password was used recently and cannot be reused"}, err)
	}
}

func TestPasswordHistoryRefuses(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, resource(1), guest, state.UseAccess)
	for user, want := range map[string]refusal{"guest": forbidden, "helper": noAccount} {
		assertRefused(t, want, as(t, w, user, func(tx *state.Tx) error { return drop(tx.PasswordHistory(web, root, state.Justification{})) }))
	}
}
