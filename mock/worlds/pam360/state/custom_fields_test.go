package state_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

func TestCustomFields(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	shown := func() (shown [][4]string) {
		do(t, w, "admin", func(tx *state.Tx) error {
			v, err := tx.ResourceByID(web)
			for _, f := range v.Fields {
				shown = append(shown, [4]string{f.Label, string(f.Type), f.Column, f.Value})
			}
			return err
		})
		return shown
	}
	assert.Equal(t, [][4]string{
		{"Series", "Character", "COLUMN_CHAR1", ""}, {"Unit", "Numeric", "COLUMN_LONG1", ""}, {"Until", "Date", "COLUMN_DATE1", ""},
		{"Pin", "Password", "COLUMN_SCHAR1", ""}, {"Tier", "Character", "COLUMN_CHAR2", ""},
	}, shown(), "every defined field shows, with or without a value")

	set := func(inputs ...state.FieldInput) {
		do(t, w, "admin", func(tx *state.Tx) error { return drop(tx.EditResource(web, state.ResourceSettings{Custom: inputs})) })
	}
	set(state.FieldInput{Label: "tier", Value: "gold"}, state.FieldInput{Label: "Until", Value: "04/02/2025"})
	set(state.FieldInput{Label: "Pin", Value: "1234"}, state.FieldInput{Label: "Unit", Value: "-7"}, state.FieldInput{Label: "Tier", Value: "silver"})
	values := func() (values []string) {
		for _, f := range shown() {
			values = append(values, f[3])
		}
		return values
	}
	assert.Equal(t, []string{"", "-7", "Feb 4, 2025", "****", "silver"}, values())
	set(state.FieldInput{Label: "Pin"}, state.FieldInput{Label: "Unit", Value: ""}, state.FieldInput{Label: "Series", Value: "a & b"})
	assert.Equal(t, []string{"a & b", "", "Feb 4, 2025", "", "silver"}, values())
}

func TestDefineField(t *testing.T) {
	t.Parallel()
	system(t, smallWorld(t), func(tx *state.Tx) error {
		assert.Error(t, tx.DefineField(state.ResourceField, "x", "Colour"))
		assert.Error(t, tx.DefineField(state.ResourceField, "SERIES", state.CharacterField), "labels are unique")
		require.NoError(t, tx.DefineField(state.AccountField, "Series", state.FileField), "within their scope")
		_, v, err := tx.AccountByIDs(web, root)
		assert.Equal(t, []string{"COLUMN_CHAR1", "COLUMN_FILE1"}, []string{v.Fields[0].Column, v.Fields[1].Column})
		return err
	})
}
