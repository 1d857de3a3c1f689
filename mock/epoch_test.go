package mock_test

import (
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
)

// lastDays are the latest dates in answers of both APIs, by what they are of.
func lastDays(t *testing.T, of access) map[string]time.Time {
	t.Helper()
	latest := map[string]time.Time{}
	look := func(what, pattern, form string, got answer) {
		require.Equal(t, 200, got.status, got.body)
		for _, found := range regexp.MustCompile(pattern).FindAllStringSubmatch(got.body, -1) {
			at, err := time.Parse(form, found[1])
			require.NoError(t, err)
			if at.After(latest[what]) {
				latest[what] = at
			}
		}
		require.NotZero(t, latest[what], "%s in %s", what, got.body)
	}
	bearer, _ := signIn(t, of.Code42.URL, of.Code42.Username, of.Code42.Password)
	company := func(method, path, body string) answer {
		return call(t, client, method, of.Code42.URL+path, body, "Authorization", bearer)
	}
	vault := func(path string) answer {
		return call(t, client, "GET", of.PAM360.URL+path, "", "AUTHTOKEN", of.PAM360.AuthToken)
	}
	look("users", `"creationDate":"([^"]+)"`, time.RFC3339, company("GET", "/api/v1/User?pgSize=1000", ""))
	look("devices", `"lastConnected":"([^"]+)"`, time.RFC3339, company("GET", "/api/v1/Computer?pgSize=1000", ""))
	look("file events", `"insertionTimestamp":"([^"]+)"`, time.RFC3339, company("POST", "/forensic-search/queryservice/api/v1/fileevent", everyEvent))
	look("audit", `"Time Stamp":"([^"]+)"`, "2006-01-02 15:04:05.000", vault("/restapi/json/v1/audit?AUDITTYPE=Resource&STARTINDEX=0&LIMIT=1000"))
	return latest
}

// everyEvent finds the newest events first.
const everyEvent = `{"groups":[{"filters":[{"term":"eventId","operator":"EXISTS","value":null}]}],"srtKey":"insertionTimestamp","srtDir":"desc"}`

// justBefore demands that the latest of all dates lie before the world's last instant, by no more than a quiet week, and that somebody
// was hired within the year before.
func justBefore(t *testing.T, epoch time.Time, latest map[string]time.Time) {
	t.Helper()
	const day = 24 * time.Hour
	for what, most := range map[string]time.Duration{"users": 365 * day, "devices": day, "file events": 7 * day, "audit": 7 * day} {
		ago := epoch.Sub(latest[what])
		assert.True(t, ago >= 0 && ago < most, "%s: the latest are of %s, the world's last instant is %s", what, latest[what], epoch)
	}
}

func TestTheWorldsLastDayIsTheDayOnWhichItStarts(t *testing.T) {
	t.Parallel()
	for _, day := range []string{"1990-01-01T00:00:00Z", "2024-02-29T23:59:59.999Z", "2031-12-26T10:00:00Z", "9000-12-31T23:59:59Z", "real"} {
		t.Run(day, func(t *testing.T) {
			t.Parallel()
			s := start(t, func(o *mock.Options) { o.Clock = day })
			began := clockOf(t, s, "default")
			fork := tenant(t, s, `{"name":"fork"}`)
			justBefore(t, began, lastDays(t, fork))
			assert.Equal(t, lastDays(t, fork), lastDays(t, access{Code42: s.Access().Code42, PAM360: s.Access().PAM360}), "a fork has the same days")
		})
	}
}

// clockOf is what a tenant's clock shows.
func clockOf(t *testing.T, s *mock.Server, name string) time.Time {
	t.Helper()
	now, err := time.Parse(time.RFC3339Nano, control(t, s, "GET", "/tenants/"+name+"/clock", "").field(t, "now").(string))
	require.NoError(t, err)
	return now
}

// TestAMovedClockMovesNoEpoch: neither a fork nor a reset begins on another day than the world did.
func TestAMovedClockMovesNoEpoch(t *testing.T) {
	t.Parallel()
	s := start(t)
	began, first := clockOf(t, s, "default"), tenant(t, s, `{"name":"first"}`)
	days := lastDays(t, first)
	for _, name := range []string{"default", "first"} {
		require.Equal(t, 200, control(t, s, "POST", "/tenants/"+name+"/clock", `{"advance":"1000h"}`).status)
	}
	second := tenant(t, s, `{"name":"second"}`)
	assert.Equal(t, began, clockOf(t, s, "second"))
	assert.Equal(t, days, lastDays(t, second))
	require.Equal(t, 204, control(t, s, "POST", "/tenants/first/reset", "").status)
	assert.Equal(t, began, clockOf(t, s, "first"))
	assert.Equal(t, days, lastDays(t, first))
}

// TestAPinnedEpochStays: whatever the clock shows, and over all files that extend the one that pins it.
func TestAPinnedEpochStays(t *testing.T) {
	t.Parallel()
	folder := files(t, map[string]string{
		"pinned.yaml": "extends: small\nepoch: 2025-06-05T12:00:00+02:00\n", "over.yaml": "extends: pinned.yaml\n",
		"moved.yaml": "extends: pinned.yaml\nepoch: 2024-12-24T20:00:00Z\n",
	})
	for world, epoch := range map[string]string{
		"pinned.yaml": "2025-06-05T10:00:00Z", "over.yaml": "2025-06-05T10:00:00Z", "moved.yaml": "2024-12-24T20:00:00Z",
	} {
		last, err := time.Parse(time.RFC3339, epoch)
		require.NoError(t, err)
		for _, day := range []string{epoch, "2025-07-01T00:00:00Z", "2040-01-01T00:00:00Z"} {
			s := start(t, func(o *mock.Options) { o.World, o.Clock = filepath.Join(folder, world), day })
			justBefore(t, last, lastDays(t, tenant(t, s, "")))
		}
	}
}

// TestAnEpochThatIsStillToComeIsRefused: all would have happened in the future, and nothing be found.
func TestAnEpochThatIsStillToComeIsRefused(t *testing.T) {
	t.Parallel()
	folder := files(t, map[string]string{
		"pinned.yaml": "extends: small\nepoch: 2025-06-05T10:00:00Z\n", "early.yaml": "extends: small\nepoch: 1989-12-31T23:59:59Z\n",
	})
	world := filepath.Join(folder, "pinned.yaml")
	_, err := mock.NewAtTestDay(mock.Options{World: world, Clock: "2025-06-05T09:59:59Z"})
	assert.ErrorContains(t, err, "line 2: epoch: 2025-06-05T10:00:00Z is later than the clock, which shows 2025-06-05T09:59:59Z: leave it out, or give a later clock")
	_, err = mock.NewAtTestDay(mock.Options{World: world, Clock: "2025-06-05T10:00:00Z"})
	assert.NoError(t, err)
	_, err = mock.NewAtTestDay(mock.Options{World: filepath.Join(folder, "early.yaml")})
	assert.ErrorContains(t, err, "line 2: epoch: 1989-12-31T23:59:59Z is before 1990")
	_, err = mock.NewAtTestDay(mock.Options{World: "small", Clock: "1989-12-31T23:59:59Z"})
	assert.EqualError(t, err, "the clock shows 1989-12-31T23:59:59Z, which is before 1990: a world has years behind it")
}

// TestTheClocksAnswerTellsOfTheHistoryToBeMade: and of what is left out, as a move makes 400 days at most.
func TestTheClocksAnswerTellsOfTheHistoryToBeMade(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *mock.Options) { o.World = "small" })
	due := func(change string) [2]float64 {
		a := call(t, client, "POST", s.ControlURL()+"/_mock/tenants/default/clock", change)
		require.Equal(t, 200, a.status, a.body)
		return [2]float64{a.field(t, "history", "days").(float64), a.field(t, "history", "skipped").(float64)}
	}
	assert.Equal(t, [2]float64{0, 0}, due(`{"advance": "1s"}`))
	assert.Equal(t, [2]float64{3, 0}, due(`{"advance": "72h"}`))
	assert.Equal(t, [2]float64{400, 603}, due(`{"advance": "24000h"}`))
	signedIn(t, s)
	call(t, client, "GET", s.URL("pam360")+"/restapi/json/v1/resources", "", "AUTHTOKEN", s.Access().PAM360.AuthToken)
	assert.Equal(t, [2]float64{0, 0}, due(`{"advance": "-24000h"}`), "both worlds were used")
}
