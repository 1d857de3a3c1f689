package engine

import (
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/understudy/understudy/mock/internal/clock"
	"github.com/understudy/understudy/mock/internal/page"
)

// Entry is one line of the journal: an exchange, or days that were settled. It holds no header, no query and no body, and of what else a
// client may have put a secret into (see hide.go), nothing either.
type Entry struct {
	Seq       uint64    `json:"seq"` // counts the entries of its tenant, whichever API they are about; those of no tenant are counted by themselves
	Time      time.Time `json:"time"`
	API       string    `json:"api,omitempty"` // of an exchange, as are all that follow but for Tenant and Reason
	Operation string    `json:"operation,omitempty"`
	Method    string    `json:"method,omitempty"`
	Path      string    `json:"path,omitempty"`
	Status    int       `json:"status,omitempty"`
	Tenant    string    `json:"tenant,omitempty"`
	Number    uint64    `json:"-"` // the tenant's, where Tenant is not empty
	Caller    string    `json:"caller,omitempty"`
	Reason    string    `json:"reason,omitempty"`
	Forgiven  []string  `json:"forgiven,omitempty"`
	Drift     string    `json:"drift,omitempty"`
	Settled   *Settled  `json:"settled,omitempty"` // nil: an exchange
}

// Settled is days that were made in a world, and no exchange.
type Settled struct {
	World string `json:"world"`
	clock.Settlement
}

// Journal remembers the last exchanges of every API, and settlements, up to a fixed number.
type Journal struct {
	mu      sync.Mutex
	entries []Entry
	next    int
	total   uint64
	nobodys uint64 // entries of no tenant
}

// NewJournal makes a journal of at most size entries.
func NewJournal(size int) *Journal { return &Journal{entries: make([]Entry, 0, size)} }

// add numbers an entry, and keeps it.
func (j *Journal) add(e *Entry, of Tenant) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.total++
	if of != nil {
		e.Seq = of.Count()
	} else {
		j.nobodys++
		e.Seq = j.nobodys
	}
	if len(j.entries) < cap(j.entries) {
		j.entries = append(j.entries, *e)
		return
	}
	j.entries[j.next] = *e
	j.next = (j.next + 1) % len(j.entries)
}

// Last returns the newest n entries, oldest first, and how many there have ever been.
func (j *Journal) Last(n int) ([]Entry, uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	all := append(append(make([]Entry, 0, len(j.entries)), j.entries[j.next:]...), j.entries[:j.next]...)
	return page.Cut(all, page.Last(&n, len(all))), j.total
}

// Settle notes days that were made in a world of a tenant's.
func (j *Journal) Settle(at time.Time, of Tenant, days Settled) {
	j.add(&Entry{Time: at, Tenant: of.String(), Number: of.Number(), Reason: bounded(days.Why), Settled: &days}, of)
}

func (s *Server) record(ex *Exchange) Entry {
	method, path := bounded(ex.sentMethod()), bounded(ex.path())
	if len(ex.Request.RequestURI) > maxText { // both share its memory, and the query would stay with them
		method, path = strings.Clone(method), strings.Clone(path)
	}
	e := Entry{
		Time: s.Now(), API: s.Document.API, Method: method, Path: path,
		Status: ex.status, Caller: bounded(ex.name(ex.CallerName)), Reason: bounded(ex.Reason), Drift: bounded(ex.Drift),
	}
	for _, what := range ex.Forgiven[:min(len(ex.Forgiven), maxForgiven)] {
		e.Forgiven = append(e.Forgiven, bounded(what))
	}
	if ex.Op != nil {
		e.Operation = ex.Op.ID
	}
	if ex.Tenant != nil {
		e.Tenant, e.Number = ex.name(ex.Tenant.String()), ex.Tenant.Number()
	}
	s.Journal.add(&e, ex.Tenant)
	return e
}

const (
	maxText     = 400
	maxForgiven = 20
)

// bounded cuts a text that the client decides the length of. A cut one is copied, so that it does not keep the whole alive.
func bounded(text string) string {
	if len(text) <= maxText {
		return text
	}
	end := maxText
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return strings.Clone(text[:end]) + "..."
}
