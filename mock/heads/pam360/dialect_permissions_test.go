package pam360

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/worlds/pam360/state"
	"github.com/understudy/understudy/openapi"
)

var pathWord = regexp.MustCompile(`\{[^}]*\}`)

// Every operation lets in who has a role that grants its permission, and nobody else.
func TestEveryRoleMayWhatTheDocumentSaysAndTheWorldGrants(t *testing.T) {
	t.Parallel()
	v := open(t, openapi.Lenient)
	world := standard(t)
	doc, err := openapi.Load("pam360")
	require.NoError(t, err)
	for i, role := range world.Roles {
		token := fmt.Sprintf("%08d-0000-4000-8000-5EED5EED5EED", i)
		require.NoError(t, v.world.Write(state.System, func(tx *state.Tx) error {
			_, err := tx.CreateUser(state.NewUser{Name: fmt.Sprint("holder ", i), Role: role.Name, Token: token})
			return err
		}))
		for _, op := range doc.Operations {
			if op.Permission == "" {
				continue // the caller's own token
			}
			may := slices.Contains(role.Grants, op.Permission) || slices.Contains(role.Grants, "*")
			req, err := http.NewRequest(op.Method, v.url+pathWord.ReplaceAllString(op.Path, "1"), nil)
			require.NoError(t, err)
			req.Header.Set(tokenHeader, token)
			res, err := http.DefaultClient.Do(req)
			require.NoError(t, err)
			require.NoError(t, res.Body.Close())
			reason := res.Header.Get("X-Understudy-Reason")
			assert.Equal(t, may, !strings.Contains(reason, op.ID+" needs the right "+op.Permission), "%s %s: %s", role.Name, op.ID, reason)
		}
	}
}
