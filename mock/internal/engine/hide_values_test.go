package engine_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/secret"
)

// holding is a bookshop that keeps one secret.
func holding(t *testing.T, text string, own handlers) *shop {
	t.Helper()
	cfg, s := config(t, own)
	cfg.Secret = keeping(text)
	return serve(cfg, s)
}

// keeping knows secrets as a world does.
func keeping(texts ...string) func(secret.Value) bool {
	held := map[secret.Hash]bool{}
	for _, text := range texts {
		held[secret.Of(text)] = true
	}
	return func(value secret.Value) bool { return held[value.Hash()] }
}

// TestASecretWithWhateverInItIsHidden, however often it was escaped: escapes of its own, blanks, more ends than anybody counts.
func TestASecretWithWhateverInItIsHidden(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{
		"Ab%12cd!", "100%41sure%2Fyes!Q9", "50%off#9", "one two three four five six seven eight Nine9", "K7/a/b#c?d&e;f,g:h@i=j|k<l>m(n)o9",
		strings.Repeat("Qw9#", 40) + "End!Zz8", strings.Repeat("word ", 60) + "Zz8", "Bios^s^77x", "^x^Zz8^", "ParolЖ«Ж»9!", "line1Q9!\nline2Z8?", `dom\user"Q9`, "\u20ac uro 9",
	} {
		shop := holding(t, secret, nil)
		for _, place := range []string{"/%s", "/x/%s/y", "/x/a=%s", "/x/note:%s", "/x;v=%s", "/x;%s", "/x/a=%s;b/c", "/x/%%EF%%BB%%BF%s", "/books/%s", "/shelves/a=%s"} {
			e := url.PathEscape(secret)
			for range 3 {
				got := shop.ask("GET", strings.ReplaceAll(strings.ReplaceAll(place, "%%", "%"), "%s", e), "")
				assert.NotContains(t, shop.last().Path, secret[len(secret)-4:], place)
				assert.Contains(t, shop.last().Path, "[hidden]", place)
				assert.NotContains(t, got.reason(), secret[len(secret)-4:], place)
				e = url.PathEscape(e)
			}
		}
	}
}

// TestASecretBesideWhatIsNoEscapeIsHidden, though it was escaped itself.
func TestASecretBesideWhatIsNoEscapeIsHidden(t *testing.T) {
	t.Parallel()
	shop := holding(t, "Zz99#88", nil)
	for _, path := range []string{"/x/%25zz%252FZz99%252388", "/x/%25%252CZz99%252388", "/x/a%2525=%253BZz99%252388", "/x/Zz99%252388/%25z", "/x/%25zz;Zz99%252388"} {
		shop.ask("GET", path, "")
		assert.NotContains(t, shop.last().Path, "88", path)
		assert.Contains(t, shop.last().Path, "[hidden]", path)
	}
}

// TestWhatIsNoLetterEndsAWord in any script, and so a token behind it is hidden.
func TestWhatIsNoLetterEndsAWord(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{token, "Zz99-88"} {
		shop := holding(t, secret, nil)
		for _, before := range []string{"\ufeff", "\u200b", "^", "\u00a0", "\u2014", "\u201e", "\x01", "\xff\xfe", "\U0001f600", "\u2028"} {
			e := url.PathEscape(before)
			shop.ask("GET", "/x/"+e+secret, "")
			assert.NotContains(t, shop.last().Path, secret, "%q", before)
			shop.ask("GET", "/x/a"+e+secret+e+"b", "")
			assert.Equal(t, "/x/a"+before+"[hidden]"+before+"b", shop.last().Path)
		}
		shop.ask("GET", "/x/\u00e9"+secret, "")
		assert.Equal(t, "/x/\u00e9"+secret, shop.last().Path, "a part of a word is never hidden")
	}
}

// TestQuotesThatAreNoneOfGoPutNothingOutOfStep: a pattern in them, what JSON escapes, a quote in quotes, one that is left out.
func TestQuotesThatAreNoneOfGoPutNothingOutOfStep(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{`no match of "^a\.b$", not "Ab\"cd\"ef7"`, `no match of "^a\.b$", not "[hidden]"`},
		{`no match of "^\w\d$" (pattern "\."), not "Ab\"cd\"ef7" or "x"`, `no match of "^\w\d$" (pattern "\."), not "[hidden]" or "x"`},
		{`invalid character '"' before "Ab\"cd\"ef7"`, `invalid character '"' before "[hidden]"`},
		{`sent "\u0041b\"cd\"\/x", not "Ab\"cd\"ef7"`, `sent "\u0041b\"cd\"\/x", not "[hidden]"`},
		{`sent "A\u0062\"c\u0064\"ef7\/"`, `sent "[hidden]/"`},
		{`sent "A\u0062\"c\u0064\"ef7"`, `sent "[hidden]"`},
	} {
		shop := holding(t, `Ab"cd"ef7`, handlers{"getBook": failing(fail.New(fail.NotFound, "", "x").Because("%s", c.text))})
		assert.Equal(t, c.want, shop.ask("GET", "/books/1", "").reason())
	}
	shop := holding(t, "one two Nine9", handlers{"getBook": failing(fail.New(fail.NotFound, "", "x").Because(`a " is left out, "one two Nine9" is here`))})
	assert.NotContains(t, shop.ask("GET", "/books/1", "").reason(), "Nine9")
}

// TestASecretIsHiddenInWhateverFormOfUnicodeItComes, and whatever that cannot be seen is kept or sent with it.
func TestASecretIsHiddenInWhateverFormOfUnicodeItComes(t *testing.T) {
	t.Parallel()
	for kept, spellings := range map[string][]string{
		"\ufeffBomSecret9#":   {"\ufeffBomSecret9#", "BomSecret9#", "BOMSECRET9#"},
		"ZwSecret9#\u200b":    {"ZwSecret9#\u200b", "ZwSecret9#", "Zw\u200bSecret9#"},
		"\u00a0NbSecret9#":    {"\u00a0NbSecret9#", "NbSecret9#"},
		"\u00adShySecret9":    {"\u00adShySecret9", "ShySecret9"},
		"LrmSecret9\u200e":    {"LrmSecret9\u200e", "LrmSecret9"},
		"NulSecret9#\x00":     {"NulSecret9#\x00", "NulSecret9#"},
		"\u202eRtlSecret9":    {"\u202eRtlSecret9", "RtlSecret9"},
		"P\u00e4ssw\u00f6rd9": {"P\u00e4ssw\u00f6rd9", "Pa\u0308sswo\u0308rd9", "P\u00c4SSW\u00d6RD9", "P\xe4ssw\xf6rd9", "\uff30\u00e4ssw\u00f6rd\uff19"},
		"Cafe\u0301-9-x#":     {"Caf\u00e9-9-x#", "CAF\u00c9-9-X#"},
	} {
		shop := holding(t, kept, nil)
		for _, text := range spellings {
			for _, place := range []string{"/x/%s", "/x/%s/y", "/x/a=%s", "/books/%s", "/x/a;%s;b"} {
				got := shop.ask("GET", strings.Replace(place, "%s", url.PathEscape(text), 1), "")
				assert.Contains(t, shop.last().Path, "[hidden]", "%q at %s", text, place)
				assert.NotContains(t, shop.last().Path+got.reason(), text, "%q at %s", text, place)
			}
		}
	}
}

// TestASecretIsHiddenInTheEscapesOfHTMLAndJSON, also where they were escaped for a path.
func TestASecretIsHiddenInTheEscapesOfHTMLAndJSON(t *testing.T) {
	t.Parallel()
	shop := holding(t, `<b>&"9Aa\p`, nil)
	for _, text := range []string{
		`&lt;b&gt;&amp;&quot;9Aa\p`, `&lt;b&gt;&amp;&#34;9Aa\p`, `\u003cb\u003e\u0026\"9Aa\\p`, `\u003c\u0062\u003e\u0026\u0022\u0039\u0041\u0061\u005c\u0070`,
	} {
		for _, place := range []string{"/x/%s", "/x/%s/y", "/x/a=%s", "/books/%s", "/x/(%s)"} {
			got := shop.ask("GET", strings.Replace(place, "%s", url.PathEscape(text), 1), "")
			assert.Contains(t, shop.last().Path, "[hidden]", "%q at %s", text, place)
			assert.NotContains(t, shop.last().Path+got.reason(), "9A", "%q at %s", text, place)
		}
	}
	shop = holding(t, "<b>&amp;9Aa", nil)
	for _, path := range []string{"/x/%3Cb%3E&amp;9Aa", "/x/%3Cb%3E%26amp;9Aa", "/x/%3Cb%3E%26amp;amp;9Aa"} {
		shop.ask("GET", path, "")
		assert.Equal(t, "/x/[hidden]", shop.last().Path, path)
	}
}

// TestALongSecretIsHiddenInBrackets, of as many pieces as there are in what is read of a text.
func TestALongSecretIsHiddenInBrackets(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{strings.Repeat("k1,", 40) + "Zz8", strings.Repeat("ef5,", 300) + "Zz8", "-----BEGIN KEY-----\n" + strings.Repeat("QmFzZTY0+/\n", 100) + "-----END KEY-----\n"} {
		shop := holding(t, secret, nil)
		e := url.PathEscape(secret)
		for _, place := range []string{"/x/%s", "/x/(%s)", "/x/%22%s%22", "/x/[%s].", "/x/'%s'", "/x/a;%s"} {
			shop.ask("GET", strings.Replace(place, "%s", e, 1), "")
			assert.Contains(t, shop.last().Path, "[hidden]", place)
			assert.NotContains(t, shop.last().Path, secret[len(secret)/2:len(secret)/2+9], place)
			assert.NotContains(t, shop.last().Path, secret[:9], place)
		}
	}
}

// TestNoHalfOfASecretIsShownWhereATextIsCut.
func TestNoHalfOfASecretIsShownWhereATextIsCut(t *testing.T) {
	t.Parallel()
	const secret = "Qw9#er;ty Zz&8/uv9x"
	shop := holding(t, secret, handlers{"getBook": func(c echo.Context) error {
		return failing(fail.New(fail.NotFound, "", "x").Because("%s", c.QueryParam("text")))(c)
	}})
	long := holding(t, secret, nil)
	for n := range 40 {
		before := strings.Repeat("long-;", 340) // 2040 bytes, of which three would be hidden
		text := strings.Repeat("y", n) + ";" + before[n:] + secret + ";z"
		for _, half := range []string{"Qw9", "er;ty", "Zz&8"} {
			assert.NotContains(t, shop.ask("GET", "/books/1?text="+url.QueryEscape(text), "").body, half)
			long.ask("GET", "/"+url.PathEscape(text), "")
			assert.NotContains(t, long.last().Path, half)
		}
	}
}

// TestASecretThatIsLongerThanWhatIsReadIsHidden where it is a whole segment of a path, or stands in quotes.
func TestASecretThatIsLongerThanWhatIsReadIsHidden(t *testing.T) {
	t.Parallel()
	secret := strings.Repeat("kl2;x ", 900) + "Zz8"
	shop := holding(t, secret, handlers{"getBook": failing(fail.New(fail.NotFound, "", "x").Because("no book is called %q", secret))})
	assert.Equal(t, `no book is called "[hidden]"`, shop.ask("GET", "/books/1", "").reason())
	for _, escaped := range []string{url.PathEscape(secret), url.PathEscape(url.PathEscape(secret))} {
		shop.ask("GET", "/x/"+escaped+"/y", "")
		assert.Equal(t, "/x/[hidden]/y", shop.last().Path)
	}
}

// TestASecretIsHiddenInAnyEntityOfHTML, by name, in decimal and in hexadecimal digits, and in both halves of a letter of JSON.
func TestASecretIsHiddenInAnyEntityOfHTML(t *testing.T) {
	t.Parallel()
	shop := holding(t, "K7\u20ac'#-9A<\U0001d400", nil)
	every := ""
	for _, r := range "K7\u20ac'#-9A<\U0001d400" {
		every += fmt.Sprintf("&#%d;", r)
	}
	for _, text := range []string{
		"K7\u20ac&#x27;#-9A&lt;\U0001d400", "K7&euro;&#X27;#&hyphen;9A&#60;A", "K7&#x20AC;&apos;&num;&#x2D;9A&#x003c;&#x1d400;", `K7\u20ac\u0027#-9A\u003c\ud835\udc00`, every,
		"K7\u20ac&#39;&#35;&#45;9A&LT;&Aopf;",
	} {
		for _, place := range []string{"/x/%s", "/x/%s/y", "/books/%s", "/x/(%s)"} {
			got := shop.ask("GET", strings.Replace(place, "%s", url.PathEscape(text), 1), "")
			assert.Contains(t, shop.last().Path, "[hidden]", "%q at %s", text, place)
			assert.NotContains(t, shop.last().Path+got.reason(), "9A", "%q at %s", text, place)
		}
	}
	shop.ask("GET", "/x/R%26D;%20%26%26;%26nosuch;%26%23;", "")
	assert.Equal(t, "/x/R&D; &&;&nosuch;&#;", shop.last().Path)
}
