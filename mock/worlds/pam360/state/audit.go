package state

import (
	"slices"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
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

func (tx *Tx) auditUser(operation string, u User) error { return tx.auditUserNote(operation, u, "") }

// auditUserNote records with what or whom else it was done where a reason would stand; the columns have no better place.
func (tx *Tx) auditUserNote(operation string, u User, note string) error {
	return tx.audit(AuditEntry{About: UserAudit, Operation: operation, UserName: u.Login(), FullName: u.FullName, Reason: note})
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

// AuditQuery narrows and cuts the audit trail; its texts are those that clients send. The zero query asks for everything. Type, Date
// and Duration must all be met.
type AuditQuery struct {
	Type     string // Resource or User; empty: both
	Date     string // yyyy-MM-dd or dd/MM/yyyy, by the server's time: that is UTC
	Duration string // TODAY, YESTERDAY or LAST_7_DAYS
	Start    int    // counts from 0
	Limit    int    // 0: no limit
}

// period is a stretch of time, the end excluded.
type period struct{ from, to time.Time }

func (p period) has(at time.Time) bool { return !at.Before(p.from) && at.Before(p.to) }

// periods are those that the query asks for. LAST_7_DAYS are today and the six days before (inferred).
func (q AuditQuery) periods(now time.Time) (list []period, err error) {
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	days := func(first, end int) period { return period{midnight.AddDate(0, 0, first), midnight.AddDate(0, 0, end)} }
	switch strings.ToUpper(q.Duration) {
	case "":
	case "TODAY":
		list = append(list, days(0, 1))
	case "YESTERDAY":
		list = append(list, days(-1, 0))
	case "LAST_7_DAYS":
		list = append(list, days(-6, 1))
	default:
		return nil, fail.New(fail.Invalid, "", "Invalid duration").Because("%q is none of TODAY, YESTERDAY and LAST_7_DAYS", q.Duration)
	}
	if q.Date == "" {
		return list, nil
	}
	day, err := time.Parse(time.DateOnly, q.Date)
	if err != nil {
		day, err = time.Parse("02/01/2006", q.Date)
	}
	if err != nil {
		return nil, fail.New(fail.Invalid, "", "Invalid date").Because("%q has neither the form yyyy-MM-dd nor dd/MM/yyyy", q.Date)
	}
	return append(list, period{day, day.AddDate(0, 0, 1)}), nil
}

// Audit lists the records that the query asks for, oldest first, and how many there are in all.
func (tx *Tx) Audit(q AuditQuery) (page []AuditEntry, total int, err error) {
	periods, err := q.periods(tx.Now)
	switch {
	case err != nil:
		return nil, 0, err
	case q.Type != "" && !strings.EqualFold(q.Type, string(ResourceAudit)) && !strings.EqualFold(q.Type, string(UserAudit)):
		return nil, 0, fail.New(fail.Invalid, "", "Invalid audit type").Because("%q is neither Resource nor User", q.Type)
	case q.Start < 0 || q.Limit < 0:
		return nil, 0, fail.New(fail.Invalid, "", "Invalid start index or limit").Because("both must be 0 or more")
	}
	for e := range auditEntries.All(tx.Tx) {
		outside := func(p period) bool { return !p.has(e.At) }
		if q.Type != "" && !strings.EqualFold(q.Type, string(e.About)) || slices.ContainsFunc(periods, outside) {
			continue
		}
		if total >= q.Start && (q.Limit == 0 || total < q.Start+q.Limit) {
			page = append(page, e)
		}
		total++
	}
	return page, total, nil
}
