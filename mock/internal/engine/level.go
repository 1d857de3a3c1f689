package engine

import (
	"net/http"
	"net/url"
	"strings"
)

// level gives requests that mean the same the same form, so that nothing after it has to know more than one: a HEAD becomes the
// GET whose header it asks for (net/http leaves the body out), and what HTTP allows to be written in two ways is written in one.
// Where HTTP sees two things and servers see one, it says that it forgave, so that strict mode refuses.
func (ex *Exchange) level() {
	r := ex.Request
	if r.Method == http.MethodHead {
		r.Method = http.MethodGet
	}
	address := *r.URL
	address.RawPath = unescapeUnreserved(address.RawPath)
	ex.levelSlashes(&address)
	query, bare := escapeQuery(address.RawQuery)
	if bare {
		ex.Forgive("a percent sign in the query that escapes nothing")
	}
	address.RawQuery = query
	r.URL = &address
}

// levelSlashes makes one of several slashes, which come from a base address that ends in one, and takes the last one away. An escaped
// slash is part of a name.
func (ex *Exchange) levelSlashes(address *url.URL) {
	sent := address.EscapedPath()
	single := singleSlashes(sent)
	trimmed := strings.TrimSuffix(single, "/")
	if single != sent {
		ex.Forgive("repeated slashes in the path")
	}
	if trimmed != single && trimmed != "" {
		ex.Forgive("a trailing slash in the path")
		single = trimmed
	}
	if path, err := url.PathUnescape(single); err == nil && single != sent {
		address.Path, address.RawPath = path, single
	}
}

func singleSlashes(path string) string {
	if !strings.Contains(path, "//") {
		return path
	}
	var single strings.Builder
	for i := range len(path) {
		if path[i] != '/' || i == 0 || path[i-1] != '/' {
			single.WriteByte(path[i])
		}
	}
	return single.String()
}

// unescapeUnreserved writes letters, digits and -._~ as themselves: escaped or not, they are the same (RFC 3986, section 2.3).
func unescapeUnreserved(path string) string {
	var plain strings.Builder
	for i := 0; i < len(path); i++ {
		if c, ok := escaped(path, i); ok && unreserved(c) {
			plain.WriteByte(c)
			i += 2
			continue
		}
		plain.WriteByte(path[i])
	}
	return plain.String()
}

// MendQuery escapes what Go's parser drops a whole parameter for: a semicolon, which is a character like any other (RFC 3986,
// section 3.4), and a percent sign that escapes nothing, which is a mistake that servers forgive.
func escapeQuery(query string) (safe string, bare bool) {
	if !strings.ContainsAny(query, ";%") {
		return query, false
	}
	var text strings.Builder
	for i := 0; i < len(query); i++ {
		_, ok := escaped(query, i)
		switch {
		case query[i] == ';':
			text.WriteString("%3B")
		case query[i] == '%' && !ok:
			text.WriteString("%25")
			bare = true
		default:
			text.WriteByte(query[i])
		}
	}
	return text.String(), bare
}

// escaped is the byte that the three characters from i on stand for, if they are an escape.
func escaped(text string, i int) (byte, bool) {
	if text[i] != '%' || i+2 >= len(text) {
		return 0, false
	}
	high, ok := digit(text[i+1])
	low, ok2 := digit(text[i+2])
	return high<<4 | low, ok && ok2
}

func digit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}

func unreserved(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || strings.IndexByte("-._~", c) >= 0
}
