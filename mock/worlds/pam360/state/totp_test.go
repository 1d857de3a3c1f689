package state_test

import (
	"encoding/base32"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// Secrets of RFC 6238, appendix B.
var (
	sha1Secret   = base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	sha256Secret = base32.StdEncoding.EncodeToString([]byte("12345678901234567890123456789012"))
	sha512Secret = base32.StdEncoding.EncodeToString([]byte("1234567890123456789012345678901234567890123456789012345678901234"))
)

func TestAccountTOTP(t *testing.T) {
	t.Parallel()
	rfc := time.Unix(1111111109, 0)
	for name, test := range map[string]struct {
		settings state.TOTPSettings
		code     string
	}{
		"sha1":         {state.TOTPSettings{Secret: &sha1Secret, Digits: text("8")}, "07081804"},
		"sha256":       {state.TOTPSettings{Secret: &sha256Secret, Algorithm: text("sha-256"), Digits: text("8")}, "68084774"},
		"sha512":       {state.TOTPSettings{Secret: &sha512Secret, Algorithm: text("SHA512"), Digits: text("8")}, "25091201"},
		"six digits":   {state.TOTPSettings{Secret: &sha1Secret, Algorithm: text(""), Digits: text(""), Validity: text("30")}, "081804"},
		"a minute":     {state.TOTPSettings{Secret: &sha1Secret, Validity: text("60")}, ""},
		"lower case":   {state.TOTPSettings{Secret: text("gezd gnbv gy3t qojq gezd gnbv gy3t qojq")}, "081804"},
		"digits":       {state.TOTPSettings{Secret: text("1234567890 1234567890")}, "081804"},
		"with padding": {state.TOTPSettings{Secret: text("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ======")}, "081804"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := smallWorld(t)
			do(t, w, "admin", func(tx *state.Tx) error {
				return drop(tx.EditAccount(web, root, state.AccountSettings{TOTP: test.settings}))
			})
			w.Clock().Set(rfc)
			code := func() (code string) {
				do(t, w, "admin", func(tx *state.Tx) (err error) { code, err = tx.AccountTOTP(root, state.Justification{}); return err })
				return code
			}
			before := code()
			if test.code != "" {
				assert.Equal(t, test.code, before)
			} else {
				w.Clock().Advance(time.Minute - 30*time.Second)
				assert.Equal(t, before, code(), "good for a whole minute")
			}
			w.Clock().Advance(time.Hour)
			assert.NotEqual(t, before, code())
		})
	}
}

func TestTOTPSettings(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	for name, s := range map[string]state.TOTPSettings{
		"secret":         {Secret: text("not base32!")},
		"algorithm":      {Secret: &sha1Secret, Algorithm: text("MD5")},
		"digits":         {Secret: &sha1Secret, Digits: text("7")},
		"digits as text": {Secret: &sha1Secret, Digits: text("six")},
		"validity":       {Secret: &sha1Secret, Validity: text("0")},
		"long validity":  {Secret: &sha1Secret, Validity: text("3601")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := as(t, w, "admin", func(tx *state.Tx) error {
				return drop(tx.EditAccount(web, root, state.AccountSettings{TOTP: s}))
			})
			assertRefused(t, refusal{fail.Invalid, "Invalid TOTP configuration"}, err)
		})
	}
	do(t, w, "admin", func(tx *state.Tx) error {
		for _, s := range []state.TOTPSettings{{Secret: &sha1Secret, Algorithm: text("SHA256")}, {Digits: text("8")}, {Secret: text("")}} {
			require.NoError(t, drop(tx.EditAccount(web, deploy, state.AccountSettings{TOTP: s})))
		}
		_, v, err := tx.AccountByIDs(web, deploy)
		assert.Equal(t, &state.TOTP{Secret: sha1Secret, Algorithm: "SHA256", Digits: 8, Validity: 30}, v.TOTP, "each edit changes only what it names")
		return err
	})
}

func TestAccountTOTPRefuses(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.EditAccount(web, root, state.AccountSettings{TOTP: state.TOTPSettings{Secret: &sha1Secret}}))
	})
	share(t, w, account(1), guest, state.UseAccess)
	for _, test := range []struct {
		user, account string
		want          refusal
	}{
		{"admin", deploy, refusal{fail.NotFound, "TOTP is not configured for this account"}},
		{"admin", "99", noAccount}, {"admin", "x", noAccount}, {"admin", "", noAccount}, {"admin", sa, noAccount},
		{"guest", root, forbidden}, {"guest", deploy, noAccount},
	} {
		assertRefused(t, test.want, as(t, w, test.user, func(tx *state.Tx) error { return drop(tx.AccountTOTP(test.account, state.Justification{})) }))
	}
}

// TestACodeTakesTheReasonThatThePasswordTakes, and leaves a record; whoever fetched the password with it need not give it again.
func TestACodeTakesTheReasonThatThePasswordTakes(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.EditAccount(web, root, state.AccountSettings{TOTP: state.TOTPSettings{Secret: &sha1Secret}}))
	})
	share(t, w, account(1), guest, state.ViewAccess)
	system(t, w, func(tx *state.Tx) error {
		return tx.SetAccessRules(1, state.AccessRules{Reason: true, TicketMandatory: true})
	})
	get := func(why state.Justification) error {
		return as(t, w, "guest", func(tx *state.Tx) error { return drop(tx.AccountTOTP(root, why)) })
	}
	both := state.Justification{Reason: "r", TicketID: "7"}
	for _, why := range []state.Justification{{}, {Reason: "r"}, {TicketID: "7"}, {Reason: "r", TicketID: "8"}} {
		assert.Error(t, get(why))
	}
	w.Seal()
	require.NoError(t, get(both))
	newest := func(want string) {
		t.Helper()
		log := auditLog(t, w)
		last := log[len(log)-1]
		assert.Equal(t, []string{want, "root", "guest"}, []string{last.Operation, last.Account, last.OperatedBy})
	}
	newest("TOTP Retrieved")
	do(t, w, "guest", func(tx *state.Tx) error { return drop(tx.FetchPassword(web, root, both)) })
	newest("Password Retrieved")
	require.NoError(t, get(state.Justification{}))
	newest("TOTP Retrieved")
	assert.Error(t, get(state.Justification{Reason: "r", TicketID: "8"}), "a ticket that is closed")
}

// TestACodeWithAReasonMakesTheNextOneNotFree: only the password does.
func TestACodeWithAReasonMakesTheNextOneNotFree(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		return drop(tx.EditAccount(web, root, state.AccountSettings{TOTP: state.TOTPSettings{Secret: &sha1Secret}}))
	})
	share(t, w, account(1), guest, state.ViewAccess)
	system(t, w, func(tx *state.Tx) error { return tx.SetAccessRules(1, state.AccessRules{Reason: true}) })
	code := func(reason string) error {
		return as(t, w, "guest", func(tx *state.Tx) error { return drop(tx.AccountTOTP(root, state.Justification{Reason: reason})) })
	}
	recent := func() (n int) {
		do(t, w, "guest", func(tx *state.Tx) error {
			list, _, err := tx.Resources(state.Query{ViewType: "RECENTLYACCESSEDPASSWORD"})
			n = len(list)
			return err
		})
		return n
	}
	for range 2 {
		require.NoError(t, code("a test"))
		assert.Error(t, code(""))
	}
	assert.Zero(t, recent(), "a code is no password")
	do(t, w, "guest", func(tx *state.Tx) error {
		return drop(tx.FetchPassword(web, root, state.Justification{Reason: "a test"}))
	})
	assert.Equal(t, 1, recent())
	for range 2 {
		require.NoError(t, code(""))
	}
	share(t, w, account(1), guest, state.NoAccess)
	assert.Error(t, code(""))
	share(t, w, account(1), guest, state.ViewAccess)
	require.NoError(t, code(""), "what was fetched before a revoke still counts")
}
