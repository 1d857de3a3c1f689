package contract

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// busy is a server that asks for patience so many times.
type busy struct {
	times  int
	after  string
	status int
	bodies []string
}

func (b *busy) RoundTrip(r *http.Request) (*http.Response, error) {
	body, _ := io.ReadAll(r.Body)
	b.bodies = append(b.bodies, string(body))
	answer := &http.Response{StatusCode: 200, Header: http.Header{}, Body: http.NoBody}
	if len(b.bodies) <= b.times {
		answer.StatusCode = b.status
		answer.Header.Set("Retry-After", b.after)
	}
	return answer, nil
}

func TestRetryAfterIsObeyed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		server busy
		status int
		sent   int
		slept  time.Duration
	}{
		"seconds":             {busy{times: 2, after: "7", status: 429}, 200, 3, 14 * time.Second},
		"it may be done":      {busy{times: 1, after: "0", status: 503}, 503, 1, 0},
		"an instant gone by":  {busy{times: 1, after: "Mon, 02 Jan 2006 15:04:05 GMT", status: 429}, 200, 2, 0},
		"no end":              {busy{times: 9, after: "1", status: 429}, 429, 1 + mostWaits, mostWaits * time.Second},
		"too long":            {busy{times: 1, after: "86400", status: 429}, 429, 1, 0},
		"nothing is said":     {busy{times: 1, after: "", status: 429}, 429, 1, 0},
		"nothing sensible is": {busy{times: 1, after: "-1", status: 429}, 429, 1, 0},
		"another status":      {busy{times: 1, after: "1", status: 500}, 500, 1, 0},
	} {
		p := newPace(&test.server, 0, 0)
		slept := time.Duration(0)
		p.sleep = func(d time.Duration) { slept += d }
		request, err := http.NewRequest(http.MethodPost, "http://x.example", strings.NewReader("a body"))
		require.NoError(t, err)
		answer, err := p.RoundTrip(request)
		require.NoError(t, err, name)
		assert.Equal(t, test.status, answer.StatusCode, name)
		assert.Len(t, test.server.bodies, test.sent, name)
		assert.Equal(t, test.slept, slept, name)
		for _, body := range test.server.bodies {
			assert.Equal(t, "a body", body, name)
		}
	}
}

func TestABudgetOfRequestsEndsTheRun(t *testing.T) {
	t.Parallel()
	c, folder := newCages(), t.TempDir()
	target := c.target(t, folder)
	target.base = newPace(c, 0, 3)
	said := visit(target, "S/TestA", func(s *Session) {
		s.Post("/cages", cage(target, "north")).Status(200)
		for range 9 {
			s.Get("/cages").Status(200)
		}
	})
	assert.Contains(t, said.text(), "the run is ended: as many requests have been sent as UNDERSTUDY_BUDGET allows")
	assert.True(t, target.halted.Load())
	assert.Equal(t, []string{"101"}, c.closed, "what was made is taken away all the same")
	assert.Equal(t, CouldNotRun, target.Verdict().Of)
}

func TestWhatLooksLikeProductionIsAskedAboutOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	api := libraryAPI
	api.Production = func(tb TB, tenant *Tenant) string {
		tenant.Session(tb).Get("/books").Status(200)
		return "two books"
	}
	host := strings.TrimPrefix(d.URL, "http://")
	for name, test := range map[string]struct {
		settings map[string]string
		want     string
	}{
		"it only reads":    {nil, ""},
		"nobody has said":  {map[string]string{EnvAllowWrites: "true"}, "looks like production (two books), and the tests would write there; if they may, set UNDERSTUDY_CONFIRM=" + host},
		"somebody has":     {map[string]string{EnvAllowWrites: "true", EnvConfirm: host}, ""},
		"of somebody else": {map[string]string{EnvAllowWrites: "true", EnvConfirm: "other.example"}, "looks like production"},
	} {
		settings := map[string]string{EnvTarget: "real", "UNDERSTUDY_LIBRARY_URL": d.URL, "UNDERSTUDY_LIBRARY_PASSWORD": "open-sesame", EnvLedger: t.TempDir(), EnvRate: "0"}
		for key, value := range test.settings {
			settings[key] = value
		}
		e := libraryEnv(t, settings)
		err := e.open(e.target(t, api, nil))
		if test.want == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorContains(t, err, test.want, name)
	}
}

func TestPaceIsChecked(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{EnvRate: "-1", EnvBudget: "many"} {
		r := attempt(func(tb TB) { libraryEnv(t, map[string]string{name: value}).target(tb, libraryAPI, newDesk(t).start) })
		assert.Contains(t, r.text(), name+` is "`+value+`"`)
	}
}
