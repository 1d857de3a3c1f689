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
		{"pÄsswort", "pässwort", true},
		{"pa\u0308sswort", "pässwort", true},
		{"PÄSSWÖRD9X", "Pässwörd9x", true},
		{"straße99", "STRASSE99", true},
		{"STRA\u1e9eE99", "straße99", true},
		{"ΠΑΣΣ99Σ", "πασσ99ς", true},
		{"ﬁnd99#8", "find99#8", true},
		{"Ｚｚ９９＃８８", "Zz99#88", true},
		{"각99#8", "\u1100\u1161\u11a899#8", true},
		{"a\u0323\u03029988", "a\u0302\u03239988", true},
		{"\u1ead9988", "a\u0302\u03239988", true},
		{"passwort", "pässwort", false},
		{"p\u0301asswort", "pa\u0301sswort", false},
		{"\u0bb9\u0bbf\u0ba8\u0bcd99", "\u0bb9\u0ba8\u0bcd99", false},
		{"Zz99#88", "Zz9988", false},
		{"Zz99#88", "99#88Zz", false},
		{"----", "====", false},
		{"a-b", "ab", false},
		{"JBSWY3DPEHPK3PXP", "jbsw_y3dp.ehpk\u2013\u22123pxp", true},
		{"", "-", false},
		{strings.Repeat("long ", 100), strings.Repeat("LONG", 100), true},
		{strings.Repeat("a", 9000), strings.Repeat("a", 9001), false},
	} {
		assert.Equal(t, c.same, secret.Of(c.a) == secret.Of(c.b), "%q and %q", c.a, c.b)
	}
}

// TestWhatCannotBeSeenIsNoPartOfASecret, wherever it stands, so that what is stored with it is found without it.
func TestWhatCannotBeSeenIsNoPartOfASecret(t *testing.T) {
	t.Parallel()
	for _, unseen := range []string{
		"\ufeff", "\u200b", "\u00a0", "\u00ad", "\u200e", "\x00", "\u202e", "\u034f", "\ufe0f", "\u3164", "\u115f", "\U000e0041", "\u2028", "\x7f", "\xa0", "\xad",
	} {
		assert.Equal(t, secret.Of("BomSecret9#"), secret.Of(unseen+"Bom"+unseen+unseen+"Secret9#"+unseen), "%q", unseen)
		assert.Equal(t, secret.Of("a-b"), secret.Of(unseen+"a-b"+unseen), "%q", unseen)
	}
}

// FuzzAPartOfATextHasTheHashThatItHasAlone, and without its last bytes too.
func FuzzAPartOfATextHasTheHashThatItHasAlone(f *testing.F) {
	f.Add("/a-b/", "Zz99#88", "/c")
	f.Add("", "", "")
	f.Add("\u0308", "\ufdfaE\u0301", "\u0345")
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
		for _, last := range []int{secret.Shortest, 12} {
			first, second, ok := v.Parted(last)
			alone, rest, is := secret.Whole(part).Parted(last)
			require.Equal(t, is, ok)
			if ok {
				require.Equal(t, [2]secret.Hash{alone, rest}, [2]secret.Hash{first, second})
			}
		}
	})
}

// TestTheTagBehindASecretIsTakenOffInAnySpelling, and the secret is found without it.
func TestTheTagBehindASecretIsTakenOffInAnySpelling(t *testing.T) {
	t.Parallel()
	const tag = "b208675e13cc"
	for _, c := range []struct{ kept, text string }{
		{"password", "password-b208675e13cc"},
		{"password", "password-b\u200b208675e13cc"},
		{"password", "pass word b20 8675 E13CC"},
		{"password", "passwordb208675e13cc"},
		{"password", "password\u2013b208675e13cc"},
		{"password", "password-\uff42\uff12\uff108675e13cc"},
		{"pw", "pw-b208675e13cc"},
		{"cafe\u0301", "cafe\u0301-b208675e13cc"},
		{"2B7C4E10-9A53-4D8F-B6E1-", "2b7c4e10_9a53_4d8f_b6e1_b208675e13cc"},
		{"2B7C4E10-9A53-4D8F-B6E1-", "2B7C4E109A534D8FB6E1B208675E13CC"},
	} {
		for _, v := range []secret.Value{secret.Whole(c.text), secret.NewText("a."+c.text+" x").Part(2, 2+len(c.text))} {
			before, behind, ok := v.Parted(len(tag))
			assert.True(t, ok, c.text)
			assert.Equal(t, [2]secret.Hash{secret.Of(c.kept), secret.Of(tag)}, [2]secret.Hash{before, behind}, c.text)
		}
	}
	for _, text := range []string{"", tag, "-" + tag, "b208675e13c", "--------------", "password\ufb01208675e13cc"} {
		_, _, ok := secret.Whole(text).Parted(len(tag))
		assert.False(t, ok, text)
	}
}

// TestATokenIsFoundByItsShape in whatever it was wrapped, and not where three words merely have dots between them.
func TestATokenIsFoundByItsShape(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"eyJh.eyJz.c2ln":              {"eyJh.eyJz.c2ln"},
		"a-eyJh.eyJz.c2ln.x":          {"eyJh.eyJz.c2ln"},
		"Bearer eyJh.eyJz.c2ln: no":   {"eyJh.eyJz.c2ln"},
		"eyJh.eyJz.":                  {"eyJh.eyJz."},
		"eyJh=.eyJz==.c2ln=, x":       {"eyJh=.eyJz==.c2ln="},
		"eyJh.ey\r\n Jz.c2\u200bln!":  {"eyJh.ey\r\n Jz.c2\u200bln"},
		"e\x00yJh.eyJz.c2ln\u00ad/x":  {"e\x00yJh.eyJz.c2ln"},
		"eyJh\uff0eeyJz\u2024c2ln":    {"eyJh\uff0eeyJz\u2024c2ln"},
		"\uff45\uff59\uff2ah.eyJz.c2": {"\uff45\uff59\uff2ah.eyJz.c2"},
		"eyJh..eyJi.eyJz.c2ln":        {"eyJi.eyJz.c2ln"},
		"eyJh.eyJz.c;eyJh.eyJz.d":     {"eyJh.eyJz.c", "eyJh.eyJz.d"},
		"aeyJh.eyJz.c2ln":             nil,
		"\u00e9eyJh.eyJz.c2ln":        nil,
		"eyJ.eyJz.c2ln":               nil,
		"hey.jo.hn":                   nil,
		"eyjolfur.h.jonsson":          nil,
		"eyjafjallajokull.png.zip":    nil,
		"eyJh=x.eyJz.c2ln":            nil,
		"eyJh.eyJz":                   nil,
	} {
		var got []string
		places, _ := secret.Tokens(text)
		for _, at := range places {
			got = append(got, text[at.From:at.To])
		}
		assert.Equal(t, want, got, "%q", text)
		assert.Equal(t, len(got) == 1 && strings.Trim(text, "\u00ad") == got[0], secret.IsToken(text), "%q", text)
	}
	for text, want := range map[string]int{"x eyJh.ey": 2, "x eyJ": 2, "x ey": -1, "a-eyJh.eyJz.c2": 2, "eyJh.eyJz.c2!": -1} {
		_, open := secret.Tokens(text)
		assert.Equal(t, want, open, text)
	}
}

// FuzzWhatIsFoundForATokenIsOneAlone, and no two share a letter.
func FuzzWhatIsFoundForATokenIsOneAlone(f *testing.F) {
	f.Add("x eyJh.eyJz.c2ln;eyJh=.\u200beyJz.c2ln")
	f.Add("\uff45\uff59\uff2ah.\xffeyJh\uff0eey Jz.")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		places, open := secret.Tokens(text)
		done := 0
		for _, at := range places {
			require.LessOrEqual(t, done, at.From)
			require.True(t, secret.IsToken(text[at.From:at.To]), "%q of %q", text[at.From:at.To], text)
			done = at.To
		}
		require.Less(t, open, len(text))
	})
}
