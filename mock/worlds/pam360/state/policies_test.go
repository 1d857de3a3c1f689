package state_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

func TestPolicyCheck(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		policy            state.Policy
		password, account string
		reason            string
	}{
		{strong, "Aa1!aaaa", "", ""},
		{strong, "1a!Aaaaa", "", ""},
		{strong, "Aa1 aaaa", "", ""},
		{strong, "Pässwö1!", "", ""},
		{strong, "", "", "Minimum length must be 8"},
		{strong, "Aa1!aaa", "", "Minimum length must be 8"},
		{strong, "Pä1!äöü", "", "Minimum length must be 8"},
		{strong, "Aa1!" + strings.Repeat("a", 16), "", ""},
		{strong, "Aa1!" + strings.Repeat("a", 17), "", "Maximum length must be 20"},
		{strong, "aa1!aaaa", "", "Must contain an upper case letter"},
		{strong, "AA1!AAAA", "", "Must contain a lower case letter"},
		{strong, "Aaa!aaaa", "", "Must contain a numeral"},
		{strong, "Aa1aaaaa", "", "Must contain a special character"},
		{strong, "Aa1ßaaaa", "", "Must contain a special character"},
		{strong, "Root-123", "root", ""},
		{low, "aaaa", "aaaa", ""},
		{low, "aaa", "", "Minimum length must be 4"},
		{hard, "1aA!aaaaaaaaaa", "", "Must start with a letter"},
		{hard, "aA1!aaaaaaaaaa", "root", ""},
		{hard, "aA1!aaaROOTaaa", "root", "Must not contain the account name"},
		{hard, "aA1!aaaROOTaaa", "", ""},
	} {
		assert.Equal(t, test.reason, test.policy.Check(test.password, test.account), "%q under %s", test.password, test.policy.Name)
	}
}

func TestGeneratedPasswordsSatisfyTheirPolicies(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	odd := []state.Policy{
		{ID: 201, Name: "Shortest", MinLength: 4, MaxLength: 4, Upper: true, Lower: true, Digit: true, Special: true, StartWithLetter: true},
		{ID: 202, Name: "Longest", MinLength: 40, MaxLength: 40, Digit: true},
	}
	for _, p := range odd {
		system(t, w, func(tx *state.Tx) error { return tx.AddPolicy(p) })
	}
	seen := map[string]bool{}
	for _, p := range append(odd, strong, low, hard) {
		for range 200 {
			system(t, w, func(tx *state.Tx) error {
				made, err := tx.GeneratePassword(strings.ToUpper(p.Name))
				require.NoError(t, err)
				assert.Empty(t, p.Check(made, ""), made)
				assert.Regexp(t, `^[A-Za-z]`, made)
				assert.False(t, len(made) > 4 && seen[made], "made twice: %s", made)
				seen[made] = true
				return nil
			})
		}
	}
}

// TestAPasswordIsGeneratedForEveryAccountName: the longest password without a name of one letter is as soon made as any.
func TestAPasswordIsGeneratedForEveryAccountName(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	for i, p := range []state.Policy{
		{MinLength: 1000, MaxLength: 1000},
		{MinLength: 1000, MaxLength: 1000, Upper: true, Lower: true, Digit: true, Special: true, StartWithLetter: true},
		{MinLength: 4, MaxLength: 4, Upper: true, Lower: true, Digit: true, Special: true, StartWithLetter: true},
	} {
		p.ID, p.Name, p.NoAccountName = int64(300+i), fmt.Sprint("Nameless ", i), true
		system(t, w, func(tx *state.Tx) error { return tx.AddPolicy(p) })
		for _, name := range []string{"e", "E", "Z", "2", "!", "é", "\u212a", "İ", "ab", "root", strings.Repeat("x", 300)} {
			system(t, w, func(tx *state.Tx) error {
				_, err := tx.AddAccounts(win, []state.NewAccount{{AccountSettings: state.AccountSettings{Name: &name, Policy: &p.Name}}})
				require.NoError(t, err)
				_, a, err := tx.AccountByNames("win", name)
				require.NoError(t, err)
				assert.Empty(t, p.Check(a.Password, name), "%q under %+v", name, p)
				assert.Regexp(t, `^[A-Za-z]`, a.Password)
				return tx.DeleteAccount(win, strconv.FormatInt(a.ID, 10))
			})
		}
	}
}

func TestGeneratedPasswordsFollowFromTheSeed(t *testing.T) {
	t.Parallel()
	made := func(w *state.World) (list [3]string) {
		for i := range list {
			do(t, w, "guest", func(tx *state.Tx) (err error) { list[i], err = tx.GeneratePassword("Strong"); return err })
		}
		return list
	}
	w := smallWorld(t)
	first := made(w.Fork("a"))
	assert.Equal(t, first, made(w.Fork("b")))
	assert.NotEqual(t, first[0], first[1])
}

func TestPoliciesByNameAndID(t *testing.T) {
	t.Parallel()
	do(t, smallWorld(t), "guest", func(tx *state.Tx) error {
		assert.Equal(t, []state.Policy{strong, low, hard}, tx.Policies())
		for _, name := range []string{"Strong>", "Str", " Strong"} {
			_, err := tx.GeneratePassword(name)
			assertRefused(t, noPolicy, err)
		}
		for _, test := range []struct{ name, id, password, reason string }{
			{"strong", "", "Aa1!aaaa", ""}, {"", "101", "abc", "Minimum length must be 8"}, {"Low", "101", "aaaa", ""},
		} {
			reason, err := tx.ValidatePassword(test.name, test.id, test.password)
			require.NoError(t, err)
			assert.Equal(t, test.reason, reason)
		}
		for _, id := range []string{"", "0", "-101", "+101", "999", "abc", "99999999999999999999"} {
			_, err := tx.ValidatePassword("", id, "Aa1!aaaa")
			assertRefused(t, noPolicy, err)
		}
		return nil
	})
}

func TestAPolicyNeedsRoomForItsRules(t *testing.T) {
	t.Parallel()
	for _, p := range []state.Policy{{ID: 9, Name: "p", MinLength: 3, MaxLength: 9}, {ID: 9, Name: "p", MinLength: 8, MaxLength: 7}} {
		assert.ErrorContains(t, smallWorld(t).Write(state.System, func(tx *state.Tx) error { return tx.AddPolicy(p) }), "4 <= minLength <= maxLength")
	}
}
