package contract

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestCredentialsAreTriedOnce: what the check says comes in one line, without the password.
func TestCredentialsAreTriedOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	tried := 0
	api := libraryAPI
	api.Check = func(tb TB, tenant *Tenant) {
		s := tenant.Session(tb)
		s.Get("/books").Status(200)
		s.Bad().Get(Path("/books/%v", badBody))
		tried++
		tb.Fatalf("the password %s is refused\nat the desk", tenant.Access.Password)
	}
	settings := map[string]string{EnvTarget: "real", "UNDERSTUDY_LIBRARY_URL": d.URL, "UNDERSTUDY_LIBRARY_PASSWORD": "open-sesame"}
	target := libraryEnv(t, settings).target(t, api, nil)
	err := target.ready()
	require.EqualError(t, err, "library at "+d.URL+": the password [hidden] is refused")
	assert.Equal(t, 1, tried)

	api.Check = func(tb TB, tenant *Tenant) { tenant.Session(tb).Get(Path("/books/%v", badBody)).Status(200) }
	target = libraryEnv(t, settings).target(t, api, nil)
	require.NoError(t, target.ready(), "an answer that breaks the specification is for the tests")
	assert.Empty(t, target.Report.Troubles())

	d.Close()
	err = target.check()
	require.ErrorContains(t, err, "refused")
	assert.NotContains(t, err.Error(), "\n")
	assert.Empty(t, target.Report.Troubles(), "whoever asked for the check says it")
}

func TestAClockThatIsFarOffIsSaid(t *testing.T) {
	t.Parallel()
	now := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	at := func(by time.Duration) http.Header {
		return http.Header{"Date": {now.Add(by).Format(http.TimeFormat)}}
	}
	require.NoError(t, clockOf(at(4*time.Minute), now))
	require.NoError(t, clockOf(http.Header{}, now), "it tells none")
	require.ErrorContains(t, clockOf(at(-3*time.Hour), now), "its clock is -3h0m0s off this machine's")

	late := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat))
	}))
	t.Cleanup(late.Close)
	target := libraryEnv(t, map[string]string{EnvTarget: "real", "UNDERSTUDY_LIBRARY_URL": late.URL, "UNDERSTUDY_LIBRARY_PASSWORD": "p"}).target(t, libraryAPI, nil)
	require.ErrorContains(t, target.ready(), "off this machine's")
}

func TestATokenIsMadeOnceWhereTestsShareATenant(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	made := 0
	token := func(tenant *Tenant, good time.Duration) string {
		return tenant.Kept(t, "reader", good, func() string { made++; return "token" })
	}
	shared := libraryEnv(t, map[string]string{EnvTarget: "real", "UNDERSTUDY_LIBRARY_URL": d.URL, "UNDERSTUDY_LIBRARY_PASSWORD": "p"}).target(t, libraryAPI, nil)
	for range 3 {
		assert.Equal(t, "token", token(shared.Tenant(t), time.Hour))
	}
	assert.Equal(t, 1, made)
	own := d.target(t, nil).Tenant(t)
	for range 3 {
		token(own, time.Hour)
	}
	assert.Equal(t, 4, made, "a test that has a tenant of its own signs in as often as it does")
	for range 2 {
		shared.Tenant(t).Kept(t, "another", 0, func() string { made++; return "old" })
	}
	assert.Equal(t, 6, made, "what is no longer good is made anew")

	refused := 0
	for range 2 {
		attempt(func(tb TB) {
			shared.Tenant(tb).Kept(tb, "wrong", time.Hour, func() string { refused++; tb.Fatalf("refused"); return "" })
		})
	}
	assert.Equal(t, 1, refused, "what was refused is not tried again")
}
