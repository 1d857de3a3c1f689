package state

import "github.com/understudy/understudy/mock/internal/store"

// handover says that what a user had of a resource went to an heir, and when. What the user had said in groups stays the user's word. For
// what was handed over the heir answers for it since; for all else it is worth what the user's access is. So it never reaches what the
// user had not, or what the heir gets later, and what the user says afterwards is nobody else's.
//
// A ResourceID of 0 is every resource that there was then: those up to Through, since ids count up and none is given out again. The last
// handover counts, be it of one resource or of all.
type handover struct{ ResourceID, From, To, Order, Through int64 }

func handoverKey(resource, from int64) store.Key {
	return store.Join(store.Int(resource), store.Int(from))
}

var handovers = store.NewTable("handover", func(h handover) store.Key { return handoverKey(h.ResourceID, h.From) },
	store.Index[handover]{Name: "from", Keys: func(h handover) []store.Key { return []store.Key{store.Int(h.From)} }},
	store.Index[handover]{Name: "resource", Keys: func(h handover) []store.Key { return []store.Key{store.Int(h.ResourceID)} }})

// handOver makes a user the owner of what another owns, and answer for it. A super administrator hands over everything that there is: it
// was all theirs to share, and only another one inherits from them.
func (tx *Tx) handOver(old, heir User) error {
	for r := range resources.Scan(tx.Tx, "owner", store.Int(old.ID)) {
		if err := tx.Wanted(); err != nil {
			return err
		}
		r.OwnerID = heir.ID
		if err := resources.Put(tx.Tx, r); err != nil {
			return err
		}
		if old.SuperAdmin {
			continue // said below for all
		}
		if err := handovers.Put(tx.Tx, handover{ResourceID: r.ID, From: old.ID, To: heir.ID, Order: tx.nextOrder()}); err != nil {
			return err
		}
	}
	if !old.SuperAdmin {
		return nil
	}
	return handovers.Put(tx.Tx, handover{From: old.ID, To: heir.ID, Order: tx.nextOrder(), Through: tx.lastResource()})
}

// passedTo is the heir's word that answers for a word on a resource besides whoever said it; false if there is none.
func (tx *Tx) passedTo(w word, r Resource) (word, bool) {
	h, ok := handovers.Get(tx.Tx, handoverKey(r.ID, w.by))
	if all, handed := handovers.Get(tx.Tx, handoverKey(0, w.by)); handed && r.ID <= all.Through && all.Order > h.Order {
		h, ok = all, true
	}
	return word{h.To, h.Order}, ok && w.order < h.Order // and not said since
}

// dropHandovers forgets who had a resource that is gone.
func (tx *Tx) dropHandovers(r Resource) {
	for h := range handovers.Scan(tx.Tx, "resource", store.Int(r.ID)) {
		handovers.Delete(tx.Tx, handoverKey(h.ResourceID, h.From))
	}
}
