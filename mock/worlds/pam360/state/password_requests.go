package state

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// PasswordRequest is a user's request to use an account under access control: only what has happened to it. Where it stands follows
// from that and from the clock. A user has at most one per account; the next one takes its place.
type PasswordRequest struct {
	UserID, AccountID int64
	ResourceID        int64 // of the account
	Reason, TicketID  string
	Requested         time.Time
	// Start and End are the window that was asked for; nil for one that begins at once and is open.
	Start, End *time.Time
	Reminder   int // minutes before the start; 0: none
	// Option and Selected are which resources are to be accessed with a Windows domain account.
	Option     string
	Selected   []int64
	Needed     int // how many approvals; 0: it approves itself
	Approvals  []Approval
	CheckedOut *time.Time
	Closed     *time.Time // rejected, or checked in
}

// Approval is one approver's consent.
type Approval struct {
	By int64
	At time.Time
}

func requestKey(user, account int64) store.Key {
	return store.Join(store.Int(user), store.Int(account))
}

var passwordRequests = store.NewTable("passwordrequest", func(q PasswordRequest) store.Key { return requestKey(q.UserID, q.AccountID) },
	store.Index[PasswordRequest]{Name: "user", Keys: func(q PasswordRequest) []store.Key { return []store.Key{store.Int(q.UserID)} }},
	store.Index[PasswordRequest]{Name: "account", Keys: func(q PasswordRequest) []store.Key { return []store.Key{store.Int(q.AccountID)} }},
	store.Index[PasswordRequest]{Name: "out", Keys: func(q PasswordRequest) []store.Key { // those that were checked out, and not in
		if q.Closed != nil || q.CheckedOut == nil {
			return nil
		}
		return []store.Key{store.Int(q.AccountID)}
	}},
	store.Index[PasswordRequest]{Name: "open", Keys: func(q PasswordRequest) []store.Key {
		if q.Closed != nil {
			return nil
		}
		return []store.Key{openKey(q.ResourceID, q.AccountID)}
	}})

// RequestOf is the last request of a user's for an account, if there was one, wherever it stands.
func (tx *Tx) RequestOf(user, account int64) (PasswordRequest, bool) {
	return passwordRequests.Get(tx.Tx, requestKey(user, account))
}

func openKey(resource, account int64) store.Key {
	return store.Join(store.Int(resource), store.Int(account))
}

// phase is where a request stands.
type phase int

const (
	over phase = iota // or never made
	waiting
	approved
	inUse
)

// phase follows from the facts and the time. That an approved request which nobody uses runs out after the same time as one that
// nobody approves is inferred; so is that nothing outlasts the window that was asked for.
func (q PasswordRequest) phase(c AccessControl, now time.Time) phase {
	past := func(since time.Time, wait time.Duration) bool { return wait > 0 && !now.Before(since.Add(wait)) }
	switch {
	case q.Closed != nil, q.End != nil && !now.Before(*q.End):
		return over
	case q.CheckedOut != nil:
		if past(*q.CheckedOut, c.CheckoutFor) {
			return over
		}
		return inUse
	case len(q.Approvals) < q.Needed:
		if past(q.Requested, c.RequestTimeout) {
			return over
		}
		return waiting
	case past(q.ready(), c.RequestTimeout):
		return over
	}
	return approved
}

// ready is since when an approved request can be used.
func (q PasswordRequest) ready() time.Time {
	since := q.Requested
	if len(q.Approvals) > 0 {
		since = q.Approvals[len(q.Approvals)-1].At
	}
	if q.Start != nil && q.Start.After(since) {
		return *q.Start
	}
	return since
}

// standing is a request with what it is about and where it stands.
type standing struct {
	PasswordRequest
	resource Resource
	account  Account
	control  AccessControl
	held     bool // the requester may still see the password, and must still ask
	phase    phase
}

// standing looks a request's facts up. It is over, whatever they say, if the account is gone or if its requester sees the password no
// longer, or needs to ask no longer.
func (tx *Tx) standing(q PasswordRequest) (s standing) {
	s.PasswordRequest = q
	var there, under bool
	if s.account, there = tx.account(q.AccountID); !there {
		return s
	}
	r, there := tx.resource(s.account.ResourceID)
	if !there {
		return s
	}
	s.resource = r
	requester, _ := users.Get(tx.Tx, userKey(q.UserID))
	v := tx.viewerOf(q.UserID, requester.SuperAdmin)
	access := v.account(s.resource, v.resource(s.resource), s.account)
	s.control, under = tx.bound(s.account, access)
	if s.held = under && access >= ViewAccess; s.held {
		s.phase = q.phase(s.control, tx.Now)
	}
	return s
}

// standingOf is where a user's request for an account stands.
func (tx *Tx) standingOf(user int64, a Account) standing {
	q, ok := passwordRequests.Get(tx.Tx, requestKey(user, a.ID))
	if !ok {
		return standing{}
	}
	return tx.standing(q)
}

// usedByAnother tells whether somebody other than the user has the account checked out, for themselves alone.
func (tx *Tx) usedByAnother(c AccessControl, a Account, user int64) bool {
	if !c.Exclusive {
		return false
	}
	for q := range passwordRequests.Scan(tx.Tx, "out", store.Int(a.ID)) {
		if q.UserID != user && tx.standing(q).phase == inUse {
			return true
		}
	}
	return false
}

// dropRequests forgets the requests of an account, or of a user, that is gone.
func (tx *Tx) dropRequests(of string, id int64) {
	for q := range passwordRequests.Scan(tx.Tx, of, store.Int(id)) {
		passwordRequests.Delete(tx.Tx, requestKey(q.UserID, q.AccountID))
	}
}

// Requester is a user with the requests that an approver may decide on.
type Requester struct {
	User
	Requests []RequestView
}

// RequestView is a request as an approver sees it; Status says what can be done with it.
type RequestView struct {
	PasswordRequest
	Resource, Account string
	Status            string
}

// PasswordRequests lists the requests on accounts that the actor is an approver of, the actor's own among them, by requester and
// account.
func (tx *Tx) PasswordRequests() []Requester {
	var list []Requester
	for _, q := range tx.requestsToDecide() {
		s := tx.standing(q)
		if s.phase == over {
			continue
		}
		if last := len(list) - 1; last < 0 || list[last].ID != q.UserID {
			u, _ := users.Get(tx.Tx, userKey(q.UserID))
			list = append(list, Requester{User: u})
		}
		mine := &list[len(list)-1].Requests
		*mine = append(*mine, RequestView{q, s.resource.Name, s.account.Name, tx.approverStatus(s)})
	}
	return list
}

// requestsToDecide are the open requests on accounts that the actor is an approver of, those among them that have run out too, by
// requester and account. It looks at no request of others: whoever approves is asked once for an account.
func (tx *Tx) requestsToDecide() (list []PasswordRequest) {
	for _, under := range tx.controlsToDecide() {
		for q, ok := tx.firstOpen(under, under); ok; q, ok = tx.firstOpen(under, openKey(q.ResourceID, q.AccountID+1)) {
			r, there := tx.resource(q.ResourceID)
			a, live := tx.account(q.AccountID)
			if c, bound := tx.control(a); there && live && bound && tx.approves(c, r, a) {
				list = slices.AppendSeq(list, passwordRequests.Scan(tx.Tx, "open", openKey(r.ID, a.ID)))
			}
		}
	}
	slices.SortFunc(list, func(a, b PasswordRequest) int {
		return cmp.Or(cmp.Compare(a.UserID, b.UserID), cmp.Compare(a.AccountID, b.AccountID))
	})
	return slices.CompactFunc(list, func(a, b PasswordRequest) bool { return a.UserID == b.UserID && a.AccountID == b.AccountID })
}

// controlsToDecide are where the open requests stand that the actor may be an approver of, as beginnings of openKey: those under the
// controls that name the actor, or nobody; or all, where there are more such controls than open requests.
func (tx *Tx) controlsToDecide() (under []store.Key) {
	open := passwordRequests.Span(tx.Tx, "open", nil).Len()
	names := []store.Key{byAnybody}
	for _, t := range tx.viewerOf(tx.Actor.UserID, false).targets {
		names = append(names, t.key())
	}
	for _, name := range names {
		if open -= accessControls.Span(tx.Tx, "approver", name).Len(); open < 0 {
			return []store.Key{nil}
		}
		for c := range accessControls.Scan(tx.Tx, "approver", name) {
			if a, ok := accounts.Get(tx.Tx, accountKey(c.ID)); c.Kind == AccountObject && ok {
				under = append(under, openKey(a.ResourceID, a.ID))
			} else if c.Kind == ResourceObject {
				under = append(under, store.Int(c.ID))
			}
		}
	}
	return under
}

// firstOpen is the first open request from a key on, of those that stand under a beginning of it.
func (tx *Tx) firstOpen(under, from store.Key) (PasswordRequest, bool) {
	for q := range passwordRequests.From(tx.Tx, "open", from) {
		return q, bytes.HasPrefix(openKey(q.ResourceID, q.AccountID), under)
	}
	return PasswordRequest{}, false
}

// NewPasswordRequest is what asking for a password takes, as clients send it.
type NewPasswordRequest struct {
	Justification
	Access     string // now (or empty), or later
	Start, End string // dd/MM/yyyy HH:mm, for later
	Reminder   int
	Option     string
	Selected   []string
}

// window reads when the password is wanted. Times are the server's, which are UTC; a window that has begun this minute is not past.
func (tx *Tx) window(n NewPasswordRequest) (start, end *time.Time, err error) {
	invalid := fail.New(fail.Invalid, "", "Invalid start time or end time")
	from, errFrom := time.Parse(windowTime, n.Start)
	to, errTo := time.Parse(windowTime, n.End)
	switch {
	case errFrom != nil || errTo != nil:
		return nil, nil, invalid.Because("%q and %q must both have the form dd/MM/yyyy HH:mm", n.Start, n.End)
	case !from.Before(to):
		return nil, nil, invalid.Because("the window ends at %q, before it begins at %q", n.End, n.Start)
	case from.Before(tx.Now.Truncate(time.Minute)):
		return nil, nil, invalid.Because("%q is past; the tenant's clock shows %s", n.Start, tx.Now.Format(windowTime))
	}
	return &from, &to, nil
}

const (
	windowTime   = "02/01/2006 15:04"
	selectedOnly = "3" // of RESOURCES_TO_BE_ACCESSED_OPTION
)

// read puts into a request what a client sent about when and where the password is wanted.
func (tx *Tx) read(n NewPasswordRequest, q *PasswordRequest) (err error) {
	switch strings.ToLower(n.Access) {
	case "", "now":
	case "later":
		if q.Start, q.End, err = tx.window(n); err != nil {
			return err
		}
	default:
		return fail.New(fail.Invalid, "", "Invalid access").Because("ACCESS is %q, neither now nor later", n.Access)
	}
	if n.Reminder < 0 || n.Reminder >= 60 {
		return fail.New(fail.Invalid, "", "Invalid reminder time").Because("REMAINDERTIME is %d, not 1 to 59 minutes", n.Reminder)
	}
	if !slices.Contains([]string{"", "1", "2", selectedOnly}, n.Option) {
		return fail.New(fail.Invalid, "", "Invalid option for the resources to be accessed").Because("%q is none of 1, 2 and 3", n.Option)
	}
	q.Reminder, q.Option = n.Reminder, n.Option
	if n.Option != selectedOnly {
		return nil
	}
	if len(n.Selected) == 0 {
		return fail.New(fail.Invalid, "", "Selected resources are mandatory").Because("SELECTED_RESOURCEIDS is empty")
	}
	v := tx.viewer()
	for _, id := range n.Selected {
		if err := tx.Wanted(); err != nil {
			return err
		}
		r, _, err := v.find(id)
		if err != nil {
			return err
		}
		q.Selected = append(q.Selected, r.ID)
	}
	return nil
}
