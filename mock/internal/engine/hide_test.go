package engine_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/fail"
)

const token = "2B7C4E10-9A53-4D8F-B6E1-5EED5EED5EED"

// guarded is a bookshop to which "tulip" and "reviews" and "K7#x=2&y" sign in.
func guarded(t *testing.T, own handlers) *shop {
	t.Helper()
	cfg, s := config(t, own)
	cfg.Secret = keeping("tulip", "reviews", "K7#x=2&y", "Zz99-88", token)
	return serve(cfg, s)
}

func (s *shop) last() engine.Entry {
	entries, _ := s.journal.Last(1)
	return entries[0]
}

// TestAWholeSegmentIsHiddenAndNeverAPartOfOne, nor a segment that the description has.
func TestAWholeSegmentIsHiddenAndNeverAPartOfOne(t *testing.T) {
	t.Parallel()
	shop := guarded(t, nil)
	for path, want := range map[string]string{
		"/books/tulip":                     "/books/[hidden]",
		"/books/t%75lip":                   "/books/[hidden]",
		"/books/K7%23x%3D2%26y":            "/books/[hidden]",
		"/books/tulips":                    "/books/tulips",
		"/books/my-tulip":                  "/books/my-tulip",
		"/books/tulip/reviews":             "/books/[hidden]/reviews",
		"/books/reviews/reviews":           "/books/[hidden]/reviews",
		"/nowhere/reviews":                 "/nowhere/reviews",
		"/nowhere/tulip/x":                 "/nowhere/[hidden]/x",
		"/nowhere/a=tulip;tulip":           "/nowhere/a=[hidden];[hidden]",
		"/nowhere/pin=tulip%2Fx":           "/nowhere/pin=[hidden]/x",
		"/nowhere/mypassword=whatever&a=b": "/nowhere/mypassword=[hidden]&a=b",
		"/nowhere/TOKEN%253Dwhatever/x":    "/nowhere/TOKEN=[hidden]/x",
		"/nowhere/eyJh.eyJz.c2ln":          "/nowhere/[hidden]",
		"/nowhere/password":                "/nowhere/password",
		"/nowhere/100%25":                  "/nowhere/100%",
	} {
		got := shop.ask("GET", path, "")
		assert.Equal(t, want, shop.last().Path, path)
		assert.NotContains(t, strings.ReplaceAll(strings.ReplaceAll(got.reason(), "tulips", ""), "my-tulip", ""), "tulip", path)
	}
}

// TestATokenGluedToOtherWordsIsHidden: in paths that nobody has and in reasons; what ordinary words look like is left alone.
func TestATokenGluedToOtherWordsIsHidden(t *testing.T) {
	t.Parallel()
	shop := guarded(t, nil)
	for _, secret := range []string{token, "%s", "eyJhbGci.eyJz-d_WIi.c2ln"} {
		for _, joint := range "-_.+!*$~" {
			secret = strings.Replace(secret, "%s", "c29tZWJvZHk6Wno5OS04OA", 1) // of somebody:Zz99-88
			for _, place := range []string{"/a@%s/c", "/a@b@%s", "/books/x@%s"} {
				path := strings.ReplaceAll(place, "@", string(joint))
				got := shop.ask("GET", strings.Replace(path, "%s", secret, 1), "")
				assert.Equal(t, strings.Replace(path, "%s", "[hidden]", 1), shop.last().Path)
				assert.NotContains(t, got.reason(), secret)
			}
		}
	}
	for path, want := range map[string]string{
		"/a-" + token + "_b+" + token + ".c": "/a-[hidden]_b+[hidden].c",
		"/a-" + token + "b":                  "/a-" + token + "b",
		"/a" + token:                         "/a" + token,
		"/my-tulip-and-your-tulip":           "/my-tulip-and-your-tulip",
		"/a%2D" + token:                      "/a-[hidden]",
		"/" + strings.Repeat("a1-", 100):     "/" + strings.Repeat("a1-", 100),
		"/" + strings.Repeat("-", 300) + "x": "/" + strings.Repeat("-", 300) + "x",
	} {
		shop.ask("GET", path, "")
		assert.Equal(t, want, shop.last().Path)
	}
	reason := guarded(t, handlers{"getBook": failing(fail.New(fail.NotFound, "", "x").Because("no " + token + "-x is here"))}).ask("GET", "/books/1", "").reason()
	assert.Equal(t, "no [hidden]-x is here", reason)
}

// TestAnOrdinaryWordOfAReasonIsLeftAlone where it is prose; what is quoted came from the client.
func TestAnOrdinaryWordOfAReasonIsLeftAlone(t *testing.T) {
	t.Parallel()
	because := func(format string, args ...any) echo.HandlerFunc {
		return failing(fail.New(fail.NotFound, "", "x").Because(format, args...))
	}
	for _, c := range []struct{ text, want string }{
		{"a tulip is a flower", "a tulip is a flower"},
		{"this is no tulip.", "this is no tulip."},
		{`"x" tulip. "y" is _tulip_`, `"x" tulip. "y" is _tulip_`},
		{`no flower is called "tulip"`, `no flower is called "[hidden]"`},
		{`no flower is called "K7#x=2&y"`, `no flower is called "[hidden]"`},
		{"Zz99-88 is wrong", "[hidden] is wrong"},
		{"Zz99-889 is wrong", "Zz99-889 is wrong"},
		{`asked "at /x?token=abc now"`, `asked "at /x?token=[hidden] now"`},
		{"Bearer eyJh.eyJz.c2ln: no", "Bearer [hidden]: no"},
		{"Basic YW5uYTp0dWxpcA==", "Basic [hidden]"},
		{`Basic "YW5uYTp0dWxpcA=="`, `Basic "[hidden]"`},
		{`"unclosed tulip`, `"unclosed tulip`},
	} {
		assert.Equal(t, c.want, guarded(t, handlers{"getBook": because("%s", c.text)}).ask("GET", "/books/1", "").reason(), c.text)
	}
}

// TestAPanicAndADriftAreCleanToo, and so are what was forgiven, the caller's name and a method that somebody made up.
func TestAPanicAndADriftAreCleanToo(t *testing.T) {
	t.Parallel()
	shop := guarded(t, handlers{
		"getBook": func(echo.Context) error { panic("no Zz99-88 here") },
		"getShelf": func(c echo.Context) error {
			return c.JSON(http.StatusOK, map[string]any{"title": "x", "pages": "Zz99-88"})
		},
	})
	assert.Equal(t, "panic: no [hidden] here", shop.ask("GET", "/books/1", "").reason())
	assert.Contains(t, shop.ask("GET", "/shelves/Zz99-88", "").header.Get("X-Understudy-Drift"), `[hidden]`)
	shop.ask("Zz99-88", "/books/1", "")
	assert.Equal(t, "[hidden]", shop.last().Method)
	for _, method := range []string{"%5Az99-88", "x-" + token, "%2DeyJhbGci.eyJz.c2ln"} {
		shop.ask(method, "/books/1", "")
		assert.Equal(t, "[hidden]", shop.last().Method, method)
	}
	assert.NotContains(t, shop.log.text()+strings.Join(shop.Drift(), ""), "Zz99-88")
}

// TestWhatIsTooLongToReadIsNotShown: half a token would have no shape.
func TestWhatIsTooLongToReadIsNotShown(t *testing.T) {
	t.Parallel()
	shop := guarded(t, nil)
	for before, want := range map[string]string{"/a/": "/a/[hidden]", "/a/x;": "/a/x;..."} {
		shop.ask("GET", before+strings.Repeat("eyJhbGciOiJIUzI1NiJ9", 400)+".eyJz.c2ln", "")
		assert.Equal(t, want, shop.last().Path)
	}
}

// FuzzNothingSecretIsShown puts a secret behind whatever bytes: it is a whole segment, and is hidden.
func FuzzNothingSecretIsShown(f *testing.F) {
	f.Add("/a", `"`)
	f.Add("/books/%2", `\"x`)
	f.Add("/"+strings.Repeat(`"`, 9000), strings.Repeat(`"\`, 9000))
	cfg, s := config(f, nil)
	cfg.Secret = keeping("Zz99-88")
	s.Server, _ = engine.New(cfg)
	f.Fuzz(func(t *testing.T, before, query string) {
		req, err := http.NewRequest(http.MethodGet, "http://x/", nil)
		require.NoError(t, err)
		req.URL.Path, req.URL.RawQuery = before+"/Zz99-88", query
		req.Header.Set("X-Card", "member")
		w := &recorder{header: http.Header{}}
		s.ServeHTTP(w, req)
		require.NotContains(t, s.last().Path+s.last().Reason, "/Zz99-88")
	})
}

// TestAVendorsMessageRepeatsNoSecret: in quotes of whatever kind, or where the refusal tells that it names it. Its own words stay.
func TestAVendorsMessageRepeatsNoSecret(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, names, want string }{
		{`no "Zz99-88" here`, "", `no "[hidden]" here`},
		{`no "Ab"cd"ef 7" here`, "", `no "[hidden]" here`},
		{`no "Zz99-889" here`, "", `no "Zz99-889" here`},
		{"Zz99-88 was the vendor's own word", "", "Zz99-88 was the vendor's own word"},
		{`Book Ab"cd"ef 7 already exists`, `Ab"cd"ef 7`, "Book [hidden] already exists"},
		{"Book Emma already exists", "Emma", "Book Emma already exists"},
	} {
		cfg, s := config(t, handlers{"getBook": failing(fail.New(fail.Conflict, "", c.text).Naming(c.names))})
		cfg.Secret = keeping("Zz99-88", `Ab"cd"ef 7`)
		got := serve(cfg, s).ask("GET", "/books/1", "")
		var body struct{ Oops string }
		assert.NoError(t, json.Unmarshal([]byte(got.body), &body))
		assert.Equal(t, c.want, strings.TrimSpace(body.Oops))
		assert.NotContains(t, got.reason(), "ef 7")
	}
}

// TestANameOfSecretsIsNoSecret, even if somebody has it for a password; what stands behind it is one.
func TestANameOfSecretsIsNoSecret(t *testing.T) {
	t.Parallel()
	cfg, s := config(t, handlers{"getBook": failing(fail.New(fail.NotFound, "", "x").Because(`no field is called "Secret"`))})
	cfg.Secret = keeping("password", "secret")
	shop := serve(cfg, s)
	for path, want := range map[string]string{
		"/api/password":          "/api/password",
		"/x/secret=VALUE":        "/x/secret=[hidden]",
		"/x/secret=secret":       "/x/secret=[hidden]",
		"/x/dTpwYXNzd29yZA==":    "/x/[hidden]", // u:password
		"/x/a=password;b=Secret": "/x/a=password;b=Secret",
	} {
		shop.ask("GET", path, "")
		assert.Equal(t, want, shop.last().Path)
	}
	assert.Equal(t, `no field is called "Secret"`, shop.ask("GET", "/books/1", "").reason())
}
