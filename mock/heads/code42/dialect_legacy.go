package code42

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/understudy/understudy/mock/internal/engine"
	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

// spelling is how py42 1.20, and scripts of its day, asked for what a newer operation does. Its v1 resources call users and organizations by number, today's
// by uid; a value that names nobody goes through as it is, so that the operation refuses it.
type spelling struct {
	method, path string
	now          string // the method of the operation
	at           string // and its path, with {userUid} and {orgGuid} for what userId and orgId named
	// members are the body's by today's names; their values come from the body, the query or the path.
	members map[string]member
}

// member is where a member of today's body comes from.
type member struct {
	was  string
	read func(tx *state.Tx, was any, userUID string) any // nil where the value stays
}

// spellings follow from the source of py42 1.20.0, those of ComputerDeactivation from the vendor's example scripts. A parameter is the last segment of a path.
var spellings = []spelling{
	{method: "PUT", path: "/api/v1/UserBlock/{userId}", now: "POST", at: "/api/v3/users/{userUid}/block"},
	{method: "DELETE", path: "/api/v1/UserBlock/{userId}", now: "POST", at: "/api/v3/users/{userUid}/unblock"},
	{method: "PUT", path: "/api/v1/UserDeactivation/{userId}", now: "POST", at: "/api/v3/users/{userUid}/deactivate",
		members: map[string]member{"block": {was: "blockUser"}}},
	{method: "DELETE", path: "/api/v1/UserDeactivation/{userId}", now: "POST", at: "/api/v3/users/{userUid}/activate",
		members: map[string]member{"unblock": {was: "unblockUser"}}},
	{method: "POST", path: "/api/v1/UserMoveProcess", now: "POST", at: "/api/v3/users/{userUid}/move",
		members: map[string]member{"orgId": {was: "parentOrgId"}}},
	{method: "GET", path: "/api/v1/UserRole/{userId}", now: "GET", at: "/api/v3/users/{userUid}/roles"},
	{method: "POST", path: "/api/v1/UserRole", now: "PUT", at: "/api/v3/users/{userUid}/roles",
		members: map[string]member{"roleIds": {was: "roleName", read: withRole}}},
	{method: "DELETE", path: "/api/v1/UserRole", now: "PUT", at: "/api/v3/users/{userUid}/roles",
		members: map[string]member{"roleIds": {was: "roleName", read: withoutRole}}},
	{method: "POST", path: "/api/v1/Org", now: "POST", at: "/api/v3/orgs", members: map[string]member{
		"orgName": {was: "orgName"}, "orgExtRef": {was: "orgExtRef"}, "notes": {was: "notes"}, "parentOrgGuid": {was: "parentOrgUid", read: orgGUID},
	}},
	{method: "GET", path: "/api/v1/Org/{orgId}", now: "GET", at: "/api/v3/orgs/{orgGuid}"},
	{method: "PUT", path: "/api/v1/OrgBlock/{orgId}", now: "POST", at: "/api/v3/orgs/{orgGuid}/block"},
	{method: "DELETE", path: "/api/v1/OrgBlock/{orgId}", now: "POST", at: "/api/v3/orgs/{orgGuid}/unblock"},
	{method: "PUT", path: "/api/v1/OrgDeactivation/{orgId}", now: "POST", at: "/api/v3/orgs/{orgGuid}/deactivate"},
	{method: "DELETE", path: "/api/v1/OrgDeactivation/{orgId}", now: "POST", at: "/api/v3/orgs/{orgGuid}/activate"},
	{method: "PUT", path: "/api/v1/ComputerDeactivation/{computerId}", now: "POST", at: "/api/v4/computer-deactivation/update",
		members: map[string]member{"id": {was: "computerId", read: number}}},
	{method: "DELETE", path: "/api/v1/ComputerDeactivation/{computerId}", now: "POST", at: "/api/v4/computer-deactivation/remove",
		members: map[string]member{"id": {was: "computerId", read: number}}},
	{method: "GET", path: "/api/v7/scim-user-data/collated-view", now: "GET", at: "/api/v18/scim-user-data/collated-view"},
	// A server whose key-value store gives detection lists a bare address is called without the prefix.
	{method: "POST", path: "/v2/user/{action}", now: "POST", at: "/svc/api/v2/user/{action}"},
	{method: "POST", path: "/v2/departingemployee/{action}", now: "POST", at: "/svc/api/v2/departingemployee/{action}"},
	{method: "POST", path: "/v2/highriskemployee/{action}", now: "POST", at: "/svc/api/v2/highriskemployee/{action}"},
}

// place is where a spelling is looked for: a path that ends in a slash goes on with the parameter.
type place struct{ method, path string }

var spellingAt = func() map[place]spelling {
	index := map[place]spelling{}
	for _, s := range spellings {
		path, _, _ := strings.Cut(s.path, "{")
		index[place{s.method, path}] = s
	}
	return index
}()

// spellingOf finds the older spelling that a request is in, and its parameter as it stands in the path.
func spellingOf(method, path string) (s spelling, parameter string, ok bool) {
	if s, ok = spellingAt[place{method, path}]; ok {
		return s, "", !strings.HasSuffix(path, "/") // with the parameter missing it is none
	}
	cut := strings.LastIndexByte(path, '/') + 1
	s, ok = spellingAt[place{method, path[:cut]}]
	return s, path[cut:], ok
}

// modernize turns an older spelling into today's.
func (d dialect) modernize(ex *engine.Exchange) error {
	s, parameter, ok := spellingOf(ex.Request.Method, ex.Request.URL.EscapedPath())
	if !ok || s.path == "/api/v1/Org/{orgId}" && parameter == "my" { // which has an operation of its own
		return nil
	}
	ex.Forgive(fmt.Sprintf("the older spelling %s %s of %s %s", s.method, s.path, s.now, s.at))
	given := map[string]string{}
	if _, name, ok := strings.Cut(s.path, "{"); ok {
		given[strings.TrimSuffix(name, "}")] = parameter
	}
	return d.worldAt(ex.Request).Read(state.System, func(tx *state.Tx) error { return s.rewrite(tx, ex.Request, given) })
}

// worldAt is the world of the port, or of the token that a request carries; the default one's where there is none, or a bad one,
// which Authenticate will refuse.
func (d dialect) worldAt(r *http.Request) *state.World {
	at, own := d.tenants.At(r.Context())
	if own {
		return worldOf(at)
	}
	_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if c, err := d.tokens.verify(strings.TrimSpace(token)); err == nil {
		if t, ok := d.tenants.ByTag(c.Tag); ok {
			return worldOf(t)
		}
	}
	return worldOf(at)
}

// rewrite makes the request today's.
func (s spelling) rewrite(tx *state.Tx, r *http.Request, given map[string]string) error {
	query := r.URL.Query()
	body, malformed := s.takeBody(r)
	was := func(name string) any {
		if v, ok := body[name]; ok {
			return v
		}
		if query.Has(name) {
			return query.Get(name)
		}
		if text, ok := given[name]; ok {
			return text
		}
		return nil
	}
	if _, inPath := given["userId"]; !inPath && strings.Contains(s.at, "{userUid}") {
		id, err := s.userID(was("userId"))
		given["userId"], malformed = url.PathEscape(id), cmp.Or(malformed, err)
	}
	given["userUid"], given["orgGuid"] = userUID(tx, given["userId"]), pathGUID(tx, given["orgId"], query.Get("idType"))
	path := s.at
	for name, text := range given {
		path = strings.ReplaceAll(path, "{"+name+"}", text)
	}
	members := map[string]any{}
	for name, m := range s.members {
		members[name] = was(m.was)
		if m.read != nil {
			members[name] = m.read(tx, members[name], given["userUid"])
		}
		query.Del(m.was)
	}
	query.Del("idType")
	if len(s.members) > 0 {
		query.Del("userId")
		putBody(r, members)
	}
	text, err := url.PathUnescape(path)
	r.Method, r.URL.RawQuery, r.URL.Path, r.URL.RawPath = s.now, query.Encode(), text, path
	return cmp.Or(malformed, err) // the operation refuses it
}

// userID is the number of a user that the body or the query gives. Without it the operation is called for nobody, so that it refuses
// callers who may not before it refuses the request. Which status the vendor has is open; it is that of a body without what it needs.
func (s spelling) userID(given any) (string, error) {
	id := ""
	switch given := given.(type) {
	case string:
		id = given
	case json.Number:
		id = given.String()
	}
	if id == "" {
		return "-", fail.New(fail.Invalid, "", "Invalid request").Because("%s %s needs userId, the number of the user, in the body or the query", s.method, s.path)
	}
	return id, nil
}

// takeBody reads the members of the body, where today's is made of them.
func (s spelling) takeBody(r *http.Request) (map[string]any, error) {
	if len(s.members) == 0 {
		return nil, nil
	}
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	var members map[string]any
	decoder := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	decoder.UseNumber()
	if len(text) > 0 {
		if err := decoder.Decode(&members); err != nil {
			return nil, fail.New(fail.Invalid, "", "Invalid request").Because("the body is no JSON object: %v", err)
		}
	}
	return members, nil
}

func putBody(r *http.Request, members map[string]any) {
	text, err := json.Marshal(members)
	if err != nil {
		panic(err) // of what was JSON
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	r.Header.Set("Content-Type", "application/json")
}

// number is a number that came as text; what is none stays, to be refused.
func number(_ *state.Tx, was any, _ string) any {
	if text, ok := was.(string); ok {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return n
		}
	}
	return was
}

func userUID(tx *state.Tx, id string) string {
	if u, err := tx.UserByID(id); err == nil {
		return u.UID
	}
	return id
}

func pathGUID(tx *state.Tx, id, idType string) string {
	find := tx.OrgByNumber
	if strings.EqualFold(idType, "orgUid") {
		find = tx.OrgByUID
	}
	if o, err := find(id); err == nil {
		return o.GUID
	}
	return id
}

// orgGUID finds an organization's GUID by its uid.
func orgGUID(tx *state.Tx, was any, _ string) any {
	if uid, ok := was.(string); ok {
		return pathGUID(tx, uid, "orgUid")
	}
	return was
}

// withRole is the roles that a user will have with one more. Two requests at once may each miss the other's.
func withRole(tx *state.Tx, name any, userUID string) any {
	return append(roleIDs(tx, name, userUID), roleID(tx, name))
}

// withoutRole is the roles that a user will have with one less.
func withoutRole(tx *state.Tx, name any, userUID string) any { return roleIDs(tx, name, userUID) }

// roleIDs are the user's roles but for the one named.
func roleIDs(tx *state.Tx, name any, userUID string) []any {
	held, _ := tx.RolesOf(userUID) // of nobody: the operation will say so
	ids := []any{}
	for _, r := range held {
		if r.Name != name {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// roleID finds a role's id by its name; what is no role's name stays, to be refused.
func roleID(tx *state.Tx, name any) any {
	for _, r := range tx.Roles() {
		if r.Name == name {
			return r.ID
		}
	}
	return name
}

// OlderPaths are the paths that older clients ask for and that the specification does not have.
func OlderPaths() []string {
	paths := []string{"/api/{name}", "/api/{name}/{id}", "/c42api/{version}/{name}", "/c42api/{version}/{name}/{id}"}
	for _, s := range spellings {
		paths = append(paths, s.path)
	}
	return paths
}
