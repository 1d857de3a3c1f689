package state_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// Refusals of access control.
var (
	requestedAlready = refusal{fail.Conflict, "Password is already requested"}
	notControlled    = refusal{fail.Invalid, "Access control is not enabled for this account"}
	usedByAnother    = refusal{fail.Conflict, "Password is in use by another user"}
	noneApproved     = refusal{fail.NotFound, "No approved password request found"}
	notCheckedOut    = refusal{fail.NotFound, "Password is not checked out"}
	checkedOut       = refusal{fail.Conflict, "Password is already checked out"}
	nothingToDecide  = refusal{fail.NotFound, "No password request found"}
	ownRequest       = refusal{fail.Forbidden, "You cannot decide on your own request"}
	notAdmitted      = refusal{fail.Forbidden, "Password access is not approved. Request the password and check it out first"}
	tooEarly         = refusal{fail.Invalid, "Password can be checked out from 01/11/2026 10:00 only"}
)

// both approve in worlds under access control: admin, who owns the account, and helper, who does not even see it.
var both = []state.Target{{ID: 1}, {ID: 2}}

// controlled is a small world whose account root of web is under access control; guest may change its password, john may see it.
func controlled(t testing.TB, adjust ...func(*state.AccessControl)) *state.World {
	t.Helper()
	w := smallWorld(t)
	share(t, w, account(1), guest, state.ModifyAccess)
	share(t, w, account(1), state.Target{ID: 4}, state.ViewAccess)
	c := state.AccessControl{Object: account(1), Approvers: both, Exclusive: true, RequestTimeout: 3 * time.Hour, CheckoutFor: time.Hour}
	for _, change := range adjust {
		change(&c)
	}
	system(t, w, func(tx *state.Tx) error { return tx.SetAccessControl(c) })
	return w
}

const john = `CORP\john`

func approverSees(t testing.TB, w *state.World, approver, requester string) string {
	t.Helper()
	status := gone
	do(t, w, approver, func(tx *state.Tx) error {
		for _, r := range tx.PasswordRequests() {
			if r.Login() == requester {
				require.Len(t, r.Requests, 1)
				status = r.Requests[0].Status
			}
		}
		return nil
	})
	return status
}

func TestWhatMovesReturn(t *testing.T) {
	t.Parallel()
	w := controlled(t)
	for _, step := range []struct {
		user, want string
		do         func(*state.Tx) (string, error)
	}{
		{"guest", "[Waiting for approval]", func(tx *state.Tx) (string, error) { return tx.RequestPassword(root, state.NewPasswordRequest{}) }},
		{"admin", "", func(tx *state.Tx) (string, error) { return "", tx.ApproveRequest(root, "GUEST") }},
		{"guest", "****[Check In]", func(tx *state.Tx) (string, error) { return tx.CheckOut(root, state.Justification{}) }},
		{"guest", "[Request]", func(tx *state.Tx) (string, error) { return tx.CheckIn(root, "") }},
	} {
		do(t, w, step.user, func(tx *state.Tx) error {
			got, err := step.do(tx)
			assert.Equal(t, step.want, got)
			return err
		})
	}
}

func TestAutoApproval(t *testing.T) {
	t.Parallel()
	w := controlled(t, func(c *state.AccessControl) { c.AutoApprove = true })
	do(t, w, "guest", func(tx *state.Tx) error {
		status, err := tx.RequestPassword(root, state.NewPasswordRequest{})
		assert.Equal(t, "[Check Out]", status)
		return err
	})
	assert.Equal(t, "Yet To Use [Check In]", approverSees(t, w, "admin", "guest"))
	do(t, w, "guest", moves["check out"].do)
	do(t, w, "guest", moves["fetch"].do)
}

func TestSeveralApprovals(t *testing.T) {
	t.Parallel()
	w := controlled(t, func(c *state.AccessControl) { c.Approvals = 2 })
	do(t, w, "guest", moves["request"].do)
	for _, who := range []string{"admin", "helper"} {
		assert.Empty(t, approverSees(t, w, who, "guest"), "the first of several")
	}
	do(t, w, "admin", moves["approve"].do)
	assert.Equal(t, "MULTIAPPROVAL[Reject]", approverSees(t, w, "admin", "guest"))
	assert.Equal(t, "MULTIAPPROVAL - admin[Reject]", approverSees(t, w, "helper", "guest"))
	assert.Equal(t, "[Waiting for approval]", view(t, w, "guest", web, root).Status)
	assertRefused(t, refusal{fail.Conflict, "Password request is already approved by you"}, as(t, w, "admin", moves["approve"].do))
	assertRefused(t, noneApproved, as(t, w, "guest", moves["check out"].do))
	w.Seal()
	f := w.Fork("")
	do(t, f, "helper", moves["reject"].do)
	assert.Equal(t, "[Request]", view(t, f, "guest", web, root).Status)
	do(t, w, "helper", moves["approve"].do)
	assert.Equal(t, "Yet To Use [Check In]", approverSees(t, w, "helper", "guest"))
	assert.Equal(t, "[Check Out]", view(t, w, "guest", web, root).Status)
}

func TestWithoutExclusiveUseTwoMayHaveIt(t *testing.T) {
	t.Parallel()
	w := controlled(t, func(c *state.AccessControl) { c.Exclusive = false })
	walk(another)(t, w)
	assert.Equal(t, "[Request]", view(t, w, "guest", web, root).Status)
	walk("request", "approve", "check out", "fetch")(t, w)
	assert.Equal(t, "****[Check In]", view(t, w, john, web, root).Status)
}

func TestWithoutTimeOutsNothingRunsOut(t *testing.T) {
	t.Parallel()
	w := controlled(t, func(c *state.AccessControl) { c.RequestTimeout, c.CheckoutFor = 0, 0 })
	const long = 1000 * time.Hour
	walk("request", long, "approve", long, "check out", long, "fetch", "check in")(t, w)
}

func TestWhoApproves(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		approvers []state.Target
		can       []string
		refused   map[string]refusal
	}{
		"those named":                  {both, []string{"admin", "helper"}, map[string]refusal{john: forbidden, "guest": forbidden}},
		"a user group":                 {[]state.Target{desk}, []string{john}, map[string]refusal{"admin": forbidden, "helper": noResource, "guest": forbidden}},
		"otherwise, with full access":  {nil, []string{"admin"}, map[string]refusal{"helper": noResource, john: forbidden, "guest": forbidden}},
		"the requester, but not alone": {[]state.Target{{ID: 1}, guest}, []string{"admin"}, map[string]refusal{"guest": ownRequest}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := controlled(t, func(c *state.AccessControl) { c.Approvers = test.approvers })
			do(t, w, "guest", moves["request"].do)
			w.Seal()
			for _, who := range test.can {
				assert.NotEqual(t, gone, approverSees(t, w, who, "guest"))
				do(t, w.Fork(""), who, moves["approve"].do)
				do(t, w.Fork(""), who, moves["reject"].do)
			}
			for who, want := range test.refused {
				if want.kind == fail.NotFound {
					want = noAccount
				}
				assert.Equal(t, want == ownRequest, approverSees(t, w, who, "guest") != gone, "a requester who approves sees the own request")
				assertRefused(t, want, as(t, w, who, moves["approve"].do))
				assertRefused(t, want, as(t, w, who, moves["reject"].do))
				if want != ownRequest {
					assertRefused(t, want, as(t, w, who, moves["take back"].do))
				}
			}
		})
	}
}

func TestWhoIsBound(t *testing.T) {
	t.Parallel()
	w := controlled(t)
	share(t, w, account(2), guest, state.ViewAccess)
	share(t, w, account(1), state.Target{ID: 2}, state.UseAccess)
	w.Seal()
	request := func(account string) move {
		return func(tx *state.Tx) error { return drop(tx.RequestPassword(account, state.NewPasswordRequest{})) }
	}
	for name, test := range map[string]struct {
		user, account string
		want          refusal
	}{
		"the owner is not":                {"admin", root, notControlled},
		"nor who uses another account":    {"guest", deploy, notControlled},
		"who may not see it cannot ask":   {"helper", root, forbidden},
		"nor who does not know it":        {"guest", sa, noAccount},
		"nor for what does not exist":     {"guest", "99", noAccount},
		"nor for what cannot be an id":    {"guest", "root", noAccount},
		"deciding needs access control":   {"admin", deploy, notControlled},
		"deciding on nothing is the same": {"admin", "99", noAccount},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			do := request(test.account)
			if name[:8] == "deciding" {
				do = func(tx *state.Tx) error { return tx.ApproveRequest(test.account, "guest") }
			}
			assertRefused(t, test.want, as(t, w, test.user, do))
		})
	}
	t.Run("nor whoever gets full access", func(t *testing.T) {
		t.Parallel()
		w := w.Fork("")
		walk("request")(t, w)
		share(t, w, account(1), guest, state.FullAccess)
		assert.Equal(t, "****", view(t, w, "guest", web, root).Status)
		assert.Equal(t, gone, approverSees(t, w, "admin", "guest"))
		do(t, w, "guest", moves["fetch"].do)
	})
	t.Run("a requester must exist", func(t *testing.T) {
		t.Parallel()
		assertRefused(t, noUser, as(t, w, "admin", func(tx *state.Tx) error { return tx.ApproveRequest(root, "nobody") }))
	})
}

func TestLosingTheAccessEndsTheRequest(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(*state.Tx) error{
		"a revoked share":    func(tx *state.Tx) error { return tx.Share(account(1), state.Target{ID: 4}, state.NoAccess) },
		"a deleted user":     func(tx *state.Tx) error { return tx.DeleteUser(john) },
		"a trashed account":  func(tx *state.Tx) error { return drop(tx.MoveToTrash(state.TrashedAccounts, []string{root})) },
		"a trashed resource": func(tx *state.Tx) error { return drop(tx.MoveToTrash(state.TrashedResources, []string{web})) },
		"a deleted account":  func(tx *state.Tx) error { return tx.DeleteAccount(web, root) },
		"a deleted resource": func(tx *state.Tx) error { return tx.DeleteResource(web) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := controlled(t)
			walk(another)(t, w)
			do(t, w, "admin", lose)
			do(t, w, "admin", func(tx *state.Tx) error { assert.Empty(t, tx.PasswordRequests()); return nil })
			if name == "a revoked share" || name == "a deleted user" {
				assert.Equal(t, "[Request]", view(t, w, "guest", web, root).Status, "it is in use no longer")
			}
		})
	}
}

// A newcomer saw two users hold an exclusive password: the first lost the share and got it back.
func TestHavingTheAccessBackDoesNotBringTheCheckoutBack(t *testing.T) {
	t.Parallel()
	w := controlled(t)
	walk(another)(t, w) // john has checked it out
	share(t, w, account(1), state.Target{ID: 4}, state.NoAccess)
	share(t, w, account(1), state.Target{ID: 4}, state.ViewAccess)
	assert.Equal(t, "[Request]", view(t, w, john, web, root).Status)
	assert.Equal(t, "[Request]", view(t, w, "guest", web, root).Status)
}

func TestControlOfAResource(t *testing.T) {
	t.Parallel()
	w := controlled(t, func(c *state.AccessControl) { c.Object = resource(1) })
	system(t, w, func(tx *state.Tx) error {
		return tx.SetAccessControl(state.AccessControl{Object: account(2), AutoApprove: true})
	})
	share(t, w, resource(1), guest, state.ViewAccess)
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.AddAccounts(web, []state.NewAccount{newAccount("new", "Aa1!aaaa")}))
	})
	for account, want := range map[string]string{root: "[Waiting for approval]", deploy: "[Check Out]", "6": "[Waiting for approval]"} {
		do(t, w, "guest", func(tx *state.Tx) error {
			got, err := tx.RequestPassword(account, state.NewPasswordRequest{})
			assert.Equal(t, want, got, "the account's own control goes before the resource's, which new accounts come under")
			return err
		})
	}
	do(t, w, "admin", func(tx *state.Tx) error {
		list := tx.PasswordRequests()
		require.Len(t, list, 1, "by requester")
		assert.Len(t, list[0].Requests, 3)
		return nil
	})
}

func TestControlThatMakesNoSense(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	for says, c := range map[string]state.AccessControl{
		"no resource or account": {Object: account(99)}, "no resource or account {Kind:3": {Object: group(302)},
		"No such user found": {Object: account(1), Approvers: []state.Target{{ID: 99}}}, "2 approvers cannot give 3": {Object: resource(1), Approvers: both, Approvals: 3},
	} {
		assert.ErrorContains(t, w.Write(state.System, func(tx *state.Tx) error { return tx.SetAccessControl(c) }), says)
	}
}

// TestWhatObeysAccessControl: whatever shows or changes a secret.
func TestWhatObeysAccessControl(t *testing.T) {
	t.Parallel()
	w := controlled(t)
	share(t, w, account(4), guest, state.ModifyAccess)
	system(t, w, func(tx *state.Tx) error {
		return tx.SetAccessControl(state.AccessControl{Object: account(4), AutoApprove: true})
	})
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.EditAccount(web, root, state.AccountSettings{TOTP: state.TOTPSettings{Secret: text("JBSWY3DPEHPK3PXP")}}))
	})
	uses := map[string]move{
		"fetch":   moves["fetch"].do,
		"change":  func(tx *state.Tx) error { return tx.ChangePassword(web, root, state.PasswordChange{}) },
		"TOTP":    func(tx *state.Tx) error { return drop(tx.AccountTOTP(root, state.Justification{})) },
		"history": func(tx *state.Tx) error { return drop(tx.PasswordHistory(web, root, state.Justification{})) },
		"file":    func(tx *state.Tx) error { return drop(tx.FetchFile(files, contract, state.Justification{})) },
	}
	for _, use := range uses {
		assertRefused(t, notAdmitted, as(t, w, "guest", use))
		do(t, w, "admin", use)
	}
	assert.Equal(t, "[Request]", view(t, w, "guest", files, contract).Status)
	walk("request", "approve", "check out")(t, w)
	do(t, w, "guest", func(tx *state.Tx) error {
		status, err := tx.RequestPassword(contract, state.NewPasswordRequest{})
		require.NoError(t, err)
		assert.Equal(t, "[Check Out]", status)
		status, err = tx.CheckOut(contract, state.Justification{})
		assert.Equal(t, "contract.pdf[Check In]", status)
		return err
	})
	for name, use := range uses {
		assert.NoError(t, as(t, w, "guest", use), name)
	}
}

func TestFetchFile(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, account(4), guest, state.UseAccess)
	do(t, w, "admin", func(tx *state.Tx) error {
		name, err := tx.FetchFile(files, contract, state.Justification{Reason: "audit"})
		assert.Equal(t, "contract.pdf", name)
		return err
	})
	log := auditLog(t, w)
	require.Len(t, log, 1)
	assert.Equal(t, []string{"File Retrieved", "contract", "audit"}, []string{log[0].Operation, log[0].Account, log[0].Reason})
	assert.NotNil(t, view(t, w, "admin", files, contract).Accessed)
	noFile := refusal{fail.NotFound, "No file is stored for this account"}
	for want, err := range map[refusal]error{
		noFile:    as(t, w, "admin", func(tx *state.Tx) error { return drop(tx.FetchFile(web, root, state.Justification{})) }),
		forbidden: as(t, w, "guest", func(tx *state.Tx) error { return drop(tx.FetchFile(files, contract, state.Justification{})) }),
		noAccount: as(t, w, "admin", func(tx *state.Tx) error { return drop(tx.FetchFile(files, root, state.Justification{})) }),
	} {
		assertRefused(t, want, err)
	}
	system(t, w, func(tx *state.Tx) error { return tx.SetAccessRules(4, state.AccessRules{Reason: true}) })
	assertRefused(t, refusal{fail.Invalid, "Reason is mandatory to retrieve the password"},
		as(t, w, "admin", func(tx *state.Tx) error { return drop(tx.FetchFile(files, contract, state.Justification{})) }))
}

func TestMovesAreRecorded(t *testing.T) {
	t.Parallel()
	w := controlled(t)
	walk("request", "reject", "request", "approve", "check out", "check in", "request", "approve", "take back")(t, w)
	var got []string
	for _, e := range auditLog(t, w) {
		assert.Equal(t, []any{state.ResourceAudit, "web", "root", "guest"}, []any{e.About, e.Resource, e.Account, e.UserName})
		got = append(got, fmt.Sprint(e.Operation, " by ", e.OperatedBy, ": ", e.Reason))
	}
	assert.Equal(t, []string{
		"Password Requested by guest: ", "Password Request Rejected by helper: no", "Password Requested by guest: ",
		"Password Request Approved by admin: ", "Password Checked Out by guest: ", "Password Checked In by guest: done",
		"Password Requested by guest: ", "Password Request Approved by admin: ", "Password Checked In By Administrator by helper: enough",
	}, got)
}
