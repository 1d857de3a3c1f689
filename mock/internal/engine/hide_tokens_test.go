package engine_test

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/internal/fail"
)

// webToken is of a usual length, so that it takes several lines.
var webToken = "eyJhbGciOiJIUzI1NiJ9." + strings.Repeat("eyJzdWIiOiIxMDA0In0tLS0t", 8) + "." + strings.Repeat("c2lnbmF0dXJl-_", 3)

// TestATokenIsHiddenHoweverItWasWrappedOrItsDotsAreSpelt, in a path, in quotes and beside other words.
func TestATokenIsHiddenHoweverItWasWrappedOrItsDotsAreSpelt(t *testing.T) {
	t.Parallel()
	insert := func(text string, at int) string { return webToken[:at] + text + webToken[at:] }
	dots := func(dot string) string { return strings.ReplaceAll(webToken, ".", dot) }
	shop := guarded(t, handlers{"getBook": func(c echo.Context) error {
		return failing(fail.New(fail.NotFound, "", "x").Because("no %q, for [%s]", c.QueryParam("text"), c.QueryParam("text")))(c)
	}})
	for _, text := range []string{
		webToken, insert(" ", 76), insert("\n", 76), insert("\r\n ", 152), insert("\x00", 60), insert("\u200b", 60), insert("\u00ad", len(webToken)-20), insert("\u200b", 2),
		strings.ReplaceAll(webToken, "eyJz", "\r\neyJz"), dots("\uff0e"), dots("\u2024"), dots("=."), dots(". "), dots(`\u002e`), dots("&#46;"), dots("&#x2e;"), dots("&period;"),
		dots("%2E"), wide("eyJhbGci.eyJz." + strings.Repeat("c2ln", 10)), base64.RawStdEncoding.EncodeToString([]byte(webToken)), webToken + "=",
	} {
		e := url.PathEscape(text)
		for _, place := range []string{"/x/%s", "/x/%s/y", "/x/%s;y", "/x/a=%s", "/books/%s", "/shelves/%s", "/%s"} {
			for _, path := range []string{strings.Replace(place, "%s", e, 1), strings.Replace(place, "%s", url.PathEscape(e), 1)} {
				got := shop.ask("GET", path, "")
				told := shop.last().Path + got.reason()
				assert.Contains(t, shop.last().Path, "[hidden]", "%q at %s", text, place)
				assert.NotContains(t, told, "0In0", "%q at %s", text, place)
				assert.NotContains(t, told, text[len(text)-20:len(text)-4], "%q at %s", text, place)
			}
		}
		if !strings.Contains(text, " ") && !strings.Contains(text, "\n") || text == webToken {
			assert.Equal(t, `no "[hidden]", for [[hidden]]`, shop.ask("GET", "/books/1?text="+url.QueryEscape(text), "").reason(), "%q", text)
		}
	}
}

// wide is a text in the letters that are as wide as those of Chinese.
func wide(text string) string {
	return strings.Map(func(r rune) rune { return r + 0xfee0 }, text)
}

// TestATokenInBase64IsHiddenThoughItWasWrapped, where it is all of a value.
func TestATokenInBase64IsHiddenThoughItWasWrapped(t *testing.T) {
	t.Parallel()
	shop := guarded(t, nil)
	for _, text := range []string{wrapped(base64.StdEncoding.EncodeToString([]byte(webToken))), "Wno5OS0\n4OA=="} {
		for place, want := range map[string]string{"/x/%s": "/x/[hidden]", "/x/%s/y": "/x/[hidden]/y", "/books/%s": "/books/[hidden]"} {
			shop.ask("GET", strings.Replace(place, "%s", url.PathEscape(text), 1), "")
			assert.Equal(t, want, shop.last().Path)
		}
	}
}

func wrapped(text string) string { return text[:76] + "\n" + text[76:152] + "\n" + text[152:] }

// TestWhatStandsBesideATokenStays, where it can be told from its end.
func TestWhatStandsBesideATokenStays(t *testing.T) {
	t.Parallel()
	shop := guarded(t, nil)
	for path, want := range map[string]string{
		"/x/eyJhbGci.eyJz.c2ln%00/y":                "/x/[hidden]/y",
		"/x/a-eyJh%E2%80%8BbGci.eyJz.c2ln.b;c":      "/x/a-[hidden].b;c",
		"/x/eyJhbGci.eyJz.c2ln;eyJhbGci.eyJz.c2ln":  "/x/[hidden];[hidden]",
		"/x/Bearer%20eyJhbGci.eyJz.c2ln:b":          "/x/Bearer [hidden]:b",
		"/x/Bearer%20eyJhbGci.eyJz.c2ln%3Btulip":    "/x/Bearer [hidden];[hidden]",
		"/x/eyJhbGci.eyJz.c2ln%253Btulip":           "/x/[hidden];[hidden]",
		"/x/token=eyJhbGci.eyJz.c2ln&a=b":           "/x/token=[hidden]&a=b",
		"/x/eyJhbGci.eyJz.c2ln%E2%80%8B;b":          "/x/[hidden]\u200b;b",
		"/x/aeyJhbGci.eyJz.c2ln":                    "/x/aeyJhbGci.eyJz.c2ln",
		"/x/hey.jo.hn":                              "/x/hey.jo.hn",
		"/x/e%20y%20j.o.hn":                         "/x/e y j.o.hn",
		"/x/eyJhbGci.eyJz":                          "/x/eyJhbGci.eyJz",
		"/books/x-eyJhbGci.eyJz.c2ln":               "/books/x-[hidden]",
		"/books/%EF%BD%85yJhbGci%EF%BC%8EeyJz.c2ln": "/books/[hidden]",
	} {
		shop.ask("GET", path, "")
		assert.Equal(t, want, shop.last().Path, path)
	}
}

// TestNoHalfOfATokenIsShownWhereATextIsCut, though it was wrapped there.
func TestNoHalfOfATokenIsShownWhereATextIsCut(t *testing.T) {
	t.Parallel()
	shop := guarded(t, handlers{"getBook": func(c echo.Context) error {
		return failing(fail.New(fail.NotFound, "", "x").Because("%s", c.QueryParam("text")))(c)
	}})
	for n := range 40 {
		text := strings.Repeat("long-;", 290+n) + wrapped(webToken) + strings.Repeat(";z", 3000)
		assert.NotContains(t, shop.ask("GET", "/books/1?text="+url.QueryEscape(text), "").body, "eyJ")
		shop.ask("GET", "/"+url.PathEscape(text), "")
		assert.NotContains(t, shop.last().Path, "eyJ")
	}
}
