package mock_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/understudy/understudy/mock"
	"github.com/understudy/understudy/mock/internal/store"
	"github.com/understudy/understudy/mock/worlds/pam360/state"
)

// entriesOf is a tenant's journal: of exchanges the path, of settlements what they say; and how many entries there have been.
func entriesOf(t *testing.T, s *mock.Server, tenant string) (list []any, total int) {
	t.Helper()
	got := control(t, s, "GET", "/journal?tenant="+tenant, "")
	require.Equal(t, 200, got.status, got.body)
	for i, e := range got.field(t, "entries").([]any) {
		entry := e.(map[string]any)
		assert.InDelta(t, i+1, entry["seq"], 0)
		assert.Equal(t, tenant, entry["tenant"])
		if entry["settled"] == nil {
			list = append(list, entry["path"])
			continue
		}
		for _, of := range []string{"api", "operation", "method", "path", "status", "caller"} {
			assert.NotContains(t, entry, of, "it is no call")
		}
		list = append(list, entry["settled"])
	}
	return list, int(got.field(t, "total").(float64))
}

func openVault(t *testing.T, of access) {
	t.Helper()
	require.Equal(t, 200, call(t, client, "GET", of.PAM360.URL+vaultList, "", "AUTHTOKEN", of.PAM360.AuthToken).status)
}

const vaultList = "/restapi/json/v1/resources"

// TestDaysThatAreMadeStandInTheJournal: one entry for each settlement of a world, before the call that saw the later day; no call, and no
// operation.
func TestDaysThatAreMadeStandInTheJournal(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *mock.Options) { o.World, o.Clock = "small", "2026-11-03T10:00:00Z" })
	fork := tenant(t, s, `{"name":"fork"}`)
	openVault(t, fork)
	require.Equal(t, 200, control(t, s, "POST", "/tenants/fork/clock", `{"advance":"72h"}`).status)
	list, _ := entriesOf(t, s, "fork")
	assert.Equal(t, []any{vaultList}, list, "nobody has seen the later day")
	openVault(t, fork)
	openVault(t, fork)
	signIn(t, fork.Code42.URL, fork.Code42.Username, fork.Code42.Password)
	require.Equal(t, 200, control(t, s, "POST", "/tenants/fork/clock", `{"advance":"9840h"}`).status) // 410 days
	openVault(t, fork)
	settled := func(world, from, until string, days, skipped float64) map[string]any {
		return map[string]any{"world": world, "from": from, "until": until, "days": days, "skipped": skipped, "failed": 0.0}
	}
	list, total := entriesOf(t, s, "fork")
	assert.Equal(t, []any{
		vaultList, settled("pam360", "2026-11-03T10:00:00Z", "2026-11-06T00:00:00Z", 3, 0), vaultList, vaultList,
		settled("code42", "2026-11-03T10:00:00Z", "2026-11-06T00:00:00Z", 3, 0), "/api/v3/auth/jwt",
		settled("pam360", "2026-11-16T00:00:00Z", "2027-12-21T00:00:00Z", 400, 10), vaultList,
	}, list)
	assert.Equal(t, 8, total)
	calls := 0
	for _, op := range s.Operations() {
		calls += int(op.Calls)
	}
	assert.Equal(t, 5, calls)
	require.Equal(t, 204, control(t, s, "POST", "/tenants/fork/reset", "").status)
	require.Equal(t, 200, control(t, s, "POST", "/tenants/fork/clock", `{"advance":"24h"}`).status)
	openVault(t, fork)
	_, total = entriesOf(t, s, "fork")
	assert.Equal(t, 10, total, "a reset world tells too, and forgets none")
}

func TestDaysThatFailAreToldInTheJournalAndInTheLog(t *testing.T) {
	t.Parallel()
	log := &lockedLog{}
	s := start(t, func(o *mock.Options) {
		o.World, o.Clock, o.Log = "small", "2026-11-03T10:00:00Z", slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	})
	s.Worlds()["pam360"].(*state.World).Live(func(_ *state.Tx, from, _ time.Time, _ bool) error {
		if from.Day() == 4 {
			return nil
		}
		return &store.Heavy{Most: store.MostBytes}
	})
	require.Equal(t, 200, control(t, s, "POST", "/tenants/default/clock", `{"advance":"72h"}`).status)
	for range 2 {
		openVault(t, access{PAM360: s.Access().PAM360})
	}
	const why = "the mock keeps at most 1024 MiB of each API in a tenant beyond what it began with: delete something, or reset the tenant"
	first := control(t, s, "GET", "/journal", "").field(t, "entries").([]any)[0].(map[string]any)
	assert.Equal(t, why, first["reason"])
	assert.Equal(t, []any{3.0, 2.0}, []any{first["settled"].(map[string]any)["days"], first["settled"].(map[string]any)["failed"]})
	assert.Regexp(t, `^time=\S+ level=WARN msg="days are left out, as they failed" tenant=default world=pam360 from=2026-11-03T10:00:00.000Z `+
		`until=2026-11-06T00:00:00.000Z days=3 failed=2 reason="`+why+`"\n$`, log.text())
}
