package state_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// TestASecretThatMakesNoCodeWasTaken: of some lengths it was stored, and asking for a code ended in a server error.
func TestASecretThatMakesNoCodeWasTaken(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	for _, secret := range []string{"A", "ABC", "ABCDEF", "ABCDEFGHA", "JBSWY3DPEHPK3PXPABC", "  ", "====", " \r\n", "=A", "AB=CD==="} {
		for name, err := range map[string]error{
			"edit": as(t, w, "admin", func(tx *state.Tx) error {
				return drop(tx.EditAccount(web, root, state.AccountSettings{TOTP: state.TOTPSettings{Secret: &secret}}))
			}),
			"create": as(t, w, "admin", func(tx *state.Tx) error {
				return drop(tx.CreateResource(named("new", func(n *state.NewResource) {
					n.Account = &state.NewAccount{AccountSettings: state.AccountSettings{Name: text("a"), TOTP: state.TOTPSettings{Secret: &secret}}}
				})))
			}),
		} {
			assert.Error(t, err, "%s %q", name, secret)
			assertRefused(t, refusal{fail.Invalid, "Invalid TOTP configuration"}, err)
		}
	}
	for _, secret := range []string{"GEZD\r\nGNBV GY3T\tQOJQ GEZD GNBV GY3T QOJQ\n", "AB", "ABCD", "ABCDE", "ABCDEFG", "ABCDEFGH"} {
		do(t, w, "admin", func(tx *state.Tx) error {
			require.NoError(t, drop(tx.EditAccount(web, root, state.AccountSettings{TOTP: state.TOTPSettings{Secret: &secret}})), secret)
			code, err := tx.AccountTOTP(root, state.Justification{})
			assert.Len(t, code, 6)
			return err
		})
	}
}

// TestABlankReasonWasOne: a rule that a blank satisfies is none.
func TestABlankReasonWasOne(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	system(t, w, func(tx *state.Tx) error { return tx.SetAccessRules(1, state.AccessRules{Reason: true}) })
	system(t, w, func(tx *state.Tx) error { return tx.SetAccessRules(2, state.AccessRules{TicketMandatory: true}) })
	reason := refusal{fail.Invalid, "Reason is mandatory to retrieve the password"}
	for _, why := range []state.Justification{{}, {Reason: "  "}, {Reason: "\t\n"}} {
		assertRefused(t, reason, as(t, w, "admin", func(tx *state.Tx) error { return drop(tx.FetchPassword(web, root, why)) }))
		assertRefused(t, reason, as(t, w, "admin", func(tx *state.Tx) error { return drop(tx.PasswordHistory(web, root, why)) }))
	}
	do(t, w, "admin", func(tx *state.Tx) error { return drop(tx.PasswordHistory(web, root, state.Justification{Reason: "r"})) })
	assertRefused(t, refusal{fail.Invalid, "Ticket ID is mandatory to retrieve the password"}, as(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.FetchPassword(web, deploy, state.Justification{TicketID: " "}))
	}))
}

// TestWhoMayOnlyUseAnAccountWasSaidToSeeItsPassword is about the reason, which is for developers.
func TestWhoMayOnlyUseAnAccountWasSaidToSeeItsPassword(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	share(t, w, account(1), guest, state.UseAccess)
	err := as(t, w, "guest", func(tx *state.Tx) error {
		return tx.ChangePassword(web, root, state.PasswordChange{Password: "Other-pass-2"})
	})
	assertRefused(t, forbidden, err)
	var refused *fail.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, "guest may use the account root of web, neither see nor change its password", refused.Reason)
}

// TestRetypingHidWhatAnAccountKeeps: a password under a File Store had no status and could not be fetched.
func TestRetypingHidWhatAnAccountKeeps(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	retype := func(id, kind string) error {
		return as(t, w, "admin", func(tx *state.Tx) error { return drop(tx.EditResource(id, state.ResourceSettings{Type: &kind})) })
	}
	no := refusal{fail.Invalid, "Resource type cannot be changed"}
	assertRefused(t, no, retype(web, "File Store"))
	assertRefused(t, no, retype(files, "Linux"))
	require.NoError(t, retype(web, "Windows"))
	require.NoError(t, retype(web, ""))
	assert.Equal(t, "First-pass-1", password(t, w, "admin", web, root))
	do(t, w, "admin", func(tx *state.Tx) error {
		made, err := tx.CreateResource(named("empty"))
		require.NoError(t, err)
		return drop(tx.EditResource(id(made.ID), state.ResourceSettings{Type: text("File Store")}))
	})
}

// TestAResourceNameHadNoEnd: one of a megabyte was in every list from then on.
func TestAResourceNameHadNoEnd(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	tooLong := refusal{fail.Invalid, "Resource name is too long"}
	do(t, w, "admin", func(tx *state.Tx) error { return drop(tx.CreateResource(named(strings.Repeat("é", 250)))) })
	long := strings.Repeat("é", 251)
	assertRefused(t, tooLong, as(t, w, "admin", func(tx *state.Tx) error { return drop(tx.CreateResource(named(long))) }))
	assertRefused(t, tooLong, as(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.EditResource(web, state.ResourceSettings{Name: &long}))
	}))
}

// TestAnUnknownPolicyWithoutAnAccountWasIgnored: nothing is made of it, but a misspelt one is found.
func TestAnUnknownPolicyWithoutAnAccountWasIgnored(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	with := func(policy string) func(*state.Tx) error {
		return func(tx *state.Tx) error {
			return drop(tx.CreateResource(named("bare", func(n *state.NewResource) { n.AccountPolicy = &policy })))
		}
	}
	assertRefused(t, noPolicy, as(t, w, "admin", with("x")))
	do(t, w, "admin", with("low"))
}
