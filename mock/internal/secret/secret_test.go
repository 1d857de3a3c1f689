package secret_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/secret"
)

func TestTheSpellingsOfASecretHaveOneHash(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"JBSWY3DPEHPK3PXP", "jbsw y3dp ehpk 3pxp", true},
		{"JBSWY3DPEHPK3PXP", "JBSW-Y3DP-EHPK-3PXP====", true},
		{"JBSWY3DPEHPK3PXP", "jbsw+y3dp+ehpk+3pxp", true},
		{"Zz99#88", "zZ99#88", true},
		{" Zz99#88 ", "Zz99#88", true},
		{"\ufeffZz99\u00a0#88\x00", "Zz99#88", true},
		{"p\xe4sswort", "pässwort", true},
		{"pÄsswort", "pässwort", false},
		{"Zz99#88", "Zz9988", false},
		{"Zz99#88", "99#88Zz", false},
		{"----", "====", false},
		{"a-b", "ab", false},
		{"", "-", false},
		{strings.Repeat("long ", 100), strings.Repeat("LONG", 100), true},
		{strings.Repeat("a", 9000), strings.Repeat("a", 9001), false},
	} {
		assert.Equal(t, c.same, secret.Of(c.a) == secret.Of(c.b), "%q and %q", c.a, c.b)
	}
}

// FuzzAPartOfATextHasTheHashThatItHasAlone, and without its last bytes too.
func FuzzAPartOfATextHasTheHashThatItHasAlone(f *testing.F) {
	f.Add("/a-b/", "Zz99#88", "/c")
	f.Add("", "", "")
	f.Add("\xff", "\xe4\u00e4 ab", "-\ufeff")
	f.Add(strings.Repeat("~", 8000), "--a-", strings.Repeat("\U0010ffff", 1000))
	f.Fuzz(func(t *testing.T, before, part, after string) {
		if !utf8.ValidString(before) || !utf8.ValidString(part) {
			return // where a letter begins and ends is clear in UTF-8 only
		}
		text := secret.NewText(before + part + after)
		if len(before)+len(part) > len(text.String()) {
			return
		}
		v := text.Part(len(before), len(before)+len(part))
		require.Equal(t, part, v.String())
		require.Equal(t, secret.Of(part), v.Hash())
		require.Equal(t, secret.Whole(part).Hash(), v.Hash())
		if part != "" {
			_, last := utf8.DecodeLastRuneInString(part)
			require.Equal(t, secret.Of(part[:len(part)-last]), v.Without(last).Hash())
		}
	})
}
