package mock_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// TestAFrozenClockShowsWhatItShowedUntilItIsMoved: a test of what happens just before an hour is over does not depend on how fast it runs.
func TestAFrozenClockShowsWhatItShowedUntilItIsMoved(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *mock.Options) { o.Clock = "real" })
	tenant(t, s, `{"name":"a"}`)
	clock := func(body string) (shows string) {
		method := "POST"
		if body == "" {
			method = "GET"
		}
		got := control(t, s, method, "/tenants/a/clock", body)
		require.Equal(t, http.StatusOK, got.status, got.body)
		return fmt.Sprint(got.field(t, "now"), " ", got.field(t, "frozen"))
	}
	passes := func(shown string) bool { // a few milliseconds at most
		return assert.Eventually(t, func() bool { return clock("") != shown }, 10*time.Second, time.Millisecond)
	}
	passes(clock(""))
	shown := clock(`{"frozen":true}`)
	assert.Contains(t, shown, " true")
	assert.Never(t, func() bool { return clock("") != shown }, 20*time.Millisecond, 2*time.Millisecond)
	assert.Equal(t, "2031-02-03T04:05:06Z true", clock(`{"set":"2031-02-03T04:05:06Z"}`))
	assert.Equal(t, "2031-02-03T05:05:06Z true", clock(`{"advance":"1h"}`))
	assert.Equal(t, "2031-02-03T05:05:06Z true", clock(""))
	assert.Equal(t, "2031-02-04T05:05:06Z true", clock(`{"advance":"24h","frozen":true}`))
	running := clock(`{"frozen":false}`)
	assert.Contains(t, running, "2031-02-04T05:05:0")
	passes(running)
	clock(`{"frozen":true}`)
	assert.Equal(t, http.StatusNoContent, control(t, s, "POST", "/tenants/a/reset", "").status)
	assert.Contains(t, clock(""), " false", "it was made running")
	assert.Equal(t, false, control(t, s, "GET", "/tenants/default/clock", "").field(t, "frozen"))
}
