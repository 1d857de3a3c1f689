package state

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/understudy/understudy/mock/internal/fail"
	"github.com/understudy/understudy/mock/internal/store"
)

// AccessControl says who must be asked before a password can be used, and for how long it can. It is on an account, or on a resource
// and thereby on its accounts that have none of their own. It binds everybody who has less than full access (inferred).
type AccessControl struct {
	Object
	// Approvals is how many approvers must agree; at least one does, unless AutoApprove.
	Approvals   int
	AutoApprove bool
	// Approvers are those who may decide; empty: whoever has full access to the account.
	Approvers []Target
	// Exclusive: while one user has the password checked out, no other can.
	Exclusive bool
	// RequestTimeout is how long a request waits to be approved, and then to be used; 0 is for ever.
	RequestTimeout time.Duration
	// CheckoutFor is how long a password stays checked out; 0 is until it is checked in.
	CheckoutFor time.Duration
	// Reason and Ticket are what a request must give.
	Reason, Ticket bool
}

// byAnybody stands for the approvers of a control that names none.
var byAnybody = store.Int(0)

var accessControls = store.NewTable("accesscontrol", func(c AccessControl) store.Key { return c.Object.key() },
	store.Index[AccessControl]{Name: "approver", Keys: func(c AccessControl) (keys []store.Key) {
		if len(c.Approvers) == 0 {
			return []store.Key{byAnybody}
		}
		for _, t := range c.Approvers {
			keys = append(keys, t.key())
		}
		return keys
	}}, accessControlTouches)

// SetAccessControl puts an account or a resource under access control; the seed uses it, the API has no such call.
func (tx *Tx) SetAccessControl(c AccessControl) error {
	var known bool
	switch c.Kind {
	case ResourceObject:
		_, known = tx.resource(c.ID)
	case AccountObject:
		_, known = tx.account(c.ID)
	}
	if !known {
		return fmt.Errorf("access control: there is no resource or account %+v", c.Object)
	}
	groups := false
	for _, t := range c.Approvers {
		if err := tx.checkTarget(t); err != nil {
			return err
		}
		groups = groups || t.Group
	}
	if len(c.Approvers) > 0 && !groups && len(c.Approvers) < c.needed() {
		return fmt.Errorf("access control: %d approvers cannot give %d approvals", len(c.Approvers), c.needed())
	}
	return accessControls.Put(tx.Tx, c)
}

func (c AccessControl) needed() int {
	if c.AutoApprove {
		return 0
	}
	return max(c.Approvals, 1)
}

// control is the access control that an account is under.
func (tx *Tx) control(a Account) (AccessControl, bool) {
	c, ok := accessControls.Get(tx.Tx, Object{AccountObject, a.ID}.key())
	if !ok {
		c, ok = accessControls.Get(tx.Tx, Object{ResourceObject, a.ResourceID}.key())
	}
	return c, ok
}

// bound is the access control that a user with this access has to obey.
func (tx *Tx) bound(a Account, access Access) (AccessControl, bool) {
	c, ok := tx.control(a)
	return c, ok && access < FullAccess
}

// dropControl forgets the access control of what is gone.
func (tx *Tx) dropControl(o Object) { accessControls.Delete(tx.Tx, o.key()) }

// dropApprover takes a user or a user group that is gone out of all access controls.
func (tx *Tx) dropApprover(t Target) error {
	for c := range accessControls.Scan(tx.Tx, "approver", t.key()) {
		c.Approvers = slices.DeleteFunc(slices.Clone(c.Approvers), func(other Target) bool { return other == t })
		if err := accessControls.Put(tx.Tx, c); err != nil {
			return err
		}
	}
	return nil
}

// mayChangeApprovers refuses to change who a user or a user group that approves requests is, unless the actor is an administrator
// (inferred). A control without approvers is everybody's to approve who has full access, so taking away the last one widens it.
func (tx *Tx) mayChangeApprovers(t Target, name string) error {
	if tx.administers() || !accessControls.Has(tx.Tx, "approver", t.key()) {
		return nil
	}
	return NotPermitted("%s approves requests, and %s is no administrator", name, tx.Actor.Name)
}

// approveGrant is the right to approve requests.
const approveGrant = "requests.approve"

// mayTouchApprover is mayChangeApprovers for a user and the groups that the user is in.
func (tx *Tx) mayTouchApprover(u User) error {
	for _, t := range tx.targetsOf(u.ID) {
		if err := tx.mayChangeApprovers(t, "the user "+u.Login()+", or a user group of theirs,"); err != nil {
			return err
		}
	}
	return nil
}

// approves tells whether the actor is an approver of an account under this access control.
func (tx *Tx) approves(c AccessControl, r Resource, a Account) bool {
	if len(c.Approvers) == 0 {
		v := tx.viewer()
		return v.account(r, v.resource(r), a) == FullAccess
	}
	mine := tx.viewerOf(tx.Actor.UserID, false).targets
	return slices.ContainsFunc(c.Approvers, func(t Target) bool { return slices.Contains(mine, t) })
}

// admit refuses an actor who has to check the password out first and has not. The text is a stand-in.
func (tx *Tx) admit(r Resource, a Account, access Access) error {
	if _, bound := tx.bound(a, access); !bound || tx.standingOf(tx.Actor.UserID, a).phase == inUse {
		return nil
	}
	return fail.New(fail.Forbidden, "", "Password access is not approved. Request the password and check it out first").
		Because("%s of %s is under access control, and %s has not checked it out", a.Name, r.Name, tx.Actor.Name)
}

// Values of PASSWORD STATUS under access control.
const (
	statusRequest  = "[Request]"
	statusWaiting  = "[Waiting for approval]"
	statusCheckOut = "[Check Out]"
	statusInUse    = "[In Use]"
	statusCheckIn  = "[Check In]" // comes after what stands for the password
)

// requesterStatus is what the actor, who is bound, may do next. One who waits for approval waits whoever uses the password meanwhile
// (inferred).
func (tx *Tx) requesterStatus(c AccessControl, a Account, readable string) string {
	switch mine := tx.standingOf(tx.Actor.UserID, a); {
	case mine.phase == inUse:
		return readable + statusCheckIn
	case mine.phase == waiting:
		return statusWaiting
	case tx.usedByAnother(c, a, tx.Actor.UserID):
		return statusInUse
	case mine.phase == approved:
		return statusCheckOut
	}
	return statusRequest
}

// approverStatus is what the actor, who is an approver, may do with a request.
func (tx *Tx) approverStatus(s standing) string {
	by := func(d Approval) bool { return d.By == tx.Actor.UserID }
	switch {
	case s.phase == inUse:
		return "In Use [Check In]"
	case s.phase == approved:
		return "Yet To Use [Check In]"
	case tx.usedByAnother(s.control, s.account, s.UserID):
		return "INUSEAPPROVAL[Reject]"
	case slices.ContainsFunc(s.Approvals, by):
		return "MULTIAPPROVAL[Reject]"
	case len(s.Approvals) > 0:
		return "MULTIAPPROVAL - " + tx.loginOf(s.Approvals[len(s.Approvals)-1].By) + "[Reject]"
	case s.Needed > 1:
		return ""
	}
	return "[Approve] [Reject]"
}

// CheckedOut tells whether a status is that of a password which its reader has checked out.
func CheckedOut(status string) bool { return strings.HasSuffix(status, statusCheckIn) }
