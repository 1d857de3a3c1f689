package code42

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// servePages serves total users in the vendor's manner and tells which pages were asked for.
func servePages(tenant *fakeTenant, total int) *[]string {
	var asked []string
	tenant.signed("GET /console/api/v1/User", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		asked = append(asked, q.Get("pgNum")+"x"+q.Get("pgSize"))
		number, _ := strconv.Atoi(q.Get("pgNum"))
		size, _ := strconv.Atoi(q.Get("pgSize"))
		var users []string
		for id := (number-1)*size + 1; id <= min(number*size, total); id++ {
			users = append(users, fmt.Sprintf(`{"userId":%d}`, id))
		}
		answer(w, 200, fmt.Sprintf(`{"metadata":{},"data":{"totalCount":%d,"users":[%s]}}`, total, strings.Join(users, ",")))
	})
	return &asked
}

func TestUsersGoesThroughAllPages(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		total int
		opts  []Option
		asked []string
	}{
		"empty":          {0, nil, []string{"1x500"}},
		"one short page": {3, nil, []string{"1x500"}},
		"short last":     {5, []Option{WithPageSize(2)}, []string{"1x2", "2x2", "3x2"}},
		"full last":      {4, []Option{WithPageSize(2)}, []string{"1x2", "2x2", "3x2"}},
		"exactly one":    {2, []Option{WithPageSize(2)}, []string{"1x2", "2x2"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant(t)
			asked := servePages(tenant, c.total)
			users := tenant.api(t, c.opts...).Users(t.Context(), nil)
			for range 2 { // a sequence can be ranged again
				*asked = nil
				var ids []int64
				for user, err := range users {
					require.NoError(t, err)
					ids = append(ids, user.UserId)
				}
				assert.Len(t, ids, c.total)
				for i, id := range ids {
					assert.Equal(t, int64(i+1), id)
				}
				assert.Equal(t, c.asked, *asked)
			}
		})
	}
}

func TestUsersStopsWhenTheLoopDoes(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	asked := servePages(tenant, 10)
	users := tenant.api(t, WithPageSize(3)).Users(t.Context(), nil)
	for range 2 {
		*asked = nil
		var last int64
		for user, err := range users {
			require.NoError(t, err)
			if last = user.UserId; last == 3 {
				break
			}
		}
		assert.Equal(t, int64(3), last)
		assert.Equal(t, []string{"1x3"}, *asked, "the next page is not asked for in advance")
	}
}

func TestUsersKeepsTheParameters(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	asked := servePages(tenant, 9)
	first, size := 2, 4
	params := &ListUsersParams{PgNum: &first, PgSize: &size}
	var ids []int64
	for user, err := range tenant.api(t).Users(t.Context(), params) {
		require.NoError(t, err)
		ids = append(ids, user.UserId)
	}
	assert.Equal(t, []int64{5, 6, 7, 8, 9}, ids)
	assert.Equal(t, []string{"2x4", "3x4"}, *asked)
	assert.Equal(t, 2, *params.PgNum, "the caller's own are left alone")
}

func TestAnErrorEndsTheSequence(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	calls := 0
	tenant.signed("GET /console/api/v1/Org", func(w http.ResponseWriter, _ *http.Request) {
		if calls++; calls == 2 {
			answer(w, 403, `[]`)
			return
		}
		answer(w, 200, `{"data":{"totalCount":9,"orgs":[{"orgId":1}]}}`)
	})
	tenant.signed("GET /console/api/v1/Computer", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html>maintenance</html>"))
	})
	api := tenant.api(t, WithPageSize(1))
	var rows, errs int
	for _, err := range api.Orgs(t.Context(), nil) {
		if err != nil {
			assert.ErrorIs(t, err, ErrForbidden)
			errs++
			continue
		}
		rows++
	}
	assert.Equal(t, 1, rows)
	assert.Equal(t, 1, errs)

	for _, err := range api.Devices(t.Context(), nil) {
		assert.ErrorContains(t, err, "the body is HTML or XML")
	}
}
