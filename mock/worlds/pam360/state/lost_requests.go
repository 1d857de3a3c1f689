package state

import (
	"slices"

	"github.com/understudy/understudy/mock/internal/store"
)

// Whatever takes access to a password away ends the requests for it, and having it back does not bring an old request back. So each
// transaction that writes looks for requests that are lost: only among those for the resources that it bears on. Those that are for
// another resource, or that hang on nothing that was written, are not looked at.

// bearsOnAll is what a write touches that may bear on any user's access to any resource.
var bearsOnAll = store.Int(0)

func bearsOn(resource int64) store.Key { return store.Int(resource) }

// The tables on which a user's access to a password depends, or whether the user must ask for it. What is new takes nothing away, unless
// it is a grant or a membership. A handover changes the resource too, so it needs none of its own.
var (
	resourceTouches = store.Touches[Resource](func(was, _ Resource) store.Key {
		if was.ID == 0 {
			return nil
		}
		return bearsOn(was.ID)
	})
	accountTouches = store.Touches[Account](func(was, is Account) store.Key {
		if was.ID == 0 || was.OwnerID == is.OwnerID && (was.Trashed == nil) == (is.Trashed == nil) && is.ID != 0 {
			return nil
		}
		return bearsOn(was.ResourceID)
	})
	grantTouches = store.Touches[Grant](func(was, is Grant) store.Key {
		switch g := either(was, is, is.Kind != 0); g.Kind {
		case ResourceObject:
			return bearsOn(g.ID)
		case AccountObject:
			return bearsOn(g.ResourceID)
		}
		return bearsOnAll
	})
	groupResourceTouches = store.Touches[groupResource](func(was, is groupResource) store.Key {
		return bearsOn(either(was, is, is.ResourceID != 0).ResourceID)
	})
	memberTouches = store.Touches[member](func(member, member) store.Key { return bearsOnAll })
	userTouches   = store.Touches[User](func(was, is User) store.Key {
		if was.ID == 0 || is.ID != 0 && was.SuperAdmin == is.SuperAdmin {
			return nil
		}
		return bearsOnAll
	})
	resourceGroupTouches = store.Touches[ResourceGroup](func(was, _ ResourceGroup) store.Key {
		if was.ID == 0 {
			return nil
		}
		return bearsOnAll
	})
	resourceTypeTouches  = store.Touches[ResourceType](func(_, _ ResourceType) store.Key { return bearsOnAll }) // criteria may ask for its name
	accessControlTouches = store.Touches[AccessControl](func(was, is AccessControl) store.Key {
		if c := either(was, is, is.Kind != 0); c.Kind == ResourceObject {
			return bearsOn(c.ID)
		}
		return bearsOnAll
	})
)

// either is the row that is there: after the write, or before it.
func either[V any](was, is V, there bool) V {
	if there {
		return is
	}
	return was
}

// dropLostRequests forgets the requests whose requesters see the password no longer, or need to ask no longer. It ends every
// transaction that writes. A request for what is in the trash waits there.
func (tx *Tx) dropLostRequests() {
	if passwordRequests.Len(tx.Tx) == 0 {
		return
	}
	touched := tx.Touched()
	if slices.ContainsFunc(touched, func(key store.Key) bool { return string(key) == string(bearsOnAll) }) {
		touched = []store.Key{nil}
	}
	for _, resource := range touched {
		for q := range passwordRequests.Scan(tx.Tx, "open", resource) { // one that is closed brings nothing back
			if s := tx.standing(q); s.resource.ID != 0 && !s.held {
				passwordRequests.Delete(tx.Tx, requestKey(q.UserID, q.AccountID))
			}
		}
	}
}
