package state

import (
	"math"
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
	Creator      Principal // of the matter
	MembershipID int64     // 0 where the event is about the matter as a whole
	Actor        Principal
}

// maxHoldEvents is how far back the report goes: the oldest events make room. The vendor's number is not known.
const maxHoldEvents = 100_000

// holdEvents are sorted by date: the seed does not make them in that order.
var holdEvents = store.NewTable("holdevent", func(e HoldEvent) store.Key { return pairKey(e.At.UnixMilli(), e.Seq) },
	store.Rolling[HoldEvent](maxHoldEvents),
	store.Index[HoldEvent]{Name: "matter", Keys: func(e HoldEvent) []store.Key { return []store.Key{pairKey(e.MatterID, e.At.UnixMilli())} }},
	store.Index[HoldEvent]{Name: "creator", Keys: func(e HoldEvent) []store.Key {
		return []store.Key{store.Join(e.Creator.key(), store.Int(e.At.UnixMilli()))}
	}})

func (tx *Tx) holdEvent(what HoldEventType, matter Matter, m HoldMembership) error {
	return holdEvents.Put(tx.Tx, HoldEvent{
		Seq: int64(tx.Next("holdevent")), UID: tx.newUID("holdevent"), Type: what, At: tx.Now, MatterID: matter.ID, Creator: matter.Creator,
		MembershipID: m.ID, Actor: tx.principal(),
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
	index, beginning := "id", store.Key{}
	if !tx.reach().everything {
		index, beginning = "creator", tx.principal().key() // nobody bound reaches a matter of somebody else's
	}
	if f.MatterUID != "" {
		matter, _ := matters.One(tx.Tx, "uid", store.Str(f.MatterUID)) // no event is about matter 0
		index, beginning = "matter", store.Int(matter.ID)
	}
	q := holdEvents.Query(tx.Tx)
	q.In(f.span(tx, index, beginning), f.during)
	if f.From != nil || f.To != nil { // the keys tell the time to the millisecond only
		q.If(f.during)
	}
	if !tx.reach().everything {
		q.If(tx.reachesEvent)
	}
	events, total := q.Page(page.part())
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

// reachesEvent tells whether an event is of a matter, and of a custodian if there is one, that the actor reaches, and was the doing of
// somebody whom the actor reaches.
func (tx *Tx) reachesEvent(e HoldEvent) bool {
	if m, ok := holdMemberships.Get(tx.Tx, store.Int(e.MembershipID)); ok && !tx.Sees(tx.CustodianOf(m).OrgID) {
		return false
	}
	matter, _ := matters.Get(tx.Tx, store.Int(e.MatterID))
	if _, inside := tx.CreatorOf(e.Actor); !inside && !e.Actor.isSame(tx.principal()) {
		return false
	}
	return tx.reachesMatter(matter)
}

// span is the events of the period, to the millisecond, in an index where the time comes after the beginning.
func (f HoldEventFilter) span(tx *Tx, index string, beginning store.Key) store.Span[HoldEvent] {
	from, to := int64(math.MinInt64), int64(math.MaxInt64)
	if f.From != nil {
		from = f.From.UnixMilli()
	}
	if f.To != nil {
		to = f.To.UnixMilli() + 1
	}
	return holdEvents.Between(tx.Tx, index, store.Join(beginning, store.Int(from)), store.Join(beginning, store.Int(to)))
}

func (f HoldEventFilter) during(e HoldEvent) bool {
	return (f.From == nil || !e.At.Before(*f.From)) && (f.To == nil || !e.At.After(*f.To))
}
