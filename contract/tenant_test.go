package contract

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestTenantIsForkedAndEnded(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	target := d.target(t, nil)
	r := attempt(func(tb TB) {
		tenant := target.Tenant(tb)
		assert.Equal(t, "tenant-1", tenant.Name)
		assert.Equal(t, "pass-word-1", tenant.Access.Password)
		tenant.Advance(tb, 31*time.Minute)
		tenant.SetClock(tb, time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC))
		assert.Equal(t, time.Date(2030, 1, 2, 3, 4, 5, 6_000_000, time.UTC), tenant.Now(tb))
		tenant.Reset(tb)
	})
	assert.Empty(t, r.errors)
	assert.Equal(t, []string{
		`POST /_mock/tenants`,
		`POST /_mock/tenants/tenant-1/clock {"frozen":true}`,
		`POST /_mock/tenants/tenant-1/clock {"advance":"31m0s"}`,
		`POST /_mock/tenants/tenant-1/clock {"set":"2030-01-02T03:04:05Z"}`,
		`GET /_mock/tenants/tenant-1/clock`,
		`POST /_mock/tenants/tenant-1/reset`,
		`POST /_mock/tenants/tenant-1/clock {"frozen":true}`,
		`DELETE /_mock/tenants/tenant-1`,
	}, d.orders())
}

func TestAddressOfTheEnvironmentWins(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	target := libraryEnv(t, map[string]string{EnvTarget: "mock", EnvControlURL: d.URL, "UNDERSTUDY_LIBRARY_URL": "http://mapped.example"}).
		target(t, libraryAPI, nil)
	assert.Equal(t, "http://mapped.example", target.Tenant(t).Access.URL)
}

func TestRealInstanceHasOneTenant(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	target := libraryEnv(t, map[string]string{EnvTarget: "real", "UNDERSTUDY_LIBRARY_URL": d.URL, "UNDERSTUDY_LIBRARY_PASSWORD": "open-sesame"}).
		target(t, libraryAPI, nil)
	tenant := target.Tenant(t)
	assert.Equal(t, "open-sesame", tenant.Access.Password)
	tenant.Session(t).Get("/books").Status(200)

	r := attempt(func(tb TB) { tenant.Advance(tb, time.Hour) })
	assert.Equal(t, []string{"the real instance does not offer: clock (nobody moves a real instance's clock)"}, r.skips)
	r = attempt(func(tb TB) { tenant.Now(tb) })
	assert.Equal(t, []string{"the real instance does not offer: clock (nobody moves a real instance's clock)"}, r.skips)
	assert.Empty(t, d.orders())
}

func TestControlPlaneOutOfOrderBreaksTheHarness(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	target := d.target(t, nil)
	r := attempt(func(tb TB) {
		target.Tenant(tb)
		d.mu.Lock()
		d.refuses = true
		d.mu.Unlock()
	})
	assert.Contains(t, r.text(), "harness broke: end tenant tenant-1")
	r = attempt(func(tb TB) { target.Tenant(tb) })
	assert.Contains(t, r.text(), "harness broke: fork a tenant: POST /_mock/tenants: 500")
}
