package mock_test

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"log/slog"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"github.com/understudy/understudy/mock"
)

// spelt are the spellings in which people, editors and serializers hand on what signs in. A break stands where a line of 76 or 24 ends, or
// in the middle.
var spelt = map[string]func(string) string{
	"plain":                  func(s string) string { return s },
	"lower case":             strings.ToLower,
	"upper case":             strings.ToUpper,
	"a blank":                broken(" "),
	"a wrapped line":         broken("\n"),
	"a line in JSON":         broken(`\n`),
	"behind a line in JSON":  func(s string) string { return `\n` + s },
	"a line in JSON in JSON": broken(`\\n`),
	"a wrapped header":       broken("\r\n "),
	"NUL":                    broken("\x00"),
	"a space of no width":    broken("\u200b"),
	"a soft hyphen":          broken("\u00ad"),
	"wide letters":           shifted(map[[2]rune]rune{{'!', '~'}: 0xfee0}),
	"letters of mathematics": shifted(map[[2]rune]rune{{'A', 'Z'}: 0x1d400 - 'A', {'a', 'z'}: 0x1d41a - 'a', {'0', '9'}: 0x1d7ce - '0'}),
	"a wide dot":             replaced(".", "\uff0e"),
	"a leader of one dot":    replaced(".", "\u2024"),
	"padding before a dot":   replaced(".", "=."),
	"JSON's escapes":         func(s string) string { return replaced(".", `\u002e`)(replaced("-", `\u002d`)(s)) },
	"HTML's entities":        func(s string) string { return replaced(".", "&#46;")(replaced("-", "&#45;")(s)) },
	"in hexadecimal":         func(s string) string { return replaced(".", "&#x2e;")(replaced("-", "&#x2D;")(s)) },
	"blanks for hyphens":     hyphens(" "),
	"underscores for them":   hyphens("_"),
	"dots for them":          hyphens("."),
	"dashes for them":        hyphens("\u2013"),
	"signs of minus":         hyphens("\u2212"),
	"hyphens that hold":      hyphens("\u2011"),
	"no hyphens":             hyphens(""),
	"base64":                 func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
}

func broken(by string) func(string) string {
	return func(s string) string {
		at := 76
		if len(s) <= at {
			at = min(24, len(s)/2)
		}
		return s[:at] + by + s[at:]
	}
}

func replaced(old, by string) func(string) string {
	return func(s string) string { return strings.ReplaceAll(s, old, by) }
}

// hyphens replaces those of what is no JSON web token, in which they are letters.
func hyphens(by string) func(string) string {
	return func(s string) string {
		if strings.HasPrefix(s, "eyJ") {
			return s
		}
		return strings.ReplaceAll(s, "-", by)
	}
}

func shifted(ranges map[[2]rune]rune) func(string) string {
	return func(s string) string {
		return strings.Map(func(c rune) rune {
			for of, by := range ranges {
				if of[0] <= c && c <= of[1] {
					return c + by
				}
			}
			return c
		}, s)
	}
}

var (
	ofJSON   = regexp.MustCompile(`\\+u([0-9a-fA-F]{4})`)
	noLetter = regexp.MustCompile(`[^a-z0-9]+`)
)

// unspelt is a text without all in which spellings differ.
func unspelt(text string) string {
	for range 3 {
		if plain, err := url.PathUnescape(text); err == nil {
			text = plain
		}
	}
	text = ofJSON.ReplaceAllStringFunc(text, func(escape string) string {
		n, _ := strconv.ParseUint(escape[len(escape)-4:], 16, 16)
		return string(rune(n))
	})
	return noLetter.ReplaceAllString(strings.ToLower(norm.NFKD.String(html.UnescapeString(text))), "")
}

// TestWhatSignsInIsHiddenInAnySpelling: tokens of both APIs, a fork's password and API client secret, and what the vault keeps. There is one
// rule for all of them.
func TestWhatSignsInIsHiddenInAnySpelling(t *testing.T) {
	t.Parallel()
	log := &lockedLog{}
	s := start(t, func(o *mock.Options) {
		o.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	fork := tenant(t, s, `{"name":"side"}`)
	at := defaultTenant(t, s)
	stow(t, at, `"PASSWORD":"Aa1!-kept-Zz9"`)
	bearer, _ := signIn(t, s.URL("code42"), s.Access().Code42.Username, s.Access().Code42.Password)
	inFork, _ := signIn(t, s.URL("code42"), fork.Code42.Username, fork.Code42.Password)
	for kind, secret := range map[string]string{
		"token": at.PAM360.AuthToken, "token of a fork": fork.PAM360.AuthToken, "password of a fork": fork.Code42.Password,
		"secret of a fork": fork.Code42.APIClientSecret, "bearer token": strings.TrimPrefix(bearer, "Bearer "), "bearer token of a fork": strings.TrimPrefix(inFork, "Bearer "),
		"vault password": "Aa1!-kept-Zz9",
	} {
		for spelling, in := range spelt {
			text := in(secret)
			e, q := url.PathEscape(text), url.QueryEscape(text)
			quoted, err := json.Marshal(text)
			require.NoError(t, err)
			for _, c := range []struct{ method, address, body string }{
				{"GET", s.URL("code42") + "/nosuch/" + e + "/x", ""},
				{"GET", s.URL("code42") + "/api/v1/User/" + url.PathEscape(e), ""},
				{"GET", s.URL("code42") + "/api/v1/User?pgNum=" + q + "&" + q + "=1", ""},
				{"POST", s.URL("code42") + "/api/v1/User", `{"orgUid":` + string(quoted) + `,"username":` + string(quoted) + `,"email":1}`},
				{"POST", s.URL("code42") + "/api/v1/User", `{"orgUid":` + string(quoted) + `,"username":"x@example.com","email":"x@example.com"}`},
				{"GET", s.URL("pam360") + "/restapi/json/v1/resources/resourcename/" + e, ""},
				{"GET", s.ControlURL() + "/_mock/tenants/" + e, ""},
			} {
				got := call(t, client, c.method, c.address, c.body, "Authorization", bearer, "AUTHTOKEN", at.PAM360.AuthToken)
				told := got.header.Get("X-Understudy-Reason") + " " + got.header.Get("X-Understudy-Forgave")
				if got.status >= 400 || strings.Contains(got.body, `"Failed"`) {
					told += " " + got.body
				}
				assert.NotContains(t, unspelt(told), unspelt(secret), "%s, %s: %s %s", kind, spelling, c.method, c.address)
				assert.NotContains(t, told, text)
			}
		}
		for where, told := range map[string]string{"journal": control(t, s, "GET", "/journal?last=500", "").body, "log": log.text()} {
			assert.NotContains(t, unspelt(told), unspelt(secret), "%s in the %s", kind, where)
		}
	}
}
