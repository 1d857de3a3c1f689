package state

import (
	"time"

	"github.com/understudy/understudy/mock/internal/store"
)

// HoldEventType is what happened to a legal hold, in the vendor's words.
type HoldEventType string

// The types that clients know.
const (
	HoldCreated           HoldEventType = "HoldCreated"
	HoldDeactivated       HoldEventType = "HoldDeactivated"
	HoldReactivated       HoldEventType = "HoldReactivated"
	MembershipCreated     HoldEventType = "MembershipCreated"
	MembershipReactivated HoldEventType = "MembershipReactivated"
	MembershipDeactivated HoldEventType = "MembershipDeactivated"
	HoldRestore           HoldEventType = "Restore"
)

// HoldEvent is one entry of the legal hold report.
type HoldEvent struct {
	Seq          int64
	UID          string
	Type         HoldEventType
	At           time.Time
	MatterID     int64
	MembershipID int64 // 0 where the event is about the matter as a whole
	Actor        Principal
}

// holdEvents are sorted by date: the seed does not make them in that order.
var holdEvents = store.NewTable("holdevent", func(e HoldEvent) store.Key { return pairKey(e.At.UnixMilli(), e.Seq) })

func (tx *Tx) holdEvent(what HoldEventType, matter Matter, m HoldMembership) error {
	return holdEvents.Put(tx.Tx, HoldEvent{
		Seq: int64(tx.Next("holdevent")), UID: tx.newUID("holdevent"), Type: what, At: tx.Now, MatterID: matter.ID, MembershipID: m.ID,
		Actor: tx.principal(),
	})
}

// RecordHoldRestore notes in the report that a custodian's files were restored, once for each matter that holds the user.
func (tx *Tx) RecordHoldRestore(u User) error {
	for m := range holdMemberships.Scan(tx.Tx, "user", store.Int(u.ID)) {
		if !m.Active {
			continue
		}
		if err := tx.holdEvent(HoldRestore, tx.MatterOf(m), m); err != nil {
			return err
		}
	}
	return nil
}

// HoldEventFilter narrows the report; empty fields do not. Both ends of the period belong to it.
type HoldEventFilter struct {
	MatterUID string
	From, To  *time.Time
}

// HoldEventDetail is an event with what it is about. Membership and Custodian are zero where it is about the matter as a whole.
type HoldEventDetail struct {
	HoldEvent
	Matter     Matter
	Membership HoldMembership
	Custodian  User
}

// HoldEvents reports what happened to legal holds, the oldest first. Inferred: the order, and that an unknown matter has no events
// rather than being refused, like in the list of memberships.
func (tx *Tx) HoldEvents(f HoldEventFilter, page Page) ([]HoldEventDetail, int) {
	events, total := cut(holdEvents.All(tx.Tx), func(e HoldEvent) bool {
		matter, _ := matters.Get(tx.Tx, store.Int(e.MatterID))
		return (f.MatterUID == "" || matter.UID == f.MatterUID) && (f.From == nil || !e.At.Before(*f.From)) &&
			(f.To == nil || !e.At.After(*f.To)) && tx.reachesMatter(matter)
	}, page)
	details := make([]HoldEventDetail, 0, len(events))
	for _, e := range events {
		d := HoldEventDetail{HoldEvent: e}
		d.Matter, _ = matters.Get(tx.Tx, store.Int(e.MatterID))
		d.Membership, _ = holdMemberships.Get(tx.Tx, store.Int(e.MembershipID))
		d.Custodian = tx.CustodianOf(d.Membership)
		details = append(details, d)
	}
	return details, total
}
