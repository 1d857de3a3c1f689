package seed_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// upkeep is work that takes an administrator's account.
var upkeep = []string{
	"Patching", "Kernel update", "Monthly updates", "Share permissions", "Disk cleanup", "Firmware update", "Rule change", "Schema migration", "Index rebuild",
	"Snapshot cleanup", "Host maintenance", "New virtual machine", "Toolchain update",
}

// TestReasonsFitTheAccount: nobody updates a kernel with the account of the monitoring, or signs a contract with one that can only read.
func TestReasonsFitTheAccount(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v vault) {
		said := map[string]int{}
		for _, e := range auditLog(t, v.World) {
			said[e.Reason]++
			service := strings.HasPrefix(e.Account, "svc_") || slices.Contains([]string{"app_ro", "replicator", "DBSNMP", "nginx", "netops", "readonly", "api"}, e.Account)
			assert.False(t, service && slices.Contains(upkeep, e.Reason), "%s with %s of %s", e.Reason, e.Account, e.Resource)
			assert.False(t, e.Reason == "Contract renewal" && e.Account != "owner", "%s with %s of %s", e.Reason, e.Account, e.Resource)
		}
		assert.Greater(t, len(said), 40)
	})
}

// TestATicketIsAboutOneThing: its number is given for one resource, within a week or so.
func TestATicketIsAboutOneThing(t *testing.T) {
	t.Parallel()
	v := vaultAt(t, 1, midweek)
	v.Clock().Advance(200 * 24 * time.Hour)
	about, begun, last := map[string]int64{}, map[string]time.Time{}, map[string]string{}
	for _, e := range auditLog(t, v.World) {
		if !strings.HasPrefix(e.Reason, "INC") && !strings.HasPrefix(e.Reason, "CHG") {
			continue
		}
		if begun[e.Reason].IsZero() {
			about[e.Reason], begun[e.Reason] = e.ResourceID, e.At
		}
		assert.Equal(t, about[e.Reason], e.ResourceID, e.Reason)
		assert.Less(t, e.At.Sub(begun[e.Reason]), 9*24*time.Hour, e.Reason)
		last[e.Reason[:3]] = max(last[e.Reason[:3]], e.Reason)
	}
	assert.Greater(t, len(about), 200)
	assert.Len(t, last["INC"]+last["CHG"], 20)
}

// TestWhoOwnsNothingLeavesAloneWhatAVendorKnowsTheFirmBy: support reads its own account at the vendor's.
func TestWhoOwnsNothingLeavesAloneWhatAVendorKnowsTheFirmBy(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v vault) {
		roles, portals := map[string]string{}, 0
		for _, u := range v.users {
			roles[u.Name] = u.Role
		}
		for _, e := range auditLog(t, v.World) {
			if e.Operation != "Password Retrieved" || roles[e.OperatedBy] != "Password User" {
				continue
			}
			assert.NotContains(t, []string{"owner", "billing"}, e.Account, e.OperatedBy)
			if e.Account == "support" || e.Account == "technical" {
				portals++
			}
		}
		assert.Positive(t, portals)
	})
}
