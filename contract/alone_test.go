package contract

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Order is a suite whose tests end in each of the ways.
type Order struct{ Suite }

var cleaned struct {
	sync.Mutex
	list []string
}

func (s *Order) undo(what string) {
	s.T().Cleanup(func() {
		cleaned.Lock()
		defer cleaned.Unlock()
		cleaned.list = append(cleaned.list, what)
	})
}

func (s *Order) TestEndsInAPart() {
	s.undo("first")
	s.undo("second")
	s.T().Cleanup(func() { s.T().Fatalf("nothing to undo") })
	s.False(s.Run("a part", func() { s.Require().Equal(1, 2) }))
	s.Equal("Order/TestEndsInAPart", s.T().Name()[len("library/"):], "the whole test runs again")
}

func (s *Order) TestPanics() {
	s.undo("third")
	panic("out of order")
}

func (s *Order) TestLacks() { s.Lacks("a book") }

func TestRunAlone(t *testing.T) {
	d := newDesk(t)
	target := d.target(t, nil)
	var told []string
	tell := func(result Result) { told = append(told, result.Name+" "+string(result.Outcome)) }
	require.NoError(t, target.RunAlone(context.Background(), Options{Told: tell, Width: 1}, Of[Shelf], Of[Order]))
	assert.Equal(t, []string{"Shelf/TestBooks passed", "Shelf/TestOwnWorld passed", "Order/TestEndsInAPart failed", "Order/TestLacks skipped", "Order/TestPanics failed"}, told)
	assert.Equal(t, []string{"second", "first", "third"}, cleaned.list, "what went wrong before does not keep the rest from being cleaned")
	assert.Equal(t, 5+1, target.ended(d), "each test's tenant, and the one that a test asked for")

	failed := map[string]Result{}
	for _, result := range target.Report.Results() {
		failed[result.Name] = result
	}
	texts := failed["Order/TestEndsInAPart"].Failures
	require.Len(t, texts, 2)
	assert.Equal(t, "a_part", texts[0].Part)
	assert.Regexp(t, `^contract/alone_test\.go:\d+$`, texts[0].At)
	assert.Equal(t, "nothing to undo", texts[1].Text)
	assert.Contains(t, failed["Order/TestPanics"].Failures[0].Text, "panic: out of order")
}

// ended is how many tenants were given back.
func (t *Target) ended(d *desk) (n int) {
	for _, order := range d.orders() {
		if len(order) > 6 && order[:6] == "DELETE" {
			n++
		}
	}
	return n
}

func TestRunAloneRunsWhatIsAskedFor(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		only []string
		want map[Outcome]int
	}{
		"a suite":        {[]string{"Count*"}, map[Outcome]int{Passed: 1, Disabled: 2}},
		"a test":         {[]string{"Shelf/*Books"}, map[Outcome]int{Passed: 1, Disabled: 2}},
		"two of them":    {[]string{"Counter", "Shelf/TestBooks"}, map[Outcome]int{Passed: 2, Disabled: 1}},
		"none there are": {[]string{"Nobody"}, map[Outcome]int{Disabled: 3}},
	} {
		target := newDesk(t).target(t, nil)
		require.NoError(t, target.RunAlone(context.Background(), Options{Only: test.only}, Of[Shelf], Of[Counter]), name)
		for _, outcome := range []Outcome{Passed, Failed, Skipped, Disabled, Broke} {
			assert.Equal(t, test.want[outcome], target.Report.Counts()[outcome], "%s: %s", name, outcome)
		}
		assert.Equal(t, map[bool]Finding{true: Conformant, false: Inconclusive}[test.want[Passed] > 0], target.Verdict().Of, "%s: who asks for a part has it judged alone", name)
	}
	target := newDesk(t).target(t, nil)
	require.ErrorContains(t, target.RunAlone(context.Background(), Options{Only: []string{"[a"}}, Of[Shelf]), "the pattern")

	stopped, stop := context.WithCancel(context.Background())
	stop()
	require.NoError(t, target.RunAlone(stopped, Options{}, Of[Shelf]))
	assert.Equal(t, "the run was stopped before", target.Report.Results()[0].Why)
	target.Report.add(Result{Name: "S/TestX", Outcome: Passed})
	assert.Equal(t, CouldNotRun, target.Verdict().Of, "what was stopped is not conformant")
}
