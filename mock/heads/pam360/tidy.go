package pam360

import (
	"net/url"
	"strings"
)

// formMedia is the content type that the documentation has.
const formMedia = "application/x-www-form-urlencoded"

// cutToken takes the token off the end of a path. It looks at the path as it was sent: a name that looks like a token, or has a slash
// in it, is escaped there.
func cutToken(u *url.URL) (token string, found bool) {
	sent := u.EscapedPath()
	at := strings.LastIndexByte(sent, '/')
	last, found := strings.CutPrefix(sent[at+1:], tokenHeader+"=")
	if !found || at < 0 {
		return "", false
	}
	rest, err := url.PathUnescape(sent[:at])
	if err != nil {
		return "", false // not to be: net/url has unescaped the whole
	}
	if u.Path = rest; u.RawPath != "" {
		u.RawPath = sent[:at]
	}
	if token, err = url.PathUnescape(last); err != nil {
		return last, true
	}
	return token, true
}
