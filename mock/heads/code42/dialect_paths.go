package code42

import (
	"net/url"
	"strings"

	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/openapi"
)

// heads are how the authority's paths of version 1, and those without a version, begin: /api/v1/User. They are found by method, as the
// document spells them and in lower case. Recorded answers show that the vendor takes a path without a version for one of version 1, and
// reads a name without regard to case; py42 1.19 and older scripts call so.
type heads map[place]string

func headsOf(doc *openapi.Document) heads {
	h, folded := heads{}, heads{}
	add := func(method, path string) {
		if head, _, ok := headOf(path); ok {
			h[place{method, head}], folded[place{method, strings.ToLower(head)}] = head, head
		}
	}
	for _, op := range doc.Operations {
		add(op.Method, op.Path)
	}
	for _, u := range doc.Unserved {
		add(u.Method, u.Path)
	}
	for _, s := range spellings {
		add(s.method, s.path)
	}
	for at, head := range folded {
		if _, taken := h[at]; !taken {
			h[at] = head
		}
	}
	return h
}

const (
	root       = "/api/"
	versionOne = "v1/"
)

// headOf cuts a path behind its name. A path of a later version has no head.
func headOf(path string) (head, rest string, ok bool) {
	after, ok := strings.CutPrefix(path, root)
	if !ok {
		return "", "", false
	}
	name, versioned := strings.CutPrefix(after, versionOne)
	if !versioned && isVersion(name) {
		return "", "", false
	}
	end := len(path)
	if i := strings.IndexAny(name, "/?"); i >= 0 {
		end -= len(name) - i
	}
	return path[:end], path[end:], true
}

// isVersion tells whether a path goes on with a version: v3/users.
func isVersion(rest string) bool {
	return len(rest) > 1 && rest[0] == 'v' && '0' <= rest[1] && rest[1] <= '9'
}

// spell finds the head that is meant by another spelling of one.
func (h heads) spell(method, head string) string {
	if meant, ok := h[place{method, head}]; ok {
		return meant
	}
	folded := strings.ToLower(head)
	if name, ok := strings.CutPrefix(folded, root); ok && !strings.HasPrefix(name, versionOne) {
		if meant, ok := h[place{method, root + versionOne + name}]; ok {
			return meant
		}
	}
	if meant, ok := h[place{method, folded}]; ok {
		return meant
	}
	return head
}

// spellPath gives a path the version and the spelling that the document has.
func (d dialect) spellPath(ex *engine.Exchange) error {
	sent := ex.Request.URL.EscapedPath()
	path := sent
	if rest, ok := strings.CutPrefix(path, "/c42api/"); ok {
		path = root + rest
		ex.Forgive("the older spelling /c42api of /api")
	}
	if head, rest, ok := headOf(path); ok {
		if meant := d.heads.spell(ex.Request.Method, head); meant != head {
			path = meant + rest
			ex.Forgive("the older spelling " + head + " of " + meant)
		}
	}
	if path == sent {
		return nil
	}
	text, err := url.PathUnescape(path)
	ex.Request.URL.Path, ex.Request.URL.RawPath = text, path
	return err
}
