package state

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/understudy/understudy/mock/internal/store"
)

// TestEveryTableHasABoundAndOnlyHistoriesForget names the tables whose oldest rows make room; any other refuses the row too many.
func TestEveryTableHasABoundAndOnlyHistoriesForget(t *testing.T) {
	t.Parallel()
	rolling := map[store.Schema]int{auditEntries: maxAudit, holdEvents: maxHoldEvents}
	for _, table := range tables {
		rows, rolls := table.Bound()
		most, history := rolling[table]
		assert.Equal(t, history, rolls)
		if !history {
			most = store.MostRows
		}
		assert.Equal(t, most, rows)
	}
}
