package code42

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/worlds/code42/seed"
	"github.com/understudy/understudy/openapi"
)

var pathWord = regexp.MustCompile(`\{[^}]*\}`)

// Every operation lets in who holds a role that grants its permission, alone or beside another role, and nobody else.
func TestEveryRoleMayWhatTheDocumentSaysAndTheWorldGrants(t *testing.T) {
	t.Parallel()
	type holder struct{ name, bearer string }
	var holders []holder
	granted := map[string][]string{}
	server, _ := serve(t, func(w *seed.World) {
		add := func(roles ...seed.Role) {
			var ids []string
			name := ""
			for _, r := range roles {
				ids = append(ids, r.ID)
				name += r.ID + "."
			}
			for _, r := range roles {
				granted[name] = append(granted[name], r.Grants...)
			}
			w.Users = append(w.Users, seed.User{Username: name + "x@example.com", Password: "password", Org: 317, Roles: ids})
			holders = append(holders, holder{name: name})
		}
		for i, one := range w.Roles {
			add(one)
			for _, two := range w.Roles[i+1:] {
				add(one, two)
			}
		}
	})
	doc, err := openapi.Load("code42")
	require.NoError(t, err)
	for _, h := range holders {
		h.bearer = token(t, server.URL, h.name+"x@example.com", "password")
		for _, op := range doc.Operations {
			if op.Public || op.SignIn {
				continue
			}
			may := op.Permission == "" || slices.Contains(granted[h.name], op.Permission) || slices.Contains(granted[h.name], "*")
			status, _, reason := question{op.Method, pathWord.ReplaceAllString(op.Path, "1"), ""}.put(t, server.URL, h.bearer)
			refused := strings.Contains(reason, "needs the permission "+op.Permission)
			assert.Equal(t, may, !refused, "%s %s: %d %s", h.name, op.ID, status, reason)
			assert.True(t, may || status == 403, "%s %s: %d", h.name, op.ID, status)
		}
	}
}
