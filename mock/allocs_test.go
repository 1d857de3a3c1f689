//go:build !race

// Under the race detector sync.Pool drops things at random, so that the number of allocations is different in each run.

package mock_test

import (
	"net/http"
	"net/http/httptest"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// What one request may allocate with every optional feature off, from the handler's entry to its return. A feature that is off
// costs nothing, so no feature is a reason to raise these. What is always on is: say in the commit what it is and why it is worth
// its price. If `go test -v` shows that fewer are enough now, lower the number.
const (
	allocsGetUser       = 52
	allocsListResources = 106 // with the small world's resources, three of which stories share with somebody
)

// TestFeaturesThatAreOffCostNothing is not parallel: what other goroutines allocate would be counted too.
func TestFeaturesThatAreOffCostNothing(t *testing.T) {
	s := start(t, func(o *mock.Options) { o.CheckResponses = "off" })
	access := s.Access()
	bearer, refused := signIn(t, access.Code42.URL, access.Code42.Username, access.Code42.Password)
	require.NotEmpty(t, bearer, refused.body)
	for _, c := range []struct {
		head, path, header, value string
		most                      int
	}{
		{"code42", "/api/v1/User/1001", "Authorization", bearer, allocsGetUser},
		{"pam360", "/restapi/json/v1/resources", "AUTHTOKEN", access.PAM360.AuthToken, allocsListResources},
	} {
		t.Run(c.head+c.path, func(t *testing.T) {
			request := httptest.NewRequest(http.MethodGet, c.path, nil)
			request.Header.Set(c.header, c.value)
			got := allocations(t, s.Handler(c.head), request)
			t.Logf("%d allocations, at most %d", got, c.most)
			assert.LessOrEqual(t, got, c.most, "allocations of one request with every optional feature off")
		})
	}
}

// allocations counts what one request allocates.
func allocations(t *testing.T, handler http.Handler, request *http.Request) int {
	t.Helper()
	const runs = 200
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // a collection empties the pools
	least := -1
	for range 3 { // what else the process does can only add to a round
		requests := make([]*http.Request, runs+1) // a server may change the one it gets
		for i := range requests {
			requests[i] = request.Clone(request.Context())
		}
		w := &discarded{header: http.Header{}}
		next := 0
		n := int(testing.AllocsPerRun(runs, func() {
			clear(w.header)
			handler.ServeHTTP(w, requests[next])
			next++
		}))
		require.Equal(t, http.StatusOK, w.status)
		require.NotZero(t, w.size)
		if least < 0 || n < least {
			least = n
		}
	}
	return least
}

// discarded is an answer that is thrown away, at no cost.
type discarded struct {
	header       http.Header
	status, size int
}

func (d *discarded) Header() http.Header         { return d.header }
func (d *discarded) WriteHeader(status int)      { d.status = status }
func (d *discarded) Write(b []byte) (int, error) { d.size += len(b); return len(b), nil }
