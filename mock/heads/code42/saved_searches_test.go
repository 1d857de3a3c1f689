package code42

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/heads/code42/api"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

func TestAGroupOfGroupsIsShownAsTheConsoleKeptIt(t *testing.T) {
	t.Parallel()
	const kept = `[{"subgroupClause":"OR","subgroups":[{"filterClause":"AND","filters":[{"operator":"IS","term":"file.name","value":"*.zip"}]}]}]`
	shown, err := json.Marshal(groupsOf[api.SavedGroupV2](state.SavedSearch{Groups: json.RawMessage(kept)}))
	require.NoError(t, err)
	assert.JSONEq(t, kept, string(shown))
}
