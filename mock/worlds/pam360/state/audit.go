package state

import (
	"slices"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/page"
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

// The trail is read in the order of time. It holds so many records as a developer can want to see, and no more: every password fetch
// writes one. Those that were written first make room, whatever time they bear, as clocks can be set back; their ids are not given
// out again. How long the vendor keeps them is a setting there.
const (
	maxAudit     = 10_000
	maxAuditText = 1_000 // bytes of a reason or a name, which may be as long as a request
)

var auditEntries = store.NewTable("audit", func(e AuditEntry) store.Key { return store.Int(e.ID) }, store.Rolling[AuditEntry](maxAudit),
	store.Index[AuditEntry]{Name: "at", Keys: func(e AuditEntry) []store.Key { return []store.Key{store.Time(e.At)} }},
	store.Index[AuditEntry]{Name: "about", Keys: func(e AuditEntry) []store.Key {
		return []store.Key{store.Join(store.Str(string(e.About)), store.Time(e.At))}
	}})

// Justification is what a caller gives for touching a password.
type Justification struct{ Reason, TicketID string }

// audit records what the actor did. Of the operations' names only "Password Retrieved" was seen; the others are inferred.
func (tx *Tx) audit(e AuditEntry) error {
	if tx.Actor.system || tx.Actor.Unlogged {
		return nil
	}
	e.ID, e.At = int64(tx.Next("audit")), tx.Now
	e.OperatedBy, e.Address, e.Agent = tx.Actor.Name, tx.Actor.Address, tx.Actor.Agent
	for _, text := range []*string{&e.UserName, &e.FullName, &e.Agent, &e.Resource, &e.Account, &e.Reason, &e.TicketID} {
		*text = clipped(*text, maxAuditText)
	}
	return auditEntries.Put(tx.Tx, e)
}

// clipped is a text of bounded length, which keeps no longer one in memory.
func clipped(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.Clone(strings.ToValidUTF8(text[:most], ""))
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
	for e := range auditEntries.Scan(tx.Tx, "at", nil) {
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
	Start    int    // counts from 1, unlike in other lists; 0 is the first too (inferred)
	Limit    int    // 0: no limit
}

// period is a stretch of time, the end excluded. The zero period is all time.
type period struct{ from, to time.Time }

// both is the time that two periods have in common.
func (p period) both(q period) period {
	if p == (period{}) {
		return q
	}
	if q.from.After(p.from) {
		p.from = q.from
	}
	if q.to.Before(p.to) {
		p.to = q.to
	}
	return p
}

// in is the records of the period whose keys have a beginning in common, in an index where the time comes next.
func (p period) in(tx *Tx, index string, beginning store.Key) store.Span[AuditEntry] {
	if p == (period{}) {
		return auditEntries.Span(tx.Tx, index, beginning)
	}
	at := func(t time.Time) store.Key { return store.Join(beginning, store.Time(t)) }
	return auditEntries.Between(tx.Tx, index, at(p.from), at(p.to))
}

// period is the time that the query asks for. LAST_7_DAYS are today and the six days before (inferred).
func (q AuditQuery) period(now time.Time) (asked period, err error) {
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	days := func(first, end int) period { return period{midnight.AddDate(0, 0, first), midnight.AddDate(0, 0, end)} }
	switch strings.ToUpper(q.Duration) {
	case "":
	case "TODAY":
		asked = days(0, 1)
	case "YESTERDAY":
		asked = days(-1, 0)
	case "LAST_7_DAYS":
		asked = days(-6, 1)
	default:
		return asked, fail.New(fail.Invalid, "", "Invalid duration").Because("%q is none of TODAY, YESTERDAY and LAST_7_DAYS", q.Duration)
	}
	if q.Date == "" {
		return asked, nil
	}
	day, err := time.Parse(time.DateOnly, q.Date)
	if err != nil {
		day, err = time.Parse("02/01/2006", q.Date)
	}
	if err != nil {
		return asked, fail.New(fail.Invalid, "", "Invalid date").Because("%q has neither the form yyyy-MM-dd nor dd/MM/yyyy", q.Date)
	}
	return asked.both(period{day, day.AddDate(0, 0, 1)}), nil
}

// Audit lists the records that the query asks for, oldest first. How many there are in all nobody is told.
func (tx *Tx) Audit(q AuditQuery) ([]AuditEntry, error) {
	asked, err := q.period(tx.Now)
	switch {
	case err != nil:
		return nil, err
	case q.Start < 0 || q.Limit < 0:
		return nil, fail.New(fail.Invalid, "", "Invalid start index or limit").Because("both must be 0 or more")
	}
	records := asked.in(tx, "at", nil)
	if q.Type != "" {
		kinds := []AuditKind{ResourceAudit, UserAudit}
		i := slices.IndexFunc(kinds, func(k AuditKind) bool { return strings.EqualFold(q.Type, string(k)) })
		if i < 0 {
			return nil, fail.New(fail.Invalid, "", "Invalid audit type").Because("%q is neither Resource nor User", q.Type)
		}
		records = asked.in(tx, "about", store.Str(string(kinds[i])))
	}
	return slices.Collect(records.Rows(page.FromFirst(q.Start, q.Limit))), nil
}
