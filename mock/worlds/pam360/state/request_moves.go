package state

import (
	"slices"
	"strings"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// The moves of access control. None of the vendor's texts for refused ones was seen.

func noControl(a Account, r Resource) error {
	return fail.New(fail.Invalid, "", "Access control is not enabled for this account").
		Because("the actor needs no request for %q of %q", a.Name, r.Name)
}

func inUseByAnother(a Account) error {
	return fail.New(fail.Conflict, "", "Password is in use by another user").Because("%q is for one user at a time, and somebody has it checked out", a.Name)
}

// requestable finds an account that the actor must request, and the actor's request as far as there is one.
func (tx *Tx) requestable(accountID string) (Resource, Account, AccessControl, standing, error) {
	r, a, access, err := tx.accountByID(accountID)
	if err == nil && access < ViewAccess {
		err = NotPermitted("%s may use the account %s of %s, not see its password", tx.Actor.Name, a.Name, r.Name)
	}
	c, bound := tx.bound(a, access)
	if err == nil && !bound {
		err = noControl(a, r)
	}
	return r, a, c, tx.standingOf(tx.Actor.UserID, a), err
}

// RequestPassword asks for a password, and returns what the actor may do next: wait, or check it out at once.
func (tx *Tx) RequestPassword(accountID string, n NewPasswordRequest) (status string, err error) {
	r, a, c, mine, err := tx.requestable(accountID)
	if err != nil {
		return "", err
	}
	if mine.phase != over {
		return "", fail.New(fail.Conflict, "", "Password is already requested").
			Because("%q asked for %q at %s, and that is not over", tx.Actor.Name, a.Name, mine.Requested.Format(windowTime))
	}
	if err := tx.justifyRequest(c, a, n.Justification); err != nil {
		return "", err
	}
	q := PasswordRequest{
		UserID: tx.Actor.UserID, AccountID: a.ID, ResourceID: r.ID, Reason: n.Reason, TicketID: n.TicketID, Requested: tx.Now, Needed: c.needed(),
	}
	if err := tx.read(n, &q); err != nil {
		return "", err
	}
	if q.Start == nil && tx.usedByAnother(c, a, tx.Actor.UserID) {
		return "", inUseByAnother(a)
	}
	if err := passwordRequests.Put(tx.Tx, q); err != nil {
		return "", err
	}
	return tx.statusNow(r, a), tx.auditAccount("Password Requested", r, a, n.Justification)
}

// justifyRequest refuses a request without what the access control, or the account's own rules, ask for.
func (tx *Tx) justifyRequest(c AccessControl, a Account, why Justification) error {
	ticket := c.Ticket || a.Rules.TicketToRequest
	switch {
	case c.Reason && strings.TrimSpace(why.Reason) == "":
		return fail.New(fail.Invalid, "", "Reason is mandatory to request the password").Because("REASON is empty")
	case ticket && why.TicketID == "":
		return fail.New(fail.Invalid, "", "Ticket ID is mandatory to request the password").Because("TICKETID is empty")
	case (ticket || a.Rules.Ticket) && why.TicketID != "":
		return tx.checkTicket(why.TicketID)
	}
	return nil
}

// statusNow is the status of an account for an actor who is bound.
func (tx *Tx) statusNow(r Resource, a Account) string {
	return tx.passwordStatus(tx.typeOf(r), a, ViewAccess)
}

// CheckOut lets the actor use a password that was approved, and returns the new status. Before the window that was asked for, the
// status is a sentence and nothing happens, as with the vendor's browser extension.
func (tx *Tx) CheckOut(accountID string, why Justification) (status string, err error) {
	r, a, c, mine, err := tx.requestable(accountID)
	if err != nil {
		return "", err
	}
	switch {
	case mine.phase == inUse:
		return "", fail.New(fail.Conflict, "", "Password is already checked out").Because("by %q", tx.Actor.Name)
	case mine.phase != approved:
		return "", fail.New(fail.NotFound, "", "No approved password request found").Because("%q has none for %q", tx.Actor.Name, a.Name)
	case mine.Start != nil && tx.Now.Before(*mine.Start):
		return "Password can be checked out from " + mine.Start.Format(windowTime) + " only", nil
	case tx.usedByAnother(c, a, tx.Actor.UserID):
		return "", inUseByAnother(a)
	}
	now := tx.Now
	mine.CheckedOut = &now
	if err := passwordRequests.Put(tx.Tx, mine.PasswordRequest); err != nil {
		return "", err
	}
	return tx.statusNow(r, a), tx.auditAccount("Password Checked Out", r, a, why)
}

// CheckIn ends the actor's use of a password, and returns the new status.
func (tx *Tx) CheckIn(accountID, reason string) (status string, err error) {
	r, a, _, mine, err := tx.requestable(accountID)
	if err != nil {
		return "", err
	}
	if mine.phase != inUse {
		return "", fail.New(fail.NotFound, "", "Password is not checked out").Because("%q has not checked %q out", tx.Actor.Name, a.Name)
	}
	if err := tx.closeRequest(mine.PasswordRequest); err != nil {
		return "", err
	}
	return tx.statusNow(r, a), tx.auditAccount("Password Checked In", r, a, Justification{Reason: reason})
}

func (tx *Tx) closeRequest(q PasswordRequest) error {
	now := tx.Now
	q.Closed = &now
	return passwordRequests.Put(tx.Tx, q)
}

// decidable finds a user's request on an account that the actor is an approver of. The requester is named by id or by login name.
func (tx *Tx) decidable(accountID, requester string) (standing, error) {
	r, a, _, seen := tx.accountByID(accountID)
	if seen != nil { // an approver need not see the account otherwise
		n, _ := parseID(accountID)
		var there bool
		if a, there = tx.account(n); !there {
			return standing{}, seen
		}
		if r, there = tx.resource(a.ResourceID); !there {
			return standing{}, seen
		}
	}
	c, under := tx.control(a)
	switch {
	case !under && seen != nil:
		return standing{}, seen
	case !under:
		return standing{}, noControl(a, r)
	case !tx.approves(c, r, a) && seen != nil:
		return standing{}, seen
	case !tx.approves(c, r, a):
		return standing{}, NotPermitted("%s is not an approver of %s on %s", tx.Actor.Name, a.Name, r.Name)
	}
	u, err := tx.FindUser(requester)
	if err != nil {
		return standing{}, err
	}
	s := tx.standingOf(u.ID, a)
	if s.phase == over {
		return standing{}, noRequest("%s has none for %s of %s, or it has run out", u.Login(), a.Name, r.Name)
	}
	return s, nil
}

func noRequest(format string, args ...any) error {
	return fail.New(fail.NotFound, "", "No password request found").Because(format, args...)
}

// waitingRequest is decidable for requests that wait for a decision, which cannot be the requester's own.
func (tx *Tx) waitingRequest(accountID, requester string) (standing, error) {
	s, err := tx.decidable(accountID, requester)
	switch {
	case err != nil:
		return s, err
	case s.UserID == tx.Actor.UserID:
		return s, fail.New(fail.Forbidden, "", "You cannot decide on your own request").Because("%q is the requester", tx.Actor.Name)
	case s.phase != waiting:
		return s, noRequest("the request for %s is approved already", s.account.Name)
	}
	return s, nil
}

// ApproveRequest consents to a request. It is approved once as many approvers as are needed have.
func (tx *Tx) ApproveRequest(accountID, requester string) error {
	s, err := tx.waitingRequest(accountID, requester)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(s.Approvals, func(d Approval) bool { return d.By == tx.Actor.UserID }) {
		return fail.New(fail.Conflict, "", "Password request is already approved by you").
			Because("%d of %d approvals are there; the others must come from others", len(s.Approvals), s.Needed)
	}
	if tx.usedByAnother(s.control, s.account, s.UserID) {
		return inUseByAnother(s.account)
	}
	s.Approvals = append(slices.Clone(s.Approvals), Approval{tx.Actor.UserID, tx.Now})
	if err := passwordRequests.Put(tx.Tx, s.PasswordRequest); err != nil {
		return err
	}
	return tx.auditRequest("Password Request Approved", s, s.Reason)
}

// RejectRequest refuses a request. Its requester may ask again.
func (tx *Tx) RejectRequest(accountID, requester, reason string) error {
	s, err := tx.waitingRequest(accountID, requester)
	if err != nil {
		return err
	}
	if err := tx.closeRequest(s.PasswordRequest); err != nil {
		return err
	}
	return tx.auditRequest("Password Request Rejected", s, reason)
}

// CheckInFor takes a password back that was approved for a user, whether or not it is checked out.
func (tx *Tx) CheckInFor(accountID, requester, reason string) error {
	s, err := tx.decidable(accountID, requester)
	if err != nil {
		return err
	}
	if s.phase == waiting {
		return fail.New(fail.NotFound, "", "Password is not checked out").Because("the request for %s still waits for approval", s.account.Name)
	}
	if err := tx.closeRequest(s.PasswordRequest); err != nil {
		return err
	}
	return tx.auditRequest("Password Checked In By Administrator", s, reason)
}

// auditRequest records what an approver did to a request; the user concerned is the requester.
func (tx *Tx) auditRequest(operation string, s standing, reason string) error {
	u, _ := users.Get(tx.Tx, store.Int(s.UserID))
	return tx.audit(AuditEntry{
		About: ResourceAudit, Operation: operation, UserName: u.Login(), FullName: u.FullName, ResourceID: s.resource.ID,
		Resource: s.resource.Name, AccountID: s.account.ID, Account: s.account.Name, Reason: reason, TicketID: s.TicketID,
	})
}
