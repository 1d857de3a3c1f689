package state

import (
	"time"

	"github.com/understudy/understudy/mock/internal/store"
)

// AuditEntry is one record of the audit trail: who did what, to what, and why.
type AuditEntry struct {
	ID         int64
	About      AuditKind
	Operation  string
	At         time.Time
	OperatedBy string
	UserName   string // of the user concerned; for resources the one who acted
	FullName   string
	Address    string
	Agent      string // not on the wire; for the developer
	ResourceID int64  // 0: none
	Resource   string
	AccountID  int64 // 0: none
	Account    string
	Reason     string
	TicketID   string
}

// AuditKind is which trail a record belongs to, in the words of the request's filter.
type AuditKind string

// The two trails.
const (
	ResourceAudit AuditKind = "Resource"
	UserAudit     AuditKind = "User"
)

var auditEntries = store.NewTable("audit", func(e AuditEntry) store.Key { return store.Int(e.ID) })

// Justification is what a caller gives for touching a password.
type Justification struct{ Reason, TicketID string }

// audit records what the actor did. Of the operations' names only "Password Retrieved" was seen; the others are inferred.
func (tx *Tx) audit(e AuditEntry) error {
	if tx.Actor.system {
		return nil
	}
	e.ID, e.At = int64(tx.Next("audit")), tx.Now
	e.OperatedBy, e.Address, e.Agent = tx.Actor.Name, tx.Actor.Address, tx.Actor.Agent
	return auditEntries.Put(tx.Tx, e)
}

func (tx *Tx) auditUser(operation string, u User) error {
	return tx.audit(AuditEntry{About: UserAudit, Operation: operation, UserName: u.Login(), FullName: u.FullName})
}

func (tx *Tx) auditResource(operation string, r Resource) error {
	return tx.auditAccount(operation, r, Account{}, Justification{})
}

func (tx *Tx) auditAccount(operation string, r Resource, a Account, why Justification) error {
	return tx.audit(AuditEntry{
		About: ResourceAudit, Operation: operation, UserName: tx.Actor.Name, FullName: tx.Actor.FullName,
		ResourceID: r.ID, Resource: r.Name, AccountID: a.ID, Account: a.Name, Reason: why.Reason, TicketID: why.TicketID,
	})
}

// AuditLog returns every record, oldest first.
func (tx *Tx) AuditLog() []AuditEntry {
	var all []AuditEntry
	for e := range auditEntries.All(tx.Tx) {
		all = append(all, e)
	}
	return all
}
