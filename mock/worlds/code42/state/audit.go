package state

import (
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/store"
)

// AuditEntry is one event of the audit log: who did what, to whom, and when.
type AuditEntry struct {
	ID        int64
	Type      string // the vendor's name: audit_log::user_created/1
	Timestamp time.Time
	// Actor.
	ActorID, ActorName, ActorAgent, ActorAddress, ActorType string
	// User affected, where there is one.
	UserID, UserName string
}

var auditEntries = store.NewTable("audit", func(e AuditEntry) store.Key { return store.Int(e.ID) }, store.Rolling[AuditEntry](maxAudit))

// What is kept for each tenant: a server that runs for weeks must not grow with every sign-in. The vendor keeps entries for 90 days.
const (
	maxAudit = 10_000
	maxAgent = 255 // of a User-Agent, which may be a megabyte
)

// audit records that the actor did something. Only the first part of the type's name is known to be the vendor's for every
// event; the verbs are inferred from the ones seen in published logs.
func (tx *Tx) audit(what string, affected User) error {
	if tx.Actor.UID == "" || tx.Actor.Unlogged {
		return nil
	}
	kind := "USER"
	if tx.Actor.APIClient {
		kind = "API_CLIENT"
	}
	return auditEntries.Put(tx.Tx, AuditEntry{
		ID: int64(tx.Next("audit")), Type: "audit_log::" + what + "/1", Timestamp: tx.Now,
		ActorID: tx.Actor.UID, ActorName: tx.Actor.Name, ActorAgent: strings.Clone(tx.Actor.Agent[:min(len(tx.Actor.Agent), maxAgent)]), ActorAddress: tx.Actor.Address, ActorType: kind,
		UserID: affected.UID, UserName: affected.Username,
	})
}

// AuditLog returns every entry, oldest first.
func (tx *Tx) AuditLog() []AuditEntry {
	var all []AuditEntry
	for e := range auditEntries.All(tx.Tx) {
		all = append(all, e)
	}
	return all
}
