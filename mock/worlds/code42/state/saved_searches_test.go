package state_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/worlds/code42/state"
)

const anyFile = `[{"filterClause":"AND","filters":[{"operator":"IS","term":"fileName","value":"*"}]}]`

func TestSavedSearches(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	var one, two, three state.SavedSearch
	must(t, w, signedIn(t, w, "admin@example.com"), func(tx *state.Tx) (err error) {
		one, err = tx.AddSavedSearch(state.SavedSearch{APIVersion: 1, Name: "one", Groups: json.RawMessage(anyFile)})
		require.NoError(t, err)
		two, err = tx.AddSavedSearch(state.SavedSearch{APIVersion: 2, Name: "two", Groups: json.RawMessage(`[]`)})
		require.NoError(t, err)
		three, err = tx.AddSavedSearch(state.SavedSearch{APIVersion: 1, Name: "three", Groups: json.RawMessage(`[]`)})
		return err
	})
	assert.Equal(t, adminUID, one.Creator.UID)
	assert.Equal(t, start, one.LastChanged)
	look(t, w, func(tx *state.Tx) error {
		assert.Equal(t, []state.SavedSearch{one, three}, tx.SavedSearches(1))
		assert.Equal(t, []state.SavedSearch{two}, tx.SavedSearches(2))
		got, err := tx.SavedSearchByID(1, strings.ToUpper(one.ID))
		assert.Equal(t, one, got)
		assert.Equal(t, anyFile, string(got.Groups), "as it was made")
		gone := refusal{fail.NotFound, 404, "", "Saved search not found"}
		gone.check(t, drop(tx.SavedSearchByID(2, one.ID)))
		gone.check(t, drop(tx.SavedSearchByID(1, "9")))
		return err
	})
	look(t, smallWorld(t), func(tx *state.Tx) error { assert.Equal(t, []state.SavedSearch{}, tx.SavedSearches(1)); return nil })
}

func TestASavedSearchMustBeOne(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]state.SavedSearch{
		"no groups": {APIVersion: 1}, "no list": {APIVersion: 1, Groups: json.RawMessage(`{}`)}, "no version": {Groups: json.RawMessage(`[]`)},
		"version 3": {APIVersion: 3, Groups: json.RawMessage(`[]`)},
	} {
		assert.Error(t, smallWorld(t).Write(state.System, func(tx *state.Tx) error { return drop(tx.AddSavedSearch(s)) }), name)
	}
}
