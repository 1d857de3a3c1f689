package state_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/secret"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// TestWhatTheVaultKeepsIsKnownToBeSecret: passwords of accounts, today's and earlier ones, and of users; TOTP secrets; fields that are
// passwords; tokens, those of the seed also without the part that a fork's tag takes the place of. A short one may as well be an id.
func TestWhatTheVaultKeepsIsKnownToBeSecret(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	do(t, w, "admin", func(tx *state.Tx) error {
		_, err := tx.AddAccounts(web, []state.NewAccount{
			newAccount("ops", "Aa1!aaaa-first", func(n *state.NewAccount) { n.TOTP.Secret = text("jbsw y3dp ehpk 3pxp") }),
			newAccount("pin", "4711", func(n *state.NewAccount) { n.Policy = text("Low") }),
		})
		require.NoError(t, err)
		_, err = tx.EditResource(web, state.ResourceSettings{Custom: []state.FieldInput{{Label: "Pin", Value: "Pin#4711"}, {Label: "Series", Value: "Series 7"}}})
		require.NoError(t, err)
		_, err = tx.CreateUser(state.NewUser{Name: "tess", Settings: state.UserSettings{Password: text("Aa1!aaaa-tess")}})
		require.NoError(t, err)
		return drop(tx.EditUser("tess", state.UserSettings{Password: text("Aa1!aaaa-later")}))
	})
	do(t, w, "admin", func(tx *state.Tx) error {
		require.NoError(t, drop(tx.EditResource(web, state.ResourceSettings{Custom: []state.FieldInput{{Label: "Pin", Value: "Pin#0815"}}})))
		require.NoError(t, drop(tx.EditResource(web, state.ResourceSettings{Custom: []state.FieldInput{{Label: "Pin", Value: ""}}})))
		return nil
	})
	var made string
	do(t, w, "helper", func(tx *state.Tx) (err error) { made, err = tx.RegenerateToken(""); return err })
	for spelling, want := range map[string]bool{
		adminToken: true, strings.ToLower(strings.ReplaceAll(adminToken, "-", "")): true, adminToken[:24]: true, made: true, made[:24]: false, adminToken[:23] + "0": false,
		"20000000-0000-4000-8000-" + lastGroup: true,
		"Aa1!aaaa-first":                       true, "aa1!AAAA-first": true, "JBSWY3DPEHPK3PXP": true, "JBSW-Y3DP-EHPK-3PXP====": true, "Pin#4711": true, "Pin#0815": true,
		"Aa1!aaaa-tess": true, "Aa1!aaaa-later": true, "4711": false, "Series 7": false, "ops": false, "Aa1!aaaa-firs": false,
	} {
		assert.Equal(t, want, slices.Contains(slices.Collect(w.Secrets), secret.Of(spelling)), spelling)
	}
}
