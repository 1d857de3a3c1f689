package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestARowTooManyIsRefusedAndChangesNothing has a table with a small bound, as no caller can make one.
func TestARowTooManyIsRefusedAndChangesNothing(t *testing.T) {
	t.Parallel()
	table := NewTable("small", func(n int64) Key { return Int(n) })
	table.core.most = 2
	tx := New(table).Write()
	require.NoError(t, table.Put(tx, 1))
	require.NoError(t, table.Put(tx, 2))
	var full *Full
	require.ErrorAs(t, table.Put(tx, 3), &full)
	assert.Equal(t, Full{"small", 2}, *full)
	assert.Equal(t, 2, table.Len(tx))
	require.NoError(t, table.Put(tx, 2), "to replace a row takes no room")
	table.Delete(tx, Int(1))
	require.NoError(t, table.Put(tx, 3))
}
