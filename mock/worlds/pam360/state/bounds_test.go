package state

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/store"
)

// TestEveryTableHasABoundAndOnlyHistoriesForget names the tables whose oldest rows make room; any other refuses the row too many.
func TestEveryTableHasABoundAndOnlyHistoriesForget(t *testing.T) {
	t.Parallel()
	rolling := map[store.Schema]int{auditEntries: maxAudit}
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

// TestACriterionThatIsLongerThanTheTextIsDecidedByItsLength: a hundred criteria of a request's length each took milliseconds for each
// resource. What is decided is the same.
func TestACriterionThatIsLongerThanTheTextIsDecidedByItsLength(t *testing.T) { // not beside others: it counts allocations
	w := New(7, clock.At(time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)))
	require.NoError(t, w.Read(System, func(tx *Tx) error {
		for _, text := range []string{"", "k", "Kelvin", "ⱥb", strings.Repeat("K", 3)} {
			r := Resource{Name: text}
			for _, value := range []string{"k", "K", "\u212a", strings.Repeat("\u212a", 3), "ⱥB", strings.Repeat("x", 25), strings.Repeat("K", 1000), "😀"} {
				for operator, holds := range compare {
					c := Criterion{Column: "RESOURCENAME", Operator: operator, Value: value}
					assert.Equal(t, holds(strings.ToLower(text), strings.ToLower(value)), tx.holds(c, r), "%q %s %q", text, operator, value)
				}
			}
		}
		allocs := func(value string) float64 {
			c := Criterion{Column: "RESOURCENAME", Operator: opDoesNotContain, Value: value}
			return testing.AllocsPerRun(10, func() { tx.holds(c, Resource{Name: "web"}) })
		}
		assert.Equal(t, allocs("x"), allocs(strings.Repeat("X", 64<<10)))
		return nil
	}))
}
