package state

import (
	"iter"

	"github.com/understudy/understudy/mock/internal/store"
)

// handover says that a user who owned a resource transferred it to an heir, and when. What the user had said in groups stays the user's
// word. For what was handed over the heir answers for it since; for all else it is worth what the user's access is. So it never reaches
// what the heir had before, or gets later, and what the user says afterwards is nobody else's.
type handover struct{ ResourceID, From, To, Order int64 }

func handoverKey(resource, from int64) store.Key {
	return store.Join(store.Int(resource), store.Int(from))
}

var handovers = store.NewTable("handover", func(h handover) store.Key { return handoverKey(h.ResourceID, h.From) },
	store.Index[handover]{Name: "resource", Keys: func(h handover) []store.Key { return []store.Key{store.Int(h.ResourceID)} }})

// answering yields who may answer for a word on a resource: whoever said it, and the heirs.
func (tx *Tx) answering(w word, r Resource) iter.Seq[int64] {
	return func(yield func(int64) bool) {
		for yield(w.by) {
			h, ok := handovers.Get(tx.Tx, handoverKey(r.ID, w.by))
			if !ok || h.Order <= w.order { // said since
				return
			}
			w = word{h.To, h.Order}
		}
	}
}

// dropHandovers forgets who had a resource that is gone.
func (tx *Tx) dropHandovers(r Resource) {
	for h := range handovers.Scan(tx.Tx, "resource", store.Int(r.ID)) {
		handovers.Delete(tx.Tx, handoverKey(h.ResourceID, h.From))
	}
}
